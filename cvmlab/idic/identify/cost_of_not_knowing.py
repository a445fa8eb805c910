"""What it costs not to know that several records are one person, in euros, line by line.

Each line says how it is known: *counted* in the firm's own tables, *estimated* from them at an
average price, or *assumed* where no table holds the price. Nothing stands in two lines.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from cvmlab.idic.identify.changed_view import changed_view
from cvmlab.idic.identify.cost_lines import Part, asked, letters, welcomes
from cvmlab.idic.identify.cost_of_not_knowing_result import (
    ASSUMED,
    COUNTED,
    ESTIMATED,
    CostOfNotKnowing,
    Line,
)
from cvmlab.idic.identify.kept import decided, kept
from cvmlab.idic.identify.lines_of_records import sums_of_records
from cvmlab.idic.identify.linkage_in_value import THRESHOLDS
from cvmlab.idic.identify.view_360 import CAP

if TYPE_CHECKING:
    from cvmlab.data.workspace import Workspace
    from cvmlab.idic.identify.linkage_result import Linkage

WELCOME = "welcomed again as a new customer"
LETTERS = "letters above the cap, seen only as a person"
ASKED = "asked again for what was told"
VOUCHERS = "vouchers for leavers who are none"
ASKING, VOUCHER = 0.50, 10.0  # assumed: what asking once more costs, and a voucher


@kept
def cost_of_not_knowing(
    ws: Workspace,
    linkage: Linkage,
    customer: str | None = None,
    *,
    cap: int = CAP,
    asking: float = ASKING,
    voucher: float = VOUCHER,
    thresholds: tuple[float, ...] = THRESHOLDS,
) -> CostOfNotKnowing:
    """What it cost the firm, or one customer's account, that records of a person stood apart.

    Parameters
    ----------
    ws : Workspace
        Orders and source records; ``customers`` with ``acquisition_costs``, ``contacts``,
        ``preferences`` where there are any: a line whose table is missing says so.
    linkage : Linkage, optional
        Who is who; by default :func:`cvmlab.current_linkage`.
    customer : str, optional
        A card or record; without it the whole firm.
    cap : int
        Letters and messages a calendar month that people bear.
    asking, voucher : float
        Assumed: what it costs to ask a customer once more; what a leaver is sent.
    thresholds : tuple of float
        The range of a line is from the least to the most over linkages from these match
        probabilities and the one given.

    Returns
    -------
    CostOfNotKnowing

    Raises
    ------
    DataProblem
        When there are no orders or no records to link.

    Notes
    -----
    *Welcome*: every card of a person but the first, at what its channel costs per customer won.
    *Letters*: with n letters to a person in a month, max(0, n − cap) − Σ max(0, n of a card − cap),
    at their mean cost. *Vouchers*: cards whose sales halved in two years though their person's did
    not, if all leavers are sent one: about to be spent. A range over thresholds is no confidence
    interval: everything is counted, and what is unsure is who is who.
    """
    identity = None
    others = [] if customer is not None else [decided(linkage, x) for x in thresholds]
    if customer is not None:
        identity = str(linkage.identity_of(pd.Series([customer])).iloc[0])
    parts = [
        (WELCOME, ESTIMATED, welcomes(ws)),
        (LETTERS, COUNTED, letters(ws, cap)),
        (ASKED, ASSUMED, asked(ws, linkage.identities.index, asking)),
    ]
    lines = [
        part if isinstance(part, str) else _line(name, known, part, linkage, others, identity)
        for name, known, part in parts
    ]
    view = changed_view(ws, linkage)
    wrong = view.mistaken if identity is None else view.mistaken.query("person == @identity")
    said = [x for x in lines if isinstance(x, Line)]
    said.append(Line(VOUCHERS, ASSUMED, len(wrong), voucher * len(wrong), np.nan, np.nan, np.nan))
    persons = linkage.identities.value_counts()
    return CostOfNotKnowing(
        lines=tuple(said),
        missing=tuple(x for x in lines if isinstance(x, str)),
        customer=customer,
        records=int(persons[identity]) if identity is not None and identity in persons else 0,
        several=int((persons > 1).sum()),
        at_stake=_at_stake(view.persons, wrong),
        tier=_tiers(ws, linkage, identity),
        cap=cap,
        currency=ws.transactions.ledger.currency or "",
    )


def _line(
    name: str, known: str, part: Part, linkage: Linkage, others: list[Linkage], identity: str | None
) -> Line:
    """One line as it is linked now, with its range where the whole firm is asked."""
    each = _each(part, linkage)
    if identity is not None:
        each = each[each.index == identity]
    euros, number = float(each["euros"].sum()), int(each["number"].sum())
    ends = [euros, *(float(_each(part, other)["euros"].sum()) for other in others)]
    low, high = (min(ends), max(ends)) if others else (np.nan, np.nan)
    years = part.years
    return Line(name, known, number, euros, euros / years, low / years, high / years)


def _each(part: Part, linkage: Linkage) -> pd.DataFrame:
    return part.count(part.rows.assign(who=linkage.identity_of(part.rows["key"])))


def _at_stake(persons: pd.DataFrame, wrong: pd.DataFrame) -> float:
    return float(persons.loc[wrong["person"].unique(), "margin"].sum())


def _tiers(ws: Workspace, linkage: Linkage, identity: str | None) -> tuple[int, str]:
    """How many persons would stand in a higher tier than on any of their cards, and the rule."""
    table = ws.get("customers", "customer_id", "tier")
    if table is None:
        return 0, ""
    cards = table.frame().set_index("customer_id")["tier"].dropna().astype(str)
    sums = sums_of_records(ws)
    last = sums[sums["year"] == 0]
    spent = last.groupby("customer_id")["sales"].sum().reindex(cards.index, fill_value=0)
    ends = spent.groupby(cards).agg(["min", "max"]).sort_values("min")
    if len(ends) < 2 or (ends["min"].iloc[1:].to_numpy() <= ends["max"].iloc[:-1].to_numpy()).any():
        return 0, ""  # no rule of last year's sales: which tier a person is due, nobody can say
    floor = ends["min"].to_numpy()
    person = last.groupby(linkage.identity_of(last["key"]))["sales"].sum()
    due = pd.Series(np.searchsorted(floor, person.to_numpy(), side="right"), person.index)
    held = pd.Series(np.searchsorted(floor, spent.to_numpy(), side="right"), spent.index)
    best = held.groupby(linkage.identity_of(pd.Series(held.index, held.index))).max()
    higher = due.reindex(best.index, fill_value=0) > best
    if identity is not None:
        higher = higher[higher.index == identity]
    names = [str(ends.index[due[who] - 1]) for who in higher[higher].index[:1]]
    return int(higher.sum()), names[0] if identity is not None and names else ""
