"""The two meanings of customer value side by side: what they bring us, and what we are to them.

Value *of* the customer is money: what the firm earned with somebody in a window. Value *for* the
customer is theirs to judge; a rating in a survey stands in for it here. The two are measured on
different scales by different people, so they are never added: they are laid side by side.
"""

from __future__ import annotations

import datetime as dt
import math
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Any

import pandas as pd

from cvmlab.errors import one_problem
from cvmlab.figures.formats import count, interval, money, number, percent
from cvmlab.stats.share_intervals import wilson

if TYPE_CHECKING:
    from cvmlab.data.transactions import Transactions
    from cvmlab.figures.tables import Table

_GROUP_WORDS = {2: "half", 3: "third", 4: "quarter", 5: "fifth", 10: "tenth"}


@dataclass(frozen=True, eq=False)
class TwoValues:
    """Value of and value for the same customers.

    Attributes
    ----------
    table : pandas.DataFrame
        One row for each group by value of the customer, 1 brings the most: ``group, customers,
        value`` (money), ``share_of_value, mean_rating, unhappy`` (customers), ``share`` of the
        group that is unhappy with its Wilson interval ``low, high``.
    customers : pandas.DataFrame
        One row a respondent: ``value, trips, sales, rating, group, rank``.
    correlation, low, high : float
        Spearman's rank correlation of the two values, and its interval.
    unhappy_up_to : int
        The highest rating that counts as unhappy.
    weeks : int
        Length of the window before the survey, over which the money is counted.
    is_margin : bool
        Whether the money is margin; else sales.
    currency : str
    level : float
    """

    table: pd.DataFrame
    customers: pd.DataFrame = field(repr=False)
    correlation: float
    low: float
    high: float
    unhappy_up_to: int
    weeks: int
    is_margin: bool
    currency: str
    level: float

    @property
    def group_word(self) -> str:
        """What a group is called: fifth."""
        return _GROUP_WORDS.get(len(self.table), "group")

    @property
    def sentence(self) -> str:
        """The two groups at the ends, with the uncertainty of both shares."""
        best, last = self.table.iloc[0], self.table.iloc[-1]
        word, form = self.group_word, percent
        return (
            f"Of the {word} worth most to the firm {percent(best.share)} rate it "
            f"{self.unhappy_up_to} or lower ({interval(best.low, best.high, form)}); of the "
            f"{word} worth least {percent(last.share)} do ({interval(last.low, last.high, form)}). "
            f"The rank correlation of the two values is {number(self.correlation)} "
            f"({interval(self.low, self.high, number)}), where 1 would be the same order."
        )

    def of(self, customer_id: str) -> str:
        """Both values of one customer, in a sentence."""
        if customer_id not in self.customers.index:
            return f"{customer_id} did not answer this survey."
        one = self.customers.loc[customer_id]
        cash = partial(money, currency=self.currency)
        earned = "brought a margin of" if self.is_margin else "spent"
        return (
            f"{customer_id} {earned} {cash(one['value'])} in {self.weeks} weeks, rank "
            f"{count(one['rank'])} of {count(len(self.customers))}, and rates the firm "
            f"{count(one['rating'])} out of 10."
        )

    @property
    def dearest_unhappy(self) -> str:
        """The unhappy customer who brings most."""
        unhappy = self.customers[self.customers["rating"] <= self.unhappy_up_to]
        if unhappy.empty:
            raise one_problem("Nobody is unhappy here", "raise the rating that counts as unhappy.")
        return str(unhappy["rank"].idxmin())

    def factors(self, customer_id: str) -> str:
        """What the value of one customer is made of, without the product."""
        if customer_id not in self.customers.index:
            return self.of(customer_id)
        one = self.customers.loc[customer_id]
        rate = one["value"] / one["sales"] if one["sales"] else math.nan
        earned = f", on which the firm earned {percent(rate, 2)}" if self.is_margin else ""
        return (
            f"{customer_id} came on {count(one['trips'])} days in {self.weeks} weeks and spent "
            f"{money(one['sales'] / one['trips'], self.currency)} a day after returns{earned}. "
            f"The rating: {count(one['rating'])} out of 10."
        )

    def worked(self, customer_id: str) -> Table:
        """Value of one customer, factor by factor, to be checked by hand."""
        from cvmlab.figures.tables import Table

        if customer_id not in self.customers.index:
            raise one_problem(self.of(customer_id), "name a customer who did.")
        one = self.customers.loc[customer_id]
        cash = partial(money, currency=self.currency)
        basket = one["sales"] / one["trips"] if one["trips"] else math.nan
        rate = one["value"] / one["sales"] if one["sales"] else math.nan
        steps = [
            (f"Days with a purchase in {self.weeks} weeks", count(one["trips"])),
            ("times sales a day, returns taken off", cash(basket)),
            ("makes sales of", cash(one["sales"])),
        ]
        if self.is_margin:
            steps += [
                ("times margin rate", percent(rate, 1)),
                ("makes a margin of", cash(one["value"])),
            ]
        frame = pd.DataFrame(steps, columns=["Step", customer_id])
        return Table(frame, title=f"Value of the customer {customer_id}", total_row=True)

    def summary(self) -> Table:
        """One line a group."""
        from cvmlab.figures.tables import Table

        kind = "margin" if self.is_margin else "sales"
        frame = pd.DataFrame(
            {
                f"{self.group_word.capitalize()} by {kind}": [f"{g}." for g in self.table["group"]],
                "Customers": self.table["customers"],
                kind.capitalize(): self.table["value"],
                "Share of it": self.table["share_of_value"],
                "Mean rating": self.table["mean_rating"],
                f"Rate {self.unhappy_up_to} or lower": self.table["share"],
                f"{percent(self.level)} interval": [
                    interval(row.low, row.high, percent) for row in self.table.itertuples()
                ],
            }
        )
        return Table(
            frame,
            title=f"What they bring us in {self.weeks} weeks, and what we are to them",
            formats={
                kind.capitalize(): partial(money, currency=self.currency, digits=0),
                "Share of it": percent,
                f"Rate {self.unhappy_up_to} or lower": percent,
            },
        )


