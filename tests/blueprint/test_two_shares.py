"""A share in two years: published, by hand, against plain formulas, and held as often as said."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from cvmlab.blueprint.tiles.kept_tiles import share_of_money
from cvmlab.blueprint.tiles.share_tile import counted_share
from cvmlab.blueprint.tiles.tile import Tile
from cvmlab.blueprint.tiles.two_shares import change_of_share, pulled_together, two_shares
from cvmlab.stats.ratios import difference_with_interval
from cvmlab.stats.resampling import bootstrap
from cvmlab.stats.share_intervals import wilson
from tests.blueprint.firm_of_tables import LOOK


def marks(yes: int, of: int) -> np.ndarray:
    return np.arange(of) < yes


def strangers(number: int, first: int = 0) -> pd.Series:
    return pd.Series(np.arange(first, first + number))


# published, and other routes


@pytest.mark.parametrize(
    ("a", "n", "b", "m", "low", "high"),
    [
        (56, 70, 48, 80, 0.0524, 0.3339),
        (9, 10, 3, 10, 0.1705, 0.8090),
        (6, 7, 2, 7, 0.0582, 0.8062),
        (5, 56, 0, 29, -0.0381, 0.1926),
    ],
)
def test_strangers_have_newcombes_interval(a, n, b, m, low, high):
    """Newcombe (1998), "Interval estimation for the difference", table II, method 10."""
    found = change_of_share(marks(a, n), strangers(n), marks(b, m), strangers(m, 1000))
    assert np.round(found[2][1:], 4).tolist() == [low, high]
    assert found[2] == pytest.approx(difference_with_interval(a, n, b, m, 0.95))
    nobody = [pd.Series([None] * size, dtype=object) for size in (n, m)]
    assert change_of_share(marks(a, n), nobody[0], marks(b, m), nobody[1])[2] == found[2]


def test_the_same_people_once_each_have_the_interval_of_pairs():
    """Both 20, only now 12, only before 2, neither 16: phi and Newcombe's pairs by hand."""
    now = np.repeat([True, True, False, False], [20, 12, 2, 16])
    before = np.repeat([True, False, True, False], [20, 12, 2, 16])
    who = strangers(50)
    _, _, (middle, low, high) = change_of_share(now, who, before, who)
    phi = (20 * 16 - 12 * 2) / np.sqrt(32 * 18 * 22 * 28)
    (l1, u1), (l2, u2) = wilson(32, 50), wilson(22, 50)
    p, q = 0.64, 0.44
    down = (p - l1) ** 2 - 2 * phi * (p - l1) * (u2 - q) + (u2 - q) ** 2
    up = (u1 - p) ** 2 - 2 * phi * (u1 - p) * (q - l2) + (q - l2) ** 2
    assert (middle, low, high) == pytest.approx((p - q, p - q - down**0.5, p - q + up**0.5))
    apart = change_of_share(now, who, before, strangers(50, 100))[2]
    assert high - low < 0.8 * (apart[2] - apart[1])


def test_nobody_changed_is_no_change_for_sure():
    who = strangers(40)
    found = change_of_share(marks(30, 40), who, marks(30, 40), who)
    middle, low, high = found[2]
    assert middle == 0 and -0.06 < low <= 0 <= high < 0.06  # strangers: 0.2 to either side


def test_rows_of_nobody_make_two_figures_move_less_together():
    u = np.array([0.5, -0.5])
    whole = pulled_together(u, pd.Series(["a", "b"]), u, pd.Series(["a", "b"]))
    half = pulled_together(u, pd.Series(["a", None]), u, pd.Series(["a", None]))
    assert whole == pytest.approx(1.0) and half == pytest.approx(0.5)


# planted


