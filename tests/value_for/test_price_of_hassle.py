"""The price of a minute: truth found, intervals honest, differences between types not chance."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from numpy.testing import assert_allclose

from cvmlab.errors import DataProblem
from cvmlab.kestrel.choices import choice_tasks, truth_choice_tasks
from cvmlab.value_for.choices.between_types import between_types
from cvmlab.value_for.choices.choice_sets import choice_sets
from cvmlab.value_for.choices.conditional_logit import conditional_logit
from cvmlab.value_for.hassle.price_of_hassle import price_of_hassle
from cvmlab.value_for.hassle.price_of_hassle_picture import plot_price_of_hassle
from tests.value_for.made_choices import made_choices

TYPES = ["busy family", "single", "older couple"]


@pytest.fixture(scope="module")
def found(tasks):
    return price_of_hassle(tasks, by="customer_type")


@pytest.fixture(scope="module")
def unpriced():
    """Thirty-nine people who hardly looked at the price."""
    return price_of_hassle(choice_sets(made_choices(8, people=39, price=-0.02)))


def what_one_logit_finds() -> dict[str, float]:
    """The ratio that a logit over very many people settles at, by type and for all."""
    seeds = range(1_001, 1_016)
    many = pd.concat(
        [choice_tasks(s).assign(respondent_id=lambda t, s=s: t["respondent_id"] + f"-{s}")
         for s in seeds], ignore_index=True,
    )  # fmt: skip
    sets = choice_sets(many)
    parts = {"all": sets} | {name: sets.of(name) for name in TYPES}
    return {n: conditional_logit(p).ratio("minutes", "price").ratio for n, p in parts.items()}


# correctness


def test_fiellers_interval_holds_what_one_logit_settles_at():
    """People differ: without errors clustered by respondent it would hold it less often."""
    truth, held = what_one_logit_finds(), []
    for seed in range(1, 31):
        sets = choice_sets(choice_tasks(seed))
        for name, part in {"all": sets, **{t: sets.of(t) for t in TYPES}}.items():
            held.append(conditional_logit(part).ratio("minutes", "price").holds(truth[name]))
    assert 0.9 <= np.mean(held) <= 0.99


def test_both_intervals_hold_the_planted_price_of_a_minute():
    """A quarter of a euro to everybody alike; few people, so that the two intervals differ."""
    held = []
    for seed in range(60):
        row = price_of_hassle(made_choices(seed, people=60), resamples=100).of()
        held.append(
            (row["low"] <= 0.25 <= row["high"], row["boot_low"] <= 0.25 <= row["boot_high"])
        )
    fieller, drawn = np.mean(held, axis=0)
    assert 0.88 <= fieller <= 1
    assert 0.85 <= drawn <= 1


def test_one_figure_for_everybody_lies_between_the_median_and_the_mean():
    """It is neither: over seeds, .262 between a planted median of .25 and a mean of .29."""
    rows = []
    for seed in range(1, 21):
        pooled = conditional_logit(choice_sets(choice_tasks(seed))).ratio("minutes", "price").ratio
        people = truth_choice_tasks(seed)["euros_a_minute"]
        rows.append((people.median(), pooled, people.mean()))
    median, pooled, mean = np.mean(rows, axis=0)
    assert median + 0.005 < pooled < mean - 0.015
    assert pooled == pytest.approx(0.262, abs=0.005)


def test_the_types_come_in_the_order_they_were_planted_in(found):
    assert list(found.by_type) == TYPES
    assert found.minute == pytest.approx(0.259, abs=0.001)
    planted = 0.2539 * np.exp([0.35, 0, -0.4])
    assert_allclose(list(found.by_type.values()), planted, rtol=0.15)
    assert found.between.same < 0.001
    assert (found.between.pairs["low"] > 0).all()


# consistency


def test_a_bootstrap_of_refitted_people_gives_the_same_draws(tasks, found):
    """A second route for the first resamples: the rows of the people drawn, fitted anew."""
    sets = choice_sets(tasks)
    counts = np.random.default_rng(0).multinomial(500, np.full(500, 1 / 500), 500)[:2]
    for often, drawn in zip(counts, found.draws["all"], strict=False):
        copies = [
            sets.rows[np.isin(sets.rows["respondent"], np.flatnonzero(often > n))].assign(
                respondent=lambda t, n=n: t["respondent"] * 100 + n
            )
            for n in range(often.max())
        ]
        again = choice_sets(pd.concat(copies), respondent="respondent", others=["warmth"])
        assert drawn == pytest.approx(conditional_logit(again).ratio("minutes", "price").ratio)


def test_rows_in_another_order_and_money_in_cents_change_nothing_else(tasks, found):
    mixed = tasks.sample(frac=1, random_state=1)
    mixed = mixed.assign(price=100 * mixed["price"])
    cents = price_of_hassle(mixed, by="customer_type")
    columns = ["minute", "low", "high", "boot_low", "boot_high", "pulled"]
    assert_allclose(cents.table[columns], 100 * found.table[columns], rtol=1e-6)


def test_types_of_the_library_and_ours_agree():
    """Pulling together: the spread is DerSimonian and Laird's, as statsmodels has it."""
    from statsmodels.stats.meta_analysis import combine_effects

    x, errors = np.array([0.2, 0.31, 0.18, 0.4]), np.array([0.05, 0.04, 0.06, 0.09])
    ours = between_types(list("abcd"), x, errors)
    theirs = combine_effects(x, errors**2, method_re="chi2")
    assert ours.spread**2 == pytest.approx(theirs.tau2)
    assert ours.same == pytest.approx(theirs.test_homogeneity().pvalue)
    middle = theirs.mean_effect_re
    share = theirs.tau2 / (theirs.tau2 + errors**2)
    assert_allclose(ours.pulled, middle + share * (x - middle))


