"""Mud on the broadloom: at which level things go wrong, as the service desk wrote them down.

A firm that measures deliveries sees late ones. The customer may be thinking of the driver who left
mud on her carpet, or of a call that nobody returned (Barnes 2003): things that happen at another
level, and stand in no report on accuracy.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING

import pandas as pd

from cvmlab.errors import DataProblem, Problem, one_problem
from cvmlab.figures.formats import count, number, percent
from cvmlab.loyalty.satisfaction.levels import HARD, LEVELS, SOFT, called

if TYPE_CHECKING:
    from cvmlab.figures.tables import Table

# A judgement, not a measurement: what is broken when this happens. Give your own as levels_of=….
CODE_LEVELS: Mapping[str, str] = {
    "item out of stock": "core",
    "spoiled item": "core",
    "long queue": "process",
    "kept on hold": "process",
    "app failure": "process",
    "payment error": "process",
    "missing voucher": "process",
    "points not credited": "process",
    "wrong item": "technical",
    "missing item": "technical",
    "wrong price": "technical",
    "late delivery": "technical",
    "late collection": "technical",
    "rude": "interaction",
    "call-back not made": "interaction",
    "driver left mud": "interaction",
    "priority slot withdrawn": "emotional",
}


@dataclass(frozen=True, eq=False)
class FailuresByLevel:
    """What went wrong, level by level.

    Attributes
    ----------
    table : pandas.DataFrame
        One row a level that occurs: ``level``, ``failures``, ``share`` of all, ``minutes`` lost by
        customers and ``minutes_share`` (missing where minutes are not written down),
        ``not_put_right`` (share of its failures), ``most``, the code that occurs most, and
        ``most_failures``.
    unplaced : tuple of str
        Codes that no level was named for; they are left out.
    failures : int
        Failures placed.
    labels : mapping of level to text
        What levels are called.
    """

    table: pd.DataFrame
    unplaced: tuple[str, ...]
    failures: int
    labels: Mapping[str, str] = field(default_factory=dict, repr=False)

    def of(self, level: str) -> pd.Series:
        """One level's row."""
        return self.table.set_index("level").loc[level]

    def share_of(self, *levels: str) -> float:
        """The share of all failures that lies at some levels."""
        return float(self.table.loc[self.table["level"].isin(levels), "share"].sum())

    @property
    def sentence(self) -> str:
        """How much went wrong with the hard, and how much with the soft."""
        soft = self.table[self.table["level"].isin(SOFT)]
        if soft.empty:
            return (
                f"None of {count(self.failures)} failures written down is about how people were "
                "treated or felt: perhaps there is no code for it."
            )
        hard = self.table[self.table["level"].isin(HARD)]
        top = soft.loc[soft["most_failures"].idxmax()]
        time = (
            f", and {percent(soft['minutes_share'].sum())} of the minutes lost"
            if soft["minutes_share"].notna().all()
            else ""
        )
        return (
            f"Of {count(self.failures)} failures written down, {percent(soft['share'].sum())} are "
            f"about how people were treated or made to feel{time}: {top.most} most of all, "
            f"{count(top.most_failures)} times. {percent(hard['share'].sum())} are about product, "
            "process and accuracy."
        )

    def summary(self) -> Table:
        """The levels as a table to read."""
        from cvmlab.figures.tables import Table

        table = self.table
        frame = pd.DataFrame(
            {
                "Level": [called(name, self.labels) for name in table["level"]],
                "Failures": table["failures"],
                "Share": table["share"],
            }
        )
        formats = {"Share": percent}
        if table["minutes_share"].notna().all():
            frame["Share of the minutes lost"] = table["minutes_share"]
            frame["Minutes each"] = table["minutes"] / table["failures"]
            formats |= {
                "Share of the minutes lost": percent,
                "Minutes each": partial(number, digits=1),
            }
        if table["not_put_right"].notna().all():
            frame["Not put right"] = table["not_put_right"]
            formats["Not put right"] = percent
        frame["Most often"] = [
            f"{row.most} ({count(row.most_failures)})" for row in table.itertuples()
        ]
        note = "Which level a code belongs to is a judgement. What nobody wrote down is not here."
        if self.unplaced:
            note += f" Left out, with no level: {', '.join(self.unplaced)}."
        return Table(frame, title="At which level things go wrong", note=note, formats=formats)


def failures_by_level(
    events: pd.DataFrame,
    *,
    levels_of: Mapping[str, str] = CODE_LEVELS,
    labels: Mapping[str, str] | None = None,
) -> FailuresByLevel:
    """Count what the service desk wrote down by the level at which it went wrong.

    Parameters
    ----------
    events : pandas.DataFrame
        One row a failure: ``code``, and where known ``minutes_lost`` and ``recovered``.
    levels_of : mapping of code to level
        Which level each code belongs to.
    labels : mapping of level to text, optional
        What levels are called.

    Returns
    -------
    FailuresByLevel

    Raises
    ------
    DataProblem
        If there is no column of codes, or none of the codes has a level.

    Examples
    --------
    >>> desk = pd.DataFrame({"code": ["late delivery", "rude", "driver left mud"]})
    >>> round(failures_by_level(desk).share_of("interaction"), 2)
    0.67
    """
    if "code" not in events:
        raise DataProblem(
            [Problem("this column is not there", "say what went wrong, by a code.", "code")],
            "the service events",
        )
    level = events["code"].map(levels_of)
    known = events.assign(level=level)[level.notna()]
    codes = events["code"].dropna()
    unplaced = tuple(sorted(map(str, codes[~codes.isin(list(levels_of))].unique())))
    if known.empty:
        raise one_problem(
            "No failure has a level",
            "name one for each code: levels_of={code: level, …}.",
        )
    order = [*LEVELS, *sorted(set(known["level"]) - set(LEVELS))]
    rows = []
    for name in order:
        here = known[known["level"] == name]
        if here.empty:
            continue
        often = here["code"].value_counts()
        rows.append(
            {
                "level": name,
                "failures": len(here),
                "share": len(here) / len(known),
                "minutes": here["minutes_lost"].sum() if "minutes_lost" in here else float("nan"),
                "not_put_right": 1 - here["recovered"].mean()
                if "recovered" in here
                else float("nan"),
                "most": str(often.index[0]),
                "most_failures": int(often.iloc[0]),
            }
        )
    table = pd.DataFrame(rows)
    table["minutes_share"] = table["minutes"] / table["minutes"].sum()
    return FailuresByLevel(
        table=table, unplaced=unplaced, failures=len(known), labels=dict(labels or {})
    )
