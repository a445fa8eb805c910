"""How shoppers see Kestrel and five rivals: quality, service, price and hassle of each.

600 shoppers of the county, asked in September 2024. Everybody rates Kestrel, and of the others
those he knows (80-92%). The value equation behind it is Shaun Smith's: (product quality + service
quality) / (price paid + hassle). Price is in euros; the hassle is in minutes and becomes euros at
.25 a minute.

Planted means (1-10; € for the week's standard basket; minutes of hassle a week):

=============  ========  ========  ======  =======  =====
brand          product   service   price   hassle   known
=============  ========  ========  ======  =======  =====
Kestrel        7.9       7.7       88      20       all
Pfennig        5.5       4.4       50      25       .88
Brannock's     6.9       6.2       78      26       .92
Meadow & Mill  8.7       8.1       112     24       .85
Daily Stop     5.9       7.0       92       9       .90
Larder Box     8.0       6.3       95      34       .80
=============  ========  ========  ======  =======  =====

* Every item is the brand's mean + item (−.2, 0, +.2 around it) + the shopper's halo N(0, .7) + his
  view of the brand N(0, .6) + noise N(0, .9), rounded, kept within 1-10: so the means of what is
  answered lie up to .2 nearer the middle. Basket: log-normal 6% around the price. Hassle: gamma,
  shape 6.
* Share of food money: 92% is spent at the brands rated, in proportion to exp(what a shopper gets,
  in his own standard deviations over the six brands): product + service − (price + .25 hassle) /
  8, with weights of the kind of shopper: service .8 busy family, .9 single, 1.3 older couple;
  minutes 1.5, 1, .6. So what decides is value relative to the rivals a shopper knows.

Rank reversal, on purpose: with answers of 1-10 the equation puts Pfennig first and Kestrel second;
with the same answers on a scale that begins at 0 (1-10 less 1) it puts Kestrel first and Pfennig
second. A ratio needs a true zero and these scales have none. Measured, ratio × 100, seeds 1-5:
Pfennig 17.7, Kestrel 16.7 on 1-10; Kestrel 14.5, Pfennig 14.1 on 0-9. Standardised differences put
Kestrel first and Pfennig last; sums of logarithms put Daily Stop first, which wastes least time.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from cvmlab.kestrel.choices import SHARE, SHOPPERS
from cvmlab.kestrel.seeds import generator

RESPONDENTS = 600
BRANDS = ("Kestrel", "Pfennig", "Brannock's", "Meadow & Mill", "Daily Stop", "Larder Box")
PRODUCT = np.array([7.9, 5.5, 6.9, 8.7, 5.9, 8.0])
SERVICE = np.array([7.7, 4.4, 6.2, 8.1, 7.0, 6.3])
PRICE = np.array([88.0, 50.0, 78.0, 112.0, 92.0, 95.0])
HASSLE = np.array([20.0, 25.0, 26.0, 24.0, 9.0, 34.0])
KNOWN = np.array([1.0, 0.88, 0.92, 0.85, 0.90, 0.80])
PRODUCT_ITEMS = ("freshness", "range", "own_products")
SERVICE_ITEMS = ("friendliness", "helpfulness", "checkout")
ITEM = np.array([0.2, 0.0, -0.2])
HALO, VIEW, NOISE = 0.7, 0.6, 0.9
BASKET_SPREAD, HASSLE_SHAPE = 0.06, 6.0
EUROS_A_MINUTE = 0.25
SPENT_HERE, EUROS_A_POINT = 0.92, 8.0
# What counts for whom: busy family, single, older couple.
FOR_SERVICE = np.array([0.8, 0.9, 1.3])
FOR_MINUTES = np.array([1.5, 1.0, 0.6])


def brand_perceptions(seed: int) -> pd.DataFrame:
    """What shoppers think of each of six food retailers, and how much of their money goes there.

    Parameters
    ----------
    seed : int
        The seed of the whole company.

    Returns
    -------
    DataFrame
        About 3,200 ratings, one row for each brand a respondent knows; columns as in the contract
        ``BRAND_PERCEPTIONS``.
    """
    rng = generator(seed, "brand_perceptions")
    shape = (RESPONDENTS, len(BRANDS))
    kind = rng.choice(len(SHOPPERS), RESPONDENTS, p=SHARE)
    known = rng.random(shape) < KNOWN
    halo = rng.normal(0, HALO, (RESPONDENTS, 1))
    product = PRODUCT + halo + rng.normal(0, VIEW, shape)
    service = SERVICE + halo + rng.normal(0, VIEW, shape)
    price = PRICE * rng.lognormal(0, BASKET_SPREAD, shape)
    hassle = np.round(HASSLE * rng.gamma(HASSLE_SHAPE, 1 / HASSLE_SHAPE, shape))
    gets = _gets(kind, product, service, price, hassle)
    shares = _shares(gets, known)
    respondent, brand = np.nonzero(known)
    columns: dict[str, object] = {
        "respondent_id": np.array([f"Q00{n + 1:05d}" for n in respondent], dtype=object),
        "shopper": np.array(SHOPPERS, dtype=object)[kind[respondent]],
        "brand": np.array(BRANDS, dtype=object)[brand],
    }
    for names, level in ((PRODUCT_ITEMS, product), (SERVICE_ITEMS, service)):
        for name, shift in zip(names, ITEM, strict=True):
            answer = level[known] + shift + rng.normal(0, NOISE, len(brand))
            columns[name] = np.clip(np.round(answer), 1, 10).astype("int64")
    columns["basket_price"] = price[known].round(2)
    columns["hassle_minutes"] = hassle[known].astype("int64")
    columns["share_bought"] = shares[known].round(3)
    return pd.DataFrame(columns)


def _gets(
    kind: np.ndarray, product: np.ndarray, service: np.ndarray, price: np.ndarray,
    hassle: np.ndarray,
) -> np.ndarray:  # fmt: skip
    """What each respondent gets from each brand, net of price and hassle, in points."""
    cost = price + EUROS_A_MINUTE * FOR_MINUTES[kind][:, None] * hassle
    return product + FOR_SERVICE[kind][:, None] * service - cost / EUROS_A_POINT


def _shares(gets: np.ndarray, known: np.ndarray) -> np.ndarray:
    """Shares of food money: the more a brand gives than the others one knows, the more."""
    spread = gets.std(axis=1, keepdims=True)
    weight = np.where(known, np.exp(gets / spread), 0.0)
    return SPENT_HERE * weight / weight.sum(axis=1, keepdims=True)
