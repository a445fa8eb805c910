"""Addresses, telephone numbers and e-mail addresses that could be, and of which none exists.

Streets are those of any Irish town; a postcode is a routing key of the town (a letter that begins
none of the real ones, two figures) and four characters that no other address of the block has.
Telephone numbers are 020 91x xxxx, the range kept free for fiction: x up to 5 for mobiles, above
for landlines; further blocks add two figures, for the range is small, and another number to the
e-mail domains. E-mail addresses are those people choose: name.surname, initial and surname, both
names and the year of birth; a work address or an old one beside it; or one for the family.
"""

from __future__ import annotations

import unicodedata

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from cvmlab.kestrel.calendar import START
from cvmlab.kestrel.places import TOWNS

STREETS = (
    "Main Street", "Chapel Street", "Church Road", "Harbour Road", "Quay Street", "Station Road",
    "Castle Street", "Mill Lane", "Bridge Street", "Abbey Court", "St Brigid's Terrace",
    "Shore Road", "Strand View", "Hillcrest", "Oakwood Drive", "The Meadows", "Ash Grove",
    "Beech Park", "Cluain Ard", "Páirc na Mara", "Sea View", "Fairgreen", "Market Square",
    "Barrack Street", "Convent Road", "Cois Abhainn", "Riverside", "The Orchard", "Lakeview",
    "St Patrick's Avenue", "Old Court Road", "Pearse Park", "Cedar Close", "Willow Walk",
    "Emmet Place", "Priory Lane", "Coast Road", "The Paddocks", "Rectory Hill", "Tóchar Road",
)  # fmt: skip
DOMAINS = (
    "quaymail", "postbox", "islandmail", "webpost",
    "fastmail", "homelink", "harbourmail", "eirepost",
)  # fmt: skip
_DOMAIN_SHARE = np.array([0.38, 0.18, 0.12, 0.10, 0.08, 0.06, 0.05, 0.03])
_WORK = (
    "ardcarrig-council.example", "coolavin-dairies.example", "lisnagry-school.example",
    "rossdara-hospital.example", "portlacken-marine.example", "clonderry-group.example",
    "county-credit.example", "woodford-tech.example", "tobernalt-homes.example",
)  # fmt: skip
_CHARACTERS = np.array(list("ACDEFHKNPRTVWXY0123456789"), dtype=object)
WAYS = (0.34, 0.16, 0.14, 0.14, 0.12, 0.10)  # of writing one's name as an address
AT_WORK, RETIRED = 0.45, 65  # of the second addresses, and the age from which there are none


def routing_keys() -> NDArray[np.object_]:
    """The routing key of each town."""
    return np.array([f"G{11 + 3 * place:02d}" for place in range(len(TOWNS))], dtype=object)


def draw_addresses(
    rng: np.random.Generator, place: NDArray[np.integer]
) -> tuple[NDArray[np.object_], NDArray[np.object_]]:
    """Street with number, and postcode, of homes in the towns given; no two postcodes the same."""
    number = len(place)
    house = np.array([str(n) for n in range(141)], dtype=object)
    house = house[np.minimum(rng.geometric(0.03, number), 140)]
    street = house + " " + np.array(STREETS, dtype=object)[rng.integers(0, len(STREETS), number)]
    size = len(_CHARACTERS)
    code = rng.choice(size**4, number, replace=False)
    pair = (_CHARACTERS[:, None] + _CHARACTERS).ravel()
    postcode = routing_keys()[place] + " " + pair[code // size**2] + pair[code % size**2]
    return street, postcode


def draw_numbers(
    rng: np.random.Generator, number: int, block: int
) -> tuple[NDArray[np.object_], NDArray[np.object_]]:
    """A mobile and a landline number for each person, no two the same."""
    tail = "" if block == 0 else f" {block:02d}"
    drawn = []
    for low, high in ((0, 60_000), (60_000, 100_000)):
        figures = np.resize(low + rng.permutation(high - low), number)
        four = np.array([f"{n:04d}{tail}" for n in range(10_000)], dtype=object)
        three = np.array([f"020 91{n} " for n in range(10)], dtype=object)
        drawn.append(three[figures // 10_000] + four[figures % 10_000])
    return drawn[0], drawn[1]


def plain(names: NDArray[np.object_]) -> NDArray[np.object_]:
    """Names as they stand in an e-mail address: small letters only.

    Examples
    --------
    >>> plain(np.array(["Seán", "O'Brien", "Łukasz"], dtype=object))
    array(['sean', 'obrien', 'lukasz'], dtype=object)
    """
    places, known = pd.factorize(names)
    return np.array([_plain(name) for name in known], dtype=object)[places]


def without_accents(text: str) -> str:
    """A name as a keyboard without accents gives it.

    Examples
    --------
    >>> without_accents("Róisín Łukasz")
    'Roisin Lukasz'
    """
    text = text.replace("ł", "l").replace("Ł", "L")
    return unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()


def _plain(name: str) -> str:
    return "".join(letter for letter in without_accents(name).lower() if letter.isalpha())


def draw_emails(
    rng: np.random.Generator,
    first_name: NDArray[np.object_],
    surname: NDArray[np.object_],
    age: NDArray[np.floating],
    block: int,
) -> tuple[NDArray[np.object_], NDArray[np.object_], NDArray[np.object_]]:
    """An own, a second and a family address for each person, no two the same."""
    number = len(age)
    first, last = plain(first_name), plain(surname)
    initial = first.astype("U1").astype(object)
    figures = np.array([f"{n:02d}" for n in range(100)], dtype=object)
    born = figures[(START.year - np.ceil(age).astype(int)) % 100]
    figure = np.array([str(n) for n in range(100)], dtype=object)[rng.integers(1, 100, number)]
    ways = [
        first + "." + last,
        first + last + born,
        initial + last,
        first + "." + last + figure,
        initial + "." + last + born,
        last + "." + first,
    ]
    way = rng.choice(len(ways), number, p=WAYS)
    own = _distinct(np.choose(way, ways), figure) + "@" + _domains(rng, number, block)
    other = (way + rng.integers(1, len(ways), number)) % len(ways)
    work = (rng.random(number) < AT_WORK) & (age < RETIRED)
    firm = np.array(_WORK, dtype=object)[rng.integers(0, len(_WORK), number)]
    local = _distinct(np.where(work, ways[0], np.choose(other, ways)), figure)
    second = local + "@" + np.where(work, firm, _domains(rng, number, block))
    family = np.where(rng.random(number) < 0.5, "the" + last + "s", last + "family" + figure)
    return own, second, _distinct(family, figure) + "@" + _domains(rng, number, block)


def _domains(rng: np.random.Generator, number: int, block: int) -> NDArray[np.object_]:
    tail = f"{block or ''}.example"
    return np.array([f"{name}{tail}" for name in DOMAINS], dtype=object)[
        rng.choice(len(DOMAINS), number, p=_DOMAIN_SHARE)
    ]


def _distinct(texts: NDArray[np.object_], tail: NDArray[np.object_]) -> NDArray[np.object_]:
    """The texts, those that stood before with something behind them."""
    again = pd.Series(texts, dtype=object).duplicated().to_numpy()
    texts = np.where(again, texts + tail, texts)
    again = np.flatnonzero(pd.Series(texts, dtype=object).duplicated())
    texts[again] = [f"{text}_{place}" for text, place in zip(texts[again], again, strict=True)]
    return texts
