"""A label of the firm's: another route, the planted truth, coverage, what may be said, refusals."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from cvmlab import paths
from cvmlab.errors import DataProblem
from cvmlab.insight.asked.respondents import respondents
from cvmlab.loyalty.called_loyal.firm_label import firm_label
from cvmlab.loyalty.called_loyal.firm_label_picture import plot_firm_label
from cvmlab.loyalty.called_loyal.firm_label_result import (
    FEWER,
    HALF,
    LEAST,
    MORE,
    MOST,
    OTHERS,
    UNSURE,
)

KESTREL = paths.DATASETS / "kestrel"


@pytest.fixture(scope="module")
def kestrel() -> pd.DataFrame:
    read = {name: pd.read_parquet(KESTREL / f"{name}.parquet") for name in
            ("survey", "transactions", "customers")}  # fmt: skip
    found = respondents(
        read["survey"],
        read["transactions"].dropna(subset="customer_id"),
        read["customers"],
        wave=3,
        keep=["previous_tier"],
    )
    return found.table


@pytest.fixture(scope="module")
def gold(kestrel):
    return firm_label(kestrel, "previous_tier", "gold", against="silver")


def made(rows: dict[str, tuple[int, int]]) -> pd.DataFrame:
    """Customers by label: of so many, so many said yes."""
    return pd.DataFrame(
        [(name, n < some) for name, (some, of) in rows.items() for n in range(of)],
        columns=["tier", "move_city"],
    )


def only(frame: pd.DataFrame, **more):
    return firm_label(frame, "tier", "gold", own=["move_city"], did=[], **more)


# at Kestrel


def test_the_shares_are_those_of_the_raw_files(gold):
    survey = pd.read_parquet(KESTREL / "survey.parquet").query("wave == 3")
    tiers = pd.read_parquet(KESTREL / "customers.parquet").set_index("customer_id")
    tier = survey["customer_id"].map(tiers["previous_tier"])
    for name, customers in (("gold", 376), ("silver", 1121)):
        row = gold.row("move_city", name)
        raw = survey.loc[tier == name, "move_city"].astype(float).mean()
        assert row["customers"] == customers
        assert row["value"] == pytest.approx(raw, abs=0.01)  # the careless are left out here


def test_gold_is_nowhere_surely_ahead_and_fewer_than_half_would_follow(gold):
    assert gold.sure == ()
    assert set(gold.differences["verdict"]) == {UNSURE}
    assert gold.row("move_city")["than_half"] == LEAST
    assert "in none of 3 comparisons" in gold.sentence
    assert "+9 points" in gold.sentence  # what is left open is said


def test_by_the_truth_gold_holds_no_more_emotional_customers_than_silver(gold, kestrel):
    people = pd.read_parquet(KESTREL / "truth" / "person.parquet").dropna(subset="customer_id")
    truth = people.drop_duplicates("customer_id").set_index("customer_id")["type"]
    emotional = kestrel["customer_id"].map(truth).isin(["emotional", "latent emotional"])
    shares = emotional.groupby(kestrel["previous_tier"]).mean()
    assert abs(shares["gold"] - shares["silver"]) < 0.05
    low, high = gold.differences.set_index("outcome").loc["move_city", ["low", "high"]]
    assert low < shares["gold"] - shares["silver"] < high


def test_the_sentence_names_number_interval_baseline_and_verdict(gold):
    said = gold.of("move_city")
    for part in ("376 gold", "38%", "33% to 43%", "1,121 silver", "37%", "no sure difference"):
        assert part in said
    with pytest.raises(ValueError, match="outcome must be one of"):
        gold.of("overall")


# what may be said


@pytest.mark.parametrize(
    ("gold_yes", "silver_yes", "verdict", "half"),
    [(80, 50, MORE, MOST), (20, 50, FEWER, LEAST), (52, 50, UNSURE, HALF)],
)
def test_a_verdict_needs_the_whole_interval(gold_yes, silver_yes, verdict, half):
    found = only(made({"gold": (gold_yes, 100), "silver": (silver_yes, 100)}))
    assert found.differences["verdict"].tolist() == [verdict]
    assert found.row("move_city")["than_half"] == half
    assert ("the one comparison made" in found.sentence) == (verdict == MORE)


def test_thirty_customers_give_a_wide_interval_and_no_verdict():
    found = only(made({"gold": (8, 12), "silver": (7, 18)}))
    row = found.differences.iloc[0]
    assert row["verdict"] == UNSURE and row["high"] - row["low"] > 0.5


def test_a_label_without_content_is_called_sure_as_seldom_as_promised():
    rng, wrong, times = np.random.default_rng(2), 0, 200
    for _ in range(times):
        frame = pd.DataFrame(
            {
                "tier": np.where(rng.random(600) < 0.3, "gold", "silver"),
                "stays": rng.random(600) < 0.5,
                "move_city": rng.random(600) < 0.35,
                "recommend": rng.random(600) < 0.4,
            }
        )
        found = firm_label(frame, "tier", "gold", against="silver")
        wrong += bool((found.differences["verdict"] != UNSURE).any())
    # at most 5% for the three together; 200 runs reach 9.6% by chance
    assert 0 < wrong / times <= 0.05 + 3 * np.sqrt(0.05 * 0.95 / times)


def test_all_others_are_the_baseline_where_none_is_named():
    frame = made({"gold": (60, 100), "silver": (30, 100), "bronze": (10, 100)})
    found = only(frame)
    assert found.against == OTHERS
    assert found.row("move_city", OTHERS)["value"] == pytest.approx(0.2)
    assert "of 200 others 20%" in found.of("move_city")


def test_marks_are_compared_by_their_means():
    frame = pd.DataFrame(
        {"tier": ["gold"] * 50 + ["silver"] * 50, "overall": [8, 9] * 25 + [6, 7] * 25}
    )
    found = firm_label(frame, "tier", "gold", own=["overall"], did=[])
    assert found.differences.loc[0, "difference"] == pytest.approx(2)
    assert "overall satisfaction is 8.50" in found.of("overall")
    assert "points" not in found.of("overall")


def test_missing_answers_are_left_out_one_by_one():
    frame = made({"gold": (5, 10), "silver": (5, 10)}).astype({"move_city": object})
    frame.loc[0:2, "move_city"] = None
    found = only(frame)
    assert found.row("move_city")["customers"] == 7
    assert found.row("move_city")["value"] == pytest.approx(2 / 7)


# inputs


def test_what_is_missing_is_said_at_once():
    with pytest.raises(DataProblem) as caught:
        firm_label(pd.DataFrame({"tier": ["gold"]}), "tear", "gold")
    assert len(caught.value.problems) == 4


def test_a_label_nobody_has_and_one_that_all_have_are_refused():
    frame = made({"gold": (1, 2), "silver": (1, 2)})
    with pytest.raises(DataProblem, match="gold, silver"):
        firm_label(frame, "tier", "platinum", own=["move_city"], did=[])
    with pytest.raises(DataProblem, match='no customer has the label "bronze"'):
        only(frame, against="bronze")
    with pytest.raises(DataProblem, match='all customers have the label "gold"'):
        only(frame[frame["tier"] == "gold"])
    with pytest.raises(ValueError, match="another label"):
        only(frame, against="gold")
    with pytest.raises(ValueError, match="at least one outcome"):
        firm_label(frame, "tier", "gold", own=[], did=[])


def test_the_table_given_is_not_changed(kestrel):
    before = kestrel.copy()
    firm_label(kestrel, "previous_tier", "gold")
    pd.testing.assert_frame_equal(kestrel, before)


# the picture


def test_the_pictures_sentence_holds_the_plotted_numbers(gold):
    picture = plot_firm_label(gold)
    assert picture.axes.get_title().startswith("Gold customers are nowhere surely ahead of silver")
    assert "gold 38% (33% to 43%)" in picture.alt and "bronze 32%" in picture.alt
    drawn = {
        round(float(x), 6) for line in picture.axes.lines for x in np.atleast_1d(line.get_xdata())
    }
    assert {round(float(v), 6) for v in gold.table.query("group != @OTHERS")["value"]} <= drawn


def test_a_sure_lead_is_the_title():
    sure = plot_firm_label(only(made({"gold": (80, 100), "silver": (20, 100)})))
    assert sure.axes.get_title() == "Gold customers are surely ahead of others"
