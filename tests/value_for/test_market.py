"""A market typed by hand: however it is typed the same brands stand there, and slips are named."""

from __future__ import annotations

import pandas as pd
import pytest

from cvmlab.data.surveys.scale import Scale
from cvmlab.errors import DataProblem
from cvmlab.value_for.brands.draws import brand_means, respondent_draws
from cvmlab.value_for.brands.market import market

ROWS = [("Us", 7, 6.5, 1290.5, 20), ("Zeal", 5, 4, 50, 25), ("Acme & Co", 9, 8, 120, 0)]
AS_TEXT = """
    brand; product; service; price; hassle
    Us; 7; 6,5; €1,290.50; 20 min

    Zeal; 5; 4; 50 EUR; 25 minutes;
    Acme & Co; 9; 8; EUR 120,00; 0
"""


def same(one, other) -> bool:
    return one.rows.equals(other.rows) and one.brands == other.brands


@pytest.mark.parametrize(
    "typed",
    [
        (AS_TEXT,),
        ("Us | 7 | 6.5 | 1.290,50 | 20", "Zeal|5|4|50|25", "Acme & Co|9|8|120|0"),
        ("Us\t7\t6.5\t1290.5\t20", "Zeal\t5\t4\t50\t25", "Acme & Co\t9\t8\t120\t0"),
        ("Us, 7, 6.5, 1290.5, 20", "Zeal, 5, 4, 50, 25", "Acme & Co, 9, 8, £120, 0"),
        tuple(ROWS),
        (ROWS,),
        ({name: values for name, *values in ROWS},),
        (pd.DataFrame(ROWS, columns=["brand", "product", "service", "price", "hassle"]),),
    ],
    ids=["text", "bars", "tabs", "commas", "rows", "list", "mapping", "table"],
)
def test_however_it_is_typed_the_same_market_stands_there(typed):
    mine = market(*typed)
    assert same(mine, market(*ROWS))
    assert mine.own == "Us" and mine.brands == ("Us", "Acme & Co", "Zeal")
    assert mine.rows.loc[0, ["product", "service", "price", "hassle"]].tolist() == [
        7, 6.5, 1290.5, 20,
    ]  # fmt: skip


def test_nobody_was_asked_so_nothing_is_drawn_again():
    mine = market(*ROWS)
    assert not mine.asked and "your own estimates" in mine.sentence and mine.few == ()
    counts = respondent_draws(mine, resamples=200)
    assert counts.shape == (1, 1)
    assert brand_means(mine, counts)[0, 0].tolist() == [7, 6.5, 1290.5, 20]


def test_the_given_table_is_left_as_it_is():
    table = pd.DataFrame(ROWS, columns=["brand", "product", "service", "price", "hassle"])
    before = table.copy()
    market(table)
    pd.testing.assert_frame_equal(table, before)


def test_scale_unit_and_currency_are_kept():
    mine = market("A; 1; 5; 9; 2", "B; 2; 3; 4; 1", scale=Scale(1, 5), hassle_unit="money",
                  currency="USD")  # fmt: skip
    assert (str(mine.scale), mine.hassle_unit, mine.currency) == ("1 to 5", "money", "USD")


def test_the_currency_is_that_of_the_signs_typed():
    assert market("A; 1; 5; $90; 2", "B; 2; 3; 40; 1").currency == "USD"
    assert market("A; 1; 5; 90 CHF; 2", "B; 2; 3; CHF 40; 1").currency == "CHF"
    assert market("A; 1; 5; 90; 2", "B; 2; 3; 40; 1").currency == "EUR"
    assert market("A; 1; 5; $90; 2", "B; 2; 3; $40; 1", currency="CAD").currency == "CAD"
    with pytest.raises(DataProblem, match=r"several currencies: \$, GBP"):
        market("A; 1; 5; $90; 2", "B; 2; 3; £40; 1")


def test_everything_wrong_is_said_at_once_with_its_line():
    with pytest.raises(DataProblem) as caught:
        market("Us; 7; 6; 90", "Us; 7; 12; 0; -2", "Hut; good; 6; 90; 1.5k", "; 1; 2; 3; 4",
               "Den; 1; 2; 3; 4; 5")  # fmt: skip
    said = str(caught.value)
    for words in (
        'line 1 ("Us") has 3 of the four numbers',
        'line 2 ("Us"): service "12" is not on the scale of 0 to 10',
        'line 2 ("Us"): price "0" is no price',
        'line 2 ("Us"): hassle "-2" is below nothing',
        'line 3 ("Hut"): product "good" is no number',
        'line 3 ("Hut"): hassle "1.5k" is no number',
        "line 4 has no name",
        'line 5 ("Den") has 5 numbers, not four',
        '"Us" stands twice',
        "What to do: write each brand as: name; product; service; price; hassle",
    ):
        assert words in said, words


@pytest.mark.parametrize("value", [None, True, float("nan"), float("inf"), "", "1.2.3", "20 h"])
def test_what_is_no_number_is_never_read_as_one(value):
    with pytest.raises(DataProblem, match=r"hassle .* is no number"):
        market(("Us", 7, 6, 90, value), ROWS[1])


@pytest.mark.parametrize(
    ("typed", "said"),
    [((), "there is no brand"), (("",), "there is no brand"), ((ROWS[0],), "Us is the only brand")],
)
def test_one_brand_is_no_market(typed, said):
    with pytest.raises(DataProblem, match=said):
        market(*typed)


def test_a_table_without_its_columns_is_refused_with_the_nearest_name():
    table = pd.DataFrame(ROWS, columns=["brand", "product", "servce", "price", "minutes"])
    with pytest.raises(DataProblem) as caught:
        market(table)
    assert 'Column "service"' in str(caught.value) and 'Column "hassle"' in str(caught.value)


def test_an_unknown_unit_of_hassle_is_a_slip():
    with pytest.raises(ValueError, match="minutes"):
        market(*ROWS, hassle_unit="hours")
