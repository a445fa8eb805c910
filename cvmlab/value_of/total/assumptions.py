"""What is assumed, not known: the price of a kind word, and what a friend is owed to the sender.

No till and no lot says what a recommendation is worth. Whoever wants it in euros has to state a
price, with a source, and the account says which of its lines rest on one. Without a price the line
stays a count.
"""

from __future__ import annotations

import math
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from numbers import Real
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from cvmlab.errors import DataProblem, Problem, suggestion
from cvmlab.figures.formats import interval, money, number
from cvmlab.value_of.total.lines import AGAINST, LINE_OF_KIND, PRICED
from cvmlab.value_of.total.spread import Ends

if TYPE_CHECKING:
    from cvmlab.figures.tables import Table

SAVED, REWARD, OWED_SHARE = "saved acquisition cost", "reward for a friend", "owed"
UNSOURCED = "assumption"
NAMES = (*PRICED, SAVED, REWARD, OWED_SHARE)
_FIELDS = ("euros", "share", "low", "high", "source")
_DEFAULTS = {
    SAVED: "assumption: nothing would have been spent on winning them",
    REWARD: "assumption: no reward is paid",
    OWED_SHARE: "assumption: those who came without a reward would have found us by themselves",
}


@dataclass(frozen=True)
class Assumption:
    """One stated figure, how far it may be off, and where it comes from."""

    name: str
    value: float
    low: float
    high: float
    source: str

    @property
    def ends(self) -> Ends:
        """The figure with its ends, as arrays of no dimension."""
        return Ends(*(np.asarray(x, dtype=float) for x in (self.value, self.low, self.high)))

    def in_words(self, currency: str = "") -> str:
        """The figure and its source, as in "positive talk €2.00 (€1.00 to €5.00): survey"."""

        def shown(x: float) -> str:
            return number(x) if self.name == OWED_SHARE else money(x, currency or None, digits=2)

        ends = "" if self.low == self.high else f" ({interval(self.low, self.high, shown)})"
        return f"{self.name} {shown(self.value)}{ends}: {self.source}"


@dataclass(frozen=True, eq=False)
class Assumptions:
    """Everything an account assumes, each with its source.

    Attributes
    ----------
    entries : mapping of name to Assumption
        Prices by line, ``saved acquisition cost``, ``reward for a friend``, ``owed``.
    currency : str
        ISO code, or empty.
    """

    entries: Mapping[str, Assumption]
    currency: str = field(default="")

    def price(self, line: str) -> Ends | None:
        """What one of a line is said to be worth; negative talk counts against. None: not said."""
        if line not in self.entries:
            return None
        return self.entries[line].ends.times(-1.0 if line == AGAINST else 1.0)

    @property
    def owed(self) -> float:
        """Of friends who came without a reward, the share that would never have come unsent."""
        return self.entries[OWED_SHARE].value

    @property
    def saved(self) -> Ends:
        """What is saved on a friend who would have been won anyway."""
        return self.entries[SAVED].ends

    @property
    def reward(self) -> Ends:
        """What is paid for a friend by cards that may offer it."""
        return self.entries[REWARD].ends

    def but(self, changes: Mapping[str, Any]) -> Assumptions:
        """The same with some entries said otherwise; None takes a price away.

        Parameters
        ----------
        changes : mapping
            As in ``account_assumptions``.
        """
        gone = {_name(key) for key, said in changes.items() if said is None}
        said = {key: entry for key, entry in changes.items() if entry is not None}
        other = account_assumptions(said, currency=self.currency)
        kept = {k: v for k, v in self.entries.items() if k not in gone}
        given = {k: v for k, v in other.entries.items() if k in {_name(key) for key in said}}
        defaults = {k: v for k, v in other.entries.items() if k in _DEFAULTS}
        return Assumptions({**defaults, **kept, **given}, self.currency)

    @property
    def table(self) -> pd.DataFrame:
        """One row an entry: name, value, low, high, source; prices that are not stated blank."""
        rows = []
        for name in NAMES:
            one = self.entries.get(name)
            if one is None:
                rows.append((name, math.nan, math.nan, math.nan, "not priced"))
            else:
                rows.append((name, one.value, one.low, one.high, one.source))
        return pd.DataFrame(rows, columns=["name", "value", "low", "high", "source"])

    @property
    def sentence(self) -> str:
        """What is assumed, in one breath."""
        said = [e.in_words(self.currency) for n in NAMES if (e := self.entries.get(n)) is not None]
        unpriced = [name for name in PRICED if name not in self.entries]
        text = f"Assumed: {'; '.join(said)}."
        if unpriced:
            text += f" Counted without a price: {', '.join(unpriced)}."
        return text

    def summary(self) -> Table:
        """The assumptions as a table to read."""
        from cvmlab.figures.tables import Table

        rows = []
        for row in self.table.itertuples():
            if row.name == OWED_SHARE:
                said = number(row.value)
            else:
                said = "" if math.isnan(row.value) else money(row.value, self.currency or None)
            rows.append((row.name, said, row.source))
        return Table(
            pd.DataFrame(rows, columns=["Assumed", "Figure", "Source"]),
            title="What the account assumes",
            note="A kind without a figure is counted and not priced. Negative talk counts against.",
        )

    def __repr__(self) -> str:
        return self.sentence


