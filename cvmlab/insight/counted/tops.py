"""What becomes of the best: how much they fall, and how much of that is chance alone.

Whoever stands at the top of a window stands there partly by luck, and luck does not last: the top
tenth of any month spends less in the next one even in a base where nobody changes (Galton 1886,
"Regression towards mediocrity in hereditary stature"). The shorter the window, the larger the
luck. The control deals the same purchase days out over both windows at random: then nobody has
changed, and the best of one window still spend less in the other.

How large the fall is in a steady base follows from how customers differ (Goodhardt & Ehrenberg
1967, "Conditional trend analysis: a breakdown by initial purchasing level"; Morrison & Schmittlein
1988, "Generalizing the NBD model for customer purchases").
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
import pandas as pd

from cvmlab.errors import DataProblem, Problem, one_problem
from cvmlab.figures.formats import day
from cvmlab.insight.counted.purchase_windows import purchases, whole_weeks
from cvmlab.insight.counted.tops_result import TopsLater

if TYPE_CHECKING:
    import ibis.expr.types as ir

_LARGEST_RESAMPLE = 20_000
_DEALS = 20


def tops_later(
    occasions: pd.DataFrame | ir.Table,
    *,
    end: dt.date | str | None = None,
    weeks: int = 13,
    top: float = 0.1,
    level: float = 0.95,
    resamples: int = 500,
    seed: int = 0,
) -> TopsLater:
    """How far the best customers of one window fall in the next, and how much of it is chance.

    Parameters
    ----------
    occasions : pandas.DataFrame or ibis Table
        One row for each day a customer bought: ``customer_id, date, cents``.
    end : date or ISO text, optional
        The last day of the second window, by default the last day anybody bought.
    weeks : int
        Length of either window. Looked at is everybody who bought before the first one began.
    top, level, resamples, seed : float, float, int, int
        As in :func:`fall_of_the_best`.

    Notes
    -----
    The control tosses a coin for each purchase day of the two windows, twenty times over, and
    averages the falls. It holds for customers who buy at random moments at a rate of their own;
    who buys in bursts falls somewhat more by chance.

    Returns
    -------
    TopsLater

    Raises
    ------
    DataProblem
        If nobody was a customer before the first window, or a window is empty.

    Examples
    --------
    >>> days = pd.DataFrame({"customer_id": list("aaabbb"), "cents": [1, 900, 600, 1, 200, 300],
    ...     "date": pd.to_datetime(["2024-01-01", "2024-01-08", "2024-01-15"] * 2)})
    >>> found = tops_later(days, end="2024-01-21", weeks=1, top=0.5, resamples=20)
    >>> found.first, found.second
    (9.0, 6.0)
    """
    import ibis

    weeks = whole_weeks(weeks)
    days = purchases(occasions, end)
    start, border = days.start(2 * weeks), days.start(weeks)
    known = days.table.group_by("customer_id").agg(begun=days.table["date"].min())
    known = known.filter(known["begun"] < ibis.literal(start))
    rows = days.table.filter(days.table["date"] >= ibis.literal(start))
    rows = rows.semi_join(known, "customer_id").mutate(late=rows["date"] >= ibis.literal(border))
    frame = rows.order_by("customer_id", "date").to_pandas()
    size = int(known.count().execute())
    if not size:
        raise one_problem(
            f"nobody bought before {day(start)}, when the first window begins",
            "choose a shorter window or a later end.",
        )
    place, spent = pd.factorize(frame["customer_id"])[0], frame["cents"].to_numpy(float) / 100
    late = frame["late"].to_numpy(bool)
    # Customers who bought in neither window have no row: they are the last places, with nothing.
    before, after = (np.bincount(place, spent * side, size) for side in (~late, late))
    _refuse(_problems(before, after))
    rng = np.random.default_rng(seed)
    heads = [
        np.bincount(place, spent * (rng.random(place.size) < 0.5), size) for _ in range(_DEALS)
    ]
    dealt = [(some, before + after - some) for some in heads]
    return _measured(before, after, dealt, top, level, resamples, seed, weeks)


def fall_of_the_best(
    first: Iterable[float],
    second: Iterable[float],
    *,
    top: float = 0.1,
    level: float = 0.95,
    resamples: int = 500,
    seed: int = 0,
) -> TopsLater:
    """How much of the fall of the best customers is chance, from their totals in two windows.

    Parameters
    ----------
    first, second : array-like of shape (customers,)
        What each customer bought in two windows of the same length, one after the other, in
        currency units (or purchases); 0 for who bought nothing. Two Series are put into the same
        order by their index. Take customers who were there before the first window began.
    top : float
        The fraction that counts as best.
    level : float
        Confidence level.
    resamples, seed : int
        Bootstrap samples, drawn by customer, and what makes them reproducible.

    Returns
    -------
    TopsLater

    Raises
    ------
    DataProblem
        When lengths or customers differ, values are missing, or a window is empty.

    Notes
    -----
    The control turns time round: the best of the second window, looked at in the first. In a
    steady base the two windows can be exchanged, so that it has the same expectation; where the
    whole base shrinks or grows it has not, and :func:`tops_later` has the better control.
    Equals at the border of the top count in part. Percentile bootstrap; beyond 20,000 customers
    as in :func:`~cvmlab.insight.counted.concentration.concentration`.

    Examples
    --------
    >>> round(fall_of_the_best([9, 5, 1, 0, 0], [6, 7, 1, 1, 0], top=0.2, resamples=50).fall, 3)
    0.333
    """
    before, after = _aligned(first, second)
    return _measured(before, after, None, top, level, resamples, seed, None)


def _measured(
    before: np.ndarray,
    after: np.ndarray,
    dealt: list[tuple[np.ndarray, np.ndarray]] | None,
    top: float,
    level: float,
    resamples: int,
    seed: int,
    weeks: int | None,
) -> TopsLater:
    if not 0 < top < 1:
        raise ValueError(f"top must be a fraction between 0 and 1, not {top}")
    controls = dealt or [(after, before)]
    falls = np.array([_falls(before, after, control, top) for control in controls])
    estimate = np.nanmean(falls, axis=0)
    rng = np.random.default_rng(seed)
    size = min(before.size, _LARGEST_RESAMPLE)
    drawn = np.empty((resamples, estimate.size))
    for i in range(resamples):
        picked = rng.integers(0, before.size, size, dtype=np.int32)
        some, rest = controls[i % len(controls)]
        drawn[i] = _falls(before[picked], after[picked], (some[picked], rest[picked]), top)
    tails = [(1 - level) / 2, (1 + level) / 2]
    scale = np.sqrt(size / before.size)
    low, high = estimate + np.nanquantile((drawn - estimate) * scale, tails, axis=0)
    names = pd.Index(["best", "chance", "beyond chance", "everybody"], name="who")
    table = pd.DataFrame({"fall": estimate, "low": low, "high": high}, index=names)
    first, second = (_of_the_best(before, values, top) for values in (before, after))
    control: Literal["dealt", "turned"] = "dealt" if dealt else "turned"
    return TopsLater(table, first, second, top, before.size, level, weeks, control)


def _falls(
    before: np.ndarray, after: np.ndarray, control: tuple[np.ndarray, np.ndarray], top: float
) -> np.ndarray:
    best, chance = _fall(before, after, top), _fall(*control, top)
    everybody = 1 - after.sum() / before.sum() if before.sum() > 0 else np.nan
    return np.array([best, chance, best - chance, everybody])


def _fall(by: np.ndarray, values: np.ndarray, top: float) -> float:
    was = _of_the_best(by, by, top)
    return 1 - _of_the_best(by, values, top) / was if was > 0 else np.nan


def _of_the_best(by: np.ndarray, values: np.ndarray, top: float) -> float:
    """Mean of values over the best by another measure; equals at the border count in part."""
    room = top * by.size
    border = np.partition(by, -int(np.ceil(room)))[-int(np.ceil(room))]
    above, at = by > border, by == border
    part = (room - above.sum()) / at.sum()
    return float((values[above].sum() + part * values[at].sum()) / room)


def _aligned(first: Iterable[float], second: Iterable[float]) -> tuple[np.ndarray, np.ndarray]:
    problems = []
    if isinstance(first, pd.Series) and isinstance(second, pd.Series):
        if len(first.index.symmetric_difference(second.index)):
            what = "the two windows hold different customers"
            problems.append(Problem(what, "give both the same; 0 for who bought nothing."))
        elif not first.index.equals(second.index):
            second = second.reindex(first.index)
    windows: list[Any] = [np.asarray(window, dtype=float).ravel() for window in (first, second)]
    if not problems and windows[0].size != windows[1].size:
        what = "the two windows hold different numbers of customers"
        problems.append(Problem(what, "give both the same; 0 for who bought nothing."))
    _refuse([*problems, *_problems(*windows)])
    return windows[0], windows[1]


def _problems(*windows: np.ndarray) -> list[Problem]:
    problems = []
    for name, values in zip(("first window", "second window"), windows, strict=True):
        if missing := int((~np.isfinite(values)).sum()):
            remedy = "give every customer a number; 0 for one who bought nothing."
            problems.append(Problem("some customers have no value", remedy, name, missing))
        elif values.sum() <= 0:
            problems.append(Problem("nothing was bought", "check the window's days.", name))
    return problems


def _refuse(problems: list[Problem]) -> None:
    if problems:
        raise DataProblem(problems)
