"""What a unit of each currency was worth, day by day."""

from __future__ import annotations

from cvmlab.data.contracts.table import Column, Contract

EXCHANGE_RATES = Contract(
    name="exchange rates",
    one_row="the rate of one currency from one day on",
    columns=(
        Column("date", "date", "The first day the rate holds.", required=True, unit="calendar day",
               known_as=("day", "datum", "valid from", "from")),
        Column("currency", "text", "The currency, as a code of three letters.", required=True,
               known_as=("currency code", "code", "ccy", "curr")),
        Column("rate", "money", "What one unit was worth in the currency of the report.",
               required=True, unit="report currency for one unit", allowed="above zero",
               known_as=("exchange rate", "fx rate", "fx", "kurs", "value")),
    ),
)  # fmt: skip
