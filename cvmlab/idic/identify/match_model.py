"""What agreement counts in these records, kept so that any pair can be weighed by hand again."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from cvmlab.idic.identify.household_guard import EMPTY, new_engine
from cvmlab.idic.identify.link_settings import EXACT, NAMES, Weights, levels_of
from cvmlab.idic.identify.prepare_records import Prepared


@dataclass(frozen=True, eq=False)
class MatchModel:
    """The weights of a linkage.

    Attributes
    ----------
    fields : tuple of str
    prior : float
        Chance that two records drawn at random are of one person.
    levels : DataFrame
        One row a level of a field: ``field, level, number`` (0: nothing agrees), ``m``, ``u``,
        ``bits`` (log₂ of m/u).
    shares : dict of str to Series
        How common each name is: value → share of the filled cells.
    """

    fields: tuple[str, ...]
    prior: float
    levels: pd.DataFrame
    shares: dict[str, pd.Series] = field(repr=False)

    @property
    def prior_bits(self) -> float:
        """The prior chance as log₂ of its odds."""
        return float(np.log2(self.prior / (1 - self.prior)))

    def weigh(self, one: pd.Series, other: pd.Series) -> pd.DataFrame:
        """One pair of records field by field.

        Returns
        -------
        DataFrame
            ``field, one, other, level, number, m, u, bits``; an empty cell on either side counts 0
            bits.
        """
        numbers = self._numbers(one, other)
        rows = []
        for name in self.fields:
            cells, number = (one[name], other[name]), numbers[name]
            if number == EMPTY:
                rows.append((name, *cells, "empty", number, np.nan, np.nan, 0.0))
                continue
            mine = self.levels["field"].eq(name) & self.levels["number"].eq(number)
            level = self.levels[mine].iloc[0]
            rare = level["level"] == EXACT and name in NAMES
            u = self.shares[name][one[name]] if rare else level["u"]
            bits = float(np.log2(level["m"] / u))
            rows.append((name, *cells, level["level"], number, level["m"], u, bits))
        columns = ["field", "one", "other", "level", "number", "m", "u", "bits"]
        return pd.DataFrame(rows, columns=columns)

    def probability(self, bits: float) -> float:
        """The match probability of a pair whose fields sum to so many bits."""
        return float(1 / (1 + 2.0 ** -(bits + self.prior_bits)))

    def _numbers(self, one: pd.Series, other: pd.Series) -> dict[str, int]:
        """The level of agreement of each field, by the same conditions as in the linkage."""
        cells = {f"{name}_l": [one[name]] for name in self.fields}
        cells |= {f"{name}_r": [other[name]] for name in self.fields}
        engine = new_engine()
        engine.register("pair", pd.DataFrame(cells, dtype="string"))
        choices = []
        for name in self.fields:
            levels = levels_of(name, self.fields)
            whens = " ".join(
                f"WHEN {level.sql} THEN {len(levels) - 1 - at}"
                for at, level in enumerate(levels[:-1])
            )
            empty = f"WHEN {name}_l IS NULL OR {name}_r IS NULL THEN {EMPTY}"
            choices.append(f"CASE {empty} {whens} ELSE 0 END")
        (row,) = engine.execute(f"SELECT {', '.join(choices)} FROM pair").fetchall()
        engine.close()
        return dict(zip(self.fields, row, strict=True))


def match_model(ready: Prepared, prior: float, learnt: Weights) -> MatchModel:
    """The model of a linkage, from what was learnt; starting values where nothing was."""
    rows = []
    for name in ready.fields:
        levels = levels_of(name, ready.fields)
        for at, level in enumerate(levels):
            m, u = learnt.get((name, level.label), (level.m, level.u))
            rows.append((name, level.label, len(levels) - 1 - at, m, u, np.log2(m / u)))
    columns = ["field", "level", "number", "m", "u", "bits"]
    shares = {
        name: ready.table[name].value_counts(normalize=True)
        for name in NAMES
        if name in ready.fields
    }
    return MatchModel(ready.fields, prior, pd.DataFrame(rows, columns=columns), shares)
