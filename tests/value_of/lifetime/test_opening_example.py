"""The two customers: the published months and border, and the same by other routes."""

from __future__ import annotations

import numpy as np
import pytest

from cvmlab.errors import DataProblem
from cvmlab.value_of.lifetime.opening_example import two_customers
from cvmlab.value_of.lifetime.opening_example_picture import plot_two_customers

# "$1,000 once against $500 and $100 more each month": level in month 5, ahead from 6; with a
# monthly continuation s it wins only if s > 5/6 (arithmetic on the interview's example).
TIE, AHEAD, BORDER = 5, 6, 5 / 6


def test_the_example_is_level_in_month_five_and_ahead_from_six():
    pair = two_customers()
    assert (pair.tie_month, pair.ahead_from) == (TIE, AHEAD)
    assert pair.break_even == pytest.approx(BORDER, abs=1e-12)
    assert pair.sentence == (
        "$1,000 once against $500 and $100 a month: level in month 5, ahead from month 6 on, if "
        "she surely stays."
    )


@pytest.mark.parametrize("share", [BORDER - 0.001, BORDER + 0.001])
def test_the_border_decides_who_is_worth_more_in_the_end(share):
    pair = two_customers(continuation=share, months=1200)
    assert (pair.in_all > 1000) == (share > BORDER)
    assert (pair.ahead_from is not None) == (share > BORDER)
    assert pair.in_all == pytest.approx(float(pair.table["second"].iloc[-1]), rel=1e-6)


@pytest.mark.parametrize("discount", [0.0, 0.1, 0.5])
def test_at_the_border_both_are_worth_the_same_whatever_waiting_costs(discount):
    border = two_customers(annual_discount_rate=discount).break_even
    at = two_customers(continuation=border, annual_discount_rate=discount)
    assert at.in_all == pytest.approx(1000, abs=1e-6)
    by_hand = 5 / 6 * (1 + discount) ** (1 / 12)
    assert border == pytest.approx(by_hand)


def test_expectation_and_chance_are_those_of_customers_played_one_by_one():
    """A second route: 200,000 customers who toss a coin each month."""
    share, discount = 0.9, 0.1
    pair = two_customers(continuation=share, annual_discount_rate=discount)
    rng = np.random.default_rng(1)
    months = rng.geometric(1 - share, 200_000) - 1  # payments before the one that fails
    a_month = 1.1 ** (-1 / 12)
    paid = 500 + 100 * a_month * (1 - a_month**months) / (1 - a_month)
    error = 4 * paid.std() / np.sqrt(months.size)
    assert pair.in_all == pytest.approx(paid.mean(), abs=error)
    chance = (paid > 1000).mean()
    assert pair.chance_ahead == pytest.approx(chance, abs=4 * np.sqrt(0.25 / months.size))
    assert pair.payments_needed == 6 and pair.chance_ahead == pytest.approx(0.9**6)


def test_a_worked_line_of_the_table_can_be_checked_by_hand():
    row = two_customers(continuation=0.8).table.set_index("month").loc[2]
    assert row["second"] == pytest.approx(500 + 100 * 0.8 + 100 * 0.64)
    assert (row["staying"], row["lead"]) == (pytest.approx(0.64), pytest.approx(-356))


def test_waiting_that_costs_too_much_cannot_be_made_good():
    pair = two_customers(continuation=0.99, annual_discount_rate=8.0, months=48)
    assert pair.break_even > 1 and pair.ahead_from is None
    assert "even if she never leaves" in pair.sentence


def test_everything_that_cannot_be_is_said_at_once():
    with pytest.raises(DataProblem) as found:
        two_customers(500, 500, 0, 1.2, annual_discount_rate=-0.1, months=0)
    assert len(found.value.problems) == 5


@pytest.mark.parametrize("share", [None, 0.9, 0.8, 0.0])
def test_the_picture_says_what_it_shows(share):
    pair = two_customers(continuation=share)
    picture = plot_two_customers(pair)
    shown = picture.axes.lines[1].get_ydata()
    np.testing.assert_allclose(shown, pair.table["second"])
    assert pair.sentence in picture.alt
    title = picture.axes.get_title("left") or picture.axes.get_title()
    wanted = {None: "Level in month 5", 0.9: "month 8", 0.8: "only $898", 0.0: "only $500"}
    assert wanted[share] in title and title in picture.alt


def test_the_summary_shows_the_tie():
    lines = str(two_customers().summary()).splitlines()
    assert any(line.split() == ["5", "100%", "$1,000", "$1,000", "$0"] for line in lines)
