"""Which level of service fits whom: planted shares and worths, assignments, what today's misses."""

from __future__ import annotations

from functools import cache

import numpy as np
import pandas as pd
import pytest
from numpy.testing import assert_allclose

from cvmlab.errors import DataProblem
from cvmlab.kestrel.choices import truth_choice_tasks
from cvmlab.value_for.choices.choice_sets import choice_sets
from cvmlab.value_for.choices.mixed_logit import mixed_logit
from cvmlab.value_for.choices.mixed_logit_result import EVERYBODY, MixedLogit
from cvmlab.value_for.choices.taste_grid import Grid
from cvmlab.value_for.choices.taste_likelihood import coefficients
from cvmlab.value_for.levels.level_worth import mean_worth, share_best
from cvmlab.value_for.levels.service_levels import service_levels
from cvmlab.value_for.levels.service_levels_picture import plot_service_levels
from cvmlab.value_for.levels.service_levels_result import FITS, OPEN, OTHER, ServiceLevels
from tests.sample import sample_company
from tests.value_for.planted_fits import KINDS, SEEDS, felt, planted_fits, planted_people

LEVELS = pd.DataFrame(
    {
        "name": ["as today", "express", "at home with us", "bargain"],
        "minutes": [25, 10, 30, 40],
        "warmth": ["polite", "polite", "warm and knows you", "brisk"],
        "price": [34.0, 38, 36, 30],
        "cost": [31.0, 35, 34, 28],
    }
)


@pytest.fixture(scope="module")
def fit() -> MixedLogit:
    return mixed_logit(choice_sets(sample_company().choice_tasks.frame()))


@pytest.fixture(scope="module")
def levels(fit):
    return service_levels(fit, LEVELS)


def worth_to(kind: np.ndarray, minute: np.ndarray, money: np.ndarray) -> np.ndarray:
    """What each level is worth to people, price paid: people × levels."""
    return np.stack(
        [
            felt(row.warmth, kind) / money - row.price - minute * row.minutes
            for row in LEVELS.itertuples()
        ],
        axis=1,
    )


def planted_figures() -> pd.DataFrame:
    """Chance, worth and share of people for each type and level, from people drawn."""
    kind, minute, money = planted_people(300_000)
    worth = worth_to(kind, minute, money)
    odds = np.exp(money[:, None] * (worth - worth.max(axis=1, keepdims=True)))
    chance, best = odds / odds.sum(axis=1, keepdims=True), worth.argmax(axis=1)
    lines = []
    for name, who in ((EVERYBODY, kind >= 0), *((n, kind == k) for k, n in enumerate(KINDS))):
        for place, level in enumerate(LEVELS["name"]):
            lines.append(
                {
                    "customer_type": name,
                    "level": level,
                    "chance": chance[who, place].mean(),
                    "worth": (worth[who, place] - worth[who, 0]).mean(),
                    "best": (best[who] == place).mean(),
                }
            )
    return pd.DataFrame(lines).set_index(["customer_type", "level"])


# planted truth


@cache
def found_and_true() -> tuple[tuple[ServiceLevels, np.ndarray], ...]:
    """The levels before each of the sixteen companies, and what truly is best for its people."""
    both = []
    for seed, one in zip(SEEDS, planted_fits(), strict=True):
        found = service_levels(one, LEVELS, resamples=300, seed=seed)
        truth = truth_choice_tasks(seed)
        kind = np.array([KINDS.index(name) for name in found.assignments["customer_type"]])
        worth = worth_to(kind, *truth[["euros_a_minute", "weight_of_a_euro"]].to_numpy().T)
        both.append((found, LEVELS["name"].to_numpy()[worth.argmax(axis=1)]))
    return tuple(both)


def test_intervals_hold_the_planted_chances_worths_and_shares():
    """Sixteen companies, four groups of people, four levels."""
    truth, held = planted_figures(), {"chance": [], "worth": [], "best": []}
    for found, _ in found_and_true():
        rows = found.table.set_index(["customer_type", "level"]).loc[truth.index]
        for figure, inside in held.items():
            known = truth[figure]
            hit = (rows[f"{figure}_low"] <= known) & (known <= rows[f"{figure}_high"])
            inside.append(hit[known != 0].mean())
    for figure, inside in held.items():
        assert 0.88 < np.mean(inside) <= 0.99, figure


