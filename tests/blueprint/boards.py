"""A made-up board with every case a tile can be in: shared by the tests of the page."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pandas as pd

from cvmlab.blueprint.agenda.agenda import Agenda, PlanLine
from cvmlab.blueprint.board_result import Blueprint
from cvmlab.blueprint.look import Look
from cvmlab.blueprint.tiles.tile import Reading, Tile
from cvmlab.loyalty.relationship.four_marks import four_marks
from cvmlab.value_of.acquisition.equity_by_decision_result import EquityByDecision

NASTY = '<script>alert("x")</script> & Söhne'
ARABIC = "ليلى حداد"
LONG = "Head of the department of customer relationships, food service and all other matters"


def made_up_tiles(currency: str = "EUR") -> tuple[Tile, ...]:
    """Twelve tiles, four an area, as the real ones are called."""

    def tile(key, name, area, unit, better, evidence, lesson, now=None, before=None,
             change=None, owner="", target=None, missing=""):  # fmt: skip
        return Tile(
            key, name, area, unit, better, evidence, lesson, now and Reading(*now),
            before and Reading(*before), change, f"{name}, in words.", missing, owner, target,
            currency,
        )  # fmt: skip

    return (
        tile("equity", "What today's customers are still worth", "customers", "money_short",
             "higher", "estimated", "52", (3.21e6, 3.02e6, 3.41e6), (3.39e6, 3.2e6, 3.6e6),
             (-1.8e5, -3.1e5, -0.4e5), "Ultan Brehony", 3.3e6),
        tile("acquisition-cost", "Cost of a customer won", "customers", "money", "lower",
             "counted", "52", (41.2, 39.0, 43.5), (36.0, 34.0, 38.0), (5.2, 2.4, 8.0),
             "Piotr Zawadzki", 35.0),
        tile("payback", "Customers won who paid back within a year", "customers", "share",
             "higher", "counted", "52", (0.412, 0.39, 0.435), (0.409, 0.388, 0.43),
             (0.003, -0.02, 0.03), "", 0.4),
        tile("newcomers", "What a new customer brings in half a year", "customers", "money",
             "higher", "counted", "51", (18.3, 17.1, 19.5), None, None, NASTY),
        tile("fit", "Clients who ask for what we can deliver", "relationships", "share", "higher",
             "counted", "54", (0.874, 0.83, 0.91), (0.874, 0.83, 0.91), None, ARABIC, 0.85),
        tile("bond", "Relationship index (same people asked again where possible)",
             "relationships", "number", "higher", "asked", "33", (53.1, 51.9, 54.3),
             (51.0, 50.0, 52.0), (2.1, 0.9, 3.3), LONG, 55.0),
        tile("value-for-money", "Value for money against the rivals", "relationships", "money",
             "higher", "asked", "41", missing="Value for money needs the table "
             "brand_perceptions, which is not among these tables; the questionnaire of lesson 41 "
             "asks for it in twelve questions and costs a morning."),
        tile("told-and-used", "Wishes told that are acted upon", "relationships", "share",
             "higher", "counted", "24", missing="", owner="Siobhán Treacy"),
        tile("kept", "Regular customers of last year who still come", "retention", "share",
             "higher", "counted", "54", (0.845, 0.84, 0.85), (0.8, 0.79, 0.81),
             (0.045, 0.034, 0.056), "Siobhán Treacy", 0.8),
        tile("margin-kept", "Margin that stayed with them (the right ones?)", "retention",
             "share", "higher", "counted", "54", (0.79, None, None), (0.81, None, None),
             (-0.02, -0.02, -0.02), "Ultan Brehony", 0.79),
        tile("put-right", "Failures put right", "retention", "share", "higher", "counted", "34",
             (0.621, 0.61, 0.633), (0.60, 0.59, 0.61), (0.021, 0.005, 0.037), "Noreen Costello",
             0.75),
        tile("bids-won", "Bids won", "retention", "share", "higher", "counted", "14",
             (0.31, 0.24, 0.39), (0.35, 0.28, 0.43), (-0.04, -0.15, 0.07), "Ultan Brehony", 0.35),
    )  # fmt: skip


def made_up_decisions(n: int = 5, currency: str = "EUR") -> EquityByDecision:
    """Decisions whose lower ends are not in the order in which they are given."""
    rows = [
        (f"Put every failure right: {k}" if n <= 5 else
         f"Put every failure right within two days, and tell everybody who complained: {k}",
         ["Noreen Costello", NASTY, ""][k % 3], 5e4, -2e4, 1.2e5, euros, euros - 9e4 - k * 1e4,
         euros + 9e4, 0.97, ["by lot", "association", "assumption"][k % 3])
        for k, euros in enumerate([8e4, 2.2e5, -3e5, 1.5e5, 4e4, 1e4, 2e4, 3e4, 5e4][:n])
    ]  # fmt: skip
    names = ["decision", "owner", "cost", "this_year", "later", "euros", "low", "high", "sure",
             "basis"]  # fmt: skip
    return EquityByDecision(
        pd.DataFrame(rows, columns=names), 4e5, 2.1e5, 6e5, 4.4e6, 0.95, currency
    )


def made_up_board(currency: str = "EUR", *, plan: int = 3, decisions: int = 5) -> Blueprint:
    """A whole board: nine figures of twelve with all their cases, decisions, marks and a plan."""
    staff = pd.DataFrame({
        "leader": [True] * 12 + [False] * 90, "site": ["a", "b", "c"] * 34,
        "long_term_view": [5] * 9 + [2] * 93, "customer_decides": [4] * 102,
        "feelings_count": [1, 5] * 51, "soft_measures": [3, 4, 5] * 34,
    })  # fmt: skip
    lines = tuple(
        PlanLine(f"Ring ten customers who left and write down why, round {k}", ["", ARABIC][k % 2],
                 "28 Feb 2025", "Ten notes on one page")
        for k in range(plan)
    )  # fmt: skip
    return Blueprint(
        made_up_tiles(currency), Look(dt.date(2024, 12, 29), 0.95, currency),
        Agenda("Kestrel Market Group", plan=lines),
        made_up_decisions(decisions, currency), "", four_marks(staff), "",
    )  # fmt: skip


def bare_board() -> Blueprint:
    """A firm with orders alone and no agenda: three figures, no year before, nobody's."""
    tiles = tuple(
        replace(tile, owner="", target=None, before=None, change=None)
        if tile.key in ("newcomers", "kept", "equity")
        else replace(tile, owner="", target=None, now=None, before=None, change=None,
                     missing=f"{tile.name} needs a table that is not there.")
        for tile in made_up_tiles("")
    )  # fmt: skip
    return Blueprint(
        tiles,
        Look(dt.date(2024, 12, 29)),
        Agenda(),
        None,
        "There is no decision.",
        None,
        "The firm has not marked itself.",
    )
