"""Customize, measured: different treatments a customer gets, and what they bring by lot."""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy.special import ndtri

from cvmlab.data.workspace import Workspace
from cvmlab.errors import DataProblem
from cvmlab.figures.formats import count, interval, money, number, percent
from cvmlab.idic.customize.current_decision import current_trial
from cvmlab.idic.customize.leaving_risk import leaving_risk
from cvmlab.idic.customize.policy import Policy, drawn_line
from cvmlab.idic.customize.policy_value import policy_value
from cvmlab.idic.customize.policy_value_result import NOBODY
from cvmlab.idic.scorecard.indicator import Indicator, Move
from cvmlab.value_of.lifetime.current_costs import current_costs
from cvmlab.value_of.lifetime.customer_values import current_values
from cvmlab.value_of.right.letters_by_lot import HOLDOUT, LettersByLot, letters_by_lot

TREATMENTS, EFFECT = "Treatments per customer", "Incremental effect against the holdout"
YEAR = 364  # days
RISKIEST = 0.10


def customize_indicators(
    ws: Workspace, *, level: float = 0.95, currency: str = "EUR"
) -> list[Indicator]:
    """How different customers are treated, and what it brings beyond leaving them alone.

    Parameters
    ----------
    ws : Workspace
        Any table may be missing; what then cannot be measured says so.
    level : float
        Confidence level.
    currency : str
        ISO code.

    Returns
    -------
    list of two Indicator

    Notes
    -----
    Treatments: different campaigns a customer got in the last 52 weeks of contacts, mean over those
    who got any (normal interval over customers). Many treatments are no merit if everybody gets the
    same, so the sentence says how many customers get something that depends on what they told, and,
    where a lot shows it, what treating the riskiest tenth would lose.
    Effect: margin a customer and year, by lot, of being written to
    (:func:`cvmlab.letters_by_lot`). Move: stopping letters, where a lot shows that they bring less
    than they cost.
    """
    return [_treatments(ws, level, currency), _effect(ws, level, currency)]


def _treatments(ws: Workspace, level: float, currency: str) -> Indicator:
    needed = ("customer_id", "date", "campaign_id")
    missing = ws.missing("contacts", *needed)
    sent = pd.DataFrame(columns=needed) if missing else ws.contacts.frame()
    sent = sent[sent["customer_id"].notna() & sent["campaign_id"].notna() & sent["date"].notna()]
    if sent.empty:
        said = missing or "The table contacts has no rows that name customer and campaign."
        return Indicator("customize", TREATMENTS, "known", "number", missing=said)
    days = pd.to_datetime(sent["date"])
    year = sent[days > days.max() - pd.Timedelta(days=YEAR)]
    different = year.groupby("customer_id")["campaign_id"].nunique().to_numpy(dtype=float)
    mean, n = float(different.mean()), len(different)
    error = float(different.std(ddof=1) / np.sqrt(n)) if n > 1 else np.inf
    half = float(ndtri(0.5 + level / 2) * error)
    sentence = (
        f"Each of {count(n)} customers who got any message in the last 52 weeks got "
        f"{number(mean, 1)} of {count(year['campaign_id'].nunique())} different ones"
    )
    known = bool(np.isfinite(half))
    low, high = (max(mean - half, 0.0), mean + half) if known else (None, None)
    if low is not None and high is not None:
        sentence += f" ({percent(level)} interval {interval(low, high, number)})"
    sentence += f".{_depends(ws, set(year['customer_id']))}{_riskiest(ws, level, currency)}"
    return Indicator("customize", TREATMENTS, "known", "number", mean, low, high, sentence)


def _depends(ws: Workspace, customers: set[str]) -> str:
    """How many of these customers get something that depends on what they told."""
    table = ws.get("preferences", "customer_id", "used")
    if table is None:
        return " Whether anybody gets something that depends on what was told, no table says."
    notes = table.frame()
    used = set(notes.loc[notes["used"].fillna(False).astype(bool), "customer_id"]) & customers
    return (
        f" {count(len(used))} of them ({percent(len(used) / len(customers), 1)}) get something "
        "that depends on a wish they told."
    )


def _riskiest(ws: Workspace, level: float, currency: str) -> str:
    """What treating the riskiest tenth would lose, where a lot shows that it loses."""
    try:
        trial = current_trial(ws)
        risk = leaving_risk(trial, level=level)
        riskiest = drawn_line(Policy("risk", share=RISKIEST), risk.scores, trial.cost)
        value = policy_value({"risk": riskiest}, trial, level=level)
    except DataProblem:
        return ""
    gain, low, high = value.difference("risk", NOBODY)
    if not high < 0:
        return ""
    year = 2 * len(trial)  # the outcome is that of half a year

    def cash(amount: float) -> str:
        return money(amount, currency or None)

    return (
        f" Giving the programme that was tried to the {percent(RISKIEST)} most at risk of leaving "
        f"would lose {cash(-gain * year)} a year (by lot, "
        f"{interval(-high * year, -low * year, cash)})."
    )


def _effect(ws: Workspace, level: float, currency: str) -> Indicator:
    needed = ("customer_id", "experiment", "treated")
    missing = ws.missing("assignments", *needed)
    if missing:
        return _unknown(missing)
    try:
        found = letters_by_lot(
            current_values(ws), current_costs(ws), ws.assignments.frame(), level=level
        )
    except DataProblem as problem:
        return _unknown(
            f"No lot says who was left alone: {problem.problems[0].what}. Draw one customer in ten "
            f'by lot, leave them alone for a year, and log it as "{HOLDOUT}".'
        )
    move = _letters_move(found, currency)
    return Indicator("customize", EFFECT, "higher", "money", found.gain, found.low, found.high,
                     found.sentence, move=move, currency=currency)  # fmt: skip


def _unknown(said: str) -> Indicator:
    return Indicator("customize", EFFECT, "higher", "money", missing=said)


def _letters_move(found: LettersByLot, currency: str) -> Move | None:
    """Stopping letters, where even at the upper end they bring less than they cost."""
    if found.pays is not False:
        return None
    written = int(found.table["customers"].iloc[0])

    def cash(amount: float) -> str:
        return money(amount, currency or None)

    return Move(
        what="Stop letters and messages, but for some customers drawn by lot to go on learning",
        euros=(found.cost - found.gain) * written,
        low=(found.cost - found.high) * written, high=(found.cost - found.low) * written,
        why=f"Estimated by lot: {cash(found.gain)} of margin a customer and year "
        f"({interval(found.low, found.high, cash)}) against {cash(found.cost)} spent on each of "
        f"{count(written)}. Assumed: what they do beyond that year is no more. A cap on contacts "
        "is part of it, so the two sums do not add up.",
    )  # fmt: skip
