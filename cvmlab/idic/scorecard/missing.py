"""Why a figure cannot be measured, as a manager reads it."""

from __future__ import annotations

from cvmlab.errors import DataProblem


def what_is_missing(problem: DataProblem) -> str:
    """What is missing and what would mend it: the remedy becomes a sentence of its own.

    Examples
    --------
    >>> from cvmlab.errors import one_problem
    >>> what_is_missing(one_problem("There are no records", "add the customer lists."))
    'There are no records. Add the customer lists.'
    """
    return " ".join(
        f"{one.what.rstrip('.')}. {one.remedy[:1].upper()}{one.remedy[1:]}"
        for one in problem.problems
    )
