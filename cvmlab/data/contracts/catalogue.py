"""What a firm sells, what it could offer next, and what it knows its customers would like."""

from __future__ import annotations

from cvmlab.data.contracts.table import Column, Contract
from cvmlab.data.contracts.transactions import TRANSACTIONS

_NEEDS = (
    "less time", "less money", "less carrying", "trust in freshness", "what to cook",
    "diet and health", "to be known", "help when it goes wrong", "catering for many",
)  # fmt: skip
_NEED_NAMES = ("benefit", "customer need", "purpose", "job to be done")

PRODUCTS = Contract(
    name="products",
    one_row="one product of the assortment",
    columns=(
        Column("product_id", "id", "The number of the product.", required=True,
               known_as=("product", "article", "article no", "sku", "item", "item no", "plu")),
        Column("name", "text", "What it says on the shelf.",
               known_as=("product name", "description", "article name", "item name")),
        Column("department", "text", "The department that sells it.",
               known_as=("category", "product group", "commodity group", "section", "range")),
        Column("price", "money", "Its price to the customer.", required=True, unit="EUR", low=0,
               known_as=("retail price", "list price", "unit price", "selling price")),
        Column("cost", "money", "What the firm pays for it.", unit="EUR", low=0,
               known_as=("purchase price", "cost price", "cost of goods", "buying price", "cogs")),
        Column("freshness_days", "count", "For how many days it keeps from the day of delivery.",
               unit="days", low=1, known_as=("shelf life", "days fresh", "best before days")),
        Column("own_brand", "flag", "Whether it is sold under the firm's own name.",
               known_as=("private label", "store brand", "own label")),
    ),
    key=("product_id",),
    called="The article master; in the merchandise or resource planning system.",
    made=(
        "Four hundred products in ten departments, names written by hand; prices move a little "
        "with the seed."
    ),
    good_for="Giving lessons something to talk about: departments, margins, how long goods keep.",
    not_for="Not for basket analysis: the receipts of the sample company name no products.",
)  # fmt: skip

OFFERS = Contract(
    name="offers",
    one_row="one thing the firm could offer a customer next",
    columns=(
        Column("offer_id", "id", "The number of the offer.", required=True,
               known_as=("offer", "offer code", "action id", "treatment id", "service id")),
        Column("name", "text", "What it is called.",
               known_as=("offer name", "title", "service", "next best action")),
        Column("need", "text", "The need it serves.", required=True, choices=_NEEDS,
               known_as=_NEED_NAMES),
        Column("includes", "text", "What the customer gets.",
               known_as=("contents", "details", "what you get", "description")),
        Column("cost_per_use", "money", "What one use costs the firm.", required=True, unit="EUR",
               low=0, known_as=("cost", "unit cost", "delivery cost", "cost to serve")),
        Column("price", "money", "What one use costs the customer.", unit="EUR", low=0,
               known_as=("fee", "charge", "customer price")),
        Column("removes", "text", "The failure it takes away, in the service desk's words.",
               allowed="a code of service_events",
               empty="it takes away no failure of the list",
               known_as=("removes failure", "takes away", "remedy for", "failure removed")),
        Column("paid", "text", "When the firm pays for it.",
               choices=("when it fails", "every time"),
               empty="it takes away no failure of the list",
               known_as=("paid when", "cost falls", "charged")),
    ),
    key=("offer_id",),
    called=(
        "The list of services, benefits and offers a team may use; often in nobody's "
        "system, but on a slide."
    ),
    made=(
        "Forty offers, written by hand, each for one of nine needs. Eight of them take a failure "
        "away: two are paid only when it happens, six every time somebody comes, orders or is "
        "delivered to."
    ),
    good_for="Matching an offer to a need, and asking what taking a hassle away would cost.",
    not_for="Not for saying what works: only the named contact was tried, in assignments.",
)  # fmt: skip

PREFERENCES = Contract(
    name="preferences",
    one_row="one thing a customer has told the firm they would like",
    columns=(
        Column("preference_id", "id", "The number of the note.",
               known_as=("note id", "preference no", "remark id")),
        Column("customer_id", "id", "Who said it.", required=True,
               known_as=TRANSACTIONS["customer_id"].known_as, refers_to="customers.customer_id"),
        Column("preference", "text", "What they would like, as it was written down.",
               required=True,
               known_as=("note", "remark", "comment", "wish", "special request", "instruction")),
        Column("need", "text", "The need behind it.", choices=_NEEDS, known_as=_NEED_NAMES),
        Column("recorded_on", "date", "The day it was written down.", unit="calendar day",
               known_as=("date", "noted on", "created", "created at", "entered on")),
        Column("recorded_by", "text", "The system it was written into.",
               choices=("service desk", "web account", "app", "driver's handheld", "till"),
               known_as=("source", "system", "origin", "entered in", "captured by")),
        Column("visible", "flag", "Whether anybody outside that system can see it.", required=True,
               known_as=("shared", "is visible", "synchronised", "available")),
        Column("visible_to", "text", "Who can see it there.",
               choices=("store", "collection", "collection and driver", "driver"),
               empty="nobody outside the system that recorded it",
               known_as=("shared with", "visible for", "audience", "recipients")),
        Column("used", "flag", "Whether somebody has acted on it.", required=True,
               known_as=("applied", "fulfilled", "acted on", "honoured")),
        Column("asked_again", "count", "How often the customer has had to say it again.", low=0,
               unit="times", known_as=("repeats", "repeated", "asked twice", "times repeated")),
    ),
    key=("preference_id",),
    called=(
        "Notes fields and remarks, in the service desk's system, the web account, "
        "the app and the drivers' handhelds; seldom in one list. Whether a note was ever used "
        "must be asked of the people who should have used it."
    ),
    made=(
        "One note for about every four card holders, more from those close to the firm. By chance "
        "46 in 100 can be seen outside the system that recorded them, most from the app and fewest "
        "from the till, and 46 in 100 of these are used: 21 in all. Four notes of Maura Keane and "
        "Dara Nolan were written by hand."
    ),
    good_for=(
        "Following knowledge through the house: recorded, visible, used; and counting how often "
        "customers say the same thing again."
    ),
    not_for=(
        "Not for asking what using a preference earns: nothing follows from it here. Nor for what "
        "customers of real shops ask for."
    ),
)  # fmt: skip
