"""A survey of customers: satisfaction at five levels, the relationship, motives, other shops."""

from __future__ import annotations

from cvmlab.data.contracts.table import Column, Contract

# The statements and questions of each battery, in the order of the questionnaire.
SATISFACTION = {
    "core": ("the quality of the food", "the range", "what I get for my money"),
    "process": ("getting there and parking", "opening hours and delivery slots", "the checkout"),
    "technical": ("orders come complete", "prices at the till are right", "the app and site work"),
    "interaction": ("the staff are friendly", "somebody helps when I ask", "calls are returned"),
    "emotional": ("I feel welcome", "I feel well looked after", "I go home in a good mood"),
}
RELATIONSHIP = {
    "trust": (
        "Kestrel keeps its word.",
        "Kestrel would own up to a mistake.",
        "I can rely on what Kestrel tells me.",
        "Kestrel would not take advantage of me.",
    ),
    "known": (
        "They know me at Kestrel.",
        "They know what I like without asking twice.",
        "They notice when I have not been in.",
        "They remember what I told them.",
    ),
    "belonging": (
        "I feel at home at Kestrel.",
        "I meet people I like there.",
        "I feel I am one of theirs.",
        "I would stand up for Kestrel.",
    ),
    "care": (
        "They care how I am.",
        "They put themselves out for me.",
        "My complaint would matter to somebody.",
        "They think of me before they change something.",
    ),
    "meaning": (
        "My week would be poorer without Kestrel.",
        "Kestrel is part of how I look after my people.",
        "Kestrel stands for something I care about.",
        "I would miss Kestrel if it closed.",
    ),
}
MOTIVES = {
    "enjoyment": ("I enjoy going", "I like the people there", "it is a treat to look around"),
    "convenience": ("it is close", "I am in and out quickly", "I get everything in one place"),
    "points": ("I collect points", "the card saves me money", "I go when there is a deal"),
}


def _satisfaction() -> tuple[Column, ...]:
    return tuple(
        Column(f"{level}_{n}", "count", f"Satisfaction with the {level} level: {what}.",
               unit="1 not at all satisfied, 10 completely satisfied", low=1, high=10,
               known_as=(f"sat_{level}_{n}", f"{level} satisfaction {n}",
                         f"satisfaction {level} {n}"))
        for level, items in SATISFACTION.items()
        for n, what in enumerate(items, start=1)
    )  # fmt: skip


def _relationship() -> tuple[Column, ...]:
    return tuple(
        Column(f"{facet}_{n}", "count", f"Relationship, {facet}: “{statement}”",
               unit="1 does not apply at all, 7 applies completely", low=1, high=7,
               known_as=(f"rel_{facet}_{n}", f"{facet} item {n}", f"relationship {facet} {n}"))
        for facet, items in RELATIONSHIP.items()
        for n, statement in enumerate(items, start=1)
    )  # fmt: skip


def _motives() -> tuple[Column, ...]:
    return tuple(
        Column(f"{motive}_{n}", "count", f"Why I shop at Kestrel, {motive}: {reason}.",
               unit="1 no reason at all, 7 the very reason", low=1, high=7,
               known_as=(f"motive_{motive}_{n}", f"reason {motive} {n}", f"why {motive} {n}"))
        for motive, items in MOTIVES.items()
        for n, reason in enumerate(items, start=1)
    )  # fmt: skip


def _rival(which: str, rank: str, none: str) -> tuple[Column, Column]:
    return (
        Column(f"{which}_rival", "text", f"The other food shop the respondent uses {rank}.",
               empty=none, known_as=(f"{which} competitor", f"{which} other shop",
                                     f"{which} competing brand")),
        Column(f"{which}_rival_rating", "count", f"Overall satisfaction with the {which} rival.",
               unit="1 not at all satisfied, 10 completely satisfied", low=1, high=10,
               empty=none, known_as=(f"{which} competitor rating", f"{which} rival satisfaction",
                                     f"{which} other shop rating")),
    )  # fmt: skip


