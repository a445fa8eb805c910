"""Customer bases for the tests, made by code that shares nothing with the package.

CDNOW's log reduced by a few lines of pandas, and customers drawn from the models themselves.
"""

from __future__ import annotations

import importlib.util
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from cvmlab.btyd.gamma_gamma import GammaGamma
from cvmlab.btyd.pareto_nbd import ParetoNBD, ParetoNBDResults
from cvmlab.btyd.spend import GammaGammaResults


def _log(name: str, columns: list[str], header_lines: int) -> pd.DataFrame:
    # located without importing lifetimes, which changes the warning filters when imported
    origin = importlib.util.find_spec("lifetimes").origin
    return pd.read_csv(
        Path(origin).parent / "datasets" / name,
        sep=r"\s+",
        header=None,
        skiprows=header_lines,
        names=columns,
        dtype={"id": str, "date": str},
    )


def _base(log: pd.DataFrame, end: str = "1997-09-30") -> pd.DataFrame:
    """One row a customer; an occasion is a calendar day."""
    days = log.assign(date=pd.to_datetime(log["date"], format="%Y%m%d"))
    days = days.groupby(["id", "date"], as_index=False)["amount"].sum()
    last_day = pd.Timestamp(end)
    seen, later = days[days["date"] <= last_day], days[days["date"] > last_day]
    by = seen.groupby("id")
    first, last = by["date"].min(), by["date"].max()
    repeats = seen[seen["date"] > seen["id"].map(first)]
    base = pd.DataFrame(
        {
            "frequency": by.size() - 1,
            "recency": (last - first).dt.days / 7,
            "T": (last_day - first).dt.days / 7,
            "monetary_value": repeats.groupby("id")["amount"].mean(),
            "frequency_holdout": later.groupby("id").size(),
        }
    ).fillna({"monetary_value": 0.0, "frequency_holdout": 0})
    return base.rename_axis("customer_id").reset_index()


@pytest.fixture(scope="session")
def published() -> dict[str, Any]:
    return json.loads((Path(__file__).parent / "published.json").read_text())


@pytest.fixture(scope="session")
def cdnow() -> pd.DataFrame:
    return _base(_log("CDNOW_sample.txt", ["row", "id", "date", "number", "amount"], 0))


@pytest.fixture(scope="session")
def cdnow_master() -> pd.DataFrame:
    return _base(_log("CDNOW_master.txt", ["id", "date", "number", "amount"], 1))


@pytest.fixture(scope="session")
def pareto(cdnow: pd.DataFrame) -> ParetoNBDResults:
    return ParetoNBD(cdnow).fit()


@pytest.fixture(scope="session")
def spend(cdnow: pd.DataFrame) -> GammaGammaResults:
    return GammaGamma(cdnow).fit()


def _simulate(
    rng: np.random.Generator,
    size: int,
    *,
    r: float = 0.55,
    alpha: float = 10.6,
    s: float = 0.61,
    beta: float = 11.7,
    shortest: float = 27.0,
    longest: float = 39.0,
    holdout: float = 39.0,
    p: float = 6.25,
    q: float = 3.74,
    gamma: float = 15.4,
    discount: float = 0.0,
) -> pd.DataFrame:
    """One row a customer, with what came in the holdout and who was still active."""
    buying = rng.gamma(r, 1 / alpha, size)
    leaving = rng.gamma(s, 1 / beta, size)
    lifetime = rng.exponential(1.0, size) / np.maximum(leaving, 1e-300)
    age = rng.uniform(shortest, longest, size)
    mean = p / rng.gamma(q, 1 / gamma, size)
    rows = []
    for i in range(size):
        end = min(lifetime[i], age[i] + holdout)
        times = np.sort(rng.uniform(0, end, rng.poisson(buying[i] * end)))
        amounts = rng.gamma(p, mean[i] / p, len(times))
        before = times < age[i]
        seen, later = times[before], times[~before] - age[i]
        rows.append(
            (
                len(seen),
                seen[-1] if len(seen) else 0.0,
                age[i],
                amounts[before].mean() if len(seen) else 0.0,
                len(later),
                float(np.sum(amounts[~before] * np.exp(-discount * later))),
                float(lifetime[i] > age[i]),
            )
        )
    columns = ["frequency", "recency", "T", "monetary_value"]
    return pd.DataFrame(rows, columns=[*columns, "frequency_holdout", "worth_holdout", "active"])


@pytest.fixture(scope="session")
def simulate() -> Callable[..., pd.DataFrame]:
    return _simulate
