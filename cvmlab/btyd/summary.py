"""A fit at a glance, as text and as HTML."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import pandas as pd

from cvmlab.figures.tables import Table


@dataclass(frozen=True)
class Summary:
    """A fit at a glance; the same for the same data, whenever it is run.

    Attributes
    ----------
    table : DataFrame
        One row a parameter: estimate, std_error, ci_low, ci_high.
    facts : dict
        Model, customers, log-likelihood, AIC, BIC.
    messages : tuple of str
    """

    table: pd.DataFrame
    facts: dict[str, str]
    messages: tuple[str, ...]

    @cached_property
    def _shown(self) -> Table:
        facts = " · ".join(f"{name} {value}" for name, value in list(self.facts.items())[1:])
        note = " ".join(["95% intervals on the log scale.", *self.messages])
        formats = dict.fromkeys(self.table.columns, ".4f")
        return Table(self.table, f"{self.facts['Model']}: {facts}", note, formats)

    def __repr__(self) -> str:
        return str(self._shown)

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, str]:
        return self._shown._repr_mimebundle_()
