"""Three people who recur through the course, so that numbers have faces.

Maura Keane, the retired caterer: customer of old, emotional, the best the store in Portlacken ever
had, until she handed over her firm at the end of March 2023 (week 64). By the rule of the last
twelve months she is worth little now.

Dara Nolan, the points hunter: gold tier, there more than twice a week, nearly always on a deal.
The discounter reaches him, and he is gone in week 143. His tier has not noticed.

Colm Brady, food-service manager of Rosemount House, a seniors' home with 64 residents: account
F0001.

They stand in every company of 100 people or more, in block 0, under the same ids.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

CATERER, POINTS_HUNTER = 0, 1  # their places among the people of block 0
CATERER_CARD, POINTS_HUNTER_CARD = "K0000001", "K0000002"
HOME_ACCOUNT = "F0001"

RETIRES = 64.0  # the week in which the caterer stops

_TRAITS: dict[str, tuple[Any, Any]] = {
    #                  Maura, Dara
    "acquired": (-312.0, -311.9),
    "type": (0, 2),
    "loyal": (True, True),
    "bond": (2.1, -0.9),
    "rate": (1.9, 2.6),
    "dropout": (1e-5, 0.004),
    "spend": (370.0, 31.0),
    "age": (1.51, -0.58),  # born in May 1951 and in September 1982
    "distance": (-0.4, -0.1),
    "competitors": (0.2, 0.9),
    "channel": (0, 2),  # walked in; a leaflet with a welcome voucher
    "home_store": (19, 20),
    "wallet": (0.72, 0.35),
    "margin_rate": (0.235, 0.150),
    "deal_share": (0.05, 0.85),
}
_RETIRED_SPEND = 42.0
_FATES: dict[str, tuple[Any, Any]] = {
    "slip_week": (RETIRES, np.nan),
    "exposed": (False, True),
    "holdout": (False, False),
    "care": (False, False),
    "care_lift": (0.0, 0.0),
    "left": (np.inf, 143.0),
}


def set_traits(people: pd.DataFrame) -> None:
    """Give the first two people of block 0 the characters' traits, in place."""
    _set(people, _TRAITS)


def set_fates(fates: pd.DataFrame) -> None:
    """Give the first two people of block 0 the characters' stories, in place."""
    _set(fates, _FATES)


def spend_of_characters(spend: np.ndarray, person: np.ndarray, day: np.ndarray) -> np.ndarray:
    """Mean euros a trip: since she has retired, the caterer buys for two, not for two hundred."""
    retired = (person == CATERER) & (day >= 7 * RETIRES)
    return np.where(retired & (spend == _TRAITS["spend"][CATERER]), _RETIRED_SPEND, spend)


def _set(frame: pd.DataFrame, values: dict[str, tuple[Any, Any]]) -> None:
    if len(frame) >= 100:
        for name, pair in values.items():
            fitting = np.array(pair).astype(frame[name].dtype)
            frame.loc[[CATERER, POINTS_HUNTER], name] = fitting
