"""The published CDNOW estimates, from the same log on both paths.

Fader, P. S., Hardie, B. G. S. & Lee, K. L. (2005), "Counting Your Customers" the Easy Way, and
Fader, P. S. & Hardie, B. G. S. (2013), The Gamma-Gamma Model of Monetary Value.
"""

from __future__ import annotations

from pathlib import Path

import lifetimes
import pandas as pd
import pytest

from cvmlab.btyd.gamma_gamma import GammaGamma
from cvmlab.btyd.pareto_nbd import ParetoNBD
from cvmlab.data.customer_base import CustomerBase, customer_base
from cvmlab.data.workspace import load

LOGS = Path(lifetimes.__file__).parent / "datasets"
END = "1997-09-30"
COLUMNS = {"customer_id": "column 2", "date": "column 3", "amount": "column 5"}


@pytest.fixture(scope="module")
def bases() -> dict[str, CustomerBase]:
    path = LOGS / "CDNOW_sample.txt"
    read = load(path, {"header": "none", "columns": COLUMNS}).transactions
    frame = pd.read_csv(
        path, sep=r"\s+", names=["master", "customer_id", "date", "cds", "amount"], dtype=str
    )
    frame["date"] = pd.to_datetime(frame["date"], format="%Y%m%d")
    frame["amount"] = frame["amount"].astype(float)
    return {"ledger": customer_base(read, end=END), "direct": customer_base(frame, end=END)}


def test_both_paths_give_the_same_customers(bases):
    pd.testing.assert_frame_equal(bases["ledger"].customers(), bases["direct"].customers())
    found = bases["ledger"].frame()
    assert len(found) == 2357
    assert int((found["frequency"] > 0).sum()) == 946


@pytest.mark.parametrize("path", ["ledger", "direct"])
def test_the_published_pareto_nbd_parameters(path, bases):
    fit = ParetoNBD(bases[path]).fit()
    published = {"r": 0.553277, "alpha": 10.577684, "s": 0.606240, "beta": 11.668729}
    for name, value in published.items():
        assert fit.params[name] == pytest.approx(value, abs=5e-4)


@pytest.mark.parametrize("path", ["ledger", "direct"])
def test_the_published_gamma_gamma_parameters(path, bases):
    fit = GammaGamma(bases[path]).fit()
    published = {"p": 6.24957, "q": 3.74422, "gamma": 15.44352}  # v in the note
    for name, value in published.items():
        assert fit.params[name] == pytest.approx(value, abs=5e-3)


def test_the_ledger_of_the_master_log():
    columns = {"customer_id": "column 1", "date": "column 2", "amount": "column 4"}
    read = load(LOGS / "CDNOW_master.txt", {"header": "none", "columns": columns}).transactions
    ledger = read.ledger
    assert ledger.rows == 69_660 and ledger.rows_used == 69_659  # the first line holds names
    assert ledger.customers == 23_570
    assert ledger.cents_used == 250_031_563
    base = customer_base(read, end=END)
    assert base.left_edge.how == "none" and base.left_edge.inside == 23_570
