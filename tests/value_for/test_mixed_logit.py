"""The choice model with a price of time of one's own: exact slopes, planted tastes, refusals."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from numpy.testing import assert_allclose
from scipy.stats import norm

from cvmlab.errors import DataProblem
from cvmlab.kestrel.choices import BRISK, BY_SHOPPER, MIDDLE, MONEY, SHOPPERS, SPREAD, WARM
from cvmlab.value_for.choices.choice_sets import choice_sets
from cvmlab.value_for.choices.mixed_logit import fitted, mixed_logit
from cvmlab.value_for.choices.mixed_logit_result import EVERYBODY
from cvmlab.value_for.choices.person_choices import PersonChoices, choices_from
from cvmlab.value_for.choices.taste_fit import covariance, fit_tastes, places
from cvmlab.value_for.choices.taste_grid import Grid
from cvmlab.value_for.choices.taste_likelihood import coefficients, likelihood, posterior
from tests.value_for.planted_fits import planted_fits


@pytest.fixture(scope="module")
def fit(tasks):
    return mixed_logit(choice_sets(tasks))


def three_ways(people: int, tasks: int, seed: int, *, spread: float = 0.5, money: float = 0.5):
    """Choices among three ways (two in some tasks), differing in price, minutes and parking."""
    rng = np.random.default_rng(seed)
    shape = (people, tasks, 3)
    minute = 0.25 * np.exp(spread * rng.normal(size=people))[:, None, None]
    price = rng.integers(20, 40, shape).astype(float)
    minutes = rng.integers(1, 12, shape) * 5.0
    parking = rng.integers(0, 2, shape).astype(float)
    utility = -money * (price + minute * minutes) + 0.8 * parking + rng.gumbel(size=shape)
    utility[:, ::3, 2] = -np.inf  # the third way is not there in every third task
    who, task, way = (place.ravel() for place in np.indices(shape))
    table = pd.DataFrame(
        {
            "respondent_id": who,
            "task": task,
            "alternative": way,
            "price": price.ravel(),
            "minutes": minutes.ravel(),
            "parking": parking.ravel(),
            "chosen": (utility == utility.max(axis=2, keepdims=True)).ravel(),
        }
    )
    return table[np.isfinite(utility.ravel())]


# the likelihood


def some_people() -> tuple[PersonChoices, np.ndarray, np.ndarray]:
    """Twelve people of two types, one to five tasks, one or two alternatives left."""
    rng = np.random.default_rng(5)
    person = np.repeat(np.arange(12), rng.integers(1, 6, 12))
    left = np.concatenate(
        [
            rng.integers(-9, 10, (len(person), 2, 1)),
            rng.integers(-8, 9, (len(person), 2, 1)) * 5,
            rng.integers(-1, 2, (len(person), 2, 1)),
        ],
        axis=2,
    ).astype(float)
    there = np.column_stack([np.ones(len(person), bool), rng.random(len(person)) < 0.6])
    choices = choices_from(left * there[:, :, None], there, person, rng.integers(0, 2, 12))
    theta = np.array([0.5, 0.4, -1.4, -0.9, 0.3, -1.0, -0.7, 0.8])
    return choices, places(2, 1), theta


def test_the_likelihood_is_the_integral_over_all_tastes():
    """Against a sum over a fine raster, written out task by task."""
    choices, place, theta = some_people()
    found = likelihood(theta, choices, place, Grid.of(25, 25)).value
    step = 0.02
    z, v = (axis.ravel() for axis in np.meshgrid(*[np.arange(-6, 6, step)] * 2))
    dense = norm.pdf(z) * norm.pdf(v) * step**2
    for person in range(4):
        minute, minute_spread, money, money_spread, other = place[choices.kind[person]] @ theta
        counts = np.exp(money + money_spread * v)
        worth = np.exp(minute + minute_spread * z)
        chance = dense.copy()
        for left, there in zip(choices.left[person], choices.there[person], strict=True):
            odds = sum(
                np.exp(np.minimum(-counts * (euros + worth * minutes) + other * parking, 700))
                for (euros, minutes, parking), one in zip(left, there, strict=True)
                if one
            )
            chance /= 1 + odds
        assert np.exp(found[person]) == pytest.approx(chance.sum(), rel=1e-4)


def test_slopes_and_curvature_are_those_of_the_likelihood():
    choices, place, theta = some_people()
    grid, step = Grid.of(9, 5), 1e-5
    at = likelihood(theta, choices, place, grid)
    sides = [
        [likelihood(theta + turn, choices, place, grid) for turn in (step * one, -step * one)]
        for one in np.eye(len(theta))
    ]
    slopes = np.stack([(up.value - down.value) / (2 * step) for up, down in sides], axis=1)
    curve = [(up.slope - down.slope).sum(axis=0) / (2 * step) for up, down in sides]
    assert_allclose(at.slope, slopes, atol=1e-7)
    assert_allclose(at.curve, curve, atol=1e-6)


def test_people_in_blocks_give_what_people_at_once_give(monkeypatch):
    choices, place, theta = some_people()
    grid = Grid.of(9, 5)
    whole = likelihood(theta, choices, place, grid)
    tastes = place @ theta
    weights = posterior(tastes, choices, grid)
    monkeypatch.setattr("cvmlab.value_for.choices.taste_likelihood._AT_ONCE", 1)
    parts = likelihood(theta, choices, place, grid)
    assert_allclose(parts.value, whole.value)
    assert_allclose(parts.curve, whole.curve)
    assert_allclose(posterior(tastes, choices, grid), weights)
    assert_allclose(weights.sum(axis=1), 1)


def test_what_choices_say_of_a_person_points_his_way(fit):
    """Who took the quicker way each time is placed above who took the slower."""
    weights = posterior(fit.tastes, fit.choices, fit.grid)
    found = np.log(-coefficients(fit.tastes, fit.grid)[..., 1]) - np.log(
        -coefficients(fit.tastes, fit.grid)[..., 0]
    )
    mean = (weights * found[fit.choices.kind]).sum(axis=1)
    quick = (fit.choices.left[..., 0, 1] > 0).mean(axis=1)
    one = fit.choices.kind == 0
    assert np.corrcoef(mean[one], quick[one])[0, 1] > 0.8


# planted truth


def test_planted_tastes_lie_in_the_intervals():
    """Sixteen companies of 500 respondents: every parameter of the planted model."""
    truth = pd.Series(
        {
            ("spread of money a minute", EVERYBODY): SPREAD,
            **{
                key: value
                for place, kind in enumerate(SHOPPERS)
                for key, value in {
                    ("log of money a minute", kind): np.log(MIDDLE) + BY_SHOPPER[place],
                    ("log of the weight of money", kind): np.log(MONEY),
                    ("warmth: brisk", kind): BRISK,
                    ("warmth: warm and knows you", kind): WARM[place],
                }.items()
            },
        }
    )
    held, found = [], []
    for one in planted_fits():
        rows = one.table.set_index(["parameter", "customer_type"]).loc[truth.index]
        held.append((rows["low"] < truth) & (truth < rows["high"]))
        found.append(rows["value"] - truth)
    assert 0.89 < np.mean(held) < 0.99
    miss = np.mean(found, axis=0)
    assert (np.abs(miss) < 4 * np.std(found, axis=0) / np.sqrt(len(found))).all()


def test_several_alternatives_and_unequal_tasks_are_fitted():
    table = three_ways(400, 9, seed=2)
    one = mixed_logit(choice_sets(table, others=["parking"]))
    assert one.types == (EVERYBODY,)
    rows = one.table.set_index("parameter")
    truth = {
        "spread of money a minute": 0.5,
        "log of money a minute": np.log(0.25),
        "log of the weight of money": np.log(0.5),
        "parking": 0.8,
    }
    for name, value in truth.items():
        assert rows.loc[name, "low"] < value < rows.loc[name, "high"]


def test_people_who_are_alike_are_said_to_be_alike():
    """Without any spread, about half of all samples show none; the others a small one."""
    seen = [
        mixed_logit(choice_sets(three_ways(300, 6, seed=seed, spread=0), others=["parking"]))
        for seed in range(6)
    ]
    spreads = [one.theta[0] for one in seen]
    assert max(spreads) < 0.2
    alike = [one for one in seen if "money a minute" in one.no_spread]
    assert 1 <= len(alike) <= 5
    tastes, _ = alike[0].draws(500, seed=0)
    assert np.quantile(tastes[1:, 0, 1], 0.95) > 0.03  # that none is seen does not prove none


def test_a_grid_too_coarse_is_made_finer():
    """Many tasks and a wide spread: a person's place is sharp, and coarse nodes would miss it."""
    table = three_ways(60, 40, seed=4, spread=1.2)
    one = mixed_logit(choice_sets(table, others=["parking"]))
    assert one.grid.weight.size > 45
    row = one.table.set_index("parameter").loc["spread of money a minute"]
    assert row["low"] < 1.2 < row["high"]


