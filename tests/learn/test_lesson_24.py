"""Lesson 24: its right answers by another route, a pencil, its lever, its words."""

from __future__ import annotations

import pytest

from cvmlab.data.planted_truth import truth
from cvmlab.data.workspace import load
from cvmlab.errors import DataProblem
from cvmlab.figures.pictures import Picture
from cvmlab.idic.customize.current_decision import current_decision
from cvmlab.idic.customize.decision_truth import decision_truth, true_worth
from cvmlab.idic.customize.next_offer import next_offers
from cvmlab.idic.identify.current_linkage import current_linkage
from cvmlab.learn.course import find
from cvmlab.learn.exercise import RIGHT
from cvmlab.learn.exercises.lesson_24 import EXERCISES, EXPLORER, FITS, NEED, draw
from cvmlab.learn.explore import explorer
from cvmlab.learn.lesson import facts_of
from cvmlab.learn.texts import exercise_texts, fill
from cvmlab.pages.freeze import read_notebook
from tests.sample import sample_company

BY_ID = {one.id: one for one in EXERCISES}
MARY = "K0001514"


@pytest.fixture(scope="module")
def workspace():
    return sample_company()


@pytest.fixture(scope="module")
def facts(workspace):
    return facts_of("24", workspace)


@pytest.fixture(scope="module")
def page() -> str:
    return "\n".join(cell.source for cell in read_notebook(find("24").path).cells)


# the right answers, by another route


def test_the_guess_is_the_mean_of_the_riskiest_own_lines(facts):
    found = facts.found
    chosen = found.treats["by risk"].to_numpy()
    mean = found.known.pseudo[chosen].mean()
    assert BY_ID["guess"].reference(facts) == pytest.approx(mean)
    assert mean < found.cost


def test_exercise_1_is_what_the_rule_is_worth_times_everybody(facts):
    gain = facts.found.row("by risk")["gain"]
    assert BY_ID["1"].reference(facts) == pytest.approx(-gain * facts.drawn)


def test_exercise_2_is_what_the_rerun_table_says(workspace, facts):
    people = current_linkage(workspace)
    rerun = next_offers(workspace, {NEED: FITS}, linkage=people)
    assert BY_ID["2"].reference(facts) == pytest.approx(rerun.cost - facts.offers.cost)
    with_memo = next_offers(workspace, {NEED: "Low-salt basket swap"}, linkage=people)
    assert with_memo.cost == pytest.approx(facts.offers.cost)  # the notebook's first cell


def test_exercise_3_with_a_pencil(facts):
    assert BY_ID["3"].reference(facts) == pytest.approx(40 - (38 + 21 / 0.65))


# a pencil is enough


def test_what_the_tables_show_is_exact_enough_for_a_pencil(facts):
    cells = {row[1]: row for row in facts.found.summary().cells}
    brought = _read(cells["by risk"][3])
    lost = facts.risk_called * (6.60 - brought)
    assert BY_ID["1"].judge(round(lost, 1), facts).status == RIGHT
    line = {row[0]: row for row in facts.offers.summary().cells}[NEED]
    more = _read(line[5]) / 0.15 * 1.40 - _read(line[5])
    assert BY_ID["2"].judge(round(more), facts).status == RIGHT
    assert BY_ID["3"].judge(-30, facts).status == RIGHT


def _read(text: str) -> float:
    return float(text.replace("−", "-").replace("€", "").replace(",", ""))


# the story


def test_mary_duffys_line_can_be_worked_by_hand(facts):
    at = list(facts.found.treats.index).index(MARY)
    known, trial = facts.found.known, facts.found.trial
    assert trial.treated[at] and trial.propensity[at] == 0.65
    assert trial.outcome[at] == pytest.approx(73.98)
    with_it, without = round(known.treated[at], 2), round(known.control[at], 2)
    called = with_it + (73.98 - with_it) / 0.65 - 6.60
    line = facts.found.line(MARY)
    assert f"€{called:.2f}" in line and f"Worth if not called: €{without:.2f}" in line
    assert known.pseudo[at] - 6.60 == pytest.approx(called - without, abs=0.02)


def test_mary_is_one_person_and_her_note_serves_both_cards(facts):
    assert facts.offers.of(MARY) == facts.offers.of("K0006972")
    assert "gluten-free" in facts.offers.of(MARY) and "16 uses" in facts.offers.of(MARY)


