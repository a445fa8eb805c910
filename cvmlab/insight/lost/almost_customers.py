"""Almost customers: people who wanted to buy, gave up, and never came back.

No file of customers holds them. They stand in the log of attempts, as devices, telephones and
slips of paper, and one person may stand there under several. The funnel is therefore counted
three times: in attempts, in keys, and in persons (Barnes 2003 named them "almost customers").
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from cvmlab.errors import one_problem
from cvmlab.figures.formats import count, interval, percent
from cvmlab.insight.lost.attempt_funnel import STEPS, funnel, hazard, persons_behind
from cvmlab.insight.lost.attempts_log import CUSTOMER, PROSPECT, read_log

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from cvmlab.figures.pictures import Picture
    from cvmlab.figures.tables import Table


@dataclass(frozen=True, eq=False)
class AlmostCustomers:
    """How many tried, gave up and never came back.

    Attributes
    ----------
    table : pandas.DataFrame
        One row for each ``group`` ("prospect", "customer") and ``step`` ("tried", "gave up",
        "never came back"): ``attempts``, ``keys`` (devices, telephones, slips), and the ``share``
        of the step before with its interval ``low, high`` (by person).
    hazard : pandas.DataFrame
        One row for each number of ``frictions`` met in one attempt ("0", "1", "2", "3 or more"):
        ``attempts``, the share that ``gave_up``, ``low, high``; empty without friction columns.
    devices : int
        Keys of prospects who gave up for good and bought nothing under the same key: the number of
        almost customers, if every key were a person. More persons there cannot be, unless several
        share a device.
    persons, persons_low, persons_high : float
        The same as persons; see Notes of :func:`almost_customers`. Without customers who
        gave a card they are NaN, and only the upper end, `devices`, is known.
    changes_key : float
        The share of second attempts of one person that stand under another key.
    lost_keys : int
        All keys of prospects who gave up for good, those included that had bought before.
    came_back : float
        The share of prospects who gave up that came back and bought.
    level : float
        Confidence level of the intervals.
    """

    table: pd.DataFrame
    hazard: pd.DataFrame = field(repr=False)
    devices: int
    persons: float
    persons_low: float
    persons_high: float
    changes_key: float
    lost_keys: int
    came_back: float
    level: float
    note: str = ""

    def row(self, group: str, step: str) -> pd.Series:
        """One line of the table."""
        chosen = (self.table["group"] == group) & (self.table["step"] == step)
        return self.table[chosen].iloc[0]

    @property
    def sentence(self) -> str:
        """The finding, in words."""
        tried, gave_up = (self.row(PROSPECT, step) for step in STEPS[:2])
        text = (
            f"Of {count(tried.attempts)} attempts by people who were no customers "
            f"{percent(gave_up.share)} ended without a purchase "
            f"({interval(gave_up.low, gave_up.high, _tenths)}). {percent(self.came_back)} of those "
            f"came back and bought; {count(self.devices)} devices, telephones and slips never "
            "bought anything: almost customers."
        )
        if np.isnan(self.persons):
            return f"{text} How many persons that are cannot be told without cards."
        return (
            f"{text} Behind them stand about {count(self.persons)} persons "
            f"({interval(self.persons_low, self.persons_high)})."
        )

    def summary(self) -> Table:
        """The funnel as a table to read."""
        from cvmlab.figures.tables import Table

        first = self.table["step"] == STEPS[0]
        frame = pd.DataFrame(
            {
                "Who": self.table["group"].map({PROSPECT: "not yet customers",
                                                CUSTOMER: "customers"}),
                "Step": self.table["step"],
                "Attempts": self.table["attempts"],
                "Devices": self.table["keys"],
                "Share of the step before": self.table["share"].mask(first),
                f"{percent(self.level)} interval": [
                    interval(row.low, row.high, _tenths) for row in self.table.itertuples()
                ],
            }
        )  # fmt: skip
        return Table(
            frame,
            title="Who tried to buy, gave up, and never came back",
            note=f"{self._of_persons()} {self.note}".strip(),
            formats={"Share of the step before": _tenths},
        )

    def _of_persons(self) -> str:
        if np.isnan(self.persons):
            return (
                f"{count(self.devices)} devices gave up and never bought; one person may stand "
                "behind several."
            )
        return (
            f"{count(self.devices)} devices of people who were no customers gave up and never "
            f"bought. They are about {count(self.persons)} persons "
            f"({interval(self.persons_low, self.persons_high)}), if people without a card change "
            f"their device between two attempts as often as those with one: "
            f"{percent(self.changes_key)} of the time."
        )


def almost_customers(
    attempts: pd.DataFrame, *, level: float = 0.95, resamples: int = 2000, seed: int = 0
) -> AlmostCustomers:
    """How many people wanted to buy, gave up, and never became customers.

    Parameters
    ----------
    attempts : pandas.DataFrame
        One row an attempt: ``visitor_id, who, outcome``; flags for the frictions met and
        ``customer_id`` are used where they are there.
    level : float
        Confidence level of the intervals.
    resamples : int
        Draws for the interval of the number of persons.
    seed : int
        Makes that interval reproducible.

    Returns
    -------
    AlmostCustomers

    Raises
    ------
    DataProblem
        If columns are missing, words are unknown, or no prospect is in the log.

    Notes
    -----
    From devices to persons. A prospect is counted once too often if they bought under one key and
    were lost under another. How often a key both bought and was lost is seen (B); with q the share
    of second attempts that stand under another key, as many as B q / (1 - q) are not. The share q
    is that of customers who gave their card, because only with a card two keys are seen to be
    one person. Prospects may differ: so the upper end of the interval is the number of devices.

    Examples
    --------
    >>> log = pd.DataFrame({"visitor_id": ["a", "b", "b", "c"], "who": "prospect",
    ...                     "outcome": ["abandoned", "abandoned", "bought", "bought"]})
    >>> found = almost_customers(log)
    >>> found.devices, found.lost_keys
    (1, 2)
    """
    log = read_log(attempts)
    rows = log.rows
    prospects = rows[rows["who"] == PROSPECT]
    if prospects.empty:
        raise one_problem(
            "nobody in the log is a prospect",
            "almost customers are people who are no customers yet: read their attempts too.",
            column="who",
        )
    lost = prospects["lost"].groupby(prospects["key"])
    lost_keys, devices = int(lost.max().sum()), int(lost.min().sum())
    both = lost_keys - devices
    changes, low, persons = persons_behind(rows, devices, both, level, resamples, seed)
    gave_up = prospects["gave_up"].to_numpy()
    return AlmostCustomers(
        table=funnel(rows, level),
        hazard=hazard(log, level),
        devices=devices,
        persons=persons,
        persons_low=low,
        persons_high=float(devices) if not np.isnan(persons) else np.nan,
        changes_key=changes,
        lost_keys=lost_keys,
        came_back=1 - prospects["lost"].sum() / gave_up.sum() if gave_up.any() else np.nan,
        level=level,
        note=log.note,
    )


def plot_almost_customers(result: AlmostCustomers, *, ax: Axes | None = None) -> Picture:
    """The funnel of those who were no customers: tried, gave up, never came back, as persons.

    Parameters
    ----------
    result : AlmostCustomers
        What :func:`almost_customers` returned.
    ax : matplotlib Axes, optional
        Where to draw.

    Returns
    -------
    Picture
    """
    from cvmlab.figures.pictures import Picture, format_axis, new_axes
    from cvmlab.figures.style import GREY, INK, palette

    ax = new_axes(ax)
    steps = [result.row(PROSPECT, step) for step in STEPS]
    bars = [(f"{row.step.capitalize()}\n(attempts)", row.attempts) for row in steps]
    bars.append(("Never bought\n(devices)", result.devices))
    if not np.isnan(result.persons):
        bars.append(("Almost customers\n(persons)", result.persons))
    names, heights = zip(*bars, strict=True)
    shades = [GREY] * (len(bars) - 1) + [palette()[1]]
    drawn = ax.bar(range(len(bars)), heights, 0.62, color=shades)
    drawn[-1].set_hatch("//")
    drawn[-1].set_edgecolor("white")
    for place, height in enumerate(heights):
        # Devices and persons are no share of attempts.
        share = f"\n{percent(height / heights[0])} of attempts" if place in (1, 2) else ""
        ax.text(place, height, f"{count(height)}{share}", ha="center", va="bottom", color=INK)
    ax.set_xticks(range(len(bars)), names)
    ax.set_ylim(0, heights[0] * 1.16)
    ax.set_ylabel("Number in the period of the log")
    format_axis(ax.yaxis, count)
    title = (
        f"Of {count(heights[0])} attempts by people who were no customers, "
        f"{percent(steps[1].share)} ended without a purchase"
    )
    ax.set_title(title)
    listed = "; ".join(f"{name.replace(chr(10), ' ').lower()} {count(h)}" for name, h in bars)
    return Picture(ax, f"{title}. Bars, falling: {listed}.", name="almost-customers")


def _tenths(share: float) -> str:
    return percent(share, 1)
