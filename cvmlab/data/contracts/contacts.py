"""What the firm sent to whom, and which experiments it ran."""

from __future__ import annotations

from cvmlab.data.contracts.table import Column, Contract
from cvmlab.data.contracts.transactions import TRANSACTIONS

_CHANNELS = ("letter", "e-mail", "app", "text")
_CUSTOMER = Column(
    "customer_id", "id", "The card of the person.", required=True,
    known_as=TRANSACTIONS["customer_id"].known_as,
    empty="has no card and is known by a web account that carries none",
    refers_to="customers.customer_id",
)  # fmt: skip
_RECORD = Column(
    "record_id", "id", "The record under which the marketing system knows the person.",
    known_as=("record", "source record", "record no"), refers_to="source_records.record_id",
)  # fmt: skip

CAMPAIGNS = Contract(
    name="campaigns",
    one_row="one campaign: a message with a goal, a channel and a time",
    columns=(
        Column("campaign_id", "id", "The number of the campaign.", required=True,
               known_as=("campaign", "campaign code", "mailing id", "action code", "promo id")),
        Column("name", "text", "What the firm called it.",
               known_as=("campaign name", "title", "subject", "mailing")),
        Column("goal", "text", "What it was for.", required=True,
               choices=("acquisition", "retention", "cross-sell"),
               known_as=("objective", "purpose", "campaign type", "type", "aim")),
        Column("channel", "text", "How it reached people.",
               choices=("door-drop", "radio", "paid search", "marketplace", *_CHANNELS),
               known_as=("medium", "media", "campaign channel")),
        Column("first_day", "date", "Its first day.", unit="calendar day",
               known_as=("start", "start date", "from", "begins", "launch date")),
        Column("last_day", "date", "Its last day.", unit="calendar day",
               known_as=("end", "end date", "until", "ends", "to")),
        Column("cost_per_contact", "number", "What reaching one person or household once costs.",
               unit="EUR, to a tenth of a cent", low=0,
               known_as=("unit cost", "cpc", "cost each", "cost per piece", "cost per send")),
    ),
    key=("campaign_id",),
    called=(
        "The campaign calendar or media plan; in the marketing system, or in a "
        "spreadsheet of the marketing department."
    ),
    made=(
        "Forty campaigns, written by hand. Until the end of 2023 two in three are to win "
        "customers; from January 2024 on nearly all are letters and messages to the customers "
        "there are."
    ),
    good_for="Seeing the budget move from winning customers to keeping them, and costing contacts.",
    not_for=(
        "Not for judging one campaign against another: none is planted to work better, and who "
        "receives which was not drawn by lot."
    ),
)  # fmt: skip

CONTACTS = Contract(
    name="contacts",
    one_row="one letter or message to one customer",
    columns=(
        Column("contact_id", "id", "The number of the contact.",
               known_as=("contact", "send id", "message id", "mailing line", "delivery id")),
        _CUSTOMER,
        _RECORD,
        Column("date", "date", "The day it arrived.", required=True, unit="calendar day",
               known_as=("sent", "sent on", "send date", "sent at", "contact date", "mailed on")),
        Column("campaign_id", "id", "The campaign it belongs to.",
               known_as=("campaign", "campaign code", "mailing id"),
               refers_to="campaigns.campaign_id"),
        Column("channel", "text", "How it was sent.", required=True, choices=_CHANNELS,
               known_as=("medium", "contact channel", "send channel")),
        Column("cost", "number", "What it cost.", unit="EUR, to a tenth of a cent", low=0,
               known_as=("unit cost", "cost per contact", "postage")),
        Column("opened", "flag", "Whether it was opened.",
               empty="a letter or a text: nobody can see it",
               known_as=("open", "is open", "viewed", "read")),
        Column("outcome", "text", "What came of it: an offer redeemed within 14 days, a "
               "complaint about it, no further messages wanted in this channel, or none of these.",
               choices=("none", "redeemed", "complaint", "unsubscribed"),
               known_as=("response", "result", "reaction", "status")),
    ),
    key=("contact_id",),
    called=(
        "The contact history or send log; in the e-mail, letter-shop or marketing "
        "system, often one list for each channel that nobody has put together."
    ),
    made=(
        "From January 2024 on the firm writes one to five times a month to everybody who bought "
        "in the half year before, most to those who come most, and never to one person in ten "
        "drawn by lot. Each letter above three in a month makes leaving in that month 8% likelier. "
        "No letter brings anybody in: those who redeem an offer are people who would have come."
    ),
    good_for=(
        "Contact pressure and its cap; the difference between a response rate and an effect; how "
        "a cap that counts by card fails people with two cards."
    ),
    not_for=(
        "Not for crediting sales to letters. Comparing customers who got many letters with those "
        "who got few misleads: the firm writes most to those who come most. Calls of the care "
        "programme are not in it."
    ),
)  # fmt: skip

