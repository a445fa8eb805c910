"""What clients ask a supplier for, beside what comes up when nobody asks.

Asked how to do better, clients answer inside the box of what they expect of a supplier: more
accurate, more punctual, cheaper (Barnes 2003, "The role of customer insight in building your CRM
strategy"). Open questions about their own day bring up the rest. The two kinds of mention are kept
apart here, group by group, each share with the exact interval that so few interviews leave.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from cvmlab.errors import DataProblem, Problem
from cvmlab.figures.formats import count, interval, percent
from cvmlab.insight.heard.few_interviews import add_intervals

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from cvmlab.figures.pictures import Picture
    from cvmlab.figures.tables import Table

SMALL = 10  # below this many interviews a share is not given without a word of warning
ASKED, UNASKED = "asked", "unasked"
EVERYBODY = "all"


@dataclass(frozen=True, eq=False)
class UnaskedNeeds:
    """How many interviews brought up each theme, asked and unasked, with exact intervals.

    Attributes
    ----------
    table : pandas.DataFrame
        One row a group and theme: ``group``, ``theme``, ``how`` ("asked", "unasked"), ``said``
        (interviews), ``of`` (interviews held), ``share``, the exact interval ``low``, ``high``
        (Clopper and Pearson 1934) and Wilson's ``wilson_low``, ``wilson_high``. The group "all"
        is everybody.
    groups : tuple of str
        The groups, the one with most interviews first.
    any_asked : pandas.DataFrame
        By group, how many asked for at least one of the things suppliers ask about: ``said, of``.
    level : float
        Confidence level of the intervals.
    """

    table: pd.DataFrame
    groups: tuple[str, ...]
    any_asked: pd.DataFrame
    level: float

    def of_group(self, group: str | None = None) -> pd.DataFrame:
        """The rows of one group, the most frequent theme first; by default the largest group."""
        group = self.groups[0] if group is None else group
        if group not in {*self.groups, EVERYBODY}:
            raise ValueError(f"no such group: {group!r}; there are {[*self.groups, EVERYBODY]}")
        rows = self.table[self.table["group"] == group]
        return rows.sort_values("said", ascending=False, kind="stable").reset_index(drop=True)

    def share(self, theme: str, group: str | None = None) -> float:
        """The share of a group's interviews in which a theme came up."""
        rows = self.of_group(group).set_index("theme")
        return float(rows.loc[theme, "share"])

    def largest(self, group: str | None = None) -> pd.Series:
        """The need that came up most often although nobody had asked about it."""
        rows = self.of_group(group)
        return rows[rows["how"] == UNASKED].iloc[0]

    @property
    def sentence(self) -> str:
        """The largest unasked need beside all that was asked for, and the small groups."""
        need = self.largest()
        asked = self.any_asked.loc[need.group, "said"]
        ends = interval(need.low, need.high, percent)
        text = (
            f"{_spoken(need.theme).capitalize()} came up unasked in {need.said} of {need.of} "
            f"interviews ({need.group}): {percent(need.share)}, {percent(self.level)} interval "
            f"{ends}. Asked as suppliers ask, {asked} of the {need.of} wanted anything at all."
        )
        others = [self._elsewhere(group, need.theme) for group in self.groups[1:]]
        return " ".join([text, *others])

    def _elsewhere(self, group: str, theme: str) -> str:
        row = self.of_group(group).set_index("theme").loc[theme]
        ends = interval(row.low, row.high, percent)
        few = " – too few to say how many in all" if row.of <= SMALL else ""
        return f"{group.capitalize()}: {row.said} of {row.of} ({ends}){few}."

    def summary(self, group: str | None = None) -> Table:
        """One group's themes as a table to read."""
        from cvmlab.figures.tables import Table

        rows = self.of_group(group)
        frame = pd.DataFrame(
            {
                "Theme": [_spoken(theme) for theme in rows["theme"]],
                "Came up": [_HOW[how] for how in rows["how"]],
                "Interviews": [f"{r.said} of {r.of}" for r in rows.itertuples()],
                "Share": rows["share"],
                f"{percent(self.level)} interval": [
                    interval(r.low, r.high, percent) for r in rows.itertuples()
                ],
            }
        )
        name = rows["group"].iloc[0]
        title = f"What came up in {count(rows['of'].iloc[0])} interviews ({name})"
        return Table(frame, title=title, note=self.sentence, formats={"Share": percent})


