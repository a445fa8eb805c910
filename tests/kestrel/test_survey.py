"""The survey as delivered: who answers, how carefully, and what the open questions bring."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm
from scipy.stats import binomtest, chi2, chi2_contingency

from cvmlab.data.contracts.checks import orphans, violations
from cvmlab.data.contracts.survey import SURVEY, TRUTH_SURVEY
from cvmlab.kestrel.attitudes import (
    MOTIVE_ITEMS,
    RELATIONSHIP_ITEMS,
    SATISFACTION_ITEMS,
    attitudes,
    bond_at,
)
from cvmlab.kestrel.block import Block
from cvmlab.kestrel.calendar import DISCOUNTER_OPENS, SURVEY_WEEKS, dates
from cvmlab.kestrel.characters import (
    CATERER,
    CATERER_CARD,
    POINTS_HUNTER,
    POINTS_HUNTER_CARD,
)
from cvmlab.kestrel.replies import BETTER, LIFE, replies, response_probability
from cvmlab.kestrel.rivals import DISCOUNTER, RIVALS, food_money
from cvmlab.kestrel.survey import TEXTS, survey, truth_survey

TEN_POINT = [*SATISFACTION_ITEMS, "overall"]
SEVEN_POINT = [*RELATIONSHIP_ITEMS, *MOTIVE_ITEMS]


@pytest.fixture(scope="module")
def surveys(blocks: list[Block]) -> list[pd.DataFrame]:
    return [survey(block) for block in blocks]


@pytest.fixture(scope="module")
def truths(blocks: list[Block]) -> list[pd.DataFrame]:
    return [truth_survey(block) for block in blocks]


@pytest.fixture(scope="module")
def pooled(surveys: list[pd.DataFrame], blocks: list[Block]) -> pd.DataFrame:
    """All answers of five companies, with who gave them."""
    parts = []
    for table, block in zip(surveys, blocks, strict=True):
        came = replies(block)[["person", "week", "careless", "probability"]]
        parts.append(table.assign(**came, company=block.seed))
    return pd.concat(parts, ignore_index=True)


# The table


def test_both_tables_keep_their_contracts(surveys, truths) -> None:
    for table, truth in zip(surveys, truths, strict=True):
        assert violations(table, SURVEY) == []
        assert violations(truth, TRUTH_SURVEY) == []
        assert list(table["response_id"]) == list(truth["response_id"])
        assert list(table.columns) == list(SURVEY.names)


@pytest.mark.parametrize("size", [30, 100, 2000])
def test_small_companies_and_later_blocks_have_one_too(size: int) -> None:
    for number in (0, 1):
        small = Block(6, number, size)
        assert violations(survey(small), SURVEY) == []


def test_answers_stand_on_cards_and_people_that_exist(surveys, truths, blocks) -> None:
    for table, truth, block in zip(surveys, truths, blocks, strict=True):
        assert orphans(table["customer_id"], block.records["customer_id"]) == []
        assert orphans(truth["person_id"], block.people["person_id"]) == []


def test_four_waves_in_their_weeks_in_the_order_of_days(surveys) -> None:
    for table in surveys:
        assert table["date"].is_monotonic_increasing
        for wave, week in enumerate(SURVEY_WEEKS, start=1):
            days = table.loc[table["wave"] == wave, "date"]
            assert days.between(dates(7 * week), dates(7 * week + 6)).all()
            assert 3400 < len(days) < 4400


def test_nobody_answers_twice_in_a_wave_or_without_being_a_customer(surveys, truths, blocks):
    for table, truth, block in zip(surveys, truths, blocks, strict=True):
        assert not pd.concat([table["wave"], truth["person_id"]], axis=1).duplicated().any()
        named = table[table["wave"] != 2]
        card = dict(zip(block.people["person_id"], block.main_card(), strict=True))
        own = truth.loc[named.index, "person_id"].map(card)
        assert (named["customer_id"] == own).all()


def test_the_same_seed_gives_the_same_survey() -> None:
    one, two = (survey(Block(8, size=300)) for _ in range(2))
    pd.testing.assert_frame_equal(one, two)
    assert not one["overall"].equals(survey(Block(9, size=300))["overall"])


# Who answers


def test_weights_bring_respondents_back_to_those_asked(blocks: list[Block], truths) -> None:
    """The weighted mean bond, in units of its error, over 5 companies × 4 waves: chi-squared."""
    distances, gaps = [], []
    for block, truth in zip(blocks, truths, strict=True):
        came = replies(block)
        weight = 1 / truth["response_probability"].to_numpy()
        for week in SURVEY_WEEKS:
            wave = (came["week"] == week).to_numpy()
            probability, bond = response_probability(block, week), bond_at(block, week)
            asked = probability > 0
            mean = bond[asked].mean()
            theirs = bond[came["person"][wave]]
            off = np.average(theirs, weights=weight[wave]) - mean
            # Linearised variance of a weighted mean under independent answering.
            unused = (1 - probability[asked]) / probability[asked]
            error = np.sqrt((unused * (bond[asked] - mean) ** 2).sum()) / asked.sum()
            distances.append((off / error) ** 2)
            gaps.append(theirs.mean() - mean)
    assert chi2.sf(sum(distances), len(distances)) > 0.001
    assert min(gaps) > 0.15  # unweighted they are far too fond of Kestrel


def test_weights_from_what_the_firm_sees_undo_a_part_only(blocks: list[Block]) -> None:
    closed = []
    for block in blocks:
        probability, bond = response_probability(block, 104), bond_at(block, 104)
        asked = probability > 0
        came = replies(block)
        who = came.loc[came["week"] == 104, "person"]
        answers = np.isin(np.arange(block.size), who)
        year = block.trips[block.trips["day"].between(7 * 52, 7 * 104 - 1)]
        trips = np.bincount(year["person"], minlength=block.size)
        deals = np.bincount(year["person"], year["deal"], block.size) / np.maximum(trips, 1)
        seen = np.column_stack([block.people["age"], np.log1p(trips), deals])
        fit = sm.Logit(answers[asked], sm.add_constant(seen[asked])).fit(disp=False)
        guess = np.zeros(block.size)
        guess[asked] = fit.predict()
        gap = bond[who].mean() - bond[asked].mean()
        left = np.average(bond[who], weights=1 / guess[who]) - bond[asked].mean()
        closed.append(1 - left / gap)
    assert 0.15 < np.mean(closed) < 0.60


def test_four_in_a_hundred_are_careless(truths: list[pd.DataFrame], pooled) -> None:
    careless = pd.concat(truths)["careless"]
    assert binomtest(int(careless.sum()), len(careless), 0.04).pvalue > 0.001
    spread = pooled[SEVEN_POINT].std(axis=1)
    assert (spread[pooled["careless"] == "same"] == 0).all()
    assert (spread[pooled["careless"] == ""] == 0).mean() < 0.001
    # Answers ticked at random do not hang together with their own battery.
    anything = pooled[pooled["careless"] == "anything"]
    assert abs(anything["overall"].corr(anything[TEN_POINT[:-1]].mean(axis=1))) < 0.15


def test_the_second_wave_is_anonymous_and_less_polite(blocks, pooled) -> None:
    assert pooled.loc[pooled["wave"] == 2, "customer_id"].isna().all()
    assert pooled.loc[pooled["wave"] != 2, "customer_id"].notna().all()
    means = pooled.groupby("wave")["overall"].mean()
    expected = (means[1] + means[3]) / 2 - 0.35
    assert abs(means[2] - expected) < 0.08
    assert means[2] < min(means[1], means[3]) - 0.2


def test_the_drift_is_found_in_the_table(pooled: pd.DataFrame) -> None:
    """Named waves one year apart, careful answers: +.30 technical, -.42 emotional, in points."""
    careful = pooled[pooled["careless"] == ""]
    means = careful.groupby("wave")[["core_1", "technical_1", "emotional_1"]].mean()
    change = means.loc[3] - means.loc[1]
    error = 3 * careful["technical_1"].std() * np.sqrt(2 / (careful["wave"] == 1).sum())
    assert abs(change["core_1"]) < error
    assert abs(change["technical_1"] - 0.30) < error
    assert abs(change["emotional_1"] + 0.42) < error + 0.03  # the ends of the scale


# Other shops and food money


def test_the_discounter_is_named_from_its_opening_on(pooled: pd.DataFrame, blocks) -> None:
    rival = pooled[["main_rival", "second_rival"]]
    assert set(rival.stack().dropna()) == set(RIVALS)
    named = rival.eq(DISCOUNTER).any(axis=1)
    assert not named[pooled["week"] < DISCOUNTER_OPENS].any()
    assert 0.15 < named[pooled["week"] > DISCOUNTER_OPENS].mean() < 0.35
    assert not (pooled["main_rival"] == pooled["second_rival"]).any()
    assert (pooled["main_rival"].notna() == (pooled["rivals_used"] >= 1)).all()
    assert (pooled["second_rival"].notna() == (pooled["rivals_used"] >= 2)).all()


def test_who_is_bound_thinks_less_of_rivals(pooled: pd.DataFrame) -> None:
    careful = pooled[(pooled["careless"] == "") & pooled["main_rival"].notna()]
    relationship = careful[list(RELATIONSHIP_ITEMS)].mean(axis=1)
    assert -0.35 < relationship.corr(careful["main_rival_rating"].astype("float64")) < -0.1


def test_reported_food_money_gives_back_the_share_of_wallet(blocks, surveys) -> None:
    """Of customers of a whole year, two trips a month and more: euros here ÷ euros reported."""
    found, true = [], []
    for block, table in zip(blocks, surveys, strict=True):
        came = replies(block)
        wave = (came["week"] == 104).to_numpy()
        who = came.loc[wave, "person"].to_numpy()
        window = block.trips[block.trips["day"].between(7 * 52, 7 * 104 - 1)]
        spent = np.bincount(window["person"], window["amount"], block.size)[who] / 12
        often = np.bincount(window["person"], minlength=block.size)[who] >= 24
        steady = block.fates.people["slip_week"].isna() & (block.people["acquired"] < 52)
        often &= steady.to_numpy()[who]
        share = spent / table.loc[wave, "reported_wallet"].to_numpy()
        found.append(share[often & ~np.isnan(share)])
        true.append(block.people["wallet"].to_numpy()[who][often & ~np.isnan(share)])
    found, true = np.concatenate(found), np.concatenate(true)
    assert abs(np.median(found) / np.median(true) - 1) < 0.05
    assert np.corrcoef(np.log(found), np.log(true))[0, 1] > 0.6
    money = pd.concat([table["reported_wallet"] for table in surveys])
    assert 0.13 < money.isna().mean() < 0.17
    assert (money.dropna() % 5 == 0).all()


def test_slippers_need_less_food_money(block: Block) -> None:
    slipped = block.fates.people["slip_week"] < 104
    ratio = food_money(block, 104)[slipped] / food_money(block, 0)[slipped]
    assert (ratio < 0.5).mean() > 0.95


# Comments


def themes(pooled: pd.DataFrame) -> pd.Series:
    """The cause of each drawn comment, by question and text; NaN for characters and short words."""
    of = {
        (q, text): cause
        for q, causes in TEXTS.items()
        for cause in causes
        for text in causes[cause]
    }
    keys = zip(pooled["comment_question"], pooled["comment"], strict=True)
    return pd.Series([of.get(key) for key in keys], index=pooled.index, dtype="object")


def test_about_one_in_eight_says_something(pooled: pd.DataFrame) -> None:
    for question in (BETTER, LIFE):
        asked = pooled[pooled["comment_question"] == question]
        assert 0.11 < themes(asked).notna().mean() < 0.15
        assert 0.02 < (asked["comment"].notna() & themes(asked).isna()).mean() < 0.10
    assert pooled.loc[pooled["careless"] != "", "comment"].isna().all()


def test_no_comment_is_read_twice_in_a_wave(pooled: pd.DataFrame) -> None:
    own = pooled[themes(pooled).notna()]
    assert not own.duplicated(["company", "wave", "comment_question", "comment"]).any()


def test_the_question_was_drawn_by_lot(pooled: pd.DataFrame) -> None:
    better = int((pooled["comment_question"] == BETTER).sum())
    assert binomtest(better, len(pooled), 0.5).pvalue > 0.001
    for answer in ("overall", "trust_1", "points_1"):
        halves = pooled.groupby("comment_question")[answer]
        error = np.sqrt((halves.var() / halves.size()).sum())
        assert abs(halves.mean().diff().iloc[-1]) < 3.5 * error


def test_one_question_keeps_people_in_the_box_and_the_other_does_not(pooled) -> None:
    said = pooled.assign(theme=themes(pooled)).dropna(subset="theme")
    share = said.groupby("comment_question")["theme"].value_counts(normalize=True)
    inside = ["price", "range", "failure", "freshness", "queue", "website", "opening hours"]
    assert share[BETTER].reindex(inside).sum() > 0.45
    assert share[LIFE].reindex(inside).sum() == 0
    assert share[LIFE].idxmax() == "dinner ideas"
    assert share[LIFE]["dinner ideas"] + share[LIFE]["time"] > 0.30
    assert "dinner ideas" not in share[BETTER]


def test_comments_follow_what_happened(pooled: pd.DataFrame, blocks) -> None:
    said = pooled.assign(theme=themes(pooled)).dropna(subset="theme")
    better = said[said["comment_question"] == BETTER]
    kind = np.concatenate(
        [b.people["type"].to_numpy()[better.loc[better["company"] == b.seed, "person"]]
         for b in blocks]
    )  # fmt: skip
    assert chi2_contingency(pd.crosstab(kind, better["theme"] == "points")).pvalue < 1e-6
    assert chi2_contingency(pd.crosstab(kind, better["theme"] == "warm")).pvalue < 1e-6
    assert set(better.loc[better["theme"].isin(["discounter", "letters"]), "wave"]) == {4}


# The characters


def test_the_characters_answer_in_every_wave(surveys, blocks) -> None:
    for table, block in zip(surveys, blocks, strict=True):
        maura = table[table["customer_id"] == CATERER_CARD]
        dara = table[table["customer_id"] == POINTS_HUNTER_CARD]
        assert list(maura["wave"]) == list(dara["wave"]) == [1, 3, 4]
        assert list(maura["overall"]) == [10, 7, 3]
        assert "bronze" in maura["comment"].iloc[-1]
        assert (dara["overall"] == 9).all() and not dara["move_city"].any()
        person = replies(block)["person"]
        assert (person == CATERER).sum() == (person == POINTS_HUNTER).sum() == 4


def test_what_respondents_say_is_what_they_would_say(block: Block, surveys) -> None:
    came = replies(block)
    mine = came[(came["week"] == 104) & (came["careless"] == "")]
    census = attitudes(block, 104)
    assert (
        surveys[0].loc[mine.index, TEN_POINT].to_numpy()
        == census.loc[mine["person"], TEN_POINT].to_numpy()
    ).all()
