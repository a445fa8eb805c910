"""Where tastes that nobody sees are looked at: a raster of people and how common each is."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

_REACH = 4.5  # standard deviations; beyond it stand seven people in a million


@dataclass(frozen=True, eq=False)
class Grid:
    """Where the unseen tastes are looked at, in standard deviations, and how common they are."""

    minute: np.ndarray
    money: np.ndarray
    weight: np.ndarray

    @classmethod
    def of(cls, minute: int, money: int) -> Grid:
        """Gauss and Hermite's nodes for two independent normal tastes.

        Examples
        --------
        >>> grid = Grid.of(9, 5)
        >>> grid.weight.size, round(float(grid.weight @ grid.minute**2), 9)
        (45, 1.0)
        """
        from scipy.special import roots_hermitenorm

        z, of_z = roots_hermitenorm(minute)
        return cls._of_parts(z, of_z, money)

    @classmethod
    def even(cls, minute: int, money: int) -> Grid:
        """Evenly spaced money a minute: for chances that turn sharply from one person to the next.

        The plain sum over even steps is the better rule there (Trefethen and Weideman 2014, "The
        exponentially convergent trapezoidal rule").
        """
        z = np.linspace(-_REACH, _REACH, minute)
        return cls._of_parts(z, np.exp(-(z**2) / 2), money)

    @classmethod
    def dense(cls, minute: int, money: int) -> Grid:
        """Equal parts of people by money a minute: for what turns from yes to no between people."""
        from scipy.special import ndtri

        return cls._of_parts(ndtri((np.arange(minute) + 0.5) / minute), np.ones(minute), money)

    @classmethod
    def _of_parts(cls, z: np.ndarray, of_z: np.ndarray, money: int) -> Grid:
        """Nodes for money a minute crossed with Gauss and Hermite's for the weight of money."""
        from scipy.special import roots_hermitenorm

        v, of_v = roots_hermitenorm(money)
        weight = np.outer(of_z, of_v).ravel()
        return cls(np.repeat(z, money), np.tile(v, len(z)), weight / weight.sum())
