"""Lesson 32: the memo refuted in five cells; right answers from the raw files; lever; words."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pandas as pd
import pytest

from cvmlab import paths
from cvmlab.data.workspace import load
from cvmlab.errors import DataProblem
from cvmlab.figures.pictures import Picture
from cvmlab.learn.course import find
from cvmlab.learn.exercise import RIGHT
from cvmlab.learn.exercises.lesson_32 import EXERCISES, EXPLORER, PAID, draw
from cvmlab.learn.explore import explorer
from cvmlab.learn.lesson import facts_of
from cvmlab.learn.texts import exercise_texts, fill, lesson_texts
from cvmlab.loyalty.called_loyal.firm_label_result import LEAST, UNSURE
from cvmlab.pages.freeze import read_notebook
from tests.sample import sample_company

BY_ID = {one.id: one for one in EXERCISES}
KESTREL = paths.DATASETS / "kestrel"


@pytest.fixture(scope="module")
def workspace():
    return sample_company()


@pytest.fixture(scope="module")
def facts(workspace):
    return facts_of("32", workspace)


@pytest.fixture(scope="module")
def cells():
    return [c for c in read_notebook(find("32").path).cells if c.cell_type == "code"]


@pytest.fixture(scope="module")
def wave() -> pd.DataFrame:
    """The third wave with the tier held then, those left out who tick one number all the way."""
    survey = pd.read_parquet(KESTREL / "survey.parquet").query("wave == 3")
    levels = ("core", "process", "technical", "interaction", "emotional")
    ticked = survey[[f"{level}_{n}" for level in levels for n in (1, 2, 3)]]
    careful = survey[ticked.nunique(axis=1) > 1]
    tiers = pd.read_parquet(KESTREL / "customers.parquet").set_index("customer_id")
    return careful.assign(tier=careful["customer_id"].map(tiers["previous_tier"]))


# done when: five cells refute "our gold customers are loyal", the uncertainty stated


def test_the_fifth_cell_refutes_the_memo(cells, facts):
    inputs, setup, guess, label, answer = cells[:5]
    assert "parameters" in inputs.metadata["tags"] and "setup" in setup.metadata["tags"]
    assert 'check("guess", guess)' in guess.source and answer.source == 'check("a", ____)'
    told = " ".join(o.get("text", "") for o in label.outputs)
    for part in ("in none of 3 comparisons", "95% interval 33% to 43%", "surely fewer than half",
                 "silver ones 37%", "(−6 to +8): no sure difference"):  # fmt: skip
        assert part in told
    assert sum("image/png" in o.get("data", {}) for o in label.outputs) == 1
    right = exercise_texts("32", "a")["options"][BY_ID["a"].reference(facts)]
    said = fill(right, facts)
    assert "nowhere surely ahead" in said and "9 points" in said and "fewer than half" in said


def test_nobody_has_to_type_more_than_two_answers_for_it(cells):
    typed = sum(cell.source.count("____") for cell in cells[2:5])
    assert typed == 2  # the guess, and the letter of the sentence for the board


def test_the_refutation_rests_on_intervals(facts):
    assert set(facts.label.differences["verdict"]) == {UNSURE}
    assert facts.label.row("move_city")["than_half"] == LEAST
    assert facts.follow_high < 0.5


def test_the_memos_figures_are_those_of_the_files(wave):
    orders = pd.read_parquet(KESTREL / "transactions.parquet")
    asked = pd.Timestamp(wave["date"].min())
    year = orders[orders["date"].between(asked - pd.Timedelta(weeks=52), asked, "left")]
    by = year.groupby("customer_id")
    gold, silver = (wave.loc[wave["tier"] == name, "customer_id"] for name in ("gold", "silver"))
    trips = by["date"].nunique().reindex(gold).fillna(0)
    assert trips.mean() > 52  # more than once a week
    spent = by["amount"].sum()
    ratio = spent.reindex(gold).fillna(0).mean() / spent.reindex(silver).fillna(0).mean()
    assert ratio == pytest.approx(3, abs=0.1)
    assert "come more than once a week and spend three times as much" in _page_text()
    assert dt.date(2025, 1, 21).strftime("%A %d %B") == "Tuesday 21 January"
    assert "Tuesday, 21 January 2025" in _page_text()


# the right answers, by another route


def test_the_guess_is_the_share_of_gold_that_would_look_for_a_kestrel(facts, wave):
    share = wave.loc[wave["tier"] == "gold", "move_city"].astype(float).mean()
    assert BY_ID["guess"].reference(facts) == pytest.approx(share, abs=0.003)


def test_exercise_1_is_near_the_planted_share(facts):
    people = pd.read_parquet(KESTREL / "truth" / "person.parquet").dropna(subset="customer_id")
    kind = people.drop_duplicates("customer_id").set_index("customer_id")["type"]
    true = facts.frame.table["customer_id"].map(kind)
    planted = true.isin(["convenience", "points"]).mean()
    rows = facts.segments.table.set_index("name").loc[["convenience", "points"]]
    found = BY_ID["1"].reference(facts)
    assert found == pytest.approx(rows["share"].sum())
    assert found == pytest.approx(planted, abs=0.05)


def test_exercise_2_is_the_sum_less_what_followers_get(facts, wave):
    gold = wave[wave["tier"] == "gold"]
    leaving = (~gold["move_city"].astype(bool)).sum()
    assert BY_ID["2"].reference(facts) == pytest.approx(PAID * leaving, abs=2 * PAID)
    assert facts.to_followers + facts.to_leavers == pytest.approx(facts.spent)
    assert "Piotr pays €40" in _page_text() and PAID == 40


def test_exercise_3_is_where_the_segments_put_such_answers(facts):
    """Answers that fit both alike, looked up among all answers that can be given."""
    steps = np.round(np.arange(1, 7.01, 1 / 3), 2)
    grid = pd.DataFrame(
        [(e, c) for e in steps for c in steps], columns=["enjoyment", "convenience"]
    ).assign(points=1.0)
    odds = facts.segments.assign(grid)
    fit = odds["enjoyment"] / facts.enjoyment / (odds["convenience"] / facts.convenience)
    alike = odds[(odds["points"] < 0.001) & fit.between(0.9, 1.1)]
    assert len(alike)
    assert alike["enjoyment"].mean() == pytest.approx(BY_ID["3"].reference(facts), abs=0.03)


def test_the_first_prompts_number_is_right(facts):
    """Newcombe's interval of groups so large is three points to either side."""
    from cvmlab.stats.ratios import difference_with_interval

    many = facts.needed
    events = round(facts.follow * many)
    _, low, high = difference_with_interval(events, many, events, many, 0.95)
    assert (high - low) / 2 == pytest.approx(0.03, abs=0.0005)
    tiers = pd.read_parquet(KESTREL / "customers.parquet")["previous_tier"]
    assert (tiers == "gold").sum() < many  # "so many gold customers do not exist"


