"""Friction losses: Shapley worked by hand, the planted log, second routes, bad logs."""

from __future__ import annotations

from itertools import permutations

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm
from numpy.testing import assert_allclose

from cvmlab.data.planted_truth import truth
from cvmlab.errors import DataProblem
from cvmlab.insight.lost.attempts_log import FRICTIONS
from cvmlab.insight.lost.frictions import friction_losses, plot_friction_losses
from cvmlab.insight.lost.logit_cells import cells_of, design_of, fit_logit, poisson_counts
from cvmlab.insight.lost.shapley import shapley_weights
from cvmlab.kestrel.almost import COMES_BACK, abandonment
from cvmlab.kestrel.attempts import attempts
from cvmlab.kestrel.block import Block
from tests.sample import sample_company

NAMES = list(FRICTIONS)


@pytest.fixture(scope="module")
def log() -> pd.DataFrame:
    return sample_company().attempts.frame()


@pytest.fixture(scope="module")
def found(log):
    return friction_losses(log)


def planted_losses(log: pd.DataFrame) -> np.ndarray:
    """Expected losses of prospects for every set of frictions left, from the planted chances."""
    met = log.loc[log["who"] == "prospect", NAMES].to_numpy(dtype=float)
    sets = np.arange(2 ** len(NAMES))[:, None] >> np.arange(len(NAMES)) & 1
    return np.array([abandonment(met * kept).sum() for kept in sets]) * (1 - COMES_BACK["prospect"])


# correctness: worked cases


def test_shapley_of_the_airport_game():
    """Littlechild and Owen 1973: who needs the longer runway pays for the piece alone. Costs of
    1, 3 and 6: 1/3, 1/3 + 2/2 and 1/3 + 1 + 3."""
    cost = {0: 1, 1: 3, 2: 6}
    value = [max([cost[j] for j in range(3) if s >> j & 1], default=0) for s in range(8)]
    assert_allclose(shapley_weights(3) @ value, [1 / 3, 4 / 3, 13 / 3])


def test_two_frictions_that_met_one_person_share_the_loss():
    """Without a removed either keeps the person: each alone saves everybody, together as many."""
    value = np.array([0.0, 0.0, 0.0, 10.0])  # lost only if both are there
    assert_allclose(shapley_weights(2) @ value, [5, 5])


def test_shapley_is_the_mean_over_all_orders():
    value = np.random.default_rng(1).normal(size=32)
    value[0] = 0
    parts = np.zeros(5)
    orders = list(permutations(range(5)))
    for order in orders:
        there = 0
        for player in order:
            parts[player] += value[there | 1 << player] - value[there]
            there |= 1 << player
    assert_allclose(shapley_weights(5) @ value, parts / len(orders), atol=1e-12)
    assert (shapley_weights(5) @ value).sum() == pytest.approx(value[-1])


# planted truth


def test_the_losses_are_those_that_were_planted(log, found):
    facts = log.merge(truth().attempts.frame(), on="attempt_id")
    prospects = facts[(facts["who"] == "prospect") & facts["never_came_back"]]
    assert found.total_low < prospects["because_of_any_friction"].sum() < found.total_high
    assert found.lost == len(prospects)
    for row in found.table.itertuples():
        alone = prospects[f"because_of_{row.friction}"].sum()
        assert row.alone == pytest.approx(alone, abs=4 * np.sqrt(alone))


def test_the_parts_are_those_of_the_planted_chances(log, found):
    parts = shapley_weights(len(NAMES)) @ planted_losses(log)
    table = found.table.set_index("friction").loc[NAMES]
    assert ((table["low"] < parts) & (parts < table["high"])).sum() >= 5
    assert_allclose(table["allocated"], parts, rtol=0.10)
    assert not ((table["low"] < 1.5 * parts) & (1.5 * parts < table["high"])).any()


