"""Value tiers: worked by hand, by a second route, at their edges, and added up."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
from scipy.special import betainc
from scipy.stats import gamma

from cvmlab.btyd.rates import GammaRates
from cvmlab.errors import DataProblem
from cvmlab.idic.differentiate.drawn_worth import draw_rates, draw_worth, present_time
from cvmlab.idic.differentiate.own_serving import own_serving
from cvmlab.idic.differentiate.tier_draws import highest, sort_into_tiers
from cvmlab.idic.differentiate.value_tiers import value_tiers
from cvmlab.idic.differentiate.value_tiers_picture import plot_tier_shares, plot_value_tiers
from cvmlab.idic.differentiate.value_tiers_result import (
    BELOW_ZERO,
    BETWEEN,
    GONE,
    MOST_GROWABLE,
    MOST_VALUABLE,
    TIERS,
    Cuts,
    chance_of,
)
from cvmlab.value_of.lifetime.cost_to_serve import cost_to_serve
from cvmlab.value_of.lifetime.lifetime_value import lifetime_value
from cvmlab.value_of.lifetime.outcomes import draw_outcomes
from tests.idic.differentiate.made_people import DELTA, MARGIN, WEEKS, made_people, values_of


@pytest.fixture(scope="module")
def people():
    return made_people(11, customers=1_500)


@pytest.fixture(scope="module")
def gaps(people):
    rng = np.random.default_rng(5)
    ids = people.values.table["customer_id"]
    gap = rng.gamma(1.5, 600, len(ids))
    return pd.DataFrame({"customer_id": ids, "gap": gap, "low": gap * 0.4, "high": gap * 1.8})


@pytest.fixture(scope="module")
def tiers(people, gaps):
    return value_tiers(people.values, potential=gaps)


@pytest.fixture(scope="module")
def served(people):
    """Every purchase costs a euro to serve, and one customer in fifty sixty euros."""
    rng = np.random.default_rng(8)
    ids = people.values.table["customer_id"].to_numpy()
    dear = np.zeros(len(ids), dtype=bool)
    dear[::50] = True
    trips = rng.poisson(people.rate * 52) + 1
    spent = rng.gamma(2.0, np.where(dear, 60.0, 1.0) * trips / 2)
    day = pd.Timestamp(2024, 12, 29)
    bought = pd.DataFrame({"customer_id": np.repeat(ids, trips), "amount": 20.0})
    # A day apart each, the last of all on the last day.
    bought["date"] = day - pd.to_timedelta(bought.groupby("customer_id").cumcount() % 360, "D")
    events = pd.DataFrame({"customer_id": ids, "date": day, "cost": spent})
    letters = pd.DataFrame({"customer_id": ids, "date": day, "cost": 30.0})
    return cost_to_serve(events, letters, bought), dear


# Worked by hand ----------------------------------------------------------------------------------


def test_six_customers_are_sorted_as_by_hand():
    """Two may be most valuable, one most growable; −2 is below zero and cannot grow."""
    actual = np.array([500.0, 80.0, 300.0, -2.0, 10.0, 0.0])
    potential = np.array([900.0, 50.0, 0.0, 999.0, 70.0, 60.0])
    found = sort_into_tiers(actual, potential, Cuts("share", 2, 1, here=6))
    by_hand = [MOST_VALUABLE, BETWEEN, MOST_VALUABLE, BELOW_ZERO, MOST_GROWABLE, BETWEEN]
    assert [TIERS[place] for place in found] == by_hand


def test_cut_by_money_takes_everybody_from_the_amount_on():
    actual, potential = np.array([100.0, 99.99, 20.0, 5.0]), np.array([0.0, 50.0, 50.0, 49.0])
    found = sort_into_tiers(actual, potential, Cuts("money", 100, 50, here=4))
    by_hand = [MOST_VALUABLE, MOST_GROWABLE, MOST_GROWABLE, BETWEEN]
    assert [TIERS[place] for place in found] == by_hand


def test_who_is_level_with_the_last_is_in_and_nothing_is_never_among_the_best():
    assert highest(np.array([5.0, 5, 5, 1]), 2).tolist() == [True, True, True, False]
    assert not highest(np.zeros(4), 2).any()
    assert highest(np.array([1.0, 2.0]), 9).all()
    assert not highest(np.array([]), 1).any() and not highest(np.array([3.0]), 0).any()


def test_chance_of_being_the_busier_of_two_is_the_beta_distribution():
    """P(Gamma(9, b) > Gamma(4, b)) = 1 − I(9, 4) at one half: 0.927 of the binomial table."""
    rng = np.random.default_rng(1)
    law = GammaRates(1.0, 10.0)
    rates = draw_rates(law, np.tile([8.0, 3.0], (200_000, 1)).ravel(), np.full(400_000, 30.0), rng)
    busier = (rates[::2] > rates[1::2]).mean()
    exact = betainc(4, 9, 0.5)
    assert exact == pytest.approx(1 - 299 / 4096, abs=1e-9)  # 12 tosses, fewer than 4 heads
    assert busier == pytest.approx(exact, abs=0.003)


def test_own_cost_a_purchase_is_kept_where_customers_differ_and_shared_where_they_do_not():
    rng = np.random.default_rng(3)
    trips = rng.integers(1, 60, 3_000)
    for true in (np.full(3_000, 0.5), rng.choice([0.1, 2.0], 3_000)):
        spent = rng.gamma(np.maximum(0.3 * trips, 1e-9)) * true / 0.3
        costs = SimpleNamespace(
            table=pd.DataFrame({"customer_id": range(3_000), "trips": trips, "service": spent}),
            per_purchase=float(spent.sum() / trips.sum()),
        )
        found = own_serving(costs, pd.RangeIndex(3_001))
        each = found["each"].to_numpy()[:-1]
        own = spent / trips
        assert np.mean((each - true) ** 2) < np.mean((own - true) ** 2)
        assert found["each"].iloc[-1] == pytest.approx(costs.per_purchase)  # bought nothing
        if true.std() == 0:
            assert each.std() < 0.1 * own.std()
        else:
            many = trips > 30
            assert np.corrcoef(each[many], true[many])[0, 1] > 0.85
            inside = np.abs(each - true) < 2 * found["spread"].to_numpy()[:-1]
            assert inside.mean() > 0.85


# Second routes -----------------------------------------------------------------------------------


def test_the_mean_of_the_draws_is_the_expected_value(people):
    worth, total, n = people.values.lifetime.valuation, np.zeros(1_500), 3_000
    square, weeks = np.zeros(1_500), np.zeros(1_500)
    for found in draw_worth(worth, n, np.random.default_rng(0)):
        total[found.rows] += found.value
        square[found.rows] += found.value**2
        weeks[found.rows] += found.weeks
    mean, error = total / n, np.sqrt(square / n - (total / n) ** 2) / np.sqrt(n)
    off = (mean - worth.value)[error > 0] / error[error > 0]
    # The parameters' errors are log-normal: they lift every mean by a hair.
    assert np.abs(off.mean()) < 1.2 and off.std() < 1.6
    assert mean.sum() == pytest.approx(worth.value.sum(), rel=0.03)
    assert weeks.sum() / n == pytest.approx(people.values.table["weeks"].sum(), rel=0.02)


def test_outcomes_are_spread_as_those_of_the_value_models(people):
    values = people.values
    # Without a discount: there it is an average over the horizon, here that of the time stayed.
    worth = lifetime_value(
        values.fit, values.spend, values.table, horizon=WEEKS, annual_discount_rate=0.0,
        margin_rate="margin_rate", time_unit="W",
    ).valuation  # fmt: skip
    pick = np.argsort(-worth.value)[[0, 20, 100, 250, 400]]
    drawn, other = np.zeros((4_000, 5)), np.zeros((4_000, 5))
    for one, found in enumerate(draw_worth(worth, 4_000, np.random.default_rng(1), outcome=True)):
        all_of = np.zeros(1_500)
        all_of[found.rows] = found.value
        drawn[one] = all_of[pick]
    for one, (rows, amounts) in enumerate(draw_outcomes(worth, 4_000, np.random.default_rng(2))):
        all_of = np.zeros(1_500)
        all_of[rows] = amounts
        other[one] = all_of[pick]
    for share in (0.5, 0.75, 0.9):
        one, two = (np.quantile(x, share, axis=0) for x in (drawn, other))
        np.testing.assert_allclose(one, two, rtol=0.1, atol=3)
    np.testing.assert_allclose((drawn == 0).mean(0), (other == 0).mean(0), atol=0.03)


def test_the_chance_of_a_tier_cut_by_money_is_the_integral_over_rate_leaving_and_spend(people):
    values = people.values
    worth = values.lifetime.valuation
    found = value_tiers(values, most_valuable=200.0, most_growable=0.0, cut="money", draws=2_000)
    assert "€200.00 or more" in found.sentence
    buying, leaving = worth.fit.pair
    points = (np.arange(40) + 0.5) / 40
    for at in np.argsort(-worth.value)[[60, 150, 300]]:
        row = worth.row[at]
        x, age = worth.patterns.frequency[row], worth.patterns.T[row]
        rate = gamma.ppf(points, buying.shape + x) / (buying.rate + age)
        stop = gamma.ppf(points, leaving.shape) / (leaving.rate + age)
        nu = gamma.ppf(points, worth.money.a[at]) / worth.money.b[at]
        all_of = (
            MARGIN * worth.money.p / nu[:, None, None] * rate[None, :, None]
            * present_time(stop + DELTA, WEEKS)[None, None, :]
        )  # fmt: skip
        exact = worth.ahead.alive[row] * (all_of >= 200).mean()
        assert found.table["p_most_valuable"].iloc[at] == pytest.approx(exact, abs=0.05)


def test_chances_add_up_to_one_for_each_customer_and_to_the_tier_for_all(tiers, people):
    columns = [chance_of(name) for name in TIERS]
    chances = tiers.table[columns]
    np.testing.assert_allclose(chances.sum(axis=1), 1)
    assert chances["p_most_valuable"].sum() == pytest.approx(tiers.cuts.most_valuable)
    assert chances["p_most_growable"].sum() == pytest.approx(tiers.cuts.most_growable)
    alive = people.values.table["alive"]
    assert np.abs(chances["p_no_longer_here"] - (1 - alive)).max() < 0.12  # 400 draws
    assert chances["p_no_longer_here"].sum() == pytest.approx((1 - alive).sum(), rel=0.02)
    np.testing.assert_allclose(chances.max(axis=1), tiers.table["certainty"])
    best = np.array(TIERS)[chances.to_numpy().argmax(axis=1)]
    assert (best == tiers.table["tier"]).all()


# Added up ----------------------------------------------------------------------------------------


def test_tiers_add_up_to_customer_equity_to_the_cent(tiers, people):
    total = people.values.lifetime.total.expected
    assert tiers.reconciles and tiers.cents.loc["all", "value"] == round(100 * total)
    assert tiers.tiers["customers"].sum() == len(people.values.table)
    assert tiers.tiers["share"].sum() == pytest.approx(1)
    parts = tiers.cents.drop(index="all").sum()
    assert (parts == tiers.cents.loc["all"]).all()
    assert "customer equity, to the cent" in tiers.reconciliation


def test_serving_and_friends_are_in_actual_value_and_letters_are_not(people, served):
    costs, _ = served
    ids = people.values.table["customer_id"]
    friends = pd.Series(5.0, index=ids[:100])
    found = value_tiers(people.values, costs=costs, brings=friends)
    table = found.table
    np.testing.assert_allclose(table["actual"], table["value"] + table["referrals"]
                               - table["serving"])  # fmt: skip
    assert table["referrals"].sum() == pytest.approx(500) and table["letters"].sum() > 0
    cents = found.cents.loc["all"]
    assert cents["actual"] == cents["value"] + cents["referrals"] - cents["serving"]
    with_letters = table["p_below_zero_with_letters"]
    assert (with_letters >= table["p_below_zero"] - 1e-9).all()
    assert with_letters.sum() > table["p_below_zero"].sum() + 10
    assert "letters" in found.letters_said


def test_dear_customers_are_the_ones_below_zero(people, served):
    """A purchase brings about twelve euros; serving costs one, or sixty for one in fifty."""
    costs, dear = served
    table = value_tiers(people.values, costs=costs).table
    busy = people.values.table["alive"].to_numpy() > 0.9
    chance = table["p_below_zero"].to_numpy()
    assert chance[busy & dear].mean() > 0.8 and chance[busy & ~dear].mean() < 0.1
    assert set(table.loc[busy & dear, "tier"]) == {BELOW_ZERO}


def test_outcomes_are_less_sure_than_expectations(people):
    expected = value_tiers(people.values)
    outcome = value_tiers(people.values, about="outcome")
    assert outcome.row(MOST_VALUABLE).truly / outcome.row(MOST_VALUABLE).customers < (
        expected.row(MOST_VALUABLE).truly / expected.row(MOST_VALUABLE).customers
    )
    assert "will be" in outcome.sentence and "will be" not in expected.sentence


# Edges -------------------------------------------------------------------------------------------


def test_without_potential_tiers_are_by_actual_value_alone_and_say_so(people):
    found = value_tiers(people.values)
    assert found.row(MOST_GROWABLE).customers == 0
    assert "by actual value alone" in found.sentence
    assert "Potential" not in found.of("C00003")
    assert "Potential seen" not in found.summary().frame


def test_fifty_customers_get_tiers(people):
    some = people.values.table.head(50)
    base = some[["customer_id", "frequency", "recency", "T", "monetary_value", "margin_rate"]]
    found = value_tiers(values_of(base), draws=100)
    assert found.tiers["customers"].sum() == 50 and found.reconciles
    assert found.row(MOST_VALUABLE).expected >= 1


def test_customers_with_the_same_history_have_about_the_same_chances():
    base = pd.DataFrame(
        {"frequency": np.tile([0, 3, 12], 100), "recency": np.tile([0.0, 40, 100], 100),
         "T": 104.0, "monetary_value": np.tile([0.0, 20, 25], 100), "margin_rate": 0.2}
    )  # fmt: skip
    base["monetary_value"] *= np.linspace(0.7, 1.3, 300)
    base.insert(0, "customer_id", [f"C{one:03d}" for one in range(300)])
    twins = base.copy()
    twins.loc[twins["frequency"] == 12, "monetary_value"] = 25.0
    values = values_of(base)
    values.table = values.table.assign(monetary_value=twins["monetary_value"])
    found = value_tiers(values).table
    assert found.loc[base["frequency"] == 0, "p_most_valuable"].max() < 0.3
    assert found.loc[base["frequency"] == 12, "certainty"].min() > 0.3


def test_all_that_is_wrong_is_said_at_once(people, gaps):
    bad = pd.concat([gaps, gaps.head(2)]).assign(gap=lambda x: x["gap"].where(x.index != 3, -1.0))
    with pytest.raises(DataProblem) as caught:
        value_tiers(people.values, potential=bad, most_valuable=3.0, most_growable=-1, draws=2,
                    level=2.0, cut="share", about="hope")  # fmt: skip
    said = str(caught.value)
    for part in ("most_valuable is 3", "most_growable is -1", "2 draws", "level is 2", "hope",
                 "below zero", "twice"):  # fmt: skip
        assert part in said
    with pytest.raises(DataProblem, match="not there"):
        value_tiers(people.values, potential=gaps.drop(columns="gap"))
    with pytest.raises(DataProblem, match="no customer"):
        value_tiers(people.values, draws=50).of("nobody")


def test_the_same_seed_gives_the_same_and_nothing_is_changed(people, gaps):
    before, given = people.values.table.copy(), gaps.copy()
    one, two = (value_tiers(people.values, potential=gaps, draws=60, seed=4) for _ in range(2))
    pd.testing.assert_frame_equal(one.table, two.table)
    pd.testing.assert_frame_equal(people.values.table, before)
    pd.testing.assert_frame_equal(gaps, given)


def test_a_value_stated_by_hand_keeps_its_tier(people):
    values = made_people(11, customers=200).values
    last = values.table["customer_id"].iloc[0]
    values.stated = {last: 9_999.0}
    values.table.loc[0, "value"] = 9_999.0
    found = value_tiers(values, draws=60)
    assert found.tier_of[last] == MOST_VALUABLE
    assert found.table["certainty"].iloc[0] == 1 and found.reconciles


def test_sentences_and_pictures_carry_the_figures(tiers):
    top = tiers.row(MOST_VALUABLE)
    assert f"{top.customers:,} customers are most probably" in tiers.sentence
    sure = tiers.table.nlargest(1, "actual")["customer_id"].iloc[0]
    assert "Most probably most valuable" in tiers.of(sure)
    near = tiers.border()
    assert (near["certainty"] < 0.8).all() and near["certainty"].is_monotonic_increasing
    with pytest.raises(DataProblem, match="no tier"):
        tiers.row("golden")
    picture = plot_value_tiers(tiers, sure)
    assert f"{top.customers:,}" in picture.alt and sure in picture.alt
    assert "chance" not in picture.axes.get_ylabel().lower()
    chance = plot_value_tiers(tiers, by="chance")
    assert "chance" in chance.axes.get_ylabel().lower()
    assert "of potential seen" in plot_tier_shares(tiers).alt
    assert "Tier" in str(tiers.summary()) and GONE in str(tiers.summary())
