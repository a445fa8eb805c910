"""Which level of service fits which customers, and whom today's level does not fit.

A level of service is a bundle: so many minutes, staff like this, at this price. What it gives to a
person is money: the minutes it saves at his own price of a minute, the warmth at his own, less what
it costs him. Nobody fits a level on average; some of each type do, and the shares are counted.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np
import pandas as pd

from cvmlab.errors import DataProblem, Problem, one_problem, suggestion
from cvmlab.value_for.choices.choices import ChoiceSets
from cvmlab.value_for.choices.mixed_logit import fitted
from cvmlab.value_for.choices.mixed_logit_result import EVERYBODY, MixedLogit
from cvmlab.value_for.choices.people import estimate
from cvmlab.value_for.choices.taste_grid import Grid
from cvmlab.value_for.choices.taste_likelihood import coefficients, posterior
from cvmlab.value_for.hassle.hassle_spread_result import HassleSpread
from cvmlab.value_for.levels.level_worth import LevelDraws, level_draws
from cvmlab.value_for.levels.service_levels_result import FITS, OPEN, OTHER, ServiceLevels
from cvmlab.value_for.levels.service_offers import beyond_shown, offer_design

_DENSE = (41, 3)  # a person's best level turns between two nodes: many make it sharp
_DRAWS = 16  # over which a person's chances are averaged, so that they do not look too sure


def service_levels(
    tasks: pd.DataFrame | ChoiceSets | MixedLogit | HassleSpread,
    levels: pd.DataFrame,
    *,
    today: str | None = None,
    shares: Mapping[str, float] | None = None,
    level: float = 0.95,
    resamples: int = 500,
    seed: int = 0,
) -> ServiceLevels:
    """Which level of service fits whom, and what today's level misses.

    Parameters
    ----------
    tasks : pandas.DataFrame, ChoiceSets, MixedLogit or HassleSpread
        Choice tasks, or what was already fitted to them.
    levels : pandas.DataFrame
        One row a level: ``name, price, minutes``, a column for each other attribute, and where
        known ``cost``, what it costs the firm each time.
    today : str, optional
        The name of today's level; by default the first row.
    shares : mapping of str to float, optional
        What share of all customers each type is; by default as among the respondents.
    level : float
        Confidence level of the intervals.
    resamples : int
        Draws behind the intervals.
    seed : int
        Makes them reproducible.

    Returns
    -------
    ServiceLevels

    Raises
    ------
    DataProblem
        With everything wrong in the levels at once.

    Notes
    -----
    To a person a level is worth (other weights) / a - price - w minutes, with his own w and a; the
    mean over a type is exact, and so are shares of people but for the weight of money, which is
    averaged over by quadrature; the chance of being taken is the logit's mean over people.
    ``gain`` is that of the other level that is best by the estimate, which flatters it a little
    where two are close: ``chance`` then says so. A person's own choices enter through Bayes'
    rule, with the fitted spread of his type as what is known before (Revelt and Train 2000,
    "Customer-specific taste parameters and mixed logit").
    """
    fit = tasks.fit if isinstance(tasks, HassleSpread) else fitted(tasks)
    given, today = _checked(levels, today)
    offers = [{str(key): value for key, value in row.items()} for row in given.to_dict("records")]
    design = offer_design(fit.sets, offers, given["name"].tolist())
    place = given["name"].tolist().index(today)
    given["shown"] = ~beyond_shown(fit.sets, design[:, :2] - design[place, :2])
    tastes, mix = fit.draws(resamples, seed, shares)
    draws = level_draws(fit, design, place, (tastes, mix))
    kinds = list(_kinds(fit, draws))
    assignments = _assignments(fit, tastes[1 : 1 + _DRAWS], design, given["name"].to_numpy(object))
    own = assignments.groupby("customer_type")["chance"].mean().reindex(fit.types)
    # Over the draws, not at the estimate: the best of several estimates looks better than it is.
    best = draws.best[1:].mean(axis=0)
    return ServiceLevels(
        table=_table(kinds, given, level),
        types=_types(kinds, given, place, level),
        assignments=assignments,
        right={
            "one level": float((mix[0] @ best).max()),
            "by type": float(mix[0] @ best.max(axis=1)),
            "by own choices": float(mix[0] @ own.to_numpy()),
        },
        levels=given,
        today=today,
        level=level,
        currency=fit.sets.currency,
    )


_Kind = tuple[str, int, LevelDraws]


def _kinds(fit: MixedLogit, draws: LevelDraws) -> Iterator[_Kind]:
    """Everybody, then each type: name, respondents, and the levels before them."""
    yield EVERYBODY, int(fit.respondents.sum()), draws.of(None)
    for place in fit.dearest_first:
        if fit.types != (EVERYBODY,):
            yield fit.types[place], int(fit.respondents[place]), draws.of(place)


def _table(kinds: list[_Kind], levels: pd.DataFrame, level: float) -> pd.DataFrame:
    """One row a type and level."""
    lines = []
    for name, _, draws in kinds:
        figures = {"chance": draws.chance, "worth": draws.worth, "best": draws.best}
        if "cost" in levels:
            earned = (levels["price"] - levels["cost"]).to_numpy(dtype=float)
            figures["margin"] = draws.chance * earned
        for place, called in enumerate(levels["name"]):
            line: dict[str, object] = {"customer_type": name, "level": called}
            for figure, drawn in figures.items():
                value, low, high = estimate(drawn[:, 0, place], level)
                line |= {figure: value, f"{figure}_low": low, f"{figure}_high": high}
            lines.append(line)
    return pd.DataFrame(lines)


def _types(kinds: list[_Kind], levels: pd.DataFrame, today: int, level: float) -> pd.DataFrame:
    """One row a type: the level worth most, and the best of the others against today's."""
    lines = []
    for name, respondents, draws in kinds:
        worth = draws.worth[:, 0]
        best = int(worth[0].argmax())
        other = max((place for place in range(len(levels)) if place != today), key=worth[0].item)
        gain = estimate(worth[:, other] - worth[:, today], level)
        lines.append(
            {
                "customer_type": name,
                "respondents": respondents,
                "level": levels["name"].iloc[best],
                "chance": float((worth[1:].argmax(axis=1) == best).mean()),
                "today_best": float(draws.best[0, 0, today]),
                "other": levels["name"].iloc[other],
                "gain": gain.value,
                "gain_low": gain.low,
                "gain_high": gain.high,
                "verdict": OTHER if gain.low > 0 else FITS if gain.high < 0 else OPEN,
            }
        )
    return pd.DataFrame(lines)