def test_intervals_hold_the_truth_in_small_companies():
    """Nine companies of 1,200, six parts and a total each: about 95 of 100 hold it."""
    held = []
    for seed in range(1, 10):
        log = attempts(Block(seed, 0, 1200))
        losses = planted_losses(log)
        parts = shapley_weights(len(NAMES)) @ losses
        result = friction_losses(log, resamples=100, seed=seed)
        table = result.table.set_index("friction").loc[NAMES]
        held += list((table["low"] < parts) & (parts < table["high"]))
        held.append(result.total_low < losses[-1] - losses[0] < result.total_high)
    assert 0.88 < np.mean(held) < 1.0


def test_comparing_met_with_not_met_misleads_where_channels_differ(found):
    """A web page can fail only on the web; the others met the telephone's menu instead."""
    website = found.table.set_index("friction").loc["website"]
    assert website["crude"] < 0.05 < 0.15 < website["adjusted_low"]
    assert website["crude"] == pytest.approx(website["gave_up"] - website["otherwise"])


# second routes


def test_parts_add_up_to_the_total_and_with_the_rest_to_all_losses(found):
    assert found.table["allocated"].sum() == pytest.approx(found.total)
    assert found.table["share"].sum() == pytest.approx(1)
    assert found.total + found.anyway == pytest.approx(found.lost)
    assert found.without(NAMES) == pytest.approx(found.total)
    assert found.without([]) == 0
    for row in found.table.itertuples():
        assert found.without([row.friction]) == pytest.approx(row.alone)
    assert found.table["alone"].sum() > found.total  # twice counted where two met


def test_statsmodels_row_by_row_gives_the_same_losses(log, found):
    words = pd.get_dummies(log[["channel", "who"]], drop_first=True)
    design = sm.add_constant(log[NAMES].join(words).astype(float))
    gave_up = log["outcome"] != "bought"
    leave = sm.Logit(gave_up, design).fit(disp=0)
    away = sm.Logit(log.loc[gave_up, "outcome"] == "abandoned", design[gave_up]).fit(disp=0)
    fewer = design.assign(rude=0.0, rule=0.0)
    prospects = (log["who"] == "prospect").to_numpy()
    now, then = ((leave.predict(x) * away.predict(x))[prospects].sum() for x in (design, fewer))
    assert found.without(["rude", "rule"]) == pytest.approx(now - then, rel=1e-3)


def test_the_logit_over_cells_is_that_of_statsmodels():
    rng = np.random.default_rng(2)
    rows = pd.DataFrame(rng.random((3000, 3)) < 0.3, columns=list("abc"))
    rows["where"] = rng.choice(["shop", "web", "phone"], 3000)
    chance = 1 / (1 + np.exp(1.5 - rows["a"] - 0.5 * rows["c"] - (rows["where"] == "web")))
    hit = rng.random(3000) < chance
    number, cells = cells_of(rows, ["a", "b", "c", "where"])
    design = design_of(cells, ["a", "b", "c"], ["where"])
    size, hits = np.bincount(number)[None], np.bincount(number, hit)[None]
    by_cells = fit_logit(design, size, hits)[0]
    by_rows = sm.Logit(hit.astype(float), design[number]).fit(disp=0).params
    assert_allclose(by_cells, by_rows, atol=2e-3)  # the weak prior is all that differs
    several = fit_logit(design, np.vstack([size, 2 * size]), np.vstack([hits, 2 * hits]))
    assert_allclose(several[0], by_cells, atol=1e-9)


def test_drawing_persons_in_groups_is_drawing_persons():
    rng = np.random.default_rng(3)
    key = np.concatenate([np.arange(300), np.repeat(np.arange(300, 340), 5)])
    state = np.concatenate([rng.integers(0, 3, 300), np.repeat(rng.integers(0, 3, 40), 5)])
    drawn = poisson_counts(state, key, 3, 4000, 1)
    seen = np.bincount(state, minlength=3)
    persons = np.array([np.bincount(state[key == one], minlength=3) for one in range(340)])
    assert_allclose(drawn.mean(axis=0), seen, rtol=0.03)
    # Each person's rows come together: the variance is the sum of their squares.
    assert_allclose(drawn.var(axis=0), (persons**2).sum(axis=0), rtol=0.12)


