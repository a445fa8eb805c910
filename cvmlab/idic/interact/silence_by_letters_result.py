"""What letters seem to do to leaving, and what one firm could see of it."""

from __future__ import annotations

import math
from dataclasses import dataclass

import pandas as pd
from scipy.special import ndtri

from cvmlab.figures.formats import count, interval, number, percent
from cvmlab.figures.tables import Table
from cvmlab.idic.interact.pressure_models import Ratio


@dataclass(frozen=True)
class SilenceByLetters:
    """Two comparisons of who fell silent; see ``silence_by_letters``.

    Attributes
    ----------
    plain : Ratio
        Factor on the share gone, for each letter a month more.
    alike : Ratio
        Factor on the chance that a month is the last, for each letter above `borne` in it.
    error : float
        Standard error of the log of `alike`.
    customers, gone : int
        Behind the plain comparison.
    letters : float
        Letters a month they got on average.
    frequent, months, silent : int
        Frequent customers, their months, and how many of these were a last one.
    baseline : float
        Share of months without letters above `borne` that were a last one.
    borne, at_least, silence_days : int
        The settings.
    by_person : bool
    level : float
    """

    plain: Ratio
    alike: Ratio
    error: float
    customers: int
    gone: int
    letters: float
    frequent: int
    months: int
    silent: int
    baseline: float
    borne: int
    at_least: int
    silence_days: int
    by_person: bool
    level: float

    @property
    def smallest(self) -> float:
        """The smallest factor that so many silences would show, four times in five."""
        return math.exp(float(ndtri(0.5 + self.level / 2) + ndtri(0.8)) * self.error)

    @property
    def tells(self) -> bool | None:
        """Whether letters above the number drive people away: None where it cannot be told."""
        if self.alike.low <= 1 <= self.alike.high:
            return None
        return self.alike.low > 1

    @property
    def sentence(self) -> str:
        """Both comparisons, and what could have been seen."""
        shown = interval(self.plain.low, self.plain.high, number)
        fewer = "fewer" if self.plain.value < 1 else "more"
        text = (
            f"Of {count(self.customers)} customers {percent(self.gone / self.customers)} had not "
            f"come for {self.silence_days} days at the end. Compared plainly, each letter a month "
            f"more goes with {fewer} gone ({number(self.plain.value)} times, {shown}): letters go "
            "to those who come most. "
            f"Among {count(self.frequent)} who came {self.at_least} times or more in half a year, "
            f"{percent(self.baseline, 1)} of months up to {self.borne} letters were the last one "
            f"(the baseline); each letter above makes it {number(self.alike.value)} times "
            f"({interval(self.alike.low, self.alike.high, number)}; {count(self.silent)} fell "
            "silent)."
        )
        if self.tells is None:
            text += (
                f" So few cannot tell: only a factor of {number(self.smallest)} or more would "
                "show, 8 times in 10."
            )
        return text

    def summary(self) -> Table:
        """Both comparisons as a table to read."""
        rows = [
            (
                "All, compared plainly", self.customers, self.gone,
                percent(self.gone / self.customers, 1), "a month more", *_said(self.plain),
            ),
            (
                f"Months of those who came {self.at_least} times or more", self.months, self.silent,
                percent(self.baseline, 1), f"above {self.borne} in the month", *_said(self.alike),
            ),
        ]  # fmt: skip
        heads = ["Who is compared", "How many", "Fell silent", "Baseline", "For each letter",
                 "Times", f"{percent(self.level)} interval"]  # fmt: skip
        note = (
            f"Silent: no purchase for {self.silence_days} days up to the end of the orders. "
            "Neither comparison is an experiment."
        )
        title = "Do letters drive customers away?"
        return Table(pd.DataFrame(rows, columns=heads), title, note)

    def __repr__(self) -> str:
        return self.sentence


def _said(ratio: Ratio) -> tuple[str, str]:
    return number(ratio.value), interval(ratio.low, ratio.high, number)
