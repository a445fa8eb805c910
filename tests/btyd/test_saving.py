"""Saved fits: read back the same to the last digit, and files that are refused in plain words."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cvmlab.btyd.bg_bb import BetaGeoBetaBinomial
from cvmlab.btyd.pareto_nbd import ParetoNBD
from cvmlab.btyd.results import FitResults
from cvmlab.btyd.saving import load_fit
from cvmlab.btyd.shifted_beta_geometric import ShiftedBetaGeometric
from cvmlab.errors import DataProblem


@pytest.fixture(scope="module")
def contracts() -> Any:
    return ShiftedBetaGeometric.from_survivors([1000, 631, 468, 382, 326]).fit()


@pytest.fixture(scope="module")
def saved(tmp_path_factory, pareto) -> Path:
    return pareto.save(tmp_path_factory.mktemp("fits") / "pareto.json")


def same(one: Any, two: Any) -> None:
    """Equal to the last digit."""
    if isinstance(one, pd.DataFrame):
        pd.testing.assert_frame_equal(one, two, check_exact=True)
    else:
        assert one.numbers == two.numbers


def edited(saved: Path, folder: Path, **changes: Any) -> Path:
    """A copy of a file with other entries."""
    path = folder / "edited.json"
    path.write_text(json.dumps(json.loads(saved.read_text()) | changes))
    return path


def test_every_verb_says_the_same_after_reading_back(every, cdnow, donors, tmp_path):
    for fit in every.values():
        base = donors if fit.model == "BG/BB" else cdnow
        back = load_fit(fit.save(tmp_path / "fit.json"), customers=base)
        same(back.expected_purchases(5), fit.expected_purchases(5))
        same(back.probability_alive(t=2), fit.probability_alive(t=2))
        same(back.expected_total(5), fit.expected_total(5))
        same(back.expected_alive(), fit.expected_alive())
        same(back.expected_purchases_new([1, 5]), fit.expected_purchases_new([1, 5]))
        same(back.expected_residual_transactions(0.05), fit.expected_residual_transactions(0.05))
        same(back.probability_of_purchases(3, 5), fit.probability_of_purchases(3, 5))
        same(back.conf_int(0.1), fit.conf_int(0.1))
        same(back.cov_params(), fit.cov_params())
        assert repr(back) == repr(fit)
        assert type(back) is type(fit)


@pytest.mark.parametrize(
    "how",
    [
        {"hold": {"s": 1.0}},
        {"dropout": "common"},
        {"dropout": "none"},
        {"purchase": "common", "dropout": "common"},
    ],
)
def test_limits_edges_and_held_parameters_come_back(cdnow, tmp_path, how):
    fit = ParetoNBD(cdnow).fit(**how)
    back = load_fit(fit.save(tmp_path / "fit.json"))
    assert (back.held, back.laws, back.edges) == (fit.held, fit.laws, fit.edges)
    few = cdnow.head(50)
    same(back.expected_purchases(20, few), fit.expected_purchases(20, few))
    same(back.probability_alive(few), fit.probability_alive(few))


def test_the_unit_of_time_comes_back(pareto, cdnow, tmp_path):
    weeks = replace(pareto, time_unit="W")
    path = weeks.save(tmp_path / "fit.json")
    assert load_fit(path).time_unit == load_fit(path, cdnow).time_unit == "W"
    assert load_fit(pareto.save(path)).time_unit == pareto.time_unit
    with pytest.raises(DataProblem, match="no unit of time"):
        load_fit(edited(path, tmp_path, time_unit=7))


def test_reported_limits_and_their_messages_come_back(simulate, tmp_path):
    base = simulate(np.random.default_rng(8), 700, r=1.5, alpha=6.0, s=1e6, beta=2e7)
    fit = ParetoNBD(base).fit()
    back = load_fit(fit.save(tmp_path / "fit.json"), base)
    assert back.is_reported_limit and back.messages == fit.messages
    same(back.expected_purchases(20), fit.expected_purchases(20))


def test_spend_and_contracts_come_back(spend, contracts, cdnow, tmp_path):
    back = load_fit(spend.save(tmp_path / "spend.json"), customers=cdnow)
    same(back.expected_spend(cdnow), spend.expected_spend(cdnow))
    assert back.correlation == spend.correlation
    again = load_fit(contracts.save(tmp_path / "contracts.json"))
    same(again.survival(range(8)), contracts.survival(range(8)))
    same(again.discounted_expected_lifetime(0.1), contracts.discounted_expected_lifetime(0.1))
    with pytest.raises(DataProblem, match="holds no customers"):
        again.probability_active(2)


def test_the_file_is_small_the_same_every_time_and_can_be_read(pareto, saved, tmp_path):
    text = saved.read_bytes()
    assert len(text) < 3000
    assert pareto.save(tmp_path / "again.json").read_bytes() == text
    assert load_fit(saved).save(tmp_path / "read.json").read_bytes() == text
    content = json.loads(text)
    assert content["parameters"]["r"] == pytest.approx(0.553, abs=5e-4)
    assert content["data"]["customers"] == 2357
    assert content["format_version"] == 1 and content["fingerprint"] == pareto.fingerprint


def test_no_customer_is_in_the_file(cdnow, tmp_path):
    named = cdnow.assign(customer_id="someone-" + cdnow["customer_id"])
    text = ParetoNBD(named).fit(hold={"s": 1.0}).save(tmp_path / "fit.json").read_text()
    assert "someone" not in text
    assert max(len(one) for one in json.loads(text).values() if isinstance(one, list)) <= 4


def test_without_customers_every_verb_about_them_says_what_to_do(saved, cdnow):
    fit = load_fit(saved)
    for verb in (
        fit.probability_alive,
        fit.expected_alive,
        lambda: fit.expected_purchases(10),
        lambda: fit.expected_total(10),
        lambda: fit.expected_residual_transactions(0.1),
        lambda: len(fit.patterns),
        lambda: fit.bootstrap(20),
        lambda: fit.simulate(np.random.default_rng(0)),
        lambda: fit.conf_int(method="profile"),
    ):
        with pytest.raises(DataProblem, match="customers=base"):
            verb()
    assert len(fit.expected_purchases(10, cdnow.head(7))) == 7
    assert np.isfinite(fit.expected_purchases_new(10)).all().all()
    assert fit.summary().facts["customers"] == "2,357"


def test_tests_of_hypotheses_work_on_fits_read_back(saved, cdnow, pareto, tmp_path):
    simpler = ParetoNBD(cdnow).fit(hold={"s": 1.0})
    back = load_fit(simpler.save(tmp_path / "simpler.json"))
    found, expected = load_fit(saved).lr_test(back), pareto.lr_test(simpler)
    assert (found.statistic, found.p_value) == (expected.statistic, expected.p_value)


def test_other_customers_are_not_attached(saved, cdnow, spend, contracts, tmp_path):
    with pytest.raises(DataProblem, match=r"(?s)2,352 customers are not the 2,357.*each verb"):
        load_fit(saved, cdnow.iloc[5:])
    shuffled = load_fit(saved, cdnow.sample(frac=1, random_state=1))
    assert shuffled.patterns.customers == 2357
    with pytest.raises(DataProblem, match="are not the 946"):
        load_fit(spend.save(tmp_path / "spend.json"), cdnow.iloc[5:])
    with pytest.raises(DataProblem, match="are not the"):
        others = pd.DataFrame({"renewals": [1, 2, 3], "churned": [True, False, True]})
        load_fit(contracts.save(tmp_path / "contracts.json"), others)


def test_only_saved_fits_are_written_over(pareto, bg, tmp_path):
    path = pareto.save(tmp_path / "fit.json")
    bg.save(path)
    assert load_fit(path).model == "BG/NBD"
    for name, content in (("notes.txt", "mine"), ("other.json", "{}"), ("list.json", "[1]")):
        (tmp_path / name).write_text(content)
        with pytest.raises(DataProblem, match="is no saved fit, so it is not overwritten"):
            pareto.save(tmp_path / name)
        assert (tmp_path / name).read_text() == content
    with pytest.raises(DataProblem, match="cannot be written"):
        pareto.save(tmp_path / "nowhere" / "fit.json")
    left = sorted(file.name for file in tmp_path.iterdir())
    assert left == ["fit.json", "list.json", "notes.txt", "other.json"]


def test_a_write_that_fails_leaves_the_old_file(pareto, bg, tmp_path, monkeypatch):
    path = pareto.save(tmp_path / "fit.json")
    before = path.read_bytes()

    def full(*_: Any) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("cvmlab.btyd.saving.os.replace", full)
    with pytest.raises(DataProblem, match="No space left"):
        bg.save(path)
    assert path.read_bytes() == before and list(tmp_path.iterdir()) == [path]


def test_files_of_another_kind_are_named(tmp_path):
    for name, content in (
        ("notes.txt", b"mine"),
        ("data.json", b'{"a": 1}'),
        ("picture.png", bytes(range(256))),
        ("deep.json", b"[" * 100_000),
        ("half.json", b'{"format": "cvmlab fit", "par'),
    ):
        (tmp_path / name).write_bytes(content)
        with pytest.raises(DataProblem, match=name):
            load_fit(tmp_path / name)
    for path in (tmp_path, tmp_path / "missing.json"):
        with pytest.raises(DataProblem, match="cannot be read"):
            load_fit(path)


def test_a_newer_format_asks_for_a_newer_program(saved, tmp_path):
    with pytest.raises(DataProblem, match=r"(?s)newer format \(2\).*update cvmlab"):
        load_fit(edited(saved, tmp_path, format_version=2, cvmlab="9.0"))


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"model": "GuessNBD"}, "no model of the name"),
        ({"log_parameters": [0.0, 0.0, 0.0, 0.0]}, "not the logarithms"),
        ({"log_parameters": [float("nan")] * 4}, "no list of numbers"),
        ({"parameters": {"r": -1.0, "alpha": 1.0, "s": 1.0, "beta": 1.0}}, "above 0"),
        ({"covariance": [[-1.0, 0, 0, 0]] * 4}, "not symmetric"),
        ({"covariance": (-np.eye(4)).tolist()}, "not positive"),
        ({"covariance": (np.ones((4, 4)) - 0.5 * np.eye(4)).tolist()}, "not positive"),
        ({"covariance": [[1.0]]}, "no table of 4 by 4"),
        ({"held": ["q"]}, "not all parameters"),
        ({"held": ["r"]}, "not zero where a parameter is held"),
        ({"log_likelihood": "high"}, "no number"),
        ({"log_likelihood": 10**400}, "no number"),
        ({"customers": -3}, "have to be some"),
        ({"messages": ["fine"]}, "no list of messages"),
        ({"laws": {"purchase": "NoRate", "dropout": "GammaRates"}}, "purchase follows one of"),
        ({"laws": {"purchase": "GammaRates", "dropout": "NoRate"}}, "parameters of this model"),
        ({"edges": [[{"GammaRates": [1.0, -1.0]}, {"CommonRate": [1.0]}]]}, "above 0"),
        ({"edges": [{"GammaRates": [1.0, 1.0]}]}, "pair of laws"),
        ({"fingerprint": None}, "no text"),
    ],
)
def test_nonsense_is_refused_and_named(saved, tmp_path, changes, told):
    with pytest.raises(DataProblem, match=told):
        load_fit(edited(saved, tmp_path, **changes))


def test_all_that_is_wrong_is_said_at_once(saved, tmp_path):
    path = edited(saved, tmp_path, covariance=7, log_likelihood=None, held=["q"], fingerprint=1)
    with pytest.raises(DataProblem) as raised:
        load_fit(path)
    assert len(raised.value.problems) == 4 and "edited.json" in str(raised.value)


ENTRIES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=9), inner),
    max_leaves=6,
)
KEYS = [
    "format_version", "model", "name", "parameters", "log_parameters", "covariance", "held",
    "log_likelihood", "customers", "messages", "time_unit", "laws", "law", "edges", "correlation",
    "fingerprint", "data",
]  # fmt: skip


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(entry=ENTRIES, key=st.sampled_from(KEYS), which=st.integers(0, 2))
def test_whatever_stands_in_the_file_there_is_a_fit_or_a_plain_message(
    saved, spend, contracts, tmp_path, entry, key, which
):
    fit: FitResults = (spend, contracts)[which - 1]
    source = saved if which == 0 else fit.save(tmp_path / f"{which}.json")
    try:
        found = load_fit(edited(source, tmp_path, **{key: entry}))
    except DataProblem as problem:
        assert "What to do" in str(problem)
    else:
        assert np.isfinite(found.params).all()
        found.save(tmp_path / "again.json")


def test_a_fit_without_standard_errors_comes_back(pareto, tmp_path):
    loose = BetaGeoBetaBinomial(
        pd.DataFrame(
            {"frequency": [1.0, 0.0, 1.0], "recency": [1.0, 0.0, 2.0], "T": [2.0, 2.0, 3.0]}
        )
    ).fit(hold={"alpha": 1.0})
    object.__setattr__(loose, "theta_cov", np.where(loose.theta_cov == 0, 0.0, np.nan))
    back = load_fit(loose.save(tmp_path / "loose.json"))
    np.testing.assert_array_equal(np.isnan(back.theta_cov), np.isnan(loose.theta_cov))
