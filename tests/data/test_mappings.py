"""Mappings and filters: what they can say, and that nothing in them is ever run as code."""

from __future__ import annotations

import pytest

from cvmlab.data.mapping import Mapping
from cvmlab.errors import DataProblem

ORDERS = (
    "who,day,Quantity,Unit Price,Price-2,discount,status\n"
    "a,2024-01-15,2,10.50,3.00,0.5,shipped\n"
    "b,2024-01-16,1,4.00,5.00,1,cancelled\n"
    "c,2024-02-01,4,1.25,7.00,0,\n"
)
WHO_WHEN = {"customer_id": "who", "date": "day"}


@pytest.mark.parametrize(
    ("amount", "cents"),
    [
        ("Unit Price", [1050, 400, 125]),
        ("Price-2", [300, 500, 700]),
        ("Quantity * Unit Price", [2100, 400, 500]),
        ('Quantity * "Unit Price"', [2100, 400, 500]),
        ('"Price-2" * Quantity', [600, 500, 2800]),
        ("Price-2 * Quantity", [600, 500, 2800]),
        ("Quantity * Unit Price * discount", [1050, 400, 0]),
        ("quantity * (Unit Price - 1)", [1900, 300, 100]),
        ("Unit Price / 2", [525, 200, 63]),
        ("-Quantity + 10", [800, 900, 600]),
        ("Unit Price * 1.19", [1250, 476, 149]),
        ("  Unit Price  ", [1050, 400, 125]),
    ],
)
def test_an_amount_is_arithmetic_over_columns(amount, cents, read, amounts):
    transactions = read(ORDERS, columns={**WHO_WHEN, "amount": amount})
    assert amounts(transactions) == cents
    assert ("amount", amount, "as told") in transactions.ledger.mapped


def test_a_division_by_zero_is_set_aside(read, aside):
    transactions = read(ORDERS, columns={**WHO_WHEN, "amount": "Quantity / discount"})
    assert aside(transactions) == {"the amount cannot be read": 1}


def test_a_missing_factor_is_a_missing_amount(read, aside):
    text = "who,day,Quantity,UnitPrice\na,2024-01-15,2,\nb,2024-01-16,,3.00\nc,2024-01-17,1,1.00\n"
    transactions = read(text, columns={**WHO_WHEN, "amount": "Quantity * UnitPrice"})
    assert transactions.ledger.rows_used == 1
    assert sum(aside(transactions).values()) == 2


HOSTILE = [
    "1; drop table x",
    "Quantity; drop table t1",
    "(select 1)",
    "Quantity * (select max(Quantity) from t1)",
    "read_text('/etc/passwd')",
    "abs(Quantity)",
    "__import__('os')",
    "Quantity -- comment",
    "Quantity ** 2",
    "Quantity || 'x'",
    "Quantity if 1 else 2",
    "t1.Quantity",
    "case when 1=1 then 2 end",
    "cast(Quantity as varchar)",
    "*",
    "Quantity = 1",
    "[Quantity]",
    "'text'",
    "Quantity * 'text'",
    "$1",
    "?",
    "Quantity *",
    "",
]


@pytest.mark.parametrize("expression", [e for e in HOSTILE if e and "--" not in e])
def test_nothing_but_arithmetic_is_taken_for_an_amount(expression, refusal):
    text = refusal(ORDERS, columns={**WHO_WHEN, "amount": expression})
    assert "cannot be used" in text or "not in the data" in text
    assert "1 problem" in text


