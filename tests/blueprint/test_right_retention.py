"""Right retention on the board page: by hand, planted, by a second route, and what is missing."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from cvmlab.blueprint.look import look_at
from cvmlab.blueprint.tiles.regulars import regulars
from cvmlab.blueprint.tiles.right_retention import retention_tiles
from cvmlab.data.workspace import load
from cvmlab.errors import DataProblem
from cvmlab.value_of.right.right_retention import right_retention
from tests.blueprint.firm_of_tables import LOOK, by_key, firm
from tests.sample import sample_company

KEYS = ["kept", "margin-kept", "put-right", "bids-won"]
SUMMERS = {0: "2024-07-08", 1: "2023-07-10", 2: "2022-07-11"}  # Mondays of a half-year that counts


def visits(who: range, back: int, number: int, amount: float, margin: float | None = None):
    """Purchases a week apart in the half-year so many years back."""
    days = pd.date_range(SUMMERS[back], periods=number, freq="7D")
    rows = [{"customer_id": f"k{n}", "date": d, "amount": amount} for n in who for d in days]
    frame = pd.DataFrame(rows)
    return frame if margin is None else frame.assign(margin=margin)


def three_years(margin: float | None = None) -> pd.DataFrame:
    """80 regulars of 2023 of whom 60 still come, 50 of 2022 of whom 40 came again.

    The 20 who left bring €30 a visit, the others €10. Number 99 comes too seldom to be a regular,
    and keeps the file from ending early.
    """
    rate = (lambda amount: None) if margin is None else (lambda amount: margin * amount)
    parts = [
        visits(range(60), 1, 6, 10.0, rate(10.0)),
        visits(range(60, 80), 1, 6, 30.0, rate(30.0)),
        visits(range(60), 0, 2, 5.0, rate(5.0)),
        visits(range(20, 60), 2, 6, 10.0, rate(10.0)),
        visits(range(200, 210), 2, 6, 10.0, rate(10.0)),
        visits(range(99, 100), 1, 5, 70.0, rate(70.0)),
    ]
    ends = pd.DataFrame({"customer_id": "k99", "date": ["2022-01-03", "2024-12-29"], "amount": 1.0})
    if margin is not None:
        ends["margin"] = 0.3
    return pd.concat([*parts, ends.assign(date=pd.to_datetime(ends["date"]))], ignore_index=True)


# by hand


def test_heads_and_sales_of_regulars_with_a_pencil():
    ws = load(three_years())
    found = by_key(retention_tiles(ws, look_at(ws)))
    kept, money = found["kept"], found["margin-kept"]
    assert kept.now.value == 60 / 80 and kept.before.value == 40 / 50
    assert kept.change[0] == pytest.approx(-0.05) and kept.verdict == "no sure change"
    assert "80 customers bought on 6 days or more in the half-year to 31 Dec 2023" in kept.sentence
    assert money.now.value == pytest.approx(3600 / 7200) and money.before.value == 0.8
    assert money.name == "Sales that stayed with them" and "no margin" in money.sentence
    assert "had brought more" in money.sentence and "the wrong ones are kept" in money.sentence
    assert "7.2k" in money.sentence and "3.6k" in money.sentence and "bring 600" in money.sentence
    assert money.now.low < 0.5 < money.now.high and money.change[2] < 0


def test_with_a_margin_it_is_the_margin_that_stayed():
    ws = load(three_years(margin=0.25))
    found = by_key(retention_tiles(ws, look_at(ws)))["margin-kept"]
    assert found.name == "Margin that stayed with them" and "of margin" in found.sentence
    assert found.now.value == pytest.approx(0.5) and "no margin" not in found.sentence


def events(*rows: tuple[str, str | None, bool | None]) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=["date", "customer_id", "recovered"])
    return frame.assign(code="late delivery", event_id=[f"S{n}" for n in range(len(frame))])


def offers(*rows: tuple[str, str, bool]) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=["date", "client", "won"])
    return frame.assign(price_index=1.0, bid_id=[f"B{n}" for n in range(len(frame))])


def test_failures_and_bids_with_a_pencil(tmp_path):
    failures = events(("2024-03-01", "a", True), ("2024-03-02", "a", True),
                      ("2024-04-01", None, False), ("2024-05-01", "b", True),
                      ("2023-03-01", "a", False), ("2023-04-01", "c", True))  # fmt: skip
    bids = offers(("2024-02-01", "Rosemount", True), ("2024-06-01", "Carrig", False),
                  ("2024-07-01", "Carrig", False), ("2021-07-01", "Carrig", True))  # fmt: skip
    found = by_key(retention_tiles(firm(tmp_path, service_events=failures, bids=bids), LOOK))
    right, won = found["put-right"], found["bids-won"]
    assert right.now.value == 0.75 and right.before.value == 0.5 and right.change[0] == 0.25
    assert right.sentence.startswith("3 of 4 failures (2 customers) were put right.")
    assert won.now.value == pytest.approx(1 / 3) and won.before is None and won.change is None
    assert "1 of 3 bids (2 clients) were won." in won.sentence
    assert "no bids of the year before" in won.sentence
    assert not found["kept"].measured  # two orders


# who is regular depends on the trade


def once_a_year(customers: int = 50, again: int = 40, years: int = 3) -> pd.DataFrame:
    """A heating engineer's customers: one visit in May, the first 40 every year."""
    rows = [
        {"customer_id": f"h{n}", "date": f"{2025 - years + year}-05-06", "amount": 90.0}
        for year in range(years)
        for n in range(customers if year < years - 1 else again)
    ]
    ends = [{"customer_id": "x", "date": d, "amount": 1.0} for d in
            (f"{2025 - years}-01-05", "2024-12-29")]  # fmt: skip
    return pd.DataFrame([*rows, *ends])


