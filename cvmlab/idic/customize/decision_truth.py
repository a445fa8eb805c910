"""What each rule is truly worth, in a company where somebody planted what a call does to whom."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from cvmlab.data.planted_truth import truth
from cvmlab.errors import DataProblem, one_problem
from cvmlab.figures.formats import count, interval, money
from cvmlab.figures.tables import Table
from cvmlab.idic.customize.decision_unit_result import DecisionUnit

BEST = "whom it truly pays to call"


def true_worth(found: DecisionUnit, uplift: pd.Series) -> pd.DataFrame:
    """What each rule is truly worth a head, beside what was estimated.

    Parameters
    ----------
    found : DecisionUnit
    uplift : Series
        ``customer_id`` to what a call truly changes.

    Returns
    -------
    DataFrame
        One row a rule, and last the best there could be: ``policy, called, estimate, low, high,
        true, held`` (whether the interval holds the truth).
    """
    known = uplift.reindex(found.treats.index).to_numpy(dtype=float)
    rows: list[tuple[object, ...]] = []
    for row in found.table.itertuples():
        true = float((found.treats[row.policy] * (known - found.cost)).mean())
        held = bool(row.gain_low <= true <= row.gain_high)
        rows.append((row.policy, row.treated, row.gain, row.gain_low, row.gain_high, true, held))
    best = np.maximum(known - found.cost, 0)
    rows.append((BEST, float((best > 0).mean()), *[np.nan] * 3, float(best.mean()), None))
    names = ["policy", "called", "estimate", "low", "high", "true", "held"]
    return pd.DataFrame(rows, columns=names)


def decision_truth(
    found: DecisionUnit, source: Any = "kestrel", customer: str | None = None
) -> Table:
    """The estimates beside the truth of the sample company.

    Parameters
    ----------
    found : DecisionUnit
    source : str or Path
        Where the tables came from: "kestrel", or the folder of another sample company.
    customer : str, optional
        One customer of the lot, whose own truth is said below.

    Raises
    ------
    DataProblem
        Of a real company: what a call changes stands nowhere.
    """
    try:
        planted = truth(source).uplift.frame().set_index("customer_id")["uplift_margin"]
    except DataProblem:
        planted = pd.Series(dtype=float)
    if not found.treats.index.isin(planted.index).all():
        raise one_problem(
            "what a call truly changes stands nowhere: these customers are not invented",
            "hold the rule against a new lot instead: some of those it would call are left alone.",
        )
    rows = true_worth(found, planted)
    frame = pd.DataFrame(
        {
            "Who is called": rows["policy"],
            "Called": rows["called"],
            "Estimated worth a head": ["" if x != x else _cash(found, x) for x in rows["estimate"]],
            "95% interval".replace("95%", f"{found.value.level:.0%}"): [
                "" if row.low != row.low else interval(row.low, row.high, lambda x: _cash(found, x))
                for row in rows.itertuples()
            ],
            "True worth": rows["true"],
            "Interval holds it": [{True: "yes", False: "no"}.get(x, "") for x in rows["held"]],
        }
    )
    held = rows["held"].dropna()
    note = (
        f"{count(held.sum())} of {count(len(held))} intervals hold the truth. A luxury of an "
        "invented company: no firm ever sees this table."
    )
    if customer is not None and customer in planted.index:
        note += (
            f" A call truly brings {_cash(found, planted[customer])} from {customer}, and costs "
            f"{_cash(found, found.cost)}."
        )
    formats = {"Called": lambda x: f"{100 * x:.1f}%", "True worth": lambda x: _cash(found, x)}
    return Table(frame, "The rules and the truth", note, formats=formats)


def _cash(found: DecisionUnit, amount: float) -> str:
    return money(amount, found.currency or None)
