"""What differs between the brands one person knows: outcome and drivers less his own mean."""

from __future__ import annotations

import numpy as np
import pandas as pd

from cvmlab.errors import DataProblem, Problem, one_problem
from cvmlab.figures.formats import count
from cvmlab.stats.shares_of_r2 import MOST_DRIVERS
from cvmlab.value_for.brands.brand_views_result import MEASURES, BrandViews

WORDS = {"product": "product quality", "service": "service quality"}


def drivers_of(views: BrandViews, by: str) -> pd.DataFrame:
    """The drivers: every question with price and hassle, or the four parts.

    Parameters
    ----------
    views : BrandViews
        What people think.
    by : {"items", "parts"}
        Parts too where there are more questions than can be taken apart.

    Returns
    -------
    DataFrame
        ``driver, label, part``.
    """
    rest = pd.DataFrame({"driver": MEASURES, "label": MEASURES, "part": MEASURES})
    rest["label"] = [WORDS.get(name, name) for name in MEASURES]
    if by == "parts" or len(views.items) + 2 > MOST_DRIVERS:
        return rest
    items = pd.DataFrame(
        {
            "driver": [item.column for item in views.items],
            "label": [item.label for item in views.items],
            "part": [item.part for item in views.items],
        }
    )
    return pd.concat([items, rest[2:]], ignore_index=True)


def within_respondents(
    views: BrandViews, drivers: pd.DataFrame
) -> tuple[np.ndarray, np.ndarray, int]:
    """Outcome and drivers less each respondent's mean over the brands he knows.

    Parameters
    ----------
    views : BrandViews
        With the share bought.
    drivers : pandas.DataFrame
        From :func:`drivers_of`.

    Returns
    -------
    values : array of shape (views, 1 + drivers)
        The log share first. A share of 0 counts as half of the smallest above 0.
    code : array of int
        Whose view each row is.
    zeros : int
        Shares of 0.
    """
    share = views.rows["share"].to_numpy(dtype=float)
    columns = [
        (views.answers if name in views.answers else views.rows)[name].to_numpy(dtype=float)
        for name in drivers["driver"]
    ]
    values, code = np.column_stack([share, *columns]), views.respondent_codes
    complete = np.isfinite(values).all(axis=1)
    bought = np.bincount(code[complete], share[complete], minlength=views.respondents)
    brands = np.bincount(code[complete], minlength=views.respondents)
    keep = complete & (brands[code] > 1) & (bought[code] > 0)
    values, code = values[keep], code[keep]
    zero = values[:, 0] <= 0
    if zero.any() and not zero.all():
        values[zero, 0] = values[~zero, 0].min() / 2
    values[:, 0] = np.log(np.where(values[:, 0] > 0, values[:, 0], 1.0))
    sizes = np.maximum(np.bincount(code, minlength=views.respondents), 1)
    for column in values.T:
        column -= (np.bincount(code, column, minlength=views.respondents) / sizes)[code]
    return values, code, int(zero.sum())


def check_within(values: np.ndarray, code: np.ndarray, drivers: pd.DataFrame) -> None:
    """Refuse what cannot be taken apart: too few comparisons, or a driver that never differs."""
    needed = len(drivers) + 2
    free = len(values) - len(np.unique(code))
    if free < needed:
        raise one_problem(
            f"only {count(free)} comparisons within a person have all answers and the share "
            f"bought, for {len(drivers)} drivers",
            f"at least {needed} are needed: ask people about two brands or more, with all "
            "questions.",
        )
    flat = np.ptp(values, axis=0) < 1e-9
    if flat.any():
        labels = ["the share bought", *drivers["label"]]
        raise DataProblem(
            Problem(
                f"nobody sees a difference between brands in {label}",
                "leave it out: it explains nothing.",
            )
            for label, same in zip(labels, flat, strict=True)
            if same
        )
