"""Fellegi & Sunter by hand, against the published line and against the engine."""

from __future__ import annotations

import numpy as np
import pytest

from cvmlab.errors import DataProblem
from cvmlab.idic.identify.link_records import link_records
from cvmlab.idic.identify.linkage_picture import plot_match_weights, plot_pair
from cvmlab.idic.identify.match_weights import field_bits, match_probability, match_weights
from tests.idic.identify.made_records import company, duffys

# Fellegi & Sunter (1969), "A Theory for Record Linkage", Journal of the American Statistical
# Association 64(328): four fields that agree independently.
M, U, PRIOR = [0.9, 0.95, 0.98, 0.8], [0.01, 0.002, 0.0001, 0.001], 0.001


def test_the_published_line() -> None:
    assert sum(field_bits([1, 1, 1, 1], M, U)) == pytest.approx(38.286, abs=5e-4)
    for pattern, posterior in (("1101", 0.99854), ("0101", 0.43456), ("1001", 0.06736)):
        agrees = [int(one) for one in pattern]
        assert match_probability(agrees, M, U, PRIOR) == pytest.approx(posterior, abs=5e-6)


def test_by_bayes_with_counts_instead_of_bits() -> None:
    """Of a million pairs a thousand are matches; of both kinds so many show the pattern."""
    matches, others = 1_000 * 0.9 * 0.05, 999_000 * 0.01 * 0.998
    assert match_probability([1, 0], M[:2], U[:2], PRIOR) == pytest.approx(
        matches / (matches + others)
    )


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (([1], [0.9, 0.8], [0.1], 0.1), "differ in length"),
        (([1], [1.0], [0.1], 0.1), "not between 0 and 1"),
        (([1], [0.9], [0.1], 0.0), "the prior is 0.0"),
    ],
)
def test_what_is_no_share_is_refused(arguments: tuple[list[float], ...], said: str) -> None:
    with pytest.raises(DataProblem, match=said):
        match_probability(*arguments)  # type: ignore[arg-type]


def test_the_engine_and_the_hand_agree_on_every_pair_looked_at() -> None:
    linkage = company(1).linkage
    pairs = linkage.pairs[~linkage.pairs["known"]].sample(40, random_state=0)
    for row in pairs.itertuples():
        pair = linkage.explain(row.record_a, row.record_b)
        assert pair.bits == pytest.approx(row.bits, abs=1e-9)
        assert pair.probability == pytest.approx(row.probability, abs=1e-9)
        levels = dict(zip(pair.table["field"], pair.table["number"], strict=True))
        assert all(getattr(row, name) == level for name, level in levels.items())
        assert pair.apart == row.apart


def test_rare_names_weigh_more_than_common_ones() -> None:
    linkage = company(1).linkage
    shares = linkage.model.shares["surname"]
    cells = linkage.records.set_index("record_id")["surname"]
    weights = {}
    for which, name in (
        ("rare", shares.index[shares <= 2 / len(cells)][0]),
        ("common", shares.index[0]),
    ):
        one = linkage.records[linkage.records["surname"] == name].iloc[0]
        table = linkage.model.weigh(one, one)
        weights[which] = table.set_index("field").loc["surname", "bits"]
    assert weights["rare"] > weights["common"] + 3


def test_what_is_learnt_lies_near_what_was_planted() -> None:
    """m of a first name written in full, by counting over true pairs."""
    one = company(1)
    person = one.truth.set_index("record_id")["person_id"]
    rows = one.linkage.records.assign(person=person.to_numpy()).dropna(subset=["surname"])
    pairs = rows.merge(rows, on="person")
    pairs = pairs[pairs["record_id_x"] < pairs["record_id_y"]]
    counted = (pairs["surname_x"] == pairs["surname_y"]).mean()
    levels = one.linkage.model.levels.set_index(["field", "level"])
    assert levels.loc[("surname", "the same"), "m"] == pytest.approx(counted, abs=0.05)
    true_prior = len(pairs) / (len(rows) * (len(rows) - 1) / 2)
    assert one.linkage.model.prior == pytest.approx(true_prior, rel=0.15)


def test_shares_of_a_field_sum_to_one() -> None:
    sums = company(2).linkage.model.levels.groupby("field")[["m", "u"]].sum()
    assert np.allclose(sums, 1.0)


def test_husband_and_wife_agree_in_much_and_are_kept_apart() -> None:
    linkage = link_records(duffys())
    pair = linkage.explain("R1", "K3")
    assert pair.probability > 0.5 and pair.apart and not pair.together
    assert "household guard says: two people" in pair.sentence
    same = linkage.explain("R1", "R2")
    assert same.together and not same.apart
    empty = same.table.set_index("field").loc["birth_date"]
    assert (empty["level"], empty["bits"]) == ("empty", 0.0)
    frame = pair.summary().frame
    assert frame["Bits"].iloc[:-1].sum() == pytest.approx(frame["Bits"].iloc[-1])
    with pytest.raises(DataProblem, match="one record"):
        linkage.explain("R1", "K1")
    carded = link_records(duffys().assign(customer_id="K1")).explain("R1", "R3")
    assert carded.known and carded.together and not carded.apart


def test_pictures_say_what_they_show() -> None:
    linkage = company(1).linkage
    weights = match_weights(linkage)
    best = weights.best.iloc[0]
    assert f"{best['bits']:.1f}" in plot_match_weights(weights).alt
    assert "person" in weights.sentence and len(weights.summary().frame) == len(weights.table)
    family = link_records(duffys())
    drawn = plot_pair(family.explain("R1", "R3"))
    assert "the guard says two people" in drawn.alt
    assert "date of birth: different" in drawn.alt
