"""The sample company: whom the care programme changes, and why the riskiest are the wrong ones."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from cvmlab.data.workspace import Workspace, load
from cvmlab.errors import DataProblem
from cvmlab.idic.customize.choose_policy import CHOSEN, ChosenPolicy, choose_policy
from cvmlab.idic.customize.leaving_risk import LeavingRisk, leaving_risk
from cvmlab.idic.customize.policy import Policy
from cvmlab.idic.customize.qini import qini
from cvmlab.idic.customize.trial_data import TrialData
from cvmlab.idic.customize.trial_features import trial_features
from cvmlab.idic.customize.uplift import uplift
from cvmlab.idic.customize.uplift_result import Uplift
from cvmlab.idic.scorecard.customize_indicators import customize_indicators
from cvmlab.kestrel.assignments import truth_uplift
from cvmlab.kestrel.block import Block
from cvmlab.kestrel.company import SEED
from tests.idic.customize.made_trial import made_trial
from tests.sample import sample_company

RISK, VALUE = "by risk, 10%", "by value, 10%"
RULES = [Policy("uplift", share=0.1), Policy("risk", share=0.1), Policy("value", share=0.1),
         Policy("everybody")]  # fmt: skip


@pytest.fixture(scope="module")
def ws() -> Workspace:
    return sample_company()


@pytest.fixture(scope="module")
def trial(ws: Workspace) -> TrialData:
    return trial_features(ws)


@pytest.fixture(scope="module")
def tau(trial: TrialData) -> np.ndarray:
    """What the programme truly brings each customer, before its cost."""
    truth = truth_uplift(Block(SEED)).set_index("customer_id")["uplift_margin"]
    return trial.customer_id.map(truth).to_numpy()


@pytest.fixture(scope="module")
def found(trial: TrialData) -> Uplift:
    return uplift(trial)


@pytest.fixture(scope="module")
def risk(trial: TrialData) -> LeavingRisk:
    return leaving_risk(trial)


@pytest.fixture(scope="module")
def chosen(trial: TrialData) -> ChosenPolicy:
    return choose_policy(trial, RULES)


def test_features_are_those_of_before_the_lot(ws, trial):
    """Second way: one customer's sums from the order lines, up to the day before the lot."""
    assert len(trial) == 8_052 and trial.cost == pytest.approx(6.60)
    row = trial.frame[trial.customer_id == "K0001514"].iloc[0]
    lines = ws.transactions.table
    mine = lines.filter(lines.customer_id == "K0001514").to_pyarrow().to_pandas()
    day = pd.Timestamp("2024-02-12")
    early = mine[pd.to_datetime(mine["date"]) < day]
    assert row["margin_rate"] == pytest.approx(early["margin_cents"].sum() / early["cents"].sum())
    silent = (day - pd.to_datetime(early["date"]).max()).days / 7
    assert row["weeks_since"] == pytest.approx(silent)
    ago = (day - pd.to_datetime(early["date"])).dt.days
    year, half = early.loc[ago <= 364, "cents"].sum(), early.loc[ago <= 182, "cents"].sum()
    assert row["sales_27_52w"] == pytest.approx((year - half) / 100)
    after = {"sales_26w_after", "margin_26w_after", "bought_in_last_6_weeks", "trips_26w_after"}
    assert not after & set(trial.features)


def test_by_person_the_orders_of_all_cards_count(ws, trial):
    class OneFamily:
        """Two cards known to be one person; everybody else stays a card."""

        def identity_of(self, ids: pd.Series) -> pd.Series:
            cards = {"R0002377": "K0001514", "R0010957": "K0001514"}
            return ids.map(cards).fillna(ids)

    together = trial_features(ws, linkage=OneFamily()).frame.set_index("customer_id")
    alone = trial.frame.set_index("customer_id")
    assert together.loc["K0001514", "sales_27_52w"] > alone.loc["K0001514", "sales_27_52w"]
    assert together.loc["K0001514", "weeks_since"] <= alone.loc["K0001514", "weeks_since"]


def test_the_mean_effect_holds_the_truth_and_lies_below_the_cost(found, tau):
    _mean, low, high = found.average
    assert low <= tau.mean() <= high < found.trial.cost


