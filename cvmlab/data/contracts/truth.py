"""What no firm ever sees: the truth about the people of the sample company."""

from __future__ import annotations

from cvmlab.data.contracts.table import Column, Contract

TRUTH_PERSON = Contract(
    name="truth_person",
    one_row="one person, whether they hold one card, two or none",
    columns=(
        Column("person_id", "id", "The person."),
        Column("customer_id", "id", "The person's first card.", refers_to="customers.customer_id",
               empty="holds no card"),
        Column("type", "text", "Why the person comes.",
               choices=("emotional", "convenience", "points", "latent emotional",
                        "points occasional", "casual")),
        Column("legacy", "flag", "Whether a customer already when the files begin."),
        Column("acquired_week", "number", "When the person became a customer.",
               unit="weeks since 3 January 2022, below zero before", high=156),
        Column("bond", "number", "The emotional bond with the firm; 0 is the middle, 1 is warm."),
        Column("trips_a_week", "number", "How often the person comes while a customer.",
               unit="trips a week", low=0),
        Column("dropout_a_week", "number", "How readily the person leaves in calm times.",
               unit="chance a week", low=0),
        Column("spend_a_trip", "number", "What a trip brings on average.", unit="EUR", low=0),
        Column("age", "count", "Age when the files begin.", unit="years", low=18, high=95),
        Column("distance", "number", "How far the store is; 0 is usual, above is farther.",
               unit="standard deviations"),
        Column("competitors", "number", "How many other shops are near; 0 is usual.",
               unit="standard deviations"),
        Column("share_of_wallet", "number", "The part of the food money that is spent here.",
               low=0, high=1),
        Column("margin_rate", "number", "Margin for each euro of sales.", low=0, high=1),
        Column("deal_share", "number", "The part of trips on which a deal is bought.",
               low=0, high=1),
        Column("slip_week", "number", "When nine trips of ten stopped, though the person stayed.",
               unit="weeks since the start", low=30, high=90, empty="never"),
        Column("discounter_reaches", "flag", "Whether the discounter is an option for the "
               "person."),
        Column("left_week", "number", "When the person silently left.",
               unit="weeks since the start", low=0, high=156, empty="still a customer at the end"),
    ),
    key=("person_id",),
    made="Drawn first; everything else follows from it.",
    good_for="Holding an estimate against the truth, after it was made.",
    not_for="Making the estimate. No firm has such a table.",
)  # fmt: skip
