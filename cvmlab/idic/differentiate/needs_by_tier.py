"""Value and needs are two questions: does knowing a customer's worth tell what she needs?"""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy.special import chdtrc, chndtrinc

from cvmlab.errors import DataProblem, Problem, one_problem
from cvmlab.idic.differentiate.need_evidence import WISH
from cvmlab.idic.differentiate.needs_by_tier_result import NeedsByTier
from cvmlab.idic.differentiate.needs_result import CustomerNeeds


def needs_by_tier(
    needs: CustomerNeeds,
    tiers: pd.DataFrame,
    *,
    source: str = WISH,
    worth: str = "actual",
    currency: str = "EUR",
) -> NeedsByTier:
    """Lay the leading needs of customers across their value tiers.

    Parameters
    ----------
    needs : CustomerNeeds
        What ``customer_needs`` returned.
    tiers : DataFrame
        ``customer_id, tier`` and, to find customers of the same value, a column of money: the
        ``.table`` of ``value_tiers``.
    source : {"wish", "failure", "motive"}
    worth : str
        The column of money.
    currency : str
        ISO code.

    Raises
    ------
    DataProblem
        When columns are missing, or fewer than two tiers or needs are left to compare.

    Notes
    -----
    Cramér's V of need by tier, freed from what chance alone gives: √((X² − df)/(n·m)), with X²
    Pearson's, df = (r − 1)(c − 1), m = min(r, c) − 1, 0 where X² < df (Cramér 1946, "Mathematical
    methods of statistics"). Interval: the λ for which X² is the upper and the lower quantile of a
    noncentral χ²(df, λ), as V = √(λ/(n·m)) (Steiger and Fouladi 1997, "Noncentrality interval
    estimation"). Each customer counts once, by the leading need.

    ``guess_alone`` and ``guess_by_tier``: how often the commonest need would be right, of all and
    of the customer's tier (Goodman and Kruskal 1954, "Measures of association for cross
    classifications"); the second cannot be lower in the data it is read off.
    """
    lacking = [name for name in ("customer_id", "tier") if name not in tiers]
    if lacking:
        raise DataProblem(
            [Problem("this column is not there", "take the table of value tiers.", name)
             for name in lacking], "the tiers",
        )  # fmt: skip
    columns = ["customer_id", "tier", *([worth] if worth in tiers else [])]
    lead = needs.leading(source)[["need"]]
    known = tiers[columns].merge(lead, left_on="customer_id", right_index=True, how="inner")
    known = known.rename(columns={worth: "worth"}).dropna(subset=["tier"])
    order = [str(name) for name in pd.unique(tiers["tier"].dropna())]
    if isinstance(tiers["tier"].dtype, pd.CategoricalDtype):
        order = [str(name) for name in tiers["tier"].cat.categories]
    elif "worth" in known:
        means = tiers.groupby("tier")[worth].mean().sort_values(ascending=False)
        order = [str(name) for name in means.index]
    known["tier"] = known["tier"].astype(str)
    counts = pd.crosstab(known["tier"], known["need"])
    counts = counts.reindex([name for name in order if name in counts.index])
    counts = counts[counts.sum().sort_values(ascending=False, kind="stable").index]
    if min(counts.shape, default=0) < 2:
        raise one_problem(
            f"{counts.shape[0]} tiers and {counts.shape[1]} needs are left to compare",
            "two of each are the least.",
        )
    strength = _strength(counts.to_numpy(dtype=float), 1 - needs.level)
    whole = tiers.groupby(tiers["tier"].astype(str)).size().reindex(counts.index)
    return NeedsByTier(
        counts=counts,
        known=known.reset_index(drop=True),
        tier_sizes=whole,
        v=strength[0],
        low=strength[1],
        high=strength[2],
        p_value=strength[3],
        guess_alone=float(counts.sum().max() / counts.to_numpy().sum()),
        guess_by_tier=float(counts.max(axis=1).sum() / counts.to_numpy().sum()),
        source=source,
        level=needs.level,
        currency=currency,
    )


def _strength(seen: np.ndarray, alpha: float) -> tuple[float, float, float, float]:
    """Cramér's V beyond chance, its interval, and the p-value of independence."""
    n = seen.sum()
    expected = np.outer(seen.sum(axis=1), seen.sum(axis=0)) / n
    square = float(((seen - expected) ** 2 / expected).sum())
    rows, columns = seen.shape
    df, scale = (rows - 1) * (columns - 1), n * (min(rows, columns) - 1)
    ends = [_shift(square, df, tail) for tail in (1 - alpha / 2, alpha / 2)]
    value = max(square - df, 0.0)
    v, low, high = (float(min(np.sqrt(x / scale), 1.0)) for x in (value, *ends))
    return v, low, high, float(chdtrc(df, square))


def _shift(square: float, df: int, below: float) -> float:
    """The λ at which a noncentral χ² lies below what was seen with this chance; 0 if none does."""
    if 1 - chdtrc(df, square) <= below:
        return 0.0
    return float(chndtrinc(square, df, below))
