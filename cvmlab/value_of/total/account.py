"""What every customer is worth in all: an account of lines that do not overlap.

Current value (purchases to come less the cost to serve), potential (what of the wallet elsewhere
can be won), what is given besides money, and what friends already here are owed to whoever sent
them. Counts stand in one column and euros in the other; euros only where a price is stated or a lot
has spoken. Accounts add up to the firm's customer equity to the cent, because a transfer takes from
one account what it gives another: A who sent B who sent C, 100 each, are 300 together, not 500.

Source of the six kinds: "In pursuit of true relationship value"; of the transfers: Shapley (1953),
"A value for n-person games".
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from cvmlab.btyd.fitting import Array
from cvmlab.errors import one_problem
from cvmlab.value_of.contributions.expected_contributions import WEEKS_A_YEAR
from cvmlab.value_of.lifetime.cents import whole_cents
from cvmlab.value_of.total import lines as of
from cvmlab.value_of.total.account_result import TotalValue
from cvmlab.value_of.total.assumptions import Assumptions, account_assumptions
from cvmlab.value_of.total.entries import (
    Entry,
    amounts,
    as_table,
    check,
    stops_with_purchases,
    transfer_entries,
)
from cvmlab.value_of.total.giving_entries import contribution_entries
from cvmlab.value_of.total.spread import Ends, exactly

Given = float | Sequence[float] | Ends


def total_value(
    values: Any,
    *,
    contributions: Any = None,
    chains: Any = None,
    potential: Any = None,
    cost_to_serve: Any = None,
    newcomer: Given | None = None,
    because: Given | None = None,
    offered: pd.Series | None = None,
    assumptions: Assumptions | Mapping[str, Any] | None = None,
    totals: Mapping[str, Given] | None = None,
    horizon: str | None = None,
    currency: str | None = None,
    level: float = 0.95,
) -> TotalValue:
    """The account of every customer: what each line adds, and what it rests on.

    Parameters
    ----------
    values : CustomerValues or DataFrame
        ``customer_id, value`` (margin to come, in today's money); optionally ``low, high,
        outcome_low, outcome_high, historic``.
    contributions : ExpectedContributions or DataFrame, optional
        ``customer_id, kind, expected`` (over the horizon), ``today`` (the same, discounted);
        optionally ``low, high`` (where the count will lie), ``seen`` (noted so far). A result with
        ``.totals`` by kind (``today, today_low, today_high``) also says how sure its rates are.
    chains : ReferralChains or DataFrame, optional
        ``customer_id, credited, owed_to_senders`` (a minus); optionally ``friends``, and of both
        sums the ends ``credited_low, credited_high, owed_low, owed_high`` and the part without
        assumptions, ``credited_by_lot, owed_by_lot``.
    potential : result or DataFrame, optional
        ``customer_id, potential``: the attainable share of wallet net of its cost, times its
        chance; optionally ``low, high``.
    cost_to_serve : result or DataFrame, optional
        ``customer_id, cost``: above zero, over the horizon, in today's money; optionally
        ``low, high``.
    newcomer : float or (value, low, high), optional
        Expected margin of a new customer won by referral, in today's money.
    because : float or (share, low, high), optional
        The share of rewarded friends who came because of the reward, from a lot.
    offered : Series by customer_id, optional
        Who may offer the reward; everybody by default.
    assumptions : Assumptions or mapping, optional
        Prices, saved cost, reward, ``owed``: see ``account_assumptions``.
    totals : mapping of line to (value, low, high), optional
        Totals of purchases to come, cost to serve (a cost above zero) or share of wallet with
        intervals of their own; otherwise customers are taken to err together.
    horizon, currency : str, optional
        In words, ISO code; by default those of the values.
    level : float
        Confidence level of the intervals given.

    Returns
    -------
    TotalValue

    Raises
    ------
    DataProblem
        When a table lacks a column, repeats a customer or leaves an amount blank, or the transfers
        do not cancel.

    Notes
    -----
    Within one account the ends of the lines are added, since all of them rest on how long the
    customer stays; over all customers lines are taken to err independently of each other (Zou and
    Donner 2008). Customers who are in any of the tables have an account; who is not among the
    values has no purchases to come.
    """
    table = as_table(values)
    check(table, ("customer_id", "value"), "the values", ("customer_id",))
    currency = getattr(values, "currency", "") if currency is None else currency
    said = _assumptions(assumptions, currency)
    given = [
        as_table(t) for t in (contributions, chains, potential, cost_to_serve) if t is not None
    ]
    at = _everybody(table, given)
    known = {name: as_ends(found) for name, found in (totals or {}).items()}
    lifetime = getattr(getattr(values, "lifetime", None), "total", None)
    if lifetime is not None and of.PURCHASES not in known:
        known[of.PURCHASES] = as_ends((lifetime.expected, lifetime.ci_low, lifetime.ci_high))
    purchases = amounts(
        of.PURCHASES, table, at, column="value", basis=of.ESTIMATED, what="the values",
        total=known.get(of.PURCHASES),
        rests_on="purchases, spend and margin so far, by the lifetime model",
    )  # fmt: skip
    serving = amounts(
        of.SERVING, cost_to_serve, at, column="cost", basis=of.ESTIMATED, sign=-1.0,
        total=known.get(of.SERVING),
        rests_on="what a purchase and a week as a customer have cost on the margin, if the firm "
        "goes on as it does",
    )  # fmt: skip
    wallet = amounts(
        of.WALLET, potential, at, column="potential", basis=of.BY_LOT, total=known.get(of.WALLET),
        rests_on="the gap to comparable customers, times the chance and less the cost that an "
        "experiment showed",
    )  # fmt: skip
    gifts = contribution_entries(
        contributions, at, said, _or_none(newcomer), _or_none(because), offered,
        _years_so_far(table, at), purchases.euros,
    )  # fmt: skip
    entries = [
        purchases,
        stops_with_purchases(serving, purchases),
        wallet,
        *gifts,
        *transfer_entries(chains, at, said.owed),
    ]
    rows = table.set_index("customer_id").reindex(at)
    return TotalValue(
        customers=at,
        entries=tuple(entries),
        cents=_in_cents(entries, at),
        historic=rows.get("historic", pd.Series(np.nan, at)).astype(float),
        assumptions=said,
        horizon=horizon or str(getattr(values, "horizon", "horizon")),
        currency=currency,
        level=level,
        # Worked out for who is asked for: for everybody it would take longer than all the rest.
        later=getattr(values, "outcome_of", None),
    )


def as_ends(given: Given) -> Ends:
    """A figure, or a figure with its ends, as one thing.

    Raises
    ------
    DataProblem
        When the figure does not lie between its ends.
    """
    if isinstance(given, Ends):
        return given
    parts = [float(x) for x in np.atleast_1d(np.asarray(given, dtype=float))]
    if len(parts) == 1:
        return exactly(parts[0])
    if len(parts) != 3 or not parts[1] <= parts[0] <= parts[2]:
        raise one_problem(f"{tuple(parts)} is no figure with its ends", "give (value, low, high).")
    return Ends(*map(np.asarray, parts))


def _or_none(given: Given | None) -> Ends | None:
    return None if given is None else as_ends(given)


def _assumptions(said: Assumptions | Mapping[str, Any] | None, currency: str) -> Assumptions:
    if isinstance(said, Assumptions):
        return said
    return account_assumptions(said, currency=currency)


def _everybody(values: pd.DataFrame, others: Sequence[pd.DataFrame]) -> pd.Index:
    """Customers of the values in their order, then those that only another table knows."""
    first = pd.Index(values["customer_id"], name="customer_id")
    found = [pd.Index(table["customer_id"].drop_duplicates()) for table in others]
    more = [ids for ids in found if not ids.equals(first)]  # mostly they are the same customers
    if not more:
        return first
    # As objects, which are looked up several times faster than Arrow's strings.
    everybody = dict.fromkeys(first.to_numpy(dtype=object))
    for ids in more:
        everybody |= dict.fromkeys(ids.to_numpy(dtype=object))
    if len(everybody) == len(first):
        return first
    return pd.Index(list(everybody), name="customer_id", dtype=first.dtype)


def _years_so_far(table: pd.DataFrame, at: pd.Index) -> Array | None:
    """How long each has been a customer, where the values say so: half a week at least."""
    if "weeks_so_far" not in table:
        return None
    weeks = table.set_index("customer_id")["weeks_so_far"].reindex(at, fill_value=0.0)
    return weeks.clip(lower=0.5).to_numpy(float) / WEEKS_A_YEAR


def _in_cents(entries: Sequence[Entry], at: pd.Index) -> pd.DataFrame:
    """Priced lines in whole cents; what is credited and what is owed are the same cents."""
    found: dict[str, np.ndarray] = {}
    for entry in entries:
        if entry.euros is None:
            continue
        total = -int(found[of.HERE].sum()) if entry.name == of.OWED else None
        found[entry.name] = whole_cents(entry.euros.value, total)
    return pd.DataFrame(found, index=at, dtype=np.int64)
