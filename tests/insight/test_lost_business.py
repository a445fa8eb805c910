"""Almost customers against churners: who left, what each was worth, and the verdict."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from cvmlab.data.occasions import occasions
from cvmlab.data.planted_truth import truth
from cvmlab.errors import DataProblem
from cvmlab.insight.lost.churned import churned, first_year_sales, purchase_days
from cvmlab.insight.lost.lost_business import lost_business, plot_lost_business
from cvmlab.insight.lost.lost_comparison import compare
from tests.sample import sample_company


@pytest.fixture(scope="module")
def log() -> pd.DataFrame:
    return sample_company().attempts.frame()


@pytest.fixture(scope="module")
def bought() -> pd.DataFrame:
    return occasions(sample_company().transactions.table).to_pandas()


@pytest.fixture(scope="module")
def heard() -> pd.DataFrame:
    return sample_company().exit_interviews.frame()


@pytest.fixture(scope="module")
def found(log, bought, heard):
    return lost_business(log, bought, interviews=heard, recognised=0.93)


def _bought(*rows) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=["customer_id", "date", "cents"])
    return frame.assign(date=pd.to_datetime(frame["date"]))


# correctness: by hand


def test_a_customer_leaves_with_the_purchase_before_the_silence():
    rows = _bought(
        ("a", "2023-02-01", 1000),
        ("a", "2023-06-01", 500),  # silent from here for a year: gone
        ("a", "2024-07-01", 700),  # and back
        ("b", "2022-05-02", 9900),  # 364 days before the last: not of the last year
        ("b", "2022-05-03", 200),
        ("b", "2023-05-01", 100),
        ("c", "2023-03-01", 4000),
        ("c", "2024-01-15", 4000),  # never silent so long
        ("d", "2024-12-30", 1),
    )
    left = churned(rows, "2023-01-01", "2023-12-31").set_index("customer_id")
    assert left["sales"].to_dict() == {"a": 15.0, "b": 3.0}
    assert left["returned"].to_dict() == {"a": True, "b": False}
    assert left.loc["a", "last_bought"] == pd.Timestamp("2023-06-01")
    short = churned(rows, "2023-01-01", "2023-12-31", quiet_days=100)
    assert short.set_index("customer_id")["sales"].to_dict() == {"a": 15.0, "b": 3.0, "c": 40.0}


def test_the_first_year_ends_before_its_anniversary():
    rows = _bought(
        ("a", "2023-01-01", 1000),
        ("a", "2023-12-30", 500),  # day 363
        ("a", "2023-12-31", 700),  # day 364: the second year
        ("b", "2023-06-01", 200),  # observed for less than a year
        ("c", "2024-01-01", 1),
    )
    days = purchase_days(rows)
    assert first_year_sales(days).tolist() == [15.0]
    assert first_year_sales(days, pd.Series(["b"])).tolist() == []
    assert first_year_sales(days, acquired=("2022-01-01", "2022-12-31")).tolist() == []


def test_a_ratio_and_its_verdict_by_hand():
    """400 almost customers of 50 each, error 5%; 100 churners of 100 each."""
    table = compare(np.array([400.0, 20_000.0]), np.array([0.05, 0.05]), np.full(100, 100.0), 0.95)
    assert table["ratio"].tolist() == pytest.approx([4, 2])
    spread = 1.959964 * np.hypot(0.05, 0.1)  # equal sales: as many as Poisson brings
    assert table["ratio_low"].tolist() == pytest.approx([4 / np.exp(spread), 2 / np.exp(spread)])
    assert table["verdict"].tolist() == ["supported", "supported"]
    near = compare(np.array([110.0, 4_000.0]), np.array([0.05, 0.05]), np.full(100, 100.0), 0.95)
    assert near["verdict"].tolist() == ["open", "not supported"]


# planted truth


def test_the_sample_company_supports_the_claim_by_heads_and_not_in_money(found):
    hidden, people = truth().almost_customers.frame(), truth().person.frame()
    strict = hidden[~hidden["bought_before"]]
    heads, euros = found.table.to_dict("records")
    assert heads["almost_low"] < len(strict) < heads["almost_high"]
    left = people["left_week"].between(52, 104).sum()
    assert heads["ratio"] == pytest.approx(len(strict) / left, rel=0.12)
    assert (heads["verdict"], euros["verdict"]) == ("supported", "not supported")
    # Cards stand for persons: who holds two makes both sides look alike too small.
    assert found.value_each == pytest.approx(strict["sales_a_year"].mean(), rel=0.15)
    assert found.joins == pytest.approx(strict["would_have_joined"].mean(), abs=0.02)


def test_valuing_every_almost_customer_as_a_full_one_turns_the_verdict_round(found):
    assert found.if_joined(1) > 1 > found.euros
    assert found.joins < found.tie < 1
    assert found.if_joined(found.tie) == pytest.approx(1)
    assert found.if_joined(found.joins) == pytest.approx(found.euros)


def test_other_silences_are_shown_and_named(found):
    table = found.definitions.set_index("quiet_days")
    assert table.index.tolist() == [91, 182, 273, 364]
    assert (np.diff(table["churners"]) < 0).all() and (np.diff(table["heads_ratio"]) > 0).all()
    assert table.loc[91, "returned"] > 0.3 and table.loc[364, "returned"] < 0.05
    assert table.loc[364, "heads_ratio"] == pytest.approx(found.heads)
    assert (table["euros_verdict"] == "not supported").all()
    assert table.loc[91, "heads_verdict"] == "not supported"
    assert "with 13 the verdict by heads is another" in found.sentence


# second routes


def test_leavers_agree_with_a_loop_over_customers():
    rng = np.random.default_rng(4)
    dates = pd.Timestamp("2022-01-01") + pd.to_timedelta(rng.integers(0, 1000, 600), "D")
    rows = pd.DataFrame({"customer_id": rng.integers(0, 90, 600).astype(str), "date": dates})
    rows = rows.drop_duplicates().assign(cents=lambda r: rng.integers(1, 9999, len(r)))
    start, stop = pd.Timestamp("2023-01-01"), pd.Timestamp("2023-12-31")
    expected = {}
    for customer, theirs in rows.sort_values("date").groupby("customer_id"):
        days = list(theirs["date"])
        following = [*days[1:], pd.Timestamp.max]
        silent = [
            one for one, after in zip(days, following, strict=True)
            if start <= one <= stop and (after - one).days > 150
        ]  # fmt: skip
        if silent:
            age = (silent[-1] - theirs["date"]).dt.days
            expected[customer] = theirs.loc[age.between(0, 363), "cents"].sum() / 100
    left = churned(rows.sample(frac=1, random_state=1), start, stop, quiet_days=150)
    assert left.set_index("customer_id")["sales"].to_dict() == pytest.approx(expected)
    assert len(expected) > 30


def test_the_value_and_its_interval_agree_with_a_bootstrap(log, bought):
    """Joined and guests drawn anew; heads held, so that only the value varies."""
    plain = lost_business(log, bought)
    rng = np.random.default_rng(6)
    prospects = log[log["who"] == "prospect"]
    buys = prospects[prospects["outcome"] != "abandoned"]
    keys = buys["visitor_id"].nunique()
    cards = buys["card_given"].dropna()
    full = first_year_sales(purchase_days(bought), cards)
    wanted = prospects.loc[prospects["outcome"] == "abandoned", "basket_intended"].to_numpy()
    guests = buys[buys["card_given"].isna()]
    often = len(guests) / guests["visitor_id"].nunique()
    draws = [
        (1 - share) * rng.choice(wanted, wanted.size).mean() * often
        + share * rng.choice(full, full.size).mean()
        for share in rng.binomial(keys, len(cards) / keys, 300) / keys
    ]
    assert plain.value_each == pytest.approx(np.mean(draws), rel=0.01)
    heads, euros = plain.table.to_dict("records")
    z = 1.959964
    of_heads, of_euros = (np.log(row["almost_high"] / row["almost"]) / z for row in (heads, euros))
    of_value = np.sqrt(of_euros**2 - of_heads**2)
    assert of_value == pytest.approx(np.std(draws) / np.mean(draws), rel=0.15)


def test_a_table_in_the_engine_gives_the_same(log, bought):
    import ibis

    few = log.head(8000)
    one = lost_business(few, bought, quiet_days=182)
    other = lost_business(few, ibis.memtable(bought), quiet_days=182)
    pd.testing.assert_frame_equal(one.table, other.table)
    assert one.definitions["quiet_days"].tolist() == [91, 182]


# inputs and words


def test_a_log_without_cards_or_baskets_works_when_the_share_is_said(log, bought):
    bare = log.drop(columns=["card_given", "basket_intended", "customer_id"])
    with pytest.raises(DataProblem, match="which prospects became customers"):
        lost_business(bare, bought)
    result = lost_business(bare, bought, joins=0.15)
    assert result.joins == 0.15
    assert result.full_value == pytest.approx(394, rel=0.15)  # all acquired in that year
    assert result.table["almost"].iloc[0] == result.almost.devices


def test_purchases_that_end_too_early_are_refused(log, bought):
    early = bought[bought["date"] < pd.Timestamp("2024-04-01")]
    with pytest.raises(DataProblem, match="set quiet_days to 91 or less"):
        lost_business(log, early)
    with pytest.raises(DataProblem) as caught:
        lost_business(log, bought.rename(columns={"cents": "amount"}))
    assert '"cents"' in str(caught.value)
    with pytest.raises(DataProblem, match='"date"'):
        lost_business(log.drop(columns=["date"]), bought)


def test_the_inputs_are_not_changed(log, bought):
    few, before = log.head(5000), bought.copy(deep=True)
    kept = few.copy(deep=True)
    lost_business(few, bought, quiet_days=182)
    pd.testing.assert_frame_equal(few, kept)
    pd.testing.assert_frame_equal(bought, before)


def test_the_picture_and_the_words_say_the_same(found):
    alt = plot_lost_business(found, currency="EUR").alt
    assert "5,300 churners" in alt and "€1.9m churners" in alt
    assert "supported by heads and not supported in money" in found.sentence
    if_all = plot_lost_business(found, joined=1.0).alt
    assert "had 100% become customers" in if_all
    assert found.claim["status"].tolist() == ["supported", "not supported"]
    assert "13 weeks" in str(found.summary("EUR")) and "€" in str(found.summary("EUR"))
