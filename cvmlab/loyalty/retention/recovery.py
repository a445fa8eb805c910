"""What a failure does to staying: put right, not put right, and none at all.

Who comes often meets more failures, and stays for other reasons. So customers are not compared by
how many failures they ever had, but month by month: among regulars with the same number of trips,
who leaves more often in the months after a failure?
"""

from __future__ import annotations

import datetime as dt
from typing import Any

import numpy as np
import pandas as pd

from cvmlab.errors import DataProblem, Problem, one_problem
from cvmlab.loyalty.retention.recovery_result import BAD, GOOD, GROUPS, NONE, Recovery
from cvmlab.loyalty.retention.regular_months import RegularMonths
from cvmlab.stats.share_intervals import wilson

_FEWEST = 5  # leavers in each group: below, no rate ratio is worth printing


def recovery(
    months: RegularMonths,
    failures: pd.DataFrame,
    *,
    since: dt.date | str | None = None,
    until: dt.date | str | None = None,
    lasting: int = 2,
    put_right: str = "recovered",
    level: float = 0.95,
) -> Recovery:
    """Compare how often regulars leave after failures put right, not put right, and after none.

    Parameters
    ----------
    months : RegularMonths
        From :func:`cvmlab.loyalty.retention.regular_months.regular_months`.
    failures : DataFrame
        One row a failure: ``customer_id, date`` and whether it was put right.
    since, until : date, optional
        Only months that begin on or after `since`, and before `until`.
    lasting : int
        A failure counts in its month and in so many months after it. Somebody with both kinds
        counts as not put right.
    put_right : str
        The column of True and False.
    level : float
        Confidence level of all intervals.

    Returns
    -------
    Recovery

    Raises
    ------
    DataProblem
        If columns are missing, no failure is of a regular, or too few of a group left.

    Notes
    -----
    log E(left) = a(month) + b·log(trips before) + c·group: a Poisson regression of the months with
    standard errors clustered by customer, so that exp(c) is a ratio of shares (Zou 2004, "A
    modified Poisson regression approach to prospective studies with binary data"). The share of
    leaving that failures not put right account for is p(1 − 1/ratio), p their share among the
    leavers (Miettinen 1974, "Proportion of disease caused or prevented by a given exposure"). It is
    an effect only if nothing else makes failures and leaving go together. Leaving is dated by the
    last purchase, so what happened after it is missed, and ratios come out somewhat near 1. Whether
    a failure is put right is the closer comparison: both kinds of customers had one.
    """
    history = _marked(months, failures, lasting, put_right)
    rows = _between(history, months, since, until)
    sizes = rows.groupby("group")["left"].agg(["size", "sum"]).reindex(list(GROUPS), fill_value=0)
    few = sizes[sizes["sum"] < _FEWEST]
    if len(few):
        raise DataProblem(
            [
                Problem(
                    f"Only {int(row['sum'])} regulars left in months with {name}",
                    "take more months, or a wider rule for who is a regular.",
                )
                for name, row in few.iterrows()
            ]
        )
    beta, cov = _fit(rows)
    low, high = wilson(sizes["sum"].to_numpy(), sizes["size"].to_numpy(), level)
    table = pd.DataFrame(
        {
            "group": list(GROUPS),
            "months": sizes["size"].to_numpy(),
            "left": sizes["sum"].to_numpy(),
            "share": (sizes["sum"] / sizes["size"]).to_numpy(),
            "low": low,
            "high": high,
        }
    )
    ratios = {NONE: (1.0, 1.0, 1.0)}
    ratios[GOOD] = _ratio(beta, cov, np.array([0.0, 1.0]), level)
    ratios[BAD] = _ratio(beta, cov, np.array([1.0, 0.0]), level)
    table[["ratio", "ratio_low", "ratio_high"]] = [ratios[name] for name in GROUPS]
    gone = rows.loc[rows["left"], "group"] == BAD
    return Recovery(
        table=table,
        right_against_not=_ratio(beta, cov, np.array([-1.0, 1.0]), level),
        explained=_explained(float(beta[0]), float(cov[0, 0]), gone.to_numpy(), level),
        customers=int(rows["customer_id"].nunique()),
        first_day=months.table["begins"][months.table["month"] == rows["month"].min()].iloc[0],
        last_day=months.table["ends"][months.table["month"] == rows["month"].max()].iloc[0],
        months_after=lasting,
        definition=months.definition,
        level=level,
    )


def failures_per_trip(months: RegularMonths, failures: pd.DataFrame) -> pd.Series:
    """Failures of a month for each hundred trips, by the last day of the month.

    Failures without a customer are left out, as trips without one are.
    """
    _check(failures, ("customer_id", "date"))
    named = failures[failures["customer_id"].notna()]
    seen = pd.Series(months.month_of(named["date"])).value_counts()
    each = 100 * seen.reindex(months.table["month"], fill_value=0).to_numpy()
    return pd.Series(
        each / months.table["trips"].to_numpy(), index=months.series.index, name="failures"
    )


