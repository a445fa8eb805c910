"""Do customers become more valuable the longer they stay, or do the light ones leave?

"Customers become more valuable the longer they do business with us" is usually read off a chart of
spend per active customer by age. That mean rises in two ways that look alike: the same people buy
more, or those who buy little and leave early drop out of it. Here both are measured. Customers who
are known to have been there all along, since they bought again afterwards, are followed from their
first period to their last, and the rise is split into what happened within them and what selection
did (Vaupel & Yashin 1985, "Heterogeneity's ruses: some surprising effects of selection on
population dynamics").

The first purchase starts the clock and is not counted, as in a customer base: everybody has it, so
that it would lift the first period above all others.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from cvmlab.errors import one_problem
from cvmlab.figures.formats import count, interval, money, percent
from cvmlab.insight.counted.purchase_windows import purchases, whole_weeks
from cvmlab.stats.share_intervals import wilson

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from cvmlab.figures.tables import Table

_LARGEST_RESAMPLE = 20_000


@dataclass(frozen=True, eq=False)
class Survivors:
    """Spend by age: of whoever bought, and of the same customers all along.

    Attributes
    ----------
    table : pandas.DataFrame
        One row a period of age: ``age`` (in periods; 0 begins the day after the first purchase),
        ``active`` (customers who bought again in it), their ``share`` with its Wilson interval
        ``low, high``, ``per_active`` and ``per_acquired`` (mean spend in currency units), and
        ``followed``: mean spend of those who stayed, periods without a purchase included.
    change : pandas.DataFrame
        From the first age to the last: ``rise`` of spend per active customer, ``within`` (the
        change of those who stayed) and ``selection`` (the rest: who is in the mean); ``value``
        with its interval ``low, high``.
    weeks : int
        Length of a period of age.
    customers, stayed : int
        Everybody acquired early enough to be seen at every age; and of them those who stayed:
        who bought again after the last age.
    level : float
        Confidence level.
    """

    table: pd.DataFrame
    change: pd.DataFrame
    weeks: int
    customers: int
    stayed: int
    level: float

    @property
    def sentence(self) -> str:
        """The rise, and what it is made of, in plain words."""
        return self.says()

    def says(self, currency: str | None = None) -> str:
        """The same with a currency."""
        cash = partial(money, currency=currency, digits=0)
        first, last = self.table.iloc[0], self.table.iloc[-1]
        row = self.change.loc["within"]
        direction = "rises" if last.per_active > first.per_active else "falls"
        return (
            f"Spend per active customer {direction} from {cash(first.per_active)} in the first "
            f"{self.weeks} weeks to {cash(last.per_active)} in weeks "
            f"{interval(last.age * self.weeks + 1, (last.age + 1) * self.weeks)}. The same "
            f"{count(self.stayed)} customers who stayed throughout went from "
            f"{cash(first.followed)} to {cash(last.followed)}: a change of {cash(row.value)}, "
            f"{percent(self.level)} interval {interval(row.low, row.high, cash)}."
        )

    def summary(self, currency: str | None = None) -> Table:
        """Age by age, in the words of a report."""
        from cvmlab.figures.tables import Table

        cash = partial(money, currency=currency, digits=0)
        table = self.table
        frame = pd.DataFrame(
            {
                "Weeks of age": [
                    interval(age * self.weeks + 1, (age + 1) * self.weeks) for age in table["age"]
                ],
                "Active": table["active"],
                "Share": table["share"],
                f"{percent(self.level)} interval": [
                    interval(row.low, row.high, percent) for row in table.itertuples()
                ],
                "Spend per active": table["per_active"],
                "Spend per acquired": table["per_acquired"],
                "Same customers": table["followed"],
            }
        )
        spends = dict.fromkeys(["Spend per active", "Spend per acquired", "Same customers"], cash)
        return Table(
            frame,
            title=f"Spend by age, {count(self.customers)} customers seen at every age",
            note=f"Same customers: the {count(self.stayed)} who bought again after the last age. "
            "The first purchase starts the clock and is not counted.",
            formats={"Share": percent, **spends},
        )

    def split(self, currency: str | None = None) -> Table:
        """The rise of spend per active customer, split into what it is made of."""
        from cvmlab.figures.tables import Table

        cash = partial(money, currency=currency, digits=0)
        said = {
            "within": "The same customers spend more (or less)",
            "selection": "Those who leave are no longer in the mean",
            "rise": "Rise of spend per active customer",
        }
        rows = self.change.loc[list(said)]
        frame = pd.DataFrame({"Part": list(said.values())})
        frame["Change"] = rows["value"].to_numpy()
        frame[f"{percent(self.level)} interval"] = [
            interval(row.low, row.high, cash) for row in rows.itertuples()
        ]
        return Table(frame, formats={"Change": cash}, total_row=True)


def survivors(
    occasions: pd.DataFrame | ir.Table,
    *,
    end: dt.date | str | None = None,
    weeks: int = 13,
    periods: int = 8,
    customers: Any = None,
    level: float = 0.95,
    resamples: int = 500,
    seed: int = 0,
) -> Survivors:
    """Spend by age per active customer, and of the same customers followed.

    Parameters
    ----------
    occasions : pandas.DataFrame or ibis Table
        One row for each day a customer bought: ``customer_id, date, cents``.
    end : date or ISO text, optional
        The last day looked at, by default the last day anybody bought.
    weeks, periods : int
        Length of a period of age, and how many there are (at least two). Only customers whose
        first purchase lies at least ``weeks × periods`` before the end are taken.
    customers : ibis Table, DataFrame or iterable of ids, optional
        Whom to look at, by ``customer_id``. A file that begins in mid-life shows older customers'
        first purchase *on file* only: give those known to be new, such as the ``inside`` of a
        :class:`~cvmlab.data.customer_base.CustomerBase`.
    level : float
        Confidence level of Wilson (shares) and bootstrap intervals (money).
    resamples, seed : int
        Bootstrap samples, drawn by customer, and what makes them reproducible.

    Returns
    -------
    Survivors

    Raises
    ------
    DataProblem
        If nobody can be seen at every age, or nobody is active at the last.

    Notes
    -----
    ``rise = y1(A1) − y0(A0)``, ``within = y1(S) − y0(S)``, ``selection = rise − within``, with y
    the mean spend at the first (0) and last (1) age, A those active then and S those who stayed.
    S is chosen by what customers did *after* the last age: choosing who was active *at* the last
    age would favour those who happened to buy much in it, and a fall would look like a rise.

    Examples
    --------
    >>> days = pd.DataFrame({"customer_id": list("aaaabb"),
    ...     "cents": [900, 3000, 2500, 100, 900, 1000],
    ...     "date": pd.to_datetime(["2024-01-01", "2024-01-03", "2024-01-10", "2024-01-20",
    ...                             "2024-01-01", "2024-01-02"])})
    >>> found = survivors(days, weeks=1, periods=2, resamples=20)
    >>> found.change["value"].to_dict()
    {'rise': 5.0, 'within': -5.0, 'selection': 10.0}
    """
    weeks = whole_weeks(weeks)
    if periods < 2:
        raise ValueError(f"periods must be at least 2, not {periods}")
    spend, bought, stays = _by_age(occasions, end, customers, weeks, periods)
    if not stays.any() or not bought[:, 0].any():
        raise one_problem(
            f"none of {count(len(spend))} customers stayed beyond the last period of age",
            "choose fewer or shorter periods.",
        )
    table = _ages(spend, bought, stays, level)
    change = _changes(spend, bought, stays, level, resamples, seed)
    return Survivors(table, change, weeks, len(spend), int(stays.sum()), level)


def _by_age(
    occasions: Any, end: Any, customers: Any, weeks: int, periods: int
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Spend and whether anything was bought, by customer and period of age; and who stayed."""
    import ibis

    days = purchases(occasions, end)
    latest = days.end - dt.timedelta(days=7 * weeks * periods)
    known = days.table.group_by("customer_id").agg(begun=days.table["date"].min())
    chosen = known.filter(known["begun"] <= ibis.literal(latest))
    if customers is not None:
        chosen = chosen.semi_join(_ids(customers), "customer_id")
    joined = days.table.join(chosen, "customer_id")
    # Day 1 to 91 after the first purchase is period 0 of 13 weeks; the first purchase is −1.
    since = joined["date"].delta(joined["begun"], unit="day")
    age = ((since - 1) / (7 * weeks)).floor().cast("int64")
    sums = joined.mutate(age=ibis.least(age, periods)).group_by("customer_id", "age")
    cells = sums.agg(cents=lambda t: t["cents"].sum()).to_pandas()
    if cells.empty:
        raise one_problem(
            f"nobody's first purchase lies {count(weeks * periods)} weeks before {days.end}",
            "choose fewer or shorter periods, or other customers.",
        )
    place, ids = pd.factorize(cells["customer_id"], sort=True)
    column = cells["age"].to_numpy() + 1  # the first purchase, the ages, whatever came later
    spend, bought = np.zeros((len(ids), periods + 2)), np.zeros((len(ids), periods + 2), dtype=bool)
    spend[place, column] = cells["cents"].to_numpy(float) / 100
    bought[place, column] = True
    return spend[:, 1:-1], bought[:, 1:-1], bought[:, -1]


