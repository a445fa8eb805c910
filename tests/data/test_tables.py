"""A table under its contract: every row and every cell accounted for, whatever its file is like."""

from __future__ import annotations

import csv
import io
import time
from decimal import Decimal

import hypothesis.strategies as st
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings

from cvmlab.data.contracts.table import Column, Contract
from cvmlab.data.tables import read_table
from cvmlab.errors import DataProblem

SURVEY = Contract(
    "survey",
    "one questionnaire that came back",
    (
        Column("customer_id", "id", "Who answered.", required=True, known_as=("customer",)),
        Column("date", "date", "The day of the answer.", required=True, known_as=("answered on",)),
        Column("overall", "count", "How satisfied, all in all.", low=1, high=10,
               known_as=("q12",), empty="not answered"),
        Column("minutes", "number", "Minutes taken.", low=0, empty="not measured"),
        Column("cost", "money", "What the invitation cost.", unit="EUR", low=0, empty="no cost"),
        Column("remain", "flag", "Whether to stay.", empty="not answered"),
        Column("channel", "text", "How it was sent.", choices=("store", "click and collect", "web"),
               empty="not known"),
    ),
    key=("customer_id", "date"),
)  # fmt: skip
HEAD = "customer;date;q12;minutes;cost;remain;channel\n"


@pytest.fixture
def survey(write):
    def read(rows, head=HEAD, name="survey.csv", **settings):
        return read_table(write(head + rows, name), SURVEY, settings)

    return read


def test_a_table_is_typed_as_its_contract_says(survey):
    table = survey("007;2024-05-06;9;2,5;1,50;ja;Web\n8;2024-05-07;10;3;0;nein;store\n")
    types = {name: str(kind) for name, kind in table.table.schema().items()}
    assert types == {
        "customer_id": "string", "date": "date", "overall": "int64", "minutes": "float64",
        "cost": "decimal(20, 2)", "remain": "boolean", "channel": "string",
    }  # fmt: skip
    frame = table.frame()
    assert frame["customer_id"].tolist() == ["007", "8"]
    assert frame["date"].dtype == "datetime64[s]" and frame["date"][0] == pd.Timestamp("2024-05-06")
    assert frame["overall"].tolist() == [9, 10] and frame["minutes"].tolist() == [2.5, 3.0]
    assert frame["cost"].tolist() == [1.5, 0.0] and frame["remain"].tolist() == [True, False]
    assert frame["channel"].tolist() == ["web", "store"], "words are spelt as the contract has them"
    assert table.ledger.rows == table.ledger.rows_used == 2


def test_every_row_is_used_or_set_aside_with_its_reason(survey):
    table = survey(
        "1;2024-05-06;9;1;1;ja;web\n"
        ";2024-05-06;9;1;1;ja;web\n"
        "2;soon;9;1;1;ja;web\n"
        "3;2024-05-06;8;1;1;ja;web\n"
        "1;2024-05-06;4;1;1;ja;web\n"
        "4;;9;1;1;ja;web\n"
        "Total;;;;6;;\n"
        "5;2024-05-06;7;1;1;ja\n"
        "6;2024-05-06;7;1;1;ja;web;and more\n"
        "7;0202-05-06;7;1;1;ja;web\n"
    )
    reasons = {e.reason: e.rows for e in table.ledger.entries}
    assert table.frame()["customer_id"].tolist() == ["1", "3"]
    assert reasons["used"] == 2
    assert reasons["customer_id is empty"] == 1
    assert reasons["date is not a day"] == 1 and reasons["date is empty"] == 1
    assert reasons["date is not between 1900 and 2099"] == 1
    assert reasons["repeats the key of an earlier row"] == 1
    assert reasons["a line of totals"] == 1
    assert sum(reasons.values()) == table.ledger.rows == 10
    by_reason = {e.reason: e.examples for e in table.ledger.entries}
    aside = table.set_aside()
    assert aside["line"].tolist() == [3, 4, 6, 7, 8, 9, 10, 11], "what is no row stands there too"
    assert aside["reason"][1] == "date is not a day"
    assert aside["date"][1] == "soon", "the cells are those of the file"
    assert by_reason["date is not a day"] == ('line 4: customer_id "2", date "soon"',)
    assert table.ledger.sentences()[0] == (
        "survey.csv: 10 rows, of which 2 are used and 8 set aside. "
        "One row is one questionnaire that came back."
    )


