"""The lines of a customer's account, in their order, and what each of them may rest on.

Current value, potential value and non-monetary value together make up what a customer is worth. The
six non-monetary kinds are those of the list in "In pursuit of true relationship value"; negative
talk is a seventh line, which counts against.
"""

from __future__ import annotations

PURCHASES = "purchases to come"
SERVING = "cost to serve"
WALLET = "attainable share of wallet"
FRIENDS = "referred customers"
HERE = "friends already here"
OWED = "owed to those who sent them"
TALK, AGAINST = "positive talk", "negative talk"
OTHERS = "other contributions"
TOTAL = "total"
HISTORIC = "historic value"

# What staff note down, and the line it stands in.
LINE_OF_KIND = {
    "positive talk": TALK,
    "referred customer": FRIENDS,
    "referred employee": "referred employees",
    "recommendation or reference": "recommendations and references",
    "introduced network": "introduced networks",
    "other": OTHERS,
    "negative talk": AGAINST,
}
CONTRIBUTIONS = tuple(LINE_OF_KIND.values())
LINES = (PURCHASES, SERVING, WALLET, *CONTRIBUTIONS, HERE, OWED)
TRANSFERS = (HERE, OWED)
PRICED = tuple(line for line in CONTRIBUTIONS if line != FRIENDS)  # these need a stated price

ESTIMATED = "estimated"
BY_LOT = "by lot"
ASSUMPTION = "assumption"
NOT_PRICED = "counted, not priced"
NOT_GIVEN = "not given"
