"""What customers need: by hand, against what is planted, by another route, and in words."""

from __future__ import annotations

import itertools

import numpy as np
import pandas as pd
import pytest

from cvmlab.data.planted_truth import truth
from cvmlab.data.workspace import load
from cvmlab.errors import DataProblem
from cvmlab.idic.differentiate.need_evidence import FAILURE, MOTIVE, WISH, need_evidence
from cvmlab.idic.differentiate.need_persistence import need_persistence
from cvmlab.idic.differentiate.needs import customer_needs, needs_from
from cvmlab.idic.differentiate.needs_picture import plot_needs
from cvmlab.idic.identify.current_linkage import current_linkage
from cvmlab.kestrel.block import Block
from tests.sample import sample_company

MARY = "K0001514"
NEEDS = np.array(["time", "money", "carrying", "freshness"])


@pytest.fixture(scope="module")
def ws():
    return sample_company()


@pytest.fixture(scope="module")
def needs(ws):
    return customer_needs(ws)


def records(who, need, words=None, source=WISH) -> pd.DataFrame:
    frame = pd.DataFrame({"customer_id": list(who), "need": list(need), "source": source})
    frame["words"] = list(words) if words is not None else [f"w{n}" for n in range(len(frame))]
    return frame.assign(day=pd.date_range("2024-01-01", periods=len(frame)))


def made_firm(rng, customers: int, rho: float, more: float = 1.0, words: int = 0):
    """Records of customers whose own shares are Dirichlet with persistence `rho`."""
    share = np.array([0.4, 0.3, 0.2, 0.1])
    weight = (1 - rho) / rho if rho else 1e7
    own = rng.dirichlet(weight * share, customers)
    many = 1 + rng.poisson(more, customers)
    who = np.repeat(np.arange(customers), many)
    need = (rng.random((len(who), 1)) > own[who].cumsum(axis=1)[:, :-1]).sum(axis=1)
    frame = pd.DataFrame({"customer_id": who, "need": need})
    if words:
        # Each need is told in so many ways; the same customer's same words stand once.
        frame["words"] = words * need + rng.integers(0, words, len(frame))
        frame = frame.drop_duplicates(["customer_id", "words"])
    return frame, own


# by hand


def test_persistence_with_a_pencil():
    """Four customers with two wishes: three pairs match; shares are 5/8 and 3/8."""
    rows = records("aabbccdd", "ttttmmtm")
    found = need_persistence(rows.drop(columns="words"))
    chance = (5 / 8) ** 2 + (3 / 8) ** 2
    assert (found.pairs, found.match) == (4, 0.75)
    assert found.by_chance == pytest.approx(chance)
    assert found.value == pytest.approx((0.75 - chance) / (1 - chance))


def test_words_that_stand_once_cannot_make_a_pair():
    """Two needs in two words each, all four told by all: 2 of 6 pairs match, and so by chance."""
    rows = records("aaaabbbb", "ttmmttmm", words=["t1", "t2", "m1", "m2"] * 2)
    found = need_persistence(rows)
    assert found.pairs == 12 and found.match == pytest.approx(1 / 3)
    assert found.by_chance == pytest.approx(1 / 3)  # (1/2 − 1/4) / (1 − 1/4)
    assert found.value == pytest.approx(0, abs=1e-12)
    assert need_persistence(rows.drop(columns="words")).value < -0.1


def test_the_chance_of_a_need_with_a_pencil():
    """One wish: ρ + (1 − ρ) p. Two on one need: 2ρ/(1 + ρ) of the own share, the rest p."""
    rows = records("aabbccddee", "ttttmmtmtm")
    rows = pd.concat([rows, records("f", "m")], ignore_index=True)
    found = needs_from(rows, pd.Series(list("abcdefgh")))
    rho, p = found.persistence[WISH].value, 6 / 11
    assert 0 < rho < 1
    chances = found.chances()
    assert chances.loc["f", "m"] == pytest.approx(rho + (1 - rho) * (1 - p))
    weight = 2 * rho / (1 + rho)
    assert chances.loc["a", "t"] == pytest.approx(weight + (1 - weight) * p)
    assert chances.loc["d", "t"] == pytest.approx(0.5 * weight + (1 - weight) * p)
    np.testing.assert_allclose(chances.sum(axis=1), 1.0)
    assert found.unknown == 2  # g and h
    assert f"= {100 * chances.loc['a', 't']:.1f}%" in found.by_hand("a")


