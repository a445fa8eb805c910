"""The wallet allocation rule: what share of wallet a brand's rank among those used foretells.

A customer who is delighted with us may be more delighted with another. So the rule leaves the mark
aside and takes its rank among the brands the customer uses, and how many these are. Whether that
foretells what is spent is an empirical question: it is asked beside rules that know less.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from cvmlab.errors import DataProblem, Problem, one_problem
from cvmlab.figures.formats import count
from cvmlab.value_of.wallet.allocation_rule_result import MEAN, RULE, AllocationRule

FEWEST = 30  # customers


def allocated_share(rank: Any, brands: Any) -> Any:
    """The share of wallet of a brand of this rank among so many brands used.

    Parameters
    ----------
    rank : float or array
        1 for the one liked best; brands liked alike share the mean of their ranks.
    brands : int or array
        How many brands the customer uses.

    Returns
    -------
    float or array
        Between 0 and 1; over all brands of a customer they add up to 1.

    Raises
    ------
    ValueError
        If a rank is none among so many brands.

    Notes
    -----
    (1 − rank/(n + 1)) · 2/n. Source: Keiningham, Aksoy, Buoye & Cooil (2011), "Customer Loyalty
    Isn't Enough. Grow Your Share of Wallet", Harvard Business Review 89(10).

    Examples
    --------
    >>> allocated_share([1, 2, 3], 3).round(3).tolist()
    [0.5, 0.333, 0.167]
    >>> float(allocated_share(1.5, 2))
    0.5
    """
    rank, brands = np.asarray(rank, dtype=float), np.asarray(brands, dtype=float)
    if (rank < 1).any() or (rank > brands).any():
        raise ValueError("ranks go from 1 to the number of brands used")
    return ((1 - rank / (brands + 1)) * 2 / brands)[()]


def allocation_rule(
    frame: pd.DataFrame,
    *,
    by: str = "respondent_id",
    brand: str = "brand",
    rating: str = "rating",
    spent: str = "share_bought",
    last: str | None = None,
    resamples: int = 500,
    seed: int = 0,
    level: float = 0.95,
) -> AllocationRule:
    """How well ranks foretell shares of wallet, beside rules that know less.

    Parameters
    ----------
    frame : DataFrame
        One row a customer and brand used.
    by, brand : str
        The customer, and the brand.
    rating : str
        What the customer thinks of it, more is better. Missing: used, but not rated; such brands
        rank last.
    spent : str
        The share of the customer's wallet spent there, 0 to 1. Missing: not known; the brand
        counts among those used, but nothing is compared.
    last : str, optional
        The share at an earlier time, as a rule of its own: nothing changes.
    resamples, seed, level
        Bootstrap samples of customers, their seed, the confidence level.

    Returns
    -------
    AllocationRule

    Raises
    ------
    DataProblem
        If columns are missing, shares are none, or fewer than 30 customers have one.

    Notes
    -----
    Beside the rule of ranks stand: equal shares (1/n, which knows only how many are used), shares
    in proportion to the ratings, the mean share of the brand among the other customers, and the
    last share. The error is the mean absolute difference between foretold and spent, over the
    same rows for all rules.

    Examples
    --------
    >>> used = pd.DataFrame({"respondent_id": np.repeat(np.arange(40), 2), "brand": ["A", "B"] * 40,
    ...                      "rating": [9, 7] * 40, "share_bought": [.6, .4] * 40})
    >>> found = allocation_rule(used, resamples=50)
    >>> round(float(found.row("rank").error), 3)
    0.067
    """
    needed = [by, brand, rating, spent, *([last] if last else [])]
    problems = [
        Problem("this column is not there", "name it.", n) for n in needed if n not in frame
    ]
    if problems:
        raise DataProblem(problems)
    outside = int(((frame[spent] < 0) | (frame[spent] > 1)).sum())
    twice = int(frame.duplicated([by, brand]).sum())
    if outside:
        problems.append(
            Problem("shares lie between 0 and 1", "divide percents by 100.", spent, outside)
        )
    if twice:
        problems.append(Problem("a customer has a brand twice", "keep one of them.", brand, twice))
    if problems:
        raise DataProblem(problems)
    ranks = frame.groupby(by)[rating].rank(method="average", ascending=False, na_option="bottom")
    brands = frame.groupby(by)[brand].transform("size")
    marks = frame[rating].fillna(frame[rating].min()).astype(float)
    foretold = pd.DataFrame(
        {
            RULE: allocated_share(ranks, brands),
            "equal": 1 / brands,
            "rating": marks / marks.groupby(frame[by]).transform("sum"),
            MEAN: _mean_of_others(frame[spent].astype(float), frame[brand]),
        }
    )
    if last:
        foretold["last"] = frame[last].astype(float)
    known = frame[spent].notna() & foretold.notna().all(axis=1)
    rows = frame.loc[known, [by, brand, spent]].rename(
        columns={by: "customer", brand: "brand", spent: "spent"}
    )
    rows = rows.assign(place=ranks[known], used=brands[known]).join(foretold[known])
    customers = rows["customer"].nunique()
    if customers < FEWEST:
        raise one_problem(
            f"{count(customers)} customers have ratings and a share of wallet",
            f"it takes {FEWEST} or more to tell how far a rule is off.",
            column=spent,
        )
    names = list(foretold)
    table = _errors(rows, names, resamples, seed, level)
    return AllocationRule(
        table=table, rows=rows.reset_index(drop=True), customers=customers,
        tied=float((rows["place"] % 1 != 0).mean()), level=level,
    )  # fmt: skip


def _mean_of_others(spent: pd.Series, brand: pd.Series) -> pd.Series:
    """The mean share of the brand among all other customers."""
    groups = spent.groupby(brand)
    total, number = groups.transform("sum"), groups.transform("count")
    return (total - spent) / (number - 1).where(number > 1)


def _errors(
    rows: pd.DataFrame, names: list[str], resamples: int, seed: int, level: float
) -> pd.DataFrame:
    """Mean error, its interval, its distance from the rule's, and the correlation, rule by rule."""
    actual = rows["spent"].to_numpy(dtype=float)
    guesses = rows[names].to_numpy(dtype=float)
    off = np.abs(guesses - actual[:, None])
    codes, _ = pd.factorize(rows["customer"])
    size = codes.max() + 1
    # Sums a customer: drawing customers again is then weighing these sums.
    sums = np.column_stack([np.bincount(codes, off[:, i], size) for i in range(len(names))])
    number = np.bincount(codes, minlength=size)
    rng = np.random.default_rng(seed)
    weights = rng.multinomial(size, np.full(size, 1 / size), resamples)
    drawn = (weights @ sums) / (weights @ number)[:, None]
    more = drawn - drawn[:, [0]]
    ends = [(1 - level) / 2, (1 + level) / 2]
    low, high = np.quantile(drawn, ends, axis=0)
    more_low, more_high = np.quantile(more, ends, axis=0)
    mean = off.mean(axis=0)
    # Leaving a customer out of the mean makes high shares meet low means: no correlation at all.
    whole = rows.groupby("brand")["spent"].transform("mean").to_numpy()
    guesses = np.where(np.array(names) == MEAN, whole[:, None], guesses)
    spread = guesses.std(axis=0)
    with np.errstate(invalid="ignore"):
        joint = ((guesses - guesses.mean(axis=0)) * (actual - actual.mean())[:, None]).mean(axis=0)
        r = np.where(spread > 1e-12, joint / np.where(spread > 0, spread, 1) / actual.std(), np.nan)
    return pd.DataFrame(
        {
            "rule": names, "error": mean, "low": low, "high": high, "more": mean - mean[0],
            "more_low": more_low, "more_high": more_high, "correlation": r,
        }
    )  # fmt: skip
