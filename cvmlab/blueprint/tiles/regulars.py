"""Regular customers of a year ago, whether they still come, and what they had brought.

Who is regular depends on the trade. In a grocer's half a year of silence after monthly visits is no
accident; a heating engineer sees everybody once a year. So the rule is taken from the orders: as
many purchase days in half a year as still leave enough customers to speak of, and where even three
are too many, whole years instead of halves.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import pandas as pd

from cvmlab.blueprint.look import ONE_DAY, YEAR, Look
from cvmlab.data.transactions import Transactions
from cvmlab.errors import one_problem
from cvmlab.figures.formats import count, day
from cvmlab.value_of.right.right_retention import FEWEST_CUSTOMERS, FEWEST_DAYS, HALF
from cvmlab.value_of.right.window import bought_between

SILENT = 3  # purchase days in half a year; of who comes less often, half a year says nothing
FEWEST = 20  # customers: below, no rule makes a share worth printing
SLACK = dt.timedelta(days=28)  # orders that begin so much into a window cover it nearly


@dataclass(frozen=True, eq=False)
class Regulars:
    """Customers who were regular a year ago, this year and the year before.

    Attributes
    ----------
    now, before : DataFrame
        By ``customer_id``: ``brought`` (a year ago), ``brings`` (now), ``stayed``. Empty where the
        orders do not reach back so far.
    days, weeks : int
        A regular bought on so many days in so many weeks.
    money : str
        "margin", or "sales" where the orders know no margin.
    note : str
        Why there is no year before, in a sentence; else empty.
    """

    now: pd.DataFrame
    before: pd.DataFrame
    days: int
    weeks: int
    money: str
    note: str = ""

    @property
    def window(self) -> str:
        """How long customers are looked at: "half-year" or "year"."""
        return "half-year" if self.weeks == HALF else "year"

    @property
    def rule(self) -> str:
        """Who counts as regular, in words."""
        times = "once or more" if self.days == 1 else f"on {count(self.days)} days or more"
        return f"bought {times} in the {self.window}"


def regulars(orders: Transactions, look: Look) -> Regulars:
    """Who was regular a year ago, by a rule that fits the trade, and who of them still comes.

    Parameters
    ----------
    orders : Transactions
    look : Look

    Returns
    -------
    Regulars

    Raises
    ------
    DataProblem
        If the orders are shorter than a year and a half, or hold fewer than 20 such customers.

    Notes
    -----
    Regular: on d days or more in the half-year of a year ago, d the largest of 6, 5, 4 and 3 with
    50 customers or more; still comes: on one day or more in the same half of this year. Where even
    3 days leave fewer, halves give way to years, and d to 3, 2 or 1. The year before is asked by
    the same rule.
    """
    margin, cents = orders.table, "margin_cents"
    known = cents in margin.columns and bool(margin[cents].notnull().any().to_pyarrow().as_py())
    rate = None if known else 1.0
    begins = pd.Timestamp(orders.table["date"].min().to_pyarrow().as_py()).date()
    best: Regulars | None = None
    for weeks, least in ((HALF, SILENT), (2 * HALF, 1)):
        length = dt.timedelta(weeks=weeks)
        ends = [look.end - back * YEAR for back in (0, 1, 2)]
        reach = [begins <= end - length + ONE_DAY + SLACK for end in ends]
        if not reach[1]:
            break
        bought = [
            bought_between(orders, end - length + ONE_DAY, end, rate) if there else None
            for end, there in zip(ends, reach, strict=True)
        ]
        here, then, earlier = bought
        assert here is not None and then is not None
        for days in range(FEWEST_DAYS if weeks == HALF else SILENT, least - 1, -1):
            now = _stayed(then, here, days)
            if best is None or len(now) > len(best.now):
                before = _stayed(earlier, then, days) if earlier is not None else now[:0]
                best = Regulars(now, before, days, weeks, "margin" if known else "sales",
                                _note(before, earlier is not None, begins))  # fmt: skip
            if len(now) >= FEWEST_CUSTOMERS:
                return best
    if best is None:
        raise one_problem(
            f"the orders begin on {day(begins)}: who was regular a year before {day(look.end)} is "
            "not known",
            "add orders, until they cover a year and a half.",
        )
    if len(best.now) < FEWEST:
        raise one_problem(
            f"{count(len(best.now))} customers bought a year ago",
            f"{FEWEST} are needed for a share of those who still come.",
        )
    return best


def _stayed(then: pd.DataFrame, after: pd.DataFrame, days: int) -> pd.DataFrame:
    often = then[then["days"] >= days]
    later = after.reindex(often.index)
    return pd.DataFrame(
        {
            "brought": often["margin"].astype(float).fillna(0.0),
            "brings": later["margin"].astype(float).fillna(0.0),
            "stayed": later["days"].fillna(0) > 0,
        }
    )


def _note(before: pd.DataFrame, covered: bool, begins: dt.date) -> str:
    if not covered:
        return f"The orders begin on {day(begins)}: the same share of the year before is not known."
    if len(before) < FEWEST:
        return f"Only {count(len(before))} customers were regular two years ago: too few to say."
    return ""
