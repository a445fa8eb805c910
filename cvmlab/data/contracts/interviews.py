"""Long talks with customers and clients: what they said, and what two readers made of it."""

from __future__ import annotations

from cvmlab.data.contracts.table import Column, Contract

_SHOPPERS = ("near and quick", "points and offers", "known by the staff", "meets people",
             "food and freshness")  # fmt: skip
_CLIENTS = ("menu planning", "staff shortage", "allergens and paperwork", "budget",
            "deliveries and orders", "happiness of those who eat")  # fmt: skip
_CODES = (*_SHOPPERS, *_CLIENTS)

INTERVIEWS = Contract(
    name="interviews",
    one_row="one interview, with the passage that says most",
    columns=(
        Column(
            "interview_id", "id", "The number of the interview.",
            known_as=("interview", "interview no", "transcript id", "respondent", "case id"),
        ),
        Column(
            "kind", "text", "Whether a regular shopper spoke, or a client of the food-service arm.",
            required=True, choices=("shopper", "food-service client"),
            known_as=("type", "sample", "group", "segment", "respondent type"),
        ),
        Column(
            "customer_id", "id", "The shopper's card.",
            empty="a food-service client, who has no card, or a shopper whose card was not asked "
            "for",
            refers_to="customers.customer_id",
            known_as=("customer", "card id", "card no", "loyalty id", "member id"),
        ),
        Column(
            "account_id", "id", "The client's account.",
            empty="a shopper, who has no account",
            refers_to="b2b_accounts.account_id",
            known_as=("account", "account no", "client id", "client no", "company id"),
        ),
        Column(
            "date", "date", "The day of the interview.", unit="calendar day",
            known_as=("interview date", "interviewed on", "day", "conducted", "datum"),
        ),
        Column(
            "question", "text", "What the interviewer had asked.",
            known_as=("prompt", "topic", "question asked", "guide question"),
        ),
        Column(
            "excerpt", "text",
            "What was said, word for word; what the interviewer put in stands in brackets.",
            required=True,
            known_as=("verbatim", "quote", "transcript", "answer", "text", "passage"),
        ),
        Column(
            "coder_a", "text", "The theme one reader found in the excerpt.", choices=_CODES,
            known_as=("code a", "coder 1", "rater 1", "rater a", "first coder", "theme"),
        ),
        Column(
            "coder_b", "text", "The theme another reader found, without knowing the first one's.",
            choices=_CODES,
            known_as=("code b", "coder 2", "rater 2", "rater b", "second coder"),
        ),
    ),
    key=("interview_id",),
    called=(
        "The transcripts or notes of interviews and focus groups, with a researcher "
        "or an agency, often as documents; the coding in a spreadsheet."
    ),
    made=(
        "Every excerpt was written by hand; none is put together by a program. The 26 clients "
        "talked for 90 minutes in May and June 2022, before help with menus was tried; the 34 "
        "shoppers for two hours in November and December 2023, two months before the discounter. "
        "The shoppers are matched: every one came at least 26 times in the twelve months before. "
        "Each is linked to a card whose holder comes for the reason that the words suggest. The "
        "two readers' themes were written with the excerpts and agree on 47 of 60."
    ),
    good_for=(
        "Reading, coding a few yourself and comparing; agreement of two readers (kappa); forming "
        "ideas of what ties customers, to be tested on the survey and on purchases."
    ),
    not_for=(
        "Not for counting: 34 shoppers chosen to be regular say nothing on how many customers "
        "think so. Not a source of quotations: nobody said this."
    ),
)  # fmt: skip


def _asked(name: str, sentence: str, *names: str) -> Column:
    return Column(
        name, "flag", f"When asked as suppliers ask: {sentence}.", required=True, known_as=names
    )


def _unasked(name: str, sentence: str, *names: str) -> Column:
    return Column(name, "flag", f"Came up unasked: {sentence}.", required=True, known_as=names)


INTERVIEW_CODES = Contract(
    name="interview_codes",
    one_row="one interview with a food-service client, and which themes came up in it",
    columns=(
        Column(
            "interview_id", "id",
            "The number of the interview; for 26 of the 36 the excerpt stands in the interviews.",
            known_as=("interview", "interview no", "transcript id", "case id"),
        ),
        Column(
            "account_id", "id", "The client's account.", refers_to="b2b_accounts.account_id",
            known_as=("account", "account no", "client id", "client no", "company id"),
        ),
        Column(
            "kind", "text", "What kind of house the client runs.", required=True,
            choices=("seniors' home", "school", "restaurant"),
            known_as=("type", "sector", "segment", "industry", "client type"),
        ),
        _asked("accuracy", "wants orders to be more accurate", "order accuracy", "fill rate",
               "right first time"),
        _asked("punctuality", "wants deliveries to be more punctual", "on time", "delivery time",
               "timeliness"),
        _asked("price", "wants lower prices, or prices held", "prices", "cost", "discount"),
        _unasked("taken_for_granted", "orders come right and on time, and that is taken for "
                 "granted", "service fine", "no complaints", "deliveries fine"),
        _unasked("menu_planning", "what to cook, and how not to repeat it", "menus", "menu",
                 "meal planning", "variety"),
        _unasked("residents_happiness", "whether those who eat look forward to it",
                 "resident satisfaction", "guests", "enjoyment", "end customers"),
        _unasked("staff_shortage", "too few people in the kitchen", "staffing", "staff",
                 "recruitment", "labour"),
        _unasked("allergens", "allergies, special diets, the fear of a mistake", "allergies",
                 "special diets", "food safety"),
        _unasked("budget", "too little money a meal, energy, wages", "cost per cover", "money",
                 "funding"),
        _unasked("storage", "no room, or everything arriving at once", "cold store", "space",
                 "storeroom"),
        _unasked("reporting", "forms, invoices, inspections", "paperwork", "forms", "compliance",
                 "invoices"),
    ),
    key=("interview_id",),
    called=(
        "The code sheet of a round of client interviews, one line an interview; with "
        "whoever ran them, usually in a spreadsheet. Few suppliers have one."
    ),
    made=(
        "36 interviews of 90 minutes with 20 seniors' homes, 10 schools and 6 restaurants, in May "
        "and June 2022. Written by hand, the same in every company made: menu planning comes up "
        "unasked in 14 homes, 3 schools and no restaurant. The accounts interviewed are drawn "
        "from those then supplied; Rosemount House is always among them."
    ),
    good_for=(
        "Seeing what the usual questions of a supplier would have missed, by kind of client; "
        "working out how sure one can be with so few interviews."
    ),
    not_for=(
        "Not for shares of the whole market, nor for what help with menus is worth: that is in "
        "bids, orders and the trial of it."
    ),
)  # fmt: skip
