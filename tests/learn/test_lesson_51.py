"""Lesson 51: its right answers by another route, a pencil, its lever, its words."""

from __future__ import annotations

import pandas as pd
import pytest

from cvmlab.data.workspace import load
from cvmlab.errors import DataProblem
from cvmlab.figures.pictures import Picture
from cvmlab.learn.course import find
from cvmlab.learn.exercise import RIGHT
from cvmlab.learn.exercises.lesson_51 import EXERCISES, EXPLORER, FIRST, MONTHLY, ONCE, draw
from cvmlab.learn.explore import explorer
from cvmlab.learn.lesson import facts_of
from cvmlab.learn.texts import exercise_texts, fill
from cvmlab.pages.freeze import read_notebook
from cvmlab.value_of.lifetime.margin_multiple import margin_multiple
from cvmlab.value_of.lifetime.opening_example import two_customers
from tests.sample import sample_company

BY_ID = {one.id: one for one in EXERCISES}


@pytest.fixture(scope="module")
def workspace():
    return sample_company()


@pytest.fixture(scope="module")
def facts(workspace):
    return facts_of("51", workspace)


@pytest.fixture(scope="module")
def page() -> str:
    return "\n".join(cell.source for cell in read_notebook(find("51").path).cells)


# the right answers, by another route


@pytest.fixture(scope="module")
def both_lists(facts) -> tuple[pd.DataFrame, set[str], set[str]]:
    """Profit and value once more, from the plain tables, and the best 500 by each."""
    costs = []
    for name in ("service_events", "contacts"):
        rows = getattr(facts.ws, name).frame()
        year = rows[rows["date"].between("2024-01-01", "2024-12-29")]
        costs.append(year.groupby("customer_id")["cost"].sum())
    rows = facts.values.table.set_index("customer_id")
    cost = pd.concat(costs, axis=1).sum(axis=1).reindex(rows.index).fillna(0.0)
    rows = rows[["value"]].assign(profit=rows["last_year"] - cost)
    past, ahead = (set(rows[name].nlargest(500).index) for name in ("profit", "value"))
    return rows, past, ahead


def test_the_guess_is_the_share_of_one_list_on_the_other(facts, both_lists):
    _, past, ahead = both_lists
    assert BY_ID["guess"].reference(facts) == pytest.approx(len(past & ahead) / 500)
    assert facts.swapped == len(past - ahead)


def test_exercise_1_is_the_value_between_those_swapped(facts, both_lists):
    rows, past, ahead = both_lists
    worth = rows["value"]
    apart = worth[list(ahead - past)].mean() - worth[list(past - ahead)].mean()
    assert BY_ID["1"].reference(facts) == pytest.approx(apart)


def test_exercise_2_makes_both_guests_worth_the_same(facts):
    share = BY_ID["2"].reference(facts)
    payments = sum(share**month for month in range(1, 2_000))
    assert FIRST + MONTHLY * payments == pytest.approx(ONCE)
    assert share == pytest.approx(7 / 8)
    assert two_customers(ONCE, FIRST, MONTHLY, share).in_all == pytest.approx(ONCE)


def test_exercise_3_gives_the_multiple_back(facts):
    kept = BY_ID["3"].reference(facts)
    table = facts.values.table
    assert margin_multiple(kept, 0.10) == pytest.approx(
        table["value"].sum() / table["last_year"].sum()
    )


# a pencil is enough


def test_what_the_tables_show_is_exact_enough_for_a_pencil(facts):
    rows = facts.lists.corners
    values = [round(rows.loc[name, "value"]) for name in ("value's only", "last year's only")]
    assert BY_ID["1"].judge(str(round((values[0] - values[1]) / 131, 1)), facts).status == RIGHT
    each = [round(rows.loc[name, "value"] / 131) for name in ("value's only", "last year's only")]
    assert BY_ID["1"].judge(str(each[0] - each[1]), facts).status == RIGHT
    assert BY_ID["2"].judge("87.5%", facts).status == RIGHT
    assert BY_ID["3"].judge(1.65 * 1.1 / 2.65, facts).status == RIGHT
    tried = min(range(50, 100), key=lambda p: abs(margin_multiple(p / 100, 0.10) - 1.65))
    assert BY_ID["3"].judge(f"{tried}%", facts).status == RIGHT


