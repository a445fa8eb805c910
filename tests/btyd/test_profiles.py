"""Profile-likelihood intervals against likelihood ratios, and fits side by side."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from cvmlab.btyd.bg_bb import BetaGeoBetaBinomial
from cvmlab.btyd.bg_nbd import BetaGeoNBD
from cvmlab.btyd.hypotheses import compare_fits
from cvmlab.btyd.pareto_nbd import ParetoNBD
from cvmlab.errors import DataProblem

ONE = pd.DataFrame({"frequency": [1.0, 2.0, 0.0], "recency": [3.0, 4.0, 0.0], "T": [8.0] * 3})


def test_profile_intervals_end_where_the_likelihood_ratio_says_so(bg, cdnow):
    ends = bg.conf_int(method="profile", alpha=0.1)
    model = BetaGeoNBD(cdnow)
    for name, side in (("a", "lower"), ("b", "upper")):
        held = model.fit(hold={name: ends.loc[name, side]})
        assert bg.lr_test(held).p_value == pytest.approx(0.1, abs=1e-3)
    assert np.all(ends["lower"] < bg.params) and np.all(bg.params < ends["upper"])


def test_profile_intervals_show_a_ridge_for_what_it_is():
    truth = BetaGeoNBD(ONE).fit(
        hold={"r": 1.0, "alpha": 8.0, "dropout_odds": 0.2}, dropout="common"
    )
    base = truth.simulate(np.random.default_rng(2), np.full(500, 40.0))
    ends = BetaGeoNBD(base).fit(hold={"r": 1.0}).conf_int(method="profile")
    assert np.isinf(ends.loc["b", "upper"]) and ends.loc["b", "lower"] > 0
    assert list(ends.loc["r"]) == pytest.approx([1.0, 1.0])


def test_other_methods_and_models_are_told_what_there_is(spend, bg):
    with pytest.raises(ValueError, match='"delta" or "profile"'):
        bg.conf_int(method="magic")
    with pytest.raises(ValueError, match="no profile-likelihood intervals for Gamma-Gamma"):
        spend.conf_int(method="profile")


def test_models_stand_side_by_side(pareto, bg, mbg, cdnow):
    steady = ParetoNBD(cdnow).fit(hold={"s": 1.0})
    table = compare_fits(pareto, steady, bg, mbg)
    assert list(table.columns) == ["k", "llf", "AIC", "BIC", "above_best"]
    assert table["AIC"].is_monotonic_increasing and table["above_best"].iloc[0] == 0
    assert table.loc["Pareto/NBD", "AIC"] == pareto.aic
    assert table.loc["Pareto/NBD (s held)", "k"] == 3
    pd.testing.assert_frame_equal(table, pareto.compare(bg, steady, mbg))


def test_opportunities_and_time_do_not_compare():
    truth = BetaGeoBetaBinomial(ONE).fit(hold={"alpha": 1.2, "beta": 1.5}, dropout="none")
    base = truth.simulate(np.random.default_rng(1), np.full(400, 6.0))
    with pytest.raises(DataProblem, match="counts opportunities"):
        BetaGeoBetaBinomial(base).fit().compare(BetaGeoNBD(base).fit())