def account_assumptions(
    source: Mapping[str, Any] | str | Path | None = None, *, currency: str = ""
) -> Assumptions:
    """Read what an account may assume, and refuse what it cannot mean.

    Parameters
    ----------
    source : mapping or path of a TOML file, optional
        By name of the line (``"positive talk"``), ``"saved acquisition cost"``, ``"reward for a
        friend"``, ``"owed"``: a figure, or ``{"euros": 2, "low": 1, "high": 5, "source": "…"}``
        (``"share"`` for ``owed``). Without a source it is called an assumption.
    currency : str
        ISO code, for sentences.

    Raises
    ------
    DataProblem
        With everything that is wrong.

    Examples
    --------
    >>> account_assumptions({"positive talk": 2, "owed": 0.5}).owed
    0.5
    """
    shown = "the assumptions"
    if isinstance(source, str | Path):
        shown = Path(source).name
        source = _read(Path(source))
    problems: list[Problem] = []
    entries = {name: Assumption(name, 0.0, 0.0, 0.0, said) for name, said in _DEFAULTS.items()}
    for key, said in (source or {}).items():
        name = _name(key)
        if name not in NAMES:
            near = suggestion(str(key), NAMES)
            problems.append(
                Problem(f'nothing in the account is called "{key}".{near}',
                        f"choose one of: {', '.join(NAMES)}.")
            )  # fmt: skip
            continue
        found = _entry(name, said)
        problems.extend(found if isinstance(found, list) else [])
        if isinstance(found, Assumption):
            entries[name] = found
    if problems:
        raise DataProblem(problems, shown)
    return Assumptions(entries, currency)


def _read(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as reason:
        raise DataProblem(
            [Problem("the file of assumptions cannot be read", "check its name.")], path.name
        ) from reason
    except tomllib.TOMLDecodeError as reason:
        raise DataProblem(
            [Problem(f"the file is not TOML: {reason}", 'write ["positive talk"] and euros = 2.')],
            path.name,
        ) from reason


def _name(key: Any) -> str:
    plain = str(key).replace("_", " ").strip().lower()
    return LINE_OF_KIND.get(plain, plain)


def _entry(name: str, said: Any) -> Assumption | list[Problem]:
    """One entry, or everything that is wrong with it."""
    fields = dict(said) if isinstance(said, Mapping) else {"euros": said}
    problems = [
        Problem(f'"{field}" is no part of an assumption.{suggestion(field, _FIELDS)}',
                f"give {', '.join(_FIELDS)}.", name)
        for field in fields if field not in _FIELDS
    ]  # fmt: skip
    figures = {}
    value = fields.get("share", fields.get("euros"))
    if value is None:
        problems.append(Problem("no figure is given", "give euros = 2, or leave the entry out.",
                                name))  # fmt: skip
    for field_, figure in (("value", value), ("low", fields.get("low")),
                           ("high", fields.get("high"))):  # fmt: skip
        if isinstance(figure, Real) and not isinstance(figure, bool) and math.isfinite(figure):
            figures[field_] = float(figure)
        elif figure is not None:
            problems.append(Problem(f"{figure!r} is no number", "give a plain number.", name))
    if "value" in figures:
        figures = {"low": figures["value"], "high": figures["value"], **figures}
    if len(figures) == 3:
        low, value, high = figures["low"], figures["value"], figures["high"]
        if not low <= value <= high:
            problems.append(Problem(f"the figure {value:g} lies outside {low:g} to {high:g}",
                                    "give low ≤ figure ≤ high.", name))  # fmt: skip
        if min(low, value) < 0:
            remedy = "give it as an amount above 0"
            remedy += ": the account takes it off." if name == AGAINST else "."
            problems.append(Problem(f"the figure {min(low, value):g} is below 0", remedy, name))
        if name == OWED_SHARE and max(high, value) > 1:
            remedy = "give 0 (they would have come) to 1 (none would)."
            problems.append(Problem(f"{max(high, value):g} is no share", remedy, name))
    if problems:
        return problems
    text = str(fields.get("source") or UNSOURCED)
    return Assumption(name, figures["value"], figures["low"], figures["high"], text)
