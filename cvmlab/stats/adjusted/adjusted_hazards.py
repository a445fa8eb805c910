"""How soon something happens with more of something and with less, among customers made alike."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from pandas.api import types
from scipy.special import ndtri

from cvmlab.errors import DataProblem, Problem
from cvmlab.stats.adjusted.cox import cox
from cvmlab.stats.adjusted.known_causes import check_columns, known_causes
from cvmlab.stats.hazards import HazardRatio


def adjusted_hazard_ratio(
    frame: pd.DataFrame,
    exposure: str,
    time: str,
    event: str,
    confounders: Sequence[str] = (),
    *,
    contrast: tuple[float, float] = (0.0, 1.0),
    level: float = 0.95,
) -> HazardRatio:
    """How much more often something happens at any moment with more of something than with less.

    Parameters
    ----------
    frame : DataFrame
        One row a customer.
    exposure : str
        A flag, or a number.
    time : str
        How long each customer was watched, above zero, in any one unit.
    event : str
        Flag: whether it happened at the end of that time.
    confounders : sequence of str
        What makes both the exposure and the time, known before.
    contrast : (float, float)
        Of a numeric exposure: the low and the high value.
    level : float
        Confidence level.

    Returns
    -------
    HazardRatio

    Raises
    ------
    DataProblem
        If columns are missing or broken, or nothing happened.

    Notes
    -----
    Cox (1972), "Regression models and life-tables", with Efron's ties
    (:func:`cvmlab.stats.adjusted.cox.cox`). The ratio is that among customers who are alike in
    the confounders: unlike shares, hazards do not average, so it lies somewhat farther from 1 than
    one for all together (Martinussen and Vansteelandt 2013, "On collapsibility and confounding
    bias in Cox and Aalen regression models").
    """
    check_columns(frame, [exposure, time, event, *confounders], numeric=[exposure, time, event])
    happened = frame[event].to_numpy(dtype=bool)
    waited = frame[time].to_numpy(dtype=float)
    problems = []
    if not happened.any() or happened.all():
        problems.append(Problem("it happened to nobody, or to everybody", "watch another span, "
                                "or compare shares instead of times.", event))  # fmt: skip
    if (waited <= 0).any():
        wrong = int((waited <= 0).sum())
        problems.append(Problem("times are not above zero", "leave these out.", time, wrong))
    if problems:
        raise DataProblem(problems)
    dose = frame[exposure].to_numpy(dtype=float)
    gap = 1.0 if types.is_bool_dtype(frame[exposure]) else contrast[1] - contrast[0]
    x = np.column_stack([dose / gap, known_causes(frame, confounders)])
    coefficients, covariance = cox(waited, happened, x)
    beta, error = float(coefficients[0]), float(np.sqrt(covariance[0, 0]))
    reach = float(ndtri(0.5 + level / 2)) * error
    value, low, high = (float(end) for end in np.exp([beta, beta - reach, beta + reach]))
    return HazardRatio(value, low, high, int(happened.sum()), len(frame), level)
