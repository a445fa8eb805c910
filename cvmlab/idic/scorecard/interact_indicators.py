"""Interact, measured: answers that were recorded and used, and messages beyond a cap."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from cvmlab.data.workspace import Workspace
from cvmlab.errors import DataProblem
from cvmlab.figures.formats import count, interval, money, percent
from cvmlab.idic.interact.contact_cap import contact_cap
from cvmlab.idic.interact.dialogue import dialogue
from cvmlab.idic.interact.holdout_effect import holdout_effect
from cvmlab.idic.scorecard.indicator import Indicator, Move
from cvmlab.value_of.lifetime.cost_to_serve import cost_per_purchase

if TYPE_CHECKING:
    from cvmlab.idic.identify.linkage_result import Linkage
    from cvmlab.idic.interact.contact_cap_result import ContactCap
    from cvmlab.idic.interact.holdout_effect_result import HoldoutEffect

ANSWERS, OVER = "Answers recorded and used", "Contacts over the cap"
CAP = 3  # a calendar month, by person
YEAR, _SHORTEST = 364, 182  # days: over less than half a year no sum is made of a year


def interact_indicators(
    ws: Workspace, *, level: float = 0.95, currency: str = "EUR"
) -> list[Indicator]:
    """How much of what customers say is used, and how many messages are too many.

    Parameters
    ----------
    ws : Workspace
        Any table may be missing; what then cannot be measured says so.
    level : float
        Confidence level.
    currency : str
        ISO code of the cost of messages.

    Returns
    -------
    list of two Indicator

    Notes
    -----
    Answers: of all things that customers told at any touchpoint, the share that can be seen outside
    the system that heard it and that was acted upon (:func:`cvmlab.dialogue`). Contacts: the share
    of messages beyond three a person and calendar month, with the person and not the message as
    the unit of chance (ratio estimate).
    """
    linkage = _linkage(ws)
    return [_answers(ws, linkage, level), _over_the_cap(ws, linkage, level, currency)]


def _linkage(ws: Workspace) -> Linkage | None:
    """Who is one person, where the firm has lists that tell; else everybody is a card."""
    from cvmlab.idic.identify.current_linkage import current_linkage

    if ws.get("source_records", "record_id") is None:
        return None
    try:
        return current_linkage(ws)
    except DataProblem:
        return None


def _answers(ws: Workspace, linkage: Linkage | None, level: float) -> Indicator:
    try:
        found = dialogue(ws, linkage, level=level)
    except DataProblem as problem:
        return Indicator("interact", ANSWERS, "higher", "share", missing=problem.sentences)
    share, low, high = found.used
    if not np.isfinite(share):
        said = "Everything that customers told is too recent to say what became of it."
        return Indicator("interact", ANSWERS, "higher", "share", missing=said)
    sentence = (
        f"Of {count(found.answers)} things that customers told at any touchpoint, "
        f"{percent(share, 1)} ({_ends(low, high, level)}) can be seen by others and were acted "
        "upon."
    )
    return Indicator("interact", ANSWERS, "higher", "share", share, low, high, sentence)


def _over_the_cap(ws: Workspace, linkage: Linkage | None, level: float, currency: str) -> Indicator:
    missing = ws.missing("contacts", "customer_id", "date")
    contacts = None if missing else ws.contacts.frame()
    if contacts is None or contacts.empty:
        said = missing or "The table contacts has no rows."
        return Indicator("interact", OVER, "lower", "share", missing=said)
    with_cost = contacts if "cost" in contacts else contacts.assign(cost=0.0)
    try:
        held = holdout_effect(ws, linkage, level=level)
    except DataProblem:
        held = None
    try:
        found = contact_cap(
            with_cost, linkage, holdout=held, caps=[CAP], currency=currency, level=level
        )
    except DataProblem as problem:
        return Indicator("interact", OVER, "lower", "share", missing=problem.sentences)
    share, low, high = over_share(found.rows, CAP, level)
    whom = "person" if linkage is not None else "card, as no list tells which cards are one person"
    one = found.at(CAP)
    sentence = (
        f"{count(one.messages)} of {count(len(found.rows))} messages, {percent(share, 1)} "
        f"({_ends(low, high, level)}), were beyond {CAP} a calendar month, counted by {whom}; "
        f"{count(one.people_over)} customers got some."
    )
    if linkage is not None:
        sentence += f" A cap by card would let {count(one.slip)} of them through."
    move = _move(found, held, currency) if "cost" in contacts else None
    return Indicator("interact", OVER, "lower", "share", share, low, high, sentence, move=move)


def over_share(rows: pd.DataFrame, cap: int, level: float) -> tuple[float, float, float]:
    """Share of messages beyond a cap, with persons as the sample.

    Parameters
    ----------
    rows : DataFrame
        ``who, nth``: a message's place in the person's month.
    cap : int
    level : float
    """
    over = (rows["nth"] > cap).astype(float)
    each = over.groupby(rows["who"].to_numpy()).agg(["sum", "size"])
    share, low, high = cost_per_purchase(each["sum"], each["size"], level)
    return share, low, min(high, 1.0)


def _move(found: ContactCap, held: HoldoutEffect | None, currency: str) -> Move | None:
    """Not sending what is beyond the cap, less what the lot says it would have brought."""
    dates = found.rows["date"]
    days = int((dates.max() - dates.min()).days) + 1
    if held is None or held.mismatch or days < _SHORTEST:
        return None
    one, year = found.at(CAP), max(1.0, days / YEAR)
    each, low, high = held.of_a_letter

    def cash(amount: float) -> str:
        return money(amount, currency or None)

    why = (
        f"It would save {cash(one.euros / year)} a year on {count(one.messages / year)} messages. "
        f"By lot an average message brings {cash(each)} ({interval(low, high, cash)}) of margin; "
        "assumed: those beyond the cap bring no more than the others."
    )
    if found.pressure is not None and np.isfinite(one.complaints):
        why += (
            f" And {count(one.complaints / year)} complaints fewer "
            f"({interval(one.complaints_low / year, one.complaints_high / year)}), not in the sum."
        )
    return Move(
        f"Cap messages at {CAP} a month, counted by person over all channels",
        float(one.net / year), float(one.net_low / year), float(one.net_high / year), why,
    )  # fmt: skip


def _ends(low: float, high: float, level: float) -> str:
    return f"{percent(level)} interval {interval(low, high, partial(percent, digits=1))}"
