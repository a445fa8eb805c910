"""The customer's customers: did help that whole houses drew by lot reach the people in them?

A supplier to businesses makes the client look good in the eyes of the client's own customers
(Barnes 2003, "The role of customer insight in building your CRM strategy"). Where houses drew the
lots and people in them answered, the house is the unit: forty residents of one house share its
cook, and forty answers are worth far fewer (Donner and Klar 2000, "Design and analysis of cluster
randomization trials").
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from cvmlab.errors import DataProblem, Problem
from cvmlab.figures.formats import count, interval, number
from cvmlab.insight.heard.houses import alikeness, welch, worth

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from cvmlab.figures.pictures import Picture
    from cvmlab.figures.tables import Table

_FEWEST = 2  # houses on each side below which nothing can be said of chance


@dataclass(frozen=True, eq=False)
class HousesCompared:
    """How answers differ between houses with help and without, house by house.

    Attributes
    ----------
    table : pandas.DataFrame
        One row an item: means ``helped`` and ``others`` (points), their ``difference`` with its
        interval ``low, high`` over houses, ``naive_low, naive_high`` (as if every answer were a
        house of its own), ``alike`` (intraclass correlation: the share of all variance that lies
        between houses of the same side) and ``worth`` (of how many independent answers all answers
        are worth).
    houses : pandas.DataFrame
        One row a house: ``helped, answers`` and the mean of each item.
    main : str
        The item the comparison was made for; the others are beside it.
    level : float
        Confidence level of the intervals.
    left_out : tuple
        Houses that drew no lot and are not compared.
    """

    table: pd.DataFrame
    houses: pd.DataFrame
    main: str
    level: float
    left_out: tuple[str, ...] = ()

    @property
    def helped(self) -> int:
        """How many houses have help."""
        return int(self.houses["helped"].sum())

    @property
    def others(self) -> int:
        """How many houses have none."""
        return len(self.houses) - self.helped

    @property
    def answers(self) -> int:
        """How many answers there are."""
        return int(self.houses["answers"].sum())

    def __getitem__(self, item: str) -> pd.Series:
        """One row of the table."""
        return self.table.set_index("item").loc[item]

    @property
    def unmoved(self) -> tuple[str, ...]:
        """The items whose interval includes no difference."""
        still = (self.table["low"] <= 0) & (self.table["high"] >= 0)
        return tuple(self.table.loc[still, "item"])

    @property
    def sentence(self) -> str:
        """The main item's difference with its interval, and what did not move."""
        row = self[self.main]
        ends = interval(row.low, row.high, partial(number, digits=1))
        points = f"{number(abs(row.difference), 1)} points"
        way = "more" if row.difference >= 0 else "less"
        text = (
            f"{count(self.helped)} houses with help against {count(self.others)} without: "
            f'"{_spoken(self.main)}" gets {points} {way} of 10 '
            f"({number(row.helped, 1)} against {number(row.others, 1)}; {self.level:.0%} interval "
            f"{ends})."
        )
        if self.unmoved:
            text += f" No difference is shown for {_listed(self.unmoved)}."
        return text + (
            f" The {count(self.answers)} answers are worth about {count(row.worth)} independent "
            "ones."
        )

    def summary(self) -> Table:
        """The comparison as a table to read."""
        from cvmlab.figures.tables import Table

        one = partial(number, digits=1)
        frame = pd.DataFrame(
            {
                "Answer, of 10": [_spoken(item) for item in self.table["item"]],
                "With help": self.table["helped"],
                "Without": self.table["others"],
                "Difference": self.table["difference"],
                f"{self.level:.0%} interval, by house": [
                    interval(r.low, r.high, one) for r in self.table.itertuples()
                ],
                "As if answers were houses": [
                    interval(r.naive_low, r.naive_high, one) for r in self.table.itertuples()
                ],
            }
        )
        formats = dict.fromkeys(["With help", "Without", "Difference"], one)
        title = f"{self.helped} houses with help by lot, {self.others} without"
        return Table(frame, title=title, note=self.sentence, formats=formats)


def compare_houses(
    answers: pd.DataFrame,
    *,
    items: Sequence[str],
    helped: str = "menu_help",
    house: str = "account_id",
    leave_out: Sequence[str] = (),
    level: float = 0.95,
) -> HousesCompared:
    """Compare what people say in houses that drew help by lot and in houses that did not.

    Parameters
    ----------
    answers : pandas.DataFrame
        One row an answer: the house, whether it is helped, and one column an item in points.
    items : sequence of str
        The items; the first is the one the help was meant for.
    helped, house : str
        Columns: whether the house is helped (the same in all its rows), and which house it is.
    leave_out : sequence of str
        Houses that drew no lot, such as one that had asked first.
    level : float
        Confidence level of the intervals.

    Returns
    -------
    HousesCompared

    Raises
    ------
    DataProblem
        If a column is missing, a house is both helped and not, or a side has fewer than two
        houses.

    Notes
    -----
    The means of the houses are compared by Welch's t interval (Welch 1947, "The generalization of
    'Student's' problem"), which is what cluster trials with few and equally large houses call for.
    ``alike`` is the intraclass correlation ρ of a one-way analysis of variance within the two
    sides; m answers a house are worth m / (1 + (m − 1) ρ).

    Examples
    --------
    >>> answers = pd.DataFrame({"account_id": list("aabbccdd"), "menu_help": [1, 1, 1, 1, 0, 0, 0,
    ...     0], "dinner": [7, 8, 8, 9, 5, 6, 6, 7]})
    >>> compare_houses(answers, items=["dinner"]).table["difference"].round(2).to_list()
    [2.0]
    """
    kept = answers[~answers[house].isin(list(leave_out))] if house in answers else answers
    _check(kept, items, helped, house)
    by_house = kept.groupby(house, sort=True)
    houses = by_house[list(items)].mean()
    houses.insert(0, "answers", by_house.size())
    houses.insert(0, "helped", by_house[helped].first().astype(bool))
    rows = [_compared(kept, houses, item, helped, house, level) for item in items]
    return HousesCompared(
        table=pd.DataFrame(rows),
        houses=houses,
        main=items[0],
        level=level,
        left_out=tuple(leave_out),
    )


