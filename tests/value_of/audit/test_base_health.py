"""The fifth lens: signs that are counted right, and called changed only when they surely are."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from cvmlab.errors import DataProblem
from cvmlab.insight.counted.cohorts import plot_sales_by_cohort
from cvmlab.insight.counted.lorenz import top_share
from cvmlab.value_of.audit.audit_advice import audit_advice
from cvmlab.value_of.audit.base_health import base_health
from cvmlab.value_of.audit.best_customers import best_customers
from cvmlab.value_of.audit.by_segment import change_by_segment
from cvmlab.value_of.audit.cohort_layers import cohort_layers
from cvmlab.value_of.audit.cohorts_compared import cohorts_compared
from cvmlab.value_of.audit.one_cohort import one_cohort
from cvmlab.value_of.audit.payers import by_payer
from cvmlab.value_of.audit.two_periods import two_periods
from tests.value_of.audit.conftest import at_once, looked_at, shop


def test_signs_are_what_pandas_counts(kestrel_base):
    table = kestrel_base.table
    found = base_health(kestrel_base, resamples=20).table
    for when in ("before", "now"):
        active = table[table[f"orders_{when}"] > 0]
        orders, cents = active[f"orders_{when}"], active[f"cents_{when}"]
        signs = found[when]
        assert signs["customers"] == len(active)
        assert signs["purchases each"] == pytest.approx(orders.mean())
        assert signs["spend per purchase"] == pytest.approx(cents.sum() / 100 / orders.sum())
        assert signs["one purchase only"] == pytest.approx((orders == 1).mean())
        assert signs["share of the best fifth"] == pytest.approx(top_share(cents, 0.2))
        rate = active[f"margin_{when}"].sum() / cents.sum()
        assert signs["margin rate"] == pytest.approx(rate, rel=1e-3)
    both = ((table["orders_before"] > 0) & (table["orders_now"] > 0)).sum()
    assert found.loc["kept", "now"] == pytest.approx(both / (table["orders_before"] > 0).sum())


def test_a_base_in_which_nothing_changes_shows_few_changes():
    """Ten bases of one law: of their signs about one in twenty may be called changed."""
    called, looked = 0, 0
    for seed in range(10):
        found = base_health(at_once(shop(150, seed=seed)), resamples=100)
        called += len(found.sure)
        looked += int((found.table["verdict"] != "").sum())
    assert looked >= 40 and called <= 0.2 * looked


def test_rates_that_fall_are_found():
    found = base_health(looked_at(shop(400, seed=1, change=0.6)), resamples=100)
    assert found.table.loc["purchases each", "verdict"] == "fell"
    assert "purchases each" in found.sentence


def test_a_sign_nobody_could_know_before_is_left_open(shop_base):
    found = base_health(shop_base, resamples=20)
    assert np.isnan(found.table.loc["kept", "before"])
    assert found.table.loc["kept", "verdict"] == ""
    assert "not known before" in str(found.summary())


def test_what_is_the_same_for_everybody_is_no_sign(passes_base):
    found = base_health(passes_base, resamples=20)
    assert "purchases each" not in found.table.index
    assert "bought" not in str(found.summary())


def test_signs_of_fewer_than_ten_customers_are_not_shown():
    found = base_health(looked_at(shop(40, seed=2)), resamples=20)
    assert "share of the best fifth" not in found.table.index


@pytest.mark.parametrize("which", ["kestrel_base", "payers_base", "shop_base"])
def test_layers_add_up_to_the_sales_of_every_period(which, request):
    base = request.getfixturevalue(which)
    layers = cohort_layers(base, smallest_group=1)
    days = base.occasions
    sums = (days["cents"] / 100).groupby(days["date"].dt.to_period(layers.period)).sum()
    assert layers.table.sum().to_list() == pytest.approx(sums.to_list())


def test_customers_older_than_the_file_are_a_layer_of_their_own(kestrel_base):
    layers = cohort_layers(kestrel_base)
    assert layers.table.index[0] == "before 2022 Q1"
    older = kestrel_base.table.loc[~kestrel_base.table["inside"], "customer_id"]
    cents = kestrel_base.occasions.loc[
        kestrel_base.occasions["customer_id"].isin(older), "cents"
    ].sum()
    assert layers.table.iloc[0].sum() == pytest.approx(cents / 100)
    assert "before 2022 Q1" in plot_sales_by_cohort(layers).alt


def test_cells_of_few_customers_are_pooled_or_blank(payers_base):
    layers = cohort_layers(payers_base)
    shown = layers.cells[layers.cells["sales"].notna() & (layers.cells["active"] > 0)]
    assert (shown["active"] >= 10).all()
    assert "cohorts of few" in layers.table.index


def test_groups_allow_for_being_looked_at_together():
    """Twelve groups of one law: none of them should be called changed, most of the time."""
    called = 0
    for seed in range(8):
        orders = shop(240, seed=seed)
        orders["team"] = "T" + (orders["customer_id"].str[-2:].astype(int) % 12).astype(str)
        called += bool((change_by_segment(at_once(orders, by="team"))
                        .table["verdict"] != "no sure change").any())  # fmt: skip
    assert called <= 2


def test_groups_add_up_and_small_ones_are_hidden():
    orders = shop(200, seed=3).assign(region="Mainland")
    few = sorted(orders["customer_id"].unique())[:8]
    orders.loc[orders["customer_id"].isin(few), "region"] = "Island"
    base = looked_at(orders, by="region")
    assert list(change_by_segment(base).table.index) == ["Mainland"]
    both = change_by_segment(base, smallest_group=1).table
    assert both["now"].sum() == pytest.approx(base.table["cents_now"].sum() / 100)


def test_the_best_by_luck_are_not_called_leaving():
    """Nobody changes; the best of a year spend less in the next all the same."""
    base = looked_at(shop(500, seed=7, days=1096))
    found = best_customers(base, resamples=200)
    assert found.by_chance > 0
    advice = audit_advice(tops=found)
    assert advice.advice[0].kind == "do not say"


def test_without_a_past_the_best_cannot_be_told_from_the_lucky(shop_base, passes_base):
    with pytest.raises(DataProblem, match="cannot be told from luck"):
        best_customers(shop_base)
    with pytest.raises(DataProblem, match="fixed price"):
        best_customers(passes_base)


def test_payers_are_more_concentrated_than_places(payers_base):
    found = by_payer(payers_base, resamples=50)
    accounts, payers = found.table.loc["accounts"], found.table.loc["payers"]
    assert payers["number"] < accounts["number"] and payers["share"] > accounts["share"]
    assert "405" in found.sentence or f"{accounts['number']:.0f}" in found.sentence


def test_advice_follows_from_intervals_and_waits_where_they_hold_both(kestrel_base):
    advice = audit_advice(
        change=two_periods(kestrel_base, resamples=100),
        tops=best_customers(kestrel_base, resamples=100),
        cohort=one_cohort(kestrel_base, resamples=100),
        cohorts=cohorts_compared(kestrel_base),
        health=base_health(kestrel_base, resamples=100),
    )
    kinds = {(each.about, each.kind) for each in advice.advice}
    assert ("sales", "say") in kinds and ("keeping", "do") in kinds
    assert ("best customers", "do not say") in kinds  # they fall as all others do
    assert [each.kind for each in advice.advice][-1] == "wait"
    assert "fewer customers were won" in " ".join(advice.sentences)


def test_a_small_base_is_told_to_wait_or_to_say_nothing():
    base = looked_at(shop(40, seed=9))
    advice = audit_advice(change=two_periods(base), health=base_health(base))
    assert {each.kind for each in advice.advice} <= {"do not say", "wait"}
    assert "respondents" not in advice.sentence


def test_nothing_given_nothing_said():
    assert audit_advice().sentence == "There is nothing to compare."


def test_figures_are_the_same_on_every_run(shop_base):
    first, second = (base_health(shop_base, seed=4).table for _ in range(2))
    pd.testing.assert_frame_equal(first, second)
