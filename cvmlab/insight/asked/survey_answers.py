"""One wave's answers beside the orders of one workspace, worked out once.

A page asks for them, and so does whatever checks the page: both mean the same respondents.
"""

from __future__ import annotations

from collections.abc import Sequence
from weakref import WeakKeyDictionary

from cvmlab.data.workspace import Workspace
from cvmlab.insight.asked.respondents import Respondents, respondents

_Wanted = tuple[int | None, tuple[str, ...]]
# Kept as long as the workspace is: what was read for one is of no use to another.
_KEPT: WeakKeyDictionary[Workspace, dict[_Wanted, Respondents]] = WeakKeyDictionary()


def survey_answers(
    ws: Workspace, *, wave: int | None = None, keep: Sequence[str] = ()
) -> Respondents:
    """The answers of one wave of a workspace's survey, beside what its customers bought.

    Parameters
    ----------
    ws : Workspace
        What :func:`cvmlab.load` returned, with a survey and orders.
    wave : int, optional
        Which wave; the last one that names its respondents and leaves time to see who stays.
    keep : sequence of str
        Columns of the customers to take along, where there is such a table. Mind the day they are
        of.

    Returns
    -------
    Respondents
        As :func:`cvmlab.insight.asked.respondents.respondents` works them out; the second time
        the same object, so that nobody should change its tables.

    Raises
    ------
    DataProblem
        When a table or a column is missing, or no respondent can be linked to purchases.
    """
    known = _KEPT.setdefault(ws, {})
    wanted = (wave, tuple(keep))
    if wanted not in known:
        customers = ws.customers.frame() if keep and ws.has("customers") else None
        known[wanted] = respondents(
            ws.survey.frame(), ws.transactions, customers, wave=wave,
            keep=keep if customers is not None else (),
        )  # fmt: skip
    return known[wanted]
