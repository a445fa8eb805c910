"""A fitted Cox model in words: how much oftener people leave for each point more of something."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from cvmlab.figures.formats import count, interval, number, percent

if TYPE_CHECKING:
    from cvmlab.figures.tables import Table


@dataclass(frozen=True, eq=False)
class CoxReading:
    """Hazard ratios of a fitted model.

    Attributes
    ----------
    table : pandas.DataFrame
        One row a column of the model: ``name``, the hazard ``ratio`` for one unit more, ``low,
        high``.
    people, events : int
        How many were watched, and how many left.
    level : float
        Confidence level.
    """

    table: pd.DataFrame
    people: int
    events: int
    level: float

    @property
    def sentence(self) -> str:
        """What goes surely with leaving sooner or later, and what does not."""
        sure = self.table[(self.table["high"] < 1) | (self.table["low"] > 1)]
        rest = [row.name_ for row in self._rows() if row.low <= 1 <= row.high]
        said = [
            f"a point more of {row.name} goes with leaving {number(row.ratio)} times as often at "
            f"any moment ({interval(row.low, row.high, number)})"
            for row in sure.itertuples(index=False)
        ]
        text = f"Of {count(self.people)} customers {count(self.events)} left: "
        text += "; ".join(said) if said else "nothing goes surely with leaving sooner or later"
        if said and rest:
            text += f". No such sign in {' or '.join(rest)}"
        return f"{text}."

    def _rows(self) -> Any:
        return self.table.rename(columns={"name": "name_"}).itertuples(index=False)

    def summary(self) -> Table:
        """The ratios as a table to read."""
        from cvmlab.figures.tables import Table

        frame = pd.DataFrame(
            {
                "One unit more of": self.table["name"],
                "Leaving, times as often": self.table["ratio"],
                f"{percent(self.level)} interval": [
                    interval(row.low, row.high, number) for row in self.table.itertuples()
                ],
            }
        )
        return Table(
            frame,
            note=f"{count(self.people)} customers, {count(self.events)} left; others held equal. "
            "1 is no difference. A ratio that changes over time is averaged.",
            formats={"Leaving, times as often": number},
        )


def read_cox(
    fit: Any, names: Mapping[str, str] | None = None, *, level: float = 0.95
) -> CoxReading:
    """Put a fitted Cox model of statsmodels into words.

    Parameters
    ----------
    fit : statsmodels PHRegResults
        What ``PHReg(...).fit()`` returned.
    names : mapping of str to str, optional
        Words for columns.
    level : float
        Confidence level.

    Returns
    -------
    CoxReading

    Notes
    -----
    The hazard ratio is exp(β) (Cox 1972, "Regression models and life-tables"); its interval is
    normal on the log scale.
    """
    from scipy.special import ndtri

    words = dict(names or {})
    beta, error = np.asarray(fit.params, dtype=float), np.asarray(fit.bse, dtype=float)
    reach = float(ndtri(0.5 + level / 2)) * error
    table = pd.DataFrame(
        {
            "name": [words.get(name, name) for name in fit.model.exog_names],
            "ratio": np.exp(beta),
            "low": np.exp(beta - reach),
            "high": np.exp(beta + reach),
        }
    )
    status = np.asarray(fit.model.status)
    return CoxReading(table, len(status), int(status.sum()), level)
