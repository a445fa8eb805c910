"""Bids: what was planted is found, what cannot be judged is said, prices and reasons hold."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
import statsmodels.formula.api as smf
from numpy.testing import assert_allclose

from cvmlab.errors import DataProblem
from cvmlab.insight.lost.bid_prices import price_curve
from cvmlab.insight.lost.bid_prices_picture import plot_price_curve
from cvmlab.insight.lost.bid_reasons import stated_reasons
from cvmlab.insight.lost.bid_reasons_picture import plot_stated_reasons
from cvmlab.insight.lost.bids import bid_drivers, plot_bid_drivers
from cvmlab.kestrel.bids import WEIGHTS
from cvmlab.kestrel.bids import bids as made
from tests.sample import sample_company

JUDGED = ["price_index", "response_days", "incumbent", "relationship", "menu_help_offered"]


@pytest.fixture(scope="module")
def bids() -> pd.DataFrame:
    return sample_company().bids.frame()


@pytest.fixture(scope="module")
def drivers(bids):
    return bid_drivers(bids)


@pytest.fixture(scope="module")
def curve(bids):
    return price_curve(bids)


@pytest.fixture(scope="module")
def reasons(bids):
    return stated_reasons(bids)


# planted truth


def test_intervals_hold_the_planted_weights():
    """Forty companies of 900 bids, five weights each."""
    held = []
    for seed in range(1, 41):
        table = bid_drivers(made(seed)).table.set_index("cause").loc[JUDGED]
        truth = np.array([WEIGHTS[name] for name in JUDGED])
        held.append((table["low"] < truth) & (truth < table["high"]))
    assert 0.91 < np.mean(held) < 0.99
    assert np.mean(held, axis=0).min() > 0.85


def test_clients_who_hang_together_widen_the_intervals():
    """Every bid twice says nothing new: clustered, the interval stays; else it would shrink."""
    once = made(3)
    twice = pd.concat([once, once], ignore_index=True)
    one, two = (bid_drivers(frame).row("price_index") for frame in (once, twice))
    assert two["high"] - two["low"] == pytest.approx(one["high"] - one["low"], rel=0.01)
    apart = bid_drivers(twice.assign(client=np.arange(len(twice)))).row("price_index")
    assert apart["high"] - apart["low"] < 0.8 * (one["high"] - one["low"])


def test_accuracy_is_not_said_to_be_unimportant(drivers):
    row = drivers.row("accuracy_promised")
    assert row["verdict"] == "cannot be judged" and "hardly varies: 99.3 to 99.7" in row["why"]
    assert row["low"] < 0 < WEIGHTS["accuracy_promised"] < row["high"]
    assert "Accuracy promised cannot be judged" in drivers.sentence
    assert drivers.table["cause"].iloc[-1] == "accuracy_promised"


def test_the_best_price_is_found_on_average_and_its_interval_holds_it():
    """The truth: the mean over many companies' bids of planted chance times margin."""
    pool = pd.concat([made(seed) for seed in range(101, 121)], ignore_index=True)
    rival = pool["annual_value"] / (1 + pool["price_index"] / 100)
    cost = pool["annual_value"] - pool["margin"]
    others = sum(
        weight * (pool[name] - middle)
        for (name, weight), middle in zip(
            list(WEIGHTS.items())[1:], (99.5, 6, 0, 3, 0), strict=True
        )
    )
    tried = np.arange(-4, 10, 0.1)
    earned = [
        ((rival * (1 + x / 100) - cost) / (1 + np.exp(0.84 - others + 0.11 * x))).mean()
        for x in tried
    ]
    best = tried[int(np.argmax(earned))]
    curves = [price_curve(made(seed), resamples=60, seed=seed) for seed in range(1, 13)]
    found = np.array([one.best for one in curves])
    assert abs(found.mean() - best) < 3 * found.std() / np.sqrt(found.size)
    assert sum(one.best_low <= best <= one.best_high for one in curves) >= 10
    assert found.std() < 3


def test_price_alone_looks_weaker_than_it_is(curve):
    alone, beside = curve.slopes.to_dict("records")
    assert beside["low"] < WEIGHTS["price_index"] < beside["high"]
    assert alone["low"] > WEIGHTS["price_index"]
    seller = curve.seller.set_index("cause")
    assert seller.loc["incumbent", "low"] < 2.2 < seller.loc["incumbent", "high"]
    assert seller.loc["relationship", "low"] < 1.6 < seller.loc["relationship", "high"]
    assert seller.loc["menu_help_offered", "low"] < 0 < seller.loc["menu_help_offered", "high"]


def test_price_is_said_more_than_it_decides(reasons):
    table = reasons.table.set_index("reason")
    assert table.loc["price", "stated_lost"] > 0.66
    assert table.loc["price", "verdict"] == "said more than it decides"
    assert table["derived_rank"].idxmin() == "knows our house"
    for reason in ("knows our house", "help with menus"):
        assert table.loc[reason, "verdict"] == "decides more than said"
    assert table.loc["delivery and accuracy", "verdict"].startswith("cannot be judged: it hardly")
    assert table.loc["range and quality", "verdict"].startswith("cannot be judged: nothing")
    assert reasons.cheaper_low > 0.5
    assert reasons.gap_low < 0 < reasons.gap_high  # who says price was not asked for more


