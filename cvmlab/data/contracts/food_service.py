"""The food-service arm: accounts, orders, and what the customers' customers say."""

from __future__ import annotations

from cvmlab.data.contracts.bids import ACCOUNT_NAMES, BIDS, KIND_NAMES, KITCHENS, TRUTH_BIDS
from cvmlab.data.contracts.table import Column, Contract

__all__ = [
    "B2B_ACCOUNTS", "B2B_ORDERS", "BIDS", "END_CUSTOMERS", "TRUTH_B2B_ACCOUNTS", "TRUTH_BIDS",
]  # fmt: skip

_SCALE = ("score", "rating", "answer")

B2B_ACCOUNTS = Contract(
    name="b2b_accounts",
    one_row="one account of the food-service arm: one kitchen that is delivered to",
    columns=(
        Column("account_id", "id", "The account's number; F0001 is Rosemount House.", required=True,
               known_as=ACCOUNT_NAMES),
        Column("name", "text", "Who they are.", required=True,
               known_as=("account name", "company", "company name", "client name", "firm")),
        Column("kind", "text", "What kind of kitchen; cafés and caterers count as restaurants.",
               required=True, choices=KITCHENS, known_as=KIND_NAMES),
        Column("town", "text", "Where they are.",
               known_as=("city", "place", "location", "delivery town", "ship to city")),
        Column("contact", "text", "The person we deal with.",
               known_as=("contact name", "contact person", "buyer", "attention")),
        Column("contact_role", "text", "What that person does there.",
               known_as=("role", "job title", "position", "function")),
        Column("since", "date", "The day on which the account was opened.", unit="calendar day",
               known_as=("customer since", "opened", "account opened", "start date", "created")),
        Column("bill_to", "id", "The account that pays; mostly the account itself.",
               refers_to="b2b_accounts.account_id",
               known_as=("bill to party", "payer", "invoice account", "parent account",
                         "head account")),
        Column("group", "text", "The group of which the account is one site.",
               empty="stands by itself",
               known_as=("parent", "chain", "parent company", "key account", "concern")),
        Column("people_served", "count", "How many people the kitchen feeds on an ordinary day.",
               unit="people", low=12,
               known_as=("residents", "pupils", "covers", "headcount", "meals a day", "beds")),
        Column("service_expected", "text", "How fast the client wants to be supplied.",
               choices=("within two days", "next day", "same day", "within four hours",
                        "bespoke, within two hours"),
               known_as=("service wanted", "requested service", "expected service level")),
        Column("minutes_expected", "count", "The same in minutes from order to delivery.",
               unit="minutes", low=1,
               known_as=("expected lead time", "requested lead time", "lead time wanted")),
        Column("price_expected", "number", "What the client expects to pay for it.",
               unit="points, list price for the next day = 100", low=0,
               known_as=("price expectation", "target price", "expected price level")),
        Column("service_offered", "text", "How fast we promise to deliver.",
               choices=("within two days", "next day", "same day"),
               known_as=("service level", "service class", "delivery class", "sla")),
        Column("minutes_offered", "count", "The same in minutes from order to delivery.",
               unit="minutes", low=1,
               known_as=("lead time", "agreed lead time", "promised lead time")),
        Column("drop_cost", "money", "What one delivery costs us at the service offered.",
               unit="EUR", low=0,
               known_as=("delivery cost", "cost to serve", "cost per drop", "drop cost")),
        Column("drop_cost_expected", "money",
               "What one delivery would cost us at the service the client wants.",
               unit="EUR", low=0,
               known_as=("cost of requested service", "cost as requested", "cost to serve wanted")),
        Column("contract", "text", "For how long we are agreed.",
               choices=("one year", "three years", "order by order"),
               known_as=("contract type", "agreement", "terms", "contract term")),
        Column("pilot", "text", "The part taken in the pilot of help with planning menus.",
               choices=("help, by lot", "waiting list, by lot", "help, asked for it"),
               empty="took no part",
               known_as=("pilot group", "trial arm", "arm", "test group")),
        Column("menu_help", "flag", "Whether a planner of ours helps with the menus every month.",
               known_as=("menu planning", "menu service", "extra service", "advisory service")),
        Column("menu_help_since", "date", "From when on.", unit="calendar day",
               empty="not helped with menus",
               known_as=("service start", "pilot start", "menu planning since")),
        Column("closed_on", "date", "The day on which the account was closed.",
               unit="calendar day", empty="still a customer at the end of 2024",
               known_as=("closed", "end date", "lost on", "inactive since", "churn date")),
    ),
    key=("account_id",),
    called=(
        "The account or debtor master of the business-to-business side, with its "
        "ship-to and bill-to parties; in the ERP system, with service levels in contracts and "
        "expectations in account managers' notes."
    ),
    made=(
        "420 names were written town by town; what is known about each was drawn. Most clients "
        "want delivery within two days or the next day and expect to pay by a common curve; one "
        "private chef wants two hours for less than the list price. 28 seniors' homes drew lots "
        "for help with menus, 36 other accounts asked for it. One account in twenty leaves in a "
        "year; on the rough delivery routes of four towns, three in twenty."
    ),
    good_for=(
        "Who fits the business we are in: expectations against what we offer and what it costs; "
        "bill-to groups against single kitchens; the lot-drawn pilot of help with menus."
    ),
    not_for=(
        "Not for judging help with menus by the accounts that asked for it: only the 28 homes "
        "drew lots, and who is in a pilot was still a customer when it began. Not for real-world "
        "prices of service levels. Leaving is silent here; in your "
        "firm 'closed' may be a clerk's tidying up."
    ),
)  # fmt: skip

