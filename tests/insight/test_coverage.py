"""What is written down: a worked firm, a second route over the raw files, Kestrel, bad input."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from cvmlab import paths
from cvmlab.data.workspace import load
from cvmlab.errors import DataProblem
from cvmlab.insight.recorded.coverage import coverage, coverage_of, plot_coverage
from cvmlab.insight.recorded.customer_trail import customer_trail
from cvmlab.insight.recorded.ledger_table import ledger_table
from cvmlab.insight.recorded.touchpoint_rows import QUESTIONS, written_down
from cvmlab.insight.recorded.unnamed import plot_unnamed, recent_purchases, unnamed
from tests.sample import sample_company

RAW = paths.DATASETS / "kestrel"


@pytest.fixture(scope="module")
def kestrel():
    return sample_company()


@pytest.fixture(scope="module")
def covered(kestrel):
    return coverage(kestrel)


@pytest.fixture
def firm(tmp_path):
    """A firm of seven rows: three receipts, two failures, two answers to a survey."""
    (tmp_path / "transactions.csv").write_text(
        "customer_id,date,amount,channel\n"
        "a,2024-05-06,10.00,store\n"
        ",2024-05-06,20.00,store\n"
        "guest,2024-05-07,30.00,click and collect\n"
    )
    (tmp_path / "service_events.csv").write_text(
        "customer_id,date,touchpoint,code,recovered\n"
        "a,2024-05-06,store,rude,no\n"
        ",2024-05-08,driver,late delivery,yes\n"
    )
    (tmp_path / "survey.csv").write_text(
        "response_id,wave,date,customer_id,overall,comment\n"
        "1,1,2024-06-01,a,9,lovely\n"
        "2,1,2024-06-01,,3,\n"
    )
    return tmp_path


# correctness


def test_seven_rows_are_covered_as_by_hand(firm):
    result = coverage(load(firm))
    rows = result.table.set_index(["touchpoint", "meeting"])
    assert list(rows.index) == [
        ("store", "purchase"), ("store", "failure"), ("collection", "purchase"),
        ("driver", "failure"), ("survey", "answer"),
    ]  # fmt: skip
    assert rows["rows"].tolist() == [2, 1, 1, 1, 2]
    assert rows["who"].tolist() == [0.5, 1, 0, 0, 0.5]
    assert rows["what"].tolist() == [1, 0, 1, 0, 0]
    assert rows["wrong"].tolist() == [0, 1, 0, 1, 0]
    assert rows["minutes"].tolist() == [0, 0, 0, 0, 0]
    assert rows["felt"].tolist() == [0, 0, 0, 0, 1]
    assert rows["said"].tolist() == [0, 0, 0, 0, 0.5]
    assert (result.rows, result.named_and_felt) == (7, 1)
    assert result.who == pytest.approx(3 / 7)
    assert result.who_and_felt == pytest.approx(1 / 7)
    assert result.blind == ("collection", "driver")
    assert result.only_failures == ("driver",)


def test_a_guest_is_no_name_and_no_row_is_lost(kestrel, covered):
    assert covered.rows == sum(
        len(pd.read_parquet(RAW / f"{name}.parquet", columns=["date"]))
        for name in ("transactions", "attempts", "service_events", "survey")
    )


def test_the_threshold_alone_decides_who_is_blind(kestrel, covered):
    counts = covered.counts
    assert coverage_of(counts, blind_below=0.4).blind == ()
    assert covered.blind == ("phone",)
    assert coverage_of(counts, blind_below=0.7).blind == ("phone", "web")
    assert "At every touchpoint 40% or more" in coverage_of(counts, blind_below=0.4).sentence


def test_drivers_of_kestrel_write_down_failures_only(covered):
    assert covered.only_failures == ("driver",)


# consistency: the raw files, without the engine


def test_names_and_feelings_agree_with_the_raw_files(covered):
    named = felt = both = 0
    for name, feeling in {
        "transactions": None, "attempts": "emotion", "service_events": None, "survey": "overall",
    }.items():  # fmt: skip
        raw = pd.read_parquet(RAW / f"{name}.parquet")
        who = raw["customer_id"].notna()
        feels = raw[feeling].notna() if feeling else pd.Series(False, index=raw.index)
        named, felt, both = named + who.sum(), felt + feels.sum(), both + (who & feels).sum()
    assert covered.who == pytest.approx(named / covered.rows)
    assert covered.felt == pytest.approx(felt / covered.rows)
    assert covered.named_and_felt == both


def test_touchpoints_are_sums_of_their_meetings(covered):
    both = covered.table.assign(named=covered.table["who"] * covered.table["rows"])
    by_hand = both.groupby("touchpoint")["named"].sum() / both.groupby("touchpoint")["rows"].sum()
    there = covered.touchpoints.set_index("touchpoint")["who"]
    pd.testing.assert_series_equal(there, by_hand.reindex(there.index), check_names=False)


def test_what_is_said_and_drawn_is_what_was_counted(covered):
    assert (
        "87% carry a name, and 10% say how" in covered.sentence
        and "phone (41%)" in covered.sentence
    )
    picture = plot_coverage(covered)
    assert "phone attempt to buy: who it was 6%, what they wanted 100%" in picture.alt
    cells = [text.get_text() for text in picture.axes.texts]
    assert len(cells) == len(covered.table) * len(QUESTIONS)
    assert cells[:3] == ["97%", "100%", "none"]
    assert "572,377" in str(covered.summary())


# one customer's trail


def test_every_row_of_a_customer_is_found(kestrel):
    trail = customer_trail(kestrel, "K0000001")
    found = trail.table.set_index("table")["rows"]
    for name in ("transactions", "contacts", "contributions", "service_events", "survey"):
        raw = pd.read_parquet(RAW / f"{name}.parquet", columns=["customer_id"])
        assert found[name] == (raw["customer_id"] == "K0000001").sum(), name
    sent = pd.read_parquet(RAW / "referrals.parquet")
    assert found["referrals"] == (sent["referrer"] == "K0000001").sum()
    assert trail.rows == found.sum()


def test_a_birthday_is_no_day_on_which_something_was_written_down(kestrel):
    trail = customer_trail(kestrel, "K0000001")
    assert str(trail.first) == "2016-01-11"
    assert trail.own_words == 3
    assert "K0000001" in trail.sentence and "128" in str(trail.summary())


def test_sales_by_year_agree_with_the_raw_file(kestrel):
    raw = pd.read_parquet(RAW / "transactions.parquet")
    hers = raw[raw["customer_id"] == "K0000001"]
    by_hand = hers.groupby(hers["date"].dt.year)["amount"].sum()
    sales = customer_trail(kestrel, "K0000001").sales
    pd.testing.assert_series_equal(
        sales, by_hand, check_names=False, check_index_type=False, rtol=1e-9
    )


def test_a_friend_who_was_sent_is_found_under_her_own_number(kestrel):
    trail = customer_trail(kestrel, "K0006805")
    assert trail.table.set_index("table").loc["referrals", "rows"] >= 1
    assert "interviews" in trail.silent and "No row in" in trail.sentence


def test_an_unknown_customer_is_named(kestrel):
    with pytest.raises(DataProblem, match="K9999999"):
        customer_trail(kestrel, "K9999999")


# what a missing name does


def test_those_who_look_gone_agree_with_drawing_lots():
    rng = np.random.default_rng(11)
    purchases = rng.geometric(0.2, 2_000)
    seen = rng.binomial(purchases, 0.6, size=(400, purchases.size))
    drawn = (seen == 0).sum(axis=1)
    result = unnamed(purchases, 0.6)
    assert drawn.mean() == pytest.approx(result.gone, rel=0.01)
    assert (seen == 1).sum(axis=1).mean() == pytest.approx(result.once, rel=0.01)
    # the range holds 95 of 100 draws; of 400 that is 380 give or take 9 (two standard errors)
    assert 368 <= ((drawn >= result.low) & (drawn <= result.high)).sum() <= 392


def test_with_every_name_nobody_looks_gone_and_without_any_all_do():
    assert unnamed([1, 4, 9], 1.0).gone == 0
    assert unnamed([1, 4, 9], 0.0).gone == 3
    assert unnamed([1, 4, 9], 1.0).once == 1


def test_the_curve_goes_through_the_number_that_is_told():
    picture = plot_unnamed([1, 2, 3, 4], 0.5)
    gone = 0.5 + 0.25 + 0.125 + 0.0625
    assert picture.axes.lines[1].get_ydata()[0] == pytest.approx(gone)
    assert picture.alt.startswith("With a name on 50% of purchases, 1 of 4 active customers")


def test_recent_purchase_days_agree_with_the_raw_file(kestrel):
    raw = pd.read_parquet(RAW / "transactions.parquet")
    recent = raw[(raw["date"] > "2024-06-30") & (raw["amount"] > 0)]
    by_hand = recent.groupby("customer_id")["date"].nunique().sort_index()
    pd.testing.assert_series_equal(recent_purchases(kestrel), by_hand, check_names=False)


def test_one_customer_is_worked_out_by_hand():
    result = unnamed(pd.Series([2, 5], index=["a", "b"]), 0.9)
    assert result.of("a").endswith("is 0.10 to the power of 2, or 1.0%.")
    assert result.of("c") == "c did not buy in this window, with or without a name."


def test_a_customer_without_a_purchase_is_refused():
    with pytest.raises(DataProblem, match="without a purchase"):
        unnamed([1, 0], 0.5)


def test_shares_beyond_all_are_refused(covered):
    with pytest.raises(ValueError, match="between 0 and 1"):
        unnamed([1], 1.5)
    with pytest.raises(ValueError, match="between 0 and 1"):
        coverage_of(covered.counts, blind_below=2)


# the ledger


def test_the_ledger_adds_up_to_every_row_and_all_money(kestrel):
    ledger = kestrel.transactions.ledger
    *lines, total = ledger_table(ledger).frame.itertuples(index=False)
    assert sum(line[1] for line in lines) == total[1] == 474_997
    assert sum(line[2] for line in lines) == pytest.approx(total[2])


# inputs


def test_a_firm_with_receipts_alone_is_covered(tmp_path):
    (tmp_path / "orders.csv").write_text("customer_id,date,amount\na,2024-05-06,1\n,2024-05-07,2\n")
    result = coverage(load(tmp_path / "orders.csv"))
    assert result.table["touchpoint"].tolist() == ["not written down"]
    assert result.who == 0.5 and result.felt == 0
    assert "50% carry a name, and none say how" in result.sentence


def test_no_table_of_meetings_is_told(tmp_path):
    (tmp_path / "kpi_catalogue.csv").write_text("name,hardness\nNet sales,hard\n")
    (tmp_path / "products.csv").write_text("product_id,name,price\np,Bread,1\n")
    with pytest.raises(DataProblem, match="no table says where"):
        written_down(load(tmp_path))


def test_impossible_counts_are_told(covered):
    wrong = covered.counts.assign(who=covered.counts["rows"] + 1)
    with pytest.raises(DataProblem, match="more answers than rows"):
        coverage_of(wrong)
    with pytest.raises(DataProblem, match="missing"):
        coverage_of(covered.counts.drop(columns="felt"))
    with pytest.raises(DataProblem, match="nothing was counted"):
        coverage_of(covered.counts.iloc[:0])
