"""What a close bond pays at this firm: its survey, its tills and its programme, put side by side.

The work here is to put rows beside rows. What is compared, and what may be believed, stands in
:mod:`cvmlab.loyalty.payback.payback` and :mod:`cvmlab.loyalty.payback.experiment`.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence

import pandas as pd

from cvmlab.data.workspace import Workspace
from cvmlab.errors import one_problem
from cvmlab.insight.asked.respondents import Respondents
from cvmlab.loyalty.payback.ages import with_age
from cvmlab.loyalty.payback.experiment import programme
from cvmlab.loyalty.payback.payback import loyalty_payback
from cvmlab.loyalty.payback.payback_result import Payback
from cvmlab.loyalty.payback.programme_result import Programme
from cvmlab.loyalty.relationship.index import relationship_index
from cvmlab.loyalty.relationship.index_result import RelationshipIndex

SAID = {
    "stays": "still bought at the end",
    "recommend": "would recommend us",
    "wallet": "share of their food money spent here",
}
PROMISED = {"wallet": 1.10, "stays": 1.30, "recommend": 1.50}  # Barnes (2003)
NAMES = ("customers with a close bond", "others")
CARE = "care programme"
_DAYS_A_YEAR, _MONTHS = 365.25, 12


def bond_payback(
    ws: Workspace,
    answers: Respondents,
    index: RelationshipIndex,
    close: float,
    *,
    among: pd.DataFrame | None = None,
    outcomes: Sequence[str] = tuple(SAID),
    level: float = 0.95,
    resamples: int = 300,
    seed: int = 0,
) -> Payback:
    """Compare customers with a close bond and the others in what Barnes promised of them.

    Parameters
    ----------
    ws : Workspace
        For birthdays (``source_records``) and the programme given out by lot (``assignments``),
        where they are there.
    answers : Respondents
        From :func:`cvmlab.insight.asked.respondents.respondents`; columns of the customers it kept,
        such as ``acquired_on`` and ``channel``, are adjusted for.
    index : RelationshipIndex
        The scores of the same wave.
    close : float
        From which score on a bond counts as close.
    among : DataFrame, optional
        Which rows of ``answers.table``; by default the regular customers.
    outcomes : sequence of str
        Which of ``stays, recommend, wallet``.
    level, resamples, seed
        Intervals, by bootstrap of the customers.

    Returns
    -------
    Payback
        With the outcomes ``wallet`` (what they spent here in a month, over what they said they
        spend on food; only who said so), ``stays`` and ``recommend``, as far as they are known.

    Raises
    ------
    DataProblem
        When nobody, or everybody, has a close bond.

    Notes
    -----
    Adjusted for age, years as a customer, the channel they came by and how often they came; the
    share of the food money not for the last, which is a part of it.
    """
    people = bond_rows(ws, answers, index, close, among=among)
    if people["close"].nunique() < 2:
        raise one_problem(
            f"{'Every' if people['close'].all() else 'No'} customer stands at {close:g} or above",
            "draw the line elsewhere.",
        )
    causes = [name for name in ("age", "years", "channel") if name in people]
    lot = care_programme(ws, level=level) if _has_programme(ws) else None
    asked = {name: SAID[name] for name in outcomes if name in people}
    if not asked:
        raise one_problem(
            f"none of the outcomes is known: {', '.join(outcomes)}",
            f"choose from: {', '.join(name for name in SAID if name in people)}.",
        )
    whole = people.dropna(subset=[n for n in (*causes, "recommend") if n in people])
    parts = []
    for name in asked:
        rows = whole.dropna(subset=["wallet"]) if name == "wallet" else whole
        known = causes if name == "wallet" else [*causes, "frequency"]
        parts.append(
            loyalty_payback(
                rows, "close", {name: asked[name]}, known, index="score",
                experiment=lot if name != "wallet" else None, names=NAMES,
                level=level, resamples=resamples, seed=seed,
            )
        )  # fmt: skip
    first = max(parts, key=lambda part: part.customers)
    return dataclasses.replace(
        first,
        contrasts={key: one for part in parts for key, one in part.contrasts.items()},
        said=asked,
    )


def bond_rows(
    ws: Workspace,
    answers: Respondents,
    index: RelationshipIndex,
    close: float,
    *,
    among: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """One row a customer: score, whether the bond is close, and what is known besides.

    Returns
    -------
    DataFrame
        Rows of `among` with ``score``, ``close`` (yes or no), and, where they can be had,
        ``age``, ``years`` as a customer and ``wallet``.
    """
    people = index.beside(answers.regulars() if among is None else among)
    people["close"] = people["score"] >= close
    if "acquired_on" in people:
        days = pd.Timestamp(answers.asked_on) - pd.to_datetime(people["acquired_on"])
        people["years"] = days.dt.days / _DAYS_A_YEAR
    if "reported_wallet" in people:
        said = people["reported_wallet"].astype(float)
        spent = people["monetary"] / answers.weeks * 52 / _MONTHS
        people["wallet"] = (spent / said.where(said > 0)).clip(upper=1.5)
    if ws.has("source_records", "customer_id", "birth_date"):
        people = with_age(people, ws.source_records, on=answers.asked_on)
    return people


def programme_behind(paid: Payback) -> Programme:
    """The programme given out by lot that the third column of a payback comes from.

    Raises
    ------
    DataProblem
        When there is none.
    """
    if paid.experiment is None:
        raise one_problem(
            "no programme was given out by lot here, so nothing says what a lift would bring",
            "draw who gets the next one, and write it down (table assignments).",
        )
    return paid.experiment


def _has_programme(ws: Workspace) -> bool:
    if not ws.has("assignments", "experiment", "treated"):
        return False
    return bool((ws.assignments.frame()["experiment"] == CARE).any())


def care_programme(ws: Workspace, *, name: str = CARE, level: float = 0.95) -> Programme:
    """The programme given out by lot, with the index of the first wave asked after it.

    Parameters
    ----------
    ws : Workspace
        With ``assignments`` and ``survey``.
    name : str
        The experiment.
    level : float
        Confidence level.

    Returns
    -------
    Programme
        Its outcomes are ``stays`` and, where a later wave asked for it, ``recommend``.

    Raises
    ------
    DataProblem
        When a table is missing, or no such programme is on record.
    """
    table = ws.assignments.frame()
    drawn = table[table["experiment"] == name]
    if drawn.empty:
        known = ", ".join(sorted(map(str, table["experiment"].unique())))
        raise one_problem(f'no experiment is called "{name}"', f"choose from: {known}.")
    survey = ws.survey.frame()
    begun = pd.to_datetime(drawn["assigned_on"]).max()
    later = survey[survey["customer_id"].notna() & (pd.to_datetime(survey["date"]) > begun)]
    outcomes = {"stays": "bought_in_last_6_weeks"}
    if later.empty:
        return programme(drawn, outcomes, said=SAID, level=level)
    later = later[later["wave"] == later["wave"].min()].drop_duplicates("customer_id")
    scores = relationship_index(later).table.rename(columns={"score": "index"})
    drawn = drawn.merge(scores[["customer_id", "index"]], on="customer_id", how="left")
    if "recommend" in later:
        said = later[["customer_id", "recommend"]].astype({"recommend": "float"})
        drawn = drawn.merge(said, on="customer_id", how="left")
        outcomes["recommend"] = "recommend"
    return programme(
        drawn,
        outcomes,
        before=["trips_26w_before", "sales_26w_before"],
        index="index",
        margin="margin_26w_after",
        cost="cost",
        names=("the care programme", "control"),
        said=SAID,
        currency=ws.transactions.ledger.currency or "",
        level=level,
    )