def test_cells_the_table_can_do_without_are_left_empty_and_told(survey):
    table = survey(
        "1;2024-05-06;11;1;1;ja;web\n"
        "2;2024-05-06;nine;-1;-5;perhaps;fax\n"
        "3;2024-05-06;7,5;1;1;1;store\n"
        "4;2024-05-06;n/a;-;;;store\n"
    )
    assert table.ledger.rows_used == 4
    told = {(c.column, c.reason): c.cells for c in table.ledger.cells}
    assert told == {
        ("overall", "1 to 10"): 1,
        ("overall", "a whole number"): 2,
        ("minutes", "0 or more"): 1,
        ("cost", "0 or more"): 1,
        ("remain", "yes or no"): 1,
        ("channel", "store, click and collect or web"): 1,
    }
    frame = table.frame()
    assert frame["overall"].isna().all() and frame["remain"].tolist()[2] is True
    assert frame["channel"].tolist()[2:] == ["store", "store"]
    words = " ".join(table.ledger.sentences())
    assert 'overall: 1 cell that is not 1 to 10 was left empty (line 2: overall "11").' in words
    assert "overall: 2 cells that are not a whole number were left empty (line 3: " in words


def test_what_is_needed_and_outside_is_set_aside(write):
    needed = Contract("answers", "one answer", (
        Column("wave", "count", "The wave.", required=True, low=1, high=4),
        Column("kind", "text", "Which.", required=True, choices=("a", "b")),
    ))  # fmt: skip
    table = read_table(write("wave,kind\n1,a\n5,b\n2.5,a\n3,B\n4,c\n"), needed)
    assert table.frame().to_dict("list") == {"wave": [1, 3], "kind": ["a", "b"]}
    reasons = {e.reason: e.rows for e in table.ledger.entries}
    assert reasons == {
        "used": 2, "wave is not 1 to 4": 1, "wave is not a whole number": 1,
        "kind is not a or b": 1,
    }  # fmt: skip


def test_money_adds_up_to_the_cent(survey):
    table = survey(
        "1;2024-05-06;1;1;1.234,56;ja;web\n"
        ";2024-05-06;1;1;100,10;ja;web\n"
        "2;2024-05-06;1;1;-7,05;ja;web\n"
        "3;2024-05-06;1;1;free;ja;web\n"
    )
    (money,) = table.ledger.sums
    assert (money.read, money.used, money.set_aside, money.emptied) == (132761, 123456, 10010, -705)
    assert money.read == money.used + money.set_aside + money.emptied
    assert table.table.cost.sum().execute() == Decimal("1234.56")


CELLS = {
    "customer": st.sampled_from(["a", "b", "K1", "", "guest"]),
    "date": st.sampled_from(["2024-01-15", "2024-02-30", "2024-03-01", ""]),
    "q12": st.sampled_from(["1", "10", "11", "2.5", "x", "", "n/a"]),
    "cost": st.one_of(
        st.decimals("-99.99", "9999.99", places=2).map(str), st.sampled_from(["", "free"])
    ),
    "remain": st.sampled_from(["yes", "no", "maybe", ""]),
    "channel": st.sampled_from(["store", "web", "fax", ""]),
}


@settings(max_examples=12, deadline=None)
@given(rows=st.lists(st.fixed_dictionaries(CELLS), min_size=1, max_size=12))
def test_nothing_is_lost_whatever_stands_in_the_cells(rows, tmp_path_factory):
    text = io.StringIO()
    writer = csv.DictWriter(text, fieldnames=list(CELLS))
    writer.writeheader()
    usable = {"customer": "sure", "date": "2024-05-06", "q12": "5", "cost": "1.25",
              "remain": "no", "channel": "web"}  # fmt: skip
    rows = [usable, *rows]
    writer.writerows(rows)
    path = tmp_path_factory.mktemp("any") / "survey.csv"
    path.write_text(text.getvalue(), encoding="utf-8", newline="")
    table = read_table(path, SURVEY, {"decimal": "point"})
    ledger, frame = table.ledger, table.frame()
    good = {
        (r["customer"], r["date"])
        for r in rows
        if r["customer"] not in ("", "guest") and r["date"] in ("2024-01-15", "2024-03-01")
    }
    assert len(frame) == ledger.rows_used == len(good) + 1
    assert ledger.rows == len(rows)
    (money,) = ledger.sums
    costs = [Decimal(r["cost"]) for r in rows if r["cost"] not in ("", "free")]
    assert money.read == int(sum(costs) * 100)
    assert money.read == money.used + money.set_aside + money.emptied
    assert money.used == round(frame["cost"].sum() * 100)
    assert frame["overall"].dropna().between(1, 10).all()


