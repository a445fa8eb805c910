"""The log of attempts to buy, made ready to count: who tried, what was met, what came of it.

What the tables of one firm lack is said with all missing columns at once. Rows without an outcome,
a visitor or a status cannot be counted and are set aside, and their number is kept.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from cvmlab.errors import DataProblem, Problem, suggestion
from cvmlab.stats.share_intervals import wilson

BOUGHT, CAME_BACK, LOST = "bought", "came back and bought", "abandoned"
PROSPECT, CUSTOMER = "prospect", "customer"
FRICTIONS = {
    "phone_menu": "phone menu",
    "website": "website",
    "rude": "rude staff",
    "rule": "a rule",
    "opening_hours": "opening hours",
    "identity_check": "identity check",
}
_NEEDED = {
    "visitor_id": "the device, telephone or slip of each attempt",
    "who": '"prospect" or "customer"',
    "outcome": f'"{BOUGHT}", "{CAME_BACK}" or "{LOST}"',
}


@dataclass(frozen=True, eq=False)
class Log:
    """Attempts that can be counted.

    Attributes
    ----------
    rows : pandas.DataFrame
        The attempts with ``key`` (a number for each visitor), ``gave_up`` and ``lost`` beside
        what they hold.
    frictions : tuple of str
        The columns that say which friction was met.
    set_aside : int
        Rows without visitor, status or outcome.
    """

    rows: pd.DataFrame
    frictions: tuple[str, ...]
    set_aside: int

    @property
    def note(self) -> str:
        """How many rows were set aside, as a sentence; empty if none was."""
        if not self.set_aside:
            return ""
        noun = "attempt was" if self.set_aside == 1 else "attempts were"
        return f"{self.set_aside:,} {noun} set aside: visitor, status or outcome is missing."


def read_log(
    attempts: pd.DataFrame,
    *,
    needs: Iterable[str] = (),
    frictions: Sequence[str] | None = None,
) -> Log:
    """Check a log of attempts and mark who gave up and who was lost.

    Parameters
    ----------
    attempts : pandas.DataFrame
        One row an attempt: ``visitor_id, who, outcome`` and perhaps more, see the contract.
    needs : iterable of str
        Further columns without which the caller cannot go on.
    frictions : sequence of str, optional
        Columns of yes and no: what was met. By default those of the contract that are there and
        hold anything. An empty cell counts as not met.

    Raises
    ------
    DataProblem
        For missing columns, unknown words and a log in which nothing can be counted.
    """
    needed = [*_NEEDED, *needs, *(frictions or ())]
    problems = missing_columns(attempts, needed, "attempts", _NEEDED)
    if problems:
        raise DataProblem(problems, "the attempts")
    problems = _unknown_words(attempts, "who", (PROSPECT, CUSTOMER))
    problems += _unknown_words(attempts, "outcome", (BOUGHT, CAME_BACK, LOST))
    usable = attempts[list(_NEEDED)].notna().all(axis=1).to_numpy()
    if not problems and not usable.any():
        remedy = "check which rows of the log were read."
        problems.append(Problem("there is no attempt with visitor, status and outcome", remedy))
    if problems:
        raise DataProblem(problems, "the attempts")
    rows = (attempts if usable.all() else attempts[usable]).reset_index(drop=True)
    met = frictions or [n for n in FRICTIONS if n in rows and rows[n].notna().any()]
    flags = {name: rows[name].fillna(False).astype(bool) for name in met}
    outcome = rows["outcome"].astype(str)
    rows = rows.assign(
        **flags,
        key=pd.factorize(rows["visitor_id"])[0],
        gave_up=outcome != BOUGHT,
        lost=outcome == LOST,
    )
    return Log(rows, tuple(met), int((~usable).sum()))


def label(friction: str) -> str:
    """A friction's name as people say it.

    Examples
    --------
    >>> label("rude"), label("lift_broken")
    ('rude staff', 'lift broken')
    """
    return FRICTIONS.get(friction, friction.replace("_", " "))


def missing_columns(
    table: pd.DataFrame,
    needed: Iterable[str],
    name: str,
    sentences: dict[str, str] | None = None,
) -> list[Problem]:
    """One problem for each column that is not there (or empty throughout)."""
    problems = []
    for column in dict.fromkeys(needed):
        if column in table.columns and (len(table) == 0 or table[column].notna().any()):
            continue
        holds = (sentences or {}).get(column, "")
        there = "is empty" if column in table.columns else "is missing"
        remedy = f"map a column of your {name} to it" + (f": {holds}." if holds else ".")
        hint = "" if column in table.columns else suggestion(column, map(str, table.columns))
        problems.append(Problem(f"the column {there} from the {name}", remedy + hint, column))
    return problems


def share_by_key(
    yes: np.ndarray, of: np.ndarray, key: np.ndarray, level: float
) -> tuple[float, float, float]:
    """A share of attempts with an interval that knows that one person tried several times.

    Parameters
    ----------
    yes, of : numpy.ndarray of bool
        Which attempts count, and among which.
    key : numpy.ndarray of int
        Whose attempt it was.
    level : float
        Confidence level.

    Returns
    -------
    share, low, high : float

    Notes
    -----
    A ratio's variance over persons, turned into the number of independent attempts it is worth,
    for which Wilson's interval is taken (Wilson 1927, "Probable inference, the law of succession,
    and statistical inference"; Korn and Graubard 1998, "Confidence intervals for proportions with
    small expected number of positive counts estimated from survey data").

    Examples
    --------
    >>> yes = np.array([True, False, False, True])
    >>> share, low, high = share_by_key(yes, np.ones(4, bool), np.arange(4), 0.95)
    >>> share, round(low, 2), round(high, 2)
    (0.5, 0.15, 0.85)
    """
    number = float(of.sum())
    if number == 0:
        return np.nan, np.nan, np.nan
    hits = (yes & of).astype(float)
    share = hits.sum() / number
    # Under independence the sum of squares over persons equals share (1 - share) n.
    residual = np.bincount(key, weights=hits - share * of)
    spread = float((residual**2).sum()) / number
    plain = share * (1 - share)
    worth = number / max(1.0, spread / plain) if plain > 0 else number
    low, high = wilson(share * worth, worth, level)
    return float(share), float(low), float(high)


def _unknown_words(attempts: pd.DataFrame, column: str, known: tuple[str, ...]) -> list[Problem]:
    others = attempts.loc[attempts[column].notna() & ~attempts[column].isin(known), column]
    if others.empty:
        return []
    remedy = f"translate them to {', '.join(known)} in the mapping."
    examples = tuple(f'"{word}"' for word in others.drop_duplicates().astype(str).head(3))
    return [Problem("there are unknown words", remedy, column, len(others), examples)]
