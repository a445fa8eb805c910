"""Brands: the value equation's ranks, and that another scale turns them (seeds 1-5)."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from cvmlab.data.contracts.brands import BRAND_PERCEPTIONS
from cvmlab.data.contracts.checks import violations
from cvmlab.kestrel import brands
from cvmlab.kestrel.brands import brand_perceptions

SEEDS = (1, 2, 3, 4, 5)
EUROS_A_MINUTE = 0.25


@pytest.fixture(scope="module")
def ratings() -> pd.DataFrame:
    frames = [brand_perceptions(seed).assign(seed=seed) for seed in SEEDS]
    table = pd.concat(frames, ignore_index=True)
    table["product"] = table[list(brands.PRODUCT_ITEMS)].mean(axis=1)
    table["service"] = table[list(brands.SERVICE_ITEMS)].mean(axis=1)
    table["cost"] = table["basket_price"] + EUROS_A_MINUTE * table["hassle_minutes"]
    return table


def value(means: pd.DataFrame, zero: float) -> pd.Series:
    """Shaun Smith's value equation, for answers on a scale whose nothing is at `zero`."""
    return (means["product"] + means["service"] - 2 * zero) / means["cost"]


def test_the_table_keeps_its_contract():
    for seed in SEEDS:
        assert violations(brand_perceptions(seed), BRAND_PERCEPTIONS) == []
    pd.testing.assert_frame_equal(brand_perceptions(1), brand_perceptions(1))
    assert not brand_perceptions(1).equals(brand_perceptions(2))


def test_brands_are_those_of_the_customer_survey():
    rivals = pytest.importorskip("cvmlab.kestrel.rivals")
    assert set(brands.BRANDS) == {"Kestrel", *rivals.RIVALS}


def test_six_hundred_rate_the_brands_they_know(ratings):
    assert (ratings.groupby("seed")["respondent_id"].nunique() == 600).all()
    known = ratings["brand"].value_counts() / 3000
    assert known["Kestrel"] == 1
    planted = dict(zip(brands.BRANDS, brands.KNOWN, strict=True))
    for brand, share in known.drop("Kestrel").items():
        assert abs(share - planted[brand]) < 3 * np.sqrt(
            planted[brand] * (1 - planted[brand]) / 3000
        )


def test_means_are_those_planted(ratings):
    means = ratings.groupby("brand")[
        ["product", "service", "basket_price", "hassle_minutes"]
    ].mean()
    means = means.loc[list(brands.BRANDS)]
    # Rounded answers end at 1 and 10, so that the best lose up to .2.
    assert np.abs(means["product"] - brands.PRODUCT).max() < 0.2
    assert np.abs(means["service"] - brands.SERVICE).max() < 0.2
    assert np.abs(means["basket_price"] / brands.PRICE - 1).max() < 0.01
    assert np.abs(means["hassle_minutes"] / brands.HASSLE - 1).max() < 0.03


def test_kestrel_is_good_value_but_not_the_best(ratings):
    for _, mine in ratings.groupby("seed"):
        means = mine.groupby("brand")[["product", "service", "cost"]].mean()
        order = value(means, zero=0).sort_values(ascending=False).index.tolist()
        assert order[:3] == ["Pfennig", "Kestrel", "Brannock's"]


def test_the_same_answers_from_zero_on_exchange_the_first_two(ratings):
    for _, mine in ratings.groupby("seed"):
        means = mine.groupby("brand")[["product", "service", "cost"]].mean()
        before = value(means, zero=0).rank(ascending=False)
        after = value(means, zero=1).rank(ascending=False)
        changed = before.index[before != after]
        assert set(changed) == {"Kestrel", "Pfennig"}
        assert after["Kestrel"] == 1 and after["Pfennig"] == 2


def test_the_reversal_is_no_accident_of_sampling(ratings):
    """Bootstrap by respondent, pooled: both gaps keep their sign in more than 97.5%."""
    rng = np.random.default_rng(5)
    who = ratings["seed"] * 1000 + pd.factorize(ratings["respondent_id"])[0]
    wide = ratings.assign(who=who).pivot(index="who", columns="brand")
    cells = {name: wide[name][["Kestrel", "Pfennig"]].to_numpy() for name in
             ("product", "service", "cost")}  # fmt: skip
    gaps = []
    for _ in range(400):
        drawn = rng.integers(0, len(wide), len(wide))
        means = {name: np.nanmean(table[drawn], axis=0) for name, table in cells.items()}
        quality = means["product"] + means["service"]
        gaps.append([np.subtract(*((quality - 2 * zero) / means["cost"])) for zero in (0, 1)])
    lower, upper = np.quantile(gaps, [0.025, 0.975], axis=0)
    assert upper[0] < 0  # on 1-10 Pfennig is ahead
    assert lower[1] > 0  # on 0-9 Kestrel is


def test_money_goes_where_value_is_better_than_the_rivals(ratings):
    sums = ratings.groupby(["seed", "respondent_id"])["share_bought"].sum()
    assert sums.between(0.915, 0.925).all()
    worth = ratings["product"] + ratings["service"] - ratings["cost"] / 8
    keys = [ratings["seed"], ratings["respondent_id"]]
    relative = worth - worth.groupby(keys).transform("mean")
    fit = stats.linregress(relative, ratings["share_bought"])
    assert fit.slope > 10 * fit.stderr
    # Relative value says more of the share than value by itself.
    assert fit.rvalue > stats.linregress(worth, ratings["share_bought"]).rvalue
