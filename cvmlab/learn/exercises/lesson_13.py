"""Lesson 13: knowing about customers, and knowing them."""

from __future__ import annotations

from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd

from cvmlab.figures.formats import count, interval, percent
from cvmlab.figures.pictures import Picture
from cvmlab.insight.asked.guessed_answers import AVERAGE, GuessedAnswers, guessed_answers
from cvmlab.insight.asked.one_among_all import OneAmongAll, one_among_all
from cvmlab.insight.asked.predictions import RankGap, plot_rank_gap, rank_gap
from cvmlab.insight.asked.question_frames import (
    INSIDE,
    NOTHING,
    OUTSIDE,
    FrameComparison,
    question_frames,
)
from cvmlab.insight.asked.respondents import LEVELS, Respondents, respondents
from cvmlab.insight.asked.soft_measures import HARD, SOFT, SoftPower, soft_power
from cvmlab.learn.exercise import Choice, Facts, Guess, Number, Plan
from cvmlab.learn.explore import Explorer, Slider
from cvmlab.stats.importance import importance

HARD_MEASURES = ["recency_days", "frequency", "monetary", "previous_tier"]
SOFT_MEASURES = ["emotional", "relationship"]
LAST = 5

# Eighty comments of that wave, drawn at random and read without their question, by one reader;
# those named nowhere here stand outside the box.
_READ = (
    "S0010376 S0008953 S0008561 S0008148 S0010712 S0009086 S0007884 S0009257 S0010262 S0009176 "
    "S0010818 S0011626 S0007856 S0011765 S0009934 S0011159 S0008431 S0010404 S0008716 S0008707 "
    "S0011237 S0008498 S0009593 S0011039 S0010531 S0010931 S0010407 S0008987 S0009588 S0009970 "
    "S0008367 S0009274 S0009962 S0010508 S0009119 S0008928 S0008919 S0011609 S0008846 S0009396 "
    "S0011107 S0010068 S0009095 S0009804 S0011654 S0007923 S0008092 S0008541 S0010515 S0008650 "
    "S0010461 S0009988 S0008858 S0009250 S0011005 S0007887 S0009431 S0009847 S0008771 S0009932 "
    "S0009656 S0008469 S0009537 S0008316 S0010097 S0009481 S0008173 S0008804 S0009933 S0011696 "
    "S0008161 S0010889 S0007874 S0009003 S0009055 S0008100 S0010924 S0007791 S0009165 S0010725"
)
_READ_INSIDE = (
    "S0008953 S0008148 S0010712 S0009086 S0007884 S0010262 S0011626 S0007856 S0009934 S0010404 "
    "S0008716 S0010531 S0010931 S0010407 S0009970 S0009274 S0009962 S0010508 S0009119 S0008919 "
    "S0011107 S0010068 S0009095 S0008541 S0008858 S0009250 S0011005 S0009431 S0009847 S0008771 "
    "S0009656 S0010097 S0008804 S0008161 S0007874 S0008100 S0010924 S0009165"
)
_READ_NOTHING = "S0009176 S0010818 S0008431 S0008650 S0007887 S0008173 S0011696 S0009055"
READ = {
    **dict.fromkeys(_READ.split(), OUTSIDE),
    **dict.fromkeys(_READ_INSIDE.split(), INSIDE),
    **dict.fromkeys(_READ_NOTHING.split(), NOTHING),
}


