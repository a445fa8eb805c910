"""What everybody would answer: the findings planted in the census of active customers, week 104.

Pooled over five companies. *Behaviourally loyal* is what a firm can see: a trip in the last six
weeks and at least 26 in the year before. *Functional* is convenience and points together. *Remain*
is a purchase in weeks 150-156.
"""

from __future__ import annotations

from itertools import combinations
from math import factorial

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm
from scipy.stats import rankdata
from sklearn.metrics import adjusted_rand_score
from sklearn.mixture import GaussianMixture

from cvmlab.kestrel.attitudes import (
    FACETS,
    LEVELS,
    MOTIVE_ITEMS,
    MOTIVES,
    RELATIONSHIP_ITEMS,
    attitudes,
)
from cvmlab.kestrel.block import Block
from cvmlab.kestrel.calendar import REMAIN_FROM, SURVEY_WEEK, SURVEY_WEEKS
from cvmlab.kestrel.characters import CATERER, POINTS_HUNTER
from cvmlab.kestrel.satisfaction import unexpected_failures

EMOTIONAL, CONVENIENCE, POINTS = 0, 1, 2


def behaviourally_loyal(block: Block, week: int) -> np.ndarray:
    trips = block.trips[block.trips["day"].between(7 * (week - 52), 7 * week - 1)]
    many = np.bincount(trips["person"], minlength=block.size) >= 26
    recent = np.zeros(block.size, dtype=bool)
    recent[trips.loc[trips["day"] >= 7 * (week - 6), "person"]] = True
    return many & recent


def census_of(blocks: list[Block], week: int) -> pd.DataFrame:
    """Everybody active at a wave in all companies, with what they would answer and then did."""
    frames = []
    for block in blocks:
        frame = attitudes(block, week)
        frame["type"] = block.people["type"]
        frame["bond"] = block.people["bond"]
        frame["company"] = block.seed
        frame["loyal"] = behaviourally_loyal(block, week)
        late = block.trips.loc[block.trips["day"] >= 7 * REMAIN_FROM, "person"]
        frame["remain"] = np.isin(np.arange(block.size), late)
        frame["not_right"] = unexpected_failures(block, week)[0]
        frames.append(frame[block.active(week)])
    census = pd.concat(frames, ignore_index=True)
    for level in LEVELS:
        census[level] = census[[f"{level}_{n}" for n in (1, 2, 3)]].mean(axis=1)
    for motive in MOTIVES:
        census[motive] = census[[f"{motive}_{n}" for n in (1, 2, 3)]].mean(axis=1)
    census["relationship"] = census[list(RELATIONSHIP_ITEMS)].mean(axis=1)
    return census


@pytest.fixture(scope="module")
def census(blocks: list[Block]) -> pd.DataFrame:
    return census_of(blocks, SURVEY_WEEK)


@pytest.fixture(scope="module")
def loyal(census: pd.DataFrame) -> pd.DataFrame:
    return census[census["loyal"]].reset_index(drop=True)


def two_sides(loyal: pd.DataFrame, answer: str) -> tuple[pd.Series, pd.Series]:
    """Emotional and functional, among the behaviourally loyal."""
    functional = loyal["type"].isin([CONVENIENCE, POINTS])
    return loyal.loc[loyal["type"] == EMOTIONAL, answer], loyal.loc[functional, answer]


# Satisfaction


@pytest.mark.parametrize("week", SURVEY_WEEKS)
def test_emotional_and_functional_are_equally_satisfied_in_every_wave(
    blocks: list[Block], census: pd.DataFrame, week: int
) -> None:
    """Two one-sided tests: the 90% interval of the difference lies within 0.3 points."""
    everybody = census if week == SURVEY_WEEK else census_of(blocks, week)
    emotional, functional = two_sides(everybody[everybody["loyal"]], "overall")
    error = np.sqrt(emotional.var() / len(emotional) + functional.var() / len(functional))
    difference = emotional.mean() - functional.mean()
    assert difference - 1.645 * error > -0.3
    assert difference + 1.645 * error < 0.3


