"""Why the customers who come often come: segments by motive.

Customers who buy alike come for different reasons. Latent classes sort them by what they say brings
them: each class has its own usual answers, and each customer a probability of belonging to each.
A method of this kind *always* finds classes. Whether they are more than a way to cut a cloud in
pieces is for ``choose_classes`` and ``null_classes``; what they mean, for ``segment_outcomes``,
and for people who have listened to customers.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.special import expit, logit, ndtri

from cvmlab.errors import one_problem
from cvmlab.loyalty.segments.answer_models import AnswerModel
from cvmlab.loyalty.segments.class_names import entropy_of, names_of, order_of, standing_of
from cvmlab.loyalty.segments.class_uncertainty import covariance, free_parameters
from cvmlab.loyalty.segments.class_warnings import warnings_of
from cvmlab.loyalty.segments.library_fit import by_the_library
from cvmlab.loyalty.segments.mixtures import Classes, best_of, memberships
from cvmlab.loyalty.segments.motive_answers import answers_to, usable_answers
from cvmlab.loyalty.segments.segments_result import Segments

Floats = NDArray[np.float64]
MOTIVES = ("enjoyment", "convenience", "points")


def loyalty_segments(
    frame: pd.DataFrame,
    motives: Sequence[str] = MOTIVES,
    *,
    classes: int = 3,
    categorical: bool = False,
    names: Mapping[str, str] | None = None,
    weights: str | None = None,
    starts: int = 30,
    level: float = 0.95,
    seed: int = 0,
) -> Segments:
    """Sort customers into segments by what they say brings them.

    Parameters
    ----------
    frame : DataFrame
        One row a customer. Settle first who is in it (``regulars``, for instance): segments of
        everybody who ever bought are another question.
    motives : sequence of str
        Columns with the strength of each motive; best the mean of several items, as items on one
        motive go together for reasons that have nothing to do with segments.
    classes : int
        How many segments; see :func:`cvmlab.loyalty.segments.choose_classes.choose_classes`.
    categorical : bool
        Take answers as ordered categories, each with its own share in a class, instead of bells on
        a scale. For motives asked as single items of few steps.
    names : mapping, optional
        From the names given here (the motive that stands out most) to your own.
    weights : str, optional
        A column that says how much each customer counts, such as a weight for nonresponse.
    starts : int
        From how many random starts the likeliest classes are searched.
    level : float
        Confidence level of the intervals.
    seed : int
        Makes the search reproducible.

    Returns
    -------
    Segments
        In the order of the motives that stand out in them, so that another run, or other
        customers, give the same segments the same place.

    Raises
    ------
    DataProblem
        If columns are missing or hold no numbers, a motive never varies, or there are fewer than
        five customers for each number to be estimated.

    Notes
    -----
    Mixture of K classes, answers independent within a class (Lazarsfeld and Henry 1968, "Latent
    structure analysis"): f(x) = Σ π_k Π_j f(x_j | k). Estimated by maximum likelihood with the
    library StepMix (Morin et al. 2025, "StepMix: a Python package for pseudo-likelihood estimation
    of generalized mixture models with external variables"), from the best of many starts.
    Intervals of the shares on the scale of log-odds, from the robust covariance (White 1982,
    "Maximum likelihood estimation of misspecified models"). Answers come in steps h, and no
    variance falls below h²/12: else a class could shrink to those who tick the end of the scale.

    Examples
    --------
    >>> rng = np.random.default_rng(1)
    >>> come_for = np.repeat([[6.0, 2.0], [2.0, 6.0]], 100, axis=0)
    >>> answers = pd.DataFrame(come_for + rng.normal(0, 1, (200, 2)), columns=["fun", "price"])
    >>> segments = loyalty_segments(answers, ("fun", "price"), classes=2)
    >>> segments.names, segments.table["customers"].tolist()
    (('fun', 'price'), [101, 99])
    """
    if classes < 1:
        raise ValueError("classes must be at least 1")
    if len(motives) < 1:
        raise ValueError("name at least one motive")
    motives = tuple(motives)
    model, values, whole = usable_answers(frame, motives, classes, categorical)
    features = model.features(values)
    counts = None if weights is None else _counts(frame, weights, whole)
    found, reached, followed = best_of(
        model, features, classes, starts=starts, seed=seed, counts=counts
    )
    found, llf = by_the_library(model, values, found, counts)
    standing = standing_of(model, values, found)
    found = found.ordered(order_of(standing))
    named = names_of(standing[order_of(standing)], motives)
    odds = memberships(model, features, found)[0][:, 0].T
    bend = covariance(model, features, found, counts)
    free = free_parameters(model, classes)
    table = _table(model, found, bend, odds, motives, named, level)
    remarks = warnings_of(model, values, features, found, odds, table, motives, (reached, followed))
    every = np.full((len(frame), classes), np.nan)
    every[whole] = odds
    result = Segments(
        table=table,
        probabilities=pd.DataFrame(every, index=frame.index, columns=named),
        motives=motives,
        llf=llf,
        bic=-2 * llf + free * np.log(len(values)),
        parameters=free,
        entropy=entropy_of(odds),
        rows=len(values),
        left_out=int((~whole).sum()),
        averages=pd.Series(values.mean(axis=0), index=list(motives)),
        spreads=pd.Series(values.std(axis=0), index=list(motives)),
        remarks=remarks,
        level=level,
        weighted=weights is not None,
        model=model,
        classes=found,
        covariance=bend,
    )
    return result.renamed(names) if names else result


def _counts(frame: pd.DataFrame, weights: str, whole: NDArray[np.bool_]) -> Floats:
    """How much each customer counts, one on average."""
    counts = answers_to(frame, [weights])[whole, 0]
    bad = ~(counts >= 0)
    if bad.any() or counts.sum() == 0:
        raise one_problem(
            "a weight must be a number, and none may be below zero",
            "give each customer a weight.",
            column=weights,
            count=int(bad.sum()),
        )
    return counts / counts.mean()


def _table(
    model: AnswerModel,
    classes: Classes,
    bend: Floats,
    odds: Floats,
    motives: Sequence[str],
    named: Sequence[str],
    level: float,
) -> pd.DataFrame:
    few = len(named)
    low, high = _share_intervals(model, classes, bend, level)
    placed = odds.argmax(axis=1)
    customers = np.bincount(placed, minlength=few)
    sums = np.bincount(placed, weights=odds.max(axis=1), minlength=few)
    with np.errstate(invalid="ignore"):
        certainty: Floats = sums / customers
    return pd.DataFrame(
        {
            "segment": np.arange(1, few + 1),
            "name": pd.Series(list(named), dtype="str"),
            "customers": customers,
            "share": classes.shares[0],
            "low": low,
            "high": high,
            "certainty": certainty,
            **dict(zip(motives, model.means(classes.answers)[0].T, strict=True)),
        }
    )


def _share_intervals(
    model: AnswerModel, classes: Classes, bend: Floats, level: float
) -> tuple[Floats, Floats]:
    """Intervals of the shares on the scale of log-odds: none leaves 0 to 1."""
    shares = classes.shares[0]
    number = len(shares)
    if number == 1:
        return shares, shares
    # d log-odds(π_k) / d log-ratio_m = (1{k=m} − π_m) / (1 − π_k)
    slopes = (np.eye(number) - shares)[:, :-1] / (1 - shares)[:, None]
    ratios = bend[: number - 1, : number - 1]
    error = np.sqrt(np.einsum("ki,ij,kj->k", slopes, ratios, slopes))
    reach = ndtri(0.5 + level / 2) * error
    return expit(logit(shares) - reach), expit(logit(shares) + reach)
