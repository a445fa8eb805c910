"""May answers of two waves be compared, or did the questions come to mean something else?

An index that rises from one wave to the next says that customers moved, *if* the items still
measure the same thing on the same ruler. So it is asked first, in three steps, whether the same
items belong together in every wave (configural), count for as much (metric), and whether somebody
who feels the same would give the same answers (scalar). Only after the third may a trend be drawn.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from dataclasses import asdict
from typing import Any

import numpy as np
import pandas as pd
from scipy.special import ndtri

from cvmlab.errors import one_problem
from cvmlab.figures.formats import count
from cvmlab.stats.scales.fit_indices import fit_indices
from cvmlab.stats.scales.invariance_models import STEPS, wave_cells, wave_start
from cvmlab.stats.scales.invariance_result import Invariance
from cvmlab.stats.scales.item_answers import Facets, ItemAnswers, item_answers
from cvmlab.stats.scales.mean_structures import Fitted, Moments, fit_structures

ROWS_AN_ITEM = 5


def invariance(
    items: pd.DataFrame,
    wave: str | Iterable[Hashable],
    facets: Facets | None = None,
    *,
    level: float = 0.95,
) -> Invariance:
    """Say whether answers of several waves (or groups) may be compared before comparing them.

    Parameters
    ----------
    items : pandas.DataFrame
        One row an answer, one numeric column an item.
    wave : str or array-like
        The column of `items` that names the wave, or one name a row. Any groups will do.
    facets : mapping of str to sequence of str, optional
        The items of each facet; by default read off names such as trust_1, trust_2, care_1.
        Without facets one factor is fitted.
    level : float
        Confidence level of the intervals of the means.

    Returns
    -------
    Invariance

    Raises
    ------
    DataProblem
        If items are missing, not numbers, constant or copies, there are fewer than two waves, or a
        wave has fewer than five complete respondents an item.

    Notes
    -----
    Three models of several groups by maximum likelihood: nothing held equal but which item belongs
    where; loadings held equal; loadings and intercepts held equal (Meredith 1993, "Measurement
    invariance, factor analysis and factorial invariance"). With thousands of answers a test of
    equality rejects what nobody would notice, so the verdict is by the loss of CFI: more than .01
    says no (Cheung and Rensvold 2002, "Evaluating goodness-of-fit indexes for testing measurement
    invariance"). Customers who answer in several waves are counted as different people: this
    concerns the tests, not the indices.

    Examples
    --------
    >>> rng = np.random.default_rng(1)
    >>> felt = rng.normal(size=(600, 1))
    >>> answers = pd.DataFrame(felt + rng.normal(size=(600, 4)), columns=["a", "b", "c", "d"])
    >>> invariance(answers, np.repeat([1, 2], 300)).verdict
    'levels'
    """
    names = wave if isinstance(wave, str) else None
    given = _waves(items, wave)
    answers = item_answers(items.drop(columns=names) if names else items, facets)
    given = given[answers.kept]
    if pd.isna(given).any():
        raise one_problem("Some answers name no wave", "leave them out, or give each its wave.")
    waves = sorted(pd.unique(given))
    if answers.facets and min(map(len, answers.facets.values())) < 2:
        raise one_problem(
            "A facet has only one item",
            "give each facet two items or more, or an empty mapping for one common factor.",
        )
    least = ROWS_AN_ITEM * len(answers.names)
    small = [w for w in waves if (given == w).sum() < least]
    if len(waves) < 2 or small:
        raise one_problem(
            "There is only one wave" if len(waves) < 2
            else f"Too few complete answers in wave {', '.join(map(str, small))}",
            f"give two waves or more, each with {count(least)} complete answers at least.",
        )  # fmt: skip
    return _compared(answers, given, waves, level)


def _compared(
    answers: ItemAnswers, given: np.ndarray, waves: list[Any], level: float
) -> Invariance:
    moments = [Moments.of(answers.values[given == w]) for w in waves]
    start = wave_start(answers, moments)
    lines: list[dict[str, Any]] = []
    fitted: dict[str, Fitted] = {}
    for step in STEPS:
        cells, values = wave_cells(answers, moments, step, start)
        fitted[step] = fit_structures(cells, moments, values)
        indices = fit_indices(fitted[step], moments)
        lines.append({"step": step, **asdict(indices), "proper": fitted[step].converged})
    table = pd.DataFrame(lines)
    table.insert(4, "cfi_lost", -table["cfi"].diff())
    table["rmsea_gained"] = table["rmsea"].diff()
    scalar = fitted[STEPS[-1]]
    return Invariance(
        table=table,
        means=_means(scalar, answers, waves, sum(m.rows for m in moments), level),
        shifts=_shifts(scalar, answers, moments, waves),
        waves=tuple(waves),
        rows=tuple(m.rows for m in moments),
        left_out=answers.left_out,
        level=level,
    )


def _means(
    fitted: Fitted, answers: ItemAnswers, waves: list[Any], rows: int, level: float
) -> pd.DataFrame:
    """How far each wave's factor means lie from the first wave's, in its standard deviations."""
    covariance = np.linalg.pinv(fitted.information, rcond=1e-10, hermitian=True) / rows
    reach = float(ndtri(0.5 + level / 2))
    lines = []
    for w, cells in zip(waves, fitted.cells, strict=True):
        assert cells.means is not None
        for at, facet in enumerate(answers.facets or ["all items"]):
            which = cells.means[at]
            mean = fitted.parameters[which] if which >= 0 else 0.0
            error = np.sqrt(covariance[which, which]) if which >= 0 else 0.0
            lines.append((w, facet, mean, mean - reach * error, mean + reach * error))
    return pd.DataFrame(lines, columns=["wave", "facet", "mean", "low", "high"])


def _shifts(
    fitted: Fitted, answers: ItemAnswers, moments: list[Moments], waves: list[Any]
) -> pd.DataFrame:
    """Where the observed means leave those of the strictest model, in the answers' unit."""
    lines = []
    for w, model, seen in zip(waves, fitted.groups, moments, strict=True):
        assert model.mean is not None
        away = seen.mean - model.mean
        lines += list(zip(answers.names, [w] * len(away), away, strict=True))
    table = pd.DataFrame(lines, columns=["item", "wave", "shift"])
    order = table["shift"].abs().sort_values(ascending=False).index
    return table.loc[order].reset_index(drop=True)


def _waves(items: pd.DataFrame, wave: str | Iterable[Hashable]) -> np.ndarray:
    if isinstance(wave, str):
        if wave not in items.columns:
            raise one_problem(f'There is no column "{wave}"', "name the column of the wave.")
        return items[wave].to_numpy()
    given = np.asarray(list(wave))
    if len(given) != len(items):
        raise one_problem(
            f"{count(len(given))} waves were given for {count(len(items))} rows",
            "give one wave a row.",
        )
    return given
