"""Who would be let go wrongly: the customers below zero, and why they are there.

"Only profitable customers" sounds like arithmetic. But which costs are laid at a customer's door is
a choice, and only those that vanish with him count when he is let go. A letter is not such a cost:
it can stop while the customer stays. An overhead is none either: it goes on without him. And what
he is about to bring, and whom he brought, is in no account of last year.

Sources: Barnes (2003), "Getting to know them better", on firing customers; Horngren, Datar and
Rajan (2015), "Cost Accounting", chapter 11, on relevant costs.
"""

from __future__ import annotations

import datetime as dt

import numpy as np
import pandas as pd

from cvmlab.errors import DataProblem, Problem
from cvmlab.figures.formats import day
from cvmlab.value_of.lifetime.cost_to_serve import CONTACTS, SERVICE, CostToServe
from cvmlab.value_of.lifetime.customer_values import YEAR, CustomerValues
from cvmlab.value_of.lifetime.lifetime_value import lifetime_value
from cvmlab.value_of.right.below_zero import chance_below_zero
from cvmlab.value_of.right.let_go_result import ABOVE, COSTS, GONE, PAYS, LetGo
from cvmlab.value_of.right.ways_of_counting import CENT, ways_of_counting

SUMMED = (
    "margin", "stoppable", "ends", "left_over", "marginal", "to_come", "stoppable_to_come", "alive",
)  # fmt: skip


def let_go(
    values: CustomerValues,
    costs: CostToServe,
    *,
    overhead: float = 0.0,
    contributions: pd.DataFrame | None = None,
    referrals: pd.DataFrame | None = None,
    draws: int = 200,
    seed: int = 0,
) -> LetGo:
    """Sort the customers below zero by what would happen if they were let go.

    Parameters
    ----------
    values : CustomerValues
        What each brought in the last 52 weeks and is expected to bring.
    costs : CostToServe
        What serving each cost in the same weeks: letters and other contacts, which the firm could
        stop, and failures put right, which end only with the customer.
    overhead : float
        A cost that no customer causes, in currency units a year, to show what sharing it out does:
        an assumption. It enters the ways of counting and nothing else.
    contributions : DataFrame, optional
        ``customer_id, kind, direction`` ("for", "against"): counted for each customer.
    referrals : DataFrame, optional
        ``referrer, referee``; a row without a referee is a friend who did not come.
    draws, seed
        For the chance of being below zero next year.

    Returns
    -------
    LetGo
        Of everybody who bought, or was spent on, in the year.

    Raises
    ------
    DataProblem
        If values and costs are of different years, or the overhead is no amount.

    Notes
    -----
    Of the year: left over = margin − letters − failures; marginal = margin − failures. Of the
    future: value − failures to come, discounted as the values are; letters to come are those of the
    year for each expected week as a customer. The groups below zero: bought nothing; pays the way
    without letters (marginal ≥ 0); below zero even so.
    """
    _check(values, costs, overhead)
    names = ["customer_id", "last_year", "value", "low", "high", "alive"]
    table = values.table[names].rename(columns={"last_year": "margin"})
    ahead = costs.to_come(values.table)
    table["to_come"] = table["value"] - ahead[SERVICE].to_numpy()
    table["stoppable_to_come"] = ahead[CONTACTS].to_numpy()
    spent = costs.table.rename(columns={CONTACTS: "stoppable", SERVICE: "ends"})
    spent = spent[["customer_id", "stoppable", "ends", "trips"]]
    # A card that never bought can be written to as well: it has costs and no value.
    table = table.merge(spent, on="customer_id", how="outer").fillna(0.0)
    table["trips"] = table["trips"].astype("int64")
    seen = (table[["margin", "stoppable", "ends", "trips"]] != 0).any(axis=1)
    table = table[seen].reset_index(drop=True)
    table["marginal"] = table["margin"] - table["ends"]
    table["left_over"] = table["marginal"] - table["stoppable"]
    below = table["left_over"] < -CENT
    table["group"] = np.select(
        [~below, table["trips"] == 0, table["marginal"] >= -CENT], [ABOVE, GONE, PAYS], COSTS
    )
    bought_ever = table["customer_id"].isin(values.table["customer_id"])
    asked = table[below & bought_ever].set_index("customer_id")
    as_last_year = asked["stoppable"] + asked["ends"]
    chance = chance_below_zero(values, as_last_year, draws=draws, seed=seed)
    table["chance_below"] = table["customer_id"].map(chance).astype(float)
    _count_contributions(table, contributions)
    _count_friends(table, referrals, values.table.set_index("customer_id")["value"])
    return LetGo(
        table=table,
        groups=_of_groups(table, values),
        ways=ways_of_counting(table, overhead),
        costs=costs,
        overhead=overhead,
        horizon=values.horizon,
        level=1 - values.lifetime.alpha,
        currency=values.currency,
    )