def _check(failures: pd.DataFrame, needed: tuple[str, ...]) -> None:
    missing = [name for name in needed if name not in failures]
    if missing:
        remedy = "map it, or name the column in the call."
        raise DataProblem([Problem("this column is not there", remedy, m) for m in missing])


def _marked(
    months: RegularMonths, failures: pd.DataFrame, lasting: int, put_right: str
) -> pd.DataFrame:
    """The regulars' months, each with its group."""
    _check(failures, ("customer_id", "date", put_right))
    known = failures[failures["customer_id"].notna()]
    if known[put_right].isna().any():
        remedy = "say of each failure whether it was put right, or leave it out."
        raise one_problem("values are missing", remedy, column=put_right)
    rows = months.rows
    code, customers = pd.factorize(rows["customer_id"])
    at = pd.Index(customers).get_indexer(known["customer_id"])
    when = months.month_of(known["date"])
    last = int(rows["month"].max())
    ours = (at >= 0) & (when >= 0) & (when <= last)
    if not ours.any():
        remedy = "check that both tables write customers' numbers alike."
        raise one_problem("No failure is of a customer who was a regular", remedy)
    right = known[put_right].to_numpy(dtype=bool)
    month = rows["month"].to_numpy()
    met = {}
    for name, which in ((GOOD, ours & right), (BAD, ours & ~right)):
        seen = np.zeros((len(customers), last + 1), dtype=bool)
        seen[at[which], when[which]] = True
        back = [seen[code, np.maximum(month - n, 0)] for n in range(lasting + 1)]
        met[name] = np.any(back, axis=0)
    group = np.where(met[BAD], BAD, np.where(met[GOOD], GOOD, NONE))
    return rows.assign(group=group)


def _between(rows: pd.DataFrame, months: RegularMonths, since: Any, until: Any) -> pd.DataFrame:
    begins = months.table["begins"]
    wanted = pd.Series(True, index=begins.index)
    if since is not None:
        wanted &= begins >= pd.Timestamp(since)
    if until is not None:
        wanted &= begins < pd.Timestamp(until)
    if not wanted.any():
        raise one_problem("No month lies between these days", "choose days inside the data.")
    return rows[rows["month"].isin(months.table["month"][wanted])]


def _fit(rows: pd.DataFrame) -> tuple[np.ndarray, np.ndarray]:
    """Coefficients of BAD and GOOD, and their covariance clustered by customer."""
    month, _ = pd.factorize(rows["month"])
    x = np.column_stack(
        [
            rows["group"] == BAD,
            rows["group"] == GOOD,
            np.log(rows["trips_before"]),
            np.eye(month.max() + 1)[month],
        ]
    ).astype(float)
    y = rows["left"].to_numpy(dtype=float)
    x = x[:, x.any(axis=0)]
    empty = np.bincount(month, y) == 0  # a month in which nobody left says nothing here
    if empty.any():
        keep = ~empty[month]
        x, y, rows = x[keep], y[keep], rows[keep]
        x = x[:, x.any(axis=0)]
    beta = np.zeros(x.shape[1])
    beta[3:] = np.log(y.mean())
    for _ in range(50):  # Newton's steps; the likelihood is concave
        mean = np.exp(x @ beta)
        inverse = np.linalg.pinv(x.T @ (x * mean[:, None]))
        step = inverse @ (x.T @ (y - mean))
        beta = beta + np.clip(step, -2, 2)
        if np.abs(step).max() < 1e-9:
            break
    code, customers = pd.factorize(rows["customer_id"])
    scores = np.zeros((len(customers), x.shape[1]))
    np.add.at(scores, code, x * (y - np.exp(x @ beta))[:, None])
    cluster = len(customers) / (len(customers) - 1)
    return beta[:2], (cluster * inverse @ (scores.T @ scores) @ inverse)[:2, :2]


def _ratio(
    beta: np.ndarray, cov: np.ndarray, contrast: np.ndarray, level: float
) -> tuple[float, float, float]:
    from scipy.special import ndtri

    value = float(contrast @ beta)
    half = float(ndtri(0.5 + level / 2) * np.sqrt(contrast @ cov @ contrast))
    return tuple(float(np.exp(x)) for x in (value, value - half, value + half))  # type: ignore[return-value]


def _explained(
    beta: float, variance: float, exposed: np.ndarray, level: float
) -> tuple[float, float, float]:
    """The share of leaving that would not have been, with its interval by the delta method."""
    from scipy.special import ndtri

    p, inverse = float(exposed.mean()), float(np.exp(-beta))
    value = p * (1 - inverse)
    spread = (p * inverse) ** 2 * variance + (1 - inverse) ** 2 * p * (1 - p) / len(exposed)
    half = float(ndtri(0.5 + level / 2) * np.sqrt(spread))
    return value, value - half, value + half
