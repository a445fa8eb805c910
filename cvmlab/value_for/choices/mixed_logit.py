"""A choice model in which everybody has a price of time of his own.

One weight for everybody answers for nobody: the hurried pay four times what the leisurely pay.
Here money a minute is spread log-normally over people of the same type, types stand at different
places, and what is estimated is money a minute itself, not a ratio of two weights.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from cvmlab.errors import DataProblem, Problem, one_problem
from cvmlab.figures.formats import count
from cvmlab.value_for.choices.choice_sets import choice_sets
from cvmlab.value_for.choices.choices import ChoiceSets
from cvmlab.value_for.choices.conditional_logit import conditional_logit
from cvmlab.value_for.choices.mixed_logit_result import EVERYBODY, SPREADS, MixedLogit
from cvmlab.value_for.choices.person_choices import choices_from
from cvmlab.value_for.choices.taste_fit import covariance, fit_tastes, places

_LOGS = ("log of money a minute", "log of the weight of money")
FEWEST = 20  # respondents of a type; fewer do not show where it stands
_ALIKE = 0.02  # a spread below it cannot be told from none
_OPEN = 3.0  # a standard error of a log that leaves a factor of twenty either way, and more


def mixed_logit(
    tasks: pd.DataFrame | ChoiceSets, *, by_type: bool = True, level: float = 0.95
) -> MixedLogit:
    """Fit a logit in which money a minute and the weight of money differ from person to person.

    Parameters
    ----------
    tasks : pandas.DataFrame or ChoiceSets
        Choice tasks as in the contract ``CHOICE_TASKS``, or made ready by ``choice_sets``.
    by_type : bool
        Whether each type of customer has its own place; else all are one.
    level : float
        Confidence level of the table's intervals.

    Returns
    -------
    MixedLogit

    Raises
    ------
    DataProblem
        If no type has enough respondents, dearer or longer ways attract, or the choices do not
        settle where people stand.

    Notes
    -----
    utility = -a (price + w minutes) + others + Gumbel noise; log w and log a are normal over the
    respondents of a type, independent of each other, with a mean for each type and one spread for
    all. Estimating w itself is what Train and Weeks (2005, "Discrete choice models in preference
    space and willingness-to-pay space") call willingness-to-pay space. Gauss and Hermite's
    quadrature, made finer until the log-likelihood stands; Newton's method with exact curvature.
    Standard errors are robust and by respondent; where a spread is estimated as zero they come
    from the curvature alone.
    """
    sets = tasks if isinstance(tasks, ChoiceSets) else choice_sets(tasks)
    used, types, left_out = _judged(sets, by_type)
    kind = np.zeros(used.respondents, dtype=int)
    if types != (EVERYBODY,):
        kind = pd.Index(types).get_indexer(used.customer_type)
    choices = choices_from(-used.differences, used.there, used.respondent_of_task, kind)
    place = places(len(types), len(used.names) - 2)
    theta, at, grid = fit_tastes(choices, place, _if_all_were_alike(used))
    alike = theta[:2] < _ALIKE
    cov = covariance(at, robust=not alike.any())
    table = _table(theta, cov, types, used.names[2:], level)
    _refuse_what_is_open(table, np.sqrt(np.diag(covariance(at, robust=False))))
    return MixedLogit(
        table=table,
        types=types,
        respondents=np.bincount(kind),
        left_out=left_out,
        no_spread=tuple(name for name, none in zip(SPREADS, alike, strict=True) if none),
        log_likelihood=float(at.value.sum()),
        level=level,
        sets=used,
        choices=choices,
        theta=theta,
        cov=cov,
        place=place,
        grid=grid,
    )


def fitted(tasks: pd.DataFrame | ChoiceSets | MixedLogit, *, by_type: bool = True) -> MixedLogit:
    """The model of the tasks; one that is fitted already is handed back.

    Parameters
    ----------
    tasks : pandas.DataFrame, ChoiceSets or MixedLogit
        Choice tasks in any of these stages.
    by_type : bool
        Whether types are told apart; no say where the model is fitted already.
    """
    if isinstance(tasks, MixedLogit):
        return tasks
    return mixed_logit(tasks, by_type=by_type)


def _judged(sets: ChoiceSets, by_type: bool) -> tuple[ChoiceSets, tuple[str, ...], dict[str, int]]:
    """The choices of types large enough to be judged, those types, and who is left out."""
    kinds = sets.customer_type
    if kinds is None or not by_type:
        if sets.respondents < FEWEST:
            raise one_problem(
                f"only {count(sets.respondents)} respondents chose",
                f"how people differ can be seen from {FEWEST} respondents on; "
                "price_of_hassle gives one figure for all.",
            )
        return sets, (EVERYBODY,), {}
    number = {name: int(np.sum(kinds == name)) for name in sets.types}
    types = tuple(name for name in sets.types if number[name] >= FEWEST)
    left_out = {name: number[name] for name in sets.types if name not in types}
    if not types:
        raise one_problem(
            f"no type of customer has {FEWEST} respondents",
            "join types, or take all respondents together (by_type=False).",
            examples=[f"{name}: {count(some)}" for name, some in left_out.items()],
        )
    if not left_out:
        return sets, types, {}
    return sets.among(np.isin(kinds.astype(str), types)), types, left_out


def _if_all_were_alike(sets: ChoiceSets) -> np.ndarray:
    """The weights of a plain logit, from which the climb begins; refused where hassle attracts."""
    weights = conditional_logit(sets).weights
    problems = [
        Problem(
            f"ways with more of it were taken more often, all else alike (weight {weight:.3f})",
            "look whether the column means what its name says, or whether taken and left are "
            "exchanged; money a minute has no meaning otherwise.",
            column=name,
        )
        for name, weight in zip(sets.names[:2], weights, strict=False)
        if weight >= 0
    ]
    if problems:
        raise DataProblem(problems, "the choice tasks")
    return weights


def _refuse_what_is_open(table: pd.DataFrame, error: np.ndarray) -> None:
    """A type whose place may be anywhere has none; said instead of an interval without end."""
    wide = table[table["parameter"].isin(_LOGS) & ~(error < _OPEN)]
    if wide.empty:
        return
    raise DataProblem(
        [
            Problem(
                f'the choices of "{row.customer_type}" leave the {row.parameter} open',
                "such people weigh nothing against it: leave the type out, or take all "
                "respondents together (by_type=False).",
            )
            for row in wide.itertuples()
        ],
        "the choice tasks",
    )


def _table(
    theta: np.ndarray,
    cov: np.ndarray,
    types: tuple[str, ...],
    others: tuple[str, ...],
    level: float,
) -> pd.DataFrame:
    """The parameters with their intervals, one row each."""
    from scipy.special import ndtri

    own = (*_LOGS, *others)
    names = [(f"spread of {name}", EVERYBODY) for name in SPREADS]
    names += [(name, kind) for kind in types for name in own]
    half = ndtri((1 + level) / 2) * np.sqrt(np.diag(cov))
    table = pd.DataFrame(names, columns=["parameter", "customer_type"])
    return table.assign(value=theta, low=theta - half, high=theta + half)
