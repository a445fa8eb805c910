"""What a parametric bootstrap tells of spend: parameters and each customer's expected spend."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from cvmlab.btyd.percentiles import percentiles
from cvmlab.btyd.refits import Refits
from cvmlab.btyd.repeat_buyers import spend_columns
from cvmlab.btyd.spend import FULL, GammaGammaResults


@dataclass(frozen=True, eq=False, repr=False)
class SpendBootstrap(Refits):
    """A fit of the model of spend and its refits to spend drawn from it.

    Attributes
    ----------
    fit : GammaGammaResults
    refits : tuple of GammaGammaResults
        One a draw.
    failed : int
        Draws in which there was nothing to fit.
    seed : int
    """

    fit: GammaGammaResults
    refits: tuple[GammaGammaResults, ...]
    failed: int
    seed: int

    @property
    def params(self) -> pd.DataFrame:
        """The parameters of the fit in each refit, one row a draw.

        What a limit model does without is infinite; NaN where a refit has nothing of the kind.
        """
        rows = [[_like(name, one) for name in self.fit.names] for one in self.refits]
        return pd.DataFrame(rows, columns=list(self.fit.names))

    def expected_spend(self, customers: Any, *, alpha: float = 0.05) -> pd.DataFrame:
        """What each customer is expected to spend per purchase.

        Returns
        -------
        DataFrame
            expected, ci_low, ci_high (confidence interval of the expectation, by percentile).
        """
        x, value, _, _ = spend_columns(customers)
        table = self.fit.expected_spend(customers, alpha=alpha)[["expected"]]
        known = [one.spend(np.asarray(x), np.asarray(value)).mean for one in self.refits]
        low, high = percentiles(known, alpha)
        return table.assign(ci_low=low, ci_high=high)


def _like(name: str, other: GammaGammaResults) -> float:
    if name in other.names:
        return float(other.params[name])
    return np.inf if name in FULL else np.nan
