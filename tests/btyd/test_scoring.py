"""Customers scored in their engine get, to the last digit, what the fit's own verbs say of them."""

from __future__ import annotations

from typing import Any

import ibis
import numpy as np
import pandas as pd
import pytest

from cvmlab.btyd.engine_patterns import engine_patterns
from cvmlab.btyd.gamma_gamma import GammaGamma
from cvmlab.btyd.pareto_nbd import ParetoNBD
from cvmlab.btyd.scoring import score
from cvmlab.btyd.spend import COMMON_MEAN, NO_SPREAD
from cvmlab.data.customer_base import customer_base
from cvmlab.errors import DataProblem
from cvmlab.value_of.lifetime.lifetime_value import lifetime_value
from cvmlab.value_of.lifetime.scoring import RESULTS, score_value

ENGINES = ["duckdb", "sqlite"]
T, RATE, ALPHA = 39.0, 0.0027, 0.1


def stored(frame: pd.DataFrame, engine: str = "duckdb") -> ibis.Table:
    connection = ibis.duckdb.connect() if engine == "duckdb" else ibis.sqlite.connect()
    return connection.create_table("customers", ibis.memtable(frame))


def fetched(scores: ibis.Table) -> pd.DataFrame:
    return scores.to_pandas().set_index("customer_id").sort_index()


def people(donors: pd.DataFrame) -> pd.DataFrame:
    """One row a customer, where the donors' table has one a pattern."""
    rows = donors.drop(columns="weight").loc[donors.index.repeat(donors["weight"])]
    return rows.reset_index(drop=True).rename_axis("customer_id").reset_index()


def by_verbs(fit: Any, frame: pd.DataFrame, t: float) -> pd.DataFrame:
    """The same answers from the frame of all customers."""
    verbs = {
        "probability_alive": fit.probability_alive(frame, alpha=ALPHA),
        "expected_purchases": fit.expected_purchases(t, frame, alpha=ALPHA),
        "expected_residual_transactions": fit.expected_residual_transactions(
            RATE, None, frame, alpha=ALPHA
        ),
    }
    parts = [
        answer.set_axis([verb, *(f"{verb}_{name}" for name in answer.columns[1:])], axis=1)
        for verb, answer in verbs.items()
    ]
    return pd.concat(parts, axis=1).sort_index()


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("number", range(4))
def test_scores_are_those_of_the_verbs_for_every_model(engine, number, every, cdnow, donors):
    fit = list(every.values())[number]
    discrete = fit.model_class.counts_opportunities
    frame = people(donors).iloc[::7] if discrete else cdnow
    t = 5 if discrete else T
    frame = frame.assign(city="x").sample(frac=1, random_state=1)
    scores = score(fit, stored(frame, engine), t=t, discount_rate=RATE, alpha=ALPHA)
    assert list(scores.columns[: len(frame.columns)]) == list(frame.columns)
    found = fetched(scores)
    expected = by_verbs(fit, frame.set_index("customer_id", drop=False), t)
    assert list(found.columns[len(frame.columns) - 1 :]) == list(expected.columns)
    for name in expected.columns:
        np.testing.assert_allclose(found[name], expected[name], rtol=1e-12, err_msg=name)


def test_only_what_is_asked_for_is_scored(pareto, cdnow):
    table = stored(cdnow)
    added = [name for name in score(pareto, table).columns if name not in cdnow.columns]
    assert added == [
        "probability_alive", "probability_alive_ci_low", "probability_alive_ci_high"
    ]  # fmt: skip
    near = fetched(score(pareto, table, discount_rate=RATE, horizon=10.0))
    expected = pareto.expected_residual_transactions(RATE, 10.0, cdnow)
    np.testing.assert_allclose(
        near["expected_residual_transactions"], expected["expected"].sort_index(), rtol=1e-12
    )
    with pytest.raises(ValueError, match="horizon belongs to discount_rate"):
        score(pareto, table, horizon=10.0)
    with pytest.raises(TypeError, match="use the verbs of the fit"):
        score(pareto, cdnow)


def test_what_is_fetched_are_patterns_weighted_by_customers(cdnow):
    found = engine_patterns(stored(pd.concat([cdnow] * 3)))
    distinct = cdnow.drop_duplicates(["frequency", "recency", "T"])
    assert len(found.patterns) == len(found.keys) == len(distinct) < len(cdnow) / 1.5
    assert found.patterns.customers == 3 * len(cdnow)


