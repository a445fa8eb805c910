"""Lesson 31, satisfaction: with what, and whether it keeps anybody."""

from __future__ import annotations

from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd

from cvmlab.figures.formats import interval, number, percent
from cvmlab.figures.pictures import Picture
from cvmlab.insight.asked.predictions import RankGap, rank_gap
from cvmlab.insight.asked.respondents import Respondents
from cvmlab.insight.asked.survey_answers import survey_answers
from cvmlab.learn.exercise import Choice, Facts, Guess, Number, Plan
from cvmlab.learn.explore import Explorer, Pick, Slider
from cvmlab.loyalty.satisfaction.density import satisfaction_density
from cvmlab.loyalty.satisfaction.density_result import SatisfactionDensity
from cvmlab.loyalty.satisfaction.drivers import SatisfactionDrivers, satisfaction_drivers
from cvmlab.loyalty.satisfaction.levels import LEVELS, WORDS
from cvmlab.loyalty.satisfaction.penalty_reward import penalty_reward
from cvmlab.loyalty.satisfaction.penalty_reward_picture import plot_penalty_reward
from cvmlab.loyalty.satisfaction.penalty_reward_result import PenaltyReward

GOOD_FROM = 7.0  # what the lesson's second input says
CONTENT, CATERER = "K0000002", "K0000001"
LEVEL = "technical"  # whose money the memo asks for
OUTCOMES = ("stays", "overall", "move_city", "recommend")
FEEL = "emotional"
STEP = 0.5  # points by which the memo would lift marks that are good already


class Lesson31(Facts):
    """Five levels, two outcomes, two slopes, and customers with the same mark."""

    @cached_property
    def answers(self) -> Respondents:
        return survey_answers(self.ws)  # the page asks for the same

    @property
    def table(self) -> pd.DataFrame:
        return self.answers.table

    # what goes with what

    @cached_property
    def satisfied(self) -> SatisfactionDrivers:
        return satisfaction_drivers(self.table, "overall")

    @cached_property
    def staying(self) -> SatisfactionDrivers:
        return satisfaction_drivers(self.table, "stays")

    @property
    def right_for_staying(self) -> float:
        """The share of getting things right in what goes with staying."""
        return float(self.staying.of(LEVEL)["share"])

    @property
    def right_for_satisfaction(self) -> float:
        return float(self.satisfied.of(LEVEL)["share"])

    @property
    def feel_for_staying(self) -> float:
        return float(self.staying.of(FEEL)["share"])

    @property
    def feel_for_staying_said(self) -> str:
        row = self.staying.of(FEEL)
        return interval(row["low"], row["high"], percent)

    @property
    def soft_for_satisfaction(self) -> float:
        return self.satisfied.soft_share

    @property
    def hard_for_satisfaction(self) -> float:
        return 1 - self.satisfied.soft_share

    @property
    def soft_for_staying(self) -> float:
        return self.staying.soft_share

    @property
    def explained_of_staying(self) -> float:
        return self.staying.importance.r2

    @cached_property
    def believed(self) -> RankGap:
        """Managers' points against what goes with staying."""
        return rank_gap(
            self.ws.manager_predictions.frame(), self.staying.importance, outcome="staying"
        )

    @property
    def points_for_feel(self) -> float:
        """Of a hundred points, those that managers gave to how people are made to feel."""
        return 100 * float(self.believed.of(FEEL)["believed"])

    # two slopes

    @cached_property
    def two_sides(self) -> PenaltyReward:
        marks = self.table[list(LEVELS)].to_numpy()
        fits = np.nanmin(marks) < GOOD_FROM < np.nanmax(marks)  # another firm, another scale
        return penalty_reward(self.table, "overall", turn=GOOD_FROM if fits else None)

    @cached_property
    def right(self) -> pd.Series:
        """The row of getting things right."""
        return self.two_sides.of(LEVEL)

    @property
    def good_from(self) -> float:
        return self.two_sides.turn

    @property
    def lost(self) -> float:
        return float(self.right["below"])

    @property
    def gained(self) -> float:
        return float(self.right["above"])

    @property
    def missing(self) -> float:
        """Points a customer that are missing to good."""
        return float(self.right["shortfall"])

    @property
    def poor_share(self) -> float:
        return float(self.right["below_share"])

    @property
    def good_share(self) -> float:
        return 1 - self.poor_share

    @property
    def floor(self) -> float:
        """What it goes with in mean satisfaction if every poor mark is lifted to good."""
        return self.lost * self.missing

    @property
    def ceiling(self) -> float:
        """The same if every good mark rises by half a point."""
        return self.gained * STEP * self.good_share

    # the same mark

    @cached_property
    def density(self) -> SatisfactionDensity:
        return satisfaction_density(self.table)

    def person(self, who: str, at: int) -> pd.Series:
        people = self.density.people
        found = people[people["customer"] == who]
        return people.iloc[at] if found.empty else found.iloc[0]

    @cached_property
    def caterer(self) -> pd.Series:
        return self.person(CATERER, 0)

    @property
    def caterer_density(self) -> float:
        return float(self.caterer["density"])

    @property
    def caterer_soft(self) -> float:
        return float(self.caterer["soft"])

    @property
    def caterer_hard(self) -> float:
        return float(self.caterer["hard"])

    @property
    def caterer_mark(self) -> float:
        return float(self.caterer["overall"])

    @property
    def content_density(self) -> float:
        return float(self.person(CONTENT, 1)["density"])

    @property
    def once(self) -> str:
        """What the caterer's contrast was in the first wave, where it can be worked out."""
        survey = self.ws.survey.frame()
        hers = survey[survey["customer_id"] == self.caterer["customer"]].sort_values("date")
        first = hers.iloc[0]
        means = {
            name: float(first[[c for c in survey if c.rpartition("_")[0] == name]].mean())
            for name in LEVELS
        }
        soft = np.mean([means[name] for name in self.density.soft])
        hard = np.mean([means[name] for name in self.density.hard])
        text = number(float(soft - hard), 1)
        return f"+{text}" if soft > hard else text

    @cached_property
    def matched(self) -> pd.Series:
        """The matched difference in staying."""
        return self.density.table.iloc[0]

    @property
    def softer_stay(self) -> float:
        return float(self.matched["dense"])

    @property
    def harder_stay(self) -> float:
        return float(self.matched["thin"])

    @property
    def harder_customers(self) -> int:
        return int(self.matched["thin_customers"])

    @property
    def difference_said(self) -> str:
        row = self.matched
        ends = interval(100 * row["low"], 100 * row["high"], lambda x: number(x, 1))
        return f"{number(100 * row['difference'], 1)} percentage points ({ends})"

    @property
    def points_apart(self) -> float:
        return 100 * float(self.matched["difference"])

    @property
    def more_stay(self) -> float:
        """How many of the harder would have stayed besides, at the rate of the softer."""
        return float(self.matched["difference"] * self.matched["thin_customers"])

    # the lever

    @cached_property
    def outcomes(self) -> dict[str, str]:
        """What was asked or seen, by what it is called."""
        table = self.table
        there = [name for name in OUTCOMES if name in table and table[name].dropna().nunique() > 1]
        return {WORDS.get(name, name): name for name in there}