def test_what_the_page_says_in_words_is_so(facts, page):
    table = facts.found.table.set_index("policy")
    sure = table.index[(table["gain_high"] < 0) | (table["gain_low"] > 0)]
    assert set(sure) == {"the same for all", "by risk"} and "Four rules of the six" in page
    assert table["gain"].idxmax() == "by tier"
    assert facts.used_of_visible > facts.share_visible  # answer c of check b is no rounding
    assert round(facts.used_of_visible, 2) != round(facts.share_visible, 2)
    assert facts.old_by_risk < facts.young_by_risk and facts.old_by_uplift > facts.young_by_uplift
    assert "she gets low-salt swaps, and she asked for gluten-free" in page
    riskiest = facts.found.trial.frame[facts.found.treats["by risk"].to_numpy()]
    came = riskiest["bought_in_last_6_weeks"].astype(bool)
    assert came.mean() < 0.2  # "most of these had gone already"


def test_what_the_options_say_is_so(facts):
    why = fill(exercise_texts("24", "b")["why"]["c"], facts)
    assert "from 22% to 47%" in why
    text = fill(exercise_texts("24", "q3")["options"]["c"], facts)
    assert "2,094 customers told us" in text and "6,953" in text


# the truth, opened last


def test_by_uplift_is_truly_best_and_risk_truly_loses(facts):
    planted = truth().uplift.frame().set_index("customer_id")["uplift_margin"]
    rows = true_worth(facts.found, planted).set_index("policy")
    assert rows["true"].drop("whom it truly pays to call").idxmax() == "by uplift"
    assert rows.loc["by uplift", "true"] > 0 > rows.loc["by risk", "true"]
    assert rows.loc["by uplift", "held"] and rows["held"].dropna().all()
    own = planted.reindex(facts.found.treats.index)
    by_hand = (own - 6.60)[facts.found.treats["by risk"]].sum() / len(own)
    assert rows.loc["by risk", "true"] == pytest.approx(by_hand)


def test_of_real_customers_the_truth_is_not_known(facts, tmp_path):
    note = decision_truth(facts.found, "kestrel", MARY).note
    assert "A call truly brings €7.50 from K0001514" in note
    assert not facts.found.treats.loc[MARY].drop("the same for all").any()
    with pytest.raises(DataProblem, match="stands nowhere"):
        decision_truth(facts.found, tmp_path)


# the lever


def test_the_lever_moves_share_and_cost(workspace, facts):
    lever = explorer("24", workspace)
    assert "A call costs €3.30." in lever.move().view.value
    lever.controls["cost"].value = 0
    assert "A call costs €0.00." in lever.view.value
    lever.controls["share"].value = 50
    assert "4,026 customers most at risk" in lever.view.value


def test_the_still_picture_is_the_levers_first_setting(workspace, facts, capsys):
    shown = explorer("24", workspace).still()
    assert isinstance(shown, Picture)
    assert capsys.readouterr().out.strip() == facts.found.at(share=0.2, cost=3.3).wrong_ones


def test_every_end_of_the_lever_can_be_drawn(facts):
    for side in ("low", "high"):
        shown, said = draw(facts, *(getattr(slider, side) for slider in EXPLORER.sliders))
        assert isinstance(shown, Picture) and said.endswith(".")


def test_another_share_in_the_first_cell_learns_nothing_anew(workspace, facts):
    other = current_decision(workspace, share=0.05)
    assert other.scores is facts.found.scores
    assert other.treats["by risk"].mean() == pytest.approx(0.05, abs=1e-3)
    assert (other.treats["by uplift"] == facts.found.treats["by uplift"]).all()


# data of one's own


def test_orders_alone_are_told_what_is_missing(tmp_path):
    rows = [f"C{n:02d},2024-0{1 + n % 9}-11,9.50" for n in range(60)]
    path = tmp_path / "orders.csv"
    path.write_text("\n".join(["customer,date,amount", *rows]), encoding="utf-8")
    facts = facts_of("24", load(str(path)))
    for name in ("found", "flow", "offers", "floor"):
        with pytest.raises(DataProblem):
            getattr(facts, name)
