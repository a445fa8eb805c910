"""Customer bases for the tests, made by code that shares nothing with the package.

CDNOW's log reduced by a few lines of pandas, the donors of a radio station, and customers drawn
from the models themselves (see ``simulated``).
"""

from __future__ import annotations

import importlib.util
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from cvmlab.btyd.bg_bb import BetaGeoBetaBinomial
from cvmlab.btyd.bg_nbd import BetaGeoNBD
from cvmlab.btyd.gamma_gamma import GammaGamma
from cvmlab.btyd.latent_attrition import LatentAttritionResults
from cvmlab.btyd.mbg_nbd import ModifiedBetaGeoNBD
from cvmlab.btyd.models import LatentAttritionModel
from cvmlab.btyd.pareto_nbd import ParetoNBD
from cvmlab.btyd.spend import GammaGammaResults
from tests.btyd import simulated


def _datasets() -> Path:
    # located without importing lifetimes, which changes the warning filters when imported
    return Path(importlib.util.find_spec("lifetimes").origin).parent / "datasets"


def _log(name: str, columns: list[str], header_lines: int) -> pd.DataFrame:
    return pd.read_csv(
        _datasets() / name,
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
def cdnow_rounded() -> pd.DataFrame:
    """The same customers as they went round in the literature, to two decimals."""
    return pd.read_csv(_datasets() / "cdnow_customers_summary.csv")


@pytest.fixture(scope="session")
def cdnow_master() -> pd.DataFrame:
    return _base(_log("CDNOW_master.txt", ["id", "date", "number", "amount"], 1))


@pytest.fixture(scope="session")
def pareto(cdnow: pd.DataFrame) -> LatentAttritionResults:
    return ParetoNBD(cdnow).fit()


@pytest.fixture(scope="session")
def bg(cdnow: pd.DataFrame) -> LatentAttritionResults:
    return BetaGeoNBD(cdnow).fit()


@pytest.fixture(scope="session")
def mbg(cdnow: pd.DataFrame) -> LatentAttritionResults:
    return ModifiedBetaGeoNBD(cdnow).fit()


@pytest.fixture(scope="session")
def donors() -> pd.DataFrame:
    """11,104 supporters of a public radio station, six years each (Fader et al. 2010)."""
    table = pd.read_csv(_datasets() / "donations.csv")
    return table.rename(columns={"periods": "T", "weights": "weight"})


@pytest.fixture(scope="session")
def bgbb(donors: pd.DataFrame) -> LatentAttritionResults:
    return BetaGeoBetaBinomial(donors).fit()


@pytest.fixture(scope="session")
def every(pareto: Any, bg: Any, mbg: Any, bgbb: Any) -> dict[str, LatentAttritionResults]:
    """The four models, fitted."""
    return {fit.model: fit for fit in (pareto, bg, mbg, bgbb)}


@pytest.fixture(scope="session")
def spend(cdnow: pd.DataFrame) -> GammaGammaResults:
    return GammaGamma(cdnow).fit()


@pytest.fixture(scope="session")
def at() -> Callable[..., LatentAttritionResults]:
    """A model at given parameters, for papers that print them rounded and for planted truths."""

    def held(model: type[LatentAttritionModel], params: Any, base: pd.DataFrame) -> Any:
        values = params.values() if isinstance(params, dict) else params
        return model(base).fit(hold=dict(zip(model.laws.names, values, strict=True)))

    return held


@pytest.fixture(scope="session")
def simulate() -> Callable[..., pd.DataFrame]:
    return simulated.pareto_nbd
