"""Were the chances right? Hold the tiers against what customers turned out to be worth.

A chance of 70% is right if seven in ten of those who got it belong there: calibration. It can be
checked on any firm that waits a year; on an invented one at once.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from cvmlab.errors import one_problem
from cvmlab.figures.formats import count, interval, percent
from cvmlab.idic.differentiate.value_tiers_result import MOST_VALUABLE, ValueTiers
from cvmlab.stats.share_intervals import wilson

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from cvmlab.figures.pictures import Picture
    from cvmlab.figures.tables import Table

EDGES = (0.0, 0.01, 0.1, 0.3, 0.5, 0.7, 0.9, 1.0)
FEWEST = 10  # customers of a chance, fewer say nothing


@dataclass(frozen=True, eq=False)
class TierCheck:
    """Chances of the top tier beside what came true; see ``tier_check``.

    Attributes
    ----------
    table : DataFrame
        One row a range of chances: ``from_, to, customers, said`` (mean chance), ``came`` (part
        that belongs), ``low, high``.
    named, belong : int
        Customers named most valuable, and those of them who are.
    foretold : tuple of float
        How many of them the chances said would be, with its interval.
    by_last_year : int
        How many would belong, had as many been named by last year's money.
    who : DataFrame
        ``customer_id, chance, worth, belongs``.
    level : float
    """

    table: pd.DataFrame
    named: int
    belong: int
    foretold: tuple[float, float, float]
    by_last_year: int
    who: pd.DataFrame = field(repr=False)
    level: float

    @property
    def sentence(self) -> str:
        """Named, foretold, true; and the list by last year beside it."""
        said, low, high = self.foretold
        inside = "inside" if low <= self.belong <= high else "outside"
        return (
            f"{count(self.named)} customers were named most valuable. The chances said that "
            f"{count(said)} of them are ({percent(self.level)} interval "
            f"{interval(low, high, count)}); in truth {count(self.belong)} are: {inside} the "
            f"interval. Of as many named by last year's money, {count(self.by_last_year)} are."
        )

    def summary(self) -> Table:
        """What was said beside what came true."""
        from cvmlab.figures.tables import Table

        rows = self.table
        frame = pd.DataFrame(
            {
                "Chance of being most valuable": [
                    interval(r.from_, r.to, percent) for r in rows.itertuples()
                ],
                "Customers": rows["customers"],
                "Said, on average": rows["said"],
                "Truly are": rows["came"],
                f"{percent(self.level)} interval": [
                    interval(r.low, r.high, percent) for r in rows.itertuples()
                ],
            }
        )
        return Table(frame, "Were the chances right?", self.sentence,
                     formats={"Said, on average": percent, "Truly are": percent})  # fmt: skip

    def __repr__(self) -> str:
        return self.sentence


def tier_check(tiers: ValueTiers, worth: pd.Series) -> TierCheck:
    """Hold the chances of the most valuable tier against a worth that came to be known.

    Parameters
    ----------
    tiers : ValueTiers
        What ``value_tiers`` returned.
    worth : Series
        By customer, in currency units: what each brought afterwards, or what is truly expected
        (``planted_worth``). Who is missing brought nothing.

    Raises
    ------
    DataProblem
        When no customer of the tiers has a worth.

    Notes
    -----
    With a cut by number, the most valuable are the same number by `worth`; with a cut by money,
    all from that amount on. Shares have Wilson intervals (1927).
    """
    rows = tiers.table[["customer_id", "p_most_valuable", "tier", "last_year"]]
    known = rows["customer_id"].isin(worth.index)
    if not known.any():
        raise one_problem("no customer of the tiers has a worth", "name both by the same ids.")
    value = rows["customer_id"].map(worth).fillna(0.0).to_numpy(dtype=float)
    top = round(tiers.cuts.most_valuable)
    if tiers.cuts.by == "share":
        belongs = np.zeros(len(value), dtype=bool)
        belongs[np.argsort(-value, kind="stable")[:top]] = True
    else:
        belongs = value >= tiers.cuts.most_valuable
    chance = rows["p_most_valuable"].to_numpy(dtype=float)
    who = rows[["customer_id"]].assign(chance=chance, worth=value, belongs=belongs)
    place = np.clip(np.searchsorted(EDGES, chance, side="right") - 1, 0, len(EDGES) - 2)
    lines = []
    for one in range(len(EDGES) - 1):
        here = place == one
        if here.sum() < FEWEST:
            continue
        low, high = wilson(int(belongs[here].sum()), int(here.sum()), tiers.level)
        lines.append((EDGES[one], EDGES[one + 1], int(here.sum()), float(chance[here].mean()),
                      float(belongs[here].mean()), float(low), float(high)))  # fmt: skip
    named = (rows["tier"] == MOST_VALUABLE).to_numpy()
    last = np.zeros(len(value), dtype=bool)
    last[np.argsort(-rows["last_year"].to_numpy(dtype=float), kind="stable")[: named.sum()]] = True
    said = tiers.row(MOST_VALUABLE)
    names = ["from_", "to", "customers", "said", "came", "low", "high"]
    return TierCheck(
        table=pd.DataFrame(lines, columns=names),
        named=int(named.sum()),
        belong=int(belongs[named].sum()),
        foretold=(float(said["truly"]), float(said["truly_low"]), float(said["truly_high"])),
        by_last_year=int(belongs[last].sum()),
        who=who,
        level=tiers.level,
    )


def plot_tier_check(found: TierCheck, *, ax: Axes | None = None) -> Picture:
    """Draw the chances that were said against the part that came true.

    Parameters
    ----------
    found : TierCheck
    ax : matplotlib Axes, optional

    Returns
    -------
    Picture
    """
    from cvmlab.figures.pictures import Picture, format_axis, new_axes
    from cvmlab.figures.style import GREY, INK, palette

    ax = new_axes(ax)
    rows = found.table
    ax.plot([0, 1], [0, 1], color=GREY, lw=1, ls=(0, (4, 2)), zorder=1)
    ax.text(0.55, 0.5, "said = came true", color=INK, fontsize=8.5)
    reach = [rows["came"] - rows["low"], rows["high"] - rows["came"]]
    ax.errorbar(rows["said"], rows["came"], yerr=reach, fmt="o", color=palette()[0], capsize=3,
                zorder=3)  # fmt: skip
    for r in rows.itertuples():
        left = r.said > 0.85
        # Small chances lie close together: their labels stand above, one over the other.
        up = 22 if r.said < 0.02 else 9 if r.said < 0.1 else -3
        ax.annotate(f"{count(r.customers)} customers", (r.said, r.came), fontsize=8,
                    xytext=(-8 if left else 8, up), textcoords="offset points", color=INK,
                    ha="right" if left else "left")  # fmt: skip
    ax.set_xlim(-0.02, 1.04)
    ax.set_ylim(-0.02, 1.04)
    format_axis(ax.xaxis, percent)
    format_axis(ax.yaxis, percent)
    ax.set_xlabel("Chance of being most valuable, as it was said")
    ax.set_ylabel("Part who truly are")
    hit = int(((rows["low"] <= rows["said"]) & (rows["said"] <= rows["high"])).sum())
    title = (
        f"Named most valuable: {count(found.named)}. Foretold to be: "
        f"{count(found.foretold[0])}. Truly: {count(found.belong)}"
    )
    ax.set_title(title)
    lines = "; ".join(
        f"said {percent(r.said)}, came true {percent(r.came)} "
        f"({interval(r.low, r.high, percent)}) of {count(r.customers)}"
        for r in rows.itertuples()
    )
    alt = f"{title}. {lines}. In {hit} of {len(rows)} ranges what was said lies in the interval."
    return Picture(ax, alt, name="tier-check")