@pytest.mark.parametrize("engine", ENGINES)
def test_ages_that_differ_in_the_last_bits_are_found_again(engine, pareto, cdnow):
    """Equal quotients, computed in two ways, and twice: for the patterns and for the result."""
    days = cdnow[["customer_id", "frequency"]].assign(
        recency=(cdnow["recency"] * 7).round().astype(int), T=(cdnow["T"] * 7).round().astype(int)
    )
    table = stored(days, engine)
    is_odd = table.customer_id.cast("int64") % 2 == 1
    odd = table.mutate(
        recency=ibis.ifelse(is_odd, table["recency"] / 7, table["recency"] * 0.7 / 4.9),
        T=ibis.ifelse(is_odd, table["T"] / 7, table["T"] * 1.3 / 9.1),
    )
    raw, whole = (
        one.select("frequency", "recency", "T").distinct().count().execute() for one in (odd, table)
    )
    assert raw > whole  # the last bits do differ
    assert len(engine_patterns(odd).patterns) == len(engine_patterns(table).patterns)
    found = fetched(score(pareto, odd, t=T))
    expected = pareto.expected_purchases(T, cdnow).sort_index()
    assert not found.isna().any().any()
    np.testing.assert_allclose(found["expected_purchases"], expected["expected"], rtol=1e-9)


def test_scores_go_to_parquet_without_a_frame(pareto, cdnow, tmp_path, monkeypatch):
    scores = score(pareto, stored(cdnow), t=T)
    monkeypatch.setattr(ibis.Table, "to_pandas", None)
    scores.to_parquet(tmp_path / "scores.parquet")
    written = pd.read_parquet(tmp_path / "scores.parquet")
    assert len(written) == len(cdnow) and written["expected_purchases"].notna().all()


@pytest.mark.parametrize("engine", ENGINES)
def test_everything_wrong_with_the_customers_is_told_at_once(engine, pareto, spend, cdnow):
    frame = cdnow.assign(value=1.0)
    frame.loc[:4, "recency"] = np.nan
    frame.loc[10, "T"] = np.nan
    frame.loc[20, "frequency"] = -1
    frame.loc[[30, 31], "monetary_value"] = np.nan
    with pytest.raises(DataProblem) as caught:
        score(pareto, stored(frame, engine))
    found = {(problem.column, problem.count) for problem in caught.value.problems}
    assert {("recency", 5), ("T", 1), ("frequency", 1)} <= found
    with pytest.raises(DataProblem) as caught:
        score_value(
            pareto, spend, stored(frame.drop(columns="value"), engine), horizon=T,
            annual_discount_rate=0.1, margin_rate="margin",
        )  # fmt: skip
    found = {(problem.column, problem.count) for problem in caught.value.problems}
    assert {("recency", 5), ("monetary_value", 2), ("margin", None)} <= found
    wrong = stored(frame.drop(columns="T").assign(recency="2", probability_alive=1.0), engine)
    with pytest.raises(DataProblem) as caught:
        score(pareto, wrong)
    assert [problem.column for problem in caught.value.problems] == [
        "recency", "T", "probability_alive"
    ]  # fmt: skip


def test_an_empty_table_is_a_plain_problem(pareto, cdnow):
    with pytest.raises(DataProblem, match="there are no customers"):
        score(pareto, stored(cdnow).limit(0))


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("margin", [None, 0.3, "margin"])
@pytest.mark.parametrize("horizon", [T, "6 months", None])
def test_values_are_those_of_lifetime_value(engine, margin, horizon, pareto, spend, cdnow):
    frame = cdnow.assign(margin=np.linspace(0.1, 0.5, len(cdnow)))
    settings = {"horizon": horizon, "annual_discount_rate": 0.15, "margin_rate": margin}
    scores = score_value(pareto, spend, stored(frame, engine), **settings, alpha=ALPHA)
    assert list(scores.columns) == [*frame.columns, *RESULTS]
    found = fetched(scores)
    expected = lifetime_value(pareto, spend, frame, **settings, alpha=ALPHA).table.sort_index()
    assert set(RESULTS) <= set(expected.columns)
    for name in RESULTS:
        np.testing.assert_allclose(found[name], expected[name], rtol=1e-9, err_msg=name)


