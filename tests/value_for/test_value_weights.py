"""Weights from purchases: planted truth, second routes, invariances, noisy marks, bad input."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from numpy.testing import assert_allclose

from cvmlab.data.surveys.scale import Scale
from cvmlab.errors import DataProblem
from cvmlab.kestrel.brands import EUROS_A_MINUTE, FOR_MINUTES, FOR_SERVICE, brand_perceptions
from cvmlab.kestrel.choices import SHARE, SHOPPERS
from cvmlab.value_for.brands.brand_views import brand_views
from cvmlab.value_for.brands.draws import respondent_draws
from cvmlab.value_for.weights.given_weights import given_weights, read_weights
from cvmlab.value_for.weights.value_weights import value_weights
from cvmlab.value_for.weights.weights_result import types_differ

PRODUCT = ["freshness", "range", "own_products"]
SERVICE = ["friendliness", "helpfulness", "checkout"]
WIDE = Scale(-100, 100)
MARKS = np.array([[7.5, 7, 88, 20], [5.5, 4.5, 55, 25], [6.5, 6, 78, 30], [8.5, 8, 110, 22]])
TRUE = np.array([8.0, 6, 0.3])


def shoppers(
    seed: int, *, people: int = 250, noise: float = 0.9, items: int = 3, blur: float = 0.3
):
    """Shoppers of four brands whose shares follow TRUE exactly, but for ``blur``."""
    rng = np.random.default_rng(seed)
    size = (people, len(MARKS))
    person, brand = (place.ravel() for place in np.indices(size))
    halo = rng.normal(0, 0.7, people)[person]
    product, service = (MARKS[brand, i] + halo + rng.normal(0, 0.7, brand.size) for i in (0, 1))
    price = MARKS[brand, 2] * rng.lognormal(0, 0.08, brand.size)
    minutes = MARKS[brand, 3] * rng.gamma(6, 1 / 6, brand.size)
    gets = TRUE[0] * product + TRUE[1] * service - price - TRUE[2] * minutes
    weight = np.exp(gets / 12 + rng.normal(0, blur, brand.size))
    table = pd.DataFrame({"respondent_id": person, "brand": np.array(list("ABCD"))[brand]})
    for part, level in (("p", product), ("s", service)):
        for item in range(items):
            table[f"{part}{item}"] = level + 0.2 * (item - 1) + rng.normal(0, noise, brand.size)
    table["basket_price"], table["hassle_minutes"] = price, minutes
    table["share_bought"] = 0.9 * weight / np.bincount(person, weight)[person]
    return brand_views(
        table, own="A", product=[f"p{i}" for i in range(items)],
        service=[f"s{i}" for i in range(items)], scale=WIDE,
    )  # fmt: skip


@pytest.fixture(scope="module")
def weights(views):
    return value_weights(views, by="customer_type", resamples=300)


def found(result):
    return result.parts["value"].to_numpy()


# correctness: planted truth


def test_intervals_cover_the_truth_as_often_as_they_say():
    hits = np.zeros(3)
    runs = 60
    for seed in range(runs):
        parts = value_weights(shoppers(seed), resamples=150).parts
        hits += ((parts["low"] <= TRUE) & (parts["high"] >= TRUE)).to_numpy()
    assert hits.min() >= 51  # 57 of 60 expected; below that it is chance in one of 200 cases


def test_noisy_marks_weigh_too_little_and_the_correction_makes_up_for_it():
    corrected, plain = [], []
    for seed in range(20):
        result = value_weights(shoppers(seed, noise=1.2), resamples=2)
        corrected.append(found(result))
        plain.append(result.parts["as_answered"].to_numpy())
    bias, plain_bias = (np.mean(each, axis=0) / TRUE - 1 for each in (corrected, plain))
    assert np.abs(bias).max() < 0.04
    assert plain_bias[0] < -0.12  # quality loses
    assert plain_bias[2] > 0.3  # and minutes seem to count for what the marks lost


def test_what_was_planted_in_kestrel_comes_back():
    """A point of answers is worth up to 3% more than one of opinion: answers end at 10."""
    by_type = {}
    for seed in range(1, 9):
        result = value_weights(brand_views(brand_perceptions(seed), own="Kestrel"),
                               by="customer_type", resamples=2)  # fmt: skip
        by_type.setdefault("all", []).append(found(result))
        for kind in SHOPPERS:
            by_type.setdefault(kind, []).append(found(result.of(kind)))
    planted = {
        "all": (8, 8 * np.dot(SHARE, FOR_SERVICE), EUROS_A_MINUTE * np.dot(SHARE, FOR_MINUTES))
    }
    for i, kind in enumerate(SHOPPERS):
        planted[kind] = (8, 8 * FOR_SERVICE[i], EUROS_A_MINUTE * FOR_MINUTES[i])
    for kind, truth in planted.items():
        mean = np.mean(by_type[kind], axis=0)
        assert_allclose(mean[:2], truth[:2], rtol=0.06, err_msg=kind)
        assert_allclose(mean[2], truth[2], atol=0.03, err_msg=kind)


def test_kestrels_intervals_hold_what_was_planted(weights):
    assert weights["product"]["low"] < 8 < weights["product"]["high"]
    assert weights["service"]["low"] < 8.04 < weights["service"]["high"]
    assert weights["minute"]["low"] < 0.259 < weights["minute"]["high"]


def test_types_differ_in_service_and_minutes_but_not_in_product(weights):
    same = types_differ(weights).set_index("part")["same"]
    assert same["service"] < 0.001
    assert same["minute"] < 0.001
    assert same["product"] > 0.05
    assert weights.of("older couple").service > weights.of("busy family").service


def test_shares_of_nothing_hardly_move_the_weights(ratings, weights):
    rounded = ratings.assign(share_bought=(ratings["share_bought"] / 0.05).round() * 0.05)
    result = value_weights(brand_views(rounded, own="Kestrel"), resamples=2)
    assert result.zeros == (rounded["share_bought"] == 0).sum() > 200
    assert_allclose(found(result), found(weights), rtol=0.06)
    assert "shares of 0 read as half" in str(result.summary())


# consistency: second routes


def test_without_correction_it_is_least_squares_with_a_constant_for_each_respondent(ratings):
    import statsmodels.api as sm

    some = ratings[ratings["respondent_id"] <= "Q0000040"]
    x = pd.DataFrame(
        {
            "product": some[PRODUCT].mean(axis=1),
            "service": some[SERVICE].mean(axis=1),
            "price": some["basket_price"],
            "minutes": some["hassle_minutes"].astype(float),
        }
    )
    dummies = pd.get_dummies(some["respondent_id"], dtype=float)
    fit = sm.OLS(np.log(some["share_bought"]), pd.concat([x, dummies], axis=1)).fit()
    slope = fit.params.iloc[:4].to_numpy()
    result = value_weights(brand_views(some, own="Kestrel"), correct=False, resamples=2)
    assert_allclose(found(result), [-slope[0] / slope[2], -slope[1] / slope[2],
                                    slope[3] / slope[2]], rtol=1e-9)  # fmt: skip
    assert not result.corrected


def test_the_correction_is_regression_on_what_the_marks_let_one_expect(views):
    """Regression calibration: each cause replaced by its expectation given the noisy marks."""
    rows, code = views.rows, views.respondent_codes
    x = rows[["product", "service", "price", "hassle"]].to_numpy()
    within = x - pd.DataFrame(x).groupby(code).transform("mean").to_numpy()
    y = np.log(rows["share"])
    y = (y - y.groupby(code).transform("mean")).to_numpy()
    brands = np.bincount(code)
    usable = brands[code] > 1
    cross = within.T @ within
    true = cross.copy()
    for place, items in enumerate((PRODUCT, SERVICE)):
        answers = views.answers[items]
        left = answers - answers.groupby(rows["brand"]).transform("mean")
        left = left.sub(left.mean(axis=1), axis=0)[usable]
        freedom = 2 * usable.sum() - 2 * rows["brand"].nunique()
        true[place, place] -= (left**2).sum().sum() / freedom / 3 * (brands[brands > 1] - 1).sum()
    expected = within @ np.linalg.solve(cross, true)
    slope = np.linalg.lstsq(expected, y, rcond=None)[0]
    result = value_weights(views, resamples=2)
    assert_allclose(found(result), [-slope[0] / slope[2], -slope[1] / slope[2],
                                    slope[3] / slope[2]], rtol=1e-9)  # fmt: skip


def test_a_logit_of_shares_tells_the_same(views):
    """Shares as fractions in a multinomial logit (Papke and Wooldridge 1996), without logs."""
    rows, code = views.rows, views.respondent_codes
    x = rows[["product", "service", "price", "hassle"]].to_numpy()
    spread = x.std(axis=0)
    z, share = x / spread, rows["share"].to_numpy()
    share = share / np.bincount(code, share)[code]
    beta = np.zeros(4)
    for _ in range(15):
        odds = np.exp(z @ beta - (z @ beta).max())
        chance = odds / np.bincount(code, odds)[code]
        middle = np.column_stack([np.bincount(code, chance * z[:, k]) for k in range(4)])[code]
        hessian = ((z - middle) * chance[:, None]).T @ (z - middle)
        beta = beta + np.linalg.solve(hessian, z.T @ (share - chance))
    slope = beta / spread
    plain = value_weights(views, correct=False, resamples=2)
    assert_allclose([-slope[0] / slope[2], -slope[1] / slope[2], slope[3] / slope[2]],
                    found(plain), rtol=0.12)  # fmt: skip


def test_a_draw_is_the_same_survey_with_other_people_in_it(ratings):
    few = brand_views(ratings[ratings["respondent_id"] <= "Q0000090"], own="Kestrel")
    result = value_weights(few, resamples=2)
    counts = respondent_draws(few, 1, seed=5)
    names = np.unique(few.rows["respondent"])
    again = []
    for place, often in enumerate(counts[1].astype(int)):
        rows = ratings[ratings["respondent_id"] == names[place]]
        again += [rows.assign(respondent_id=f"{names[place]}-{copy}") for copy in range(often)]
    direct = value_weights(brand_views(pd.concat(again), own="Kestrel"), resamples=2)
    plain = replace(result, corrected=False).draws(counts)[1]
    assert_allclose(plain, direct.parts["as_answered"], rtol=1e-9)
    # What an item is for a brand is read off all people once, not in each draw anew.
    assert_allclose(result.draws(counts)[1], found(direct), rtol=0.02)


# invariances


def test_another_scale_gives_another_price_of_a_point_and_nothing_else(ratings, weights):
    doubled = ratings.copy()
    doubled[PRODUCT] = 2 * doubled[PRODUCT] + 3
    scales = {"product": Scale(5, 23), "service": Scale(1, 10)}
    result = value_weights(brand_views(doubled, own="Kestrel", scale=scales), resamples=300)
    ends = ["value", "low", "high"]
    product, before = (each["product"][ends].to_numpy(float) for each in (result, weights))
    assert_allclose(2 * product, before, rtol=1e-9)
    assert_allclose(found(result)[1:], found(weights)[1:], rtol=1e-9)


def test_the_order_of_rows_and_the_own_brand_change_nothing(ratings, weights):
    shuffled = ratings.sample(frac=1, random_state=3)
    result = value_weights(brand_views(shuffled, own="Pfennig"), resamples=300)
    columns = ["value", "low", "high"]
    assert_allclose(result.parts[columns], weights.parts[columns], rtol=1e-9)


def test_money_in_cents_gives_cents(ratings, weights):
    cents = ratings.assign(basket_price=100 * ratings["basket_price"])
    result = value_weights(brand_views(cents, own="Kestrel"), resamples=2)
    assert_allclose(found(result), 100 * found(weights), rtol=1e-9)


def test_hassle_in_money_counts_as_price(ratings):
    priced = ratings.assign(hassle_minutes=0.25 * ratings["hassle_minutes"])
    result = value_weights(brand_views(priced, own="Kestrel", hassle_unit="money"), resamples=50)
    assert np.isnan(result.minute)
    assert result.product == pytest.approx(8.1, abs=0.4)
    assert "minute" not in result.sentence


# what is said


def test_the_sentence_names_people_money_and_intervals(weights):
    assert weights.sentence.startswith(
        f"In what {weights.respondents} people buy, a point of product quality weighs as much as "
        f"€{weights.product:.2f} (€"
    )
    assert weights.sentence.endswith("); 95% intervals.")


def test_the_table_says_what_the_figures_do_not_prove(weights):
    text = str(weights.summary())
    assert "That is an association" in text
    assert "older couple" in text
    assert "more than chance in single answers" in text


def test_reliability_is_what_was_planted():
    """Items share all but noise: 1 − (.9²/3) / what differs within a person."""
    result = value_weights(shoppers(3, people=2_000), resamples=2)
    varies = MARKS[:, 0].var(ddof=1) + 0.7**2 + 0.9**2 / 3
    assert result.reliability["product"] == pytest.approx(1 - 0.9**2 / 3 / varies, abs=0.01)


def test_one_item_a_part_cannot_be_corrected_and_that_is_said():
    result = value_weights(shoppers(1, items=1), resamples=20)
    assert not result.corrected
    assert np.isnan(result.reliability["product"])
    assert "was not taken out" in str(result.summary())


def test_answers_that_are_mostly_noise_are_left_as_they_are():
    assert not value_weights(shoppers(1, noise=5), resamples=20).corrected


def test_a_prior_price_of_a_minute_overrules_and_keeps_quality(weights):
    priced = weights.at_minute_price(0.4)
    assert priced.minute == 0.4
    assert priced.product == weights.product
    assert priced.of("single").minute == 0.4
    assert weights.minute != 0.4


# refusals


def refusal(call):
    with pytest.raises(DataProblem) as caught:
        call()
    return str(caught.value)


def test_without_shares_the_remedies_are_named(ratings):
    bare = brand_views(ratings.drop(columns="share_bought"), own="Kestrel")
    assert "price_of_hassle" in refusal(lambda: value_weights(bare))


def test_too_few_people_are_refused(ratings):
    few = brand_views(ratings[ratings["respondent_id"] <= "Q0000020"], own="Kestrel")
    assert "only 20 respondents" in refusal(lambda: value_weights(few))


def test_a_price_that_costs_nothing_is_refused_and_not_divided_by(ratings):
    lot = np.random.default_rng(1).permutation(ratings["share_bought"])
    chance = brand_views(ratings.assign(share_bought=lot), own="Kestrel")
    assert "price does not come out as a cost" in refusal(lambda: value_weights(chance))


def test_a_cause_that_does_not_vary_is_named(ratings):
    flat = brand_views(ratings.assign(basket_price=80.0), own="Kestrel")
    assert "price is the same for all brands" in refusal(lambda: value_weights(flat))


def test_two_causes_that_are_one_are_refused(ratings):
    tied = brand_views(ratings.assign(hassle_minutes=ratings["basket_price"] / 4), own="Kestrel")
    assert "cannot be told apart" in refusal(lambda: value_weights(tied))


def test_a_type_with_too_few_people_is_named_and_not_weighed(ratings):
    rare = ratings["shopper"].mask(ratings["respondent_id"] <= "Q0000010", "lodger")
    result = value_weights(brand_views(ratings.assign(shopper=rare), own="Kestrel"),
                           by="customer_type", resamples=20)  # fmt: skip
    assert result.unjudged == ("lodger",)
    assert result.of("lodger") is result
    assert "Too little is known to weigh: lodger" in str(result.summary())


def test_weights_of_other_people_are_not_taken_for_those_of_these(views, weights):
    counts = respondent_draws(views.of("single"), 9)
    with pytest.raises(ValueError, match="different respondents"):
        weights.draws(counts)
    drawn = weights.draws_for(views.of("single"), counts)
    assert_allclose(drawn[0], found(weights))
    assert drawn[1:, 0].std() > 0


def test_given_weights_are_constants_and_have_no_interval():
    result = given_weights(8, 6, 0.3, currency="EUR")
    assert_allclose(result.draws(np.ones((3, 4))), [[8, 6, 0.3]] * 3)
    assert result.sentence.endswith("not estimated: no interval.")
    assert "€8.00" in result.sentence


def test_a_mapping_of_weights_is_read_or_refused_with_everything_wrong(views):
    assert read_weights({"product": 8, "service": 6}, views, minute_price=0.2).minute == 0.2
    text = refusal(lambda: read_weights({"product": 8, "price": 3}, views))
    assert 'does not say "service"' in text
    assert 'names "price"' in text
    assert "below" not in refusal(lambda: given_weights(-1, float("inf")))


def test_minutes_without_a_price_are_refused(views):
    text = refusal(lambda: read_weights({"product": 8, "service": 6}, views))
    assert "nothing says what a minute costs" in text


def test_money_needs_no_price_of_a_minute(views):
    money = replace(views, hassle_unit="money")
    text = refusal(lambda: read_weights({"product": 8, "service": 6}, money, minute_price=0.2))
    assert "in money already" in text
    assert np.isnan(read_weights({"product": 8, "service": 6, "minute": 3}, money).minute)


def test_a_fifth_of_the_answers_missing_moves_no_weight_beyond_chance():
    """Marks of fewer answers are noisier, and the correction takes out more of them."""
    whole, gaps = [], []
    for seed in range(12):
        views = shoppers(seed)
        answers = views.answers.mask(np.random.default_rng(seed).random(views.answers.shape) < 0.2)
        others = ["respondent", "brand", "price", "hassle", "share"]
        table = pd.concat([views.rows[others], answers], axis=1)
        fewer = brand_views(
            table, own="A", product=["p0", "p1", "p2"], service=["s0", "s1", "s2"], scale=WIDE,
            price="price", hassle="hassle", share="share", respondent="respondent",
        )  # fmt: skip
        assert 0 < len(views.rows) - len(fewer.rows) < 0.3 * len(views.rows)
        whole.append(found(value_weights(views, resamples=2)))
        gaps.append(found(value_weights(fewer, resamples=2)))
    assert_allclose(np.mean(gaps, axis=0) / TRUE, 1, atol=0.07)
    assert_allclose(np.mean(gaps, axis=0), np.mean(whole, axis=0), rtol=0.07)
