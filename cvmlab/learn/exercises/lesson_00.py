"""Lesson 00: two meanings of customer value, and four eras."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from cvmlab.figures.formats import count, percent
from cvmlab.figures.pictures import Picture
from cvmlab.insight.asked.two_values import TwoValues, two_values
from cvmlab.insight.asked.two_values_picture import plot_two_values
from cvmlab.insight.recorded.eras import Eras, eras_of_measures
from cvmlab.learn.exercise import Choice, Facts, Guess, Number, Plan
from cvmlab.learn.explore import Explorer, Slider


class Lesson00(Facts):
    """Both values of the respondents, and the eras of the key figures."""

    @cached_property
    def answers(self) -> Any:
        """The survey."""
        return self.ws.survey.frame()

    @cached_property
    def values(self) -> TwoValues:
        """Value of and value for each respondent of the last wave."""
        return two_values(self.ws.transactions, self.answers)

    @cached_property
    def eras(self) -> Eras:
        """The key figures by era."""
        return eras_of_measures(self.ws.kpi_catalogue.frame())

    @property
    def dearest(self) -> Any:
        """The unhappy customer who brings most."""
        return self.values.customers.loc[self.values.dearest_unhappy]

    @property
    def unhappy_best(self) -> float:
        """Share of the best fifth that rates six or lower."""
        return float(self.values.table["share"].iloc[0])

    @property
    def unhappy_last(self) -> float:
        """The same of the last fifth."""
        return float(self.values.table["share"].iloc[-1])

    @property
    def share_of_best(self) -> float:
        """What the best fifth brings, of everything."""
        return float(self.values.table["share_of_value"].iloc[0])

    @property
    def old_eras(self) -> float:
        """Share of the board's figures that belong to the product and sales eras."""
        return float(self.eras.table["share_on_the_board"].iloc[:2].sum())

    @property
    def old_eras_of_all(self) -> float:
        """The same share, of all figures."""
        return float(self.eras.table["share"].iloc[:2].sum())

    @property
    def sales_on_the_board(self) -> float:
        """Share of the sales era alone."""
        return float(self.eras.table["share_on_the_board"].iloc[1])

    @property
    def board(self) -> int:
        """Figures on the board's page."""
        return int(self.eras.table["on_the_board"].sum())

    @property
    def dearest_value(self) -> float:
        """What that customer brought."""
        return float(self.dearest["value"])

    @property
    def dearest_sales(self) -> float:
        """What that customer spent."""
        return float(self.dearest["sales"])

    @property
    def dearest_trips(self) -> float:
        """On how many days."""
        return float(self.dearest["trips"])

    @cached_property
    def at_stake(self) -> float:
        """Share of all value that stands with the unhappy of the best fifth."""
        people = self.values.customers
        unhappy = (people["group"] == 1) & (people["rating"] <= self.values.unhappy_up_to)
        return float(people.loc[unhappy, "value"].sum() / people["value"].sum())

    @cached_property
    def heads_at_stake(self) -> float:
        """The same customers as a share of all heads."""
        people = self.values.customers
        unhappy = (people["group"] == 1) & (people["rating"] <= self.values.unhappy_up_to)
        return float(unhappy.mean())


def draw(facts: Lesson00, unhappy_up_to: int) -> tuple[Picture, str]:
    """Both values, with another border between happy and unhappy."""
    values = two_values(facts.ws.transactions, facts.answers, unhappy_up_to=int(unhappy_up_to))
    people, best = values.customers, values.table.iloc[0]
    unhappy = people["rating"] <= values.unhappy_up_to
    of_value = people.loc[unhappy, "value"].sum() / people["value"].sum()
    sentence = (
        f"Counted as unhappy up to {int(unhappy_up_to)}: {percent(unhappy.mean())} of all "
        f"{count(len(people))} respondents, who bring {percent(of_value)} of the value; of the "
        f"best {values.group_word} {percent(best.share)}."
    )
    return plot_two_values(values), sentence


FACTS = Lesson00
EXERCISES = (
    Guess("guess", answer=lambda f: f.unhappy_best, to="percent", low=0, high=1),
    Choice("a", "check", right="b"),
    Choice("b", "check", right="c"),
    Choice("c", "check", right="a"),
    Number(
        "1",
        "green",
        answer=lambda f: f.old_eras,
        to="percent",
        mistakes={
            "all_figures": lambda f: f.old_eras_of_all,
            "sales_only": lambda f: f.sales_on_the_board,
        },
    ),
    Number(
        "2",
        "blue",
        answer=lambda f: f.dearest_value,
        to="ten",
        mistakes={
            "sales": lambda f: f.dearest_sales,
            "one_day": lambda f: f.dearest_value / f.dearest_trips,
        },
    ),
    Number(
        "3",
        "black",
        answer=lambda f: f.share_of_best * f.unhappy_best,
        to="percent",
        mistakes={
            "heads": lambda f: f.heads_at_stake,
            "of_the_fifth": lambda f: f.unhappy_best,
        },
    ),
    Choice("q1", "quiz", right="b"),
    Choice("q2", "quiz", right="a"),
    Choice("q3", "quiz", right="c"),
    Plan(),
)
EXPLORER = Explorer(draw, (Slider("unhappy_up_to", low=3, high=8, step=1, start=5),))
