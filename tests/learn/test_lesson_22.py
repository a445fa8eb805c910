"""Lesson 22: its right answers by another route, a pencil, its lever, its words."""

from __future__ import annotations

import numpy as np
import pytest

from cvmlab.data.planted_truth import truth
from cvmlab.data.workspace import load
from cvmlab.errors import DataProblem
from cvmlab.figures.pictures import Picture
from cvmlab.idic.differentiate.need_evidence import MOTIVE, WISH
from cvmlab.idic.differentiate.planted_worth import planted_worth
from cvmlab.idic.differentiate.tier_by_hand import tier_by_hand
from cvmlab.idic.differentiate.tier_check import plot_tier_check, tier_check
from cvmlab.learn.course import find
from cvmlab.learn.exercise import RIGHT
from cvmlab.learn.exercises.lesson_22 import CUSTOMER, EXERCISES, EXPLORER, draw
from cvmlab.learn.explore import explorer
from cvmlab.learn.lesson import facts_of
from cvmlab.learn.texts import exercise_texts, fill
from cvmlab.pages.freeze import read_notebook
from tests.sample import sample_company

BY_ID = {one.id: one for one in EXERCISES}


@pytest.fixture(scope="module")
def workspace():
    return sample_company()


@pytest.fixture(scope="module")
def facts(workspace):
    return facts_of("22", workspace)


@pytest.fixture(scope="module")
def page() -> str:
    return "\n".join(cell.source for cell in read_notebook(find("22").path).cells)


@pytest.fixture(scope="module")
def proof(facts):
    return tier_check(facts.tiers, planted_worth(facts.linkage))


# the right answers, by another route


def test_the_guess_is_the_share_of_names_above_nine_tenths(facts):
    rows = facts.tiers.table
    named = rows[rows["tier"] == "most valuable"]
    assert BY_ID["guess"].reference(facts) == pytest.approx((named["p_most_valuable"] > 0.9).mean())
    assert 0.1 < BY_ID["guess"].reference(facts) < 0.4


def test_exercise_1_is_what_the_chances_of_the_names_leave(facts):
    rows = facts.tiers.table
    named = rows.loc[rows["tier"] == "most valuable", "p_most_valuable"]
    assert BY_ID["1"].reference(facts) == pytest.approx((1 - named).mean(), abs=1e-6)


def test_exercise_2_is_what_faster_drops_cost_and_pay(facts):
    one = facts.account
    by_drop = one["orders"] * (one["costs_more"] - one["pays_more"])
    assert BY_ID["2"].reference(facts) == pytest.approx(by_drop)
    assert one["account_id"] == "F0420" and facts.as_is > 0 > facts.as_wanted


def test_exercise_3_adds_up_name_by_name(facts):
    rows = facts.tiers.table
    named = rows.loc[rows["tier"] == "most valuable", "p_most_valuable"]
    assert BY_ID["3"].reference(facts) == pytest.approx((20 * named - 12).sum(), abs=0.5)
    # "leave out who is less sure, and more is left over with fewer names"
    sure = named[named >= facts.pays_from]
    assert (20 * sure - 12).sum() > (20 * named - 12).sum() and len(sure) < len(named)


# a pencil is enough


def test_what_the_tables_show_is_exact_enough_for_a_pencil(facts):
    cells = {row[0]: row[1:] for row in facts.tiers.summary().cells}["most valuable"]
    named, truly = _read(cells[0]), _read(cells[1].split(" (")[0])
    assert BY_ID["1"].judge(round(1 - truly / named, 3), facts).status == RIGHT
    assert BY_ID["3"].judge(20 * truly - 12 * named, facts).status == RIGHT
    said = facts.fit.of("F0420")
    assert "€1,282 a year" in said and "As it wants: −€6,957 a year" in said
    assert BY_ID["2"].judge(1_282 + 6_957, facts).status == RIGHT


def _read(text: str) -> float:
    return float(text.replace(",", ""))


def test_mary_duffys_line_is_right_to_the_cent(facts):
    said = tier_by_hand(facts.tiers, CUSTOMER)
    one = facts.hero
    assert one["value"] - one["serving"] == pytest.approx(one["actual"])
    assert f"€{one['actual'] + one['potential']:.2f} strategic value" in said
    times = round(one["p_most_valuable"] * facts.tiers.draws)
    assert f"{times} / {facts.tiers.draws} = {100 * times / facts.tiers.draws:.0f}%" in said
    with pytest.raises(DataProblem, match="no customer 'K9'"):
        tier_by_hand(facts.tiers, "K9")


# the story


def test_the_memos_figures_are_those_of_the_data(workspace, facts, page):
    orders = workspace.transactions.table
    rows = orders.filter(orders.date.year() == 2024).group_by("customer_id")
    sales = rows.agg(cents=orders.cents.sum()).to_pyarrow().to_pandas()
    euros = sales.set_index("customer_id")["cents"].astype(float) / 100
    bought = euros[euros > 0].sort_values(ascending=False)
    best = bought[bought >= bought.quantile(0.8)]
    assert f"{len(bought):,} cards bought" in page
    assert f"{len(best):,} cards from €{int(best.min())} on" in page
    for card in ("K0001514", "K0006972"):
        assert f"€{euros[card]:.2f}" in page and card not in best.index
    assert facts.linkage.cards_of(CUSTOMER) == ["K0001514", "K0006972"]


