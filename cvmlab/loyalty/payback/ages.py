"""How old customers were on a day: the one cause of staying that no purchase shows."""

from __future__ import annotations

from typing import Any

import pandas as pd

from cvmlab.data.order_lines import day_given
from cvmlab.errors import DataProblem, Problem

_DAYS_A_YEAR = 365.25
_YOUNGEST, _OLDEST = 10.0, 110.0


def with_age(
    frame: pd.DataFrame,
    records: Any,
    on: Any,
    *,
    customer: str = "customer_id",
    birth_date: str = "birth_date",
) -> pd.DataFrame:
    """Customers with their age on a day, from the systems that ever asked for a birthday.

    Parameters
    ----------
    frame : DataFrame
        One row a customer.
    records : DataFrame, or a table of a workspace
        One row a record of a customer, with a date of birth where it is known.
    on : date
        The day.
    customer, birth_date : str
        Columns of the records; `customer` also of the frame.

    Returns
    -------
    DataFrame
        The frame with a column ``age`` in years; missing where no record gives a date that a
        living customer can have. Of several dates the middle one is taken.

    Raises
    ------
    DataProblem
        If columns are missing, or no customer's age is known.
    """
    known = records if isinstance(records, pd.DataFrame) else records.frame()
    problems = [
        Problem("this column is not there", "map it, or name another.", name)
        for name, table in ((customer, frame), (customer, known), (birth_date, known))
        if name not in table
    ]
    if problems:
        raise DataProblem(problems)
    day = pd.Timestamp(day_given(on, "on"))
    dated = known.dropna(subset=[customer, birth_date])
    years = (day - pd.to_datetime(dated[birth_date])).dt.days / _DAYS_A_YEAR
    possible = years.between(_YOUNGEST, _OLDEST)
    age = years[possible].groupby(dated.loc[possible, customer]).median()
    found = frame[customer].map(age).astype(float)
    if not found.notna().any():
        raise DataProblem(
            [Problem("no customer's age is known", "leave age out, and say that it is not "
                     "adjusted for.", birth_date)]
        )  # fmt: skip
    return frame.assign(age=found)
