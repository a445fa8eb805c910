"""Right customers on the board page: by hand, planted, by a second route, and with little there."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pandas as pd
import pytest

from cvmlab.blueprint.decisions.decisions_in_equity import decisions_in_equity
from cvmlab.blueprint.look import Look, look_at
from cvmlab.blueprint.tiles.equity_tile import equity_tile
from cvmlab.blueprint.tiles.newly_won import newly_won
from cvmlab.blueprint.tiles.right_customers import customer_tiles
from cvmlab.blueprint.tiles.winning_cost_tile import _in_blocks
from cvmlab.data.workspace import load
from cvmlab.value_of.acquisition.costs import EVERY, acquisition_cost
from cvmlab.value_of.acquisition.equity_movement import NEW, equity_movement
from cvmlab.value_of.lifetime.customer_values import current_values
from tests.blueprint.small_firm import FIRST, costs_of, orders_of, people_of, written
from tests.sample import sample_company

KEYS = ["equity", "acquisition-cost", "payback", "newcomers"]


def tiles_of(ws, look=None):
    found = customer_tiles(ws, look or look_at(ws))
    assert [tile.key for tile in found] == KEYS
    assert all(tile.area == "customers" for tile in found)
    return {tile.key: tile for tile in found}


@pytest.fixture(scope="module")
def firm(tmp_path_factory):
    """400 customers, three years, two channels; a second of them are older than the file."""
    orders = orders_of()
    orders["margin"] = (orders["amount"] * 0.3).round(2)
    folder = written(
        tmp_path_factory.mktemp("firm") / "all", transactions=orders,
        customers=people_of(orders, older=["c1", "c2"]), acquisition_costs=costs_of(),
    )  # fmt: skip
    ws = load(folder)
    return orders, ws, tiles_of(ws)


@pytest.fixture(scope="module")
def kestrel():
    ws = sample_company()
    return ws, tiles_of(ws)


# the sample company


def test_equity_at_kestrel_is_that_of_the_account_of_its_movement(kestrel):
    """A second route to both ends: the account of lesson 52, and what was won since."""
    ws, tiles = kestrel
    tile, then = tiles["equity"], current_values(ws, end="2023-12-31")
    moved = equity_movement(then, current_values(ws))
    assert tile.now.value == pytest.approx(moved.line("closing")["euros"])
    assert tile.before.value == pytest.approx(moved.line("opening")["euros"])
    for reading, line in ((tile.now, "closing"), (tile.before, "opening")):
        low, high = moved.line(line)[["low", "high"]]  # normal there, lognormal here
        assert (reading.low, reading.high) == pytest.approx((low, high), rel=2e-3)
    assert f"€{moved.line(NEW)['euros']:,.0f} of it won since" in tile.sentence
    assert "The 19,372 customers known on 29 Dec 2024" in tile.sentence
    middle, low, high = tile.change
    assert middle == pytest.approx(tile.now.value - tile.before.value)
    assert tile.verdict == "worse" and low < middle < high < 0
    # narrower than two strangers would be
    assert high - low < np.hypot(tile.now.high - tile.now.low, tile.before.high - tile.before.low)


def test_a_lower_level_makes_narrower_intervals(kestrel):
    """z of 80% over z of 95%: 1.2816 / 1.9600, on the logarithm."""
    ws, tiles = kestrel
    wide = tiles["equity"]
    narrow = equity_tile(ws, Look(look_at(ws).end, level=0.8, currency="EUR"))
    for end in ("low", "high"):
        ratios = (np.log(getattr(one.now, end) / one.now.value) for one in (narrow, wide))
        assert np.divide(*ratios) == pytest.approx(1.2816 / 1.96, rel=1e-4)
    assert narrow.change[1] > wide.change[1] and "80% interval" in narrow.sentence


def test_the_others_at_kestrel(kestrel):
    _, tiles = kestrel
    cost, payback, newcomers = (tiles[key] for key in KEYS[1:])
    assert (cost.now.value, cost.before.value) == pytest.approx((18.28, 21.97), abs=0.005)
    assert cost.verdict == "better" and "it would be €18.70" in cost.sentence
    assert payback.now.value == pytest.approx(3567 / 5452)
    assert payback.verdict == "worse" and "followed for 52 weeks" in payback.sentence
    assert (newcomers.now.value, newcomers.before.value) == pytest.approx((49.29, 53.14), abs=0.005)
    assert newcomers.verdict == "worse" and "margin" in newcomers.sentence
    assert not any(tile.missing for tile in tiles.values())


# worked by hand, and by a second route


def test_a_cost_worked_by_hand():
    """Two blocks of four weeks a year: €1,000 won 100, then €600 won 40; the year before €8 each.

    1,600 / 140 = 11.43; spend less 11.43 for each is −142.86 and 142.86; the error of the ratio is
    √(2 · (142.86² + 142.86²)) / 1,600 = 0.17857, and t with one degree of freedom 12.706.
    """
    ends = dt.date(2024, 12, 29)
    look = Look(ends, currency="EUR")
    week = pd.date_range("2024-01-01", periods=8, freq="7D")
    costs = pd.DataFrame(
        {"week": week, "spend": [250.0] * 4 + [150.0] * 4, "customers_won": [25] * 4 + [10] * 4}
    )
    old = pd.DataFrame({"week": pd.date_range("2023-01-02", periods=30, freq="7D")})
    costs = pd.concat([costs, old.assign(spend=80.0, customers_won=10)])
    tile = _cost_tile(costs, look)
    assert tile.now.value == pytest.approx(1600 / 140)
    reach = 12.7062 * 0.178571
    assert tile.now.low == pytest.approx(1600 / 140 * np.exp(-reach), rel=1e-4)
    assert tile.now.high == pytest.approx(1600 / 140 * np.exp(reach), rel=1e-4)
    assert tile.before.value == 8.0 and tile.change[0] == pytest.approx(1600 / 140 - 8)
    assert "€1,600 won 140 customers" in tile.sentence and "8 weeks that are known" in tile.sentence
    assert "shares" not in tile.sentence  # nobody told channels apart


def _cost_tile(costs, look):
    """The tile of a table of costs, beside two orders that do not matter."""
    from cvmlab.blueprint.tiles.winning_cost_tile import winning_cost_tile

    table = costs if "channel" in costs else costs.assign(channel="all")

    class Firm:
        acquisition_costs = type("Costs", (), {"frame": lambda self: table})()

        def missing(self, *_):
            return ""

    return winning_cost_tile(Firm(), look)


def test_a_cost_at_last_years_shares_of_the_channels():
    """Leaflet €10, search €20 in both years; a quarter, then three quarters by search."""
    week = [pd.Timestamp("2023-01-02") + pd.Timedelta(weeks=i) for i in range(104)]
    rows = []
    for i, start in enumerate(week):
        leaflet, search = (30, 10) if i < 52 else (10, 30)
        rows += [(start, "leaflet", 10.0 * leaflet, leaflet), (start, "search", 20.0 * search,
                                                              search)]  # fmt: skip
    costs = pd.DataFrame(rows, columns=["week", "channel", "spend", "customers_won"])
    tile = _cost_tile(costs, Look(dt.date(2024, 12, 29), currency="EUR"))
    assert (tile.now.value, tile.before.value) == (17.5, 12.5)
    assert tile.sentence.endswith("their shares of that year, it would be €12.50.")
    assert tile.verdict == "worse"


def test_a_cost_holds_its_level_where_weeks_go_together():
    """Prices move for weeks at a time: blocks hold in 90% of 600 such years, weeks in 75%."""
    rng = np.random.default_rng(6)
    weeks, held, one_by_one = 52, 0, 0
    for _ in range(100):
        noise = np.zeros(weeks + 20)
        for i in range(1, len(noise)):
            noise[i] = 0.5 * noise[i - 1] + rng.normal(0, 0.2)
        won = rng.poisson(40, weeks)
        frame = pd.DataFrame(
            {"week": pd.date_range("2024-01-01", periods=weeks, freq="7D"), "channel": "all",
             "spend": 15 * won * np.exp(noise[20:] - 0.02 / 0.75), "customers_won": won}
        )  # fmt: skip
        blocks, each = _in_blocks(frame, 0.95).of(EVERY), acquisition_cost(frame).of(EVERY)
        held += blocks.low <= 15 <= blocks.high
        one_by_one += each.low <= 15 <= each.high
    assert one_by_one / 100 < 0.83 < 0.86 <= held / 100


def test_newcomers_and_payback_by_a_second_route(firm):
    """Customer by customer over the file, in pandas."""
    orders, _, tiles = firm
    first = orders.groupby("customer_id")["date"].min().drop(["c1", "c2"])
    costs = costs_of()
    channel = people_of(orders).set_index("customer_id")["channel"]
    end = pd.Timestamp(2024, 12, 29)
    for last, when in ((end, "now"), (end - pd.Timedelta(weeks=52), "before")):
        half, paid = [], []
        for customer, day in first.items():
            mine = orders[orders["customer_id"] == customer]
            age = (mine["date"] - day).dt.days
            half_ends, year_ends = day + pd.Timedelta(days=181), day + pd.Timedelta(days=363)
            begins = last - pd.Timedelta(days=363)
            if begins <= half_ends <= last:
                half.append(mine.loc[age < 182, "margin"].sum())
            if begins <= year_ends <= last:
                won = (begins - pd.Timedelta(days=363), last - pd.Timedelta(days=363))
                spent = costs[costs["week"].between(*won) & costs["channel"].eq(channel[customer])]
                each = spent["spend"].sum() / spent["customers_won"].sum()
                paid.append(mine.loc[age < 364, "margin"].sum() >= each)
        assert getattr(tiles["newcomers"], when).value == pytest.approx(np.mean(half))
        assert getattr(tiles["payback"], when).value == pytest.approx(np.mean(paid))
        error = np.std(half, ddof=1) / np.sqrt(len(half))
        assert getattr(tiles["newcomers"], when).high == pytest.approx(
            np.mean(half) + error * 1.96, rel=0.01
        )


def test_who_is_older_than_the_file_is_not_new(firm):
    _, ws, _ = firm
    won = newly_won(ws)
    assert not {"c1", "c2"} & set(won.rows["customer_id"]) and won.edge.older == 2


def test_a_crowd_at_the_beginning_is_not_new_either(tmp_path):
    """Nobody recorded who is older: half of 900 customers are, and the file gives them away."""
    orders = orders_of(900, 156, seed=3, older=0.5, every=1.5)
    won = newly_won(load(written(tmp_path / "old", transactions=orders)))
    assert won.edge.how == "detected" and won.edge.since >= FIRST.date() + dt.timedelta(weeks=8)
    assert won.edge.older > 50 and len(won.rows) == won.edge.inside
    assert won.rows["first_purchase"].min() >= pd.Timestamp(won.edge.since)


def test_the_change_in_what_newcomers_bring_holds_as_often_as_it_says():
    """Skewed margins of two unequal years, 150 and 90 customers: 95% of 600."""
    from cvmlab.blueprint.tiles.change_between import change_between
    from cvmlab.blueprint.tiles.newcomers_tile import _reading
    from cvmlab.blueprint.tiles.newly_won import Cohort

    rng, held, day = np.random.default_rng(9), 0, dt.date(2024, 1, 1)
    for _ in range(600):
        drawn = (rng.gamma(0.8, 50, 150), rng.gamma(0.6, 60, 90))
        now, before = (_reading(Cohort(pd.DataFrame({"half": x}), day, day), 0.95) for x in drawn)
        _, low, high = change_between(now, before)
        held += low <= 40 - 36 <= high
    assert held / 600 == pytest.approx(0.95, abs=0.025)


# little there


def test_orders_alone_are_worth_sales(tmp_path):
    ws = load(written(tmp_path / "orders", transactions=orders_of()))
    tiles = tiles_of(ws)
    equity, newcomers = tiles["equity"], tiles["newcomers"]
    assert equity.measured and equity.change is not None and "sales" in equity.sentence
    assert newcomers.measured and newcomers.name.endswith("(sales)")
    assert "acquisition_costs" in tiles["acquisition-cost"].missing
    assert "acquisition_costs" in tiles["payback"].missing


def test_a_year_of_orders_has_no_year_before(tmp_path):
    orders = orders_of(300, 50, seed=1)
    ws = load(
        written(tmp_path / "year", transactions=orders, acquisition_costs=costs_of(50))
    )  # fmt: skip
    tiles = tiles_of(ws)
    for key in ("equity", "acquisition-cost", "newcomers"):
        tile = tiles[key]
        assert tile.measured and tile.before is None and tile.change is None and not tile.verdict
    assert "no orders were known" in tiles["equity"].sentence
    assert "no week is known" in tiles["acquisition-cost"].sentence
    assert "too short" in tiles["newcomers"].sentence and "46% of 52" in tiles["newcomers"].sentence
    assert "no margin" in tiles["payback"].missing


def test_fifty_customers_and_fewer(tmp_path):
    fifty = tiles_of(load(written(tmp_path / "fifty", transactions=orders_of(50, 104, 1))))
    assert fifty["equity"].measured and "only 25 customers" in fifty["equity"].sentence
    assert fifty["newcomers"].measured
    eight = tiles_of(load(written(tmp_path / "eight", transactions=orders_of(8, 20, 1))))
    assert not any(tile.measured for tile in eight.values())
    assert "only 8 customers" in eight["equity"].missing
    assert "Hardly a customer" in eight["newcomers"].missing


def test_two_orders_of_one_day_say_nothing_and_raise_nothing():
    orders = pd.DataFrame({"customer_id": ["a", "b"], "date": ["2024-05-06"] * 2, "amount": [1, 2]})
    tiles = tiles_of(load(orders))
    assert not any(tile.measured for tile in tiles.values())
    assert "bought twice" in tiles["equity"].missing
    assert all(tile.missing.endswith(".") for tile in tiles.values())


def test_costs_of_other_years_or_channels_are_said(tmp_path):
    orders = orders_of(200, 156, seed=2)
    orders["margin"] = orders["amount"] * 0.3
    costs = costs_of(30)  # of the first year only
    people = people_of(orders).assign(channel="fair")
    ws = load(
        written(tmp_path / "other", transactions=orders, customers=people, acquisition_costs=costs)
    )
    tiles = tiles_of(ws)
    assert "No customer was won" in tiles["acquisition-cost"].missing
    assert "other weeks or other channels" in tiles["payback"].missing


def test_lines_of_unknown_margin_bring_what_others_bring(tmp_path):
    """Half of the lines carry 30%, the others nothing: newcomers bring 30% of their sales."""
    orders = orders_of(150, 110, seed=4)
    orders["margin"] = (orders["amount"] * 0.3).where(np.arange(len(orders)) % 2 == 0)
    half = [
        newly_won(load(written(tmp_path / name, transactions=table))).rows["half"].mean()
        for name, table in (("gaps", orders), ("sales", orders.drop(columns="margin")))
    ]
    assert half[0] == pytest.approx(0.3 * half[1], rel=1e-3)


def test_an_empty_column_of_margin_is_none(tmp_path):
    orders = orders_of(60, 110, seed=4).assign(margin=np.nan)
    tile = tiles_of(load(written(tmp_path / "empty", transactions=orders)))["equity"]
    assert tile.measured and "all of it is sales" in tile.sentence


def test_orders_at_a_loss_are_worth_no_sum(tmp_path):
    orders = orders_of(60, 110, seed=4)
    ws = load(written(tmp_path / "loss", transactions=orders.assign(margin=-orders["amount"])))
    tiles = tiles_of(ws)
    assert "leave no margin" in tiles["equity"].missing
    assert tiles["newcomers"].now.value < 0


def test_channels_that_cost_nothing_pay_back_at_once(tmp_path):
    orders = orders_of(200, 156, seed=2)
    orders["margin"] = orders["amount"] * 0.3
    free = costs_of().assign(spend=0.0)
    ws = load(
        written(tmp_path / "free", transactions=orders, customers=people_of(orders),
                acquisition_costs=free)
    )  # fmt: skip
    tiles = tiles_of(ws)
    assert tiles["acquisition-cost"].now.value == 0 and tiles["acquisition-cost"].change is None
    assert tiles["payback"].now.value == 1
    assert len(decisions_in_equity(ws, look_at(ws)).table) == 1


def test_a_cost_that_is_missing_is_told():
    week = pd.date_range("2024-01-01", periods=3, freq="7D")
    costs = pd.DataFrame({"week": week, "spend": [1.0, np.nan, 3.0], "customers_won": [1, 2, 3]})
    tile = _cost_tile(costs, Look(dt.date(2024, 12, 29)))
    assert not tile.measured and "n amount is missing" in tile.missing