def test_reasons_that_were_drawn_from_what_decides_are_in_line():
    """Clients who name each cause as often as it moves the chance: nothing is said too much."""
    frame = made(2)
    table = stated_reasons(frame).table.dropna(subset=["decides"])
    rng = np.random.default_rng(0)
    honest = rng.choice(table["reason"].to_numpy(), len(frame), p=table["decides"].to_numpy())
    verdicts = stated_reasons(frame.assign(reason_stated=honest)).table
    assert set(verdicts.dropna(subset=["decides"])["verdict"]) == {"in line"}


# second routes


def test_weights_are_those_of_a_formula_in_statsmodels(bids, drivers):
    data = bids.assign(**{name: bids[name].astype(float) for name in (*JUDGED, "won")})
    fit = smf.logit("won ~ accuracy_promised + " + " + ".join(JUDGED), data).fit(
        disp=0, cov_type="cluster", cov_kwds={"groups": pd.factorize(data["client"])[0]}
    )
    table = drivers.table.set_index("cause").loc[JUDGED]
    assert_allclose(table["weight"], fit.params[JUDGED], rtol=1e-5)
    assert_allclose(table[["low", "high"]], fit.conf_int().loc[JUDGED], rtol=1e-4)
    # Points: the mean change of the predicted chance.
    with_help, without = (fit.predict(data.assign(menu_help_offered=x)).mean() for x in (1.0, 0.0))
    assert table.loc["menu_help_offered", "points"] == pytest.approx(with_help - without)
    dearer = fit.predict(data.assign(price_index=data["price_index"] + 1)).mean()
    assert table.loc["price_index", "points"] == pytest.approx(dearer - data["won"].mean())


def test_points_have_the_interval_of_a_bootstrap_of_clients(bids, drivers):
    rng = np.random.default_rng(1)
    places = list(bids.groupby("client").indices.values())
    found = []
    for _ in range(100):
        drawn = [places[one] for one in rng.integers(0, len(places), len(places))]
        sizes = [len(place) for place in drawn]
        sample = bids.iloc[np.concatenate(drawn)]
        sample = sample.assign(client=np.repeat(np.arange(len(drawn)), sizes))
        found.append(bid_drivers(sample).row("relationship")["points"])
    row = drivers.row("relationship")
    assert (row["points_high"] - row["points_low"]) / (2 * 1.96) == pytest.approx(
        np.std(found), rel=0.3
    )


def test_the_curve_agrees_with_predicting_every_bid(bids, curve):
    data = bids.assign(**{name: bids[name].astype(float) for name in (*JUDGED, "won")})
    fit = smf.logit("won ~ accuracy_promised + " + " + ".join(JUDGED), data).fit(disp=0)
    rival = data["annual_value"] / (1 + data["price_index"] / 100)
    cost = data["annual_value"] - data["margin"]
    for x in (-2.0, 3.0, 6.5):
        chance = fit.predict(data.assign(price_index=x))
        here = curve.at(x)
        assert here["chance"] == pytest.approx(chance.mean(), rel=1e-3)
        expected = (chance * (rival * (1 + x / 100) - cost)).mean()
        assert here["expected"] == pytest.approx(expected, rel=2e-3)
        assert here["expected"] == pytest.approx(here["chance"] * here["margin_if_won"], rel=1e-6)
    assert curve.expected_now == pytest.approx((fit.predict() * data["margin"]).mean(), rel=1e-3)
    assert curve.expected_best >= curve.table["expected"].max() - 1
    changed = price_curve(bids, by="change")
    assert changed.at(0)["expected"] == pytest.approx(changed.expected_now, rel=1e-6)


def test_a_swing_agrees_with_predicting_at_the_deciles(bids, reasons):
    data = bids.assign(**{name: bids[name].astype(float) for name in (*JUDGED, "won")})
    fit = smf.logit("won ~ accuracy_promised + " + " + ".join(JUDGED), data).fit(disp=0)
    low, high = data["relationship"].quantile([0.1, 0.9])
    best = fit.predict(data.assign(relationship=high, incumbent=1.0)).mean()
    worst = fit.predict(data.assign(relationship=low, incumbent=0.0)).mean()
    table = reasons.table.set_index("reason")
    assert table.loc["knows our house", "swing"] == pytest.approx(best - worst, rel=1e-4)
    assert table["decides"].sum() == pytest.approx(1) == table["said"].sum()


# what cannot be judged


