"""How much customers differ, by the fitted laws; and what is known of each one's own rates."""

from __future__ import annotations

from functools import partial

import numpy as np
import pandas as pd
import pytest
from scipy import stats
from scipy.integrate import quad

from cvmlab.btyd.bg_nbd import BetaGeoNBD
from cvmlab.btyd.chances import BetaChances
from cvmlab.btyd.heterogeneity import density_of, gini, heterogeneity
from cvmlab.btyd.heterogeneity_pictures import plot_dropout, plot_purchase_rates
from cvmlab.btyd.pareto_nbd import ParetoNBD
from cvmlab.btyd.posterior_rates import posterior_rates
from cvmlab.btyd.rates import GammaRates
from cvmlab.btyd.results import positive_interval, share_interval
from cvmlab.btyd.sensitivity import slopes
from tests.btyd import simulated
from tests.btyd.limits import KINDS, limit_fits

SIDES = ("purchase", "dropout")


def drawn(law, size=400_000):
    """Rates or chances of so many customers, drawn by numpy."""
    rng, (one, two) = np.random.default_rng(3), law.params
    if isinstance(law, GammaRates):
        return rng.gamma(one, 1 / two, size)
    return rng.beta(one, two, size)


def _posterior(column, fit):
    return posterior_rates(fit, fit.patterns)[column].to_numpy()


class TestNumbers:
    def test_they_are_those_of_customers_drawn_from_the_laws(self, every):
        for fit in every.values():
            table = heterogeneity(fit)
            for side in SIDES:
                row, rates = table.loc[side], drawn(getattr(fit, side))
                assert row["mean"] == pytest.approx(rates.mean(), rel=0.01)
                assert row["variance"] == pytest.approx(rates.var(), rel=0.02)
                for name, share in (("p10", 0.1), ("median", 0.5), ("p90", 0.9)):
                    assert (rates < row[name]).mean() == pytest.approx(share, abs=0.004)
                ordered = np.sort(rates)
                rank = np.arange(1, len(rates) + 1)
                by_hand = ((2 * rank - len(rates) - 1) @ ordered) / (len(rates) * ordered.sum())
                assert row["gini"] == pytest.approx(by_hand, rel=0.01)

    def test_gini_of_laws_with_a_known_one(self):
        assert gini(GammaRates(1.0, 7.0)) == pytest.approx(1 / 2)  # exponential
        assert gini(BetaChances(1.0, 1.0)) == pytest.approx(1 / 3)  # uniform

    def test_the_interval_of_the_mean_is_the_delta_method_by_hand(self, pareto):
        cov, mean = pareto.theta_cov, pareto.params["r"] / pareto.params["alpha"]
        error = np.sqrt(cov[0, 0] + cov[1, 1] - 2 * cov[0, 1])
        row = heterogeneity(pareto).loc["purchase"]
        assert row["mean"] == pytest.approx(mean)
        assert row["ci_low"] == pytest.approx(mean * np.exp(-1.959964 * error), rel=1e-5)
        assert row["ci_high"] == pytest.approx(mean * np.exp(1.959964 * error), rel=1e-5)

    def test_densities_hold_all_customers_and_lie_in_their_band(self, every):
        for fit in every.values():
            for side in SIDES:
                law = getattr(fit, side)
                low, high = np.quantile(drawn(law), [0.1, 0.9])
                at = np.geomspace(low, high, 1000)
                table = density_of(fit, side, at)
                assert np.trapezoid(table["density"], at) == pytest.approx(0.8, abs=0.003)
                assert (table["ci_low"] < table["density"]).all()
                assert (table["density"] < table["ci_high"]).all()

    def test_the_band_is_the_delta_method_where_that_holds(self, bgbb):
        at = np.array([0.3, 0.5, 0.7])
        table = density_of(bgbb, "purchase", at)
        a, b = bgbb.params[["alpha", "beta"]]
        step, slopes = 1e-5, []
        for one, two in ((a * (1 + step), b), (a, b * (1 + step))):
            moved = stats.beta.logpdf(at, one, two) - stats.beta.logpdf(at, a, b)
            slopes.append(moved / step)
        cov = bgbb.theta_cov[:2, :2]
        error = np.sqrt(np.einsum("in,ij,jn->n", slopes, cov, slopes))
        width = np.log(table["ci_high"] / table["ci_low"]).to_numpy()
        assert width == pytest.approx(2 * 1.96 * error, rel=0.06)


