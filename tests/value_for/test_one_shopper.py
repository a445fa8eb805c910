"""One respondent's value equation, worked by hand: every number can be followed with a pencil."""

from __future__ import annotations

import pytest

from cvmlab.data.surveys.scale import Scale
from cvmlab.errors import DataProblem
from cvmlab.kestrel.brands import brand_perceptions
from cvmlab.value_for.brands.brand_views import brand_views
from cvmlab.value_for.brands.market import market
from cvmlab.value_for.equation.one_shopper import one_shopper

MINE = market("Us; 8; 7; 86; 16", "Cheap & Co; 5; 4; 45; 28", scale=Scale(1, 10))


@pytest.fixture(scope="module")
def table():
    return brand_perceptions(1)


@pytest.fixture(scope="module")
def views(table):
    return brand_views(table, own="Kestrel")


def test_the_value_is_the_equation_of_the_answers(table, views):
    who = table["respondent_id"].iloc[40]
    result = one_shopper(views, who, minute_price=0.25).table.set_index("brand")
    answers = table[table["respondent_id"] == who].set_index("brand")
    assert sorted(result.index) == sorted(answers.index)
    for brand, row in answers.iterrows():
        product = (row.freshness + row.range + row.own_products) / 3
        service = (row.friendliness + row.helpfulness + row.checkout) / 3
        cost = row.basket_price + 0.25 * row.hassle_minutes
        assert result.loc[brand, "value"] == pytest.approx(100 * (product + service) / cost)
        from_0 = 100 * (product + service - 2) / cost
        assert result.loc[brand, "value_from_0"] == pytest.approx(from_0)


def test_the_same_answers_put_another_brand_first_from_zero():
    result = one_shopper(MINE, "you", minute_price=0.25)
    assert (result.first, result.first_from_0) == ("Cheap & Co", "Us")
    assert "No answer has changed" in result.sentence
    assert "17.3 against 16.7 at Us" in result.sentence


def test_where_nothing_turns_that_is_said():
    result = one_shopper(market("A; 9; 9; 50; 1", "B; 2; 2; 90; 9", scale=Scale(1, 10)), "you",
                         minute_price=1)  # fmt: skip
    assert result.sentence == (
        "you gets most points for €100 at A, also when the worst answer, 1, is counted as 0."
    )


def test_the_arithmetic_of_a_brand_can_be_followed():
    said = one_shopper(MINE, "you", minute_price=0.25).of("Cheap & Co")
    assert said == (
        "Cheap & Co: 5.00 + 4.00 = 9.00 points; €45.00 + 28 minutes × €0.25 = €52.00; "
        "9.00 / 52.00 × 100 = 17.3 points for €100."
    )


def test_hassle_in_money_needs_no_price_of_a_minute():
    mine = market("A; 8; 7; 86; 4", "B; 5; 4; 45; 7", hassle_unit="money")
    result = one_shopper(mine, "you")
    assert "€86.00 + €4.00 = €90.00" in result.of("A")
    assert "A minute" not in str(result.summary())


def test_minutes_without_a_price_are_refused():
    with pytest.raises(DataProblem, match="minutes cannot be added to money"):
        one_shopper(MINE, "you")


def test_an_unknown_respondent_or_brand_is_refused(views):
    with pytest.raises(DataProblem, match="nobody who was asked"):
        one_shopper(views, "Q9", minute_price=0.25)
    with pytest.raises(DataProblem, match='did not rate "Us & Co"'):
        one_shopper(MINE, "you", minute_price=0.25).of("Us & Co")


def test_the_table_credits_the_equation_and_shows_shares(views):
    who = views.rows["respondent"].iloc[0]
    shown = str(one_shopper(views, who, minute_price=0.25).summary())
    assert "Shaun Smith" in shown and "Share of money" in shown and "1 counted as 0" in shown
