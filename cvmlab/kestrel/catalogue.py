"""What Kestrel sells, what it could offer next, and what it knows that its customers would like.

* **Products**: 400, from ``catalogue_names``, the same for every seed. A variety costs as much more
  than the first of its item as its size to the power of .85; organic, free-range and the like cost
  a quarter more. Prices end in a nine, and move with the seed by ±4%. Margin: the department's ±4
  points. Three in ten are own brand, at 15% less and with 4 points more margin.
* **Offers**: 40, written by hand, each for one of nine needs. Eight take a failure of the service
  desk's list away: six are paid every time, two only when it fails. At .27 € a minute the two pay
  and the six do not, though five of the six look better failure by failure.
* **Preferences** (about 5,000 of 20,000 people): a holder of a card has told Poisson(.26 e^(.25 θ))
  of them, on any day as a customer; which one is by chance, but older people ask for some more
  often (e^(.5 age)). What is recorded does not reach those who need it: 46% can be seen outside the
  system that recorded them (VISIBLE), 46% of these are used, 21% in all. Not used, a customer says
  it again Poisson(1.3) times, used, Poisson(.1). Nothing follows from it for leaving or trips.
* Four notes of the characters (_CHARACTERS) stand in place of any drawn for them.

Measured: 4,933 notes at seed 2022.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from cvmlab.kestrel.calendar import DAYS, dates
from cvmlab.kestrel.catalogue_names import GOODS, NEEDS, OFFERS, PREFERENCES, REMEDIES
from cvmlab.kestrel.characters import CATERER, POINTS_HUNTER
from cvmlab.kestrel.ids import running_ids
from cvmlab.kestrel.seeds import generator

if TYPE_CHECKING:
    from cvmlab.kestrel.block import Block

SIZE_ON_PRICE, PREMIUM = 0.85, 1.25
OWN_BRAND, OWN_CHEAPER, OWN_MARGIN = 0.30, 0.85, 0.04
TOLD, TOLD_BY_BOND, ASKED_BY_AGE = 0.26, 0.25, 0.5
SYSTEMS = ("service desk", "web account", "app", "driver's handheld", "till")
SYSTEM_SHARE = np.array([0.25, 0.25, 0.25, 0.15, 0.10])
VISIBLE = np.array([0.35, 0.45, 0.66, 0.50, 0.20])
VISIBLE_TO = ("store", "collection", "collection and driver", "driver", "store")
USED_IF_VISIBLE, SAID_AGAIN = 0.46, (1.3, 0.1)  # unused, used
_NUMBERS = {
    "one": 1, "two": 2, "three": 3, "four": 4, "six": 6, "eight": 8, "nine": 9, "ten": 10,
    "twelve": 12, "sixteen": 16, "eighteen": 18, "twenty": 20, "thirty": 30, "forty": 40,
    "fifty": 50, "sixty": 60, "half": 0.5, "whole": 1, "small": 1, "family": 2, "pair": 2,
}  # fmt: skip
_UNITS = {"g": ("g", 1), "kg": ("g", 1000), "ml": ("ml", 1), "l": ("ml", 1000), "m": ("m", 1)}
_BETTER = re.compile(
    r"organic|free-range|gluten-free|dry aged|dry cured|side|vintage|barista|picked|Crémant"
)
#   Person, day, preference, system, visible to, used, asked again.
_CHARACTERS: tuple[tuple[int, int, str, str, str | None, bool, int], ...] = (
    (CATERER, 40, "slot on Thursday between ten and eleven", "service desk", "store", True, 0),
    (CATERER, 96, "the rib joint tied, and the bone with it", "till", "store", True, 0),
    (POINTS_HUNTER, 118, "points taken off at once, no vouchers", "app", None, False, 4),
    (CATERER, 747, "call after six, never before", "service desk", None, False, 3),
)


def products(seed: int) -> pd.DataFrame:
    """The 400 products of the assortment.

    Parameters
    ----------
    seed : int
        The seed of the whole company.
    """
    rows = []
    for department, (margin, lines) in GOODS.items():
        for line in lines.strip().splitlines():
            item, price, days, varieties = line.split("; ")
            kinds = varieties.split(" | ")
            for kind in kinds:
                dearer = _price_factor(kind, kinds[0])
                rows.append((item, kind, department, float(price) * dearer, margin, int(days)))
    rng = generator(seed, "products")
    table = pd.DataFrame(rows, columns=["item", "kind", "department", "price", "margin", "days"])
    number = len(table)
    own = rng.random(number) < OWN_BRAND
    price = table["price"] * rng.uniform(0.96, 1.04, number) * np.where(own, OWN_CHEAPER, 1.0)
    price = np.maximum(np.round(price * 10), 4) / 10 - 0.01
    margin = table["margin"] + rng.uniform(-0.04, 0.04, number) + OWN_MARGIN * own
    return pd.DataFrame(
        {
            "product_id": [f"G{n:04d}" for n in range(1, number + 1)],
            "name": table["item"] + ", " + table["kind"],
            "department": table["department"],
            "price": np.round(price, 2),
            "cost": np.round(price * (1 - margin), 2),
            "freshness_days": table["days"],
            "own_brand": own,
        }
    )


def _price_factor(kind: str, first: str) -> float:
    """How much dearer a variety is than the first of its item."""
    (unit, size), (unit_of_first, size_of_first) = _size(kind), _size(first)
    bigger = size / size_of_first if unit == unit_of_first else 1.0
    return bigger**SIZE_ON_PRICE * (PREMIUM if _BETTER.search(kind) else 1.0)


def _size(kind: str) -> tuple[str, float]:
    """Unit and amount of a variety; "pack" and 1 where nothing is said."""
    packs = re.search(r"(?:(\d+) × )?([\d.]+) (kg|g|ml|l|m)\b", kind)
    if packs:
        unit, times = _UNITS[packs[3]]
        return unit, float(packs[1] or 1) * float(packs[2]) * times
    pieces = re.search(r"\b(\d+) (?:bags|washes)", kind)
    if pieces:
        return "piece", float(pieces[1])
    said = [_NUMBERS[word] for word in re.findall(r"[a-z]+", kind.lower()) if word in _NUMBERS]
    return ("piece", float(said[-1])) if said else ("pack", 1.0)


def offers(seed: int) -> pd.DataFrame:
    """The 40 next offers Kestrel could make somebody, and the need each serves.

    Parameters
    ----------
    seed : int
        The seed of the whole company; the offers are the same for each.
    """
    rows = [
        (name, need, includes, float(cost), float(price), *REMEDIES.get(name, (None, None)))
        for need in NEEDS
        for name, includes, cost, price in (
            line.split(" | ") for line in OFFERS[need].strip().splitlines()
        )
    ]
    names = ["name", "need", "includes", "cost_per_use", "price", "removes", "paid"]
    table = pd.DataFrame(rows, columns=names)
    table.insert(0, "offer_id", [f"O{n:03d}" for n in range(1, len(table) + 1)])
    return table


def preferences(block: Block) -> pd.DataFrame:
    """What customers have told the firm they would like, and who could ever see it.

    Returns
    -------
    DataFrame
        As the contract ``PREFERENCES`` says, in the order of days.
    """
    rng = block.rng("preferences")
    asked = [(line, need) for need in NEEDS for line in PREFERENCES[need].strip().splitlines()]
    words = np.array([line.removeprefix("+ ") for line, _ in asked], dtype=object)
    by_age = ASKED_BY_AGE * np.array([line.startswith("+ ") for line, _ in asked])
    need_of = dict(zip(words, (need for _, need in asked), strict=True))

    people, card = block.people, block.main_card()
    mean = TOLD * np.exp(TOLD_BY_BOND * people["bond"].to_numpy())
    told = rng.poisson(np.where(pd.isna(card), 0.0, mean))
    person = np.repeat(np.arange(block.size), told)
    number = len(person)
    liking = by_age * people["age"].to_numpy()[person, None] + rng.gumbel(size=(number, len(words)))
    first = np.maximum(np.floor(7 * people["acquired"].to_numpy()), 0)[person]
    last = np.minimum(np.ceil(7 * block.fates.people["left"].to_numpy()) - 1, DAYS - 1)[person]
    system = rng.choice(len(SYSTEMS), number, p=SYSTEM_SHARE)
    visible = rng.random(number) < VISIBLE[system]
    used = visible & (rng.random(number) < USED_IF_VISIBLE)
    lines = pd.DataFrame(
        {
            "person": person,
            "day": (first + np.floor(rng.random(number) * (last - first + 1))).astype(int),
            "preference": words[liking.argmax(axis=1)],
            "recorded_by": np.array(SYSTEMS, dtype=object)[system],
            "visible_to": pd.Series(np.array(VISIBLE_TO)[system]).where(visible),
            "used": used,
            "asked_again": rng.poisson(np.where(used, SAID_AGAIN[1], SAID_AGAIN[0])),
        }
    )
    if block.number == 0 and block.size >= 100:
        known = pd.DataFrame(_CHARACTERS, columns=lines.columns)
        others = lines[~lines["person"].isin((CATERER, POINTS_HUNTER))]
        lines = pd.concat([known, others], ignore_index=True)
    lines = lines.drop_duplicates(["person", "preference"])
    lines = lines.sort_values("day", kind="stable", ignore_index=True)
    return pd.DataFrame(
        {
            "preference_id": running_ids("W", block.number, len(lines)),
            "customer_id": card[lines["person"]],
            "preference": lines["preference"],
            "need": lines["preference"].map(need_of),
            "recorded_on": dates(lines["day"]),
            "recorded_by": lines["recorded_by"],
            "visible": lines["visible_to"].notna(),
            "visible_to": lines["visible_to"],
            "used": lines["used"],
            "asked_again": lines["asked_again"].astype("int64"),
        }
    )
