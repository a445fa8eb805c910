"""What a report hands over is plain, exact and the same every time."""

from __future__ import annotations

import json
import zipfile
from datetime import date

import numpy as np
import pandas as pd
import pytest
from python_calamine import CalamineWorkbook

from cvmlab.pages import excel
from cvmlab.pages.delivery import deliver
from cvmlab.pages.excel import ExcelMeanwhile
from cvmlab.pages.kernel import FOLDER_VARIABLE

CUSTOMERS = pd.DataFrame(
    {
        "customer_id": ["b", "007", "=1+1"],
        "frequency": [3, 0, 1],
        "value": [12.345, np.nan, np.inf],
        "regular": [True, False, True],
        "last_purchase": pd.to_datetime(["2024-01-01", None, "2024-05-05"]),
        "first_purchase": [date(2023, 1, 1), None, date(2024, 5, 5)],
    }
)


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.setenv(FOLDER_VARIABLE, str(tmp_path))
    return tmp_path


def hand_over(folder, customers, **more):
    """What a report does: the notebook delivers, the workbook is made of it meanwhile."""
    workbook = ExcelMeanwhile(folder)
    workbook.look()
    deliver(customers=customers, **more)
    deliver({"n": 3})
    workbook.finish()


def test_a_workbook_that_cannot_be_written_is_no_silent_loss(folder):
    (folder / "customers.parquet").write_text("no table", encoding="utf-8")
    with pytest.raises(RuntimeError, match="Parquet"):
        ExcelMeanwhile(folder).finish()


def test_outside_a_report_nothing_is_written_and_a_sentence_says_so(tmp_path, monkeypatch, capsys):
    monkeypatch.delenv(FOLDER_VARIABLE, raising=False)
    monkeypatch.chdir(tmp_path)
    deliver({"a": 1}, CUSTOMERS)
    assert list(tmp_path.iterdir()) == []
    assert capsys.readouterr().out.startswith("Nothing was written:")


def test_metrics_are_plain_json_of_meaningful_digits(folder):
    deliver(
        {
            "n": np.int64(3),
            "share": np.float64(1 / 3),
            "missing": float("nan"),
            "day": pd.Timestamp("2024-01-02"),
            "by_decile": np.array([1.0, 2.5]),
            "fit": {"r": 0.1 + 0.2, "ok": np.bool_(True)},
            "text": "naïve <b>",
        }
    )
    assert json.loads((folder / "metrics.json").read_text(encoding="utf-8")) == {
        "n": 3,
        "share": 0.3333333333,
        "missing": None,
        "day": "2024-01-02",
        "by_decile": [1.0, 2.5],
        "fit": {"r": 0.3, "ok": True},
        "text": "naïve <b>",
    }
    assert not (folder / "customers.xlsx").exists()


def test_both_tables_hold_the_customers_in_order(folder):
    before = CUSTOMERS.copy()
    hand_over(folder, CUSTOMERS)
    pd.testing.assert_frame_equal(CUSTOMERS, before)
    parquet = pd.read_parquet(folder / "customers.parquet")
    assert parquet.customer_id.tolist() == ["007", "=1+1", "b"]
    rows = CalamineWorkbook.from_path(folder / "customers.xlsx").get_sheet_by_index(0).to_python()
    assert rows[0] == list(CUSTOMERS.columns)
    assert rows[1] == ["007", 0, "", False, "", ""]
    assert rows[2] == ["=1+1", 1, "infinite", True, date(2024, 5, 5), date(2024, 5, 5)]
    assert rows[3][:3] == ["b", 3, 12.345]


def test_the_same_customers_give_the_same_bytes(folder):
    kept = []
    for frame in (CUSTOMERS, CUSTOMERS.iloc[::-1]):
        hand_over(folder, frame, number_formats={"value": "0%"})
        kept.append({p.name: p.read_bytes() for p in folder.iterdir()})
    assert kept[0] == kept[1]
    with zipfile.ZipFile(folder / "customers.xlsx") as book:
        assert b"2000-01-01" in book.read("docProps/core.xml")
        assert b'formatCode="0%"' in book.read("xl/styles.xml")


def test_the_workbook_may_show_fewer_columns_than_the_table(folder):
    hand_over(folder, CUSTOMERS, excel_columns=["customer_id", "value"])
    rows = CalamineWorkbook.from_path(folder / "customers.xlsx").get_sheet_by_index(0).to_python()
    assert rows[0] == ["customer_id", "value"]
    assert list(pd.read_parquet(folder / "customers.parquet").columns) == list(CUSTOMERS.columns)


def test_more_customers_than_excel_takes_go_to_parquet_alone(folder, monkeypatch):
    monkeypatch.setattr(excel, "_EXCEL_ROWS", 2)
    deliver({}, CUSTOMERS)
    excel.write_excel(folder / "customers.parquet", folder / "customers.xlsx")
    assert sorted(p.name for p in folder.iterdir()) == ["customers.parquet", "metrics.json"]


def test_no_customers_is_a_table_with_headings_only(folder):
    hand_over(folder, CUSTOMERS.head(0))
    rows = CalamineWorkbook.from_path(folder / "customers.xlsx").get_sheet_by_index(0).to_python()
    assert rows == [list(CUSTOMERS.columns)]