ASSIGNMENTS = Contract(
    name="assignments",
    one_row="one person in one arm of one experiment",
    columns=(
        _CUSTOMER,
        _RECORD,
        Column("experiment", "text", "Which experiment.", required=True,
               choices=("universal holdout", "care programme"),
               known_as=("test", "test name", "experiment id", "trial")),
        Column("arm", "text", "The arm the lot fell on.", required=True,
               choices=("written to", "holdout", "care", "control"),
               known_as=("group", "variant", "cell", "test group", "treatment", "bucket")),
        Column("treated", "flag", "Whether that is the arm in which something is done.",
               known_as=("is treated", "treatment flag", "test flag")),
        Column("propensity", "number",
               "The probability, before the lot, of the arm in which something is done.",
               required=True, low=0, high=1,
               known_as=("probability", "assignment probability", "share treated", "p treat")),
        Column("assigned_on", "date", "The day of the lot.", required=True, unit="calendar day",
               known_as=("assignment date", "start", "randomised on", "test start")),
        Column("trips_26w_before", "count", "Shopping trips in the 26 weeks before that day.",
               low=0, known_as=("orders before", "visits before", "trips before")),
        Column("sales_26w_before", "money", "Sales in the 26 weeks before, returns not taken off.",
               unit="EUR", low=0,
               known_as=("sales before", "revenue before", "pre-period sales", "baseline")),
        Column("trips_26w_after", "count", "Shopping trips in the 26 weeks from that day on.",
               low=0, empty="the files end within 26 weeks",
               known_as=("orders after", "visits after", "trips after")),
        Column("sales_26w_after", "money", "Sales in the 26 weeks from that day on, returns not "
               "taken off.", unit="EUR", low=0, empty="the files end within 26 weeks",
               known_as=("sales after", "revenue after", "outcome", "post-period sales")),
        Column("margin_26w_after", "money", "Margin in the 26 weeks from that day on.", unit="EUR",
               empty="the files end within 26 weeks",
               known_as=("margin after", "profit after", "contribution after")),
        Column("bought_in_last_6_weeks", "flag",
               "Whether the person bought in the last six weeks of the files.",
               known_as=("retained", "remained", "active at end", "still active")),
        Column("cost", "money", "What the treatment cost in 26 weeks (letters: not counted here).",
               unit="EUR", low=0,
               known_as=("treatment cost", "cost of treatment", "programme cost")),
    ),
    key=("record_id", "experiment"),
    called=(
        "The list of test and control groups, if anybody kept it; in the marketing "
        "system, or with the analyst who drew the lot. Without the logged probability it is worth "
        "half as much."
    ),
    made=(
        "Two lots. One person in ten, drawn in January 2024 or on joining, is never written to. "
        "In week 110 (February 2024) a named contact with a monthly call was given to 35, 50 or 65 "
        "in 100 of the active card holders, depending on the store. It brings more trips and less "
        "leaving, much for some kinds of customers and next to nothing for others; what each "
        "person gains is in truth_uplift."
    ),
    good_for=(
        "Reading an experiment: sample ratio, intention to treat, the smallest effect it could "
        "see, who gains (uplift), what another rule of who gets a contact would have earned."
    ),
    not_for=(
        "Not for comparing arms of the care programme without their store's probability. The "
        "holdout is too small to show in one company what letters do; and nothing here says what "
        "a care programme would bring a real firm."
    ),
)  # fmt: skip

TRUTH_UPLIFT = Contract(
    name="truth_uplift",
    one_row="one person on whom the care programme was tried",
    columns=(
        Column("customer_id", "id", "The person's first card.", refers_to="customers.customer_id"),
        Column("person_id", "id", "The person."),
        Column("bond_lift", "number", "By how much the programme lifts the bond.",
               unit="standard scale of the bond", low=0, high=1),
        Column("trips_without", "number",
               "Trips to be expected in the 26 weeks from week 110 without it.", low=0),
        Column("trips_with", "number", "Trips to be expected with it.", low=0),
        Column("uplift_trips", "number", "What it changes: the difference of the two.", low=0),
        Column("uplift_margin", "money", "The same in margin, before the cost of the calls.",
               unit="EUR", low=0),
    ),
    key=("person_id",),
    called="Nobody has this table; it exists because the company is invented.",
    made=(
        "Computed from the planted process and not from what happened: the person's rate of trips "
        "times the weeks they may expect to stay, with the lift of the bond and without."
    ),
    good_for="Judging a method that claims to know who gains.",
    not_for="Not for choosing whom to treat in a lesson: open it after the choice is made.",
)  # fmt: skip
