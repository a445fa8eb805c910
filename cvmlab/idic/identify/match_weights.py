"""How agreement becomes a probability: m, u, and the weight of a field in bits.

Two records agree in a telephone number. How often do records of one person (m)? How often those of
two (u)? Their ratio says how much more likely one person has become; in log₂ the ratios of the
fields add up. Source: Fellegi & Sunter (1969), "A Theory for Record Linkage", Journal of the
American Statistical Association 64(328).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from cvmlab.errors import one_problem
from cvmlab.figures.formats import number, percent
from cvmlab.figures.tables import Table

if TYPE_CHECKING:
    from cvmlab.idic.identify.linkage_result import Linkage


def field_bits(agrees: Sequence[bool | int], m: Sequence[float], u: Sequence[float]) -> list[float]:
    """What each field says, in bits: log₂(m/u) where it agrees, log₂((1−m)/(1−u)) where not.

    Parameters
    ----------
    agrees : sequence of bool
        Whether the two records agree in the field.
    m, u : sequences of float
        How often they do in records of one person, and of two people; between 0 and 1.

    Raises
    ------
    DataProblem
        When the lists differ in length, or a share is not between 0 and 1.

    Examples
    --------
    >>> [round(bits, 2) for bits in field_bits([True, False], m=[0.9, 0.8], u=[0.01, 0.001])]
    [6.49, -2.32]
    """
    sizes = {len(agrees), len(m), len(u)}
    if len(sizes) != 1:
        raise one_problem("The lists differ in length", "give agreement, m and u for each field.")
    if not all(0 < share < 1 for share in (*m, *u)):
        raise one_problem(
            "Some m or u is not between 0 and 1",
            "a field that always agrees says nothing for sure.",
        )
    told = np.asarray(agrees, dtype=bool)
    one, two = np.asarray(m, dtype=float), np.asarray(u, dtype=float)
    return [float(bits) for bits in np.log2(np.where(told, one / two, (1 - one) / (1 - two)))]


def match_probability(
    agrees: Sequence[bool | int], m: Sequence[float], u: Sequence[float], prior: float
) -> float:
    """The probability that two records are one person, from how their fields agree.

    Parameters
    ----------
    agrees, m, u
        As in :func:`field_bits`.
    prior : float
        Chance that two records are of one person before anything is compared; between 0 and 1.

    Notes
    -----
    odds = prior/(1 − prior) · 2^(sum of bits); probability = odds/(1 + odds). Fields are taken to
    agree independently, which they do not in a family: see :func:`two_people`.

    Examples
    --------
    First name, surname, date of birth and e-mail agree, the date of birth does not:

    >>> m, u = [0.9, 0.95, 0.98, 0.8], [0.01, 0.002, 0.0001, 0.001]
    >>> round(match_probability([1, 1, 0, 1], m, u, prior=0.001), 5)
    0.99854
    """
    if not 0 < prior < 1:
        raise one_problem(f"the prior is {prior}", "give a chance between 0 and 1.")
    bits = sum(field_bits(agrees, m, u)) + np.log2(prior / (1 - prior))
    return float(1 / (1 + 2.0**-bits))


@dataclass(frozen=True, eq=False)
class MatchWeights:
    """What agreement counts in a firm's records; see ``match_weights``.

    Attributes
    ----------
    table : DataFrame
        One row a level of a field: ``field, level, number, m, u, bits``; best first.
    prior : float
        Chance that two records drawn at random are of one person.
    """

    table: pd.DataFrame = field(repr=False)
    prior: float

    @property
    def prior_bits(self) -> float:
        """The prior chance as log₂ of its odds: what agreement has to make up for."""
        return float(np.log2(self.prior / (1 - self.prior)))

    @property
    def best(self) -> pd.DataFrame:
        """Full agreement of each field, the strongest first."""
        top = self.table.loc[self.table.groupby("field")["number"].idxmax()]
        return top.sort_values("bits", ascending=False)

    @property
    def sentence(self) -> str:
        """How unlikely a match is beforehand, and what speaks most for and against it."""
        first = self.best.iloc[0]
        against = self.table.loc[self.table["bits"].idxmin()]
        return (
            f"Of two records drawn at random, one pair in {number(1 / self.prior, 0)} is one "
            f"person: {number(self.prior_bits, 1)} bits. The same {in_words(first.field)} adds "
            f"{number(first.bits, 1)}; a {against.level} {in_words(against.field)} takes "
            f"{number(-against.bits, 1)} off."
        )

    def summary(self) -> Table:
        """Every level with m, u and its bits."""
        rows = self.table
        frame = pd.DataFrame(
            {
                "Field": [in_words(name) for name in rows["field"]],
                "Agreement": rows["level"],
                "m: one person": [percent(m, 1) for m in rows["m"]],
                "u: two people": [percent(u, 4) for u in rows["u"]],
                "Bits": rows["bits"].to_numpy(),
            }
        )
        note = f"{self.sentence} An empty cell counts 0; names weigh by how rare they are."
        return Table(frame, "What agreement counts", note, formats={"Bits": lambda x: number(x, 1)})

    def __repr__(self) -> str:
        return self.sentence


def match_weights(linkage: Linkage) -> MatchWeights:
    """What agreement counts in these records, as learnt from them."""
    return MatchWeights(linkage.model.levels, linkage.model.prior)


def in_words(field_name: str) -> str:
    """A field as people call it.

    Examples
    --------
    >>> in_words("birth_date"), in_words("email"), in_words("surname")
    ('date of birth', 'e-mail', 'surname')
    """
    named = {"birth_date": "date of birth", "email": "e-mail", "first_name": "first name"}
    return named.get(field_name, field_name)