# the story


def test_the_named_customers_stand_where_the_page_says(facts, page):
    rows = facts.lists.table.set_index("customer_id")
    assert rows.loc["K0000002", "corner"] == "last year's only"
    assert facts.values.table.set_index("customer_id").loc["K0000002", "alive"] < 0.01
    assert "Dara Nolan earned a slot and has gone" in page
    assert rows.loc["K0000001", "place_by_value"] == 1
    assert "The model makes Maura the most valuable of all customers at Kestrel" in page
    assert facts.habits.changed["customer_id"].iloc[0] == "K0000001"


def test_what_the_options_say_is_so(facts):
    why = fill(exercise_texts("51", "a")["why"]["a"], facts)
    assert "53%" in why and two_customers(continuation=0.9).chance_ahead == pytest.approx(0.531441)
    assert two_customers(continuation=0.9).in_all == pytest.approx(1400)
    assert "€252" in fill(exercise_texts("51", "b")["why"]["a"], facts)
    question = fill(exercise_texts("51", "q3")["question"], facts)
    assert "from €484 in the first year to €593" in question
    within = facts.ages.change.loc["within"]
    assert within["value"] < 0 and within["high"] < 10  # no growth among those who stayed


def test_no_growth_is_claimed_where_the_interval_allows_none(facts, page):
    within = facts.ages.change.loc["within"]
    assert within["low"] < 0 < within["high"]
    assert "no growth on average, perhaps a small fall" in page


# the lever


def test_the_lever_moves_the_two_customers(workspace):
    lever = explorer("51", workspace)
    assert "ahead from month 9" in lever.move().view.value
    lever.controls["stay"].value = 80
    assert "not ahead within 24 months" in lever.view.value
    lever.controls["stay"].value = 100
    lever.controls["discount"].value = 0
    assert "level in month 5, ahead from month 6 on, if she surely stays" in lever.view.value
    lever.controls["monthly"].value = 250
    assert "level in month 2" in lever.view.value


def test_the_still_picture_is_the_lever_at_its_start(workspace, capsys):
    shown = explorer("51", workspace).still()
    assert isinstance(shown, Picture)
    said = capsys.readouterr().out.strip()
    assert said == two_customers(continuation=0.9, annual_discount_rate=0.1).sentence


def test_every_end_of_the_lever_can_be_drawn(facts):
    for first in ("low", "high"):
        for side in ("low", "high"):
            ends = [getattr(slider, side) for slider in EXPLORER.sliders[1:]]
            shown, said = draw(facts, getattr(EXPLORER.sliders[0], first), *ends)
            assert isinstance(shown, Picture) and shown.png and said.endswith(".")


# data of one's own


def test_orders_without_margin_or_costs_still_give_two_lists():
    days = pd.date_range("2022-01-03", periods=100, freq="7D")
    rows = [
        {"customer": f"C{n}", "date": one, "amount": 9.0 + n % 7}
        for n in range(900)
        for one in days[n % 50 :: 1 + n % 13]
    ]
    facts = facts_of("51", load(pd.DataFrame(rows)))
    assert facts.cost.total == 0 and not facts.values.is_margin
    assert 0 < facts.shared_share <= 1


def test_a_base_shorter_than_the_list_is_told_so():
    rows = [
        {"customer": f"C{n}", "date": day, "amount": 9.0 + n % 7}
        for n in range(200)
        for day in pd.date_range("2022-01-03", periods=60, freq="7D")[n % 40 :: 1 + n % 9]
    ]
    facts = facts_of("51", load(pd.DataFrame(rows)))
    with pytest.raises(DataProblem, match="a list of 500"):
        _ = facts.shared_share