class TestLimits:
    @pytest.mark.parametrize("kind", KINDS)
    def test_customers_who_are_alike_get_no_curve(self, kind):
        fit = limit_fits()[kind]
        table = heterogeneity(fit)
        alike = [side for side in SIDES if table.loc[side, "variance"] == 0]
        assert alike
        for side in alike:
            assert table.loc[side, "gini"] == 0
            assert table.loc[side, "law"] in ("one common rate", "one common chance", "none")
            with pytest.raises(ValueError, match="share one"):
                density_of(fit, side, np.array([0.1]))
            picture = (plot_purchase_rates if side == "purchase" else plot_dropout)(fit)
            title = picture.axes.get_title()
            assert title.startswith(("One common rate", "One common chance", "No dropout is seen"))
            assert "the same for everybody" in picture.alt
            labels = [line.get_label() for line in picture.axes.lines]
            assert labels == ["All customers"]

    def test_the_one_rate_is_in_the_title(self):
        fit = limit_fits()["one purchase rate"]
        assert fit.purchase.value == pytest.approx(0.12, rel=0.01)
        title = f"every customer buys once in {1 / fit.purchase.value:.1f} weeks"
        assert title in plot_purchase_rates(fit).axes.get_title()


class TestPictures:
    def test_the_title_says_what_half_of_the_customers_do(self, pareto, bg, bgbb):
        median = stats.gamma(*pareto.params[["r"]], scale=1 / pareto.params["alpha"]).median()
        title = plot_purchase_rates(pareto).axes.get_title()
        assert title == f"Half of the customers buy less than once in {1 / median:.0f} weeks"
        stay = heterogeneity(pareto).loc["dropout", "median"]
        assert f"longer than {1 / stay:.0f} weeks" in plot_dropout(pareto).axes.get_title()
        leave = heterogeneity(bg).loc["dropout", "median"]
        assert (
            f"after a purchase with a chance under {leave:.0%}" in plot_dropout(bg).axes.get_title()
        )
        take = heterogeneity(bgbb).loc["purchase", "median"]
        assert f"at an opportunity with a chance under {take:.0%}" in (
            plot_purchase_rates(bgbb).axes.get_title()
        )

    def test_alt_texts_have_the_numbers(self, every):
        for fit in every.values():
            for side, picture in (
                ("purchase", plot_purchase_rates(fit, unit="months")),
                ("dropout", plot_dropout(fit, unit="months")),
            ):
                row = heterogeneity(fit).loc[side]
                assert f"Gini {row['gini']:.2f}" in picture.alt and picture.alt.endswith(".")
                assert picture.axes.get_xlabel() in picture.alt
                assert picture.png[1:4] == b"PNG"

    def test_fast_buyers_are_counted_by_the_week(self, at, cdnow):
        fit = at(ParetoNBD, (4.0, 1.0, 0.6, 12.0), cdnow)
        assert "less than 3.7 times a week" in plot_purchase_rates(fit).axes.get_title()


