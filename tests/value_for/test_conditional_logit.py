"""The conditional logit: the published line, the library's weights, honest intervals."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from numpy.testing import assert_allclose

from cvmlab.errors import DataProblem
from cvmlab.value_for.choices.choice_likelihood import fit_weights, scores
from cvmlab.value_for.choices.choice_sets import choice_sets
from cvmlab.value_for.choices.conditional_logit import conditional_logit
from tests.sample import sample_company
from tests.value_for.made_choices import BRISK, PRICE, WARM, made_choices

PLANTED = np.array([PRICE, -0.1, BRISK, WARM])


@pytest.fixture(scope="module")
def sets():
    return choice_sets(sample_company().choice_tasks.frame())


@pytest.fixture(scope="module")
def travel():
    """210 travellers between Sydney and Melbourne, by air, train, bus or car."""
    import statsmodels.datasets.modechoice as modechoice

    table = modechoice.load_pandas().data
    for place, name in enumerate(("air", "train", "bus"), start=1):
        table[name] = (table["mode"] == place).astype(float)
    table["income_air"] = table["hinc"] * table["air"]
    return choice_sets(
        table,
        price="gc",
        minutes="ttme",
        others=["income_air", "air", "train", "bus"],
        chosen="choice",
        respondent="individual",
        task="individual",
        alternative="mode",
    )


def test_the_published_line_is_reproduced(travel):
    """Greene 2003, "Econometric analysis", 5th edition, table 21.11: four alternatives."""
    fit = conditional_logit(travel)
    published = [-0.01550, -0.09612, 0.01329, 5.2074, 3.8690, 3.1632]
    errors = [0.004408, 0.01044, 0.01026, 0.7791, 0.4431, 0.4503]
    assert_allclose(fit.weights, published, rtol=5e-4)
    assert fit.log_likelihood == pytest.approx(-199.1284, abs=5e-5)
    assert fit.by_chance == pytest.approx(-210 * np.log(4))
    _, _, information = scores(travel, fit.weights)
    plain = np.linalg.inv(information.sum(axis=0))
    assert_allclose(np.sqrt(np.diag(plain)), errors, rtol=2e-3)


@pytest.mark.parametrize("alternatives", [2, 3])
def test_the_weights_are_the_librarys(alternatives):
    from statsmodels.discrete.conditional_models import ConditionalLogit

    ours = choice_sets(made_choices(5, alternatives=alternatives))
    theirs = ConditionalLogit(ours.chosen.astype(float), ours.design, groups=ours.task)
    found = theirs.fit(disp=0, method="newton")
    assert_allclose(conditional_logit(ours).weights, found.params, rtol=1e-6)


def test_intervals_know_of_respondents_as_the_librarys_do(sets):
    """Two alternatives are a logit of their difference; the library clusters that one."""
    from statsmodels.discrete.discrete_model import Logit

    difference = sets.differences[:, 0, :]
    sign = np.where(np.arange(sets.tasks) % 2, 1.0, -1.0)
    theirs = Logit((sign > 0).astype(float), difference * sign[:, None]).fit(
        disp=0,
        cov_type="cluster",
        cov_kwds={"groups": sets.respondent_of_task, "use_correction": False},
    )
    ours = conditional_logit(sets)
    assert_allclose(ours.weights, theirs.params, rtol=1e-6)
    _, score, information = scores(sets, ours.weights)
    inverse = np.linalg.inv(information.sum(axis=0))
    assert_allclose(inverse @ score.T @ score @ inverse, theirs.cov_params(), rtol=1e-5)
    # The jackknife's is a little wider, as it should be, and with 500 people only a little.
    widen = np.diag(ours.covariance) / np.diag(theirs.cov_params())
    assert (widen > 1).all() and (widen < 1.03).all()


def test_the_covariance_is_that_of_leaving_out_one_respondent_after_the_other():
    """A second route: thirty refits, each without one person."""
    few = choice_sets(made_choices(12, people=30))
    fit = conditional_logit(few)
    without = fit_weights(few, np.ones((30, 30)) - np.eye(30))
    moves = without - fit.weights
    assert_allclose(np.diag(fit.covariance), np.diag(moves.T @ moves) * 29 / 30, rtol=0.15)


def test_what_rests_on_one_respondent_alone_is_not_called_certain():
    """His score is zero at the best weights, and every covariance by cluster would be too."""
    table = made_choices(3, people=40)
    table["parking"] = (table["respondent_id"] == "R0007") & (table["alternative"] == "A")
    with pytest.raises(DataProblem, match='"parking": it rests on the choices of one respondent'):
        conditional_logit(choice_sets(table, others=["warmth", "parking"]))
    table["parking"] |= (table["respondent_id"] == "R0008") & (table["alternative"] == "A")
    assert conditional_logit(choice_sets(table, others=["parking"])).weights.size == 3


def test_a_resample_is_the_fit_of_the_people_drawn(sets):
    counts = np.random.default_rng(2).multinomial(500, np.full(500, 1 / 500), 3)
    found = fit_weights(sets, counts)
    rows = sets.rows.rename(columns={"customer_type": "shopper"})
    for often, weights in zip(counts, found, strict=True):
        copies = [
            rows[np.isin(rows["respondent"], np.flatnonzero(often > n))].assign(copy=n)
            for n in range(often.max())
        ]
        drawn = pd.concat(copies, ignore_index=True)
        drawn["person"] = drawn["respondent"] * 100 + drawn["copy"]
        again = conditional_logit(choice_sets(drawn, respondent="person"))
        assert_allclose(weights, again.weights, rtol=1e-6)
    assert_allclose(fit_weights(sets, counts, start=found[0]), found, rtol=1e-6)


def test_tasks_may_have_different_numbers_of_alternatives():
    """A third alternative that only some tasks have must not move what the others say."""
    three = made_choices(7, people=1_000, alternatives=3)
    odd = (three["task"] % 2 == 1) & (three["alternative"] == "C")
    table = three[~odd]
    fit = conditional_logit(choice_sets(table))
    assert fit.choices < 8_000  # where the alternative left out was the one taken
    inside = (fit.table["low"] < PLANTED) & (fit.table["high"] > PLANTED)
    assert inside.all()


def test_intervals_hold_the_planted_weights():
    held = []
    for seed in range(100):
        table = conditional_logit(choice_sets(made_choices(seed))).table
        held.append((table["low"] < PLANTED) & (table["high"] > PLANTED))
    assert np.mean(held) == pytest.approx(0.95, abs=0.03)
    assert np.mean(held, axis=0).min() > 0.88


def test_choices_said_twice_make_no_interval_narrower(sets):
    rows = sets.rows.drop(columns="customer_type")
    twice = pd.concat([rows, rows.assign(task=rows["task"] + 10_000)])
    once, double = (
        conditional_logit(sets),
        conditional_logit(choice_sets(twice, respondent="respondent")),
    )
    assert_allclose(double.covariance, once.covariance, rtol=1e-6)


def test_only_differences_and_units_count(sets):
    rows = sets.rows.drop(columns="customer_type")
    other = rows.assign(
        price=100 * (rows["price"] + 7 * rows["task"]), minutes=rows["minutes"] / 60
    )
    plain, moved = (
        conditional_logit(sets),
        conditional_logit(choice_sets(other, respondent="respondent")),
    )
    scale = np.array([100, 1 / 60, 1, 1])
    assert_allclose(moved.weights * scale, plain.weights, rtol=1e-8)
    assert moved.log_likelihood == pytest.approx(plain.log_likelihood)
    mixed = choice_sets(rows.sample(frac=1, random_state=1), respondent="respondent")
    assert_allclose(conditional_logit(mixed).covariance, plain.covariance, rtol=1e-9)


def test_causes_that_hardly_vary_around_a_large_number_are_no_obstacle():
    table = made_choices(3)
    rng = np.random.default_rng(3)
    table["accuracy"] = 1e4 + rng.normal(0, 0.01, len(table))
    fit = conditional_logit(choice_sets(table, others=["warmth", "accuracy"]))
    row = fit.table.set_index("attribute").loc["accuracy"]
    assert row["low"] < 0 < row["high"] and row["error"] > 1


def test_choices_that_one_attribute_tells_are_refused():
    table = made_choices(1, people=30)
    cheapest = table.groupby(["respondent_id", "task"])["price"].transform("min")
    clear = table.assign(chosen=table["price"] == cheapest)
    clear = clear[clear.groupby(["respondent_id", "task"])["chosen"].transform("sum") == 1]
    with pytest.raises(DataProblem, match="too clear to be weighed"):
        conditional_logit(choice_sets(clear))
    mixed = choice_sets(pd.concat([clear, made_choices(2, people=30).assign(
        respondent_id=lambda t: "X" + t["respondent_id"])]))  # fmt: skip
    some = np.zeros((2, mixed.respondents))
    some[0, :30], some[1] = 1, 1  # the first resample draws only those who look at nothing else
    found = fit_weights(mixed, some)
    assert np.isnan(found[0]).all() and np.isfinite(found[1]).all()


def test_one_respondent_gives_no_interval():
    with pytest.raises(DataProblem, match="of one respondent"):
        conditional_logit(choice_sets(made_choices(4, people=1, tasks=60)))


def test_ratios_and_the_table_to_read(sets):
    fit = conditional_logit(sets)
    minute = fit.ratio("minutes", "price")
    assert minute.ratio == pytest.approx(fit.weights[1] / fit.weights[0])
    assert fit.ratio("warmth: brisk", "price", sign=-1).ratio < 0
    assert 0 < fit.pseudo_r2 < 1
    assert "Fieller" not in str(fit.summary()) and "price" in str(fit.summary())
    assert "price, minutes, warmth: brisk" in fit.sentence
