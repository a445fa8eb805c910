"""A forecast made earlier, beside what came: the result of ``holdout_check``."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from cvmlab.btyd.fitting import Array
from cvmlab.btyd.latent_attrition import LatentAttritionResults
from cvmlab.btyd.totals import Sums
from cvmlab.figures.formats import count, interval, percent
from cvmlab.figures.tables import Table
from cvmlab.value_of.lifetime.lifetime_result import deciles

SAID_AS = {"purchases": "purchases", "money": "in sales"}


@dataclass(frozen=True, eq=False, repr=False)
class HoldoutCheck:
    """A forecast made earlier, beside what came.

    Attributes
    ----------
    table : DataFrame
        Rows purchases and (where it is known) money, sales before any margin and discount:
        expected; ci_low, ci_high; pi_low, pi_high; actual; error, expected / actual - 1; inside,
        whether the prediction interval held what came.
    length : float
        Of the holdout, in units of time.
    span : str
        The same in words.
    customers : float
        Whom it was made for: those a model could be fitted to on the earlier day.
    alpha : float
        One minus the level of the intervals.
    messages : tuple of str
        What limited the models on the earlier day.
    fit : LatentAttritionResults
        The model of purchases as fitted then, such as for ``cvm.holdout_tracking``.
    """

    table: pd.DataFrame
    length: float
    span: str
    customers: float
    alpha: float
    messages: tuple[str, ...]
    fit: LatentAttritionResults
    _weight: Array
    _sums: dict[str, Sums]
    _actual: dict[str, Array]

    def by_decile(self, of: str = "purchases") -> pd.DataFrame:
        """Calibration: tenths of the customers by what was predicted, the largest first.

        Parameters
        ----------
        of : {"purchases", "money"}

        Returns
        -------
        DataFrame
            customers, then as in ``table``; all of the tenth together.
        """
        if of not in self._sums:
            raise ValueError(f"choose what to compare: {', '.join(self._sums)}; got {of!r}")
        sums = self._sums[of]
        code, labels = deciles(sums.value, self._weight)
        groups = sums.by_group(code, self._weight, self.alpha).set_index(labels)
        groups = groups.rename(columns={"value": "expected"})
        size = np.bincount(code, self._weight, len(labels))
        groups.insert(0, "customers", size.round().astype(np.int64))
        came = np.bincount(code, self._weight * self._actual[of], len(labels)).astype(float)
        return compared(groups, came)

    @property
    def sentence(self) -> str:
        """The check in one sentence."""
        level, said = percent(1 - self.alpha), []
        for name, row in self.table.iterrows():
            where = "inside" if row["inside"] else "outside"
            said.append(
                f"{count(row['expected'])} {SAID_AS[str(name)]} were expected and "
                f"{count(row['actual'])} came ({off(float(row['error']))}, {where} the {level} "
                f"interval {interval(row['pi_low'], row['pi_high'])})"
            )
        return f"Held against {self.span} already past: {'; '.join(said)}."

    def __repr__(self) -> str:
        return str(self.summary())

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, str]:
        return self.summary()._repr_mimebundle_()

    def summary(self) -> Table:
        """Expected and actual with their intervals, as a table to read."""
        formats = {"error": _signed, "inside": lambda yes: "yes" if yes else "no"}
        formats |= {name: count for name in self.table.columns if name not in formats}
        title = (
            f"What was forecast for {count(self.customers)} customers over {self.span} held back"
        )
        note = f"{percent(1 - self.alpha)} intervals; error: expected over actual, less one."
        return Table(
            self.table.rename(index=str.capitalize).rename_axis(""), title,
            " ".join([note, *self.messages]), formats,
        )  # fmt: skip


def compared(table: pd.DataFrame, actual: Array) -> pd.DataFrame:
    """A forecast with what came beside it."""
    error = table["expected"].to_numpy() / np.where(actual > 0, actual, np.nan) - 1.0
    inside = (actual >= table["pi_low"]) & (actual <= table["pi_high"])
    return table.assign(actual=actual, error=error, inside=inside)


def off(error: float) -> str:
    """How far off a forecast was, in words."""
    if np.isnan(error):
        return "too high"  # nothing came
    if error == 0:
        return "exactly right"
    return f"{percent(abs(error), 1)} too {'high' if error > 0 else 'low'}"


def _signed(error: float) -> str:
    return f"{'+' if error > 0 else ''}{percent(error, 1)}"
