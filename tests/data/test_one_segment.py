"""One segment read as a source of its own: the segments' ledgers add up to that of the whole."""

from __future__ import annotations

import pytest

from cvmlab.data.workspace import load
from cvmlab.errors import DataProblem
from cvmlab.pages.batch.segments import find_segments

ORDERS = """id,customer,date,amount,channel
1,A,2024-01-05,10.00,web
2,A,2024-01-06,12.50,"O'Hara, ''x''"
3,B,2024-02-05,-3.00,web
3,B,2024-02-04,9.99,shop
4,C,2024-03-05,8.25,
5,,2024-03-06,4.10,web
6,D,2024-03-07,7.77, web
6,D,2024-03-07,7.77,shop
7,D,2024-03-08,soon,shop
8,E,2024-03-09,1.23,日本
"""
CUSTOMERS = """customer_id,acquired_on,region
A,2023-01-01,north
B,2023-01-01,south
D,2023-01-01,
"""


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "orders.csv").write_text(ORDERS, encoding="utf-8")
    (tmp_path / "customers.csv").write_text(CUSTOMERS, encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize(
    ("column", "unique"), [("channel", ()), ("channel", ("id", "date")), ("customers.region", ())]
)
def test_the_ledgers_of_all_segments_add_up_to_the_whole(folder, column, unique):
    whole = load(folder, {"unique": list(unique)}).transactions.ledger
    found = find_segments(folder, {"unique": list(unique)}, column.removeprefix("customers."))
    assert found.column == column
    assert sum(p.rows for p in found.parts) == whole.rows == 10
    assert sum(p.cents for p in found.parts) == whole.cents_used
    entries = {}
    for part in found.parts:
        told = {"unique": list(unique), "each": found.column, "only": part.value}
        if not part.used:
            continue
        ledger = load(folder, told).transactions.ledger
        assert (ledger.rows, ledger.rows_used) == (part.rows, part.used)
        assert (ledger.cents_used, ledger.customers) == (part.cents, part.customers)
        assert "Only the rows in which" in ledger.notes[0]
        for entry in ledger.entries:
            entries[entry.reason] = entries.get(entry.reason, 0) + entry.rows
    expected = {e.reason: e.rows for e in whole.entries}
    unused = sum(p.rows for p in found.parts if not p.used)
    assert sum(expected.values()) - sum(entries.values()) == unused


def test_other_tables_are_read_for_the_same_customers(folder):
    told = {"each": "customers.region", "only": "north"}
    assert load(folder, told).customers.frame()["customer_id"].tolist() == ["A"]
    assert len(load(folder, {"each": "channel", "only": "web"}).customers) == 3


def test_how_dates_are_written_is_decided_by_all_rows(tmp_path):
    """In the segment alone, 05/06 could be either; the whole file says which."""
    rows = "customer,date,amount,shop\nA,05/06/2024,1,x\nB,25/06/2024,2,y\n"
    (tmp_path / "orders.csv").write_text(rows, encoding="utf-8")
    alone = load(tmp_path / "orders.csv", {"each": "shop", "only": "x"}).transactions.ledger
    assert str(alone.first_day) == "2024-06-05"


def test_a_mark_changes_with_any_cell_of_its_own_rows_and_with_no_other(folder):
    before = {p.value: p.mark for p in find_segments(folder, {}, "channel").parts}
    text = ORDERS.replace("8,E,2024-03-09,1.23", "8,E,2024-03-09,1.24")
    (folder / "orders.csv").write_text(text, encoding="utf-8")
    after = {p.value: p.mark for p in find_segments(folder, {}, "channel").parts}
    assert {value for value in before if before[value] != after[value]} == {"日本"}


@pytest.mark.parametrize(
    ("settings", "says"),
    [
        ({"each": "chanel"}, 'Did you mean "channel"'),
        ({"each": "date"}, "holds a day"),
        ({"each": "customer"}, "holds an id"),
        ({"each": "channel", "only": "wep"}, 'Did you mean "web"'),
        ({"each": "customers.regio"}, 'Did you mean "region"'),
        ({"only": "web"}, "names a segment alone"),
    ],
)
def test_what_divides_nothing_is_said(folder, settings, says):
    with pytest.raises(DataProblem) as problem:
        load(folder, settings).transactions  # noqa: B018
    assert says in str(problem.value)


def test_too_many_segments_are_refused_with_their_number(tmp_path):
    rows = "customer,date,amount,voucher\n" + "".join(
        f"C{i},2024-01-05,1,v{i}\n" for i in range(201)
    )
    (tmp_path / "orders.csv").write_text(rows, encoding="utf-8")
    with pytest.raises(DataProblem, match="makes 201 segments"):
        find_segments(tmp_path / "orders.csv", {}, "voucher")
