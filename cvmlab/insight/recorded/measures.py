"""What a firm's key figures look at: an audit by the four marks of hard measures.

Barnes calls the conventional measures of a firm *hard*: they are short-term, financial, internal
and historic (Barnes 2003, "The role of customer insight in building your CRM strategy"). None of
the four is a fault. A board whose figures all carry them sees the till and never the customer.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from cvmlab.figures.formats import count, percent
from cvmlab.insight.recorded.catalogue_checks import check_catalogue

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from cvmlab.figures.pictures import Picture
    from cvmlab.figures.tables import Table

MARKS = {
    "short-term": ("horizon", "short-term"),
    "financial": ("financial", True),
    "internal": ("perspective", "internal"),
    "historic": ("looks", "back"),
}
HARD, ALL_FOUR = "hard, taken as a whole", "all four marks at once"


@dataclass(frozen=True, eq=False)
class MeasureAudit:
    """How many key figures carry which marks, in all and among those the board sees.

    The catalogue is counted in full, so that no number here is an estimate and none has an
    interval.

    Attributes
    ----------
    table : pandas.DataFrame
        One row a mark, then ``all four marks at once`` and ``hard``: counts ``all``, ``board``
        and ``others`` (figures that do not reach the board).
    figures, board : int
        All key figures, and those the board sees.
    by_owner : pandas.DataFrame
        One row an owner: ``figures, soft, all_four, board, soft_to_board``; most figures first.
    soft_on_board : tuple of str
        Names of the soft figures the board sees.
    soft_elsewhere : tuple of str
        Names of the soft figures that do not reach it.
    """

    table: pd.DataFrame
    figures: int
    board: int
    by_owner: pd.DataFrame = field(repr=False)
    soft_on_board: tuple[str, ...] = ()
    soft_elsewhere: tuple[str, ...] = ()

    @property
    def sentence(self) -> str:
        """The audit in one or two sentences."""
        hard, four = self.table.loc[HARD], self.table.loc[ALL_FOUR]
        soft = self.figures - hard["all"]
        if not self.board:
            return (
                f"Of {_figures(self.figures)}, {count(hard['all'])} are hard and {count(soft)} "
                f"soft; {count(four['all'])} carry all four marks. None is marked as going to "
                "the board."
            )
        seen = len(self.soft_on_board)
        names = f" ({', '.join(self.soft_on_board)})" if 0 < seen <= 3 else ""
        return (
            f"The board sees {count(self.board)} of {_figures(self.figures)}: "
            f"{count(hard['board'])} hard and {count(seen)} soft{names}. "
            f"{count(four['board'])} of the {count(self.board)} are short-term, financial, "
            f"internal and historic all at once. Of the {count(soft)} soft figures the firm has, "
            f"{count(soft - seen)} never reach the board."
        )

    def summary(self) -> Table:
        """The marks as a table to read: counts, and no shares to copy."""
        from cvmlab.figures.tables import Table

        frame = self.table.rename(
            columns={"all": "All figures", "board": "Seen by the board", "others": "Not seen"}
        )
        frame.loc["figures in all"] = [self.figures, self.board, self.figures - self.board]
        frame.index.name = "Key figures that are"
        return Table(
            frame,
            title=f"The marks of {_figures(self.figures)}",
            note="Counted in full: nothing here is an estimate.",
            total_row=True,
        )

    def owners(self) -> Table:
        """Who owns the figures, and whose soft figures reach the board."""
        from cvmlab.figures.tables import Table

        frame = self.by_owner.rename(
            columns={
                "figures": "Figures", "soft": "Soft", "all_four": "All four marks",
                "board": "Seen by the board", "soft_to_board": "Soft and seen by the board",
            }
        )  # fmt: skip
        frame.index.name = "Owner"
        return Table(frame, title="Who owns which key figures")


def audit_measures(kpis: pd.DataFrame) -> MeasureAudit:
    """Count how many key figures are short-term, financial, internal and historic.

    Parameters
    ----------
    kpis : pandas.DataFrame
        One row a key figure: ``name, hardness`` ("hard" or "soft"), ``horizon`` ("short-term" or
        "long-term"), ``financial`` (yes or no), ``perspective`` ("internal" or "external"),
        ``looks`` ("back" or "forward"), ``owner, to_the_board`` (yes or no).

    Returns
    -------
    MeasureAudit

    Raises
    ------
    DataProblem
        When columns are missing, a tag is missing or unknown, a figure stands twice, or there is
        none; all at once.

    Notes
    -----
    The marks are Barnes's (2003, "The role of customer insight in building your CRM strategy").
    A figure's hardness is taken from its tag and is not worked out from the four marks: a survey
    question can be short-term and a market share long-term.

    Examples
    --------
    >>> kpis = pd.DataFrame({
    ...     "name": ["Net sales", "Would recommend"], "hardness": ["hard", "soft"],
    ...     "horizon": ["short-term", "long-term"], "financial": [True, False],
    ...     "perspective": ["internal", "external"], "looks": ["back", "forward"],
    ...     "owner": ["Finance", "Marketing"], "to_the_board": [True, False]})
    >>> audit = audit_measures(kpis)
    >>> int(audit.table.loc[ALL_FOUR, "board"]), audit.soft_elsewhere
    (1, ('Would recommend',))
    """
    check_catalogue(kpis)
    marks = pd.DataFrame(
        {mark: (kpis[name] == value).astype(bool) for mark, (name, value) in MARKS.items()}
    )
    marks[ALL_FOUR] = marks.all(axis=1)
    marks[HARD] = kpis["hardness"] == "hard"
    seen = kpis["to_the_board"].astype(bool)
    table = pd.DataFrame({"all": marks.sum(), "board": marks[seen].sum()}).astype("int64")
    table["others"] = table["all"] - table["board"]
    soft = ~marks[HARD]
    owned = pd.DataFrame(
        {
            "owner": kpis["owner"], "figures": 1, "soft": soft, "all_four": marks[ALL_FOUR],
            "board": seen, "soft_to_board": soft & seen,
        }
    )  # fmt: skip
    by_owner = owned.groupby("owner").sum().astype("int64")
    by_owner = by_owner.sort_values("figures", ascending=False, kind="stable")
    return MeasureAudit(
        table=table,
        figures=len(kpis),
        board=int(seen.sum()),
        by_owner=by_owner,
        soft_on_board=tuple(kpis.loc[soft & seen, "name"]),
        soft_elsewhere=tuple(kpis.loc[soft & ~seen, "name"]),
    )


def plot_measures(audit: MeasureAudit, *, ax: Axes | None = None) -> Picture:
    """How many of the figures the board sees, and of the others, carry each mark.

    Parameters
    ----------
    audit : MeasureAudit
        What :func:`audit_measures` returned.
    ax : matplotlib Axes, optional
        Where to draw.

    Returns
    -------
    Picture
    """
    from cvmlab.figures.pictures import Picture, format_axis, new_axes
    from cvmlab.figures.style import GREY, INK, palette

    ax = new_axes(ax)
    groups = {
        "board": (f"seen by the board ({count(audit.board)} figures)", audit.board, palette()[0]),
        "others": (
            f"not seen by the board ({count(audit.figures - audit.board)})",
            audit.figures - audit.board,
            GREY,
        ),
    }
    shown = audit.table.loc[[*MARKS, ALL_FOUR, HARD]]
    at = np.arange(len(shown))[::-1]
    for group, (label, of, colour) in groups.items():
        if not of:
            continue
        place = at + (0.19 if group == "board" else -0.19)
        hatch = None if group == "board" else "////"
        bars = ax.barh(
            place, shown[group] / of, height=0.36, color=colour, label=label, hatch=hatch,
            edgecolor="white",
        )  # fmt: skip
        texts = [f" {count(n)} of {count(of)}" for n in shown[group]]
        ax.bar_label(bars, texts, color=INK, fontsize=8)
    ax.set_yticks(at, list(shown.index))
    ax.set_xlim(0, 1.18)
    ax.set_xticks([0, 0.25, 0.5, 0.75, 1])
    format_axis(ax.xaxis, percent)
    ax.set_xlabel("Share of the key figures that carry the mark (%)")
    ax.grid(axis="x")
    ax.grid(visible=False, axis="y")
    ax.legend(loc="upper center", bbox_to_anchor=(0.42, -0.17), ncols=2)
    if audit.board:
        hard = audit.table.loc[HARD, "board"]
        title = f"{count(hard)} of the {count(audit.board)} key figures the board sees are hard"
    else:
        title = f"{count(audit.table.loc[HARD, 'all'])} of {_figures(audit.figures)} are hard"
    ax.set_title(title)
    return Picture(ax, f"{title}. {_alt(audit, shown)}", name="measures")


def _alt(audit: MeasureAudit, shown: pd.DataFrame) -> str:
    others = audit.figures - audit.board
    parts = ", ".join(
        f"{mark} {count(row['board'])} of {count(audit.board)} and {count(row['others'])} of "
        f"{count(others)}"
        for mark, row in shown.iterrows()
    )
    return f"Bars by mark, seen by the board and not seen: {parts}."


def _figures(n: int) -> str:
    return f"{count(n)} key {'figure' if n == 1 else 'figures'}"
