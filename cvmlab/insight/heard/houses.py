"""Comparing houses by their means, and how alike the answers from one house are.

Where whole houses were helped or not, the house is the unit of comparison. How much information
the single answers hold depends on how alike those of one house are.
"""

from __future__ import annotations

import numpy as np
import pandas as pd


def welch(first: pd.Series, second: pd.Series, level: float = 0.95) -> tuple[float, float, float]:
    """The difference between two means with its interval; the spreads may differ.

    Parameters
    ----------
    first, second : pandas.Series
        The values of both sides, at least two each.
    level : float
        Confidence level.

    Returns
    -------
    tuple of float
        Difference, low, high.

    Notes
    -----
    Welch (1947, "The generalization of 'Student's' problem when several different population
    variances are involved"), with Satterthwaite's degrees of freedom.

    Examples
    --------
    >>> [round(x, 2) for x in welch(pd.Series([7.0, 8, 9]), pd.Series([5.0, 6, 7]))]
    [2.0, -0.27, 4.27]
    """
    from scipy.special import stdtrit

    parts = np.array([first.var() / len(first), second.var() / len(second)])
    difference, error = float(first.mean() - second.mean()), float(np.sqrt(parts.sum()))
    if error == 0:
        return difference, difference, difference
    freedom = parts.sum() ** 2 / (parts**2 / (np.array([len(first), len(second)]) - 1)).sum()
    half = float(stdtrit(freedom, 0.5 + level / 2)) * error
    return difference, difference - half, difference + half


def alikeness(values: pd.Series, houses: pd.Series, sides: pd.Series) -> float:
    """How alike the answers of one house are: the intraclass correlation.

    Parameters
    ----------
    values : pandas.Series
        The answers.
    houses : pandas.Series
        The house each comes from.
    sides : pandas.Series
        What separates the houses, such as having help; its difference does not count as likeness.

    Notes
    -----
    From a one-way analysis of variance, sizes may differ (Donner 1986, "A review of inference
    procedures for the intraclass correlation coefficient in the one-way random effects model"). It
    can come out a little below zero where houses are no more alike than chance.

    Examples
    --------
    >>> values = pd.Series([1.0, 1, 5, 5, 2, 2, 6, 6])
    >>> houses, sides = pd.Series(list("aabbccdd")), pd.Series([0] * 4 + [1] * 4)
    >>> alikeness(values, houses, sides)
    1.0
    """
    centred = values - values.groupby(sides.to_numpy()).transform("mean")
    groups = centred.groupby(houses.to_numpy())
    sizes, number, answers = groups.size(), groups.ngroups, len(values)
    if answers == number:
        return 0.0
    apart = number - sides.nunique()
    typical = (answers - (sizes**2).sum() / answers) / (number - 1)
    between = (sizes * groups.mean() ** 2).sum() / apart
    within = ((centred - groups.transform("mean")) ** 2).sum() / (answers - number)
    whole = between + (typical - 1) * within
    return float((between - within) / whole) if whole > 0 else 0.0


def worth(answers: int, houses: int, alike: float) -> float:
    """Of how many independent answers the answers from some houses are worth.

    Parameters
    ----------
    answers, houses : int
        How many answers from how many houses of about the same size.
    alike : float
        The intraclass correlation ρ.

    Notes
    -----
    n / (1 + (m − 1) ρ) with m answers a house: the design effect (Kish 1965, "Survey sampling").

    Examples
    --------
    >>> round(worth(1120, 28, 0.1), 1), worth(10, 10, 0.5)
    (228.6, 10.0)
    """
    return answers / (1 + (answers / houses - 1) * max(alike, 0.0))
