"""Newton's steps for a conditional logit, for many resamples of respondents at once.

What a choice tells is the difference between the alternative taken and each of the others. With d
these differences and q the chances of the others, a choice adds −log(1 + Σ exp(−d·β)) to the log-
likelihood, Σ q d to its slope and Σ q d d′ − (Σ q d)(Σ q d)′ to its bend. A resample only changes
how often each respondent counts: all resamples are one array. What each respondent moves the
weights by gives their covariance.
"""

from __future__ import annotations

import numpy as np

from cvmlab.value_for.choices.choices import ChoiceSets

_STEPS, _CLOSE = 25, 1e-5  # after a step so small the next one would be its square
_BLOCK = 64  # resamples at a time: what a processor keeps close by
# Of a choice: moves no weight, but a resample whose choices are too clear does not stop the others.
_RIDGE = 1e-10
_NOTHING = 1e-6  # of what all respondents tell of an attribute


def fit_weights(
    sets: ChoiceSets, counts: np.ndarray, start: np.ndarray | None = None
) -> np.ndarray:
    """The weights under which the choices made are likeliest, for each resample.

    Parameters
    ----------
    sets : ChoiceSets
        The choices.
    counts : numpy.ndarray of shape (resamples, respondents)
        How often each respondent counts.
    start : numpy.ndarray of shape (attributes,), optional
        Where to begin; the weights of the whole sample save half of the steps.

    Returns
    -------
    numpy.ndarray of shape (resamples, attributes)
        NaN for a resample in which no finite weights fit best.
    """
    tasks, others, width = sets.differences.shape
    # In directions that do not repeat each other and are all of one size, steps are alike too.
    told = sets.differences[sets.there]
    turn = np.linalg.inv(np.linalg.cholesky(told.T @ told / len(told))).T
    differences = sets.differences @ turn
    flat = differences.reshape(-1, width)
    products = np.einsum("tjk,tlm->tjlkm", differences, differences).reshape(-1, width * width)
    beta = np.zeros((len(counts), width))
    if start is not None:
        beta += np.linalg.solve(turn, start)
    for first in range(0, len(counts), _BLOCK):
        block = slice(first, first + _BLOCK)
        often = counts[block, :][:, sets.respondent_of_task].astype(float)
        ridge = _RIDGE * tasks * np.eye(width)
        moving = np.ones(len(often), dtype=bool)
        for _ in range(_STEPS):
            chance = _chances(_odds(flat, sets.there, beta[block]))
            pull = often[:, :, None] * chance
            slope = pull.reshape(len(often), -1) @ flat
            bend = pull[..., None] * (np.eye(others) - chance[:, :, None, :])
            curve = (bend.reshape(len(often), -1) @ products).reshape(-1, width, width)
            step = np.linalg.solve(curve + ridge, slope[:, :, None])[:, :, 0]
            largest = np.abs(step).max(axis=1)
            # No leap further than the choices reach: a log odds of two a step.
            beta[block] += step * np.minimum(1, 2 / np.maximum(largest, 1e-12))[:, None]
            moving = largest > _CLOSE
            if not moving.any():
                break
        # Where an attribute tells every choice the weights go on growing by as much each step.
        beta[block][moving] = np.nan
    return beta @ turn.T


def scores(sets: ChoiceSets, weights: np.ndarray) -> tuple[float, np.ndarray, np.ndarray]:
    """Log-likelihood, and the score and information of each respondent, at some weights.

    Parameters
    ----------
    sets : ChoiceSets
        The choices.
    weights : numpy.ndarray of shape (attributes,)

    Returns
    -------
    log_likelihood : float
    score : numpy.ndarray of shape (respondents, attributes)
    information : numpy.ndarray of shape (respondents, attributes, attributes)
    """
    differences = sets.differences
    flat = differences.reshape(-1, differences.shape[2])
    odds = _odds(flat, sets.there, weights[None, :])
    chance = _chances(odds)[0]
    weighted = chance[:, :, None] * differences
    slope = weighted.sum(axis=1)
    bend = np.einsum("tjk,tjl->tkl", weighted, differences) - slope[:, :, None] * slope[:, None, :]
    # Tasks of one respondent stand together: each sum runs from his first task to his last.
    starts = np.flatnonzero(np.diff(sets.respondent_of_task, prepend=-1))
    score, information = np.add.reduceat(slope, starts), np.add.reduceat(bend, starts)
    return -float(np.log1p(odds.sum(axis=2)).sum()), score, information


def jackknife_covariance(score: np.ndarray, information: np.ndarray) -> np.ndarray:
    """The covariance of the weights, from what each respondent moves them by.

    Parameters
    ----------
    score, information : numpy.ndarray
        By respondent, from :func:`scores`.

    Notes
    -----
    Without respondent g the weights would be about (H − H_g)⁻¹ s_g away, one of Newton's steps,
    with H the information of all. The squares of these moves, summed and times (G − 1)/G, are the
    jackknife's covariance, which keeps its level with fewer respondents than the plain sandwich
    (Cameron and Miller 2015, "A practitioner's guide to cluster-robust inference", on CR3).
    """
    people = len(score)
    left = information.sum(axis=0) - information
    moves = np.linalg.solve(left, score[:, :, None])[:, :, 0]
    return np.asarray(moves.T @ moves * (people - 1) / people)


def rests_on_one(information: np.ndarray) -> int | None:
    """The attribute of which nothing is left to tell without one of the respondents, if any.

    His score is zero where the weights fit best, so that every formula for clusters would call
    such a weight certain.

    Parameters
    ----------
    information : numpy.ndarray
        By respondent, from :func:`scores`.
    """
    everybody = information.sum(axis=0)
    turn = np.linalg.inv(np.linalg.cholesky(everybody))
    left, directions = np.linalg.eigh(np.eye(len(turn)) - turn @ information @ turn.T)
    who, which = np.unravel_index(np.argmin(left), left.shape)
    if left[who, which] > _NOTHING:
        return None
    untold = np.abs(turn.T @ directions[who][:, which]) * np.sqrt(np.diag(everybody))
    return int(np.argmax(untold))


def _odds(flat: np.ndarray, there: np.ndarray, beta: np.ndarray) -> np.ndarray:
    """Odds of each other alternative against the one taken: resamples × tasks × others."""
    utility = (beta @ flat.T).reshape(len(beta), *there.shape)
    return np.asarray(np.exp(-np.clip(utility, -500, 500)) * there)


def _chances(odds: np.ndarray) -> np.ndarray:
    """Chance of each alternative that was not taken."""
    return np.asarray(odds / (1 + odds.sum(axis=2, keepdims=True)))
