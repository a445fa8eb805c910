"""The care programme of the firm at hand, decided at each unit: worked out once, then kept."""

from __future__ import annotations

from weakref import WeakKeyDictionary

import pandas as pd

from cvmlab.data.workspace import Workspace
from cvmlab.idic.customize.decision_unit import decision_unit
from cvmlab.idic.customize.decision_unit_result import DecisionUnit
from cvmlab.idic.customize.trial_data import TrialData
from cvmlab.idic.customize.trial_features import CARE, trial_features

# Kept as long as the workspace is: what was read for one is of no use to another.
_TRIALS: WeakKeyDictionary[Workspace, dict[str, TrialData]] = WeakKeyDictionary()
_KEPT: WeakKeyDictionary[Workspace, dict[tuple[str, float], DecisionUnit]] = WeakKeyDictionary()


def current_trial(ws: Workspace, experiment: str = CARE) -> TrialData:
    """Everybody drawn for one lot, with what was known before it; see ``trial_features``."""
    known = _TRIALS.setdefault(ws, {})
    if experiment not in known:
        currency = ws.transactions.ledger.currency or ""
        known[experiment] = trial_features(ws, experiment, currency=currency)
    return known[experiment]


def current_decision(ws: Workspace, *, share: float = 0.1, experiment: str = CARE) -> DecisionUnit:
    """One treatment decided for all, by tier, by need told, and for each customer.

    Parameters
    ----------
    ws : Workspace
        With ``assignments`` and orders; where there are, ``customers`` (tier a year ago) and
        ``preferences`` (needs told before the lot).
    share : float
        The share of customers that a rule by risk or by value treats.
    experiment : str
        The lot's name in ``assignments``.

    Returns
    -------
    DecisionUnit
        See :func:`decision_unit`. Asked again, the same object.

    Raises
    ------
    DataProblem
        If there is no such lot, or what is needed of it is missing.
    """
    known = _KEPT.setdefault(ws, {})
    if (experiment, share) not in known:
        trial = current_trial(ws, experiment)
        others = [found for (name, _), found in known.items() if name == experiment]
        if others:  # nothing has to be learned anew for another share
            known[experiment, share] = others[0].at(share=share)
        else:
            known[experiment, share] = decision_unit(trial, _segments(ws, trial), share=share)
    return known[experiment, share]


def _segments(ws: Workspace, trial: TrialData) -> dict[str, pd.Series]:
    """Tier and need told, as they were known before the lot."""
    found = {}
    customers = ws.get("customers", "customer_id", "previous_tier")
    if customers is not None:
        found["by tier"] = customers.frame().set_index("customer_id")["previous_tier"]
    notes = ws.get("preferences", "customer_id", "need", "recorded_on")
    if notes is not None:
        told = notes.frame()
        day = pd.to_datetime(trial.frame["assigned_on"]).min()
        told = told[(told["recorded_on"] < day) & told["need"].notna()]
        need = told.sort_values("recorded_on", kind="stable").drop_duplicates(
            "customer_id", keep="last"
        )
        found["by need told"] = need.set_index("customer_id")["need"]
    here = set(trial.customer_id)
    return {
        name: mark for name, mark in found.items() if mark.dropna().index.isin(list(here)).any()
    }
