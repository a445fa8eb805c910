"""At which price a bid earns most: the chance of winning times what is earned if it is won.

Prices were not drawn by lot. The seller asks more where he feels safe, so price alone looks
weaker than it is; the other causes have to stand beside it, and what he knew beyond them cannot.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Literal

import numpy as np
import pandas as pd

from cvmlab.errors import DataProblem, one_problem
from cvmlab.figures.formats import count, interval, money, number, percent
from cvmlab.insight.lost.attempts_log import missing_columns
from cvmlab.insight.lost.bid_causes import read_bids
from cvmlab.insight.lost.bid_margins import (
    PRICE,
    curves,
    drawn_by_client,
    expected_now,
    peak,
    price_slopes,
    what_the_seller_did,
)
from cvmlab.insight.lost.logit_cells import fit_logit

if TYPE_CHECKING:
    from cvmlab.figures.tables import Table

_STEP = 0.5  # points between the prices tried
_EDGE = 0.05  # of the resamples best at the end of what was tried: from then on it is said


@dataclass(frozen=True, eq=False)
class PriceCurve:
    """The chance of winning and what a bid may be expected to earn, price by price.

    Attributes
    ----------
    table : pandas.DataFrame
        One row a price: ``price`` (points above the best rival's, or added to what was asked),
        ``chance`` with ``low, high``; ``margin_if_won``; ``expected`` margin a bid, with
        ``expected_low, expected_high``.
    by : {"position", "change"}
        Whether every bid stands at the price, or moves by it.
    best, best_low, best_high : float
        The price with the highest expected margin.
    at_edge : bool
        Whether the best price may lie beyond those that were tried.
    now : float
        The mean price asked (0 by change).
    expected_now, expected_best : float
        Expected margin a bid, in currency units.
    gain_low, gain_high : float
        Interval of what the best price would have earned more a bid; below zero is less.
    slopes : pandas.DataFrame
        ``model`` ("price alone", "price beside the other causes"), ``weight`` (log odds a point)
        with ``low, high``: how the seller's choice hides what price does.
    seller : pandas.DataFrame
        What the seller asked more for: ``cause, label, points`` of price, ``low, high``.
    bids : int
        How many.
    level : float
        Confidence level of the intervals.
    """

    table: pd.DataFrame
    by: Literal["position", "change"]
    best: float
    best_low: float
    best_high: float
    at_edge: bool
    now: float
    expected_now: float
    expected_best: float
    gain_low: float
    gain_high: float
    slopes: pd.DataFrame
    seller: pd.DataFrame
    bids: int
    level: float

    def at(self, price: float) -> dict[str, float]:
        """Chance, margin if won and expected margin at a price, between those of the table.

        Parameters
        ----------
        price : float
            In points; beyond the table's range the nearest row counts.
        """
        names = ("chance", "margin_if_won", "expected")
        prices = self.table["price"]
        return {name: float(np.interp(price, prices, self.table[name])) for name in names}

    @property
    def sentence(self) -> str:
        """The finding, in words."""
        place = (
            f"a price of {points(self.best)} against the best rival"
            if self.by == "position"
            else f"{points(self.best)} on what was asked"
        )
        edge = ", at the edge of what was tried," if self.at_edge else ""
        chance = "" if self.gain_low > 0 else ", which may be chance"
        alone, beside = self.slopes["weight"]
        return (
            f"Most is earned at {place} (interval {points(self.best_low)} to "
            f"{points(self.best_high)}){edge}: {count(self.expected_best)} a bid are expected, "
            f"{count(self.expected_now)} at the prices asked{chance}. A point dearer lowers "
            f"the log odds by {number(-beside, 3)}; price alone seems to do {number(-alone, 3)}, "
            "because the seller asked more where he felt safe."
        )

    def summary(self, currency: str | None = None) -> Table:
        """The curve at a few prices, as a table to read."""
        from cvmlab.figures.tables import Table

        cash = partial(money, currency=currency, digits=0)
        every = max(1, len(self.table) // 8)
        rows = self.table.iloc[::every]
        frame = pd.DataFrame(
            {
                "Price": [points(price) for price in rows["price"]],
                "Chance of winning": rows["chance"],
                "Earned if won": rows["margin_if_won"],
                "Expected a bid": rows["expected"],
                f"{percent(self.level)} interval": [
                    interval(row.expected_low, row.expected_high, cash) for row in rows.itertuples()
                ],
            }
        )
        return Table(
            frame,
            title=f"What {count(self.bids)} bids would have earned at other prices",
            note=self._note(cash),
            formats={
                "Chance of winning": percent,
                "Earned if won": cash,
                "Expected a bid": cash,
            },
        )

    def _note(self, cash: partial[str]) -> str:
        asked = "; ".join(
            f"{number(row.points, 1)} points for {row.label} ({interval(row.low, row.high, _one)})"
            for row in self.seller.itertuples()
            if row.low * row.high > 0
        )
        chosen = f" He asked more or less by: {asked}." if asked else ""
        return (
            f"Best {points(self.best)} ({points(self.best_low)} to {points(self.best_high)}), "
            f"against the prices asked {cash(self.gain_low)} to {cash(self.gain_high)} a bid. "
            f"The seller chose the prices.{chosen} What else he looked at and did not write "
            "down is not held constant: try a price in a part of the bids, drawn by lot."
        )


def price_curve(
    bids: pd.DataFrame,
    *,
    by: Literal["position", "change"] = "position",
    causes: Sequence[str] | None = None,
    beside: Sequence[str] = (),
    level: float = 0.95,
    resamples: int = 300,
    seed: int = 0,
) -> PriceCurve:
    """At which price bids would have earned most.

    Parameters
    ----------
    bids : pandas.DataFrame
        One row a bid: ``client, won, price_index, annual_value, margin`` and other causes.
    by : {"position", "change"}
        Put every bid at the same place against the rival, or move every bid by as many points.
    causes, beside : sequence of str
        See :func:`cvmlab.insight.lost.bids.bid_drivers`; the price is among the causes in any case.
    level : float
        Confidence level of the intervals.
    resamples : int
        Bootstrap samples, drawn by client.
    seed : int
        Makes the intervals reproducible.

    Returns
    -------
    PriceCurve

    Raises
    ------
    DataProblem
        If columns are missing, prices do not vary, or nothing was won or lost.

    Notes
    -----
    For each bid at price x: Λ(weights · causes, price = x) · (r (1 + x/100) - c), with r the
    lot's value at the rival's price and c our cost, both from ``annual_value`` and ``margin``; the
    mean over bids is the expected margin. Only prices between the 5th and the 95th percentile of
    those asked are looked at. That prices were set by the seller is met by the causes beside
    them, as far as they hold what he looked at (Phillips 2005, "Pricing and revenue
    optimization", on bid response).
    """
    if by not in ("position", "change"):
        raise ValueError(f'by must be "position" or "change", not {by!r}')
    needs = (PRICE, "annual_value", "margin")
    problems = missing_columns(bids, needs, "bids")
    if problems:
        raise DataProblem(problems, "the bids")
    if causes is not None and PRICE not in causes:
        causes = [PRICE, *causes]
    offers = read_bids(bids, causes=causes, beside=beside, needs=needs)
    if PRICE in offers.unjudged:
        raise one_problem(
            f"the price cannot be judged: {offers.unjudged[PRICE]}",
            "a curve needs bids at different prices.",
            column=PRICE,
        )
    price = offers.rows[PRICE].to_numpy(dtype=float)
    low, high = np.quantile(price, [0.05, 0.95])
    if by == "position":
        tried = np.arange(np.ceil(low / _STEP), np.floor(high / _STEP) + 1) * _STEP
    else:
        reach = np.floor((high - low) / 2 / _STEP) * _STEP
        tried = np.arange(-reach, reach + _STEP / 2, _STEP)
    weights = np.vstack([np.ones(len(price)), drawn_by_client(offers.client, resamples, seed)])
    design = offers.design - np.append(0, offers.design[:, 1:].mean(axis=0))
    beta = fit_logit(design, weights, weights * offers.won)
    place = 1 + offers.estimated.index(PRICE)
    chance, earned, expected = curves(offers, design, beta, place, weights, tried, by)
    now = expected_now(offers, design, beta, weights)
    best = np.array([peak(tried, line) for line in expected])
    tail = (1 - level) / 2
    ends = partial(np.quantile, q=[tail, 1 - tail], axis=0)
    edge = (best[1:] <= tried[0]) | (best[1:] >= tried[-1])
    table = pd.DataFrame({"price": tried, "chance": chance[0]})
    table["low"], table["high"] = ends(chance[1:])
    table["margin_if_won"], table["expected"] = earned, expected[0]
    table["expected_low"], table["expected_high"] = ends(expected[1:])
    best_low, best_high = (float(end) for end in ends(best[1:]))
    # At the one price chosen: the best of each sample would always look better than it is.
    chosen = np.array([np.interp(best[0], tried, line) for line in expected])
    gain_low, gain_high = (float(end) for end in ends((chosen - now)[1:]))
    return PriceCurve(
        table=table,
        by=by,
        best=float(best[0]),
        best_low=best_low,
        best_high=best_high,
        at_edge=bool(edge.mean() > _EDGE),
        now=float(price.mean()) if by == "position" else 0.0,
        expected_now=float(now[0]),
        expected_best=float(chosen[0]),
        gain_low=gain_low,
        gain_high=gain_high,
        slopes=price_slopes(offers, place, level),
        seller=what_the_seller_did(offers, level),
        bids=len(price),
        level=level,
    )


def points(price: float) -> str:
    """A price in points, with its sign.

    Examples
    --------
    >>> points(2.04), points(-1.5)
    ('+2.0', '−1.5')
    """
    return f"{'+' if price >= 0.05 else ''}{number(price, 1)}"


def _one(value: float) -> str:
    return number(value, 1)
