"""The mean of each arm as it would be, had the lot put everybody into it.

Where stores draw their customers with different chances, the arms differ in their stores. Within a
chance they do not; so everybody is foretold within it, and what a foretelling missed in those who
were drawn stands for what it missed in the others.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

Floats = np.ndarray
_KINDS_OF_CHANCE = 20  # logged chances of more values are weighed by, not grouped


@dataclass(frozen=True, eq=False)
class ArmMeans:
    """Two means, and what each customer adds to their error.

    Attributes
    ----------
    treated, control : float
        The means.
    of_treated, of_control : array of customers
        Each customer's influence; 0 where the outcome is not known. The variance of a mean is the
        mean square of it over the number of customers; of two means, the mean product.
    known : array of customers
        Whether the outcome is known.
    in_treated, in_control : int
        Customers of each arm with a known outcome.
    shares : bool
        Whether the outcome is yes or no, so that means are shares.
    """

    treated: float
    control: float
    of_treated: Floats
    of_control: Floats
    known: np.ndarray
    in_treated: int
    in_control: int
    shares: bool

    @property
    def difference(self) -> float:
        """Treated minus control."""
        return self.treated - self.control

    @property
    def of_difference(self) -> Floats:
        """Each customer's influence on the difference."""
        return self.of_treated - self.of_control


def strata_of(frame: pd.DataFrame, strata: str | None, propensity: str | None) -> Floats | None:
    """A number for each group within which everybody had one chance; None if weights must do."""
    if strata is not None:
        return pd.factorize(frame[strata], sort=True)[0]
    if propensity is None:
        return np.zeros(len(frame), dtype=int)
    codes, kinds = pd.factorize(frame[propensity], sort=True)
    return codes if len(kinds) <= _KINDS_OF_CHANCE else None


def arm_means(
    outcome: Floats, treated: np.ndarray, strata: Floats | None, propensity: Floats | None,
    before: Floats,
) -> ArmMeans:  # fmt: skip
    """Means of both arms, each for all customers.

    Parameters
    ----------
    outcome : array of n
        NaN where it is not known.
    treated : array of n
        The arm the lot fell on.
    strata : array of n, optional
        Groups within which everybody had the same chance; the share drawn is taken as it came.
    propensity : array of n, optional
        Each one's chance, where there are no groups.
    before : array of n × k
        What was known before the lot.

    Returns
    -------
    ArmMeans

    Notes
    -----
    m₁ = mean of μ₁(xᵢ) + Tᵢ(yᵢ − μ₁(xᵢ))/pᵢ with μ₁ the least-squares line in the arm: right
    whatever the true form is, because the lot makes pᵢ known (Robins, Rotnitzky and Zhao 1994,
    "Estimation of regression coefficients when some regressors are not always observed"; with one
    chance for all it is Lin 2013, "Agnostic notes on regression adjustments to experimental
    data").
    """
    known = ~np.isnan(outcome)
    y, drawn, n = outcome[known], treated[known], int(known.sum())
    columns = [np.ones(n)]
    if strata is not None:
        groups = strata[known]
        shares = np.zeros(n)
        for kind in np.unique(groups):
            here = groups == kind
            shares[here] = drawn[here].mean()
            if kind != groups.min():
                columns.append(here.astype(float))
    else:
        assert propensity is not None
        shares = propensity[known].astype(float)
    x = np.column_stack([*columns, before[known]])
    centre, spread = x.mean(axis=0), x.std(axis=0)
    varies = spread > 1e-12
    x = np.column_stack([np.ones(n), (x[:, varies] - centre[varies]) / spread[varies]])
    found = []
    for arm, chance in ((drawn, shares), (~drawn, 1 - shares)):
        beta = np.linalg.lstsq(x[arm], y[arm], rcond=None)[0]
        line = x @ beta
        size = int(arm.sum())
        missed = np.where(arm, (y - line) / np.where(arm, chance, 1.0), 0.0)
        mean = float(line.mean() + missed.mean())
        # Residuals of a line that was fitted to them are too small by its coefficients.
        honest = missed * np.sqrt(size / max(size - x.shape[1], 1))
        influence = np.zeros(len(outcome))
        influence[known] = (line - line.mean() + honest - honest.mean()) * len(outcome) / n
        found.append((mean, influence, size))
    (one, of_one, n_one), (other, of_other, n_other) = found
    return ArmMeans(
        one, other, of_one, of_other, known, n_one, n_other, bool(np.isin(y, (0, 1)).all())
    )
