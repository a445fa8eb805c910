"""All letters against none: planted effects, a broken lot, and the sample company."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from cvmlab.data.workspace import load
from cvmlab.errors import DataProblem
from cvmlab.idic.identify.current_linkage import current_linkage
from cvmlab.idic.interact.holdout_effect import _one_row_each, holdout_effect, holdout_of
from cvmlab.value_of.lifetime.current_costs import current_costs
from cvmlab.value_of.lifetime.customer_values import current_values
from cvmlab.value_of.right.letters_by_lot import letters_by_lot
from tests.sample import sample_company


def drawn(seed: int, brings: float = 1.5, customers: int = 1_200, reached: float = 0.6):  # type: ignore[no-untyped-def]
    """A lot of nine in ten; letters reach some and bring each of them `brings`."""
    rng = np.random.default_rng(seed)
    before = rng.gamma(0.8, 60.0, customers)
    treated = rng.random(customers) < 0.9
    gets = treated & (rng.random(customers) < reached)
    return pd.DataFrame(
        {
            "treated": treated,
            "propensity": 0.9,
            "sales_26w_before": before,
            "margin": 0.25 * before + rng.normal(0, 8, customers) + brings * gets,
            "spent": np.where(gets, 12.0, 0.0),
            "letters": np.where(gets, 16, 0),
        }
    )


def test_the_effect_of_the_draw_lies_in_its_interval_as_often_as_said():
    """1,000 lots: those drawn but not reached count, so the effect is .6 × 1.50 = .90 a head."""
    held, net = [], []
    for seed in range(1000):
        found = holdout_of(drawn(seed), before=["sales_26w_before"])
        held.append(found.low <= 0.9 <= found.high)
        all_of_them = found.trial.sizes[0] * 0.6 * (1.5 - 12.0)
        net.append(found.net[1] <= all_of_them <= found.net[2])
    assert 0.93 <= np.mean(held) <= 0.97 and 0.92 <= np.mean(net) <= 0.975


def test_the_past_narrows_and_does_not_move_it():
    frame = drawn(5, customers=8000)
    sharp = holdout_of(frame, before=["sales_26w_before"])
    plain = holdout_of(frame)
    assert sharp.high - sharp.low < 0.7 * (plain.high - plain.low)
    assert abs(sharp.gain - plain.gain) < plain.high - plain.gain
    assert "explains" in sharp.past and "plain one" in plain.past
    assert sharp.reached == pytest.approx(0.6, abs=0.02) and "intention to treat" in sharp.kept
    by_hand = frame.groupby("treated")["margin"].mean()
    assert plain.gain == pytest.approx(by_hand[True] - by_hand[False])


def test_a_broken_lot_sounds_the_alarm():
    """A list cleaned after the draw: who never bought again is gone, but only among the treated."""
    frame = drawn(6, customers=10_000)
    sound = holdout_of(frame, before=["sales_26w_before"])
    assert not sound.mismatch and "the lot was kept" in sound.kept
    lost = frame["treated"] & (frame["margin"] < 2)
    broken = holdout_of(frame[~lost], before=["sales_26w_before"])
    assert broken.mismatch and broken.pays is None
    assert broken.sentence.startswith("Sample ratio mismatch")
    assert broken.low > 0.9  # and the effect it would have shown is too good to be true


@pytest.mark.parametrize(("brings", "pays"), [(0.0, False), (12.0, None), (30.0, True)])
def test_it_pays_only_where_the_whole_interval_does(brings, pays):
    found = holdout_of(drawn(7, brings), before=["sales_26w_before"], currency="EUR")
    assert found.pays is pays
    said = {False: "lost money", None: "cannot tell", True: "after their cost"}[pays]
    assert said in found.sentence and "(the baseline)" in found.sentence
    each = found.of_a_letter
    assert each[0] == pytest.approx(found.gain / found.letters)


def test_letters_to_the_holdout_are_counted():
    frame = drawn(8)
    frame.loc[frame.index[~frame["treated"]][:3], "letters"] = 2
    assert "3 of those to be left alone got messages" in holdout_of(frame).kept


def test_whoever_is_drawn_for_both_arms_is_in_neither():
    rows = pd.DataFrame(
        {
            "who": ["a", "a", "b", "b", "c", None],
            "treated": [True, False, True, True, False, True],
            "assigned_on": ["2024-01-01", "2024-01-01", "2024-03-01", "2024-01-01", "2024-01-01",
                            "2024-01-01"],
            "sales_26w_before": [1.0, 2.0, 3.0, 4.0, 5.0, 6.0],
        }
    )  # fmt: skip
    kept, aside = _one_row_each(rows)
    assert aside == 1 and sorted(kept["who"]) == ["b", "c"]
    one = kept.set_index("who").loc["b"]
    assert one["sales_26w_before"] == 7.0 and one["assigned_on"] == pd.Timestamp(2024, 1, 1)


def test_at_kestrel_by_card_it_is_what_letters_by_lot_say():
    """Another road to the same figure: values of the last year and costs by customer."""
    ws = sample_company()
    found = holdout_effect(ws)
    other = letters_by_lot(current_values(ws), current_costs(ws), ws.assignments.frame())
    assert found.trial.sizes == other.trial.sizes
    assert found.gain == pytest.approx(other.gain, abs=0.02)
    assert (found.low, found.high) == pytest.approx((other.low, other.high), abs=0.02)
    assert found.cost == pytest.approx(other.cost, abs=0.1)


def test_at_kestrel_by_person_no_effect_is_planted_and_letters_lose_money():
    ws = sample_company()
    found = holdout_effect(ws, current_linkage(ws))
    assert found.low < 0 < found.high < found.cost and found.pays is False
    net, low, high = found.net
    assert low < net < high < 0 and not found.mismatch
    written = found.trial.sizes[0]
    assert written * found.cost == pytest.approx(ws.contacts.frame()["cost"].sum(), rel=0.01)
    assert net == pytest.approx(written * (found.gain - found.cost))
    assert found.letters > holdout_effect(ws).letters  # messages to second cards
    assert len(found.summary().cells) == 3 and "lost money" in found.sentence


def test_what_is_missing_is_said():
    orders = pd.DataFrame({"customer": ["a"], "date": ["2024-05-06"], "amount": [1.0]})
    with pytest.raises(DataProblem) as caught:
        holdout_effect(load(orders))
    assert len(caught.value.problems) == 3
    with pytest.raises(DataProblem, match="care programme"):
        holdout_effect(sample_company(), experiment="the lot of 2021")
    with pytest.raises(DataProblem, match="letters"):
        holdout_of(drawn(1).drop(columns="letters"))
