"""Rows for survival curves: a published trial, planted lifetimes, late entries, bad input."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from cvmlab.errors import DataProblem
from cvmlab.insight.lost.churned import purchase_days
from cvmlab.loyalty.retention.cox_reading import read_cox
from cvmlab.loyalty.retention.lapses import lapses
from cvmlab.loyalty.retention.survival import PHReg, SurvfuncRight, survdiff
from cvmlab.loyalty.retention.survival_picture import plot_survival, remaining, remaining_between

# Weeks of remission of 42 patients (Freireich and others 1963), by Gehan (1965), "A generalized
# Wilcoxon test"; Kaplan-Meier .857, .753, .448 at 6, 10, 23; log-rank 16.793; Cox's coefficient
# 1.509 with Breslow's ties and 1.572 with Efron's.
TREATED = [6, 6, 6, 6, 7, 9, 10, 10, 11, 13, 16, 17, 19, 20, 22, 23, 25, 32, 32, 34, 35]
ENDED = [1, 1, 1, 0, 1, 0, 1, 0, 0, 1, 1, 0, 0, 0, 1, 1, 0, 0, 0, 0, 0]
PLACEBO = [1, 1, 2, 2, 3, 4, 4, 5, 5, 8, 8, 8, 8, 11, 11, 12, 12, 15, 17, 22, 23]
TIME, EVENT = np.array(TREATED + PLACEBO, float), np.array(ENDED + [1] * 21)
GROUP = np.array([0] * 21 + [1] * 21)
START = pd.Timestamp("2022-01-03")


def shoppers(seed: int, *, hazard: float = 0.02, people: int = 800, old: float = 0.5):
    """Weekly shoppers with a constant hazard a week; a part was acquired before the file."""
    rng = np.random.default_rng(seed)
    acquired = np.where(
        rng.random(people) < old, -rng.integers(1, 200, people), rng.integers(0, 100, people)
    )
    life = np.floor(rng.exponential(1 / hazard, people)).astype(int)
    last = np.minimum(acquired + life, 155)
    weeks = [np.arange(max(a, 0), b + 1) for a, b in zip(acquired, last, strict=True)]
    who = np.repeat(np.arange(people), [len(one) for one in weeks])
    orders = pd.DataFrame(
        {
            "customer_id": np.char.add("C", who.astype(str)),
            "date": START + pd.to_timedelta(7 * np.concatenate(weeks), "D"),
            "amount": 10.0,
        }
    )
    customers = pd.DataFrame(
        {
            "customer_id": np.char.add("C", np.arange(people).astype(str)),
            "acquired_on": START + pd.to_timedelta(7 * acquired, "D"),
        }
    )
    return orders, customers


def curve(table: pd.DataFrame, *, entry: bool = True) -> SurvfuncRight:
    late = {"entry": table["entry"]} if entry else {}
    return SurvfuncRight(table["exit"], table["event"].astype(int), **late)


# the published trial, by the library's routines as the lesson calls them


def test_the_published_curve_is_reproduced():
    treated = SurvfuncRight(TIME[GROUP == 0], EVENT[GROUP == 0])
    assert [round(remaining(treated, at), 3) for at in (6, 10, 23)] == [0.857, 0.753, 0.448]
    assert remaining(treated, 5.9) == 1.0


def test_the_published_log_rank_test_is_reproduced():
    assert survdiff(TIME, EVENT, GROUP)[0] == pytest.approx(16.793, abs=5e-4)


@pytest.mark.parametrize(("ties", "beta"), [("breslow", 1.509), ("efron", 1.572)])
def test_the_published_cox_model_is_reproduced_and_read(ties, beta):
    fit = PHReg(TIME, pd.DataFrame({"placebo": GROUP.astype(float)}), EVENT, ties=ties).fit()
    reading = read_cox(fit)
    assert np.log(reading.table["ratio"].iloc[0]) == pytest.approx(beta, abs=5e-4)
    assert (reading.people, reading.events) == (42, 30)
    assert "a point more of placebo goes with leaving" in reading.sentence
    assert "42 customers, 30 left" in str(reading.summary())


def test_a_column_without_a_sign_is_said_to_have_none():
    rng = np.random.default_rng(2)
    x = pd.DataFrame({"placebo": GROUP.astype(float), "luck": rng.normal(size=42)})
    reading = read_cox(PHReg(TIME, x, EVENT).fit(), {"luck": "the weather"})
    assert reading.sentence.endswith("No such sign in the weather.")


def test_the_interval_of_a_curve_is_the_published_one():
    """Kalbfleisch and Prentice (2002), log-minus-log at 10 weeks: S = .753, se .0963."""
    low, high = remaining_between(SurvfuncRight(TIME[GROUP == 0], EVENT[GROUP == 0]), 10)
    reach = 1.959964 * 0.0963 / (0.753 * abs(np.log(0.753)))
    assert low == pytest.approx(0.753 ** np.exp(reach), abs=2e-3)
    assert high == pytest.approx(0.753 ** np.exp(-reach), abs=2e-3)


# planted lifetimes


def test_late_entries_are_counted_rightly_and_early_ones_too_high():
    truth = np.exp(-0.02 * 52)  # a whole week is lived with the chance exp(-.02)
    held, shares = 0, []
    for seed in range(20):
        orders, customers = shoppers(seed)
        days = purchase_days(orders.assign(cents=1000))
        rows = lapses(days, customers, quiet_days=91).table
        low, high = remaining_between(curve(rows), 52)
        held += low <= truth <= high
        shares.append(remaining(curve(rows), 52))
        assert remaining(curve(rows, entry=False), 52) > truth + 0.025
    assert held >= 17  # of 20; fewer happens with a chance of one in sixty
    assert np.mean(shares) == pytest.approx(truth, abs=0.012)


def test_those_acquired_inside_the_file_tell_the_same():
    orders, customers = shoppers(3, people=4000)
    rows = lapses(orders, customers, quiet_days=91).table
    new = rows[~rows["old"]]
    assert remaining(curve(rows), 40) == pytest.approx(remaining(curve(new), 40), abs=0.03)


def test_leaving_does_not_rise_towards_the_end_of_the_file():
    orders, customers = shoppers(4, people=6000, old=1.0)
    result = lapses(orders, customers, quiet_days=91)
    rows = result.table
    gone = rows[rows["event"]].copy()
    acquired = customers.set_index("customer_id")["acquired_on"].reindex(gone["customer_id"])
    when = acquired.to_numpy() + pd.to_timedelta(7 * gone["exit"].to_numpy(), "D")
    assert when.max() <= result.until + pd.Timedelta(days=1)
    weeks = (when - START).days // 7
    early = ((weeks >= 100) & (weeks < 120)).sum() / (rows["exit"].size)
    late = ((weeks >= 120) & (weeks < 140)).sum() / (rows["exit"].size)
    assert late < early  # fewer are left to leave


def test_watching_from_a_day_on_leaves_out_who_was_silent_by_then():
    orders, customers = shoppers(5)
    result = lapses(orders, customers, quiet_days=91, since="2023-07-03")
    last = orders.groupby("customer_id")["date"].max().reindex(result.table["customer_id"])
    assert (last >= pd.Timestamp("2023-07-03")).all()
    assert (result.table["exit"] > result.table["entry"]).all()
    assert (
        sum(result.left_out.values()) + len(result.table)
        == customers["customer_id"].isin(orders["customer_id"]).sum()
    )


def test_hazards_are_the_same_whenever_watching_begins():
    for seed in (5, 6):
        rows = lapses(*shoppers(seed, people=3000), quiet_days=91, since="2023-07-03").table
        hazard = rows["event"].sum() / (rows["exit"] - rows["entry"]).sum()
        assert hazard == pytest.approx(0.02, rel=3.3 / np.sqrt(rows["event"].sum()))


def test_the_first_long_silence_counts_although_somebody_came_back():
    orders = pd.DataFrame(
        {
            "customer_id": "a",
            "date": pd.to_datetime(["2022-01-03", "2022-01-10", "2022-09-05", "2023-01-02"]),
            "amount": 5.0,
        }
    )
    row = lapses(orders, quiet_days=100).table.iloc[0]
    assert (row.event, row.returned) == (True, True)
    assert row.exit == pytest.approx(8 / 7)


def test_the_sentence_and_the_table_count_everybody():
    orders, customers = shoppers(6)
    result = lapses(orders, customers)
    assert f"{len(result.table)} customers are watched" in result.sentence
    assert result.summary().frame["Watched"].sum() == len(result.table)


def test_the_picture_says_what_remains():
    rows = lapses(*shoppers(7)).table
    picture = plot_survival({"all": curve(rows)}, marks=(26, 52), until=104)
    assert f"{100 * remaining(curve(rows), 52):.0f}% after 52 weeks" in picture.alt
    assert picture.png.startswith(b"\x89PNG")


def test_bad_input_is_refused_in_words():
    orders, customers = shoppers(8, people=30)
    with pytest.raises(DataProblem, match="acquired_on"):
        lapses(orders, customers.drop(columns="acquired_on"))
    with pytest.raises(DataProblem, match="shorter silence"):
        lapses(orders, quiet_days=2000)
    with pytest.raises(ValueError, match="at least 1"):
        lapses(orders, quiet_days=0)