# planted


@pytest.mark.parametrize("rho", [0.0, 0.15, 0.6])
def test_intervals_of_persistence_hold_the_planted_one(rho):
    """1,000 made firms of 300 customers each."""
    rng = np.random.default_rng(int(100 * rho) + 1)
    held, values = 0, []
    for _ in range(1000):
        frame, _ = made_firm(rng, 300, rho)
        found = need_persistence(frame)
        held += found.low <= rho <= found.high
        values.append(found.value)
    assert 0.925 < held / 1000 < 0.97
    assert abs(np.mean(values) - rho) < 0.012


def test_without_structure_words_that_stand_once_do_not_look_like_aversion():
    rng = np.random.default_rng(4)
    with_words, without = [], []
    for _ in range(200):
        frame, _ = made_firm(rng, 300, 0.0, words=3)
        with_words.append(need_persistence(frame).value)
        without.append(need_persistence(frame.drop(columns="words")).value)
    error = np.std(with_words) / np.sqrt(200)
    assert abs(np.mean(with_words)) < 3.5 * error
    assert np.mean(without) < -5 * error


def test_the_chances_are_calibrated_on_the_next_record():
    """Planted needs: of records foretold with 70%, 70% come; and a forecast beats the two edges."""
    rng = np.random.default_rng(5)
    frame, own = made_firm(rng, 6000, 0.3)
    frame = records(frame["customer_id"].astype(str), NEEDS[frame["need"]])
    found = needs_from(frame, frame["customer_id"])
    assert found.persistence[WISH].value == pytest.approx(0.3, abs=0.03)
    chances = found.chances()[list(NEEDS)]
    truly = own[chances.index.astype(int)]
    said = chances.to_numpy()
    for low, high in ((0.0, 0.15), (0.15, 0.3), (0.3, 0.5), (0.5, 0.7), (0.7, 1.0)):
        here = (said >= low) & (said < high)
        assert here.sum() > 200
        assert truly[here].mean() == pytest.approx(said[here].mean(), abs=0.02)
    counts = pd.crosstab(frame["customer_id"], frame["need"]).loc[chances.index, list(NEEDS)]
    naive = counts.div(counts.sum(axis=1), axis=0).to_numpy()
    firm = found.shares.loc[WISH, list(NEEDS)].to_numpy()
    error = [((guess - truly) ** 2).mean() for guess in (said, naive, np.tile(firm, (6000, 1)))]
    assert error[0] < 0.9 * min(error[1:])


def test_one_wish_does_not_foretell_the_next_at_kestrel():
    """Five companies: what is told is planted by age and chance only, and is seen to be so."""
    values, shown = [], 0
    for seed in (1, 2, 3, 4, 5):
        rows = Block(seed).table("preferences").rename(columns={"preference": "words"})
        found = need_persistence(rows)
        values.append(found.value)
        shown += found.shown
    assert -0.01 < np.mean(values) < 0.035  # what age adds is about a hundredth
    assert shown <= 2


def test_the_strongest_motive_is_the_planted_type_of_loyalty(needs):
    known = truth().person.frame().dropna(subset=["customer_id"])
    person = known.set_index("customer_id")["type"].astype(str)
    lead = needs.leading(MOTIVE)
    kind = person.reindex(lead.index).dropna()
    lead = lead.loc[kind.index]
    planted = {"emotional": "to be known", "convenience": "less time", "points": "less money"}
    hits = [(lead["need"][kind == name] == need).mean() for name, need in planted.items()]
    assert min(hits) > 0.8
    sure = lead[lead["chance"] > 0.9].index
    loyal = [c for c in sure if kind[c] in planted]
    right = np.mean([planted[kind[c]] == lead.loc[c, "need"] for c in loyal])
    assert right > 0.9


