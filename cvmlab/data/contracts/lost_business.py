"""Business that almost was: attempts to buy, and interviews with those who were lost."""

from __future__ import annotations

from cvmlab.data.contracts.table import Column, Contract
from cvmlab.data.contracts.transactions import TRANSACTIONS

_CHANNELS = ("web", "phone", "store", "collection")
_EMOTIONS = ("none", "confusion", "repulsion", "disgust", "anger", "delight")
_CAUSES = (
    "phone menu", "website", "rude", "rule", "opening hours", "identity check", "price", "moved",
    "discounter", "failure", "life changed",
)  # fmt: skip
_WHO = ("prospect", "customer")
_VISITOR_NAMES = ("visitor", "device id", "cookie id", "caller id", "session key", "client key")
_FRICTIONS = {
    "phone_menu": ("the telephone's menu of choices", ("ivr", "phone tree", "voice menu")),
    "website": ("a web page that confused or did not work", ("web problem", "web error",
                                                              "usability problem")),
    "rude": ("rude staff", ("rudeness", "staff behaviour", "unfriendly")),
    "rule": ("a rule of the house that stood in the way", ("policy", "stupid rule", "not allowed")),
    "opening_hours": ("closed doors: the opening hours", ("closed", "hours", "out of hours")),
    "identity_check": ("a check of identity", ("id check", "verification", "login problem")),
}  # fmt: skip


def _friction_columns(sentence: str) -> tuple[Column, ...]:
    return tuple(
        Column(name, "flag", sentence.format(what), known_as=known)
        for name, (what, known) in _FRICTIONS.items()
    )


ATTEMPTS = Contract(
    name="attempts",
    one_row="one attempt to buy that was recorded, whether something was bought or not",
    columns=(
        Column("attempt_id", "id", "The number of the attempt.",
               known_as=("session id", "call id", "visit id", "attempt", "attempt no")),
        Column("date", "date", "The day of the attempt.", required=True, unit="calendar day",
               known_as=("visit date", "call date", "session date", "attempted on", "day")),
        Column("visitor_id", "id", "The device, the telephone or, in a store, the observer's slip "
               "by which the attempt was recorded; one person may stand under several.",
               required=True, known_as=_VISITOR_NAMES),
        Column("who", "text", "Whether the person was a customer already or not yet.",
               required=True, choices=_WHO,
               known_as=("status", "visitor type", "new or existing", "prospect or customer")),
        Column("customer_id", "id", "The card of an existing customer who gave it.",
               empty="a prospect, or a customer who gave no card",
               refers_to="customers.customer_id", known_as=TRANSACTIONS["customer_id"].known_as),
        Column("card_given", "id", "The card a prospect took with this purchase, and so became a "
               "customer.", empty="bought as a guest, did not buy, or was a customer already",
               refers_to="customers.customer_id",
               known_as=("new customer id", "new card", "signed up as", "converted to")),
        Column("channel", "text", "Where it was tried.", required=True, choices=_CHANNELS,
               known_as=("touchpoint", "medium", "contact channel", "entry point")),
        *_friction_columns("Whether the person met {}."),
        Column("emotion", "text", "What was noted of how the person felt.", choices=_EMOTIONS,
               known_as=("emotion code", "sentiment", "mood", "feeling")),
        Column("outcome", "text", "What came of it: bought at once, came back within 60 days and "
               "bought, or abandoned for good.", required=True,
               choices=("bought", "came back and bought", "abandoned"),
               known_as=("result", "disposition", "status at end", "conversion")),
        Column("days_later", "count", "After how many days the person came back and bought.",
               unit="days", low=0, high=60, empty="bought at once or never came back",
               known_as=("days to return", "returned after", "lag")),
        Column("basket_intended", "money", "What the person wanted to buy.", unit="EUR", low=0,
               known_as=("cart value", "basket value", "order value intended", "quote")),
    ),
    key=("attempt_id",),
    called="Web sessions with a basket, the call centre's log, turned-away visits "
    "noted at the door. They lie in web analytics, the telephone system and with the store "
    "managers, and hardly anybody has ever put them into one table.",
    made="For one year, 2023, people who were no customers and people who were tried to buy and "
    "met frictions at their channel by chance; the chance to give up follows from the frictions "
    "alone. Nearly four of ten who gave up came back. The log misses some attempts, most of all in "
    "stores. What customers bought stands in the transactions too; what guests bought does not.",
    good_for="Finding which friction costs how many purchases, telling attempts from devices and "
    "devices from persons, and counting almost customers against churners, by heads and in euros.",
    not_for="Valuing every almost customer as a full customer: of the prospects who buy only "
    "one in seven takes a card. And not for the size of frictions in any real firm.",
)  # fmt: skip

