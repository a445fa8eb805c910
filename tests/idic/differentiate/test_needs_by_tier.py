"""Needs across tiers, and segments: by hand, planted, another route, words."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from cvmlab.errors import DataProblem
from cvmlab.idic.differentiate.need_evidence import MOTIVE, WISH
from cvmlab.idic.differentiate.needs import customer_needs, needs_from
from cvmlab.idic.differentiate.needs_by_tier import _strength, needs_by_tier
from cvmlab.idic.differentiate.needs_picture import plot_needs_by_tier
from cvmlab.idic.differentiate.needs_segments import needs_segments
from tests.sample import sample_company


@pytest.fixture(scope="module")
def needs():
    return customer_needs(sample_company())


def firm(table: list[list[int]]):
    """Needs and tiers of customers whose cross table is given: tiers down, needs across."""
    rows = [
        (f"c{t}{n}{i}", f"tier {t}", f"need {n}")
        for t, line in enumerate(table)
        for n, many in enumerate(line)
        for i in range(many)
    ]
    frame = pd.DataFrame(rows, columns=["customer_id", "tier", "need"])
    said = frame[["customer_id", "need"]].assign(
        source=WISH, words=frame.index.astype(str), day=pd.Timestamp("2024-05-06")
    )
    worth = 1000 - 100.0 * frame["tier"].str[-1].astype(int)
    return needs_from(said, frame["customer_id"]), frame.assign(actual=worth)


# by hand


def test_a_cross_table_with_a_pencil():
    """30/10 and 10/30: X² = 20 of 80, one degree of freedom: V = √(19/80)."""
    needs, tiers = firm([[30, 10], [10, 30]])
    found = needs_by_tier(needs, tiers)
    assert found.v == pytest.approx(np.sqrt(19 / 80))
    assert found.p_value == pytest.approx(stats.chi2.sf(20, 1))
    assert (found.guess_alone, found.guess_by_tier) == (0.5, 0.75)
    assert found.counts.loc["tier 0"].tolist() == [30, 10]
    assert "tells something of the need" in found.sentence


def test_what_is_independent_is_called_so():
    needs, tiers = firm([[20, 40], [10, 20], [30, 60]])
    found = needs_by_tier(needs, tiers)
    assert (found.v, found.low) == (0.0, 0.0) and found.p_value == pytest.approx(1)
    assert "The tier does not tell the need" in found.sentence
    assert "does not tell" in plot_needs_by_tier(found).alt


# another route


def test_the_interval_is_that_of_the_noncentral_chi_square():
    seen = np.array([[40, 25, 10], [20, 30, 30]], dtype=float)
    square = stats.chi2_contingency(seen, correction=False).statistic
    v, low, high, p = _strength(seen, 0.05)
    assert stats.ncx2.sf(square, 2, low**2 * seen.sum()) == pytest.approx(0.025, abs=1e-4)
    assert stats.ncx2.cdf(square, 2, high**2 * seen.sum()) == pytest.approx(0.025, abs=1e-4)
    assert p == pytest.approx(stats.chi2.sf(square, 2))
    plain = stats.contingency.association(seen.astype(int), method="cramer")
    assert v == pytest.approx(np.sqrt(plain**2 - 2 / seen.sum()))


def test_chance_shows_as_much_as_often_as_shuffled_needs_do():
    needs, tiers = firm([[28, 22, 10], [20, 25, 25]])
    found = needs_by_tier(needs, tiers)
    rng = np.random.default_rng(3)
    tier = (found.known["tier"] == "tier 0").to_numpy().astype(int)
    need = found.known["need"].str[-1].to_numpy().astype(int)
    expected = np.outer(found.counts.sum(axis=1), np.bincount(need)) / len(need)

    def square(order):
        seen = np.bincount(3 * (1 - tier) + order, minlength=6).reshape(2, 3)
        return ((seen - expected) ** 2 / expected).sum()

    more = sum(square(rng.permutation(need)) >= square(need) - 1e-9 for _ in range(3000))
    assert found.p_value == pytest.approx(more / 3000, abs=0.025)


# planted


@pytest.mark.parametrize("tilt", [0.0, 0.08, 0.25])
def test_the_interval_holds_the_planted_strength(tilt):
    """2,000 made firms: 500 customers in two tiers of three needs."""
    cells = np.array([[0.5, 0.3, 0.2], [0.5 - tilt, 0.3, 0.2 + tilt]]) / 2
    expected = np.outer(cells.sum(axis=1), cells.sum(axis=0))
    true = np.sqrt(((cells - expected) ** 2 / expected).sum())
    rng = np.random.default_rng(int(100 * tilt))
    draws = rng.multinomial(500, cells.ravel(), 2000).reshape(-1, 2, 3).astype(float)
    held = [low <= true + 1e-12 and true <= high for _, low, high, _ in
            (_strength(seen, 0.05) for seen in draws)]  # fmt: skip
    # Two-sided by λ, so a strength of none is missed only from above.
    assert 0.935 < np.mean(held) < (0.99 if tilt == 0 else 0.968)


def test_segments_are_as_large_as_planted_and_certain_only_with_persistence():
    rng = np.random.default_rng(8)
    own = rng.choice(["time", "money", "ease"], 600, p=[0.5, 0.3, 0.2])
    sure = pd.DataFrame({"customer_id": np.repeat(np.arange(600).astype(str), 2),
                         "need": np.repeat(own, 2)})  # fmt: skip
    loose = sure.assign(need=rng.permutation(sure["need"].to_numpy()))
    for rows, segments in ((sure, True), (loose, False)):
        said = rows.assign(source=MOTIVE, words="", day=pd.Timestamp("2024-01-01"))
        found = needs_segments(needs_from(said, said["customer_id"]))
        assert found.are_segments is segments
        assert found.table["customers"].sum() == 600
        certain = found.table["certain"].sum()
        assert certain == 600 if segments else certain < 600
        assert ("These are no segments" in found.sentence) is not segments
    shares = needs_segments(
        needs_from(sure.assign(source=MOTIVE, words="", day=pd.NaT), sure["customer_id"])
    ).table.set_index("need")
    for name, planted in (("time", 0.5), ("money", 0.3), ("ease", 0.2)):
        assert shares.loc[name, "low"] - 0.02 < planted < shares.loc[name, "high"] + 0.02


def test_what_was_planted_as_noise_is_called_no_segments(needs):
    assert "These are no segments" in needs_segments(needs, WISH).sentence
    assert needs_segments(needs, MOTIVE).are_segments
    assert needs_segments(needs).table["certain"].sum() > 5000


# two customers, words, problems


def test_a_neighbour_of_the_same_value_needs_something_else():
    needs, tiers = firm([[2, 1], [1, 2]])
    tiers["actual"] = [500.0, 400.0, 420.0, 30.0, 31.0, 32.0]
    found = needs_by_tier(needs, tiers)
    said = found.pair("c001")
    assert "c001 and c010" in said and "€400.00 and €420.00" in said
    assert "'need 0', the other for 'need 1'" in said
    with pytest.raises(DataProblem, match="c999 has no wish"):
        found.pair("c999")
    with pytest.raises(DataProblem, match="hold no money"):
        needs_by_tier(needs, tiers.drop(columns="actual")).pair("c001")


def test_every_customer_with_a_need_and_a_tier_stands_in_the_table_once(needs):
    tiers = pd.DataFrame({"customer_id": needs.customers})
    tiers["tier"] = np.where(np.arange(len(tiers)) % 5 == 0, "top", "others")
    tiers["actual"] = np.where(tiers["tier"] == "top", 9.0, 1.0)
    found = needs_by_tier(needs, tiers)
    told = needs.leading(WISH).index
    assert found.counts.to_numpy().sum() == told.isin(tiers["customer_id"]).sum()
    assert found.counts.index.tolist() == ["top", "others"]
    assert found.tier_sizes.sum() == len(tiers)
    assert found.low == 0  # drawn without looking: nothing to be found
    for tier, row in zip(found.counts.index, found.summary().cells, strict=True):
        assert row[0] == tier and row[1] == f"{found.tier_sizes[tier]:,}"


def test_what_cannot_be_compared_is_refused():
    needs, tiers = firm([[3, 4]])
    with pytest.raises(DataProblem, match="1 tiers and 2 needs"):
        needs_by_tier(needs, tiers)
    with pytest.raises(DataProblem) as told:
        needs_by_tier(needs, tiers[["actual"]])
    assert "customer_id" in str(told.value) and "tier" in str(told.value)
    with pytest.raises(DataProblem, match="no records of the source"):
        needs_by_tier(needs, tiers, source="dream")