@pytest.mark.parametrize("limit", [COMMON_MEAN, NO_SPREAD])
def test_values_of_limit_models_carry_the_wider_intervals(limit, pareto, cdnow):
    rng = np.random.default_rng(2)
    x = cdnow["frequency"].to_numpy(float)
    mean = 30.0 if limit == COMMON_MEAN else 5.0 / rng.gamma(3.0, 0.1, len(x))
    noise = rng.gamma(6 * np.maximum(x, 1), 1 / (6 * np.maximum(x, 1)))
    money = mean * (noise if limit == COMMON_MEAN else 1.0)
    frame = cdnow.assign(monetary_value=np.where(x > 0, money, 0.0))
    spend = GammaGamma(frame).fit()
    assert spend.names == limit and spend.edges
    settings = {"horizon": T, "annual_discount_rate": 0.15, "margin_rate": 0.3}
    expected = lifetime_value(pareto, spend, frame, **settings).table.sort_index()
    for engine in ENGINES:
        found = fetched(score_value(pareto, spend, stored(frame, engine), **settings))
        for name in RESULTS:
            np.testing.assert_allclose(found[name], expected[name], rtol=1e-9, err_msg=name)


@pytest.mark.parametrize("engine", ENGINES)
def test_a_fit_from_the_engine_is_the_fit_from_the_frame(engine, pareto, cdnow):
    fit = ParetoNBD(stored(cdnow, engine)).fit()
    assert len(fit.patterns.index) == len(pareto.patterns)  # patterns were fetched, not customers
    np.testing.assert_allclose(fit.theta, pareto.theta, rtol=1e-9)
    assert fit.nobs == pareto.nobs and fit.llf == pytest.approx(pareto.llf, rel=1e-12)
    weighted = cdnow.assign(weight=2.0)
    twice = ParetoNBD(stored(weighted, engine)).fit()
    assert twice.nobs == 2 * fit.nobs and twice.llf == pytest.approx(2 * fit.llf, rel=1e-9)


@pytest.mark.parametrize("engine", ENGINES)
def test_from_orders_to_scores_no_customer_comes_to_python(engine, monkeypatch):
    """Base, fit and scores with a holdout: what is fetched are patterns, days and totals."""
    rng = np.random.default_rng(8)
    who = rng.integers(0, 900, 4000)
    late = np.where(who % 3 == 0, 0, rng.integers(100, 300, 900)[who])
    day = pd.Timestamp("2023-01-01") + pd.to_timedelta(late + rng.integers(0, 300, 4000), unit="D")
    orders = pd.DataFrame({"customer_id": who.astype(str), "date": day.astype(str), "cents": 500})
    lines = stored(orders, engine)
    base = customer_base(
        lines.mutate(date=lines.date.cast("date")), end="2024-03-31", holdout_end="2024-06-30"
    )
    frame, everybody = base.frame(), base.customers()
    fetched_rows = []
    to_pandas = ibis.Table.to_pandas

    def counting(table: ibis.Table, **settings: Any) -> pd.DataFrame:
        found = to_pandas(table, **settings)
        fetched_rows.append(len(found))
        return found

    monkeypatch.setattr(ibis.Table, "to_pandas", counting)
    fit = ParetoNBD(base.inside).fit()
    scores = score(fit, base, t=13.0)
    pairs = everybody.drop_duplicates(["frequency", "recency", "T"])
    assert fetched_rows and max(fetched_rows) == len(pairs) < len(everybody)
    monkeypatch.undo()
    assert fit.nobs == len(frame) == len(base.inside.to_pandas())
    np.testing.assert_allclose(fit.theta, ParetoNBD(frame).fit().theta, rtol=1e-9)
    found = fetched(scores)
    assert len(found) == len(everybody) and {"inside", "frequency_holdout"} <= set(found.columns)
    expected = fit.expected_purchases(13.0, everybody).sort_index()
    np.testing.assert_allclose(found["expected_purchases"], expected["expected"], rtol=1e-12)


@pytest.mark.parametrize("engine", ENGINES)
def test_gaps_in_an_engine_are_told_before_a_fit(engine, cdnow):
    frame = cdnow.copy()
    frame.loc[:2, "recency"] = np.nan
    with pytest.raises(DataProblem, match="missing"):
        ParetoNBD(stored(frame, engine))