def test_where_nobody_comes_monthly_whole_years_are_compared():
    ws = load(once_a_year())
    found = by_key(retention_tiles(ws, look_at(ws)))["kept"]
    assert found.now.value == 0.8 and found.before.value == pytest.approx(50 / 51)
    assert "bought once or more in the year to 31 Dec 2023" in found.sentence
    assert "in the year to 29 Dec 2024" in found.sentence


@pytest.mark.parametrize(
    ("number", "days", "weeks"), [(9, 6, 26), (5, 5, 26), (4, 4, 26), (3, 3, 26), (2, 2, 52)]
)
def test_as_many_days_as_still_leave_fifty_customers(number, days, weeks):
    orders = pd.concat([visits(range(55), 1, number, 10.0), visits(range(40), 0, 1, 10.0)])
    ends = visits(range(99, 100), 0, 1, 1.0).assign(date=pd.Timestamp("2024-12-29"))
    early = ends.assign(date=pd.Timestamp("2023-01-05"))
    ws = load(pd.concat([orders, ends, early]))
    found = regulars(ws.transactions, look_at(ws))
    assert (found.days, found.weeks, len(found.now)) == (days, weeks, 55)
    assert found.now["stayed"].sum() == 40 and found.before.empty and "begin on" in found.note


def test_fifty_customers_still_make_a_figure_and_twenty_do_not():
    ws = load(once_a_year(30, 20))
    assert by_key(retention_tiles(ws, look_at(ws)))["kept"].measured
    few = load(once_a_year(15, 10))
    said = by_key(retention_tiles(few, look_at(few)))["margin-kept"]
    assert not said.measured and "15 customers bought a year ago" in said.missing


def test_two_years_have_no_year_before_and_one_year_says_what_is_missing():
    two = load(once_a_year(years=2))
    for tile in retention_tiles(two, look_at(two))[:2]:
        assert tile.measured and tile.before is None and tile.change is None
        assert "The orders begin on 5 Jan 2023" in tile.sentence
    one = load(once_a_year(years=1))
    with pytest.raises(DataProblem, match="year and a half"):
        regulars(one.transactions, look_at(one))
    for tile in retention_tiles(one, look_at(one))[:2]:
        assert not tile.measured and "year and a half" in tile.missing


def test_margins_that_nobody_filled_in_are_sales():
    orders = three_years().assign(margin=np.nan)
    ws = load(orders)
    assert "no margin" in by_key(retention_tiles(ws, look_at(ws)))["margin-kept"].sentence


def test_regulars_who_brought_nothing_have_no_share():
    orders = three_years().assign(margin=0.0)
    ws = load(orders)
    found = by_key(retention_tiles(ws, look_at(ws)))
    assert "no margin" in found["margin-kept"].missing and found["kept"].measured


