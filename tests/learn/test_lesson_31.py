"""Lesson 31: its right answers from the raw files, its memo, its mistakes, its lever, its words."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from cvmlab import paths
from cvmlab.figures.pictures import Picture
from cvmlab.learn.course import find
from cvmlab.learn.exercise import RIGHT
from cvmlab.learn.exercises.lesson_31 import CATERER, CONTENT, EXERCISES, EXPLORER, draw
from cvmlab.learn.explore import explorer
from cvmlab.learn.lesson import facts_of
from cvmlab.learn.texts import exercise_texts, fill, lesson_texts
from cvmlab.loyalty.satisfaction.levels import HARD, LEVELS, SOFT
from cvmlab.pages.freeze import read_notebook
from tests.sample import sample_company

BY_ID = {one.id: one for one in EXERCISES}
KESTREL = paths.DATASETS / "kestrel"


@pytest.fixture(scope="module")
def workspace():
    return sample_company()


@pytest.fixture(scope="module")
def facts(workspace):
    return facts_of("31", workspace)


@pytest.fixture(scope="module")
def raw(facts) -> pd.DataFrame:
    """The third wave as it stands in the file, with who bought in the last six weeks."""
    survey = pd.read_parquet(KESTREL / "survey.parquet")
    orders = pd.read_parquet(KESTREL / "transactions.parquet")
    wave = survey[(survey["wave"] == 3) & survey["customer_id"].notna()]
    wave = wave.drop_duplicates("customer_id").set_index("customer_id")
    means = {n: wave[[f"{n}_{i}" for i in (1, 2, 3)]].astype(float).mean(axis=1) for n in LEVELS}
    day = pd.to_datetime(orders["date"])
    late = orders[day > day.max() - pd.Timedelta(weeks=6)]
    # What was brought back in full was no visit: the same amount stands there with a minus.
    size, sign = late["amount"].abs().round(2), np.sign(late["amount"])
    kept = sign.groupby([late["customer_id"], size]).sum()
    bought = kept.index[kept > 0].get_level_values(0)
    rows = pd.DataFrame(means).assign(overall=wave["overall"].astype(float))
    rows["stays"] = rows.index.isin(bought)
    return rows.loc[facts.table["customer_id"]]


# the right answers, by another route


def test_who_stays_is_who_bought_in_the_last_six_weeks(facts, raw):
    assert (raw["stays"].to_numpy() == facts.table["stays"].to_numpy()).all()


def test_the_guess_is_the_share_in_what_goes_with_staying(facts, raw):
    """By dominance over all orders, with plain regressions."""
    from itertools import combinations
    from math import comb

    y = raw["stays"].astype(float).to_numpy()

    def r2(names: tuple[str, ...]) -> float:
        x = np.column_stack([np.ones(len(raw)), *(raw[n] for n in names)])
        return 1 - ((y - x @ np.linalg.lstsq(x, y)[0]) ** 2).sum() / ((y - y.mean()) ** 2).sum()

    others = [n for n in LEVELS if n != "technical"]
    gain = sum(
        (r2((*some, "technical")) - r2(some)) / (5 * comb(4, size))
        for size in range(5)
        for some in combinations(others, size)
    )
    assert BY_ID["guess"].reference(facts) == pytest.approx(gain / r2(LEVELS), abs=0.003)
    assert BY_ID["guess"].reference(facts) < 0.01


def test_exercise_1_is_the_caterers_soft_less_hard(facts, raw):
    row = raw.loc[CATERER]
    assert BY_ID["1"].reference(facts) == pytest.approx(
        row[list(SOFT)].mean() - row[list(HARD)].mean()
    )
    assert facts.caterer_mark == row["overall"] == 7


def test_the_caterers_first_wave_is_told_right(facts):
    survey = pd.read_parquet(KESTREL / "survey.parquet")
    row = survey[(survey["customer_id"] == CATERER) & (survey["wave"] == 1)].iloc[0]
    soft = np.mean([row[f"{n}_{i}"] for n in SOFT for i in (1, 2, 3)])
    hard = np.mean([row[f"{n}_{i}"] for n in HARD for i in (1, 2, 3)])
    assert facts.once == f"+{soft - hard:.1f}"


def test_exercise_2_is_the_slope_times_what_is_missing(facts, raw):
    import statsmodels.api as sm

    apart = raw[list(LEVELS)] - 7
    design = sm.add_constant(np.hstack([apart.clip(upper=0), apart.clip(lower=0)]))
    slopes = sm.OLS(raw["overall"].to_numpy(), design).fit().params[1:]
    missing = (7 - raw["technical"]).clip(lower=0).mean()
    assert BY_ID["2"].reference(facts) == pytest.approx(slopes[2] * missing)
    assert facts.ceiling == pytest.approx(slopes[7] * 0.5 * (raw["technical"] >= 7).mean())
    assert facts.floor > 3 * facts.ceiling  # what the solution says: the floor comes first


def test_exercise_3_is_the_matched_difference_times_the_harder(facts, raw):
    density = raw[list(SOFT)].mean(axis=1) - raw[list(HARD)].mean(axis=1)
    softer = density > density.groupby(raw["overall"]).transform("mean") + 1e-9
    weight, gap = [], []
    for _, rows in raw.assign(softer=softer).groupby("overall"):
        many, few = rows["softer"].sum(), (~rows["softer"]).sum()
        weight.append(many * few / (many + few))
        gap.append(rows[rows["softer"]]["stays"].mean() - rows[~rows["softer"]]["stays"].mean())
    answer = np.average(gap, weights=weight) * (~softer).sum()
    assert BY_ID["3"].reference(facts) == pytest.approx(answer)


# a pencil is enough


def test_what_the_page_prints_is_exact_enough_for_a_pencil(facts):
    """Who works with the rounded numbers gets the right answers."""
    assert BY_ID["1"].judge((7 + 7) / 2 - 8.67, facts).status == RIGHT
    assert BY_ID["2"].judge(round(facts.lost, 2) * round(facts.missing, 2), facts).status == RIGHT
    share = round(facts.points_apart, 1) / 100
    assert BY_ID["3"].judge(share * facts.harder_customers, facts).status == RIGHT


# the story


def test_the_memos_figures_are_those_of_the_survey(facts):
    memo = _page_text()
    assert facts.satisfied.table["driver"].iloc[0] == "technical"
    assert f"it has {100 * facts.right_for_satisfaction:.0f}% of what explains" in memo
    assert f"{facts.satisfied.importance.rows:,} customers gave us marks" in memo


def test_its_wrong_step_can_be_seen_on_the_page(facts):
    """First among drivers of satisfaction, a table stake there, and nothing for staying."""
    assert facts.satisfied.of("technical")["rank_high"] > 1
    assert facts.two_sides.of("technical")["name"] == "table stake"
    assert facts.two_sides.of("technical")["holds"]
    assert facts.gained == facts.two_sides.table["above"].min()  # "less than anywhere else"
    assert facts.lost == facts.two_sides.table["below"].max()  # "more than at any other level"
    assert facts.staying.of("technical")["share"] < 0.05


def test_what_the_quiz_says_of_tens_is_so(raw):
    by_mark = raw.groupby("overall")["stays"].mean()
    assert by_mark[10] <= by_mark[7]
    assert "a ten keeps no more people than a five" in _page_text()
    assert by_mark[10] <= by_mark[5]


def test_dara_is_content_with_what_others_deliver(facts, raw):
    assert raw.loc[CONTENT, "overall"] == 9
    assert facts.content_density == pytest.approx(-3)


def test_what_is_said_of_satisfactions_levels_holds(facts):
    shares = (100 * facts.satisfied.table["share"]).round()
    assert (shares.min(), shares.max()) == (18, 22)


# words


def test_the_plans_numbers_can_be_filled(facts):
    numbers = lesson_texts("31")["exercises"]["plan"]["numbers"]
    filled = [fill(text, facts) for text in numbers]
    assert filled[0].endswith("0% of what goes with staying")
    assert "percentage points (" in filled[2]


def test_the_right_options_are_those_that_the_data_bear_out(facts):
    why = fill(exercise_texts("31", "b")["why"]["a"], facts)
    assert f"{100 * facts.poor_share:.0f}% of the customers" in why
    assert facts.lost > 2 * facts.gained  # "several times"


# the lever


def test_the_lever_begins_with_staying_and_finds_no_name(workspace, capsys):
    picture = explorer("31", workspace).still()
    assert isinstance(picture, Picture)
    said = capsys.readouterr().out
    assert said.startswith("For staying, no level is surely a table stake")
    assert "Steepest: a point gained above" in said and "how people are made to feel" in said


def test_wherever_good_begins_getting_things_right_stays_a_table_stake(facts):
    (poor,) = EXPLORER.sliders
    for at in (poor.low, 50, poor.high):
        shown, said = draw(facts, "overall satisfaction", at)
        assert isinstance(shown, Picture)
        assert said.startswith("Getting things right is a table stake for overall satisfaction")


def test_a_manager_picks_an_outcome_and_moves_the_line(workspace):
    lever = explorer("31", workspace).move()
    pick, slider = lever.controls.values()
    assert pick.options[0] == pick.value == "staying"
    pick.value = "overall satisfaction"
    assert "table stake for overall satisfaction" in lever.view.value
    before = lever.view.value
    slider.value = slider.max
    assert lever.view.value != before


def test_every_end_of_the_lever_can_be_drawn(facts):
    (poor,) = EXPLORER.sliders
    for outcome in facts.outcomes:
        for at in (poor.low, poor.high):
            shown, said = draw(facts, outcome, at)
            assert isinstance(shown, Picture) and said.endswith(".")


def _page_text() -> str:
    return "\n".join(cell.source for cell in read_notebook(find("31").path).cells)
