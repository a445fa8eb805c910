"""History beside residual value: never added, and the planted slippers found."""

from __future__ import annotations

import pandas as pd
import pytest

from cvmlab import paths
from cvmlab.errors import DataProblem
from cvmlab.loyalty.retention.historic_value import historic_value
from cvmlab.loyalty.retention.historic_value_picture import plot_historic_value

TRUTH = paths.DATASETS / "kestrel" / "truth" / "person.parquet"


@pytest.fixture(scope="module")
def customers(kestrel):
    return kestrel.customers.frame()


@pytest.fixture(scope="module")
def result(kestrel_days, customers):
    return historic_value(kestrel_days, customers, keep=["previous_tier", "tier"])


def test_the_slipped_are_the_planted_slippers(result):
    person = pd.read_parquet(TRUTH).dropna(subset="customer_id").drop_duplicates("customer_id")
    planted = person.set_index("customer_id")["slip_week"].notna()
    found = result.slipped["customer_id"].map(planted)
    assert len(found) > 50 and found.mean() > 0.95


def test_the_best_by_history_lose_their_tier_although_they_still_come(result):
    some = result.slipped
    assert (some["tier"] == "bronze").mean() > 0.8
    assert (some["quiet_days"] <= 91).all()
    assert some.iloc[0]["customer_id"] == "K0000001"
    assert result.place("K0000001") == 1 and result.place("K0000001", "residual") > 2000


def test_history_and_residual_value_stand_apart(result, kestrel_days, customers):
    given = pd.Series(7.0, index=customers["customer_id"])
    with_residual = historic_value(kestrel_days, customers, residual=given)
    assert (with_residual.table["residual"] == 7.0).all()
    pd.testing.assert_series_equal(with_residual.table["history"], result.table["history"])
    assert "are expected to come" in with_residual.of("K0000001", "EUR")
    as_column = customers.assign(expected=7.0)
    pd.testing.assert_frame_equal(
        historic_value(kestrel_days, as_column, residual="expected").table, with_residual.table
    )
    total = result.table["history"] + result.table["residual"]
    for column in result.table.columns.drop(["history", "residual"]):
        if pd.api.types.is_numeric_dtype(result.table[column]):
            assert not result.table[column].astype(float).equals(total)


def test_history_is_what_the_files_say(result, kestrel, customers):
    lines = kestrel.transactions.table
    hers = lines.filter(lines.customer_id == "K0000001").cents.sum().to_pandas() / 100
    before = customers.set_index("customer_id").loc["K0000001", "sales_before_2022"]
    row = result.table.set_index("customer_id").loc["K0000001"]
    assert row.history == pytest.approx(hers + before, abs=0.01)


def test_bad_talk_is_common_among_the_slipped(result):
    talk = result.talk
    assert talk["slipped"][1] > 0.4 and talk["others"][2] < 0.05
    assert "62% of them" in result.says("EUR")
    assert "Talks badly of us" in str(result.summary("EUR"))


def test_without_talk_or_earlier_sales_it_says_less(kestrel_days, customers):
    plain = historic_value(kestrel_days, customers[["customer_id"]])
    assert not plain.whole_history and plain.talk == {}
    assert "talk badly" not in plain.sentence
    assert "since 3 Jan 2022" in str(plain.summary())


def test_the_picture_names_one_customer(result):
    picture = plot_historic_value(result, "K0000001", name="Maura Keane", currency="EUR")
    assert "Maura Keane: K0000001 brought €257,033" in picture.alt
    assert picture.png.startswith(b"\x89PNG")


def test_bad_input_is_refused_all_at_once(kestrel_days, customers):
    with pytest.raises(DataProblem) as caught:
        historic_value(kestrel_days, customers, residual="clv", keep=["colour"])
    assert len(caught.value.problems) == 2
    short = pd.DataFrame(
        {"customer_id": "a", "date": pd.to_datetime(["2024-01-01", "2024-03-01"]), "amount": 5.0}
    )
    with pytest.raises(DataProblem, match="shorter than two years"):
        historic_value(short, pd.DataFrame({"customer_id": ["a"]}))
    with pytest.raises(DataProblem, match="no customer"):
        historic_value(kestrel_days, customers).of("nobody")
