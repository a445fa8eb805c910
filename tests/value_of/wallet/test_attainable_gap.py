"""The gap up to what the best quarter give, held against wallets that are known."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pandas as pd
import pytest

from cvmlab.errors import DataProblem
from cvmlab.value_of.wallet.attainable_gap import attainable_gap
from cvmlab.value_of.wallet.attainable_gap_picture import plot_attainable_gap
from cvmlab.value_of.wallet.attainable_gap_result import AttainableGap
from cvmlab.value_of.wallet.share import share_of_wallet
from tests.value_of.wallet.five_companies import WAVE, Company


@pytest.fixture(scope="module")
def gaps(companies: list[Company]) -> list[tuple[AttainableGap, pd.DataFrame]]:
    """The gap of each company on the day before the wave, beside the true one."""
    found = []
    for company in companies:
        shares = share_of_wallet(company.survey, company.orders, wave=WAVE, currency="EUR")
        gap = attainable_gap(shares, company.orders, end=shares.asked_on - dt.timedelta(days=1))
        table = gap.table.join(company.truth["wallet"].rename("true"), on="customer_id")
        band = np.searchsorted(gap.best["to"].to_numpy()[:-1], table["true"], side="right")
        best = gap.best["share"].to_numpy()[band]
        table["true_gap"] = np.maximum(best * table["true"] * 12 - table["spent"], 0.0)
        table["band"] = band
        found.append((gap, table))
    return found


def test_the_best_quarter_is_that_of_the_true_shares(
    companies: list[Company], gaps: list[tuple[AttainableGap, pd.DataFrame]]
) -> None:
    """In each size of wallet, over five companies: within three points of the truth."""
    off = []
    for company, (gap, _) in zip(companies, gaps, strict=True):
        shares = share_of_wallet(company.survey, company.orders, wave=WAVE).table
        true = company.truth["wallet"].loc[shares["customer_id"]].to_numpy()
        band = np.searchsorted(gap.best["to"].to_numpy()[:-1], true, side="right")
        real = [np.quantile((shares["month"] / true)[band == k], 0.75) for k in range(3)]
        off.append(gap.best["share"].to_numpy() - real)
    assert np.abs(np.mean(off, axis=0)).max() < 0.03


def test_gaps_of_those_who_answered_are_found(
    gaps: list[tuple[AttainableGap, pd.DataFrame]],
) -> None:
    """Their intervals hold the truth in 95 of 100 cases, their sum is right to 5%."""
    told, true, inside = 0.0, 0.0, []
    for _, table in gaps:
        some = table[table["answered"]]
        told, true = told + some["gap"].sum(), true + some["true_gap"].sum()
        inside.append(
            ((some["low"] - 1 <= some["true_gap"]) & (some["true_gap"] <= some["high"] + 1)).mean()
        )
    assert told / true == pytest.approx(1.0, abs=0.05)
    assert 0.92 <= np.mean(inside) <= 0.99


def test_the_silent_are_foretold_with_honest_intervals_but_their_sum_too_low(
    gaps: list[tuple[AttainableGap, pd.DataFrame]],
) -> None:
    """Who feels close to the firm answers; the wallets of the others are larger than foretold."""
    told, true, inside = 0.0, 0.0, []
    for _, table in gaps:
        some = table[~table["answered"]]
        told, true = told + some["gap"].sum(), true + some["true_gap"].sum()
        inside.append(
            ((some["low"] - 1 <= some["true_gap"]) & (some["true_gap"] <= some["high"] + 1)).mean()
        )
    assert 0.75 < told / true < 0.97
    assert 0.90 <= np.mean(inside) <= 0.97


def test_what_was_foretold_is_far_less_sure_than_what_was_said(
    gaps: list[tuple[AttainableGap, pd.DataFrame]],
) -> None:
    gap, table = gaps[0]
    width = (table["high"] - table["low"]).groupby(table["answered"]).median()
    assert width[False] > 3 * width[True]
    assert gap.explained < 0.4
    assert "foretold from the tills" in gap.sentence


def test_the_gap_is_never_more_than_what_is_spent_elsewhere(
    gaps: list[tuple[AttainableGap, pd.DataFrame]],
) -> None:
    for gap, table in gaps:
        assert (table["gap"] <= table["elsewhere"] + 1e-6).all()
        assert (table["low"] <= table["high"]).all()
        assert gap.total_low < gap.total < gap.total_high


def test_a_lower_benchmark_leaves_a_smaller_gap(companies: list[Company]) -> None:
    shares = share_of_wallet(companies[0].survey, companies[0].orders, wave=WAVE)
    half, quarter = (
        attainable_gap(shares, companies[0].orders, quarter=q, resamples=20).total
        for q in (0.5, 0.75)
    )
    assert half < quarter


def test_sums_by_size_of_wallet_are_those_of_all(
    gaps: list[tuple[AttainableGap, pd.DataFrame]],
) -> None:
    gap, _ = gaps[0]
    frame = gap.summary().frame
    assert frame["Customers"].sum() == len(gap.table)
    assert frame["Gap up to that"].sum() == pytest.approx(gap.total)


def test_one_customer_is_told_in_a_sentence(
    gaps: list[tuple[AttainableGap, pd.DataFrame]],
) -> None:
    gap, table = gaps[0]
    said, silent = (table.loc[table["answered"] == a, "customer_id"].iloc[0] for a in (True, False))
    assert "as the household said" in gap.of(said)
    assert "foretold" in gap.of(silent)
    with pytest.raises(DataProblem, match="not among the customers active"):
        gap.of("nobody")


def test_too_few_answers_are_refused_in_plain_words(companies: list[Company]) -> None:
    survey = companies[0].survey
    few = survey[survey["wave"] == WAVE].head(60)
    shares = share_of_wallet(few, companies[0].orders, wave=WAVE)
    with pytest.raises(DataProblem, match="make fewer sizes"):
        attainable_gap(shares, companies[0].orders)
    assert attainable_gap(shares, companies[0].orders, bands=1, resamples=20).total > 0


def test_the_picture_tells_its_parts_apart_without_colour(
    gaps: list[tuple[AttainableGap, pd.DataFrame]],
) -> None:
    gap, _ = gaps[0]
    picture = plot_attainable_gap(gap)
    assert {patch.get_hatch() for patch in picture.axes.patches} >= {"//"}
    assert "best quarter give" in picture.alt