@pytest.mark.parametrize(
    ("where", "kept"),
    [
        ("status != 'cancelled'", ["a", "c"]),
        ("status = 'cancelled'", ["b"]),
        ("status <> 'cancelled' and Quantity > 1", ["a", "c"]),
        ("Quantity >= 2 or status = 'cancelled'", ["a", "b", "c"]),
        ("not (status = 'cancelled')", ["a", "c"]),
        ("status in ('shipped', 'cancelled')", ["a", "b"]),
        ("status not in ('cancelled')", ["a", "c"]),
        ("status is null", ["c"]),
        ("status is not null", ["a", "b"]),
        ("Quantity between 2 and 3", ["a"]),
        ("Quantity in (1, 4)", ["b", "c"]),
        ("Quantity = 2.0", ["a"]),
        ("discount > -1", ["a", "b", "c"]),
        ("Unit Price < 10", ["b", "c"]),
        ("day >= '2024-01-16'", ["b", "c"]),
        ("date between '2024-01-15' and '2024-01-16'", ["a", "b"]),
        ("amount > 4", ["a"]),
        ("customer_id != 'a'", ["b", "c"]),
        ("STATUS != 'cancelled'", ["a", "c"]),
        ("status != 'can''t; drop table x'", ["a", "b", "c"]),
        ("5 < Unit Price", ["a"]),
        ("'cancelled' = status", ["b"]),
    ],
)
def test_a_filter_keeps_what_it_says(where, kept, read, aside):
    transactions = read(ORDERS, columns={**WHO_WHEN, "amount": "Unit Price"}, where=where)
    assert sorted(transactions.frame()["customer_id"]) == kept
    out = 3 - len(kept)
    assert aside(transactions) == ({"left out by the filter": out} if out else {})


@pytest.mark.parametrize(
    "where",
    [
        "1; drop table x",
        "status = 'x'; drop table t1",
        "status = (select 'x')",
        "status in (select status from t1)",
        "exists (select 1)",
        "length(status) > 3",
        "status like '%x%'",
        "read_text('/etc/passwd') = 'x'",
        "status",
        "Quantity + 1",
        "status = ",
        "status == ",
        "t1.status = 'x'",
        "1 = 1",
        "true",
        "Quantity is true",
        "Quantity > 1 > 0",
        "status = 'open",
        "case when status = 'x' then true end",
        "status = status2",
        "Quantity and status = 'x'",
    ],
)
def test_nothing_but_comparisons_is_taken_for_a_filter(where, refusal):
    text = refusal(ORDERS, columns={**WHO_WHEN, "amount": "Unit Price"}, where=where)
    assert "cannot be used" in text or "not in the data" in text
    assert "1 problem" in text


def test_a_filter_that_leaves_nothing_says_so(refusal):
    text = refusal(ORDERS, columns={**WHO_WHEN, "amount": "Unit Price"}, where="status = 'Shipped'")
    assert "left out by the filter" in text and "(3 rows)" in text


def test_a_mistyped_column_is_corrected_kindly(refusal):
    text = refusal(ORDERS, columns={**WHO_WHEN, "amount": "Quantity * UnitPrise"})
    assert '"UnitPrise" that is not in the data' in text and "use one of: who, day" in text
    text = refusal(ORDERS, columns={"customer_id": "whoo", "date": "day", "amount": "Unit Price"})
    assert 'Did you mean "who"?' in text


def test_a_mistyped_target_is_corrected_kindly(refusal):
    text = refusal(ORDERS, columns={**WHO_WHEN, "ammount": "Unit Price"})
    assert '"ammount" is no column of the table transactions' in text
    assert 'Did you mean "amount"?' in text


def test_a_missing_amount_suggests_quantity_times_price(refusal):
    text = refusal("customer_id,date,Quantity,UnitPrice\na,2024-01-15,1,2.00\n")
    assert "no column is known to be the amount" in text
    assert '--map amount="Quantity * UnitPrice"' in text


def test_several_candidates_are_a_question(refusal):
    text = refusal("customer_id,date,revenue,total\na,2024-01-15,1.00,2.00\n")
    assert "2 columns could be the amount: revenue, total" in text
    assert '--map amount="revenue"' in text


def test_a_column_spoken_for_is_no_candidate_any_more(read, amounts):
    text = "customer_id,date,revenue,total\na,2024-01-15,1.00,2.00\n"
    transactions = read(text, columns={"amount": "total", "margin": "revenue"})
    assert amounts(transactions) == [200]
    assert transactions.frame()["margin_cents"].tolist() == [100]


def test_arithmetic_is_refused_where_one_column_is_meant(refusal):
    text = refusal(
        ORDERS, columns={"customer_id": "Quantity * 2", "date": "day", "amount": "Price-2"}
    )
    assert "is arithmetic, but customer_id is one column" in text