def _check(values: CustomerValues, costs: CostToServe, overhead: float) -> None:
    problems = []
    first = values.end - dt.timedelta(days=YEAR - 1)
    if (costs.since, costs.until) != (first, values.end):
        problems.append(
            Problem(
                f"The margin is of {day(first)} to {day(values.end)}, the costs of "
                f"{day(costs.since)} to {day(costs.until)}",
                "take both to the same last day, over 52 weeks.",
            )
        )
    if not (np.isfinite(overhead) and overhead >= 0):
        problems.append(Problem(f"The overhead is {overhead}", "give an amount of money from 0."))
    if problems:
        raise DataProblem(problems)


def _of_groups(table: pd.DataFrame, values: CustomerValues) -> pd.DataFrame:
    """Sums of each group, the value to come with the interval of the group's own total."""
    known = values.table.merge(table[["customer_id", "group"]], on="customer_id")
    worth = lifetime_value(
        values.fit, values.spend, known, horizon=values.lifetime.horizon,
        annual_discount_rate=values.annual_discount_rate, margin_rate="margin_rate",
        time_unit="W", by="group", alpha=values.lifetime.alpha,
    ).by_segment()  # fmt: skip
    rows = []
    for name in (ABOVE, GONE, PAYS, COSTS):
        mine = table[table["group"] == name]
        row: dict[str, object] = {"group": name, "customers": len(mine)}
        for column in SUMMED:
            row[column] = float(mine[column].sum())
        if name in worth.index:
            row |= {"value": float(worth.loc[name, "value"]),
                    "low": float(worth.loc[name, "ci_low"]),
                    "high": float(worth.loc[name, "ci_high"])}  # fmt: skip
        else:
            row |= {"value": 0.0, "low": 0.0, "high": 0.0}
        row["chance_below"] = float(mine["chance_below"].mean())
        rows.append(row)
    return pd.DataFrame(rows).set_index("group")


def _count_contributions(table: pd.DataFrame, contributions: pd.DataFrame | None) -> None:
    if contributions is None:
        return
    for name, direction in (("spoke_for", "for"), ("spoke_against", "against")):
        mine = contributions[contributions["direction"] == direction]
        # a friend sent stands among the referrals already
        mine = mine[mine["kind"] != "referred customer"]
        counted = mine.groupby("customer_id").size()
        table[name] = table["customer_id"].map(counted).fillna(0).astype("int64")


def _count_friends(table: pd.DataFrame, referrals: pd.DataFrame | None, value: pd.Series) -> None:
    if referrals is None:
        return
    came = referrals[referrals["referee"].notna() & referrals["referrer"].notna()]
    worth = came["referee"].map(value).fillna(0.0)
    sums = pd.DataFrame({"referrer": came["referrer"], "value": worth}).groupby("referrer")["value"]
    table["friends"] = table["customer_id"].map(sums.size()).fillna(0).astype("int64")
    table["friends_value"] = table["customer_id"].map(sums.sum()).fillna(0.0)
