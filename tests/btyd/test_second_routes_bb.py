"""BG/BB, second way: every formula against the sum over all the paths a customer may take."""

from __future__ import annotations

from collections import defaultdict
from itertools import product
from math import comb

import numpy as np
import pandas as pd
import pytest
from scipy.special import betaln

from cvmlab.btyd.bg_bb import BetaGeoBetaBinomial as Model
from cvmlab.btyd.chances import AllOrNothing, BetaChances, CommonChance, NoChance

N, MORE = 6, 4  # opportunities seen, and to come
BUY, LEAVE = BetaChances(1.2, 0.75), BetaChances(0.66, 2.78)
LAWS = list(
    product(
        (BUY, CommonChance(0.8)), (LEAVE, CommonChance(0.2), NoChance(), AllOrNothing(0.5))
    )
)  # fmt: skip
KINDS = [(x, t) for t in range(N + 1) for x in range(t + 1) if (x == 0) == (t == 0)]


def moment(law, taken, passed):
    """E[p^taken (1 - p)^passed], written out."""
    if isinstance(law, BetaChances):
        return np.exp(betaln(law.a + taken, law.b + passed) - betaln(law.a, law.b))
    if isinstance(law, CommonChance):
        chance = law.odds / (1 + law.odds)
        return chance**taken * (1 - chance) ** passed
    share = law.odds / (1 + law.odds) if isinstance(law, AllOrNothing) else 0.0
    return share * 0.0**passed + (1 - share) * 0.0**taken


def paths(laws, length):
    """Each string of purchases over so many opportunities and how long the customer lived."""
    for lived in range(length + 1):
        left = moment(laws[1], int(lived < length), lived)
        for taken in product((0, 1), repeat=lived):
            buys = moment(laws[0], sum(taken), lived - sum(taken))
            yield taken + (0,) * (length - lived), lived, left * buys


def kind(taken):
    return sum(taken), max((i + 1 for i, one in enumerate(taken) if one), default=0)


@pytest.mark.parametrize("laws", LAWS)
def test_likelihood_alive_expectation_counts_and_survival_are_sums_over_paths(laws):
    whole, alive, later = defaultdict(float), defaultdict(float), defaultdict(float)
    bought = defaultdict(lambda: np.zeros(MORE + 1))
    for taken, lived, chance in paths(laws, N + MORE):
        seen = kind(taken[:N])
        whole[seen] += chance
        alive[seen] += chance * (lived >= N)
        later[seen] += chance * (lived >= N + 2)
        bought[seen][sum(taken[N:])] += chance
    base = pd.DataFrame(KINDS, columns=["frequency", "recency"]).assign(T=N)
    data = Model(base).patterns
    terms = Model.terms(laws, data)
    kinds = list(zip(data.frequency, data.recency, strict=True))
    # how many orders of the purchases before the last one there are is no part of the likelihood
    orders = np.array([comb(int(t) - 1, int(x) - 1) if x else 1 for x, t in kinds])
    total = np.array([whole[one] for one in kinds])
    np.testing.assert_allclose(np.exp(terms.log_likelihood) * orders, total, rtol=1e-10)
    active = np.array([alive[one] for one in kinds]) / total
    np.testing.assert_allclose(terms.alive, active, rtol=1e-10, atol=1e-14)
    rows = data.frequency, data.T, np.full(len(data), float(MORE))
    found = Model.ahead(laws, *rows, 0.0)
    n = np.arange(MORE + 1)
    each = np.array([bought[one] for one in kinds]) / total[:, None]
    np.testing.assert_allclose(terms.alive * found.expected, each @ n, rtol=1e-10)
    second = terms.alive * (found.own + found.pairs)
    np.testing.assert_allclose(second, each @ n**2, rtol=1e-10)
    chances = terms.alive[:, None] * Model.counts(laws, *rows, MORE)
    chances[:, 0] += 1 - terms.alive
    np.testing.assert_allclose(chances, each, atol=1e-12)
    stays, _ = Model.survival(laws, data.frequency, data.T, np.full(len(data), 2.0))
    there = np.array([later[one] for one in kinds]) / total
    np.testing.assert_allclose(terms.alive * stays, there, rtol=1e-10, atol=1e-14)


def moved(laws, j, step):
    """The same laws with one log-parameter moved."""
    theta = np.log(np.concatenate([law.params for law in laws]))
    theta[j] += step
    parts = np.split(np.exp(theta), [len(laws[0].params)])
    return tuple(type(law)(*part) for law, part in zip(laws, parts, strict=True))


@pytest.mark.parametrize("laws", LAWS)
def test_gradient_hessian_and_slopes_agree_with_differences(laws):
    base = pd.DataFrame(KINDS, columns=["frequency", "recency"]).assign(T=N)
    data, step = Model(base).patterns, 1e-5
    found = Model.terms(laws, data, hessian=True)
    rows = data.frequency, data.T, np.full(len(data), 8.0)
    ahead, (_, fall) = Model.ahead(laws, *rows, 0.1), Model.survival(laws, *rows)
    for j in range(sum(len(law.params) for law in laws)):
        sides = [moved(laws, j, d) for d in (step, -step)]
        up, down = (Model.terms(side, data) for side in sides)
        slope = (up.log_likelihood - down.log_likelihood) / (2 * step)
        np.testing.assert_allclose(found.score[:, j], slope, atol=1e-7)
        bend = (up.score.sum(0) - down.score.sum(0)) / (2 * step)
        np.testing.assert_allclose(found.hessian[:, j], bend, atol=1e-6)
        up, down = (np.log(Model.ahead(side, *rows, 0.1).expected) for side in sides)
        np.testing.assert_allclose(ahead.slope[:, j], (up - down) / (2 * step), atol=1e-7)
        up, down = (np.log(Model.survival(side, *rows)[0]) for side in sides)
        np.testing.assert_allclose(fall[:, j], (up - down) / (2 * step), atol=1e-7)


def test_discounted_purchases_are_the_sum_over_opportunities():
    x, age = np.array([0.0, 3]), np.array([6.0, 6])
    found = Model.ahead((BUY, LEAVE), x, age, np.full(2, np.inf), 0.1).expected
    i = np.arange(1, 4000)
    left = moment(LEAVE, 0, 6 + i) / moment(LEAVE, 0, 6)
    each = (1.2 + x) / (1.95 + age) * np.sum(left * np.exp(-0.1 * i))
    np.testing.assert_allclose(found, each, rtol=1e-10)
