"""Failures by level: every code has one, counts add up, and what is left out is named."""

from __future__ import annotations

import pandas as pd
import pytest

from cvmlab.data.contracts.service import SERVICE_EVENTS
from cvmlab.errors import DataProblem
from cvmlab.loyalty.satisfaction.failures_by_level import CODE_LEVELS, failures_by_level
from cvmlab.loyalty.satisfaction.levels import LEVELS
from tests.sample import sample_company


@pytest.fixture(scope="module")
def events():
    return sample_company().service_events.frame()


def test_every_code_of_the_service_desk_has_a_level():
    assert set(CODE_LEVELS) == set(SERVICE_EVENTS["code"].choices)
    assert set(CODE_LEVELS.values()) == set(LEVELS)


def test_every_failure_is_counted_once(events):
    found = failures_by_level(events)
    assert found.failures == found.table["failures"].sum() == len(events)
    assert found.table["share"].sum() == pytest.approx(1)
    assert found.table["minutes_share"].sum() == pytest.approx(1)
    rude = events["code"].isin(["rude", "call-back not made", "driver left mud"])
    row = found.of("interaction")
    assert row["failures"] == rude.sum()
    assert row["minutes"] == events.loc[rude, "minutes_lost"].sum()
    assert row["not_put_right"] == pytest.approx(1 - events.loc[rude, "recovered"].mean())
    assert found.share_of("interaction") == pytest.approx(rude.mean())


def test_the_sentence_says_how_much_is_about_treatment(events):
    said = failures_by_level(events).sentence
    assert "18% are about how people were treated or made to feel" in said
    assert "call-back not made most of all, 4,258 times" in said


def test_codes_without_a_level_are_left_out_and_named():
    desk = pd.DataFrame({"code": ["rude", "late delivery", "lift stuck", None]})
    found = failures_by_level(desk)
    assert found.unplaced == ("lift stuck",) and found.failures == 2
    assert "Left out, with no level: lift stuck." in str(found.summary())
    assert "minutes" not in found.sentence


def test_a_list_without_soft_codes_is_said_to_have_none():
    desk = pd.DataFrame({"code": ["late delivery", "wrong item"]})
    assert "perhaps there is no code for it" in failures_by_level(desk).sentence


def test_codes_of_ones_own_take_levels_of_ones_own():
    desk = pd.DataFrame({"code": ["lift stuck", "cold soup"]})
    with pytest.raises(DataProblem, match="levels_of"):
        failures_by_level(desk)
    found = failures_by_level(desk, levels_of={"lift stuck": "technical", "cold soup": "core"})
    assert found.table["level"].tolist() == ["core", "technical"]


def test_without_codes_nothing_can_be_placed():
    with pytest.raises(DataProblem, match="code"):
        failures_by_level(pd.DataFrame({"what": ["rude"]}))