EXIT_INTERVIEWS = Contract(
    name="exit_interviews",
    one_row="one interview with somebody who was lost, prospect or customer",
    columns=(
        Column("interview_id", "id", "The number of the interview.",
               known_as=("interview", "interview no", "respondent", "case id")),
        Column("date", "date", "The day of the interview, some weeks after the loss.",
               unit="calendar day", known_as=("interview date", "interviewed on", "conducted")),
        Column("visitor_id", "id", "The device or telephone from which the person answered; the "
               "same as in the attempts for many, but not for all.", required=True,
               known_as=_VISITOR_NAMES),
        Column("who", "text", "Whether the person had been a customer or never became one.",
               required=True, choices=_WHO,
               known_as=("status", "type", "prospect or customer", "former customer")),
        Column("channel", "text", "Where a prospect last tried to buy.", choices=_CHANNELS,
               empty="had been a customer", known_as=("touchpoint", "medium", "last channel")),
        Column("cause_stated", "text", "The cause the person ticked.", required=True,
               choices=_CAUSES,
               known_as=("reason", "stated reason", "exit reason", "cause", "churn reason")),
        *_friction_columns("Whether the coder heard of {}."),
        Column("emotion", "text", "What the coder heard of how the person felt.",
               choices=_EMOTIONS, known_as=("emotion code", "sentiment", "mood", "feeling")),
        Column("would_come_back", "text", "Whether the person would come back.",
               choices=("yes", "perhaps", "no"),
               known_as=("return intention", "win back", "would return", "come back")),
        Column("text", "text", "What the person said, in their own words.",
               empty="not written down word for word",
               known_as=("comment", "verbatim", "answer", "transcript", "quote")),
    ),
    key=("interview_id",),
    called="Exit or lost-customer interviews, by an agency or the service desk, "
    "usually a spreadsheet.",
    made="An agency, not the log, found 330 prospects who were put off in 2023 and 270 customers "
    "who left, for 20,000 people. Those who were angry and those who tried on the web are found "
    "more often. One in five ticks another cause than the true one, mostly the price; the words "
    "speak of the true one; they were written down for about three in ten. Seven of a hundred "
    "answer from another device.",
    good_for="Counting the lost by capture and recapture with the attempts (within channels), and "
    "setting stated reasons against what people tell.",
    not_for="Shares of causes among all who were lost: the angry are over-represented, and "
    "there is no word from those who stayed.",
)  # fmt: skip

TRUTH_ATTEMPTS = Contract(
    name="truth_attempts",
    one_row="one attempt that was recorded",
    columns=(
        Column("attempt_id", "id", "The attempt.", refers_to="attempts.attempt_id"),
        Column("person_id", "id", "Who it was.", refers_to="truth_person.person_id",
               empty="a prospect who became no customer"),
        Column("prospect_id", "id", "Which prospect it was, under however many visitor keys.",
               empty="an existing customer"),
        Column("never_came_back", "flag", "Whether the person gave up for good."),
        Column("because_of_any_friction", "flag", "Whether the person gave up, for good or for a "
               "while, and would have bought at once had there been no friction."),
        *(
            Column(f"because_of_{name}", "flag", "Whether the person gave up and would have "
                   f"bought at once without {what}, everything else being the same.")
            for name, (what, _) in _FRICTIONS.items()
        ),
    ),
    key=("attempt_id",),
    made="Each attempt has one draw of chance; it is held against the chance to give up with and "
    "without each friction.",
    good_for="Holding friction-by-friction estimates against the truth. The single flags need not "
    "add up to the one for all frictions: where two met, either may have been enough.",
    not_for="Making the estimate. No firm has such a table.",
)  # fmt: skip

TRUTH_ALMOST_CUSTOMERS = Contract(
    name="truth_almost_customers",
    one_row="one prospect who was put off in 2023 and never came back, recorded or not",
    columns=(
        Column("prospect_id", "id", "The prospect."),
        Column("lost_on", "date", "The day of the last attempt.", unit="calendar day"),
        Column("channel", "text", "Where it was tried.", choices=_CHANNELS),
        Column("bought_before", "flag", "Whether the prospect had bought earlier in the year, as "
               "a guest; an almost customer in the strict sense never had."),
        Column("attempt_id", "id", "The attempt in the log.", refers_to="attempts.attempt_id",
               empty="nobody recorded it"),
        Column("would_have_joined", "flag", "Whether the prospect would have become a customer."),
        Column("baskets_a_year", "count", "Baskets the prospect would have bought in the year "
               "from then on.", low=1),
        Column("sales_a_year", "money", "What these would have brought.", unit="EUR", low=0),
    ),
    key=("prospect_id",),
    made="From the same draws as the attempts, with those that nobody recorded. In 15 cases of "
    "100 the prospect would have become a customer, with purchases and leaving like a new "
    "customer's; else a guest, who hardly ever buys a second time in the year.",
    good_for="How many were really lost, and what they were worth: the answer to capture and "
    "recapture, and to heads against euros.",
    not_for="Making the estimate. No firm has such a table.",
)  # fmt: skip

TRUTH_EXIT_INTERVIEWS = Contract(
    name="truth_exit_interviews",
    one_row="one interview",
    columns=(
        Column("interview_id", "id", "The interview.", refers_to="exit_interviews.interview_id"),
        Column("person_id", "id", "Which customer had left.", empty="a prospect",
               refers_to="truth_person.person_id"),
        Column("prospect_id", "id", "Which prospect had been put off.", empty="a customer",
               refers_to="truth_almost_customers.prospect_id"),
        Column("cause", "text", "The true cause, of which the words speak.", choices=_CAUSES),
    ),
    key=("interview_id",),
    made="For prospects one of the frictions they met, by its weight; for customers by what had "
    "happened to them: the discounter, failures not put right, else chance.",
    good_for="Setting stated causes and coded texts against the truth.",
    not_for="Making the estimate. No firm has such a table.",
)  # fmt: skip
