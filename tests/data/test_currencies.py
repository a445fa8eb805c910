"""Money of two kinds is never added up."""

from __future__ import annotations

import pytest

ORDERS = (
    "customer_id,date,amount,currency\n"
    "a,2024-01-15,10.00,EUR\nb,2024-01-20,10.00,USD\nc,2024-02-10,10.00,usd\nd,2024-02-11,5.00,EUR\n"
)
RATES = "date,currency,rate\n2024-01-18,USD,0.90\n2024-02-01,USD,0.80\n"


def test_mixed_currencies_are_refused_with_their_counts(refusal):
    text = refusal(ORDERS)
    assert "currencies are mixed: EUR 2 rows, USD 2 rows" in text
    assert "--rates" in text and "--where" in text


def test_mixed_signs_are_refused_too(refusal):
    text = refusal("customer_id\tdate\tamount\na\t2024-01-15\t€10.00\nb\t2024-01-16\t$5.00\n")
    assert "currencies are mixed" in text and "EUR 1 row" in text and "$ 1 row" in text


def test_one_currency_may_be_kept(read, aside):
    transactions = read(ORDERS, where="currency = 'EUR'")
    assert transactions.ledger.cents_used == 1500 and transactions.ledger.currency == "EUR"
    assert aside(transactions) == {"left out by the filter": 2}


def test_dated_rates_convert_each_row_at_the_latest_rate(read, write, amounts):
    rates = write(RATES, "rates.csv")
    transactions = read(ORDERS, currency="EUR", rates=str(rates))
    assert amounts(transactions) == [1000, 900, 800, 500]
    notes = " ".join(transactions.ledger.notes)
    assert "2 rows in USD" in notes and "rates.csv" in notes and str(rates.parent) not in notes


def test_a_day_before_the_first_rate_is_set_aside(read, write, aside):
    rates = write(RATES.replace("2024-01-18", "2024-01-21"), "rates.csv")
    transactions = read(ORDERS, currency="EUR", rates=str(rates))
    assert aside(transactions) == {"no exchange rate up to that day": 1}
    assert transactions.ledger.rows == 4


def test_a_rate_given_twice_for_a_day_does_not_double_the_row(write, refusal):
    rates = write(RATES + "2024-02-01,USD,0.85\n", "rates.csv")
    text = refusal(ORDERS, currency="EUR", rates=str(rates))
    assert "rates.csv" in text and "more than one rate" in text


@pytest.mark.parametrize(
    ("rates", "phrase"),
    [
        (RATES.replace("USD", "GBP"), "the rates lack USD"),
        (RATES.replace("0.90", "zero"), "rates"),
        (RATES.replace("0.90", "-1"), "a rate above zero"),
        ("date,rate\n2024-01-18,0.90\n", "currency"),
    ],
)
def test_rates_that_do_not_serve_are_named(rates, phrase, write, refusal):
    path = write(rates, "rates.csv")
    assert phrase in refusal(ORDERS, currency="EUR", rates=str(path))


def test_a_missing_file_of_rates_is_named(refusal):
    assert 'no file or folder "nowhere.csv"' in refusal(ORDERS, currency="EUR", rates="nowhere.csv")


def test_one_currency_needs_no_rates(read):
    transactions = read(ORDERS.replace("USD", "EUR").replace("usd", " eur "))
    assert transactions.ledger.currency == "EUR" and transactions.ledger.cents_used == 3500


def test_another_currency_than_the_report_is_refused(refusal):
    text = refusal(ORDERS.replace("USD", "EUR").replace("usd", "EUR"), currency="CHF")
    assert "the money is in EUR" in text and "CHF" in text


def test_a_column_of_currencies_wins_over_signs(read):
    text = "customer_id,date,amount,currency\na,2024-01-15,$10.00,CAD\nb,2024-01-16,$5.00,CAD\n"
    assert read(text).ledger.currency == "CAD"


def test_amounts_without_a_currency_among_others_are_said(read):
    text = "customer_id,date,amount\na,2024-01-15,€10.00\nb,2024-01-16,5.00\n"
    transactions = read(text)
    assert transactions.ledger.currency == "EUR"
    assert "1 amount" in " ".join(transactions.ledger.notes)


def test_blank_currencies_beside_mixed_ones_do_not_matter_when_filtered(read):
    text = ORDERS + "e,2024-02-12,7.00,\n"
    assert read(text, where="currency in ('USD', 'usd')").ledger.cents_used == 2000
