"""Lesson 33: its right answers from the raw files, its lever, its words."""

from __future__ import annotations

import pandas as pd
import pytest

from cvmlab import paths
from cvmlab.figures.pictures import Picture
from cvmlab.learn.course import find
from cvmlab.learn.exercise import RIGHT
from cvmlab.learn.exercises.lesson_33 import ALL, EXERCISES, EXPLORER, REGULAR, draw
from cvmlab.learn.explore import explorer
from cvmlab.learn.lesson import facts_of
from cvmlab.learn.texts import exercise_texts, fill
from cvmlab.pages.freeze import read_notebook
from tests.sample import sample_company

BY_ID = {one.id: one for one in EXERCISES}
FACETS = ("trust", "known", "belonging", "care", "meaning")


@pytest.fixture(scope="module")
def workspace():
    return sample_company()


@pytest.fixture(scope="module")
def facts(workspace):
    return facts_of("33", workspace)


@pytest.fixture(scope="module")
def survey() -> pd.DataFrame:
    return pd.read_parquet(paths.DATASETS / "kestrel" / "survey.parquet")


@pytest.fixture(scope="module")
def hers(survey) -> pd.Series:
    return survey[(survey["customer_id"] == "K0000001") & (survey["wave"] == 3)].iloc[0]


def score(row: pd.Series, raised: dict[str, int] | None = None) -> float:
    items = {f"{f}_{n}": int(row[f"{f}_{n}"]) for f in FACETS for n in (1, 2, 3, 4)}
    items |= {f"{f}_{n}": level for f, level in (raised or {}).items() for n in (1, 2, 3, 4)}
    return 100 * (sum(items.values()) / 20 - 1) / 6


# the right answers, by another route


def test_the_guess_is_the_mean_of_twenty_answers(facts, hers):
    assert BY_ID["guess"].reference(facts) == pytest.approx(score(hers)) == pytest.approx(80)


def test_exercise_1_asks_her_answers_again(facts, hers):
    assert facts.lowest == ["known", "care"]
    trust = int(hers["trust_1"])
    assert BY_ID["1"].reference(facts) == pytest.approx(
        score(hers, {"known": trust, "care": trust})
    )


def test_exercise_2_is_a_third_more_of_the_baseline(facts):
    base = facts.base
    assert 0.5 < base < facts.with_bond < 1.3 * base == pytest.approx(BY_ID["2"].reference(facts))


def test_exercise_3_is_the_lots_effect_on_staying_over_that_on_the_index(facts, workspace, survey):
    drawn = workspace.assignments.frame().query("experiment == 'care programme'")
    last = survey[(survey["wave"] == 4) & survey["customer_id"].notna()]
    items = [f"{f}_{n}" for f in FACETS for n in (1, 2, 3, 4)]
    index = 100 * (last.set_index("customer_id")[items].mean(axis=1) - 1) / 6
    arms = drawn.assign(index=drawn["customer_id"].map(index)).groupby("treated")
    moved, stayed = (
        arms[name].mean().diff().iloc[-1] for name in ("index", "bought_in_last_6_weeks")
    )
    assert BY_ID["3"].reference(facts) == pytest.approx(12 * stayed / moved, abs=0.005)


def test_what_the_cells_print_is_exact_enough_for_a_pencil(facts):
    assert BY_ID["2"].judge(round(1.3 * round(facts.base, 3), 3), facts).status == RIGHT
    moved, stayed = round(facts.moved, 1), round(100 * facts.stayed, 1)
    assert BY_ID["3"].judge(f"{12 * stayed / moved:.1f}%", facts).status == RIGHT
    mended = (3 * 83.3 + 66.7 * 0 + 83.3 + 100) / 5
    assert BY_ID["1"].judge(round(mended, 1), facts).status == RIGHT


# what the checks say


def test_check_a_what_may_be_said_of_her(facts):
    from cvmlab.loyalty.relationship.diagnosis import diagnose

    found = diagnose(facts.index, "K0000001")
    assert found.strong == ["meaning"] and found.weak == []
    assert set(facts.lowest) == {"known", "care"}


def test_check_b_thirty_percent_lies_above_what_the_bond_does(facts):
    assert facts.alike_high < 1.3
    assert facts.held.verdict("stays", "experimental") == "less than promised"
    assert "71% against 56%" in fill(exercise_texts("33", "b")["options"]["c"], facts)


def test_the_programme_did_not_earn_its_cost(facts):
    assert facts.worth_said.startswith("−€5.18 a customer (−€7.68 to")


def test_quiz_3_the_ceiling_is_the_one_the_effects_know(facts):
    from cvmlab.stats.ratios import possible_ratio

    assert possible_ratio(facts.ceiling) == pytest.approx(1.3)
    assert facts.ceiling < 0.85


def test_the_memo_quotes_barnes_and_no_more():
    memo = next(
        c.source for c in read_notebook(find("33").path).cells if "To the board" in c.source
    )
    for promise in ("at least 10% more of their business", "about 30% likelier to remain",
                    "more than 50% likelier to recommend"):  # fmt: skip
        assert promise in memo


# the lever


def test_the_lever_moves_the_line_and_the_customers(facts):
    told = {
        (who, line): draw(facts, who, line)[1] for who in (REGULAR, ALL) for line in (40, 70, 80)
    }
    assert "promised 1.30: reached" in told[ALL, 70]
    assert "promised 1.30: within reach" in told[REGULAR, 70]
    assert "promised 1.30: not reached" in told[REGULAR, 80]
    assert len(set(told.values())) == 6


def test_a_manager_moves_the_line(workspace):
    lever = explorer("33", workspace).move()
    assert lever.controls["among"].value == REGULAR
    assert "With the line at 70, 263 of 878 regular customers" in lever.view.value
    lever.controls["line"].value = 80
    lever.controls["among"].value = ALL
    assert "With the line at 80, 416 of 3,956 customers who answered" in lever.view.value


def test_every_end_of_the_lever_can_be_drawn(facts):
    _, slider = EXPLORER.settings
    for who in (REGULAR, ALL):
        for line in (slider.low, slider.high):
            shown, said = draw(facts, who, line)
            assert isinstance(shown, Picture) and said.endswith(".")
