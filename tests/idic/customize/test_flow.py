"""Recorded, visible, used: by a pencil, against what was planted, by a second route."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from cvmlab.errors import DataProblem
from cvmlab.idic.customize.knowledge_flow import flow_of, knowledge_flow
from cvmlab.idic.customize.knowledge_flow_picture import plot_knowledge_flow
from cvmlab.idic.customize.knowledge_flow_result import NOBODY, RECORDED, USED, VISIBLE
from cvmlab.kestrel.catalogue import USED_IF_VISIBLE
from cvmlab.kestrel.catalogue import VISIBLE as VISIBLE_BY_SYSTEM
from tests.idic.customize.small_firm import NOTES, small_firm
from tests.sample import sample_company


@pytest.fixture(scope="module")
def ws():
    return sample_company()


@pytest.fixture(scope="module")
def flow(ws):
    return knowledge_flow(ws)


# by a pencil


def test_four_notes_of_three_customers_by_hand(tmp_path):
    flow = knowledge_flow(small_firm(tmp_path))
    assert list(flow.table["reached"]) == [VISIBLE, USED, RECORDED, USED]
    assert flow.stages["notes"].tolist() == [4, 3, 2]
    assert flow.stages["customers"].tolist() == [3, 2, 2]
    assert flow.stages["share"].tolist() == [1, 0.75, 0.5]
    assert flow.stages["of_before"].tolist() == pytest.approx([1, 3 / 4, 2 / 3])
    # Wilson (1927) for 2 of 4, z = 1.96: (0.5 + 0.4802 ± 1.96 √(.0625 + .060025)) / 1.9604
    used = flow.stages.iloc[2]
    assert (used["low"], used["high"]) == pytest.approx((0.1500, 0.8500), abs=2e-4)
    again = flow.said_again()
    assert again.loc[USED, "mean"] == 0 and again.loc["not used", "mean"] == 1.5
    # of the two never used one was shown to nobody
    assert "Of the 2 notes never used 50% were shown to nobody who serves" in flow.sentence


def test_mary_duffys_note_was_seen_and_not_used(flow):
    assert flow.of("K0001514") == (
        'K0001514 said "gluten-free, in a bag of its own" on 13 Dec 2022 (service desk): the store '
        "can see it, and nobody has used it."
    )
    assert flow.of("K0006972").startswith("No note on K0006972")
    assert "it is used." in flow.of("K0000001") and "Said again 3 times" in flow.of("K0000001")


# what was planted, and a second route


def test_planted_chances_lie_in_the_intervals_of_the_systems(flow):
    rows = flow.by("recorded_by").set_index("recorded_by")
    planted = dict(zip(("service desk", "web account", "app", "driver's handheld", "till"),
                       VISIBLE_BY_SYSTEM, strict=True))  # fmt: skip
    for name, chance in planted.items():
        low, high = rows.loc[name, ["visible_low", "visible_high"]]
        margin = 0.5 * (high - low)  # five intervals of 95%: 99.99% is four standard errors
        assert low - margin < chance < high + margin, name
    visible = flow.stages.iloc[1]
    assert flow.stages["of_before"].iloc[2] == pytest.approx(USED_IF_VISIBLE, abs=0.03)
    assert visible["low"] < 0.46 < visible["high"]


def test_intervals_of_the_used_share_cover_it():
    """1,000 firms of 300 notes each, with the chances known."""
    rng, hits = np.random.default_rng(1), 0
    for _ in range(1_000):
        visible = rng.random(300) < 0.46
        used = visible & (rng.random(300) < 0.46)
        notes = pd.DataFrame({"customer_id": np.arange(300).astype(str), "preference": "x",
                              "visible": visible, "used": used})  # fmt: skip
        last = flow_of(notes).stages.iloc[2]
        hits += last["low"] <= 0.46**2 <= last["high"]
    assert 930 <= hits <= 968


def test_the_stages_are_those_of_the_table_counted_otherwise(ws, flow):
    notes = ws.preferences.frame()
    assert flow.stages["notes"].tolist() == [
        len(notes), int(notes["visible"].sum()), int(notes["used"].sum())
    ]  # fmt: skip
    assert flow.corrected == 0
    for column in ("recorded_by", "visible_to", "need"):
        rows = flow.by(column)
        assert rows["notes"].sum() == len(notes)
        assert rows["used"].sum() == notes["used"].sum()
    said = flow.said_again()["mean"]
    assert said[USED] == pytest.approx(notes.loc[notes["used"], "asked_again"].mean())
    assert said["not used"] == pytest.approx(notes.loc[~notes["used"], "asked_again"].mean())
    assert set(flow.by("visible_to")["visible_to"]) >= {NOBODY, "store"}


def test_the_interval_of_said_again_covers_where_customers_repeat_themselves():
    """Each customer has four notes and one temper: by notes the interval is too short."""
    rng, hits = np.random.default_rng(2), 0
    customer = np.repeat(np.arange(60), 4).astype(str)
    for _ in range(1_000):
        temper = np.repeat(rng.gamma(1.0, 1.0, 60), 4)
        notes = pd.DataFrame({"customer_id": customer, "preference": "x", "visible": False,
                              "used": False, "asked_again": rng.poisson(temper)})  # fmt: skip
        row = flow_of(notes).said_again().iloc[0]
        hits += row["low"] <= 1.0 <= row["high"]
    assert 915 <= hits <= 965


# edges


def test_a_used_note_was_visible_whatever_the_flag_says():
    notes = pd.DataFrame({"customer_id": ["A"], "preference": ["x"], "visible": [False],
                          "used": [True]})  # fmt: skip
    flow = flow_of(notes)
    assert flow.corrected == 1 and flow.stages["notes"].tolist() == [1, 1, 1]
    assert "never used" not in flow.sentence
    assert flow.again == "Nobody counts how often customers say the same thing again."
    with pytest.raises(DataProblem, match="no column"):
        flow.by("recorded_by")


def test_missing_tables_and_columns_are_said(tmp_path):
    with pytest.raises(DataProblem, match="preferences"):
        knowledge_flow(small_firm(tmp_path, preferences=None))
    blind = tmp_path / "blind"
    blind.mkdir()
    with pytest.raises(DataProblem, match="used"):
        knowledge_flow(small_firm(blind, preferences=NOTES.drop(columns="used")))
    with pytest.raises(DataProblem, match="no note"):
        flow_of(NOTES.head(0))


def test_the_picture_says_the_finding_and_all_systems(flow):
    picture = plot_knowledge_flow(flow)
    assert picture.alt.startswith(
        "Of every hundred things customers told us, 46 can be seen and 22"
    )
    for name in flow.by()["recorded_by"]:
        assert name in picture.alt
    widths = sum(patch.get_width() for patch in picture.axes.patches)
    assert widths == pytest.approx(len(flow.table))
    assert plot_knowledge_flow(flow, "need").alt != picture.alt
    assert len(flow.summary().cells) == 3 and len(flow.groups("need").cells) == 9
