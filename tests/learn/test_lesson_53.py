"""Lesson 53: its right answers by another route, a pencil, its lever, its words."""

from __future__ import annotations

import pandas as pd
import pytest

from cvmlab.data.planted_truth import truth
from cvmlab.data.workspace import load
from cvmlab.errors import DataProblem
from cvmlab.figures.pictures import Picture
from cvmlab.learn.course import find
from cvmlab.learn.exercise import RIGHT
from cvmlab.learn.exercises.lesson_53 import (
    ALL_THAT_WAS,
    CATERER,
    EXERCISES,
    EXPLORER,
    HUNTER,
    LAST_YEAR_ALONE,
    NOTES,
    TOTAL,
    draw,
)
from cvmlab.learn.explore import explorer
from cvmlab.learn.lesson import facts_of
from cvmlab.learn.texts import exercise_texts, fill
from cvmlab.pages.freeze import read_notebook
from cvmlab.value_of.contributions.referral_chains import referral_chains
from cvmlab.value_of.total import lines as of
from tests.sample import sample_company

BY_ID = {one.id: one for one in EXERCISES}


@pytest.fixture(scope="module")
def workspace():
    return sample_company()


@pytest.fixture(scope="module")
def facts(workspace):
    return facts_of("53", workspace)


@pytest.fixture(scope="module")
def page() -> str:
    return "\n".join(cell.source for cell in read_notebook(find("53").path).cells)


# the right answers, by another route


def test_the_guess_compares_two_lists_drawn_up_by_hand(facts):
    margin = facts.firm.values.table.set_index("customer_id")["last_year"].nlargest(20)
    total = facts.firm.under({"positive talk": 5, "negative talk": 10}).totals.nlargest(20)
    assert BY_ID["guess"].reference(facts) == len(set(margin.index) & set(total.index))
    notes = facts.notes.assign(
        worth=facts.notes["kind"].eq("negative talk").map({True: -1, False: 1})
    )
    given = notes.groupby("customer_id")["worth"].sum()
    known = given[given.index.isin(facts.firm.values.table["customer_id"])]
    least = known.nlargest(20).min()  # several stand level with the twentieth
    assert (known.reindex(margin.index).fillna(0) < least).all() and facts.givers == 0


def test_exercise_1_is_what_the_other_half_of_the_lot_lacks(workspace, facts):
    sent, cards = workspace.referrals.frame(), workspace.customers.frame()["customer_id"]
    even = cards.str[-1].astype(int) % 2 == 0
    came = sent[sent["referee"].notna()]
    rewarded = came["reward_offered"] > 0
    more = rewarded.sum() - (~rewarded).sum() * even.sum() / (~even).sum()
    assert BY_ID["1"].reference(facts) == pytest.approx(more)


def test_the_planted_share_lies_within_the_interval_the_lesson_prints(facts):
    came = facts.ws.referrals.frame().merge(truth("kestrel").referrals.frame(), on="referral_id")
    rewarded = came[came["reward_offered"] > 0]
    planted = 1 - rewarded["would_have_joined_anyway"].mean()
    assert facts.reward.low < planted < facts.reward.high


def test_exercise_2_is_the_account_of_a_firm_that_has_only_these_three(workspace, facts):
    ids = list(facts.chain.table["customer_id"])
    worth = facts.firm.values.table.set_index("customer_id")["value"].loc[ids]
    sent = pd.DataFrame({"referrer": ids[:2], "referee": ids[1:]})
    alone = referral_chains(sent, worth, because=1.0, owed=1.0).table.set_index("customer_id")
    assert BY_ID["2"].reference(facts) == pytest.approx(alone.loc[ids[0], "shared"], abs=0.011)


def test_exercise_3_leaves_nothing_in_the_account(facts):
    price = BY_ID["3"].reference(facts)
    words = {"positive talk": 5, "negative talk": price}
    assert facts.pace_of(CATERER).of(CATERER, words).total == pytest.approx(0, abs=0.011)


# a pencil is enough


def test_what_the_page_shows_is_exact_enough_for_a_pencil(facts):
    """Who works with the rounded numbers of the sentences gets the right answers."""
    assert BY_ID["1"].judge(round(round(facts.because, 2) * facts.rewarded), facts).status == RIGHT
    first, second, third = facts.own
    assert BY_ID["2"].judge(round(first + second / 2 + third / 3), facts).status == RIGHT
    pace = facts.pace
    bad = round(-pace.euros(of.AGAINST), 2) / 10
    kept = round(pace.euros(of.PURCHASES), 2) + round(pace.euros(of.SERVING), 2)
    assert BY_ID["3"].judge(round(kept / bad, 2), facts).status == RIGHT