def unasked_needs(
    codes: pd.DataFrame,
    *,
    asked: Sequence[str],
    unasked: Sequence[str] | None = None,
    by: str | None = "kind",
    level: float = 0.95,
) -> UnaskedNeeds:
    """Which needs clients brought up when nobody asked, and which when they were asked.

    Parameters
    ----------
    codes : pandas.DataFrame
        One row an interview, one yes-or-no column a theme.
    asked : sequence of str
        Columns that answer what a supplier asks about: accuracy, punctuality, price.
    unasked : sequence of str, optional
        Columns of what came up of its own accord; by default all other yes-or-no columns.
    by : str or None
        The column whose values are the groups; None for one group of all.
    level : float
        Confidence level of the intervals.

    Returns
    -------
    UnaskedNeeds

    Raises
    ------
    DataProblem
        If there are no interviews, a column is missing, or a theme is not yes or no.

    Notes
    -----
    The interval is the exact one of Clopper and Pearson (1934, "The use of confidence or fiducial
    limits illustrated in the case of the binomial"): ends are quantiles of beta distributions, and
    it holds for 14 of 20 as for 0 of 6. Wilson's (1927, "Probable inference") stands beside it: it
    is narrower and covers on average, not always. Both take the interviews for a random draw; a
    dozen clients chosen because they were near are not.

    Examples
    --------
    >>> codes = pd.DataFrame({"price": [True, False, False], "menus": [True, True, False]})
    >>> needs = unasked_needs(codes, asked=["price"], by=None)
    >>> needs.largest().theme, round(needs.share("menus", "all"), 2)
    ('menus', 0.67)
    """
    unasked = _others(codes, asked, by) if unasked is None else list(unasked)
    _check(codes, [*asked, *unasked], by)
    flags = codes[[*asked, *unasked]].astype(bool)
    groups = pd.Series(EVERYBODY, index=codes.index) if by is None else codes[by].astype(str)
    sizes = groups.value_counts()
    names = tuple(sorted(sizes.index, key=lambda name: (-sizes[name], name)))
    parts = {name: flags[groups == name] for name in names} | {EVERYBODY: flags}
    rows = [
        {
            "group": name,
            "theme": theme,
            "how": ASKED if theme in asked else UNASKED,
            "said": int(part[theme].sum()),
            "of": len(part),
        }
        for name, part in parts.items()
        for theme in flags.columns
    ]
    any_asked = pd.DataFrame(
        {"said": int(p[list(asked)].any(axis=1).sum()), "of": len(p)} for p in parts.values()
    )
    return UnaskedNeeds(
        table=add_intervals(pd.DataFrame(rows), level),
        groups=names,
        any_asked=any_asked.set_index(pd.Index(parts)),
        level=level,
    )


