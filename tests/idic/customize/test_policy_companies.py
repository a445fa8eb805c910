"""Three more companies with other seeds: what holds in one, holds in others."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from cvmlab.data.workspace import load
from cvmlab.idic.customize.choose_policy import CHOSEN, choose_policy
from cvmlab.idic.customize.policy import Policy
from cvmlab.idic.customize.trial_features import trial_features
from cvmlab.idic.customize.uplift import uplift
from cvmlab.kestrel.block import Block

RISK = "by risk, 10%"
TABLES = ("transactions", "assignments", "customers", "survey")


@pytest.fixture(scope="module")
def companies(tmp_path_factory: pytest.TempPathFactory) -> list:
    """Trial, truth, uplift and choice of three companies of 20,000 people."""
    found = []
    for seed in (2, 4, 5):
        folder: Path = tmp_path_factory.mktemp(f"company{seed}")
        block = Block(seed)
        for name in TABLES:
            block.table(name).to_parquet(folder / f"{name}.parquet")
        truth = block.table("truth_uplift").set_index("customer_id")["uplift_margin"]
        trial = trial_features(load(folder))
        tau = trial.customer_id.map(truth).to_numpy()
        rules = [Policy("uplift", share=0.1), Policy("risk", share=0.1), Policy("value", share=0.1)]
        found.append((trial, tau, uplift(trial), choose_policy(trial, rules)))
    return found


def test_by_uplift_beats_by_value_and_by_risk_on_truth(companies):
    for trial, tau, found, _ in companies:
        net = tau - trial.cost
        best = found.scores >= np.quantile(found.scores, 0.9)
        rich = trial.frame["sales_26w_before"] >= trial.frame["sales_26w_before"].quantile(0.9)
        assert found.learner == "dr"
        assert (net * best).mean() > (net * rich).mean() + 0.1 > 0.4


def test_the_chosen_rule_beats_risk_and_its_interval_holds_the_truth(companies):
    for trial, tau, _, chosen in companies:
        worth = {n: float(((tau - trial.cost) * f).mean()) for n, f in chosen.treats.items()}
        assert worth[CHOSEN] > worth[RISK] + 0.5
        for name in chosen.treats:
            row = chosen.value.of(name)
            assert row.gain_low <= worth[name] <= row.gain_high, name


def test_together_their_interval_is_narrower_and_holds_the_truth(companies):
    """Chosen against risk: what three companies find together, against their mean truth."""
    found, errors, true = [], [], []
    for trial, tau, _, chosen in companies:
        gap, low, high = chosen.difference(CHOSEN, RISK)
        found.append(gap)
        errors.append((high - low) / 3.92)
        more = chosen.treats[CHOSEN].astype(float) - chosen.treats[RISK]
        true.append(((tau - trial.cost) * more).mean())
    error = np.sqrt(np.sum(np.square(errors))) / len(found)
    assert np.mean(true) > 0.9 and error < 0.7 * np.mean(errors)
    assert abs(np.mean(found) - np.mean(true)) < 1.96 * error


def test_calibration_over_companies(companies):
    """Slope of true on foretold uplift: about 1 (0 would be worthless)."""
    slopes = [np.polyfit(found.scores, tau, 1)[0] for _, tau, found, _ in companies]
    assert 0.6 < np.mean(slopes) < 1.4