def _assignments(
    fit: MixedLogit, tastes: np.ndarray, design: np.ndarray, names: np.ndarray
) -> pd.DataFrame:
    """The level that most likely gives most to each respondent, after his own choices."""
    grid = Grid.dense(*_DENSE)
    chance = np.zeros((len(fit.choices.kind), len(design)))
    for drawn in tastes:
        each = coefficients(drawn, grid)
        first = (each @ design.T).argmax(axis=-1)[fit.choices.kind]
        share = posterior(drawn, fit.choices, grid) / len(tastes)
        for level in range(len(design)):
            chance[:, level] += (share * (first == level)).sum(axis=1)
    return pd.DataFrame(
        {
            "respondent": np.arange(len(chance)),
            "customer_type": np.array(fit.types, dtype=object)[fit.choices.kind],
            "level": names[chance.argmax(axis=1)],
            "chance": chance.max(axis=1),
        }
    )


def _checked(levels: pd.DataFrame, today: str | None) -> tuple[pd.DataFrame, str]:
    """The levels, each with a name of its own, and the name of today's."""
    problems = []
    if "name" not in levels:
        raise one_problem("the levels have no names", "give each one in a column.", column="name")
    given = levels.reset_index(drop=True).assign(name=levels["name"].astype(str).to_numpy())
    names = given["name"].tolist()
    if len(names) < 2:
        problems.append(Problem("there is nothing to choose from", "give at least two levels."))
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        what = "some levels have the same name"
        problems.append(Problem(what, "give each its own.", "name", examples=twice))
    if today is not None and today not in names:
        near = suggestion(today, names)
        what = f'today\'s level "{today}" is not among the levels'
        problems.append(Problem(what, f"choose one of: {', '.join(names)}.{near}", "name"))
    if "cost" in given and not pd.to_numeric(given["cost"], errors="coerce").notna().all():
        what = "some levels have no number for it"
        remedy = "give every level its cost, or leave the column out."
        problems.append(Problem(what, remedy, "cost"))
    if problems:
        raise DataProblem(problems, "the levels of service")
    return given, today if today is not None else names[0]
