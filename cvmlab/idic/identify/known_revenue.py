"""How much of what is sold has a customer: by the card, by a record, or by nobody at all.

Revenue without a customer is outside every figure by customer. Part of it belongs to people whom
the firm knows by their card, only not on that purchase: linking records gives it back.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import ibis
import pandas as pd

from cvmlab.data.ledger import NO_CUSTOMER
from cvmlab.errors import one_problem
from cvmlab.figures.formats import count, day, interval, money, percent
from cvmlab.figures.tables import Table
from cvmlab.stats.resampling import bootstrap

if TYPE_CHECKING:
    import datetime as dt

    from cvmlab.data.workspace import Workspace
    from cvmlab.idic.identify.linkage_result import Linkage

CARD = "with a card"
LINKED = "without a card, of a person whose card is known"
RECORD = "of a person with a record, but no card"
NOBODY = "of nobody the firm could name"
WAYS = (CARD, LINKED, RECORD, NOBODY)
_WEEK = 7


@dataclass(frozen=True, eq=False)
class KnownRevenue:
    """Revenue by how its customer is known; see ``known_revenue``.

    Attributes
    ----------
    table : DataFrame
        One row a way of knowing: ``way, lines, cents, share``; the shares sum to one.
    share, low, high : float
        Revenue that names a customer today, with its interval.
    weeks : int
        Weeks of the orders, drawn again for the interval.
    until : date
    level : float
    currency : str
    """

    table: pd.DataFrame = field(repr=False)
    share: float
    low: float
    high: float
    weeks: int
    until: dt.date | None
    level: float
    currency: str

    def euros(self, way: str) -> float:
        """Revenue of one way of knowing, in currency units."""
        return int(self.table.set_index("way")["cents"].get(way, 0)) / 100

    @property
    def sentence(self) -> str:
        """How much has a customer, and how much of the rest linking records gives back."""
        total = int(self.table["cents"].sum()) / 100
        text = (
            f"Of {self._cash(total)} of revenue up to {day(self.until)}, "
            f"{percent(self.share, 1)} names a customer "
            f"({interval(self.low, self.high, lambda x: percent(x, 1))})."
        )
        parts = [
            f"{self._cash(self.euros(way))} is {way}"
            for way in (LINKED, RECORD, NOBODY)
            if self.euros(way)
        ]
        return f"{text} Of the rest {', '.join(parts)}." if parts else text

    def summary(self) -> Table:
        """The ways of knowing, with their revenue."""
        rows = self.table
        frame = pd.DataFrame(
            {
                "Revenue": rows["way"],
                "Lines": [count(n) for n in rows["lines"]],
                "Sum": [self._cash(cents / 100) for cents in rows["cents"]],
                "Share": [percent(share, 1) for share in rows["share"]],
            }
        )
        return Table(frame, "Whose revenue it is", self.sentence)

    def _cash(self, amount: float) -> str:
        return money(amount, self.currency or None)

    def __repr__(self) -> str:
        return self.sentence


def known_revenue(
    ws: Workspace, linkage: Linkage | None = None, *, level: float = 0.95, seed: int = 0
) -> KnownRevenue:
    """The share of revenue of which the customer is known.

    Parameters
    ----------
    ws : Workspace
        Orders, perhaps with ``record_id``.
    linkage : Linkage, optional
        Who is who: it finds the card of a purchase that names only a record.
    level : float
        Confidence level.
    seed : int
        Of the interval.

    Returns
    -------
    KnownRevenue

    Raises
    ------
    DataProblem
        When there are no orders, or they bring no revenue.

    Notes
    -----
    Revenue is net: what was brought back is subtracted where it stands. Interval: weeks drawn
    again, as purchases of a week are alike (Künsch 1989, "The Jackknife and the Bootstrap for
    General Stationary Observations", on blocks).
    """
    lines = ws.transactions.lines
    used = ws.transactions.table
    unnamed = lines.filter(
        (lines.entry == NO_CUSTOMER) & lines.date.notnull() & lines.cents.notnull()
    )
    last = ws.transactions.ledger.last_day
    parts = []
    for table, named in ((used, True), (unnamed, False)):
        record = table.record_id if "record_id" in table.columns else ibis.null("string")
        week = (ibis.literal(last).delta(table.date, unit="day") / _WEEK).floor().cast("int64")
        sums = table.group_by(record=ibis.null("string") if named else record, week=week).agg(
            cents=table.cents.sum().cast("int64"), lines=table.count()
        )
        parts.append(sums.to_pyarrow().to_pandas().assign(named=named))
    rows = pd.concat(parts, ignore_index=True)
    total = int(rows["cents"].sum())
    if total <= 0:
        raise one_problem("the orders bring no revenue", "check the column amount.")
    rows["way"] = _ways(rows, linkage)
    sums = rows.groupby("way")[["lines", "cents"]].sum().reindex(WAYS, fill_value=0)
    table = sums.astype("int64").reset_index().assign(share=sums["cents"].to_numpy() / total)
    weeks = rows.assign(known=rows["cents"].where(rows["named"], 0)).groupby("week")
    weeks = weeks[["known", "cents"]].sum().astype(float)
    share = int(table["cents"].iloc[0]) / total
    low = high = share
    if 0 < share < 1 and len(weeks) > 1:
        found = bootstrap(weeks, lambda one: one["known"].sum() / one["cents"].sum(),
                          level=level, seed=seed)  # fmt: skip
        low, high = found.low, found.high
    currency = ws.transactions.ledger.currency or ""
    return KnownRevenue(table, share, low, high, len(weeks), last, level, currency)


def _ways(rows: pd.DataFrame, linkage: Linkage | None) -> pd.Series:
    """How the customer of each row is known."""
    way = pd.Series(NOBODY, index=rows.index)
    known = rows["record"].notna()
    if linkage is not None:
        known &= rows["record"].isin(linkage.identities.index)
        identity = rows["record"].map(linkage.identities)
        way = way.mask(known & identity.isin(linkage.cards.index), LINKED)
    way = way.mask(known & (way == NOBODY), RECORD)
    return way.mask(rows["named"], CARD)
