"""The fourth tile: what a customer just won brings in the first half year."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from cvmlab.blueprint.look import Look
from cvmlab.blueprint.tiles.change_between import change_between
from cvmlab.blueprint.tiles.newly_won import HALF, Cohort, newly_won
from cvmlab.blueprint.tiles.tile import Reading, Tile
from cvmlab.data.workspace import Workspace
from cvmlab.errors import DataProblem
from cvmlab.figures.formats import count, day, percent

FEWEST = 10  # customers whose mean is shown
LEAST_WEEKS = 26  # of winning that a year's customers are held against


def newcomers_tile(ws: Workspace, look: Look) -> Tile:
    """Margin (else sales) of a new customer's first 26 weeks, this year's beside last year's.

    Parameters
    ----------
    ws : Workspace
        Orders suffice.
    look : Look

    Returns
    -------
    Tile

    Notes
    -----
    Of customers whose first 26 weeks ended inside the period: the mean with the Student interval of
    their own spread. The two cohorts share no customer, so the change takes them as independent.
    Who bought once and never again is in it.
    """
    tile = Tile(
        "newcomers", "What a new customer brings in half a year", "customers", "money", "higher",
        "counted", "51", currency=look.currency,
    )  # fmt: skip
    try:
        won = newly_won(ws)
    except DataProblem as problem:
        return replace(tile, missing=problem.sentences)
    cohort, earlier = won.cohort(look.end, HALF), won.cohort(look.end_before, HALF)
    if len(cohort.rows) < FEWEST:
        return replace(tile, missing=too_few(cohort, HALF))
    now = _reading(cohort, look.level)
    before = change = None
    if why := too_short(earlier, FEWEST):
        why = " " + why
    else:
        before = _reading(earlier, look.level)
        change = change_between(now, before)
    said = (
        f"The {count(len(cohort.rows))} customers {cohort.said} brought "
        f"{tile.write(now.value)} of {won.money_is} each in their first {HALF} weeks"
    )
    if before is not None:
        said += f", the {count(len(earlier.rows))} {earlier.said} {tile.write(before.value)}"
    name = tile.name if won.is_margin else f"{tile.name} (sales)"
    return replace(
        tile, name=name, now=now, before=before, change=change,
        sentence=f"{said}.{short_of_a_year(cohort)}{_of_sales(won.is_margin)}{why}",
    )  # fmt: skip


def _reading(cohort: Cohort, level: float) -> Reading:
    from scipy.special import stdtrit

    brought = cohort.rows["half"].to_numpy(float)
    mean, n = float(brought.mean()), len(brought)
    half = float(stdtrit(n - 1, 0.5 + level / 2) * brought.std(ddof=1) / np.sqrt(n))
    return Reading(mean, mean - half, mean + half, cohort.said)


def _of_sales(is_margin: bool) -> str:
    return "" if is_margin else " The orders know no margin, so that is sales."


def too_short(cohort: Cohort, fewest: int) -> str:
    """Why a year's customers cannot be held against those of an earlier cohort; "" if they can."""
    if cohort.weeks < LEAST_WEEKS:
        return (
            "The file is too short to hold them against those of the year before: that needs "
            f"customers won by {day(cohort.last)} over at least {LEAST_WEEKS} weeks."
        )
    if len(cohort.rows) < fewest:
        return (
            f"Only {count(len(cohort.rows))} were {cohort.said}, too few to hold them against each "
            "other."
        )
    return ""


def short_of_a_year(cohort: Cohort) -> str:
    """That a cohort holds less than a year's customers, where it does."""
    if cohort.weeks >= 52:
        return ""
    return f" Those are {count(cohort.weeks)} weeks of winning, {percent(cohort.weeks / 52)} of 52."


def too_few(cohort: Cohort, weeks: int) -> str:
    """That hardly anybody was won early enough to be followed for so many weeks."""
    number = len(cohort.rows)
    who = f"Only {count(number)} customers are" if number > 1 else "Hardly a customer is"
    return (
        f"{who} known from the first purchase on and for {weeks} weeks after: at least {FEWEST} "
        f"are needed, won by {day(cohort.last)}."
    )
