"""A yes-or-no answer against one number: two coefficients, without importing a library for them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True, eq=False)
class OneColumnLogit:
    """log odds = constant + slope × x.

    Attributes
    ----------
    constant, slope : float
        The coefficients.
    cov : numpy.ndarray of shape (2, 2)
        Their covariance.
    """

    constant: float
    slope: float
    cov: np.ndarray

    def at(self, x: np.ndarray) -> np.ndarray:
        """The chance of a yes."""
        from scipy.special import expit

        return np.asarray(expit(self.constant + self.slope * x))

    def interval(self, x: np.ndarray, level: float) -> tuple[np.ndarray, np.ndarray]:
        """The range this chance plausibly lies in."""
        from scipy.special import expit, ndtri

        design = np.column_stack([np.ones_like(x), x])
        reach = ndtri(0.5 + level / 2) * np.sqrt(((design @ self.cov) * design).sum(axis=1))
        middle = self.constant + self.slope * x
        return expit(middle - reach), expit(middle + reach)


def one_column_logit(x: np.ndarray, yes: np.ndarray) -> OneColumnLogit | None:
    """Fit by Newton's method; None where x tells yes from no perfectly, or all answer alike.

    Notes
    -----
    The same numbers as statsmodels' ``Logit``; a test holds them side by side.

    Examples
    --------
    >>> fit = one_column_logit(np.array([1.0, 2, 3, 4, 5, 6]), np.array([0.0, 0, 1, 0, 1, 1]))
    >>> fit is not None and round(fit.slope, 2)
    1.21
    """
    from scipy.special import expit

    spread = float(x.std())
    if spread == 0 or yes.min() == yes.max():
        return None
    centre = float(x.mean())
    design = np.column_stack([np.ones_like(x), (x - centre) / spread])
    found = np.zeros(2)
    for _ in range(30):
        chance = expit(design @ found)
        weight = chance * (1 - chance)
        information = (design * weight[:, None]).T @ design
        if np.linalg.cond(information) > 1e12:
            return None
        step = np.linalg.solve(information, design.T @ (yes - chance))
        found = found + step
        if np.abs(step).max() < 1e-10:
            break
    else:
        return None
    back = np.array([[1.0, -centre / spread], [0.0, 1 / spread]])
    constant, slope = back @ found
    return OneColumnLogit(float(constant), float(slope), back @ np.linalg.inv(information) @ back.T)
