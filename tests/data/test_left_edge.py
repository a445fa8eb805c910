"""A file that starts in the middle of a firm's life is noticed; one that does not is left alone."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pandas as pd
import pytest

from cvmlab.btyd.pareto_nbd import ParetoNBD
from cvmlab.data.customer_base import customer_base
from cvmlab.data.workspace import load
from cvmlab.figures.formats import day

START = dt.date(2022, 1, 3)
WEEKS = 104
R, ALPHA, S, BETA = 0.8, 12.0, 0.9, 15.0


def orders(acquired: np.ndarray, seed: int = 7) -> pd.DataFrame:
    """A Pareto/NBD firm's orders inside the file, from customers acquired at these weeks."""
    rng = np.random.default_rng(seed)
    rate = rng.gamma(R, 1 / ALPHA, len(acquired))
    gone = acquired + rng.exponential(1 / rng.gamma(S, 1 / BETA, len(acquired)))
    until = np.minimum(gone, WEEKS)
    number = rng.poisson(rate * np.maximum(until - acquired, 0))
    owner = np.repeat(np.arange(len(acquired)), number)
    repeat = acquired[owner] + rng.random(len(owner)) * (until - acquired)[owner]
    who = np.concatenate([np.arange(len(acquired)), owner])
    week = np.concatenate([acquired, repeat])
    frame = pd.DataFrame(
        {"customer_id": who, "date": np.floor(week * 7).astype(int), "amount": 10.0}
    )
    frame = frame[(frame["date"] >= 0) & (frame["date"] < WEEKS * 7)]
    frame["date"] = pd.Timestamp(START) + pd.to_timedelta(frame["date"], unit="D")
    return frame.assign(customer_id=frame["customer_id"].astype(str))


def arrivals(weekly: np.ndarray, first_week: int = 0, seed: int = 5) -> np.ndarray:
    """The moments at which customers are acquired, so many each week."""
    rng = np.random.default_rng(seed)
    number = rng.poisson(weekly)
    return np.repeat(np.arange(len(weekly)) + first_week, number) + rng.random(number.sum())


@pytest.fixture(scope="module")
def mid_life() -> tuple[pd.DataFrame, np.ndarray]:
    acquired = arrivals(np.full(WEEKS + 208, 60.0), first_week=-208)
    return orders(acquired), acquired


def test_customers_older_than_the_file_are_detected_and_kept_out(mid_life):
    frame, _ = mid_life
    edge = customer_base(frame).left_edge
    assert edge.how == "detected"
    assert START < edge.since <= START + dt.timedelta(weeks=78)
    assert edge.older > 0 and edge.inside > 500
    assert (
        f"{edge.older:,} before are kept out" in edge.sentence and day(edge.since) in edge.sentence
    )


def test_without_the_cut_the_dropout_parameter_is_wrong_with_it_right(mid_life):
    frame, _ = mid_life
    cut = ParetoNBD(customer_base(frame)).fit()
    uncut = ParetoNBD(customer_base(frame, detect_left_edge=False)).fit()
    assert uncut.params["s"] < 0.7 * S
    assert S - uncut.params["s"] > 4 * uncut.bse["s"]
    assert abs(cut.params["s"] - S) < 2 * cut.bse["s"]


def test_known_days_of_acquisition_are_honoured(mid_life):
    frame, acquired = mid_life
    start = pd.Timestamp(START)
    known = pd.DataFrame(
        {
            "customer_id": np.arange(len(acquired)).astype(str),
            "acquired_on": (start + pd.to_timedelta(np.floor(acquired * 7), unit="D")).date,
        }
    )
    base = customer_base(frame, customers=known)
    older = set(known["customer_id"][acquired < 0])
    assert base.left_edge.how == "known"
    assert base.left_edge.older == len(older & set(frame["customer_id"]))
    assert not older & set(base.frame()["customer_id"])
    fit = ParetoNBD(base).fit()
    assert fit.params["s"] == pytest.approx(S, rel=0.35)
    assert "were acquired before the file begins" in base.left_edge.sentence


SHAPES = {
    "level": np.full(WEEKS, 30.0),
    "growing 30% a year": 20 * 1.3 ** (np.arange(WEEKS) / 52),
    "doubling each year": 10 * 2.0 ** (np.arange(WEEKS) / 52),
    "declining 30% a year": 40 * 0.7 ** (np.arange(WEEKS) / 52),
    "seasonal": 30 * (1 + 0.3 * np.sin(np.arange(WEEKS) / 52 * 2 * np.pi + 4)),
    "one cohort of a week": np.r_[2000.0, np.zeros(WEEKS - 1)],
    "one cohort of twelve weeks": np.r_[np.full(12, 180.0), np.zeros(WEEKS - 12)],
}


@pytest.mark.parametrize("name", SHAPES)
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_firm_seen_from_its_first_day_is_left_alone(name, seed):
    base = customer_base(orders(arrivals(SHAPES[name], seed=seed), seed))
    edge = base.left_edge
    assert edge.older <= 0.35 * (edge.older + edge.inside)  # harmless at worst
    if name != "seasonal":
        assert edge.how == "none" and edge.older == 0
        assert "all enter the fit" in edge.sentence


def test_a_short_file_decides_nothing():
    frame = orders(arrivals(np.full(WEEKS, 30.0)))
    short = frame[frame["date"] < pd.Timestamp(START) + pd.Timedelta(weeks=8)]
    assert customer_base(short).left_edge.how == "none"


def test_a_file_of_customers_says_who_is_older(tmp_path, write):
    path = write(
        "customer_id,date,amount\n7,2024-01-15,1.00\n8,2024-01-20,2.00\n7,2024-02-01,1.00\n"
    )
    people = write(
        "Kundennummer;Kunde seit\n7;03.05.2019\n7;31.12.2020\n8;20.01.2024\n9;\n", "people.csv"
    )
    workspace = load(path, customers=people)
    known = workspace.customers.table.order_by("customer_id").to_pandas()
    assert [str(day)[:10] for day in known["acquired_on"]][:2] == ["2019-05-03", "2024-01-20"]
    edge = customer_base(workspace.transactions, customers=workspace.customers).left_edge
    assert (edge.how, edge.older, edge.inside) == ("known", 1, 1)


def test_a_file_of_customers_without_its_day_is_a_plain_problem(write):
    from cvmlab.errors import DataProblem

    path = write("customer_id,date,amount\n7,2024-01-15,1.00\n")
    people = write("customer_id,city\n7,Bonn\n", "people.csv")
    with pytest.raises(DataProblem, match="acquired_on"):
        load(path, customers=people).customers  # noqa: B018
