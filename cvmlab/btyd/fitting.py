"""Maximum likelihood by a trust-region Newton method with exact derivatives.

A model hands over one function of its log-parameters returning value, gradient and Hessian. Each
step maximises the quadratic model inside a ball (More & Sorensen 1983, "Computing a Trust Region
Step"), which keeps moving on the flat ridges of these likelihoods where a line search stalls. It
stops on the Newton decrement: the log-likelihood still to be gained, in log-likelihood units.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

NEAR = 3e-3  # length of a step in log-parameters over which the Hessian hardly changes

Array = NDArray[np.float64]
Objective = Callable[[Array], tuple[float, Array, Array]]


def weighted_sum(weight: Array, values: Array) -> Array:
    """Sum of rows, each times its weight.

    Not ``weight @ values``: that calls BLAS, which on a busy machine waits for its own threads
    many times longer than the sum takes, and whose result depends on how many there are.
    """
    return np.einsum("i,i...->...", weight, values)


@dataclass(frozen=True)
class Message:
    """Something the reader of a fit has to know.

    Parameters
    ----------
    kind : {"limit", "loose", "convergence", "data"}
        A limit model is reported; parameters can hardly be determined; the search stopped early;
        what was left out and why.
    text : str
        In plain words.
    """

    kind: str
    text: str

    def __str__(self) -> str:
        return self.text


@dataclass(frozen=True)
class Maximum:
    """Where a search ended: log-parameters, value, and the Hessian (of the free ones) there."""

    theta: Array
    value: float
    hessian: Array
    steps: int
    converged: bool

    def covariance(self, held: Sequence[int] = ()) -> Array:
        """Inverse of the observed information, in log-parameters; NaN where it has none.

        Parameters held at a value, by their places, have no error: zero.
        """
        free = np.setdiff1d(np.arange(self.theta.size), np.asarray(held, dtype=int))
        whole = np.zeros((self.theta.size, self.theta.size))
        if free.size == 0:
            return whole
        curvature, basis = np.linalg.eigh(-self.hessian)
        if not np.all(curvature > 1e-12 * max(1.0, curvature[-1])):
            whole[np.ix_(free, free)] = np.nan
        else:
            whole[np.ix_(free, free)] = (basis / curvature) @ basis.T
        return whole


def maximise(
    objective: Objective,
    start: Array,
    *,
    tolerance: float = 1e-9,
    max_steps: int = 200,
    far: Array | float = np.inf,
    nothing: Array | float = -np.inf,
) -> Maximum:
    """Climb to a maximum of a smooth function of a few log-parameters.

    Parameters
    ----------
    objective : callable
        Log-parameters -> (value, gradient, Hessian); the value may be -inf or NaN outside.
    start : array
    tolerance : float
        Stop when the Newton decrement, the gain still expected, is below this.
    max_steps : int
    far : array or float
        Log-parameters beyond which the climb along a ridge is given up, as there is nothing to
        be found.
    nothing : array or float
        Likewise, log-parameters below which they are as good as zero.

    Returns
    -------
    Maximum
        ``converged`` is False when the steps ran out.
    """
    theta, radius, before = np.asarray(start, dtype=float), 1.0, np.nan
    value, gradient, hessian = objective(theta)
    for step_number in range(max_steps):
        step, gain, decrement = _step(gradient, hessian, radius)
        # Newton steps near the top square the distance: what the next one will leave is known.
        near = float(np.linalg.norm(step)) < min(radius, NEAR)
        left = decrement**3 / before**2 if near else np.inf
        if decrement < tolerance or left < tolerance:
            return Maximum(theta + step, value + gain, hessian, step_number, True)
        if np.any(theta > far) or np.any(theta < nothing):
            return Maximum(theta, value, hessian, step_number, True)
        before = decrement if np.isfinite(decrement) else np.nan
        trial = objective(theta + step)
        ratio = (trial[0] - value) / gain if np.isfinite(trial[0]) and gain else -1.0
        if ratio < 0.25:
            radius = 0.25 * min(radius, float(np.linalg.norm(step)))
        elif ratio > 0.75:
            radius = min(4.0, max(radius, 2.0 * float(np.linalg.norm(step))))
        if ratio > 1e-4:
            theta, (value, gradient, hessian) = theta + step, trial
        elif radius < 1e-10:
            # Rounding of the value, not the shape of the function, decides from here on.
            return Maximum(theta, value, hessian, step_number, decrement < 1e-5)
    return Maximum(theta, value, hessian, max_steps, False)


def _step(gradient: Array, hessian: Array, radius: float) -> tuple[Array, float, float]:
    """The best step inside the ball, the gain the quadratic model expects, and the decrement.

    The decrement is infinite where the function does not bend down in every direction: such a
    point is no maximum, however flat.
    """
    if gradient.size == 0:
        return gradient, 0.0, 0.0
    curvature, basis = np.linalg.eigh(-hessian)
    slope = basis.T @ gradient
    with np.errstate(divide="ignore", invalid="ignore"):
        bends_down = curvature[0] > 0
        decrement = 0.5 * float(np.sum(slope**2 / curvature)) if bends_down else np.inf
    shift = 0.0
    if not bends_down or np.linalg.norm(slope / curvature) > radius:
        # |slope / (curvature + shift)| falls in the shift: bisect for |step| = radius.
        low = max(0.0, -float(curvature[0]))
        high = low + float(np.linalg.norm(slope)) / radius + 1e-12
        for _ in range(100):
            shift = 0.5 * (low + high)
            too_long = np.linalg.norm(slope / (curvature + shift)) > radius
            low, high = (shift, high) if too_long else (low, shift)
        shift = high
    along = slope / (curvature + shift)
    gain = float(slope @ along - 0.5 * along @ (curvature * along))
    return basis @ along, gain, decrement


def hold(
    objective: Objective, place: int | Sequence[int], value: float | Sequence[float]
) -> Objective:
    """The same function with some log-parameters held at values; its other ones remain."""
    places = [place] if isinstance(place, int) else list(place)
    values = np.atleast_1d(np.asarray(value, dtype=float))

    def held(theta: Array) -> tuple[float, Array, Array]:
        whole, free = with_held(theta, places, values)
        total, gradient, hessian = objective(whole)
        return total, gradient[free], hessian[np.ix_(free, free)]

    return held


def with_held(theta: Array, places: Sequence[int], values: Array) -> tuple[Array, np.ndarray]:
    """All log-parameters, the held ones among the free ones, and where the free ones stand."""
    size = len(theta) + len(places)
    free = np.setdiff1d(np.arange(size), places)
    whole = np.empty(size)
    whole[list(places)], whole[free] = values, theta
    return whole, free