def test_a_column_that_does_not_vary_stays_in_the_table(bids):
    result = bid_drivers(bids.assign(accuracy_promised=99.5, menu_help_offered=True))
    table = result.table.set_index("cause")
    assert len(table) == 6
    for name, said in (("accuracy_promised", "99.5"), ("menu_help_offered", "yes")):
        assert table.loc[name, "verdict"] == "cannot be judged"
        assert f"does not vary: {said} in every bid" in table.loc[name, "why"]
        assert np.isnan(table.loc[name, "weight"])
    assert "does not vary" in result.sentence and "does not vary" in str(result.summary())
    assert "cannot be judged" in plot_bid_drivers(result).alt


def test_repeated_and_perfect_causes_are_named(bids):
    odd = bids.assign(
        stars=bids["relationship"] * 20 - 3,
        signed=bids["won"] & (bids.index < 60),
    )
    names = ["price_index", "relationship", "stars", "signed"]
    table = bid_drivers(odd, causes=names).table.set_index("cause")
    assert "only repeats" in table.loc["stars", "why"]
    assert "bids with it were won" in table.loc["signed", "why"]
    plain = bid_drivers(bids, causes=["price_index", "relationship"]).table.set_index("cause")
    assert table.loc["relationship", "weight"] == pytest.approx(plain.loc["relationship", "weight"])


def test_too_few_bids_for_so_many_causes_are_refused(bids):
    few = pd.concat([bids[bids["won"]].head(4), bids[~bids["won"]].head(4)])
    with pytest.raises(DataProblem, match="too few bids for so many causes"):
        bid_drivers(few)


# inputs and words


def test_missing_columns_are_named_at_once(bids):
    with pytest.raises(DataProblem) as caught:
        bid_drivers(bids.drop(columns=["client", "won"]))
    assert '"client"' in str(caught.value) and '"won"' in str(caught.value)
    with pytest.raises(DataProblem) as caught:
        price_curve(bids.drop(columns=["margin", "annual_value"]))
    assert '"margin"' in str(caught.value) and '"annual_value"' in str(caught.value)
    with pytest.raises(DataProblem, match="nobody's reason"):
        stated_reasons(bids.drop(columns=["reason_stated"]))
    with pytest.raises(DataProblem, match="every bid was won"):
        bid_drivers(bids[bids["won"]])
    with pytest.raises(DataProblem, match="price cannot be judged"):
        price_curve(bids.assign(price_index=2.0))
    with pytest.raises(DataProblem, match="must be a number"):
        bid_drivers(bids, causes=["kind"])


def test_a_firm_with_fewer_columns_gets_what_there_is(bids):
    few = bids[["client", "won", "price_index", "response_days", "reason_stated"]]
    assert set(bid_drivers(few).table["cause"]) == {"price_index", "response_days"}
    table = stated_reasons(few).table.set_index("reason")
    assert table.loc["knows our house", "verdict"].startswith("cannot be judged")
    own = stated_reasons(
        few.replace({"reason_stated": {"price": "cost"}}), reasons={"cost": ["price_index"]}
    )
    assert own.table["reason"].iloc[0] == "cost" and np.isnan(own.cheaper_yet_price)


def test_rows_with_holes_are_set_aside_and_counted(bids):
    holes = bids.copy()
    holes.loc[:19, "relationship"] = np.nan
    result = bid_drivers(holes)
    assert (result.bids, result.set_aside) == (880, 20)
    assert "20 bids were set aside" in str(result.summary())


def test_words_held_constant_change_little_here(bids, drivers):
    beside = bid_drivers(bids, beside=["kind", "lot"])
    first, second = (one.row("price_index")["weight"] for one in (drivers, beside))
    assert first == pytest.approx(second, rel=0.1) and first != second


def test_the_same_seed_gives_the_same_curve_and_the_input_stays(bids):
    before = bids.copy(deep=True)
    one, two, other = (price_curve(bids, resamples=30, seed=s) for s in (1, 1, 2))
    pd.testing.assert_frame_equal(bids, before)
    pd.testing.assert_frame_equal(one.table, two.table)
    assert one.best_low != other.best_low
    with pytest.raises(ValueError, match="by must be"):
        price_curve(bids, by="offer")


def test_a_best_price_at_the_end_of_what_was_tried_is_said(bids):
    """Margins so thin that only much higher prices would earn: the curve rises to its end."""
    thin = bids.assign(margin=bids["margin"] - 0.3 * bids["annual_value"])
    result = price_curve(thin, resamples=40)
    assert result.at_edge and result.best == result.table["price"].iloc[-1]
    assert "at the edge of what was tried" in result.sentence


def test_the_pictures_and_the_words_say_the_same(drivers, curve, reasons):
    assert "+21.5 points" in plot_bid_drivers(drivers).alt and "+21.5 points" in drivers.sentence
    alt = plot_price_curve(curve, currency="EUR").alt
    assert f"+{curve.best:.1f} points" in alt and f"+{curve.best:.1f}" in curve.sentence
    assert "The seller chose the prices" in str(curve.summary("EUR"))
    assert 'In 75% of lost bids the client says "price"' in plot_stated_reasons(reasons).alt
    assert 'In 75% of lost bids the client says "price"' in reasons.sentence
    assert "cannot be judged" in str(reasons.summary())
