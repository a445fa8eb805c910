"""What a firm's own files call each customer, as it stood when they were asked."""

from __future__ import annotations

from typing import Any

import pandas as pd

from cvmlab.data.contracts.customers import CUSTOMERS
from cvmlab.data.surveys.export import open_export
from cvmlab.data.workspace import Workspace
from cvmlab.errors import DataProblem, Problem, one_problem, suggestion


def firm_labels(firm: Workspace | None, label: str, customers: Any) -> pd.DataFrame | None:
    """What the firm calls each customer.

    Parameters
    ----------
    firm : Workspace or None
        The firm's tables, where there are some.
    label : str
        The column that says it; nothing is looked up without it.
    customers : str, Path or DataFrame
        A table of its own that holds the column; else the firm's ``customers``.

    Returns
    -------
    DataFrame or None
        ``customer_id, label``; None where no column is named.

    Raises
    ------
    DataProblem
        When the column, or the customers' own, is not there.

    Examples
    --------
    >>> people = pd.DataFrame({"customer number": ["7", "8"], "tier": ["gold", ""]})
    >>> firm_labels(None, "tier", people)["label"].tolist()
    ['gold', nan]
    """
    if not label:
        if str(customers):
            raise one_problem(
                "a table of customers is given, and not which of its columns is the label",
                "say label=… (--set label=…): the column with what you call each customer.",
            )
        return None
    if str(customers):
        export = open_export(customers)
        named = [name for name in export.columns if CUSTOMERS["customer_id"].is_known_as(name)]
        known = export.cells.rename(columns={named[0]: "customer_id"} if named else {})
    elif firm is not None and firm.has("customers"):
        known = firm.customers.frame()
    else:
        known = pd.DataFrame({"customer_id": []})
    wanted = {"customer_id": "the customer", label: "what the firm calls a customer"}
    problems = [
        Problem(
            f'there is no column "{name}" that says {meaning}',
            f"name one of: {', '.join(map(str, known.columns))}."
            f"{suggestion(name, map(str, known.columns))}",
        )
        for name, meaning in wanted.items()
        if name not in known
    ]
    if problems:
        raise DataProblem(problems, "the table of customers")
    found = known[["customer_id", label]].drop_duplicates("customer_id")
    found = found.set_axis(["customer_id", "label"], axis=1)
    return found.assign(label=found["label"].replace("", None).astype("str"))
