"""Draw the line of a close bond elsewhere, and every "so much likelier" changes with it.

"30% likelier to stay" compares two groups, and somebody decided where one ends. Move the line up,
and those above it are fewer and closer; take other customers, and the baseline is another one. The
same answers give many ratios, none of them wrong. So a ratio belongs to its line, its customers and
its baseline, and here all of them can be moved.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pandas as pd

from cvmlab.errors import DataProblem, Problem, one_problem, suggestion
from cvmlab.figures.formats import count, interval, number, percent
from cvmlab.stats.effects import two_groups

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from cvmlab.figures.pictures import Picture
    from cvmlab.figures.tables import Table

OUTCOMES = {
    "stays": "still bought at the end",
    "recommend": "would recommend us",
    "move_city": "would look for us after a move",
}
FEWEST = 10
REACHED, SHORT, BETWEEN = "reached", "not reached", "within reach"


@dataclass(frozen=True, eq=False)
class BondLine:
    """Customers above a line and below it.

    Attributes
    ----------
    table : pandas.DataFrame
        One row an outcome: ``outcome``, ``above`` and ``below`` (shares who did it or say it),
        ``ratio`` with ``low`` and ``high``, ``promised`` (NaN where nothing was), ``verdict``.
    line : float
        The score from which on a bond counts as close.
    close, others : int
        Customers above and below it.
    who : str
        Who they all are.
    level : float
        Confidence level of the intervals.
    """

    table: pd.DataFrame
    line: float
    close: int
    others: int
    who: str
    level: float
    words: Mapping[str, str] = field(repr=False)

    @property
    def sentence(self) -> str:
        """How much likelier those above the line are, and what was promised."""
        told = [
            f"{self.words[row.outcome]}: {percent(row.above)} against {percent(row.below)}, "
            f"{number(row.ratio)} times ({interval(row.low, row.high, number)}"
            + (f"; promised {number(row.promised)}: {row.verdict})" if row.verdict else ")")
            for row in self.table.itertuples()
        ]
        return (
            f"With the line at {count(self.line)}, {count(self.close)} of "
            f"{count(self.close + self.others)} {self.who} have a close bond. "
            f"{'. '.join(text[0].upper() + text[1:] for text in told)}."
        )

    def summary(self) -> Table:
        """The ratios as a table to read."""
        from cvmlab.figures.tables import Table

        table = self.table
        frame = pd.DataFrame(
            {
                "Outcome": [self.words[name] for name in table["outcome"]],
                f"Above the line ({count(self.close)})": table["above"].map(percent),
                f"Below it ({count(self.others)})": table["below"].map(percent),
                "Times as likely": table["ratio"],
                f"{percent(self.level)} interval": [
                    interval(row.low, row.high, number) for row in table.itertuples()
                ],
                "Promised": table["promised"],
                "The promise is": table["verdict"],
            }
        )
        return Table(frame, title=f"{self.who.capitalize()}, line at {count(self.line)} of 100")


def bond_line(
    frame: pd.DataFrame,
    line: float,
    outcomes: Mapping[str, str] | None = None,
    *,
    score: str = "score",
    promised: Mapping[str, float] | None = None,
    who: str = "customers",
    level: float = 0.95,
) -> BondLine:
    """Compare customers above a line on the index with those below it.

    Parameters
    ----------
    frame : DataFrame
        One row a customer.
    line : float
        From which score on a bond counts as close.
    outcomes : mapping of column to words, optional
        Yes or no; by default who stays, would recommend, and would look for the firm after a move.
    score : str
        The index.
    promised : mapping of outcome to ratio, optional
        1.3 for "30% likelier".
    who : str
        Who the customers are, in the plural.
    level : float
        Confidence level of the intervals.

    Returns
    -------
    BondLine

    Raises
    ------
    DataProblem
        When columns are missing, or fewer than ten customers stand on one side of the line.

    Notes
    -----
    Shares and ratios with the intervals of :func:`cvmlab.stats.effects.two_groups`. They say how
    the two sides differ, and not what would come of lifting anybody over the line.
    """
    words = dict(OUTCOMES if outcomes is None else outcomes)
    problems = [
        Problem(
            f"this column is not there.{suggestion(name, map(str, frame.columns))}",
            "map it, or leave it out.",
            name,
        )
        for name in (score, *words)
        if name not in frame
    ]
    if problems:
        raise DataProblem(problems, "the customers")
    above = frame[score].to_numpy(float) >= line
    if min(above.sum(), (~above).sum()) < FEWEST:
        raise one_problem(
            f"{count(above.sum())} of {count(len(frame))} {who} stand at {count(line)} or above",
            f"draw the line where at least {FEWEST} stand on either side of it.",
        )
    rows = []
    for name in words:
        known = frame[name].notna().to_numpy()
        yes = frame[name].astype("Float64").fillna(0).to_numpy(float) > 0
        sides = [yes[known & side] for side in (above, ~above)]
        effect = two_groups(*(int(n) for side in sides for n in (side.sum(), len(side))))
        ratio = effect["risk ratio"]
        wanted = float((promised or {}).get(name, float("nan")))
        verdict = _verdict(float(ratio.low), float(ratio.high), wanted)
        rows.append(
            (name, *(float(side.mean()) for side in sides), *ratio.to_list(), wanted, verdict)
        )
    columns = ["outcome", "above", "below", "ratio", "low", "high", "promised", "verdict"]
    return BondLine(
        table=pd.DataFrame(rows, columns=columns),
        line=float(line),
        close=int(above.sum()),
        others=int((~above).sum()),
        who=who,
        level=level,
        words=words,
    )


def _verdict(low: float, high: float, promised: float) -> str:
    if promised != promised:
        return ""
    return REACHED if low >= promised else SHORT if high < promised else BETWEEN


def plot_bond_line(result: BondLine, *, ax: Axes | None = None) -> Picture:
    """How much likelier those above the line are, beside what was promised.

    Parameters
    ----------
    result : BondLine
        What :func:`bond_line` returned.
    ax : matplotlib Axes, optional
        Where to draw.

    Returns
    -------
    Picture
    """
    from cvmlab.figures.pictures import Picture, format_axis, new_axes
    from cvmlab.figures.style import GREY, INK, palette

    ax = new_axes(ax)
    table = result.table.iloc[::-1].reset_index(drop=True)
    reach = max(1.6, float(table["high"].max()), float(table["promised"].max()))
    for at, row in table.iterrows():
        ax.plot([row.low, row.high], [at, at], color=palette()[0], linewidth=2.5)
        ax.plot([row.ratio], [at], marker="o", markersize=7, color=palette()[0])
        if row.promised == row.promised:
            ax.plot([row.promised] * 2, [at - 0.3, at + 0.3], color=palette()[1], linewidth=2.5)
            ax.text(row.promised, at + 0.33, f"promised {number(row.promised)}", ha="center",
                    color=palette()[1])  # fmt: skip
        text = f"  {number(row.ratio)}: {percent(row.below)} → {percent(row.above)}"
        at_side = max(row.high, row.promised if row.promised == row.promised else 0)
        ax.text(at_side, at, text, va="center", color=INK)
    ax.axvline(1, color=GREY, linewidth=1, linestyle="--")
    ax.set_yticks(range(len(table)), [result.words[name] for name in table["outcome"]])
    ax.set_ylim(-0.6, len(table) - 0.35)
    ax.set_xlim(min(0.8, float(table["low"].min())), reach * 1.3)
    format_axis(ax.xaxis, number)
    ax.grid(axis="y", visible=False)
    ax.grid(axis="x", visible=True)
    ax.set_xlabel("Those above the line, in times those below it (1: no difference)")
    first = result.table.iloc[0]
    title = (
        f"Line at {count(result.line)}: {count(result.close)} of "
        f"{count(result.close + result.others)} {result.who} above it, "
        f"{number(first.ratio)} times as many {result.words[first.outcome]}"
    )
    ax.set_title(title)
    alt = f"{title}. Points with {percent(result.level)} intervals. {result.sentence}"
    return Picture(ax, alt, name="bond-line")
