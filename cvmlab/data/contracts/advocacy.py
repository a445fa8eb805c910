"""What customers do for the firm besides buying: referrals and other contributions."""

from __future__ import annotations

from cvmlab.data.contracts.table import Column, Contract
from cvmlab.data.contracts.transactions import TRANSACTIONS

REFERRALS = Contract(
    name="referrals",
    one_row="one friend sent by a customer, whether the friend bought or not",
    columns=(
        Column("referral_id", "id", "The number of the referral.",
               known_as=("referral", "referral no", "invitation id", "introduction id")),
        Column("date", "date", "The day of the friend's first purchase; of the invitation where "
               "nothing was bought.", required=True, unit="calendar day",
               known_as=("referral date", "referred on", "invited on", "joined on")),
        Column("referrer", "id", "The customer who sent the friend.", required=True,
               refers_to="customers.customer_id",
               known_as=("referrer id", "advocate", "sender", "referred by", "inviter")),
        Column("referee", "id", "The friend, as a customer.", empty="never bought",
               refers_to="customers.customer_id",
               known_as=("referee id", "friend", "referred customer", "invitee", "new customer")),
        Column("reward_offered", "money", "What the referrer had been promised for a friend who "
               "buys; decided by the card's number, and so by chance.", unit="EUR", low=0,
               known_as=("reward", "incentive", "bonus offered", "offer")),
        Column("reward_paid", "money", "What was paid to the referrer.", unit="EUR", low=0,
               known_as=("bonus paid", "incentive paid", "payout", "reward cost")),
    ),
    key=("referral_id",),
    called="The friends-bring-friends list, in the loyalty system or the web shop's "
    "referral tool.",
    made="Every customer won through a referral was given somebody who had sent them: among those "
    "who were customers then, the emotionally bound most often. Cards with an even number may "
    "offer 10 euros, cards with an odd number nothing; those with the reward bring 1/.45 times as "
    "many. A quarter of the friends never bought.",
    good_for="Valuing referrals, chains of referrals, and estimating from the randomised reward "
    "how many friends would have come anyway.",
    not_for="Comparing who refers with who does not as if referring had been drawn by lot: only "
    "the reward was. How many friends a real reward brings cannot be learned here.",
)  # fmt: skip

_KINDS = (
    "positive talk", "referred customer", "referred employee", "recommendation or reference",
    "introduced network", "other", "negative talk",
)  # fmt: skip

CONTRIBUTIONS = Contract(
    name="contributions",
    one_row="one thing a customer did for the firm, or said against it, that somebody noted",
    columns=(
        Column("contribution_id", "id", "The number of the note.",
               known_as=("note id", "entry", "mention id", "contribution no")),
        Column("customer_id", "id", "Whose contribution it is.", required=True,
               refers_to="customers.customer_id", known_as=TRANSACTIONS["customer_id"].known_as),
        Column("date", "date", "The day it was noted.", required=True, unit="calendar day",
               known_as=("noted on", "entry date", "posted on", "mention date")),
        Column("kind", "text", "What kind of contribution it is; negative talk counts against.",
               required=True, choices=_KINDS,
               known_as=("type", "category", "contribution type", "advocacy type")),
        Column("direction", "text", "Whether it counts for the firm or against it.",
               choices=("for", "against"), known_as=("sign", "polarity", "sentiment", "tone")),
        Column("detail", "text", "What was done or said, in a few words.",
               known_as=("note", "description", "comment", "remark")),
        Column("heard_through", "text", "Where the firm heard of it.",
               choices=("review page", "social media", "store staff", "store manager",
                        "local paper", "referral scheme", "job application", "sales team",
                        "marketing", "customer panel", "service desk"),
               known_as=("source", "heard via", "origin", "reported by", "channel")),
        Column("referral_id", "id", "The referral, where that is what was done, so that it is not "
               "counted twice.", empty="no referral", refers_to="referrals.referral_id",
               known_as=("referral", "referral no", "invitation id")),
    ),
    key=("contribution_id",),
    called="Scattered over review pages, the press folder, the applications' "
    "\"who told you about us\" and the notes of store managers; seldom in one table.",
    made="Each referral that led to a purchase stands here once. The other kinds come at rates "
    "that differ by why people come and how bound they are. Negative talk follows failures that "
    "were not put right, and long-standing customers who lost their status.",
    good_for="The non-monetary lines of total customer value, as counts, and as euros under a "
    "stated assumption; seeing who speaks badly of the firm and why.",
    not_for="Measuring all that is said: only what somebody noted is here. Euros do not follow "
    "from the table; they need an assumption, which has to be stated.",
)  # fmt: skip

TRUTH_REFERRALS = Contract(
    name="truth_referrals",
    one_row="one referral that led to a purchase",
    columns=(
        Column("referral_id", "id", "The referral.", refers_to="referrals.referral_id"),
        Column("would_have_joined_anyway", "flag", "Whether the friend would have become a "
               "customer without any reward."),
    ),
    key=("referral_id",),
    made="Friends of those who could offer no reward came without one; of the others 45 of 100, "
    "drawn by lot, would have.",
    good_for="Checking the estimate that the randomised reward gives.",
    not_for="Making the estimate. No firm has such a table.",
)  # fmt: skip
