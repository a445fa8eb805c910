"""Do contacts vary with value: by hand, planted, by chance alone, and from a firm's own tables."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pandas as pd
import pytest

from cvmlab.data.workspace import load
from cvmlab.errors import DataProblem
from cvmlab.idic.differentiate.contacts_by_value import (
    contacts_by_tier,
    contacts_by_value,
    share_that_varies,
)
from cvmlab.idic.differentiate.contacts_by_value_picture import plot_contacts_by_value
from cvmlab.idic.differentiate.value_tiers_result import BETWEEN, GONE, MOST_VALUABLE
from tests.idic.differentiate.planted_worth import planted

DAYS = {"first": dt.date(2024, 1, 1), "last": dt.date(2024, 12, 29)}


def _tiers(*sizes: int) -> pd.Series:
    names = np.repeat([MOST_VALUABLE, BETWEEN, GONE], sizes)
    ids = [f"C{one:05d}" for one in range(sum(sizes))]
    return pd.Series(names, index=pd.Index(ids, name="customer_id"))


def _contacts(tiers: pd.Series, each: dict[str, float], seed: int = 0) -> pd.DataFrame:
    number = np.random.default_rng(seed).poisson(tiers.map(each))
    rows = pd.DataFrame({"customer_id": np.repeat(tiers.index, number)})
    return rows.assign(channel="letter", cost=0.5)


def test_by_hand():
    """2 customers at the top get 12 letters, 6 in between 12: 6 of 24 would have to move."""
    tiers = _tiers(2, 6, 0)
    letters = pd.DataFrame(
        {"customer_id": np.repeat(tiers.index, [6, 6, 2, 2, 2, 2, 2, 2]), "channel": "letter",
         "cost": 0.5}
    )  # fmt: skip
    found = contacts_by_tier(tiers, letters, **DAYS)
    assert found.share[0] == 0.25 and found.ratio[0] == 3
    assert found.table["cost"].tolist() == [6.0, 6.0]
    assert found.table["each"].tolist() == [6.0, 2.0]


def test_another_channel_is_another_contact():
    """As many for each, but calls for the one and letters for the other: half would move."""
    assert share_that_varies(np.array([[10.0, 0.0], [0.0, 10.0]]), np.array([5, 5])) == 0.5
    assert share_that_varies(np.array([[10.0], [10.0]]), np.array([5, 5])) == 0
    assert share_that_varies(np.zeros((2, 1)), np.array([5, 5])) == 0


def test_customers_called_gone_are_counted_and_not_in_the_share():
    tiers = _tiers(50, 50, 400)
    even = _contacts(tiers, {MOST_VALUABLE: 20, BETWEEN: 20, GONE: 0.2})
    found = contacts_by_tier(tiers, even, **DAYS)
    assert found.share[0] < 0.03
    assert found.table.set_index("tier").loc[GONE, "contacts"] > 0
    assert "no longer here" in found.gone_said
    assert found.table["contacts"].sum() == len(even)


def test_intervals_cover_the_planted_share_and_ratio_in_1000_firms():
    """30 and 10 contacts for 20 and 80 of 100: 6 of 14 a head are the top's, 2.8 would be even."""
    planted_share, planted_ratio = 3.2 / 14, 3.0
    inside, ratio = [], []
    for seed in range(1_000):
        top = np.random.default_rng(5_000 + seed).binomial(150, 0.2)
        tiers = _tiers(top, 150 - top, 0)
        contacts = _contacts(tiers, {MOST_VALUABLE: 30, BETWEEN: 10}, seed)
        found = contacts_by_tier(tiers, contacts, resamples=100, seed=seed, **DAYS)
        inside.append(found.share[1] <= planted_share <= found.share[2])
        ratio.append(found.ratio[1] <= planted_ratio <= found.ratio[2])
    assert 0.91 <= np.mean(inside) <= 0.98
    assert 0.91 <= np.mean(ratio) <= 0.98


