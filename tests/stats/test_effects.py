"""Two groups: published intervals, planted shares, second routes, and the traps."""

import math

import numpy as np
import pytest
import statsmodels.api as sm

from cvmlab.errors import DataProblem
from cvmlab.stats.effects import two_groups
from cvmlab.stats.ratios import e_value, possible_ratio

# Newcombe (1998), "Interval estimation for the difference between independent proportions:
# comparison of eleven methods", Statistics in Medicine 17, Table II, method 10.
NEWCOMBE = [
    ((56, 70, 48, 80), 0.0524, 0.3339),
    ((9, 10, 3, 10), 0.1705, 0.8090),
    ((6, 7, 2, 7), 0.0582, 0.8062),
    ((5, 56, 0, 29), -0.0381, 0.1926),
    ((0, 10, 0, 20), -0.1611, 0.2775),
    ((0, 10, 0, 10), -0.2775, 0.2775),
    ((10, 10, 0, 20), 0.6791, 1.0),
    ((10, 10, 0, 10), 0.6075, 1.0),
]
# Placebo against aspirin and heart attacks (Physicians' Health Study 1989), as worked in
# Agresti, "Categorical Data Analysis", section 3.1: placebo 189 of 11,034, aspirin 104 of 11,037.
ASPIRIN = (189, 11_034, 104, 11_037)


# correctness: published


@pytest.mark.parametrize(("counts", "low", "high"), NEWCOMBE)
def test_the_difference_has_the_published_interval(counts, low, high):
    row = two_groups(*counts)["difference"]
    assert (row.low, row.high) == pytest.approx((low, high), abs=6e-5)


def test_ratios_of_the_aspirin_trial_are_the_published_ones():
    effect = two_groups(*ASPIRIN)
    risk, odds = effect["risk ratio"], effect["odds ratio"]
    assert [round(x, 2) for x in (risk.value, risk.low, risk.high)] == [1.82, 1.43, 2.31]
    assert [round(x, 2) for x in (odds.value, odds.low, odds.high)] == [1.83, 1.44, 2.33]


def test_e_values_are_those_of_vanderweele_and_ding():
    """Their first example: a risk ratio of 3.9 (1.8 to 8.7) has E-values 7.26 and 3.0."""
    assert e_value(3.9) == pytest.approx(7.26, abs=0.005)
    assert e_value(1.8) == pytest.approx(3.0, abs=1e-9)
    assert e_value(1 / 3.9) == pytest.approx(e_value(3.9))


def test_the_e_value_of_an_interval_is_that_of_its_nearer_end():
    for counts in (ASPIRIN, (*ASPIRIN[2:], *ASPIRIN[:2])):
        effect = two_groups(*counts)
        row = effect["risk ratio"]
        nearer = min((row.low, row.high), key=lambda end: abs(math.log(end)))
        assert effect.e_value_limit == pytest.approx(e_value(nearer))
        assert 1 < effect.e_value_limit < effect.e_value


# consistency: second routes


@pytest.mark.filterwarnings("ignore:The Log link function")
def test_ratios_agree_with_regressions_on_the_same_customers():
    counts = (88, 100, 240, 400)
    member = np.repeat([1, 0], [100, 400])
    stayed = np.concatenate([np.arange(100) < 88, np.arange(400) < 240]).astype(float)
    effect = two_groups(*counts)
    logit = sm.GLM(stayed, sm.add_constant(member), family=sm.families.Binomial()).fit()
    # Fitted shares stay below one here, which is all that the link asks for.
    log_link = sm.families.Binomial(link=sm.families.links.Log())
    log = sm.GLM(stayed, sm.add_constant(member), family=log_link).fit(start_params=[-0.5, 0.1])
    for measure, fit in (("odds ratio", logit), ("risk ratio", log)):
        row = effect[measure]
        assert math.log(row.value) == pytest.approx(fit.params[1], abs=1e-6)
        assert np.log([row.low, row.high]) == pytest.approx(fit.conf_int()[1], abs=1e-5)


def test_turning_the_groups_round_turns_every_measure_round():
    one, other = two_groups(30, 90, 50, 80), two_groups(50, 80, 30, 90)
    assert one["difference"].low == pytest.approx(-other["difference"].high)
    for measure in ("risk ratio", "odds ratio"):
        assert one[measure].value == pytest.approx(1 / other[measure].value)
        assert one[measure].low == pytest.approx(1 / other[measure].high)
    assert one.e_value == pytest.approx(other.e_value)
    assert one.e_value_limit == pytest.approx(other.e_value_limit)


# planted truth


@pytest.mark.parametrize(("p", "q", "n", "m"), [(0.3, 0.2, 60, 90), (0.9, 0.8, 50, 200)])
def test_intervals_hold_the_planted_truth_about_as_often_as_they_say(p, q, n, m):
    rng = np.random.default_rng(8)
    truth = {"difference": p - q, "risk ratio": p / q, "odds ratio": p * (1 - q) / (q * (1 - p))}
    hits = dict.fromkeys(truth, 0)
    runs = 250
    for a, b in zip(rng.binomial(n, p, runs), rng.binomial(m, q, runs), strict=True):
        table = two_groups(a, n, b, m).table.set_index("measure")
        for measure, value in truth.items():
            hits[measure] += table.at[measure, "low"] <= value <= table.at[measure, "high"]
    assert all(0.915 < count / runs < 0.99 for count in hits.values()), hits