B2B_ORDERS = Contract(
    name="b2b_orders",
    one_row="one order of a food-service account, as it was delivered",
    columns=(
        Column("order_id", "id", "The order's number.",
               known_as=("order", "order no", "sales order", "delivery note", "invoice no")),
        Column("account_id", "id", "Who ordered.", required=True, known_as=ACCOUNT_NAMES,
               refers_to="b2b_accounts.account_id"),
        Column("date", "date", "The day of the delivery.", required=True, unit="calendar day",
               known_as=("delivery date", "order date", "invoice date", "delivered on")),
        Column("lines", "count", "How many different articles were ordered.", unit="lines", low=1,
               known_as=("order lines", "positions", "items", "line count")),
        Column("amount", "money", "What was invoiced.", required=True, unit="EUR", low=0,
               known_as=("net amount", "order value", "invoice amount", "revenue", "sales")),
        Column("margin", "money", "What remained after the cost of the goods.", unit="EUR",
               known_as=("gross margin", "contribution", "gross profit", "profit")),
        Column("on_time", "flag", "Whether it came within the agreed hour.",
               known_as=("delivered on time", "otd", "punctual", "in full on time")),
        Column("accuracy", "number", "Part of the items delivered exactly as ordered.",
               unit="percent", low=95, high=100,
               known_as=("order accuracy", "fill rate", "pick accuracy", "otif")),
        Column("complaint", "text", "What the client complained about afterwards.",
               choices=("driver: mud on the floor", "driver: curt at the door", "late call-back",
                        "late delivery", "wrong item", "damaged goods"),
               empty="no complaint",
               known_as=("complaint code", "reason code", "claim", "issue", "feedback code")),
    ),
    key=("order_id",),
    called=(
        "The delivery or invoice list of the business-to-business side, joined with "
        "the warehouse's accuracy report and the complaint log; in the ERP system."
    ),
    made=(
        "Accounts order on working days at a rate of their own, schools in term, for so many euros "
        "a person served. Accuracy is between 98 and 100% in 99.6% of the orders and the same for "
        "everybody. Help with menus adds 6% to the amounts and two points to the margin rate. "
        "Complaints about drivers are six times as frequent on the rough routes."
    ),
    good_for=(
        "Seeing that a figure that hardly varies cannot explain anything, though it would matter "
        "if it did; amounts before and after help with menus; complaints by route."
    ),
    not_for=(
        "Not for concluding that accuracy does not matter. Not for what a complaint costs in the "
        "real world. Orders say nothing of what a kitchen buys elsewhere."
    ),
)  # fmt: skip


