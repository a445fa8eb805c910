"""What to beware of in a set of classes: too small, too narrow, not settled, not independent."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from cvmlab.figures.formats import count, number, percent
from cvmlab.loyalty.segments.answer_models import AnswerModel, Bells
from cvmlab.loyalty.segments.class_uncertainty import free_parameters, why_not_identified
from cvmlab.loyalty.segments.mixtures import Classes

Floats = NDArray[np.float64]
SMALL = 0.05
TOGETHER = 0.3  # correlation within the classes that breaks the model
FEW = 20  # customers for a number to be estimated; with fewer, intervals come out too narrow


def _still_together(values: Floats, odds: Floats, means: Floats) -> tuple[int, int, float] | None:
    """The two motives most correlated within classes, if that is much: they should not be."""
    if values.shape[1] < 2:
        return None
    cross = np.zeros((values.shape[1],) * 2)
    for chance, mean in zip(odds.T, means, strict=True):
        away = values - mean
        cross += (away * chance[:, None]).T @ away
    spread = np.sqrt(np.maximum(np.diag(cross), 1e-12))
    together = np.triu(cross / np.outer(spread, spread), 1)
    first, second = np.unravel_index(np.abs(together).argmax(), together.shape)
    much = float(together[first, second])
    return (int(first), int(second), much) if abs(much) > TOGETHER else None


def warnings_of(
    model: AnswerModel,
    values: Floats,
    features: Floats,
    classes: Classes,
    odds: Floats,
    table: pd.DataFrame,
    motives: Sequence[str],
    searches: tuple[int, int],
) -> tuple[str, ...]:
    """Sentences that begin with "Beware"; none where nothing was found.

    Parameters
    ----------
    model, classes : AnswerModel, Classes
        What was fitted.
    values, features : array
        The answers, and what the model makes of them.
    odds : array of customers × classes
        The probability of each class.
    table : DataFrame
        ``name`` and ``share`` of each class.
    motives : sequence of str
        The columns.
    searches : tuple of int
        How many searches found these classes, and how many were made.
    """
    remarks = []
    small = table[table["share"] < SMALL]
    if len(small):
        names = ", ".join(f"{n} ({percent(s, 1)})" for n, s in zip(small["name"], small["share"],
                                                                   strict=True))  # fmt: skip
        remarks.append(f"Beware: very small is {names}; so few may be chance.")
    if isinstance(model, Bells):
        own = classes.answers[0][:, model.motives :] < 2 * model.floor
        narrow = list(table["name"][own.any(axis=1)])
        if narrow:
            remarks.append(
                f"Beware: {', '.join(narrow)} holds those who ticked one and the same answer; "
                "that is a scale that ends too early, hardly a kind of customer."
            )
    pair = _still_together(values, odds, model.means(classes.answers)[0])
    if pair is not None:
        first, second, together = pair
        remarks.append(
            f"Beware: within the segments {motives[first]} and {motives[second]} still go together "
            f"(correlation {number(together)}). Take the mean of questions on one motive; else "
            "segments multiply."
        )
    free = free_parameters(model, len(table))
    if len(features) < FEW * free:
        remarks.append(
            f"Beware: {count(len(features))} customers are few for the {count(free)} numbers that "
            "describe these segments; they may be less sure than the intervals say."
        )
    why = why_not_identified(model, features, classes)
    if why:
        remarks.append(f"Beware, the answers do not settle these segments: {why}.")
    elif searches[0] < 2 < searches[1]:
        remarks.append(
            f"Beware: only one of {count(searches[1])} searches found these segments; others, "
            "nearly as likely, may exist."
        )
    return tuple(remarks)