def two_years(rng, people: int, shift: float):
    """Rows of people with a leaning of their own; two thirds of them stand in both years."""
    lean = rng.normal(0.3, 1.2, people)
    out = []
    for year, there in ((0, slice(0, 5 * people // 6)), (1, slice(people // 6, people))):
        who = np.arange(people)[there]
        who = np.repeat(who, rng.poisson(2.5, len(who)))
        chance = 1 / (1 + np.exp(-lean[who] - shift * year))
        out.append((rng.random(len(who)) < chance, pd.Series(who)))
    return out


def test_intervals_of_now_and_of_the_change_hold_what_is_planted():
    rng = np.random.default_rng(3)
    lean = rng.normal(0.3, 1.2, 400_000)
    then, now = ((1 / (1 + np.exp(-lean - shift))).mean() for shift in (0.0, -0.4))
    held, wider = [], []
    for _ in range(300):
        before, after = two_years(rng, 150, -0.4)
        first, _, change = change_of_share(*after, *before)
        alone = change_of_share(*after, before[0], before[1] + 10_000)[2]
        held.append((first[1] <= now <= first[2], change[1] <= now - then <= change[2]))
        wider.append((alone[2] - alone[1]) / (change[2] - change[1]))
    often = np.mean(held, axis=0)
    assert (often >= 0.92).all() and (often <= 0.98).all()
    assert np.mean(wider) > 1.1  # as strangers, the same people would be less sure


def money(rng, customers: int) -> pd.DataFrame:
    """Whoever brings more stays rather."""
    brought = rng.lognormal(4, 1, customers)
    chance = 1 / (1 + np.exp(-0.5 - 0.4 * (np.log(brought) - 4)))
    return pd.DataFrame({"brought": brought, "stayed": rng.random(customers) < chance})


def test_the_share_of_money_lies_in_its_interval_and_near_customers_drawn_again():
    rng = np.random.default_rng(4)
    whole = money(rng, 1_000_000)
    truth = float(whole.loc[whole["stayed"], "brought"].sum() / whole["brought"].sum())
    found = [share_of_money(money(rng, 200))[0] for _ in range(600)]
    assert 0.92 <= np.mean([low <= truth <= high for _, low, high in found]) <= 0.98
    one = money(rng, 800)
    (share, low, high), pulls = share_of_money(one)

    def kept(rows: pd.DataFrame) -> float:
        return float((rows["brought"] * rows["stayed"]).sum() / rows["brought"].sum())

    again = bootstrap(one, kept, resamples=800, seed=1)
    assert share == pytest.approx(kept(one)) and pulls.sum() == pytest.approx(0, abs=1e-12)
    assert again.high - again.low == pytest.approx(high - low, rel=0.12)


def test_money_of_equal_customers_is_heads_and_returns_may_leave_the_range():
    """30 of 40, but for the n − 1 of a variance; and one whose returns outweigh his purchases."""
    alike = pd.DataFrame({"brought": 5.0, "stayed": marks(30, 40)})
    assert share_of_money(alike)[0] == pytest.approx((0.75, *wilson(0.75 * 39, 39)))
    everybody = pd.DataFrame({"brought": [1.0, 2, 2], "stayed": True})
    assert share_of_money(everybody)[0] == pytest.approx((1.0, *wilson(25 / 9, 25 / 9)))
    owed = pd.DataFrame({"brought": [10.0, 10, -4], "stayed": [True, True, False]})
    share, low, high = share_of_money(owed)[0]
    assert share == pytest.approx(1.25) and low < share < high


# lists with holes


def listed(*rows: tuple[str | None, bool, str]) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=["date", "mark", "who"])
    return frame.assign(date=pd.to_datetime(frame["date"], format="mixed"))


def test_both_ends_of_a_year_are_in_it():
    """The year to 29 December 2024 begins on 1 January 2024."""
    rows = listed(("2023-12-31 18:00", True, "a"), ("2024-01-01", True, "a"),
                  ("2024-12-29 23:00", False, "b"), ("2024-12-30", False, "c"),
                  ("2023-01-02", False, "b"), ("2023-01-01", False, "b"))  # fmt: skip
    found = two_shares(rows, LOOK, "calls")
    assert (found.yes, found.of, found.whose) == (1, 2, 2)
    assert found.now.value == 0.5 and found.before.value == 0.5 and found.note == ""


def test_what_has_no_date_or_no_year_before_says_so():
    undated = two_shares(listed((None, True, "a"), (None, False, "b")), LOOK, "calls")
    assert undated.now.value == 0.5 and undated.before is None and "No date" in undated.note
    one = two_shares(listed(("2024-05-05", True, "a"), (None, True, "b")), LOOK, "calls")
    assert one.now.value == 1 and one.change is None and one.of == 1
    assert "no calls of the year before" in one.note and "1 calls without a date" in one.note
    late = listed(("2023-10-01", True, "a"), ("2024-05-05", True, "a"))
    assert "begins on 1 Oct 2023" in two_shares(late, LOOK, "calls").note
    old = two_shares(listed(("2020-01-01", True, "a")), LOOK, "calls")
    assert old.now is None and "no calls of the year to 29 Dec 2024" in old.note


def test_what_nobody_wrote_down_is_counted_apart():
    """Of four calls two were answered, one was not, and of one nobody knows."""
    calls = pd.DataFrame({"on": ["2024-05-05"] * 4, "answered": [True, True, False, None],
                          "whose": ["a", "a", "a", "b"]})  # fmt: skip
    blank = Tile("calls", "Calls answered", "retention", "share", "higher", "counted", "34")
    tile = counted_share(blank, LOOK, calls, date="on", mark="answered", who="whose",
                         things="calls", said="were answered", whose="callers")  # fmt: skip
    assert tile.now.value == pytest.approx(2 / 3)
    assert tile.sentence.startswith("2 of 3 calls (1 caller) were answered. Of 1 it is not")
