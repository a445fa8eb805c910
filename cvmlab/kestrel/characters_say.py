"""What the two recurring customers answer in the four waves of the survey.

Maura Keane is all praise until the firm's rule takes her gold and, with it, her priority slot; her
technical and core answers hardly move, what falls is how she is treated and how that feels. Dara
Nolan is content throughout, and would go to whatever shop is nearest. An average of satisfaction
sees one of them, and the wrong one.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from cvmlab.kestrel.calendar import SURVEY_WEEKS
from cvmlab.kestrel.characters import CATERER, POINTS_HUNTER

if TYPE_CHECKING:
    from cvmlab.kestrel.block import Block

Waves = tuple[int, int, int, int]


@dataclass(frozen=True)
class Answers:
    """One person's answers in the four waves; all items of a level, facet or motive are alike."""

    person: int
    of: dict[str, Waves]
    items: dict[str, Waves]
    money: tuple[float, float, float, float]
    rivals: tuple[dict[str, int], ...]  # with their ratings, the main one first
    comment: tuple[str | None, str | None, str | None, str | None]


MAURA = Answers(
    person=CATERER,
    items={
        "core": (9, 9, 9, 8),
        "process": (9, 9, 8, 5),
        "technical": (9, 9, 9, 8),
        "interaction": (10, 9, 7, 2),
        "emotional": (10, 10, 7, 1),
        "trust": (7, 7, 6, 3),
        "known": (7, 7, 5, 1),
        "belonging": (7, 7, 6, 4),
        "care": (7, 6, 5, 1),
        "meaning": (7, 7, 7, 5),
        "enjoyment": (7, 7, 6, 5),
        "convenience": (4, 4, 4, 4),
        "points": (2, 2, 2, 2),
    },
    of={
        "overall": (10, 9, 7, 3),
        "move_city": (1, 1, 1, 0),
        "recommend": (1, 1, 1, 0),
        "recommend_score": (10, 10, 8, 1),
    },
    money=(4000.0, 400.0, 400.0, 400.0),
    rivals=({}, {}, {}, {"Daily Stop": 5}),
    comment=(
        "Nothing, only keep Friday early opening. I load the van at seven and your lads help me.",
        "I have handed over my business and will be in less. Do not forget me, I won't forget you.",
        None,
        "Seven years I cooked weddings out of your Portlacken store, and in January a letter said "
        "I was bronze and my collection slot was gone. Nobody rang. It isn't the slot. I tell "
        "everyone now.",
    ),
)
DARA = Answers(
    person=POINTS_HUNTER,
    items={
        "core": (9, 9, 9, 9),
        "process": (9, 8, 9, 9),
        "technical": (9, 9, 9, 9),
        "interaction": (7, 7, 7, 7),
        "emotional": (5, 5, 5, 5),
        "trust": (4, 4, 4, 4),
        "known": (2, 2, 2, 2),
        "belonging": (2, 2, 2, 2),
        "care": (3, 3, 3, 3),
        "meaning": (2, 2, 2, 2),
        "enjoyment": (2, 2, 2, 2),
        "convenience": (5, 5, 5, 5),
        "points": (7, 7, 7, 7),
    },
    of={
        "overall": (9, 9, 9, 9),
        "move_city": (0, 0, 0, 0),
        "recommend": (0, 0, 0, 0),
        "recommend_score": (6, 6, 6, 5),
    },
    money=(1000.0, 1000.0, 1000.0, 1000.0),
    rivals=(
        {"Brannock's": 8},
        {"Brannock's": 8},
        {"Brannock's": 8},
        {"Pfennig": 8, "Brannock's": 7},
    ),
    comment=(
        "Triple points weekends more often, and say so earlier.",
        None,
        "Points on fuel. Brannock's does it.",
        "All grand. If Pfennig had a card I'd have two.",
    ),
)
CHARACTERS = (MAURA, DARA)


def characters_live_in(block: Block) -> bool:
    """Whether the recurring characters stand among the people of a block."""
    return block.number == 0 and block.size >= 100


def answer_as_characters(answers: NDArray[np.int64], items: list[str], week: int) -> None:
    """Put the characters' answers of a wave where the drawn ones stood, in place.

    Parameters
    ----------
    answers : array of people × items
        What everybody answers.
    items : list of str
        The names of the items.
    week : int
        The week of the wave; in any other week nothing changes.
    """
    if week in SURVEY_WEEKS:
        wave = SURVEY_WEEKS.index(week)
        for who in CHARACTERS:
            answers[who.person] = [
                (who.of.get(item) or who.items[item.rsplit("_", 1)[0]])[wave] for item in items
            ]


def speak_as_characters(survey: pd.DataFrame, person: pd.Series) -> None:
    """Put the characters' rivals, food money and comments into the table of answers, in place.

    Parameters
    ----------
    survey : DataFrame
        The table, in the order of the replies.
    person : Series
        Who gave each answer.
    """
    for who in CHARACTERS:
        for row in person.index[person == who.person]:
            wave = int(survey.loc[row, "wave"]) - 1
            shops = [*who.rivals[wave].items(), (None, None), (None, None)]
            survey.loc[row, "rivals_used"] = len(who.rivals[wave])
            for which, (name, rating) in zip(("main", "second"), shops, strict=False):
                survey.loc[row, f"{which}_rival"] = name
                survey.loc[row, f"{which}_rival_rating"] = pd.NA if rating is None else rating
            survey.loc[row, "reported_wallet"] = who.money[wave]
            survey.loc[row, "comment"] = who.comment[wave]
