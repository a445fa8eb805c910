"""Discounted margin a customer won by month of age: seen, then expected, with draws of both."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from cvmlab.btyd.fitting import Array
from cvmlab.btyd.latent_attrition import LatentAttritionResults
from cvmlab.btyd.pareto_nbd import ParetoNBD
from cvmlab.btyd.patterns import as_patterns
from cvmlab.btyd.results import Z95
from cvmlab.value_of.acquisition.won import DAYS, Won

FEWEST = 50  # customers of an age, for a mean to be shown
FEWEST_FIT = 100  # and for a model of buying and leaving


@dataclass(frozen=True, eq=False)
class Path:
    """Discounted margin a customer won by month of age, and draws of it.

    Attributes
    ----------
    margin : array of shape (months,)
        Of each month; expected by the model from month ``seen`` on.
    draws : array of shape (resamples, months)
    at_risk : array of int
        Customers known to the end of each month of age.
    active : array
        Share of them who bought in it.
    alive : array
        Share still customers at its end, by the model.
    by_model : array
        Margin of each month by the model alone.
    seen : int
        Months known from purchases.
    messages : tuple of str
        What the model had to say where it is used.
    """

    margin: Array
    draws: Array = field(repr=False)
    at_risk: np.ndarray
    active: Array
    alive: Array
    by_model: Array
    seen: int
    messages: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class _Expected:
    """The same by a model alone."""

    margin: Array
    draws: Array
    alive: Array
    messages: tuple[str, ...]


def margin_path(
    won: Won, members: np.ndarray, worth_now: Array, resamples: int, rng: np.random.Generator
) -> Path:
    """Follow some of the customers won, and go on with a model where they are too young.

    Parameters
    ----------
    won : Won
    members : array of int
        Their rows.
    worth_now : array of shape (months,)
        What money of each month is worth today.
    resamples : int
        How often their weights are drawn.
    """
    months = won.months
    known = won.seen[members][:, None] > np.arange(months)
    at_risk = known.sum(axis=0)
    seen = int((at_risk >= FEWEST).sum())
    money = np.where(known, won.margin[members], 0.0) * worth_now
    weight = rng.standard_exponential((resamples, len(members)))
    with np.errstate(invalid="ignore", divide="ignore"):
        margin = money.sum(axis=0) / at_risk
        draws = (weight @ money) / (weight @ known)
        active = np.where(known, won.bought[members], False).sum(axis=0) / at_risk
    frame = won.customers.iloc[members]
    model = _by_model(frame, weight, worth_now, rng)
    margin[seen:], draws[:, seen:] = model.margin[seen:], model.draws[:, seen:]
    active[seen:] = np.nan
    said = model.messages if seen < months else ()
    return Path(margin, draws, at_risk, active, model.alive, model.margin, seen, said)


def _by_model(
    frame: pd.DataFrame, weight: Array, worth_now: Array, rng: np.random.Generator
) -> _Expected:
    months = len(worth_now)
    if len(frame) < FEWEST_FIT:
        nothing = np.full(months, np.nan)
        text = f"fewer than {FEWEST_FIT} customers, so nothing is said beyond what was seen."
        return _Expected(nothing, np.full((len(weight), months), np.nan), nothing, (text,))
    fit = ParetoNBD(frame).fit()
    times = np.asarray(DAYS / 7 * np.arange(1, months + 1), dtype=np.float64)
    ahead = fit.newcomers(times)
    moves = _moves(fit, weight, rng)
    expected = np.diff(ahead.expected, prepend=0.0)
    drawn = ahead.expected * np.exp(moves @ ahead.slope.T)
    drawn = np.maximum(np.diff(drawn, axis=1, prepend=0.0), 0.0)
    expected[0], drawn[:, 0] = expected[0] + 1, drawn[:, 0] + 1  # the purchase that won them
    margin, days = frame["historic"].to_numpy(float), frame["trips"].to_numpy(float)
    each = (weight @ margin) / (weight @ days)
    newcomer = as_patterns(pd.DataFrame({"frequency": [0], "recency": [0.0], "T": [0.0]}))
    alive = np.array([fit.survival(newcomer, float(time))[0][0] for time in times])
    return _Expected(
        margin.sum() / days.sum() * expected * worth_now,
        each[:, None] * drawn * worth_now,
        alive,
        tuple(str(message) for message in fit.messages),
    )


def _moves(fit: LatentAttritionResults, weight: Array, rng: np.random.Generator) -> Array:
    """By how much the log-parameters move with the weights of the customers: one Newton step.

    So what was seen and what is expected move together: who buys much raises both.
    """
    score = fit.model_class.terms(fit.pair, fit.patterns).score[fit.patterns.inverse]
    step = (weight - 1.0) @ score @ fit.theta_cov
    edges = rng.standard_normal((len(weight), len(fit.edges))) / Z95
    return np.hstack([step, edges])


def months_of(path: Path, cac: float, price: np.ndarray, level: float) -> tuple[float, ...]:
    """The columns of a break-even table: when a cost is paid back, and what is left by the end.

    Parameters
    ----------
    path : Path
    cac : float
        The cost of winning a customer.
    price : array of shape (resamples,)
        Draws of it.
    level : float
    """
    reached = first_month(np.cumsum(path.margin)[None], np.array([cac]))[0]
    drawn = np.cumsum(path.draws, axis=1)
    each = np.sort(first_month(drawn, price))
    tails = np.array([(1 - level) / 2, (1 + level) / 2])
    low, high = each[np.clip(np.rint(tails * (len(each) - 1)).astype(int), 0, len(each) - 1)]
    whole = drawn[:, -1]
    brought = float(path.margin.sum())
    ends = np.quantile(whole, tails) if np.isfinite(whole).all() else (np.nan, np.nan)
    modelled = bool(reached > path.seen and np.isfinite(brought))
    return (reached, low, high, path.seen, modelled, float(np.isinf(each).mean()), brought, *ends)


def first_month(cumulative: np.ndarray, price: np.ndarray) -> np.ndarray:
    """The first month in which each row reaches its price; infinite where none does."""
    with np.errstate(invalid="ignore"):
        there = cumulative >= price[:, None]
    return np.where(there.any(axis=1), there.argmax(axis=1) + 1.0, np.inf)


def curve_table(path: Path, channel: str, phase: str, level: float) -> pd.DataFrame:
    """Month by month: margin, what has come so far with its interval, and who is still there."""
    tails = [(1 - level) / 2, (1 + level) / 2]
    low, high = np.quantile(np.cumsum(path.draws, axis=1), tails, axis=0)
    months = len(path.margin)
    return pd.DataFrame(
        {
            "channel": channel, "phase": phase, "month": np.arange(1, months + 1),
            "seen": np.arange(months) < path.seen, "customers": path.at_risk,
            "active": path.active, "alive": path.alive, "margin": path.margin,
            "cumulative": np.cumsum(path.margin), "low": low, "high": high,
            "by_model": np.cumsum(path.by_model),
        }
    )  # fmt: skip
