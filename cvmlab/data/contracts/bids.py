"""Bids: what was offered to whom, and whether it was won."""

from __future__ import annotations

from cvmlab.data.contracts.table import Column, Contract

KITCHENS = ("seniors' home", "school", "restaurant")
ACCOUNT_NAMES = ("account", "account no", "account number", "customer no", "client no", "debtor",
                 "debtor no", "sold to")  # fmt: skip
KIND_NAMES = ("type", "segment", "sector", "industry", "account type", "customer group")

BIDS = Contract(
    name="bids",
    one_row="one offer to supply a lot, won or lost",
    columns=(
        Column("bid_id", "id", "The bid's number.",
               known_as=("bid", "offer no", "quote id", "quotation", "tender no",
                         "opportunity id")),
        Column("account_id", "id", "The client's account, where one was ever opened.",
               known_as=ACCOUNT_NAMES, refers_to="b2b_accounts.account_id",
               empty="never became a customer"),
        Column("client", "text", "Who asked for the bid; several bids of one client hang together.",
               required=True, known_as=("customer", "company", "prospect", "account name")),
        Column("date", "date", "The day the bid was handed in.", required=True, unit="calendar day",
               known_as=("bid date", "offer date", "quote date", "submitted", "close date")),
        Column("kind", "text", "What kind of kitchen.", choices=KITCHENS, known_as=KIND_NAMES),
        Column("lot", "text", "What was to be supplied.",
               choices=("dry goods", "fresh produce", "chilled and dairy", "frozen", "whole range"),
               known_as=("category", "product group", "scope", "lot name")),
        Column("price_index", "number", "Our price above (+) or below (−) the best rival's.",
               required=True, unit="percent of the best rival's price", low=-40, high=40,
               known_as=("price gap", "relative price", "price difference", "price position")),
        Column("accuracy_promised", "number", "The order accuracy we promised.", unit="percent",
               low=95, high=100,
               known_as=("accuracy", "promised accuracy", "service level", "guaranteed accuracy")),
        Column("response_days", "count", "Days from the request to our offer.", unit="days",
               low=1, high=21,
               known_as=("response time", "turnaround", "days to quote", "lead time of offer")),
        Column("incumbent", "flag", "Whether we supplied this lot already.",
               known_as=("renewal", "existing business", "current supplier", "is incumbent")),
        Column("relationship", "number",
               "How well we know the house, as judged by the account manager before the bid.",
               unit="1 hardly to 5 very well", low=1, high=5,
               known_as=("relationship score", "relationship strength", "contact quality")),
        Column("menu_help_offered", "flag", "Whether a first menu plan was part of the offer.",
               known_as=("extra service", "added value", "menu planning offered", "service offer")),
        Column("annual_value", "money", "What the lot is worth in a year at our price.", unit="EUR",
               low=0, known_as=("deal value", "contract value", "bid value", "amount", "tcv")),
        Column("margin", "money", "What we would earn with it in a year at our price.", unit="EUR",
               known_as=("bid margin", "expected margin", "contribution", "gross profit")),
        Column("won", "flag", "Whether we got it.", required=True,
               known_as=("outcome", "is won", "status", "result", "success")),
        Column("reason_stated", "text", "What the client said had decided.",
               choices=("price", "delivery and accuracy", "range and quality",
                        "speed of the offer", "knows our house", "help with menus"),
               empty="gave no reason",
               known_as=("reason", "loss reason", "win loss reason", "lost because")),
    ),
    key=("bid_id",),
    called=(
        "The list of quotes, tenders or opportunities with their win/loss reasons; "
        "in the CRM system or the sales manager's spreadsheet."
    ),
    made=(
        "900 bids to 300 clients. Winning was drawn from six causes (price, accuracy, days to "
        "answer, incumbent, relationship, help with menus) and from a leaning of the client that "
        "stands nowhere. The seller asks more where we are the incumbent or know the house well. "
        "The reason stated was drawn without looking at the causes: mostly 'price'."
    ),
    good_for=(
        "Win and loss: what decides against what clients say decides; price curves with margins; "
        "why several bids of one client are not independent."
    ),
    not_for=(
        "Not for reading the effect of price from price alone: prices were chosen by the seller. "
        "Here all he looked at is in the table; in a real firm it never is. Not for the effect of "
        "accuracy, which was promised alike to everybody."
    ),
)  # fmt: skip

TRUTH_BIDS = Contract(
    name="truth_bids",
    one_row="one bid",
    columns=(
        Column("bid_id", "id", "The bid.", refers_to="bids.bid_id"),
        Column("client_effect", "number", "How the client leans to us or away; 0 is the middle.",
               unit="log odds"),
        Column("win_probability", "number", "How likely the bid was to be won.", low=0, high=1),
    ),
    key=("bid_id",),
    called="Nobody knows.",
    made="As drawn: the client's leaning and the six causes give the probability.",
    good_for="Checking estimated weights and predicted chances of winning.",
    not_for="Not for an analysis itself: open it afterwards.",
)  # fmt: skip
