"""The strategic side of a customer: what could still be spent here, read from what is given."""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy.special import ndtri

from cvmlab.errors import DataProblem, Problem
from cvmlab.value_of.wallet.attainable_gap_result import AttainableGap

GAP, SPREAD = "gap", "spread"
NEEDED = ("customer_id", GAP)


def potential_seen(
    potential: AttainableGap | pd.DataFrame | None, level: float = 0.95
) -> pd.DataFrame:
    """What each customer could spend here beyond today in a year, and how far that may be off.

    Parameters
    ----------
    potential : AttainableGap or DataFrame or None
        ``customer_id, gap`` (sales a year, from 0) and ``low, high`` where the doubt is known.
    level : float
        Of ``low, high`` of a DataFrame.

    Returns
    -------
    DataFrame
        By customer: ``gap`` and ``spread``, a standard deviation: (high − low) / 2z.

    Raises
    ------
    DataProblem
        Missing columns, gaps below zero or missing, customers listed twice: all of it.

    Examples
    --------
    >>> seen = pd.DataFrame({"customer_id": ["a"], "gap": [900.0], "low": [104], "high": [2064]})
    >>> potential_seen(seen).round(0).loc["a"].tolist()
    [900.0, 500.0]
    """
    if potential is None:
        return pd.DataFrame({GAP: [], SPREAD: []}, dtype=float)
    if isinstance(potential, AttainableGap):
        table, level = potential.table, potential.level
    else:
        table = potential
    problems = [
        Problem("this column is not there", "give customer_id and gap, sales a year.", name)
        for name in NEEDED
        if name not in table
    ]
    if not problems:
        gap = pd.to_numeric(table[GAP], errors="coerce")
        bad = ~(np.isfinite(gap) & (gap >= 0))
        if bad.any():
            examples = table.loc[bad, "customer_id"].astype(str).head(3).tolist()
            problems.append(Problem("some gaps are missing or below zero", "give 0 or more.", GAP,
                                    int(bad.sum()), examples))  # fmt: skip
        twice = table["customer_id"].duplicated()
        if twice.any():
            examples = table.loc[twice, "customer_id"].astype(str).head(3).tolist()
            problems.append(Problem("some customers stand there twice", "keep one row a customer.",
                                    "customer_id", int(twice.sum()), examples))  # fmt: skip
    if problems:
        raise DataProblem(problems, "the potential")
    spread = np.zeros(len(table))
    if {"low", "high"} <= set(table.columns):
        wide = (table["high"] - table["low"]).to_numpy(float) / (2 * float(ndtri(0.5 + level / 2)))
        spread = np.clip(np.nan_to_num(wide), 0.0, None)
    return pd.DataFrame(
        {GAP: gap.to_numpy(float), SPREAD: spread}, index=pd.Index(table["customer_id"])
    )
