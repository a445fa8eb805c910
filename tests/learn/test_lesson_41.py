"""Lesson 41: its right answers from the raw file, its mistakes, its lever, its words."""

from __future__ import annotations

import pandas as pd
import pytest

from cvmlab import paths
from cvmlab.data.workspace import load
from cvmlab.errors import DataProblem
from cvmlab.figures.pictures import Picture
from cvmlab.learn.course import find
from cvmlab.learn.exercise import RIGHT
from cvmlab.learn.exercises.lesson_41 import EXAMPLE, EXERCISES, EXPLORER, SHOPPER, Lesson41, draw
from cvmlab.learn.explore import explorer
from cvmlab.learn.lesson import facts_of
from cvmlab.learn.texts import exercise_texts, fill, lesson_texts
from cvmlab.learn.wording import Wording
from cvmlab.pages.freeze import read_notebook
from cvmlab.value_for.brands.market import market
from tests.sample import sample_company

BY_ID = {one.id: one for one in EXERCISES}
WORTH = {"product": 8, "service": 8, "minute": 0.25}


@pytest.fixture(scope="module")
def workspace():
    return sample_company()


@pytest.fixture(scope="module")
def facts(workspace):
    return facts_of("41", workspace)


@pytest.fixture(scope="module")
def ratings() -> pd.DataFrame:
    raw = pd.read_parquet(paths.DATASETS / "kestrel" / "brand_perceptions.parquet")
    return raw.assign(
        product=raw[["freshness", "range", "own_products"]].mean(axis=1),
        service=raw[["friendliness", "helpfulness", "checkout"]].mean(axis=1),
    )


@pytest.fixture(scope="module")
def hers(ratings) -> pd.DataFrame:
    return ratings[ratings["respondent_id"] == SHOPPER].set_index("brand")


# the right answers, by another route


def test_the_guess_is_the_worst_place_of_the_ratios_winner(facts, ratings):
    means = ratings.groupby("brand")[
        ["product", "service", "basket_price", "hassle_minutes"]
    ].mean()
    cost = means["basket_price"] + 0.25 * means["hassle_minutes"]
    ratio = (means["product"] + means["service"]) / cost
    assert ratio.idxmax() == facts.winner == "Pfennig"
    z = (means - means.mean()) / means.std()
    standardised = z["product"] + z["service"] - z["basket_price"] - z["hassle_minutes"]
    worst = standardised.rank(ascending=False)["Pfennig"]
    assert BY_ID["guess"].reference(facts) == worst == len(means)


def test_the_memos_figures_are_those_of_the_ratings(ratings):
    means = ratings.groupby("brand")[
        ["product", "service", "basket_price", "hassle_minutes"]
    ].mean()
    cost = means["basket_price"] + 0.25 * means["hassle_minutes"]
    ratio = 100 * (means["product"] + means["service"]) / cost
    memo = _page_text()
    assert f"gives {ratio['Pfennig']:.1f} points for €100; we give {ratio['Kestrel']:.1f}" in memo
    cut = 1 - (ratio["Kestrel"] / ratio["Pfennig"] * cost["Kestrel"] - 0.25 * 20.2) / 87.9
    assert 0.04 < cut < 0.05 and "cut our prices by five percent" in memo


def test_exercise_1_divides_the_points_by_the_price_alone(facts, hers):
    row = hers.loc["Kestrel"]
    value = 100 * (row["product"] + row["service"]) / row["basket_price"]
    assert BY_ID["1"].reference(facts) == pytest.approx(value)
    assert value > facts.their_value  # what the solution invites to compare


def test_exercise_2_is_the_lead_less_a_point_and_more_by_the_price(facts):
    advantage = facts.map.table.set_index("brand")["advantage"]
    lead = advantage["Kestrel"] - advantage["Pfennig"]
    assert facts.strongest == "Pfennig"
    assert BY_ID["2"].reference(facts) == pytest.approx(lead - facts.weights.service + 5)


def test_exercise_2_is_what_the_lever_shows(facts):
    price = facts.as_it_is.table.set_index("brand").loc["Pfennig", "price"]
    from cvmlab.value_for.equation.what_if import what_if

    moved = what_if(facts.views, "Pfennig", service=1, price=5, weights=facts.weights)
    value = moved.table.set_index("brand")["value"]
    assert value["Kestrel"] - value["Pfennig"] == pytest.approx(BY_ID["2"].reference(facts))
    assert price == pytest.approx(50.2, abs=0.1)


def test_exercise_3_is_where_both_quotients_are_the_same(facts, hers):
    off = BY_ID["3"].reference(facts)
    points = hers["product"] + hers["service"] - 2 * off
    ratio = points / (hers["basket_price"] + 0.25 * hers["hassle_minutes"])
    assert ratio["Kestrel"] == pytest.approx(ratio["Pfennig"])
    assert 0 < off < 1  # as the page says: between the marks as given and one point off


def test_check_b_tells_how_many_get_more_elsewhere(facts):
    assert 0.3 < facts.better_elsewhere < 0.5
    assert "40%" in fill(exercise_texts("41", "b")["options"]["c"], facts)


# a pencil is enough