class TestPosteriorRates:
    def test_pareto_nbd_against_the_double_integral(self, pareto):
        r, alpha, s, beta = pareto.params
        x, recency, age = 3, 20.0, 38.0

        # lambda = w^2 and mu = z^2 take the poles of the laws at 0 away
        node, weight = np.polynomial.legendre.leggauss(300)
        w, z = np.meshgrid(0.75 * (node + 1), 0.75 * (node + 1))
        lam, mu, gone = w**2, z**2, w**2 + z**2
        likelihood = lam**x / gone * (mu * np.exp(-gone * recency) + lam * np.exp(-gone * age))
        prior = lam ** (r - 1) * mu ** (s - 1) * np.exp(-alpha * lam - beta * mu)  # to a factor
        share = likelihood * prior * w * z * np.outer(weight, weight)
        means = [share.sum(), (share * lam).sum(), (share * mu).sum()]
        customer = pd.DataFrame({"frequency": [x], "recency": [recency], "T": [age]})
        found = posterior_rates(pareto, customer).iloc[0]
        assert found["purchase_rate"] == pytest.approx(means[1] / means[0], rel=1e-5)
        assert found["dropout_rate"] == pytest.approx(means[2] / means[0], rel=1e-5)

    def test_bg_bb_against_integrals_and_sums(self, bgbb):
        alpha, beta, gamma, delta = bgbb.params
        x, recency, n = 2, 3, 6

        def weighed(power_buy, power_drop):
            def buy(j, k):
                taken = lambda p: p**j * (1 - p) ** k * stats.beta.pdf(p, alpha, beta)  # noqa: E731
                return quad(taken, 0, 1)[0]

            def drop(j, k):
                left = lambda p: p**j * (1 - p) ** k * stats.beta.pdf(p, gamma, delta)  # noqa: E731
                return quad(lambda z: 2 * z * left(z * z), 0, 1)[0]

            total = buy(x + power_buy, n - x) * drop(power_drop, n)
            for i in range(n - recency):
                passed = recency - x + i
                total += buy(x + power_buy, passed) * drop(1 + power_drop, recency + i)
            return total

        plain = weighed(0, 0)
        customer = pd.DataFrame({"frequency": [x], "recency": [recency], "T": [n]})
        found = posterior_rates(bgbb, customer).iloc[0]
        assert found["purchase_chance"] == pytest.approx(weighed(1, 0) / plain, rel=1e-6)
        assert found["dropout_chance"] == pytest.approx(weighed(0, 1) / plain, rel=1e-6)

    def test_at_the_maximum_customers_average_to_the_law(self, pareto, bg, mbg):
        # the score in log alpha is r minus alpha times the summed posterior means: zero
        for fit in (pareto, bg, mbg):
            mean = posterior_rates(fit)["purchase_rate"].mean()
            assert mean == pytest.approx(fit.params["r"] / fit.params["alpha"], rel=1e-5)
        mean = posterior_rates(pareto)["dropout_rate"].mean()
        assert mean == pytest.approx(pareto.params["s"] / pareto.params["beta"], rel=1e-5)

    def test_customers_judged_alike_have_that_rate_on_average(self, at):
        rng, size = np.random.default_rng(6), 60_000
        buying, leaving = rng.gamma(0.7, 1 / 6.0, size), rng.beta(0.8, 2.5, size)
        base, recency = np.zeros(size), np.zeros(size)
        active = np.ones(size, dtype=bool)
        clock = rng.exponential(1 / buying)
        while (buys := active & (clock < 52)).any():
            base[buys] += 1
            recency[buys] = clock[buys]
            active &= ~(buys & (rng.random(size) < leaving)) & (clock < 52)
            clock = clock + rng.exponential(1 / buying)
        frame = pd.DataFrame({"frequency": base, "recency": recency, "T": 52.0})
        found = posterior_rates(at(BetaGeoNBD, (0.7, 6.0, 0.8, 2.5), frame))
        for column, truth in (("purchase_rate", buying), ("dropout_chance", leaving)):
            tenth = pd.qcut(found[column].rank(method="first"), 10, labels=False).to_numpy()
            sizes = np.bincount(tenth)
            judged, real = (np.bincount(tenth, v) / sizes for v in (found[column], truth))
            error = np.array([truth[tenth == i].std() for i in range(10)]) / np.sqrt(sizes)
            assert (np.abs(judged - real) < 4 * error).all()

    def test_an_interval_holds_the_mean_and_narrows_with_data(self, cdnow):
        few, many = (ParetoNBD(base).fit() for base in (cdnow, cdnow.assign(weight=100.0)))
        customer = pd.DataFrame({"frequency": [2], "recency": [20.0], "T": [38.0]})
        one, other = (posterior_rates(fit, customer).iloc[0] for fit in (few, many))
        for name in ("purchase_rate", "dropout_rate"):
            assert one[f"{name}_ci_low"] < one[name] < one[f"{name}_ci_high"]
            widths = [
                np.log(row[f"{name}_ci_high"] / row[f"{name}_ci_low"]) for row in (one, other)
            ]
            assert widths[0] == pytest.approx(10 * widths[1], rel=1e-3)

    @pytest.mark.parametrize("kind", KINDS)
    def test_alike_customers_have_the_common_rate(self, kind):
        fit = limit_fits()[kind]
        table, found = heterogeneity(fit), posterior_rates(fit)
        for side in SIDES:
            column = next(name for name in found.columns if name.startswith(side))
            if table.loc[side, "variance"] == 0:
                assert found[column].to_numpy() == pytest.approx(table.loc[side, "mean"])
            else:
                assert found[column].nunique() > 5
            assert (found[f"{column}_ci_low"] <= found[column] + 1e-12).all()

    @pytest.mark.parametrize("model", ["Pareto/NBD", "BG/NBD", "MBG/NBD", "BG/BB"])
    def test_intervals_by_differences_are_the_same(self, every, model):
        fit = every[model]
        found = posterior_rates(fit, fit.patterns)
        for column in [name for name in found.columns if "ci" not in name]:
            _, slope = slopes(fit, partial(_posterior, column))
            relative = slope / found[column].to_numpy()[:, None]
            bounds = share_interval if "chance" in column else positive_interval
            low, high = bounds(found[column].to_numpy(), fit.standard_error(relative), 0.05)
            assert found[f"{column}_ci_low"].to_numpy() == pytest.approx(low, rel=1e-5)
            assert found[f"{column}_ci_high"].to_numpy() == pytest.approx(high, rel=1e-5)

    def test_one_row_a_customer(self, pareto, bgbb, cdnow, donors):
        assert posterior_rates(pareto, cdnow).index.tolist() == cdnow["customer_id"].tolist()
        assert len(posterior_rates(bgbb, donors)) == len(donors)
        pd.testing.assert_frame_equal(posterior_rates(pareto), posterior_rates(pareto, cdnow))


def test_planted_laws_are_found_again():
    base = simulated.pareto_nbd(np.random.default_rng(12), 6000, r=0.7, alpha=8.0, s=0.8, beta=12.0,
                                longest=104.0, grid=1.0)  # fmt: skip
    table = heterogeneity(ParetoNBD(base).fit())
    for side, mean in (("purchase", 0.7 / 8.0), ("dropout", 0.8 / 12.0)):
        assert table.loc[side, "ci_low"] < mean < table.loc[side, "ci_high"]
    assert table.loc["purchase", "gini"] == pytest.approx(gini(GammaRates(0.7, 8.0)), abs=0.03)