class Lesson13(Facts):
    """Guesses and answers, beliefs and drivers, two questions, and what soft measures add."""

    @cached_property
    def survey(self) -> pd.DataFrame:
        """All waves."""
        return self.ws.survey.frame()

    @cached_property
    def predictions(self) -> pd.DataFrame:
        """What managers wrote down."""
        return self.ws.manager_predictions.frame()

    @cached_property
    def guessed(self) -> GuessedAnswers:
        """Managers and the plain average against the answers."""
        return guessed_answers(self.predictions, self.survey)

    @property
    def ten_answers(self) -> tuple[float, ...]:
        """What the customers answered of whom managers guessed."""
        return tuple(float(x) for x in self.guessed.each["answer"])

    @property
    def managers_miss(self) -> float:
        """How far managers missed, on average."""
        return float(self.guessed.of("managers").miss)

    @property
    def average_miss(self) -> float:
        """How far the plain average missed, on average."""
        return float(self.guessed.of(AVERAGE).miss)

    @cached_property
    def last_five(self) -> Any:
        """Guess less answer, of the last five customers."""
        each = self.guessed.each.tail(LAST)
        return (each["managers"] - each["answer"]).to_numpy()

    @property
    def last_five_miss(self) -> float:
        """Their mean distance."""
        return float(np.abs(self.last_five).mean())

    @property
    def last_five_bias(self) -> float:
        """Their mean, signs kept."""
        return float(self.last_five.mean())

    @property
    def last_five_sum(self) -> float:
        """Their distances added up."""
        return float(np.abs(self.last_five).sum())

    @property
    def widest_miss(self) -> float:
        """The largest of all misses."""
        return float((self.guessed.each["managers"] - self.guessed.each["answer"]).abs().max())

    @property
    def managers_without(self) -> float:
        """The managers' mean miss without the customer whom they missed furthest."""
        return self.guessed.without_worst("managers")

    @property
    def average_without(self) -> float:
        """The same of the plain average."""
        return self.guessed.without_worst(AVERAGE)

    @cached_property
    def answers(self) -> Respondents:
        """Respondents beside their purchases, with the tier of then and of today."""
        return respondents(
            self.survey, self.ws.transactions, self.ws.customers.frame(),
            keep=["previous_tier", "tier"],
        )  # fmt: skip

    def gap(self, outcome: str, called: str, rows: int | None = None) -> RankGap:
        """Managers against the drivers of an outcome, in all answers or in some of them."""
        table = self.answers.table.astype({"stays": float})
        if rows is not None:
            # Answers come in one by one: a smaller survey is the beginning of a larger one.
            table = table.sample(frac=1, random_state=13).head(rows)
        derived = importance(table, outcome, LEVELS, resamples=200)
        return rank_gap(self.predictions, derived, outcome=called)

    @cached_property
    def gap_satisfaction(self) -> RankGap:
        """Against what goes with overall satisfaction."""
        return self.gap("overall", "overall satisfaction")

    @cached_property
    def gap_staying(self) -> RankGap:
        """Against what goes with staying."""
        return self.gap("stays", "staying")

    @property
    def misplaced_satisfaction(self) -> float:
        """Share of points on the wrong drivers of satisfaction."""
        return self.gap_satisfaction.misplaced

    @property
    def misplaced_staying(self) -> float:
        """Share of points on the wrong drivers of staying."""
        return self.gap_staying.misplaced

    @property
    def emotional_points(self) -> float:
        """What managers give the emotional level."""
        return float(self.gap_staying.of("emotional").believed)

    @property
    def emotional_share(self) -> float:
        """What it carries of what the levels explain of staying."""
        return float(self.gap_staying.of("emotional").derived)

    @property
    def staying_explained(self) -> float:
        """How much the five levels explain of staying at all."""
        return self.gap_staying.r2

    @cached_property
    def frames(self) -> FrameComparison:
        """The two open questions."""
        return question_frames(self.survey, wave=self.answers.wave)

    def _per_thousand(self, row: int) -> float:
        asked = self.frames.table.iloc[row]
        return float(1000 * asked["outside"] / asked["asked"])

    @property
    def more_per_thousand(self) -> float:
        """Comments outside the box gained per thousand asked, if the other question is put."""
        return self._per_thousand(1) - self._per_thousand(0)

    @property
    def them_per_thousand(self) -> float:
        """Comments outside the box per thousand asked about their lives."""
        return self._per_thousand(1)

    @property
    def us_per_thousand(self) -> float:
        """Comments outside the box per thousand asked about the firm."""
        return self._per_thousand(0)

    @property
    def difference_per_thousand(self) -> float:
        """The difference per thousand who wrote."""
        return float(1000 * self.frames.effect["difference"].value)

    @cached_property
    def read_by_hand(self) -> str:
        """How the rule compares with a person who read some comments; empty without such."""
        against = self.frames.against(READ)
        if against.empty:
            return ""
        agree = float(np.average(against["agree"], weights=against["read"]))
        us, them = against["by_person"]
        return (
            f"A word list is a rough reader: a person who read {count(against['read'].sum())} of "
            f"these comments without seeing the question agreed with it on {percent(agree)}, and "
            f"found {percent(us)} and {percent(them)} outside the box."
        )

    @cached_property
    def power(self) -> SoftPower:
        """What soft measures add among all respondents."""
        return _power(self.answers.table, HARD_MEASURES)

    @cached_property
    def power_regulars(self) -> SoftPower:
        """What they add among those whom the files call loyal."""
        return _power(self.answers.regulars(), HARD_MEASURES)

    @cached_property
    def power_of_today(self) -> SoftPower:
        """The same with the tier of today among the hard measures."""
        hard = [name.replace("previous_tier", "tier") for name in HARD_MEASURES]
        return _power(self.answers.table, hard)

    @property
    def hard_auc(self) -> float:
        """Pairs the files rank rightly."""
        return self.power.auc(HARD)

    @property
    def today_auc(self) -> float:
        """The same with the tier of today."""
        return self.power_of_today.auc(HARD)

    @property
    def leak(self) -> float:
        """What the tier of today seems to add."""
        return self.today_auc - self.hard_auc

    @property
    def soft_gain(self) -> float:
        """What soft measures add to hard ones among all respondents."""
        return float(self.power.gain(SOFT).auc)

    @property
    def soft_gain_regulars(self) -> float:
        """The same among regulars."""
        return float(self.power_regulars.gain(SOFT).auc)

    @property
    def hard_auc_regulars(self) -> float:
        """Pairs of regulars the files rank rightly."""
        return self.power_regulars.auc(HARD)

    @cached_property
    def maura(self) -> OneAmongAll:
        """The first customer beside everybody."""
        first = self.predictions["customer_id"].dropna().iloc[0]
        return one_among_all(self.survey, str(first), name="Maura Keane")


