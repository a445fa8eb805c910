"""Channels as uses of money: their fitted curves, with the worth of the customers they win."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from cvmlab.value_of.acquisition.cost_curve_result import CostCurves
from cvmlab.value_of.acquisition.costs_result import Amount
from cvmlab.value_of.acquisition.response import STRAIGHTEST, Response, drawn_around
from cvmlab.value_of.acquisition.response_curve import ResponseCurve


def response_of_channel(
    curves: CostCurves,
    channel: str,
    worth: Amount,
    *,
    phase: str | None = None,
    weeks: float = 52.0,
    draws: int = 400,
    seed: int = 0,
) -> Response:
    """Take the fitted curve of a channel, at what it spends in a usual week.

    As tried counts the usual week of the phase in which most was spent.

    Parameters
    ----------
    curves : CostCurves
        :func:`cvmlab.value_of.acquisition.cost_curve.cost_curve`.
    channel : str
    worth : Amount
        What a customer won there is worth, with its 95% interval: ``new_customer_value(...).of``.
    phase : str, optional
        Whose usual week; by default the last one.
    weeks : float
        In the period that spend and customers are counted over.
    draws, seed : int
        How many plausible curves are drawn.

    Raises
    ------
    DataProblem
        When no curve was fitted for the channel.
    """
    fit, usual = curves.fit_of(channel), curves.usual(channel, phase)
    most = curves.table.loc[curves.table["channel"] == channel, "customers"].max()
    rng = np.random.default_rng([seed, *channel.encode()])  # channels vary independently
    root = _root(fit.cov)
    drawn = rng.standard_normal((draws, 2)) @ root.T
    first = fit.curve.first_cost * np.exp(drawn[:, 0])
    bend = np.maximum(fit.curve.bend + drawn[:, 1], STRAIGHTEST)
    worths = drawn_around(worth.value, (worth.low, worth.high), rng, draws).clip(0.0)
    return Response(
        name=channel,
        curve=ResponseCurve(fit.curve.first_cost, max(fit.curve.bend, STRAIGHTEST) / weeks),
        worth=worth.value,
        spend=float(fit.curve.spend_for(usual.customers)) * weeks,
        tried=float(fit.curve.spend_for(most)) * weeks,
        draws=np.column_stack([first, bend / weeks, worths]),
    )


def responses_of_channels(
    curves: CostCurves,
    to_win: pd.DataFrame,
    channels: Sequence[str] | None = None,
    *,
    weeks: float = 52.0,
    seed: int = 0,
) -> list[Response]:
    """The same for several channels at once, with the worth of their customers from a table.

    Parameters
    ----------
    curves : CostCurves
    to_win : DataFrame
        ``channel, worth, low, high``: see
        :func:`cvmlab.value_of.acquisition.customer_equity.customers_to_win`.
    channels : sequence of str, optional
        By default all that have a curve.
    weeks, seed
        As in ``response_of_channel``.
    """
    worth = to_win.set_index("channel")[["worth", "low", "high"]]
    chosen = list(curves.fits) if channels is None else list(channels)
    return [
        response_of_channel(curves, name, Amount(*map(float, worth.loc[name])), weeks=weeks,
                            seed=seed)
        for name in chosen
    ]  # fmt: skip


def _root(cov: np.ndarray) -> np.ndarray:
    """A square root of a covariance, also where one direction is known for sure."""
    values, vectors = np.linalg.eigh(cov)
    return np.asarray(vectors * np.sqrt(np.maximum(values, 0.0)))
