"""The six types of customers, and what is planted about each.

Nobody at Kestrel can see a type. Three are behaviourally loyal (they come often): for the people
and the place (emotional), because it is near and quick (convenience), for the card (points). The
other three come less often. A *bond* (theta) stands on a scale on which 0 is the middle and 1
about two standard deviations of people of the same type.
"""

from __future__ import annotations

import numpy as np

TYPES = ("emotional", "convenience", "points", "latent emotional", "points occasional", "casual")
LOYAL = np.array([True, True, True, False, False, False])
# Share of each type among the loyal, and among the others, at acquisition.
SHARE = np.array([0.19, 0.27, 0.54, 0.14, 0.26, 0.60])
# Loyal with probability 1 / (1 + exp(-(F(rate) - MIDDLE) / WIDTH)), F being the rank of the rate.
LOYAL_MIDDLE, LOYAL_WIDTH = 0.65, 0.04

BOND_MEAN = np.array([1.15, -0.15, -0.45, 0.90, -0.45, -0.55])
BOND_SD = np.array([0.55, 0.55, 0.55, 0.60, 0.60, 0.60])
# Emotional customers are older, convenience customers live nearer: standard deviations.
AGE_MEAN = np.array([0.60, 0.00, -0.10, 0.50, -0.10, -0.10])
DISTANCE_MEAN = np.array([0.00, -0.60, 0.05, 0.10, 0.05, 0.05])

WALLET_MEAN = np.array([0.60, 0.535, 0.53, 0.22, 0.13, 0.10])
WALLET_SIZE = 12.0  # kappa of the Beta distribution
MARGIN_RATE = np.array([0.235, 0.22, 0.165, 0.23, 0.16, 0.19])
DEAL_SHARE = np.array([0.15, 0.22, 0.45, 0.18, 0.45, 0.35])
REDEEMS = np.array([0.04, 0.04, 0.12, 0.03, 0.10, 0.04])  # share of trips on which points are used

REFERRALS_A_YEAR = np.array([0.30, 0.12, 0.15, 0.12, 0.06, 0.04])
CARE_LIFTS_BOND = np.array([0.4, 1.0, 0.1, 1.0, 0.1, 0.3])

CHANNELS = ("walk-in", "paid search", "door-drop", "referral", "marketplace")
CHANNEL_SHARE = np.array([0.34, 0.22, 0.16, 0.17, 0.11])
