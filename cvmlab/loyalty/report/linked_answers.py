"""The answers of one wave, one row a respondent, with what they bought before and after it.

Where answers name nobody, or nobody's orders are at hand, the same table has fewer columns: what
customers say they would do, and not what they did.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from cvmlab.data.surveys.customers.customer_survey import (
    MOTIVES,
    RELATIONSHIP,
    SATISFACTION,
    CustomerSurvey,
)
from cvmlab.errors import DataProblem, one_problem
from cvmlab.figures.formats import count, day
from cvmlab.insight.asked.respondents import Respondents, respondents

ENOUGH_TO_SEE_CARE = 5  # questions on satisfaction; fewer may well all get one mark
_LATER = ("stays", "trips_after", "sales_after", "weeks_bought")


@dataclass(frozen=True, eq=False)
class Linked:
    """One row a respondent of the wave that is looked at.

    Attributes
    ----------
    table : pandas.DataFrame
        The means of levels, facets and motives, single questions; where orders are linked
        ``recency_days, frequency, monetary`` as of the day before, and, where enough time has
        passed, ``stays`` and what was bought after; ``label`` where the firm has one.
    items : pandas.DataFrame
        The single answers, row by row as in the table.
    asked : pandas.DataFrame or None
        Every active customer, and whether they answered; where orders are linked.
    is_linked : bool
        Whether answers stand beside orders.
    sentences : tuple of str
        Which wave, who was left out, what could not be linked and why.
    why_not : str
        Why answers do not stand beside orders, or who stays is not seen; empty where both are so.
    """

    table: pd.DataFrame
    items: pd.DataFrame = field(repr=False)
    asked: pd.DataFrame | None = field(repr=False)
    is_linked: bool
    sentences: tuple[str, ...]
    why_not: str = ""

    @property
    def sees_who_stays(self) -> bool:
        """Whether what customers did afterwards is known."""
        return "stays" in self.table

    @property
    def outcomes(self) -> tuple[str, ...]:
        """What customers did, and what they say they would do, as far as it is known."""
        return tuple(name for name in ("stays", "move_city", "recommend") if name in self.table)


def linked_answers(
    survey: CustomerSurvey,
    transactions: Any = None,
    labels: pd.DataFrame | None = None,
    *,
    wave: int | None = None,
) -> Linked:
    """Take one wave of a survey and put it beside what was bought, where that can be done.

    Parameters
    ----------
    survey : CustomerSurvey
        What customers said.
    transactions : Transactions, optional
        Their orders.
    labels : DataFrame, optional
        ``customer_id, label``: what the firm calls each customer.
    wave : int, optional
        Which wave; without it the last after which it can be seen who stays, else the last.

    Raises
    ------
    DataProblem
        When there is no such wave.
    """
    if wave is not None and wave not in survey.waves:
        known = ", ".join(f"{n} ({name})" if name != str(n) else name
                          for n, name in survey.waves.items())  # fmt: skip
        raise one_problem(f"there is no wave {wave}", f"the waves there are: {known}.")
    why = _not_linkable(survey, transactions)
    if not why:
        found, why = _with_orders(survey, transactions, wave)
        if found is not None:
            return _linked(survey, found, labels, why)
    return _alone(survey, wave, why)


def _not_linkable(survey: CustomerSurvey, transactions: Any) -> str:
    if survey.is_anonymous:
        return "The answers are anonymous: they cannot stand beside what customers bought."
    if transactions is None:
        return "No orders were given: what customers bought before and after is not known."
    if survey.table["date"].isna().all():
        return (
            "The day of the answers is not known, so there is no before and after: say asked_on "
            "in the description of the survey."
        )
    return ""


def _with_orders(
    survey: CustomerSurvey, transactions: Any, wave: int | None
) -> tuple[Respondents | None, str]:
    """The respondents beside their orders; a wave of yesterday has a before, and no after."""
    levels = list(survey.groups(SATISFACTION))
    questions = sum(map(len, survey.groups(SATISFACTION).values()))
    few = questions < ENOUGH_TO_SEE_CARE
    table = survey.table if "overall" in survey.table else survey.table.assign(overall=float("nan"))
    table = table[table["date"].notna()].drop(columns=["stays"], errors="ignore")
    given: dict[str, Any] = {
        "levels": () if few else levels,
        "facets": tuple(survey.groups(RELATIONSHIP)),
        "motives": (*survey.groups(MOTIVES), *(levels if few else ())),
    }
    try:
        return respondents(table, transactions, wave=wave, **given), ""
    except DataProblem as problem:
        if wave is not None:
            return None, _as_sentences(problem)
    last = int(table.loc[table["customer_id"].notna(), "wave"].max())
    try:
        return respondents(table, transactions, wave=last, **given), (
            "The orders end less than half a year after the survey: who stays cannot be seen yet."
        )
    except DataProblem as problem:
        return None, _as_sentences(problem)


def _as_sentences(problem: DataProblem) -> str:
    whats = " ".join(f"{p.what[:1].upper()}{p.what[1:].rstrip('.')}." for p in problem.problems)
    return f"The answers could not be put beside the orders. {whats}"


def _linked(
    survey: CustomerSurvey, found: Respondents, labels: pd.DataFrame | None, why: str
) -> Linked:
    table = found.table.dropna(axis=1, how="all")
    if why:
        table = table.drop(columns=[name for name in _LATER if name in table])
    if labels is not None:
        table = table.merge(labels, on="customer_id", how="left")
    elif "label" in survey.table:
        own = survey.table[survey.table["wave"] == found.wave].drop_duplicates("customer_id")
        table = table.merge(own[["customer_id", "label"]], on="customer_id", how="left")
    called = survey.waves.get(found.wave, "")
    which = f"Wave {called}, from {day(found.asked_on)} on, is looked at. " if (
        len(survey.waves) > 1
    ) else ""  # fmt: skip
    said = found.sentence if not why else (
        f"{count(len(table))} respondents are used (left out: "
        + (", ".join(f"{count(n)} {w}" for w, n in found.left_out.items() if n) or "none")
        + ")."
    )  # fmt: skip
    sentences = (f"{which}{said}", *([why] if why else []))
    return Linked(table, found.items, None if why else found.asked, True, sentences, why)


def _alone(survey: CustomerSurvey, wave: int | None, why: str) -> Linked:
    """The answers by themselves; the last wave where several were asked."""
    chosen = wave if wave is not None else max(survey.waves)
    rows = survey.table["wave"] == chosen
    items = [c for battery in survey.batteries.values() for c in battery.items]
    satisfaction = survey.batteries.get(SATISFACTION)
    careless = pd.Series(False, index=survey.table.index)
    if satisfaction is not None and len(satisfaction.items) >= ENOUGH_TO_SEE_CARE:
        marks = survey.table[list(satisfaction.items)]
        careless = (marks.max(axis=1) == marks.min(axis=1)) & marks.notna().all(axis=1)
    used = rows & ~careless
    table = survey.means()[used].reset_index(drop=True)
    if "customer_id" in table:
        table = table.assign(customer_id=table["customer_id"].fillna(table["response_id"]))
    which = f"Wave {survey.waves[chosen]} is looked at. " if len(survey.waves) > 1 else ""
    same = int((rows & careless).sum())
    out = f" (left out: {count(same)} with the same answer to everything)" if same else ""
    sentences = (f"{which}{count(int(used.sum()))} respondents are used{out}.", why)
    answers = survey.table.loc[used, items].reset_index(drop=True)
    return Linked(table, answers, None, False, sentences, why)
