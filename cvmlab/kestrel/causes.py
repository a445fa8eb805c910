"""What a comment is about: the respondent's own planted facts decide, and the question asked.

Asked "What could we do better?", people stay inside the box of what a food shop does: price,
range, what went wrong. Asked "What is hard in your life?", they speak of what they need: what to
cook, time, somebody to look after. Each possible theme has a weight (``_better``, ``_life``), and
one theme is drawn in proportion to the weights. Weights follow the person: failures not put right
in the last twelve weeks, type, age, distance, letters a month above three, the discounter,
slipping, and how satisfied they are.

Whether somebody writes at all: logit -1.80 + .25 × the distance of the overall answer from 7.5, so
the very happy and the very unhappy write most. The careless leave nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from cvmlab.kestrel.calendar import DISCOUNTER_OPENS, PHASE_CHANGE
from cvmlab.kestrel.leaving import LETTERS_BORNE, MONTH
from cvmlab.kestrel.people import age_years
from cvmlab.kestrel.replies import BETTER
from cvmlab.kestrel.satisfaction import FAILURE_MONTHS

if TYPE_CHECKING:
    from cvmlab.kestrel.block import Block

COMMENTS = (-1.80, 0.25, 7.5)
Weights = dict[str, "NDArray[np.float64] | float"]


def who_comments(rng: np.random.Generator, overall: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Whether each respondent leaves a comment in own words.

    Parameters
    ----------
    rng : Generator
        Random numbers.
    overall : array of n
        Overall satisfaction, 1-10.
    """
    logit = COMMENTS[0] + COMMENTS[1] * np.abs(overall - COMMENTS[2])
    return rng.random(len(overall)) < 1 / (1 + np.exp(-logit))


def causes(
    block: Block, rng: np.random.Generator, week: int, question: str,
    person: NDArray[np.int64], overall: NDArray[np.float64],
) -> NDArray[np.object_]:  # fmt: skip
    """The theme on each respondent's mind, given the question asked.

    Parameters
    ----------
    block : Block
        The people.
    rng : Generator
        Random numbers.
    week : int
        The week of the wave.
    question : str
        The question put to them.
    person : array of n
        Who answers.
    overall : array of n
        Their overall satisfaction, 1-10.

    Returns
    -------
    array of n str
        Keys of the texts of ``voices.better`` or ``voices.life``.
    """
    facts = _facts(block, week, person).assign(overall=overall)
    weights = _better(facts) if question == BETTER else _life(facts)
    table = np.column_stack([np.broadcast_to(w, len(person)) for w in weights.values()])
    upto = np.cumsum(np.asarray(table, dtype="float64"), axis=1)
    place = (rng.random(len(person))[:, None] * upto[:, -1:] > upto).sum(axis=1)
    return np.array(list(weights), dtype=object)[place]


def _facts(block: Block, week: int, person: NDArray[np.int64]) -> pd.DataFrame:
    """What is true of the respondents that weeks before a wave."""
    people, fates = block.people.iloc[person], block.fates
    last = int(week / MONTH)
    failures = fates.unrecovered[person, last - FAILURE_MONTHS : last].sum(axis=1)
    third_year = last - int(PHASE_CHANGE / MONTH)
    letters = np.zeros(len(person))
    if third_year > 0:
        some = fates.letters[person, max(third_year - FAILURE_MONTHS, 0) : third_year]
        letters = np.maximum(some.mean(axis=1) - LETTERS_BORNE, 0)
    happenings = fates.people.iloc[person]
    return pd.DataFrame(
        {
            "type": people["type"].to_numpy(),
            "age": age_years(block.people)[person],
            "far": people["distance"].to_numpy() > 0.75,
            "failures": failures,
            "letters": letters,
            "discounter": happenings["exposed"].to_numpy() & (week > DISCOUNTER_OPENS),
            "slipped": happenings["slip_week"].to_numpy() < week,
            "recession": np.full(len(person), week > PHASE_CHANGE),
        }
    )


def _better(facts: pd.DataFrame) -> Weights:
    """Inside the box: the weights of what Kestrel could do better."""
    kind, age = facts["type"].to_numpy(), facts["age"].to_numpy()
    pleased, cross = facts["overall"].to_numpy() >= 8, facts["overall"].to_numpy() <= 5
    failed, far = facts["failures"].to_numpy().astype("float64"), facts["far"].to_numpy()
    return {
        "failure": 0.35 + 1.3 * failed + 0.3 * cross,
        "late call-back": 0.2 + 0.8 * failed,
        "driver": far * (0.3 + 0.8 * failed),
        "rude": 0.2 + 0.5 * failed + 0.4 * cross,
        "queue": 0.6,
        "website": 0.35 + 0.4 * far,
        "opening hours": np.where(age < 62, 0.6, 0.2),
        "price": np.array([0.6, 1.0, 1.5, 0.7, 1.6, 1.3])[kind],
        "freshness": 0.7,
        "range": np.array([0.8, 0.8, 0.6, 0.8, 0.6, 0.7])[kind],
        "points": np.array([0.1, 0.3, 1.6, 0.1, 1.5, 0.4])[kind],
        "convenience": np.array([0.4, 1.6, 0.4, 0.4, 0.5, 0.8])[kind],
        "warm": np.array([1.7, 0.35, 0.2, 1.5, 0.2, 0.2])[kind] * ~cross,
        "discounter": 1.3 * facts["discounter"].to_numpy(),
        "slots": 0.2 + 0.4 * far + 2.0 * facts["slipped"].to_numpy(),
        "letters": 0.7 * facts["letters"].to_numpy(),
        "fine": np.select([pleased, cross], [1.6, 0.05], 0.7),
    }


def _life(facts: pd.DataFrame) -> Weights:
    """Outside the box: the weights of what is hard in people's lives."""
    age, far = facts["age"].to_numpy(), facts["far"].to_numpy()
    family = (age >= 28) & (age < 52)
    old = age >= 66
    return {
        "dinner ideas": np.where(family, 1.9, 1.4),
        "time": np.where(old, 0.4, 1.2),
        "money": 0.7 + 0.3 * facts["recession"].to_numpy(),
        "caring": np.where((age >= 48) & (age < 76), 0.9, 0.4),
        "alone": np.where(old, 1.2, 0.35),
        "carrying": np.where(old, 1.0, 0.3) + 0.2 * far,
        "health": np.where(old, 0.9, 0.5),
        "children": np.where(family, 1.2, 0.25),
        "private": 0.6,
    }
