"""The split of a budget: against a general optimiser, by its own rule, in words and picture."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.optimize import minimize

from cvmlab.errors import DataProblem
from cvmlab.value_of.acquisition.acquire_or_keep import acquire_or_keep, best_split
from cvmlab.value_of.acquisition.acquire_or_keep_picture import plot_acquire_or_keep
from cvmlab.value_of.acquisition.response import Response, response
from cvmlab.value_of.acquisition.response_curve import ResponseCurve


@pytest.fixture
def uses():
    return [
        response("search", spend=50, won=3, ceiling=9, worth=40, won_between=(2, 4)),
        response("leaflet", spend=20, won=2, ceiling=4, worth=30),
        response("care", spend=80, won=4, ceiling=20, worth=25, keeps=True, won_between=(1, 7)),
    ]


@pytest.mark.parametrize("budget", [10.0, 60.0, 150.0, 400.0])
def test_a_general_optimiser_finds_the_same_split(uses, budget):
    found = acquire_or_keep(uses, budget=budget)

    def lost(spend):
        return sum(
            x - one.worth * float(one.curve.customers(x))
            for x, one in zip(spend, uses, strict=True)
        )

    search = minimize(
        lost, np.full(3, budget / 3), method="SLSQP", bounds=[(0, None)] * 3,
        constraints={"type": "ineq", "fun": lambda spend: budget - spend.sum()},
        options={"ftol": 1e-12, "maxiter": 500},
    )  # fmt: skip
    assert search.success
    np.testing.assert_allclose(found.table["split"], search.x, atol=0.02)


def test_the_last_euro_brings_the_same_everywhere(uses):
    found = acquire_or_keep(uses, budget=100)
    brings = [
        one.worth / float(one.curve.marginal(x))
        for one, x in zip(uses, found.table["split"], strict=True)
    ]
    inside = found.table["split"] > 0
    np.testing.assert_allclose(np.array(brings)[inside], found.last_brings)
    assert all(np.array(brings)[~inside] <= found.last_brings)
    assert found.spent == pytest.approx(100) and found.last_brings > 1


def test_money_that_brings_less_than_itself_is_not_spent(uses):
    found = acquire_or_keep(uses, budget=10_000)
    assert found.last_brings == 1 and found.spent < 10_000
    np.testing.assert_allclose(found.table["split"], [one.best for one in uses])


def test_no_use_gets_more_than_was_ever_tried(uses):
    tried = response("leaflet", spend=20, won=2, ceiling=4, worth=300, tried=30)
    found = acquire_or_keep([uses[0], tried], budget=200)
    assert found.of("leaflet")["split"] == 30
    assert found.of("leaflet")["best"] > 30  # it is said, and not recommended


def test_a_straight_line_takes_all_or_nothing():
    cheap = Response("a", ResponseCurve(10.0, 0.0), worth=30.0, spend=5)
    dear = Response("b", ResponseCurve(10.0, 0.0), worth=20.0, spend=5)
    found = acquire_or_keep([cheap, dear], budget=50)
    np.testing.assert_allclose(found.table["split"], [50, 0], atol=1e-3)


def test_the_gain_is_that_of_the_split_over_today(uses):
    found = acquire_or_keep(uses)
    assert found.budget == 150
    net = [
        sum(
            one.worth * float(one.curve.customers(x)) - x
            for one, x in zip(uses, found.table[name], strict=True)
        )
        for name in ("split", "now")
    ]
    assert found.gain == pytest.approx(net[0] - net[1])
    assert found.gain_low < found.gain < found.gain_high


def test_what_is_known_for_sure_has_no_interval():
    found = acquire_or_keep([response("a", spend=5, won=0.15, ceiling=0.4, worth=60)])
    assert not found.known and np.isnan(found.gain_low) and "interval" not in found.sentence
    assert np.isnan(found.table["best_low"]).all()


def test_many_sets_of_curves_are_solved_as_one_by_one():
    rng = np.random.default_rng(1)
    sets = np.stack(
        [rng.uniform(5, 30, (6, 3)), rng.uniform(0.01, 0.1, (6, 3)), rng.uniform(20, 90, (6, 3))],
        axis=-1,
    )
    together, last = best_split(sets, 120.0)
    for i in range(6):
        alone, one = best_split(sets[i : i + 1], 120.0)
        np.testing.assert_allclose(together[i], alone[0])
        assert last[i] == pytest.approx(one[0])


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda uses: {"responses": []}, "nothing to spend"),
        (lambda uses: {"responses": [uses[0], uses[0]]}, "search"),
        (lambda uses: {"responses": uses, "budget": 0}, "budget"),
    ],
)
def test_what_cannot_be_split_is_refused(uses, change, said):
    with pytest.raises(DataProblem, match=said):
        acquire_or_keep(**change(uses))


def test_words_table_and_picture_say_the_same(uses):
    found = acquire_or_keep(uses, currency="EUR")
    assert "€150" in found.sentence and "95% interval" in found.sentence
    table = str(found.summary())
    assert "care (keep)" in table and "search (win)" in table
    shown = plot_acquire_or_keep(found)
    first = found.table.loc[found.table["brings_next"].idxmax(), "name"]
    assert first in shown.axes.get_title() and all(one.name in shown.alt.lower() for one in uses)
    by_hand = found.by_hand("leaflet")
    assert "k = −log(1 − 2 / 4) / 20 = 0.0347" in by_hand
