"""One customer's tier, worked by hand: the sum, and the draws that make the chance."""

from __future__ import annotations

from functools import partial

from cvmlab.errors import one_problem
from cvmlab.figures.formats import count, money, percent
from cvmlab.idic.differentiate.value_tiers_result import MOST_VALUABLE, ValueTiers, chance_of


def tier_by_hand(tiers: ValueTiers, customer: str) -> str:
    """Actual and strategic value of one customer as sums, and the chance of the top as a fraction.

    Parameters
    ----------
    tiers : ValueTiers
        What ``value_tiers`` returned.
    customer : str

    Raises
    ------
    DataProblem
        When there is no such customer.

    Notes
    -----
    actual = margin to come + friends − serving; strategic = actual + potential; chance = draws in
    which the customer is among the most valuable / all draws.
    """
    row = tiers.table[tiers.table["customer_id"] == customer]
    if row.empty:
        raise one_problem(f"no customer {customer!r} who bought", "choose an id of the table.")
    one, cash = row.iloc[0], partial(money, currency=tiers.currency or None, digits=2)
    parts = f"{cash(one['value'])} {tiers.money_is} to come"
    if tiers.brings_known:
        parts += f" + {cash(one['referrals'])} by friends"
    if tiers.costs_known:
        parts += f" − {cash(one['serving'])} to serve"
    text = f"{customer}: {parts} = {cash(one['actual'])} actual value."
    if tiers.potential_known:
        both = cash(one["actual"] + one["potential"])
        text += (
            f" {cash(one['actual'])} + {cash(one['potential'])} potential seen = {both} strategic "
            "value."
        )
    chance = float(one[chance_of(MOST_VALUABLE)])
    times, draws = count(chance * tiers.draws), count(tiers.draws)
    return (
        f"{text} In {times} of {draws} draws {customer} is among the {MOST_VALUABLE}: "
        f"{times} / {draws} = {percent(chance)}."
    )
