"""Fits: cvmlab from one row a customer and from patterns, lifetimes both ways beside it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from benchmarks import lifetime, peer, pymc
from benchmarks.customers import CDNOW, GRAINS, customers_parquet
from benchmarks.measure import Failed, Measured, attempt, measure, task
from benchmarks.table import (
    Limit,
    Line,
    against,
    at_least,
    at_most,
    both_times,
    faster,
    megabytes,
    seconds,
)

MODELS = {"BetaGeoNBD": "BG/NBD", "ParetoNBD": "Pareto/NBD"}
SIZES = (CDNOW, 100_000, 1_000_000)
AGREEMENT = 0.01  # of every parameter: lifetimes stops its search early

# What was set: how many times as fast as lifetimes on all rows, and seconds.
TIMES = {
    ("BetaGeoNBD", "weeks", 1_000_000): 200,
    ("ParetoNBD", "weeks", 1_000_000): 1_500,
    ("ParetoNBD", "days", 1_000_000): 200,
}
SECONDS = {("ParetoNBD", "days", 1_000_000): 1.0}


def bases(sizes: tuple[int, ...]) -> Iterator[tuple[int, str, str]]:
    """Size, grain and name of every customer base; CDNOW's has one grain only."""
    if CDNOW in sizes:
        yield CDNOW, "days", f"CDNOW's {CDNOW:,} customers"
    for grain, told in GRAINS.items():
        for size in sizes:
            if size != CDNOW:
                yield size, grain, f"{size:,} customers, {told.words}"


def lines(sizes: tuple[int, ...], runs: int, *, full: bool) -> Iterator[Line]:
    """Two lines a model and base: from rows and from patterns."""
    for model in MODELS:
        for size, grain, name in bases(sizes):
            ours = measure(task(lifetime.fit, customers_parquet(size, grain), model), runs)
            case = (model, grain, size)
            yield _from_rows(case, name, ours, runs, full)
            yield _from_patterns(case, ours, runs)
            if size == CDNOW:
                yield _bayesian(model, name, ours)


def few(size: int, runs: int) -> int:
    """A peer that takes long runs once."""
    return runs if size < 100_000 else 1


def same_parameters(ours: Measured, theirs: Measured) -> Limit:
    """Two fits that disagree are no comparison."""
    pairs = [(value, theirs.said["params"][name]) for name, value in ours.said["params"].items()]
    # asked this way round, a parameter that is no number does not agree
    same = all(abs(other - value) <= AGREEMENT * abs(value) for value, other in pairs)
    return Limit("same parameters", same)


def _from_rows(
    case: tuple[str, str, int], name: str, ours: Measured, runs: int, full: bool
) -> Line:
    model, grain, size = case
    work = f"{MODELS[model]} fit with standard errors, {name}"
    limits = [at_most(ours.work, SECONDS[case], "s")] if case in SECONDS else []
    records = [_record(case, "cvmlab", ours, ours)]
    if model == "ParetoNBD" and size >= 1_000_000 and not full:
        later = "lifetimes, all rows: ten minutes, so with --full only"
        return Line(
            work, both_times(ours), megabytes(ours), later, limits=tuple(limits),
            records=tuple(records),
        )  # fmt: skip
    theirs = attempt(
        task(peer.fit_all_rows, customers_parquet(size, grain), model), few(size, runs)
    )
    if isinstance(theirs, Measured):
        records.append(_record(case, "lifetimes", theirs, ours))
        limits.append(same_parameters(ours, theirs))
        if case in TIMES:
            limits.append(at_least(theirs.work / ours.work, TIMES[case], "×"))
    return against(
        work, ours, theirs, "lifetimes, all rows", limits=tuple(limits), records=tuple(records)
    )


def _from_patterns(case: tuple[str, str, int], ours: Measured, runs: int) -> Line:
    """The fit alone on both sides."""
    model, grain, size = case
    work = f"  from their {ours.said['patterns']:,} patterns alone"
    time = f"{seconds(ours.typical('fit'))} ({seconds(ours.typical('fit_cpu'))} cpu)"
    command = task(peer.fit_patterns, customers_parquet(size, grain), model)
    theirs = attempt(command, few(size, runs))
    if isinstance(theirs, Failed):
        return Line(work, time, beside=f"lifetimes, weights= fails: {theirs}")
    return Line(
        work,
        time,
        beside=f"lifetimes, weights= {both_times(theirs)}",
        memory_beside=megabytes(theirs),
        ratio=faster(ours.typical("fit"), theirs.work),
        limits=(same_parameters(ours, theirs),),
        records=(_record(case, "lifetimes, weights", theirs, ours),),
    )


def _bayesian(model: str, name: str, ours: Measured) -> Line:
    work = f"{MODELS[model]} fit, {name}"
    if not pymc.is_installed():
        return Line(work, both_times(ours), beside="pymc-marketing is not installed")
    theirs = attempt(task(pymc.fit, customers_parquet(CDNOW, "days"), model), 1)
    return against(work, ours, theirs, f"pymc-marketing ({pymc.KINDS[model]})")


def _record(
    case: tuple[str, str, int], who: str, measured: Measured, ours: Measured
) -> dict[str, Any]:
    model, grain, size = case
    return {
        "model": model, "grain": grain, "customers": size, "who": who,
        "patterns": ours.said["patterns"], "seconds": round(measured.work, 4),
        "cpu": round(measured.cpu, 4), "peak_mb": round(measured.peak),
    }  # fmt: skip
