"""How surely the sizes and profiles of classes are known, and whether the answers fix them at all.

The classes are written as one list of numbers without limits (log-ratios of the shares; means and
log-variances, or log-shares of categories). How the likelihood bends around the estimate gives
their covariance; how many directions leave it unchanged tells whether another set of classes would
fit the same answers as well.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from cvmlab.loyalty.segments.answer_models import AnswerModel, Categories
from cvmlab.loyalty.segments.mixtures import Classes, memberships, summed

Floats = NDArray[np.float64]
_STEP = 1e-4
_RANK = 1e-4  # a direction the answers bend less than this, relative to the most, is not fixed


def free_form(model: AnswerModel, classes: Classes) -> Floats:
    """Sets of classes as lists of numbers without limits: fits × parameters."""
    logs = np.log(np.maximum(classes.shares, 1e-300))
    answers = model.free_form(classes.answers)
    return np.hstack([logs[:, :-1] - logs[:, -1:], answers.reshape(len(answers), -1)])


def from_free_form(model: AnswerModel, free: Floats, number: int) -> Classes:
    """The classes that lists of numbers stand for."""
    ratios = np.hstack([free[:, : number - 1], np.zeros((len(free), 1))])
    shares = np.exp(ratios - ratios.max(axis=1, keepdims=True))
    answers = free[:, number - 1 :].reshape(len(free), number, -1)
    return Classes(shares / shares.sum(axis=1, keepdims=True), model.from_free_form(answers))


def nearby(free: Floats) -> tuple[Floats, Floats]:
    """The same list with each number a little higher, then each a little lower, and the steps."""
    step = _STEP * np.maximum(1.0, np.abs(free))
    return np.vstack([free + np.diag(step), free - np.diag(step)]), step


def derivative(high_and_low: Floats, step: Floats) -> Floats:
    """Central differences of what was computed at the lists of :func:`nearby`: one row each."""
    high, low = np.split(high_and_low, 2)
    return (high - low) / (2 * step).reshape(-1, *[1] * (high.ndim - 1))


def covariance(
    model: AnswerModel, features: Floats, classes: Classes, counts: Floats | None = None
) -> Floats:
    """Covariance of the estimates in the free form, right even where the model is not quite.

    Notes
    -----
    A⁻¹BA⁻¹ with A the second derivatives of the log-likelihood and B the sum of the customers'
    squared first ones (White 1982, "Maximum likelihood estimation of misspecified models").
    Directions that the answers do not fix are given no spread.
    """
    free = free_form(model, classes)[0]
    number = classes.shares.shape[1]
    lists, step = nearby(free)
    slopes = np.vstack(
        [_gradient(model, features, from_free_form(model, one[None], number), counts)
         for one in lists]
    )  # fmt: skip
    bend = derivative(slopes, step)
    inverse = np.linalg.pinv((bend + bend.T) / 2, rcond=1e-6, hermitian=True)
    own = customer_slopes(model, features, classes)
    own = own - own.mean(axis=0)
    if counts is not None:
        own = own * counts[:, None]
    return inverse @ (own.T @ own) @ inverse


def _gradient(
    model: AnswerModel, features: Floats, classes: Classes, counts: Floats | None
) -> Floats:
    found, _ = memberships(model, features, classes)
    if counts is not None:
        found = found * counts
    sums = summed(features, found)
    sizes = sums[0, :, 0]
    shares = sizes - sizes.sum() * classes.shares[0]
    return np.hstack([shares[:-1], model.gradient(sums, classes.answers).ravel()])[None]


def customer_slopes(model: AnswerModel, features: Floats, classes: Classes) -> Floats:
    """Each customer's part of the first derivatives: customers × parameters."""
    found, _ = memberships(model, features, classes)
    odds = found[:, 0].T
    each = odds[:, :, None] * features[:, None, :]
    answers = np.broadcast_to(classes.answers, (len(features), *classes.answers.shape[1:]))
    inside = model.gradient(each, answers).reshape(len(features), -1)
    return np.hstack([(odds - classes.shares)[:, :-1], inside])


def free_parameters(model: AnswerModel, number: int) -> int:
    """How many numbers describe so many classes."""
    return number - 1 + number * model.free


def why_not_identified(model: AnswerModel, features: Floats, classes: Classes) -> str:
    """Why the answers do not fix these classes, in words; empty if they do.

    Notes
    -----
    With categories there can be no more parameters than patterns of answers, less one. In any
    case the customers' slopes must be of full rank (Rothenberg 1971, "Identification in parametric
    models"): otherwise a change of the classes leaves every likelihood as it is.
    """
    number = classes.shares.shape[1]
    needed = free_parameters(model, number)
    if isinstance(model, Categories):
        cells = float(np.prod([float(len(v)) for v in model.values]))
        if needed > cells - 1:
            return (
                f"{number} classes have {needed} free numbers, but the answers only "
                f"{int(cells)} patterns"
            )
    # Away from shares of 0 and 1, where a number cannot be told for a reason that is no matter.
    shares = 0.8 * classes.shares + 0.2 / number
    inner = Classes(shares, model.from_sums(_mixed_sums(model, features, classes)))
    slopes = customer_slopes(model, features, inner)
    unit = slopes / np.sqrt((slopes**2).sum(axis=0))
    sizes = np.linalg.svd(unit, compute_uv=False)
    rank = int((sizes > _RANK * sizes[0]).sum())
    if rank < needed:
        return (
            f"of the {needed} numbers that describe {number} classes the answers fix only {rank}: "
            "other classes would fit as well"
        )
    return ""


def _mixed_sums(model: AnswerModel, features: Floats, classes: Classes) -> Floats:
    """Features added up by class, a fifth of each class taken from all customers."""
    found, _ = memberships(model, features, classes)
    own = summed(features, found)
    everybody = features.sum(axis=0) * classes.shares[..., None]
    return 0.8 * own + 0.2 * everybody