# the story


def test_the_memos_figures_are_those_of_the_data(facts, page):
    assert facts.friends == 2141 and "it has brought 2,141 friends" in page
    assert facts.reward.paid == 10 * facts.rewarded and "reward of €10" in page
    assert facts.gone == 2 and "Two of his guests have probably left" in page


def test_maura_is_first_by_all_that_was_and_next_to_nothing_by_the_last_year(facts):
    ranks = facts.ranking.ranks.loc[CATERER]
    assert ranks[TOTAL] == ranks[NOTES] == ranks[of.HISTORIC] == 1
    assert facts.account.total > 100 * facts.pace.total
    late = facts.trail.table.set_index("customer_id").loc[CATERER]
    assert (late["for_lately"], late["against_lately"], late["turned"]) == (0, 6, True)


def test_dara_is_gone_by_either_rule(facts):
    for judged in (ALL_THAT_WAS, LAST_YEAR_ALONE):
        firm = facts.firm if judged == ALL_THAT_WAS else facts.pace_of(HUNTER)
        assert firm.of(HUNTER).euros(of.PURCHASES) < 0.01


def test_eight_friends_each_turn_with_what_is_owed(facts):
    value = facts.firm.values.table.set_index("customer_id")["value"]
    sent = facts.ws.referrals.frame()
    credited = {
        owed: referral_chains(sent, value, because=facts.because, owed=owed)
        .table.set_index("customer_id")["credited"]
        .loc[[CATERER, HUNTER]]
        .tolist()
        for owed in (0, 1)
    }
    assert credited[0][0] == 0 < credited[0][1]  # as check b has it
    assert credited[1][0] > credited[1][1]  # hers are worth more: its option b is wrong


def test_words_ten_times_as_dear_are_drawn_up_anew(facts):
    dear = facts.firm.under({"positive talk": 50, "negative talk": 100}).totals.nlargest(20)
    assert len(set(dear.index) & set(facts.ranking.lists[TOTAL])) == facts.stay_with_dear_words


def test_what_the_options_say_is_so(facts):
    said = fill(exercise_texts("53", "q2")["question"], facts)
    assert facts.stay_with_dear_words >= 18 and f"{facts.stay_with_dear_words} stay" in said
    account = facts.account
    assert account.euros(of.PURCHASES) > 0.9 * account.total  # check c: look where the money is
    assert -10 * account.euros(of.AGAINST) < 0.02 * account.total
    assert "38 of 49 boxes" in fill(exercise_texts("53", "q3")["question"], facts)
    assert 5 < facts.words_for_a_friend < 15  # the solution's "one bad word in so many"


# the lever


def test_the_lever_moves_the_account(workspace, facts):
    lever = explorer("53", workspace)
    assert "judged by the last year alone" in lever.move().view.value
    lever.controls["bad"].value = 0
    assert "negative talk" not in lever.view.value.split("A good word")[0]
    lever.controls["judged"].value = ALL_THAT_WAS
    assert "€7,023.92 purchases to come" in lever.view.value
    lever.controls["customer"].value = HUNTER
    assert "friends already here" in lever.view.value
    assert len(lever.controls["customer"].options) == 5


def test_the_still_picture_is_mauras_last_year(workspace, facts, capsys):
    shown = explorer("53", workspace).still()
    assert isinstance(shown, Picture)
    said = capsys.readouterr().out
    assert said.startswith(f"{CATERER}, judged by the last year alone, is worth ")
    assert facts.said(facts.pace.total) in said and facts.said(facts.pace.total) in shown.alt


def test_every_end_of_the_lever_can_be_drawn(facts):
    for side in ("low", "high"):
        good, bad, owed = (getattr(slider, side) for slider in EXPLORER.sliders)
        shown, said = draw(facts, facts.people[-1], LAST_YEAR_ALONE, good, bad, owed)
        assert isinstance(shown, Picture) and said.endswith(".")


# data of one's own


def test_orders_without_notes_or_friends_are_told_so(tmp_path):
    days = pd.date_range("2022-01-03", periods=80, freq="7D")
    rows = [
        f"C{n},{one:%Y-%m-%d},{9.5 + n % 7},{2 + n % 3}"
        for n in range(60)
        for one in days[n % 9 :: 1 + n % 11]
    ]
    path = tmp_path / "orders.csv"
    path.write_text("\n".join(["customer,date,amount,margin", *rows]), encoding="utf-8")
    facts = facts_of("53", load(str(path)))
    with pytest.raises(DataProblem):
        _ = facts.stay
    with pytest.raises(DataProblem, match="reward for friends"):
        _ = facts.because