def test_what_chance_alone_gives_is_what_it_gives():
    """Where everybody gets as many, the share is no larger than by dealing out tiers anew."""
    tiers = _tiers(60, 240, 0)
    found = [
        contacts_by_tier(tiers, _contacts(tiers, {MOST_VALUABLE: 9, BETWEEN: 9}, seed),
                         resamples=50, **DAYS)
        for seed in range(60)
    ]  # fmt: skip
    mean = np.mean([one.share[0] for one in found])
    assert mean == pytest.approx(np.mean([one.by_chance for one in found]), abs=0.003)


def test_failures_put_right_stand_beside_with_intervals():
    tiers = _tiers(100, 300, 0)
    ids = tiers.index
    service = pd.DataFrame({"customer_id": np.r_[ids[:100], ids[100:300]], "recovered": True})
    service.loc[service.index[150:], "recovered"] = False
    found = contacts_by_tier(
        tiers, _contacts(tiers, {MOST_VALUABLE: 4, BETWEEN: 4}), service, **DAYS
    )
    rows = found.service.set_index("tier")
    assert rows.loc[MOST_VALUABLE, "share"] == 1 and rows.loc[BETWEEN, "share"] == 0.25
    assert rows.loc[BETWEEN, "low"] < 0.25 < rows.loc[BETWEEN, "high"]
    assert "100%" in found.service_said and "25%" in found.sentence


def test_nothing_to_count_is_said_and_strangers_are_counted_apart():
    tiers = _tiers(5, 5, 0)
    strange = pd.DataFrame({"customer_id": ["X1", None], "channel": "letter", "cost": 1.0})
    with pytest.raises(DataProblem, match="nobody with a tier"):
        contacts_by_tier(tiers, strange, **DAYS)
    mine = pd.concat([strange, _contacts(tiers, {MOST_VALUABLE: 5, BETWEEN: 5})])
    found = contacts_by_tier(tiers, mine, **DAYS)
    assert found.others == 2
    assert found.of("C00001").startswith("C00001 was most valuable and got")
    with pytest.raises(DataProblem, match="no customer"):
        found.of("X1")
    bare = contacts_by_tier(tiers, mine[["customer_id"]], **DAYS)
    assert bare.table["cost"].sum() == 0 and list(bare.kinds.columns) == ["contacts"]
    only = contacts_by_tier(_tiers(5, 0, 0), mine, **DAYS)
    assert np.isnan(only.ratio[0]) and only.share[0] == 0


def test_from_a_firms_own_tables(tmp_path):
    firm = planted(4, 1_500)
    firm.orders.to_csv(tmp_path / "transactions.csv", index=False)
    busy = firm.people["rate"].rank(pct=True) > 0.8
    ids = pd.concat([pd.Series(firm.people.index[busy])] * 9 + [pd.Series(firm.people.index)] * 3)
    dates = pd.Timestamp(2024, 3, 1) + pd.to_timedelta(np.arange(len(ids)) % 200, "D")
    letters = pd.DataFrame({"contact_id": [f"N{one}" for one in range(len(ids))],
                            "customer_id": ids.to_numpy(), "date": dates, "channel": "letter",
                            "cost": 0.9})  # fmt: skip
    letters.to_csv(tmp_path / "contacts.csv", index=False)
    found = contacts_by_value(load(str(tmp_path)))
    assert found.ratio[1] > 1.2 and found.share[1] > found.by_chance
    assert found.table["contacts"].sum() + found.others == len(letters)
    picture = plot_contacts_by_value(found)
    assert f"{found.table['customers'].iloc[0]:,} customers" in picture.alt
    assert "Failures put right" not in found.summary().frame
    (tmp_path / "contacts.csv").unlink()
    with pytest.raises(DataProblem, match="contacts"):
        contacts_by_value(load(str(tmp_path)))
