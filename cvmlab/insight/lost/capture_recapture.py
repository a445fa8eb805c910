"""How many were lost in all, those included whom nobody wrote down: two lists, and who is on both.

The log has missed people. A second list, made by somebody else, tells how many: if three of four
people on the second list are also on the first, the first has about three of four of everybody.
That holds only if the two lists are independent. Four biases are named, each with its direction.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from cvmlab.errors import DataProblem, one_problem
from cvmlab.figures.formats import count, interval, percent
from cvmlab.insight.lost.attempts_log import PROSPECT, missing_columns, read_log
from cvmlab.insight.lost.chapman import chapman_in_strata

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from cvmlab.figures.pictures import Picture
    from cvmlab.figures.tables import Table

ENOUGH = 7  # people on both lists: from then on Chapman's bias is below 2% (Robson & Regier 1964)
ON_LIST, ONE_TABLE, WITHIN, RECOGNISED = (
    "on the first list", "one table", "within channels", "within channels, devices recognised",
)  # fmt: skip


@dataclass(frozen=True, eq=False)
class CountOfLost:
    """How many prospects were lost for good in the period, on record or not.

    Attributes
    ----------
    table : pandas.DataFrame
        One row a route: ``route, first, second, both`` (people on the lists), ``estimate, low,
        high``. The last one is the best.
    channels : pandas.DataFrame
        The same for each channel, with ``on_record`` (share of the second list that is on the
        first).
    biases : pandas.DataFrame
        ``bias, direction, done``: what may be wrong, which way, and what was done about it.
    recognised : float
        The share of people on both lists whose device is the same on both.
    level : float
        Confidence level of the intervals.
    """

    table: pd.DataFrame
    channels: pd.DataFrame
    biases: pd.DataFrame = field(repr=False)
    recognised: float
    level: float

    @property
    def estimate(self) -> float:
        """The number lost, by the best route."""
        return float(self.table["estimate"].iloc[-1])

    @property
    def low(self) -> float:
        """Lower end of its interval."""
        return float(self.table["low"].iloc[-1])

    @property
    def high(self) -> float:
        """Upper end of its interval."""
        return float(self.table["high"].iloc[-1])

    @property
    def on_record(self) -> int:
        """Those on the first list."""
        return int(self.table["first"].iloc[0])

    @property
    def sentence(self) -> str:
        """The finding, in words."""
        best = self.table.iloc[-1]
        return (
            f"Of {count(best.second)} lost prospects found by interviewers, {count(best.both)} "
            f"stand in the log of {count(best['first'])}: in all about {count(self.estimate)} were "
            f"lost ({interval(self.low, self.high)}), {percent(self.on_record / self.estimate)} "
            "of them on record."
        )

    def summary(self) -> Table:
        """The routes to the number, as a table to read."""
        from cvmlab.figures.tables import Table

        frame = pd.DataFrame(
            {
                "Route": self.table["route"],
                "First list": self.table["first"],
                "Second list": self.table["second"],
                "On both": self.table["both"],
                "Lost in all": self.table["estimate"],
                f"{percent(self.level)} interval": [
                    interval(row.low, row.high) for row in self.table.itertuples()
                ],
            }
        )
        return Table(
            frame,
            title="How many were lost, those included whom nobody wrote down",
            note=" ".join(f"{row.bias}: {row.direction}; {row.done}."
                          for row in self.biases.itertuples()),
            formats=dict.fromkeys(frame.columns[1:5], count),
        )  # fmt: skip


def count_the_lost(
    attempts: pd.DataFrame,
    interviews: pd.DataFrame,
    *,
    recognised: float = 1.0,
    level: float = 0.95,
) -> CountOfLost:
    """How many prospects were lost in all, from the log and an independent list of interviews.

    Parameters
    ----------
    attempts : pandas.DataFrame
        The log: ``visitor_id, who, outcome`` and, to count within channels, ``channel``.
    interviews : pandas.DataFrame
        The second list, of people who were lost: ``visitor_id`` and, where there, ``who`` and
        ``channel``.
    recognised : float
        How many of the people on both lists are recognised there, because they answered from the
        device of the attempt; has to come from outside the two lists, 1 assumes all.
    level : float
        Confidence level of the intervals.

    Returns
    -------
    CountOfLost

    Raises
    ------
    DataProblem
        If columns are missing or nobody is on both lists.

    Notes
    -----
    Chapman's estimate within channels, added up, see
    :func:`cvmlab.insight.lost.chapman.chapman_in_strata`.
    """
    if not 0 < recognised <= 1:
        raise ValueError("recognised is a share above 0 and at most 1")
    missing = missing_columns(interviews, ["visitor_id"], "interviews")
    if missing:
        raise DataProblem(missing, "the interviews")
    rows = read_log(attempts).rows
    first = rows[rows["lost"] & (rows["who"] == PROSPECT)].drop_duplicates("key", keep="last")
    second = interviews[interviews["visitor_id"].notna()]
    if "who" in second:
        second = second[second["who"] == PROSPECT]
    second = second.drop_duplicates("visitor_id", keep="last")
    both = second["visitor_id"].isin(first["visitor_id"]).to_numpy()
    if not both.any():
        raise one_problem(
            "nobody on the list of interviews is found in the log",
            "the two lists must name visitors in the same way (visitor_id), and each must hold "
            f'people who were lost (who "{PROSPECT}").',
        )
    known = "channel" in first and "channel" in second and second["channel"].notna().all()
    sizes = pd.DataFrame({"first": [len(first)], "second": [len(second)], "both": [both.sum()]})
    channels = pd.DataFrame()
    if known:
        channels = pd.DataFrame(
            {
                "first": first["channel"].value_counts(),
                "second": second["channel"].value_counts(),
                "both": second.loc[both, "channel"].value_counts(),
            }
        ).fillna(0).astype(int)  # fmt: skip
        # A matched person may name another channel than the log: on both lists of one channel
        # there cannot be more than on one of them.
        channels["both"] = channels[["first", "second", "both"]].min(axis=1)
    routes = [(ON_LIST, sizes, None), (ONE_TABLE, sizes, 1.0)]
    best = sizes
    if len(channels) > 1:
        routes.append((WITHIN, channels, 1.0))
        best = channels
    if recognised < 1:
        name = RECOGNISED if best is channels else "one table, devices recognised"
        routes.append((name, best, recognised))
    lines = []
    for name, table, share in routes:
        total = table.sum()
        found = (
            (float(len(first)),) * 3
            if share is None
            else chapman_in_strata(table, recognised=share, level=level)
        )
        lines.append((name, int(total["first"]), int(total["second"]), int(total["both"]), *found))
    columns = ["route", "first", "second", "both", "estimate", "low", "high"]
    return CountOfLost(
        table=pd.DataFrame(lines, columns=columns),
        channels=_by_channel(channels, recognised, level),
        biases=_biases(best is channels, recognised, channels),
        recognised=recognised,
        level=level,
    )


def plot_count_the_lost(result: CountOfLost, *, ax: Axes | None = None) -> Picture:
    """The number on record beside what the routes say was lost in all.

    Parameters
    ----------
    result : CountOfLost
        What :func:`count_the_lost` returned.
    ax : matplotlib Axes, optional
        Where to draw.

    Returns
    -------
    Picture
    """
    from cvmlab.figures.pictures import Picture, format_axis, new_axes
    from cvmlab.figures.style import GREY, INK, palette

    ax = new_axes(ax)
    table = result.table.iloc[::-1]
    places = np.arange(len(table))
    colours = [palette()[0]] + [GREY] * (len(table) - 1)
    for place, row, colour in zip(places, table.itertuples(), colours, strict=True):
        ax.plot([row.low, row.high], [place, place], color=colour, linewidth=3)
        ax.plot([row.estimate], [place], "o", color=colour, markersize=8)
        said = count(row.estimate)
        if row.high > row.low:
            said += f" ({interval(row.low, row.high)})"
        ax.annotate(said, (row.estimate, place), xytext=(0, 9), textcoords="offset points",
                    ha="center", color=INK)  # fmt: skip
    ax.axvline(result.on_record, color=GREY, linewidth=1, linestyle="--")
    ax.set_yticks(places, table["route"])
    ax.set_ylim(-0.5, len(table) - 0.3)
    room = table["high"].max() - result.on_record
    ax.set_xlim(result.on_record - 0.25 * room, table["high"].max() + 0.15 * room)
    ax.grid(axis="x")
    ax.grid(visible=False, axis="y")
    format_axis(ax.xaxis, count)
    ax.set_xlabel(f"Prospects lost for good (line: {percent(result.level)} interval)")
    title = f"About {count(result.estimate)} were lost, {count(result.on_record)} of them on record"
    ax.set_title(title)
    listed = "; ".join(
        f"{row.route} {count(row.estimate)}"
        + (f" ({interval(row.low, row.high)})" if row.high > row.low else "")
        for row in result.table.itertuples()
    )
    return Picture(ax, f"{title}. Points with lines: {listed}.", name="count-of-lost")


def _by_channel(channels: pd.DataFrame, recognised: float, level: float) -> pd.DataFrame:
    lines = []
    for name, row in channels.iterrows():
        found = chapman_in_strata(row.to_frame().T, recognised=recognised, level=level)
        on_both = min(1.0, row["both"] / recognised / row["second"]) if row["second"] else np.nan
        lines.append((name, row["first"], row["second"], row["both"], *found, on_both))
    names = ["channel", "first", "second", "both", "estimate", "low", "high", "on_record"]
    return pd.DataFrame(lines, columns=names)


def _biases(within: bool, recognised: float, channels: pd.DataFrame) -> pd.DataFrame:
    few = [str(name) for name in channels.index[channels["both"] < ENOUGH]] if within else []
    counted = "counted within channels" if within else "not mended: no channel on one of the lists"
    if few:
        counted += f" (few on both in {', '.join(few)})"
    device = (
        f"the number on both is divided by {recognised:g}, a share from outside"
        if recognised < 1
        else "not mended: all are taken to be recognised"
    )
    lines = [
        ("Both lists catch some channels better than others", "too low", counted),
        ("Some answer from another device than the one in the log", "too high", device),
        (
            "Within a channel, those easily found by one list are easily found by the other",
            "too low",
            "cannot be tested with two lists; a third would be needed",
        ),
        (
            "One person is lost under two keys",
            "too high",
            "keys are counted; see the number of persons beside them",
        ),
    ]
    return pd.DataFrame(lines, columns=["bias", "direction", "done"])
