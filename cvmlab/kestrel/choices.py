"""A choice experiment: what a minute less is worth to shoppers.

500 shoppers chose eight times between two ways of getting the same week's shopping, which differ
in price (30 to 39 €), in the time it takes (5 to 45 minutes) and in how warm the staff are.

Planted: utility = −a (price + w minutes) + warmth + Gumbel, for each respondent

* w, euros a minute: log-normal within three kinds of shoppers, median × exp(.35) busy family
  (35%), 1 single (30%), exp(−.40) older couple (35%), spread .4517 within a kind; the middle .2539
  and the spread are calibrated so that over all kinds the mean is .29 and the median .25 exactly.
* a, how hard money counts: log-normal around .45, spread .25, independent of w.
* Warmth against "polite": "brisk" −.5 for everybody; "warm and knows you" +.5 busy family, +.7
  single, +1.2 older couple.

In seven tasks of eight the quicker way is the dearer one; in one, drawn, everything is left to
chance. A conditional logit over everybody gives one ratio, between median and mean: .261 €/minute
on average over seeds 1-5 (95% interval .257-.264). A logit with log-normal w and a over
respondents finds both, pooled: mean .285, median .249.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from cvmlab.kestrel.ids import running_ids
from cvmlab.kestrel.seeds import generator

RESPONDENTS, TASKS = 500, 8
SHOPPERS = ("busy family", "single", "older couple")
SHARE = (0.35, 0.30, 0.35)
MIDDLE, BY_SHOPPER, SPREAD = 0.2539, np.array([0.35, 0.0, -0.40]), 0.4517
MONEY, MONEY_SPREAD = 0.45, 0.25
PRICES, MINUTES = (30, 39), (5, 45)
WARMTH = ("brisk", "polite", "warm and knows you")
BRISK, WARM = -0.5, np.array([0.5, 0.7, 1.2])


def choice_tasks(seed: int) -> pd.DataFrame:
    """Which of two ways of shopping people took, when both were laid before them.

    Parameters
    ----------
    seed : int
        The seed of the whole company.

    Returns
    -------
    DataFrame
        8,000 rows, one for each of the two alternatives of each task of each respondent; columns as
        in the contract ``CHOICE_TASKS``.
    """
    people = _people(seed)
    rng = generator(seed, "choice_tasks")
    shape = (RESPONDENTS, TASKS, 2)
    price = _two_levels(rng, np.arange(PRICES[0], PRICES[1] + 1))
    minutes = _two_levels(rng, np.arange(MINUTES[0], MINUTES[1] + 1, 5))
    # Mostly the quicker way costs more: a choice without a trade-off tells nothing.
    by_chance = np.arange(TASKS) == rng.integers(0, TASKS, RESPONDENTS)[:, None]
    dearer_first = price[..., 0] > price[..., 1]
    slower_first = minutes[..., 0] > minutes[..., 1]
    turn = ~by_chance & (dearer_first == slower_first)
    minutes = np.where(turn[..., None], minutes[..., ::-1], minutes)
    warmth = rng.integers(0, len(WARMTH), shape)
    kind = people["kind"].to_numpy()
    felt = np.stack(
        [np.full(RESPONDENTS, BRISK), np.zeros(RESPONDENTS), WARM[kind]], axis=1
    )[np.arange(RESPONDENTS)[:, None, None], warmth]  # fmt: skip
    money = people["money"].to_numpy()[:, None, None]
    minute = people["euros_a_minute"].to_numpy()[:, None, None]
    utility = -money * (price + minute * minutes) + felt + rng.gumbel(size=shape)
    chosen = utility == utility.max(axis=2, keepdims=True)
    respondent, task, alternative = (place.ravel() for place in np.indices(shape))
    return pd.DataFrame(
        {
            "respondent_id": people["respondent_id"].to_numpy()[respondent],
            "task": task + 1,
            "alternative": np.array(["A", "B"], dtype=object)[alternative],
            "price": price.ravel().astype(float),
            "minutes": minutes.ravel(),
            "warmth": np.array(WARMTH, dtype=object)[warmth.ravel()],
            "chosen": chosen.ravel(),
            "shopper": np.array(SHOPPERS, dtype=object)[kind[respondent]],
            "household": people["household"].to_numpy()[respondent],
        }
    )


def truth_choice_tasks(seed: int) -> pd.DataFrame:
    """What a minute really is worth to each respondent, and how hard money counts.

    Returns
    -------
    DataFrame
        ``respondent_id``, ``euros_a_minute``, ``weight_of_a_euro``.
    """
    people = _people(seed).rename(columns={"money": "weight_of_a_euro"})
    return people[["respondent_id", "euros_a_minute", "weight_of_a_euro"]].round(4)


def _people(seed: int) -> pd.DataFrame:
    """The respondents and what moves them."""
    rng = generator(seed, "truth_choice_tasks")
    kind = rng.choice(len(SHOPPERS), RESPONDENTS, p=SHARE)
    log_minute = np.log(MIDDLE) + BY_SHOPPER[kind] + SPREAD * rng.normal(size=RESPONDENTS)
    family = 3 + rng.binomial(3, 0.35, RESPONDENTS)
    return pd.DataFrame(
        {
            "respondent_id": running_ids("H", 0, RESPONDENTS),
            "kind": kind,
            "household": np.choose(kind, [family, 1, 2]),
            "euros_a_minute": np.exp(log_minute),
            "money": MONEY * np.exp(MONEY_SPREAD * rng.normal(size=RESPONDENTS)),
        }
    )


def _two_levels(rng: np.random.Generator, levels: np.ndarray) -> np.ndarray:
    """Two different levels for each task of each respondent."""
    first = rng.integers(0, len(levels), (RESPONDENTS, TASKS))
    step = rng.integers(1, len(levels), (RESPONDENTS, TASKS))
    return levels[np.stack([first, (first + step) % len(levels)], axis=2)]
