"""The gap that could be closed: to what the best quarter of comparable customers give, not to 100%.

Hardly anybody buys everything in one place, so the distance to 100% is money that nobody gets. What
the best quarter of customers with purses of the same size give is known to be possible. That it is
possible for *this* customer it does not say: the best quarter may live next door.

Who was not asked has a purse all the same. It is foretold from what the tills know, which is
little, and the doubt goes into the interval.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

import numpy as np
import pandas as pd

from cvmlab.data.transactions import purchase_occasions
from cvmlab.errors import one_problem
from cvmlab.figures.formats import count, day
from cvmlab.value_of.wallet.attainable_gap_result import AttainableGap
from cvmlab.value_of.wallet.share_result import ShareOfWallet
from cvmlab.value_of.wallet.tills import MONTHS_A_YEAR, monthly_spending

_NODES = 199  # points at which a customer's possible purses are looked at
FEWEST = 20  # customers who answered, in a band


def attainable_gap(
    shares: ShareOfWallet,
    transactions: Any,
    *,
    end: dt.date | None = None,
    quarter: float = 0.75,
    bands: int = 3,
    active_weeks: int = 26,
    weeks: int = 52,
    resamples: int = 200,
    seed: int = 0,
) -> AttainableGap:
    """What active customers could spend here beyond today, up to what the best quarter give.

    Parameters
    ----------
    shares : ShareOfWallet
        What the customers who answered spend here and in all.
    transactions : Transactions, DataFrame or Ibis table
        ``customer_id, date`` and ``amount`` or ``cents``.
    end : date, optional
        The day for which it is worked out; the last day of the data.
    quarter : float
        The share of wallet that this part of comparable customers stay below is attainable.
    bands : int
        Customers are compared with those whose wallets are of the same size, in so many sizes.
    active_weeks : int
        Customers who bought in so many weeks up to `end`.
    weeks : int
        What is spent here is taken from so many weeks.
    resamples, seed
        Bootstrap samples of respondents for the intervals, and their seed.

    Returns
    -------
    AttainableGap

    Raises
    ------
    DataProblem
        When too few answered for so many sizes of wallet, or nobody is active.

    Notes
    -----
    Answers are off, so shares spread wider than true ones, and their best quarter looks too good:
    log shares are drawn to their mean until only the variance beyond that error is left (Louis
    1984, "Estimating a population of parameter values using Bayes and empirical Bayes methods").
    Log wallets are foretold by least squares from log spending and log trips and their squares;
    those who answered have both figures weighed by their variances. The gap is the mean of
    max(0, best share × wallet − spent) over the wallets a customer may have, with the residuals of
    those who answered (Duan 1983, "Smearing estimate").
    """
    known = shares.table
    if len(known) < FEWEST * bands:
        raise one_problem(
            f"{count(len(known))} customers said what they spend in all",
            f"{bands} sizes of wallet take {FEWEST * bands} or more; make fewer sizes.",
        )
    tills = monthly_spending(transactions, end, weeks=weeks)
    last_day = end or _last_day(transactions)
    active = tills[tills["recency_days"] < 7 * active_weeks]
    if active.empty:
        raise one_problem(f"nobody is active on {day(last_day)}", "choose another day.")
    spread = shares.said.spread
    x, y = _columns(known), np.log(known["wallet"].to_numpy()) + spread**2 / 2
    beta = np.linalg.lstsq(x, y, rcond=None)[0]
    missed = y - x @ beta
    variance = max(float(missed.var()) - spread**2, 1e-4)
    middle = _columns(active) @ beta
    own = pd.Series(y, index=known["customer_id"]).reindex(active.index).to_numpy()
    answered = ~np.isnan(own)
    weight = variance / (variance + spread**2) if spread else 1.0
    middle = np.where(answered, weight * own + (1 - weight) * middle, middle)
    own_spread = np.sqrt(weight) * spread
    points = (np.arange(_NODES) + 0.5) / _NODES
    pulled = (missed - missed.mean()) * np.sqrt(variance / max(missed.var(), 1e-12))
    others = np.quantile(pulled, points)
    from scipy.special import ndtri

    mine = own_spread * ndtri(points)
    wallets = np.exp(middle[:, None] + np.where(answered[:, None], mine, others))
    month = active["month"].to_numpy()
    wallets = np.maximum(wallets, month[:, None])  # nobody spends more here than in all
    edges = np.quantile(np.exp(y), np.arange(1, bands) / bands)
    group = np.searchsorted(edges, np.exp(y), side="right")
    # The best quarter by what was bought last year, as it was: only answers are in doubt.
    ratio, noise = np.log(shares.ratios) + spread**2 / 2, np.full(len(known), spread**2)
    best = _best(ratio, noise, group, bands, quarter)
    rng = np.random.default_rng(seed)
    draws = np.empty((resamples, bands))
    for i in range(resamples):
        some = rng.integers(0, len(ratio), len(ratio))
        draws[i] = _best(ratio[some], noise[some], group[some], bands, quarter)
    ends = np.nanquantile(draws, [(1 - shares.level) / 2, (1 + shares.level) / 2], axis=0)
    place = np.searchsorted(edges, wallets, side="right")
    gaps = np.maximum(best[place] * wallets - month[:, None], 0.0) * MONTHS_A_YEAR
    tail = (1 - shares.level) / 2
    low, high = np.quantile(gaps, [tail, 1 - tail], axis=1)
    table = pd.DataFrame(
        {
            "customer_id": active.index.to_numpy(), "spent": month * MONTHS_A_YEAR,
            "wallet": wallets.mean(axis=1) * MONTHS_A_YEAR,
            "share": (month[:, None] / wallets).mean(axis=1), "gap": gaps.mean(axis=1),
            "low": low, "high": high,
            "elsewhere": np.maximum(wallets.mean(axis=1) - month, 0.0) * MONTHS_A_YEAR,
            "answered": answered,
        }
    )  # fmt: skip
    totals = _totals(draws, wallets, month, place, missed, rng)
    scale = table["gap"].sum() / np.median(totals)
    bounds = np.quantile(totals * scale, [tail, 1 - tail])
    return AttainableGap(
        table=table,
        best=pd.DataFrame(
            {
                "from_": np.append(0.0, edges), "to": np.append(edges, np.inf),
                "customers": np.bincount(group, minlength=bands), "share": best,
                "low": ends[0], "high": ends[1],
            }
        ),
        quarter=quarter, explained=1 - float(missed.var() / y.var()), end=last_day,
        capped_at=float(known["said"].max()) if shares.said.topped else 0.0,
        level=shares.level, currency=shares.currency, total_low=float(bounds[0]),
        total_high=float(bounds[1]),
    )  # fmt: skip


def _best(
    logs: np.ndarray, noise: np.ndarray, group: np.ndarray, bands: int, quarter: float
) -> np.ndarray:
    """The share the best quarter give at least, size by size, freed from errors."""
    found = np.full(bands, np.nan)
    for kind in range(bands):
        here = group == kind
        if here.sum() < 2:
            continue
        mean, seen = logs[here].mean(), logs[here].var()
        kept = np.sqrt(max(seen - noise[here].mean(), 0.0) / max(seen, 1e-12))
        found[kind] = np.exp(mean + kept * (np.quantile(logs[here], quarter) - mean))
    return np.minimum(found, 1.0)


def _totals(
    draws: np.ndarray, wallets: np.ndarray, month: np.ndarray, place: np.ndarray,
    missed: np.ndarray, rng: np.random.Generator,
) -> np.ndarray:  # fmt: skip
    """The gap of everybody under other benchmarks and another level of all wallets."""
    column = rng.integers(0, wallets.shape[1], len(month))
    rows = np.arange(len(month))
    some, where = wallets[rows, column], place[rows, column]
    # The level of all wallets is known as well as the mean of the residuals it was fitted on.
    level = np.exp(rng.normal(0, missed.std() / np.sqrt(len(missed)), len(draws)))
    return np.array(
        [
            np.maximum(np.nan_to_num(best)[where] * some * k - month, 0.0).sum() * MONTHS_A_YEAR
            for best, k in zip(draws, level, strict=True)
        ]
    )


def _columns(frame: pd.DataFrame) -> np.ndarray:
    month, trips = np.log(frame["month"].to_numpy()), np.log(frame["trips_a_week"].to_numpy())
    return np.column_stack([np.ones(len(frame)), month, trips, month**2, trips**2])


def _last_day(transactions: Any) -> dt.date:
    return pd.Timestamp(purchase_occasions(transactions)["date"].max().to_pandas()).date()