# another route


def test_persistence_is_that_of_all_pairs_one_by_one(ws):
    rows = need_evidence(ws)
    rows = rows[rows["source"] == WISH].head(900)
    alike = many = 0
    for _, mine in rows.groupby("customer_id"):
        for one, other in itertools.combinations(mine.itertuples(), 2):
            if one.words != other.words:
                many += 1
                alike += one.need == other.need
    found = need_persistence(rows)
    assert found.pairs == many and found.match == pytest.approx(alike / many)
    # by chance: all pairs of records, drawn with replacement, in other words
    need, words = rows["need"].to_numpy(), rows["words"].to_numpy()
    other = words[:, None] != words[None, :]
    same = need[:, None] == need[None, :]
    assert found.by_chance == pytest.approx(same[other].mean())


def test_the_interval_is_about_that_of_resampled_customers(ws):
    rows = need_evidence(ws)
    rows = rows[rows["source"] == MOTIVE].drop(columns="words")
    found = need_persistence(rows)
    rng = np.random.default_rng(6)
    groups = list(rows.groupby("customer_id").indices.values())
    draws = []
    for _ in range(150):
        some = [groups[i] for i in rng.integers(0, len(groups), len(groups))]
        again = rows.iloc[np.concatenate(some)].assign(
            customer_id=np.repeat(np.arange(len(some)), [len(one) for one in some])
        )
        draws.append(need_persistence(again).value)
    half = 1.96 * np.std(draws)
    assert (found.high - found.low) / 2 == pytest.approx(half, rel=0.2)


def test_the_chances_are_the_dirichlet_posterior(needs):
    rho = needs.persistence[FAILURE].value
    weight = (1 - rho) / rho
    rows = needs.evidence[needs.evidence["source"] == FAILURE]
    counts = pd.crosstab(rows["customer_id"], rows["need"])
    prior = weight * needs.shares.loc[FAILURE, counts.columns]
    posterior = (counts + prior).div(counts.sum(axis=1) + weight, axis=0)
    pd.testing.assert_frame_equal(
        needs.chances(FAILURE), posterior, check_names=False, check_like=True
    )


def test_no_record_is_lost(ws, needs):
    wishes, failures = ws.preferences.frame(), ws.service_events.frame()
    counts = needs.evidence["source"].value_counts()
    assert counts[WISH] == len(wishes)
    removable = ws.offers.frame()["removes"].dropna()
    seen = failures["code"].isin(removable) & failures["customer_id"].notna()
    assert counts[FAILURE] == seen.sum()


# one customer, in words


def test_mary_duffy_told_of_gluten_and_is_found_by_either_card(needs, ws):
    said = needs.of(MARY)
    assert '"gluten-free, in a bag of its own" (diet and health' in said
    assert "Strongest motive: less time" in said
    assert needs.leading().loc[MARY, "need"] == "diet and health"

    linked = current_linkage(ws)
    person = customer_needs(ws, linked)
    assert customer_needs(ws, linked) is person and customer_needs(ws) is needs
    assert person.of("K0006972") == person.of(MARY)
    assert MARY in person.customers and "K0006972" not in person.customers
    told = person.evidence.query("source == 'wish'")
    assert not told.duplicated(["customer_id", "words"]).any()
    assert person.evidence["customer_id"].nunique() < needs.evidence["customer_id"].nunique()
    assert "of 3)" in person.of(MARY)  # the failures of both cards


def test_who_never_said_anything_is_counted_and_said_so(needs):
    silent = needs.customers[~needs.customers.isin(needs.evidence["customer_id"])]
    assert len(silent) == needs.unknown > 1000
    assert "nothing is known: ask" in needs.of(silent[0])
    with pytest.raises(DataProblem, match="no customer 'K999'"):
        needs.of("K999")
    with pytest.raises(DataProblem, match="no record of the source"):
        needs.by_hand(silent[0])


