"""From a decision as the firm writes it to the levers of customer equity it moves.

"Care keeps 2.5% of 4,150 customers" is not yet "so many more of those who would stay": that needs
to know how many would. "Twice the spend on paid search" needs the channel's curve, "stop letters"
the lot of those who got none. What cannot be found out is refused, all of it at once.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from cvmlab.blueprint.decisions.equity_of_firm import COSTS, why_none_are_won
from cvmlab.blueprint.decisions.planned_decision import PlannedDecision
from cvmlab.blueprint.decisions.values_of_firm import values_of_firm
from cvmlab.blueprint.look import Look
from cvmlab.blueprint.tiles.tile import NOBODY
from cvmlab.data.workspace import Workspace
from cvmlab.errors import DataProblem, Problem
from cvmlab.value_of.acquisition.cost_curve import cost_curve
from cvmlab.value_of.acquisition.cost_curve_result import CostCurves
from cvmlab.value_of.acquisition.customer_equity_result import TODAY, CustomerEquity
from cvmlab.value_of.acquisition.decision import (
    Decision,
    check_decisions,
    spend_more,
    three,
)
from cvmlab.value_of.acquisition.margin_ahead import WEEKS
from cvmlab.value_of.lifetime.current_costs import current_costs
from cvmlab.value_of.right.letters_by_lot import letters_by_lot

Three = tuple[float, float, float]
_STAYING = ("stay", "fewer_leave", "kept")
_EFFECTS = (*_STAYING, "margin", "won", "spend_times", "letters")


@dataclass(frozen=True, eq=False)
class Levers:
    """What the firm's tables say of each way to write a decision; each table is asked once.

    Parameters
    ----------
    ws : Workspace
    look : Look
    equity : CustomerEquity
        Of the same workspace.
    """

    ws: Workspace
    look: Look
    equity: CustomerEquity

    def of(self, one: PlannedDecision) -> Decision:
        """The same decision in levers."""
        _check(one)
        ways: dict[str, Callable[[PlannedDecision], dict[str, Any]]] = {
            "stay": lambda one: {"stay": one.stay},
            "fewer_leave": self._fewer_leave,
            "kept": self._kept,
            "margin": lambda one: {"margin": one.margin},
            "won": lambda one: {"won": one.won},
            "spend_times": self._spend_more,
            "letters": self._without_letters,
        }
        levers: dict[str, Any] = {"cost": one.cost, "basis": one.basis}
        for name in _written(one):
            part = ways[name](one)
            levers["cost"] += part.pop("cost", 0.0)
            levers["basis"] = levers["basis"] or part.pop("basis", "")
            levers |= {key: value for key, value in part.items() if key != "basis"}
        levers["basis"] = levers["basis"] or "assumption"
        return Decision(one.name, one.owner or NOBODY, **levers)

    def _fewer_leave(self, one: PlannedDecision) -> dict[str, Any]:
        return {"stay": self.equity.stay_if_fewer_leave(three(one.fewer_leave or 0.0))}

    def _kept(self, one: PlannedDecision) -> dict[str, Any]:
        """Those a programme keeps, as a share of all who would stay the year anyway."""
        customers, staying = one.customers or 0.0, self._staying
        share = tuple(part * customers / staying for part in three(one.kept or 0.0))
        return {"stay": share, "cost": customers * (one.cost_each or 0.0)}

    @property
    def _staying(self) -> float:
        """How many of today's customers are still there and will be in a year."""
        values, ahead = values_of_firm(self.ws, self.look.end), self.equity.ahead
        later = ahead.fit.survival(ahead.patterns, WEEKS)[0][ahead.patterns.inverse]
        return float((values.table["alive"].to_numpy(float) * later).sum())

    def _spend_more(self, one: PlannedDecision) -> dict[str, Any]:
        """What the channel's curve wins with another budget."""
        times = float(one.spend_times or 1.0)
        read = spend_more(self.curves, str(one.channel), times=times, owner=one.owner)
        return {"won": read.won, "cost": read.cost, "basis": read.basis}

    @cached_property
    def curves(self) -> CostCurves:
        """What the next customer of each channel costs, this period's weeks being the usual ones.

        Raises
        ------
        DataProblem
            Without costs a channel and week, or with too few of them.
        """
        lacks = self.ws.missing("acquisition_costs", *COSTS)
        if lacks:
            remedy = "bring what each channel spent and won in each week."
            raise DataProblem([Problem(lacks, remedy)])
        weeks = self.ws.acquisition_costs.frame()
        try:
            return cost_curve(weeks, phase=self.look.start, currency=self.look.currency)
        except DataProblem:
            return cost_curve(weeks, currency=self.look.currency)

    def _without_letters(self, one: PlannedDecision) -> dict[str, Any]:
        """What letters brought by lot is lost, what they cost is saved, for everybody written to.

        As a share of the margin of the year, which is what a decision may move; what letters do to
        later years the lot of one year does not tell.
        """
        lacks = self.ws.missing("assignments", "customer_id", "experiment", "treated")
        lacks = lacks or self.ws.missing("contacts", "customer_id", "date", "cost")
        if lacks:
            raise DataProblem([Problem(lacks, "log who was drawn by lot to get no letters.")])
        values, ahead = values_of_firm(self.ws, self.look.end), self.equity.ahead
        lot = letters_by_lot(values, current_costs(self.ws), self.ws.assignments.frame())
        written = float(lot.table["customers"].iloc[0])
        today = float(self.equity.line(TODAY)["euros"])
        year = today * float(ahead.today(0.0, ahead.annual_rate, weeks=WEEKS)[0])
        evenly = ahead.arrivals(1.0, ahead.annual_rate)
        shares = tuple(
            -gain * written * evenly / year for gain in (lot.gain, lot.high, lot.low)
        )  # fmt: skip
        return {"margin": shares, "cost": -lot.cost * written, "basis": "by lot"}