# second routes and invariances


def test_without_spread_it_is_the_conditional_logit(tasks):
    """Everybody alike: the ratio and the weights of a logit of plain weights."""
    from cvmlab.value_for.choices.conditional_logit import conditional_logit

    plain = conditional_logit(choice_sets(tasks)).weights
    sets = choice_sets(tasks)
    person = sets.respondent_of_task
    choices = choices_from(-sets.differences, sets.there, person, np.zeros(500, dtype=int))
    theta = np.array([0, 0, np.log(plain[1] / plain[0]), np.log(-plain[0]), *plain[2:]])
    at = likelihood(theta, choices, places(1, 2), Grid.of(1, 1))
    assert_allclose(at.slope.sum(axis=0)[2:], 0, atol=1e-5)


def test_other_units_change_units_only(tasks, fit):
    cents = tasks.assign(price=tasks["price"] * 100, minutes=tasks["minutes"] / 60)
    other = mixed_logit(choice_sets(cents))
    moved = other.table["value"].to_numpy() - fit.table["value"].to_numpy()
    names = fit.table["parameter"]
    expected = np.select(
        [names == "log of money a minute", names == "log of the weight of money"],
        [np.log(6000), -np.log(100)],
        0,
    )
    assert_allclose(moved, expected, atol=2e-4)
    assert other.log_likelihood == pytest.approx(fit.log_likelihood, abs=1e-4)
    assert_allclose(np.sqrt(np.diag(other.cov)), np.sqrt(np.diag(fit.cov)), rtol=1e-3)


