"""Predictions and money: every customer scored, spend fitted, lifetime value."""

from __future__ import annotations

import json
from collections.abc import Iterator
from math import isclose

from benchmarks import lifetime, peer
from benchmarks.customers import customers_parquet
from benchmarks.fits import MODELS, bases, few, same_parameters
from benchmarks.measure import Failed, Measured, attempt, measure, task
from benchmarks.table import Limit, Line, against, at_least, at_most

WEEKS = 52
MONTHS = 12
LARGE = 1_000_000


def scores(sizes: tuple[int, ...], runs: int) -> Iterator[Line]:
    """P(alive) and the purchases of the next year, for every customer of the fit."""
    for model, name in MODELS.items():
        for size, grain, which in bases(sizes):
            source = customers_parquet(size, grain)
            ours = measure(task(lifetime.score, source, model, WEEKS), few(size, runs))
            params = json.dumps(ours.said["params"])
            theirs = attempt(task(peer.score, source, model, params, WEEKS), few(size, runs))
            yield against(
                f"{name}: P(alive) and next year's purchases with their intervals, {which}",
                ours, theirs, "lifetimes, no intervals", limits=_checked(ours, theirs),
            )  # fmt: skip


def money(sizes: tuple[int, ...], runs: int) -> Iterator[Line]:
    """Gamma-Gamma fits, and lifetime values over a year."""
    for size, grain, which in bases(sizes):
        source = customers_parquet(size, grain)
        ours = measure(task(lifetime.fit_spend, source), runs)
        theirs = attempt(task(peer.fit_spend, source), few(size, runs))
        limits = [at_most(ours.work, 0.2, "s")] if size == LARGE else []
        if isinstance(theirs, Measured):
            limits.append(same_parameters(ours, theirs))
        yield against(
            f"Gamma-Gamma fit with standard errors, {which}",
            ours, theirs, "lifetimes", limits=tuple(limits),
        )  # fmt: skip
    for model, name in MODELS.items():
        for size, grain, which in bases(sizes):
            yield _value(model, f"{name}: lifetime value of {which}", size, grain, runs)


def _value(model: str, work: str, size: int, grain: str, runs: int) -> Line:
    source, weeks = customers_parquet(size, grain), MONTHS * peer.MONTH
    ours = measure(task(lifetime.value, source, model, weeks), few(size, runs))
    params, spend = json.dumps(ours.said["params"]), json.dumps(ours.said["spend"])
    command = task(peer.value, source, model, params, spend, MONTHS)
    theirs = attempt(command, few(size, runs))
    limits = _checked(ours, theirs)
    if size == LARGE and isinstance(theirs, Measured):
        limits += (at_least(theirs.work / ours.work, 50, "×"),)
    return against(work, ours, theirs, "lifetimes, no intervals", limits=limits)


def same_totals(ours: Measured, theirs: Measured) -> Limit:
    """Within 1%: lifetimes pays a month's purchases at the month's end."""
    pairs = zip(ours.said["sums"], theirs.said["sums"], strict=True)
    return Limit("same totals", all(isclose(a, b, rel_tol=0.01) for a, b in pairs))


def _checked(ours: Measured, theirs: Measured | Failed) -> tuple[Limit, ...]:
    return (same_totals(ours, theirs),) if isinstance(theirs, Measured) else ()
