"""All customers drawn again and again, and sorted into tiers each time."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from cvmlab.btyd.fitting import Array
from cvmlab.idic.differentiate.drawn_worth import draw_worth
from cvmlab.idic.differentiate.value_tiers_result import (
    BELOW_ZERO,
    BETWEEN,
    GONE,
    MOST_GROWABLE,
    MOST_VALUABLE,
    TIERS,
    Cuts,
)
from cvmlab.value_of.lifetime.valuation import Valuation

CENT = 0.005
CODE = {name: place for place, name in enumerate(TIERS)}


@dataclass(frozen=True, eq=False)
class Parts:
    """What goes into a customer's worth besides purchases: arrays with a row a customer.

    Attributes
    ----------
    friends : array
        Expected euros of friends sent, over the horizon.
    each, each_spread : array
        Cost to serve a purchase, and how far it may be off.
    letters : array
        Cost of letters to come, if they go on.
    gap, gap_spread : array
        Margin a week on what could still be spent here, and how far it may be off.
    weeks : array
        Expected weeks to come, discounted.
    stated : array of bool
        Whose actual value was put in by hand.
    actual : array
        Expected.
    """

    friends: Array
    each: Array
    each_spread: Array
    letters: Array
    gap: Array
    gap_spread: Array
    weeks: Array
    stated: np.ndarray
    actual: Array


@dataclass(frozen=True, eq=False)
class Drawn:
    """Draws × customers: the tier of each (its place in TIERS) and the actual value.

    ``below_with_letters`` is the share of draws in which a customer lies below zero if letters go
    on.
    """

    codes: np.ndarray
    actual: np.ndarray
    below_with_letters: Array

    @property
    def chances(self) -> Array:
        """Customers × tiers: the share of draws."""
        return np.stack([(self.codes == code).mean(axis=0) for code in CODE.values()], axis=1)


def draw_tiers(
    worth: Valuation, parts: Parts, cuts: Cuts, about: Literal["expected", "outcome"],
    draws: int, seed: int,
) -> Drawn:  # fmt: skip
    """Draw who customers are, and sort them: see ``value_tiers`` for the rules."""
    rng = np.random.default_rng(seed)
    n = len(parts.weeks)
    codes = np.full((draws, n), CODE[GONE], dtype=np.int8)
    drawn, with_letters = np.zeros((draws, n), dtype=np.float32), np.zeros(n)
    for one, found in enumerate(draw_worth(worth, draws, rng, outcome=about == "outcome")):
        rows, weeks = found.rows, found.weeks
        # Friends come and letters go out for as long as the customer stays in this draw.
        life = parts.weeks[rows]
        stay = np.divide(weeks, life, out=np.zeros(len(rows)), where=life > 0)
        each = positive(parts.each[rows], parts.each_spread[rows], rng)
        actual = found.value + parts.friends[rows] * stay - each * found.purchases
        actual = np.where(parts.stated[rows], parts.actual[rows], actual)
        more = positive(parts.gap[rows], parts.gap_spread[rows], rng) * weeks
        drawn[one, parts.stated] = parts.actual[parts.stated]
        drawn[one, rows] = actual
        potential = np.zeros(n)
        potential[rows] = more
        some = rows if not parts.stated.any() else np.union1d(rows, np.flatnonzero(parts.stated))
        codes[one, some] = sort_into_tiers(drawn[one, some], potential[some], cuts)
        with_letters[rows] += actual - parts.letters[rows] * stay < -CENT
    return Drawn(codes, drawn, with_letters / draws)


def sort_into_tiers(actual: Array, potential: Array, cuts: Cuts) -> np.ndarray:
    """The tier of each customer, as its place in TIERS, where all amounts are known.

    Examples
    --------
    >>> cuts = Cuts("share", 1, 1, here=4)
    >>> found = sort_into_tiers(np.array([90.0, 20, 5, -3]), np.array([0.0, 10, 40, 99]), cuts)
    >>> [TIERS[place] for place in found]
    ['most valuable', 'in between', 'most growable', 'below zero']
    """
    code = np.full(len(actual), CODE[BETWEEN], dtype=np.int8)
    below = actual < -CENT
    if cuts.by == "money":
        top = actual >= max(cuts.most_valuable, CENT)
        grow = potential >= max(cuts.most_growable, CENT)
    else:
        top = highest(actual, int(cuts.most_valuable))
        grow = highest(np.where(top | below, 0.0, potential), int(cuts.most_growable))
    code[grow] = CODE[MOST_GROWABLE]
    code[top] = CODE[MOST_VALUABLE]
    code[below] = CODE[BELOW_ZERO]
    return code


def highest(amount: Array, number: int) -> np.ndarray:
    """The so many highest amounts above nothing; who is level with the last is in as well.

    Examples
    --------
    >>> highest(np.array([3.0, 1, 3, 0, 5]), 2).tolist()
    [True, False, True, False, True]
    """
    if number < 1 or len(amount) == 0:
        return np.zeros(len(amount), dtype=bool)
    number = min(number, len(amount))
    last = np.partition(amount, len(amount) - number)[len(amount) - number]
    return (amount >= last) & (amount > CENT)


def positive(mean: Array, spread: Array, rng: np.random.Generator) -> Array:
    """Amounts from nothing up with these means and spreads; the mean itself where there is none."""
    doubt = (spread > 0) & (mean > 0)
    shape = np.divide(mean, spread, out=np.ones(len(mean)), where=doubt) ** 2
    return np.where(doubt, rng.standard_gamma(shape) / shape, 1.0) * mean