SURVEY = Contract(
    name="survey",
    one_row="one respondent's answers in one wave",
    columns=(
        Column("response_id", "id", "The number of the questionnaire.", required=True,
               known_as=("response", "respondent id", "questionnaire", "interview id", "case id",
                         "record number")),
        Column("wave", "count", "Which wave of the survey, from 1.", low=1, high=4,
               known_as=("round", "survey wave", "fieldwork", "edition")),
        Column("date", "date", "The day on which the questionnaire was answered.",
               unit="calendar day", known_as=("response date", "answered on", "completed",
                                              "interview date", "submitted", "recorded date")),
        Column("customer_id", "id", "The respondent's card.", refers_to="customers.customer_id",
               empty="the wave was anonymous",
               known_as=("customer", "customer number", "card number", "member id", "client id",
                         "account")),
        *_satisfaction(),
        Column("overall", "count", "Overall satisfaction, all in all.", required=True,
               unit="1 not at all satisfied, 10 completely satisfied", low=1, high=10,
               known_as=("overall satisfaction", "csat", "satisfaction", "osat", "total score",
                         "gesamtzufriedenheit")),
        *_relationship(),
        *_motives(),
        Column("move_city", "flag", "Would look for a Kestrel after a move to another town, even "
               "if it were some distance away.",
               known_as=("would seek us out", "would follow", "after a move")),
        Column("recommend", "flag", "Would recommend Kestrel to friends.",
               known_as=("would recommend", "recommendation", "promoter")),
        Column("recommend_score", "count", "How likely the respondent is to recommend Kestrel; 7 "
               "and more means would recommend.", unit="0 not at all, 10 extremely likely",
               low=0, high=10,
               known_as=("nps", "likelihood to recommend", "ltr", "recommendation score",
                         "net promoter score")),
        Column("rivals_used", "count", "How many other food shops the respondent uses in a usual "
               "month; 3 stands for three and more.", low=0, high=3,
               known_as=("competitors used", "other shops", "repertoire", "number of rivals")),
        *_rival("main", "most", "uses no other"),
        *_rival("second", "second most", "uses fewer than two others"),
        Column("reported_wallet", "money", "What the respondent says the household spends on food "
               "in a month, at Kestrel and elsewhere; 5,000 stands for 5,000 and more.",
               unit="EUR a month", low=0, empty="would rather not say",
               known_as=("monthly food spending", "category spend", "wallet", "food budget",
                         "total spend reported")),
        Column("comment_question", "text", "Which of two open questions the respondent was asked, "
               "by lot.", choices=("What could we do better?", "What is hard in your life?"),
               known_as=("open question", "question wording", "frame", "split")),
        Column("comment", "text", "What the respondent wrote, word for word.",
               empty="wrote nothing",
               known_as=("verbatim", "open answer", "open end", "remarks", "free text",
                         "feedback")),
    ),
    key=("response_id",),
    called="Customer or satisfaction survey, from the survey tool or the research agency: one row "
    "a respondent, one column a question.",
    made="Four times in two years, all card holders who had bought within half a year were asked, "
    "and about two in five answered; those who feel close to Kestrel did so more often. First it "
    "was decided what every customer would say, from what they had lived through and how close "
    "they feel; the table holds those who replied. In the second wave no name was asked. A few "
    "respondents ticked boxes without reading.",
    good_for="What satisfaction is made of, who is loyal for which reason, a relationship index "
    "and whether it says who stays, what two open questions bring to light, and what weighting "
    "for non-response can and cannot mend.",
    not_for="The size of such effects in any real firm, and causes: that bonded customers stay "
    "longer here is an association, of which only the trial of the care programme shows the "
    "causal part. Trends that run through the anonymous wave compare two kinds of listening.",
)  # fmt: skip

TRUTH_SURVEY = Contract(
    name="truth_survey",
    one_row="one respondent's answers in one wave",
    columns=(
        Column("response_id", "id", "The number of the questionnaire.", required=True,
               refers_to="survey.response_id", known_as=("response", "respondent id", "case id")),
        Column("person_id", "id", "The person who answered, in the anonymous wave too.",
               required=True, refers_to="truth_person.person_id",
               known_as=("person", "true person", "individual")),
        Column("careless", "flag", "Whether the answers were ticked without reading the "
               "questions.", known_as=("inattentive", "low quality", "straight-liner")),
        Column("response_probability", "number", "How probable it was that this person would "
               "answer this wave.", low=0, high=1,
               known_as=("propensity", "response propensity", "inclusion probability")),
    ),
    key=("response_id",),
    called="No firm has this: it is what a perfect fieldwork report would say.",
    made="Written down while the survey was made: who gave each answer, whether it was careless, "
    "and with what probability it came about.",
    good_for="Checking a screen for careless answers, and weights for non-response, against what "
    "really happened.",
    not_for="Any analysis a firm could do: open it only to see how far one without it has come.",
)  # fmt: skip
