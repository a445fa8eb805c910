"""One channel in one phase, looked up in a table that has a row for each."""

from __future__ import annotations

import datetime as dt

import pandas as pd

from cvmlab.errors import one_problem, suggestion

BEFORE, AFTER, ALL = "before", "after", "all"


def row_of(
    table: pd.DataFrame, channel: str, phase: str | None, since: dt.date | None, nothing: str
) -> pd.Series:
    """The row of a channel in a phase.

    Parameters
    ----------
    table : DataFrame
        ``channel``, ``phase``, and what is known of both.
    channel : str
    phase : str, optional
        By default the later one, or all weeks where there is one phase only.
    since : date, optional
        First day of the later phase; None where there is one phase only.
    nothing : str
        What to say where there is no such row, as in "no cost is known for".

    Raises
    ------
    DataProblem
        When there is none.

    Examples
    --------
    >>> costs = pd.DataFrame({"channel": ["web"], "phase": ["all"], "cac": [12.0]})
    >>> float(row_of(costs, "web", None, None, "no cost is known for")["cac"])
    12.0
    """
    phase = phase or (ALL if since is None else AFTER)
    rows = table[(table["channel"] == channel) & (table["phase"] == phase)]
    if rows.empty:
        known = list(dict.fromkeys(table["channel"]))
        raise one_problem(
            f"{nothing} {channel!r} in the phase {phase!r}",
            f"choose from: {', '.join(known)}.{suggestion(channel, known)}",
        )
    return rows.iloc[0]