def test_words_of_the_firms_own_are_kept(survey):
    words = ["web", "Filiale", "Filiale", "Filiale"] * 2
    rows = "".join(f"{i};2024-05-06;9;1;1;ja;{word}\n" for i, word in enumerate(words, 1))
    table = survey(rows)
    assert set(table.frame()["channel"]) == {"Filiale", "web"} and not table.ledger.cells
    assert any("words of its own (Filiale, web)" in flag for flag in table.ledger.flags)


def test_another_scale_is_a_question(survey):
    rows = "".join(f"{i};2024-05-06;{1 + i % 5};1;1;ja;web\n" for i in range(1, 41))
    assert any("overall: no answer is above 5" in flag for flag in survey(rows).ledger.flags)
    rows = "".join(f"{i};2024-05-06;{1 + i % 6};1;1;ja;web\n" for i in range(1, 41))
    assert not survey(rows).ledger.flags


def test_columns_the_contract_does_not_know_are_kept_and_told(survey):
    head = HEAD.replace("channel", "channel;Filiale;entry")
    table = survey("1;2024-05-06;9;1;1;ja;web;Ulm;x\n", head)
    assert table.columns[-2:] == ("Filiale", "entry (file)")
    assert table.frame()["Filiale"].tolist() == ["Ulm"]
    assert "Kept under their own names: Filiale, entry (file)." in table.ledger.sentences()


def test_columns_may_be_told_and_computed(write):
    path = write("Wer,Tag,hours\n1,2024-05-06,1.5\n")
    told = {"columns": {"customer_id": "Wer", "date": "Tag", "minutes": "hours * 60"}}
    assert read_table(path, SURVEY, told).frame()["minutes"].tolist() == [90.0]


def test_a_filter_and_a_key_of_ones_own(survey):
    table = survey(
        "1;2024-05-06;9;1;1;ja;web\n2;2024-05-07;3;1;1;ja;web\n3;2024-05-08;9;1;1;ja;store\n",
        where="q12 > 5",
        unique=["minutes"],
    )
    reasons = {e.reason: e.rows for e in table.ledger.entries}
    assert reasons == {
        "used": 1, "left out by the filter": 1, "repeats the key of an earlier row": 1,
    }  # fmt: skip


def test_what_is_undecided_is_asked(survey):
    with pytest.raises(DataProblem) as caught:
        survey("1;05/06/2024;9;1,234;1;ja;web\n")
    text = str(caught.value)
    assert "which number is the day" in text and "thousands or decimals" in text


def test_a_needed_column_that_is_missing_is_named(write):
    with pytest.raises(DataProblem, match="no column is known to be the customer_id"):
        read_table(write("who,date\n1,2024-05-06\n"), SURVEY)


def test_without_a_usable_row_it_is_a_plain_problem(survey):
    with pytest.raises(DataProblem, match="no row can be used; customer_id is empty"):
        survey(";2024-05-06;9;1;1;ja;web\n")


def test_an_optional_column_of_other_things_is_left_empty_not_refused(survey):
    table = survey("1;2024-05-06;good;1;1;ja;web\n2;2024-05-06;bad;1;1;ja;web\n")
    assert table.frame()["overall"].isna().all()
    assert table.ledger.cells[0].cells == 2


def test_it_says_what_it_is(survey):
    table = survey("1;2024-05-06;9;1;1;ja;web\n")
    assert repr(table).startswith("survey: 1 row, 7 columns (customer_id, date,")
    assert repr(table).endswith("One row is one questionnaire that came back.")
    assert "How satisfied, all in all." in table._repr_html_()
    assert table._repr_html_() == table._repr_html_()
    summary = table.ledger.summary()
    assert "overall <- q12 (by its name)" in summary and "used 1.00" in summary


def test_a_typed_table_is_read_at_once(tmp_path):
    number = 100_000
    rng = np.random.default_rng(7)
    frame = pd.DataFrame(
        {
            "customer_id": [f"K{i:07d}" for i in range(number)],
            "date": np.datetime64("2024-01-01", "s") + rng.integers(0, 300, number) * 86400,
            "overall": pd.array(rng.integers(1, 11, number), dtype="Int64"),
            "minutes": rng.random(number).round(4),
            "cost": rng.random(number).round(2),
            "remain": rng.random(number) < 0.5,
            "channel": rng.choice(["store", "web"], number),
        }
    )
    frame.loc[3, ["overall", "minutes"]] = None
    frame.to_parquet(tmp_path / "survey.parquet", index=False)
    started = time.perf_counter()
    read = read_table(tmp_path / "survey.parquet", SURVEY)
    found = read.frame()
    assert time.perf_counter() - started < 3
    pd.testing.assert_frame_equal(found, frame, check_dtype=False)
    assert found.dtypes.astype(str).to_dict() | {"customer_id": "", "channel": ""} == {
        "customer_id": "", "date": "datetime64[s]", "overall": "Int64", "minutes": "float64",
        "cost": "float64", "remain": "bool", "channel": "",
    }  # fmt: skip
    assert read.ledger.rows_used == number and not read.ledger.cells


