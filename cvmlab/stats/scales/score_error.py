"""How far a score may lie from what the person would say on average, at every place of the scale.

In the middle of a scale an answer can miss by chance in both directions; at its ends it cannot. One
standard error for everybody is therefore too wide at 0 and 100 and reaches beyond them. Here the
error is read off the answers: people whose items disagree more than their facets explain have
scores that say less, and how much they disagree depends on where they stand.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from scipy.special import ndtri

Method = Literal["conditional", "kelley"]

_GRID = np.linspace(0, 1, 2001)
_BETWEEN = (_GRID[1:] + _GRID[:-1]) / 2
_NO_ERROR = 1e-12
_MOST_SHAPE = 1.0  # the error of counts of yes and no; answers in more steps bend less


@dataclass(frozen=True)
class ScoreError:
    """The error of a score between 0 and 1, as it depends on the true score.

    Attributes
    ----------
    size, shape : float
        The error's variance at true score t is ``size`` × (t(1 − t))^``shape``: 0 is the same for
        everybody, 1 that of counts of yes and no.
    reliability : float
        Share of the scores' variance that is no error.
    mean, spread : float
        Mean and standard deviation of true scores.
    """

    size: float
    shape: float
    reliability: float
    mean: float
    spread: float

    def best(self, score: np.ndarray) -> np.ndarray:
        """The best guess of the true score: drawn to the mean, as far as the score is chance."""
        return self.mean + self.reliability * (score - self.mean)

    def sem(self, score: np.ndarray) -> np.ndarray:
        """The standard error of measurement of people with such a score."""
        return self._error(np.clip(self.best(score), 1e-6, 1 - 1e-6))

    def intervals(
        self,
        score: np.ndarray,
        answered: np.ndarray | float = 1.0,
        *,
        level: float = 0.95,
        method: Method = "conditional",
    ) -> tuple[np.ndarray, np.ndarray]:
        """Where the true scores lie.

        Parameters
        ----------
        score : array of scores between 0 and 1
        answered : array or float
            Share of the items answered: the error's variance is divided by it.
        level : float
            Confidence level.
        method : {"conditional", "kelley"}
            See :func:`cvmlab.stats.scales.scores.scale_scores`.
        """
        if method not in ("conditional", "kelley"):
            raise ValueError('method must be "conditional" or "kelley"')
        score = np.asarray(score, dtype=float)
        pairs = np.column_stack([score, np.broadcast_to(answered, score.shape)])
        # A score is a mean of a few steps: thousands of people share a few hundred scores.
        few, where = np.unique(pairs.round(9), axis=0, return_inverse=True)
        find = self._conditional if method == "conditional" else self._kelley
        low, high = np.full(len(few), np.nan), np.full(len(few), np.nan)
        for share in np.unique(few[:, 1]):
            known = (few[:, 1] == share) & np.isfinite(few[:, 0])
            low[known], high[known] = find(few[known, 0], np.sqrt(1 / share), level)
        return low[where.ravel()], high[where.ravel()]

    def _error(self, true: np.ndarray) -> np.ndarray:
        return np.sqrt(self.size * (true * (1 - true)) ** self.shape)

    def _conditional(
        self, score: np.ndarray, wider: float, level: float
    ) -> tuple[np.ndarray, np.ndarray]:
        """All true scores at which such a score would be nothing unusual."""
        reach = ndtri(0.5 + level / 2) * wider * self._error(_GRID)
        upper = np.maximum.accumulate(_GRID + reach)
        lower = np.minimum.accumulate((_GRID - reach)[::-1])[::-1]
        low = np.searchsorted(upper, score - 1e-12, side="left")
        high = np.searchsorted(lower, score + 1e-12, side="right") - 1
        last = len(_GRID) - 1
        return _GRID[np.clip(low, 0, last)], _GRID[np.clip(high, 0, last)]

    def _kelley(
        self, score: np.ndarray, wider: float, level: float
    ) -> tuple[np.ndarray, np.ndarray]:
        """What is plausible of the true score, given the score and everybody's distribution."""
        error = wider * self._error(_BETWEEN)
        room = self.mean * (1 - self.mean)
        people = room / min(self.spread**2, 0.95 * room) - 1
        before = (people * self.mean - 1) * np.log(_BETWEEN)
        before = before + (people * (1 - self.mean) - 1) * np.log(1 - _BETWEEN)
        log = -(((score[:, None] - _BETWEEN) / error) ** 2) / 2 - np.log(error) + before
        mass = np.exp(log - log.max(axis=1, keepdims=True)).cumsum(axis=1)
        mass /= mass[:, -1:]
        ends = (1 - level) / 2, (1 + level) / 2
        low, high = (np.array([np.interp(end, line, _GRID[1:]) for line in mass]) for end in ends)
        return low, high


def score_error(shares: np.ndarray, facets: list[list[int]]) -> ScoreError:
    """Read the error of a score off the answers of people who answered everything.

    Parameters
    ----------
    shares : array of (people, items)
        Answers as shares of their scale, 0 to 1.
    facets : list of list of int
        Where the items of each facet stand; the score is the mean of all items.

    Notes
    -----
    Within a facet, what is left of an answer after the person's and the item's mean is error; its
    variance over the number of items is that of the person's score (Feldt and Qualls 1996,
    "Estimation of measurement error variance at specific score levels"; Brennan 1998, "Raw-score
    conditional standard errors of measurement in generalizability theory"). It is fitted to the
    score by a power of t(1 − t).
    """
    people, items = shares.shape
    error, counted = np.zeros(people), 0
    for places in facets:
        if len(places) < 2:
            continue
        block = shares[:, places]
        left = block - block.mean(axis=1, keepdims=True) - block.mean(axis=0) + block.mean()
        error += (left**2).sum(axis=1) / (len(places) - 1) * len(places)
        counted += len(places)
    error /= items * max(counted, 1)
    score = shares.mean(axis=1)
    spread, size = float(score.var(ddof=1)), float(error.mean())
    reliability = float(np.clip(1 - size / spread, 0.01, 0.999)) if spread > 0 else 0.01
    mean = float(np.clip(score.mean(), 0.005, 0.995))
    if size < _NO_ERROR:
        size = 0.0
    flat = ScoreError(size, 0.0, reliability, mean, float(np.sqrt(reliability * spread)))
    if size == 0:
        return flat
    steepness, shape = _fitted(error, np.clip(flat.best(score), 0.005, 0.995))
    return ScoreError(steepness, shape, reliability, mean, flat.spread)


def _fitted(error: np.ndarray, true: np.ndarray) -> tuple[float, float]:
    """Size and shape of the error's variance: a regression of gamma kind with a log link."""
    bend = np.log(true * (1 - true))
    centre = bend.mean()
    design = np.column_stack([np.ones_like(bend), bend - centre])
    if bend.std() < 1e-6:
        return float(error.mean()), 0.0
    found = np.array([np.log(error.mean()), 0.5])
    for _ in range(100):
        step = np.linalg.lstsq(design, error / np.exp(design @ found) - 1)[0]
        found = found + step * min(1.0, 0.5 / max(abs(step).max(), 1e-9))
        if abs(step).max() < 1e-9:
            break
    shape = float(np.clip(found[1], 0.0, _MOST_SHAPE))
    # At the shape kept, the size that makes the mean error right.
    curve = np.exp(shape * bend)
    return float(error.mean() / curve.mean()), shape
