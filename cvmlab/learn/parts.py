"""The parts that people of the sample company play in each lesson, and who can play them elsewhere.

One entry a lesson: a word of the sample company as it stands in the lesson's cells, and the
function that finds in a firm's own tables what takes its place (:mod:`cvmlab.learn.stand_ins`).
"""

from __future__ import annotations

from typing import Any

import pandas as pd

from cvmlab.errors import DataProblem
from cvmlab.learn.stand_ins import Pick, busiest, buyers, in_most, level, silent

MAURA, DARA, MARY = "K0000001", "K0000002", "K0001514"
AURELIAN = "F0420"
DESK = ("source_records", "preferences", "service_events", "contacts", "assignments")


def _named(facts: Any) -> pd.DataFrame:
    """Who answered by name most often: their ids, with their mean overall satisfaction."""
    survey = facts.ws.survey.frame().dropna(subset=["customer_id"])
    people = survey.groupby("customer_id")["overall"].agg(["size", "mean"])
    people = people[people["size"] == people["size"].max()]
    known = buyers(facts.ws)
    return people.loc[known.index[known.index.isin(people.index)][:60]]


def _bitter(facts: Any) -> Any:
    return _named(facts)["mean"].astype("float64").idxmin()


def _content(facts: Any) -> Any:
    return _named(facts)["mean"].astype("float64").idxmax()


def _answered(facts: Any) -> Any:
    return facts.answers.table["customer_id"]


def _person_of_several_records(facts: Any) -> pd.Series:
    """The records of one person with one card and a till receipt, or whatever comes next to it."""
    records = facts.ws.source_records.frame().set_index("record_id")
    records = records.assign(person=facts.linkage.identities)
    carded = records[records["customer_id"].notna()]
    first = carded.drop_duplicates("person")
    others = records[records["customer_id"].isna()].drop_duplicates("person")
    both = first.reset_index().merge(
        others.reset_index(), on="person", suffixes=("", "_other")
    )  # fmt: skip
    days = buyers(facts.ws)
    return both.loc[both["customer_id"].map(days).fillna(0).idxmax()]


def _by_hand(facts: Any) -> Any:
    """A customer of a tier whose own needs are known."""
    return facts.hero["customer_id"]


def _won(facts: Any, channel: str) -> Any:
    """A customer won by the channel, who is followed by hand."""
    customers = facts.ws.customers.frame()
    mine = customers.loc[customers["channel"].astype("str") == channel, "customer_id"]
    return busiest(facts, mine)


def _channels(facts: Any) -> list[str]:
    """Channels on which money is spent, dearest customers first."""
    costs = facts.ws.acquisition_costs.frame().groupby("channel")[["spend", "customers_won"]].sum()
    each = costs["spend"] / costs["customers_won"].clip(lower=1)
    return [str(one) for one in each[each > 0].sort_values(ascending=False).index]


def _channel(facts: Any, sample: str, place: int) -> str | None:
    """The channel of this name where there is one, else the one at this place by its cost."""
    known = _channels(facts)
    if sample in known:
        return sample
    followed = [one for one in known if _is_followed(facts, one)]
    rest = [one for one in known if one not in followed]
    return [*followed, *rest][place] if place < len(known) else None


def _is_followed(facts: Any, channel: str) -> bool:
    """Whether enough customers were won by it to see them pay back, before and after."""
    try:
        facts.won.of(channel)
        facts.lost.of(channel)
    except DataProblem:
        return False
    return True


def _sent_friends(facts: Any) -> Any:
    """Below zero in the year, and a sender of friends where that is known."""
    table = facts.found.table
    by = [name for name in ("friends", "trips") if name in table]
    below = table[table["left_over"] < 0] if (table["left_over"] < 0).any() else table
    return below.sort_values([*by, "customer_id"]).iloc[-1]["customer_id"]


def _by_lot(facts: Any) -> Any:
    """Of those who were drawn, who is in most of the other tables."""
    drawn = facts.found.trial.table["customer_id"]
    return busiest(facts, drawn)


def _shopper(facts: Any) -> Any:
    return facts.ws.choice_tasks.frame()["respondent_id"].iloc[0]


PARTS: dict[str, dict[str, Pick]] = {
    "00": {
        MAURA: lambda f: busiest(f, f.values.customers.index),
        DARA: lambda f: busiest(f, f.values.customers.index, place=1),
    },
    "11": {MAURA: lambda f: busiest(
        f, in_most(f, "customers", "service_events", "survey", "attempts") or None)},
    "12": {MAURA: lambda f: f.customer},
    "13": {MAURA: _bitter, DARA: _content},
    "14": {MAURA: lambda f: busiest(
        f, in_most(f, "service_events", "contributions", needed=("survey",)))},
    "21": {
        MARY: lambda f: _person_of_several_records(f)["customer_id"],
        "R0002377": lambda f: _person_of_several_records(f)["record_id"],
        "R0003464": lambda f: _person_of_several_records(f)["record_id_other"],
        "R0000926": lambda f: next(
            one for one in f.home.records if one != _person_of_several_records(f)["record_id"]),
    },
    "22": {MARY: _by_hand, AURELIAN: lambda f: f.account_name},
    "23": {MARY: lambda f: busiest(f, in_most(f, *DESK, needed=("preferences", "contacts")))},
    "24": {MARY: _by_lot},
    "31": {
        MAURA: lambda f: f.caterer["customer"],
        DARA: lambda f: f.person(DARA, 1)["customer"],
    },
    "32": {
        "gold": lambda f: level(f, "previous_tier"),
        "silver": lambda f: level(f, "previous_tier", 1),
        "K0000073": lambda f: busiest(f, f.frame.table["customer_id"]),
    },
    "33": {
        MAURA: lambda f: busiest(f, f.index.table["customer_id"]),
        "gold": lambda f: level(f, "previous_tier"),
    },
    "34": {
        DARA: silent,
        MAURA: lambda f: f.history.table.sort_values("history").iloc[-1]["customer_id"],
    },
    "41": {"Kestrel": lambda f: f.own, "Q0000593": lambda f: f.who},
    "42": {
        "H0000460": _shopper,
        MAURA: lambda f: busiest(f, in_most(f, needed=("service_events",))),
    },
    "51": {MAURA: lambda f: busiest(f, f.values.table["customer_id"]), DARA: silent},
    "52": {
        "marketplace": lambda f: _channel(f, "marketplace", 0),
        "paid search": lambda f: _channel(f, "paid search", 1),
        "door-drop": lambda f: _channel(f, "door-drop", 2),
        "K0018964": lambda f: _won(f, f.slow_channel),
    },
    "53": {MAURA: lambda f: f.named, DARA: silent},
    "54": {
        "K0004708": _sent_friends,
        MAURA: lambda f: busiest(f, f.found.table["customer_id"]),
        AURELIAN: lambda f: f.farthest["account_id"],
    },
}  # fmt: skip
