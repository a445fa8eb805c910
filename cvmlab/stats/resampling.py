"""How much a number would move with other customers: draw the customers again, and look.

Rows of one customer belong together. Drawn one by one they would pass for as many people as there
are rows, and the interval would come out too narrow: customers are drawn whole.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

import numpy as np
import pandas as pd

from cvmlab.errors import one_problem, suggestion
from cvmlab.figures.formats import Formatter, count, interval, number, percent

if TYPE_CHECKING:
    from cvmlab.figures.tables import Table

Statistic = Callable[[pd.DataFrame], float]


@dataclass(frozen=True, eq=False)
class Bootstrap:
    """One number, and where it would lie with other customers like these.

    Attributes
    ----------
    estimate, low, high : float
        The number on the data as they are, and its interval.
    draws : numpy.ndarray of shape (resamples,)
        The number in each resample; NaN where it could not be computed.
    units : int
        How many customers (or rows, without ``by``) were drawn from.
    level : float
        Confidence level of the interval.
    """

    estimate: float
    low: float
    high: float
    draws: np.ndarray = field(repr=False)
    units: int
    level: float

    @property
    def failed(self) -> int:
        """Resamples in which the number could not be computed."""
        return int(np.isnan(self.draws).sum())

    @property
    def sentence(self) -> str:
        """The number and its interval in words; :meth:`in_words` names it and its unit."""
        return self.in_words()

    def in_words(self, of: str = "The number", formatter: Formatter = number) -> str:
        """The number and its interval in words, in the unit of the formatter."""
        return (
            f"{of} is {formatter(self.estimate)} ({percent(self.level)} interval "
            f"{interval(self.low, self.high, formatter)}, {count(self.units)} drawn again "
            f"{count(self.draws.size)} times)."
        )

    @property
    def table(self) -> pd.DataFrame:
        """One row: ``estimate``, ``low``, ``high``."""
        return pd.DataFrame({"estimate": [self.estimate], "low": [self.low], "high": [self.high]})

    def summary(self) -> Table:
        """The number and its interval as a table to read."""
        from cvmlab.figures.tables import Table

        note = f"{count(self.draws.size)} resamples of {count(self.units)}."
        if self.failed:
            note += f" In {count(self.failed)} of them the number could not be computed."
        frame = pd.DataFrame(
            {
                "Estimate": [self.estimate],
                f"{percent(self.level)} interval": [interval(self.low, self.high, number)],
            }
        )
        return Table(frame, note=note, formats={"Estimate": number})


def bootstrap(
    frame: pd.DataFrame,
    statistic: Statistic,
    *,
    by: str | None = None,
    resamples: int = 1_000,
    level: float = 0.95,
    seed: int = 0,
    method: Literal["percentile", "bca"] = "percentile",
) -> Bootstrap:
    """An interval for any number computed from a table, by drawing its customers again.

    Parameters
    ----------
    frame : pandas.DataFrame
        The rows.
    statistic : callable
        From a DataFrame with the same columns to one number; NaN where it cannot be computed.
    by : str, optional
        The column that names the customer: all rows of a customer are drawn together.
    resamples : int
        How often.
    level : float
        Confidence level of the interval.
    seed : int
        Makes the interval reproducible.
    method : {"percentile", "bca"}
        Percentiles of the resamples, or those corrected for bias and skewness, which takes one
        more computation per customer.

    Returns
    -------
    Bootstrap

    Raises
    ------
    DataProblem
        If there is no such column, a customer is missing, there are fewer than two, or the number
        cannot be computed on the data as they are.

    Notes
    -----
    Efron (1979, "Bootstrap methods: another look at the jackknife"); whole clusters: Davison and
    Hinkley (1997, "Bootstrap methods and their application"), section 3.8; BCa: Efron (1987,
    "Better bootstrap confidence intervals").

    Examples
    --------
    >>> visits = pd.DataFrame({"customer": [1, 1, 1, 2, 3, 4], "spent": [9, 9, 9, 1, 2, 3]})
    >>> result = bootstrap(visits, lambda rows: rows["spent"].mean(), by="customer")
    >>> result.estimate, result.units
    (5.5, 4)
    """
    members = _members(frame, by)
    estimate = float(statistic(frame))
    if not np.isfinite(estimate):
        raise one_problem(
            "The number cannot be computed on these rows",
            "look for missing or empty values in the columns it uses.",
        )
    rng = np.random.default_rng(seed)
    draws = np.empty(resamples)
    for i in range(resamples):
        chosen = rng.integers(0, len(members), len(members))
        draws[i] = statistic(frame.iloc[np.concatenate([members[c] for c in chosen])])
    ends = np.array([(1 - level) / 2, (1 + level) / 2])
    if method == "bca":
        ends = _corrected(ends, draws, estimate, _left_one_out(frame, statistic, members))
    elif method != "percentile":
        raise ValueError('method must be "percentile" or "bca"')
    known = draws[np.isfinite(draws)]
    low, high = np.quantile(known, ends) if known.size else (np.nan, np.nan)
    return Bootstrap(estimate, float(low), float(high), draws, len(members), level)


def _members(frame: pd.DataFrame, by: str | None) -> list[np.ndarray]:
    """The row positions of each customer."""
    if by is None:
        members = list(np.arange(len(frame))[:, None])
    elif by not in frame.columns:
        near = suggestion(by, frame.columns)
        raise one_problem(f'There is no column "{by}".{near}', "name the customer's column.")
    elif frame[by].isna().any():
        raise one_problem(
            "Some rows name no customer",
            "leave them out, or give each its own name.",
            column=by,
            count=int(frame[by].isna().sum()),
        )
    else:
        members = list(frame.groupby(by, sort=True).indices.values())
    if len(members) < 2:
        raise one_problem(
            "There are fewer than two customers to draw from", "an interval needs several."
        )
    return members


def _left_one_out(
    frame: pd.DataFrame, statistic: Statistic, members: list[np.ndarray]
) -> np.ndarray:
    kept = np.ones(len(frame), dtype=bool)
    values = np.empty(len(members))
    for i, rows in enumerate(members):
        kept[rows] = False
        values[i] = statistic(frame[kept])
        kept[rows] = True
    return values


def _corrected(
    ends: np.ndarray, draws: np.ndarray, estimate: float, left_out: np.ndarray
) -> np.ndarray:
    """Which percentiles to read once bias and skewness are taken into account."""
    from scipy.special import ndtr, ndtri

    known = draws[np.isfinite(draws)]
    # Draws equal to the estimate count half, as a statistic of few values meets it often.
    below = ((known < estimate).sum() + 0.5 * (known == estimate).sum()) / known.size
    if not 0 < below < 1:
        return ends
    bias = ndtri(below)
    pull = np.nanmean(left_out) - left_out
    size = 6 * np.nansum(pull**2) ** 1.5
    skew = np.nansum(pull**3) / size if size > 0 else 0.0
    reach = bias + ndtri(ends)
    return ndtr(bias + reach / (1 - skew * reach))
