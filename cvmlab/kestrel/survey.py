"""The survey of customers: four waves of answers, made of what people would say and who says it.

What everybody would answer is in ``attitudes`` and ``satisfaction``, who answers in ``replies``,
other shops and food money in ``rivals``, what comments are about in ``causes``. Here these become a
table as an agency delivers it.

* The wave of week 78 is anonymous: no customer_id, and answers to the satisfaction items .35 lower.
* Careless respondents (4%) tick the same place all the way down (somewhere from the middle to the
  top), or anything. Rivals and food money they answer like others, comments they leave none.
* Comments: in own words, a short word for 30% of those who write, nothing for the others; no text
  appears twice in a wave.

Measured at seeds 1-5 and 20,000 people: 15,300 to 15,700 answers; 12% of respondents write in own
words, 5% a short word; asked what could be better, price (13%), "fine" and range lead, asked
what is hard in life, what to cook (22%) and time (15%), which the first question never brings up.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from cvmlab.kestrel.attitudes import (
    SATISFACTION_ITEMS,
    attitudes,
    bond_at,
)
from cvmlab.kestrel.calendar import dates
from cvmlab.kestrel.causes import causes, who_comments
from cvmlab.kestrel.characters_say import characters_live_in, speak_as_characters
from cvmlab.kestrel.comments import pick
from cvmlab.kestrel.replies import BETTER, LIFE, replies
from cvmlab.kestrel.rivals import rivals
from cvmlab.kestrel.satisfaction import ANONYMOUS_WEEK
from cvmlab.kestrel.voices import better, life, short

if TYPE_CHECKING:
    from cvmlab.kestrel.block import Block

# The ends of the scales; those not named go from 1 to 7.
RANGE = {
    **dict.fromkeys([*SATISFACTION_ITEMS, "overall"], (1, 10)),
    "move_city": (0, 1),
    "recommend": (0, 1),
    "recommend_score": (0, 10),
}
TEXTS = {BETTER: better.TEXTS, LIFE: life.TEXTS}
WORDS = {BETTER: short.BETTER, LIFE: short.ANY}
SHORT = 0.30  # of those who write: a short word


def survey(block: Block) -> pd.DataFrame:
    """One row an answer: four waves, in the order in which the answers came in.

    Parameters
    ----------
    block : Block
        The block of people who are asked.
    """
    came = replies(block)
    waves = []
    for week, wave in came.groupby("week"):
        person = wave["person"].to_numpy()
        answers = attitudes(block, int(week))
        others = rivals(block, int(week), bond_at(block, int(week)))
        rng = block.rng(f"survey: careless, week {week}")
        given = _carelessly(rng, answers.iloc[person], wave["careless"].to_numpy())
        told = pd.concat([given, others.iloc[person].reset_index(drop=True)], axis=1)
        told = told.set_axis(wave.index)
        told["comment"] = _comments(block, int(week), wave, told["overall"])
        waves.append(told)
    told = pd.concat(waves)
    card = block.main_card()[came["person"]]
    told.insert(0, "response_id", came["response_id"])
    told.insert(1, "wave", came["wave"])
    told.insert(2, "date", dates(came["day"]))
    told.insert(3, "customer_id", np.where(came["week"] == ANONYMOUS_WEEK, None, card))
    told.insert(told.columns.get_loc("comment"), "comment_question", came["question"])
    if characters_live_in(block):
        speak_as_characters(told, came["person"])
    return told


def truth_survey(block: Block) -> pd.DataFrame:
    """Who gave each answer of the survey, how carefully, and how likely that answer was.

    Parameters
    ----------
    block : Block
        The block of people who are asked.
    """
    came = replies(block)
    return pd.DataFrame(
        {
            "response_id": came["response_id"],
            "person_id": block.people["person_id"].to_numpy()[came["person"]],
            "careless": came["careless"] != "",
            "response_probability": came["probability"].round(4),
        }
    )


def _carelessly(
    rng: np.random.Generator, meant: pd.DataFrame, style: NDArray[np.object_]
) -> pd.DataFrame:
    """The answers as ticked: what was meant, except by the careless."""
    ticked = meant.to_numpy(dtype="int64", copy=True)
    same, anything = np.flatnonzero(style == "same"), np.flatnonzero(style == "anything")
    place = rng.integers(5, 11, len(same))
    for column, name in enumerate(meant.columns):
        low, high = RANGE.get(name, (1, 7))
        ticked[anything, column] = rng.integers(low, high + 1, len(anything))
        if high > 1:
            ticked[same, column] = np.rint(place * high / 10)
    table = pd.DataFrame(ticked, columns=meant.columns)
    return table.astype({name: bool for name, (_, high) in RANGE.items() if high == 1})


def _comments(block: Block, week: int, wave: pd.DataFrame, overall: pd.Series) -> pd.Series:
    """What respondents wrote, None for nothing."""
    rng = block.rng(f"survey: comments, week {week}")
    written = pd.Series(None, index=wave.index, dtype=object)
    writes = who_comments(rng, overall.to_numpy(dtype="float64")) & (wave["careless"] == "")
    for question, texts in TEXTS.items():
        mine = wave.index[writes & (wave["question"] == question)]
        person, score = wave.loc[mine, "person"].to_numpy(), overall[mine].to_numpy(dtype="float64")
        about = causes(block, rng, week, question, person, score)
        written[mine] = pick(rng, about, texts, SHORT, words=WORDS[question])
    return written