def draw(facts: Any, outcome: str, poor: float) -> tuple[Picture, str]:
    """Two slopes for one outcome when so many percent of all marks count as poor."""
    marks = facts.table[list(LEVELS)].to_numpy()
    turn = float(np.nanquantile(marks, poor / 100))
    result = penalty_reward(facts.table, facts.outcomes[outcome], turn=turn)
    return plot_penalty_reward(result), result.sentence


FACTS = Lesson31
EXERCISES = (
    Guess("guess", answer=lambda f: f.right_for_staying, to="percent", low=0, high=1),
    Choice("a", "check", right="c"),
    Choice("b", "check", right="a"),
    Number(
        "1",
        "green",
        answer=lambda f: f.caterer_density,
        to="tenth",
        mistakes={
            "turned": lambda f: -f.caterer_density,
            "sums": lambda f: (
                len(f.density.soft) * f.caterer_soft - len(f.density.hard) * f.caterer_hard
            ),
            "from_the_mark": lambda f: f.caterer_soft - f.caterer_mark,
        },
    ),
    Number(
        "2",
        "blue",
        answer=lambda f: f.floor,
        to="hundredth",
        mistakes={
            "reward_taken": lambda f: f.gained * f.missing,
            "a_point_for_all": lambda f: f.lost,
            "share_taken": lambda f: f.lost * f.poor_share,
        },
    ),
    Number(
        "3",
        "black",
        answer=lambda f: f.more_stay,
        to="ten",
        mistakes={
            "everybody": lambda f: (
                f.matched["difference"]
                * (f.matched["thin_customers"] + f.matched["dense_customers"])
            ),
            "ratio_taken": lambda f: (f.softer_stay / f.harder_stay - 1) * f.harder_customers,
            "who_stays_now": lambda f: f.harder_stay * f.harder_customers,
        },
    ),
    Choice("q1", "quiz", right="b"),
    Choice("q2", "quiz", right="a"),
    Choice("q3", "quiz", right="c"),
    Plan("plan"),
)
EXPLORER = Explorer(
    draw,
    (
        Pick("outcome", lambda facts: tuple(facts.outcomes)),
        Slider("poor", low=20, high=80, step=10, start=40),
    ),
)
