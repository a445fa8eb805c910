"""Two records held side by side: what each field says, in bits, and what that makes together."""

from __future__ import annotations

from dataclasses import dataclass, field

import pandas as pd

from cvmlab.figures.formats import is_missing, number, percent
from cvmlab.figures.tables import Table
from cvmlab.idic.identify.household_guard import two_people
from cvmlab.idic.identify.match_model import MatchModel
from cvmlab.idic.identify.match_weights import in_words


@dataclass(frozen=True, eq=False)
class PairWeighed:
    """A pair of records field by field; see ``Linkage.explain``.

    Attributes
    ----------
    table : DataFrame
        One row a field: ``field, one, other, level, number, m, u, bits``.
    records : tuple of str
        The two records.
    prior : float
        Chance of a match beforehand.
    prior_bits, bits : float
        The prior, and the sum of the fields, in bits.
    probability : float
        That both are one person, if fields agree independently.
    known : bool
        Whether they bear the same card.
    apart : bool
        Whether the household guard says two people.
    together : bool
        Whether both stand under one identity.
    """

    table: pd.DataFrame = field(repr=False)
    records: tuple[str, str]
    prior: float
    prior_bits: float
    bits: float
    probability: float
    known: bool
    apart: bool
    together: bool

    @property
    def sentence(self) -> str:
        """What speaks for one person, what against, and what was decided."""
        one, other = self.records
        text = (
            f"{one} and {other}: {number(self.prior_bits, 1)} bits beforehand and "
            f"{number(self.bits, 1)} from their fields make "
            f"{number(self.prior_bits + self.bits, 1)}, a match probability of "
            f"{chance(self.probability)}."
        )
        if self.known:
            text += " Both bear the same card: one person for sure."
        elif self.apart:
            text += " The household guard says: two people."
        return f"{text} They stand under {'one identity' if self.together else 'two identities'}."

    def summary(self) -> Table:
        """The pair side by side, with what each field says."""
        rows = self.table
        one, other = self.records
        frame = pd.DataFrame(
            {
                "Field": ["Beforehand", *map(in_words, rows["field"]), "Together"],
                one: ["", *map(_shown, rows["one"]), ""],
                other: ["", *map(_shown, rows["other"]), ""],
                "Agreement": ["", *rows["level"], ""],
                "Bits": [self.prior_bits, *rows["bits"], self.prior_bits + self.bits],
            }
        )
        formats = {"Bits": lambda x: number(x, 1)}
        return Table(frame, "One person or two?", self.sentence, formats=formats, total_row=True)

    def __repr__(self) -> str:
        return self.sentence


def pair_weighed(
    one: pd.Series, other: pd.Series, model: MatchModel, *, together: bool, guard: bool
) -> PairWeighed:
    """Weigh two prepared records."""
    table = model.weigh(one, other)
    bits = float(table["bits"].sum())
    levels = pd.DataFrame([dict(zip(table["field"], table["number"], strict=True))])
    cards = one["customer_id"], other["customer_id"]
    known = not any(map(is_missing, cards)) and cards[0] == cards[1]
    apart = guard and not known and bool(two_people(levels, model.fields).iloc[0])
    return PairWeighed(
        table, (str(one["record_id"]), str(other["record_id"])), model.prior, model.prior_bits,
        bits, model.probability(bits), known, apart, together,
    )  # fmt: skip


def chance(probability: float) -> str:
    """A probability near 1 without pretending that it is 1.

    Examples
    --------
    >>> chance(0.4321), chance(0.99974), chance(0.9999999)
    ('43.2%', '99.97%', 'more than 99.99%')
    """
    if probability > 0.9999:
        return "more than 99.99%"
    if probability < 0.0001:
        return "less than 0.01%"
    return percent(probability, 1 if 0.001 < probability < 0.999 else 2)


def _shown(cell: object) -> str:
    return "–" if is_missing(cell) else str(cell)
