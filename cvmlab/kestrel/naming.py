"""How the members of a household are named: what follows from sex, age, origin and kin.

* 56% are women; of couples 96% are a man and a woman.
* Partners come from the same country in 85% of couples; children and kin always do.
* In a couple of a man and a woman she bears his name (84%), both names (5%) or her own; who took
  his has a maiden name, which some system still knows.
* Children bear the father's name, or that of the one parent they live with; one in nine of those of
  the same sex as a parent also bears that parent's first name (Patrick and young Patrick).
* Half of the pairs that share a home without being a couple are brothers and sisters.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from cvmlab.kestrel import names

WOMEN, MAN_AND_WOMAN, SAME_ORIGIN = 0.56, 0.96, 0.85
HIS_NAME, BOTH_NAMES = 0.84, 0.05
NAMED_AFTER_PARENT, OF_ONE_FAMILY = 1 / 9, 0.5
ALONE, PARTNER, CHILD, MATE = range(4)  # what a person is to the head of the household


def draw_names(
    rng: np.random.Generator,
    head: NDArray[np.integer],
    role: NDArray[np.integer],
    birth: NDArray[np.datetime64],
) -> dict[str, NDArray[np.object_]]:
    """Names of people who live together.

    Parameters
    ----------
    head, role : array
        Who heads each person's household, and what the person is to the head.
    birth : array of dates
        Dates of birth.

    Returns
    -------
    dict of arrays
        ``first_name``, ``surname``, ``maiden_name`` (None: none), ``sex`` ("f", "m").
    """
    number = len(head)
    person = np.arange(number)
    partner, child = role == PARTNER, role == CHILD
    woman = rng.random(number) < WOMEN
    woman = np.where(partner & (rng.random(number) < MAN_AND_WOMAN), ~woman[head], woman)
    era = names.eras(birth.astype("datetime64[Y]").astype(int) + 1970)
    origin = names.draw_origins(rng, era)
    kin = (role == MATE) & (rng.random(number) < OF_ONE_FAMILY)
    same = child | kin | (partner & (rng.random(number) < SAME_ORIGIN))
    origin = np.where(same, origin[head], origin)
    born = names.draw_surnames(rng, origin)
    first = names.draw_first_names(rng, woman, era, origin)

    married = partner & (woman != woman[head])
    his, hers = np.where(woman[head], person, head), np.where(woman[head], head, person)
    draw = rng.random(number)
    takes, joins = married & (draw < HIS_NAME), married & (draw > 1 - BOTH_NAMES)
    surname, maiden = born.copy(), np.full(number, None, dtype=object)
    maiden[hers[takes]] = names.womens_form(born[hers[takes]])
    surname[hers[takes]] = born[his[takes]]
    surname[hers[joins]] = born[hers[joins]] + "-" + born[his[joins]]
    maiden[maiden == surname] = None  # a Murphy who married a Murphy

    father, mother = person.copy(), person.copy()  # of the children of each head
    father[head[married]], mother[head[married]] = his[married], hers[married]
    surname = np.where(child, born[father[head]], surname)
    surname = np.where(kin, surname[head], surname)
    surname = np.where(woman, names.womens_form(surname), surname)
    parent = np.where(woman, mother[head], father[head])
    after = child & (woman == woman[parent]) & (rng.random(number) < NAMED_AFTER_PARENT)
    return {
        "first_name": np.where(after, first[parent], first),
        "surname": surname,
        "maiden_name": maiden,
        "sex": np.where(woman, "f", "m").astype(object),
    }
