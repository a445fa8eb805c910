"""What is decided for the year to come, and what each decision does to customer equity.

Whoever sees twelve figures and no decision has read a newspaper. So the page ends with what will be
done, by whom, and what it brings: this year, later, and how surely. A firm that has written nothing
down gets what its own tables can say; where they can say nothing, one line that is marked as an
assumption, for it is the size of the thing that starts the talk.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from cvmlab.blueprint.decisions.equity_of_firm import equity_of_firm
from cvmlab.blueprint.decisions.levers_of_decision import Levers, as_decisions
from cvmlab.blueprint.decisions.planned_decision import PlannedDecision
from cvmlab.blueprint.decisions.values_of_firm import values_of_firm
from cvmlab.blueprint.look import Look
from cvmlab.data.workspace import Workspace
from cvmlab.errors import DataProblem
from cvmlab.value_of.acquisition.decision import Decision
from cvmlab.value_of.acquisition.equity_by_decision import equity_by_decision
from cvmlab.value_of.acquisition.equity_by_decision_result import EquityByDecision

MOST_CHANNELS = 3  # whose budget is doubled in the table of a firm that has decided nothing


def decisions_in_equity(
    ws: Workspace, look: Look, decisions: Sequence[PlannedDecision | Decision] = ()
) -> EquityByDecision:
    """Value what is decided by the change in customer equity it brings, with an owner each.

    Parameters
    ----------
    ws : Workspace
        Orders suffice for decisions about those who stay, margin and cost. Without margin all of it
        is sales, and ``basis`` says so.
    look : Look
    decisions : sequence of PlannedDecision or Decision
        Without any, what the tables can say by themselves; see :func:`offered_decisions`.

    Returns
    -------
    EquityByDecision

    Raises
    ------
    DataProblem
        When customers cannot be valued, or with all that is wrong with the decisions: one that wins
        customers without ``acquisition_costs``, letters without a lot, effects written twice.

    Notes
    -----
    :func:`cvmlab.equity_by_decision` on the firm's own customers; newcomers as
    :func:`cvmlab.customers_to_win` has them, at this period's costs.
    """
    equity = equity_of_firm(ws, look)
    levers = Levers(ws, look, equity)
    chosen = as_decisions(levers, decisions) if decisions else offered_decisions(levers)
    if not values_of_firm(ws, look.end).is_margin:
        chosen = [replace(one, basis=f"{one.basis}; in sales, not margin") for one in chosen]
    return equity_by_decision(equity, chosen)


def offered_decisions(levers: Levers) -> list[Decision]:
    """What a firm that has decided nothing might look at, from its own tables; never empty.

    Parameters
    ----------
    levers : Levers

    Returns
    -------
    list of Decision
        To stop letters, where a lot says what they bring; to double the spend of the channels that
        most is spent on, where curves can be drawn; else to keep one customer more in a hundred,
        an assumption.
    """
    offers = [PlannedDecision("stop letters, but for some drawn by lot", letters="stop")]
    offers += [
        PlannedDecision(f"2 × the spend on {channel}", channel=channel, spend_times=2.0)
        for channel in _dearest(levers)
    ]
    found = []
    for one in offers:
        try:
            found += as_decisions(levers, [one])
        except DataProblem:
            continue
    last = PlannedDecision("keep one customer more in a hundred", stay=0.01)
    return found or as_decisions(levers, [last])


def _dearest(levers: Levers) -> list[str]:
    """The channels with a curve that most is spent on."""
    try:
        usual = levers.curves.table.groupby("channel").tail(1)
    except DataProblem:
        return []
    usual = usual[usual["channel"].isin(levers.equity.newcomers["channel"])]
    return list(usual.sort_values("spend", ascending=False)["channel"].head(MOST_CHANNELS))
