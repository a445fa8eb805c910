"""The 60 key figures Kestrel reports, as they stand in its handbook: written, not drawn.

Mostly hard, as in the firms Jim Barnes describes: 47 of 60 are hard. The soft ones are there, but
asked rarely, owned far from the board and in no bonus. Tags were given by these rules: *soft* is
what a person felt, said or chose to do unasked; *short-term* moves within a quarter; *financial*
is money or a ratio of money; *external* is seen from the customer's side or outside the firm;
*forward* says something about what is to come.
"""

from __future__ import annotations

from typing import Any

import pandas as pd

_ROWS = """
Net sales | Takings of all channels after discounts and returns | h s f i b | Finance | daily | yes
Like-for-like sales growth | Sales of stores open a year ago against that year | h s f i b | Finance | weekly | yes
Gross margin rate | Margin after cost of goods as a share of net sales | h s f i b | Finance | weekly | yes
Operating profit | Profit before interest and tax | h s f i b | Finance | monthly | yes
Wage cost ratio | Wages as a share of net sales | h s f i b | Human resources | weekly | yes
Sales per labour hour | Net sales for each paid hour | h s f i b | Store operations | weekly | yes
Sales per square metre | Net sales for each square metre of selling space | h s f i b | Store operations | monthly | yes
Average basket | Net sales for each receipt | h s f i b | Marketing | daily | yes
Receipts a day | Number of receipts in all stores | h s n i b | Store operations | daily | yes
Items a basket | Articles on a receipt | h s n i b | Marketing | weekly | no
Shrinkage | Goods lost, stolen or miscounted as a share of sales | h s f i b | Store operations | monthly | yes
Food waste | Goods thrown away, in euros at cost | h s f i b | Supply chain | weekly | yes
Stock turn | Cost of goods sold over average stock | h s f i b | Supply chain | monthly | yes
On-shelf availability | Articles found on the shelf at the eleven o'clock check | h s n i b | Supply chain | daily | yes
Stockouts | Articles not deliverable from the depot | h s n i b | Supply chain | daily | no
Supplier fill rate | Cases delivered of cases ordered from suppliers | h s n i b | Purchasing | weekly | no
Purchase price index | What a fixed list of goods costs us against a year ago | h s f i b | Purchasing | monthly | yes
Order accuracy, food service | Items delivered as ordered, in percent | h s n i b | Food service | weekly | yes
On-time delivery, food service | Deliveries within the agreed hour | h s n i b | Food service | weekly | yes
Back orders | Lines delivered later than ordered | h s n i b | Food service | weekly | no
Damaged goods | Cases refused as damaged | h s n i b | Food service | weekly | no
Drops per route | Deliveries a van makes in a shift | h s n i b | Food service | weekly | no
Cost per drop | What one delivery costs | h s f i b | Food service | monthly | no
Bids won | Share of food-service bids that were won | h s n i b | Food service | quarterly | yes
Food-service sales | Net sales of the food-service arm | h s f i b | Finance | monthly | yes
Picking accuracy, collection | Collection orders without a wrong or missing item | h s n i b | Store operations | weekly | no
Collection wait | Minutes from arrival to handing over | h s n e b | Store operations | weekly | no
Queue length at the tills | Customers waiting at each open till at peak times | h s n i b | Store operations | weekly | no
Calls answered in 20 seconds | Share of calls to the service desk picked up in time | h s n i b | Service desk | daily | no
Average handling time | Minutes a call to the service desk takes | h s n i b | Service desk | daily | no
Open cases | Complaints not closed at the end of the week | h s n i b | Service desk | weekly | no
Cost of goodwill | Vouchers and refunds given by the service desk | h s f i b | Service desk | monthly | no
Active card holders | Cards used in the last 26 weeks | h s n i b | Loyalty and data | monthly | yes
New cards | Cards given out | h s n i b | Loyalty and data | weekly | yes
Card share of sales | Sales with a card over all sales | h s f i b | Loyalty and data | monthly | yes
Gold members | Card holders in the gold tier | h s n i b | Loyalty and data | monthly | no
Points outstanding | Points not yet redeemed, in euros | h l f i f | Finance | quarterly | no
Redemption rate | Points redeemed of points given | h s f i b | Loyalty and data | monthly | no
Recency, frequency, value score | Average score of the card base from last year's purchases | h s f i b | Loyalty and data | monthly | no
Churned cards | Cards without a purchase for 26 weeks | h s n i b | Loyalty and data | quarterly | yes
Cost of winning a customer | Marketing money for each new card, by channel | h s f i b | Marketing | monthly | yes
Letters and e-mails sent | Contacts made by all campaigns | h s n i b | Marketing | weekly | no
Response rate | Share of contacts after which something was bought | h s n i b | Marketing | monthly | no
Return on campaign | Margin over cost of each campaign | h s f i b | Marketing | monthly | yes
Market share | Our share of what the county spends on food | h l f e b | Marketing | quarterly | yes
Staff turnover | Leavers of the last twelve months over staff | h l n i b | Human resources | quarterly | yes
Customer satisfaction, one number | Mean of one question from 1 to 10, all customers | s s n e b | Marketing | half-yearly | yes
Would recommend | Share of those asked who would recommend us | s l n e f | Marketing | half-yearly | no
Satisfaction at five levels | Core, process, technical, interaction and emotional, from the survey | s l n e b | Loyalty and data | half-yearly | no
Strength of the relationship | Index of the relationship items of the survey | s l n e f | Loyalty and data | yearly | no
Would look for us in another town | Share who would seek a Kestrel store after a move | s l n e f | Loyalty and data | yearly | no
Felt effort | How hard customers found it to get what they came for | s s n e b | Service desk | quarterly | no
Known by name | Share of regulars who say that staff know them | s l n e b | Store operations | yearly | no
Preferences used | Recorded preferences that a visit's service made use of | s l n i b | Loyalty and data | quarterly | no
Put right to their satisfaction | Complainants who say that the failure was made good | s s n e b | Service desk | quarterly | no
Unasked good words | Letters, posts and remarks that praise us | s s n e b | Service desk | monthly | no
Customers brought by customers | New customers who name the customer that sent them | s l n e f | Marketing | quarterly | no
Share of food money | What regulars say they spend with us of all their food money | h l f e f | Loyalty and data | half-yearly | no
Staff would shop here | Employees who would shop here without the staff discount | s l n i f | Human resources | yearly | no
What residents say of dinner | Seniors' homes: how interesting residents find dinner | s l n e f | Food service | yearly | no
"""  # noqa: E501
_TAGS: tuple[tuple[str, dict[str, Any]], ...] = (
    ("hardness", {"h": "hard", "s": "soft"}),
    ("horizon", {"s": "short-term", "l": "long-term"}),
    ("financial", {"f": True, "n": False}),
    ("perspective", {"i": "internal", "e": "external"}),
    ("looks", {"b": "back", "f": "forward"}),
)


def kpi_catalogue(seed: int) -> pd.DataFrame:
    """The key figures the firm reports, each with its tags and its owner.

    Parameters
    ----------
    seed : int
        Not used: a handbook is written, not drawn.

    Returns
    -------
    DataFrame
        60 figures; columns as in the contract ``KPI_CATALOGUE``.
    """
    rows = []
    for number, line in enumerate(_ROWS.strip().splitlines(), start=1):
        name, definition, tags, owner, reported, board = (part.strip() for part in line.split("|"))
        row = {"kpi_id": f"N00{number:05d}", "name": name, "definition": definition}
        letters = zip(_TAGS, tags.split(), strict=True)
        row |= {column: meaning[letter] for (column, meaning), letter in letters}
        rows.append(row | {"owner": owner, "reported": reported, "to_the_board": board == "yes"})
    return pd.DataFrame(rows)
