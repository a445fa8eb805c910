"""Who the people are on paper, and who lives with whom.

Of a block's people some 45% share a household with another one of them (measured over seeds 1-5:
.452); all of them hold cards and accounts of their own. Households are made town by town, among
people with the same home store:

* couples: 34% of those of 24 or more look for one, and the next in age finds the next (age blurred
  by 2.5 years);
* adult children: 40% of those under 31, and 4% of those between 36 and 55, live with a parent 20 to
  40 years older, a couple or one alone, two children in a household at most;
* brothers, sisters and flatmates: 5% look for one.

A household has one address, one surname mostly (see ``naming``), one landline (30% of those whose
eldest is under 35, 55% under 60, 80% above), and one couple in ten has one e-mail address for both;
in another one in seventeen the second partner uses that of the first. 9% move in the three years,
each household as a whole, 85% of them within the town.

E-mail: 97% of those under 60 have an address, 85% under 75, 55% above, and everybody with a web
account or a receipt by e-mail; one in three of them has a second. Mobiles: 97%, 93%, 75%. How
addresses and numbers look: see ``addresses``.

Cards are given from 16 on: who would have been younger on the day of joining is 16 on that day, and
so a little older on paper than in ``people`` (about 1 in 200).
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from cvmlab.kestrel.addresses import draw_addresses, draw_emails, draw_numbers
from cvmlab.kestrel.calendar import DAYS, START
from cvmlab.kestrel.characters import CATERER, POINTS_HUNTER
from cvmlab.kestrel.names import NOTHING
from cvmlab.kestrel.naming import ALONE, CHILD, MATE, PARTNER, draw_names
from cvmlab.kestrel.places import TOWNS

if TYPE_CHECKING:
    from cvmlab.kestrel.block import Block

IN_COUPLE, COUPLE_FROM, AGE_BLUR, COUPLES_APART = 0.34, 24.0, 2.5, 18.0
CHILDREN = ((18.0, 31.0, 0.40), (36.0, 55.0, 0.04))  # from age, to age, share living with a parent
PARENT_OLDER, CHILDREN_AT_HOME = (20.0, 40.0), 2
PAIRED = 0.05
# Up to which age, and the share who have one.
LANDLINE = ((35, 0.30), (60, 0.55), (200, 0.80))
MOBILE = ((60, 0.97), (75, 0.93), (200, 0.75))
EMAIL = ((60, 0.97), (75, 0.85), (200, 0.55))
SECOND_EMAIL, FAMILY_EMAIL, PARTNERS_EMAIL = 0.33, 0.10, 0.06
MOVES, WITHIN_TOWN = 0.09, 0.85
YOUNGEST = 16
_YEAR = 365.25


@lru_cache(maxsize=1)
def draw_identities(block: Block) -> pd.DataFrame:
    """Who the people of a block are on paper, one row each; not to be changed.

    Returns
    -------
    DataFrame
        ``person``, ``household`` (number of its head), ``first_name``, ``surname``,
        ``maiden_name`` (None: none), ``sex`` ("f", "m"), ``birth_date``, ``street`` (with number),
        ``town``, ``postcode``, ``mobile``, ``landline``, ``email``, ``second_email`` (each None:
        none), ``moved_day`` (NaN: did not move), and ``former_street``, ``former_town``,
        ``former_postcode`` (None: did not move).
    """
    people = block.people
    rng = block.rng("households")
    age = _age_on_paper(rng, people)
    head, role = _live_together(rng, age, people["home_store"].to_numpy())
    tom = toms_place(block)
    if tom is not None:
        _put_couple(head, role, CATERER, tom)
        _put_alone(head, role, POINTS_HUNTER)
    birth = np.datetime64(START, "D") - np.ceil(age * _YEAR).astype("timedelta64[D]")
    drawn: dict[str, Any] = {"person": np.arange(len(people)), "household": head}
    drawn |= draw_names(block.rng("names"), head, role, birth)
    drawn["birth_date"] = birth.astype("datetime64[s]")
    drawn |= _homes(block, head, age, [] if tom is None else [CATERER, POINTS_HUNTER])
    drawn |= _mail(block, drawn, role, age)
    if tom is not None:
        _set_characters(drawn, tom)
    return pd.DataFrame(drawn)


def toms_place(block: Block) -> int | None:
    """Who of the block is Tom Keane: the first customer of old of 55 or more beside Maura and Dara.

    None in later blocks, and in blocks of less than 100 people.
    """
    if block.number != 0 or block.size < 100:
        return None
    fits = (block.people["legacy"] & (48 + 15 * block.people["age"] >= 55)).to_numpy(copy=True)
    fits[[CATERER, POINTS_HUNTER]] = False
    return int(np.flatnonzero(fits)[0]) if fits.any() else POINTS_HUNTER + 1


def _age_on_paper(rng: np.random.Generator, people: pd.DataFrame) -> NDArray[np.floating]:
    """Years of age on the first day of the files; at least 16 on the day of joining."""
    age = 48 + 15 * people["age"].to_numpy()
    part = rng.random(len(age))
    age = np.where(age < 18, 18 + part, np.where(age > 95, 95 + part, age))
    return np.maximum(age, YOUNGEST + 0.01 - people["acquired"].to_numpy() * 7 / _YEAR)


def _live_together(
    rng: np.random.Generator, age: NDArray, store: NDArray
) -> tuple[NDArray[np.integer], NDArray[np.integer]]:
    """The head of each person's household, and what the person is to the head."""
    number = len(age)
    head, role = np.arange(number), np.full(number, ALONE)
    draw = rng.random(number)
    child = np.zeros(number, dtype=bool)
    for low, high, share in CHILDREN:
        child |= (age >= low) & (age < high) & (draw < share)
    draw = rng.random(number)
    couple = ~child & (age >= COUPLE_FROM) & (draw < IN_COUPLE)
    paired = ~child & ~couple & (draw > 1 - PAIRED)
    blurred = age + rng.normal(0, AGE_BLUR, number)
    for chosen, what in ((couple, PARTNER), (paired, MATE)):
        who = np.flatnonzero(chosen)
        who = who[np.lexsort((blurred[who], store[who]))]
        one, other = who[0 : len(who) // 2 * 2 : 2], who[1::2]
        fits = (store[one] == store[other]) & (np.abs(age[one] - age[other]) < COUPLES_APART)
        head[other[fits]], role[other[fits]] = one[fits], what

    with_mate = np.isin(np.arange(number), head[role == MATE])
    parent = np.flatnonzero(~child & (role == ALONE) & ~with_mate)
    place = 1000.0 * store + age  # towns far apart, and ages within each
    parent = parent[np.argsort(place[parent], kind="stable")]
    child = np.flatnonzero(child)
    if not len(parent) or not len(child):
        return head, role
    # To the first household whose head has the age wished for, or the next above it.
    wished = place[child] + rng.uniform(*PARENT_OLDER, len(child))
    found = parent[np.minimum(np.searchsorted(place[parent], wished), len(parent) - 1)]
    gap = place[found] - place[child]
    fits = (gap >= PARENT_OLDER[0]) & (gap <= PARENT_OLDER[1] + 5)
    child, found = child[fits], found[fits]
    nth = pd.Series(found).groupby(found).cumcount().to_numpy()
    at_home = nth < CHILDREN_AT_HOME
    head[child[at_home]], role[child[at_home]] = found[at_home], CHILD
    return head, role


def _put_alone(head: NDArray, role: NDArray, person: int) -> None:
    """Take a person out of a household, in place; those who are left stay together."""
    left = np.flatnonzero((head == head[person]) & (np.arange(len(head)) != person))
    if head[person] == person and len(left):
        left = left[np.argsort(role[left], kind="stable")]  # the partner, else a child, heads it
        head[left], role[left[0]] = left[0], ALONE
    head[person], role[person] = person, ALONE


def _put_couple(head: NDArray, role: NDArray, one: int, other: int) -> None:
    """Make two people a household of their own, in place."""
    _put_alone(head, role, one)
    _put_alone(head, role, other)
    head[other], role[other] = one, PARTNER


def _homes(block: Block, head: NDArray, age: NDArray, known: list[int]) -> dict[str, NDArray]:
    """Addresses, before and after a move, and telephones; the known have them, and do not move."""
    rng, number = block.rng("addresses"), len(head)
    sure = np.isin(np.arange(number), known)
    moves = (~sure & (rng.random(number) < MOVES))[head]
    found: dict[str, NDArray] = {}
    former: dict[str, NDArray] = {}
    store = block.people["home_store"].to_numpy()
    elsewhere = np.where(
        rng.random(number) < WITHIN_TOWN, store, rng.integers(0, len(TOWNS), number)
    )
    place = np.concatenate([store, elsewhere])
    street, postcode = draw_addresses(rng, place)
    town = np.array(TOWNS, dtype=object)[place]
    for name, both in (("street", street), ("town", town), ("postcode", postcode)):
        old, new = both[head], both[number + head]
        found[name] = np.where(moves, new, old)
        former[f"former_{name}"] = np.where(moves, old, NOTHING)
    found["moved_day"] = np.where(moves, rng.integers(1, DAYS, number)[head], np.nan)
    mobile, landline = draw_numbers(rng, number, block.number)
    has = sure | (rng.random(number) < _by_age(MOBILE, age))
    found["mobile"] = np.where(has, mobile, NOTHING)
    eldest = np.zeros(number)
    np.maximum.at(eldest, head, age)
    has = sure | (rng.random(number) < _by_age(LANDLINE, eldest))
    found["landline"] = np.where(has, landline, NOTHING)[head]
    return found | former


def _mail(block: Block, drawn: dict[str, Any], role: NDArray, age: NDArray) -> dict[str, NDArray]:
    """E-mail addresses: of one's own, a second one, or one that partners share."""
    rng, number, head = block.rng("emails"), len(role), drawn["household"]
    own, second, family = draw_emails(rng, drawn["first_name"], drawn["surname"], age, block.number)
    has = rng.random(number) < _by_age(EMAIL, age)
    needs = block.records["system"].isin(["web", "till"])
    has[block.records.loc[needs, "person"]] = True
    partner = role == PARTNER
    couple = partner | np.isin(np.arange(number), head[partner])
    shares = couple & (rng.random(number) < FAMILY_EMAIL)[head]
    borrows = partner & has[head] & (rng.random(number) < PARTNERS_EMAIL)
    own = np.where(has, own, NOTHING)
    own = np.where(shares, family[head], np.where(borrows, own[head], own))
    has_second = has & (rng.random(number) < SECOND_EMAIL)
    return {"email": own, "second_email": np.where(has_second, second, NOTHING)}


def _by_age(steps: tuple[tuple[float, float], ...], age: NDArray) -> NDArray[np.floating]:
    limits, shares = np.array(steps).T
    return shares[np.searchsorted(limits[:-1], age, side="right")]


def _set_characters(drawn: dict[str, Any], tom: int) -> None:
    """Maura and Tom Keane of Portlacken, and Dara Nolan of Rathcullen, in place."""
    for person, name, surname, maiden, sex, town, email, second in (
        (CATERER, "Maura", "Keane", "Brosnan", "f", "Portlacken", "mt.keane@harbourmail", None),
        (tom, "Tom", "Keane", None, "m", "Portlacken", "t.keane@harbourmail", None),
        (POINTS_HUNTER, "Dara", "Nolan", None, "m", "Rathcullen", "dara.nolan82@quaymail",
         "deals4dara@webpost.example"),
    ):  # fmt: skip
        drawn["first_name"][person], drawn["surname"][person] = name, surname
        drawn["maiden_name"][person], drawn["sex"][person] = maiden, sex
        drawn["town"][person] = town
        drawn["email"][person], drawn["second_email"][person] = f"{email}.example", second
    drawn["street"][[CATERER, tom]] = "7 Harbour Terrace"
    drawn["birth_date"][CATERER] = np.datetime64("1951-05-14")
    drawn["birth_date"][POINTS_HUNTER] = np.datetime64("1982-09-02")
