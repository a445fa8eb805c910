"""The search for the most likely factor model: its slopes, its errors, and its bounds."""

import numpy as np
import pytest

from cvmlab.stats.scales.factor_models import correlated_cells, correlated_facets, one_factor
from cvmlab.stats.scales.invariance_models import wave_cells, wave_start
from cvmlab.stats.scales.item_answers import item_answers
from cvmlab.stats.scales.mean_structures import Moments, fit_structures, structure
from tests.stats.scales.made_scales import made_answers
from tests.stats.scales.published_scales import FACETS, pupils


@pytest.fixture(scope="module")
def schools():
    frame = pupils()
    answers = item_answers(frame.drop(columns="school"), FACETS)
    moments = [
        Moments.of(frame.loc[frame["school"] == name].drop(columns="school").to_numpy())
        for name in ("Pasteur", "Grant-White")
    ]
    return answers, moments


@pytest.mark.parametrize("step", ["configural", "metric", "scalar"])
def test_slopes_of_covariances_and_means_agree_with_differences(schools, step):
    answers, moments = schools
    cells, start = wave_cells(answers, moments, step, wave_start(answers, moments))
    start = start + np.random.default_rng(1).uniform(-0.05, 0.05, len(start))
    for layout in cells:
        here = structure(layout, start)
        for a in range(len(start)):
            ends = []
            for move in (1e-6, -1e-6):
                moved = start.copy()
                moved[a] += move
                ends.append(structure(layout, moved))
            apart = (ends[0].covariance - ends[1].covariance) / 2e-6
            assert here.slopes[a] == pytest.approx(apart, abs=1e-6)
            assert here.mean_slopes[a] == pytest.approx(
                (ends[0].mean - ends[1].mean) / 2e-6, abs=1e-6
            )


def test_the_same_end_is_reached_from_elsewhere(schools):
    answers, _ = schools
    moments = [Moments.of(pupils().drop(columns="school").to_numpy())]
    first = correlated_facets(answers, moments[0])
    rng = np.random.default_rng(2)
    for _ in range(5):
        start = first.parameters * rng.uniform(0.6, 1.4, len(first.parameters))
        again = fit_structures([correlated_cells(answers)], moments, start)
        assert again.converged
        assert again.discrepancy == pytest.approx(first.discrepancy, abs=1e-9)


def test_standard_errors_are_those_of_repeated_samples():
    fits = []
    for seed in range(120):
        items, _ = made_answers(np.random.default_rng(seed), 400, facets=1, steps=False)
        answers = item_answers(items, {})
        fits.append(one_factor(answers, Moments.of(answers.values)))
    seen = np.std([fit.parameters for fit in fits], axis=0, ddof=1)
    said = np.sqrt(np.diag(np.linalg.inv(fits[0].information)) / 400)
    assert seen == pytest.approx(said, rel=0.25)


def test_an_item_that_would_get_less_than_nothing_of_its_own_is_held_and_named():
    # Correlations that one factor can bear only with a negative variance (Heywood 1931).
    matrix = np.array([[1, 0.9, 0.8], [0.9, 1, 0.55], [0.8, 0.55, 1]])
    answers = item_answers(made_answers(np.random.default_rng(3), 50, facets=1)[0].iloc[:, :3], {})
    found = one_factor(answers, Moments(200, np.zeros(3), matrix))
    assert found.converged
    assert found.bounded.sum() == 1
    assert (found.groups[0].own > 0).all()


def test_weighted_moments_are_those_of_repeated_rows():
    values = np.random.default_rng(4).normal(size=(50, 3))
    times = np.random.default_rng(5).integers(1, 4, 50)
    weighed, repeated = Moments.of(values, times), Moments.of(values.repeat(times, axis=0))
    assert weighed.covariance == pytest.approx(repeated.covariance)
    assert weighed.mean == pytest.approx(repeated.mean)
