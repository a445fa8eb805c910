"""What loyalty pays at Kestrel: the contrasts that must be found, and the causes behind them.

*Behaviourally loyal* is what the firm can see at week 104: bought within the last six weeks, and on
26 days or more of the last year. *Remain*: bought in weeks 150 to 156. *Emotional* and *functional*
(convenience, points) are the truth about those people.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from cvmlab.kestrel import leaving
from cvmlab.kestrel.calendar import DAYS, PHASE_CHANGE, REMAIN_FROM, SURVEY_WEEK
from cvmlab.kestrel.fates import MONTHS_IN_ALL, top_spender_threshold

EMOTIONAL, FUNCTIONAL = [0], [1, 2]


def frame_of(block) -> pd.DataFrame:
    """Each person as the firm sees them at week 104, what came after, and the truth."""
    trips, end = block.trips, 7 * SURVEY_WEEK
    before = trips[trips["day"] < end]
    last = before.groupby("person")["day"].max().reindex(range(block.size), fill_value=-DAYS)
    year = np.bincount(before.loc[before["day"] >= end - 364, "person"], minlength=block.size)
    later = trips.loc[trips["day"] >= 7 * REMAIN_FROM, "person"]
    return pd.DataFrame(
        {
            "type": block.people["type"],
            "bond": block.people["bond"],
            "wallet": block.people["wallet"],
            "active": block.active(SURVEY_WEEK),
            "loyal": (last >= end - 42) & (year >= 26),
            "remain": np.isin(np.arange(block.size), later),
            "reached": block.fates.people["exposed"],
        }
    )


@pytest.fixture(scope="module")
def frames(blocks) -> list[pd.DataFrame]:
    return [frame_of(block) for block in blocks]


@pytest.fixture(scope="module")
def loyal(frames) -> pd.DataFrame:
    """The behaviourally loyal of all seeds."""
    return pd.concat([frame[frame["loyal"]].assign(seed=n) for n, frame in enumerate(frames)])


def of_type(frame: pd.DataFrame, kinds: list[int]) -> pd.DataFrame:
    return frame[frame["type"].isin(kinds)]


def interval_over_seeds(values) -> tuple[float, float]:
    half = stats.t(len(values) - 1).ppf(0.975) * np.std(values, ddof=1) / np.sqrt(len(values))
    return np.mean(values) - half, np.mean(values) + half


def test_about_a_fifth_of_the_active_look_loyal(frames):
    shares = [frame.loc[frame["active"], "loyal"].mean() for frame in frames]
    assert np.mean(shares) == pytest.approx(0.19, abs=0.015)


def test_of_those_who_look_loyal_fewer_than_a_third_are(loyal):
    shares = loyal["type"].value_counts(normalize=True)
    assert 0.28 <= shares[0] <= 0.35
    assert 0.22 <= shares[1] <= 0.28
    assert 0.40 <= shares[2] <= 0.48


def test_the_emotional_remain_more_often(loyal):
    ratios = [
        of_type(one, EMOTIONAL)["remain"].mean() / of_type(one, FUNCTIONAL)["remain"].mean()
        for _, one in loyal.groupby("seed")
    ]
    low, high = interval_over_seeds(ratios)
    assert 1.25 <= np.mean(ratios) <= 1.40
    assert 1.2 < low < high < 1.5


def test_the_emotional_give_a_larger_share_of_wallet(loyal):
    ratio = of_type(loyal, EMOTIONAL)["wallet"].mean() / of_type(loyal, FUNCTIONAL)["wallet"].mean()
    assert 1.10 <= ratio <= 1.16


def test_functional_loyalty_is_vulnerable_to_the_discounter(loyal):
    """The discounter reaches the functional more often, and takes more of those it reaches."""
    reached = loyal.groupby(loyal["type"].isin(EMOTIONAL))["reached"].mean()
    assert reached[False] > 1.8 * reached[True]
    kept = loyal.groupby([loyal["type"].isin(EMOTIONAL), "reached"])["remain"].agg(["mean", "size"])
    loss = kept["mean"].unstack()[False] - kept["mean"].unstack()[True]
    variance = kept["mean"] * (1 - kept["mean"]) / kept["size"]
    assert loss[True] > 0
    assert (loss[False] - loss[True]) / np.sqrt(variance.sum()) > 3


# what causes it


def staying(block, who: np.ndarray, lift: float, *, as_reached: bool) -> np.ndarray:
    """The probability of staying to week 153, were the bond higher by `lift` from week 104 on.

    `as_reached` holds the probability of being reached by the discounter at that of the bond as it
    is: the part of the effect that does not go through exposure.
    """
    people, fates = block.people.iloc[who], block.fates
    bond = people["bond"].to_numpy() + lift
    dropout = leaving.dropout_rate(
        people["score"].to_numpy() + leaving.ON_BOND * lift, people["loyal"].to_numpy()
    )
    reached = leaving.exposure_probability(bond - lift if as_reached else bond)
    third = slice(MONTHS_IN_ALL - leaving.MONTHS, None)
    staying = np.zeros(len(who))
    for exposed, weight in ((True, reached), (False, 1 - reached)):
        hazard = leaving.monthly_hazard(
            dropout, bond, people["age"].to_numpy(), np.full(len(who), exposed),
            fates.people["care_lift"].to_numpy()[who], fates.letters[who],
            fates.unrecovered[who, third], fates.recovered[who, third],
        )  # fmt: skip
        weeks = np.clip(153 - PHASE_CHANGE - leaving.MONTH * np.arange(13), 0, leaving.MONTH)
        staying += weight * np.exp(-hazard @ weeks)
    return staying


def parts_of_the_contrast(block, frame: pd.DataFrame) -> tuple[float, float, float]:
    """Risk difference of staying: raw; caused by the bond; caused at the exposure there is.

    The causal parts ask of everybody, emotional or functional, what they would do with the bond
    that is typical of the one and of the other.
    """
    warm = np.flatnonzero(frame["loyal"] & frame["type"].isin(EMOTIONAL))
    cool = np.flatnonzero(frame["loyal"] & frame["type"].isin(FUNCTIONAL))
    gap = frame["bond"].iloc[warm].mean() - frame["bond"].iloc[cool].mean()

    def caused(as_reached: bool) -> float:
        high = [staying(block, warm, 0, as_reached=as_reached),
                staying(block, cool, gap, as_reached=as_reached)]  # fmt: skip
        low = [staying(block, warm, -gap, as_reached=as_reached),
               staying(block, cool, 0, as_reached=as_reached)]  # fmt: skip
        return np.concatenate(high).mean() - np.concatenate(low).mean()

    raw = (
        staying(block, warm, 0, as_reached=False).mean()
        - staying(block, cool, 0, as_reached=False).mean()
    )
    return raw, caused(as_reached=False), caused(as_reached=True)


def test_four_fifths_of_the_contrast_are_caused_by_the_bond_and_half_past_the_discounter(
    blocks, frames
):
    parts = np.array([parts_of_the_contrast(*pair) for pair in zip(blocks, frames, strict=True)])
    total, at_fixed_exposure = (parts[:, 1:] / parts[:, :1]).T
    assert np.mean(total) == pytest.approx(0.80, abs=0.06)
    assert np.mean(at_fixed_exposure) == pytest.approx(0.50, abs=0.06)


def test_the_model_of_causes_says_what_really_happened(blocks, frames):
    """Second route: the probabilities above against who was still there in week 153."""
    for block, frame in zip(blocks, frames, strict=True):
        who = np.flatnonzero(frame["loyal"])
        expected = staying(block, who, 0, as_reached=False)
        there = block.fates.people["left"].to_numpy()[who] > 153
        z = (there.sum() - expected.sum()) / np.sqrt((expected * (1 - expected)).sum())
        assert abs(z) < 3.3


# slippers


def test_the_best_customers_of_old_lose_their_tier_under_rfm(blocks):
    """Quintiles of recency, frequency and money of 2024 among all who bought in 2023 or 2024."""
    ranks, values = [], []
    for block in blocks:
        trips = block.trips
        recent = trips[trips["day"] >= DAYS - 728]
        year = recent[recent["day"] >= DAYS - 364].groupby("person")["amount"]
        table = pd.DataFrame({"last": recent.groupby("person")["day"].max()})
        table["frequency"] = year.size().reindex(table.index, fill_value=0)
        table["money"] = year.sum().reindex(table.index, fill_value=0.0)
        fifths = table.rank(method="first", pct=True).mul(5).apply(np.ceil)
        score = fifths.sum(axis=1)
        sales = block.table("customers").merge(
            block.records[["customer_id", "person", "main"]].query("main"), on="customer_id"
        )
        history = sales.groupby("person")["sales_before_2022"].sum()
        history = history.add(trips.groupby("person")["amount"].sum(), fill_value=0)
        slipped = block.fates.people["slip_week"].notna().to_numpy()
        spent = block.people["rate"] * block.people["spend"]
        best = np.flatnonzero(block.people["legacy"] & (spent > top_spender_threshold()))
        kept = np.setdiff1d(best, np.flatnonzero(slipped))
        top = score >= 13
        ranks.append(
            [top.reindex(people).dropna().mean() for people in (np.flatnonzero(slipped), kept)]
        )
        old = history.rank(pct=True)
        values.append(old.reindex(np.flatnonzero(slipped)).median())
    slippers, others = np.mean(ranks, axis=0)
    assert slippers < others / 4 and others > 0.6  # measured: 12% against 67%
    assert min(values) > 0.93  # of all people, by what they ever brought
