"""Whom a part of the report is about: the regular customers, and those the firm calls loyal."""

from __future__ import annotations

import pandas as pd

from cvmlab.errors import DataProblem, one_problem
from cvmlab.figures.formats import count, percent
from cvmlab.loyalty.called_loyal.behavioural_frame import behavioural_frame

FEWEST_REGULARS = 60  # below, segments of the regular ones say nothing


def regular_customers(
    frame: pd.DataFrame, *, within_days: int = 42, at_least: int = 26, level: float = 0.95
) -> tuple[pd.DataFrame, str]:
    """Those who bought lately and often, as a firm's files see loyalty; all where they are too few.

    Parameters
    ----------
    frame : DataFrame
        One row a respondent; ``recency_days`` and ``frequency`` where orders are linked.
    within_days : int
        The last purchase lies no more than so many days before the survey.
    at_least : int
        Purchase days in the year before it.
    level : float
        Confidence level.

    Returns
    -------
    frame : DataFrame
        The regular ones, or all.
    sentence : str
        Who they are, and why all where it is all.

    Examples
    --------
    >>> regular_customers(pd.DataFrame({"overall": [7, 8]}))[1]
    'All 2 respondents are taken: how often they buy is not known.'
    """
    all_of_them = f"All {count(len(frame))} respondents are taken"
    if "frequency" not in frame or "recency_days" not in frame:
        return frame, f"{all_of_them}: how often they buy is not known."
    lines = f"within {count(within_days)} days and on {count(at_least)} days or more in a year"
    try:
        found = behavioural_frame(
            frame, within_days=within_days, at_least=at_least, of="respondents", level=level
        ).table
    except DataProblem:
        return frame, f"{all_of_them}: nobody bought {lines}."
    if len(found) < FEWEST_REGULARS:
        return frame, f"{all_of_them}: only {count(len(found))} bought {lines}."
    return found, (
        f"{count(len(found))} of {count(len(frame))} respondents "
        f"({percent(len(found) / len(frame))}) bought {lines}: the regular customers, whom files "
        "take for loyal."
    )


def labelled_loyal(
    frame: pd.DataFrame, loyal: str = "", smallest: int = 10, label: str = "label"
) -> tuple[str, str | None, str]:
    """Which label the firm means by loyal, and the one to hold it against.

    Parameters
    ----------
    frame : DataFrame
        One row a respondent, with the label.
    loyal : str
        The label that stands for loyal; without it the one whose customers spent most in the year
        before, where that is known.
    smallest : int
        The fewest customers a label may have.
    label : str
        The column.

    Returns
    -------
    value : str
        The label; "" where nobody says which it is.
    against : str or None
        The label of those who spent next most; None for all others.
    sentence : str
        Why it is taken; empty where it was told.

    Raises
    ------
    DataProblem
        When nobody who answered carries the label told.
    """
    many = frame[label].dropna().value_counts()
    names = [str(name) for name in many.index[many >= smallest]]
    if loyal and loyal not in names:
        raise one_problem(
            f'fewer than {count(smallest)} of those who answered are called "{loyal}"',
            f"say loyal= one of: {', '.join(names) or 'none is large enough'}.",
        )
    if "monetary" not in frame or len(names) < 2:
        if loyal or len(names) < 2:
            return loyal, None, ""
        listed = ", ".join(names)
        return "", None, f"Which of {listed} stands for loyal is not said: --set loyal=…"
    spent = frame[frame[label].isin(names)].groupby(label)["monetary"].mean()
    order = [str(name) for name in spent.sort_values(ascending=False).index]
    value = loyal or order[0]
    below = order[order.index(value) + 1 :]
    against = below[0] if below else None
    why = "" if loyal else f"{value} is looked at: its customers spent most in the year before."
    return value, against, why