def test_of_customers_given_twice_the_earliest_day_holds(write):
    path = write("customer,date\n1,2024-05-06\n1,2023-05-06\n1,\n")
    contract = Contract("c", "one customer", (
        Column("customer_id", "id", "Who.", required=True, known_as=("customer",)),
        Column("date", "date", "Since.", empty="not known"),
    ), key=("customer_id",))  # fmt: skip
    table = read_table(path, contract, earliest="date")
    assert table.frame()["date"].tolist() == [pd.Timestamp("2023-05-06")]


LETTERS = Contract("letters", "one letter", (
    Column("letter_id", "id", "The letter.", known_as=("contact id", "no")),
    Column("customer_id", "id", "Who got it.", required=True, known_as=("letter id", "no")),
))  # fmt: skip


def test_a_columns_own_name_goes_before_what_another_is_known_as(write):
    with pytest.raises(DataProblem, match="no column is known to be the customer_id"):
        read_table(write("letter id,text\n1,a\n"), LETTERS)


def test_a_name_that_two_columns_are_known_by_is_a_question(write):
    with pytest.raises(DataProblem, match='"No" could be the letter_id or the customer_id'):
        read_table(write("No,text\n1,a\n"), LETTERS)
    table = read_table(write("No,text\n1,a\n"), LETTERS, {"columns": {"customer_id": "No"}})
    assert table.columns == ("customer_id", "text")


def test_an_empty_cell_that_means_something_keeps_its_row(write):
    """Needed as a column, yet empty where a purchase was made without a card."""
    contract = Contract("receipts", "one receipt", (
        Column("customer_id", "id", "Whose card.", required=True, empty="bought without a card"),
        Column("date", "date", "The day.", required=True),
    ))  # fmt: skip
    table = read_table(write("customer_id,date\n,2024-05-06\n7,2024-05-06\n"), contract)
    assert table.ledger.rows_used == 2 and table.frame()["customer_id"].isna().sum() == 1


def test_a_typed_table_with_a_flaw_is_read_with_care(tmp_path):
    """What is quick must not be careless: any flaw shows in the ledger, typed or not."""
    good = {"customer_id": "1", "date": pd.Timestamp("2024-05-06"), "overall": 9, "minutes": 1.5,
            "cost": 2.25, "remain": True, "channel": "web"}  # fmt: skip

    def read(rows, contract=SURVEY):
        pd.DataFrame(rows).to_parquet(tmp_path / "typed.parquet")
        return read_table(tmp_path / "typed.parquet", contract)

    assert not read([good])._reading.checked, "nothing had to be looked at cell by cell"
    flaws = {
        "customer_id": (" 2", "guest", ""),
        "date": (pd.Timestamp("1899-05-06"), pd.NaT),
        "overall": (11, 0),
        "minutes": (-1.0,),
        "cost": (-0.01,),
        "channel": ("fax", "WEB"),
    }
    for column, values in flaws.items():
        for flaw in values:
            odd = {**good, "customer_id": "2", column: flaw}
            table = read([good, odd, {**good, "customer_id": "3"}])
            told = table.ledger.sentences()
            spelt_anew = {"customer_id": " 2", "channel": "WEB"}.get(column) == flaw
            assert (len(told) == 1) is spelt_anew, (column, flaw, told)
            found = table.frame()
            assert found["customer_id"].tolist() in (["1", "2", "3"], ["1", "3"])
            assert set(found["channel"].dropna()) == {"web"}
    assert read([good, good]).ledger.rows_used == 1
    text = Contract("notes", "one note", (Column("note", "text", "The note.", required=True),))
    notes = read({"note": ["a ", " ", None]}, text)
    assert notes.frame()["note"].tolist() == ["a"] and notes.ledger.rows_used == 1
    assert notes.ledger.rows == 3


@pytest.mark.parametrize(
    "cells", ["0.00067854321 1e-09 1234.5 -2", "0,00067854321 0,000000001 1.234,5 -2"]
)
def test_a_measurement_keeps_all_its_decimals(write, cells):
    contract = Contract("rates", "one rate", (Column("rate", "number", "The rate."),))
    path = write("rate;x\n" + "".join(f"{cell};a\n" for cell in cells.split()))
    found = read_table(path, contract).frame()["rate"].tolist()
    assert found == [0.00067854321, 1e-09, 1234.5, -2.0]
