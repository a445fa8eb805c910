"""What the firm writes down when a customer meets it, and what it does not.

Peppers and Rogers ask for detailed data on each customer interaction at every touchpoint. This is
the check: for every touchpoint and every kind of meeting that left a row (a purchase, an attempt to
buy, a failure, an answer to the survey), how many rows answer each of seven questions. What
never became a row cannot be counted, and is named where it shows: a touchpoint that only
ever writes down failures.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pandas as pd

from cvmlab.figures.formats import count, percent
from cvmlab.insight.recorded.touchpoint_rows import (
    COUNTS,
    QUESTIONS,
    as_shares,
    checked,
    written_down,
)

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.patches import Rectangle

    from cvmlab.data.workspace import Workspace
    from cvmlab.figures.pictures import Picture
    from cvmlab.figures.tables import Table


@dataclass(frozen=True, eq=False)
class Coverage:
    """Which of seven questions the rows of each touchpoint answer.

    All rows are counted: no share is an estimate. Meetings that left no row are in none of them.

    Attributes
    ----------
    table : pandas.DataFrame
        One row a touchpoint and kind of meeting: ``touchpoint, meeting, rows`` and, for each of
        the seven questions and for ``who_and_felt``, the share of the rows that answer it.
    touchpoints : pandas.DataFrame
        The same, all meetings of a touchpoint together.
    rows : int
        All rows.
    who, felt, who_and_felt : float
        The share of all rows that say who it was, how they felt, and both.
    named_and_felt : int
        How many rows say both.
    blind_below : float
        With a name on fewer rows than this, a touchpoint counts as blind.
    blind : tuple of str
        The blind touchpoints, the blindest first.
    only_failures : tuple of str
        Touchpoints where nothing but failures is ever written down.
    """

    table: pd.DataFrame
    touchpoints: pd.DataFrame
    counts: pd.DataFrame = field(repr=False)
    rows: int
    who: float
    felt: float
    who_and_felt: float
    named_and_felt: int
    blind_below: float
    blind: tuple[str, ...]
    only_failures: tuple[str, ...]

    @property
    def sentence(self) -> str:
        """What is known and where the firm is blind, in plain words."""
        said = (
            f"{count(self.rows)} rows say that a customer met the firm. "
            f"{_almost(self.who)} carry a name, and {_almost(self.felt)} say how the customer felt."
        )
        limit = percent(self.blind_below)
        if self.blind:
            shares = self.touchpoints.set_index("touchpoint")["who"]
            names = ", ".join(f"{name} ({percent(shares[name])})" for name in self.blind)
            said += f" Blind, with a name on fewer than {limit}: {names}."
        else:
            said += f" At every touchpoint {limit} or more carry a name."
        if self.only_failures:
            said += (
                " At these touchpoints nothing but failures is ever written down: "
                f"{', '.join(self.only_failures)}."
            )
        return said

    def summary(self) -> Table:
        """Rows, names and feelings by touchpoint and kind of meeting, as counts."""
        from cvmlab.figures.tables import Table

        columns = {
            "touchpoint": "Touchpoint", "meeting": "Kind of meeting", "rows": "Written down",
            "who": "With a name", "felt": "With a feeling",
        }  # fmt: skip
        frame = self.counts[list(columns)].rename(columns=columns)
        sums = frame.iloc[:, 2:].sum()
        frame.loc[len(frame)] = ["all", "", *sums]
        return Table(
            frame,
            title="Meetings with customers that left a row",
            note="Counted in full: nothing here is an estimate. What left no row is not in it; a "
            "purchase also logged as an attempt stands in two rows, and a feeling of none counts.",
            total_row=True,
        )


def coverage(ws: Workspace, *, blind_below: float = 0.5) -> Coverage:
    """At which touchpoints the firm knows who it was and what happened, and where it is blind.

    Parameters
    ----------
    ws : Workspace
        The firm's tables. Of ``transactions, attempts, service_events, survey`` those that are
        there are read.
    blind_below : float
        With a name on fewer rows than this share, a touchpoint counts as blind.

    Returns
    -------
    Coverage

    Raises
    ------
    DataProblem
        When none of the four tables is there.

    Notes
    -----
    The idea is Peppers and Rogers's: detailed data on each customer interaction at every
    touchpoint. A row *answers* a question when its cell is not empty, whatever stands in it.
    """
    return coverage_of(written_down(ws), blind_below=blind_below)


def coverage_of(counts: pd.DataFrame, *, blind_below: float = 0.5) -> Coverage:
    """The same for counts that were made elsewhere.

    Parameters
    ----------
    counts : pandas.DataFrame
        As :func:`cvmlab.insight.recorded.touchpoint_rows.written_down` returns them.
    blind_below : float
        See :func:`coverage`.

    Raises
    ------
    DataProblem
        When columns are missing, a count is negative or above the rows, or nothing was counted.

    Examples
    --------
    >>> counts = pd.DataFrame({"touchpoint": ["store", "phone"],
    ...     "meeting": ["purchase", "failure"], "rows": [80, 20], "who": [72, 8],
    ...     "what": [80, 0], "wrong": [0, 20], "minutes": [0, 10], "put_right": [0, 20],
    ...     "felt": [0, 5], "said": [0, 0], "who_and_felt": [0, 1]})
    >>> coverage_of(counts).blind, coverage_of(counts).who_and_felt
    (('phone',), 0.01)
    """
    if not 0 <= blind_below <= 1:
        raise ValueError("blind_below is a share between 0 and 1")
    counts = checked(counts)
    places = counts.groupby("touchpoint", sort=False)[list(COUNTS)].sum().reset_index()
    sums = counts[list(COUNTS)].sum()
    shares = places.set_index("touchpoint")["who"] / places.set_index("touchpoint")["rows"]
    blind = shares[shares < blind_below].sort_values(kind="stable").index
    failures = counts.groupby("touchpoint", sort=False)["meeting"].agg(set)
    return Coverage(
        table=as_shares(counts),
        touchpoints=as_shares(places),
        counts=counts,
        rows=int(sums["rows"]),
        who=float(sums["who"] / sums["rows"]),
        felt=float(sums["felt"] / sums["rows"]),
        who_and_felt=float(sums["who_and_felt"] / sums["rows"]),
        named_and_felt=int(sums["who_and_felt"]),
        blind_below=blind_below,
        blind=tuple(blind),
        only_failures=tuple(failures.index[failures == {"failure"}]),
    )


def plot_coverage(result: Coverage, *, ax: Axes | None = None) -> Picture:
    """A map of what is known: touchpoints and meetings down, the seven questions across.

    Parameters
    ----------
    result : Coverage
        What :func:`coverage` returned.
    ax : matplotlib Axes, optional
        Where to draw.
    """
    from cvmlab.figures.pictures import Picture, new_axes
    from cvmlab.figures.style import GREY_TEXT, INK, palette

    table = result.table
    if ax is None:
        ax = new_axes()
        figure = ax.get_figure(root=True)
        if figure is not None:  # as tall as there are rows
            figure.set_size_inches(7.2, 1.7 + 0.29 * len(table))
    shares = table[list(QUESTIONS)].to_numpy(dtype=float)
    for i, row in enumerate(shares):
        for j, share in enumerate(row):
            if share:  # half of the colour at most: the number stays readable on it
                look = {"facecolor": palette()[0], "alpha": 0.08 + 0.42 * share}
                ax.add_patch(_square(j, i, linewidth=0, **look))
            colour = INK if share else GREY_TEXT
            ax.text(j, i, _almost(share), ha="center", va="center", fontsize=8, color=colour)
        if row[0] < result.blind_below:  # framed: a meeting with nobody
            ax.add_patch(_square(0, i, fill=False, edgecolor=palette()[1], linewidth=1.6))
    for inside in (*ax.patches, *ax.texts):  # measuring what lies inside takes most of the time
        inside.set_in_layout(False)
    changes = table["touchpoint"].ne(table["touchpoint"].shift()).to_numpy().nonzero()[0]
    for i in changes[1:]:
        ax.axhline(i - 0.5, color=INK, linewidth=0.8)
    ax.set_xlim(-0.5, len(QUESTIONS) - 0.5)
    ax.set_ylim(len(table) - 0.5, -0.5)
    ax.set_xticks(range(len(QUESTIONS)), list(QUESTIONS.values()))
    ax.xaxis.tick_top()
    limit = percent(result.blind_below)
    ax.set_xlabel(f"Share of the rows that say it (%). Framed: a name on fewer than {limit}")
    ax.xaxis.set_label_position("bottom")
    labels = [f"{r.touchpoint}: {r.meeting}, {count(r.rows)}" for r in table.itertuples()]
    ax.set_yticks(range(len(table)), labels)
    ax.tick_params(length=0)
    ax.grid(visible=False)
    ax.spines[["left", "bottom"]].set_visible(False)
    title = (
        f"{_almost(result.who)} of what is written down says who it was, "
        f"{_almost(result.felt)} how they felt"
    )
    ax.set_title(title)
    return Picture(ax, f"{title}. {_alt(result)}", name="coverage")


def _square(x: float, y: float, **look: Any) -> Rectangle:
    from matplotlib.patches import Rectangle

    return Rectangle((x - 0.48, y - 0.46), 0.96, 0.92, **look)


def _almost(share: float) -> str:
    """A share in percent that never rounds to nothing, nor up to all."""
    if share < 0.005:
        return "<1%" if share else "none"
    return ">99%" if 0.995 <= share < 1 else percent(share)


def _alt(result: Coverage) -> str:
    lines = []
    for row in result.table.to_dict("records"):
        known = [
            f"{words.replace(chr(10), ' ')} {_almost(row[question])}"
            for question, words in QUESTIONS.items()
            if row[question] > 0
        ]
        lines.append(f"{row['touchpoint']} {row['meeting']}: {', '.join(known) or 'nothing'}")
    return (
        "Map of touchpoints and kinds of meeting against seven questions: the share of rows that "
        f"answer each, where any does. {'; '.join(lines)}."
    )
