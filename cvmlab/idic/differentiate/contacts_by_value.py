"""Do we treat customers differently by what they are worth, or everybody the same?

Knowing who is most valuable changes nothing until something is done differently. So what the firm
did in a year is held against the tiers at its beginning: letters and messages, and failures put
right. The tier is taken before the contacts, or the contacts might have made the tier.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from cvmlab.data.table_currency import currency_of_tables
from cvmlab.data.workspace import Workspace
from cvmlab.errors import DataProblem, Problem, one_problem
from cvmlab.figures.formats import day
from cvmlab.idic.differentiate.contacts_by_value_result import ContactsByValue, Ends
from cvmlab.idic.differentiate.value_tiers import TOP, value_tiers
from cvmlab.idic.differentiate.value_tiers_result import BETWEEN, GONE, MOST_VALUABLE, TIERS
from cvmlab.idic.identify.person_values import acquired_of_persons, orders_of_persons
from cvmlab.idic.interact.told import who_is
from cvmlab.stats.share_intervals import wilson
from cvmlab.value_of.lifetime.customer_values import current_values, customer_values

if TYPE_CHECKING:
    from cvmlab.idic.identify.linkage_result import Linkage


def contacts_by_value(
    ws: Workspace,
    linkage: Linkage | None = None,
    *,
    weeks: int = 52,
    end: str | dt.date | None = None,
    most_valuable: float = TOP,
    level: float = 0.95,
    currency: str = "EUR",
) -> ContactsByValue:
    """How much of what was done for customers in a year depended on their value tier.

    Parameters
    ----------
    ws : Workspace
        Orders and contacts; service events where there are any.
    linkage : Linkage, optional
        Tiers and contacts of persons instead of cards.
    weeks : int
        How long is looked at, up to `end`.
    end : date, optional
        By default the last day of the orders.
    most_valuable : float
        Share of those expected to be here on the first day.
    level : float
        Of the intervals.
    currency : str
        ISO code.

    Returns
    -------
    ContactsByValue

    Raises
    ------
    DataProblem
        When there are no contacts, or none in these weeks.
    """
    currency = currency_of_tables(currency, ws)
    if not ws.has("contacts", "customer_id", "date"):
        raise one_problem(
            ws.missing("contacts", "customer_id", "date"), "map the table of contacts."
        )
    until = pd.Timestamp(end or ws.transactions.ledger.last_day).date()
    first = until - dt.timedelta(weeks=weeks)
    if linkage is None:
        values = current_values(ws, end=first.isoformat())
    else:
        orders, known = orders_of_persons(ws, linkage), acquired_of_persons(ws, linkage)
        values = customer_values(orders, known, end=first)
    tiers = value_tiers(values, most_valuable=most_valuable, draws=200).tier_of
    contacts = _rows(ws, "contacts", linkage, first, until)
    service = None
    if ws.has("service_events", "customer_id", "date", "recovered"):
        service = _rows(ws, "service_events", linkage, first, until)
    return contacts_by_tier(
        tiers, contacts, service, first=first + dt.timedelta(days=1), last=until, level=level,
        currency=currency,
    )  # fmt: skip


def contacts_by_tier(
    tiers: pd.Series,
    contacts: pd.DataFrame,
    service: pd.DataFrame | None = None,
    *,
    first: dt.date,
    last: dt.date,
    resamples: int = 500,
    level: float = 0.95,
    seed: int = 0,
    currency: str = "EUR",
) -> ContactsByValue:
    """The same from tables: tiers before, contacts after.

    Parameters
    ----------
    tiers : Series
        By customer, the tier before the first day.
    contacts : DataFrame
        ``customer_id``; ``channel`` and ``cost`` where known: one row a contact, all in time.
    service : DataFrame, optional
        ``customer_id, recovered``: one row a failure.
    first, last : date
        For the words.
    resamples, level, seed
        Bootstrap of customers, and reshuffled tiers for what chance gives.
    currency : str
        ISO code.

    Returns
    -------
    ContactsByValue

    Raises
    ------
    DataProblem
        When there is nothing to count.

    Notes
    -----
    Of customers not called gone: with n_kt contacts of kind k (channel) to tier t, N_k of the kind,
    c_t of C customers:

        share that varies = Σ_k Σ_t |n_kt − N_k c_t / C| / (2 Σ_k N_k)

    the share of contacts that would have to go to another tier, if tiers were treated alike
    (Duncan & Duncan 1955, "A Methodological Analysis of Segregation Indexes", American Sociological
    Review 20(2)). Chance alone makes it larger than zero: `by_chance` is its mean when tiers are
    dealt out to customers anew.
    """
    problems = []
    if tiers.empty:
        problems.append(Problem("no customer has a tier", "give customers who bought before."))
    mine = contacts[contacts["customer_id"].isin(tiers.index)]
    if mine.empty:
        what = f"nobody with a tier was contacted from {day(first)} to {day(last)}"
        problems.append(Problem(what, "take other weeks."))
    if problems:
        raise DataProblem(problems, "contacts by value")
    names = [name for name in TIERS if (tiers == name).any()]
    place = pd.Index(tiers.index)
    kind = mine["channel"].astype("str") if "channel" in mine else "contacts"
    wide = pd.crosstab(mine["customer_id"], kind).reindex(place, fill_value=0)
    amounts = wide.to_numpy(float)
    member = (tiers.to_numpy()[:, None] == np.array(names, dtype=object)[None, :]).astype(float)
    here = np.array([name != GONE for name in names])
    rng = np.random.default_rng(seed)
    n, shares, each, chance = len(place), [], [], []
    for _ in range(resamples):
        weight = rng.multinomial(n, np.full(n, 1 / n)).astype(float)
        size, sums = weight @ member, member.T @ (weight[:, None] * amounts)
        shares.append(share_that_varies(sums[here], size[here]))
        each.append(np.divide(sums.sum(axis=1), size, out=np.zeros(len(size)), where=size > 0))
    some = np.flatnonzero(member[:, here].any(axis=1))
    for _ in range(20):
        dealt = member[rng.permutation(some)][:, here]
        chance.append(share_that_varies(dealt.T @ amounts[some], dealt.sum(axis=0)))
    size, sums = member.sum(axis=0), member.T @ amounts
    tail = [(1 - level) / 2, (1 + level) / 2]
    low, high = np.quantile(each, tail, axis=0)
    cost = mine.groupby(mine["customer_id"].map(tiers))["cost"].sum() if "cost" in mine else {}
    table = pd.DataFrame(
        {"tier": names, "customers": size.astype(int), "contacts": sums.sum(axis=1).astype(int),
         "each": sums.sum(axis=1) / size, "low": low, "high": high,
         "cost": [float(cost.get(name, 0.0)) for name in names]}
    )  # fmt: skip
    drawn = np.asarray(each)
    bottom, top = np.quantile(shares, tail)
    return ContactsByValue(
        table=table,
        kinds=pd.DataFrame(sums / size[:, None], index=names, columns=wide.columns),
        share=(share_that_varies(sums[here], size[here]), float(bottom), float(top)),
        by_chance=float(np.mean(chance)), ratio=_ratio(names, table, drawn, tail),
        service=None if service is None else _put_right(tiers, names, service, level),
        customers=pd.DataFrame({"tier": tiers, "contacts": amounts.sum(axis=1)}),
        others=len(contacts) - len(mine), first=first, last=last, level=level, currency=currency,
    )  # fmt: skip


def share_that_varies(sums: np.ndarray, size: np.ndarray) -> float:
    """Share of contacts that would go to another tier if tiers were treated alike.

    Parameters
    ----------
    sums : array of shape (tiers, kinds)
        Contacts.
    size : array of shape (tiers,)
        Customers.

    Examples
    --------
    Ten customers at the top get 30 contacts, ten at the bottom 10: of 40 contacts each half should
    get 20, so 10 would have to move.

    >>> share_that_varies(np.array([[30.0], [10.0]]), np.array([10, 10]))
    0.25
    """
    even = sums.sum(axis=0)[None, :] * (size / size.sum())[:, None]
    whole = float(sums.sum())
    return float(np.abs(sums - even).sum() / (2 * whole)) if whole else 0.0


def _ratio(names: list[str], table: pd.DataFrame, drawn: np.ndarray, tail: list[float]) -> Ends:
    """Contacts of a most valuable customer for each one of a customer in between."""
    none = (float("nan"),) * 3
    if MOST_VALUABLE not in names or BETWEEN not in names:
        return none
    top, other = names.index(MOST_VALUABLE), names.index(BETWEEN)
    if table["each"].iloc[other] == 0 or (drawn[:, other] == 0).any():
        return none
    low, high = np.quantile(drawn[:, top] / drawn[:, other], tail)
    return float(table["each"].iloc[top] / table["each"].iloc[other]), float(low), float(high)


def _put_right(
    tiers: pd.Series, names: list[str], service: pd.DataFrame, level: float
) -> pd.DataFrame:
    """Failures of each tier, and the share of them put right."""
    tier = service["customer_id"].map(tiers)
    right = service["recovered"].astype("boolean").fillna(False).astype(bool)
    rows = []
    for name in names:
        mine = (tier == name).to_numpy()
        failures, done = int(mine.sum()), int(right[mine].sum())
        low, high = wilson(done, failures, level) if failures else (float("nan"),) * 2
        share = done / failures if failures else float("nan")
        rows.append({"tier": name, "failures": failures, "put_right": done, "share": share,
                     "low": float(low), "high": float(high)})  # fmt: skip
    return pd.DataFrame(rows)


def _rows(
    ws: Workspace, table: str, linkage: Linkage | None, first: dt.date, last: dt.date
) -> pd.DataFrame:
    """The rows after the first day up to the last, each with whose it is."""
    source = getattr(ws, table).table
    wanted = ("customer_id", "record_id", "date", "channel", "cost", "recovered")
    rows = source.select([name for name in wanted if name in source.columns])
    frame: pd.DataFrame = rows.to_pyarrow().to_pandas()
    days = pd.to_datetime(frame["date"])
    frame = frame[(days > pd.Timestamp(first)) & (days < pd.Timestamp(last) + pd.Timedelta(days=1))]
    if "cost" in frame:
        frame = frame.assign(cost=frame["cost"].astype(float))
    if linkage is None:
        return frame
    return frame.assign(customer_id=who_is(frame, linkage))
