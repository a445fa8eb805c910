"""How many segments: what fits, what is found again, what is large enough, and what makes sense.

No single figure decides. A criterion such as BIC weighs fit against the number of parameters and
knows nothing of use; whether segments come back when customers are drawn again says more to those
who must build on them. And three segments that nobody can name are worse than two.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from cvmlab.errors import DataProblem
from cvmlab.figures.formats import percent
from cvmlab.loyalty.segments.answer_models import AnswerModel
from cvmlab.loyalty.segments.class_choice_result import ClassChoice
from cvmlab.loyalty.segments.class_names import entropy_of, names_of, order_of, standing_of
from cvmlab.loyalty.segments.class_uncertainty import free_parameters, why_not_identified
from cvmlab.loyalty.segments.class_warnings import SMALL
from cvmlab.loyalty.segments.latent_classes import MOTIVES
from cvmlab.loyalty.segments.mixtures import (
    Classes,
    best_of,
    fitted,
    joined,
    memberships,
    random_starts,
)
from cvmlab.loyalty.segments.motive_answers import usable_answers
from cvmlab.stats.stability import STABLE, Stability, cluster_stability

Floats = NDArray[np.float64]
ENOUGH = 2_000  # customers that are looked at; more would only take longer


def choose_classes(
    frame: pd.DataFrame,
    motives: Sequence[str] = MOTIVES,
    *,
    most: int = 5,
    categorical: bool = False,
    resamples: int = 100,
    starts: int = 30,
    seed: int = 0,
    progress: bool = True,
) -> ClassChoice:
    """Fit one, two, three … segments, and see which are found again.

    Parameters
    ----------
    frame : DataFrame
        One row a customer.
    motives : sequence of str
        Columns with the strength of each motive.
    most : int
        The largest number of segments tried; fewer where customers are too few for it.
    categorical : bool
        Take answers as ordered categories.
    resamples : int
        How often customers are drawn again for each number of segments.
    starts : int
        From how many random starts each fit to all customers is searched.
    seed : int
        Makes the result reproducible.
    progress : bool
        Show a bar on a terminal.

    Returns
    -------
    ClassChoice

    Raises
    ------
    DataProblem
        As :func:`cvmlab.loyalty.segments.latent_classes.loyalty_segments`.

    Notes
    -----
    BIC = −2 log L + p log n (Schwarz 1978, "Estimating the dimension of a model"; for latent
    classes Nylund, Asparouhov and Muthén 2007, "Deciding on the number of classes in latent class
    analysis and growth mixture modeling"). Likeness by bootstrap (Hennig 2007, "Cluster-wise
    assessment of cluster stability"): each resample is fitted anew, from where all customers led
    and from random starts, so that an arbitrary division has its chance to come out otherwise.
    Of more than 2,000 customers a random 2,000 are looked at.
    """
    if most < 1:
        raise ValueError("most must be at least 1")
    model, values, _ = usable_answers(frame, motives, 1, categorical)
    of = len(values)
    values = some_of(values, seed)
    features = model.features(values)
    rows, stability = [], {}
    for classes in _shown(range(1, most + 1), progress):
        try:
            usable_answers(frame, motives, classes, categorical)
        except DataProblem:
            break
        row, found = _one_number(model, values, features, motives, classes, resamples, starts, seed)
        rows.append(row)
        stability[classes] = found
    return ClassChoice(pd.DataFrame(rows), stability, len(values), of, resamples)


def _one_number(
    model: AnswerModel,
    values: Floats,
    features: Floats,
    motives: Sequence[str],
    classes: int,
    resamples: int,
    starts: int,
    seed: int,
) -> tuple[dict[str, Any], Stability]:
    found, _, _ = best_of(model, features, classes, starts=starts, seed=seed, tolerance=1e-8)
    standing = standing_of(model, values, found)
    found = found.ordered(order_of(standing))
    names = names_of(standing[order_of(standing)], motives)
    odds, log_likelihood = memberships(model, features, found)
    stability = stability_of(model, features, found, names, resamples=resamples, seed=seed)
    llf, free = float(log_likelihood.sum()), free_parameters(model, classes)
    likeness = float(stability.table["jaccard"].min())
    smallest = float(found.shares.min())
    against = []
    if likeness < STABLE:
        against.append("not found again")
    if smallest < SMALL:
        against.append(f"one of only {percent(smallest, 1)}")
    if classes > 1 and why_not_identified(model, features, found):
        against.append("not settled by these answers")
    row = {
        "classes": classes,
        "llf": llf,
        "parameters": free,
        "bic": -2 * llf + free * np.log(len(values)),
        "entropy": entropy_of(odds[:, 0].T),
        "likeness": likeness,
        "smallest": smallest,
        "names": ", ".join(names),
        "stable": likeness >= STABLE,
        "against": ", ".join(against),
    }
    return row, stability


def stability_of(
    model: AnswerModel,
    features: Floats,
    found: Classes,
    names: Sequence[str],
    *,
    resamples: int,
    seed: int,
) -> Stability:
    """Whether classes are found again when customers are drawn again.

    Parameters
    ----------
    model, features : AnswerModel, array of customers × features
        As fitted.
    found : Classes
        The classes of all customers, one fit.
    names : sequence of str
        What they are called.
    resamples, seed : int
        How often customers are drawn, and what makes that reproducible.
    """
    everybody = np.arange(len(features))
    called = np.array(names, dtype=object)
    rng = np.random.default_rng([seed, len(names), 1])

    def cluster(drawn: NDArray[np.int64]) -> NDArray[Any]:
        first = drawn is everybody
        classes = found if first else _found_again(model, features[drawn], found, rng)
        odds = memberships(model, features[drawn], classes)[0][:, 0]
        return called[odds.argmax(axis=0)]

    return cluster_stability(everybody, cluster, resamples=resamples, seed=seed)


def _found_again(
    model: AnswerModel, features: Floats, found: Classes, rng: np.random.Generator
) -> Classes:
    """The likeliest classes of one resample, from where all customers led and random starts."""
    classes = found.shares.shape[1]
    if classes == 1:
        return found
    begun = joined([found, random_starts(model, features, classes, 2 * classes, rng)])
    short, early = fitted(model, features, begun, tolerance=1e-4, most=25)
    best = np.argsort(-early, kind="stable")[:2]
    long, llf = fitted(model, features, short[best], tolerance=2e-6, most=300)
    top = int(np.argmax(llf))
    return long[top : top + 1]


def some_of(values: Floats, seed: int) -> Floats:
    """As many customers as it takes to see whether segments come back, drawn at random."""
    if len(values) <= ENOUGH:
        return values
    drawn = np.random.default_rng([seed, ENOUGH]).choice(len(values), ENOUGH, replace=False)
    return values[np.sort(drawn)]


def _shown(steps: Iterable[int], progress: bool) -> Iterable[int]:
    """The same steps, with a bar for a person at a terminal."""
    import sys

    if not (progress and sys.stderr.isatty()):
        return steps
    from rich.console import Console
    from rich.progress import track

    return track(list(steps), "Numbers of segments", console=Console(stderr=True), transient=True)