def test_among_forty_like_groups_the_dearest_is_pulled_back():
    """Forty groups of one truth: no figure may stand out, and few samples may say they differ."""
    rng = np.random.default_rng(4)
    same, widest, pulled, pairs = [], [], [], []
    for _ in range(100):
        x = 0.25 + 0.04 * rng.normal(size=40)
        result = between_types([str(n) for n in range(40)], x, np.full(40, 0.04))
        same.append(result.same < 0.05)
        widest.append(np.ptp(x))
        pulled.append(np.ptp(result.pulled))
        pairs.append((result.pairs["low"] * result.pairs["high"] > 0).any())
    assert np.mean(same) == pytest.approx(0.05, abs=0.05)
    assert np.mean(pulled) < 0.2 * np.mean(widest)
    assert np.mean(pairs) <= 0.1  # of 780 pairs each time


# honest about what cannot be said


def test_an_interval_without_two_ends_is_named_not_hidden(unpriced):
    row = unpriced.of()
    assert row["shape"] in ("two rays", "everything")
    assert (row["low"], row["high"]) == (-np.inf, np.inf)
    assert "above" in unpriced.sentence or "any value" in unpriced.sentence
    assert "no two ends" in str(unpriced.summary())
    assert np.isinf(row[["boot_low", "boot_high"]].to_numpy(dtype=float)).any()
    assert "∞" not in str(unpriced.summary())


def test_where_money_does_not_put_people_off_there_is_no_figure():
    keen = price_of_hassle(made_choices(3, people=60, price=0.2))
    assert np.isnan(keen.minute)
    assert "cannot be said" in keen.sentence
    picture = plot_price_of_hassle(keen)
    assert "cannot be said" in picture.alt and picture.png
    # Minutes put them off and money does not: in every resample a minute is worth any money.
    assert np.isposinf(keen.draws["all"]).mean() > 0.95


def test_draws_that_cannot_be_weighed_are_counted():
    """Nine people: some draws hold only choices that one attribute tells."""
    result = price_of_hassle(made_choices(1, people=9, tasks=4, price=-2.0), resamples=200)
    failed = int(result.draws["all"].isna().sum())
    assert 0 < failed < 200
    assert f"In {failed} of the draws the choices could not be weighed" in str(result.summary())
    assert np.isfinite(result.of()[["boot_low", "boot_high"]].to_numpy(dtype=float)).all()


def test_few_people_are_said_to_be_few(tasks):
    small = tasks[tasks["respondent_id"].isin(tasks["respondent_id"].unique()[:60])]
    result = price_of_hassle(small, by="customer_type")
    assert "Below 30 respondents" in str(result.summary())


def test_a_type_whose_choices_tell_nothing_is_named(tasks):
    single = tasks["shopper"] == "single"
    table = tasks.assign(minutes=tasks["minutes"].mask(single, 20))
    with pytest.raises(DataProblem, match='the choice tasks of "single"'):
        price_of_hassle(table, by="customer_type")


def test_types_that_are_not_known_are_asked_for(tasks):
    with pytest.raises(DataProblem, match="what type a respondent is"):
        price_of_hassle(tasks.drop(columns="shopper"), by="customer_type")
    with pytest.raises(ValueError, match="customer_type"):
        price_of_hassle(tasks, by="household")
    with pytest.raises(ValueError, match="no such group"):
        price_of_hassle(tasks, resamples=2).of("single")


# what is read


def test_the_sentence_gives_number_unit_interval_and_an_hour(found):
    assert "€0.26 (€0.24 to €0.28), or €15.55 an hour, with 95% intervals" in found.sentence
    assert "busy family €0.34 (€0.31 to €0.38)" in found.sentence
    assert "they do differ" in found.sentence
    alone = price_of_hassle(choice_sets(made_choices(1), currency="USD"), resamples=20)
    assert "$" in alone.sentence and "By type" not in alone.sentence
    assert alone.by_type == {} and alone.between is None


def test_the_picture_says_what_it_shows(found, unpriced):
    picture = plot_price_of_hassle(found)
    assert picture.alt.startswith("A minute less is worth €0.26: busy family €0.34, older couple")
    assert "single €0.25 (€0.23 to €0.28)" in picture.alt
    markers = [line.get_marker() for line in plot_price_of_hassle(unpriced).axes.get_lines()]
    assert ">" in markers  # an arrow where there is no end


def test_the_level_and_the_seed_do_what_they_say(tasks):
    narrow = price_of_hassle(tasks, level=0.5, resamples=100)
    wide = price_of_hassle(tasks, level=0.99, resamples=100)
    for low, high in (("low", "high"), ("boot_low", "boot_high")):
        assert wide.of()[low] < narrow.of()[low] < narrow.of()[high] < wide.of()[high]
    other = price_of_hassle(tasks, resamples=100, seed=1)
    assert not np.array_equal(other.draws, wide.draws)
    assert other.minute == wide.minute
