"""Tiers half a year apart: who moved, who truly changed, against planted lives."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from cvmlab.errors import DataProblem
from cvmlab.idic.differentiate.tier_stability import compare_tiers, tier_stability
from cvmlab.idic.differentiate.tier_stability_picture import plot_tier_stability
from cvmlab.idic.differentiate.tier_stability_result import HERE, NAMES
from cvmlab.idic.differentiate.two_dates import draw_two_dates
from cvmlab.idic.differentiate.value_tiers import value_tiers
from cvmlab.idic.differentiate.value_tiers_result import BETWEEN, GONE, MOST_VALUABLE
from cvmlab.value_of.lifetime.active_time import active_time
from tests.idic.differentiate.made_people import made_people
from tests.idic.differentiate.planted_worth import planted

THEN = "2024-06-30"


@pytest.fixture(scope="module")
def companies():
    found = []
    for seed in (1, 2, 3):
        firm = planted(seed, 4_000)
        earlier, later = firm.values(THEN), firm.values()
        then, now = (value_tiers(one, draws=200) for one in (earlier, later))
        found.append((firm, then, now, compare_tiers(then, now, later, weeks=26)))
    return found


def _truly(firm, then, now):
    """The true tier of everybody on both days, cut as the lists are."""
    ids = now.table["customer_id"]
    names = []
    for week, tiers in ((130, then), (156, now)):
        true = firm.true(week).reindex(ids)
        if tiers is then:
            true = true.where(ids.isin(then.table["customer_id"]).to_numpy())
        best = true.rank(ascending=False, method="first") <= tiers.cuts.most_valuable
        name = np.where(true > 0, BETWEEN, GONE).astype(object)
        name[(best & (true > 0)).to_numpy()] = MOST_VALUABLE
        names.append(pd.Series(name, index=ids))
    return names


def test_shares_of_real_moves_cover_the_planted_ones(companies):
    inside = []
    for firm, then, now, found in companies:
        first, last = _truly(firm, then, now)
        rows = found.table.set_index("customer_id")
        changed = (first != last).reindex(rows.index)
        here = rows["tier_then"].isin(HERE)
        moved = here & (rows["tier_then"] != rows["tier_now"])
        for share, mine, keeps in (
            (found.kept_truly, here, True), (found.real, moved, False),
            (found.missed, here & ~moved, False),
        ):  # fmt: skip
            true = changed[mine].mean()
            true = 1 - true if keeps else true
            inside.append(share[1] - 0.012 <= true <= share[2] + 0.012)
            assert share[0] == pytest.approx(true, abs=0.035)
    assert np.mean(inside) >= 8 / 9


def test_counts_and_shares_agree(companies):
    for _, then, now, found in companies:
        assert found.counts.to_numpy().sum() == len(found.table) == len(then.table)
        assert found.newcomers == len(now.table) - len(then.table)
        here = found.counts.loc[list(HERE)]
        stayed = sum(here.loc[name, name] for name in HERE)
        assert found.here == here.to_numpy().sum()
        assert found.kept[0] == pytest.approx(stayed / found.here)
        assert found.moved == found.here - stayed
        assert found.noise[0] == pytest.approx(1 - found.real[0])
        # what is real on the whole is what is real among movers and among stayers
        whole = (found.moved * found.real[0] + stayed * found.missed[0]) / found.here
        assert 1 - found.kept_truly[0] == pytest.approx(whole, abs=1e-9)


def test_whoever_is_drawn_now_is_worth_what_is_expected_now():
    worth = made_people(3, customers=800).values.lifetime.valuation
    now, then, n = np.zeros(800), np.zeros(800), 2_000
    for first, last in draw_two_dates(worth, 20.0, n, np.random.default_rng(0)):
        now += last
        then += np.nan_to_num(first)
        known = ~np.isnan(first)
        assert (first[known] >= last[known] - 1e-9).all()  # in the model nobody gets better
    assert now.sum() / n == pytest.approx(worth.value.sum(), rel=0.03)
    age = worth.patterns.T[worth.row]
    assert (then[age < 20] == 0).all() and then.sum() > now[age >= 20].sum()


def test_moments_of_leaving_have_the_mean_of_active_time():
    """A second route: what is drawn against the integral of ``active_time``."""
    from cvmlab.idic.differentiate.two_dates import _draw_moment, _moments

    values = made_people(4, customers=400).values
    worth = values.lifetime.valuation
    moment, reached = _moments(worth)
    rng, total = np.random.default_rng(1), np.zeros(400)
    for _ in range(2_000):
        total += _draw_moment(moment, reached, worth.row, rng)
    so_far = active_time(values.fit, values.table)["so_far"].to_numpy()
    alive, age = values.table["alive"].to_numpy(), values.table["T"].to_numpy()
    some = alive < 0.98
    left = ((so_far - alive * age) / (1 - alive))[some]
    np.testing.assert_allclose((total / 2_000)[some], left, atol=1.2, rtol=0.03)


def test_from_orders_alone_and_customers_who_never_change_tier():
    firm = planted(4, 1_500)
    found = tier_stability(firm.orders, draws=60)
    assert found.then.isoformat() == "2024-06-30" and (found.now - found.then).days == 182
    assert 0.4 < found.kept[0] < 0.9 and found.kept[1] < found.kept[0] < found.kept[2]
    again = tier_stability(firm.orders, draws=60)
    pd.testing.assert_frame_equal(found.table, again.table)
    some = found.table["customer_id"].iloc[0]
    assert some in found.of(some)
    with pytest.raises(DataProblem, match="no customer"):
        found.of("nobody")
    assert "Kept" in found.summary().frame
    alt = plot_tier_stability(found).alt
    assert f"{found.counts.loc[MOST_VALUABLE, MOST_VALUABLE]:,} most valuable" in alt


def test_the_same_list_twice_has_no_moves_and_says_so(companies):
    _, _, now, _ = companies[0]
    firm = companies[0][0]
    found = compare_tiers(now, now, firm.values(), weeks=26, draws=50)
    assert found.kept[0] == 1 and found.moved == 0 and np.isnan(found.real[0])
    assert "Nobody moved" in found.sentence
    assert plot_tier_stability(found).alt.startswith("100% kept their tier.")
    assert found.counts.loc[NAMES[0], NAMES[0]] == now.row(MOST_VALUABLE).customers


def test_what_cannot_be_compared_is_refused():
    firm = planted(4, 1_500)
    with pytest.raises(DataProblem) as caught:
        tier_stability(firm.orders, weeks=0, most_valuable=1.5, draws=3)
    assert len(caught.value.problems) == 3
    few = firm.orders[firm.orders["customer_id"].isin(firm.people.index[:30])]
    with pytest.raises(DataProblem):
        tier_stability(few, draws=60)
