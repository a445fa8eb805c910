"""The choice experiment: what shoppers take when price, time and warmth are traded off."""

from __future__ import annotations

from cvmlab.data.contracts.table import Column, Contract

CHOICE_TASKS = Contract(
    name="choice_tasks",
    one_row="one of the alternatives laid before a respondent in one task",
    columns=(
        Column("respondent_id", "id", "Who chose; strangers, not our card holders.", required=True,
               known_as=("respondent", "participant", "resp id", "panel id", "case id")),
        Column("task", "count", "The number of the task.", required=True, low=1,
               known_as=("choice set", "card", "scenario", "question", "set", "task no")),
        Column("alternative", "text", "Which of those laid side by side.", required=True,
               allowed="A, B in the sample company",
               known_as=("option", "alt", "concept", "profile")),
        Column("price", "money", "What the week's shopping costs this way.", required=True,
               unit="EUR", low=0, known_as=("cost", "euro", "fee", "basket price")),
        Column("minutes", "count", "How long it takes, door to door.", required=True,
               unit="minutes", low=0,
               known_as=("time", "duration", "travel time", "waiting time", "hassle")),
        Column("warmth", "text", "How the staff are.",
               allowed="brisk, polite, warm and knows you in the sample company",
               known_as=("service", "staff", "friendliness", "staff warmth")),
        Column("chosen", "flag", "Whether this one was taken.", required=True,
               known_as=("choice", "selected", "picked", "response", "y")),
        Column("shopper", "text", "What kind of shopper the respondent is.",
               allowed="busy family, single, older couple in the sample company",
               known_as=("segment", "life stage", "household type", "customer type")),
        Column("household", "count", "How many people live in the household.", unit="people",
               low=1, known_as=("household size", "persons", "people in household")),
    ),
    key=("respondent_id", "task", "alternative"),
    called=(
        "The raw file of a conjoint or discrete-choice study; at the research agency "
        "that did it, often thrown away after the presentation."
    ),
    made=(
        "500 people chose eight times between two ways of shopping. Each has a price of time of "
        "his own, on average .29 € a minute with half of the people below .25 €: busy families "
        "more, older couples less. Warm staff are worth something to everybody, most to older "
        "couples. In seven tasks of eight the quicker way is the dearer one."
    ),
    good_for=(
        "The price of hassle in euros a minute, with its interval; value curves by kind of "
        "shopper; how one pooled figure hides the spread between people."
    ),
    not_for=(
        "Not for real-world prices of time. What people choose on paper is not what they pay in "
        "the shop. Not for ranking single respondents: eight choices say little about one person."
    ),
)  # fmt: skip

TRUTH_CHOICE_TASKS = Contract(
    name="truth_choice_tasks",
    one_row="one respondent of the choice experiment",
    columns=(
        Column("respondent_id", "id", "The respondent.",
               refers_to="choice_tasks.respondent_id"),
        Column("euros_a_minute", "number", "What a minute less is worth to the respondent.",
               unit="EUR a minute", low=0),
        Column("weight_of_a_euro", "number", "How hard a euro counts in the respondent's choices.",
               unit="log odds a euro", low=0),
    ),
    key=("respondent_id",),
    called="Nobody knows.",
    made="As drawn, before anybody chose.",
    good_for="Checking the mean, the median and the spread that an analysis finds.",
    not_for="Not for an analysis itself: open it afterwards.",
)  # fmt: skip
