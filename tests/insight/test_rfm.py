"""RFM: worked cases, a published log, second routes, the trap of those long gone, bad input."""

from __future__ import annotations

from pathlib import Path

import ibis
import lifetimes
import numpy as np
import pandas as pd
import pytest

from cvmlab.data.occasions import occasions
from cvmlab.errors import DataProblem
from cvmlab.insight.counted.purchase_windows import last_day_leaving
from cvmlab.insight.counted.rfm import fifths, rfm
from cvmlab.insight.counted.rfm_picture import plot_rfm
from cvmlab.insight.counted.rfm_populations import rfm_promotions
from cvmlab.insight.counted.rfm_windows import plot_rfm_by_window, rfm_by_window

LOGS = Path(lifetimes.__file__).parent / "datasets"
END = "2024-03-31"


def days(*rows: tuple[str, str, int]) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=["customer_id", "date", "cents"])
    return frame.assign(date=pd.to_datetime(frame["date"]))


@pytest.fixture(scope="module")
def many() -> pd.DataFrame:
    """3,000 customers over two years; a third of them have not bought for more than a year."""
    rng = np.random.default_rng(3)
    rate = rng.gamma(0.9, 6, 3_000)
    left = np.where(rng.random(3_000) < 0.33, rng.integers(30, 360, 3_000), 730)
    who = np.repeat(np.arange(3_000), 1 + rng.poisson(rate * left / 365))
    day = (rng.random(who.size) * left[who]).astype(int)
    frame = pd.DataFrame(
        {
            "customer_id": np.char.add("c", who.astype(str)),
            "date": pd.Timestamp("2022-04-02") + pd.to_timedelta(day, unit="D"),
            "cents": rng.integers(100, 9_000, who.size),
        }
    )
    return frame.groupby(["customer_id", "date"], as_index=False)["cents"].sum()


@pytest.fixture(scope="module")
def cdnow() -> pd.DataFrame:
    """Purchase days of the published sample of CDNOW's customers."""
    names = ["master", "customer_id", "date", "cds", "amount"]
    log = pd.read_csv(LOGS / "CDNOW_sample.txt", sep=r"\s+", names=names, dtype=str)
    log["date"] = pd.to_datetime(log["date"], format="%Y%m%d")
    log["cents"] = (log["amount"].astype(float) * 100).round().astype("int64")
    return occasions(ibis.memtable(log[["customer_id", "date", "cents"]])).to_pandas()


# correctness


def test_ten_customers_done_by_hand():
    """Two customers a fifth, each fifth of each measure known in advance."""
    rows = [(f"c{i}", f"2024-03-{30 - i:02d}", 1000 - 100 * i) for i in range(10)]
    table = rfm(days(*rows), end=END, weeks=8).table.set_index("customer_id")
    assert table["r"].tolist() == [5, 5, 4, 4, 3, 3, 2, 2, 1, 1]
    assert table["m"].tolist() == [5, 5, 4, 4, 3, 3, 2, 2, 1, 1]
    assert set(table["f"]) == {3}, "all bought once: nobody is more frequent than another"
    assert table.loc["c0", "cell"] == "5-3-5" and table.loc["c0", "score"] == 13
    assert table["recency_days"].tolist() == list(range(1, 11))


def test_a_tie_stands_where_its_middle_stands():
    assert fifths([1, 1, 1, 1, 9]).tolist() == [2, 2, 2, 2, 5]
    assert fifths([3, 3, 3]).tolist() == [3, 3, 3]
    assert fifths([0] * 8 + [1, 2]).tolist() == [2] * 8 + [5, 5]
    assert fifths([7]).tolist() == [3]


def test_cdnow_s_published_share_of_one_time_buyers_shares_one_score(cdnow):
    """Fader, Hardie & Lee (2005), "Counting Your Customers" the Easy Way: of 2,357 customers
    946 came back within 39 weeks; the 1,411 others cannot be told apart by frequency."""
    found = rfm(cdnow, end="1997-09-30", weeks=39, population="known").table
    assert len(found) == 2357
    once = found["frequency"] == 1
    assert int(once.sum()) == 1411
    assert set(found.loc[once, "f"]) == {2}, "their middle lies at 30% of all: the second fifth"
    assert found.loc[~once, "f"].min() > 2


def test_recency_is_the_time_since_the_last_purchase_even_before_the_window():
    found = rfm(
        days(("a", "2024-01-01", 500), ("b", "2024-03-30", 500)),
        end=END, weeks=4, population="known",
    )  # fmt: skip
    table = found.table.set_index("customer_id")
    assert table.loc["a", "recency_days"] == 90
    assert table.loc["a", "frequency"] == 0 and table.loc["a", "monetary"] == 0
    assert "a bought nothing in the 4 weeks to 31 Mar 2024" in found.of("a")


