"""Where to draw the line: both errors, in heads and in money."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from cvmlab.idic.identify.judge_linkage import judge_linkage
from cvmlab.idic.identify.linkage_errors import estimated_errors
from cvmlab.idic.identify.threshold_choice import threshold_choice
from cvmlab.idic.identify.threshold_picture import plot_thresholds
from tests.idic.identify.made_records import company


def test_errors_trade_places_and_agree_with_the_judge() -> None:
    one = company(1)
    choice = threshold_choice(one.linkage, one.truth, [0.999, 0.5, 0.99])
    table = choice.table.set_index("threshold")
    assert table.index.tolist() == [0.5, 0.99, 0.999]
    assert table["over_merged"].is_monotonic_decreasing
    assert table["under_merged"].is_monotonic_increasing
    judged = judge_linkage(one.linkage, one.truth)
    assert table.loc[0.99, "precision"] == pytest.approx(judged.measure("precision")[0])
    assert table.loc[0.99, "over_merged"] == judged.number("over_merged")
    assert table.loc[0.99, "identities"] == one.linkage.number
    assert choice.errors == ("over_merged", "under_merged")
    assert choice.best in table.index


def test_money_under_the_wrong_name_by_hand() -> None:
    one = company(1)
    person = one.truth.set_index("record_id")["person_id"]
    money = pd.Series(1.0, index=one.linkage.identities.index)
    choice = threshold_choice(one.linkage, one.truth, [0.9], money=money, currency="EUR")
    row = choice.table.iloc[0]
    # With one euro a record: of each identity all but the largest part are merged in.
    labels = one.linkage.at(0.9).identities
    cells = pd.crosstab(labels, person.loc[labels.index].to_numpy()).to_numpy()
    merged = float((cells.sum(axis=1) - cells.max(axis=1)).sum())
    assert row["euros_merged"] == merged
    assert row["euros_split"] > 0
    assert choice.errors == ("euros_merged", "euros_split") and "€" in choice.sentence


def test_without_the_truth_it_is_what_the_probabilities_promise() -> None:
    linkage = company(1).linkage
    choice = threshold_choice(linkage, thresholds=[0.5, 0.99])
    at = estimated_errors(linkage.at(0.5)).table["expected"].to_numpy()
    row = choice.table.iloc[0]
    assert np.allclose([row["expected_wrong"], row["expected_missed"]], at)
    assert "precision" not in choice.table and "to expect" in choice.sentence


@pytest.mark.parametrize("known", [True, False])
def test_the_picture_says_both_errors_at_each_threshold(known: bool) -> None:
    one = company(1)
    choice = threshold_choice(one.linkage, one.truth if known else None, [0.5, 0.99])
    alt = plot_thresholds(choice).alt
    for row in choice.table.to_dict("records"):
        assert f"{choice.said(row[choice.errors[0]])} " in alt
    assert "99%" in alt
    assert len(choice.summary().frame) == 2
