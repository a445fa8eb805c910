"""Lesson 23: its right answers by another route, a pencil, its lever, its words."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from cvmlab.data.contracts.contacts import CONTACTS
from cvmlab.data.planted_truth import truth
from cvmlab.data.workspace import load
from cvmlab.errors import DataProblem
from cvmlab.figures.pictures import Picture
from cvmlab.idic.identify.current_linkage import current_linkage
from cvmlab.idic.interact.process_chart import contact_rates, process_chart
from cvmlab.idic.interact.silence_by_letters import silence_by_letters
from cvmlab.learn.course import find
from cvmlab.learn.exercise import RIGHT
from cvmlab.learn.exercises.lesson_23 import EXERCISES, EXPLORER, SERIES, draw
from cvmlab.learn.explore import explorer
from cvmlab.learn.lesson import facts_of
from cvmlab.learn.texts import exercise_texts, fill, lesson_texts
from cvmlab.pages.freeze import read_notebook
from tests.sample import sample_company

BY_ID = {one.id: one for one in EXERCISES}
MARY = ["K0001514", "K0006972"]


@pytest.fixture(scope="module")
def workspace():
    return sample_company()


@pytest.fixture(scope="module")
def facts(workspace):
    return facts_of("23", workspace)


@pytest.fixture(scope="module")
def sent(workspace) -> pd.DataFrame:
    return workspace.contacts.frame()


@pytest.fixture(scope="module")
def page() -> str:
    return "\n".join(cell.source for cell in read_notebook(find("23").path).cells)


# the right answers, by another route


def test_the_guess_is_counted_in_the_notes(workspace, facts):
    assert BY_ID["guess"].reference(facts) == workspace.preferences.frame()["used"].mean()


def test_exercise_1_is_the_upper_end_shared_among_the_messages(facts):
    best = BY_ID["1"].reference(facts)
    assert best * facts.held.letters == pytest.approx(facts.held.high)
    assert 0.25 < best / facts.cost_of_one < 0.4  # "two thirds of the money is gone"


def test_exercise_2_lies_where_the_complaints_lie(workspace, facts, sent):
    """Counted without a model: complaints of messages to people who got five in the month."""
    linkage = current_linkage(workspace)
    who = linkage.identity_of(sent["record_id"].fillna(sent["customer_id"]))
    month = (sent["date"] - sent["date"].min()).dt.days // 28
    many = sent.groupby([who.to_numpy(), month])["date"].transform("size")
    hit = sent.loc[many == 5, "outcome"] == "complaint"
    se = np.sqrt(hit.mean() * (1 - hit.mean()) / len(hit))
    assert abs(BY_ID["2"].reference(facts) / 1_000 - hit.mean()) < 2.5 * se


def test_exercise_3_sees_just_what_pays(workspace, facts):
    """So many customers, half of them treated: the smallest effect is the cost."""
    from cvmlab.idic.interact.current_interaction import current_past
    from cvmlab.idic.interact.launch_plan import launch_plan

    past = current_past(workspace)
    plan = launch_plan(int(BY_ID["3"].reference(facts)), cost=SERIES, **past.settings)
    assert plan.smallest == pytest.approx(SERIES, rel=2e-3)
    assert BY_ID["3"].reference(facts) > facts.customers  # "more than Kestrel has"


# a pencil is enough


def test_what_is_shown_is_exact_enough_for_a_pencil(facts):
    """Who works with the rounded figures of the page gets the right answers."""
    high, letters = round(facts.held.high, 2), round(facts.held.letters, 1)
    assert BY_ID["1"].judge(round(high / letters, 2), facts).status == RIGHT
    baseline, ratio = round(facts.baseline, 1), round(facts.ratio, 2)
    assert BY_ID["2"].judge(round(baseline * ratio**2, 1), facts).status == RIGHT
    needed = facts.customers * (round(facts.small.smallest, 2) / SERIES) ** 2
    assert BY_ID["3"].judge(round(needed, -3), facts).status == RIGHT


# the story


def test_the_memos_figures_are_those_of_the_data(facts, sent, page):
    redeemed = int((sent["outcome"] == "redeemed").sum())
    assert f"{redeemed:,} were redeemed" in page
    assert round(len(sent) / redeemed) == 21 and "every twenty-first" in page
    week = sent[sent["date"] >= "2024-12-23"]
    rate = (week["outcome"] == "redeemed").mean()
    assert 0.45 < rate / facts.redeemed < 0.55  # "fell by half"
    mary = sent[sent["customer_id"].isin(MARY)]
    by_card = mary.groupby(["customer_id", mary["date"].dt.to_period("M")]).size()
    assert by_card.max() == 3  # "never more than three a month on a card"
    assert (mary["outcome"] == "redeemed").any()


def test_marys_june_is_worked_out_as_the_page_does(facts, sent, page):
    mary = sent[sent["customer_id"].isin(MARY)]
    june = mary[mary["date"].dt.month == 6].groupby("customer_id").size()
    assert june.tolist() == [2, 2] and "in June Mary got 4, two on each card" in page
    worked = round(round(facts.baseline, 1) * round(facts.ratio, 2), 1)
    assert f"{facts.baseline:.1f} \\times {facts.ratio:.2f}^{{1}} = 2.0" in page
    assert worked == pytest.approx(2.1, abs=0.11)
    assert facts.complaints_at(4) == pytest.approx(2.0, abs=0.05)
    months = mary.groupby(mary["date"].dt.month).size()
    assert months[months > 3].index.tolist() == [6, 7, 8]  # "in June, July and August"


def test_the_bad_week_is_a_week_that_is_not_over(sent):
    assert [str(x) for x in process_chart(contact_rates(sent, "redeemed"), low=0).signals]
    settled = process_chart(contact_rates(sent, "redeemed", settle_days=14), low=0)
    assert len(settled.signals) == 0


def test_what_the_words_say_is_so(facts):
    assert facts.peace < 0.07 and abs(facts.peace - facts.chance) < 0.02
    assert facts.left > 0.98
    assert facts.held.pays is False
    assert "percentage points" in fill(exercise_texts("23", "a")["why"]["c"], facts)
    assert facts.slip < facts.stopped / 10  # "a small part"
    rows = facts.talk.table
    assert rows.loc["a wish", "acted_share"] < 0.25 and facts.talk.used[0] > 0.5


def test_what_the_instructor_is_told_is_so(workspace, facts):
    found = silence_by_letters(workspace, current_linkage(workspace)).sentence
    assert "1.07 times (1.03 to 1.11" in found and "(0.90 times" in found
    discuss = " ".join(lesson_texts("23")["teach"]["discuss"])
    written, alone = facts.held.trial.sizes
    assert "(1.07; 1.03 to 1.11)" in discuss
    assert f"{alone:,} people with {written:,}" in discuss
    assert f"{100 * (1 - facts.held.reached):.0f} in 100" in discuss
    effect = facts.pressure.effect("complaint")
    said = [effect[f"within_{name}"] for name in ("ratio", "low", "high")]
    assert f"{said[0]:.2f} for each ({said[1]:.2f} to {said[2]:.2f})" in discuss
    assert f"{facts.held.cost:.2f} a head" in discuss and f"best {facts.held.high:.2f}" in discuss
    first = facts.moves.groups.loc["failure", "written_to"]
    assert 1_150 <= first <= 1_250 and "some 1,200 failures" in discuss


def test_the_planted_truth_is_as_the_page_reveals_it(workspace, page):
    """A letter above three makes leaving 8% likelier; none brings anybody in."""
    assert "makes leaving in that month 8% likelier" in CONTACTS.made
    assert "No letter brings anybody in" in CONTACTS.made
    assert "8% likelier, and none brings anybody in" in page
    # Who truly left in the year of the lot, of those who were there when it was drawn.
    drawn = workspace.assignments.frame().query("experiment == 'universal holdout'")
    arms = drawn.merge(truth().record.frame(), on="record_id")
    arm = arms.groupby("person_id")["treated"].first()
    people = truth().person.frame().set_index("person_id").join(arm, how="inner")
    there = (people["acquired_week"] < 104) & ~(people["left_week"] <= 104)
    left = people[there]["left_week"].between(104, 156).groupby(people[there]["treated"])
    share, n = left.mean(), left.size()
    assert f"{share[True]:.1%} of those written to left" in page
    assert f"{share[False]:.1%} of those left alone" in page
    half = 1.96 * np.sqrt(((1 - share) / share / n).sum())
    ratio = np.log(share[True] / share[False])
    assert ratio - half < 0 < ratio < ratio + half  # "too few to be sure"


# the lever


def test_the_lever_moves_the_cap(workspace, facts):
    lever = explorer("23", workspace)
    assert "A cap of 3 a month" in lever.move().view.value
    lever.controls["cap"].value = 0
    assert f"stops {len(facts.capped.rows):,} messages" in lever.view.value
    lever.controls["cap"].value = 6
    assert "A cap of 6 a month" in lever.view.value


def test_the_still_picture_is_the_cap_of_three(workspace, facts, capsys):
    shown = explorer("23", workspace).still()
    assert isinstance(shown, Picture) and shown.alt.startswith("A cap of 3 saves")
    assert f"{facts.stopped:,} messages" in capsys.readouterr().out


def test_every_end_of_the_lever_can_be_drawn(facts):
    for side in ("low", "high"):
        shown, said = draw(facts, *(getattr(slider, side) for slider in EXPLORER.sliders))
        assert isinstance(shown, Picture) and said.endswith(".")


# data of one's own


def test_orders_alone_are_told_what_is_missing(tmp_path):
    rows = [f"C{n:02d},2024-0{1 + n % 9}-11,9.50" for n in range(60)]
    path = tmp_path / "orders.csv"
    path.write_text("\n".join(["customer,date,amount", *rows]), encoding="utf-8")
    facts = facts_of("23", load(str(path)))
    for name in ("used", "at_best", "baseline", "moves"):
        with pytest.raises(DataProblem):
            getattr(facts, name)
