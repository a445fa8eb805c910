"""Groups made alike by weights: who is rare in their group counts for more.

The second route to the same question as a regression of the outcome. Here the *group* is
foretold, from what is known about the customers, and nothing about the outcome is assumed. Where
the two routes disagree, one of the two models is wrong.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from cvmlab.figures.formats import count, number
from cvmlab.stats.adjusted.canonical_glm import fit, mean_of
from cvmlab.stats.adjusted.contrasts import Contrast, measures
from cvmlab.stats.adjusted.g_computation import FEWEST, resampled
from cvmlab.stats.adjusted.known_causes import check_columns, check_enough, known_causes

if TYPE_CHECKING:
    from cvmlab.figures.tables import Table

ALIKE = 0.1  # of a standard deviation: so far apart and no farther, groups count as alike
_LARGEST = 0.995  # weights beyond this share of them are cut to it


@dataclass(frozen=True, eq=False)
class InverseWeights:
    """Weights that make two groups alike in what is known.

    Attributes
    ----------
    weights : numpy.ndarray
        One a customer; within each group they add up to the number of all customers.
    propensity : numpy.ndarray
        The chance of each customer to be in the group, given what is known.
    balance : pandas.DataFrame
        One row a cause: ``cause``, ``before`` and ``after``, how far the groups lie apart in
        standard deviations.
    effective : tuple of float
        How many customers of even weight would tell as much: group, others.
    sizes : tuple of int
        How many there are.
    names : tuple of str
        The group and the others.
    """

    weights: np.ndarray = field(repr=False)
    propensity: np.ndarray = field(repr=False)
    balance: pd.DataFrame
    effective: tuple[float, float]
    sizes: tuple[int, int]
    names: tuple[str, str]
    _frame: pd.DataFrame = field(repr=False)
    _exposure: str
    _known: np.ndarray = field(repr=False)

    @property
    def worst(self) -> float:
        """How far the groups still lie apart in the cause that is balanced worst."""
        return float(self.balance["after"].abs().max()) if len(self.balance) else 0.0

    @property
    def sentence(self) -> str:
        """Whether the weights make the groups alike, and what that costs."""
        before = self.balance["before"].abs()
        first = self.balance.loc[before.idxmax(), "cause"] if len(before) else "nothing"
        alike = "alike" if self.worst <= ALIKE else "not yet alike"
        return (
            f"As they are, {self.names[0]} and {self.names[1]} lie "
            f"{number(before.max() if len(before) else 0)} standard deviations apart in {first}. "
            f"Weighted, the farthest is {number(self.worst)}: {alike}. The "
            f"{count(sum(self.sizes))} customers then tell as much as "
            f"{count(sum(self.effective))} of even weight."
        )

    def summary(self) -> Table:
        """The balance as a table to read."""
        from cvmlab.figures.tables import Table

        frame = self.balance.rename(
            columns={"cause": "Cause", "before": "Apart, as they are", "after": "Apart, weighted"}
        )
        note = (
            "In standard deviations; up to 0.1 counts as alike. "
            f"{count(self.effective[0])} of {count(self.sizes[0])} {self.names[0]} and "
            f"{count(self.effective[1])} of {count(self.sizes[1])} {self.names[1]} are left, "
            "counted as customers of even weight."
        )
        return Table(frame, title="Are the groups alike once weighted?", note=note)

    def compare(
        self, outcome: str, *, level: float = 0.95, resamples: int = 500, seed: int = 0
    ) -> Contrast:
        """Compare an outcome of the weighted groups; the weights are made anew in each resample."""
        check_columns(self._frame, [outcome], numeric=[outcome])
        y = self._frame[outcome].to_numpy(dtype=float)
        member = self._frame[self._exposure].to_numpy(dtype=bool)
        x = np.column_stack([np.ones(len(y)), self._known])
        beta = fit(x, member.astype(float), "yes or no", np.ones((1, len(y))))
        counts = resampled(len(y), resamples, seed)
        drawn: list[np.ndarray] = [np.empty(0), np.empty(0)]
        values = [0.0, 0.0]
        rows = max(1, 250_000 // len(y))
        many = fit(x, member.astype(float), "yes or no", counts, beta[0])
        for first in range(0, len(counts), rows):
            some = counts[first : first + rows]
            chance = mean_of(many[first : first + rows] @ x.T, "yes or no")
            for at, share in enumerate((member / chance, ~member / (1 - chance))):
                weight = some * share
                mean = (weight @ y) / weight.sum(axis=1)
                drawn[at] = np.append(drawn[at], mean)
        for at, who in enumerate((member, ~member)):
            values[at] = float(np.average(y[who], weights=self.weights[who]))
        shares = bool(np.isin(y, (0, 1)).all())
        return Contrast(
            table=measures(values[0], values[1], *drawn, shares=shares, level=level),
            outcome=outcome,
            names=self.names,
            customers=len(y),
            shares=shares,
            estimand="How the outcome would differ between all with it and all without, if what "
            "the groups were weighted by is all that makes both.",
            level=level,
            drawn=drawn[0] - drawn[1],
        )


def inverse_weights(
    frame: pd.DataFrame,
    exposure: str,
    confounders: Sequence[str],
    *,
    names: Sequence[str] = ("with it", "without it"),
) -> InverseWeights:
    """Weigh two groups so that they are alike in what is known about the customers.

    Parameters
    ----------
    frame : DataFrame
        One row a customer.
    exposure : str
        Flag: the group.
    confounders : sequence of str
        What makes both the exposure and the outcome, known before.
    names : sequence of two str
        What the two are called.

    Returns
    -------
    InverseWeights

    Raises
    ------
    DataProblem
        If columns are missing or broken, or a group has fewer than 20 customers.

    Notes
    -----
    1/p for the group and 1/(1 − p) for the others, p by logistic regression, the largest half per
    cent cut off (Rosenbaum and Rubin 1983, "The central role of the propensity score in
    observational studies"; Cole and Hernán 2008, "Constructing inverse probability weights for
    marginal structural models"). Apart: the difference of means over the pooled standard
    deviation as they are (Austin 2009, "Balance diagnostics for comparing the distribution of
    baseline covariates").

    Examples
    --------
    >>> rng = np.random.default_rng(2)
    >>> age = rng.normal(50, 10, 4000)
    >>> bond = rng.random(4000) < 1 / (1 + np.exp(-(age - 50) / 10))
    >>> found = inverse_weights(pd.DataFrame({"bond": bond, "age": age}), "bond", ["age"])
    >>> bool(found.balance["before"].iloc[0] > .8), bool(found.worst < .1)
    (True, True)
    """
    check_columns(frame, [exposure, *confounders], numeric=[exposure])
    member = frame[exposure].to_numpy(dtype=bool)
    sizes = int(member.sum()), int((~member).sum())
    check_enough(dict(zip(names, sizes, strict=True)), FEWEST)
    known = known_causes(frame, confounders)
    chance = propensity(known, member)
    raw = np.where(member, 1 / chance, 1 / (1 - chance))
    weights = np.zeros(len(frame))
    for who in (member, ~member):
        cut = np.minimum(raw[who], np.quantile(raw[who], _LARGEST))
        weights[who] = cut * len(frame) / cut.sum()
    effective = tuple(
        float(weights[who].sum() ** 2 / (weights[who] ** 2).sum()) for who in (member, ~member)
    )
    return InverseWeights(
        weights=weights,
        propensity=chance,
        balance=_balance(frame, member, confounders, weights),
        effective=(effective[0], effective[1]),
        sizes=sizes,
        names=(names[0], names[1]),
        _frame=frame,
        _exposure=exposure,
        _known=known,
    )


def propensity(known: np.ndarray, member: np.ndarray) -> np.ndarray:
    """The chance of each customer to be in the group, given what is known."""
    x = np.column_stack([np.ones(len(member)), known])
    beta = fit(x, member.astype(float), "yes or no", np.ones((1, len(member))))
    return np.clip(mean_of(x @ beta[0], "yes or no"), 1e-6, 1 - 1e-6)


def _balance(
    frame: pd.DataFrame, member: np.ndarray, confounders: Sequence[str], weights: np.ndarray
) -> pd.DataFrame:
    """How far apart the groups are: a cause of several words by the word farthest apart."""
    rows = []
    for name in confounders:
        columns = known_causes(frame, [name], curved=False)
        far = [(0.0, 0.0)]
        for x in columns.T:
            spread = np.sqrt((x[member].var() + x[~member].var()) / 2) or 1.0
            plain = (x[member].mean() - x[~member].mean()) / spread
            means = [np.average(x[who], weights=weights[who]) for who in (member, ~member)]
            far.append((plain, (means[0] - means[1]) / spread))
        rows.append((name, max((b for b, _ in far), key=abs), max((a for _, a in far), key=abs)))
    return pd.DataFrame(rows, columns=["cause", "before", "after"])
