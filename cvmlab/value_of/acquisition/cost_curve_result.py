"""Average and marginal cost of a customer, as a result to read."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial

import numpy as np
import pandas as pd

from cvmlab.errors import one_problem, suggestion
from cvmlab.figures.formats import day, interval, money, number, percent
from cvmlab.figures.tables import Table
from cvmlab.value_of.acquisition.costs_result import ALL, Amount
from cvmlab.value_of.acquisition.curve_fit import CurveFit
from cvmlab.value_of.acquisition.response_curve import ResponseCurve


@dataclass(frozen=True, eq=False)
class CostCurves:
    """Average and marginal cost of a customer; see ``cost_curve``.

    Attributes
    ----------
    table : DataFrame
        One row a channel and phase, at its usual week: ``channel, phase, customers`` and ``spend``
        a week, ``cac`` (what was spent over who was won); and on the curve ``average`` and
        ``marginal`` cost of a customer with ``_low`` and ``_high``, and ``ratio`` of the two.
    curves : DataFrame
        One row a channel: ``channel, weeks, first_cost`` (of the very first customer),
        ``ceiling`` (customers a week) with its interval, ``bends`` (whether a bend can be told
        from a straight line), ``dispersion`` (spread around the curve against that of pure
        chance, 1), ``follows`` (whether the spend seems to follow the customers), ``idle`` (weeks
        with spend and without a customer that could not be used).
    phase : date or None
    level : float
    currency : str
    fits : dict of CurveFit
    weeks : DataFrame
        What was fitted: ``week, channel, spend, customers_won, phase``.
    """

    table: pd.DataFrame
    curves: pd.DataFrame
    phase: dt.date | None
    level: float
    currency: str
    fits: dict[str, CurveFit] = field(repr=False)
    weeks: pd.DataFrame = field(repr=False)

    def curve(self, channel: str) -> ResponseCurve:
        """The response curve of a channel, a week.

        Raises
        ------
        DataProblem
            When none was fitted for it.
        """
        return self.fit_of(channel).curve

    def fit_of(self, channel: str) -> CurveFit:
        """The fitted curve of a channel with its covariance."""
        if channel not in self.fits:
            known = ", ".join(self.fits)
            raise one_problem(
                f"no curve was fitted for {channel!r}",
                f"choose from: {known}.{suggestion(channel, self.fits)}",
            )
        return self.fits[channel]

    def usual(self, channel: str, phase: str | None = None) -> pd.Series:
        """The row of a channel's usual week, by default of the last phase."""
        self.fit_of(channel)
        rows = self.table[self.table["channel"] == channel]
        rows = rows if phase is None else rows[rows["phase"] == phase]
        if rows.empty:
            raise one_problem(
                f"no week of {channel!r} lies in the phase {phase!r}",
                f"choose from: {', '.join(self.table['phase'].unique())}.",
            )
        return rows.iloc[-1]

    def if_spend(self, times: float, *, phase: str | None = None) -> pd.DataFrame:
        """What another budget would win, and what each *additional* customer would cost.

        Parameters
        ----------
        times : float
            The usual spend of a week times this: 2 doubles it.
        phase : str, optional
            Whose usual week; by default the last one.

        Returns
        -------
        DataFrame
            One row a channel: ``channel, customers`` and ``spend`` now, ``additional`` customers a
            week with ``additional_low, additional_high``; ``cost_each`` of these with its
            interval. Read off the curve: it has not been tried.
        """
        if not (times > 0 and times != 1 and np.isfinite(times)):
            raise ValueError("times is a positive number other than 1: 2 doubles the spend")
        rows = []
        for channel, fit in self.fits.items():
            now = self.usual(channel, phase)
            more = partial(_more, won=now.customers, times=times)
            each = partial(_each, won=now.customers, times=times)
            spend = float(fit.curve.spend_for(now.customers))
            rows.append(
                (channel, now.customers, spend, *fit.amount(more, self.level),
                 *fit.amount(each, self.level))
            )  # fmt: skip
        names = ["channel", "customers", "spend", "additional", "additional_low",
                 "additional_high", "cost_each", "cost_each_low", "cost_each_high"]  # fmt: skip
        return pd.DataFrame(rows, columns=names)

    def marginal(self, channel: str, phase: str | None = None) -> Amount:
        """What one more customer a week would cost at the usual week of a phase."""
        row = self.usual(channel, phase)
        return Amount(float(row.marginal), float(row.marginal_low), float(row.marginal_high))

    @property
    def sentence(self) -> str:
        """The channel on which average and next customer lie furthest apart."""
        last = self.table.groupby("channel", sort=False).tail(1)
        row = last.loc[last["ratio"].idxmax()]
        text = (
            f"{row.channel.capitalize()}: at the usual {number(row.customers, 1)} customers a week "
            f"one costs {self._cash(row.average)} on average, and one more would cost "
            f"{self._cash(row.marginal)} ({percent(self.level)} interval "
            f"{interval(row.marginal_low, row.marginal_high, self._cash)})."
        )
        return f"{text} {self.caution}"

    @property
    def caution(self) -> str:
        """What these weeks cannot prove."""
        follows = list(self.curves.loc[self.curves["follows"], "channel"])
        if not follows:
            return "Spend was not drawn by lot, so this is a reading of the curve and no proof."
        names = ", ".join(follows)
        if len(follows) == len(self.curves) > 2:
            names = f"all {len(follows)} channels"
        return (
            f"In {names} customers lie closer to the curve than chance alone would let them: there "
            "the spend seems to follow the customers. A curve like that says what customers were "
            "billed at; that more money would bring more of them, only a trial can show."
        )

    def summary(self) -> Table:
        """Average against next customer by channel, in the words of a report."""
        table = self.table
        frame = pd.DataFrame({"Channel": table["channel"]})
        if self.phase is not None:
            frame["Phase"] = table["phase"] + f" {day(self.phase)}"
            frame["Phase"] = frame["Phase"].str.replace("after", "from", regex=False)
        frame["Customers a week"] = table["customers"]
        frame["Spend a week"] = table["spend"]
        frame["On average"] = table["average"]
        frame["The next one"] = table["marginal"]
        frame[f"{percent(self.level)} interval"] = [
            interval(row.marginal_low, row.marginal_high, self._cash) for row in table.itertuples()
        ]
        whole = partial(money, currency=self.currency or None, digits=0)
        return Table(
            frame, "What a customer costs on average, and what the next one would",
            f"At the usual week of each phase, on one curve a channel. {self.caution}",
            formats={"Customers a week": ".1f", "Spend a week": whole, "On average": self._cash,
                     "The next one": self._cash},
        )  # fmt: skip

    @property
    def _cash(self) -> Callable[[float], str]:
        return partial(money, currency=self.currency or None)

    def __repr__(self) -> str:
        return self.sentence


def _more(curve: ResponseCurve, won: float, times: float) -> float:
    return float(curve.customers(times * curve.spend_for(won))) - won


def _each(curve: ResponseCurve, won: float, times: float) -> float:
    return (times - 1) * float(curve.spend_for(won)) / _more(curve, won, times)


def phase_words(phase: str, first: dt.date | None) -> str:
    """A phase as it is written in a legend."""
    if first is None or phase == ALL:
        return "usual week"
    return f"usual week {'before' if phase == 'before' else 'from'} {day(first)}"
