"""What the sum over hassles found: the remedies, cheapest minute first, in words and as a table."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from cvmlab.figures.formats import count, interval, money, number, percent
from cvmlab.value_for.hassle.removal_inputs import EVERY_TIME, Minute, read_minute

if TYPE_CHECKING:
    from cvmlab.figures.tables import Table


@dataclass(frozen=True, eq=False)
class HassleRemovals:
    """The remedies, cheapest minute first.

    Attributes
    ----------
    table : pandas.DataFrame
        One row a remedy: ``name, removes, paid``; ``failures`` a year, ``minutes`` lost by one,
        ``minutes_a_year``; ``times`` somebody could fail and ``share`` who did; ``cost_per_use,
        cost_a_year``; ``cost_a_minute`` removed with ``low, high``; ``worth_a_year`` to customers;
        ``per_euro``, what they gain for each unit of money spent, with ``per_euro_low,
        per_euro_high``; ``net`` of the cost with ``net_low, net_high``; ``seeming``, what they
        would gain per unit if it were paid only when it fails; ``verdict`` "pays", "does not pay"
        or "open".
    minute : Minute
        What a minute is worth, with its interval, and to each type of customer where known.
    set_aside : pandas.DataFrame
        ``reason, rows``: failures and remedies that could not be counted.
    level : float
        Confidence level of the intervals.
    currency : str
        ISO 4217 code; "" where unknown.
    """

    table: pd.DataFrame
    minute: Minute
    set_aside: pd.DataFrame
    level: float
    currency: str
    _minutes: np.ndarray = field(repr=False)  # draws x remedies, minutes a year
    _costs: np.ndarray = field(repr=False)  # draws x remedies, money a year
    _normal: np.ndarray = field(repr=False)  # draws of a standard normal, for the minute's price

    @property
    def sentence(self) -> str:
        """The finding: what is cheapest, what it returns, and what only seems so."""
        first = self.table.iloc[0]
        of_money = self._cash
        verdict = {
            "pays": f"it returns {of_money(first.per_euro)} of value for each unit of money spent",
            "does not pay": "and even that costs more than it is worth",
            "open": "and whether that pays is open",
        }[first.verdict]
        if first.verdict == "pays" and self.currency == "EUR":
            verdict = (
                f"each euro spent returns {of_money(first.per_euro)} of value to customers "
                f"({interval(first.per_euro_low, first.per_euro_high, of_money)})"
            )
        text = (
            f'The cheapest hassle to take away is "{first.removes}", by "{first["name"]}": a '
            f"minute removed costs {of_money(first.cost_a_minute)} "
            f"({percent(self.level)} interval {interval(first.low, first.high, of_money)}), and a "
            f"minute is worth {of_money(self.minute.price)}; {verdict}."
        )
        seems = self.table.loc[self.table["seeming"].idxmax()]
        if seems["name"] != first["name"]:
            text += (
                f' Failure by failure "{seems["name"]}" looks best. But it is paid every time: a '
                f"minute removed costs {of_money(seems.cost_a_minute)}."
            )
        return text

    def of(self, name: str) -> str:
        """The sum for one remedy, in a sentence that can be checked by hand.

        Parameters
        ----------
        name : str
            The remedy.
        """
        found = self.table[self.table["name"] == name]
        if found.empty:
            return f'"{name}" is not among the remedies: {", ".join(self.table["name"])}.'
        row, of_money = found.iloc[0], self._cash
        each, lost = of_money(row.cost_per_use), f"{number(row.minutes, 1)} minutes are lost"
        ends = f"{of_money(row.cost_a_minute)} for a minute removed."
        if row.paid == EVERY_TIME:
            return (
                f"{name}: {each} every time. Of {count(row.times)} times {percent(row.share, 2)} "
                f"fail, and each time {lost}: {each} ÷ ({percent(row.share, 2)} × "
                f"{number(row.minutes, 1)}) = {ends}"
            )
        return (
            f"{name}: {each} each of the {count(row.failures)} times it fails, and {lost}: "
            f"{each} ÷ {number(row.minutes, 1)} = {ends}"
        )

    def at(self, minute_price: Any) -> HassleRemovals:
        """The same remedies for people to whom a minute is worth something else."""
        minute = read_minute(minute_price, self.level)
        return replace(
            self,
            table=valued(self.table, minute, self._minutes, self._costs, self._normal, self.level),
            minute=minute,
        )

    def summary(self) -> Table:
        """The remedies as a table to read."""
        from cvmlab.figures.tables import Table

        rows = list(self.table.itertuples())
        frame = pd.DataFrame(
            {
                "Remedy": self.table["name"],
                "Paid": self.table["paid"],
                "Fails": [percent(row.share, 1) for row in rows],
                "Minutes removed a year": self.table["minutes_a_year"],
                "Cost a year": self.table["cost_a_year"],
                "Cost a minute": self.table["cost_a_minute"],
                f"{percent(self.level)} interval": [
                    interval(row.low, row.high, self._cash) for row in rows
                ],
                f"At {self._cash(self.minute.price)} a minute": self.table["verdict"],
            }
        )
        return Table(
            frame,
            title="What it costs to take a minute of hassle away, cheapest first",
            note=self._note(),
            formats={
                "Minutes removed a year": count,
                "Cost a year": partial(money, currency=self.currency, digits=0),
                "Cost a minute": self._cash,
            },
        )

    def _note(self) -> str:
        text = (
            '"Fails": of all times it could have. Intervals: customers drawn anew, and what is '
            "known of the price of a minute. Each remedy is taken to work as it promises."
        )
        left_out = [
            f"{row.reason}: {count(row.rows)}" for row in self.set_aside.itertuples() if row.rows
        ]
        return f"{text} Set aside: {'; '.join(left_out)}." if left_out else text

    @property
    def _cash(self) -> partial[str]:
        return partial(cash, currency=self.currency)


def valued(
    table: pd.DataFrame,
    minute: Minute,
    minutes: np.ndarray,
    costs: np.ndarray,
    normal: np.ndarray,
    level: float,
) -> pd.DataFrame:
    """The table with costs and gains a minute at this price, and their intervals."""
    out = table.copy()
    tail = (1 - level) / 2
    price = np.maximum(minute.price + minute.error * normal, 0)[:, None]
    with np.errstate(divide="ignore", invalid="ignore"):
        measures = {
            ("cost_a_minute", "low", "high"): costs / minutes,
            ("per_euro", "per_euro_low", "per_euro_high"): price * minutes / costs,
            ("net", "net_low", "net_high"): price * minutes - costs,
        }
    out["worth_a_year"] = minute.price * minutes[0]
    for (name, low, high), drawn in measures.items():
        out[name] = drawn[0]
        drawn = np.where(np.isnan(drawn), np.inf, drawn)  # nobody failed in this resample
        out[low], out[high] = np.quantile(drawn[1:], [tail, 1 - tail], axis=0, method="higher")
    out["seeming"] = minute.price * out["minutes"] / out["cost_per_use"]
    verdict = np.where(out["net_high"] < 0, "does not pay", "open")
    out["verdict"] = np.where(out["net_low"] > 0, "pays", verdict)
    return out


def cash(value: float, currency: str = "") -> str:
    """Money a minute, in tenths of a cent below ten cents.

    Examples
    --------
    >>> cash(0.0613, "EUR"), cash(0.23, "EUR"), cash(4.935, "EUR")
    ('€0.061', '€0.23', '€4.93')
    """
    return money(value, currency, digits=3 if 0 < abs(value) < 0.1 else 2)