def test_the_sentence_says_the_table(needs):
    table = needs.summary()
    assert [row[0][:4] for row in table.cells] == ["wish", "fail", "the "]
    one = needs.persistence[WISH]
    assert f"persistence {one.value:.2f}" in needs.sentence
    assert "not shown to foretell the next" in needs.sentence
    assert f"{needs.unknown:,} of {len(needs.customers):,}" in needs.sentence
    assert table.cells[0][-1] == "0"  # no wish makes anybody's need certain


def test_two_sources_agree_no_more_than_by_chance_or_it_is_said(needs):
    both = needs.agreement(WISH, MOTIVE)
    lead, other = needs.leading(WISH)["need"], needs.leading(MOTIVE)["need"]
    ids = lead.index.intersection(other.index)
    assert both.items == len(ids)
    assert both.share == pytest.approx((lead[ids] == other[ids]).mean())
    assert abs(both.kappa) < 0.1


def test_the_picture_says_its_numbers(needs):
    picture = plot_needs(needs)
    for one in needs.persistence.values():
        assert f"{one.pairs:,} pairs agree" in picture.alt
    assert "a wish has not been shown to" in picture.alt
    assert len(picture.axes.get_yticklabels()) == 3


# what may be wrong with a reader's data


def test_no_source_at_all_is_told_by_name(tmp_path):
    path = tmp_path / "orders.csv"
    path.write_text("customer,date,amount\na,2024-01-01,5\nb,2024-02-01,6\n", encoding="utf-8")
    with pytest.raises(DataProblem) as told:
        customer_needs(load(str(path)))
    for name in ("preferences", "service_events", "survey"):
        assert name in str(told.value)


def test_wishes_alone_are_enough(tmp_path):
    """Fifty customers, no words, no days, and one need: nothing can be foretold, and it says so."""
    orders = [f"c{n:02d},2024-01-{1 + n % 28:02d},5" for n in range(50)]
    (tmp_path / "transactions.csv").write_text(
        "\n".join(["customer_id,date,amount", *orders]), encoding="utf-8"
    )
    lines = [f"p{n},c{n % 5:02d},wish {n},less time,True,False" for n in range(9)]
    head = "preference_id,customer_id,preference,need,visible,used"
    (tmp_path / "preferences.csv").write_text("\n".join([head, *lines]), encoding="utf-8")
    found = customer_needs(load(str(tmp_path)))
    assert list(found.persistence) == [WISH] and found.unknown == 45
    assert "nobody" in found.sentence or "agree" in found.sentence
    assert found.chances().to_numpy().max() == pytest.approx(1.0)
    assert found.of("c00").startswith('c00. Told us: "wish 0" (less time)')


def test_columns_that_are_missing_are_all_named():
    with pytest.raises(DataProblem) as told:
        need_persistence(pd.DataFrame({"who": ["a"]}))
    assert "customer_id" in str(told.value) and "need" in str(told.value)
    with pytest.raises(DataProblem, match="no records"):
        need_persistence(pd.DataFrame({"customer_id": [], "need": []}))
    with pytest.raises(DataProblem) as told:
        needs_from(pd.DataFrame({"customer_id": ["a"]}), pd.Series([], dtype=str))
    assert "source" in str(told.value) and "there are no customers" in str(told.value)


def test_one_record_each_leaves_persistence_unknown_and_the_firms_shares():
    found = needs_from(records("abc", "tmm"), pd.Series(list("abcd")))
    assert np.isnan(found.persistence[WISH].value)
    assert "nobody has two records" in found.sentence
    assert found.chances().loc["a", "t"] == pytest.approx(1 / 3)
    plot_needs(found)
    assert "–" in str(found.summary())


def test_nothing_given_is_changed():
    rows = records("aabb", "tmtm")
    before = rows.copy()
    needs_from(rows, rows["customer_id"])
    pd.testing.assert_frame_equal(rows, before)
