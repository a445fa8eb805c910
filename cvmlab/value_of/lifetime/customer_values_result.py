"""What customers brought and are expected to bring, as ``customer_values`` hands it over."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import pandas as pd

from cvmlab.btyd.latent_attrition import LatentAttritionResults
from cvmlab.btyd.spend import GammaGammaResults
from cvmlab.data.customer_base import CustomerBase
from cvmlab.errors import one_problem
from cvmlab.figures.formats import count, day, interval, money, percent
from cvmlab.figures.tables import Table
from cvmlab.value_of.lifetime.lifetime_result import LifetimeValue
from cvmlab.value_of.lifetime.lifetime_value import lifetime_value


@dataclass(frozen=True, eq=False)
class CustomerValues:
    """Every customer's past and expected future; see ``customer_values``.

    Attributes
    ----------
    table : DataFrame
        One row a customer who bought: customer_id; frequency, recency, T, monetary_value,
        first_purchase, last_purchase, inside as in a customer base; trips (days bought so far);
        historic (margin so far) and last_year (of the last 364 days); margin_rate; purchases
        (expected, discounted); weeks_so_far, weeks_to_come and weeks (as a customer, expected; the
        last: to come, discounted); alive; value (present value of the margin to come); low, high
        (confidence interval of that expectation).
    lifetime : LifetimeValue
        The same with totals, segments, rankings and their intervals.
    fit : LatentAttritionResults
    spend : GammaGammaResults
    base : CustomerBase
    is_margin : bool
        False where the orders know no margin and none was given: all money is sales then.
    currency : str
        ISO code, or empty.
    stated : mapping of customer to float
        Whose value was put in by hand, as for a question: it has no outcomes but itself.
    """

    table: pd.DataFrame
    lifetime: LifetimeValue
    fit: LatentAttritionResults
    spend: GammaGammaResults
    base: CustomerBase
    is_margin: bool
    currency: str
    stated: Mapping[str, float] = field(default_factory=dict)

    @property
    def horizon(self) -> str:
        """How far is looked ahead, in words."""
        return self.lifetime.span

    @property
    def annual_discount_rate(self) -> float:
        """What a year's waiting costs, as a share."""
        return self.lifetime.annual_discount_rate

    @property
    def end(self) -> dt.date:
        """The last day that is known."""
        return self.base.end

    @property
    def money_is(self) -> str:
        """What the money is: "margin" or "sales"."""
        return "margin" if self.is_margin else "sales"

    def of(self, customer: str) -> str:
        """One customer in a sentence: what came, what is expected, what may come.

        Raises
        ------
        DataProblem
            When there is no such customer.
        """
        row = self.table[self.table["customer_id"] == customer]
        if row.empty:
            raise one_problem(
                f"no customer {customer!r} who bought up to {day(self.end)}",
                "choose an id of the table.",
            )
        one = row.iloc[0]
        outcome = self.outcome_of([customer]).iloc[0]
        outcomes = interval(outcome.outcome_low, outcome.outcome_high, self._cash)
        return (
            f"{customer} brought {self._cash(one.historic)} in {self.money_is} so far, "
            f"{self._cash(one.last_year)} of it in the last 52 weeks. Expected over the "
            f"{self.horizon}: {self._cash(one.value)} in today's money "
            f"({interval(one.low, one.high, self._cash)}); what will come lies between "
            f"{outcomes.replace(' to ', ' and ')} in {percent(1 - self.lifetime.alpha)} of cases. "
            f"Chance of still being a customer: {percent(one.alive)}."
        )

    def outcome_of(self, customers: Sequence[str] | pd.Index) -> pd.DataFrame:
        """Between which ends what customers bring will lie: worked out for those asked for.

        For one customer it is done at once, for twenty thousand it takes seconds.

        Returns
        -------
        DataFrame
            By customer_id, in the order asked for: outcome_low, outcome_high (prediction
            interval); 0 for who is not among the customers.
        """
        ids = pd.Index(customers, name="customer_id")
        found = self.table[self.table["customer_id"].isin(ids)]
        ends = pd.DataFrame({"outcome_low": [], "outcome_high": []}, dtype=float)
        if len(found):
            worth = lifetime_value(
                self.fit, self.spend, found, horizon=self.lifetime.horizon,
                discount=self.lifetime.discount, margin_rate="margin_rate",
                time_unit=self.lifetime.time_unit, alpha=self.lifetime.alpha,
            )  # fmt: skip
            low, high = worth.valuation.prediction
            ends = pd.DataFrame(
                {"outcome_low": low, "outcome_high": high}, index=found["customer_id"]
            )
        for customer, value in self.stated.items():
            if customer in ends.index:
                ends.loc[customer] = value
        return ends.reindex(ids, fill_value=0.0)

    @property
    def sentence(self) -> str:
        """What all customers together are expected to bring."""
        whole = self.lifetime.total
        known = percent(1 - self.lifetime.alpha)
        return (
            f"The {count(len(self.table))} customers who bought up to {day(self.end)} are expected "
            f"to bring {self._cash(whole.expected)} in {self.money_is} over the {self.horizon}, in "
            f"today's money ({known} confidence interval "
            f"{interval(whole.ci_low, whole.ci_high, self._cash)}); they have brought "
            f"{self._cash(self.table['historic'].sum())} so far."
        )

    def summary(self) -> Table:
        """The base by how sure it is that somebody still buys."""
        table = self.table
        sure = pd.cut(
            table["alive"], [-0.01, 0.1, 0.5, 0.9, 1.0],
            labels=["probably gone (under 10%)", "rather gone (10 to 50%)",
                    "rather here (50 to 90%)", "surely here (over 90%)"],
        )  # fmt: skip
        lines = table.groupby(sure, observed=True).agg(
            customers=("value", "size"), historic=("historic", "sum"),
            last_year=("last_year", "sum"), value=("value", "sum"),
        )  # fmt: skip
        lines.loc["all"] = lines.sum()
        frame = pd.DataFrame(
            {
                "Still a customer?": lines.index.astype(str), "Customers": lines["customers"],
                f"{self.money_is.capitalize()} so far": lines["historic"],
                "Last 52 weeks": lines["last_year"], "To come, today's money": lines["value"],
                "A customer": lines["value"] / lines["customers"],
            }
        )  # fmt: skip
        frame = frame.reset_index(drop=True)
        cash = dict.fromkeys(frame.columns[2:], self._cash)
        note = (
            f"Horizon: {self.horizon}; discounted at {percent(self.annual_discount_rate, 1)} a "
            f"year. {self.base.left_edge.sentence}"
        )
        return Table(
            frame, "What customers brought and are expected to bring", note,
            formats={"Customers": count, **cash}, total_row=True,
        )  # fmt: skip

    def _cash(self, amount: float) -> str:
        return money(amount, self.currency or None)

    def __repr__(self) -> str:
        return self.sentence
