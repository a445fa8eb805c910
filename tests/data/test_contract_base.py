"""Contracts become relationships: worked cases, the calendar, every row accounted for."""

from __future__ import annotations

import datetime as dt

import ibis
import numpy as np
import pandas as pd
import pytest

import cvmlab as cvm
from cvmlab.btyd.shifted_beta_geometric import ShiftedBetaGeometric
from cvmlab.data.contract_base import contract_base
from cvmlab.data.renewals import anniversaries, anniversary, periods_per_year
from cvmlab.errors import DataProblem

COLUMNS = ["customer_id", "start", "end", "price"]


def table(*rows: tuple) -> pd.DataFrame:
    return pd.DataFrame([(*row, 10.0)[:4] for row in rows], columns=COLUMNS)


def only(frame: pd.DataFrame) -> pd.Series:
    assert len(frame) == 1
    return frame.iloc[0]


@pytest.fixture(scope="module")
def passes():
    return cvm.load().pass_subscriptions


@pytest.fixture(scope="module")
def pass_base(passes):
    return contract_base(passes, end="2024-12-29", period="Y", by="cohort")


def test_the_planted_churn_of_the_sample_company_is_recovered(pass_base):
    fit = ShiftedBetaGeometric(pass_base).fit()
    planted = np.log([0.70, 1.18])
    off = planted - fit.theta
    # both parameters at once: chi-squared with two degrees of freedom, level .001
    assert off @ np.linalg.solve(fit.theta_cov, off) < 13.8
    assert (fit.bse / fit.params < 0.1).all()
    assert fit.messages == ()


def test_renewals_are_those_the_sample_company_counted(passes, pass_base):
    known = passes.frame().sort_values("subscription_id", ignore_index=True)
    base = pass_base.frame()
    assert (base["customer_id"] == known["subscription_id"]).all()
    assert (base["churned"] == known["ended_on"].notna()).all()
    assert (base["renewals"] - base["churned"] == known["renewals"]).all()
    assert (base["price"] == known["price"]).all()
    assert (base["cohort"] == known["cohort"].astype(str)).all()
    assert pass_base.rows == 8000 and not pass_base.set_aside


def test_an_earlier_day_sees_less(passes, pass_base):
    """As of the end of 2020: nothing that came later is known."""
    base = contract_base(passes, end="2020-12-31", period="Y")
    frame = base.frame()
    known = passes.frame()
    inside = known["started_on"] <= pd.Timestamp("2020-12-31")
    assert len(frame) == inside.sum()
    assert base.set_aside == {"begins after the day of the base": int((~inside).sum())}
    assert frame["churned"].sum() == (known["ended_on"] < pd.Timestamp("2020-12-31")).sum()
    assert frame["renewals"].max() == 4
    later = pass_base.frame().set_index("customer_id").loc[frame["customer_id"]]
    assert (later["renewals"].to_numpy() >= frame["renewals"].to_numpy()).all()


CALENDAR = {
    "Y": [
        ("2020-03-01", "2023-03-01", 3, True),  # lost on the anniversary
        ("2020-03-01", "2023-02-28", 3, True),  # the last day paid for
        ("2020-03-01", "2023-03-15", 4, True),  # left within a period: lost at its end
        ("2020-03-01", "2020-03-01", 1, True),
        ("2020-03-01", None, 4, False),
        ("2020-07-01", None, 3, False),
        ("2020-06-30", None, 4, False),  # renewed on the very day
        ("2020-03-01", "2024-06-30", 4, False),  # ended today: may still be followed on
        ("2020-06-30", "2024-06-30", 3, False),  # whether this one is renewed is open
        ("2020-03-01", "2024-06-29", 5, True),
        ("2020-03-01", "2030-03-01", 4, False),  # an end in the future is none yet
        ("2020-02-29", "2023-02-28", 3, True),
    ],
    "M": [
        ("2024-01-31", None, 5, False),
        ("2024-01-31", "2024-02-29", 1, True),
        ("2024-01-31", "2024-03-01", 2, True),
    ],
    "Q": [
        ("2023-11-30", "2024-02-28", 1, True),
        ("2023-11-30", "2024-02-29", 1, True),
        ("2023-11-30", None, 2, False),
    ],
    "W": [("2024-06-01", None, 4, False), ("2024-06-01", "2024-06-16", 3, True)],
    10: [("2024-06-01", None, 2, False)],
}


@pytest.mark.parametrize("period", list(CALENDAR))
def test_renewals_follow_the_calendar(period):
    cases = CALENDAR[period]
    rows = table(*((f"{i:02}", start, end) for i, (start, end, *_) in enumerate(cases)))
    frame = contract_base(rows, end="2024-06-30", period=period).frame()
    found = list(zip(frame["renewals"], frame["churned"], strict=True))
    assert found == [(renewals, churned) for *_, renewals, churned in cases]


