"""How likely everybody was to answer, from what the files know, and what weights then do."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from scipy.special import expit

_SKEWED = 1.0  # skewness from which a number that cannot be negative counts by its logarithm
_PULL = 0.5  # a pinch of shrinkage, so that a category without answers has no infinite weight
_LEAST = 0.005


def columns_as_numbers(
    frame: pd.DataFrame, columns: Sequence[str], *, for_model: bool
) -> pd.DataFrame:
    """Numbers as they are and categories as one column a value.

    Parameters
    ----------
    frame : pandas.DataFrame
    columns : sequence of str
    for_model : bool
        Numbers with a long tail by their logarithm, all in standard deviations, and the first of a
        category's values left out; otherwise as a reader wants to see them.

    Returns
    -------
    pandas.DataFrame
        Columns named (column, value).
    """
    found: dict[tuple[str, str], np.ndarray] = {}
    for name in columns:
        given = frame[name]
        if pd.api.types.is_bool_dtype(given) or pd.api.types.is_numeric_dtype(given):
            values = given.to_numpy(dtype=float, na_value=np.nan)
            gap = ~np.isfinite(values)
            middle = np.nanmedian(values) if not gap.all() else 0.0
            values = np.where(gap, middle, values)
            found[name, ""] = _standard(values) if for_model else values
            if gap.any():
                found[name, "not known"] = gap.astype(float)
        else:
            text = given.astype("string").fillna("not known")
            kinds = sorted(text.unique())
            for kind in kinds[1:] if for_model else kinds:
                found[name, kind] = (text == kind).to_numpy(dtype=float)
    table = pd.DataFrame(found, index=frame.index)
    table.columns = pd.Index(list(found), tupleize_cols=False)
    return table


def response_probabilities(design: np.ndarray, came: np.ndarray) -> np.ndarray:
    """The probability of an answer by logistic regression, very slightly shrunk to the mean.

    Parameters
    ----------
    design : array of (people, columns)
    came : array of bool
        Who answered.
    """
    x = np.column_stack([np.ones(len(design)), design])
    pull = np.full(x.shape[1], _PULL)
    pull[0] = 0.0
    slopes = np.zeros(x.shape[1])
    slopes[0] = np.log(came.mean() / (1 - came.mean()))
    for _ in range(50):
        p = expit(x @ slopes)
        score = x.T @ (came - p) - pull * slopes
        curve = (x.T * (p * (1 - p))) @ x + np.diag(pull)
        step = np.linalg.lstsq(curve, score)[0]
        slopes = slopes + step * min(1.0, 5 / max(abs(step).max(), 1e-12))
        if abs(step).max() < 1e-9:
            break
    return np.clip(expit(x @ slopes), _LEAST, 1.0)


def balance(
    asked: pd.DataFrame,
    columns: Sequence[str],
    came: np.ndarray,
    weights: np.ndarray,
    *,
    used: bool,
) -> pd.DataFrame:
    """Means of all, of those who answered, and of these weighted."""
    shown = columns_as_numbers(asked, columns, for_model=False)
    values = shown.to_numpy()
    everybody = values.mean(axis=0)
    spread = values.std(axis=0)
    spread[spread == 0] = 1.0
    here = values[came]
    plain, weighted = here.mean(axis=0), weights @ here / weights.sum()
    return pd.DataFrame(
        {
            "column": [name for name, _ in shown.columns],
            "value": [value for _, value in shown.columns],
            "used": used,
            "asked": everybody,
            "answered": plain,
            "weighted": weighted,
            "before": (plain - everybody) / spread,
            "after": (weighted - everybody) / spread,
        }
    )


def _standard(values: np.ndarray) -> np.ndarray:
    spread = values.std()
    if (
        spread > 0
        and values.min() >= 0
        and (((values - values.mean()) / spread) ** 3).mean() > _SKEWED
    ):
        values = np.log1p(values)
    spread = values.std()
    return (values - values.mean()) / (spread if spread > 0 else 1.0)