def test_drivers_of_satisfaction_are_nearly_flat(census: pd.DataFrame) -> None:
    shares = lmg_shares(census[list(LEVELS)], census["overall"])
    assert shares.min() > 0.16
    assert shares.max() < 0.24


def test_technical_performance_can_only_disappoint(census: pd.DataFrame) -> None:
    for cut in (6.5, 7.0, 7.5):  # wherever one lets the slope change
        below, above = slopes(census, cut)
        assert below.idxmax() == "technical"
        assert above.idxmin() == "technical"
        assert below["technical"] > 3 * above["technical"]
        assert above.idxmax() == "emotional"
        assert below.idxmin() == "emotional"


def test_a_failure_that_was_not_put_right_is_felt_at_the_technical_level(
    census: pd.DataFrame,
) -> None:
    fit = sm.OLS(census["technical"], sm.add_constant(census["not_right"])).fit()
    low, high = fit.conf_int().loc["not_right"]
    planted = -0.45 * 1.5
    # The ends of the scale take something off every slope: a tenth is allowed for it.
    assert low < 0.9 * planted and high > planted
    others = sm.OLS(census["core"], sm.add_constant(census["not_right"])).fit()
    assert abs(others.params["not_right"]) < 0.05


def test_technical_rises_and_emotional_falls_over_the_waves(blocks: list[Block]) -> None:
    """The same people a year apart: two half-years of +.10 and -.14, at 1.5 points each."""
    before = pd.concat([attitudes(block, 52) for block in blocks])
    after = pd.concat([attitudes(block, 104) for block in blocks])
    slipped = np.concatenate([block.fates.people["slip_week"].notna() for block in blocks])
    change = (after["technical_1"] - before["technical_1"]).to_numpy()[~slipped]
    assert_within(change, 0.30, allow=0.05)
    change = (after["emotional_1"] - before["emotional_1"]).to_numpy()[~slipped]
    assert_within(change, -0.42, allow=0.05)
    change = (after["core_1"] - before["core_1"]).to_numpy()[~slipped]
    assert_within(change, 0.0, allow=0.02)


# Relationship, and what comes of it


def test_relationship_items_belong_together(census: pd.DataFrame) -> None:
    assert 0.94 < alpha(census[list(RELATIONSHIP_ITEMS)]) < 0.965
    for facet in FACETS:  # one facet is more than its part of the whole
        mine = census[[f"{facet}_{n}" for n in (1, 2, 3, 4)]]
        others = census[[c for c in RELATIONSHIP_ITEMS if not c.startswith(facet)]]
        within = mine.corr().to_numpy()[np.triu_indices(4, 1)].mean()
        across = np.corrcoef(mine.T, others.T)[:4, 4:].mean()
        assert within > across + 0.05


def test_relationship_is_not_satisfaction(loyal: pd.DataFrame) -> None:
    correlation = loyal["relationship"].corr(loyal["overall"])
    upper = np.tanh(np.arctanh(correlation) + 1.96 / np.sqrt(len(loyal) - 3))
    assert correlation > 0
    assert upper < 0.15


@pytest.mark.parametrize("population", ["active", "loyal"])
def test_relationship_predicts_remaining_and_satisfaction_does_not(
    census: pd.DataFrame, population: str
) -> None:
    chosen = census if population == "active" else census[census["loyal"]]
    remain = chosen["remain"].to_numpy()
    answers = chosen[["relationship", "overall"]].to_numpy()
    rng = np.random.default_rng(1)
    draws = np.empty((100, 2))
    for row in draws:
        again = rng.integers(0, len(chosen), len(chosen))
        row[:] = [area_under_curve(answers[again, j], remain[again]) for j in (0, 1)]
    assert np.quantile(draws[:, 0] - draws[:, 1], 0.025) > 0.06
    assert np.quantile(draws[:, 0], 0.025) > 0.58
    assert abs(draws[:, 1].mean() - 0.5) < 0.03


