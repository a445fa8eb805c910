"""What it costs to win customers, and a business by contract."""

from __future__ import annotations

from cvmlab.data.contracts.table import Column, Contract

ACQUISITION_COSTS = Contract(
    name="acquisition_costs",
    one_row="one channel in one week: what was spent, and how many customers it won",
    columns=(
        Column("week", "date", "The Monday on which the week begins.", required=True,
               unit="calendar day",
               known_as=("week start", "week beginning", "period", "date", "month")),
        Column("channel", "text", "The way by which customers are won.", required=True,
               choices=("walk-in", "paid search", "door-drop", "referral", "marketplace"),
               known_as=("acquisition channel", "source", "medium", "campaign type")),
        Column("spend", "money", "What the channel cost in the week.", required=True, unit="EUR",
               low=0, known_as=("cost", "media spend", "budget", "marketing cost", "ad spend")),
        Column("customers_won", "count", "People who bought for the first time in the week.",
               required=True, unit="people", low=0,
               known_as=("new customers", "acquisitions", "conversions", "sign-ups", "won")),
    ),
    key=("week", "channel"),
    called="The media plan and the ledger's marketing accounts, beside the count of "
    "new customers by channel; seldom in one table.",
    made="Customers are those who did begin in the week. The spend follows from them on a curve "
    "with diminishing returns for paid search, door-drop and marketplace, with a little noise; "
    "the cost of referrals are the rewards paid and the running of the scheme. After week 104 "
    "three fifths fewer customers are won, and less still is spent.",
    good_for="Average and marginal cost of winning a customer by channel, break-even, and what a "
    "cut in the budget does to both.",
    not_for="Whether the customers won are worth it: that needs how long they stay, which differs "
    "by channel. People are counted, not cards: the customer file has a few more of those. And "
    "as the spend was made to follow the customers, not for proving that spend causes them.",
)  # fmt: skip

PASS_SUBSCRIPTIONS = Contract(
    name="pass_subscriptions",
    one_row="one delivery pass, renewed once a year or not",
    columns=(
        Column("subscription_id", "id", "The number of the pass.", required=True,
               known_as=("subscription", "contract id", "contract no", "membership id", "policy")),
        Column("cohort", "count", "The year in which it was begun.", unit="calendar year",
               low=1900, high=2100,
               known_as=("start year", "vintage", "cohort year", "class of")),
        Column("started_on", "date", "The day it was begun.", required=True, unit="calendar day",
               known_as=("start date", "begin", "subscribed on", "contract start", "valid from")),
        Column("renewals", "count", "How many times it was renewed until 29 December 2024.",
               low=0, high=8,
               known_as=("number of renewals", "renewed", "times renewed", "terms")),
        Column("ended_on", "date", "The anniversary on which it was not renewed.",
               unit="calendar day", empty="still running",
               known_as=("end date", "cancelled on", "expired on", "churn date", "valid to")),
        Column("price", "money", "What a year costs.", unit="EUR a year", low=0,
               known_as=("fee", "annual fee", "subscription price", "rate")),
    ),
    key=("subscription_id",),
    called="The contract or subscription table of the billing system.",
    made="Eight cohorts of 1,000. Every holder lets the pass lapse with a chance of their own, the "
    "same each year; the chances differ over holders. The price rises from cohort to cohort and "
    "changes nothing.",
    good_for="Retention by cohort and age in a business by contract, and forecasting it; seeing "
    "why retention rises with age though nobody becomes more faithful.",
    not_for="The effect of price: it moves with the year and was given none. The passes are not "
    "linked to the customers of the other tables.",
)  # fmt: skip