@pytest.mark.parametrize(
    "headers",
    [
        ("Customer ID", "InvoiceDate", "Line Total"),
        ("Kundennummer", "Bestelldatum", "Betrag"),
        ("KUNDEN-NR", "Rechnungsdatum", "Umsatz"),
        ("cust_id", "order-date", "Revenue"),
        ("Member", "Day", "Spend"),
        ("customer_id", "created_at", "total_price"),
    ],
)
def test_well_known_names_are_found(headers, read):
    transactions = read(";".join(headers) + "\na;2024-01-15;1,50\n")
    assert transactions.ledger.cents_used == 150
    assert {how for _, _, how in transactions.ledger.mapped} == {"by its name"}


def test_further_columns_keep_their_names_and_can_be_renamed(read):
    transactions = read(ORDERS, columns={**WHO_WHEN, "amount": "Price-2", "state": "status"})
    found = transactions.frame()
    assert found["state"].iloc[0] == "shipped" and found["Unit Price"].iloc[0] == "10.50"


def test_a_further_column_named_like_a_contract_column_is_kept_apart(read):
    text = "customer_id,Day,amount,Date,Cents\na,2024-01-15,1.00,x,7\n"
    found = read(text, columns={"date": "Day"}).frame()
    assert str(found["date"].iloc[0])[:10] == "2024-01-15"
    assert "x" in found.iloc[0].astype(str).tolist()


SETTINGS = Mapping(
    columns={"amount": 'Quantity * "Unit Price"', "customer_id": "who", "date": "d\\ay"},
    dates="dmy", decimal="comma", where="status != 'can\"celled'", fill_down=True,
    unique=("a", "b"), basis="net", currency="EUR", rates="rates.csv", sheet="Tab 1",
    header="3", encoding="cp1252", delimiter="tab",
)  # fmt: skip


def test_a_mapping_survives_being_written_and_read(tmp_path):
    path = tmp_path / "mapping.toml"
    path.write_text(SETTINGS.to_toml(), encoding="utf-8")
    assert Mapping.read(path) == SETTINGS
    assert Mapping.read(SETTINGS.to_dict()) == SETTINGS


def test_a_mapping_with_odd_names_survives_too(tmp_path):
    odd = Mapping(columns={"größe": "Ü\tb\u0007er", "a.b": 'x\\y"z', "date": "tägl."})
    path = tmp_path / "mapping.toml"
    path.write_text(odd.to_toml(), encoding="utf-8")
    assert Mapping.read(path) == odd


def test_a_mapping_file_with_a_byte_order_mark_is_read(tmp_path):
    path = tmp_path / "mapping.toml"
    path.write_bytes(b"\xef\xbb\xbf" + SETTINGS.to_toml().encode())
    assert Mapping.read(path) == SETTINGS


@pytest.mark.parametrize(
    ("content", "phrases"),
    [
        (b"[columns]\namount = ", ["no readable TOML", "cvmlab map"]),
        (b"\xff\xfe\x00x", ["no readable TOML"]),
        (b'datess = "dmy"\n', ['"datess" is no setting', 'Did you mean "dates"?']),
        (b'[reading]\ndecimals = "comma"\n', ['Did you mean "decimal"?']),
        (b'[reading]\ndates = "european"\n', ['dates = "european"', "dmy or mdy"]),
        (b'columns = "amount"\n', ["columns is no table of names"]),
        (b'reading = "dmy"\n', ["reading"]),
        (b'[reading]\nfill_down = "yes"\n', ["fill_down"]),
        (b"[reading]\nunique = 3\n", ["unique"]),
        (
            b'[reading]\ndates = "x"\nbasis = "y"\nfoo = 1\n',
            ["3 problems", "dates", "basis", "foo"],
        ),
    ],
)
def test_a_mapping_file_that_cannot_be_used_says_why(content, phrases, tmp_path):
    path = tmp_path / "mapping.toml"
    path.write_bytes(content)
    with pytest.raises(DataProblem) as caught:
        Mapping.read(path)
    for phrase in phrases:
        assert phrase in str(caught.value)


def test_a_missing_mapping_file_is_named():
    with pytest.raises(DataProblem, match='no mapping file "nowhere'):
        Mapping.read("nowhere.toml")


def test_settings_given_later_win_and_columns_add_up():
    later = SETTINGS.with_settings(
        dates="mdy", columns={"amount": "x"}, where=None, fill_down=False
    )
    assert later.dates == "mdy" and later.columns["amount"] == "x"
    assert later.columns["customer_id"] == "who" and later.where == SETTINGS.where