def test_what_the_page_says_in_words_is_so(facts, page):
    assert facts.tiers.row("below zero")["customers"] == 0 and "Nobody is below zero" in page
    assert facts.lists.table["new"].iloc[2] == facts.changed
    gives_up = round(facts.by_actual) - round(facts.with_potential)
    assert f"gives up {gives_up} right ones" in page
    assert facts.by_last_year < facts.by_actual
    total = facts.tiers.winnable_total
    assert total[0] == 0 and f"€{total[2]:,.0f}" in page
    seen = facts.tiers.table["potential"].sum()
    assert f"€{seen:,.0f} of potential, more than all actual value" in page
    assert seen > facts.tiers.table["actual"].sum()
    assert facts.guess_by_tier - facts.guess_alone < 0.02
    assert not facts.needs.persistence[WISH].shown and facts.needs.persistence[MOTIVE].shown


def test_what_the_options_say_is_so(facts):
    assert facts.hero_chances in fill(exercise_texts("22", "a")["question"], facts)
    shares = (facts.hero["p_most_growable"], facts.hero["p_most_valuable"])
    assert max(shares) < 0.5  # "wrong more often than right"
    plan = fill(exercise_texts("22", "plan")["numbers"][0], facts)
    assert f"{facts.named:,} named most valuable" in plan
    told = set(facts.needs.evidence.query("source == 'wish'")["customer_id"])
    share = len(told & set(facts.needs.customers)) / len(facts.needs.customers)
    assert facts.told_share == pytest.approx(share)


def test_the_truth_bears_the_chances_out(facts, proof):
    """What was said and what is, within a few points; the list by last year holds fewer."""
    assert abs(proof.table["said"] - proof.table["came"]).max() < 0.08
    assert abs(proof.belong - proof.foretold[0]) < 0.06 * proof.named
    assert proof.belong > proof.by_last_year
    assert f"in truth {proof.belong} are" in proof.sentence
    assert f"Truly: {proof.belong}" in plot_tier_check(proof).alt


def test_the_truth_of_real_customers_is_asked_of_nobody(facts, tmp_path):
    with pytest.raises(DataProblem):
        planted_worth(facts.linkage, tmp_path)


def test_persons_and_cards_hold_the_same_worth(facts):
    """Linked or not, the planted worth is that of the same people."""
    by_card, by_person = planted_worth(), planted_worth(facts.linkage)
    assert by_person[CUSTOMER] == pytest.approx(by_card[CUSTOMER])
    missed = 1 - by_person.sum() / by_card.sum()
    assert -0.1 < missed < 0.03  # persons without a card count too; those put together count once


def test_the_planted_worth_of_three_customers_with_a_pencil():
    """One who stays, one who slipped away before the end, one who has left."""
    people = truth().person.frame().set_index("customer_id")
    worth = planted_worth()
    stays = people[people["left_week"].isna() & people["slip_week"].isna()].index.dropna()[0]
    gone = people[people["left_week"].notna()].index.dropna()[0]
    assert people.loc["K0000001", "slip_week"] < 156  # Maura Keane
    for customer, kept in ((stays, 1.0), ("K0000001", 0.1), (gone, 0.0)):
        one = people.loc[customer]
        a_week = kept * one["trips_a_week"] * one["spend_a_trip"] * one["margin_rate"]
        weeks = np.arange(0, 5 * 365.25 / 7, 0.01)
        still = np.exp(-weeks * (one["dropout_a_week"] + np.log(1.1) * 7 / 365.25))
        assert worth[customer] == pytest.approx(a_week * still.sum() * 0.01, rel=1e-3)


# the lever


def test_the_lever_moves_the_names(workspace, facts):
    lever = explorer("22", workspace)
    assert "Of 1,100 names" in lever.move().view.value
    lever.controls["places"].value = 300
    assert "Of 300 names" in lever.view.value
    lever.controls["potential"].value = 0
    assert "Counting" not in lever.view.value


def test_the_still_picture_is_where_the_lever_starts(workspace, facts, capsys):
    shown = explorer("22", workspace).still()
    assert isinstance(shown, Picture)
    assert capsys.readouterr().out.startswith("Of 1,100 names by last year's money")


def test_every_end_of_the_lever_can_be_drawn(facts):
    for side in ("low", "high"):
        shown, said = draw(facts, *(getattr(slider, side) for slider in EXPLORER.sliders))
        assert isinstance(shown, Picture) and said.endswith(".")


# data of one's own


def test_orders_alone_are_told_what_is_missing(tmp_path):
    rows = [f"C{n:02d},2024-0{1 + n % 9}-11,9.50" for n in range(60)]
    path = tmp_path / "orders.csv"
    path.write_text("\n".join(["customer,date,amount", *rows]), encoding="utf-8")
    facts = facts_of("22", load(str(path)))
    with pytest.raises(DataProblem):
        _ = facts.tiers
    with pytest.raises(DataProblem):
        _ = facts.fit
