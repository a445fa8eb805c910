"""Lesson 14: why customers do what they do, and the need that nobody asked about."""

from __future__ import annotations

from functools import cached_property

import pandas as pd

from cvmlab.errors import DataProblem, one_problem
from cvmlab.figures.pictures import Picture
from cvmlab.insight.heard.few_interviews import (
    SHARES,
    chance_of_hearing,
    hearing_sentence,
    largest_unheard_share,
    plot_hearing,
)
from cvmlab.insight.heard.interviews import ExcerptCards, excerpt_cards
from cvmlab.insight.heard.unasked import UnaskedNeeds, unasked_needs
from cvmlab.learn.exercise import Choice, Coding, Facts, Guess, Number, Plan
from cvmlab.learn.explore import Explorer, Slider

SIX = ("I0003", "I0022", "I0020", "I0030", "I0041", "I0055")
ASKED = ("accuracy", "punctuality", "price")
TALKS = 3  # how many talks exercise 2 speaks of
_DELIVERIES, _PAPERS, _FOOD = (
    "deliveries and orders",
    "allergens and paperwork",
    "food and freshness",
)
Labels = tuple[str | None, ...]


class Lesson14(Facts):
    """Two readers' themes of six excerpts, and needs by kind of client."""

    @cached_property
    def cards(self) -> ExcerptCards:
        """The six excerpts to be coded."""
        return excerpt_cards(self.ws.interviews.frame(), prefer=SIX)

    @property
    def is_our_six(self) -> bool:
        """Whether these are the excerpts that the known mistakes were written for."""
        return "interview_id" in self.cards.table and (
            tuple(self.cards.table["interview_id"]) == SIX
        )

    def heard_as(self, labels: dict[int, str]) -> Labels:
        """Some cards misread in one way, the others as may be; on other excerpts never met."""
        if not self.is_our_six:
            return ("none of these",) * len(self.cards.table)
        return tuple(labels.get(place) for place in range(1, len(SIX) + 1))

    @property
    def differ(self) -> str:
        """The cards on which the two coders chose different themes."""
        both = zip(self.cards.coded_by("coder_a"), self.cards.coded_by("coder_b"), strict=True)
        places = [str(place) for place, (one, other) in enumerate(both, start=1) if one != other]
        if not places:
            return "no card"
        *first, last = places
        return f"cards {', '.join(first)} and {last}" if first else f"card {last}"

    @cached_property
    def needs(self) -> UnaskedNeeds:
        """What came up asked and unasked, by kind of client."""
        return unasked_needs(self.ws.interview_codes.frame(), asked=ASKED)

    @cached_property
    def need(self) -> pd.Series:
        """The largest need nobody asked about, in the largest group."""
        return self.needs.largest()

    @property
    def need_name(self) -> str:
        """What it is called."""
        return str(self.need.theme).replace("_", " ")

    @property
    def need_group(self) -> str:
        """The group it was found in."""
        return str(self.need.group)

    @property
    def need_said(self) -> int:
        """Interviews that brought it up."""
        return int(self.need.said)

    @property
    def need_of(self) -> int:
        """Interviews held in the group."""
        return int(self.need.of)

    @property
    def need_share(self) -> float:
        """Their share."""
        return float(self.need.share)

    @property
    def need_low(self) -> float:
        """The lower end of its exact interval."""
        return float(self.need.low)

    @property
    def need_high(self) -> float:
        """The upper end of its exact interval."""
        return float(self.need.high)

    @property
    def asked_for(self) -> int:
        """Interviews of the group that wanted anything when asked as a supplier asks."""
        return int(self.needs.any_asked.loc[self.need_group, "said"])

    @cached_property
    def second(self) -> pd.Series:
        """The same need in the second largest group."""
        if len(self.needs.groups) < 2:
            raise one_problem("All interviews are of one kind", "interview a second kind.")
        rows = self.needs.of_group(self.needs.groups[1]).set_index("theme")
        return rows.loc[self.need.theme]

    @property
    def second_share(self) -> float:
        """Its share there."""
        return float(self.second.share)

    @property
    def heard_in_three(self) -> float:
        """The chance that three talks there hear the need at least once."""
        return chance_of_hearing(self.second_share, TALKS)

    @cached_property
    def silent(self) -> pd.Series:
        """The smallest group in which nobody brought the need up."""
        rows = self.needs.table
        rows = rows[(rows["theme"] == self.need.theme) & (rows["said"] == 0)]
        if rows.empty:
            raise one_problem("In every kind of interview the need came up", "read on.")
        return rows.sort_values("of", kind="stable").iloc[0]

    @property
    def silent_of(self) -> int:
        """How many interviews that were."""
        return int(self.silent.of)

    @property
    def silent_limit(self) -> float:
        """The largest share with which so much silence is no surprise."""
        return largest_unheard_share(self.silent_of)


def draw(facts: Lesson14, interviews: int) -> tuple[Picture, str]:
    """What so many interviews hear: the need found here, and rarer ones."""
    try:
        shares = (facts.need_share, *SHARES[1:])
    except DataProblem:  # without interviews of one's own the sums are the same
        shares = SHARES
    return plot_hearing(int(interviews), shares), hearing_sentence(int(interviews), shares)


FACTS = Lesson14
EXERCISES = (
    Guess("guess", answer=lambda f: f.need_share, to="percent", low=0, high=1),
    Choice("a", "check", right="b"),
    Coding(
        "1",
        "green",
        answer=lambda f: f.cards.coded_by("coder_a"),
        labels=lambda f: f.cards.themes,
        enough=4,
        mistakes={
            "suppliers_ears": lambda f: f.heard_as(
                {1: _DELIVERIES, 4: _DELIVERIES, 5: _DELIVERIES}
            ),
            "words_not_trouble": lambda f: f.heard_as({3: _PAPERS, 4: _PAPERS, 5: _FOOD}),
        },
    ),
    Choice("b", "check", right="c"),
    Number(
        "2",
        "blue",
        answer=lambda f: f.heard_in_three,
        to="percent",
        mistakes={
            "added_up": lambda f: TALKS * f.second_share,
            "all_silent": lambda f: (1 - f.second_share) ** TALKS,
        },
    ),
    Number(
        "3",
        "black",
        answer=lambda f: f.silent_limit,
        to="percent",
        mistakes={
            "none_is_none": lambda f: 0.0,
            "rule_of_three": lambda f: 3 / f.silent_of,
            "one_more": lambda f: 1 / f.silent_of,
        },
    ),
    Choice("q1", "quiz", right="b"),
    Choice("q2", "quiz", right="c"),
    Choice("q3", "quiz", right="b"),
    Plan(),
)
EXPLORER = Explorer(draw, (Slider("interviews", low=2, high=60, step=1, start=12),))
