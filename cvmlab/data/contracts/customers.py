"""What the firm knows of a customer beside the orders."""

from __future__ import annotations

from cvmlab.data.contracts.table import Column, Contract
from cvmlab.data.contracts.transactions import TRANSACTIONS

CUSTOMERS = Contract(
    name="customers",
    one_row="one customer, as the firm numbers them",
    columns=(
        Column(
            "customer_id",
            "id",
            "The customer's number, as it stands in the transactions.",
            required=True,
            known_as=TRANSACTIONS["customer_id"].known_as,
        ),
        Column(
            "acquired_on",
            "date",
            "The day of the customer's first purchase ever, also when it is older than the file.",
            unit="calendar day",
            allowed="1900-01-01 to 2099-12-31",
            known_as=(
                "acquisition date",
                "acquired",
                "customer since",
                "first purchase",
                "first order date",
                "first purchase date",
                "member since",
                "since",
                "joined",
                "join date",
                "start date",
                "kunde seit",
                "erstkauf",
                "erstbestellung",
            ),
        ),
    ),
)