def test_the_learner_beats_risk_and_value_on_truth(found, risk, trial, tau):
    """Net of the cost a head of all: true figures, which no rule has seen."""

    def net(treats: np.ndarray) -> float:
        return float(((tau - trial.cost) * treats).mean())

    def first(scores: np.ndarray) -> np.ndarray:
        return scores >= np.quantile(scores, 0.9)

    by_uplift = net(first(found.scores))
    assert found.learner == "dr" and by_uplift > 0.6
    assert by_uplift > net(first(trial.frame["sales_26w_before"].to_numpy())) + 0.1
    assert net(first(risk.scores)) < -0.6
    assert net(found.scores > trial.cost) > 0.6
    for plain in ("dr plain", "t"):
        scores = uplift(trial, learner=plain).scores
        assert by_uplift > net(first(scores)) + 0.3, plain
    slope = np.polyfit(found.scores, tau, 1)[0]
    assert 0.6 < slope < 1.6 and found.slope[1] <= slope <= found.slope[2]


def test_the_lot_itself_says_that_calling_the_riskiest_does_not_pay(risk, trial, tau):
    """The score is good at its task, and the riskiest gain less than a call costs: surely so."""
    assert 0.72 < risk.auc < 0.80 and risk.table["left"].iloc[-1] > 0.85
    top = risk.effects.top
    assert top.high < trial.cost and top.pays is False
    assert "even at the upper end it does not pay" in risk.sentence
    riskiest = risk.scores >= np.quantile(risk.scores, 0.9)
    assert tau[riskiest].mean() < 0.5  # planted: next to nothing
    assert risk.summary().cells[0][2] == "92%"
    foretold = np.average(risk.table["foretold"], weights=risk.table["customers"])
    gone = 1 - trial.frame.loc[~trial.treated, "bought_in_last_6_weeks"].astype(float)
    assert foretold == pytest.approx(gone.mean(), abs=0.01)


def test_the_chosen_rule_beats_risk_on_truth_and_its_interval_holds_the_truth(chosen, trial, tau):
    worth = {n: float(((tau - trial.cost) * flags).mean()) for n, flags in chosen.treats.items()}
    assert worth[CHOSEN] > worth[RISK] + 0.5 and worth["by uplift, 10%"] > worth[RISK] + 0.5
    for name in chosen.treats:
        if name == "by risk, 10%":
            continue  # a narrow one: looked at over five companies
        row = chosen.value.of(name)
        assert row.gain_low <= worth[name] <= row.gain_high, name
    surely = chosen.value.of(RISK)
    assert surely.gain_high < 0 and chosen.value.of("the same for all").gain_high < 0


def test_the_qini_of_true_uplift_is_far_better_than_that_of_risk(found, risk, trial, tau):
    """Even a score that knew the truth lies in the interval's reach of one company only."""
    arms = (trial.treated, trial.outcome, trial.propensity)
    by_risk = qini(risk.scores, *arms, expected=found.expected, resamples=100, by="risk")
    right = qini(tau, *arms, expected=found.expected, resamples=100)
    assert right.coefficient > by_risk.coefficient
    order = np.argsort(-tau)
    share = np.arange(1, len(tau) + 1) / len(tau)
    true = np.trapezoid(tau[order].cumsum() / len(tau) - share * tau.mean(), share)
    assert right.low <= true <= right.high


def test_two_indicators_with_their_moves(ws):
    treatments, effect = customize_indicators(ws)
    assert treatments.value == pytest.approx(8.82, abs=0.01)
    assert treatments.low < treatments.value < treatments.high
    assert "4.9%" in treatments.sentence and treatments.move is None
    assert "8.75 to 8.90" in treatments.sentence and "would lose €13," in treatments.sentence
    assert effect.low < 0 < effect.high and effect.unit == "money"
    assert effect.move.low > 100_000 and effect.move.low < effect.move.euros < effect.move.high


def test_a_firm_with_orders_only_is_told_what_is_missing():
    orders = pd.DataFrame({"customer_id": ["a", "b"] * 20, "amount": 5.0,
                           "date": pd.date_range("2024-01-01", periods=40)})  # fmt: skip
    ws = load(orders)
    for one in customize_indicators(ws):
        assert not one.measured and one.missing.startswith("There is no table") and one.move is None
    with pytest.raises(DataProblem, match="There is no table assignments"):
        trial_features(ws)


def test_a_lot_of_another_name_is_told_with_those_that_are(ws):
    with pytest.raises(DataProblem, match="care programme"):
        trial_features(ws, "call programme")


def test_risk_needs_somebody_who_left():
    stayed = made_trial(1, 200)
    stayed.frame["still"] = True
    with pytest.raises(DataProblem, match="nobody left"):
        leaving_risk(stayed)