def _compared(
    answers: pd.DataFrame, houses: pd.DataFrame, item: str, helped: str, house: str, level: float
) -> dict[str, object]:
    with_help = houses.loc[houses["helped"], item]
    without = houses.loc[~houses["helped"], item]
    difference, low, high = welch(with_help, without, level)
    flag = answers[helped].astype(bool)
    _, naive_low, naive_high = welch(answers.loc[flag, item], answers.loc[~flag, item], level)
    alike = alikeness(answers[item], answers[house], flag)
    return {
        "item": item,
        "helped": float(with_help.mean()),
        "others": float(without.mean()),
        "difference": difference,
        "low": low,
        "high": high,
        "naive_low": naive_low,
        "naive_high": naive_high,
        "alike": alike,
        "worth": worth(len(answers), len(houses), alike),
    }


def plot_houses_compared(result: HousesCompared, *, ax: Axes | None = None) -> Picture:
    """The difference help makes to each answer, counted by house and, wrongly, by answer.

    Parameters
    ----------
    result : HousesCompared
        What :func:`compare_houses` returned.
    ax : matplotlib Axes, optional
        Where to draw.

    Returns
    -------
    Picture
    """
    from cvmlab.figures.pictures import Picture, format_axis, new_axes
    from cvmlab.figures.style import GREY, GREY_TEXT, INK, palette

    ax = new_axes(ax)
    names = [_spoken(item) for item in result.table["item"]]
    places = np.arange(len(names))[::-1]
    rows = list(result.table.itertuples())
    ax.axvline(0, color=INK, linewidth=0.8)
    for place, row in zip(places, rows, strict=True):
        moved = row.low > 0 or row.high < 0
        ax.plot([row.low, row.high], [place + 0.1] * 2, color=palette()[0], linewidth=2.4)
        ax.plot(
            [row.difference], [place + 0.1], "o", color=palette()[0], markersize=7,
            markerfacecolor=palette()[0] if moved else "white",
        )  # fmt: skip
        ax.plot([row.naive_low, row.naive_high], [place - 0.18] * 2, color=GREY, linewidth=1.4,
                linestyle=(0, (2, 1)))  # fmt: skip
    first = rows[0]
    said = (("counted by house", first.high, 0.1, palette()[0]),
            ("as if each answer were a house", first.naive_high, -0.18, GREY_TEXT))  # fmt: skip
    for text, end, lift, colour in said:
        ax.text(end + 0.03, places[0] + lift, text, va="center", fontsize=8, color=colour)
    ax.set_yticks(places, names)
    ax.set_ylim(-0.6, len(names) - 0.4)
    ax.grid(axis="y", visible=False)
    ax.grid(axis="x", visible=True)
    format_axis(ax.xaxis, partial(number, digits=1))
    ax.set_xlabel(
        f"Points of 10 more in {result.helped} houses with help than in {result.others} without "
        f"({result.level:.0%} intervals)"
    )
    way = "gains" if first.difference >= 0 else "loses"
    still = f"; no change shown in {_listed(result.unmoved)}" if result.unmoved else ""
    gained = f"{way} {number(abs(first.difference), 1)} points with help"
    title = f'"{names[0].capitalize()}" {gained}{still}'
    ax.set_title(title)
    listed = "; ".join(
        f"{_spoken(r.item)} {number(r.difference, 2)} "
        f"({interval(r.low, r.high, partial(number, digits=2))}; by answer "
        f"{interval(r.naive_low, r.naive_high, partial(number, digits=2))})"
        for r in rows
    )
    alt = f"{title}. Differences in points with intervals by house: {listed}."
    return Picture(ax, alt, name="houses-compared")


def _spoken(item: str) -> str:
    return str(item).replace("_", " ")


def _listed(items: Sequence[str]) -> str:
    *others, last = [_spoken(item) for item in items] or [""]
    return f"{', '.join(others)} and {last}" if others else last


def _check(answers: pd.DataFrame, items: Sequence[str], helped: str, house: str) -> None:
    known = ", ".join(map(str, answers.columns))
    problems = [
        Problem("no column of this name", f"choose one of: {known}.", name)
        for name in [house, helped, *items]
        if name not in answers.columns
    ]
    if not items:
        problems.append(Problem("no item to compare", "name at least one column of answers."))
    if problems:
        raise DataProblem(problems)
    if answers[[house, helped, *items]].isna().any(axis=None):
        gaps = int(answers[[house, helped, *items]].isna().any(axis=1).sum())
        what, remedy = "answers with gaps cannot be compared", "leave such rows out beforehand."
        problems.append(Problem(what, remedy, count=gaps))
    sides = answers.groupby(house)[helped].nunique()
    mixed = [str(name) for name in sides.index[sides > 1]]
    if mixed:
        what, remedy = "a house stands on both sides", "say once for each house if it is helped."
        problems.append(Problem(what, remedy, helped, len(mixed), mixed[:3]))
    number_of = answers.drop_duplicates(house)[helped].astype(bool).value_counts()
    if min(number_of.get(True, 0), number_of.get(False, 0)) < _FEWEST:
        what = "fewer than two houses on one side leave nothing to judge chance by"
        problems.append(Problem(what, "compare more houses.", helped))
    if problems:
        raise DataProblem(problems)