def as_decisions(levers: Levers, given: Sequence[PlannedDecision | Decision]) -> list[Decision]:
    """The decisions with their effect on those who stay, margin, customers won and cost.

    Parameters
    ----------
    levers : Levers
        What the firm's tables know.
    given : sequence of PlannedDecision or Decision

    Raises
    ------
    DataProblem
        With all that is wrong, or cannot be known from these tables.
    """
    problems: list[Problem] = []
    found: list[Decision] = []
    channels = list(levers.equity.newcomers["channel"])
    for one in given:
        try:
            done = levers.of(one) if isinstance(one, PlannedDecision) else one
        except DataProblem as problem:
            problems += [_named(one.name, each) for each in problem.problems]
            continue
        if done.won and not channels:
            problems.append(
                Problem(
                    f"{done.name}: it wins customers, and what one brings and costs is not known. "
                    f"{why_none_are_won(levers.ws, levers.look)}",
                    "bring these tables, or write what it does to those who stay.",
                )
            )
        else:
            found.append(done)
    try:
        if found:
            check_decisions(found, channels)
    except DataProblem as problem:
        problems += problem.problems
    if problems:
        raise DataProblem(problems, "the decisions")
    return found


def _written(one: PlannedDecision) -> list[str]:
    """Which effects are written down."""
    return [name for name in _EFFECTS if getattr(one, name) not in (None, {})]


def _check(one: PlannedDecision) -> None:
    """Refuse what makes no sense, all of it at once."""
    written = _written(one)
    problems = []

    def wrong(what: str, remedy: str) -> None:
        problems.append(Problem(what, remedy))

    if not written:
        wrong("it says nothing of what it does to customers",
              f"write one of {', '.join(_EFFECTS)}; stay = 0 if it does nothing.")  # fmt: skip
    for many in (_STAYING, ("won", "spend_times"), ("margin", "letters")):
        twice = [name for name in written if name in many]
        if len(twice) > 1:
            wrong(f"{' and '.join(twice)} say the same thing twice", "leave one of them.")
    if "kept" in written and not (one.customers or 0) > 0:
        wrong(f"it keeps a share of customers = {one.customers}", "say of how many customers.")
    if one.cost_each is not None and "kept" not in written:
        wrong("cost_each goes with kept and customers", "write cost for the whole year instead.")
    if "spend_times" in written:
        if not one.channel:
            wrong("spend_times of no channel", 'write channel = "…".')
        if not (float(one.spend_times or 0) > 0 and one.spend_times != 1):
            wrong(f"spend_times is {one.spend_times}", "2 doubles the spend, 0.5 halves it.")
    if "letters" in written and one.letters != "stop":
        wrong(f'letters = "{one.letters}"', 'only "stop" can be valued by the lot of one year.')
    if problems:
        raise DataProblem(problems)


def _named(name: str, problem: Problem) -> Problem:
    return replace(problem, what=f"{name}: {problem.what}")
