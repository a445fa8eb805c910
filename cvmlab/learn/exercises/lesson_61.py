"""Lesson 61, the blueprint: what surely changed, who answers, what decisions do to equity."""

from __future__ import annotations

from functools import cached_property
from math import isfinite, sqrt
from typing import Any

import pandas as pd

from cvmlab.blueprint.board import current_blueprint
from cvmlab.blueprint.board_result import Blueprint
from cvmlab.blueprint.marks.leaders_gap import leaders_gap
from cvmlab.blueprint.tiles.tile import Reading, Tile
from cvmlab.errors import one_problem
from cvmlab.figures.formats import money, number, percent
from cvmlab.figures.pictures import Picture
from cvmlab.learn.exercise import Choice, Facts, Guess, Number, Plan
from cvmlab.learn.explore import Explorer, Slider
from cvmlab.loyalty.relationship.four_marks import MARKS
from cvmlab.stats.experiments.unknown_sizes import UnknownSizes, unknown_sizes
from cvmlab.stats.experiments.unknown_sizes_picture import plot_unknown_sizes
from cvmlab.value_of.acquisition.equity_by_decision_result import EquityByDecision
from cvmlab.value_of.lifetime.customer_values import current_values

LEADERS_SAID, OTHERS_SAID, ASKED = 0.63, 0.41, 550  # Smith (2008): sizes of groups not told
HALF = ASKED / 2
Z = 1.959963984540054
TILES = 12  # figures on the page, at most


class Lesson61(Facts):
    """The board page, its sure changes and its nobody, its decisions, marks and the two shares."""

    @cached_property
    def board(self) -> Blueprint:
        return current_blueprint(self.ws)

    # what changed

    @property
    def measured(self) -> int:
        return len(self.board.measured)

    @property
    def compared(self) -> list[Tile]:
        """Figures known in both periods."""
        found = [tile for tile in self.board.tiles if tile.verdict]
        if not found:
            raise one_problem("No figure is known in both periods", "bring two years of orders.")
        return found

    def _of(self, verdict: str) -> list[Tile]:
        return [tile for tile in self.compared if tile.verdict == verdict]

    @property
    def compared_n(self) -> int:
        return len(self.compared)

    @property
    def better_n(self) -> int:
        return len(self._of("better"))

    @property
    def worse_n(self) -> int:
        return len(self._of("worse"))

    @property
    def chance_n(self) -> int:
        return len(self._of("no sure change"))

    @property
    def better_said(self) -> str:
        return _listed(self._of("better"))

    @property
    def worse_said(self) -> str:
        return _listed(self._of("worse"))

    @cached_property
    def seeming(self) -> Tile:
        """The figure that seems most to have changed, among those that may not have."""
        found = self._of("no sure change")
        if not found:
            raise one_problem("Every figure surely changed", "so there is nothing to ask here.")
        return max(found, key=_margins)

    @property
    def seeming_said(self) -> str:
        return self.seeming.name

    @property
    def seeming_before(self) -> str:
        return _value(self.seeming, self.seeming.before)

    @property
    def seeming_now(self) -> str:
        return _value(self.seeming, self.seeming.now)

    @property
    def seeming_change(self) -> str:
        return self.seeming.change_said

    # what customers are worth

    @cached_property
    def equity(self) -> Tile:
        tile = self.board.tile("equity")
        if tile.now is None or tile.before is None or not tile.before.value:
            raise one_problem(
                "What customers are still worth is not known for both years",
                tile.missing or "bring two years of orders.",
            )
        return tile

    @property
    def equity_now(self) -> float:
        return self.equity.now.value if self.equity.now else 0.0

    @property
    def equity_before(self) -> float:
        return self.equity.before.value if self.equity.before else 0.0

    @property
    def equity_now_said(self) -> str:
        return self.equity.write(self.equity_now)

    @property
    def equity_before_said(self) -> str:
        return self.equity.write(self.equity_before)

    @property
    def equity_change(self) -> float:
        """As a share of the year before."""
        return self.equity_now / self.equity_before - 1

    @property
    def customers(self) -> int:
        """The customers whose worth is added up."""
        return len(current_values(self.ws).table)

    @property
    def worth_each(self) -> float:
        return self.equity_now / self.customers

    @property
    def worth_each_said(self) -> str:
        return self._cash(self.worth_each, 2)

    # decisions

    @cached_property
    def decisions(self) -> EquityByDecision:
        if self.board.decisions is None or self.board.decisions.table.empty:
            why = self.board.no_decisions or "No decision was given"
            raise one_problem(why.rstrip("."), "name some in your blueprint.toml.")
        return self.board.decisions

    @cached_property
    def tempting(self) -> pd.Series:
        """The decision that brings most within the year, of those that lose in all."""
        rows = self.decisions.turned
        rows = rows[rows["this_year"] > 0]
        if rows.empty:
            raise one_problem(
                "No decision brings money within the year and loses it later",
                "so there is nothing to ask here.",
            )
        return rows.loc[rows["this_year"].idxmax()]

    @property
    def tempting_name(self) -> str:
        return str(self.tempting["decision"])

    @property
    def tempting_owner(self) -> str:
        return str(self.tempting["owner"]) or "nobody yet"

    @property
    def tempting_year(self) -> str:
        return self._cash(float(self.tempting["this_year"]))

    @property
    def tempting_in_all(self) -> str:
        return self._cash(float(self.tempting["euros"]))

    @property
    def tempting_later(self) -> str:
        return self._cash(-float(self.tempting["later"]))

    @property
    def customers_lost(self) -> float:
        """The loss in customers of average worth."""
        return -float(self.tempting["euros"]) / self.worth_each

    # the four marks

    @cached_property
    def gap(self) -> pd.Series:
        """The mark on which leaders claim most beyond what can be seen."""
        marks = self.board.marks
        rows = None if marks is None else marks.table.dropna(subset=["leaders", "staff", "seen"])
        if rows is None or rows.empty:
            raise one_problem(
                "It takes a staff survey, and customers or the board's page beside it",
                "ask both the same.",
            )
        return rows.loc[(rows["leaders"] - rows["seen"]).idxmax()]

    @property
    def gap_mark(self) -> str:
        return MARKS[self.gap["mark"]]

    @property
    def gap_leaders(self) -> float:
        return float(self.gap["leaders"])

    @property
    def gap_staff(self) -> float:
        return float(self.gap["staff"])

    @property
    def gap_seen(self) -> str:
        return f"{percent(self.gap['seen'])} of {number(self.gap['of'], 0)} {self.gap['what']}"

    # 63% against 41%

    @cached_property
    def published(self) -> UnknownSizes:
        return unknown_sizes(LEADERS_SAID, OTHERS_SAID, ASKED)

    @property
    def fewest(self) -> int:
        return self.published.fewest or 0

    @property
    def most(self) -> int:
        return self.published.most or 0

    @cached_property
    def voices(self) -> float:
        """How many leaders of one firm weigh as much as one who answers by himself."""
        own = leaders_gap(self.ws).own
        if own is None or not isfinite(own.designs[0]):
            raise one_problem(
                "No staff survey tells how alike people of one site answer", "bring one with sites."
            )
        return own.designs[0]

    def margin(self, voices: float) -> float:
        """Half the width of the gap's interval, with half of those asked being leaders."""
        each = sum(share * (1 - share) for share in (LEADERS_SAID, OTHERS_SAID)) / HALF
        return Z * sqrt(voices * each)

    @property
    def margin_alone(self) -> float:
        return self.margin(1.0)

    @property
    def gap_said(self) -> float:
        return LEADERS_SAID - OTHERS_SAID

    @property
    def asked(self) -> int:
        return ASKED

    @property
    def unowned(self) -> int:
        return len(self.board.without_owner)

    def _cash(self, amount: float, digits: int = 0) -> str:
        return money(amount, self.currency or None, digits=digits)


