"""Do letters drive customers away: by hand, with the planted effect, and with none planted."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from cvmlab.data.workspace import load
from cvmlab.errors import DataProblem
from cvmlab.idic.interact.silence_by_letters import silence_by_letters, silence_of
from cvmlab.idic.interact.trips_before import trips_before, trips_between
from cvmlab.kestrel import leaving
from cvmlab.kestrel.block import Block
from cvmlab.kestrel.calendar import dates
from cvmlab.kestrel.contacts import contacts
from tests.idic.interact.made_contacts import FIRST
from tests.sample import sample_company


def made(seed: int, people: int = 400, per_letter: float = 1.3) -> tuple[pd.DataFrame, ...]:
    """Everybody comes every other day; in which month somebody stops depends on its letters."""
    rng = np.random.default_rng(seed)
    months, before = 13, 182
    many = rng.poisson(rng.uniform(1, 5, people)[:, None], (people, months))
    chance = 0.03 * per_letter ** np.maximum(many - 3, 0)
    stops = rng.random((people, months)) < chance
    until = np.where(stops.any(axis=1), stops.argmax(axis=1) * 28 + 27, months * 28)
    person, month = (np.repeat(x, many.ravel()) for x in np.divmod(np.arange(many.size), months))
    rows = pd.DataFrame({"who": person.astype(str), "month": month})
    rows["date"] = FIRST + pd.to_timedelta(28 * month + rng.integers(0, 28, len(month)), unit="D")
    rows.loc[0, ["date", "month"]] = FIRST, 0
    day = np.arange(-before, months * 28, 2)
    comes = day[None, :] <= until[:, None]
    who, at = np.nonzero(comes)
    days = pd.DataFrame({"who": who.astype(str), "date": FIRST + pd.to_timedelta(day[at], "D")})
    return rows, days


def test_the_planted_factor_lies_in_its_interval_as_often_as_said():
    """200 made firms: by the month ×1.3 for each letter above three."""
    held = []
    for seed in range(200):
        found = silence_of(*made(seed))
        held.append(found.alike.low <= 1.3 <= found.alike.high)
    assert 0.90 <= np.mean(held) <= 0.985


def test_counts_worked_by_hand():
    rows, days = made(1, people=60)
    found = silence_of(rows, days)
    last = days.groupby("who")["date"].max()
    gone = (days["date"].max() - last).dt.days >= 42
    assert found.customers == found.frequent == 60 and found.gone == gone.sum()
    month = ((last - FIRST).dt.days // 28).clip(upper=10)  # 11 months leave six weeks to hear it
    assert found.months == (month + 1).sum() and found.silent == found.gone
    first_six = rows[rows["month"] < 6]
    assert found.letters == pytest.approx(len(first_six) / 60 / 6)


def _company(seed: int):  # type: ignore[no-untyped-def]
    block = Block(seed)
    sent, trips = contacts(block), block.trips
    owner = block.records.set_index("record_id")["person"]
    rows = pd.DataFrame({"who": owner[sent["record_id"]].to_numpy().astype(str)})
    rows["date"] = pd.to_datetime(sent["date"])
    rows["month"] = (rows["date"] - rows["date"].min().normalize()).dt.days // 28
    days = pd.DataFrame(
        {
            "who": trips["person"].astype(str).to_numpy(),
            "date": pd.to_datetime(dates(trips["day"].to_numpy())),
        }
    )
    return silence_of(rows, days.drop_duplicates())


def test_three_sample_companies_with_the_planted_effect_and_three_without(monkeypatch):
    """Planted 1.08 is seen as some 1.05: the last purchase is often the month before. Nothing
    planted is seen as nothing. And compared plainly letters seem to keep people, both times."""

    def pooled() -> tuple[float, float, list[float]]:
        found = [_company(seed) for seed in (1, 2, 5)]
        weight = np.array([one.error**-2 for one in found])
        logs = np.log([one.alike.value for one in found])
        return (logs * weight).sum() / weight.sum(), weight.sum() ** -0.5, [
            one.plain.high for one in found
        ]  # fmt: skip

    middle, error, plain = pooled()
    assert 2.5 * error < middle < np.log(1.08) + error and max(plain) < 0.95
    monkeypatch.setattr(leaving, "PER_LETTER", 1.0)
    middle, error, plain = pooled()
    assert abs(middle) < 2.5 * error and max(plain) < 0.95


def test_at_kestrel_the_two_comparisons_point_in_opposite_directions():
    found = silence_by_letters(sample_company())
    assert found.plain.high < 0.95 and found.alike.value > 1
    assert 1.03 < found.smallest < 1.10
    assert "letters go to those who come most" in found.sentence
    assert len(found.summary().cells) == 2


def test_trips_before_each_message_by_another_route():
    ws = sample_company()
    sent = trips_before(ws)
    assert len(sent) == len(ws.contacts.frame())
    days = ws.transactions.occasions.to_pandas()
    for row in sent[sent["customer_id"].notna()].iloc[[10, 5_000, 200_000]].itertuples():
        gap = (row.date - pd.to_datetime(days["date"])).dt.days
        mine = (days["customer_id"] == row.customer_id) & (gap > 0) & (gap <= 182)
        assert row.trips_before == mine.sum()
    ends = sent.groupby("trips_group")["trips_before"].agg(["min", "max"])
    assert ends.loc["4-12 trips"].tolist() == [4, 12] and ends.loc["no trip", "max"] == 0
    nobody = trips_between(
        days.rename(columns={"customer_id": "who"}).assign(date=pd.to_datetime(days["date"])),
        pd.Series(["nobody"]), pd.Series([FIRST]), pd.Series([FIRST]),
    )  # fmt: skip
    assert nobody.tolist() == [0]


def test_what_is_missing_is_said():
    orders = pd.DataFrame({"customer": ["a"], "date": ["2024-05-06"], "amount": [1.0]})
    with pytest.raises(DataProblem, match="contacts"):
        silence_by_letters(load(orders))
    with pytest.raises(DataProblem, match="contacts"):
        trips_before(load(orders))
    rows, days = made(2, people=60)
    with pytest.raises(DataProblem, match="less than half a year"):
        silence_of(rows, days[days["date"] < FIRST + pd.Timedelta(days=150)])
    with pytest.raises(DataProblem, match="only 0 customers came 999 times"):
        silence_of(rows, days, frequent=999)
