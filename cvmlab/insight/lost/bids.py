"""What wins a bid: each cause weighed with the others beside it, and what cannot be judged at all.

A cause that is the same in every bid shows no effect, however much it matters: that says nothing
about the cause. Such columns stay in the table with the reason why they cannot be judged.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from cvmlab.figures.formats import count, interval, number
from cvmlab.insight.lost.bid_causes import (
    CANNOT,
    LOWERS,
    NO_EFFECT,
    RAISES,
    YES,
    Bids,
    clustered_logit,
    read_bids,
)

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from cvmlab.figures.pictures import Picture
    from cvmlab.figures.tables import Table

FEW_CLIENTS = 30  # below, standard errors by client are too small (Cameron & Miller 2015)


@dataclass(frozen=True, eq=False)
class BidDrivers:
    """What each cause does to the chance of winning.

    Attributes
    ----------
    table : pandas.DataFrame
        One row a cause, strongest first: ``cause, label, step`` (what one step is), ``weight``
        (log odds a step) with ``low, high``, ``odds`` (ratio a step), ``points`` (mean change of
        the chance a step, 0.05 is five points) with ``points_low, points_high``; ``varies`` (from
        where to where), ``verdict`` and ``why``. What cannot be estimated is NaN.
    bids, clients, won : int
        How many there are.
    set_aside : int
        Bids without an outcome, a client or one of the causes.
    level : float
        Confidence level of the intervals, which know that bids of one client hang together.
    """

    table: pd.DataFrame
    bids: int
    clients: int
    won: int
    set_aside: int
    level: float

    def row(self, cause: str) -> pd.Series:
        """One line of the table."""
        return self.table[self.table["cause"] == cause].iloc[0]

    @property
    def sentence(self) -> str:
        """The finding, in words."""
        judged = self.table[self.table["verdict"].isin([RAISES, LOWERS])]
        text = f"{count(self.won)} of {count(self.bids)} bids were won."
        if judged.empty:
            text += " No cause in the table can be shown to change the chance."
        else:
            listed = "; ".join(f"{row.label} {_points(row)}" for row in judged.itertuples())
            text += f" The chance of winning moves with {listed}."
        for row in self.table[self.table["verdict"] == CANNOT].itertuples():
            text += f" {row.label.capitalize()} cannot be judged: {row.why}."
        return text

    def summary(self) -> Table:
        """The causes as a table to read."""
        from cvmlab.figures.tables import Table

        rows = list(self.table.itertuples())
        frame = pd.DataFrame(
            {
                "Cause": [row.label for row in rows],
                "One step": [row.step for row in rows],
                "In the bids": [row.varies for row in rows],
                "Chance of winning, points": [number(100 * row.points, 1) for row in rows],
                f"{self.level:.0%} interval": [
                    interval(100 * row.points_low, 100 * row.points_high, _one) for row in rows
                ],
                "Odds": [f"× {number(row.odds)}" if row.odds == row.odds else "–" for row in rows],
                "Verdict": [row.verdict for row in rows],
            }
        )
        return Table(
            frame,
            title=f"What wins {count(self.bids)} bids to {count(self.clients)} clients",
            note=self._note(),
        )

    def _note(self) -> str:
        notes = [
            f"{row.label.capitalize()} cannot be judged: {row.why}."
            for row in self.table[self.table["verdict"] == CANNOT].itertuples()
        ]
        notes.append(
            "Each weight holds the others fixed. Nobody drew lots: what the seller knew and did "
            "not write down may stand behind price, relationship and offers of help."
        )
        if self.clients < FEW_CLIENTS:
            notes.append(f"With {self.clients} clients the intervals are too narrow.")
        if min(self.won, self.bids - self.won) < 10 * len(self.table):
            notes.append("With fewer than ten wins and losses a cause, weights may be too large.")
        if self.set_aside:
            notes.append(f"{count(self.set_aside)} bids were set aside: something is missing.")
        return " ".join(notes)


def bid_drivers(
    bids: pd.DataFrame,
    *,
    causes: Sequence[str] | None = None,
    beside: Sequence[str] = (),
    level: float = 0.95,
) -> BidDrivers:
    """What each cause does to the chance of winning a bid.

    Parameters
    ----------
    bids : pandas.DataFrame
        One row a bid: ``client, won`` and the causes: numbers or yes and no.
    causes : sequence of str, optional
        Columns to weigh; by default those of the contract that are there: ``price_index,
        accuracy_promised, response_days, incumbent, relationship, menu_help_offered``.
    beside : sequence of str
        Columns of words held constant, such as ``kind`` or ``lot``.
    level : float
        Confidence level of the intervals.

    Returns
    -------
    BidDrivers

    Raises
    ------
    DataProblem
        If columns are missing, or nothing was won or nothing lost.

    Notes
    -----
    A logit (statsmodels) with standard errors clustered by client (Liang and Zeger 1986,
    "Longitudinal data analysis using generalized linear models"). ``points`` is the mean over all
    bids of the change in chance if a number rose by one step, or a no became a yes; its interval
    is by the delta method. A cause *cannot be judged* where it is the same in every bid, where its
    whole range is below one step, where all bids with it (or without it) had one outcome, or where
    it only repeats other causes.
    """
    from scipy.special import ndtri

    offers = read_bids(bids, causes=causes, beside=beside)
    names = list(offers.estimated)
    params, covariance = clustered_logit(offers.design, offers.won, offers.client)

    z = ndtri(0.5 + level / 2)
    lines = []
    for name in offers.causes:
        line: dict[str, Any] = {"cause": name, "label": offers.label(name)}
        line |= {"step": offers.step(name), "varies": offers.range_of(name)}
        line["why"] = offers.unjudged.get(name, "")
        if name in names:
            place = 1 + names.index(name)
            error = float(np.sqrt(covariance[place, place]))
            points, slope = _mean_change(offers, place, name, params)
            points_error = float(np.sqrt(slope @ covariance @ slope))
            weight = float(params[place])
            line |= {
                "weight": weight, "low": weight - z * error, "high": weight + z * error,
                "odds": float(np.exp(weight)), "points": points,
                "points_low": points - z * points_error, "points_high": points + z * points_error,
            }  # fmt: skip
        lines.append(line)
    columns = ["cause", "label", "step", "weight", "low", "high", "odds", "points", "points_low",
               "points_high", "varies", "why"]  # fmt: skip
    table = pd.DataFrame(lines, columns=columns)
    shown = table["low"] * table["high"] > 0
    verdict = np.where(shown, np.where(table["weight"] > 0, RAISES, LOWERS), NO_EFFECT)
    table["verdict"] = np.where(table["cause"].isin(list(offers.unjudged)), CANNOT, verdict)
    # Strongest first; what cannot be judged comes last, so that nobody ranks it.
    order = table["weight"].abs().where(table["verdict"] != CANNOT, -1)
    return BidDrivers(
        table=table.loc[order.sort_values(ascending=False, kind="stable").index]
        .reset_index(drop=True),
        bids=len(offers.won),
        clients=int(offers.client.max()) + 1,
        won=int(offers.won.sum()),
        set_aside=offers.set_aside,
        level=level,
    )  # fmt: skip


def plot_bid_drivers(result: BidDrivers, *, ax: Axes | None = None) -> Picture:
    """What one step of each cause does to the chance of winning, with its interval.

    Parameters
    ----------
    result : BidDrivers
        What :func:`bid_drivers` returned.
    ax : matplotlib Axes, optional
        Where to draw.

    Returns
    -------
    Picture
    """
    from cvmlab.figures.pictures import Picture, format_axis, new_axes
    from cvmlab.figures.style import GREY, GREY_TEXT, INK, palette

    ax = new_axes(ax)
    table = result.table.iloc[::-1]
    judged = table[table["verdict"] != CANNOT]
    reach = 100 * max(judged[["points_low", "points_high"]].abs().max().max(), 0.01)
    for place, row in enumerate(table.itertuples()):
        if row.verdict == CANNOT:
            ax.text(0.02 * reach, place, f"cannot be judged: {_short(row.why)}", va="center",
                    color=GREY_TEXT, style="italic")  # fmt: skip
            continue
        colour = palette()[0] if row.verdict in (RAISES, LOWERS) else GREY
        ends = 100 * row.points_low, 100 * row.points_high
        ax.plot(ends, (place, place), color=colour, linewidth=3)
        ax.plot([100 * row.points], [place], "o" if row.points > 0 else "s", color=colour, ms=8)
        ax.annotate(_signed(row.points), (100 * row.points, place), xytext=(0, 9), ha="center",
                    textcoords="offset points", color=INK)  # fmt: skip
    ax.axvline(0, color=INK, linewidth=1)
    ax.set_yticks(range(len(table)), [f"{row.label}\n({row.step})" for row in table.itertuples()])
    ax.set_ylim(-0.6, len(table) - 0.3)
    ax.set_xlim(-0.55 * reach, 1.1 * reach)
    if judged["points_low"].min() * 100 < -0.5 * reach:
        ax.set_xlim(-1.1 * reach, 1.1 * reach)
    ax.grid(axis="x")
    ax.grid(visible=False, axis="y")
    format_axis(ax.xaxis, _one_or_none)
    ax.set_xlabel("Change of the chance of winning, percentage points a step")
    unjudged = table[table["verdict"] == CANNOT]
    best = result.table.iloc[0]
    verb = "adds" if best.points > 0 else "takes"
    points = number(abs(100 * best.points), 1)
    title = f"{best.label.capitalize()} {verb} {points} points of chance"
    title += "" if best.step == YES else f" ({best.step})"
    if len(unjudged):
        title += f"; {unjudged['label'].iloc[0]} cannot be judged"
    ax.set_title(title)
    listed = "; ".join(
        f"{row.label} cannot be judged ({row.why})"
        if row.verdict == CANNOT
        else f"{row.label} {_points(row)}"
        for row in result.table.itertuples()
    )
    return Picture(ax, f"{title}. Points with intervals: {listed}.", name="bid-drivers")


def _mean_change(
    offers: Bids, place: int, name: str, params: np.ndarray
) -> tuple[float, np.ndarray]:
    """Mean change in chance if one cause rose by a step, and its slope in the coefficients."""
    before, after = offers.design.copy(), offers.design.copy()
    if offers.is_flag(name):
        before[:, place], after[:, place] = 0, 1
    else:
        after[:, place] += 1
    low, high = (1 / (1 + np.exp(-design @ params)) for design in (before, after))
    slope = (high * (1 - high)) @ after - (low * (1 - low)) @ before
    return float((high - low).mean()), slope / len(low)


def _points(row: object) -> str:
    low, high = 100 * row.points_low, 100 * row.points_high  # type: ignore[attr-defined]
    points, step = _signed(row.points), row.step  # type: ignore[attr-defined]
    return f"{points} points ({step}; {interval(low, high, _one)})"


def _signed(points: float) -> str:
    return f"{'+' if points > 0 else ''}{number(100 * points, 1)}"


def _one(value: float) -> str:
    return number(value, 1)


def _one_or_none(value: float) -> str:
    return number(value, 0)


def _short(why: str) -> str:
    return why.split(":")[0]
