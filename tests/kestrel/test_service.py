"""Failures: that the table shows what was planted, and that it can be found again."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm
from scipy.stats import binomtest, chi2, chi2_contingency

from cvmlab.data.contracts.checks import orphans, violations
from cvmlab.data.contracts.service import SERVICE_EVENTS
from cvmlab.kestrel import leaving
from cvmlab.kestrel.block import Block
from cvmlab.kestrel.characters import CATERER, POINTS_HUNTER
from cvmlab.kestrel.service_events import CODES_OF, service_events

START, MONTH = pd.Timestamp("2022-01-03"), 28
FIRST = int(leaving.PHASE_CHANGE / leaving.MONTH)


def whose(block: Block, events: pd.DataFrame) -> np.ndarray:
    owner = block.records.set_index("record_id")["person"]
    return owner[events["record_id"]].to_numpy()


def by_month(block: Block, events: pd.DataFrame) -> np.ndarray:
    """Events of each person in each of the 39 months, as the table shows them."""
    month = (events["date"] - START).dt.days.to_numpy() // MONTH
    count = np.zeros((block.size, 39), dtype=int)
    np.add.at(count, (whose(block, events), month), 1)
    return count


@pytest.fixture(scope="module")
def tables(blocks: list[Block]) -> list[pd.DataFrame]:
    return [service_events(block) for block in blocks]


def test_table_keeps_its_contract(block: Block, tables: list[pd.DataFrame]) -> None:
    events = tables[0]
    assert violations(events, SERVICE_EVENTS) == []
    assert orphans(events["customer_id"], block.records["customer_id"]) == []
    assert orphans(events["record_id"], block.records["record_id"]) == []
    assert events["date"].is_monotonic_increasing
    card = block.records.set_index("record_id")["customer_id"][events["record_id"]]
    pd.testing.assert_series_equal(
        card.fillna("").astype("str").reset_index(drop=True), events["customer_id"].fillna(""),
        check_names=False,
    )  # fmt: skip


def test_about_forty_thousand_events(tables: list[pd.DataFrame]) -> None:
    assert all(38_000 < len(events) < 42_000 for events in tables)


def test_every_failure_of_a_customer_is_seen_and_no_other(
    blocks: list[Block], tables: list[pd.DataFrame]
) -> None:
    begins = leaving.MONTH * np.arange(39)
    for block, events in zip(blocks, tables, strict=True):
        left = block.fates.people["left"].to_numpy()[:, None]
        acquired = block.people["acquired"].to_numpy()[:, None]
        customer = (acquired < begins + leaving.MONTH) & (left > begins)
        for seen, drawn in (
            (events[events["recovered"]], block.fates.recovered),
            (events[~events["recovered"]], block.fates.unrecovered),
        ):
            shown, planted = by_month(block, seen), np.where(customer, drawn, 0)
            known = [CATERER, POINTS_HUNTER]  # their own rows come on top
            assert (shown[known] >= planted[known]).all()
            assert 0 < shown[known].sum() - planted[known].sum() <= 5
            assert (np.delete(shown, known, 0) == np.delete(planted, known, 0)).all()


def test_failures_happen_while_people_are_customers_and_on_days_they_came(
    blocks: list[Block], tables: list[pd.DataFrame]
) -> None:
    for block, events in zip(blocks, tables, strict=True):
        person, day = whose(block, events), (events["date"] - START).dt.days.to_numpy()
        assert (day / 7 < block.fates.people["left"].to_numpy()[person]).all()
        assert (day >= np.floor(7 * block.people["acquired"].to_numpy()[person])).all()
        came = set(zip(block.trips["person"], block.trips["day"], strict=True))
        there = events["touchpoint"].isin(("store", "collection", "driver")).to_numpy()
        fate = (~np.isin(person, [CATERER, POINTS_HUNTER])) & there
        assert all(pair in came for pair in zip(person[fate], day[fate], strict=True))


def test_codes_fit_their_touchpoints(tables: list[pd.DataFrame]) -> None:
    for touchpoint, events in pd.concat(tables).groupby("touchpoint"):
        extra = {"points not credited", "priority slot withdrawn"}  # the characters' own
        assert set(events["code"]) - extra <= set(CODES_OF[str(touchpoint)])
    driver = pd.concat(tables).query("code == 'driver left mud'")
    assert set(driver["touchpoint"]) == {"driver"} and len(driver) > 1000


def test_whether_it_is_put_right_depends_on_no_code(tables: list[pd.DataFrame]) -> None:
    events = pd.concat(tables)
    low, high = binomtest(int(events["recovered"].sum()), len(events)).proportion_ci(0.99)
    assert low < 0.62 < high and high - low < 0.01
    share = events.groupby("code")["recovered"].agg(["mean", "size"])
    common = share[share["size"] > 2000]
    assert common["mean"].between(0.58, 0.66).all() and len(common) > 12
    assert chi2_contingency(pd.crosstab(events["code"], events["recovered"])).pvalue > 1e-3


def test_unrecovered_failures_cost_customers_more_minutes(tables: list[pd.DataFrame]) -> None:
    minutes = pd.concat(tables).groupby(["code", "recovered"])["minutes_lost"].mean().unstack()
    ratio = minutes[False] / minutes[True]
    assert 1.35 < ratio.mean() < 1.45


def test_what_failures_do_to_leaving_is_found_again(
    blocks: list[Block], tables: list[pd.DataFrame]
) -> None:
    """Poisson regression of person-months from week 104 on, those the discounter does not reach."""
    frames = []
    begins = leaving.PHASE_CHANGE + leaving.MONTH * np.arange(leaving.MONTHS)
    for block, events in zip(blocks, tables, strict=True):
        bad = by_month(block, events[~events["recovered"]])[:, FIRST:] > 0
        good = by_month(block, events[events["recovered"]])[:, FIRST:] > 0
        lasting = bad.copy()
        lasting[:, 1:] |= bad[:, :-1]
        lasting[:, 2:] |= bad[:, :-2]
        fates, people = block.fates.people, block.people
        left, acquired = fates["left"].to_numpy()[:, None], people["acquired"].to_numpy()[:, None]
        risk = (acquired < begins + leaving.MONTH) & (left > begins)
        risk &= ~fates["exposed"].to_numpy()[:, None]
        weeks = np.minimum(left, begins + leaving.MONTH) - np.maximum(acquired, begins)
        calm = people["dropout"].to_numpy()[:, None] * np.exp(
            -leaving.BOND_ON_DROPOUT * fates["care_lift"].to_numpy()[:, None] * (begins >= 110)
        )
        letters = np.maximum(block.fates.letters - leaving.LETTERS_BORNE, 0)
        frames.append(
            pd.DataFrame(
                {
                    "leaves": (left <= begins + leaving.MONTH)[risk],
                    "unrecovered": lasting[risk],
                    "recovered": (good & ~lasting)[risk],
                    "letters": letters[risk],
                    "expected": (calm * weeks)[risk],
                }
            ).astype(float)
        )
    months = pd.concat(frames)
    causes = sm.add_constant(months[["unrecovered", "recovered", "letters"]])
    fit = sm.GLM(
        months["leaves"], causes, family=sm.families.Poisson(), offset=np.log(months["expected"])
    ).fit()
    planted = np.log([1.0, 1.60, 0.90, 1.08])
    miss = fit.params.to_numpy() - planted
    assert chi2.sf(miss @ np.linalg.solve(fit.cov_params().to_numpy(), miss), 4) > 0.01
    interval = np.exp(fit.conf_int())
    assert interval.loc["unrecovered", 0] > 1.4 and interval.loc["unrecovered", 1] < 1.8
    assert interval.loc["recovered", 1] < 1.0


def test_mauras_slot_and_daras_points(tables: list[pd.DataFrame]) -> None:
    for events in tables:
        maura = events[events["customer_id"] == "K0000001"]
        january = maura[maura["date"].between("2024-01-01", "2024-01-31")]
        lost = january[january["code"] == "priority slot withdrawn"]
        assert len(lost) == 1 and not lost["recovered"].any()
        calls = january[(january["code"] == "call-back not made") & ~january["recovered"]]
        assert len(calls) >= 2 and (calls["date"] > lost["date"].iloc[0]).sum() >= 2
        dara = events[events["customer_id"] == "K0000002"]
        assert (dara["code"] == "points not credited").sum() >= 4
        assert dara["date"].max() < pd.Timestamp("2024-10-07")


def test_same_seed_same_events() -> None:
    pd.testing.assert_frame_equal(
        service_events(Block(9, size=500)), service_events(Block(9, size=500))
    )
