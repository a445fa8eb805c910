"""The picture of what surely changed: right is better, clear of the line is sure."""

from __future__ import annotations

import datetime as dt

import pytest

from cvmlab.blueprint.agenda.agenda import Agenda
from cvmlab.blueprint.board_result import Blueprint
from cvmlab.blueprint.look import Look
from cvmlab.blueprint.tiles.tile import Reading, Tile
from cvmlab.blueprint.tiles.tile_changes_picture import plot_tile_changes
from cvmlab.errors import DataProblem

FELL = Tile(
    "equity", "Worth", "customers", "money_short", "higher", "estimated", "52",
    Reading(1.36e6, 1.3e6, 1.4e6), Reading(1.99e6, 1.9e6, 2.1e6), (-6.3e5, -7e5, -5.5e5),
    currency="EUR",
)  # fmt: skip
CHEAPER = Tile(
    "acquisition-cost", "Cost", "customers", "money", "lower", "counted", "52",
    Reading(14, 13, 15), Reading(16, 15, 17), (-2.0, -3.0, -1.0), currency="EUR",
)  # fmt: skip
SEEMS = Tile(
    "kept", "Kept", "retention", "share", "higher", "counted", "54",
    Reading(0.60, 0.58, 0.62), Reading(0.61, 0.59, 0.63), (-0.01, -0.03, 0.01),
)  # fmt: skip
ONCE = Tile(
    "value-for-money", "Value", "relationships", "number", "higher", "asked", "41", Reading(3.0)
)
NONE = Tile("bids-won", "Bids", "retention", "share", "higher", "counted", "14", missing="no bids")


def board(*tiles: Tile) -> Blueprint:
    return Blueprint(tiles, Look(dt.date(2024, 12, 29)), Agenda())


def test_it_counts_what_is_sure_and_leaves_out_what_has_one_year():
    alt = plot_tile_changes(board(FELL, CHEAPER, SEEMS, ONCE, NONE)).alt
    assert alt.startswith("1 of 3 figures surely got better, 1 surely got worse. ")
    assert "Worth: −€630k (−€700k to −€550k), worse" in alt
    assert "Value" not in alt and "Bids" not in alt


def test_right_is_better_whatever_the_sign_of_the_figure():
    ax = plot_tile_changes(board(FELL, CHEAPER, SEEMS)).axes
    middles = [line.get_xdata()[0] for line in ax.lines if len(line.get_xdata()) == 1]
    kept, cost, worth = middles  # drawn from below
    assert kept == pytest.approx(-0.5)  # half a margin of error to the worse
    assert cost == pytest.approx(2.0)  # cheaper by two of its margins: better
    assert worth == pytest.approx(-6.0)  # farther than the picture reaches: told by its number
    markers = [line.get_marker() for line in ax.lines if len(line.get_xdata()) == 1]
    assert markers == ["o", "^", "v"]


def test_a_sure_change_keeps_clear_of_the_line():
    ax = plot_tile_changes(board(FELL, CHEAPER, SEEMS)).axes
    bars = [line.get_xdata() for line in ax.lines if len(line.get_xdata()) == 2]
    clear = [bool(min(x) > 0 or max(x) < 0) for x in bars[:3]]
    assert clear == [False, True, True]


def test_one_period_alone_is_said():
    with pytest.raises(DataProblem, match="two years"):
        plot_tile_changes(board(ONCE, NONE))
