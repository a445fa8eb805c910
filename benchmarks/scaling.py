"""The picture of the README: time of a fit against the number of customers, from one run.

``python -m benchmarks.scaling`` draws it again from the stored figures.
"""

from __future__ import annotations

import json
import math
import os
from pathlib import Path
from typing import Any

from benchmarks.measure import ROOT

RESULTS = Path(__file__).resolve().parent / "results.json"
PICTURE = ROOT / "docs" / "scaling.png"
MODEL, NAME = "ParetoNBD", "Pareto/NBD"
NUMBERS = {1: "one core", 2: "two cores", 4: "four cores", 8: "eight cores"}
PACKAGES = {
    "lifetimes": "lifetimes,\none row a customer",
    "lifetimes, weights": "lifetimes,\nits weights=",
    "cvmlab": "cvmlab, one row\na customer, with\nstandard errors",
}
STYLES = {"weeks": ("-", "o"), "days": ("--", "s")}

Records = list[dict[str, Any]]


def store(records: Records, runs: int) -> None:
    """Keep the figures of a run beside these modules."""
    cores = os.cpu_count() or 1
    rows = ",\n    ".join(json.dumps(record) for record in records)
    text = f'{{\n  "cores": {cores},\n  "runs": {runs},\n  "fits": [\n    {rows}\n  ]\n}}\n'
    RESULTS.write_text(text, encoding="utf-8")


def draw(results: Path = RESULTS, to: Path = PICTURE) -> str:
    """Draw the picture; what comes back is the sentence for its alt text."""
    picture = plot_scaling(json.loads(results.read_text(encoding="utf-8")))
    picture.save(to)
    return picture.alt


def plot_scaling(results: dict[str, Any], *, ax: Any = None) -> Any:
    """Seconds of a Pareto/NBD fit against the number of customers, both on logarithmic axes.

    Parameters
    ----------
    results : dict
        ``cores`` and ``fits``, as :func:`store` writes them.
    ax : matplotlib Axes, optional
    """
    from cvmlab.figures.formats import count
    from cvmlab.figures.pictures import Picture, new_axes
    from cvmlab.figures.style import GREY_TEXT, palette

    fits = [record for record in results["fits"] if record["model"] == MODEL]
    sizes = sorted({record["customers"] for record in fits})
    colours = {"cvmlab": palette()[0], "lifetimes": palette()[1], "lifetimes, weights": GREY_TEXT}
    ax = new_axes(ax)
    for who, name in PACKAGES.items():
        ends = []
        for grain, (line, marker) in STYLES.items():
            times = _times(fits, who, grain)
            ax.plot(list(times), list(times.values()), line, marker=marker, color=colours[who])
            ends.append(list(times.values())[-1])
        if max(times) == sizes[-1]:
            place, how = (max(times) * 1.25, math.prod(ends) ** (1 / len(ends))), "left"
        else:  # beside it the other lines go on
            place, how = (max(times) * 0.85, max(ends) * 1.4), "right"
        ax.annotate(name, place, color=colours[who], ha=how, va="center", annotation_clip=False)
    _scale(ax, sizes)
    ax.set_xlabel(f"Customers   (solid: whole weeks, dashed: days; {_how(results)})")
    ax.set_ylabel(f"Seconds for a {NAME} fit")
    shared = max(size for size in sizes if "lifetimes" in _slower(fits, size))
    ours, theirs = _slower(fits, sizes[-1])["cvmlab"], _slower(fits, shared)["lifetimes"]
    others = f"not {_time(theirs)}"
    if shared < sizes[-1]:
        others = f"lifetimes takes {_time(theirs)} for {count(shared)}"
    ax.set_title(f"A {NAME} of {count(sizes[-1])} customers takes {_time(ours)}, {others}")
    return Picture(ax, _alt(fits, sizes, results), "scaling")


def _scale(ax: Any, sizes: list[int]) -> None:
    from cvmlab.figures.formats import count
    from cvmlab.figures.pictures import format_axis

    ax.set_xscale("log")
    ax.set_yscale("log")
    ax.set_xticks(sizes)
    ax.set_xticks([], minor=True)
    ax.set_yticks([], minor=True)
    ax.set_xlim(sizes[0] / 1.5, sizes[-1] * 8)
    format_axis(ax.xaxis, count)
    format_axis(ax.yaxis, lambda value: f"{value:,g}")


def _times(fits: Records, who: str, grain: str) -> dict[int, float]:
    """Seconds by size; CDNOW's customers, of one grain only, begin both lines."""
    smallest = min(record["customers"] for record in fits)
    found = {
        record["customers"]: record["seconds"]
        for record in fits
        if record["who"] == who and (record["grain"] == grain or record["customers"] == smallest)
    }
    return dict(sorted(found.items()))


def _slower(fits: Records, size: int) -> dict[str, float]:
    """The slower of weeks and days of each package at a size."""
    found: dict[str, float] = {}
    for record in fits:
        if record["customers"] == size:
            found[record["who"]] = max(found.get(record["who"], 0.0), record["seconds"])
    return found


def _alt(fits: Records, sizes: list[int], results: dict[str, Any]) -> str:
    from cvmlab.figures.formats import count

    told = []
    for size in sizes:
        times = _slower(fits, size)
        against = f" against {_time(times['lifetimes'])}" if "lifetimes" in times else ""
        told.append(f"{count(size)} customers {_time(times['cvmlab'])}{against}")
    return (
        f"Time of a {NAME} fit by the number of customers, cvmlab with standard errors against "
        "lifetimes on one row a customer, the slower of whole weeks and days: "
        f"{'; '.join(told)} ({_how(results)})."
    )


def _how(results: dict[str, Any]) -> str:
    cores = results["cores"]
    return f"{NUMBERS.get(cores, f'{cores} cores')}, one run"


def _time(seconds: float) -> str:
    """Two digits that say something.

    Examples
    --------
    >>> _time(0.0468), _time(1.26), _time(540.0)
    ('0.047 s', '1.3 s', '9 minutes')
    """
    return f"{seconds / 60:,.0f} minutes" if seconds >= 90 else f"{float(f'{seconds:.2g}'):g} s"


if __name__ == "__main__":
    print(draw())
