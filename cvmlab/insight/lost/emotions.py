"""What people felt when they tried to buy: confusion, repulsion and disgust beside delight.

Firms measure delight and rarely the other three (Barnes 2003). The notes of a log cannot say what
a feeling causes: they were made after the attempt, and often because of how it ended.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import pandas as pd

from cvmlab.figures.formats import count, interval, percent
from cvmlab.insight.lost.attempts_log import label, read_log, share_by_key

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from cvmlab.figures.pictures import Picture
    from cvmlab.figures.tables import Table

DRIVE_AWAY = ("confusion", "repulsion", "disgust", "anger")
NONE, DELIGHT = "none", "delight"


@dataclass(frozen=True, eq=False)
class EmotionsFelt:
    """How often each feeling was noted, and how many of these attempts ended without a purchase.

    Attributes
    ----------
    table : pandas.DataFrame
        One row a feeling, most frequent first: ``emotion, attempts, share`` of all attempts with
        a note; ``gave_up`` (share that ended without a purchase) with ``low, high``;
        ``top_friction`` (what most of them met) and ``top_share`` (how many of them).
    noted : int
        Attempts with a note.
    level : float
        Confidence level of the intervals.
    """

    table: pd.DataFrame
    noted: int
    level: float

    def share_of(self, *emotions: str) -> float:
        """The share of attempts in which one of these was noted."""
        return float(self.table.loc[self.table["emotion"].isin(emotions), "share"].sum())

    @property
    def sentence(self) -> str:
        """The finding, in words."""
        bad = DRIVE_AWAY[:3]
        rows = self.table[self.table["emotion"].isin(bad)]
        ended = float((rows["gave_up"] * rows["attempts"]).sum() / max(1, rows["attempts"].sum()))
        return (
            f"Confusion, repulsion or disgust was noted in {percent(self.share_of(*bad))} of "
            f"{count(self.noted)} attempts, delight in {percent(self.share_of(DELIGHT))}. "
            f"{percent(ended)} of the former ended without a purchase. The notes were made "
            "afterwards: they go with giving up and need not be its cause."
        )

    def summary(self) -> Table:
        """The feelings as a table to read."""
        from cvmlab.figures.tables import Table

        frame = pd.DataFrame(
            {
                "Feeling": self.table["emotion"],
                "Attempts": self.table["attempts"],
                "Share": self.table["share"],
                "Gave up": self.table["gave_up"],
                f"{percent(self.level)} interval": [
                    interval(row.low, row.high, percent) for row in self.table.itertuples()
                ],
                "Most of them met": [
                    f"{row.top_friction} ({percent(row.top_share)})" if row.top_friction else "–"
                    for row in self.table.itertuples()
                ],
            }
        )
        return Table(
            frame,
            title="What people felt when they tried to buy",
            note="The notes were made after the attempt: they go with giving up, and nobody can "
            "say from them that the feeling caused it.",
            formats={"Share": percent, "Gave up": percent},
        )


def emotions_felt(
    attempts: pd.DataFrame,
    *,
    among: Literal["prospect", "customer"] | None = None,
    level: float = 0.95,
) -> EmotionsFelt:
    """How often confusion, repulsion, disgust, anger and delight were noted, and what came of it.

    Parameters
    ----------
    attempts : pandas.DataFrame
        One row an attempt: ``visitor_id, who, outcome, emotion`` and flags for frictions.
    among : {"prospect", "customer"} or None
        Whose attempts; None takes all.
    level : float
        Confidence level of the intervals (by person).

    Returns
    -------
    EmotionsFelt

    Raises
    ------
    DataProblem
        If columns are missing or words of the outcome unknown.

    Examples
    --------
    >>> log = pd.DataFrame({"visitor_id": ["a", "b", "c"], "who": "prospect",
    ...                     "outcome": ["abandoned", "bought", "bought"],
    ...                     "emotion": ["disgust", "delight", "none"]})
    >>> emotions_felt(log).sentence[:60]
    'Confusion, repulsion or disgust was noted in 33% of 3 attemp'
    """
    log = read_log(attempts, needs=("emotion",))
    rows = log.rows
    noted = rows["emotion"].notna()
    if among is not None:
        noted &= rows["who"] == among
    rows = rows[noted].reset_index(drop=True)
    gave_up, key = rows["gave_up"].to_numpy(), pd.factorize(rows["key"])[0]
    lines = []
    for emotion, number in rows["emotion"].value_counts().items():
        felt = (rows["emotion"] == emotion).to_numpy()
        met = rows.loc[felt, list(log.frictions)].mean()
        top = str(met.idxmax()) if len(met) and met.max() > 0 else ""
        share = share_by_key(gave_up, felt, key, level)
        lines.append(
            (emotion, number, number / len(rows), *share, label(top), met[top] if top else 0.0)
        )
    names = ["emotion", "attempts", "share", "gave_up", "low", "high", "top_friction", "top_share"]
    return EmotionsFelt(pd.DataFrame(lines, columns=names), len(rows), level)


def plot_emotions_felt(result: EmotionsFelt, *, ax: Axes | None = None) -> Picture:
    """How often each feeling was noted, in attempts that ended in a purchase and in those that did
    not.

    Parameters
    ----------
    result : EmotionsFelt
        What :func:`emotions_felt` returned.
    ax : matplotlib Axes, optional
        Where to draw.

    Returns
    -------
    Picture
    """
    from cvmlab.figures.pictures import Picture, format_axis, new_axes
    from cvmlab.figures.style import GREY, INK, palette

    ax = new_axes(ax)
    table = result.table[result.table["emotion"] != NONE].iloc[::-1]
    lost = table["share"] * table["gave_up"]
    ax.barh(table["emotion"], table["share"] - lost, 0.62, color=GREY, label="bought at once")
    ax.barh(table["emotion"], lost, 0.62, left=table["share"] - lost, color=palette()[1],
            hatch="//", edgecolor="white", label="ended without a purchase")  # fmt: skip
    for place, row in enumerate(table.itertuples()):
        text = f" {percent(row.share)}; {percent(row.gave_up)} of these gave up"
        ax.text(row.share, place, text, va="center", color=INK)
    ax.set_xlim(0, max(table["share"].max(), 0.01) * 1.5)
    ax.grid(axis="x")
    ax.grid(visible=False, axis="y")
    format_axis(ax.xaxis, percent)
    ax.set_xlabel(f"Share of {count(result.noted)} attempts in which it was noted")
    ax.legend(loc="lower right")
    bad = percent(result.share_of(*DRIVE_AWAY[:3]))
    title = (
        f"Confusion, repulsion or disgust in {bad} of attempts, "
        f"delight in {percent(result.share_of(DELIGHT))}"
    )
    ax.set_title(title)
    listed = "; ".join(
        f"{row.emotion} {percent(row.share)}, of which {percent(row.gave_up)} gave up"
        for row in table.iloc[::-1].itertuples()
    )
    return Picture(ax, f"{title}. Bars: {listed}.", name="emotions-felt")