@pytest.mark.parametrize("period", ["W", "M", "Q", "Y", 45])
def test_the_calendar_agrees_with_pandas(period):
    """Against pandas' own offsets, day by day through a leap year."""
    offset = {
        "W": lambda n: pd.DateOffset(weeks=n), "M": lambda n: pd.DateOffset(months=n),
        "Q": lambda n: pd.DateOffset(months=3 * n), "Y": lambda n: pd.DateOffset(years=n),
        45: lambda n: pd.DateOffset(days=45 * n),
    }[period]  # fmt: skip
    starts = pd.to_datetime(["2019-12-31", "2020-01-31", "2020-02-29", "2020-03-30", "2020-08-15"])
    days = pd.date_range("2020-08-15", "2021-03-05")
    pairs = pd.MultiIndex.from_product([starts, days], names=["start", "day"]).to_frame(index=False)
    both = ibis.memtable(pairs).mutate(start=ibis._.start.cast("date"), day=ibis._.day.cast("date"))
    number, on_it = anniversaries(both.start, both.day, period)
    later = anniversary(both.start, number + 1, period)
    found = both.select("start", "day", n=number, on=on_it, later=later).to_pandas()
    for start in starts:
        series = [start + offset(n) for n in range(80)]
        mine = found[pd.to_datetime(found["start"]) == start]
        for day, n, on, following in mine[["day", "n", "on", "later"]].itertuples(index=False):
            expected = sum(each <= pd.Timestamp(day) for each in series) - 1
            assert n == expected
            assert on == (series[expected] == pd.Timestamp(day))
            assert pd.Timestamp(following) == series[expected + 1]


def test_contracts_that_follow_on_are_one_relationship_and_gaps_are_stated():
    rows = table(
        ("a", "2020-01-01", "2020-12-31"), ("a", "2021-01-01", "2021-12-31"),
        ("a", "2022-01-01", None, 12.0),  # chained
        ("b", "2020-01-01", "2020-12-31"), ("b", "2021-03-01", None),  # came back after 60 days
        ("c", "2020-01-01", "2023-01-01"), ("c", "2020-06-01", "2020-09-01"),  # inside the other
        ("c", "2022-12-01", None),
    )  # fmt: skip
    base = contract_base(rows, end="2023-06-30", period="Y")
    frame = base.frame().set_index(["customer_id", "relationship"])
    assert frame["contracts"].to_dict() == {
        ("a", 1): 3, ("b", 1): 1, ("b", 2): 1, ("c", 1): 3,
    }  # fmt: skip
    assert frame["churned"].tolist() == [False, True, False, False]
    assert frame["renewals"].tolist() == [3, 1, 2, 3]
    assert frame["price"].tolist() == [12.0, 10.0, 10.0, 10.0]
    assert frame["contracts"].sum() == base.rows == len(rows)
    said = base.summary()
    assert "4 contracts following on without a gap" in said
    assert "1 contract begun after a gap (the longest 60 days)" in said
    patient = contract_base(rows, end="2023-06-30", period="Y", gap_days=90)
    assert patient.facts["gaps"] == 0 and len(patient.frame()) == 3


def test_prices_are_those_of_the_contracts_running_now():
    rows = pd.DataFrame(
        [
            ("a", "2022-01-01", None, 5.0), ("a", "2022-06-01", None, 7.0),  # side by side
            ("b", "2022-01-01", "2022-12-31", 5.0), ("b", "2023-01-01", "2023-12-31", 9.0),
            ("c", "2022-01-01", None, None), ("d", "2022-01-01", "2022-08-01", None),
        ],
        columns=COLUMNS,
    )  # fmt: skip
    base = contract_base(rows, end="2023-06-30", period="M")
    prices = base.frame().set_index("customer_id")["price"]
    assert prices["a"] == 12.0 and prices["b"] == 9.0 and prices[["c", "d"]].isna().all()
    assert "1 contract running without a price" in base.summary()
    ended = contract_base(rows, end="2024-06-30", period="M").frame().set_index("customer_id")
    assert ended.loc["b", "price"] == 9.0
    without = contract_base(rows.drop(columns="price"), end="2023-06-30").frame()
    assert without["price"].isna().all()


def test_the_next_renewal_and_the_age_are_in_periods():
    rows = table(("a", "2023-07-01", None), ("b", "2023-06-30", None), ("c", "2022-01-01", "2023"
                 "-01-01"))  # fmt: skip
    frame = contract_base(rows, end="2024-06-30", period="Y").frame().set_index("customer_id")
    assert frame.loc["a", "next_renewal_in"] == pytest.approx(1 / 366)
    assert frame.loc["a", "T"] == pytest.approx(365 / 366)
    assert frame.loc["b", "next_renewal_in"] == 1.0 and frame.loc["b", "T"] == 1.0
    assert np.isnan(frame.loc["c", "next_renewal_in"])
    undecided = contract_base(table(("a", "2023-07-01", "2024-06-30")), end="2024-06-30")
    assert only(undecided.frame())["next_renewal_in"] == 0.0
    assert "may still be followed on" in undecided.summary()


