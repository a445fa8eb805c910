"""In which era a firm lives, by the evidence of what it measures.

Barnes (2003, "Getting to know them better") tells the history of marketing in four eras: the firm
looked at its product, then at selling it, then at the customer, then at the relationship. What a
firm reports shows where it looks. Each key figure is put into an era by a rule of three questions,
so that anybody can argue with the rule instead of with the counts.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from cvmlab.errors import DataProblem, Problem
from cvmlab.figures.formats import count, percent

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from cvmlab.figures.pictures import Picture
    from cvmlab.figures.tables import Table

ERAS = ("product", "sales", "customer", "relationship")
RULE = {
    "relationship": "what somebody felt or said, and it moves over years",
    "customer": "seen from the customer's side, and no money",
    "sales": "money",
    "product": "the rest: how well the house runs",
}
_COLUMNS = ("name", "hardness", "horizon", "financial", "perspective", "to_the_board")


@dataclass(frozen=True, eq=False)
class Eras:
    """How many key figures belong to each era.

    Attributes
    ----------
    table : pandas.DataFrame
        One row an era, the oldest first: ``era, figures, share, on_the_board, share_on_the_board,
        rule``.
    figures : pandas.DataFrame
        The catalogue with the ``era`` of each figure.
    """

    table: pd.DataFrame
    figures: pd.DataFrame = field(repr=False)

    @property
    def sentence(self) -> str:
        """What the board sees of the two younger eras."""
        young = self.table[self.table["era"].isin(ERAS[2:])]
        board = int(self.table["on_the_board"].sum())
        return (
            f"Of {count(self.table['figures'].sum())} key figures "
            f"{count(young['figures'].sum())} belong to the customer or relationship era; of the "
            f"{count(board)} on the board's page {_how_many(int(young['on_the_board'].sum()))}."
        )

    def summary(self) -> Table:
        """One line an era."""
        from cvmlab.figures.tables import Table

        frame = pd.DataFrame(
            {
                "Era": self.table["era"],
                "A figure belongs here if it is": self.table["rule"],
                "Figures": self.table["figures"],
                "On the board's page": self.table["on_the_board"],
            }
        )
        return Table(frame, title="The four eras, by what is measured")

    def examples(self, era: str, most: int = 3) -> str:
        """Some figures of an era by name."""
        names = self.figures.loc[self.figures["era"] == era, "name"]
        return "; ".join(names.head(most))


def eras_of_measures(kpis: pd.DataFrame) -> Eras:
    """Put each key figure of a catalogue into one of four eras.

    Parameters
    ----------
    kpis : pandas.DataFrame
        The catalogue: ``name, hardness`` (hard, soft), ``horizon`` (short-term, long-term),
        ``financial, perspective`` (internal, external), ``to_the_board``.

    Returns
    -------
    Eras

    Raises
    ------
    DataProblem
        When the catalogue is empty or lacks columns.

    Examples
    --------
    >>> kpis = pd.DataFrame(
    ...     {
    ...         "name": ["Net sales", "Known by name"],
    ...         "hardness": ["hard", "soft"],
    ...         "horizon": ["short-term", "long-term"],
    ...         "financial": [True, False],
    ...         "perspective": ["internal", "external"],
    ...         "to_the_board": [True, False],
    ...     }
    ... )
    >>> eras_of_measures(kpis).figures["era"].tolist()
    ['sales', 'relationship']
    """
    problems = [
        Problem("the catalogue of key figures lacks this column", "add it.", column=name)
        for name in _COLUMNS
        if name not in kpis.columns
    ]
    if kpis.empty:
        problems.append(Problem("The catalogue of key figures is empty", "list what you report."))
    if problems:
        raise DataProblem(problems)
    financial = kpis["financial"].astype(bool)
    era = np.select(
        [
            (kpis["hardness"] == "soft") & (kpis["horizon"] == "long-term"),
            (kpis["perspective"] == "external") & ~financial,
            financial,
        ],
        ["relationship", "customer", "sales"],
        "product",
    )
    figures = kpis.assign(era=era)
    grouped = figures.assign(board=figures["to_the_board"].astype(bool)).groupby("era")
    table = grouped.agg(figures=("name", "size"), on_the_board=("board", "sum"))
    table = table.reindex(ERAS, fill_value=0).rename_axis("era").reset_index()
    table.insert(2, "share", table["figures"] / table["figures"].sum())
    board = max(int(table["on_the_board"].sum()), 1)
    table["share_on_the_board"] = table["on_the_board"] / board
    table["rule"] = table["era"].map(RULE)
    return Eras(table, figures)


def plot_eras(result: Eras, *, ax: Axes | None = None) -> Picture:
    """All figures and those on the board's page, era by era.

    Parameters
    ----------
    result : Eras
        What :func:`eras_of_measures` returned.
    ax : matplotlib Axes, optional
        Where to draw.

    Returns
    -------
    Picture
    """
    from cvmlab.figures.pictures import Picture, new_axes
    from cvmlab.figures.style import GREY, INK, palette

    ax = new_axes(ax)
    rows = result.table.iloc[::-1]
    at = np.arange(len(rows))
    ax.barh(at, rows["figures"], height=0.6, color="#D8DEE6")
    ax.barh(at, rows["on_the_board"], height=0.6, color=palette()[0])
    for y, row in zip(at, rows.itertuples(), strict=True):
        text = f"{count(row.on_the_board)} of {count(row.figures)} on the board's page"
        ax.text(float(row.figures) + 0.4, float(y), text, va="center", color=INK)
    ax.set_yticks(at, [str(era).capitalize() for era in rows["era"]])
    ax.set_xlim(0, float(rows["figures"].max()) * 1.45)
    ax.set_xlabel("Key figures in the catalogue (number)")
    ax.grid(axis="x", color="#E4E7EB")
    ax.grid(axis="y", visible=False)
    ax.spines["left"].set_color(GREY)
    young = int(result.table.loc[result.table["era"].isin(ERAS[2:]), "on_the_board"].sum())
    old = percent(float(result.table["share_on_the_board"].iloc[:2].sum()))
    title = f"{old} of the board's figures belong to the product and sales eras"
    ax.set_title(title)
    parts = ", ".join(
        f"{row.era} {count(row.on_the_board)} of {count(row.figures)}"
        for row in result.table.itertuples()
    )
    alt = f"{title}; {count(young)} to the two younger ones. On the board's page by era: {parts}."
    return Picture(ax, alt, name="eras")


def _how_many(n: int) -> str:
    return {0: "none does", 1: "one does"}.get(n, f"{count(n)} do")
