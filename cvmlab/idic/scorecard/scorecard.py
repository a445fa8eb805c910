"""The four IDIC steps at a glance: two measured figures a step, what is missing, what to do next.

A firm that says "we are customer centric" can be asked eight questions, and its own tables answer
them or do not. What cannot be measured is named with what is missing, since that is a finding too.
The next best move is the one that is worth most at the lower end of its interval: a sum that may
as well be a loss is no reason to move, only one to try by lot.
"""

from __future__ import annotations

from collections.abc import Iterable

from cvmlab.data.workspace import Workspace
from cvmlab.idic.scorecard.customize_indicators import customize_indicators
from cvmlab.idic.scorecard.differentiate_indicators import differentiate_indicators
from cvmlab.idic.scorecard.identify_indicators import identify_indicators
from cvmlab.idic.scorecard.indicator import STEPS, Indicator
from cvmlab.idic.scorecard.interact_indicators import interact_indicators
from cvmlab.idic.scorecard.scorecard_result import Scorecard

_MEASURED_BY = {
    "identify": identify_indicators,
    "differentiate": differentiate_indicators,
    "interact": interact_indicators,
    "customize": customize_indicators,
}


def idic_scorecard(ws: Workspace, *, level: float = 0.95, currency: str = "") -> Scorecard:
    """Measure the four steps from a firm's own tables, two figures each.

    Parameters
    ----------
    ws : Workspace
        What :func:`cvmlab.load` returned. Any table may be missing.
    level : float
        Confidence level of the intervals.
    currency : str
        ISO code; by default that of the orders.

    Returns
    -------
    Scorecard

    Raises
    ------
    DataProblem
        When a table is there and cannot be read.

    Notes
    -----
    Identify: duplicate rate; share of revenue with a known customer. Differentiate: share of
    contacts that vary with value; stability of value tiers. Interact: share of touchpoints with an
    answer recorded and used; contacts over the cap. Customize: treatments per customer;
    incremental effect against a holdout. Each figure's formula stands in its step's module.
    """
    code = currency or _currency(ws)
    return scorecard_of(
        (
            indicator
            for step in STEPS
            for indicator in _MEASURED_BY[step](ws, level=level, currency=code)
        ),
        level=level,
        currency=code,
    )


def scorecard_of(
    indicators: Iterable[Indicator], *, level: float = 0.95, currency: str = ""
) -> Scorecard:
    """A scorecard of figures that were measured elsewhere, in the order of the steps.

    Examples
    --------
    >>> known = Indicator("identify", "Revenue with a known customer", "higher", "share", 0.9)
    >>> card = scorecard_of([known, Indicator("interact", "Contacts over the cap", "lower", "share",
    ...                                       missing="There is no table contacts.")])
    >>> card.sentence
    '1 of 2 figures can be measured from these tables. No move can be put in money yet.'
    """
    ordered = sorted(indicators, key=lambda one: STEPS.index(one.step))
    return Scorecard(tuple(ordered), level, currency)


def _currency(ws: Workspace) -> str:
    if not ws.has("transactions"):
        return ""
    return ws.transactions.ledger.currency or ""
