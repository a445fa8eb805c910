"""What a minute is worth to whom: the result, its figures in words and as a table."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property, partial
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from cvmlab.figures.formats import count, interval, money, percent
from cvmlab.stats.fieller import Fieller
from cvmlab.value_for.choices.mixed_logit_result import EVERYBODY, SPREADS, MixedLogit
from cvmlab.value_for.choices.people import Estimate, People, estimate

if TYPE_CHECKING:
    from cvmlab.figures.tables import Table


@dataclass(frozen=True, eq=False)
class HassleSpread:
    """What a minute is worth to whom, as a spread of people and not as one figure.

    Attributes
    ----------
    table : pandas.DataFrame
        First everybody, then each type, dearest minutes first: ``customer_type, respondents,
        share`` (of all customers), and in money a minute ``median, mean, p10, p90`` (a tenth of
        people stand below, a tenth above), each with ``_low`` and ``_high``.
    pooled : Fieller
        The one figure a logit gives that takes all for alike, with its interval.
    spread : Estimate
        Standard deviation of the log of money a minute among people of one type.
    between : Estimate
        The share of all variance of that log which the type explains; 0 without types.
    shape : pandas.DataFrame
        Whether the choices contradict the shape taken for granted: ``check, statistic, p``.
    fit : MixedLogit
        The model behind it.
    level : float
        Confidence level of the intervals.
    currency : str or None
        ISO 4217 code.
    """

    table: pd.DataFrame
    pooled: Fieller
    spread: Estimate
    between: Estimate
    shape: pd.DataFrame
    fit: MixedLogit
    level: float
    currency: str | None
    draws: People = field(repr=False)

    def row(self, customer_type: str = EVERYBODY) -> dict[str, float]:
        """The table's line of a type, by name of the figure."""
        line = self.table.set_index("customer_type").loc[customer_type]
        return {str(name): float(value) for name, value in line.items()}

    def above(self, minute_price: float, customer_type: str = EVERYBODY) -> Estimate:
        """The share of people to whom a minute is worth more than a price.

        Parameters
        ----------
        minute_price : float
            Money a minute.
        customer_type : str
            Of which type; by default of all.
        """
        return self._estimate(self.draws.of(self._place(customer_type)).above(minute_price))

    def quantile(self, share: float, customer_type: str = EVERYBODY) -> Estimate:
        """Money a minute below which a share of people stand.

        Parameters
        ----------
        share : float
            Between 0 and 1; 0.5 is the median.
        customer_type : str
            Of which type; by default of all.
        """
        return self._estimate(self.draws.of(self._place(customer_type)).quantile(share))

    def _place(self, customer_type: str) -> int | None:
        if customer_type == EVERYBODY:
            return None
        if customer_type not in self.fit.types:
            raise ValueError(f"no such type: {customer_type!r}; there are {list(self.fit.types)}")
        return self.fit.types.index(customer_type)

    def _estimate(self, drawn: np.ndarray) -> Estimate:
        return estimate(drawn, self.level)

    @cached_property
    def _cash(self) -> partial[str]:
        cents = 2 if self.table["mean"].iloc[0] >= 0.1 else 3
        return partial(money, currency=self.currency, digits=cents)

    @property
    def sentence(self) -> str:
        """Median, mean and tails in words, beside the one figure for everybody."""
        cash, all_of = self._cash, self.row()
        text = (
            f"Half of all people give more than {cash(all_of['median'])} for a minute less "
            f"({percent(self.level)} interval "
            f"{interval(all_of['median_low'], all_of['median_high'], cash)}); one in ten gives "
            f"more than {cash(all_of['p90'])}, one in ten less than {cash(all_of['p10'])}. The "
            f"mean is {cash(all_of['mean'])} "
            f"({interval(all_of['mean_low'], all_of['mean_high'], cash)}); one figure for "
            f"everybody says {cash(self.pooled.ratio)}."
        )
        if len(self.table) == 1:
            return text
        medians = ", ".join(
            f"{row.customer_type} {cash(row.median)}" for row in self.table.iloc[1:].itertuples()
        )
        return f"{text} The median by type: {medians}."

    def summary(self) -> Table:
        """What a minute is worth to whom, as a table to read."""
        from cvmlab.figures.tables import Table

        cash = self._cash
        by = f"{percent(self.level)} interval"
        rows = list(self.table.itertuples())
        frame = pd.DataFrame(
            {
                "Who": [row.customer_type for row in rows],
                "Respondents": [row.respondents for row in rows],
                "Median": [row.median for row in rows],
                f"{by} of the median": [interval(r.median_low, r.median_high, cash) for r in rows],
                "Mean": [row.mean for row in rows],
                f"{by} of the mean": [interval(r.mean_low, r.mean_high, cash) for r in rows],
                "Eight in ten people": [interval(row.p10, row.p90, cash) for row in rows],
            }
        )
        return Table(
            frame,
            title="What a minute less is worth, and to whom",
            note=self._note(),
            formats={"Median": cash, "Mean": cash},
        )

    def _note(self) -> str:
        cash = self._cash
        text = (
            f"Money a minute. One figure for everybody: {cash(self.pooled.ratio)} "
            f"({self.pooled.in_words(cash)}). "
        )
        if len(self.table) > 1 and SPREADS[0] not in self.fit.no_spread:
            text += (
                f"The type explains {percent(self.between.value)} of how people differ "
                f"({interval(self.between.low, self.between.high, percent)}). "
            )
        text += self._shape_in_words()
        if self.fit.left_out:
            few = ", ".join(f"{name} ({count(some)})" for name, some in self.fit.left_out.items())
            text += f" Left out, because too few to be judged: {few}."
        return text

    def _shape_in_words(self) -> str:
        """What is taken for granted, and whether the choices go along with it."""
        p = self.shape["p"]
        if p.isna().all():
            return "No spread is seen within a type, which does not prove that there is none."
        text = "Within a type a log-normal spread is taken for granted, which these choices "
        if p.min() * len(p) > 1 - self.level:
            return f"{text}do not contradict; the far ends lean on it most."
        why = self.shape.loc[p.idxmin(), "check"]
        return f"{text}contradict ({why}): the median and the far ends may be well off."
