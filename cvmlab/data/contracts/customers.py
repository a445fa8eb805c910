"""What the firm knows of a customer beside the orders."""

from __future__ import annotations

from cvmlab.data.contracts.table import Column, Contract
from cvmlab.data.contracts.transactions import TRANSACTIONS

CUSTOMERS = Contract(
    name="customers",
    one_row="one customer, as the firm numbers them",
    columns=(
        Column("customer_id", "id", "The customer's number, as it stands in the transactions.",
               required=True, known_as=TRANSACTIONS["customer_id"].known_as),
        Column("acquired_on", "date", "The day of the customer's first purchase ever, also when it "
               "is older than the file.", unit="calendar day", allowed="1900-01-01 to 2099-12-31",
               known_as=("acquisition date", "acquired", "customer since", "first purchase",
                         "first order date", "first purchase date", "member since", "since",
                         "joined", "join date", "start date", "kunde seit", "erstkauf",
                         "erstbestellung")),
        Column("channel", "text", "How the customer was won.",
               choices=("walk-in", "paid search", "door-drop", "referral", "marketplace"),
               known_as=("acquisition channel", "source", "lead source", "origin",
                         "acquisition source", "kanal")),
        Column("home_store", "text", "The store the customer registered with.",
               known_as=("store", "branch", "preferred store", "home branch", "filiale")),
        Column("tier", "text", "The level of the loyalty programme today, by the sales of the last "
               "52 weeks.", choices=("bronze", "silver", "gold"),
               known_as=("loyalty tier", "status", "level", "card level", "segment")),
        Column("previous_tier", "text", "The level a year earlier.",
               choices=("bronze", "silver", "gold"), empty="not yet a customer then",
               known_as=("tier last year", "former tier", "previous status")),
        Column("sales_before_2022", "money", "What the customer had brought before the "
               "transactions begin, carried over from the old till system.", unit="EUR", low=0,
               known_as=("historic sales", "sales carried over", "previous sales")),
        Column("preference_card", "flag", "Whether any preference of the customer is recorded.",
               known_as=("has preferences", "preferences recorded")),
        Column("negative_talk", "flag", "Whether the customer is on record as speaking badly of "
               "the firm.", known_as=("detractor", "negative word of mouth", "complainer")),
    ),
    key=("customer_id",),
    called="Customer master or card-holder file, from the loyalty system or the CRM.",
    made="One row for each loyalty card ever given out, so a person with two cards is two "
    "customers here, as in the firm's own reports. The tier follows from the sales of the last 52 "
    "weeks by a fixed rule; sales before 2022 are drawn from each person's own habit of buying.",
    good_for="Telling customers won inside the files from customers of old, comparing ways of "
    "winning them, and seeing what a status rule does to people who slow down.",
    not_for="Counting people: one in eight has a second card. The tier is a rule about last "
    "year's sales and no measure of loyalty or of what somebody is worth.",
)  # fmt: skip