def test_the_window_holds_its_first_and_its_last_day():
    bought = days(("a", "2024-03-04", 100), ("a", "2024-03-31", 100), ("b", "2024-03-03", 100),
                  ("b", "2024-04-01", 100))  # fmt: skip
    found = rfm(bought, end=END, weeks=4)
    assert found.table["customer_id"].tolist() == ["a"]
    assert found.table["frequency"].tolist() == [2]
    assert found.others["customer_id"].tolist() == ["b"]


# consistency


def test_without_ties_the_fifths_are_pandas_quintiles(many):
    values = pd.Series(np.random.default_rng(1).permutation(1_000))
    assert (fifths(values) == pd.qcut(values, 5, labels=False) + 1).all()


def test_engine_and_pandas_count_alike(many):
    start, end = pd.Timestamp(END) - pd.Timedelta(days=363), pd.Timestamp(END)
    upto = many[many["date"] <= end]
    inside = upto[upto["date"] >= start].groupby("customer_id")["cents"].agg(["size", "sum"])
    last = (end - upto.groupby("customer_id")["date"].max()).dt.days
    for given in (many, ibis.memtable(many)):
        table = rfm(given, end=END).table.set_index("customer_id")
        assert table["frequency"].to_dict() == inside["size"].to_dict()
        assert table["monetary"].to_dict() == pytest.approx((inside["sum"] / 100).to_dict())
        assert table["recency_days"].to_dict() == last[inside.index].to_dict()


def test_the_order_of_the_rows_decides_nothing(many):
    shuffled = many.sample(frac=1, random_state=5)
    pd.testing.assert_frame_equal(rfm(many, end=END).table, rfm(shuffled, end=END).table)


def test_more_is_never_scored_lower(many):
    table = rfm(many, end=END).table
    for letter, name, sign in (
        ("r", "recency_days", -1),
        ("f", "frequency", 1),
        ("m", "monetary", 1),
    ):
        ordered = table.assign(value=sign * table[name]).sort_values("value")
        assert ordered[letter].is_monotonic_increasing
        assert ordered.groupby("value")[letter].nunique().max() == 1


def test_the_input_is_not_changed(many):
    before = many.copy()
    rfm(many, end=END)
    pd.testing.assert_frame_equal(many, before)


# the trap: customers long gone


def test_those_long_gone_promote_everyone_else(many):
    found = rfm_promotions(many, end=END)
    active = rfm(many, end=END).table
    known = rfm(many, end=END, population="known").table
    assert found.customers == len(active) and found.gone == len(known) - len(active)
    assert found.gone > 800
    assert (found.table["lowered"] == 0).all(), "nobody can lose by company at the bottom"
    assert (found.table["share_raised"] > 0.5).all()
    for letter in "rfm":
        both = known.set_index("customer_id").loc[active["customer_id"], letter].to_numpy()
        assert found.table.loc[letter, "raised"] == (both > active[letter]).sum()
    # What they bought is the same in both.
    names = ["frequency", "monetary", "recency_days"]
    again = known.set_index("customer_id").loc[active["customer_id"], names]
    np.testing.assert_array_equal(again, active[names])


def test_without_anybody_gone_nobody_is_promoted(many):
    late = many[many["date"] >= "2023-10-01"]
    found = rfm_promotions(late, end=END)
    assert found.gone == 0 and (found.table["raised"] == 0).all()
    assert "stays in cell" in found.of(late["customer_id"].iloc[0])


def test_a_declared_population_is_the_one_compared(many):
    chosen = many["customer_id"].unique()[:100]
    found = rfm(many, end=END, population=chosen)
    assert set(found.table["customer_id"]) == set(chosen)
    assert found.compared == "customers chosen"
    assert (found.table.groupby("m").size()[[4, 5]] == 20).all(), "fifths of a hundred"


# planted truth: a score of habit finds habit


def test_a_steady_buyer_scores_higher_than_a_rare_one(many):
    table = rfm(many, end=END).table
    rate = many[many["date"] < "2023-04-01"].groupby("customer_id").size()
    mean = table.assign(earlier=table["customer_id"].map(rate).fillna(0)).groupby("f")["earlier"]
    assert mean.mean().is_monotonic_increasing


# inputs


def test_what_cannot_be_scored_is_said_in_words(many):
    found = rfm(many, end=END)
    gone = found.others["customer_id"].iloc[0]
    assert "is not scored" in found.of(gone)
    assert "bought nothing up to the end" in found.of("nobody")
    assert "–" in str(found.cells_of(gone)), "a dash, no invented number"


@pytest.mark.parametrize("population", ["active", "known"])
def test_an_empty_window_is_a_problem_in_plain_words(population):
    with pytest.raises(DataProblem, match="Nobody bought anything in the 4 weeks"):
        rfm(days(("a", "2023-01-01", 1)), end=END, weeks=4, population=population)


