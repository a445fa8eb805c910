"""One tile of the board page: a figure somebody owns, in two periods, with how it is known.

A figure without an owner moves nobody, one without a target cannot be missed, one without its
interval is believed too much. So a tile holds all of these, or shows that they are not there.

Source: a common blueprint of customer value management (2010): one business driver, "visualized,
managed and reported".
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

from cvmlab.figures.formats import interval, money, number, percent

Area = Literal["customers", "relationships", "retention"]
Unit = Literal["share", "money", "money_short", "number"]
Evidence = Literal["counted", "estimated", "by lot", "association", "asked", "assumption"]

AREAS: dict[Area, tuple[str, str]] = {
    "customers": ("Right customers", "What does it cost to win them, and what do they bring?"),
    "relationships": (
        "Right relationships", "Do they fit us, and do they get what they came for?"
    ),
    "retention": ("Right retention", "Do the right ones stay, and what if it goes wrong?"),
}  # fmt: skip
NOBODY = "nobody yet"
_POINTS = " points"


@dataclass(frozen=True)
class Reading:
    """A figure in one period.

    Parameters
    ----------
    value : float
    low, high : float, optional
        Its interval; None where it is counted in full and no chance is in it.
    period : str
        "year to 29 Dec 2024".
    """

    value: float
    low: float | None = None
    high: float | None = None
    period: str = ""


@dataclass(frozen=True)
class Tile:
    """A figure of the board page.

    Parameters
    ----------
    key : str
        Its short name in ``blueprint.toml``: "acquisition-cost".
    name : str
        "Cost of a customer won".
    area : {"customers", "relationships", "retention"}
    unit : {"share", "money", "money_short", "number"}
        ``money_short`` is written with three figures: "€1.2m".
    better : {"higher", "lower"}
    evidence : {"counted", "estimated", "by lot", "association", "asked", "assumption"}
    lesson : str
        The lesson behind it: "52".
    now, before : Reading, optional
        This period's and the last one's; `now` is None where it cannot be measured.
    change : (float, float, float), optional
        ``now − before`` with its interval, which the two intervals alone do not give.
    sentence : str
        The figure in words, with its base.
    missing : str
        What is missing to measure it, in a sentence; empty where it is measured.
    owner : str
        Who answers for it; empty where nobody does.
    target : float, optional
    currency : str

    Examples
    --------
    >>> cost = Tile("acquisition-cost", "Cost of a customer won", "customers", "money", "lower",
    ...             "counted", "52", Reading(41.2, 39.0, 43.5), Reading(36.0, 34.0, 38.0),
    ...             change=(5.2, 2.4, 8.0), target=35.0, currency="EUR")
    >>> cost.said, cost.verdict, cost.against_target
    ('€41.20', 'worse', 'missed')
    """

    key: str
    name: str
    area: Area
    unit: Unit
    better: Literal["higher", "lower"]
    evidence: Evidence
    lesson: str
    now: Reading | None = None
    before: Reading | None = None
    change: tuple[float, float, float] | None = None
    sentence: str = ""
    missing: str = ""
    owner: str = ""
    target: float | None = None
    currency: str = ""

    @property
    def measured(self) -> bool:
        """Whether there is a figure."""
        return self.now is not None

    @property
    def owned_by(self) -> str:
        """Who answers for it, or that nobody does."""
        return self.owner or NOBODY

    @property
    def said(self) -> str:
        """This period's figure as it is written."""
        return "not measured" if self.now is None else self.write(self.now.value)

    @property
    def range_said(self) -> str:
        """Its interval as it is written; empty where there is none."""
        return self._range(self.now)

    @property
    def before_said(self) -> str:
        """The last period's figure with its interval; empty where there is none."""
        if self.before is None:
            return ""
        known = self._range(self.before)
        return self.write(self.before.value) + (f" ({known})" if known else "")

    @property
    def verdict(self) -> str:
        """What became of it since the last period: "better", "worse", "no sure change", or ""."""
        if self.now is None or self.change is None:
            return ""
        _, low, high = self.change
        if low <= 0 <= high:
            return "no sure change"
        return "better" if (low > 0) == (self.better == "higher") else "worse"

    @property
    def change_said(self) -> str:
        """The change with its sign and interval; empty where the last period is not known."""
        if self.change is None:
            return ""
        middle, low, high = self.change
        said = self._signed(middle)
        if low == high:  # counted in full, in both periods
            return said
        ends = interval(low, high, self._signed).replace(_POINTS, "")
        return f"{said} ({ends})"

    @property
    def against_target(self) -> str:
        """How the figure stands to its target: "met", "missed", "not decided", or ""."""
        if self.now is None or self.target is None:
            return ""
        value = self.now.value
        low = value if self.now.low is None else self.now.low
        high = value if self.now.high is None else self.now.high
        above, below = low >= self.target, high <= self.target
        if not (above or below):
            return "not decided"
        return (
            "met" if above == (self.better == "higher") or low == high == self.target else "missed"
        )

    @property
    def target_said(self) -> str:
        """The target as it is written: "at least 80.0%"; empty where there is none."""
        if self.target is None:
            return ""
        word = "at least" if self.better == "higher" else "at most"
        return f"{word} {self.write(self.target)}"

    def owned(self, owner: str = "", target: float | None = None) -> Tile:
        """The same tile with somebody who answers for it, and a target."""
        return replace(
            self, owner=owner or self.owner, target=self.target if target is None else target
        )

    def write(self, value: float) -> str:
        """A value in the tile's unit."""
        if self.unit == "share":
            return percent(value, 1)
        if self.unit == "number":
            return number(value, 1)
        short = self.unit == "money_short"
        return money(value, self.currency or None, short=short, digits=2 if short else None)

    def _range(self, reading: Reading | None) -> str:
        if reading is None or reading.low is None or reading.high is None:
            return ""
        return interval(reading.low, reading.high, self.write)

    def _signed(self, value: float) -> str:
        sign = "+" if value > 0 else ""
        if self.unit == "share":  # a difference of shares is no percentage of anything
            return f"{sign}{number(100 * value, 1)}{_POINTS}"
        return f"{sign}{self.write(value)}"