def _value(tile: Tile, reading: Reading | None) -> str:
    return "" if reading is None else tile.write(reading.value)


def _margins(tile: Tile) -> float:
    middle, low, high = tile.change or (0.0, -1.0, 1.0)
    return abs(middle) / max(high - low, 1e-12)


def _listed(tiles: list[Tile]) -> str:
    return "; ".join(tile.name for tile in tiles) or "none"


def draw(facts: Any, leaders: float, voices: float) -> tuple[Picture, str]:
    """What 63% against 41% is worth with so many leaders, and with people who answer alike."""
    shown = plot_unknown_sizes(facts.published, int(leaders), designs=(voices, voices))
    alike = unknown_sizes(LEADERS_SAID, OTHERS_SAID, ASKED, designs=(voices, voices))
    how = "If each answered for himself"
    if voices > 1:
        how = f"If {number(voices, 1)} answers tell no more than one"
    found = (
        f"the gap is more than chance from {number(alike.fewest, 0)} to "
        f"{number(alike.most or 0, 0)} leaders of {ASKED}"
        if alike.fewest
        else f"chance alone may make the gap, however the {ASKED} were divided"
    )
    return shown, f"{how}, {found}."


FACTS = Lesson61
EXERCISES = (
    Guess("guess", answer=lambda f: f.better_n, to="whole number", low=0, high=TILES),
    Choice("a", "check", right="b"),
    Choice("b", "check", right="c"),
    Choice("c", "check", right="a"),
    Number(
        "1",
        "green",
        answer=lambda f: f.equity_change,
        to="percent",
        mistakes={
            "of_today": lambda f: (f.equity_now - f.equity_before) / f.equity_now,
            "sign": lambda f: -f.equity_change,
            "what_is_left": lambda f: f.equity_now / f.equity_before,
        },
    ),
    Number(
        "2",
        "blue",
        answer=lambda f: f.customers_lost,
        to="ten",
        mistakes={
            "only_later": lambda f: -f.tempting["later"] / f.worth_each,
            "year_alone": lambda f: f.tempting["this_year"] / f.worth_each,
        },
    ),
    Number(
        "3",
        "black",
        answer=lambda f: f.margin(f.voices),
        to="percent",
        mistakes={
            "independent": lambda f: f.margin(1.0),
            "no_root": lambda f: f.margin(f.voices**2),
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
        Slider("leaders", low=5, high=275, step=5, start=20),
        Slider("voices", low=1, high=6, step=0.5, start=1),
    ),
)
