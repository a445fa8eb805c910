"""The care programme: planted effects found, a point of the index, and what the lot protects."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from cvmlab.errors import DataProblem
from cvmlab.kestrel.assignments import assignments, truth_uplift
from cvmlab.loyalty.payback.experiment import programme
from cvmlab.loyalty.payback.payback import loyalty_payback
from cvmlab.loyalty.payback.payback_result import EXPERIMENTAL
from cvmlab.loyalty.payback.programme_result import ANSWERED, INDEX, WORTH
from tests.sample import sample_company

PAST = ["trips_26w_before", "sales_26w_before"]
FACETS = ("trust", "known", "belonging", "care", "meaning")

# correctness: what is planted at Kestrel


@pytest.fixture(scope="module")
def companies(blocks) -> list[tuple]:
    """The programme of each company, read as a firm would, beside the planted uplift."""
    found = []
    for block in blocks:
        rows = assignments(block)
        rows = rows[rows["experiment"] == "care programme"]
        read = programme(
            rows, {"trips": "trips_26w_after"}, before=PAST, margin="margin_26w_after", cost="cost"
        )
        found.append((read, truth_uplift(block)))
    return found


@pytest.mark.parametrize("name", ["trips", WORTH])
def test_the_planted_effect_lies_inside_the_pooled_interval(companies, name):
    column = {"trips": "uplift_trips", WORTH: "uplift_margin"}[name]
    cost = {"trips": 0.0, WORTH: 6.60}[name]
    rows = [read.effect(name)["difference"] for read, _ in companies]
    truths = np.array([truth[column].mean() - cost for _, truth in companies])
    errors = np.array([(row.high - row.low) / 3.919928 for row in rows])
    z = (np.array([row.value for row in rows]) - truths) / errors
    assert abs(z.sum() / np.sqrt(5)) < 2.58
    assert (z**2).sum() < 15.1  # 99% of chi-squared with five degrees of freedom


def test_no_company_finds_that_the_programme_earned_its_cost(companies):
    for read, truth in companies:
        assert truth["uplift_margin"].mean() < 6.60
        assert read.effect(WORTH)["difference"].low < 0
        assert not read.trial.mismatch


# correctness: a point of the index


def made(seed: int, moves: float, n: int = 1500) -> pd.DataFrame:
    """The programme moves the index, a point of which is worth .01 of staying and 2 euros."""
    rng = np.random.default_rng(seed)
    treated = rng.random(n) < 0.5
    hidden = rng.normal(size=n)  # makes index and outcomes, and nobody knows it
    index = 50 + 10 * hidden + 5 * rng.normal(size=n) + moves * treated
    line = 0.4 + 0.01 * (index - 50) - 0.05 * hidden
    return pd.DataFrame(
        {
            "treated": treated,
            "propensity": 0.5,
            "index": index,
            "stays": rng.random(n) < np.clip(line, 0, 1),
            "spent": 100 + 2 * (index - 50) - 15 * hidden + 20 * rng.normal(size=n),
        }
    )


@pytest.mark.parametrize("moves", [0.5, 2.0, 8.0])
def test_the_interval_of_a_point_holds_it_however_little_the_programme_moves(moves):
    held = np.zeros(2)
    for seed in range(100):
        read = programme(made(seed, moves), ["stays", "spent"], index="index")
        held += [read.a_point("stays").holds(0.01), read.a_point("spent").holds(2.0)]
    assert (held / 100 >= 0.89).all()


def test_a_programme_that_moved_nothing_says_any_value_may_be():
    read = programme(made(4, 0.0), ["stays"], index="index")
    point = read.a_point("stays")
    assert not point.bounded
    moved = read.moved("stays", 20, baseline=0.5, names=("strong", "weak"))
    row = moved["difference"]
    assert (row.low, row.high) == (-0.5, 0.5)  # nobody, or everybody


def test_a_move_of_the_index_is_worth_its_points():
    read = programme(made(1, 8.0), ["stays", "spent"], index="index")
    point = read.a_point("stays")
    moved = read.moved("stays", 20, baseline=0.3, names=("strong", "weak"))
    assert moved["difference"].value == pytest.approx(20 * point.ratio)
    assert moved["difference"].low == pytest.approx(20 * point.low)
    assert moved["ratio"].value == pytest.approx((0.3 + 20 * point.ratio) / 0.3)
    money = read.moved("spent", 20, baseline=50.0, names=("strong", "weak"))
    control = read.trial.means["spent"].control
    assert money["ratio"].value == pytest.approx(1 + 20 * read.a_point("spent").ratio / control)
    less = read.moved("stays", -20, baseline=0.3, names=("weak", "strong"))["difference"]
    assert less.low < less.value < less.high


def test_the_payback_takes_the_lot_as_its_third_column():
    read = programme(made(2, 8.0), ["stays"], index="index")
    table = made(3, 0.0).assign(warm=lambda t: t["index"] > 55)
    found = loyalty_payback(table, "warm", ["stays", "spent"], ["propensity"], index="index",
                            experiment=read)  # fmt: skip
    assert found.columns[-1] == EXPERIMENTAL
    assert ("spent", EXPERIMENTAL) not in found.contrasts
    by_lot = found.of("stays", EXPERIMENTAL)
    assert by_lot["difference"].value == pytest.approx(found.points * read.a_point("stays").ratio)
    assert "Believed" in by_lot.estimand
    alone = loyalty_payback(table, "warm", ["stays"], ["propensity"], experiment=read)
    itt = alone.of("stays", EXPERIMENTAL)["difference"]
    assert itt.value == pytest.approx(read.effect("stays")["difference"].value)


# running: Kestrel as a reader sees it


@pytest.fixture(scope="module")
def care():
    ws = sample_company()
    rows = ws.assignments.frame().query("experiment == 'care programme'")
    answers = ws.survey.frame().query("wave == 4")
    items = [c for c in answers if c.rpartition("_")[0] in FACETS]
    index = (answers[items].astype(float).mean(axis=1) - 1) / 6 * 100
    answers = answers[["customer_id", "recommend"]].assign(index=index)
    return programme(
        rows.merge(answers, on="customer_id", how="left"),
        {"stays": "bought_in_last_6_weeks", "recommend": "recommend"}, before=PAST, index="index",
        margin="margin_26w_after", cost="cost", names=("the care programme", "control"),
    )  # fmt: skip


def test_the_sentence_says_lot_index_effect_and_cost(care):
    said = care.sentence
    for part in ("the lot was kept", "moved the index by", "percentage points", "its cost"):
        assert part in said
    assert care.effect(WORTH)["difference"].high < 0
    assert "did not earn its cost" in said


def test_who_answered_is_looked_at(care):
    row = care.effect(ANSWERED)["difference"]
    assert row.low > 0  # bonded customers answer more, and the programme bonds
    assert "need not be alike" in care.about_answers
    assert care.trial.table.set_index("outcome").loc[INDEX, "missing"] > 0.5


def test_the_summary_names_what_is_believed(care):
    text = str(care.summary())
    assert "A point of the index" in text and "through the relationship alone" in text


# inputs


def test_what_does_not_fit_is_said():
    table = made(1, 8.0)
    with pytest.raises(DataProblem, match="not there"):
        programme(table, ["stays"], index="score")
    with pytest.raises(DataProblem, match="no outcome"):
        programme(table, [])
    with pytest.raises(ValueError, match="go together"):
        programme(table, ["stays"], cost="spent")
    with pytest.raises(ValueError, match="without an index"):
        _ = programme(table, ["stays"]).points
    with pytest.raises(ValueError, match="no outcome wallet"):
        programme(table, ["stays"], index="index").a_point("wallet")
