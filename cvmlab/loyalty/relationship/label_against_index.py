"""Whom the firm calls loyal, and who would say so: the firm's label against the customers' own.

"It is the customer, not the firm, that decides when a relationship is in place" (Barnes 2003). So
the line that tells a bond from none is not drawn by the firm here either: it stands where half the
customers say yes to a question of their own, such as whether they would look for the firm after a
move to another town.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from cvmlab.errors import DataProblem, Problem, one_problem, suggestion
from cvmlab.loyalty.relationship.label_against_index_result import WORDS, LabelAgainstIndex
from cvmlab.loyalty.relationship.one_column_logit import one_column_logit
from cvmlab.stats.fieller import fieller
from cvmlab.stats.ratios import difference_with_interval
from cvmlab.stats.share_intervals import wilson

CELLS = ((True, True), (True, False), (False, True), (False, False))


def label_against_index(
    frame: pd.DataFrame,
    label: str,
    value: str,
    *,
    score: str = "score",
    own: str | None = "move_city",
    close: float | None = None,
    words: Mapping[str, str] | None = None,
    level: float = 0.95,
) -> LabelAgainstIndex:
    """Hold whom the firm calls loyal against who feels a bond.

    Parameters
    ----------
    frame : DataFrame
        One row a customer.
    label, value : str
        The column with the firm's label and the label that is looked at, such as ``"gold"``: as it
        stood when the customers were asked.
    score : str
        The index, from 0 to 100.
    own : str, optional
        A yes-or-no answer by which customers themselves tell a bond from none.
    close : float, optional
        From which score on a bond counts as close; by default where half say yes to `own`.
    words : mapping, optional
        What answers are called at the end of a sentence.
    level : float
        Confidence level of the intervals.

    Returns
    -------
    LabelAgainstIndex

    Raises
    ------
    DataProblem
        When columns are missing, nobody (or everybody) has the label, or half a yes is nowhere on
        the scale.

    Notes
    -----
    The line is −a/b of the logit a + b × score, with Fieller's interval (1954, "Some problems in
    interval estimation"); shares have Wilson's (1927), their difference Newcombe's (1998). Where
    exactly the line lies changes all four cells: give `close` to see how much.
    """
    known, left_out = _rows(frame, [score, label, *([own] if own else [])], label, value)
    points = known[score].to_numpy(float)
    labelled = known[label].astype(str).to_numpy() == str(value)
    yes = known[own].to_numpy(float) if own else None
    if close is None:
        if yes is None:
            raise ValueError("give close, or own by which it is found")
        at, low, high = _half_say_yes(points, yes, str(own), level)
    else:
        at = low = high = float(close)
    near = points >= at
    rows = []
    for has, is_close in CELLS:
        cell = (labelled == has) & (near == is_close)
        name = f"{value if has else f'not {value}'}, {'close' if is_close else 'no close'} bond"
        own_share = _share_of(yes[cell], level) if yes is not None else (np.nan,) * 3
        rows.append((has, is_close, name, cell.sum(), *_share_of(cell, level), *own_share))
    numbers = ["customers", "share", "low", "high", "own", "own_low", "own_high"]
    a, n, b, m = near[labelled].sum(), labelled.sum(), near[~labelled].sum(), (~labelled).sum()
    return LabelAgainstIndex(
        table=pd.DataFrame(rows, columns=["labelled", "close", "cell", *numbers]),
        close=at,
        close_low=low,
        close_high=high,
        found=close is None,
        close_of_labelled=_share_of(near[labelled], level),
        close_of_others=_share_of(near[~labelled], level),
        difference=difference_with_interval(int(a), int(n), int(b), int(m), level),
        labelled_of_close=_share_of(labelled[near], level),
        label=label,
        value=str(value),
        own=own,
        left_out=left_out,
        level=level,
        scores=(points[labelled], points[~labelled]),
        words={**WORDS, **(words or {})},
    )


def _half_say_yes(
    points: np.ndarray, yes: np.ndarray, own: str, level: float
) -> tuple[float, float, float]:
    fit = one_column_logit(points, yes)
    if fit is not None:
        (a, b), cov = (fit.constant, fit.slope), fit.cov
        line = fieller(-a, b, cov[0, 0], cov[1, 1], -cov[0, 1], level)
        if b > 0 and line.bounded and 0 < line.ratio < 100:
            return line.ratio, max(line.low, 0.0), min(line.high, 100.0)
    raise one_problem(
        f'Nowhere on the index do half the customers say yes to "{own}"',
        "set the line yourself with close=, or take another answer.",
        column=own,
    )


def _rows(
    frame: pd.DataFrame, needed: list[str], label: str, value: str
) -> tuple[pd.DataFrame, int]:
    problems = [
        Problem(
            f"this column is not there.{suggestion(name, map(str, frame.columns))}",
            "map it, or name another one.",
            name,
        )
        for name in needed
        if name not in frame.columns
    ]
    if problems:
        raise DataProblem(problems, "the customers")
    known = frame.dropna(subset=needed)
    labelled = known[label].astype(str) == str(value)
    if labelled.all() or not labelled.any():
        values = ", ".join(sorted(map(str, known[label].unique()))[:5]) or "none is filled in"
        raise one_problem(
            f"{'every' if len(known) and labelled.all() else 'no'} customer has the label "
            f'"{value}"',
            f"choose one of: {values}.",
            column=label,
        )
    return known, len(frame) - len(known)


def _share_of(yes: np.ndarray, level: float) -> tuple[float, float, float]:
    if not len(yes):
        return np.nan, np.nan, np.nan
    low, high = wilson(yes.sum(), len(yes), level)
    return float(yes.mean()), float(low), float(high)