# the traps


def test_the_largest_ratio_possible_is_one_over_the_baseline():
    assert possible_ratio(0.8) == 1.25
    assert possible_ratio(1 / 1.3) == pytest.approx(1.3)  # 76.9%: above it no "30% more likely"
    for wrong in (0, -0.1, 1.2, 80, float("nan")):
        with pytest.raises(ValueError, match="share"):
            possible_ratio(wrong)


def test_no_sentence_speaks_of_an_effect_without_its_baseline():
    effect = two_groups(
        880, 1_000, 3_200, 4_000, names=("bonded customers", "others"), outcome="remained"
    )
    assert effect.sentence == (
        "Of 4,000 others, 80.0% remained (the baseline); of 1,000 bonded customers, 88.0%: "
        "8.0 percentage points more (95% interval 5.5 to 10.3), or 1.10 times the baseline "
        "(1.07 to 1.13). From a baseline of 80.0% no group can reach more than 1.25 times it."
    )
    assert "1.25" in str(effect.summary())


def test_a_limit_is_never_rounded_up():
    # 1/0.7 = 1.4286; "at most 1.43 times" would promise more than everybody.
    assert "no group can reach more than 1.42 times" in two_groups(80, 100, 70, 100).sentence


def test_a_difference_that_may_be_none_says_so():
    assert "includes no difference at all" in two_groups(12, 40, 10, 40).sentence
    assert two_groups(12, 40, 10, 40).e_value_limit == 1
    assert "includes no difference" not in two_groups(36, 40, 10, 40).sentence


def test_an_empty_cell_leaves_a_ratio_open_on_one_side():
    # The score interval, found by searching, is the second route: 0.72 for the end there is.
    more, fewer = (two_groups(*c)["risk ratio"] for c in ((5, 56, 0, 29), (0, 29, 5, 56)))
    assert (more.value, more.high) == (math.inf, math.inf)
    assert math.log(more.low) == pytest.approx(math.log(0.7175), abs=0.2)
    assert (fewer.value, fewer.low) == (0, 0)
    assert fewer.high == pytest.approx(1 / more.low)
    assert "adding a half" in str(two_groups(5, 56, 0, 29).summary())


@pytest.mark.parametrize(("p", "q", "n", "m"), [(0.95, 0.8, 20, 30), (0.1, 0.05, 15, 30)])
def test_intervals_hold_where_cells_are_often_empty(p, q, n, m):
    rng = np.random.default_rng(1)
    hits, defined, empty = 0, 0, 0
    for a, b in zip(rng.binomial(n, p, 200), rng.binomial(m, q, 200), strict=True):
        row = two_groups(a, n, b, m)["risk ratio"]
        empty += 0 in (a, b, n - a, m - b)
        defined += not math.isnan(row.value)
        hits += row.low <= p / q <= row.high
    assert empty > 50
    assert hits / defined > 0.92


def test_nothing_against_nothing_has_no_ratio_and_no_e_value():
    effect = two_groups(0, 10, 0, 20)
    assert effect.table["value"].isna().tolist() == [False, False, False, True, True]
    assert math.isnan(effect.e_value) and "E-value" not in str(effect.summary())
    assert "times the baseline" not in effect.sentence


def test_where_everybody_did_it_the_ratio_is_not_certain():
    row = two_groups(10, 10, 10, 10)["risk ratio"]
    assert row.low < 0.95 and row.high > 1.05


# inputs


def test_all_problems_with_the_counts_are_said_at_once():
    with pytest.raises(DataProblem) as caught:
        two_groups(12, 10, 0.5, 20)
    assert len(caught.value.problems) == 2
    assert "More cases (12) than members (10)" in str(caught.value)
    assert "not whole numbers" in str(caught.value)


@pytest.mark.parametrize("counts", [(0, 0, 1, 2), (1, 2, 0, 0)])
def test_an_empty_group_is_refused(counts):
    with pytest.raises(DataProblem, match="nobody"):
        two_groups(*counts)


def test_a_missing_count_is_refused():
    with pytest.raises(DataProblem, match="whole numbers"):
        two_groups(float("nan"), 10, 3, 10)


# what is shown


def test_the_table_names_both_groups_and_the_outcome():
    text = str(two_groups(56, 70, 48, 80, names=("members", "others"), outcome="came back").table)
    assert "baseline" in text
    shown = str(
        two_groups(56, 70, 48, 80, names=("members", "others"), outcome="came back").summary()
    )
    assert "Share of members who came back" in shown and "80.0%" in shown
    assert "5.2 to 33.4" in shown  # the difference, in points