def test_remaining_is_driven_by_the_emotional_level(census: pd.DataFrame) -> None:
    rng = np.random.default_rng(2)
    shares = []
    for _ in range(200):
        again = census.iloc[rng.integers(0, len(census), len(census))]
        shares.append(lmg_shares(again[list(LEVELS)], again["remain"])["emotional"])
    assert np.quantile(shares, 0.025) > 0.5


def test_emotional_recommend_and_would_follow(loyal: pd.DataFrame) -> None:
    emotional, functional = two_sides(loyal, "recommend")
    assert 1.5 < emotional.mean() / functional.mean() < 1.8
    emotional, functional = two_sides(loyal, "move_city")
    assert 0.35 < emotional.mean() - functional.mean() < 0.45


def test_the_score_and_the_yes_say_the_same(census: pd.DataFrame) -> None:
    assert (census["recommend"] == (census["recommend_score"] >= 7)).mean() > 0.9999


def test_the_care_programme_is_felt_by_convenience_customers(blocks: list[Block]) -> None:
    """A bond lifted by 1.0 is 1.0 / .85 standard deviations, .72 × 1.25 points each, less mood."""
    treated, control = [], []
    for block in blocks:
        index = attitudes(block, 130)[list(RELATIONSHIP_ITEMS)].mean(axis=1)
        there = block.active(130) & (block.people["type"] == CONVENIENCE)
        treated.append(index[there & block.fates.people["care"]])
        control.append(index[there & ~block.fates.people["care"]])
    difference = pd.concat(treated).mean() - pd.concat(control).mean()
    assert 0.9 < difference < 1.1


# Motives


@pytest.fixture(scope="module")
def stability(loyal: pd.DataFrame) -> pd.DataFrame:
    """Minimum bootstrap Jaccard of latent profiles of the motives, by company and classes."""
    found = {}
    for company, members in loyal.groupby("company"):
        for classes in (3, 4):
            found[company, classes] = minimum_jaccard(members[list(MOTIVES)].to_numpy(), classes)
    return pd.Series(found).unstack()


def test_three_classes_of_motives_are_stable(stability: pd.DataFrame) -> None:
    assert (stability[3] >= 0.8).all()


def test_a_fourth_class_is_not(stability: pd.DataFrame) -> None:
    assert stability[4].mean() < 0.6


def test_the_three_classes_are_the_three_types(loyal: pd.DataFrame) -> None:
    ours = loyal[loyal["type"] <= POINTS]
    motives = ours[list(MOTIVES)].to_numpy()
    classes = profiles(motives, 3, seed=0).predict(motives)
    assert adjusted_rand_score(ours["type"], classes) > 0.75


def test_motives_use_the_scale(census: pd.DataFrame) -> None:
    assert census[list(MOTIVE_ITEMS)].isin([1, 7]).to_numpy().mean() < 0.08


# The characters, and the same again


def test_the_characters_answer_as_their_stories_have_it(block: Block) -> None:
    waves = {week: attitudes(block, week) for week in SURVEY_WEEKS}
    maura = [waves[week].loc[CATERER, "overall"] for week in SURVEY_WEEKS]
    assert maura[0] == 10 and maura[-1] == 3 and maura == sorted(maura, reverse=True)
    assert not waves[130].loc[CATERER, "recommend"] and waves[104].loc[CATERER, "recommend"]
    dara = waves[130].loc[POINTS_HUNTER]
    assert dara["overall"] == 9 and not dara["move_city"]


def test_the_same_seed_gives_the_same_answers() -> None:
    one, two = (attitudes(Block(8, size=300), SURVEY_WEEK) for _ in range(2))
    pd.testing.assert_frame_equal(one, two)
    assert not one.equals(attitudes(Block(9, size=300), SURVEY_WEEK))