def test_own_choices_place_people_better_than_their_type_does():
    """The shares said to be right, against the people as they were drawn."""
    said, right = [], []
    for found, true in found_and_true():
        best = found.table.pivot(index="customer_type", columns="level", values="best")
        of_type = best.idxmax(axis=1)
        placed = (
            of_type[EVERYBODY],
            of_type.loc[found.assignments["customer_type"]].to_numpy(),
            found.assignments["level"].to_numpy(),
        )
        right.append([(true == level).mean() for level in placed])
        said.append([found.right[how] for how in ("one level", "by type", "by own choices")])
    one_for_all, by_type, by_choices = np.mean(right, axis=0)
    assert by_choices > by_type + 0.03 and by_type > one_for_all + 0.05
    # Estimates flatter what is best by them, but only by a few points.
    flattered = np.mean(said, axis=0) - np.mean(right, axis=0)
    assert (flattered > -0.02).all() and (flattered < 0.05).all()


def test_chances_of_assignments_mean_what_they_say():
    """Of people placed with a chance of 80% and more, about as many are placed right."""
    chance = np.concatenate([found.assignments["chance"] for found, _ in found_and_true()])
    right = np.concatenate(
        [found.assignments["level"].to_numpy() == true for found, true in found_and_true()]
    )
    for low, high in ((0.3, 0.5), (0.5, 0.65), (0.65, 0.8), (0.8, 1.0)):
        these = (chance > low) & (chance <= high)
        assert these.sum() > 300
        assert abs(right[these].mean() - chance[these].mean()) < 0.06


# second routes and consistency


def test_shares_of_people_are_those_of_people_counted(fit):
    """The exact share against a count over a dense raster of people, also for no spread at all."""
    design = np.array([[34.0, 25, 0, 0], [38, 10, 0, 0], [36, 30, 0, 1], [30, 40, 1, 0],
                       [34, 25, 0, 1], [35, 25, 0, 0]])  # fmt: skip
    grid = Grid.dense(4001, 9)
    counted = (coefficients(fit.tastes, grid) @ design.T).argmax(axis=-1)
    counted = np.stack([(counted == one) @ grid.weight for one in range(len(design))], axis=1)
    exact = share_best(fit.tastes, design)
    assert_allclose(exact, counted, atol=1e-3)
    assert_allclose(exact.sum(axis=1), 1)
    assert (exact[:, 5] == 0).all()  # dearer than another and no better
    alike = fit.tastes.copy()
    alike[:, [1, 3]] = 0
    assert_allclose(share_best(alike, design).max(axis=1), 1)


def test_of_two_levels_that_are_the_same_the_first_counts(fit):
    design = np.array([[34.0, 25, 0, 0], [34, 25, 0, 0], [30, 40, 1, 0]])
    shares = share_best(fit.tastes, design)
    assert (shares[:, 1] == 0).all()
    assert_allclose(shares.sum(axis=1), 1)


def test_mean_worth_is_that_of_people_counted(fit):
    grid = Grid.of(25, 25)
    design = np.array([[4.0, -15, 0, 0], [2, 5, 0, 1], [-4, 15, 1, 0]])
    each = coefficients(fit.tastes, grid)
    counted = np.einsum("kqj,q->kj", each @ design.T / -each[..., :1], grid.weight)
    assert_allclose(mean_worth(fit.tastes, design), counted, rtol=1e-6)


def test_everything_adds_up(fit, levels):
    table = levels.table
    by_type = table.groupby("customer_type")[["chance", "best"]].sum()
    assert_allclose(by_type, 1)
    today = table[table["level"] == "as today"]
    assert_allclose(today[["worth", "worth_low", "worth_high"]], 0)
    share = pd.Series(fit.respondents / fit.respondents.sum(), index=fit.types)
    mixed = table[table["customer_type"] != EVERYBODY]
    mixed = mixed.assign(part=mixed["customer_type"].map(share) * mixed["worth"])
    of_all = table[table["customer_type"] == EVERYBODY].set_index("level")["worth"]
    assert_allclose(mixed.groupby("level")["part"].sum().loc[of_all.index], of_all, atol=1e-12)
    assert_allclose(table["margin"], table["chance"] * table["level"].map(
        LEVELS.set_index("name").eval("price - cost")))  # fmt: skip
    assert len(levels.assignments) == fit.respondents.sum()
    assert levels.assignments["chance"].between(0.25, 1).all()


