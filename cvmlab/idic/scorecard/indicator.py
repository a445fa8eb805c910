"""One figure of the scorecard: measured with its interval, or what is missing to measure it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from cvmlab.figures.formats import interval, money, number, percent

Step = Literal["identify", "differentiate", "interact", "customize"]
Unit = Literal["share", "number", "money"]
STEPS: tuple[Step, ...] = ("identify", "differentiate", "interact", "customize")


@dataclass(frozen=True)
class Move:
    """What would be done next, and what a year of it is worth.

    Parameters
    ----------
    what : str
        An order, in the imperative: "Put the cards of one person together".
    euros, low, high : float
        What a year of it would bring after its cost, in currency units, with its interval.
    why : str
        The sentence behind the sum, with what is estimated and what assumed.
    """

    what: str
    euros: float
    low: float
    high: float
    why: str

    @property
    def sure(self) -> bool:
        """Whether the whole interval lies above zero."""
        return self.low > 0


@dataclass(frozen=True)
class Indicator:
    """A figure of one step, from the firm's own tables.

    Parameters
    ----------
    step : {"identify", "differentiate", "interact", "customize"}
    name : str
        "Duplicate rate".
    better : {"lower", "higher", "known"}
        Which way is better; "known" where neither is by itself.
    unit : {"share", "number", "money"}
    value, low, high : float, optional
        The figure with its interval; None where it cannot be measured.
    sentence : str
        The figure in words, with its base; empty where there is none.
    missing : str
        What is missing to measure it, in a sentence; empty where it is measured.
    move : Move, optional
        What it suggests doing, in money.

    Examples
    --------
    >>> rate = Indicator("identify", "Duplicate rate", "lower", "share", 0.08, 0.07, 0.09)
    >>> rate.said, rate.range_said
    ('8.0%', '7.0% to 9.0%')
    >>> Indicator("identify", "Duplicate rate", "lower", "share", missing="No records.").said
    'not measured'
    """

    step: Step
    name: str
    better: Literal["lower", "higher", "known"]
    unit: Unit
    value: float | None = None
    low: float | None = None
    high: float | None = None
    sentence: str = ""
    missing: str = ""
    move: Move | None = None
    currency: str = ""

    @property
    def measured(self) -> bool:
        """Whether there is a figure."""
        return self.value is not None

    @property
    def said(self) -> str:
        """The figure as it is written."""
        return "not measured" if self.value is None else self._as(self.value)

    @property
    def range_said(self) -> str:
        """Its interval as it is written; empty where there is none."""
        if self.low is None or self.high is None:
            return ""
        return interval(self.low, self.high, self._as)

    def _as(self, figure: float) -> str:
        if self.unit == "share":
            return percent(figure, 1)
        if self.unit == "money":
            return money(figure, self.currency or None)
        return number(figure)
