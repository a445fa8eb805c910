"""A rule is chosen on some customers and valued on others; where the line is drawn."""

from __future__ import annotations

import numpy as np
import pytest

from cvmlab.errors import DataProblem
from cvmlab.idic.customize.choose_policy import CHOSEN, choose_policy
from cvmlab.idic.customize.policy import NOBODY, Policy, drawn_line
from tests.idic.customize.made_trial import made_trial


def test_a_cut_is_made_once_or_the_parts_change_places():
    trial = made_trial(2, 600)
    rules = [Policy("uplift"), Policy("value", share=0.2), Policy("everybody")]
    both = choose_policy(trial, rules)
    assert len(both.customers) == len(trial) and len(both.names) == 2
    assert both.customers.tolist() == trial.customer_id.tolist()
    once = choose_policy(trial, rules, swap=False)
    assert len(once.customers) == pytest.approx(300, abs=20) and len(once.names) == 1
    third = choose_policy(trial, rules, share_for_choice=0.7)
    assert len(third.customers) == pytest.approx(180, abs=20) and len(third.names) == 1
    fifths = choose_policy(trial, rules, share_for_choice=0.8)
    assert len(fifths.customers) == len(trial) and len(fifths.names) == 5


def test_the_chosen_rule_is_the_one_of_its_part_customer_by_customer():
    found = choose_policy(made_trial(3, 1_200), [Policy("uplift"), Policy("everybody")], swap=False)
    name = found.names[0]
    assert (found.treats[CHOSEN] == found.treats[name]).all()
    assert found.difference(name)[0] == 0 and found.difference(CHOSEN, NOBODY) == found.gain
    one = found.customers.iloc[4]
    assert found.of(one)[name] == found.treats[name][4]
    with pytest.raises(DataProblem, match="not among those valued"):
        found.of("nobody of that name")
    assert found.flattered == pytest.approx(found.on_choosing - found.gain[0])


def test_where_it_pays_the_rule_is_found_and_its_value_lies_in_the_interval():
    """The treatment adds 60% to half of the customers: by uplift is chosen over by value and by
    risk, and beats them on truth."""
    trial = made_trial(7, 6_000, share=0.3)
    rules = [Policy("uplift"), Policy("risk", share=0.2), Policy("value", share=0.2)]
    found = choose_policy(trial, rules)
    tau = trial.frame["tau"].to_numpy() - trial.cost
    worth = {name: float((tau * flags).mean()) for name, flags in found.treats.items()}
    assert set(found.names) == {"by uplift"}
    assert worth["by uplift"] > worth["by value, 20%"] > 0 > worth["by risk, 20%"]
    _gain, low, high = found.gain
    assert low > 0 and low <= worth[CHOSEN] <= high
    _gap, low, high = found.difference(CHOSEN, "by risk, 20%")
    assert low <= worth[CHOSEN] - worth["by risk, 20%"] <= high and low > 0
    assert '"by uplift"' in found.sentence and "who had no say" in found.sentence


def test_where_nothing_works_nobody_is_chosen_most_times():
    chosen = [
        choose_policy(made_trial(seed, 800, share=0.0), [Policy("everybody")]).names
        for seed in range(10)
    ]
    nobody = [name for names in chosen for name in names].count(NOBODY)
    assert nobody >= 12


@pytest.mark.parametrize(
    ("policy", "treated"),
    [(Policy("uplift"), [True, True, False, True]), (Policy("uplift", share=0.5),
     [True, False, False, True]), (Policy("risk", share=0.25), [False, False, False, True]),
     (Policy("everybody"), [True] * 4), (Policy("nobody"), [False] * 4),
     (Policy("risk", share=0.2), [False] * 4)],
)  # fmt: skip
def test_the_line_is_drawn_at_the_cost_and_at_the_share(policy, treated):
    assert drawn_line(policy, np.array([5.0, 4.0, 1.0, 9.0]), 3.0).tolist() == treated


def test_ties_at_the_line_are_drawn_by_lot_and_never_exceed_the_share():
    first = drawn_line(Policy("value", share=0.3), np.ones(100), 0.0, seed=1)
    other = drawn_line(Policy("value", share=0.3), np.ones(100), 0.0, seed=2)
    assert first.sum() == other.sum() == 30 and (first != other).any()


def test_rules_that_do_not_say_enough_are_refused():
    with pytest.raises(ValueError, match="needs a share"):
        Policy("risk")
    with pytest.raises(ValueError, match="between 0 and 1"):
        Policy("uplift", share=1.5)
    with pytest.raises(DataProblem, match="does not know"):
        choose_policy(made_trial(1, 400), [Policy("shoe size", share=0.1)])
    with pytest.raises(DataProblem, match="still bought"):
        choose_policy(made_trial(1, 400, lately=""), [Policy("risk", share=0.1)])
    with pytest.raises(ValueError, match="own name"):
        choose_policy(made_trial(1, 400), [Policy("everybody"), Policy("everybody")])
