"""A good basic service for everyone, and what any policy may only add to it.

Whoever treats customers by what it brings will leave most of them out: the old, the poor and the
quiet bring little at any moment. A floor is a list of services that nobody has to earn. It costs
something; what it costs should be known, and who would get nothing without it should be, too.

Sources: the interview on building customer value (everyone gets a basic good service, and more is
added by value); Equal Employment Opportunity Commission (1978), "Uniform Guidelines", for the rule
of four fifths.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from cvmlab.data.workspace import Workspace
from cvmlab.errors import DataProblem, Problem, one_problem, suggestion
from cvmlab.idic.customize.service_floor_result import (
    AGE,
    BANDS,
    TIER,
    ServiceFloor,
    shares_by_group,
)
from cvmlab.idic.customize.uses_a_year import (
    as_people,
    failures_a_year,
    last_day,
    uses_a_year,
    visits_a_year,
)
from cvmlab.value_for.hassle.removal_inputs import WHEN_IT_FAILS

if TYPE_CHECKING:
    from cvmlab.idic.identify.linkage_result import Linkage

AGES = (40, 55, 70)  # where one band of ages ends and the next begins


def service_floor(
    ws: Workspace,
    floor: Iterable[str] | None = None,
    policies: Mapping[str, pd.Series] | pd.DataFrame | None = None,
    *,
    groups: pd.DataFrame | None = None,
    uses: Mapping[str, float] | None = None,
    linkage: Linkage | None = None,
    level: float = 0.95,
) -> ServiceFloor:
    """What a basic good service for everybody costs, and who gets nothing more under each policy.

    Parameters
    ----------
    ws : Workspace
        With orders and ``offers``; where there are, ``service_events``, ``customers`` (tier) and
        ``source_records`` (birth date).
    floor : iterable of str, optional
        Names of offers that everybody gets. By default what puts a failure right and is paid only
        when it fails.
    policies : mapping of name to Series, or DataFrame, optional
        Whom each policy treats: ``customer_id`` to True or False.
    groups : DataFrame, optional
        ``customer_id`` and a column a grouping, for the check of fairness; by default tier of a
        year ago and age, where the firm knows them.
    uses : mapping, optional
        Offer's name to uses a year and customer, where you know better.
    linkage : Linkage, optional
        Who is whom: with it one line a person, treated if one of the cards is.
    level : float
        Confidence level.

    Returns
    -------
    ServiceFloor

    Raises
    ------
    DataProblem
        With every name of the floor that is no offer, and every policy of other customers.

    Notes
    -----
    The floor is for everybody; it costs something for those who bought in the last 52 weeks: uses a
    year × cost per use (see :func:`next_offers`). Fairness: the share treated in each group against
    that of the group treated most; below four fifths is worth a question, not yet a verdict.
    """
    offers = _floor_offers(ws, floor)
    rules = {} if policies is None else {str(name): policies[name] for name in policies}
    rules = {name: _of_people(treats, linkage) for name, treats in rules.items()}
    visits, failures = visits_a_year(ws, linkage), failures_a_year(ws, linkage)
    came = set(visits["customer_id"])
    decided = {customer for treats in rules.values() for customer in treats.index}
    here = pd.Series(sorted(came | decided), dtype="str")
    table = pd.DataFrame({"customer_id": here, "came": here.isin(came), "floor_cost": 0.0})
    rows = []
    for offer in offers.to_dict("records"):
        mine = pd.DataFrame({"customer_id": here, "offer": offer["name"]})
        mine = mine.assign(removes=offer.get("removes"), paid=offer.get("paid"))
        times = uses_a_year(mine, visits, failures, uses).where(table["came"], 0.0)
        rows.append(
            {
                "offer": offer["name"],
                "paid": offer.get("paid"),
                "cost_per_use": float(offer["cost_per_use"]),
                "uses": float(times.sum()),
                "cost_a_year": float(times.sum() * offer["cost_per_use"]),
            }
        )
        table["floor_cost"] += times * offer["cost_per_use"]
    chosen = _policies(rules, came)
    for name, treats in chosen.items():
        table[name] = table["customer_id"].map(treats)
    known = _groups(ws, linkage) if groups is None else groups
    table = table.merge(known.drop_duplicates("customer_id"), on="customer_id", how="left")
    columns = [name for name in known.columns if name != "customer_id"]
    return ServiceFloor(
        table=table,
        floor=pd.DataFrame(rows),
        coverage=shares_by_group(table, list(chosen), columns, level),
        policies=tuple(chosen),
        level=level,
        currency=ws.transactions.ledger.currency or "",
    )


def _floor_offers(ws: Workspace, floor: Iterable[str] | None) -> pd.DataFrame:
    lacking = ws.missing("offers", "name", "cost_per_use")
    if lacking:
        raise one_problem(lacking.rstrip("."), "list the services that everybody should get.")
    offers = ws.offers.frame()
    if floor is None:
        found = offers[offers["paid"] == WHEN_IT_FAILS] if "paid" in offers else offers.head(0)
        if found.empty:
            raise one_problem(
                "no offer is paid only when something fails, so nothing makes a floor by itself",
                "name the offers that everybody gets: floor=[...].",
            )
        return found
    wanted = list(dict.fromkeys([floor] if isinstance(floor, str) else floor))
    problems = [
        Problem(f'there is no offer "{name}"', f"write it as in the list of offers."
                f"{suggestion(name, offers['name'])}")
        for name in wanted if name not in set(offers["name"])
    ]  # fmt: skip
    if problems:
        raise DataProblem(problems, "the floor")
    if not wanted:
        raise one_problem("the floor is empty", "name at least one offer that everybody gets.")
    return offers.drop_duplicates("name").set_index("name").loc[wanted].reset_index()


def _of_people(treats: pd.Series, linkage: Linkage | None) -> pd.Series:
    """Whom a policy treats, once each: a person is treated if one of the cards is."""
    known = treats.dropna().astype(bool)
    people = as_people(pd.Series(known.index.astype(str)), linkage)
    return known.groupby(people.to_numpy()).max()


def _policies(policies: Mapping[str, pd.Series], came: set[str]) -> dict[str, pd.Series]:
    chosen, problems = {}, []
    for name, treats in policies.items():
        if not treats.index.isin(list(came)).any():
            problems.append(
                Problem(f'the policy "{name}" is of no customer who bought in the last year',
                        "give a Series: customer_id to True or False.")
            )  # fmt: skip
            continue
        chosen[name] = treats
    if problems:
        raise DataProblem(problems, "the policies")
    return chosen


def _groups(ws: Workspace, linkage: Linkage | None) -> pd.DataFrame:
    """Tier of a year ago and age of each customer, as far as the firm knows them."""
    out = pd.DataFrame({"customer_id": pd.Series(dtype="str")})
    customers = ws.get("customers", "customer_id", "previous_tier")
    if customers is not None:
        frame = customers.frame()
        tier = pd.DataFrame(
            {"customer_id": as_people(frame["customer_id"], linkage), TIER: frame["previous_tier"]}
        )
        # The best tier of the cards of one person is the person's.
        rank = tier[TIER].map({"gold": 0, "silver": 1, "bronze": 2}).fillna(3)
        tier = tier.assign(rank=rank).sort_values("rank", kind="stable").drop(columns="rank")
        out = out.merge(tier.drop_duplicates("customer_id"), on="customer_id", how="outer")
    records = ws.get("source_records", "customer_id", "birth_date")
    if records is not None:
        frame = records.frame()
        frame = frame[frame["customer_id"].notna() & frame["birth_date"].notna()]
        years = (pd.Timestamp(last_day(ws)) - frame["birth_date"]).dt.days / 365.25
        band = np.array(BANDS, dtype=object)[np.digitize(years, AGES)]
        ages = pd.DataFrame({"customer_id": as_people(frame["customer_id"], linkage), AGE: band})
        out = out.merge(ages.drop_duplicates("customer_id"), on="customer_id", how="outer")
    return out
