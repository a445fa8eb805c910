"""The sample company as text, as workbooks and typed: the same tables, cell by cell.

Parquet is taken as it stands, text and workbooks are read with care: two routes to each value.
"""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from cvmlab.data.planted_truth import truth
from cvmlab.data.workspace import load
from cvmlab.kestrel.tables import OF_THE_FIRM
from cvmlab.kestrel.write import write_company

PEOPLE = 200


@pytest.fixture(scope="module")
def company(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("formats")
    few = {name: OF_THE_FIRM[name] for name in ("bids", "b2b_accounts", "kpi_catalogue")}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("cvmlab.kestrel.company.OF_THE_FIRM", few)  # the others are only longer
        for form in ("parquet", "csv", "xlsx"):
            write_company(folder / form, PEOPLE, 7, form)
    return {form: folder / form for form in ("parquet", "csv", "xlsx")}


def assert_same(one, other, name):
    pd.testing.assert_frame_equal(one.frame(), other.frame(), check_dtype=False, obj=name)
    assert other.ledger.rows == other.ledger.rows_used == one.ledger.rows, name
    assert len(other.ledger.sentences()) == 1, other.ledger.sentences()


def test_text_holds_what_parquet_holds(company):
    typed, written = load(company["parquet"]), load(company["csv"])
    assert written.tables == typed.tables and len(typed.tables) > 15
    for name in typed.tables:
        if name != "transactions":
            assert_same(getattr(typed, name), getattr(written, name), name)
    one, other = typed.transactions.ledger, written.transactions.ledger
    assert (one.rows, one.rows_used, one.cents) == (other.rows, other.rows_used, other.cents)


def test_the_truth_is_the_same_as_text(company):
    typed, written = truth(company["parquet"]), truth(company["csv"])
    assert written.tables == typed.tables
    for name in ("person", "record"):
        assert_same(getattr(typed, name), getattr(written, name), name)


def test_workbooks_hold_what_parquet_holds(company):
    typed, written = load(company["parquet"]), load(company["xlsx"])
    assert written.tables == typed.tables
    for name in ("customers", "service_events", "bids"):
        assert_same(getattr(typed, name), getattr(written, name), name)
