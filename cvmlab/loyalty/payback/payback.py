"""What a stronger relationship pays: as seen, made alike, and by lot, side by side.

"The emotionally loyal are 30% likelier to stay" may be true and yet promise nothing: perhaps they
stay because they are older. Three columns answer three questions. The *association* says how the
groups differ. The *adjusted* column asks what the same customers would do, and believes that the
causes given are all. The *experimental* column asks what came of a programme given out by lot, and
needs nothing believed about the customers.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd
from pandas.api import types

from cvmlab.errors import one_problem
from cvmlab.loyalty.payback.payback_result import ADJUSTED, ASSOCIATION, EXPERIMENTAL, Payback
from cvmlab.loyalty.payback.programme_result import Programme
from cvmlab.stats.adjusted.adjusted_hazards import adjusted_hazard_ratio
from cvmlab.stats.adjusted.contrasts import Contrast
from cvmlab.stats.adjusted.g_computation import NAMES, g_computation
from cvmlab.stats.adjusted.known_causes import check_columns
from cvmlab.stats.hazards import HazardRatio

_SOONEST = 0.5  # weeks: who never bought again left at once, and a time must lie above zero


def loyalty_payback(
    frame: pd.DataFrame,
    exposure: str,
    outcomes: Mapping[str, str] | Sequence[str],
    confounders: Sequence[str],
    *,
    index: str | None = None,
    experiment: Programme | None = None,
    timed: Mapping[str, str] | None = None,
    contrast: tuple[float, float] | None = None,
    names: Sequence[str] = ("emotionally loyal", "others"),
    weights: str | None = None,
    level: float = 0.95,
    resamples: int = 200,
    seed: int = 0,
) -> Payback:
    """What customers with a strong relationship bring beyond the others, in three columns.

    Parameters
    ----------
    frame : DataFrame
        One row a customer.
    exposure : str
        A flag (such as the emotionally loyal) or a number (such as the relationship index).
    outcomes : mapping of column to words, or sequence of columns
        Flags, amounts or numbers, of *after* the relationship was measured; the words end a
        sentence: ``{"stays": "still bought at the end"}``.
    confounders : sequence of str
        What makes both the relationship and the outcome, known before. A mediator, such as having
        been reached by a new rival, does not belong here: see
        :func:`cvmlab.loyalty.payback.causes.causes`.
    index : str, optional
        With a flag as exposure: the column of the relationship index, so that the experiment can
        be asked about a move as large as that between the groups.
    experiment : Programme, optional
        From :func:`cvmlab.loyalty.payback.experiment.programme`, with outcomes of the same names.
    timed : mapping of outcome to column, optional
        For a flag that says who stayed: the column of weeks until the last purchase. Adds the
        ratio of hazards *of leaving* (below 1 is good).
    contrast : (float, float), optional
        Of a numeric exposure: the low and the high value.
    names : sequence of two str
        What the two are called.
    weights : str, optional
        Column of weights, such as those that mend nonresponse.
    level, resamples, seed
        Intervals, by bootstrap of the customers.

    Returns
    -------
    Payback

    Raises
    ------
    DataProblem
        If columns are missing or broken, or a group is too small.

    Notes
    -----
    Association and adjusted column: :func:`cvmlab.stats.adjusted.g_computation.g_computation`,
    without and with the confounders. Experimental column: the effect of the lot on the outcome
    divided by its effect on the index (Wald 1940, "The fitting of straight lines if both
    variables are subject to error"), times the distance in question, with Fieller's interval.

    Examples
    --------
    >>> rng = np.random.default_rng(3)
    >>> age = rng.normal(50, 12, 2000)
    >>> bond = rng.random(2000) < 1 / (1 + np.exp(-(age - 50) / 12))
    >>> stays = rng.random(2000) < .5 + .1 * bond + .004 * (age - 50)
    >>> table = pd.DataFrame({"bond": bond, "age": age, "stays": stays})
    >>> found = loyalty_payback(table, "bond", ["stays"], ["age"])
    >>> seen, alike = (found.of("stays", c)["difference"].value for c in found.columns)
    >>> round(float(seen), 2), round(float(alike), 2)
    (0.14, 0.1)
    """
    said = dict(outcomes) if isinstance(outcomes, Mapping) else {name: name for name in outcomes}
    if not said:
        raise one_problem("no outcome is named", "name at least one, such as who stayed.")
    timed = dict(timed or {})
    strange = [name for name in timed if name not in said]
    if strange:
        raise ValueError(f"times are given for what is no outcome: {strange}")
    extra = [index] if index else []
    check_columns(
        frame, [exposure, *said, *confounders, *extra, *timed.values()], [exposure, *said, *extra]
    )
    dose = frame[exposure]
    flag = bool(types.is_bool_dtype(dose) or set(dose.unique()) <= {0, 1})
    if contrast is None and not flag:
        ends = np.quantile(dose.to_numpy(dtype=float), [0.25, 0.75])
        contrast = (float(ends[0]), float(ends[1]))
    points = _points(frame, exposure, index, flag, contrast)
    found: dict[tuple[str, str], Contrast] = {}
    hazards: dict[tuple[str, str], HazardRatio] = {}
    for name in said:
        for column, known in ((ASSOCIATION, ()), (ADJUSTED, tuple(confounders))):
            found[name, column] = g_computation(
                frame, exposure, name, known, contrast=contrast, names=names if flag else
                NAMES, weights=weights, level=level, resamples=resamples,
                seed=seed, estimand=_question(column, confounders),
            )  # fmt: skip
            if name in timed:
                hazards[name, column] = _of_leaving(
                    frame, exposure, name, timed[name], known, contrast, level
                )
        by_lot = _by_lot(experiment, name, points, found[name, ADJUSTED], level)
        if by_lot is not None:
            found[name, EXPERIMENTAL] = by_lot
    return Payback(
        contrasts=found,
        hazards=hazards,
        said=said,
        exposure=exposure,
        names=next(iter(found.values())).names,
        confounders=tuple(confounders),
        customers=len(frame),
        points=points,
        experiment=experiment,
        level=level,
    )


def _points(
    frame: pd.DataFrame, exposure: str, index: str | None, flag: bool,
    contrast: tuple[float, float] | None,
) -> float | None:  # fmt: skip
    """How far apart on the index the two are that are compared."""
    if not flag and contrast is not None:
        return contrast[1] - contrast[0]
    if index is None:
        return None
    means = frame.groupby(frame[exposure].astype(bool))[index].mean()
    return float(means[True] - means[False])


def _by_lot(
    experiment: Programme | None, name: str, points: float | None, adjusted: Contrast, level: float
) -> Contrast | None:
    if experiment is None or name not in experiment.outcomes:
        return None
    if points is None or experiment.index is None:
        return experiment.effect(name)
    return experiment.moved(name, points, baseline=adjusted["baseline"].value,
                            names=adjusted.names, level=level)  # fmt: skip


def _of_leaving(
    frame: pd.DataFrame, exposure: str, stays: str, weeks: str, known: Sequence[str],
    contrast: tuple[float, float] | None, level: float,
) -> HazardRatio:  # fmt: skip
    """The ratio of hazards of leaving; who stayed was watched to the end."""
    watched = float(frame[weeks].max())
    stayed = frame[stays].astype(bool)
    table = frame.assign(
        _time=frame[weeks].clip(lower=_SOONEST).where(~stayed, max(watched, _SOONEST)),
        _left=~stayed,
    )
    return adjusted_hazard_ratio(
        table, exposure, "_time", "_left", known, contrast=contrast or (0.0, 1.0), level=level
    )


def _question(column: str, confounders: Sequence[str]) -> str:
    if column == ASSOCIATION:
        return "How do the two differ, as they are seen? Nothing is made alike."
    return (
        "What would the same customers do, all with the relationship of the one and all with that "
        f"of the other? Believed: {_listed(confounders)} are all that makes both."
    )


def _listed(words: Sequence[str]) -> str:
    if not words:
        return "no causes at all"
    *first, last = words
    return f"{', '.join(first)} and {last}" if first else last
