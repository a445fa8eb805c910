"""Customer equity: it adds up, its elasticities by a second route, planted ones covered."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from cvmlab.btyd.pareto_nbd import ParetoNBD
from cvmlab.errors import DataProblem
from cvmlab.value_of.acquisition.costs import acquisition_cost
from cvmlab.value_of.acquisition.customer_equity import customer_equity, customers_to_win
from cvmlab.value_of.acquisition.customer_equity_picture import plot_levers
from cvmlab.value_of.acquisition.customer_equity_result import NEW, SPEND, TODAY
from cvmlab.value_of.acquisition.margin_ahead import WEEKS, MarginAhead
from cvmlab.value_of.acquisition.newcomers import new_customer_value
from tests.value_of.acquisition.conftest import PHASE_CHANGE
from tests.value_of.acquisition.made_firm import ALPHA, BETA, R, S, customers_of, draw_purchases

STEP = 13.0  # weeks


@pytest.fixture(scope="module")
def to_win(costs, values, customers):
    return customers_to_win(
        acquisition_cost(costs, phase=PHASE_CHANGE), new_customer_value(values, customers)
    )


@pytest.fixture(scope="module")
def equity(values, to_win):
    return customer_equity(values, to_win)


def test_the_lines_add_up_and_start_from_the_values(equity, values, to_win):
    lines = equity.table.set_index("line")["euros"]
    assert equity.equity == pytest.approx(lines.sum())
    assert lines[TODAY] == pytest.approx(values.table["value"].sum())
    assert equity.revalued()[0] == pytest.approx(equity.equity)
    assert equity.newcomers["euros"].sum() == pytest.approx(lines[NEW] + lines[SPEND])
    assert equity.low < equity.equity < equity.high
    assert equity.line(NEW)["customers"] == pytest.approx(5 * to_win["won"].sum())


def test_what_new_customers_cost_is_spent_evenly_over_the_years(equity):
    """Second route: week by week, each week's spend discounted from its middle."""
    weekly = float((equity.newcomers["won"] * equity.newcomers["cost"]).sum()) / WEEKS
    middle = (np.arange(5 * WEEKS) + 0.5) / WEEKS
    by_week = weekly * (1.1**-middle).sum()
    assert -equity.line(SPEND)["euros"] == pytest.approx(by_week, rel=0.003)


def test_elasticities_of_staying_and_waiting_follow_from_when_money_comes(equity, values):
    """Second route: margin quarter by quarter without discount, and its mean time (duration)."""
    ahead = equity.ahead
    ends = np.append(np.arange(STEP, ahead.weeks, STEP), ahead.weeks)
    flow = np.diff([0.0, *(ahead.within(float(t))[0] for t in ends)])
    middle = np.append(0.0, ends)[:-1] + np.diff(np.append(0.0, ends)) / 2
    middle = middle / WEEKS
    today = flow * 1.1**-middle
    assert today.sum() == pytest.approx(values.table["value"].sum(), rel=0.003)

    ages, bought, _ = ahead.purchases
    new = bought * 1.1 ** -(ages / WEEKS)
    age = float(new @ ages / new.sum()) / WEEKS
    lines = equity.table.set_index("line")["euros"]
    found = equity.elasticities.set_index("lever")["percent"]
    staying = (today @ middle + lines[NEW] * age) / equity.equity
    assert found["customers who stay"] == pytest.approx(staying, rel=0.02)  # 1% is no infinitesimal
    delta, years = np.log(1.1), equity.years
    at = 1 / delta - years * np.exp(-delta * years) / (1 - np.exp(-delta * years))  # of arrivals
    net = lines[NEW] + lines[SPEND]
    waiting = (today @ middle + lines[NEW] * age + net * at) * 0.10 / 1.10 / equity.equity
    assert found["discount rate"] == pytest.approx(waiting, rel=0.02)


def test_the_other_elasticities_are_shares_of_the_account(equity):
    lines = equity.table.set_index("line")["euros"]
    found = equity.elasticities.set_index("lever")["percent"]
    assert found["margin"] == pytest.approx((lines[TODAY] + lines[NEW]) / equity.equity)
    assert found["cost of winning"] == pytest.approx(-lines[SPEND] / equity.equity)
    assert found["customers won"] == pytest.approx((lines[NEW] + lines[SPEND]) / equity.equity)


def test_the_published_elasticities_stand_beside(equity):
    """Gupta, Lehmann & Stuart (2004), abstract: 5%, 1% and .1% for retention, margin, cost."""
    published = equity.elasticities.set_index("lever")["published"].dropna()
    assert published.to_dict() == {"customers who stay": 5, "margin": 1, "cost of winning": 0.1}
    found = equity.elasticities.set_index("lever")["percent"]
    assert found["customers who stay"] > found["margin"] > found["cost of winning"]