def test_another_today_moves_the_worths_and_no_share(fit, levels):
    other = service_levels(fit, LEVELS, today="express")
    assert_allclose(other.table["best"], levels.table["best"])
    assert_allclose(other.table["chance"], levels.table["chance"])
    gap = levels.table["worth"] - other.table["worth"]
    express = levels.table.set_index(["customer_type", "level"])["worth"].xs("express", level=1)
    assert_allclose(gap, levels.table["customer_type"].map(express))
    assert other.types.set_index("customer_type").loc["busy family", "verdict"] == FITS
    assert "Busy family: no other is worth more" in other.sentence


def test_verdicts_follow_from_intervals(levels):
    for row in levels.types.itertuples():
        expected = OTHER if row.gain_low > 0 else FITS if row.gain_high < 0 else OPEN
        assert row.verdict == expected and row.other != levels.today
        assert row.gain_low < row.gain < row.gain_high
        assert (row.level == row.other) == (row.gain > 0)
    assert {OTHER, OPEN} <= set(levels.types["verdict"])


def test_order_of_levels_does_not_matter(fit, levels):
    turned = service_levels(fit, LEVELS.iloc[::-1], today="as today")
    both = [one.table.set_index(["customer_type", "level"]) for one in (levels, turned)]
    assert_allclose(both[1].loc[both[0].index, "best"], both[0]["best"])
    assert_allclose(both[1].loc[both[0].index, "worth_low"], both[0]["worth_low"])


# words, pictures and inputs


def test_sentence_and_table_say_whom_what_fits(levels):
    row = levels.types.set_index("customer_type").loc["busy family"]
    assert f'Busy family: "express" is worth €{row["gain"]:.2f} more each time' in levels.sentence
    assert "Single: cannot be told" in levels.sentence
    assert "One level for all gives most to" in levels.sentence
    text = str(levels.summary())
    assert "Margin each time" in text and "today's" in text
    assert levels.levels["shown"].all()


def test_levels_nobody_was_asked_about_are_said(fit):
    far = service_levels(fit, LEVELS.assign(minutes=[25, 10, 30, 90]), resamples=20)
    assert far.levels["shown"].tolist() == [True, True, True, False]
    assert "Further from today's than anybody was asked: bargain." in str(far.summary())


def test_the_picture_says_what_it_shows(levels):
    picture = plot_service_levels(levels)
    assert picture.png[:4] == b"\x89PNG" and picture.name == "service-levels"
    assert f"gives most to {levels.types['today_best'].iloc[0]:.0%} of people" in picture.alt
    assert len({bar.get_hatch() for bar in picture.axes.patches}) == 4  # told apart in grey
    widths = [bar.get_width() for bar in picture.axes.patches]
    assert sum(widths) == pytest.approx(4)


def test_everything_wrong_in_the_levels_is_said_at_once(fit):
    wrong = LEVELS.assign(name=["a", "a", "b", "c"], cost=[1, 2, None, 4])
    with pytest.raises(DataProblem) as problem:
        service_levels(fit, wrong, today="d")
    text = str(problem.value)
    assert "3 problems" in text and "same name" in text and '"d" is not among' in text
    with pytest.raises(DataProblem, match="the levels have no names"):
        service_levels(fit, LEVELS.drop(columns="name"))
    with pytest.raises(DataProblem, match='"express" has no level that people were shown'):
        service_levels(fit, LEVELS.assign(warmth=["polite", "nice", "polite", "brisk"]))
    with pytest.raises(DataProblem, match="at least two levels"):
        service_levels(fit, LEVELS.head(1))


def test_levels_are_not_changed(fit):
    before = LEVELS.copy()
    service_levels(fit, LEVELS, resamples=20)
    pd.testing.assert_frame_equal(LEVELS, before)
