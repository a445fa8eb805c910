"""Tables from everywhere: workbooks, Parquet, folders, DataFrames, databases."""

from __future__ import annotations

import datetime as dt
import io
import sqlite3
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import ibis
import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import xlsxwriter

from cvmlab.data.workspace import load
from cvmlab.errors import DataProblem

HEADER = ["customer_id", "date", "amount"]
JAN, FEB = dt.date(2024, 1, 15), dt.date(2024, 2, 1)


def workbook(**sheets: list[list[Any]]) -> bytes:
    """A workbook; dates become real dates, texts stay texts."""
    content = io.BytesIO()
    with xlsxwriter.Workbook(content, {"in_memory": True}) as book:
        day = book.add_format({"num_format": "dd.mm.yyyy"})
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            for i, row in enumerate(rows):
                for j, cell in enumerate(row):
                    if isinstance(cell, (dt.date, dt.datetime)):
                        sheet.write_datetime(i, j, cell, day)
                    elif isinstance(cell, str):
                        sheet.write_string(i, j, cell)
                    elif cell is not None:
                        sheet.write(i, j, cell)
    return content.getvalue()


ORDERS = [HEADER, ["007", JAN, 10.5], ["008", FEB, -2]]


def refused(given: Any, **settings: Any) -> str:
    with pytest.raises(DataProblem) as caught:
        load(given, settings).transactions  # noqa: B018
    return str(caught.value)


# ---- workbooks


def test_a_workbook_keeps_leading_zeros_and_real_dates(read, days, amounts):
    transactions = read(workbook(Orders=ORDERS), "orders.xlsx")
    assert list(transactions.frame()["customer_id"]) == ["007", "008"]
    assert days(transactions) == ["2024-01-15", "2024-02-01"]
    assert amounts(transactions) == [1050, -200]
    assert 'Sheet "Orders".' in transactions.ledger.notes


def test_numbers_as_ids_are_read_without_decimals(read):
    rows = [HEADER, [12345, JAN, 1.5], [1e15, JAN, 2.0], ["12345", FEB, 3.0]]
    transactions = read(workbook(Orders=rows), "orders.xlsx")
    assert set(transactions.frame()["customer_id"]) == {"12345", "1000000000000000"}


def test_real_and_text_dates_mix(read, days):
    rows = [HEADER, ["a", JAN, 1.0], ["b", "31.01.2024", 2.0], ["c", "2024-02-01", 3.0],
            ["d", dt.datetime(2024, 2, 2, 23, 59), 4.0]]  # fmt: skip
    found = days(read(workbook(Orders=rows), "orders.xlsx"))
    assert found == ["2024-01-15", "2024-01-31", "2024-02-01", "2024-02-02"]


def test_a_header_below_a_preamble_is_found(read, aside):
    rows = [["Sales report"], [], ["Created", JAN], HEADER, *ORDERS[1:], [None, "Total", 8.5]]
    transactions = read(workbook(Orders=rows), "orders.xlsx")
    assert transactions.ledger.rows_used == 2
    assert aside(transactions) == {
        "stands before the header": 3, "a line of totals, not a sale": 1,
    }  # fmt: skip
    assert transactions.ledger.rows == 6


def test_several_filled_sheets_are_a_question(refusal):
    text = refusal(workbook(Orders=ORDERS, Other=ORDERS, Empty=[]), "orders.xlsx")
    assert "2 sheets hold something: Orders, Other" in text and '--sheet "Orders"' in text


def test_a_sheet_is_chosen_by_name(read):
    content = workbook(Notes=[["x", "y"], ["1", "2"]], Orders=ORDERS)
    assert read(content, "orders.xlsx", sheet="Orders").ledger.rows_used == 2


def test_an_empty_second_sheet_is_no_question(read):
    assert read(workbook(Orders=ORDERS, Sheet2=[]), "orders.xlsx").ledger.rows_used == 2


@pytest.mark.parametrize(
    ("content", "settings", "phrases"),
    [
        (workbook(Orders=ORDERS), {"sheet": "Odrers"}, ['no sheet "Odrers"', "Orders"]),
        (workbook(Orders=[]), {}, ["every sheet of the workbook is empty"]),
        (workbook(Orders=[HEADER]), {}, ["no rows below the header"]),
        (workbook(Orders=ORDERS), {"header": "9"}, ['"9" is no row', "1 to 3"]),
        (workbook(Orders=ORDERS[1:]), {}, ["no header", "--header none"]),
        (b"garbage" * 100, {}, ["cannot be opened", "without a password"]),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, {}, ["cannot be opened", "password"]),
        (b"", {}, ["empty"]),
        (workbook(Orders=[HEADER, ["a", 45306, 1.0]]), {}, ["--dates excel", '"45306" in line 2']),
    ],
    ids=["wrong sheet", "empty", "only a header", "wrong header", "no header", "garbage",
         "with a password", "no bytes", "serials"],
)  # fmt: skip
def test_workbooks_that_cannot_be_read_say_why(content, settings, phrases, refusal):
    text = refusal(content, "orders.xlsx", **settings)
    assert all(phrase in text for phrase in phrases)


