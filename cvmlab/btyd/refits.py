"""A fit and its refits to bases drawn from it: what they tell of the parameters."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections import Counter
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from cvmlab.btyd.percentiles import percentiles
from cvmlab.figures.tables import Table


@dataclass(frozen=True, eq=False, repr=False)
class Refits(ABC):
    """What every parametric bootstrap has.

    Attributes
    ----------
    fit : FitResults
    refits : tuple of FitResults
        One a draw.
    failed : int
        Draws in which there was nothing to fit.
    seed : int
    """

    fit: Any
    refits: tuple[Any, ...]
    failed: int
    seed: int

    @property
    @abstractmethod
    def params(self) -> pd.DataFrame:
        """The parameters of the fit in each refit, one row a draw."""

    @property
    def models(self) -> pd.Series:
        """How many refits came back as the whole model, and how many as which limit of it."""
        counts = Counter(f"{one.model} ({', '.join(one.names)})" for one in self.refits)
        return pd.Series(dict(counts.most_common()), name="refits")

    @property
    def bse(self) -> pd.Series:
        """Standard errors: the standard deviation over the refits, limit models left out."""
        finite = self.params.replace([np.inf, 0.0], np.nan)
        held = [name in self.fit.held for name in self.fit.names]
        return finite.std().mask(held, 0.0).rename("std_error")

    def conf_int(self, alpha: float = 0.05) -> pd.DataFrame:
        """Confidence intervals of the parameters by percentile: lower and upper."""
        ends = [percentiles(values.dropna(), alpha) for _, values in self.params.items()]
        return pd.DataFrame(
            ends, columns=["lower", "upper"], index=list(self.fit.names), dtype=float
        )

    def summary(self) -> Table:
        """Estimates, standard errors and 95% percentile intervals over the refits."""
        table = pd.concat([self.fit.params, self.bse, self.conf_int()], axis=1)
        table.columns = pd.Index(["estimate", "std_error", "ci_low", "ci_high"])
        table.index.name = "parameter"
        kinds = "; ".join(f"{count:,} as {model}" for model, count in self.models.items())
        note = f"95% percentile intervals. Refits came back: {kinds}."
        if self.failed:
            note += f" {self.failed:,} draws without any repeat buyer are left out."
        title = f"{self.fit.model}: parametric bootstrap, {len(self.refits):,} refits"
        return Table(table, title, note, dict.fromkeys(table.columns, ".4f"))

    def __repr__(self) -> str:
        return str(self.summary())