def plot_unasked_needs(
    result: UnaskedNeeds, group: str | None = None, *, ax: Axes | None = None
) -> Picture:
    """One group's themes: what it asked for when asked, and what came up unasked.

    Parameters
    ----------
    result : UnaskedNeeds
        What :func:`unasked_needs` returned.
    group : str, optional
        The group; by default the one with most interviews.
    ax : matplotlib Axes, optional
        Where to draw.

    Returns
    -------
    Picture
    """
    from cvmlab.figures.pictures import Picture, format_axis, new_axes
    from cvmlab.figures.style import GREY_TEXT, INK, palette

    ax = new_axes(ax)
    rows = result.of_group(group)
    need, of = result.largest(group), int(rows["of"].iloc[0])
    blue, orange, *_ = palette()
    places = np.arange(len(rows))[::-1]
    for how, colour, hatch in ((UNASKED, blue, ""), (ASKED, orange, "////")):
        here = rows["how"] == how
        ax.barh(
            places[here], rows.loc[here, "share"], height=0.66, color=colour, alpha=0.35,
            hatch=hatch, edgecolor=colour, linewidth=0, label=_HOW[how],
        )  # fmt: skip
    ax.hlines(places, rows["low"], rows["high"], color=INK, linewidth=1.1)
    ax.plot(rows["share"], places, "o", color=INK, markersize=4, linestyle="none")
    for place, row in zip(places, rows.itertuples(), strict=True):
        ax.text(
            1.01, place, f"{row.said} of {row.of}", va="center", fontsize=8, color=GREY_TEXT
        )  # fmt: skip
    ax.set_yticks(places, [_spoken(theme) for theme in rows["theme"]])
    ax.set_xlim(0, 1)
    ax.grid(axis="y", visible=False)
    ax.grid(axis="x", visible=True)
    format_axis(ax.xaxis, percent)
    ax.set_xlabel(
        f"Share of {of} interviews, {rows['group'].iloc[0]} "
        f"(line: exact {percent(result.level)} interval)"
    )
    ax.legend(loc="lower right", bbox_to_anchor=(0.98, 0.02))
    title = (
        f"{_spoken(need.theme).capitalize()} came up in {need.said} of {of} talks, "
        "and nobody had asked"
    )
    ax.set_title(title)
    return Picture(ax, _alt(rows, title), name="unasked-needs")


_HOW = {ASKED: "when asked as a supplier", UNASKED: "unasked"}


def _alt(rows: pd.DataFrame, title: str) -> str:
    def told(how: str) -> str:
        return ", ".join(
            f"{_spoken(r.theme)} {r.said} ({interval(r.low, r.high, percent)})"
            for r in rows[rows["how"] == how].itertuples()
        )

    return (
        f"{title}. Bars with exact intervals, of {rows['of'].iloc[0]} interviews "
        f"({rows['group'].iloc[0]}). Unasked: {told(UNASKED)}. When asked as a supplier: "
        f"{told(ASKED)}."
    )


def _spoken(theme: str) -> str:
    return str(theme).replace("_", " ")


def _others(codes: pd.DataFrame, asked: Sequence[str], by: str | None) -> list[str]:
    """All yes-or-no columns that no supplier asks about."""
    flags = [c for c in codes.columns if pd.api.types.is_bool_dtype(codes[c])]
    return [str(c) for c in flags if c not in {*asked, by}]


def _check(codes: pd.DataFrame, themes: Sequence[str], by: str | None) -> None:
    known = ", ".join(map(str, codes.columns))
    problems = [
        Problem("no column of this name", f"choose one of: {known}.", name)
        for name in [*themes, *([by] if by else [])]
        if name not in codes.columns
    ]
    if codes.empty:
        problems.append(Problem("there are no interviews", "give one row an interview."))
    if not themes:
        problems.append(Problem("no theme to count", "name yes-or-no columns."))
    for name in (theme for theme in themes if theme in codes.columns and not codes.empty):
        if not pd.api.types.is_bool_dtype(codes[name]):
            what, remedy = "a theme is yes or no, and this is neither", "write yes or no."
            problems.append(Problem(what, remedy, name))
        elif codes[name].isna().any():
            what, remedy = "it is open whether the theme came up", "write yes or no in every row."
            problems.append(Problem(what, remedy, name, int(codes[name].isna().sum())))
    if by and by in codes.columns and codes[by].isna().any():
        what, remedy = "some interviews have no group", "fill it in, or use by=None."
        problems.append(Problem(what, remedy, by, int(codes[by].isna().sum())))
    if problems:
        raise DataProblem(problems, "the coded interviews" if len(problems) > 1 else None)
