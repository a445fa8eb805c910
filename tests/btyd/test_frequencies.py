"""Histograms of purchases, expected and actual, and the test that goes with them."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import kstest

from cvmlab.btyd.frequencies import (
    frequency_histogram,
    holdout_by_frequency,
    holdout_frequency_histogram,
    plot_frequency_histogram,
    plot_holdout_by_frequency,
)
from cvmlab.btyd.pareto_nbd import ParetoNBD
from cvmlab.errors import DataProblem
from tests.btyd import simulated
from tests.btyd.limits import KINDS, limit_fits

# Fader, Hardie & Lee (2005), "Counting Your Customers" the Easy Way, Marketing Science 24(2):
# CDNOW, frequencies 0 to 7+; chi-squared with 3 degrees of freedom, and its p-value.
ACTUAL = [1411, 439, 214, 100, 62, 38, 29, 64]
PUBLISHED = {"BG/NBD": (4.82, 0.19), "Pareto/NBD": (11.99, 0.007)}
BG_EXPECTED = [1407.7, 460.3, 192.5, 101.2, 59.8, 38.1, 25.5, 71.9]


class TestCalibration:
    @pytest.mark.parametrize("model", PUBLISHED)
    def test_the_fit_is_as_good_as_published(self, every, model):
        table = frequency_histogram(every[model])
        assert table["actual"].tolist() == ACTUAL
        chi_square, p_value = PUBLISHED[model]
        assert table.attrs["pearson"] == pytest.approx(chi_square, abs=0.005)
        assert table.attrs["pearson_df"] == 3
        assert table.attrs["pearson_p_value"] == pytest.approx(p_value, abs=0.005)

    def test_expected_frequencies_are_as_published(self, bg):
        assert frequency_histogram(bg)["expected"].tolist() == pytest.approx(BG_EXPECTED, abs=0.06)

    def test_every_customer_is_in_it_once(self, every, donors):
        for name, fit in every.items():
            table = frequency_histogram(fit)
            people = donors["weight"].sum() if name == "BG/BB" else 2357
            assert table["actual"].sum() == table["expected"].sum().round(6) == people

    def test_it_expects_what_the_newcomers_formula_expects(self, every):
        for fit in every.values():
            if fit.model == "BG/BB":
                expected, most = frequency_histogram(fit, most=7)["expected"], 7
            else:
                expected, most = frequency_histogram(fit, most=400)["expected"], 400
            mean = expected.iloc[:-1] @ np.arange(most)
            ahead = fit.newcomers(fit.patterns.T).expected @ fit.patterns.weight
            assert mean == pytest.approx(ahead, rel=1e-5)

    def test_chance_spreads_the_counts_as_drawn(self, at, cdnow):
        params = {"r": 0.55, "alpha": 10.6, "s": 0.61, "beta": 11.7}
        fit = at(ParetoNBD, params, cdnow)
        table = frequency_histogram(fit, most=3)
        rng = np.random.default_rng(2)
        drawn = [
            np.bincount(np.minimum(fit.simulate(rng)["frequency"].astype(int), 3), minlength=4)
            for _ in range(400)
        ]
        width = (table["pi_high"] - table["pi_low"]).to_numpy()
        spread = np.std(drawn, axis=0)
        assert width == pytest.approx(2 * 1.96 * spread, rel=0.15)  # 4 standard errors of spread
        assert np.mean(drawn, axis=0) == pytest.approx(
            table["expected"].to_numpy(), abs=4 * spread.max() / 20
        )


class TestHoldout:
    def test_every_customer_is_in_it_once(self, every, cdnow, donors):
        for name, fit in every.items():
            base, t = (donors.assign(frequency_holdout=0), 5) if name == "BG/BB" else (cdnow, 39)
            table = holdout_frequency_histogram(fit, base, t)
            people = base.get("weight", np.ones(len(base))).sum()
            assert table["actual"].sum() == table["expected"].sum().round(6) == people
            chances = fit.probability_of_purchases(3, t, base).mul(
                base.get("weight", np.ones(len(base))).to_numpy() if "weight" in base else 1.0,
                axis=0,
            )
            assert table["expected"].iloc[:4].to_numpy() == pytest.approx(
                chances.sum().to_numpy(), rel=1e-9
            )

    def test_the_mean_is_the_forecast(self, pareto, cdnow):
        table = holdout_frequency_histogram(pareto, cdnow, 39, most=300)
        mean = table["expected"].iloc[:-1] @ np.arange(300)
        assert mean == pytest.approx(pareto.expected_total(39).expected, rel=1e-5)
        assert (table["actual"] @ np.arange(301)) == 1882

    def test_uncertain_parameters_widen_the_intervals(self, at, pareto, cdnow):
        known = at(ParetoNBD, pareto.params.to_dict(), cdnow)
        certain = holdout_frequency_histogram(known, cdnow, 39)
        estimated = holdout_frequency_histogram(pareto, cdnow, 39)
        assert certain["expected"].to_numpy() == pytest.approx(estimated["expected"].to_numpy())
        widths = [table["pi_high"] - table["pi_low"] for table in (certain, estimated)]
        assert (widths[0] < widths[1]).all()
        # who buys by chance alone: a sum of independent customers, each in the group or not
        chances = pareto.probability_of_purchases(0, 39, cdnow)[0]
        spread = np.sqrt((chances * (1 - chances)).sum())
        assert widths[0].iloc[0] == pytest.approx(2 * 1.96 * spread, rel=0.01)

    def test_counts_have_to_be_counts(self, pareto, cdnow):
        with pytest.raises(DataProblem, match="holdout"):
            holdout_frequency_histogram(pareto, cdnow.drop(columns="frequency_holdout"), 39)
        wrong = cdnow.assign(frequency_holdout=np.where(cdnow.index < 2, -1, 0))
        with pytest.raises(DataProblem, match=r"no counts \(2 rows\)"):
            holdout_by_frequency(pareto, wrong, 39)


class TestGoodnessOfFit:
    def test_a_true_model_is_rejected_as_often_as_it_says(self):
        rng = np.random.default_rng(77)
        found = {"calibration": [], "holdout": []}
        for _ in range(80):
            base = simulated.pareto_nbd(
                rng, 2000, r=0.7, alpha=8.0, s=0.8, beta=12.0, longest=52.0, grid=1.0
            )
            fit = ParetoNBD(base).fit()
            if fit.laws.is_limit:
                continue
            found["calibration"].append(frequency_histogram(fit).attrs["p_value"])
            found["holdout"].append(holdout_frequency_histogram(fit, base, 39).attrs["p_value"])
        for values in found.values():
            assert len(values) > 60
            assert kstest(values, "uniform").pvalue > 0.001

    def test_a_wrong_model_is_found_out(self):
        rng = np.random.default_rng(4)
        base = simulated.pareto_nbd(rng, 2000, longest=52.0)
        clockwork = base.assign(frequency=np.where(base["frequency"] > 0, 4, 0))
        assert frequency_histogram(ParetoNBD(clockwork).fit()).attrs["p_value"] < 1e-6
        doubled = base.assign(frequency_holdout=2 * base["frequency_holdout"])
        test = holdout_frequency_histogram(ParetoNBD(base).fit(), doubled, 39).attrs
        assert test["p_value"] < 1e-6 and test["df"] == test["pearson_df"] == 7

    def test_parameters_held_are_not_counted_as_estimated(self, at, pareto, cdnow):
        known = frequency_histogram(at(ParetoNBD, pareto.params.to_dict(), cdnow)).attrs
        estimated = frequency_histogram(pareto).attrs
        assert known["pearson"] == pytest.approx(estimated["pearson"])
        assert known["pearson_df"] == known["df"] == 7
        assert estimated["pearson_df"] == 3

    def test_a_handful_of_customers_cannot_be_judged(self, pareto, cdnow):
        table = holdout_frequency_histogram(pareto, cdnow.iloc[:4], 39)
        assert table["expected"].sum() == pytest.approx(4)
        assert table.attrs["df"] == 0 and np.isnan(table.attrs["p_value"])
        assert "chi-squared" not in plot_frequency_histogram(table).alt

    def test_small_groups_are_judged_together(self, pareto, cdnow):
        table = frequency_histogram(pareto, most=60)
        assert (table["expected"] < 5).any()
        assert table.attrs["df"] < (table["expected"] >= 5).sum() + 2


class TestByFrequency:
    def test_groups_reconcile_with_the_customers(self, pareto, cdnow):
        table = holdout_by_frequency(pareto, cdnow, 39)
        assert (table["customers"] * table["actual"]).sum() == pytest.approx(1882)
        expected = pareto.expected_total(39).expected
        assert (table["customers"] * table["expected"]).sum() == pytest.approx(expected)
        assert list(table.index) == ["0", "1", "2", "3", "4", "5", "6", "7+"]
        with pytest.raises(DataProblem, match="holdout"):
            holdout_by_frequency(pareto, cdnow.drop(columns="frequency_holdout"), 39)


class TestPictures:
    def test_titles_and_alt_texts_say_the_finding(self, pareto, cdnow):
        seen, later = frequency_histogram(pareto), holdout_frequency_histogram(pareto, cdnow, 39)
        first, second = plot_frequency_histogram(seen), plot_frequency_histogram(later)
        assert "97%" in first.axes.get_title()
        assert "1,434 expected" in first.alt and "made none" in first.alt
        assert f"chi-squared {seen.attrs['chi_square']:.1f}" in first.alt
        misplaced = (later["actual"] - later["expected"]).abs().sum() / 2 / 2357
        assert f"{1 - misplaced:.0%}" in second.axes.get_title()
        assert "holdout" in second.axes.get_xlabel() and second.name == "holdout-frequencies"
        by = plot_holdout_by_frequency(holdout_by_frequency(pareto, cdnow, 39))
        assert "7 of 8" in by.axes.get_title() and "7+" in by.alt

    def test_a_table_that_lost_its_test_is_still_drawn(self, pareto):
        table = frequency_histogram(pareto)
        table.attrs = {}
        assert "chi-squared" not in plot_frequency_histogram(table).alt

    @pytest.mark.parametrize("kind", KINDS)
    def test_limit_models_have_histograms_too(self, kind):
        fit = limit_fits()[kind]
        table = frequency_histogram(fit)
        assert table["expected"].sum() == pytest.approx(2000)
        assert table.attrs["p_value"] > 1e-4  # it is the true model
        later = fit.simulate(np.random.default_rng(1)).assign(frequency_holdout=1)
        assert holdout_frequency_histogram(fit, later, 4)["expected"].sum() == pytest.approx(2000)