def _ten(name: str, sentence: str, *known_as: str) -> Column:
    """An answer from 1 to 10."""
    names = (f"{name.replace('_', ' ')} {word}" for word in _SCALE)
    return Column(
        name, "count", sentence, unit="1 not at all to 10 fully", low=1, high=10,
        known_as=(*known_as, *names),
    )  # fmt: skip


END_CUSTOMERS = Contract(
    name="end_customers",
    one_row="one answer of a resident of a seniors' home, or of a relative, about the home",
    columns=(
        Column("response_id", "id", "The answer's number; nobody is named.",
               known_as=("response", "questionnaire", "case id", "respondent")),
        Column("account_id", "id", "The home, by its food-service account.", required=True,
               known_as=ACCOUNT_NAMES, refers_to="b2b_accounts.account_id"),
        Column("answered_on", "date", "The day of the answer.", unit="calendar day",
               known_as=("date", "survey date", "interview date", "submitted")),
        Column("who", "text", "Who answered.", choices=("resident", "relative"),
               known_as=("respondent type", "role", "answered by")),
        Column("menu_help", "flag", "Whether we have been helping the home with its menus.",
               known_as=("menu planning", "treated", "pilot", "extra service")),
        Column("dinners_in_four_weeks", "count", "How many different dinners the home's menu has.",
               unit="different dinners in 28 days", low=1, high=28,
               known_as=("menu variety", "variety", "number of dishes")),
        _ten("dinner_interesting", "Whether dinner is interesting.", "dinner"),
        _ten("choice", "Whether there is a choice.", "variety of choice"),
        _ten("temperature", "Whether it is served at the right temperature.", "hot enough"),
        _ten("staff", "Whether the staff are kind.", "friendliness"),
        _ten("would_recommend", "Whether they would recommend the home.", "recommend", "nps"),
    ),
    key=("response_id",),
    called=(
        "What your customers know about their customers: their own satisfaction "
        "surveys, guest reviews, inspection reports; it lies with the client, and has to be asked "
        "for."
    ),
    made=(
        "28 homes asked 40 people each in May 2024. 14 homes, by lot, had been helped with their "
        "menus for more than a year and offer about six dinners more in four weeks. Variety makes "
        "dinner more interesting and choice larger; temperature and staff it leaves alone. Homes "
        "differ besides, and some people praise everything."
    ),
    good_for=(
        "Looking past the client to his customers: what would make the client look good, with "
        "homes, not answers, as the unit that drew lots."
    ),
    not_for=(
        "Not for treating 1,120 answers as 1,120 independent ones. Not for ranking single homes: "
        "40 answers leave a wide interval. Rosemount House was not drawn: it asked first."
    ),
)  # fmt: skip

TRUTH_B2B_ACCOUNTS = Contract(
    name="truth_b2b_accounts",
    one_row="one food-service account",
    columns=(
        Column("account_id", "id", "The account.", refers_to="b2b_accounts.account_id"),
        Column("rough_route", "flag", "Whether its delivery route has rough drivers."),
        Column("orders_a_week", "number", "How often it orders by nature, in season.",
               unit="orders a week", low=0),
        Column("leaves_a_year", "number", "How readily it leaves.", unit="rate a year", low=0,
               high=1),
    ),
    key=("account_id",),
    called="Nobody knows.",
    made="Four towns were drawn for the rough routes: accounts there leave three times as readily.",
    good_for="Checking whether an analysis of complaints and leaving finds what is there.",
    not_for="Not for an analysis itself: open it afterwards.",
)  # fmt: skip
