"""What each customer needs: what was said, what may be foretold from it, and of whom nothing is.

A wish that was told is a fact: it can be fulfilled. What a customer will ask for *next* is a
forecast, and one wish foretells the next only as far as needs stay with people. So the chance of
each need is drawn to the firm's shares, by as much as the records themselves ask for.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

import pandas as pd

from cvmlab.data.workspace import Workspace
from cvmlab.errors import DataProblem, Problem
from cvmlab.idic.differentiate.need_evidence import SOURCES, WISH, need_evidence
from cvmlab.idic.differentiate.need_persistence import need_persistence
from cvmlab.idic.differentiate.needs_result import CustomerNeeds
from cvmlab.idic.identify.person_values import orders_of_persons

if TYPE_CHECKING:
    from cvmlab.idic.identify.linkage_result import Linkage


def needs_from(
    evidence: pd.DataFrame, customers: pd.Series | pd.Index, *, level: float = 0.95
) -> CustomerNeeds:
    """What each customer needs, from records of it.

    Parameters
    ----------
    evidence : DataFrame
        As ``need_evidence`` gives it: ``customer_id, source, need, words, day``.
    customers : Series or Index of str
        All customers, those of whom nothing is known too.
    level : float
        Confidence level.

    Raises
    ------
    DataProblem
        When columns are missing, or there are no customers.

    Notes
    -----
    Chance that the next record of a source concerns need k, for a customer with n records, n_k of
    them on k: (n_k + A p_k)/(n + A), with p the firm's shares and A = (1 − ρ)/ρ from the
    persistence ρ of that source: the mean of a Dirichlet-multinomial (Mosimann 1962; Fader and
    Lattin 1993 use it for repeat choice). For one record it is ρ + (1 − ρ) p_k of the need told.
    """
    lacking = [
        name for name in ("customer_id", "source", "need", "words", "day") if name not in evidence
    ]
    problems = [Problem("this column is not there", "map it.", name) for name in lacking]
    everybody = pd.Index(pd.unique(pd.Series(customers).dropna().astype(str)), name="customer_id")
    if everybody.empty:
        problems.append(Problem("there are no customers", "bring orders, or a list of them."))
    if problems:
        raise DataProblem(problems, "what customers need")
    known = [name for name in SOURCES if (evidence["source"] == name).any()]
    known += sorted(set(evidence["source"]) - set(SOURCES))
    persistence = {}
    for source in known:
        rows = evidence[evidence["source"] == source]
        # A wish stands once in the same words; a failure or an answer may come again.
        rows = rows if source == WISH else rows.drop(columns="words")
        persistence[source] = need_persistence(rows, level=level)
    return CustomerNeeds(evidence, everybody, persistence, level)


_kept: WeakKeyDictionary[Workspace, dict[Any, CustomerNeeds]] = WeakKeyDictionary()


def customer_needs(
    ws: Workspace, linkage: Linkage | None = None, *, level: float = 0.95
) -> CustomerNeeds:
    """What each customer of a workspace needs; worked out once.

    Parameters
    ----------
    ws : Workspace
        Orders, and at least one source of needs (see ``need_evidence``).
    linkage : Linkage, optional
        Which cards are one person: needs are then those of persons.
    level : float
        Confidence level.

    Raises
    ------
    DataProblem
        When there is no source of needs.
    """
    kept = _kept.setdefault(ws, {})
    key = None if linkage is None else id(linkage), level
    if key not in kept or kept[key].linkage is not linkage:
        evidence = need_evidence(ws, linkage)
        orders = ws.transactions if linkage is None else orders_of_persons(ws, linkage)
        ids = orders.table.select("customer_id").distinct().order_by("customer_id")
        buyers = ids.to_pyarrow().to_pandas()["customer_id"]
        found = needs_from(evidence, buyers, level=level)
        kept[key] = CustomerNeeds(
            evidence, found.customers, found.persistence, level, linkage=linkage
        )
    return kept[key]
