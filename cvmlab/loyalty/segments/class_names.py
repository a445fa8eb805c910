"""In what a class stands out, what it is called for that, and how clearly customers fall into it.

Classes come out of a search in any order. Put in the order of the motives that stand out in them,
they keep their places from one run to the next, and from one set of customers to another.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from cvmlab.loyalty.segments.answer_models import AnswerModel
from cvmlab.loyalty.segments.mixtures import Classes

Floats = NDArray[np.float64]


def standing_of(model: AnswerModel, values: Floats, classes: Classes) -> Floats:
    """How far above all customers each class stands in each motive, in standard deviations."""
    away = model.means(classes.answers)[0] - values.mean(axis=0)
    result: Floats = away / values.std(axis=0)
    return result


def order_of(standing: Floats) -> NDArray[np.int64]:
    """Classes by the motive that stands out in them, the stronger first."""
    return np.lexsort((-standing.max(axis=1), standing.argmax(axis=1)))


def names_of(standing: Floats, motives: Sequence[str]) -> list[str]:
    """Each class by the motive in which it stands farthest above all customers."""
    if len(standing) == 1:
        return ["everybody"]
    leads = [
        motives[row.argmax()] if row.max() > 0.1 else "no motive stands out" for row in standing
    ]
    return [
        lead if leads.count(lead) == 1 else f"{lead} {leads[:i].count(lead) + 1}"
        for i, lead in enumerate(leads)
    ]


def entropy_of(odds: Floats) -> float:
    """1 − Σ −p log p / (n log K): relative entropy (Ramaswamy et al. 1993)."""
    rows, number = odds.shape
    if number == 1:
        return 1.0
    doubt = -(odds * np.log(np.maximum(odds, 1e-300))).sum()
    return float(1 - doubt / (rows * np.log(number)))
