"""Had we chosen a year ago: what each list of customers brought in the year that followed.

Whoever makes a list forecasts. So the list is made again as it would have been a year ago, by each
rule, with what was known that day, and held against the margin that came. It is one year of one
firm: the distance between two rules has an interval, and the next year may be another world.

Source: Malthouse & Blattberg (2005), "Can we predict customer lifetime value?", Journal of
Interactive Marketing 19(1); Fader, Hardie & Lee (2005), "RFM and CLV: Using Iso-Value Curves for
Customer Base Analysis", Journal of Marketing Research 42(4).
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

import ibis
import numpy as np
import pandas as pd

from cvmlab.btyd.gamma_gamma import GammaGamma
from cvmlab.btyd.pareto_nbd import ParetoNBD
from cvmlab.data.customer_base import customer_base
from cvmlab.data.workspace import Workspace
from cvmlab.errors import one_problem
from cvmlab.figures.formats import count, day, interval, money, percent
from cvmlab.insight.counted.ranking_race import ranking_race
from cvmlab.value_of.lifetime.customer_values import ANNUAL_DISCOUNT_RATE, HORIZON, YEAR
from cvmlab.value_of.lifetime.lifetime_value import lifetime_value
from cvmlab.value_of.lifetime.own_margin import own_margin

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from cvmlab.figures.tables import Table

VALUE, LAST_YEAR, HISTORY = "value to come", "the year before", "all they ever brought"


@dataclass(frozen=True, eq=False)
class YearLater:
    """What lists of the same length, made a year ago, brought since.

    Attributes
    ----------
    table : pandas.DataFrame
        By rule ("value to come", "the year before", "all they ever brought"), best first:
        ``brought`` in currency units with ``low, high``; ``behind`` the first rule with
        ``behind_low, behind_high`` (paired: the same customers are drawn for both); ``hits``, how
        many of the list really were among as many best.
    possible : float
        What the best list by hindsight brought.
    total : float
        What everybody brought.
    foretold : tuple of float
        What the models expected everybody to bring in that year, and the interval of outcomes.
    top, customers : int
        How long each list is, and of how many customers it was chosen.
    chosen_on : datetime.date
        The day on which the lists were made.
    money_is : str
        "margin" or "sales".
    level : float
    """

    table: pd.DataFrame
    possible: float
    total: float
    foretold: tuple[float, float, float]
    top: int
    customers: int
    chosen_on: dt.date
    money_is: str
    level: float
    currency: str

    @property
    def sentence(self) -> str:
        """Which list brought more, and by how much."""
        cash = self._cash
        first, others = self.table.iloc[0], self.table.iloc[1:]
        rest = "; ".join(
            f"by {row.Index} {cash(row.brought)}, {cash(row.behind)} less "
            f"({interval(row.behind_low, row.behind_high, cash)})"
            for row in others.itertuples()
        )
        return (
            f"Chosen on {day(self.chosen_on)} of {count(self.customers)} customers, the best "
            f"{count(self.top)} by {self.table.index[0]} brought {cash(first.brought)} in "
            f"{self.money_is} in the 52 weeks after ({percent(self.level)} interval "
            f"{interval(first.low, first.high, cash)}); {rest}. Hindsight could have reached "
            f"{cash(self.possible)}."
        )

    @property
    def in_sum(self) -> str:
        """How many names were right, and how near the models came to the sum of everybody."""
        cash, first = self._cash, self.table.iloc[0]
        expected, low, high = self.foretold
        return (
            f"{count(first.hits)} of the {count(self.top)} by {self.table.index[0]} really were "
            f"among the {count(self.top)} best of that year. All customers were expected to bring "
            f"{cash(expected)} (outcomes {interval(low, high, cash)} in {percent(self.level)} of "
            f"cases) and brought {cash(self.total)}."
        )

    def summary(self) -> Table:
        """One line a rule."""
        from cvmlab.figures.tables import Table

        cash, level = self._cash, percent(self.level)
        frame = pd.DataFrame({f"Best {count(self.top)} by": list(self.table.index)})
        frame["Brought since"] = self.table["brought"].to_numpy()
        frame[f"{level} interval"] = [
            interval(row.low, row.high, cash) for row in self.table.itertuples()
        ]
        frame["Really among the best"] = self.table["hits"].to_numpy()
        frame["Less than the first"] = [
            f"{cash(row.behind)} ({interval(row.behind_low, row.behind_high, cash)})" if i else ""
            for i, row in enumerate(self.table.itertuples())
        ]
        return Table(
            frame,
            title=f"Lists made on {day(self.chosen_on)}, and the 52 weeks after",
            note=f"Hindsight could have reached {cash(self.possible)}. {self.in_sum}",
            formats={"Brought since": cash},
        )

    @property
    def _cash(self) -> partial[str]:
        return partial(money, currency=self.currency or None, digits=0)

    def __repr__(self) -> str:
        return self.sentence


def year_later(
    ws: Workspace,
    *,
    top: int = 500,
    horizon: float | str = HORIZON,
    annual_discount_rate: float = ANNUAL_DISCOUNT_RATE,
    level: float = 0.95,
    resamples: int = 500,
    seed: int = 0,
) -> YearLater:
    """Make three lists as of a year before the last order, and hold them against what came.

    Parameters
    ----------
    ws : Workspace
        What :func:`cvmlab.load` returned: orders of two years or more.
    top : int
        How long each list is.
    horizon, annual_discount_rate
        Of the value by which one list is made, as in ``customer_values``.
    level : float
        Confidence level.
    resamples, seed : int
        Bootstrap samples, drawn by customer, and what makes them reproducible.

    Returns
    -------
    YearLater

    Raises
    ------
    DataProblem
        When the orders cannot be used, are too few for the models a year ago, or the list is too
        long.

    Notes
    -----
    Models and margin rates are those of that day: nothing after it is used. Intervals of the lists
    as in :func:`~cvmlab.insight.counted.ranking_race.ranking_race`. The forecast of the year's sum
    is not discounted, and its interval is one of what will come.
    """
    lines = ws.transactions.table
    is_margin = "margin_cents" in lines.columns
    if not is_margin:
        lines = lines.mutate(margin_cents=lines["cents"])
    lines = lines.select("customer_id", "date", "cents", "margin_cents")
    last = lines["date"].max().to_pyarrow().as_py()
    chosen_on = last - dt.timedelta(days=YEAR)
    border = ibis.literal(chosen_on)
    before = lines.filter(lines["date"] <= border)
    known = ws.get("customers", "acquired_on")
    base = customer_base(
        ws.transactions, end=chosen_on, customers=None if known is None else known.frame()
    )
    table = base.customers()
    if not 1 <= top < len(table):
        what = f"a list of {count(top)} is to be chosen from {count(len(table))} customers"
        raise one_problem(what, "choose a shorter list, of 1 or more.")
    margins = own_margin(before)
    year_before = before.filter(before["date"] > ibis.literal(chosen_on - dt.timedelta(days=YEAR)))
    ids = table["customer_id"]
    everybody = float(margins["margin"].sum() / margins["sales"].sum())
    table["margin_rate"] = ids.map(margins["margin_rate"]).fillna(everybody)
    fit, spend = ParetoNBD(base).fit(), GammaGamma(base).fit()
    ahead = partial(lifetime_value, fit, spend, table, margin_rate="margin_rate", time_unit="W")
    rules = {
        VALUE: ahead(horizon=horizon, annual_discount_rate=annual_discount_rate).values.to_numpy(),
        LAST_YEAR: ids.map(_margins(year_before)).fillna(0.0).to_numpy(),
        HISTORY: ids.map(margins["margin"]).fillna(0.0).to_numpy(),
    }
    since = ids.map(_margins(lines.filter(lines["date"] > border))).fillna(0.0).to_numpy()
    race = ranking_race(
        rules, since, top=top / len(table), level=level, resamples=resamples, seed=seed
    )
    brought = (race.table * race.total).rename(columns={"captured": "brought"})
    best = _best(since, top)
    brought["hits"] = [np.intersect1d(_best(rules[name], top), best).size for name in brought.index]
    foretold = ahead(horizon=YEAR / 7, annual_discount_rate=0.0, alpha=1 - level).total
    return YearLater(
        brought, race.possible * race.total, race.total,
        (foretold.expected, foretold.pi_low, foretold.pi_high), int(top), len(table), chosen_on,
        "margin" if is_margin else "sales", level, ws.transactions.ledger.currency or "",
    )  # fmt: skip


def _margins(lines: ir.Table) -> pd.Series:
    """Margin of each customer, in currency units."""
    sums = lines.group_by("customer_id").agg(margin=lines["margin_cents"].sum())
    found = sums.order_by("customer_id").to_pandas().set_index("customer_id")["margin"]
    return found.astype("float64") / 100


def _best(measure: np.ndarray, top: int) -> np.ndarray:
    return np.argsort(-measure, kind="stable")[:top]
