"""A firm small enough for a pencil, and linkages made by hand."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

import pandas as pd

from cvmlab.data.workspace import Workspace, load
from cvmlab.idic.identify.linkage_result import Linkage

# Ann holds two cards and a web account without one; Bob and Cid one card each.
RECORDS = """record_id,customer_id,system,first_name,surname,created
R1,K1,loyalty,Ann,Byrne,2021-05-01
R2,K2,loyalty,Ann,Byrne,2022-06-01
R3,,web,Ann,Byrne,2022-07-01
R4,K3,loyalty,Bob,Byrne,2022-08-01
R5,K4,loyalty,Cid,Daly,2022-09-01
"""
# Three years of 364 days end on 29 December 2024: 2024-01-01, 2023-01-02, 2022-01-03 begin one.
ORDERS = """customer_id,date,amount,margin,record_id,channel
K1,2022-03-01,100.00,20.00,R1,store
K1,2024-03-01,40.00,8.00,R1,store
K2,2024-04-01,70.00,14.00,R2,store
,2024-05-01,10.00,2.00,R3,web
K3,2022-05-01,80.00,16.00,R4,store
K3,2024-05-01,30.00,6.00,R4,store
K4,2024-12-29,90.00,18.00,R5,store
,2024-12-29,5.00,1.00,,store
"""
CUSTOMERS = """customer_id,acquired_on,channel,tier
K1,2021-05-01,walk-in,bronze
K2,2022-06-01,referral,bronze
K3,2022-08-01,walk-in,bronze
K4,2022-09-01,walk-in,silver
"""
COSTS = """week,channel,spend,customers_won
2022-01-03,referral,20.00,2
2022-01-10,referral,10.00,1
2022-01-03,walk-in,8.00,2
"""
# In March four letters to Ann, two on each card; in April five on one card.
LETTERS = "customer_id,record_id,date,cost,outcome,channel\n" + "".join(
    f"{card},{record},2024-{day},{cost},none,letter\n"
    for card, record, day, cost in (
        ("K1", "R1", "03-02", 1.0), ("K1", "R1", "03-05", 1.0), ("K2", "R2", "03-09", 2.0),
        ("K2", "R2", "03-20", 2.0), *[("K1", "R1", f"04-{10 + i}", 1.0) for i in range(5)],
        ("K3", "R4", "03-03", 1.0),
    )
)  # fmt: skip
WISHES = """preference_id,customer_id,preference,recorded_on,visible,used,asked_again
W1,K1,no plastic,2022-03-01,yes,no,3
W2,K3,no nuts,2022-03-01,no,no,2
"""
TABLES = {
    "source_records": RECORDS, "transactions": ORDERS, "customers": CUSTOMERS,
    "acquisition_costs": COSTS, "contacts": LETTERS, "preferences": WISHES,
}  # fmt: skip
ANN = {"R1": "K1", "R2": "K1", "R3": "K1", "R4": "K3", "R5": "K4"}


def firm(folder: Path, *without: str) -> Workspace:
    """The small firm in a folder, perhaps without some of its tables."""
    for name, text in TABLES.items():
        if name not in without:
            (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    return load(str(folder))


def by_hand(
    identities: dict[str, str], cards: dict[str, str], pairs: pd.DataFrame | None = None
) -> Linkage:
    """A linkage as somebody says it is; `pairs` with record_a, record_b and probability."""
    ids = list(identities)
    table = pd.DataFrame(
        {
            "record_id": ids,
            "customer_id": pd.Series([cards.get(one) for one in ids], dtype="str"),
            "system": "loyalty",
            "created": pd.to_datetime("2022-01-01"),
            "identity": list(identities.values()),
        }
    )
    if pairs is None:
        pairs = pd.DataFrame({"record_a": [], "record_b": [], "probability": []})
    place = {one: at for at, one in enumerate(ids)}
    pairs = pairs.assign(
        one=pairs["record_a"].map(place).astype("int64"),
        two=pairs["record_b"].map(place).astype("int64"),
        bits=1.0, known=False, apart=False, linked=pairs["probability"] >= 0.99,
    )  # fmt: skip
    named = table.set_index("record_id")["identity"]
    model = SimpleNamespace(fields=(), prior=0.1)
    return Linkage(
        table=table, pairs=pairs, identities=named, threshold=0.99, guard=False,
        model=model, rules=(), aside=(), records=table.drop(columns="identity"),  # type: ignore[arg-type]
    )  # fmt: skip


def anns_linkage(pairs: pd.DataFrame | None = None) -> Linkage:
    """Ann's three records put together."""
    return by_hand(ANN, {"R1": "K1", "R2": "K2", "R4": "K3", "R5": "K4"}, pairs)
