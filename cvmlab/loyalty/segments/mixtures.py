"""Latent classes by expectation and maximisation, many fits side by side.

A library fits one set of classes at a time. To see whether classes come back when customers are
drawn again takes hundreds of fits, from several starts each; here they run as one set of matrix
products. The estimates that are reported are the library's (see ``latent_classes``); a test holds
the two together.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cvmlab.loyalty.segments.answer_models import AnswerModel

Floats = NDArray[np.float64]
_ENOUGH = 5_000  # customers for the search
_CELLS = 150_000  # classes × fits × customers at a time: what the processor keeps at hand


@dataclass(frozen=True, eq=False)
class Classes:
    """Sets of classes: their sizes and the parameters of their answers.

    Attributes
    ----------
    shares : array of fits × classes
    answers : array of fits × classes × parameters
        As the answer model orders them.
    """

    shares: Floats
    answers: Floats

    def __getitem__(self, which: slice | NDArray[np.int64]) -> Classes:
        return Classes(self.shares[which], self.answers[which])

    def ordered(self, order: NDArray[np.int64]) -> Classes:
        """The same classes in another order."""
        return Classes(self.shares[:, order], self.answers[:, order])


def joined(parts: list[Classes]) -> Classes:
    """Several sets of fits one after the other."""
    return Classes(
        np.concatenate([p.shares for p in parts]), np.concatenate([p.answers for p in parts])
    )


def memberships(model: AnswerModel, features: Floats, classes: Classes) -> tuple[Floats, Floats]:
    """The probability of every class for every customer, and the customers' log-likelihoods.

    Returns
    -------
    probabilities : array of classes × fits × customers
    log_likelihood : array of fits × customers
    """
    fits, number = classes.shares.shape
    weights = np.moveaxis(model.weights(classes.answers), 1, 0)
    logs = np.log(np.maximum(classes.shares, 1e-300)).T[:, :, None]
    joint = (weights.reshape(number * fits, -1) @ features[:, 1:].T).reshape(number, fits, -1)
    joint += logs
    top = joint.max(axis=0)
    joint -= top
    np.exp(joint, out=joint)
    total = joint.sum(axis=0)
    joint /= total
    return joint, top + np.log(total)


def summed(features: Floats, probabilities: Floats) -> Floats:
    """The features added up over each class: fits × classes × features."""
    number, fits, customers = probabilities.shape
    sums = probabilities.reshape(number * fits, customers) @ features
    return np.moveaxis(sums.reshape(number, fits, -1), 0, 1)


def fitted(
    model: AnswerModel,
    features: Floats,
    start: Classes,
    counts: Floats | None = None,
    *,
    tolerance: float = 1e-8,
    most: int = 2_000,
) -> tuple[Classes, Floats]:
    """Improve sets of classes until the likelihood stands still.

    Parameters
    ----------
    model : AnswerModel
        How answers spread within a class.
    features : array of customers × features
        What `model` makes of the answers.
    start : Classes
        Where each fit begins.
    counts : array of fits × customers, optional
        How often each customer counts, such as how often he was drawn.
    tolerance : float
        A fit stops when an iteration adds less than this to the mean log-likelihood.
    most : int
        Iterations at most.

    Returns
    -------
    classes : Classes
    log_likelihood : array of fits
    """
    fits, number = start.shares.shape
    block = max(1, _CELLS // (number * len(features)))
    done = [
        _fitted(
            model,
            features,
            start[b : b + block],
            None if counts is None else counts[b : b + block],
            tolerance,
            most,
        )
        for b in range(0, fits, block)
    ]
    return joined([classes for classes, _ in done]), np.concatenate([llf for _, llf in done])


def _fitted(
    model: AnswerModel,
    features: Floats,
    start: Classes,
    counts: Floats | None,
    tolerance: float,
    most: int,
) -> tuple[Classes, Floats]:
    shares, answers = start.shares.copy(), start.answers.copy()
    total = np.full(len(shares), len(features)) if counts is None else counts.sum(axis=1)
    best = np.full(len(shares), -np.inf)
    active = np.arange(len(shares))
    for _ in range(most):
        of = None if counts is None else counts[active]
        found, log_likelihood = memberships(model, features, Classes(shares, answers)[active])
        if of is None:
            now = log_likelihood.sum(axis=1)
        else:
            now = (log_likelihood * of).sum(axis=1)
            found *= of
        sums = summed(features, found)
        shares[active] = sums[..., 0] / total[active, None]
        answers[active] = model.from_sums(sums)
        gain = np.abs(now - best[active])
        best[active] = now
        active = active[~(gain < tolerance * total[active])]
        if not active.size:
            break
    return Classes(shares, answers), best


def random_starts(
    model: AnswerModel, features: Floats, number: int, fits: int, rng: np.random.Generator
) -> Classes:
    """Classes that begin at customers far from one another, drawn at random.

    Notes
    -----
    The next customer is drawn in proportion to the squared distance from the nearest before
    (Arthur and Vassilvitskii 2007, "k-means++: the advantages of careful seeding").
    """
    overall = model.from_sums(features.sum(axis=0))
    spread = features.std(axis=0)
    scaled = features / np.where(spread > 0, spread, 1)
    chosen = np.empty((fits, number), dtype=int)
    nearest = np.full((fits, len(features)), np.inf)
    for k in range(number):
        odds = np.cumsum(nearest if k else np.ones_like(nearest), axis=1)
        drawn = rng.random(fits)[:, None] * odds[:, -1:]
        chosen[:, k] = np.minimum((odds <= drawn).sum(axis=1), len(features) - 1)
        mine = scaled[chosen[:, k]]
        away = (mine**2).sum(axis=1)[:, None] - 2 * mine @ scaled.T + (scaled**2).sum(axis=1)
        nearest = np.minimum(nearest, np.maximum(away, 0))
    return Classes(
        np.full((fits, number), 1 / number), model.around(features[chosen], overall[None, None, :])
    )


def best_of(
    model: AnswerModel,
    features: Floats,
    number: int,
    *,
    starts: int,
    seed: int = 0,
    counts: Floats | None = None,
    tolerance: float = 1e-9,
) -> tuple[Classes, int, int]:
    """The most likely classes from many starts.

    Among very many customers the search looks at some thousands of them, drawn at random; only the
    last improvement takes all.

    Returns
    -------
    classes : Classes
        A single fit, the best.
    reached, followed : int
        How many starts were followed to the end, and before it, how many of these came within a
        tenth of the best log-likelihood.
    """
    rng = np.random.default_rng([seed, number])
    some, some_counts = features, counts
    if len(features) > _ENOUGH:
        drawn = rng.choice(len(features), _ENOUGH, replace=False)
        some, some_counts = features[drawn], None if counts is None else counts[drawn]

    def improved(begun: Classes, tolerance: float, most: int) -> tuple[Classes, Floats]:
        of = None if some_counts is None else np.tile(some_counts, (len(begun.shares), 1))
        return fitted(model, some, begun, of, tolerance=tolerance, most=most)

    begun = random_starts(model, some, number, starts if number > 1 else 1, rng)
    short, early = improved(begun, 1e-5, 60)
    promising = np.argsort(-early, kind="stable")[: max(3, starts // 3)]
    long, llf = improved(short[promising], tolerance, 2_000)
    top = int(np.argmax(llf))
    best = long[top : top + 1]
    if len(some) < len(features):
        all_counts = None if counts is None else counts[None]
        best, _ = fitted(model, features, best, all_counts, tolerance=max(tolerance, 1e-7))
    return best, int((llf > llf[top] - 0.1).sum()), len(llf)
