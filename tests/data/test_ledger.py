"""Every row is a purchase, an adjustment or set aside with its reason, and the money adds up."""

from __future__ import annotations

import csv

import pytest

from cvmlab.data.workspace import load


def entries(transactions):
    return {e.reason: (e.rows, e.cents) for e in transactions.ledger.entries}


PLACEHOLDERS = ["", "0", "000", "(blank)", "guest", "GUEST", "Unknown", "n/a", "#N/A", "NULL",
                "anonymous", "-", "walk-in", "Gast", "none", "undefined", "0.0"]  # fmt: skip


def test_placeholder_ids_are_never_a_customer(read):
    rows = "".join(f"{name},2024-01-16,100.00\n" for name in PLACEHOLDERS)
    transactions = read("customer_id,date,amount\na,2024-01-15,1.00\n" + rows)
    found = entries(transactions)
    assert found["no customer: the id is empty or a placeholder"] == (
        len(PLACEHOLDERS), len(PLACEHOLDERS) * 10000,
    )  # fmt: skip
    assert transactions.ledger.customers == 1


def test_customers_with_names_near_a_placeholder_are_customers(read):
    names = ["10", "guesthouse", "Unknown Pleasures Ltd", "N. Null", "00x"]
    rows = "".join(f"{name},2024-01-16,1.00\n" for name in names)
    assert read("customer_id,date,amount\n" + rows).ledger.customers == len(names)


def test_zeros_are_kept_and_flagged(read):
    transactions = read(
        "customer_id,date,amount\na,2024-01-15,0\nb,2024-01-16,-0.00\nc,2024-01-16,1\n"
    )
    assert entries(transactions)["purchase line"] == (3, 100)
    assert any("2 rows have an amount of zero" in flag for flag in transactions.ledger.flags)


def test_rows_that_repeat_are_kept_and_flagged(read):
    transactions = read("customer_id,date,amount\n" + "a,2024-01-15,1.00\n" * 3)
    assert entries(transactions)["purchase line"] == (3, 300)
    assert any("2 rows repeat another" in flag for flag in transactions.ledger.flags)


KEYED = (
    "customer_id,date,amount,line\n"
    "a,2024-01-15,1.00,1\na,2024-01-15,1.00,1\nb,2024-01-16,2.00,2\nb,2024-01-16,9.00,2\n"
    "c,2024-01-17,3.00,\nd,2024-01-18,4.00,\n"
)


def test_repeats_of_a_declared_key_are_dropped_and_differing_ones_flagged(read):
    transactions = read(KEYED, unique=["line"])
    found = entries(transactions)
    assert found["repeats the declared unique key"] == (2, 1000)
    assert found["purchase line"] == (4, 1000)
    assert any("1 differ" in flag for flag in transactions.ledger.flags)


def test_rows_with_an_empty_key_repeat_nothing(read):
    transactions = read(KEYED, unique=["line"])
    assert {"c", "d"} <= set(transactions.frame()["customer_id"])


def test_a_key_of_several_columns_and_by_contract_name(read):
    transactions = read(KEYED, unique=["customer_id", "line"], columns={"transaction_id": "line"})
    assert entries(transactions)["purchase line"][0] == 4


def test_a_key_that_is_not_there_is_named(refusal):
    text = refusal(KEYED, unique=["lines"])
    assert 'a column "lines" that is not there' in text and "line" in text


def test_a_file_of_returns_only_says_so(refusal):
    text = refusal("customer_id,date,amount\na,2024-01-15,-1.00\nb,2024-01-16,-2.00\n")
    assert "only returns" in text and "sign" in text


RETURNS = (
    "order_id,customer_id,date,amount\n"
    "1,a,2024-01-15,10.00\n"
    "2,a,2024-02-01,20.00\n"
    "1,a,2024-03-01,-10.00\n"  # the whole of order 1
    "2,a,2024-03-01,-5.00\n"  # a part of order 2
    "9,a,2024-03-02,-1.00\n"  # an order nobody knows: the latest purchase up to then
    ",a,2024-01-20,-2.00\n"  # no order, and the only earlier one was returned: nothing
    "3,b,2024-01-15,-7.00\n"  # nothing before
    "4,c,2024-01-15,8.00\n"
)


def test_returns_find_their_order_else_the_latest_purchase(read):
    ledger = read(RETURNS).ledger
    assert ledger.adjustments == {
        "order": (2, -1500), "earlier purchase": (1, -100), "unmatched": (2, -900),
    }  # fmt: skip
    assert ledger.cancelled[0] == 1
    assert entries(read(RETURNS))["adjustment"] == (5, -2500)
    text = " ".join(ledger.sentences())
    assert "2 to the order they name" in text and "2 to nothing" in text