def _power(table: pd.DataFrame, hard: list[str]) -> SoftPower:
    """What the exercises need: estimates; their intervals stand in the lesson."""
    return soft_power(table, "stays", hard, SOFT_MEASURES, resamples=20)


def draw(facts: Lesson13, answers: int) -> tuple[Picture, str]:
    """Managers' points against what goes with staying, had only so many answered."""
    rows = min(int(answers), len(facts.answers.table))
    gap = facts.gap("stays", "staying", rows)
    level = gap.of("emotional")
    place = (
        f"place {level.rank_low:.0f} for certain"
        if level.rank_low == level.rank_high
        else f"any place from {level.rank_low:.0f} to {level.rank_high:.0f}"
    )
    sentence = (
        f"With {count(rows)} answers the emotional level carries {percent(level.derived)} of what "
        f"the five levels explain of staying; the interval runs from "
        f"{interval(level.low, level.high, percent)}, so it may hold {place}. Managers gave it "
        f"{percent(level.believed)} of their points."
    )
    return plot_rank_gap(gap), sentence


FACTS = Lesson13
EXERCISES = (
    Guess("guess", answer=lambda f: f.ten_answers, to="whole number", low=1, high=10),
    Choice("a", "check", right="b"),
    Choice("b", "check", right="c"),
    Choice("c", "check", right="a"),
    Number(
        "1",
        "green",
        answer=lambda f: f.last_five_miss,
        to="tenth",
        mistakes={
            "signs_kept": lambda f: f.last_five_bias,
            "divided_by_all": lambda f: f.last_five_sum / len(f.ten_answers),
            "not_divided": lambda f: f.last_five_sum,
        },
    ),
    Number(
        "2",
        "blue",
        answer=lambda f: f.more_per_thousand,
        to="whole number",
        mistakes={
            "of_writers": lambda f: f.difference_per_thousand,
            "one_half_only": lambda f: f.them_per_thousand,
        },
    ),
    Number(
        "3",
        "black",
        answer=lambda f: f.leak,
        to="tenth of a percent",
        mistakes={
            "over_a_coin": lambda f: f.today_auc - 0.5,
            "soft_part": lambda f: f.soft_gain,
        },
    ),
    Choice("q1", "quiz", right="c"),
    Choice("q2", "quiz", right="a"),
    Choice("q3", "quiz", right="b"),
    Plan("plan"),
)
EXPLORER = Explorer(draw, (Slider("answers", low=250, high=3750, step=250, start=1000),))
