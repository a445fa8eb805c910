"""What became of the best customers, with the part of their fall that is luck running out."""

from __future__ import annotations

from cvmlab.errors import one_problem
from cvmlab.figures.formats import count
from cvmlab.insight.counted.tops import tops_later
from cvmlab.insight.counted.tops_result import TopsLater
from cvmlab.value_of.audit.customer_periods import CustomerPeriods

_FEWEST = 10  # customers among the best


def best_customers(
    customers: CustomerPeriods,
    *,
    top: float = 0.1,
    level: float = 0.95,
    resamples: int = 500,
    seed: int = 0,
) -> TopsLater:
    """How far the best customers of the period before have fallen, and how far by chance alone.

    Parameters
    ----------
    customers : CustomerPeriods
        From :func:`~cvmlab.value_of.audit.customer_periods.customer_periods`.
    top : float
        The fraction that counts as best.
    level : float
        Confidence level.
    resamples, seed : int
        Bootstrap samples, drawn by customer, and what makes them reproducible.

    Raises
    ------
    DataProblem
        If there are no two periods, fewer than ten best customers who bought before the first of
        them, or what is paid is fixed by contract.
    """
    if customers.source.kind == "contracts":
        raise one_problem(
            "who pays a fixed price cannot be among the best by luck", "look at who went instead."
        )
    if customers.before is None:
        raise one_problem(
            f"the data hold no second {customers.length} to compare with",
            "choose shorter periods with months, or take a longer export.",
        )
    weeks = (customers.now.end - customers.now.start).days // 7
    known = int((customers.table["earlier"]).sum())
    if known * top < _FEWEST:
        raise one_problem(
            f"what became of the best customers cannot be told from luck: "
            f"{count(known) if known else 'none'} are on file from before the first period",
            f"take an export that reaches further back; it takes {count(_FEWEST / top)}.",
        )
    return tops_later(
        customers.occasions, end=customers.now.end, weeks=weeks, top=top, level=level,
        resamples=resamples, seed=seed,
    )  # fmt: skip