def test_order_and_names_do_not_matter(tasks, fit):
    rng = np.random.default_rng(0)
    new = dict(zip(tasks["respondent_id"].unique(), rng.permutation(10_000)[:500], strict=True))
    mixed = tasks.assign(respondent_id=tasks["respondent_id"].map(new))
    mixed = mixed.sample(frac=1, random_state=1)
    other = mixed_logit(choice_sets(mixed))
    assert_allclose(other.table[["value", "low", "high"]], fit.table[["value", "low", "high"]],
                    atol=1e-4)  # fmt: skip


def test_everything_twice_says_nothing_new(tasks, fit):
    """Respondents twice: the estimate stays but for a finer grid, intervals shrink by √2."""
    again = tasks.assign(respondent_id=tasks["respondent_id"] + "x")
    twice = mixed_logit(choice_sets(pd.concat([tasks, again], ignore_index=True)))
    error = np.sqrt(np.diag(fit.cov))
    assert (np.abs(twice.table["value"] - fit.table["value"]) < 0.1 * error).all()
    width = (fit.table["high"] - fit.table["low"]) / (twice.table["high"] - twice.table["low"])
    assert_allclose(width, np.sqrt(2), rtol=0.05)


def test_robust_errors_are_those_of_leaving_respondents_out(fit):
    """The jackknife, one step from the estimate, as a second route to the standard errors."""
    at = likelihood(fit.theta, fit.choices, fit.place, fit.grid)
    steps = at.slope @ np.linalg.inv(-at.curve)
    jackknife = np.sqrt((steps**2).sum(axis=0))
    assert_allclose(np.sqrt(np.diag(covariance(at, robust=True))), jackknife, rtol=0.01)


def test_a_fit_is_at_the_top(fit):
    at = likelihood(fit.theta, fit.choices, fit.place, fit.grid)
    assert_allclose(at.slope.sum(axis=0), 0, atol=1e-2)
    assert (np.linalg.eigvalsh(at.curve) < 0).all()
    finer = likelihood(fit.theta, fit.choices, fit.place, Grid.of(41, 15))
    assert finer.value.sum() == pytest.approx(fit.log_likelihood, abs=0.1)


