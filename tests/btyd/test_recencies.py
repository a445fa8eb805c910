"""Forecast and outcome by when customers last bought."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from cvmlab.btyd.recencies import holdout_by_recency, plot_holdout_by_recency
from cvmlab.errors import DataProblem
from tests.btyd.limits import KINDS, limit_fits

WAYS = ("recency", "silence", "T")


@pytest.mark.parametrize("by", WAYS)
def test_groups_reconcile_with_the_customers(pareto, cdnow, by):
    table = holdout_by_recency(pareto, cdnow, 39, by=by)
    assert table["customers"].sum() == 2357
    assert (table["customers"] * table["actual"]).sum() == pytest.approx(1882)
    expected = pareto.expected_total(39).expected
    assert (table["customers"] * table["expected"]).sum() == pytest.approx(expected)
    assert (table["pi_low"] <= table["ci_low"]).all() and (
        table["ci_high"] < table["pi_high"]
    ).all()


def test_groups_are_cut_as_their_labels_say(pareto, cdnow):
    expected = pareto.expected_purchases(39, cdnow)["expected"].to_numpy()
    last = {"recency": cdnow["recency"], "silence": cdnow["T"] - cdnow["recency"], "T": cdnow["T"]}
    for by in WAYS:
        table = holdout_by_recency(pareto, cdnow, 39, by=by, width=4)
        place = np.ceil((last[by] / 4).round(9)).astype(int)
        place = place if by == "recency" else place.clip(lower=1)
        label = np.where(
            place == 0, "0", (4 * place - 4).astype(str) + " to " + (4 * place).astype(str)
        )
        hand = pd.DataFrame({"group": label, "actual": cdnow["frequency_holdout"], "e": expected})
        hand = hand.groupby("group").agg(
            n=("e", "size"), actual=("actual", "mean"), e=("e", "mean")
        )
        hand = hand.loc[table.index]
        assert table["customers"].tolist() == hand["n"].tolist()
        assert table["actual"].to_numpy() == pytest.approx(hand["actual"].to_numpy())
        assert table["expected"].to_numpy() == pytest.approx(hand["e"].to_numpy())


def test_weights_stand_for_customers(bgbb, donors):
    base = donors.assign(frequency_holdout=donors["recency"])
    table = holdout_by_recency(bgbb, base, 5, width=1)
    assert table["customers"].sum() == donors["weight"].sum()
    assert table.loc["0", "actual"] == 0 and table.loc["5 to 6", "actual"] == 6
    whole = base.loc[base.index.repeat(base["weight"])].drop(columns="weight")
    again = holdout_by_recency(bgbb, whole, 5, width=1)
    pd.testing.assert_frame_equal(table, again)


def test_what_cannot_be_grouped_is_refused(pareto, cdnow):
    with pytest.raises(ValueError, match="recency, silence, T"):
        holdout_by_recency(pareto, cdnow, 39, by="age")
    with pytest.raises(ValueError, match="above 0"):
        holdout_by_recency(pareto, cdnow, 39, width=0)
    with pytest.raises(DataProblem, match="bought"):
        holdout_by_recency(pareto, cdnow, 39, actual="bought")


def test_the_picture_names_its_axis(pareto, cdnow):
    table = holdout_by_recency(pareto, cdnow, 39)
    picture = plot_holdout_by_recency(table)
    inside = ((table["actual"] >= table["pi_low"]) & (table["actual"] <= table["pi_high"])).sum()
    assert picture.axes.get_title().startswith(f"{inside} of {len(table)} groups")
    assert picture.axes.get_xlabel() == "Recency: age at the last purchase in calibration (weeks)"
    assert f"Customers without a repeat purchase: {table['actual'].iloc[0]:.2f} each" in picture.alt
    silent = plot_holdout_by_recency(holdout_by_recency(pareto, cdnow, 39, by="silence"))
    assert silent.axes.get_xlabel().startswith("Time from the last purchase to the end")
    assert "time since the last purchase" in silent.alt and silent.alt.endswith(".")


@pytest.mark.parametrize("kind", KINDS)
def test_limit_models_are_checked_too(kind):
    fit = limit_fits()[kind]
    later = fit.simulate(np.random.default_rng(1)).assign(frequency_holdout=1)
    table = holdout_by_recency(fit, later, 4)
    expected = fit.expected_total(4, later).expected
    assert (table["customers"] * table["expected"]).sum() == pytest.approx(expected)