def test_a_loosened_tolerance_would_be_noticed(facts):
    for id_, step in (("1", 0.011), ("2", 110), ("3", 0.011)):
        one = BY_ID[id_]
        assert one.judge(one.reference(facts) + step, facts).status != RIGHT


# what the page says of Kestrel


def test_what_the_prose_says_of_segments_holds(facts):
    from cvmlab.loyalty.called_loyal.price_and_share import price_and_share
    from cvmlab.loyalty.segments.segment_outcomes import segment_outcomes

    buyers = price_and_share(facts.frame.table, facts.ws.transactions, facts.answers.asked_on)
    found = segment_outcomes(
        facts.segments, buyers, ["stays", "move_city", "discount_per_100", "overall"]
    )
    stays, move = found.rows("stays"), found.rows("move_city")
    assert move["sure"].drop("enjoyment").all() and stays.loc["points", "sure"]
    off = found.rows("discount_per_100")["estimate"]
    assert off["points"] / off["enjoyment"] == pytest.approx(2.8, abs=0.2)  # nearly three times
    assert not found.rows("overall")["sure"].any()


def test_the_customer_worked_by_hand_is_the_bakers_taster(facts):
    row = facts.talks.talks.set_index("customer_id").loc["K0000073"]
    quote = "I'd go looking for a Kestrel, whatever the drive, and the first thing I'd do is"
    assert quote in row["answered"] and quote in _page_text()
    assert "taster" in row["excerpt"]
    odds = facts.segments.assign(facts.frame.table[facts.frame.table["customer_id"] == "K0000073"])
    assert odds["certainty"].iloc[0] < 0.6


def test_the_three_answers_shown_are_of_three_reasons(facts):
    shown = facts.talks.answers(["I0040", "I0067", "I0045"]).table
    assert shown["motive"].tolist() == ["enjoyment", "points", "convenience"]
    assert shown.set_index("interview_id").loc["I0045", "customer_id"] == "K0000002"  # Dara


# the lever


def test_the_lever_draws_at_both_ends_of_every_slider(facts):
    for slider in EXPLORER.sliders:
        for value in (slider.low, slider.high):
            at = {one.name: one.start for one in EXPLORER.sliders} | {slider.name: value}
            picture, said = draw(facts, **at)
            assert isinstance(picture, Picture) and said.endswith(".")


def test_moving_the_lines_moves_nobody(facts):
    """Half a point up on caring turns regulars spurious; those who would follow stay as many."""
    _, first = draw(facts, 42, 26, 4)
    _, later = draw(facts, 42, 26, 5)
    assert "Of 878 customers who buy often, 29%" in first
    assert "Of 878 customers who buy often, 66%" in later


def test_the_lever_moves(workspace):
    lever = explorer("32", workspace).move()
    before = lever.view.value
    lever.controls["high"].value = 5.0
    assert lever.view.value != before and "their loyalty is spurious" in lever.view.value


# words


def test_every_word_can_be_filled_and_no_hint_holds_the_answer(facts):
    for one in EXERCISES:
        texts = exercise_texts("32", one.id)
        for hint in texts.get("hints", []):
            filled = fill(hint, facts)
            assert one.write(one.reference(facts), facts) not in filled
    told = [fill(text, facts) for text in lesson_texts("32")["teach"]["discuss"]]
    assert "2,000 answers from each" in told[0]


def test_orders_alone_say_what_is_missing(tmp_path):
    path = tmp_path / "orders.csv"
    rows = [f"C{n % 7},2024-0{1 + n % 9}-11,{n + 1}.50" for n in range(60)]
    path.write_text("\n".join(["customer,date,amount", *rows]), encoding="utf-8")
    with pytest.raises(DataProblem):
        explorer("32", load(str(path))).move()


def _page_text() -> str:
    return "\n".join(cell.source for cell in read_notebook(find("32").path).cells)
