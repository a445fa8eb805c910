"""What the scorecard says of the third step."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from cvmlab.data.workspace import load
from cvmlab.idic.identify.current_linkage import current_linkage
from cvmlab.idic.interact.dialogue import dialogue
from cvmlab.idic.scorecard.interact_indicators import interact_indicators, over_share
from tests.sample import sample_company


def test_at_kestrel_both_are_measured_and_the_cap_is_worth_a_sum():
    ws = sample_company()
    answers, over = interact_indicators(ws)
    assert answers.value == pytest.approx(dialogue(ws, current_linkage(ws)).used[0])
    assert answers.low < answers.value < answers.high and answers.move is None
    assert over.value == pytest.approx(0.307, abs=0.003)
    assert over.low < over.value < over.high and over.high - over.low < 0.02
    assert "4,39" in over.sentence and "counted by person" in over.sentence
    move = over.move
    assert move is not None and move.sure
    assert move.euros == pytest.approx(63_800, rel=0.01)
    assert move.low < move.euros < move.high
    assert "assumed" in move.why and "complaints fewer" in move.why


def test_share_beyond_the_cap_by_hand_and_by_coverage():
    """Two people: 4 messages with one beyond three, 2 with none. Then 1,000 draws of people."""
    rows = pd.DataFrame({"who": ["a"] * 4 + ["b"] * 2, "nth": [1, 2, 3, 4, 1, 2]})
    share, low, high = over_share(rows, 3, 0.95)
    assert share == pytest.approx(1 / 6) and low <= share <= high <= 1
    rng = np.random.default_rng(2)
    many = rng.poisson(rng.uniform(1, 6, 100_000))
    truth = np.maximum(many - 3, 0).sum() / many.sum()
    held = []
    for _ in range(1000):
        drawn = rng.choice(many, 250)
        who = np.repeat(np.arange(250), drawn)
        nth = np.concatenate([np.arange(1, n + 1) for n in drawn])
        _, low, high = over_share(pd.DataFrame({"who": who, "nth": nth}), 3, 0.95)
        held.append(low <= truth <= high)
    assert 0.93 <= np.mean(held) <= 0.97


def test_what_is_missing_is_a_sentence(tmp_path):
    orders = pd.DataFrame({"customer": ["a", "b"], "date": ["2024-05-06"] * 2, "amount": [1.0, 2]})
    answers, over = interact_indicators(load(orders))
    assert not answers.measured and not over.measured
    assert answers.missing.endswith(".") and "contacts" in over.missing


def test_contacts_alone_are_counted_by_card_and_make_no_sum(tmp_path):
    """No lot, no lists to link, no cost: the share is measured, a sum is not made up."""
    (tmp_path / "firm").mkdir()
    day = pd.date_range("2024-01-01", periods=20, freq="2D").strftime("%Y-%m-%d")
    orders = pd.DataFrame({"customer_id": ["a"] * 20, "date": day, "amount": 10.0})
    orders.to_csv(tmp_path / "firm" / "transactions.csv", index=False)
    sent = pd.DataFrame({"customer_id": ["a"] * 15 + ["b"] * 5, "date": day, "channel": "letter"})
    sent.to_csv(tmp_path / "firm" / "contacts.csv", index=False)
    _, over = interact_indicators(load(tmp_path / "firm"))
    assert over.measured and over.move is None and "counted by card" in over.sentence
    by_month = pd.to_datetime(sent["date"]).dt.month
    number = sent.groupby(["customer_id", by_month]).size()
    assert over.value == pytest.approx((number - 3).clip(lower=0).sum() / 20)
