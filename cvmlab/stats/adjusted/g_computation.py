"""What the same customers would do with more of something, and with less: by regression.

Customers with a strong relationship differ from the others in much else, such as their age. So the
outcome is predicted for *every* customer twice, as if all had it and as if none had it, and the
two means are compared: like with like. It is right where all that makes both the relationship and
the outcome is among the columns given; nothing in the data can show that it is.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

import numpy as np
import pandas as pd
from pandas.api import types

from cvmlab.errors import one_problem
from cvmlab.figures.formats import number
from cvmlab.stats.adjusted.canonical_glm import Family, family_of, fit, mean_of
from cvmlab.stats.adjusted.contrasts import Contrast, measures
from cvmlab.stats.adjusted.known_causes import (
    check_columns,
    check_enough,
    check_events,
    known_causes,
)
from cvmlab.stats.effects import two_groups

NAMES = ("with it", "without it")
_CELLS, _FEWEST_DRAWS = 40_000_000, 50  # a third of a gigabyte
FEWEST = 20  # customers of a group, below which nothing is adjusted


def g_computation(
    frame: pd.DataFrame,
    exposure: str,
    outcome: str,
    confounders: Sequence[str] = (),
    *,
    contrast: tuple[float, float] | None = None,
    names: Sequence[str] = NAMES,
    weights: str | None = None,
    estimand: str | None = None,
    level: float = 0.95,
    resamples: int = 500,
    seed: int = 0,
) -> Contrast:
    """Compare an outcome with and without something, among customers made alike.

    Parameters
    ----------
    frame : DataFrame
        One row a customer.
    exposure : str
        A flag (the group), or a number such as an index.
    outcome : str
        A flag, an amount from zero on, or any number.
    confounders : sequence of str
        What makes both the exposure and the outcome, known *before* the exposure. None: the plain
        association. Never what the exposure itself brings about (a mediator).
    contrast : (float, float), optional
        Of a numeric exposure: the low and the high value to be compared; by default the ends of
        the middle half of the customers.
    names : sequence of two str
        What the two are called: with more, with less.
    weights : str, optional
        Column of weights, such as those that mend nonresponse.
    estimand : str, optional
        The question in words; by default said from the columns.
    level : float
        Confidence level.
    resamples, seed : int
        Bootstrap by customer; fewer than asked for where customers are a hundred thousand or more.

    Returns
    -------
    Contrast

    Raises
    ------
    DataProblem
        If columns are missing or broken, a group has fewer than 20 customers, or fewer than three
        with and without the outcome for each number that is adjusted for (five at least; two
        plain shares are always compared), or the outcome is the same for all.

    Notes
    -----
    (1/n) Σ m₁(xᵢ) − (1/n) Σ m₀(xᵢ) with m the regression of the outcome on the confounders, one
    in each group where the exposure is a flag, so that it may work differently on different
    customers (Robins 1986, "A new approach to causal inference in mortality studies"; Snowden,
    Rose and Mortimer 2011, "Implementation of g-computation on a simulated data set"). Canonical
    links; intervals by bootstrap, the regressions included; two plain shares as
    :func:`cvmlab.stats.effects.two_groups`.

    Examples
    --------
    >>> import numpy as np
    >>> rng = np.random.default_rng(1)
    >>> old = rng.random(40_000) < .5
    >>> bond = rng.random(40_000) < np.where(old, .7, .3)
    >>> stays = rng.random(40_000) < .3 + .1 * bond + .4 * old
    >>> table = pd.DataFrame({"bond": bond, "old": old, "stays": stays})
    >>> plain = g_computation(table, "bond", "stays", resamples=9)["difference"].value
    >>> alike = g_computation(table, "bond", "stays", ["old"], resamples=9)["difference"].value
    >>> round(float(plain), 2), round(float(alike), 2)
    (0.25, 0.09)
    """
    used = [exposure, outcome, *([weights] if weights else [])]
    check_columns(frame, [*used, *confounders], numeric=used)
    if exposure in confounders or outcome in confounders:
        raise one_problem(
            "the exposure or the outcome also stands among what is adjusted for",
            "take it out of the confounders.",
        )
    y = frame[outcome].to_numpy(dtype=float)
    if y.min(initial=np.inf) == y.max(initial=-np.inf):
        raise one_problem(
            "the outcome is the same for all", "choose one that varies.", column=outcome
        )
    if weights and not (frame[weights] > 0).all():
        raise one_problem(
            "weights are not above zero", "leave out customers who do not count.", column=weights
        )
    dose, family = frame[exposure], family_of(y)
    shares = family == "yes or no"
    values = dose.to_numpy(dtype=float)
    flag = types.is_bool_dtype(dose) or set(np.unique(values)) <= {0, 1}
    member = values > 0 if flag else np.zeros(len(values), dtype=bool)
    if flag:
        groups = {names[0]: member, names[1]: ~member}
    else:
        low, high = contrast or tuple(np.quantile(values, [0.25, 0.75]))
        if tuple(names) == NAMES:
            names = (f"customers at {number(high, 1)}", f"customers at {number(low, 1)}")
        groups = {"the table": np.ones(len(values), dtype=bool)}
    simple = flag and shares and not confounders and weights is None
    fewest = 1 if simple else FEWEST if flag else 2 * FEWEST
    check_enough({name: int(who.sum()) for name, who in groups.items()}, fewest)
    x = np.column_stack([np.ones(len(y)), known_causes(frame, confounders)])
    if shares and not simple:
        check_events(y, groups, x.shape[1] - 1)
    base = frame[weights].to_numpy(dtype=float) if weights else np.ones(len(y))
    counts = resampled(len(y), resamples, seed) * base
    if flag:
        pairs = _in_two_groups(x, y, member, family, base, counts)
    else:
        pairs = _along_a_number(x, y, values, (low, high), family, base, counts)
    (group, baseline), (drawn, drawn_baseline) = pairs
    return Contrast(
        table=_exactly(y, member, level)
        if simple
        else measures(group, baseline, drawn, drawn_baseline, shares=shares, level=level),
        outcome=outcome,
        names=(names[0], names[1]),
        customers=len(y),
        shares=shares,
        estimand=estimand or _estimand(exposure, confounders),
        level=level,
        drawn=drawn - drawn_baseline,
    )


def _exactly(y: np.ndarray, member: np.ndarray, level: float) -> pd.DataFrame:
    """Two plain shares need no resamples: their intervals are known, also of few customers."""
    counts = (int(y[member].sum()), int(member.sum()), int(y[~member].sum()), int((~member).sum()))
    table = two_groups(*counts, level=level).table
    return table.assign(measure=table["measure"].replace({"share": "group", "risk ratio": "ratio"}))


@lru_cache(maxsize=1)
def resampled(customers: int, resamples: int, seed: int) -> np.ndarray:
    """How often each customer is drawn in each resample; fewer resamples of very many customers."""
    resamples = min(resamples, max(_FEWEST_DRAWS, _CELLS // max(customers, 1)))
    rng = np.random.default_rng(seed)
    even = np.full(customers, 1 / customers)
    counts = rng.multinomial(customers, even, resamples).astype(float)
    counts.setflags(write=False)  # it is kept for the next outcome
    return counts


def _in_two_groups(
    x: np.ndarray, y: np.ndarray, member: np.ndarray, family: Family, base: np.ndarray,
    counts: np.ndarray,
) -> tuple[tuple[float, float], tuple[np.ndarray, np.ndarray]]:  # fmt: skip
    values, draws = [], []
    for who in (member, ~member):
        beta = fit(x[who], y[who], family, base[None, who])
        values.append(float(standardised(x, beta, family, base[None])[0]))
        many = fit(x[who], y[who], family, counts[:, who], beta[0])
        draws.append(standardised(x, many, family, counts))
    return (values[0], values[1]), (draws[0], draws[1])


def _along_a_number(
    x: np.ndarray, y: np.ndarray, dose: np.ndarray, contrast: tuple[float, float], family: Family,
    base: np.ndarray, counts: np.ndarray,
) -> tuple[tuple[float, float], tuple[np.ndarray, np.ndarray]]:  # fmt: skip
    """One regression, the exposure in a straight line on its own scale."""
    centre, spread = dose.mean(), dose.std() or 1.0

    def at(value: np.ndarray) -> np.ndarray:
        return np.column_stack([x, (value - centre) / spread])

    beta = fit(at(dose), y, family, base[None])
    many = fit(at(dose), y, family, counts, beta[0])
    values, draws = [], []
    for end in (contrast[1], contrast[0]):
        there = at(np.full(len(dose), end))
        values.append(float(standardised(there, beta, family, base[None])[0]))
        draws.append(standardised(there, many, family, counts))
    return (values[0], values[1]), (draws[0], draws[1])


def standardised(x: np.ndarray, beta: np.ndarray, family: Family, counts: np.ndarray) -> np.ndarray:
    """The mean over all customers of what each set of coefficients foretells for them."""
    if x.shape[1] == 1:
        return mean_of(beta[:, 0], family)
    parts = []
    rows = max(1, 250_000 // max(len(x), 1))
    for first in range(0, len(beta), rows):
        some = slice(first, first + rows)
        foretold = mean_of(beta[some] @ x.T, family)
        parts.append((foretold * counts[some]).sum(axis=1) / counts[some].sum(axis=1))
    return np.concatenate(parts)


def _estimand(exposure: str, confounders: Sequence[str]) -> str:
    if not confounders:
        return f"How the outcome differs with {exposure}, as seen; nothing is made alike."
    return (
        f"How the outcome would differ were {exposure} higher for everybody than lower, if "
        f"{', '.join(confounders)} are all that makes both."
    )
