"""What letters bring, by lot: planted in made firms, and in the sample company."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np
import pandas as pd
import pytest

from cvmlab.errors import DataProblem
from cvmlab.value_of.lifetime.current_costs import current_costs
from cvmlab.value_of.lifetime.customer_values import current_values
from cvmlab.value_of.right.letters_by_lot import letters_by_lot
from tests.sample import sample_company


def lot(seed: int, brought: float, cost: float = 5.0, customers: int = 4_000) -> Any:
    """Values, costs and a lot in which a letter brings so much."""
    rng = np.random.default_rng(seed)
    ids = [f"C{n:05d}" for n in range(customers)]
    before = rng.gamma(0.8, 60.0, customers)
    written = rng.random(customers) < 0.9
    margin = 0.25 * before + rng.normal(0, 8, customers) + brought * written
    drawn = pd.DataFrame(
        {"customer_id": ids, "experiment": "universal holdout", "treated": written,
         "propensity": 0.9, "sales_26w_before": before}
    )  # fmt: skip
    spent = pd.Series(np.where(written, cost, 0.0), index=ids)

    def by_customer(customers: Any) -> pd.DataFrame:
        return pd.DataFrame({"contacts": spent.reindex(customers).fillna(0.0)})

    values = SimpleNamespace(
        table=pd.DataFrame({"customer_id": ids, "last_year": margin}), currency="EUR"
    )
    return values, SimpleNamespace(by_customer=by_customer), drawn


def test_what_a_letter_brings_lies_in_its_interval_as_often_as_said():
    """60 made firms with a letter that brings 1.50: the interval is one of 95%."""
    held = []
    for seed in range(60):
        found = letters_by_lot(*lot(seed, 1.5, customers=1_500))
        held.append(found.low <= 1.5 <= found.high)
    assert 52 <= sum(held) <= 60


@pytest.mark.parametrize(("brought", "pays"), [(0.0, False), (5.0, None), (12.0, True)])
def test_it_pays_only_where_the_lower_end_is_above_the_cost(brought, pays):
    found = letters_by_lot(*lot(3, brought))
    assert found.pays is pays
    said = {False: "does not pay", None: "cannot tell", True: "That pays"}[pays]
    assert said in found.sentence and found.cost == pytest.approx(5.0)


def test_at_kestrel_letters_bring_less_than_they_cost_as_planted():
    """Planted is no effect of letters on trips; the plain difference of means is the second way."""
    ws = sample_company()
    values, costs = current_values(ws), current_costs(ws)
    drawn = ws.assignments.frame()
    found = letters_by_lot(values, costs, drawn)
    assert found.low < 0 < found.high < found.cost and found.pays is False
    mine = drawn[(drawn["experiment"] == "universal holdout") & drawn["customer_id"].notna()]
    year = mine["customer_id"].map(values.table.set_index("customer_id")["last_year"]).fillna(0)
    arms = year.groupby(mine["treated"].to_numpy())
    plain = arms.mean()[True] - arms.mean()[False]
    error = np.sqrt((arms.var() / arms.size()).sum())
    assert abs(found.gain - plain) < 2 * error
    assert (found.high - found.low) < 0.8 * 2 * 1.96 * error  # what was known before narrows it
    assert "€0.38 less" in found.sentence and not found.trial.mismatch
    assert found.summary().cells[1][1] == "1,953"


def test_a_lot_that_is_not_there_is_told_with_those_that_are():
    values, costs, drawn = lot(1, 0.0)
    with pytest.raises(DataProblem, match="universal holdout"):
        letters_by_lot(values, costs, drawn, experiment="holdout of 2021")
