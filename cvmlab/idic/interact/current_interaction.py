"""What messages bring and how much is too much, of the firm at hand: worked out once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

from cvmlab.data.table_currency import currency_of_tables
from cvmlab.idic.identify.current_linkage import current_linkage
from cvmlab.idic.interact.contact_cap import contact_cap
from cvmlab.idic.interact.contact_cap_result import ContactCap
from cvmlab.idic.interact.holdout_effect import holdout_effect
from cvmlab.idic.interact.holdout_effect_result import HoldoutEffect
from cvmlab.idic.interact.launch_plan import PastOutcome, past_outcome

if TYPE_CHECKING:
    from cvmlab.data.workspace import Workspace

_KEPT: WeakKeyDictionary[Workspace, dict[str, Any]] = WeakKeyDictionary()


def current_holdout(ws: Workspace) -> HoldoutEffect:
    """What all messages together bring, by the lot, counted by person; worked out once.

    Raises
    ------
    DataProblem
        When there is no lot, no orders, or no records to link.
    """
    kept = _KEPT.setdefault(ws, {})
    if "holdout" not in kept:
        kept["holdout"] = holdout_effect(ws, current_linkage(ws))
    found: HoldoutEffect = kept["holdout"]
    return found


def current_cap(ws: Workspace, *, currency: str = "EUR") -> ContactCap:
    """Contact pressure and every cap on it, counted by person; worked out once.

    What the stopped messages would have brought is left out where there is no lot.

    Raises
    ------
    DataProblem
        When there are no contacts, or no records to link.
    """
    currency = currency_of_tables(currency, ws)
    kept = _KEPT.setdefault(ws, {})
    key = f"cap {currency}"
    if key not in kept:
        held = current_holdout(ws) if ws.has("assignments") else None
        kept[key] = contact_cap(
            ws.contacts.frame(), current_linkage(ws), holdout=held, currency=currency
        )
    found: ContactCap = kept[key]
    return found


def current_past(ws: Workspace) -> PastOutcome:
    """What a half-year's margin was like, for planning a test; worked out once."""
    kept = _KEPT.setdefault(ws, {})
    if "past" not in kept:
        kept["past"] = past_outcome(ws)
    found: PastOutcome = kept["past"]
    return found