def test_one_friction_takes_everything():
    log = pd.DataFrame(
        {
            "visitor_id": [f"v{n}" for n in range(400)], "who": "prospect",
            "queue": [True] * 200 + [False] * 200,
            "outcome": ["abandoned"] * 100 + ["bought"] * 100
            + ["abandoned"] * 20 + ["bought"] * 180,
        }
    )  # fmt: skip
    result = friction_losses(log, frictions=["queue"])
    row = result.table.iloc[0]
    assert row["allocated"] == pytest.approx(80, abs=0.1)  # 200 · (.5 - .1)
    assert row["allocated"] == pytest.approx(row["alone"]) == pytest.approx(result.total)
    assert row["label"] == "queue" and result.first == "queue"
    assert row["adjusted"] == pytest.approx(0.4, abs=1e-3)


def test_a_friction_that_only_keeps_people_from_coming_back_costs_what_it_costs():
    """200 met it and 200 did not; half of each gave up; 80 of 100 stay away with it, else 30."""
    outcome = {n: ["abandoned"] * n + ["came back and bought"] * (100 - n) for n in (80, 30)}
    log = pd.DataFrame(
        {
            "visitor_id": range(400), "who": "prospect", "rude": [True] * 200 + [False] * 200,
            "outcome": ["bought"] * 100 + outcome[80] + ["bought"] * 100 + outcome[30],
        }
    )  # fmt: skip
    result = friction_losses(log)
    assert result.total == pytest.approx(50, abs=0.1)
    assert result.table["adjusted"].iloc[0] == pytest.approx(0, abs=1e-6)


# inputs and words


def test_a_friction_nobody_survives_stays_finite():
    log = pd.DataFrame(
        {
            "visitor_id": range(60), "who": "prospect", "rude": [True] * 5 + [False] * 55,
            "outcome": ["abandoned"] * 15 + ["bought"] * 45,
        }
    )  # fmt: skip
    row = friction_losses(log).table.iloc[0]
    assert 0 < row["allocated"] <= 5 and np.isfinite([row["low"], row["high"]]).all()


def test_the_same_seed_gives_the_same_interval_and_the_input_stays(log):
    few = log.head(3000)
    before = few.copy(deep=True)
    first, again, other = (friction_losses(few, resamples=40, seed=s) for s in (1, 1, 2))
    pd.testing.assert_frame_equal(few, before)
    pd.testing.assert_frame_equal(first.table, again.table)
    assert other.total_low != first.total_low


def test_what_stands_beside_is_named(log):
    few = log.head(6000)
    result = friction_losses(few, beside=("channel", "weekday", "nowhere"), resamples=20)
    assert result.beside == ("channel", "weekday")
    assert "channel and weekday held constant" in str(result.summary())
    assert "not in the log" in str(result.summary())
    everybody = friction_losses(few, among=None, resamples=20)
    assert everybody.lost == (few["outcome"] == "abandoned").sum()


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda log: log.drop(columns=NAMES), "does not say which frictions were met"),
        (lambda log: log.assign(outcome="bought"), "gave up for good"),
        (lambda log: log.drop(columns=["outcome"]), "the column is missing"),
    ],
)
def test_bad_logs_are_refused_in_plain_words(log, change, said):
    with pytest.raises(DataProblem, match=said):
        friction_losses(change(log.head(200)))


def test_slips_of_the_pen_are_value_errors(log, found):
    with pytest.raises(ValueError, match="no such friction: rudeness"):
        found.without(["rudeness"])
    many = log.head(50).assign(**{f"f{n}": True for n in range(11)})
    with pytest.raises(ValueError, match="at most 10 frictions"):
        friction_losses(many, frictions=[f"f{n}" for n in range(11)])


def test_the_picture_and_the_sentence_say_the_same(found):
    alt = plot_friction_losses(found).alt
    for text in (alt, found.sentence):
        assert "phone menu" in text and "6,235" in text
    assert "all frictions" in str(found.summary())
