"""Judging a linkage: worked by hand, a second route, and intervals that hold what they promise."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations

import numpy as np
import pandas as pd
import pytest

from cvmlab.errors import DataProblem
from cvmlab.idic.identify.judge_linkage import (
    counts_by_block,
    judge_linkage,
    known_records,
    precision_recall,
    true_pairs,
    with_intervals,
)
from cvmlab.idic.identify.link_records import link_records
from cvmlab.idic.identify.linkage_errors import estimated_errors, review_sample, reviewed
from cvmlab.idic.identify.linkage_result import Linkage
from tests.idic.identify.made_records import company, duffys


def stands(linkage: Linkage, identity: list[str]) -> Linkage:
    """The same linkage with identities said by hand."""
    table = linkage.table.assign(identity=identity)
    return replace(linkage, table=table, identities=table.set_index("record_id")["identity"])


def test_by_hand() -> None:
    """Mary's two records apart, one of them with Gerard: 1 pair made, wrong; 1 true, missed."""
    linkage = stands(link_records(duffys()), ["a", "b", "b"])
    truth = pd.DataFrame(
        {"record_id": ["R1", "R2", "R3"], "person_id": ["m", "m", "g"], "household_id": "h"}
    )
    found = judge_linkage(linkage, truth).table.set_index("measure")
    assert found.loc[["precision", "recall"], "count"].tolist() == [0, 0]
    assert found.loc[["precision", "recall"], "of"].tolist() == [1, 1]
    assert found.loc["over_merged", ["count", "of"]].tolist() == [1, 2]
    assert found.loc["under_merged", ["count", "of"]].tolist() == [1, 2]
    assert found.loc["wrong_at_home", ["count", "of"]].tolist() == [1, 1]
    assert found.loc["exact", "count"] == 0
    assert found.loc["compared", ["count", "of"]].tolist() == [1, 1]


def test_pair_by_pair_gives_the_same_as_counting_groups() -> None:
    one = company(4)
    rows = one.linkage.table.merge(one.truth, on="record_id").head(900)
    made = right = true = 0
    for a, b in combinations(rows[["identity", "person_id"]].to_numpy().tolist(), 2):
        made += a[0] == b[0]
        true += a[1] == b[1]
        right += a == b
    assert precision_recall(rows["identity"], rows["person_id"]) == (right / made, right / true)
    assert len(true_pairs(rows["person_id"])) == true


def test_a_company_judged_reconciles_and_beats_simpler_rules() -> None:
    one = company(4)
    judged = judge_linkage(one.linkage, one.truth)
    person = one.truth.set_index("record_id").loc[one.linkage.identities.index, "person_id"]
    both = precision_recall(one.linkage.identities, person)
    assert [judged.measure(name)[0] for name in ("precision", "recall")] == pytest.approx(both)
    rules = judged.rules.set_index("rule")
    guarded = rules.loc["match probability and guard"]
    assert guarded["precision"] == pytest.approx(both[0])
    assert guarded["recall"] > rules.loc["the same names and e-mail", "recall"] + 0.3
    assert guarded["recall"] > rules.loc["the same card", "recall"] + 0.3
    assert rules.loc["the same card", "precision"] == 1.0
    bare = rules.loc["match probability, no guard"]
    assert bare["wrong_at_home"] > 0.8 and bare["over_merged_count"] > guarded["over_merged_count"]
    assert judged.measure("compared")[0] > 0.98
    for row in judged.table[judged.table["of"] > 0].itertuples():
        assert row.low <= row.value <= row.high
        assert row.value == pytest.approx(row.count / row.of)
    assert "too sure" in judged.too_sure
    assert len(judged.summary().frame) == len(judged.table)
    assert len(judged.compared().frame) == 5


def test_pairs_of_a_family_that_no_rule_compares_are_counted_as_missed() -> None:
    one = company(4)
    cut = replace(one.linkage, rules=(("email",),))
    judged = judge_linkage(cut, one.truth)
    assert (
        judged.measure("compared")[0] < judge_linkage(one.linkage, one.truth).measure("compared")[0]
    )


def test_a_sample_of_persons_will_do_and_without_any_it_is_said() -> None:
    one = company(4)
    some = one.truth["person_id"].drop_duplicates().sample(300, random_state=0)
    judged = judge_linkage(one.linkage, one.truth[one.truth["person_id"].isin(some)])
    assert judged.left_out == len(one.truth) - one.truth["person_id"].isin(some).sum()
    assert f"{judged.left_out:,} records are left out" in judged.sentence
    without = judge_linkage(one.linkage, one.truth.drop(columns="household_id"))
    assert "wrong_at_home" not in set(without.table["measure"])
    with pytest.raises(DataProblem, match="of no record is it known"):
        judge_linkage(one.linkage, pd.DataFrame({"record_id": ["x"], "person_id": ["y"]}))


def measured(rows: pd.DataFrame) -> pd.DataFrame:
    return with_intervals(counts_by_block(rows, rows["identity"], None), 0.95).set_index("measure")