def _ids(customers: Any) -> ir.Table:
    import ibis

    if hasattr(customers, "to_pandas"):  # already an Ibis table
        return customers.select("customer_id").distinct()
    ids = customers["customer_id"] if isinstance(customers, pd.DataFrame) else list(customers)
    return ibis.memtable(pd.DataFrame({"customer_id": pd.Series(ids, dtype="str").unique()}))


def _ages(spend: np.ndarray, bought: np.ndarray, stays: np.ndarray, level: float) -> pd.DataFrame:
    active, n = bought.sum(axis=0), len(spend)
    low, high = wilson(active, n, level)
    sums = spend.sum(axis=0)
    return pd.DataFrame(
        {
            "age": np.arange(spend.shape[1]), "active": active, "share": active / n,
            "low": low, "high": high,
            "per_active": np.divide(sums, active, out=np.full(sums.size, np.nan), where=active > 0),
            "per_acquired": sums / n, "followed": spend[stays].mean(axis=0),
        }
    )  # fmt: skip


def _changes(
    spend: np.ndarray,
    bought: np.ndarray,
    stays: np.ndarray,
    level: float,
    resamples: int,
    seed: int,
) -> pd.DataFrame:
    ends = [0, -1]
    # Sums a customer: spend and activity at either end, then the same of those who stayed.
    rows = np.column_stack(
        [spend[:, ends], bought[:, ends], spend[:, ends] * stays[:, None], stays]
    ).astype(float)

    def parts(sums: np.ndarray) -> np.ndarray:
        with np.errstate(invalid="ignore", divide="ignore"):
            rise = sums[..., 1] / sums[..., 3] - sums[..., 0] / sums[..., 2]
            within = (sums[..., 5] - sums[..., 4]) / sums[..., 6]
        return np.stack([rise, within, rise - within], axis=-1)

    rng = np.random.default_rng(seed)
    n = len(rows)
    size = min(n, _LARGEST_RESAMPLE)
    drawn = np.array(
        [rows[rng.integers(0, n, size, dtype=np.int32)].sum(axis=0) for _ in range(resamples)]
    )
    estimate = parts(rows.sum(axis=0))
    tails = [(1 - level) / 2, (1 + level) / 2]
    deviations = (parts(drawn) - estimate) * np.sqrt(size / n)
    low, high = estimate + np.nanquantile(deviations, tails, axis=0)
    index = pd.Index(["rise", "within", "selection"], name="part")
    return pd.DataFrame({"value": estimate, "low": low, "high": high}, index=index)
