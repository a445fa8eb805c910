"""Bad customer bases: every problem in one plain message, and nothing computed."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from cvmlab.btyd.bg_bb import BetaGeoBetaBinomial
from cvmlab.btyd.bg_nbd import BetaGeoNBD
from cvmlab.btyd.gamma_gamma import GammaGamma
from cvmlab.btyd.mbg_nbd import ModifiedBetaGeoNBD
from cvmlab.btyd.pareto_nbd import ParetoNBD
from cvmlab.btyd.patterns import as_patterns
from cvmlab.data.customer_base import customer_base
from cvmlab.errors import DataProblem

GOOD = pd.DataFrame(
    {
        "customer_id": list("abcde"),
        "frequency": [0, 1, 4, 0, 2],
        "recency": [0.0, 8, 30, 0, 9],
        "T": [38.0, 38, 37, 35, 35],
        "monetary_value": [0.0, 20, 31, 0, 14],
    }
)


def broken(column: str, value: object, row: int = 2) -> pd.DataFrame:
    frame = GOOD.astype({column: object})
    frame.loc[row, column] = value
    return frame


@pytest.mark.parametrize(
    ("frame", "said"),
    [
        (GOOD.drop(columns="recency"), 'Column "recency": no column of this name'),
        (GOOD.iloc[:0], "there are no customers"),
        (broken("T", np.nan), "missing or no numbers"),
        (broken("T", np.inf), "missing or no numbers"),
        (broken("frequency", "many"), "missing or no numbers"),
        (broken("frequency", -1), "negative counts"),
        (broken("frequency", 1.5), "counts that are not whole"),
        (broken("recency", -2.0), "negative ages"),
        (broken("T", -1.0), "negative ages"),
        (broken("recency", 40.0), "recency > T"),
        (broken("recency", 3.0, row=0), "frequency 0, recency > 0"),
        (broken("recency", 0.0), "frequency > 0, recency 0"),
        (GOOD.assign(weight=[1, 1, 0, 1, 1]), "weights that are not positive"),
    ],
)
def test_each_fault_is_named_in_plain_words(frame, said):
    with pytest.raises(DataProblem) as caught:
        ParetoNBD(frame)
    assert said in str(caught.value)
    assert "What to do:" in str(caught.value)


def test_all_faults_are_reported_at_once_with_rows_and_examples():
    frame = GOOD.copy()
    frame.loc[0, "T"] = np.nan
    frame.loc[1, "frequency"] = -1
    frame.loc[2, "recency"] = 50.0
    frame.loc[3, "recency"] = 2.0
    with pytest.raises(DataProblem) as caught:
        as_patterns(frame)
    columns = [problem.column for problem in caught.value.problems]
    assert columns == ["T", "frequency", "recency", "recency"]
    assert "(1 row)" in str(caught.value)
    assert "row 3: 50.0" in str(caught.value)


@pytest.mark.parametrize(
    ("frame", "said"),
    [
        (GOOD.iloc[[2]], "there is only one customer"),
        (GOOD.iloc[[0, 3]], "no customer has bought twice"),
        (GOOD.iloc[[0, 3]].assign(T=0.0), "nobody is observed for any time"),
    ],
)
def test_a_base_nothing_can_be_learnt_from_is_refused(frame, said):
    with pytest.raises(DataProblem, match=said):
        ParetoNBD(frame).fit()


def test_something_that_holds_no_customers_is_a_type_error():
    with pytest.raises(TypeError, match="DataFrame"):
        as_patterns([1, 2, 3])


def test_input_is_never_changed():
    frame = GOOD.copy(deep=True)
    fit = ParetoNBD(frame)
    fit.fit().expected_purchases(10, frame)
    pd.testing.assert_frame_equal(frame, GOOD)


def test_an_object_with_a_frame_is_taken_by_its_frame():
    class Base:
        def frame(self) -> pd.DataFrame:
            return GOOD

    assert as_patterns(Base()).customers == 5
    assert list(as_patterns(Base()).index) == list("abcde")


def test_a_last_purchase_a_rounding_error_after_the_end_is_accepted():
    frame = GOOD.astype({"recency": float})
    frame.loc[2, "recency"] = 37.0 * (1 + 1e-12)
    assert as_patterns(frame).recency.max() <= 37.0


def test_patterns_count_customers_and_find_them_again():
    twice = pd.concat([GOOD, GOOD], ignore_index=True)
    patterns = as_patterns(twice)
    assert len(patterns) == 5 and patterns.customers == 10
    np.testing.assert_array_equal(patterns.to_rows(patterns.frequency), twice["frequency"])
    np.testing.assert_array_equal(patterns.to_rows(patterns.T), twice["T"])


def test_spend_needs_its_columns_and_repeat_buyers():
    with pytest.raises(DataProblem, match="monetary_value"):
        GammaGamma(GOOD.drop(columns="monetary_value"))
    with pytest.raises(DataProblem, match="missing or no numbers"):
        GammaGamma(broken("monetary_value", np.nan))
    with pytest.raises(DataProblem, match="too few repeat buyers"):
        GammaGamma(GOOD.iloc[:2]).fit()


def test_customers_left_out_of_the_spend_model_are_counted():
    frame = pd.concat([GOOD] * 10, ignore_index=True)
    frame["monetary_value"] += np.where(frame["frequency"] > 0, frame.index % 7, 0)
    frame.loc[1, "monetary_value"] = 0.0
    fit = GammaGamma(frame).fit()
    assert fit.nobs == 29
    said = " ".join(map(str, fit.messages))
    assert "20 customers without a repeat purchase" in said
    assert "1 whose repeat purchases are not worth more than zero" in said


def test_a_negative_or_endless_time_is_refused(pareto):
    with pytest.raises(ValueError, match="length of time"):
        pareto.expected_purchases(-1)
    with pytest.raises(ValueError, match="discount rate above zero"):
        pareto.expected_residual_transactions(0.0)
    with pytest.raises(ValueError, match="alpha"):
        pareto.conf_int(alpha=95)


def test_a_base_of_customers_of_old_only_says_so():
    days = pd.date_range("2024-01-01", periods=40, freq="3D")
    orders = pd.DataFrame({"customer_id": [f"c{n % 8}" for n in range(40)], "date": days})
    known = pd.DataFrame({"customer_id": [f"c{n}" for n in range(8)]})
    known["acquired_on"] = pd.Timestamp("2019-02-01")
    base = customer_base(orders.assign(amount=5.0), customers=known)
    for model in (ParetoNBD, GammaGamma):
        with pytest.raises(DataProblem, match="all 8 customers are older than the file"):
            model(base)


DONORS = pd.DataFrame({"frequency": [0, 1, 4, 0], "recency": [0, 3, 6, 0], "T": [6, 6, 6, 5]})


def test_opportunities_are_whole_and_taken_once_and_all_faults_are_told_at_once():
    faults = DONORS.astype(float)
    faults.loc[0, "T"] = 5.5
    faults.loc[1, "recency"] = 2.25
    faults.loc[2, "frequency"] = 7.0
    with pytest.raises(DataProblem) as caught:
        BetaGeoBetaBinomial(faults)
    said = str(caught.value)
    columns = {problem.column for problem in caught.value.problems}
    assert {"recency", "T", "frequency"} <= columns
    assert "numbers that are not whole" in said and "frequency > recency" in said
    assert "row 1: 5.5" in said and "row 2: 2.25" in said and "row 3: 7.0" in said
    assert BetaGeoBetaBinomial(DONORS).patterns.customers == 4


@pytest.mark.parametrize("model", [BetaGeoNBD, ModifiedBetaGeoNBD, BetaGeoBetaBinomial])
def test_every_model_refuses_what_nothing_can_be_learnt_from(model):
    for rows, said in (([2], "only one customer"), ([0, 3], "no customer has bought twice")):
        with pytest.raises(DataProblem, match=said):
            model(DONORS.iloc[rows]).fit()


@pytest.mark.parametrize("times", [-1.0, np.inf, [4.0, np.nan]])
def test_a_newcomer_is_not_asked_about_an_impossible_time(pareto, times):
    with pytest.raises(ValueError, match="a length of time is a number of at least 0"):
        pareto.expected_purchases_new(times)


@pytest.mark.parametrize("n", [-1, 2.5])
def test_a_number_of_purchases_is_whole_and_not_negative(pareto, n):
    with pytest.raises(ValueError, match="a number of purchases is 0, 1, 2 or more"):
        pareto.probability_of_purchases(n, 10.0)


def test_a_time_in_opportunities_is_whole(bgbb):
    with pytest.raises(ValueError, match="whole number"):
        bgbb.expected_purchases(2.5)
    with pytest.raises(ValueError, match="whole number"):
        bgbb.expected_purchases_new([2, 2.5])
    with pytest.raises(DataProblem, match="not whole"):
        bgbb.expected_purchases(2, DONORS.assign(T=6.5))


@pytest.mark.parametrize("asked", [{"purchase": "none"}, {"dropout": "all"}])
def test_a_limit_that_is_not_known_is_refused(asked):
    with pytest.raises(ValueError, match="common"):
        ParetoNBD(GOOD).fit(**asked)


@pytest.mark.parametrize("held", [{"a": 1.0}, {"r": 0.0}, {"s": -1.0}, {"r": np.nan}])
def test_held_parameters_are_those_of_the_model_and_above_zero(held):
    with pytest.raises(ValueError, match="r, alpha, s, beta"):
        ParetoNBD(GOOD).fit(hold=held)
