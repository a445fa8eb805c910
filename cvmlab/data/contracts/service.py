"""What went wrong, and whether it was put right."""

from __future__ import annotations

from cvmlab.data.contracts.table import Column, Contract
from cvmlab.data.contracts.transactions import TRANSACTIONS

SERVICE_EVENTS = Contract(
    name="service_events",
    one_row="one failure that was noticed and written down",
    columns=(
        Column(
            "event_id", "id", "The number of the event.",
            known_as=("case", "case no", "case id", "ticket", "ticket id", "ticket number",
                      "complaint id", "incident id"),
        ),
        Column(
            "customer_id", "id", "Whom it happened to: the card under which it was written down.",
            required=True, known_as=TRANSACTIONS["customer_id"].known_as,
            empty="no card, or a web account that does not carry one",
            refers_to="customers.customer_id",
        ),
        Column(
            "record_id", "id", "The record, in the system that wrote it down.",
            known_as=("record", "source record", "record no"),
            refers_to="source_records.record_id",
        ),
        Column(
            "date", "date", "The day it happened, or was told.", required=True,
            unit="calendar day",
            known_as=("case date", "opened", "opened on", "created at", "complaint date",
                      "incident date", "reported on"),
        ),
        Column(
            "touchpoint", "text", "Where customer and firm met when it went wrong.",
            choices=("store", "collection", "web", "phone", "driver"),
            known_as=("channel", "contact point", "place", "origin", "case origin"),
        ),
        Column(
            "code", "text", "What went wrong, in the words of the service desk's list.",
            required=True,
            choices=("late collection", "late delivery", "wrong item", "missing item",
                     "spoiled item", "driver left mud", "call-back not made", "kept on hold",
                     "rude", "payment error", "missing voucher", "points not credited",
                     "app failure", "wrong price", "item out of stock", "long queue",
                     "priority slot withdrawn"),
            known_as=("reason", "reason code", "case type", "category", "complaint code",
                      "issue", "subject"),
        ),
        Column(
            "minutes_lost", "count", "How long it kept the customer, as the desk estimated.",
            unit="minutes", low=1, high=240,
            known_as=("minutes", "time lost", "delay", "delay minutes", "duration"),
        ),
        Column(
            "recovered", "flag", "Whether it was put right.", required=True,
            known_as=("resolved", "solved", "put right", "closed satisfied", "first time fix",
                      "recovery"),
        ),
        Column(
            "cost", "money", "What the firm spent on it: goods, vouchers, staff time.", unit="EUR",
            low=0, known_as=("compensation", "goodwill", "cost of case", "refund cost",
                             "recovery cost"),
        ),
    ),
    key=("event_id",),
    called=(
        "The complaint or ticket list of the service desk, the call centre's log, "
        "the drivers' damage sheets; in a help-desk or CRM system."
    ),
    made=(
        "About one shopping trip in twelve goes wrong, by chance; 62 in 100 failures are put "
        "right, again by chance: neither the code nor the customer plays a part in that. Each "
        "stands on a day on which the person came, where there was one that month. From January "
        "2024 on a failure that was not put right makes leaving 60% likelier in its month and the "
        "two after; one that was put right makes it 10% less likely in its month. A few rows of "
        "Maura Keane and Dara Nolan were written by hand."
    ),
    good_for=(
        "Counting failures by touchpoint and code, minutes lost, what recovery does to leaving, "
        "and which touchpoints nobody looks at."
    ),
    not_for=(
        "Not for saying which code drives customers away: the effect planted is the same for "
        "all. Not for real-world rates of failure; and a firm's own list holds only what "
        "customers bothered to report, while this one holds everything."
    ),
)  # fmt: skip
