"""One mark for a part of quality, from the questions about it that somebody answered.

Whoever skips the question on which everybody marks harshly would seem to think better of the
brand. So what an answer says is read as the mark of the part plus what is usual for the question.
"""

from __future__ import annotations

import numpy as np

HALF = 0.5
FEW = 30  # fewer answers than this to a question about a brand do not tell what is usual there


def part_means(answers: np.ndarray, group: np.ndarray) -> np.ndarray:
    """The mean of each row's answers, as if every question had been answered.

    Parameters
    ----------
    answers : array of shape (rows, items)
        NaN where nothing was answered.
    group : array of shape (rows,)
        Codes of the brands. What is usual for a question is taken brand by brand, where each
        question has 30 answers about the brand, else over all brands.

    Returns
    -------
    array of shape (rows,)
        NaN where fewer than half of the questions were answered. A row with all answers has their
        plain mean.

    Notes
    -----
    Answer of row i to question j = mark of row i + deviation of question j, the deviations adding
    up to 0, by least squares over the answers there are (the additive two-way layout).

    Examples
    --------
    >>> rows = np.array([[8.0, 4], [6, 2], [9, np.nan]])
    >>> part_means(rows, np.zeros(3, dtype=int))
    array([6., 4., 7.])
    """
    given = np.isfinite(answers)
    usual = np.broadcast_to(_deviations(answers), answers.shape).copy()
    for code in np.unique(group):
        rows = group == code
        if given[rows].sum(axis=0).min() >= FEW:
            usual[rows] = _deviations(answers[rows])
    known = given.sum(axis=1)
    total = np.where(given, answers - usual, 0.0).sum(axis=1)
    enough = known >= HALF * answers.shape[1]
    return np.where(enough, total / np.maximum(known, 1), np.nan)


def _deviations(answers: np.ndarray) -> np.ndarray:
    """How far each question usually lies above the mark of its part."""
    given = np.isfinite(answers)
    if given.all():
        usual = answers.mean(axis=0)
        return usual - usual.mean()
    known = np.maximum(given.sum(axis=1, keepdims=True), 1)
    filled = np.where(given, answers, 0.0)
    left = np.where(given, filled - filled.sum(axis=1, keepdims=True) / known, 0.0)
    # The row marks are swept out; what remains is one small system for the questions.
    system = np.diag(given.sum(axis=0).astype(float)) - (given / known).T @ given
    deviation = np.linalg.pinv(system) @ left.sum(axis=0)
    return deviation - deviation.mean()