def test_excel_serials_are_read_when_told_so(read, days):
    rows = [HEADER, ["a", 45306, 1.0], ["b", 45307.75, 1.0]]
    assert days(read(workbook(Orders=rows), "orders.xlsx", dates="excel")) == [
        "2024-01-15", "2024-01-16",
    ]  # fmt: skip


def test_numbers_of_a_workbook_are_never_taken_for_thousands(read, amounts):
    rows = [HEADER, ["a", JAN, 1.234], ["b", JAN, 1234.5], ["c", JAN, 0.1 + 0.2]]
    assert amounts(read(workbook(Orders=rows), "orders.xlsx")) == [123, 123450, 30]


# ---- Parquet, DataFrames, Ibis tables


def typed_frame() -> pd.DataFrame:
    return pd.DataFrame(
        {
            "customer_id": [1, 2, 3],
            "date": pd.to_datetime(["2024-01-15 23:59", "2024-02-01 00:00", "2024-02-02 09:00"]),
            "amount": [10.5, -2.0, 0.3],
            "shop": ["x", None, "y"],
        }
    )


def test_typed_parquet_keeps_its_types(tmp_path, amounts, days):
    path = tmp_path / "orders.parquet"
    typed_frame().to_parquet(path)
    transactions = load(path).transactions
    assert amounts(transactions) == [1050, -200, 30]
    assert days(transactions) == ["2024-01-15", "2024-02-01", "2024-02-02"]
    assert set(transactions.frame()["customer_id"]) == {"1", "2", "3"}


def test_parquet_of_every_type_is_read(tmp_path, amounts):
    table = pa.table(
        {
            "customer_id": pa.array(["a", "b"]).dictionary_encode(),
            "date": pa.array([JAN, FEB], pa.date32()),
            "amount": pa.array([Decimal("10.50"), Decimal("-2.00")], pa.decimal128(20, 2)),
            "flag": [True, False],
            "list": [[1, 2], []],
        }
    )
    pq.write_table(table, tmp_path / "orders.parquet")
    assert amounts(load(tmp_path / "orders.parquet").transactions) == [1050, -200]


def test_a_broken_parquet_file_is_named(refusal):
    assert "cannot be read" in refusal(b"PAR1 no more", "orders.parquet")


def test_an_empty_parquet_file_is_named(tmp_path):
    typed_frame().head(0).to_parquet(tmp_path / "orders.parquet")
    assert "there are no rows" in refused(tmp_path / "orders.parquet")


def test_a_dataframe_is_read_with_its_gaps(aside):
    frame = typed_frame()
    frame.loc[3] = [np.nan, pd.Timestamp("2024-02-03"), 1.0, "z"]
    frame.loc[4] = [5, pd.NaT, 1.0, "z"]
    frame.loc[5] = [6, pd.Timestamp("2024-02-03"), np.nan, "z"]
    transactions = load(frame).transactions
    assert set(transactions.frame()["customer_id"]) == {"1", "2", "3"}
    assert aside(transactions) == {
        "no customer: the id is empty or a placeholder": 1, "no date": 1, "no amount": 1,
    }  # fmt: skip


def test_days_with_a_time_zone_are_the_ones_written(days):
    frame = typed_frame()
    frame["date"] = frame["date"].dt.tz_localize("America/New_York")
    assert days(load(frame).transactions) == ["2024-01-15", "2024-02-01", "2024-02-02"]


def test_days_with_a_time_zone_in_parquet_are_the_ones_written(tmp_path, days):
    frame = typed_frame()
    frame["date"] = frame["date"].dt.tz_localize("UTC")
    frame.to_parquet(tmp_path / "orders.parquet")
    assert days(load(tmp_path / "orders.parquet").transactions)[0] == "2024-01-15"


def test_mixed_objects_in_a_dataframe_are_read_as_text(amounts, days):
    frame = pd.DataFrame(
        {
            "customer_id": ["007", 8, None],
            "date": [JAN, "2024-02-01", dt.datetime(2024, 2, 2, 10)],
            "amount": [Decimal("10.50"), "20.25", 3],
        },
        dtype=object,
    )
    transactions = load(frame).transactions
    assert list(transactions.frame()["customer_id"]) == ["007", "8"]
    assert amounts(transactions) == [1050, 2025]


def test_a_dataframe_with_odd_labels_is_read_and_not_changed():
    frame = typed_frame()
    frame.index = [5, 5, 5]
    frame = frame.rename(columns={"shop": 7})
    before = frame.copy()
    assert load(frame).transactions.ledger.rows_used == 3
    pd.testing.assert_frame_equal(frame, before)


def test_an_empty_dataframe_is_named():
    assert "no rows" in refused(typed_frame().head(0))


def test_infinite_amounts_are_set_aside(aside):
    frame = typed_frame()
    frame.loc[0, "amount"] = np.inf
    assert aside(load(frame).transactions) == {"the amount cannot be read": 1}


def test_an_ibis_table_and_an_arrow_table_are_read_alike():
    frame = typed_frame()
    arrow = pa.Table.from_pandas(frame)
    expected = load(frame).transactions.frame()
    for given in (arrow, ibis.memtable(frame), ibis.memtable(frame).filter(ibis._.amount > -9)):
        pd.testing.assert_frame_equal(load(given).transactions.frame(), expected)


