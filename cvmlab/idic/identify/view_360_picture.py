"""One person's line of events drawn: a lane for each kind, a mark for each card or record."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cvmlab.errors import one_problem
from cvmlab.figures.formats import count, day

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from cvmlab.figures.pictures import Picture
    from cvmlab.idic.identify.view_360_result import View360

_MARKS = ("o", "s", "^", "D", "v", "P", "X", "*")
_NAMES = {
    "transactions": "purchases",
    "contacts": "letters and messages",
    "service_events": "failures",
    "source_records": "written down",
    "assignments": "experiments",
    "survey": "survey answers",
    "preferences": "wishes told",
    "contributions": "talk and ideas",
    "attempts": "attempts to buy",
}


def plot_view_360(found: View360, *, ax: Axes | None = None) -> Picture:
    """Draw one person's events over time: what each card or record saw, and what it did not.

    Parameters
    ----------
    found : View360
    ax : matplotlib Axes, optional

    Returns
    -------
    Picture

    Raises
    ------
    DataProblem
        When nothing of this person bears a day.
    """
    from matplotlib.dates import AutoDateLocator, ConciseDateFormatter

    from cvmlab.figures.pictures import Picture, new_axes
    from cvmlab.figures.style import palette

    events = found.events.replace({"table": {"customers": "source_records"}})
    if events.empty:
        raise one_problem(f"nothing of {found.asked_for} bears a day", "give tables with days.")
    ax = new_axes(ax)
    lanes = list(events["table"].value_counts().index)
    keys, colours = list(events["key"].value_counts().index), palette()
    spread = 0.5 / max(len(keys) - 1, 1)
    # Rows from before the orders begin would press three years into a corner.
    bought = events.loc[events["table"] == "transactions", "date"]
    start = bought.min() if len(bought) else events["date"].min()
    before = events["date"] < start
    edge = start - (events["date"].max() - start) * 0.03
    for at, key in enumerate(keys):
        mine = events["key"] == key
        lane = events["table"].map(lanes.index) + (at - (len(keys) - 1) / 2) * spread
        look: dict[str, Any] = {
            "ls": "none",
            "color": colours[at % len(colours)],
            "ms": 4.5,
            "mew": 0.3,
        }
        mark = _MARKS[at % len(_MARKS)]
        early, shown = mine & before, mine & ~before
        ax.plot(events["date"][shown], lane[shown], mark, **look, mec="white", alpha=0.75,
                label=f"{_called(found, key)} ({count(mine.sum())})")  # fmt: skip
        ax.plot([edge] * int(early.sum()), lane[early], mark, **(look | {"mew": 1.2}), mfc="white")
    ax.set_yticks(range(len(lanes)), [_NAMES.get(x, x.replace("_", " ")) for x in lanes])
    ax.set_ylim(len(lanes) - 0.4, -0.6)
    ax.grid(visible=False, axis="y")
    for edge in range(len(lanes) - 1):
        ax.axhline(edge + 0.5, color="0.9", lw=0.8, zorder=0)
    locator = AutoDateLocator(minticks=4, maxticks=8)
    ax.xaxis.set_major_locator(locator)
    ax.xaxis.set_major_formatter(ConciseDateFormatter(locator))
    ax.set_xlabel("Day" + (" (open marks at the left edge: earlier)" if before.any() else ""))
    ax.legend(loc="upper center", bbox_to_anchor=(0.4, -0.17), ncols=2, fontsize=8)
    most = int(events.groupby("key").size().max())
    title = (
        f"One person, {count(len(events))} rows: the fullest record holds {count(most)} of them"
        if len(keys) > 1
        else f"One person, {count(len(events))} rows on one record"
    )
    ax.set_title(title)
    counted = events.groupby(["key", "table"], sort=False).size()
    parts = "; ".join(
        f"{_called(found, key)}: "
        + ", ".join(
            f"{_NAMES.get(lane, lane.replace('_', ' '))} {count(counted[key, lane])}"
            for lane in lanes
            if (key, lane) in counted.index
        )
        for key in keys
    )
    early = f" Earlier than the first purchase: {count(before.sum())}." if before.any() else ""
    alt = (
        f"{title}. {count(len(lanes))} lanes of dated events, {day(events['date'].min())} to "
        f"{day(events['date'].max())}. {parts}.{early}"
    )
    return Picture(ax, alt, name="view-360")


def _called(found: View360, key: str) -> str:
    """A record by its card and system."""
    row = found.records[found.records["record_id"] == key]
    if row.empty:
        return f"card {key}"
    card, system = row["customer_id"].iloc[0], row["system"].iloc[0]
    name = f"{key}, {system}" if isinstance(system, str) else key
    return f"{name}, card {card}" if isinstance(card, str) else f"{name}, no card"
