"""A decision: what it does to customers for one year, what it costs, and who answers for it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from cvmlab.errors import DataProblem, Problem, suggestion
from cvmlab.figures.formats import number
from cvmlab.value_of.acquisition.cost_curve_result import CostCurves

Estimate = float | tuple[float, float, float]


@dataclass(frozen=True)
class Decision:
    """Something that is decided for one year, by somebody.

    Parameters
    ----------
    name : str
        What is decided.
    owner : str
        Who answers for it.
    won : mapping of channel to customers, optional
        How many more customers are won in the year, over or below today's.
    stay : float or (float, float, float)
        Of today's customers who would stay the year so many more do, as a share of them; with its
        95% interval: (0.02, 0.005, 0.035).
    margin : float or (float, float, float)
        On every sale of the year to today's customers, as a share.
    cost : float
        What it costs more in the year; below 0 what it saves.
    basis : str
        What the effect rests on: "by lot", "association", "read off a curve", "assumption".
    """

    name: str
    owner: str
    won: Mapping[str, Estimate] = field(default_factory=dict)
    stay: Estimate = 0.0
    margin: Estimate = 0.0
    cost: float = 0.0
    basis: str = "assumption"


def spend_more(
    curves: CostCurves, channel: str, *, times: float, owner: str, name: str | None = None
) -> Decision:
    """The decision to spend so many times as much on a channel for a year, read off its curve.

    Parameters
    ----------
    curves : CostCurves
        :func:`cvmlab.value_of.acquisition.cost_curve.cost_curve`.
    channel : str
    times : float
        The usual spend of the last phase times this.
    owner : str
        Who answers for it.
    name : str, optional
        By default "2 × the spend on paid search".
    """
    usual = curves.usual(channel)
    more = curves.if_spend(times).set_index("channel").loc[channel]
    weeks = 52.0
    return Decision(
        name or f"{number(times, 0 if times == int(times) else 1)} × the spend on {channel}",
        owner,
        won={
            channel: (
                weeks * more.additional, weeks * min(more.additional_low, more.additional_high),
                weeks * max(more.additional_low, more.additional_high),
            )
        },
        cost=weeks * (times - 1) * float(curves.curve(channel).spend_for(usual.customers)),
        basis="read off a curve",
    )  # fmt: skip


def three(given: Estimate) -> tuple[float, float, float]:
    """An estimate with its interval, which is empty where it is taken as known."""
    if isinstance(given, tuple):
        return given
    return float(given), float(given), float(given)


def check_decisions(decisions: Sequence[Decision], channels: Sequence[str]) -> None:
    """Refuse decisions that cannot be valued, all that is wrong at once."""
    problems = []
    if not decisions:
        problems.append(Problem("there is no decision", "give at least one."))
    names = [one.name for one in decisions]
    for name in sorted({name for name in names if names.count(name) > 1}):
        problems.append(Problem(f'two decisions are called "{name}"', "rename one."))
    for one in decisions:
        if not one.name.strip() or not one.owner.strip():
            problems.append(
                Problem(f'"{one.name}" by "{one.owner}"', "name the decision, and who answers.")
            )
        for channel in one.won:
            if channel not in channels:
                hint = suggestion(channel, channels)
                problems.append(
                    Problem(f"{one.name}: no channel {channel!r}",
                            f"choose from: {', '.join(channels)}.{hint}")
                )  # fmt: skip
        for what, given in (("stay", one.stay), ("margin", one.margin), *one.won.items()):
            middle, low, high = three(given)
            if not low <= middle <= high:
                problems.append(
                    Problem(f"{one.name}: {what} is {given}", "give estimate, low, high.")
                )
        for what, given in (("stay", one.stay), ("margin", one.margin)):
            if not -1 < three(given)[0] < 1:
                problems.append(
                    Problem(f"{one.name}: {what} is {given}", "give a share: 0.02 for 2%.")
                )
    if problems:
        raise DataProblem(problems, "the decisions")