def test_what_the_table_shows_is_exact_enough_for_a_pencil(facts):
    """Who works with the rounded numbers of the tables gets the right answers."""
    shown = facts.by_hand.table.set_index("brand").round(2)
    ours, theirs = shown.loc["Kestrel"], shown.loc["Pfennig"]
    assert BY_ID["1"].judge(round(100 * ours.points / ours.price, 2), facts).status == RIGHT
    off = (ours.points * theirs.cost - theirs.points * ours.cost) / (2 * (theirs.cost - ours.cost))
    assert BY_ID["3"].judge(round(off, 2), facts).status == RIGHT
    advantage = facts.map.table.set_index("brand")["advantage"].round(2)
    lead = advantage["Kestrel"] - advantage["Pfennig"] - round(facts.weights.service, 2) + 5
    assert BY_ID["2"].judge(round(lead, 2), facts).status == RIGHT


# words


def test_the_plans_numbers_can_be_filled_once_a_market_was_typed(workspace):
    facts = Lesson41(workspace)
    facts.bringing(market(EXAMPLE.replace("95", "92")), WORTH)

    assert not any(
        "{" in fill(text, facts) for text in lesson_texts("41")["exercises"]["plan"]["numbers"]
    )


# the lever, on Kestrel's market


def test_the_lever_moves_one_brand_and_the_beginning_of_the_scale(facts):
    still = draw(facts, "Kestrel", 0, 0, 0, 0)[1]
    assert "Pfennig by the ratio" in still and "Daily Stop by logarithms" in still
    from_0 = draw(facts, "Kestrel", 0, 0, 0, 1)[1]
    assert "Kestrel in money, by the ratio and by standardised marks" in from_0
    cut = draw(facts, "Kestrel", 0, -5, 0, 0)[1]  # the memo's cut wins the memo's contest
    assert "Kestrel in money, by the ratio" in cut and "a price €4.40 lower" in cut


def test_a_manager_picks_a_brand_and_moves_its_offer(workspace):
    lever = explorer("41", workspace)
    pick, *sliders = lever.move().controls.values()
    assert pick.options[0] == pick.value == "Kestrel" and "Pfennig" in pick.options
    assert [slider.value for slider in sliders] == [0] * 4
    pick.value = "Pfennig"
    assert "Pfennig gives €3.30 more value" in lever.view.value
    lever.controls["quality"].value = 1
    lever.controls["hassle"].value = -50
    assert "1 point more of product quality" in lever.view.value
    assert "12.5 minutes less hassle" in lever.view.value


def test_the_still_picture_stands_at_the_first_setting(workspace, capsys):
    picture = explorer("41", workspace).still()
    assert isinstance(picture, Picture)
    assert capsys.readouterr().out.startswith("Kestrel gives €13.23 more value")
    assert all(slider.start == 0 for slider in EXPLORER.sliders)


def test_every_end_of_the_lever_can_be_drawn(facts):
    sliders = EXPLORER.sliders
    for side in ("low", "high"):
        ends = [getattr(slider, side) for slider in sliders]
        shown, said = draw(facts, facts.views.brands[-1], *ends)
        assert isinstance(shown, Picture) and said.endswith(".")


# the reader's own market


def test_ones_own_market_moves_the_same_lever(workspace):
    lever = explorer("41", workspace, views=market(EXAMPLE), weights=WORTH)
    assert lever.controls["brand"].options == ("Our firm", "Cheapside", "Next Door", "The Best")
    assert "Cheapside by the ratio" in lever.at()[1]
    assert "The Best in money, by the ratio" in lever.at(zero=2)[1]


def test_ones_own_market_needs_no_survey(orders_only):
    lever = explorer("41", orders_only, views=market(EXAMPLE), weights=WORTH).move()
    assert "Our firm gives" in lever.view.value
    with pytest.raises(DataProblem):
        explorer("41", orders_only).move()


def test_ones_own_market_lands_on_the_action_plan(workspace):
    facts = Lesson41(workspace)

    def told() -> str:
        return " ".join(Wording("41", facts).numbers(BY_ID["plan"]))

    assert "Your own market, by your own estimates: still to be typed in." in told()
    facts.bringing(market(EXAMPLE), WORTH)
    assert "still to be typed in" in told()  # the example is nobody's market
    facts.bringing(market(EXAMPLE.replace("Our firm; 7; 7; 95", "Hill & Sons; 7; 7; 89")), WORTH)
    assert "by your own estimates: Hill & Sons gives €0.75 more value" in told()
    assert "The same answers read in" in told()
    assert "Kestrel gives €13.23 more" in told()  # what the lesson showed stays beside it


def test_the_page_is_filled_with_the_example():
    assert f'mine = cvm.market("""{EXAMPLE}""")' in _page_text()


@pytest.fixture(scope="module")
def orders_only(tmp_path_factory):
    path = tmp_path_factory.mktemp("firm") / "orders.csv"
    rows = [f"C{n % 7},2024-0{1 + n % 9}-11,{n + 1}.50" for n in range(60)]
    path.write_text("\n".join(["customer,date,amount", *rows]), encoding="utf-8")
    return load(str(path))


def _page_text() -> str:
    return "\n".join(cell.source for cell in read_notebook(find("41").path).cells)
