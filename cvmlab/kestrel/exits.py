"""Exit interviews: a second, independent list of people who were lost, with its own biases.

For each 20,000 people 600 interviews: 330 with prospects who were put off in 2023 and never came
back (recorded in the log of attempts or not), 270 with customers who left between week 52 and week
150. An agency found them, not the log, so the lost prospects can be counted by capture and
recapture.

* Biases of the second list, among lost prospects: who was angry, disgusted or repelled is 2.5
  times as likely to be found; who tried on the web 1.5 times, in a store half as likely. The log
  records the web best and the store worst too, so the two lists lean the same way and the plain
  estimate comes out too low; within channels it does not.
* The key of the lost attempt is known for 93 of 100 (.93); the others answer from another device
  and are not recognised, which makes the estimate too high by about 1/.93 - 1 = 8%.
* The true cause of a lost prospect is one of the frictions met, drawn in proportion to its weight;
  who met none: price .6, life changed .2, moved .2. A customer's: discounter with probability .5
  if it reached them and it was open; else price .35, life changed .28, moved .22, failure .15, or
  with failure at weight .90 if a failure of the last twelve weeks was not put right.
* The cause ticked differs from the true one in 20 cases of 100: "price" then (life changed, where
  the cause is price). The words are about the true one: stated against derived reasons. No
  two people say the same, so words are there for about three in ten, as many as there are texts.
* Coders hear a friction that was met in 90 of 100 cases, and none that was not.
* Would come back: by the emotion, WOULD_COME_BACK; a mover says no in 80 of 100 cases.

Measured, means over seeds 1-5: 7,320 prospects were lost (those included who had bought before, as
guests). Capture and recapture in one table gives 7,530, within channels 7,740, and with the known
share of keys that are recognised 7,200 (standard error of one company about 250): the two biases of
the plain estimate all but cancel. Of the interviewed prospects 63% were angry, disgusted or
repelled, of all who were lost 43%.

Dara Nolan is among the customers: the discounter, week 143.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from cvmlab.kestrel.almost import CHANNELS, EMOTIONS, FRICTIONS, WEIGHT, draw_attempts
from cvmlab.kestrel.attempts import COLUMNS, NONE, prospect_ids, visitor_ids
from cvmlab.kestrel.calendar import DAYS, DISCOUNTER_OPENS, dates
from cvmlab.kestrel.characters import POINTS_HUNTER
from cvmlab.kestrel.comments import pick
from cvmlab.kestrel.ids import running_ids
from cvmlab.kestrel.leaving import MONTH
from cvmlab.kestrel.voices.leaving import TEXTS

if TYPE_CHECKING:
    from cvmlab.kestrel.block import Block

OF_PROSPECTS, OF_CUSTOMERS = 330 / 20_000, 270 / 20_000
LEFT_BETWEEN = (52.0, 150.0)
ANGRY, CHANNEL_FOUND = 2.5, np.array([1.5, 1.0, 0.5, 1.0])  # web, phone, store, collection
KEY_KNOWN, SAYS_PRICE, HEARD = 0.93, 0.20, 0.90
OTHER_CAUSES = ("price", "moved", "discounter", "failure", "life changed")
CAUSES = (*FRICTIONS, *OTHER_CAUSES)
ANSWERS = ("yes", "perhaps", "no")
WOULD_COME_BACK = {  # yes, perhaps
    "none": (0.35, 0.40), "confusion": (0.30, 0.45), "repulsion": (0.08, 0.27),
    "disgust": (0.03, 0.17), "anger": (0.12, 0.33), "delight": (0.60, 0.30),
}  # fmt: skip
_PLACE = {cause: place for place, cause in enumerate(CAUSES)}
_EMOTION_OF_OTHERS = {  # anger, disgust; the rest none
    "price": (0.15, 0.0), "moved": (0.0, 0.0), "discounter": (0.05, 0.0), "failure": (0.55, 0.15),
    "life changed": (0.0, 0.0),
}  # fmt: skip


def exit_interviews(block: Block) -> pd.DataFrame:
    """Interviews with people who were lost, from a list that is independent of the log.

    Parameters
    ----------
    block : Block
        The block of people.

    Returns
    -------
    DataFrame
        ``interview_id``, ``date``, ``visitor_id``, ``who`` ("prospect" or "customer"),
        ``channel`` (in which a prospect was lost), ``cause_stated``, six flags for the frictions
        coded, ``emotion``, ``would_come_back`` and ``text``; in the order of dates.
    """
    drawn = _draw(block)
    met = np.array(drawn["coded"].tolist(), dtype=bool).reshape(len(drawn), len(FRICTIONS))
    return pd.DataFrame(
        {
            "interview_id": drawn["interview_id"],
            "date": dates(drawn["day"]),
            "visitor_id": visitor_ids(block, drawn["key"].to_numpy()),
            "who": drawn["who"],
            "channel": np.where(
                drawn["channel"] >= 0, np.array(CHANNELS, dtype=object)[drawn["channel"]], NONE
            ),
            "cause_stated": np.array(CAUSES, dtype=object)[drawn["stated"]],
            **{name: met[:, place] for place, name in enumerate(COLUMNS)},
            "emotion": np.array(EMOTIONS, dtype=object)[drawn["emotion"]],
            "would_come_back": np.array(ANSWERS, dtype=object)[drawn["answer"]],
            "text": drawn["text"],
        }
    )


def truth_exit_interviews(block: Block) -> pd.DataFrame:
    """Who was interviewed, and the true cause.

    Parameters
    ----------
    block : Block
        The block of people.

    Returns
    -------
    DataFrame
        ``interview_id``, ``person_id`` (None: a prospect), ``prospect_id`` (None: a customer),
        ``cause``.
    """
    drawn = _draw(block)
    person = drawn["person"].to_numpy()
    person_id = block.people["person_id"].to_numpy(dtype=object)
    return pd.DataFrame(
        {
            "interview_id": drawn["interview_id"],
            "person_id": np.where(person >= 0, person_id[person], NONE),
            "prospect_id": prospect_ids(block, drawn["prospect"].to_numpy()),
            "cause": np.array(CAUSES, dtype=object)[drawn["cause"]],
        }
    )


def _draw(block: Block) -> pd.DataFrame:
    rng = block.rng("exit_interviews")
    rows = pd.concat([_of_prospects(rng, block), _of_customers(rng, block)], ignore_index=True)
    number = len(rows)
    polite = rng.random(number) < SAYS_PRICE
    instead = np.where(rows["cause"] == _PLACE["price"], _PLACE["life changed"], _PLACE["price"])
    rows["stated"] = np.where(polite, instead, rows["cause"])
    yes, perhaps = np.array([WOULD_COME_BACK[name] for name in EMOTIONS])[rows["emotion"]].T
    moved = (rows["cause"] == _PLACE["moved"]).to_numpy()
    yes, perhaps = np.where(moved, 0.05, yes), np.where(moved, 0.15, perhaps)
    chance = rng.random(number)
    rows["answer"] = (chance >= yes).astype(int) + (chance >= yes + perhaps)
    rows = rows.sort_values(["day", "key"], kind="stable", ignore_index=True)
    causes = np.array(CAUSES, dtype=object)[rows["cause"]]
    rows["text"] = pick(block.rng("exit_interviews texts"), causes, TEXTS, share_short=0)
    rows["interview_id"] = running_ids("I", block.number, number)
    return rows


def _of_prospects(rng: np.random.Generator, block: Block) -> pd.DataFrame:
    every = draw_attempts(block)
    lost = every[(every["outcome"] == 2) & (every["who"] == "prospect")]
    angry = lost["emotion"].isin([EMOTIONS.index(one) for one in ("anger", "disgust", "repulsion")])
    weight = np.where(angry, ANGRY, 1.0) * CHANNEL_FOUND[lost["channel"]]
    number = min(round(OF_PROSPECTS * block.size), len(lost))
    rows = lost.iloc[rng.choice(len(lost), number, replace=False, p=weight / weight.sum())]
    met = rows[list(range(len(FRICTIONS)))].to_numpy(dtype=bool)
    cause = np.argmax(np.log(np.maximum(met * WEIGHT, 1e-9)) + rng.gumbel(size=met.shape), axis=1)
    none = _PLACE["price"] + np.digitize(rng.random(number), [0.6, 0.8])  # price, moved, …
    none = np.where(none == _PLACE["discounter"], _PLACE["life changed"], none)
    key = rows["key"].to_numpy()
    return pd.DataFrame(
        {
            "who": "prospect",
            "person": -1,
            "prospect": rows["prospect"].to_numpy(),
            "day": rows["day"].to_numpy() + rng.integers(10, 50, number),
            "channel": rows["channel"].to_numpy(),
            "key": np.where(rng.random(number) < KEY_KNOWN, key, _other_keys(block, number, 0)),
            "cause": np.where(met.any(axis=1), cause, none),
            "coded": list(met & (rng.random(met.shape) < HEARD)),
            "emotion": rows["emotion"].to_numpy(),
        }
    )


def _of_customers(rng: np.random.Generator, block: Block) -> pd.DataFrame:
    left = block.fates.people["left"].to_numpy()
    gone = np.flatnonzero((left >= LEFT_BETWEEN[0]) & (left < LEFT_BETWEEN[1]))
    person = rng.permutation(gone)[: round(OF_CUSTOMERS * block.size)]
    if block.number == 0 and block.size >= 100 and POINTS_HUNTER not in person:
        person[0] = POINTS_HUNTER
    number, when = len(person), left[person]
    reached = block.fates.people["exposed"].to_numpy()[person] & (when > DISCOUNTER_OPENS)
    month = np.minimum(when // MONTH, block.fates.unrecovered.shape[1] - 1).astype(int)
    bad = sum(block.fates.unrecovered[person, np.maximum(month - back, 0)] for back in range(3)) > 0
    weight = np.array([0.35, 0.22, 0.0, 0.15, 0.28]) * np.ones((number, 1))
    weight[bad, OTHER_CAUSES.index("failure")] = 0.90
    share = np.cumsum(weight / weight.sum(axis=1, keepdims=True), axis=1)
    place = np.minimum((rng.random(number)[:, None] >= share).sum(axis=1), 4)
    discounter = reached & (rng.random(number) < 0.5) | (person == POINTS_HUNTER) & (
        block.number == 0
    )
    place = np.where(discounter, OTHER_CAUSES.index("discounter"), place)
    anger, disgust = np.array([_EMOTION_OF_OTHERS[cause] for cause in OTHER_CAUSES])[place].T
    chance = rng.random(number)
    emotion = np.where(
        chance < anger,
        EMOTIONS.index("anger"),
        np.where(chance < anger + disgust, EMOTIONS.index("disgust"), 0),
    )
    return pd.DataFrame(
        {
            "who": "customer",
            "person": person,
            "prospect": -1,
            "day": np.minimum(np.floor(7 * when) + rng.integers(14, 42, number), DAYS - 1),
            "channel": -1,
            "key": _keys_of_customers(block, person),
            "cause": _PLACE["price"] + place,
            "coded": [np.zeros(len(FRICTIONS), dtype=bool)] * number,
            "emotion": emotion,
        }
    ).astype({"day": int})


def _keys_of_customers(block: Block, person: np.ndarray) -> np.ndarray:
    """The key under which the log knows a customer, where it does; else another."""
    every = draw_attempts(block)
    known = every[(every["who"] == "customer") & (every["channel"] != CHANNELS.index("store"))]
    key = known.drop_duplicates("person").set_index("person")["key"].reindex(person)
    other = _other_keys(block, len(person), 1)
    return np.where(key.notna(), key.fillna(0), other).astype(int)


def _other_keys(block: Block, number: int, part: int) -> np.ndarray:
    """Keys that nobody has in the log: numbered from above those it can hold."""
    return np.arange(number) + 900_000 + 50_000 * part
