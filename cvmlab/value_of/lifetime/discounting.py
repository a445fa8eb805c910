"""What money to come is worth today, and how lengths of time are said.

A discount rate means nothing without its unit of time and its way of compounding: 15% a year,
effective, makes 115 in a year worth 100 now; the same 15% compounded continuously makes it 116.18.
Here a rate carries both and turns itself into the continuous rate per unit of time that the
models' integrals take.

Source: Fader, Hardie & Lee (2005), "RFM and CLV: Using Iso-Value Curves for Customer Base
Analysis", Journal of Marketing Research 42(4), on a rate of 15% a year in weeks.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np

from cvmlab.btyd.payments import COMPOUNDING
from cvmlab.data.time_units import DAYS
from cvmlab.errors import DataProblem, Problem, one_problem, suggestion
from cvmlab.figures.formats import percent

UNITS = {"D": "day", "W": "week", "M": "month", "Q": "quarter", "Y": "year"}
LETTERS = {word: letter for letter, word in UNITS.items()}
LENGTH = re.compile(r"\s*(\d+(?:\.\d+)?)\s*([a-z]+?)s?\s*", re.IGNORECASE)


def days(time_unit: str) -> float:
    """Days in a unit of time (D, W, M, Q, Y), as everywhere in the package."""
    return DAYS[time_unit]


@dataclass(frozen=True)
class DiscountRate:
    """A discount rate with its unit of time and its way of compounding; see ``discount_rate``.

    Attributes
    ----------
    rate : float
    per : {"day", "week", "month", "quarter", "year"}
    compounding : {"effective", "continuous"}
    """

    rate: float
    per: str = "year"
    compounding: str = "effective"

    def continuous(self, time_unit: str = "W") -> float:
        """The continuous rate per unit of time (D, W, M, Q, Y) that comes to the same.

        Examples
        --------
        >>> round(DiscountRate(0.15).continuous("W"), 5)
        0.00268
        """
        log = self.rate if self.compounding == "continuous" else float(np.log1p(self.rate))
        return log * days(time_unit) / days(LETTERS[self.per])

    @property
    def annual(self) -> float:
        """The effective rate per year that comes to the same."""
        return float(np.expm1(self.continuous("Y")))

    def __str__(self) -> str:
        digits = 1 if self.rate == 0 or self.rate >= 0.01 else 3
        return f"{percent(self.rate, digits)} a {self.per} ({self.compounding})"


def discount_rate(
    rate: float, *, per: str = "year", compounding: str = "effective"
) -> DiscountRate:
    """What waiting costs, with its unit of time said.

    Parameters
    ----------
    rate : float
        As a share: 0.15 for 15%.
    per : {"year", "quarter", "month", "week", "day"}
    compounding : {"effective", "continuous"}
        Effective: 1 is worth 1 + rate after one unit of time. Continuous: exp(rate).

    Raises
    ------
    DataProblem
        All that is wrong with it at once.

    Examples
    --------
    >>> discount_rate(0.15)
    DiscountRate(rate=0.15, per='year', compounding='effective')
    >>> round(discount_rate(0.0027, per="week", compounding="continuous").annual, 3)
    0.151
    """
    problems = []
    if not 0 <= rate < 10:
        what = f"the discount rate is {rate}"
        problems.append(Problem(what, "give a share of at least 0: 0.15 for 15%."))
    if per not in LETTERS:
        remedy = f"choose {', '.join(LETTERS)}.{suggestion(str(per), LETTERS)}"
        problems.append(Problem(f"a discount rate per {per!r} is unknown", remedy))
    if compounding not in COMPOUNDING:
        remedy = f'choose "effective" or "continuous".{suggestion(str(compounding), COMPOUNDING)}'
        problems.append(Problem(f"compounding {compounding!r} is unknown", remedy))
    if problems:
        raise DataProblem(problems, "the discount rate")
    return DiscountRate(float(rate), per, compounding)


@dataclass(frozen=True)
class Span:
    """A length of the future.

    Attributes
    ----------
    length : float
        In the models' units of time; infinite where there is no end.
    words : str
        As it was asked for.
    """

    length: float
    words: str


def read_length(length: float | str, time_unit: str, what: str = "horizon") -> Span:
    """A length of time: a number in units of the fit, or a text such as "12 months".

    Raises
    ------
    DataProblem
        When it is no length of time above 0.

    Examples
    --------
    >>> read_length("2 weeks", "D")
    Span(length=14.0, words='2 weeks')
    """
    remedy = 'give a length of time above 0: a number in units of the fit, or "12 months".'
    amount, unit = _amount(length, time_unit)
    if not (np.isfinite(amount) and amount > 0):
        raise one_problem(f"the {what} is {length!r}", remedy)
    words = f"{amount:,.6g} {UNITS[unit]}{'' if amount == 1 else 's'}"
    return Span(amount * days(unit) / days(time_unit), words)


def _amount(length: float | str, time_unit: str) -> tuple[float, str]:
    """A length as a number and its unit; NaN where it is none."""
    if not isinstance(length, str):
        return float(length), time_unit
    found = LENGTH.fullmatch(length)
    word = found[2].lower() if found else ""
    if found is None or word not in LETTERS:
        return np.nan, time_unit
    return float(found[1]), LETTERS[word]


def read_horizon(horizon: float | str | None, time_unit: str) -> Span:
    """How far to look: a length of time, or without end."""
    if horizon is None:
        return Span(np.inf, "all time to come")
    span = read_length(horizon, time_unit)
    return Span(span.length, f"next {span.words}")
