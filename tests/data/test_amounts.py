"""Money written in the ways of the world, and the cases in which only a person can know."""

from __future__ import annotations

import pytest


def orders(*texts: str) -> str:
    rows = "".join(f'c{i}\t2024-01-{i % 28 + 1:02}\t"{t}"\n' for i, t in enumerate(texts))
    return "customer_id\tdate\tamount\n" + rows


# What is written -> cents; one file each, read without any setting.
WRITTEN = {
    "decimal point": (["10.50", "3", ".75", "7."], [1050, 300, 75, 700]),
    "decimal comma": (["10,50", "3", ",75", "7,"], [1050, 300, 75, 700]),
    "thousands commas": (["1,234.50", "1,234,567.00", "2,000"], [123450, 123456700, 200000]),
    "thousands points": (["1.234,50", "1.234.567,00", "2.000"], [123450, 123456700, 200000]),
    "thousands blanks": (["1 234,50", "12 345 678,90"], [123450, 1234567890]),
    "hard blanks": (["1\u00a0234,50", "12\u202f345,90", "1\u2009000,00"],
                    [123450, 1234590, 100000]),
    "apostrophes": (["1'234.50", "12’345.90"], [123450, 1234590]),
    "lakh and crore": (["12,34,567.50", "1,00,000.00"], [123456750, 10000000]),
    "two thousands marks decide alone": (["1,234,567", "5,678"], [123456700, 567800]),
    "sign before": (["€10.50", "€ 3.00", "-€1.00", "€-2.00"], [1050, 300, -100, -200]),
    "sign after": (["10,50 €", "3,00€", "1,00- €"], [1050, 300, -100]),
    "dollars": (["$1,234.50", "($5.00)", "$ 2.00"], [123450, -500, 200]),
    "codes": (["EUR 10.50", "3.00 EUR", "eur 1.00"], [1050, 300, 100]),
    "francs": (["Fr. 10.50", "CHF 1'000.00"], [1050, 100000]),
    "kroner": (["10,50 kr", "3,00 kr."], [1050, 300]),
    "zloty": (["10,50 zł", "3,00 zł"], [1050, 300]),
    "trailing minus": (["10.50", "3.25-"], [1050, -325]),
    "brackets": (["10.50", "(3.25)", "(1,000.00)"], [1050, -325, -100000]),
    "unicode minus": (["10.50", "−3.25", "–1.00"], [1050, -325, -100]),
    "plus": (["+10.50", "-3.25"], [1050, -325]),
    "scientific": (["1.05E1", "2.5e+3", "1e-2"], [1050, 250000, 1]),
    "integers": (["10", "-3", "0"], [1000, -300, 0]),
    "negative zero": (["5.00", "-0.00", "-0"], [500, 0, 0]),
    "just below a trillion": (["999999999999.99", "1.00"], [99999999999999, 100]),
    "many decimals": (["10.499999", "0.005", "-1.005"], [1050, 1, -101]),
    "leading zeros": (["0010.50", "000"], [1050, 0]),
    "one decimal": (["10.5", "3.2"], [1050, 320]),
}  # fmt: skip


@pytest.mark.parametrize("name", WRITTEN)
def test_amounts_are_exact_however_they_are_written(name, read, amounts, aside):
    texts, cents = WRITTEN[name]
    transactions = read(orders("1", *texts))
    assert aside(transactions) == {}
    assert amounts(transactions) == [100, *cents]


@pytest.mark.parametrize(("decimal", "cents"), [("point", [123400, 500]), ("comma", [123, 500])])
def test_an_undecided_mark_is_read_as_told(decimal, cents, read, amounts):
    assert amounts(read(orders("1,234", "5"), decimal=decimal)) == cents


@pytest.mark.parametrize("texts", [("1,234", "5,678"), ("1.234", "12.000", "7")])
def test_an_undecided_mark_is_asked_about(texts, refusal):
    text = refusal(orders(*texts))
    assert 'Column "amount"' in text and "thousands or decimals" in text and "(2 rows)" in text
    assert f'"{texts[0]}" in line 2' in text
    assert "--decimal point" in text and "--decimal comma" in text


def test_one_value_far_down_decides_for_all(read, amounts):
    transactions = read(orders(*["1.234"] * 500, "9,99"))
    assert amounts(transactions)[0] == 123400


def test_contradicting_marks_are_refused_with_an_example_of_each(refusal):
    text = refusal(orders("10.50", "10,50", "11,25"))
    assert "decimal point (1)" in text and "decimal comma (2)" in text
    assert '"10.50" in line 2' in text and '"10,50" in line 3' in text


def test_contradicting_marks_are_set_aside_when_told_which_is_right(read, aside, amounts):
    transactions = read(orders("10.50", "10,50", "3.00"), decimal="point")
    assert amounts(transactions) == [1050, 300]
    assert aside(transactions) == {"the amount cannot be read": 1}


def test_what_is_no_amount_is_set_aside_with_its_line(read, aside):
    transactions = read(
        orders("10.50", "n/a", "", "12.3.4", "1,2,3.00", "free", "--5", "5.00 6.00", *"12345678")
    )
    assert aside(transactions) == {"the amount cannot be read": 6, "no amount": 1}
    entry = next(e for e in transactions.ledger.entries if "cannot" in e.reason)
    assert entry.examples[0].startswith("line 3") and "n/a" in entry.examples[0]


def test_amounts_too_large_for_the_books_are_set_aside_not_wrapped(read, aside):
    transactions = read(orders("10.50", "1234567890123.45", "1" + "0" * 30, "9e40"))
    assert aside(transactions) == {"the amount cannot be read": 3}


def test_a_column_that_is_no_money_is_named(refusal):
    text = refusal(orders("red", "green", "5"))
    assert "most values are no amounts" in text and "(2 rows)" in text and "mapping" in text


def test_roundings_are_said(read):
    flags = " ".join(read(orders("10.499", "3.00", "1.005")).ledger.flags)
    assert "2 rows have more than two decimals" in flags


def test_the_mark_of_one_column_settles_a_neighbour_that_has_none(read, amounts):
    text = "customer_id;date;Quantity;UnitPrice\na;2024-01-15;1 000;2,50\nb;2024-01-16;2;3,00\n"
    transactions = read(text, columns={"amount": "Quantity * UnitPrice"})
    assert amounts(transactions) == [250000, 600]