SHOPIFY_LINES = (
    "Order ID,Customer ID,Created at,Lineitem,Total price\n"
    "1001,a,2024-01-15,x,10.00\n1001,,,y,5.00\n1002,b,2024-01-16,x,7.00\n1002,,,z,1.00\n"
)
SHOPIFY_FIRST_ONLY = SHOPIFY_LINES.replace("1001,,", ",,").replace("1002,,", ",,")


@pytest.mark.parametrize("text", [SHOPIFY_LINES, SHOPIFY_FIRST_ONLY])
def test_order_fields_are_filled_down_when_asked(text, read, amounts, days):
    transactions = read(text, fill_down=True)
    assert transactions.ledger.rows_used == 4
    assert amounts(transactions) == [1000, 500, 700, 100]
    assert days(transactions) == ["2024-01-15"] * 2 + ["2024-01-16"] * 2


@pytest.mark.parametrize("text", [SHOPIFY_LINES, SHOPIFY_FIRST_ONLY])
def test_filling_down_is_hinted_at_when_not_asked(text, read):
    transactions = read(text)
    assert transactions.ledger.rows_used == 2
    assert any("2 rows" in flag and "--fill-down" in flag for flag in transactions.ledger.flags)


def test_filling_down_never_crosses_orders(read):
    text = SHOPIFY_LINES + "1003,,2024-01-17,x,9.00\n"
    transactions = read(text, fill_down=True)
    assert entries(transactions)["no customer: the id is empty or a placeholder"] == (1, 900)


def test_filling_down_without_an_order_number_is_refused(refusal):
    text = refusal("customer_id,date,amount\na,2024-01-15,1.00\n", fill_down=True)
    assert "filling down needs the number of the order" in text and "--map order_id" in text


MESSY = (
    "customer_id,date,amount,note\n"
    "a,2024-01-15,1.00,=1+1\n"
    "K100273,2024-02-31,2.00,@cmd\n"
    ",2024-01-16,3.00,-x\n"
    "b,2024-01-17,4.00\n"
    "\n"
    "c,2024-01-18,oops,+5\n"
    "Total,,10.00,\n"
)


def test_the_ledger_adds_up_and_shows_lines_but_not_people(read):
    ledger = read(MESSY).ledger
    assert ledger.rows == 7 == sum(e.rows for e in ledger.entries)
    assert ledger.rows_used == 1 and ledger.cents_used == 100
    text = ledger.summary()
    assert "K100273" not in text and "K1•••3" in text
    assert "line 3" in text and "2024-02-31" in text
    assert list(ledger.table.columns) == ["what", "reason", "rows", "money", "examples"]
    assert ledger.table["rows"].sum() == 7


def test_the_rows_set_aside_can_be_written_with_their_reasons(read, tmp_path):
    path = tmp_path / "aside.csv"
    transactions = read(MESSY)
    assert transactions.write_set_aside(path) == 6
    with path.open(newline="", encoding="utf-8") as stream:
        rows = list(csv.reader(stream))
    assert rows[0][:3] == ["file", "line", "reason"] and len(rows) == 7
    assert sorted(int(row[1]) for row in rows[1:]) == [3, 4, 5, 6, 7, 8]
    cells = [cell for row in rows[1:] for cell in row]
    assert "'@cmd" in cells and "'-x" in cells  # nothing a spreadsheet would compute
    assert "b,2024-01-17,4.00" in cells


def test_net_or_gross_is_said(read):
    text = "customer_id,date,{}\na,2024-01-15,1.00\n"
    assert read(text.format("net amount")).ledger.basis == "net"
    assert read(text.format("Bruttobetrag")).ledger.basis == "gross"
    assert read(text.format("amount"), basis="gross").ledger.basis == "gross"
    unsaid = read(text.format("amount")).ledger
    assert unsaid.basis == "" and "not said" in " ".join(unsaid.notes)


def test_examples_show_no_customer_whole(tmp_path):
    path = tmp_path / "orders.csv"
    path.write_text(
        "customer,date,amount\nKAREN01,2024-01-05,3\nKAREN02,2024-02-31,4\nKAREN03,2024-01-06\n"
        "KAREN04,2024-01-07,x\n,2024-01-08,5\n",
        encoding="utf-8",
    )
    summary = load(path).transactions.ledger.summary()
    assert "KAREN" not in summary and "line 3" in summary and "customer_id empty" in summary
