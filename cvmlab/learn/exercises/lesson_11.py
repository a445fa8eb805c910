"""Lesson 11, data: what the firm writes down, and what it does not."""

from __future__ import annotations

from functools import cached_property
from typing import Any

import pandas as pd

from cvmlab.figures.pictures import Picture
from cvmlab.insight.recorded.coverage import Coverage, coverage
from cvmlab.insight.recorded.measures import ALL_FOUR, HARD, MeasureAudit, audit_measures
from cvmlab.insight.recorded.unnamed import Unnamed, plot_unnamed, recent_purchases, unnamed
from cvmlab.learn.exercise import Choice, Facts, Guess, Number, Plan
from cvmlab.learn.explore import Explorer, Slider


class Lesson11(Facts):
    """Key figures, the ledger, the map of touchpoints, and what a missing name does."""

    # the key figures

    @cached_property
    def audit(self) -> MeasureAudit:
        return audit_measures(self.ws.kpi_catalogue.frame())

    @property
    def figures(self) -> int:
        return self.audit.figures

    @property
    def on_board(self) -> int:
        return self.audit.board

    @property
    def soft_on_board(self) -> int:
        return len(self.audit.soft_on_board)

    @property
    def soft(self) -> int:
        return self.audit.figures - int(self.audit.table.loc[HARD, "all"])

    @property
    def soft_share(self) -> float:
        return self.soft_on_board / self.audit.board

    @property
    def four_on_board(self) -> int:
        return int(self.audit.table.loc[ALL_FOUR, "board"])

    @property
    def four(self) -> int:
        return int(self.audit.table.loc[ALL_FOUR, "all"])

    @property
    def hard_on_board(self) -> int:
        return int(self.audit.table.loc[HARD, "board"])

    # the ledger of the receipts

    @property
    def rows(self) -> int:
        return self.ws.transactions.ledger.rows

    @property
    def rows_aside(self) -> int:
        ledger = self.ws.transactions.ledger
        return ledger.rows - ledger.rows_used

    @property
    def money_in_all(self) -> float:
        return self.ws.transactions.ledger.cents / 100

    @property
    def money_used(self) -> float:
        return self.ws.transactions.ledger.cents_used / 100

    @property
    def money_aside(self) -> float:
        return self.money_in_all - self.money_used

    # the map of touchpoints

    @cached_property
    def map(self) -> Coverage:
        return coverage(self.ws)

    @property
    def meetings(self) -> int:
        return self.map.rows

    @property
    def named_and_felt(self) -> int:
        return self.map.named_and_felt

    @cached_property
    def felt(self) -> int:
        return int(self.map.counts["felt"].sum())

    # what a missing name does

    @cached_property
    def purchases(self) -> pd.Series:
        return recent_purchases(self.ws)

    def seen(self, named: float) -> Unnamed:
        return unnamed(self.purchases, named)


def draw(facts: Any, named: float) -> tuple[Picture, str]:
    """How many active customers look gone when `named` percent of purchases carry a name."""
    share = named / 100
    return plot_unnamed(facts.purchases, share), facts.seen(share).sentence


FACTS = Lesson11
EXERCISES = (
    Guess("guess", answer=lambda f: f.soft_share, to="percent", low=0, high=1),
    Choice("a", "check", right="b"),
    Choice("b", "check", right="c"),
    Choice("c", "check", right="a"),
    Number(
        "1",
        "green",
        answer=lambda f: f.four_on_board / f.on_board,
        to="percent",
        mistakes={
            "all_figures": lambda f: f.four / f.figures,
            "hard_only": lambda f: f.hard_on_board / f.on_board,
            "other_way": lambda f: f.four_on_board / f.four,
        },
    ),
    Number(
        "2",
        "blue",
        answer=lambda f: f.money_aside / f.money_in_all,
        to="tenth of a percent",
        mistakes={
            "rows": lambda f: f.rows_aside / f.rows,
            "of_the_used": lambda f: f.money_aside / f.money_used,
        },
    ),
    Number(
        "3",
        "black",
        answer=lambda f: f.map.who_and_felt,
        to="tenth of a percent",
        mistakes={
            "multiplied": lambda f: f.map.who * f.map.felt,
            "felt_alone": lambda f: f.map.felt,
            "of_the_felt": lambda f: f.named_and_felt / f.felt,
        },
    ),
    Choice("q1", "quiz", right="b"),
    Choice("q2", "quiz", right="a"),
    Choice("q3", "quiz", right="c"),
    Plan("plan"),
)
EXPLORER = Explorer(draw, (Slider("named", low=10, high=100, step=5, start=85),))