# ---- folders of parts


def test_a_folder_of_parts_is_one_table(tmp_path, write, aside):
    write("customer_id,date,amount\na,2024-01-15,1.50\n", "parts/jan.csv")
    write("amount;customer_id;date\n2.50;b;01.02.2024\nx;c;29.02.2024\n", "parts/feb.csv")
    write("not a table", "parts/.hidden.csv")
    write("notes", "parts/readme.md")
    transactions = load(tmp_path / "parts").transactions
    assert transactions.ledger.rows_used == 2
    (entry,) = [e for e in transactions.ledger.entries if e.kind == "set aside"]
    assert entry.examples[0].startswith("feb.csv line 3")
    assert "2 files" in transactions.ledger.source


def test_parts_that_contradict_each_other_are_named_with_their_file(tmp_path, write):
    write("customer_id;date;amount\na;2024-01-15;1.50\n", "parts/jan.csv")
    write("customer_id;date;amount\na;2024-02-15;1,50\n", "parts/feb.csv")
    text = refused(tmp_path / "parts")
    assert '"1.50" in jan.csv line 2' in text and '"1,50" in feb.csv line 2' in text


def test_parts_with_different_columns_are_named(tmp_path, write):
    write("customer_id,date,amount\na,2024-01-15,1.50\n", "parts/a.csv")
    write("customer_id,date,total\na,2024-01-15,1.50\n", "parts/b.csv")
    write("", "parts/c.csv")
    text = refused(tmp_path / "parts")
    assert "b.csv has other columns than a.csv: amount, total" in text
    assert "c.csv: the file is empty" in text and "2 problems" in text


def test_a_broken_first_part_does_not_shift_the_blame(tmp_path, write):
    write("", "parts/a.csv")
    write("customer_id,date,amount\na,2024-01-15,1.50\n", "parts/b.csv")
    write("customer_id,date,total\na,2024-01-15,1.50\n", "parts/c.csv")
    assert "c.csv has other columns than b.csv" in refused(tmp_path / "parts")


def test_an_empty_folder_is_named(tmp_path):
    (tmp_path / "parts").mkdir()
    assert 'the folder "parts" holds no table' in refused(tmp_path / "parts")


# ---- databases


def sqlite_file(path: Path, *tables: str) -> Path:
    with sqlite3.connect(path) as connection:
        for table in tables:
            connection.execute(f"create table {table} (customer_id text, date text, amount real)")
            connection.execute(f"insert into {table} values ('a', '2024-01-15', 10.5)")
            connection.execute(f"insert into {table} values (null, '2024-01-16', 2)")
    connection.close()
    return path


def duckdb_file(path: Path, *tables: str) -> Path:
    with duckdb.connect(str(path)) as connection:
        for table in tables:
            connection.execute(
                f"create table {table} as select * from (values ('a', date '2024-01-15', "
                "10.5::decimal(10,2)), (null, date '2024-01-16', 2)) "
                "as t(customer_id, date, amount)"
            )
    return path


MAKERS = {"sqlite": sqlite_file, "duckdb": duckdb_file}


@pytest.mark.parametrize("kind", MAKERS)
def test_a_database_of_one_table_is_read(kind, tmp_path, aside):
    path = MAKERS[kind](tmp_path / "orders.db", "orders")
    transactions = load(f"{kind}:///{path}").transactions
    assert transactions.ledger.cents_used == 1050 and transactions.ledger.rows == 2
    assert transactions.ledger.source == "orders"


@pytest.mark.parametrize("kind", MAKERS)
def test_a_database_is_found_from_the_folder_one_is_in(kind, tmp_path, monkeypatch):
    MAKERS[kind](tmp_path / "orders.db", "orders")
    monkeypatch.chdir(tmp_path)
    assert load(f"{kind}:///orders.db").transactions.ledger.rows == 2


@pytest.mark.parametrize("kind", MAKERS)
def test_of_several_tables_one_is_named(kind, tmp_path):
    path = MAKERS[kind](tmp_path / "orders.db", "orders", "archive")
    text = refused(f"{kind}:///{path}")
    assert "2 tables are there" in text and "?table=" in text and "archive, orders" in text
    assert load(f"{kind}:///{path}?table=orders").transactions.ledger.rows == 2
    assert 'no table "odrers"' in refused(f"{kind}:///{path}?table=odrers")


@pytest.mark.parametrize("kind", MAKERS)
def test_a_missing_or_broken_database_is_named(kind, tmp_path, write):
    assert 'no database "' in refused(f"{kind}:///nowhere.db")
    path = write(b"no database at all" * 100, "broken.db")
    text = refused(f"{kind}:///{path}")
    assert "broken.db" in text and "cannot be" in text


def test_an_unknown_kind_of_database_is_named():
    text = refused("oracle9://host/db")
    assert "oracle9" in text and "duckdb" in text


def test_a_password_in_an_address_is_never_shown():
    text = refused("oracle9://me:secret@host/db")
    assert "secret" not in text