def test_answers_stay_on_their_scales(census: pd.DataFrame) -> None:
    ten = census[[f"{level}_{n}" for level in LEVELS for n in (1, 2, 3)] + ["overall"]]
    seven = census[list(RELATIONSHIP_ITEMS + MOTIVE_ITEMS)]
    assert (ten.min().min(), ten.max().max()) == (1, 10)
    assert (seven.min().min(), seven.max().max()) == (1, 7)


# The statistics


def lmg_shares(levels: pd.DataFrame, outcome: pd.Series) -> pd.Series:
    """Each level's share of R², averaged over all orders (Lindeman, Merenda and Gold 1980)."""
    number = levels.shape[1]
    r = np.corrcoef(np.column_stack([levels, outcome]).T.astype("float64"))
    explained = {(): 0.0}
    for size in range(1, number + 1):
        for some in combinations(range(number), size):
            pick = list(some)
            with_outcome = r[pick, number]
            explained[some] = with_outcome @ np.linalg.solve(r[np.ix_(pick, pick)], with_outcome)
    shares = np.zeros(number)
    for one in range(number):
        for some in (key for key in explained if one not in key):
            weight = factorial(len(some)) * factorial(number - len(some) - 1) / factorial(number)
            shares[one] += weight * (explained[tuple(sorted((*some, one)))] - explained[some])
    return pd.Series(shares / shares.sum(), index=levels.columns)


def slopes(census: pd.DataFrame, cut: float) -> tuple[pd.Series, pd.Series]:
    """Slopes of overall satisfaction on each level below and above a cut."""
    away = census[list(LEVELS)] - cut
    design = pd.concat([away.clip(upper=0), away.clip(lower=0)], axis=1, keys=["below", "above"])
    fit = sm.OLS(census["overall"].to_numpy(), sm.add_constant(design.to_numpy())).fit()
    return pd.Series(fit.params[1:6], index=LEVELS), pd.Series(fit.params[6:], index=LEVELS)


def alpha(items: pd.DataFrame) -> float:
    """Cronbach's alpha."""
    number = items.shape[1]
    return number / (number - 1) * (1 - items.var().sum() / items.sum(axis=1).var())


def area_under_curve(score: np.ndarray, happens: np.ndarray) -> float:
    """The probability that who remains has the higher score (Mann and Whitney 1947)."""
    ones = happens.sum()
    above = rankdata(score)[happens].sum() - ones * (ones + 1) / 2
    return float(above / ones / (len(happens) - ones))


def assert_within(values: np.ndarray, planted: float, allow: float) -> None:
    """The 99% interval of the mean lies within what is planted, give or take the allowance."""
    half = 2.576 * values.std() / np.sqrt(len(values))
    assert planted - allow < values.mean() - half
    assert values.mean() + half < planted + allow


def profiles(motives: np.ndarray, classes: int, seed: int) -> GaussianMixture:
    """Latent profiles: normal within a class, and independent of each other there."""
    mixture = GaussianMixture(classes, covariance_type="diag", n_init=3, random_state=seed)
    return mixture.fit(motives)


def minimum_jaccard(motives: np.ndarray, classes: int, draws: int = 12) -> float:
    """The stability of the least stable class under the bootstrap (Hennig 2007)."""
    rng = np.random.default_rng(3)
    mine = np.eye(classes)[profiles(motives, classes, 0).predict(motives)]
    likeness = np.empty((draws, classes))
    for draw in range(draws):
        again = profiles(motives[rng.integers(0, len(motives), len(motives))], classes, draw)
        theirs = np.eye(classes)[again.predict(motives)]
        both = mine.T @ theirs
        either = mine.sum(axis=0)[:, None] + theirs.sum(axis=0) - both
        likeness[draw] = (both / either).max(axis=1)
    return float(likeness.mean(axis=0).min())