def test_samples_of_homes_cover_the_whole_company() -> None:
    one = company(4)
    known = known_records(one.linkage, one.truth)
    known["identity"] = known["record_id"].map(one.linkage.identities)
    true = measured(known)["value"]
    homes, rng, hits = known["home"].unique(), np.random.default_rng(0), {"recall": 0, "exact": 0}
    for _ in range(40):
        some = known[known["home"].isin(rng.choice(homes, 400, replace=False))]
        found = measured(some.reset_index(drop=True))
        for name in hits:
            hits[name] += found.loc[name, "low"] <= true[name] <= found.loc[name, "high"]
    assert min(hits.values()) >= 34, hits


def test_intervals_cover_the_law_that_made_the_errors() -> None:
    """Families of two persons with two records each. In one of ten all four are merged: 6 pairs
    made, 2 of them right; in one of ten a person is torn apart: 1 made; 2 are true in each."""
    rng, repeats, families = np.random.default_rng(0), 200, 150
    law = {
        "precision": (0.1 * 2 + 0.1 * 1 + 0.8 * 2) / (0.1 * 6 + 0.1 * 1 + 0.8 * 2),
        "recall": (0.1 * 2 + 0.1 * 1 + 0.8 * 2) / 2,
        "over_merged": 0.1 / (0.1 * 1 + 0.1 * 3 + 0.8 * 2),
    }
    covered = dict.fromkeys(law, 0)
    at = np.arange(4 * families)
    family, person = at // 4, at // 2
    rows = pd.DataFrame({"person": person, "home": family})
    rows.attrs["homes"] = True
    for _ in range(repeats):
        fate = rng.choice(3, families, p=[0.1, 0.1, 0.8])[family]
        torn = (fate == 1) & (at % 4 == 3)
        rows["identity"] = np.where(fate == 0, -1 - family, np.where(torn, 50_000 + at, person))
        found = measured(rows)
        for name, true in law.items():
            covered[name] += found.loc[name, "low"] <= true <= found.loc[name, "high"]
    for name, hits in covered.items():
        assert 0.90 <= hits / repeats <= 0.985, (name, hits)


# Without the truth


def test_expected_errors_cover_where_the_probabilities_are_right() -> None:
    linkage = company(5).linkage.at(0.6)
    found = estimated_errors(linkage).table
    rng = np.random.default_rng(1)
    unsure = linkage.pairs[~linkage.pairs["known"] & linkage.pairs["linked"]]
    chance = unsure["probability"].to_numpy()
    wrong = (rng.random((2_000, len(chance))) >= chance).sum(axis=1)
    row = found.iloc[0]
    assert row["expected"] == pytest.approx(wrong.mean(), rel=0.05)
    assert row["pairs"] == len(unsure)
    assert ((wrong >= np.floor(row["low"])) & (wrong <= np.ceil(row["high"]))).mean() >= 0.93


def test_expected_errors_are_too_few_as_is_said() -> None:
    one = company(5)
    person = one.truth.set_index("record_id")["person_id"]
    bare = one.linkage.at(guard=False)
    links = bare.pairs[bare.pairs["linked"] & ~bare.pairs["known"]]
    wrong = (
        person.loc[links["record_a"]].to_numpy() != person.loc[links["record_b"]].to_numpy()
    ).sum()
    found = estimated_errors(bare)
    assert found.table["high"].iloc[0] < 0.2 * wrong
    assert "too sure" in found.sentence
    assert estimated_errors(one.linkage).apart > 50


def test_a_sample_read_by_hand_says_how_many_links_are_right() -> None:
    one = company(5)
    person = one.truth.set_index("record_id")["person_id"]
    bare = one.linkage.at(guard=False)
    links = bare.pairs[bare.pairs["linked"] & ~bare.pairs["known"]]
    true = (
        person.loc[links["record_a"]].to_numpy() == person.loc[links["record_b"]].to_numpy()
    ).mean()
    hits = 0
    for seed in range(60):
        sample = review_sample(bare, 80, seed=seed)
        same = (
            person.loc[sample["record_a"]].to_numpy() == person.loc[sample["record_b"]].to_numpy()
        )
        found = reviewed(sample.assign(one_person=np.where(same, "Yes", "no")))
        row = found.table.set_index("stratum").loc["linked"]
        hits += row["low"] <= true <= row["high"]
    assert hits >= 52
    assert "Read by hand" in found.sentence and len(found.summary().frame) == len(found.table)


def test_a_sample_has_three_strata_and_odd_answers_are_met() -> None:
    linkage = company(5).linkage
    sample = review_sample(linkage, 40)
    assert sample["stratum"].value_counts().tolist() == [20, 10, 10]
    assert sample["one_person"].isna().all()
    for bad, said in (
        (sample, "Nothing is filled in"),
        (sample.assign(one_person="maybe"), "Neither yes nor no"),
        (sample.drop(columns="stratum"), "no column stratum"),
    ):
        with pytest.raises(DataProblem, match=said):
            reviewed(bad)
    with pytest.raises(DataProblem, match="too few"):
        review_sample(linkage, 3)
    strangers = pd.DataFrame({"record_id": [1, 2], "surname": ["A", "B"], "email": ["a@a", "b@b"]})
    with pytest.raises(DataProblem, match="no pair was linked"):
        review_sample(link_records(strangers))
