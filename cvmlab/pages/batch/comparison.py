"""The segments' key figures side by side: which figure, and what chance alone makes of so many.

A report says in its notebook's metadata which entry of its ``metrics.json`` it is compared by::

    "cvmlab": {"compare": {"label": "{value_is} per customer", "unit": "money",
                           "value": "value_per_customer.expected",
                           "low": "value_per_customer.low", "high": "value_per_customer.high"}}
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from scipy import stats

from cvmlab.figures.formats import Formatter, money, number, percent
from cvmlab.pages.delivery import METRICS
from cvmlab.stats.shrinkage import FEWEST, shrink
from cvmlab.stats.shrinkage_result import Shrunken


@dataclass(frozen=True)
class KeyFigure:
    """One segment's figure with its interval, and what it is."""

    value: float
    low: float
    high: float
    label: str


@dataclass(frozen=True)
class Comparison:
    """The key figures of all segments that have one.

    Parameters
    ----------
    figures : dict of str to KeyFigure
        By segment.
    label : str
    form : callable
        How the figure is written.
    together : Shrunken or None
        The same drawn together, where there are enough segments.
    on_logs : bool
        Whether they were compared as ratios, since their intervals reach further up than down.
    other : tuple of str
        Segments whose reports give another figure, such as sales where the others have margins.
    """

    figures: dict[str, KeyFigure]
    label: str
    form: Formatter
    together: Shrunken | None
    on_logs: bool
    other: tuple[str, ...] = ()


def key_figure(notebook: Path, folder: Path) -> KeyFigure | None:
    """What a finished report is compared by; None where it names no figure, or has none."""
    said = compared_by(notebook)
    try:
        metrics = json.loads((folder / METRICS).read_text(encoding="utf-8"))
        value, low, high = (float(_found(metrics, said[k])) for k in ("value", "low", "high"))
        label = str(said["label"]).format_map(metrics)
    except (OSError, ValueError, KeyError, TypeError):
        return None
    is_known = all(map(np.isfinite, (value, low, high))) and low < high
    return KeyFigure(value, low, high, label) if is_known else None


def compared_by(notebook: Path) -> dict[str, str]:
    """What a report says about its key figure; empty where it has none."""
    said = json.loads(notebook.read_text(encoding="utf-8")).get("metadata", {}).get("cvmlab", {})
    return dict(said.get("compare", {}))


def compare(
    figures: Mapping[str, KeyFigure],
    *,
    unit: str = "",
    currency: str = "",
    customers: Mapping[str, int] | None = None,
    level: float = 0.95,
) -> Comparison | None:
    """The segments' figures side by side; None where there is none.

    Parameters
    ----------
    figures : mapping of str to KeyFigure
    unit : {"money", "share", ""}
    currency : str
    customers : mapping of str to int, optional
        How large each segment is: the others of a segment are their mean over customers.
    level : float
        The level of the reports' intervals.
    """
    if not figures:
        return None
    usual = Counter(each.label for each in figures.values()).most_common(1)[0][0]
    same = {name: each for name, each in figures.items() if each.label == usual}
    cash = partial(money, currency=currency or None, digits=2)
    forms: dict[str, Formatter] = {"money": cash, "share": percent}
    form = forms.get(unit, number)
    together, on_logs = None, is_skewed(same)
    if len(same) >= FEWEST:
        turn = np.log if on_logs else np.asarray
        rows = np.array([turn([f.value, f.low, f.high]) for f in same.values()], float)
        errors = (rows[:, 2] - rows[:, 1]) / (2 * stats.norm.ppf((1 + level) / 2))
        sizes = None if customers is None else [customers[name] for name in same]
        together = shrink(
            list(rows[:, 0]), list(errors), names=list(same), weights=sizes, level=level
        )
        if on_logs:
            together = _in_units(together)
    other = tuple(sorted(set(figures) - set(same)))
    return Comparison(dict(same), usual[:1].upper() + usual[1:], form, together, on_logs, other)


def is_skewed(figures: Mapping[str, KeyFigure]) -> bool:
    """Whether intervals are even on a scale of ratios rather than of differences."""
    each = list(figures.values())
    if not each or any(f.low <= 0 for f in each):
        return False
    ratios = [abs(np.log(f.high * f.low / f.value**2)) / np.log(f.high / f.low) for f in each]
    plain = [abs(f.high + f.low - 2 * f.value) / (f.high - f.low) for f in each]
    return float(np.median(ratios)) < float(np.median(plain)) - 1e-9


def _in_units(found: Shrunken) -> Shrunken:
    """What was compared on logarithms, back in the unit of the figure."""
    columns = ["estimate", "low", "high", "shrunken", "shrunken_low", "shrunken_high", "others"]
    table = found.table.copy()
    table[columns] = np.exp(table[columns])
    return replace(found, table=table, mean=float(np.exp(found.mean)))


def _found(metrics: Any, path: str) -> Any:
    """The entry at a path such as ``two_periods.facts.kept.value``; a list is searched by name."""
    for step in path.split("."):
        if isinstance(metrics, list):
            metrics = next(each for each in metrics if step in each.values())
        else:
            metrics = metrics[step]
    return metrics


def figures_table(comparison: Comparison | None) -> pd.DataFrame:
    """All that is known of the segments' figures, one row each, for ``summary.csv``."""
    if comparison is None:
        return pd.DataFrame()
    if comparison.together is not None:
        return comparison.together.table
    return pd.DataFrame(
        {name: (f.value, f.low, f.high) for name, f in comparison.figures.items()},
        index=["estimate", "low", "high"],
    ).T