def test_more_who_stay_are_like_a_lower_discount_rate(equity, values):
    """(1 + i)/(1 + ρ): the same purchases, valued by lifetime_value's own road."""
    from cvmlab.value_of.lifetime.lifetime_value import lifetime_value

    again = lifetime_value(
        values.fit, values.spend, values.table, horizon="5 years",
        annual_discount_rate=1.10 / 1.02 - 1, margin_rate="margin_rate", time_unit="W",
    )  # fmt: skip
    ratio = again.values.sum() / values.table["value"].sum()
    assert equity.ahead.today(0.02, 0.10)[0] == pytest.approx(ratio, rel=1e-9)


def test_those_who_stay_a_year_are_a_share_and_a_tenth_of_leavers_is_less_than_a_tenth(equity):
    stay = equity.ahead.stay
    assert 0.4 < stay < 0.9
    more, low, high = equity.stay_if_fewer_leave((0.10, 0.04, 0.16))
    assert stay * (1 + more) == pytest.approx(stay + 0.10 * (1 - stay))
    assert low < more < high


def test_a_planted_elasticity_is_covered():
    """Newcomers of a firm with known rates: the interval of the retention lever holds the truth."""
    rng, held, runs, weeks = np.random.default_rng(11), 0, 40, 5 * WEEKS

    def planted():
        t = np.linspace(0, weeks, 20_001)
        rate = R / ALPHA * (BETA / (BETA + t)) ** S
        delta = np.log(1.1) / WEEKS

        def value(stay):
            return 1 + np.trapezoid(rate * np.exp(-delta * t) * (1 + stay) ** (t / WEEKS), t)

        return value(0.01) / value(0.0)

    truth = planted()
    for _ in range(runs):
        ages = rng.uniform(30, 156, 1200)
        frame = customers_of(draw_purchases(rng, ages), ages)
        fit = ParetoNBD(frame[["frequency", "recency", "T"]]).fit()
        patterns = fit.patterns
        ahead = MarginAhead(fit, patterns, np.ones(len(patterns)), weeks, 0.10, "5 years")
        drawn = ahead.new(0.01, 0.10, theta=ahead.chances(300, rng))
        low, high = np.quantile(drawn, [0.025, 0.975])
        held += low <= truth <= high
    assert held / runs >= 0.85


def test_one_who_is_won_evenly_brings_half_a_year_on_average(equity):
    """Within a year of even winning, a purchase at age a counts for the share 1 − a/52."""
    ages, bought, _ = equity.ahead.purchases
    value = bought * 1.1 ** -(ages / WEEKS)
    days = np.linspace(0, WEEKS, 2001)
    share = np.mean([value[ages <= WEEKS - day].sum() for day in days]) / value.sum()
    assert equity.ahead.new_within(WEEKS) == pytest.approx(share, rel=0.02)


def test_a_phase_scales_all_channels_alike(costs, values, customers, to_win):
    cost = acquisition_cost(costs, phase=PHASE_CHANGE)
    worth = new_customer_value(values, customers)
    lately = new_customer_value(values, customers, since=PHASE_CHANGE)
    scaled = customers_to_win(cost, worth, lately)
    ratio = scaled["worth"] / to_win["worth"]
    assert ratio.std() < 1e-12
    assert ratio[0] == pytest.approx(lately.of().value / worth.of().value)
    wider = (scaled["high"] / scaled["low"]) > (to_win["high"] / to_win["low"])
    assert wider.all()


def test_customers_to_be_won_are_checked_all_at_once(values):
    table = pd.DataFrame({"channel": ["a"], "won": [-1.0], "cost": [np.nan], "worth": [10.0]})
    with pytest.raises(DataProblem) as said:
        customer_equity(values, table, years=-1)
    assert all(word in str(said.value) for word in ("won", "cost", "years"))
    with pytest.raises(DataProblem, match="no column"):
        customer_equity(values, table.drop(columns="worth"))


def test_words_table_and_picture_say_the_same(equity):
    assert "customer equity is €" in equity.sentence and "95% interval" in equity.sentence
    assert "Customer equity" in str(equity.summary())
    assert "Five listed firms" in str(equity.summary_of_levers())
    shown = plot_levers(equity)
    assert "customers who stay" in shown.axes.get_title() and "published 5.0%" in shown.alt
    assert "stay a year" in equity.about_levers
