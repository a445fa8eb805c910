"""Value curves: what each level of time and of warmth is worth in money, by type of customer.

A price of a minute draws a straight line through a curve nobody has looked at: the tenth minute
may cost a customer less than the fortieth. Here every level of minutes gets a worth of its own,
and the straight line is put to the test.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Literal, NamedTuple

import numpy as np
import pandas as pd

from cvmlab.errors import one_problem
from cvmlab.stats.fieller import Fieller
from cvmlab.value_for.choices.choice_sets import choice_sets
from cvmlab.value_for.choices.choices import MINUTES, PRICE, ChoiceSets
from cvmlab.value_for.choices.conditional_logit import ConditionalLogit, conditional_logit
from cvmlab.value_for.hassle.price_of_hassle_result import EVERYBODY, whose
from cvmlab.value_for.levels.straight_line import straight_line
from cvmlab.value_for.levels.value_curves_result import MORE, ValueCurves

_MANY = 12  # different minutes: with more of them they are put together in bands
_BANDS = 6


class _Level(NamedTuple):
    """A level of an attribute, and the column of the design that marks it; none for the base."""

    attribute: str
    label: str
    column: str | None
    minutes: float = np.nan


def value_curves(
    tasks: ChoiceSets | pd.DataFrame,
    *,
    by: Literal["customer_type"] | None = "customer_type",
    base: float | None = None,
    level: float = 0.95,
) -> ValueCurves:
    """What each level of minutes, and of every other attribute, is worth in money.

    Parameters
    ----------
    tasks : ChoiceSets or pandas.DataFrame
        The choices; a table is read by :func:`choice_sets` with its default columns.
    by : {"customer_type"}, optional
        Also for each type of customer, where types are known.
    base : float, optional
        The minutes the others stand against; by default the level nearest to the middle of those
        shown. Attributes of words stand against the base level of the choice sets.
    level : float
        Confidence level of the intervals, each on its own.

    Returns
    -------
    ValueCurves

    Raises
    ------
    DataProblem
        If the base was never shown, or a type's choices cannot tell the levels apart.

    Notes
    -----
    A conditional logit with a weight for each level; worth = weight of the level / −(weight of a
    unit of money), with Fieller's interval. Minutes of more than twelve values are put together in
    six bands of about as many rows, each at its mean. The test of the straight line is that of
    :func:`straight_line`; with several types its chances are multiplied by their number
    (Bonferroni).
    """
    if by not in (None, "customer_type"):
        raise ValueError(f'by must be "customer_type" or None, not {by!r}')
    sets = tasks if isinstance(tasks, ChoiceSets) else choice_sets(tasks)
    free, levels = _every_level_free(sets, base)
    at = next(step for step in levels if step.column is None)
    names = (EVERYBODY, *(sets.types if by else ()))
    lines = {name: _fitted(sets, name, level) for name in names}
    # Everybody first, then the types, the one to whom a minute is worth most before the others.
    order = sorted(names, key=lambda n: (n != EVERYBODY, -lines[n].ratio(MINUTES, PRICE).ratio))
    rows, straight, intervals = [], [], {}
    for name in order:
        curve = _fitted(free, name, level)
        for step in levels:
            worth = curve.ratio(step.column, PRICE, sign=-1) if step.column else None
            if worth:
                intervals[name, step.attribute, step.label] = worth
            rows.append(_row(name, step, worth, money_counts=curve.weights[0] < 0))
        straight.append(_line(name, lines[name], curve, levels, at))
    return ValueCurves(
        table=pd.DataFrame(rows),
        intervals=intervals,
        straight=_judged_together(pd.DataFrame(straight)),
        base=at.label,
        base_levels=dict(sets.base),
        respondents={name: lines[name].respondents for name in order},
        level=level,
        currency=sets.currency,
    )


def _every_level_free(sets: ChoiceSets, base: float | None) -> tuple[ChoiceSets, list[_Level]]:
    """The choices with a column for each level of minutes but the base, and all levels there are.

    The base of an attribute of words comes before its other levels.
    """
    minutes, labels, place = _bands(sets.design[:, 1])
    at = _base(minutes, base, place)
    columns = [None if i == at else f"{MINUTES}: {label}" for i, label in enumerate(labels)]
    levels = [
        _Level(MINUTES, label, column, float(x))
        for label, column, x in zip(labels, columns, minutes, strict=True)
    ]
    based: set[str] = set()
    for name in sets.names[2:]:
        attribute, _, label = name.partition(": ")
        if attribute not in sets.base:
            levels.append(_Level(name, MORE, name))
            continue
        if attribute not in based:
            levels.append(_Level(attribute, sets.base[attribute], None))
            based.add(attribute)
        levels.append(_Level(attribute, label, name))
    kept = [i for i in range(len(labels)) if i != at]
    flags = (place[:, None] == kept).astype(float)
    design = np.column_stack([sets.design[:, 0], flags, sets.design[:, 2:]])
    marked = (PRICE, *(column for column in columns if column), *sets.names[2:])
    return replace(sets, design=design, names=marked), levels


def _bands(values: np.ndarray) -> tuple[np.ndarray, list[str], np.ndarray]:
    """The minutes of each level, what it is called, and the level of each row."""
    shown = np.unique(values)
    if len(shown) <= _MANY:
        return shown, [f"{value:g}" for value in shown], np.searchsorted(shown, values)
    inner = np.unique(np.quantile(values, np.linspace(0, 1, _BANDS + 1)))[1:-1]
    place = np.unique(np.searchsorted(inner, values, side="right"), return_inverse=True)[1]
    members = [values[place == i] for i in range(place.max() + 1)]
    labels = [f"{m.min():g} to {m.max():g}" for m in members]
    return np.array([m.mean() for m in members]), labels, place


def _base(minutes: np.ndarray, base: float | None, place: np.ndarray) -> int:
    """Which level the others stand against."""
    if base is None:
        return int(np.argmin(np.abs(minutes - np.median(minutes[place]))))
    found = np.flatnonzero(np.isclose(minutes, base))
    if found.size == 0:
        shown = ", ".join(f"{value:g}" for value in minutes)
        raise one_problem(f"{base:g} minutes were never shown", f"choose one of: {shown}.")
    return int(found[0])


def _fitted(sets: ChoiceSets, name: str, level: float) -> ConditionalLogit:
    """The weights of one type or of everybody."""
    part = sets if name == EVERYBODY else sets.of(name)
    return conditional_logit(part, level=level, whose=whose(name))


def _row(name: str, step: _Level, worth: Fieller | None, money_counts: bool) -> dict[str, object]:
    """A level's line of the table; where money does not count it has an interval but no worth."""
    line: dict[str, object] = {"group": name, "attribute": step.attribute, "label": step.label}
    line["minutes"] = step.minutes
    if worth is None:
        return line | {"worth": 0.0, "low": 0.0, "high": 0.0, "shape": "base"}
    figure = worth.ratio if money_counts else np.nan
    return line | {"worth": figure, "low": worth.low, "high": worth.high, "shape": worth.shape}


def _line(
    name: str, line: ConditionalLogit, curve: ConditionalLogit, levels: list[_Level], at: _Level
) -> dict[str, object]:
    """Money a minute on a straight line, and how the curve compares with it."""
    steps = [step for step in levels if step.attribute == MINUTES and step.column]
    x = np.array([step.minutes - at.minutes for step in steps])
    place = [curve.names.index(str(step.column)) for step in steps]
    found = straight_line(
        curve.weights[place], curve.covariance[np.ix_(place, place)], x, curve.respondents
    )
    minute = line.ratio(MINUTES, PRICE)
    apart = -curve.weights[place] / curve.weights[0] + minute.ratio * x
    return {
        "group": name,
        "minute": minute.ratio if line.weights[0] < 0 else np.nan,
        "low": minute.low,
        "high": minute.high,
        "shape": minute.shape,
        "apart": float(np.abs(apart).max()),
        **found._asdict(),
    }


def _judged_together(straight: pd.DataFrame) -> pd.DataFrame:
    """With several types, the chance that any of them bends as far."""
    types = straight["group"] != EVERYBODY
    several = np.where(types, max(int(types.sum()), 1), 1)
    return straight.assign(chance=(straight["chance"] * several).clip(upper=1))
