"""Winning back: the limit of a voucher by hand and by simulation, and what people say."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from cvmlab.errors import DataProblem
from cvmlab.loyalty.retention.coming_back import coming_back
from cvmlab.loyalty.retention.silence import silence, silent_now
from cvmlab.loyalty.retention.voucher_limit import voucher_limit
from cvmlab.loyalty.retention.win_back import win_back
from cvmlab.loyalty.retention.win_back_picture import plot_win_back


@pytest.fixture(scope="module")
def quiet(kestrel_days):
    return silence(kestrel_days)


@pytest.fixture(scope="module")
def now(kestrel_days):
    return silent_now(kestrel_days)


def offer(quiet, now, **changes):
    terms = {"voucher": 20.0, "lift": 0.05, "margin_rate": 0.2, "min_weeks": 13, "currency": "EUR"}
    return win_back(quiet, now, **(terms | changes))


def test_at_its_limit_a_voucher_neither_wins_nor_loses():
    """A second route: customers one by one, each with a coin of their own."""
    rng = np.random.default_rng(1)
    anyway, lift, margin, letter, people = 0.3, 0.05, 70.0, 0.5, 4_000_000
    limit = voucher_limit(anyway, lift, margin, letter)
    draw = rng.random(people)
    redeem, owed = draw < anyway + lift, (draw >= anyway) & (draw < anyway + lift)
    profit = owed * margin - redeem * limit - letter
    assert profit.mean() == pytest.approx(0, abs=4 * profit.std() / np.sqrt(people))


def test_nobody_comes_anyway_and_a_comeback_may_cost_what_it_brings():
    assert voucher_limit(0.0, 0.1, 40.0) == pytest.approx(40.0)
    assert voucher_limit(0.3, 0.0, 40.0) == 0
    assert np.isnan(voucher_limit(0.0, 0.0, 40.0))
    assert voucher_limit(0.3, 0.0, 40.0, letter=1.0) < 0


def test_groups_add_up_to_the_whole_and_turn_at_their_limit(quiet, now):
    result = offer(quiet, now)
    table = result.table
    assert result.customers == (now["weeks"] >= 13).sum()
    for row in table.itertuples():
        at_limit = offer(quiet, now, voucher=max(row.limit, 0))
        same = at_limit.group(row.rhythm, row.low_weeks)
        assert same.profit == pytest.approx(0, abs=1e-6)
        assert row.limit_low <= row.limit <= row.limit_high
    assert result.profit == pytest.approx(table["profit"].sum())
    assert result.anyway < result.redeemed


def test_the_memos_offer_loses_money_and_pays_with_regulars_alone(quiet, now):
    result = offer(quiet, now, letter=0.95)
    assert result.profit < 0
    assert set(result.paying["rhythm"]) == {"every other week"}
    assert "of whom would have come anyway, and it loses" in result.sentence
    assert "pays in none" in offer(quiet, now, lift=0.0, letter=1.0).sentence
    assert "pays in every group" in offer(quiet, now, voucher=0.1, lift=0.2).sentence


def test_the_picture_tells_what_each_group_brings(quiet, now):
    result = offer(quiet, now, letter=0.95)
    picture = plot_win_back(result)
    bars = [patch.get_width() for patch in picture.axes.patches]
    assert bars == pytest.approx(list(result.table["profit"]))
    assert [bool(patch.get_hatch()) for patch in picture.axes.patches] == [x <= 0 for x in bars]
    assert "loses €4," in picture.alt and "631 customers, of whom 28% come anyway" in picture.alt


def test_one_customer_can_be_worked_out_with_a_pencil(quiet, now):
    text = offer(quiet, now).by_hand("K0000002")
    line = text.rsplit("may cost ", 1)[1]
    formula, euros = line.rstrip(".").split(" = €")
    value = eval(formula.replace("×", "*"))  # the formula as it is printed
    assert value == pytest.approx(float(euros), rel=0.01)
    with pytest.raises(DataProblem, match="not silent"):
        offer(quiet, now).by_hand("K0000001")


def test_settings_that_make_no_sense_are_refused_all_at_once(quiet, now):
    with pytest.raises(DataProblem) as caught:
        offer(quiet, now, lift=5, voucher=-1)
    assert len(caught.value.problems) == 2
    with pytest.raises(DataProblem, match="map a column of margin"):
        offer(quiet, now, margin_rate=None)
    with pytest.raises(DataProblem, match="Nobody is silent"):
        offer(quiet, now.head(0))
    with pytest.raises(DataProblem, match="Nobody who had come"):
        offer(quiet, now).of("daily", 13)


# what people say


@pytest.fixture(scope="module")
def interviews(kestrel):
    return kestrel.exit_interviews.frame()


def test_shares_are_counted_among_those_who_were_customers(interviews):
    result = coming_back(interviews)
    mine = interviews[interviews["who"] == "customer"]
    assert result.asked == len(mine)
    row = result.table.set_index("group").loc["failure"]
    failed = mine[mine["cause_stated"] == "failure"]
    assert row.asked == len(failed)
    assert row.ready == pytest.approx((failed["would_come_back"] == "yes").mean())
    assert 'least often "moved" 0% of 30' in result.sentence
    assert '"failure" 10% of 39' in result.sentence


def test_groups_under_ten_are_not_shown(interviews):
    result = coming_back(interviews, by="emotion")
    assert result.hidden == 5 and "disgust" not in set(result.table["group"])
    assert (result.table["asked"] >= 10).all()
    assert "not shown" in str(result.summary())


def test_planted_readiness_lies_inside_the_intervals():
    rng = np.random.default_rng(3)
    truth, held = {"price": 0.3, "failure": 0.1}, 0
    for _ in range(60):
        cause = rng.choice(list(truth), 80)
        yes = rng.random(80) < pd.Series(cause).map(truth)
        asked = pd.DataFrame({"cause_stated": cause, "would_come_back": np.where(yes, "yes", "no")})
        rows = coming_back(asked).table.set_index("group")
        held += sum(rows.loc[k, "low"] <= v <= rows.loc[k, "high"] for k, v in truth.items())
    assert 0.89 < held / 120 < 0.995


def test_answers_nobody_knows_and_few_people_are_refused():
    asked = pd.DataFrame({"cause_stated": ["price"] * 12, "would_come_back": ["maybe"] * 12})
    with pytest.raises(DataProblem, match="yes, perhaps, no"):
        coming_back(asked)
    with pytest.raises(DataProblem, match="No group has 10"):
        coming_back(asked.head(5).assign(would_come_back="no"))
    with pytest.raises(DataProblem, match="feeling"):
        coming_back(asked, by="feeling")
    all_one = asked.assign(would_come_back="yes")
    assert "would come back" in coming_back(all_one).sentence