def test_every_row_is_used_or_set_aside_with_its_reason():
    rows = table(
        ("a", "2020-01-01", None), ("a", "2020-01-01", None), ("b", "2022-01-01", None),
        ("c", "2019-01-01", "2020-01-01"), ("d", "2020-05-01", "2020-08-01"),
    )  # fmt: skip
    base = contract_base(rows, end="2021-06-30", since="2020-01-01")
    assert base.set_aside == {
        "repeats another row": 1,
        "begins after the day of the base": 1,
        "of relationships begun before 2020-01-01": 1,
    }
    assert base.ledger["rows"].tolist() == [2, 1, 1, 1]
    assert base.frame()["customer_id"].tolist() == ["a", "d"]
    assert "2 of 5 rows used; 1 set aside (repeats another row)" in base.summary()


def test_losses_missing_from_the_table_are_suspected():
    old = [(f"o{i}", "2015-01-01", None) for i in range(30)]
    new = [(f"n{i}", "2022-01-01", "2022-03-01" if i % 2 else None) for i in range(70)]
    base = contract_base(table(*old, *new), end="2022-12-31", period="M")
    assert "renewals came up before the first loss" in base.summary()
    later = contract_base(table(*old, *new), end="2022-12-31", period="M", since="2022-01-01")
    assert "before the first loss" not in later.summary()


def test_a_table_that_holds_its_losses_is_not_suspected(pass_base):
    assert "before the first loss" not in pass_base.summary()


def test_whatever_holds_the_rows_gives_the_same_base():
    rows = table(("a", "2020-01-01", "2021-03-01"), ("b", "2020-02-01", None), ("b2", "2020-03-01",
                 ""))  # fmt: skip
    text = contract_base(rows, end="2022-12-31").frame()
    days = rows.assign(
        start=pd.to_datetime(rows["start"]), end=pd.to_datetime(rows["end"].replace("", None))
    )
    objects = rows.assign(start=[dt.date.fromisoformat(d) for d in rows["start"]])
    for same in (days, objects, ibis.memtable(days), rows.sample(frac=1, random_state=2)):
        pd.testing.assert_frame_equal(contract_base(same, end=dt.date(2022, 12, 31)).frame(), text)
    weights = contract_base(rows, end="2022-12-31").patterns()
    assert weights["weight"].sum() == 3


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        (table(("a", "31/12/2020", None)), 'Column "start": not written as an ISO day (1 row)'),
        (table(("a", "2020-13-01", None)), "not written as an ISO day"),
        (table(("a", "2020-01-01", "01/02/2021")), 'Column "end": not written as an ISO day'),
        (table(("a", "2020-02-01", "2020-01-01")), "ends before it starts (1 row)"),
        (table(("a", None, None)), 'Column "start": days are missing'),
        (table(("", "2020-01-01", None)), 'Column "customer_id": values are missing'),
        (table(("a", "2020-01-01", None, -3.0)), "negative prices"),
        (table(("a", "2020-01-01", None, "ten")), 'Column "price": no number'),
        (table(("a", "2020-01-01", None)).iloc[:0], "there are no contracts"),
        (table(("a", "2020-01-01", None)).drop(columns="end"), 'Column "end": there is no such'),
        (table(("a", "2020-01-01", "2021-01-01")), "every contract has ended by 2021-01-01"),
    ],
)
def test_bad_tables_are_told_in_plain_words(rows, said):
    with pytest.raises(DataProblem) as found:
        contract_base(rows)
    assert said in str(found.value) and "What to do" in str(found.value)


def test_all_problems_are_told_at_once_and_ids_are_masked():
    bad = table(
        ("customer-4711", "2020-02-01", "2020-01-01", -1.0), (None, "1.2.2020", "soon", 2.0),
        ("customer-4712", None, None, 1.0),
    )  # fmt: skip
    with pytest.raises(DataProblem) as found:
        contract_base(bad)
    assert len(found.value.problems) == 6
    assert "4711" not in str(found.value)
    with pytest.raises(DataProblem) as settings:
        contract_base(bad.drop(columns="start"), period="X", gap_days=-1, by="colour")
    assert len(settings.value.problems) == 4


def test_days_that_leave_nothing_are_told():
    rows = table(("a", "2020-01-01", None))
    for wrong in ({"end": "2019-01-01"}, {"since": "2021-01-01"}, {"end": "soon"}):
        with pytest.raises(DataProblem, match="What to do"):
            contract_base(rows, **wrong)


def test_periods_in_a_year():
    found = [periods_per_year(p) for p in ("Y", "Q", "M", "W", 365)]
    assert found == pytest.approx([1, 4, 12, 52.17857, 1.000685], rel=1e-6)


def test_yearly_contracts_taken_for_monthly_ones_are_noticed():
    start = pd.to_datetime(["2020-02-01"] * 40)
    years = [1, 2, 3, 4] * 10
    end = [day + pd.DateOffset(years=n, days=-1) for day, n in zip(start, years, strict=True)]
    table = pd.DataFrame({"customer_id": [f"c{i}" for i in range(40)], "start": start, "end": end})
    monthly = contract_base(table, end="2024-12-31", period="M")
    assert "multiples of 12 periods" in monthly.summary()
    assert "multiples" not in contract_base(table, end="2024-12-31", period="Y").summary()
