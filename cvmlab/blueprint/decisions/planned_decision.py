"""A decision as a firm writes it down: one effect, what it rests on, what it costs, and whose.

Nobody in a board room writes that so many more "of those who would stay" stay. They know a trial
in which a programme kept 2.5% of 4,150, or a budget that shall be doubled. So a decision may be
written in any of these ways, and only turns into levers of customer equity when it is valued.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from cvmlab.value_of.acquisition.decision import Estimate


@dataclass(frozen=True)
class PlannedDecision:
    """A decision for the year to come, in the words of the ``blueprint.toml``.

    Every effect is a number, or an estimate with its 95% interval: ``(0.025, 0.004, 0.046)``.

    Parameters
    ----------
    name : str
        What is decided.
    owner : str
        Who answers for it; empty where nobody does yet.
    basis : str
        What the effect rests on: "by lot", "association", "read off a curve", "assumption". Empty:
        what the way it is written says.
    stay : float or (float, float, float), optional
        Of customers who would stay the year so many more do, as a share of them.
    fewer_leave : float or (float, float, float), optional
        The same said of the year's leavers: such a share of them stays.
    kept : float or (float, float, float), optional
        Share of `customers` whom a programme keeps, as a trial by lot gives it.
    customers : float, optional
        How many get the programme.
    cost_each : float, optional
        What it costs for each of them.
    margin : float or (float, float, float), optional
        On every sale of the year to today's customers, as a share.
    won : mapping of channel to customers
        How many more customers are won in the year.
    channel : str, optional
    spend_times : float, optional
        The spend on the channel times this, read off the channel's curve.
    letters : str, optional
        "stop": what letters brought and cost by the lot of those left alone.
    cost : float
        What it costs more in the year; below 0 what it saves.
    """

    name: str
    owner: str = ""
    basis: str = ""
    stay: Estimate | None = None
    fewer_leave: Estimate | None = None
    kept: Estimate | None = None
    customers: float | None = None
    cost_each: float | None = None
    margin: Estimate | None = None
    won: Mapping[str, Estimate] = field(default_factory=dict)
    channel: str | None = None
    spend_times: float | None = None
    letters: str | None = None
    cost: float = 0.0
