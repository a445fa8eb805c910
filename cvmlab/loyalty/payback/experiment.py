"""A programme given out by lot: what it moved, what that was worth, and what one point is worth.

The lot makes the two arms alike, also in what nobody knows. So the programme's effect needs no
belief about causes. It is the effect of *this* programme on *these* customers, though. To say what
a stronger relationship pays, one more thing must be believed: that the programme works on buying
through the relationship alone.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd

from cvmlab.errors import one_problem
from cvmlab.loyalty.payback.programme_result import ANSWERED, INDEX, WORTH, Programme
from cvmlab.stats.adjusted.known_causes import check_columns
from cvmlab.stats.experiments.randomised import randomised


def programme(
    frame: pd.DataFrame,
    outcomes: Mapping[str, str] | Sequence[str],
    *,
    arm: str = "treated",
    propensity: str | None = "propensity",
    strata: str | None = None,
    before: Sequence[str] = (),
    index: str | None = None,
    margin: str | None = None,
    cost: str | None = None,
    names: Sequence[str] = ("the programme", "control"),
    said: Mapping[str, str] | None = None,
    currency: str = "",
    level: float = 0.95,
) -> Programme:
    """What a programme given out by lot changed, and what a point of the index is worth.

    Parameters
    ----------
    frame : DataFrame
        One row a customer drawn, all who were drawn.
    outcomes : mapping of name to column, or sequence of columns
        What came after; missing values leave a customer out of that outcome.
    arm : str
        Flag: drawn for the programme.
    propensity, strata : str, optional
        Each one's chance of it; groups with one chance. Neither: one chance for all.
    before : sequence of str
        Known before the lot; narrows the intervals.
    index : str, optional
        The relationship index measured during the programme; missing for those who did not answer.
    margin, cost : str, optional
        Margin after, and what the programme cost, for each customer.
    names : sequence of two str
        What the arms are called.
    said : mapping, optional
        What outcomes are called inside a sentence: ``{"stays": "still bought at the end"}``.
    currency : str
        ISO code of margin and cost.
    level : float
        Confidence level.

    Returns
    -------
    Programme

    Raises
    ------
    DataProblem
        If columns are missing or broken, or arms are too small.

    Notes
    -----
    See :func:`cvmlab.stats.experiments.randomised.randomised`.
    """
    chosen = dict(outcomes) if isinstance(outcomes, Mapping) else {name: name for name in outcomes}
    asked = tuple(chosen)
    if not asked:
        raise one_problem("no outcome is named", "name at least one, such as who stayed.")
    taken = [name for name in (INDEX, WORTH, ANSWERED) if name in chosen]
    if taken:
        raise ValueError(f"these names are the programme's own: {', '.join(taken)}")
    if (margin is None) != (cost is None):
        raise ValueError("margin and cost go together: one without the other says nothing")
    table = frame
    if index is not None:
        if index not in frame:
            check_columns(frame, [index])
        chosen[INDEX] = index
        if frame[index].isna().any():
            table = table.assign(_answered=frame[index].notna())
            chosen[ANSWERED] = "_answered"
    if margin is not None and cost is not None:
        check_columns(frame, [margin, cost], numeric=[margin, cost])
        table = table.assign(_worth=frame[margin] - frame[cost])
        chosen[WORTH] = "_worth"
    trial = randomised(
        table, arm, chosen, strata=strata, propensity=propensity, before=before, names=names,
        level=level,
    )  # fmt: skip
    return Programme(trial, asked, index, level, dict(said or {}), currency)
