"""Identify, measured: second cards of one person, and revenue that has a customer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cvmlab.data.workspace import Workspace
from cvmlab.errors import DataProblem
from cvmlab.figures.formats import count, interval, money, percent
from cvmlab.idic.identify.cost_of_not_knowing import cost_of_not_knowing
from cvmlab.idic.identify.current_linkage import current_linkage
from cvmlab.idic.identify.known_revenue import LINKED, known_revenue
from cvmlab.idic.scorecard.indicator import Indicator, Move
from cvmlab.stats.share_intervals import wilson

if TYPE_CHECKING:
    from cvmlab.idic.identify.linkage_result import Linkage

DUPLICATES, KNOWN = "Duplicate rate", "Revenue with a known customer"
THRESHOLDS = (0.9, 0.99, 0.999)


def identify_indicators(
    ws: Workspace, *, level: float = 0.95, currency: str = "EUR"
) -> list[Indicator]:
    """How many cards are somebody's second, and how much revenue has a customer.

    Parameters
    ----------
    ws : Workspace
        Any table may be missing; what then cannot be measured says so.
    level : float
        Confidence level.
    currency : str
        ISO code of the move's sum.

    Returns
    -------
    list of two Indicator

    Notes
    -----
    Duplicate rate: 1 − identities with a card / cards (without cards: of records). Its interval
    reaches from the lower end at the threshold that links least to the upper end at the one that
    links most: chance of who became a customer, and doubt about who is who. Revenue with a known
    customer: net revenue that names a card, over all; weeks drawn again.
    """
    linkage, why = _linkage(ws)
    return [_duplicates(ws, linkage, why, level, currency), _known(ws, linkage, level, currency)]


def duplicate_rate(linkage: Linkage, level: float = 0.95) -> tuple[float, float, float]:
    """Share of cards (else records) that are a second of somebody, with its interval."""
    second, cards = _second(linkage)
    ends = [wilson(*_second(linkage.at(one)), level) for one in {*THRESHOLDS, linkage.threshold}]
    low, high = min(low for low, _ in ends), max(high for _, high in ends)
    return second / cards, float(low), float(high)


def _second(linkage: Linkage) -> tuple[int, int]:
    held = linkage.cards
    if len(held):
        return int(held.sum()) - len(held), int(held.sum())
    return len(linkage.table) - linkage.number, len(linkage.table)


def _linkage(ws: Workspace) -> tuple[Linkage | None, str]:
    try:
        return current_linkage(ws), ""
    except DataProblem as problem:
        return None, problem.sentences


def _duplicates(
    ws: Workspace, linkage: Linkage | None, why: str, level: float, currency: str
) -> Indicator:
    if linkage is None:
        return Indicator("identify", DUPLICATES, "lower", "share", missing=why)
    rate, low, high = duplicate_rate(linkage, level)
    second, cards = _second(linkage)
    what = "cards" if len(linkage.cards) else "records"
    sentence = (
        f"{count(second)} of {count(cards)} {what} are a second one of somebody who has one "
        f"already: {percent(rate, 1)} ({interval(low, high, lambda x: percent(x, 1))}). The "
        "interval holds the doubt about who is who, from a match probability of "
        f"{percent(min(THRESHOLDS))} to {percent(max(THRESHOLDS), 1)}."
    )
    return Indicator(
        "identify", DUPLICATES, "lower", "share", rate, low, high, sentence,
        move=_move(ws, linkage, currency), currency=currency,
    )  # fmt: skip


def _move(ws: Workspace, linkage: Linkage, currency: str) -> Move | None:
    """Knowing who is one person, and what that saves a year."""
    try:
        found = cost_of_not_knowing(ws, linkage, thresholds=THRESHOLDS)
    except DataProblem:
        return None
    if not found.a_year > 0:
        return None

    def cash(amount: float) -> str:
        return money(amount, currency or None)

    lines = found.table[found.table["a_year"] > 0]
    lines = lines[lines["known"] != "assumed"]
    parts = "; ".join(f"{row.what} {cash(row.a_year)} ({row.known})" for row in lines.itertuples())
    why = (
        f"A year of not knowing costs {cash(found.a_year)}: {parts}. The range "
        f"({interval(found.low, found.high, cash)}) is that of who is who; what a welcome costs is "
        "taken as the average of its channel, and linking itself as free."
    )
    return Move(
        "Put the cards and records of one person together", found.a_year, found.low, found.high, why
    )


def _known(ws: Workspace, linkage: Linkage | None, level: float, currency: str) -> Indicator:
    missing = ws.missing("transactions", "customer_id", "date", "amount")
    if missing:
        return Indicator("identify", KNOWN, "higher", "share", missing=missing)
    try:
        found = known_revenue(ws, linkage, level=level)
    except DataProblem as problem:
        return Indicator("identify", KNOWN, "higher", "share", missing=problem.sentences)
    sentence = found.sentence
    if linkage is not None and (back := found.euros(LINKED)):
        whole = int(found.table["cents"].sum()) / 100
        sentence += (
            f" Linked records would raise the share to {percent(found.share + back / whole, 1)}."
        )
    return Indicator(
        "identify", KNOWN, "higher", "share", found.share, found.low, found.high, sentence,
        currency=currency,
    )  # fmt: skip
