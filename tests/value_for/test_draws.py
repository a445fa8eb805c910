"""Respondents drawn again: whole, reproducible, with intervals that hold."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from cvmlab.kestrel.brands import brand_perceptions
from cvmlab.value_for.brands.brand_views import brand_views
from cvmlab.value_for.brands.draws import brand_means, chances_first, ends, respondent_draws
from cvmlab.value_for.brands.market import market


@pytest.fixture(scope="module")
def views():
    return brand_views(brand_perceptions(1), own="Kestrel")


def test_the_first_row_is_the_survey_as_it_is(views):
    counts = respondent_draws(views, 20, seed=1)
    assert_array_equal(counts[0], 1)
    assert_array_equal(counts.sum(axis=1), views.respondents)
    means = brand_means(views, counts)
    plain = views.rows.groupby("brand")[["product", "service", "price", "hassle"]].mean()
    assert_allclose(means[0], plain.loc[list(views.brands)])


def test_each_draw_is_the_mean_over_the_views_of_those_drawn(views):
    """Second route: repeat each respondent's rows as often as he was drawn."""
    counts = respondent_draws(views, 3, seed=2)
    means = brand_means(views, counts)
    for drawn, mean in zip(counts, means, strict=True):
        rows = views.rows.loc[views.rows.index.repeat(drawn[views.respondent_codes].astype(int))]
        plain = rows.groupby("brand")[["product", "service", "price", "hassle"]].mean()
        assert_allclose(mean, plain.loc[list(views.brands)])


def test_draws_hang_on_the_seed_and_not_on_the_order_of_rows(views):
    table = brand_perceptions(1)
    shuffled = brand_views(table.sample(frac=1, random_state=1), own="Kestrel")
    first = brand_means(views, respondent_draws(views, 20, seed=5))
    assert_allclose(brand_means(shuffled, respondent_draws(shuffled, 20, seed=5)), first)
    assert not np.allclose(brand_means(views, respondent_draws(views, 20, seed=6)), first)


def test_the_spread_of_the_draws_is_that_of_whole_respondents(views):
    """Second route: the linearised standard error of a mean of the difference of two brands.

    Rows drawn one by one would forget that one respondent marks both brands high.
    """
    counts = respondent_draws(views, 2_000, seed=3)
    service = brand_means(views, counts)[1:, :, 1]
    drawn = (service[:, 0] - service[:, 1]).std(ddof=1)
    influence = np.zeros(views.respondents)
    apart = 0.0
    for place, sign in ((0, 1), (1, -1)):
        rows = views.brand_codes == place
        marks = views.rows.loc[rows, "service"]
        off = np.zeros(views.respondents)
        off[views.respondent_codes[rows]] = (marks - marks.mean()) / rows.sum()
        influence += sign * off
        apart += marks.var() / rows.sum()
    assert_allclose(drawn, np.sqrt((influence**2).sum()), rtol=0.06)
    assert drawn < 0.85 * np.sqrt(apart)  # what one would believe of unrelated answers


def test_a_brand_nobody_drawn_knows_is_missing_and_not_zero():
    table = brand_perceptions(1).head(40)
    table = table[(table["brand"] != "Pfennig") | (table["respondent_id"] == "Q0000001")]
    views = brand_views(table, own="Kestrel")
    means = brand_means(views, respondent_draws(views, 200, seed=1))
    place = views.brands.index("Pfennig")
    gone = np.isnan(means[:, place]).all(axis=1)
    assert 0.2 < gone.mean() < 0.5  # one of about eight respondents: (1 - 1/8)^8
    low, high = ends(means)
    assert np.isfinite(low).all() and np.isfinite(high).all()


def test_a_market_typed_in_is_never_drawn():
    mine = market("Us; 7; 6; 90; 20", "They; 5; 4; 50; 25")
    counts = respondent_draws(mine, 500)
    means = brand_means(mine, counts)
    assert means.shape == (1, 2, 4)
    assert all(np.isnan(end).all() for end in ends(means))
    assert np.isnan(chances_first(means[:, :, 0])).all()


def test_intervals_of_brand_means_hold():
    """40 surveys of Kestrel's market; the truth is their mean: 24 figures in each survey."""
    surveys = [brand_views(brand_perceptions(seed), own="Kestrel") for seed in range(1, 41)]
    order = surveys[0].brands
    found = []
    for seed, views in enumerate(surveys):
        means = brand_means(views, respondent_draws(views, 200, seed=seed))
        found.append(means[:, [views.brands.index(brand) for brand in order]])
    truth = np.mean([means[0] for means in found], axis=0)
    inside = [(low <= truth) & (truth <= high) for low, high in map(ends, found)]
    assert 0.92 < np.mean(inside) < 0.98
