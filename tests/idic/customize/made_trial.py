"""Made lots whose effects are known for every customer."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from cvmlab.idic.customize.trial_data import TrialData, trial_data

CHANCES = (0.35, 0.50, 0.65)


def made_frame(seed: int, customers: int = 2_000, share: float = 0.10) -> pd.DataFrame:
    """Customers who differ much in size; the treatment adds a share of it, more to those of a kind.

    ``tau`` is each one's true effect: ``share`` of the expected margin times 2 for the half with
    ``kind`` above 0, and nothing for the others. Margins scatter with their size, as they do.
    """
    rng = np.random.default_rng(seed)
    size = rng.gamma(1.0, 40.0, customers) + 1.0
    kind = rng.normal(size=customers)
    p = rng.choice(CHANCES, customers)
    treated = rng.random(customers) < p
    tau = 2 * share * size * (kind > 0)
    margin = (size + tau * treated) * rng.gamma(2.0, 0.5, customers)
    gone = rng.random(customers) < 1 / (1 + size / 20)
    return pd.DataFrame(
        {"customer_id": [f"C{n:05d}" for n in range(customers)], "treated": treated,
         "propensity": p, "margin": margin, "before": size, "kind": kind,
         "noise": rng.normal(size=customers), "still": ~gone, "tau": tau}
    )  # fmt: skip


def made_trial(seed: int, customers: int = 2_000, share: float = 0.10, **more: Any) -> TrialData:
    """The same, ready to be learned from; ``trial.frame["tau"]`` is the truth."""
    settings: dict[str, Any] = {
        "outcome": "margin", "features": ["before", "kind"], "cost": 3.0, "value": "before",
        "lately": "still",
    }  # fmt: skip
    return trial_data(made_frame(seed, customers, share), **{**settings, **more})