def two_values(
    orders: Transactions,
    answers: pd.DataFrame,
    *,
    rating: str = "overall",
    weeks: int = 52,
    groups: int = 5,
    unhappy_up_to: int = 6,
    level: float = 0.95,
) -> TwoValues:
    """What each respondent brought before the survey, beside how they rate the firm.

    Parameters
    ----------
    orders : Transactions
        The orders; the margin is taken where the file has one, else sales.
    answers : pandas.DataFrame
        A survey with ``customer_id``, ``date`` and the rating; of several waves the last one in
        which customers can be recognised.
    rating : str
        The column that stands in for value for the customer, 1 to 10.
    weeks : int
        Weeks before the survey over which the money is counted.
    groups : int
        How many groups of equal size.
    unhappy_up_to : int
        The highest rating that counts as unhappy.
    level : float
        Confidence level.

    Returns
    -------
    TwoValues

    Raises
    ------
    DataProblem
        When nobody who answered can be found among the customers.

    Notes
    -----
    Spearman's correlation with the interval of Fieller, Hartley and Pearson (1957, "Tests for rank
    correlation coefficients"): Fisher's z with variance 1.06 / (n − 3). Customers on one boundary
    of two groups are told apart by their id.
    """
    replies = _last_wave(answers, rating)
    asked_on = pd.Timestamp(replies["date"].min()).date()
    kind = "margin_cents" if "margin_cents" in orders.table.columns else "cents"
    brought = _brought(orders, asked_on, weeks, kind)
    table = replies.set_index("customer_id")[[rating]].rename(columns={rating: "rating"})
    table = table.join(brought).sort_index()
    known = table.index.isin(brought.index)
    if not known.any():
        raise one_problem(
            "Nobody who answered the survey is found among the customers",
            "check that the survey and the orders use the same customer numbers.",
        )
    table[["trips", "sales", "value"]] = table[["trips", "sales", "value"]].fillna(0)
    table["rank"] = table["value"].rank(ascending=False, method="first").astype(int)
    table["group"] = (table["rank"] - 1) * groups // len(table) + 1
    correlation, low, high = _rank_correlation(table["value"], table["rating"], level)
    return TwoValues(
        table=_by_group(table, unhappy_up_to, level),
        customers=table,
        correlation=correlation,
        low=low,
        high=high,
        unhappy_up_to=unhappy_up_to,
        weeks=weeks,
        is_margin=kind == "margin_cents",
        currency=orders.ledger.currency or "",
        level=level,
    )


def _last_wave(answers: pd.DataFrame, rating: str) -> pd.DataFrame:
    missing = [name for name in ("customer_id", "date", rating) if name not in answers.columns]
    if missing:
        raise one_problem(
            f"The survey has no column {', '.join(missing)}", "add it, or name another rating."
        )
    known = answers[answers["customer_id"].notna() & answers[rating].notna()]
    if "wave" in known.columns and len(known):
        known = known[known["wave"] == known["wave"].max()]
    if known.empty:
        raise one_problem(
            "No answer of the survey carries both a customer number and a rating",
            "ask a survey that is not anonymous, or fill the column customer_id.",
        )
    return known.drop_duplicates("customer_id", keep="last")


def _brought(orders: Transactions, day: dt.date, weeks: int, kind: str) -> pd.DataFrame:
    """Trips, sales and value of each customer in the weeks before a day, in currency units."""
    import ibis

    lines = orders.table
    first = day - dt.timedelta(weeks=weeks)
    lines = lines.filter(lines["date"] >= ibis.literal(first), lines["date"] < ibis.literal(day))
    bought = lines["cents"] > 0
    sums = lines.group_by("customer_id").agg(
        trips=ibis.ifelse(bought, lines["date"], ibis.null()).nunique(),
        sales=lines["cents"].sum(),
        value=lines[kind].sum(),
    )
    frame: Any = sums.to_pandas().set_index("customer_id").astype(float)
    frame[["sales", "value"]] /= 100
    return frame


def _by_group(table: pd.DataFrame, unhappy_up_to: int, level: float) -> pd.DataFrame:
    grouped = table.assign(unhappy=table["rating"] <= unhappy_up_to).groupby("group")
    rows = grouped.agg(
        customers=("rating", "size"),
        value=("value", "sum"),
        mean_rating=("rating", "mean"),
        unhappy=("unhappy", "sum"),
    ).reset_index()
    rows.insert(3, "share_of_value", rows["value"] / rows["value"].sum())
    rows["share"] = rows["unhappy"] / rows["customers"]
    rows["low"], rows["high"] = wilson(rows["unhappy"], rows["customers"], level)
    return rows


def _rank_correlation(x: pd.Series, y: pd.Series, level: float) -> tuple[float, float, float]:
    from scipy.special import ndtri

    rho = float(x.rank().corr(y.rank()))
    if len(x) < 5 or not math.isfinite(rho) or abs(rho) >= 1:
        return rho, math.nan, math.nan
    half = float(ndtri(0.5 + level / 2)) * math.sqrt(1.06 / (len(x) - 3))
    z = math.atanh(rho)
    return rho, math.tanh(z - half), math.tanh(z + half)
