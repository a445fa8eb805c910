"""What customers will give: planted rates found, intervals hold, every row accounted for."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy.optimize import minimize
from scipy.stats import nbinom

from cvmlab.errors import DataProblem
from cvmlab.value_of.contributions.expected_contributions import expected_contributions
from cvmlab.value_of.contributions.giving_rates import giving_rates
from cvmlab.value_of.lifetime.customer_values import current_values
from tests.sample import sample_company

SHAPE, RATE = 0.6, 3.0


def made(rng, customers=1500):
    """Customers whose rates are known, what they did, and what they will do."""
    years = rng.uniform(0.2, 3.0, customers)
    rate = rng.gamma(SHAPE, 1 / RATE, customers)
    alive = rng.uniform(0.1, 1.0, customers)
    stays = 5 * (rng.random(customers) < alive)
    values = pd.DataFrame(
        {
            "customer_id": [f"C{n}" for n in range(customers)],
            "alive": alive,
            "weeks_so_far": years * 365.25 / 7,
            "weeks_to_come": 5 * alive * 365.25 / 7,
            "weeks": 4 * alive * 365.25 / 7,
        }
    )
    seen = rng.poisson(rate * years)
    deeds = pd.DataFrame({"customer_id": np.repeat(values["customer_id"], seen), "kind": "other"})
    return values, deeds, rng.poisson(rate * stays)


@pytest.fixture(scope="module")
def kestrel():
    ws = sample_company()
    values, deeds = current_values(ws), ws.contributions.frame()
    return expected_contributions(deeds, values.table), deeds, values


def test_the_law_is_that_of_another_routine():
    rng = np.random.default_rng(4)
    years = rng.uniform(0.5, 3, 3000)
    seen = rng.poisson(rng.gamma(SHAPE, 1 / RATE, 3000) * years)
    law = giving_rates(seen, years)
    other = minimize(
        lambda t: -nbinom.logpmf(seen, np.exp(t[0]), 1 / (1 + years / np.exp(t[1]))).sum(),
        [0.0, 0.0],
        method="Nelder-Mead",
        options={"xatol": 1e-8, "fatol": 1e-8},
    )
    assert [law.shape, law.rate] == pytest.approx(np.exp(other.x), rel=1e-4)


def test_errors_of_the_law_are_those_seen_over_many_firms():
    rng = np.random.default_rng(8)
    found = []
    for _ in range(150):
        years = rng.uniform(0.5, 3, 2000)
        found.append(giving_rates(rng.poisson(rng.gamma(SHAPE, 1 / RATE, 2000) * years), years))
    logs = np.log([[law.shape, law.rate] for law in found])
    said = np.sqrt(np.mean([np.diag(law.covariance) for law in found], axis=0))
    assert logs.std(axis=0, ddof=1) == pytest.approx(said, rel=0.2)
    assert abs(logs.mean(axis=0) - np.log([SHAPE, RATE])) == pytest.approx([0, 0], abs=0.05)


def test_where_everybody_gives_alike_the_law_says_so():
    rng = np.random.default_rng(3)
    years = np.full(4000, 2.0)
    law = giving_rates(rng.poisson(0.4 * years), years)
    assert law.mean == pytest.approx(0.4, abs=0.05)
    assert law.expected(np.array([0, 5]), np.array([2.0, 2.0])) == pytest.approx(law.mean, rel=0.4)


def test_intervals_of_totals_hold_what_is_truly_to_be_expected():
    rng = np.random.default_rng(21)
    held = 0
    for _ in range(200):
        values, deeds, _ = made(rng, 800)
        seen = deeds.groupby("customer_id").size().reindex(values["customer_id"], fill_value=0)
        years = values["weeks_so_far"] * 7 / 365.25
        true = ((SHAPE + seen.to_numpy()) / (RATE + years) * 5 * values["alive"]).sum()
        row = expected_contributions(deeds, values).totals.loc["other"]
        held += row["low"] < true < row["high"]
    assert 0.90 <= held / 200 <= 0.99


def test_a_customers_interval_holds_what_comes():
    rng = np.random.default_rng(22)
    inside = []
    for _ in range(10):
        values, deeds, came = made(rng)
        table = expected_contributions(deeds, values).table
        inside.append(((table["low"] <= came) & (came <= table["high"])).mean())
    assert np.mean(inside) >= 0.945  # counts are whole: such intervals hold a little more


def test_expected_counts_come_true_on_average():
    rng = np.random.default_rng(23)
    expected, came = 0.0, 0
    for _ in range(20):
        values, deeds, will = made(rng)
        expected += expected_contributions(deeds, values).totals["expected"].sum()
        came += will.sum()
    assert came == pytest.approx(expected, rel=0.03)


def test_every_row_of_kestrel_is_counted_or_kept_apart(kestrel):
    found, deeds, _ = kestrel
    assert found.totals["seen"].sum() + len(found.unknown) == len(deeds)
    assert found.table["seen"].sum() == found.totals["seen"].sum()
    assert found.table["expected"].sum() == pytest.approx(found.totals["expected"].sum())


def test_kestrels_planted_rates_are_found(kestrel):
    """Planted a year: positive talk .21, recommendation .048, introduced network .021, other .035
    times a factor of the type that is about one on average."""
    rates = kestrel[0].totals["a_year"]
    planted = {"positive talk": 0.21, "recommendation or reference": 0.048, "other": 0.035}
    for kind, rate in planted.items():
        assert rates[kind] == pytest.approx(rate, rel=0.15)


def test_maura_keane_gave_much_and_speaks_against(kestrel):
    rows = kestrel[0].of("K0000001").set_index("kind")
    assert rows.loc["negative talk", "seen"] == 6
    assert rows.loc["referred customer", "seen"] == 8
    assert (rows["today"] < rows["expected"]).all()


def test_missing_columns_and_strange_rows_are_said(kestrel):
    _, deeds, values = kestrel
    with pytest.raises(DataProblem) as found:
        expected_contributions(deeds.drop(columns="kind"), values.table.drop(columns="alive"))
    assert len(found.value.problems) == 2
    with pytest.raises(DataProblem, match="none of 9,470 rows"):
        expected_contributions(deeds.assign(kind="praise"), values.table)
    strange = deeds.assign(kind=deeds["kind"].replace({"other": "a cake"}))
    reasons = expected_contributions(strange, values.table).unknown["reason"].value_counts()
    assert reasons["another kind"] == (strange["kind"] == "a cake").sum()
