"""Whom to name, when there are so many places: three lists, and how many names on each are right.

A service has places, and somebody draws up a list. By last year's money it is a list of the past;
by actual value one of what is expected; with potential, of what is hoped for. Each name has its
chance of belonging, so each list can be held against its own promise before anybody is served.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from cvmlab.errors import DataProblem, Problem
from cvmlab.figures.formats import count, money, percent
from cvmlab.idic.differentiate.value_tiers_result import MOST_VALUABLE, ValueTiers

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from cvmlab.figures.pictures import Picture
    from cvmlab.figures.tables import Table

SURE, UNLIKELY = 0.9, 0.5


@dataclass(frozen=True, eq=False)
class TierLists:
    """Lists of the same length; see ``tier_lists``.

    Attributes
    ----------
    table : DataFrame
        One row a list: ``list``; ``surely`` (names with a chance above 90% of being most
        valuable), ``probably`` (50 to 90%), ``unlikely`` (less); ``truly`` (expected to be);
        ``actual`` (value of the names) and ``potential`` (seen); ``new`` (names that the list by
        actual value does not hold).
    names : DataFrame
        ``customer_id, list``: who is on which.
    places : int
    weight : float
        The part of the potential that the third list counts; without it there are two.
    currency : str
    """

    table: pd.DataFrame
    names: pd.DataFrame = field(repr=False)
    places: int
    weight: float
    currency: str

    @property
    def sentence(self) -> str:
        """How many names of each list are right, and what is expected of them."""
        cash = partial(money, currency=self.currency or None, digits=0)
        last, actual, *more = self.table.itertuples()
        text = (
            f"Of {count(self.places)} names by last year's money {count(last.truly)} are expected "
            f"to be most valuable, by actual value {count(actual.truly)} "
            f"({count(actual.surely)} of them surely)."
        )
        if not more:
            return text
        hoped = more[0]
        return text + (
            f" Counting {percent(self.weight)} of the potential changes {count(hoped.new)} names: "
            f"{count(hoped.truly)} right ones, {cash(actual.actual - hoped.actual)} less of actual "
            f"value, {cash(hoped.potential - actual.potential)} more of potential seen."
        )

    def of(self, customer: str) -> str:
        """On which of the lists somebody stands."""
        mine = self.names.loc[self.names["customer_id"] == customer, "list"].tolist()
        if not mine:
            return f"{customer} is on none of the lists."
        return f"{customer} is on the list {' and '.join(mine)}."

    def summary(self) -> Table:
        """One line a list."""
        from cvmlab.figures.tables import Table

        rows = self.table
        frame = pd.DataFrame(
            {
                "List": rows["list"],
                "Surely right": rows["surely"],
                "Probably": rows["probably"],
                "Rather not": rows["unlikely"],
                "Expected right": rows["truly"].round().astype(int),
                "Actual value": rows["actual"],
                "Potential seen": rows["potential"],
            }
        )
        cash = partial(money, currency=self.currency or None, digits=0)
        note = (
            f"Surely: a chance above {percent(SURE)} of being most valuable; probably: "
            f"{percent(UNLIKELY)} to {percent(SURE)}; rather not: less."
        )
        return Table(frame, f"Lists of {count(self.places)} names", note,
                     formats={"Actual value": cash, "Potential seen": cash})  # fmt: skip

    def __repr__(self) -> str:
        return self.sentence


def tier_lists(
    tiers: ValueTiers, places: int | None = None, *, potential: float = 0.5
) -> TierLists:
    """Fill the places of a service by last year, by actual value, and with potential counted.

    Parameters
    ----------
    tiers : ValueTiers
        What ``value_tiers`` returned.
    places : int, optional
        How many can be served; by default as many as are named most valuable.
    potential : float
        The part of the potential seen that the third list counts, 0 to 1: what one believes can
        be won. Assumed, and a lot has to show it; 0 leaves that list out.

    Raises
    ------
    DataProblem
        When places or the part are out of range.

    Notes
    -----
    Expected right: Σ of the names' chances of being most valuable. Ties go to the first in the
    table.
    """
    rows = tiers.table
    default = int((rows["tier"] == MOST_VALUABLE).sum())
    wanted = max(default, 1) if places is None else places
    problems = []
    if not 1 <= wanted <= len(rows):
        problems.append(
            Problem(f"{count(wanted)} places for {count(len(rows))} customers",
                    f"choose from 1 to {count(len(rows))}.", "places")
        )  # fmt: skip
    if not 0 <= potential <= 1:
        problems.append(
            Problem(f"{potential} of the potential", "choose a part from 0 to 1.", "potential")
        )
    if problems:
        raise DataProblem(problems, "the lists")
    scores = {
        "by last year's money": rows["last_year"],
        "by actual value": rows["actual"],
    }
    if potential > 0:
        scores["with potential"] = rows["actual"] + potential * rows["potential"]
    chance = rows["p_most_valuable"].to_numpy(dtype=float)
    lines, names, base = [], [], np.array([], dtype=int)
    for name, score in scores.items():
        chosen = np.argsort(-score.to_numpy(dtype=float), kind="stable")[: int(wanted)]
        base = chosen if name == "by actual value" else base
        mine = chance[chosen]
        lines.append(
            {
                "list": name,
                "surely": int((mine > SURE).sum()),
                "probably": int(((mine >= UNLIKELY) & (mine <= SURE)).sum()),
                "unlikely": int((mine < UNLIKELY).sum()),
                "truly": float(mine.sum()),
                "actual": float(rows["actual"].to_numpy()[chosen].sum()),
                "potential": float(rows["potential"].to_numpy()[chosen].sum()),
                "chosen": chosen,
            }
        )
        names.append(pd.DataFrame({"customer_id": rows["customer_id"].to_numpy()[chosen],
                                   "list": name}))  # fmt: skip
    table = pd.DataFrame(lines)
    table["new"] = [int((~np.isin(chosen, base)).sum()) for chosen in table.pop("chosen")]
    return TierLists(
        table=table, names=pd.concat(names, ignore_index=True), places=int(wanted),
        weight=float(potential), currency=tiers.currency,
    )  # fmt: skip


def plot_tier_lists(found: TierLists, *, ax: Axes | None = None) -> Picture:
    """Draw the three lists as bars: names surely right, probably right, rather not.

    Parameters
    ----------
    found : TierLists
    ax : matplotlib Axes, optional

    Returns
    -------
    Picture
    """
    from cvmlab.figures.pictures import Picture, format_axis, new_axes
    from cvmlab.figures.style import INK, palette

    ax = new_axes(ax)
    rows = found.table
    at = np.arange(len(rows))[::-1]
    kinds = (
        ("surely", "surely most valuable", palette()[0], "", "white"),
        ("probably", "probably", palette()[4], "//", INK),
        ("unlikely", "rather not", "#E4E7EB", "", INK),
    )
    left = np.zeros(len(rows))
    for column, name, colour, hatch, ink in kinds:
        wide = rows[column].to_numpy(dtype=float)
        ax.barh(at, wide, left=left, height=0.55, color=colour, hatch=hatch, label=name,
                edgecolor="white")  # fmt: skip
        for y, x, width in zip(at, left, wide, strict=True):
            if width > 0.05 * found.places:
                ax.text(x + width / 2, y, count(width), ha="center", va="center", color=ink,
                        bbox={"facecolor": colour, "edgecolor": "none", "pad": 1.5})  # fmt: skip
        left = left + wide
    ax.set_yticks(at, [f"{r.list}\n({count(r.truly)} expected right)" for r in rows.itertuples()])
    ax.grid(visible=False, axis="y")
    ax.grid(visible=True, axis="x")
    ax.set_xlim(0, found.places * 1.01)
    format_axis(ax.xaxis, count)
    ax.set_xlabel("Names on the list")
    ax.legend(loc="upper center", bbox_to_anchor=(0.4, -0.18), ncols=3)
    last, actual = (float(x) for x in rows["truly"][:2])
    title = (
        f"Of {count(found.places)} names {count(last)} are right by last year's money, "
        f"{count(actual)} by actual value"
    )
    ax.set_title(title)
    lines = "; ".join(
        f"{r.list}: {count(r.surely)} surely most valuable, {count(r.probably)} probably, "
        f"{count(r.unlikely)} rather not, {count(r.truly)} expected right"
        for r in rows.itertuples()
    )
    return Picture(ax, f"{title}. {lines}.", name="tier-lists")
