"""The interval of a ratio of two estimates, such as money a minute: honest where nothing divides.

Where the number below the line may be zero, no pair of ends holds the ratio: the plausible values
then are everything outside of an interval, or everything. The usual short cut (the delta method)
gives two finite ends all the same, and a bootstrap hides it in its tails; here it is named.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from cvmlab.figures.formats import Formatter, interval, number

Shape = Literal["bounded", "one ray", "two rays", "everything"]


@dataclass(frozen=True)
class Fieller:
    """A ratio, and which values of it are plausible.

    Attributes
    ----------
    ratio : float
        The estimate a/b; NaN for 0/0.
    pieces : tuple of (float, float)
        The plausible values: one interval, or two where it has a gap; ends may be infinite.
    shape : {"bounded", "one ray", "two rays", "everything"}
        What the pieces are.
    level : float
        Confidence level.
    """

    ratio: float
    pieces: tuple[tuple[float, float], ...]
    shape: Shape
    level: float

    @property
    def low(self) -> float:
        """The smallest plausible value; −∞ where there is none."""
        return self.pieces[0][0]

    @property
    def high(self) -> float:
        """The largest plausible value; ∞ where there is none."""
        return self.pieces[-1][1]

    @property
    def bounded(self) -> bool:
        """Whether the interval has two ends, as intervals are thought to have."""
        return self.shape == "bounded"

    def holds(self, value: Any) -> Any:
        """Whether a value is plausible; an array gives an array."""
        value = np.asarray(value, dtype=float)
        inside = [(low <= value) & (value <= high) for low, high in self.pieces]
        return np.logical_or.reduce(inside)[()]

    def in_words(self, formatter: Formatter = number) -> str:
        """The plausible values in words.

        Examples
        --------
        >>> fieller(3, 1, 0.2, 0.5).in_words(), fieller(1, 1, 1, 1).in_words()
        ('below −7.68 or above 1.16', 'any value at all')
        """
        return " or ".join(in_words(low, high, formatter) for low, high in self.pieces)


def in_words(low: float, high: float, formatter: Formatter = number) -> str:
    """A range whose ends may be infinite, in words.

    Examples
    --------
    >>> in_words(1.5, 2), in_words(1.5, math.inf), in_words(-math.inf, math.inf)
    ('1.50 to 2.00', 'above 1.50', 'any value at all')
    """
    if math.isinf(low) and math.isinf(high):
        return "any value at all"
    if math.isinf(low):
        return f"below {formatter(high)}"
    return f"above {formatter(low)}" if math.isinf(high) else interval(low, high, formatter)


def fieller(
    a: float,
    b: float,
    var_a: float,
    var_b: float,
    cov: float = 0.0,
    level: float = 0.95,
    df: float | None = None,
) -> Fieller:
    """Which values the ratio a/b of two estimates may plausibly have.

    Parameters
    ----------
    a, b : float
        The estimates above and below the line.
    var_a, var_b, cov : float
        Their variances and their covariance.
    level : float
        Confidence level.
    df : float, optional
        Degrees of freedom of the variances; by default they count as known.

    Returns
    -------
    Fieller

    Notes
    -----
    All ρ with (a − ρb)² ≤ z² (var_a − 2ρ cov + ρ² var_b): those ratios at which a − ρb lies no
    further from zero than chance would have it. With A = b² − z² var_b, B = ab − z² cov and
    C = a² − z² var_a that is Aρ² − 2Bρ + C ≤ 0: the interval (B ± √(B² − AC))/A where b differs
    from zero (A > 0), else two rays with a gap between them, or every value. The set holds the
    true ratio as often as it says, whatever b is, when a and b are normal (Fieller 1954, "Some
    problems in interval estimation"). z is the normal quantile, or Student's where variances have
    degrees of freedom.

    Examples
    --------
    >>> found = fieller(2, 4, 0.04, 0.09)
    >>> found.ratio, found.shape, found.in_words()
    (0.5, 'bounded', '0.39 to 0.64')
    """
    from scipy.special import ndtri, stdtrit

    a, b, var_a, var_b, cov = values = tuple(map(float, (a, b, var_a, var_b, cov)))
    if not all(map(math.isfinite, values)) or not 0 < level < 1:
        raise ValueError("estimates, variances and covariance must be finite, the level a share")
    if var_a < 0 or var_b < 0 or cov**2 > var_a * var_b * (1 + 1e-9):
        raise ValueError("these are no variances and covariance of two estimates")
    ratio = a / b if b else math.copysign(math.inf, a) if a else math.nan
    # Both in units of their own spread, so that neither cents nor hours decide what counts as 0.
    over = math.hypot(a, math.sqrt(var_a)) or 1.0
    under = math.hypot(b, math.sqrt(var_b)) or 1.0
    end = 0.5 + level / 2
    z2 = float(ndtri(end) if df is None else stdtrit(df, end)) ** 2
    square = (b / under) ** 2 - z2 * var_b / under**2
    middle = (a / over) * (b / under) - z2 * cov / (over * under)
    constant = (a / over) ** 2 - z2 * var_a / over**2
    pieces, shape = _solved(square, middle, constant)
    unit = over / under
    return Fieller(ratio, tuple((low * unit, high * unit) for low, high in pieces), shape, level)


def _solved(
    square: float, middle: float, constant: float
) -> tuple[tuple[tuple[float, float], ...], Shape]:
    """All x with square x² − 2 middle x + constant ≤ 0, which a/b is among."""
    everything: tuple[tuple[float, float], ...] = ((-math.inf, math.inf),)
    if abs(square) < 1e-12:  # b lies exactly on the border of what may be zero
        if abs(middle) < 1e-12:
            return everything, "everything"
        end = constant / (2 * middle)
        return (((end, math.inf),) if middle > 0 else ((-math.inf, end),)), "one ray"
    inside = middle**2 - square * constant
    if square < 0 and inside <= 0:
        return everything, "everything"
    # The root that adds two numbers of one sign first: the other way round they would cancel.
    far = middle + math.copysign(math.sqrt(max(inside, 0.0)), middle)
    roots = sorted((far / square, constant / far if far else 0.0))
    if square > 0:
        return ((roots[0], roots[1]),), "bounded"
    return ((-math.inf, roots[0]), (roots[1], math.inf)), "two rays"