def test_the_climb_comes_to_the_same_top_from_elsewhere(fit):
    theta, at, _ = fit_tastes(fit.choices, fit.place, np.array([-0.05, -0.05, 0.5, -0.5]))
    assert_allclose(theta, fit.theta, atol=2e-3)
    assert at.value.sum() == pytest.approx(fit.log_likelihood, abs=0.1)


# draws


def test_draws_are_spread_like_the_estimate_and_start_with_it(fit):
    tastes, shares = fit.draws(4000, seed=1)
    assert_allclose(tastes[0], fit.tastes)
    found = tastes[1:, 0, 0].std()
    row = fit.table.set_index(["parameter", "customer_type"]).loc[
        ("log of money a minute", fit.types[0])
    ]
    assert found == pytest.approx((row["high"] - row["low"]) / 3.92, rel=0.05)
    assert_allclose(shares.sum(axis=1), 1)
    assert shares[1:].std(axis=0) == pytest.approx(
        np.sqrt(shares[0] * (1 - shares[0]) / 500), rel=0.05
    )
    again, _ = fit.draws(4000, seed=1)
    assert_allclose(again, tastes)


def test_known_shares_are_kept(fit):
    known = {"busy family": 50, "single": 30, "older couple": 20}
    _, shares = fit.draws(10, seed=1, shares=known)
    assert_allclose(shares, np.tile([known[name] / 100 for name in fit.types], (11, 1)))
    with pytest.raises(DataProblem) as problem:
        fit.draws(10, seed=1, shares={"busy famly": 1, "single": -1})
    text = str(problem.value)
    assert '"busy famly"' in text and 'Did you mean "busy family"?' in text
    assert '"older couple" is missing' in text and '"single" is -1' in text


# inputs


def test_types_too_small_are_left_out_and_named(tasks):
    few = tasks[tasks["shopper"] == "single"]["respondent_id"].unique()[:5]
    some = tasks[(tasks["shopper"] != "single") | tasks["respondent_id"].isin(few)]
    one = mixed_logit(choice_sets(some))
    assert one.left_out == {"single": 5} and "single" not in one.types
    assert one.respondents.sum() + 5 == some["respondent_id"].nunique()
    everybody = mixed_logit(choice_sets(some), by_type=False)
    assert everybody.types == (EVERYBODY,)
    assert everybody.respondents.tolist() == [some["respondent_id"].nunique()]


def test_too_few_respondents_are_refused(tasks):
    few = tasks[tasks["respondent_id"].isin(tasks["respondent_id"].unique()[:30])]
    with pytest.raises(DataProblem, match="no type of customer has 20 respondents") as problem:
        mixed_logit(choice_sets(few))
    assert "by_type=False" in str(problem.value)
    fewer = tasks[tasks["respondent_id"].isin(tasks["respondent_id"].unique()[:12])]
    with pytest.raises(DataProblem, match="only 12 respondents"):
        mixed_logit(choice_sets(fewer), by_type=False)


def test_hassle_that_attracts_is_refused(tasks):
    upside_down = tasks.assign(chosen=~tasks["chosen"])
    with pytest.raises(DataProblem) as problem:
        mixed_logit(choice_sets(upside_down))
    text = str(problem.value)
    assert 'Column "price"' in text and 'Column "minutes"' in text
    assert "taken and left are exchanged" in text


def test_a_type_that_minds_no_minute_is_named(tasks):
    """Older couples who take the cheaper way each time: their price of a minute may be anything."""
    couple = tasks["shopper"] == "older couple"
    task = tasks.groupby(["respondent_id", "task"])["price"]
    some = tasks.assign(chosen=np.where(couple, tasks["price"] == task.transform("min"),
                                        tasks["chosen"]).astype(bool))  # fmt: skip
    with pytest.raises(DataProblem) as problem:
        mixed_logit(choice_sets(some))
    text = str(problem.value)
    assert "older couple" in text or "do not settle" in text
    assert "by_type=False" in text


def test_what_is_fitted_is_handed_back(fit, tasks):
    assert fitted(fit) is fit
    assert fitted(choice_sets(tasks)).log_likelihood == pytest.approx(fit.log_likelihood)
