"""Where else people buy their food, and how much they think they spend in all.

* Rivals used: 0 to 3, Binomial with probability .85 - .75 × share of wallet.
* Which: four shops and, from week 108, the discounter, each with a pull (``PULL``) that differs by
  type; somebody's shop rarely changes from one wave to the next. The discounter is the main rival
  of 60% of those it reaches (who then use at least one rival).
* Rating of a rival, 1-10: 6.8 + the shop's standing - .30 × standard bond + noise (sd 1.3): who
  feels bound to Kestrel thinks less of the others.
* Food money a month: trips a week × euros a trip × 52/12 ÷ share of wallet, at least 40 euros; for
  slippers 30% of that from the slip on (a household for two, no longer a firm or a family). People
  remember it with an error of 20% (lognormal) and round: to 10 euros up to 200, to 25 up to 500, to
  50 above; the form takes 5,000 at most. 15% would rather not say.

Measured among behaviourally loyal respondents of seeds 1-5 at week 104: euros spent here in half a
year ÷ euros reported is 1.13 times as high for the emotional as for the functional, as is the true
share of wallet; 28% of all who use another shop name the discounter first at week 130.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.special import ndtr

from cvmlab.kestrel.calendar import DISCOUNTER_OPENS
from cvmlab.kestrel.satisfaction import lasting, standard_bond

if TYPE_CHECKING:
    from cvmlab.kestrel.block import Block

DISCOUNTER = "Pfennig"
RIVALS = ("Brannock's", "Daily Stop", "Larder Box", "Meadow & Mill", DISCOUNTER)
STANDING = np.array([0.2, -0.5, -0.1, 0.5, 0.1])
PULL = np.array(  # by type, without the discounter
    [
        [0.34, 0.22, 0.14, 0.30],
        [0.30, 0.42, 0.16, 0.12],
        [0.50, 0.18, 0.20, 0.12],
        [0.38, 0.20, 0.16, 0.26],
        [0.52, 0.18, 0.20, 0.10],
        [0.40, 0.26, 0.20, 0.14],
    ]
)
MAIN_IF_REACHED = 0.60
RATING = (6.8, -0.30, 1.3)
NOT_SAID, ERROR, LEAST, MOST = 0.15, 0.20, 40.0, 5000.0
SLIPPERS_FOOD_MONEY = 0.30


def rivals(block: Block, week: int, bond: NDArray[np.float64]) -> pd.DataFrame:
    """Which other shops every person uses at a wave, with ratings, and the food money they report.

    Parameters
    ----------
    block : Block
        The people.
    week : int
        The week of the wave.
    bond : array of n
        Their bond in that week.

    Returns
    -------
    DataFrame
        ``rivals_used``, ``main_rival`` and ``second_rival`` (None for none) with ``_rating``,
        ``reported_wallet`` (euros a month; NaN: not said).
    """
    rng = block.rng(f"survey: rivals, week {week}")
    people = block.people
    used = rng.binomial(3, 0.85 - 0.75 * people["wallet"].to_numpy())
    place = ndtr(lasting(block, "rivals", week, 1))
    main = (place > np.cumsum(PULL, axis=1)[people["type"].to_numpy()][:, :-1]).sum(axis=1)
    # The second is one of the other three of the four.
    second = (main + rng.integers(1, 4, block.size)) % 4
    reached = block.fates.people["exposed"].to_numpy() & (week >= DISCOUNTER_OPENS)
    there = reached & (rng.random(block.size) < MAIN_IF_REACHED)
    used = np.where(there, np.maximum(used, 1), used)
    second = np.where(there, main, second)
    main = np.where(there, RIVALS.index(DISCOUNTER), main)
    names = np.array([*RIVALS, None], dtype=object)
    liking = RATING[0] + RATING[1] * standard_bond(bond)
    table: dict[str, object] = {"rivals_used": used}
    for rank, (which, shop) in enumerate([("main", main), ("second", second)], start=1):
        rating = liking + STANDING[shop] + RATING[2] * rng.standard_normal(block.size)
        rating = np.clip(np.rint(rating), 1, 10)
        table[f"{which}_rival"] = names[np.where(used >= rank, shop, -1)]
        answer = pd.Series(rating).where(used >= rank)
        table[f"{which}_rival_rating"] = answer.astype("Int64")
    table["reported_wallet"] = _reported(rng, food_money(block, week))
    return pd.DataFrame(table)


def food_money(block: Block, week: int) -> NDArray[np.float64]:
    """What every person spends on food in a month, wherever: in euros."""
    people = block.people
    money = (people["rate"] * people["spend"] * (52 / 12) / people["wallet"]).to_numpy()
    slipped = block.fates.people["slip_week"].to_numpy() < week
    return np.maximum(money * np.where(slipped, SLIPPERS_FOOD_MONEY, 1.0), LEAST)


def _reported(rng: np.random.Generator, money: NDArray[np.float64]) -> NDArray[np.float64]:
    said = money * np.exp(ERROR * rng.standard_normal(len(money)))
    step = np.select([said < 200, said < 500], [10.0, 25.0], 50.0)
    said = np.minimum(np.maximum(np.round(said / step), 1) * step, MOST)
    return np.where(rng.random(len(money)) < NOT_SAID, np.nan, said)
