"""The account of one customer, were every year to come like the last.

An account goes by all that was; somebody who changed a year ago is told by the last year alone. So
the same lines are drawn up a second time, from nothing but the last 52 weeks: what was bought, what
it cost, what was said, for as long as the customer is expected to stay. It is no estimate, it is a
question put to the estimate; where the two are far apart, somebody should ring up.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pandas as pd

from cvmlab.value_of.lifetime.customer_values import YEAR
from cvmlab.value_of.lifetime.worked_value import worked_value
from cvmlab.value_of.total.firm_account import FirmAccount

WEEKS = YEAR / 7


def like_last_year(
    firm: FirmAccount, customer: str, transactions: Any, noted: pd.DataFrame | None = None
) -> FirmAccount:
    """The firm's accounts with one customer's drawn up from the last 52 weeks alone.

    Parameters
    ----------
    firm : FirmAccount
        What :func:`~cvmlab.value_of.total.firm_account.firm_account` returned.
    customer : str
        Whose account.
    transactions : Transactions, DataFrame or Ibis table
        The orders the values were made of.
    noted : DataFrame, optional
        One row a note: ``customer_id``, ``date``, ``kind``; without it contributions stay as
        expected.

    Returns
    -------
    FirmAccount
        Ask it for ``.of(customer)``; all other accounts are as they were.

    Raises
    ------
    DataProblem
        When the customer has no account.

    Notes
    -----
    A year's margin, cost and notes times the years the customer is expected to stay, as the model
    has them: of later years less, as of money; for counts, all alike. Nothing of the wallet, for it
    was not bought. Purchases are as :func:`~cvmlab.value_of.lifetime.worked_value.worked_value`
    has them. They have no interval here: this says what would be, not what is expected.
    """
    values = firm.values
    like = worked_value(values, customer, transactions).like_last_year
    table = values.table.copy()
    mine = table["customer_id"] == customer
    row = table[mine].iloc[0]
    today, in_all = float(row["weeks"]) / WEEKS, float(row["weeks_to_come"]) / WEEKS
    table.loc[mine, ["value", "low", "high"]] = like
    cost, given, potential = firm.cost, firm.given, firm.potential
    if cost is not None and firm.serving is not None:
        own = float(firm.serving.by_customer([customer])["cost"].iloc[0]) * today
        cost = cost.copy()
        cost.loc[cost["customer_id"] == customer, ["cost", "low", "high"]] = own
    if given is not None and noted is not None:
        times = _last_year(noted, customer, pd.Timestamp(values.end))
        rows = given.table.copy()
        at = rows["customer_id"] == customer
        a_year = rows.loc[at, "kind"].map(times).fillna(0.0).to_numpy(float)
        for name in ("expected", "low", "high"):
            rows[name] = rows[name].astype(float)
            rows.loc[at, name] = a_year * in_all
        rows.loc[at, "today"] = a_year * today
        given = replace(given, table=rows)
    if potential is not None:  # what might be won was not bought last year
        rows = potential.table.copy()
        rows.loc[rows["customer_id"] == customer, ["potential", "low", "high"]] = 0.0
        potential = replace(potential, table=rows)
    # What was worked out under the old values must not be handed out again; chains change only
    # where somebody sent this customer and is credited with a part.
    changed = replace(values, table=table, stated={**values.stated, customer: like})
    fresh: dict[str, Any] = {"_kept": {}}
    if firm.referrals is not None and (firm.referrals["referee"] == customer).any():
        fresh["_shared"] = {}
    return replace(firm, values=changed, cost=cost, given=given, potential=potential, **fresh)


def _last_year(noted: pd.DataFrame, customer: str, end: pd.Timestamp) -> pd.Series:
    """How often each kind was noted of the customer in the last 52 weeks."""
    late = noted["date"] > end - pd.Timedelta(days=YEAR)
    mine = (noted["customer_id"] == customer) & late & (noted["date"] <= end)
    return noted.loc[mine, "kind"].value_counts()
