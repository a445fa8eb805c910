"""The winner's curse: who chose a rule flatters it, others do not."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from cvmlab.idic.customize.choose_policy import choose_policy
from cvmlab.idic.customize.policy import NOBODY, Policy
from cvmlab.idic.customize.policy_value import policy_value
from cvmlab.idic.customize.trial_data import TrialData
from tests.idic.customize.made_trial import CHANCES

USELESS = 15


def useless(seed: int, n: int = 400) -> TrialData:
    """A treatment that does nothing and costs nothing, and fifteen rules that know nothing."""
    rng = np.random.default_rng(seed)
    p = rng.choice(CHANCES, n)
    frame = pd.DataFrame(rng.random((n, USELESS)), columns=[f"r{k}" for k in range(USELESS)])
    frame = frame.assign(t=rng.random(n) < p, y=rng.normal(size=n), p=p, id=np.arange(n))
    return TrialData(frame, "t", "y", "p", "id", (), (), 0.0)


def test_on_the_customers_that_chose_it_the_winner_is_flattered():
    """400 made lots. Every rule is truly worth 0. On the customers that chose, the winner looks
    worth something, and its interval of 95% holds 0 far too seldom."""
    looked = held = 0
    for seed in range(400):
        trial = useless(seed)
        rules = {f"r{k}": trial.frame[f"r{k}"].to_numpy() > 0.5 for k in range(USELESS)}
        rows = policy_value(rules, trial, method="ips").table
        best = rows[rows["policy"] != NOBODY].iloc[0]
        looked += best.gain
        held += best.gain_low <= 0 <= best.gain_high
    assert held / 400 < 0.87 and looked / 400 > 0.07


@pytest.mark.parametrize(("swap", "lots"), [(False, 1_000), (True, 300)])
def test_chosen_and_valued_the_interval_holds_as_often_as_it_says(swap, lots):
    """Made lots through the whole function; standard error .008 and .013. Where the parts change
    places the errors of both are added up, so it holds a little more often."""
    held = valued = looked = worth = 0
    rules = [Policy(f"r{k}", share=0.5) for k in range(3)]
    for seed in range(lots):
        found = choose_policy(useless(seed, 500), rules, method="ips", seed=seed + lots, swap=swap)
        gain, low, high = found.gain
        looked += found.on_choosing
        worth += gain
        if set(found.names) != {NOBODY}:  # whose 0 is exact
            valued += 1
            held += low <= 0 <= high
    assert valued > 0.65 * lots and 0.925 <= held / valued <= (0.995 if swap else 0.975)
    assert looked / lots > 0.03 and abs(worth / lots) < 0.015
