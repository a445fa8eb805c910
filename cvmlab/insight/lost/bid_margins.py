"""What bids would earn at other prices, and how the seller chose the prices that were asked."""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy.special import ndtri

from cvmlab.insight.lost.bid_causes import Bids, clustered_logit
from cvmlab.insight.lost.logit_cells import chances

PRICE = "price_index"
ALONE, BESIDE = "price alone", "price beside the other causes"


def curves(
    offers: Bids,
    design: np.ndarray,
    beta: np.ndarray,
    place: int,
    weights: np.ndarray,
    tried: np.ndarray,
    by: str,
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Chance and expected margin for each sample and price; margin if won for each price."""
    price = offers.rows[PRICE].to_numpy(dtype=float)
    at_rival = offers.rows["annual_value"].to_numpy(dtype=float) / (1 + price / 100)
    cost = offers.rows["annual_value"].to_numpy(dtype=float) - offers.rows["margin"].to_numpy()
    score = beta @ design.T
    total = weights.sum(axis=1)
    chance = np.empty((len(beta), tried.size))
    expected, earned = np.empty_like(chance), np.empty(tried.size)
    for number_, one in enumerate(tried):
        moved = one - price if by == "position" else np.full_like(price, one)
        there = 1 / (1 + np.exp(-score - beta[:, [place]] * moved))
        margin = at_rival * (1 + (price + moved) / 100) - cost
        chance[:, number_] = (weights * there).sum(axis=1) / total
        expected[:, number_] = (weights * there * margin).sum(axis=1) / total
        earned[number_] = (there[0] * margin).sum() / there[0].sum()
    return chance, earned, expected


def expected_now(
    offers: Bids, design: np.ndarray, beta: np.ndarray, weights: np.ndarray
) -> np.ndarray:
    """Expected margin a bid at the prices asked, for each sample."""
    earned = chances(design, beta) * offers.rows["margin"].to_numpy(dtype=float)
    return np.asarray((weights * earned).sum(axis=1) / weights.sum(axis=1))


def drawn_by_client(client: np.ndarray, resamples: int, seed: int) -> np.ndarray:
    """How often each bid stands in each sample of clients."""
    clients = int(client.max()) + 1
    rng = np.random.default_rng(seed)
    return rng.multinomial(clients, np.full(clients, 1 / clients), resamples)[:, client] * 1.0


def peak(tried: np.ndarray, expected: np.ndarray) -> float:
    """Where the curve is highest, between the prices tried: top of a parabola through three."""
    top = int(expected.argmax())
    if top in (0, tried.size - 1):
        return float(tried[top])
    before, here, after = expected[top - 1 : top + 2]
    bend = before - 2 * here + after
    return float(tried[top] + (tried[1] - tried[0]) * 0.5 * (before - after) / bend)


def price_slopes(offers: Bids, place: int, level: float) -> pd.DataFrame:
    """What a point of price does alone, and with the other causes beside it."""
    z = ndtri(0.5 + level / 2)
    lines = []
    for model, columns, at in (
        (ALONE, [0, place], 1),
        (BESIDE, list(range(offers.design.shape[1])), place),
    ):
        params, covariance = clustered_logit(offers.design[:, columns], offers.won, offers.client)
        error = np.sqrt(covariance[at, at])
        lines.append((model, params[at], params[at] - z * error, params[at] + z * error))
    return pd.DataFrame(lines, columns=["model", "weight", "low", "high"])


def what_the_seller_did(offers: Bids, level: float) -> pd.DataFrame:
    """What goes with a higher price asked: least squares on the other causes, by client."""
    from statsmodels.regression.linear_model import OLS

    others = [name for name in offers.estimated if name != PRICE]
    columns = [0, *(1 + offers.estimated.index(name) for name in others)]
    fit = OLS(offers.rows[PRICE].to_numpy(dtype=float), offers.design[:, columns]).fit(
        cov_type="cluster", cov_kwds={"groups": offers.client}
    )
    ends = np.asarray(fit.conf_int(1 - level))[1:]
    return pd.DataFrame(
        {
            "cause": others,
            "label": [offers.label(name) for name in others],
            "points": np.asarray(fit.params)[1:],
            "low": ends[:, 0],
            "high": ends[:, 1],
        }
    )
