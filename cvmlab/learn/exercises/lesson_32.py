"""Lesson 32, loyalty segments: a label against the customers, and why those who come often come."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from cvmlab.errors import one_problem
from cvmlab.figures.formats import money
from cvmlab.figures.pictures import Picture
from cvmlab.insight.asked.respondents import Respondents
from cvmlab.insight.asked.survey_answers import survey_answers
from cvmlab.learn.exercise import Choice, Facts, Guess, Number, Plan
from cvmlab.learn.explore import Explorer, Slider
from cvmlab.loyalty.called_loyal.behavioural_frame import BehaviouralFrame, behavioural_frame
from cvmlab.loyalty.called_loyal.firm_label import firm_label
from cvmlab.loyalty.called_loyal.firm_label_result import FirmLabel
from cvmlab.loyalty.called_loyal.interview_themes import interview_themes
from cvmlab.loyalty.called_loyal.interview_themes_result import InterviewThemes
from cvmlab.loyalty.called_loyal.loyalty_grid import loyalty_grid
from cvmlab.loyalty.called_loyal.loyalty_grid_picture import plot_loyalty_grid
from cvmlab.loyalty.segments.latent_classes import loyalty_segments
from cvmlab.loyalty.segments.segments_result import Segments

LABEL, VALUE, NEXT_BELOW = "previous_tier", "gold", "silver"
EMOTIONAL = "enjoyment"
FUNCTIONAL = ("convenience", "points")
PAID = 40.0  # the memo's double points, a gold customer and year
FINER = 0.03  # the difference that the first prompt asks to be sure of


class Lesson32(Facts):
    """Gold beside silver, the segments of those who come often, and who stands where."""

    @cached_property
    def answers(self) -> Respondents:
        """The last wave that leaves time to see who stays, with the tier held then."""
        kept = [LABEL] if self.ws.has("customers", LABEL) else []
        return survey_answers(self.ws, keep=kept)  # the page asks for the same

    # the label

    @cached_property
    def label(self) -> FirmLabel:
        return firm_label(
            self.answers.table, LABEL, self.stands_for(VALUE), against=self.next_below
        )

    @property
    def next_below(self) -> str:
        return self.stands_for(NEXT_BELOW)

    @property
    def gold(self) -> int:
        return int(self.label.row("move_city")["customers"])

    @property
    def follow(self) -> float:
        """The share of gold customers that would look for the firm after a move."""
        return float(self.label.row("move_city")["value"])

    @property
    def follow_low(self) -> float:
        return float(self.label.row("move_city")["low"])

    @property
    def follow_high(self) -> float:
        return float(self.label.row("move_city")["high"])

    @property
    def silver_follow(self) -> float:
        return float(self.label.row("move_city", self.next_below)["value"])

    @property
    def room(self) -> float:
        """The largest lead over silver that the intervals leave room for, in points."""
        return 100 * float(self.label.differences["high"].max())

    @property
    def label_said(self) -> str:
        return self.label.sentence

    @property
    def follow_said(self) -> str:
        return self.label.of("move_city")

    @property
    def needed(self) -> int:
        """How many of each tier it takes to be sure of three points, in round hundreds."""
        share = self.follow
        exact = 2 * share * (1 - share) * (1.96 / FINER) ** 2
        return round(exact / 100) * 100

    # the talks

    @cached_property
    def talks(self) -> InterviewThemes:
        return interview_themes(self.ws.interviews.frame())

    @property
    def talk_count(self) -> int:
        return len(self.talks.talks)

    @property
    def enjoying_talks(self) -> int:
        return int((self.talks.talks["motive"] == EMOTIONAL).sum())

    # the segments

    @cached_property
    def frame(self) -> BehaviouralFrame:
        return behavioural_frame(self.answers.table)

    @cached_property
    def segments(self) -> Segments:
        return loyalty_segments(self.frame.table)

    def share_of(self, segment: str) -> float:
        """How common a segment is, among those who come often."""
        shares = self.segments.table.set_index("name")["share"]
        if segment not in shares:
            raise one_problem(
                f"no segment of these customers leads on {segment}",
                f"the segments are: {', '.join(shares.index)}.",
            )
        return float(shares[segment])

    @property
    def regulars(self) -> int:
        return len(self.frame.table)

    @property
    def enjoyment(self) -> float:
        return self.share_of(EMOTIONAL)

    @property
    def convenience(self) -> float:
        return self.share_of("convenience")

    @property
    def points(self) -> float:
        return self.share_of("points")

    @property
    def functional(self) -> float:
        """The share that comes for what anybody can offer."""
        return sum(self.share_of(name) for name in FUNCTIONAL)

    @property
    def segments_said(self) -> str:
        return self.segments.sentence

    # the exercises

    @property
    def spent(self) -> float:
        return PAID * self.gold

    @property
    def paid_said(self) -> str:
        return money(PAID, self.currency, digits=0)

    @property
    def spent_said(self) -> str:
        return money(self.spent, self.currency, digits=0)

    @property
    def to_leavers(self) -> float:
        """What goes to gold customers who would not look for the firm."""
        return self.spent * (1 - self.follow)

    @property
    def to_followers(self) -> float:
        return self.spent * self.follow

    @property
    def tie(self) -> float:
        """How likely enjoyment is where the answers fit it and convenience alike."""
        return self.enjoyment / (self.enjoyment + self.convenience)


def draw(facts: Any, within_days: float, at_least: float, high: float) -> tuple[Picture, str]:
    """The four kinds of loyalty under other lines, and where the labelled stand."""
    table = facts.answers.table
    grid = loyalty_grid(
        table,
        high=float(high),
        within_days=int(within_days),
        at_least=int(at_least),
        mark=(LABEL, facts.stands_for(VALUE)) if LABEL in table else None,
    )
    told = [grid.sentence, *([] if grid.marked.empty else [grid.marked_sentence])]
    return plot_loyalty_grid(grid), " ".join(told)


FACTS = Lesson32
EXERCISES = (
    Guess("guess", answer=lambda f: f.follow, to="percent", low=0, high=1),
    Choice("a", "check", right="c"),
    Choice("b", "check", right="b"),
    Number(
        "1",
        "green",
        answer=lambda f: f.functional,
        to="percent",
        mistakes={
            "enjoyment": lambda f: f.enjoyment,
            "points_alone": lambda f: f.points,
            "convenience_alone": lambda f: f.convenience,
        },
    ),
    Number(
        "2",
        "blue",
        answer=lambda f: f.to_leavers,
        to="hundred",
        mistakes={
            "all_of_it": lambda f: f.spent,
            "the_others": lambda f: f.to_followers,
        },
    ),
    Number(
        "3",
        "black",
        answer=lambda f: f.tie,
        to="percent",
        mistakes={
            "toss_up": lambda f: 0.5,
            "all_three": lambda f: f.enjoyment,
            "the_other_one": lambda f: 1 - f.tie,
        },
    ),
    Choice("q1", "quiz", right="b"),
    Choice("q2", "quiz", right="c"),
    Choice("q3", "quiz", right="a"),
    Plan("plan"),
)
EXPLORER = Explorer(
    draw,
    (
        Slider("within_days", low=14, high=182, step=14, start=42),
        Slider("at_least", low=2, high=60, step=2, start=26),
        Slider("high", low=3, high=6, step=0.5, start=4),
    ),
)