# planted


def made_orders(rng, customers: int, before: float, now: float) -> pd.DataFrame:
    """Regulars of 2022 of whom a planted share is lost; likewise those of 2023."""
    spend = rng.lognormal(3, 0.5, customers)
    there = np.ones(customers, bool)
    parts = []
    for back, lost in ((2, 0.0), (1, before), (0, now)):
        there &= rng.random(customers) >= lost
        joined = np.flatnonzero(there)
        days = pd.date_range(SUMMERS[back], periods=6, freq="7D")
        parts.append(
            pd.DataFrame({"customer_id": np.repeat(joined, 6).astype(str),
                          "date": np.tile(days, len(joined)),
                          "amount": np.repeat(spend[joined], 6).round(2)})
        )  # fmt: skip
    ends = parts[-1].iloc[[0, 0]].assign(date=pd.to_datetime(["2022-01-03", "2024-12-29"]))
    return pd.concat([*parts, ends], ignore_index=True)


def test_what_is_planted_lies_in_the_intervals():
    """A fifth of the regulars leave in one year, two fifths in the next."""
    rng = np.random.default_rng(5)
    held = []
    for _ in range(12):
        ws = load(made_orders(rng, 160, 0.2, 0.4))
        for tile in retention_tiles(ws, LOOK)[:2]:
            held.append((
                tile.now.low <= 0.6 <= tile.now.high, tile.before.low <= 0.8 <= tile.before.high,
                tile.change[1] <= -0.2 <= tile.change[2],
            ))  # fmt: skip
    assert (np.sum(held, axis=0) >= 20).all()  # of 24, 22.8 promised


def test_where_all_bring_alike_money_and_heads_change_as_surely():
    """The last purchase of each file is €10 too, so that everybody brings 60 in six visits."""
    orders = made_orders(np.random.default_rng(6), 200, 0.2, 0.4).assign(amount=10.0)
    heads, money = retention_tiles(load(orders), LOOK)[:2]
    assert money.change == pytest.approx(heads.change, rel=0.02)
    assert money.now.low == pytest.approx(heads.now.low, rel=0.01)


# second route, and the sample company


def test_at_kestrel_the_tiles_agree_with_the_lessons_own_figures():
    ws = sample_company()
    look = look_at(ws)
    tiles = retention_tiles(ws, look)
    assert [tile.key for tile in tiles] == KEYS and all(tile.measured for tile in tiles)
    found = by_key(tiles)
    kept, money = found["kept"], found["margin-kept"]
    for when, end in (("now", look.end), ("before", look.end_before)):
        left = right_retention(ws.transactions, end=end)
        reading, worth = getattr(kept, when), getattr(money, when)
        assert reading.value == pytest.approx(1 - left.heads[0])
        assert worth.value == pytest.approx(1 - left.value[0])
        assert (worth.low, worth.high) == pytest.approx((1 - left.value[2], 1 - left.value[1]),
                                                        abs=0.003)  # fmt: skip
    assert kept.verdict == money.verdict == "worse"
    assert "rather the right ones are kept" in money.sentence
    failures = ws.service_events.frame()
    this_year = failures[failures["date"] >= pd.Timestamp(look.start)]
    assert found["put-right"].now.value == pytest.approx(this_year["recovered"].mean())
    assert found["bids-won"].verdict == "no sure change"
    for tile in tiles:
        assert tile.change[0] == pytest.approx(tile.now.value - tile.before.value)


# what is missing


def test_orders_alone_measure_two_tiles_and_say_what_the_others_need():
    ws = load(three_years())
    tiles = retention_tiles(ws, look_at(ws))
    assert [tile.key for tile in tiles] == KEYS
    assert [tile.measured for tile in tiles] == [True, True, False, False]
    assert "service_events" in tiles[2].missing and "list of complaints" in tiles[2].missing
    assert "bids" in tiles[3].missing and "quotes or tenders" in tiles[3].missing


def test_an_empty_list_is_no_traceback(tmp_path):
    nothing = events(("2024-03-01", "a", True)).iloc[:0]
    found = by_key(retention_tiles(firm(tmp_path, service_events=nothing), LOOK))["put-right"]
    assert not found.measured and found.missing