def test_all_missing_columns_are_named_at_once():
    with pytest.raises(DataProblem) as caught:
        rfm(pd.DataFrame({"customer_id": ["a"]}))
    assert 'Column "date"' in str(caught.value) and 'Column "cents"' in str(caught.value)


def test_unknown_customers_of_a_population_are_counted(many):
    with pytest.raises(DataProblem, match=r"never bought \(2 rows\)"):
        rfm(many, end=END, population=["c1", "ghost", "phantom"])
    with pytest.raises(DataProblem, match="No customers are given"):
        rfm(many, end=END, population=[])
    with pytest.raises(ValueError, match="population"):
        rfm(many, end=END, population="everybody")


@pytest.mark.parametrize("weeks", [0, -4, 2.5, True])
def test_a_window_is_a_whole_number_of_weeks(weeks, many):
    with pytest.raises(ValueError, match="weeks"):
        rfm(many, end=END, weeks=weeks)


def test_a_window_longer_than_the_data_says_so(many):
    assert "before the data do" in str(rfm(many, end=END, weeks=200).summary())
    assert rfm(many, end=END, weeks=52).note == ""


# what is shown


def test_one_customer_s_scores_can_be_checked_by_hand(many):
    found = rfm(many, end=END)
    row = found.table.iloc[40]
    for line, letter in zip(found.worked(row.customer_id).cells, "rfm", strict=True):
        below, equal = (int(cell.replace(",", "")) for cell in line[2:4])
        rank = below + (equal + 1) / 2
        assert float(line[4].replace(",", "")) == rank
        assert int(line[6]) == row[letter] == np.ceil(5 * (rank - 0.5) / len(found.table))
    with pytest.raises(DataProblem, match="is not scored"):
        found.worked(found.others["customer_id"].iloc[0])


def test_the_summary_lets_anybody_look_up_a_cell(many):
    found = rfm(many, end=END)
    shown = found.summary()
    row = found.table.iloc[17]
    cells = {line[0]: line for line in shown.cells}
    low, high = cells[str(row.f)][3].split(" to ")
    assert int(low) <= row.frequency <= int(high)
    assert sum(int(line[2].replace(",", "")) for line in shown.cells) == len(found.table)


def test_the_picture_adds_up_and_marks_the_customer(many):
    found = rfm(many, end=END)
    row = found.table.iloc[5]
    picture = plot_rfm(found, mark=row.customer_id)
    grid = picture.axes.images[0].get_array()
    assert grid.sum() == pytest.approx(1)
    corner = found.table[(found.table["r"] == 5) & (found.table["f"] == 5)]
    assert grid[4, 4] == pytest.approx(corner["monetary"].sum() / found.table["monetary"].sum())
    assert f"{row.customer_id} stands in cell {row.cell}" in picture.alt
    frame = picture.axes.patches[0]
    assert frame.get_xy() == (row.f - 1.5, row.r - 1.5)
    assert "stands in cell" not in plot_rfm(found, mark="nobody").alt


# one customer, many windows


def test_every_window_gives_the_cell_that_rfm_gives(many):
    weeks = (4, 12, 52, 100)
    for customer in ("c1", "c17", "c400"):
        found = rfm_by_window(many, customer, end=END, weeks=weeks).table
        for length in weeks:
            scored = rfm(many, end=END, weeks=length).table
            row = scored[scored["customer_id"] == customer]
            assert found.loc[length, "customers"] == len(scored)
            if row.empty:
                assert found.loc[length, "frequency"] == 0 and pd.isna(found.loc[length, "cell"])
            else:
                assert found.loc[length, "cell"] == row["cell"].iloc[0]
                assert found.loc[length, "monetary"] == pytest.approx(row["monetary"].iloc[0])


def test_the_picture_of_windows_marks_the_one_asked_for(many):
    found = rfm_by_window(many, "c17", end=END, weeks=range(4, 105, 4))
    picture = plot_rfm_by_window(found, weeks=52, currency="EUR")
    cell = found.table.loc[52, "cell"]
    assert f"52 weeks: {cell}" in [text.get_text() for text in picture.axes.texts]
    assert found.says(52, "EUR") in picture.alt and "c17" in picture.axes.get_title()
    drawn = picture.axes.lines[1].get_ydata()
    np.testing.assert_allclose(drawn, found.table["f"].astype(float))
    assert "Purchases" in str(found.summary("EUR"))


def test_an_unknown_customer_has_no_windows(many):
    with pytest.raises(DataProblem, match="nobody bought nothing up to 31 Mar 2024"):
        rfm_by_window(many, "nobody", end=END)


def test_the_weeks_kept_back_are_whole_and_lie_after_the_day(many):
    last = many["date"].max()
    assert pd.Timestamp(last_day_leaving(many, 10)) == last - pd.Timedelta(days=70)
    with pytest.raises(DataProblem, match="do not go back 520 weeks"):
        last_day_leaving(many, 520)
