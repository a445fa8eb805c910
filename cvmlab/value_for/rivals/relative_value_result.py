"""What one's own brand gives beyond each rival: the result, its sentence and its table."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING

import pandas as pd

from cvmlab.figures.formats import count, interval, money, percent
from cvmlab.value_for.brands.groups import ALL
from cvmlab.value_for.equation.forms import CREDIT
from cvmlab.value_for.rivals.value_map_result import signed
from cvmlab.value_for.weights.weights_result import ValueWeights

if TYPE_CHECKING:
    from cvmlab.figures.tables import Table

AHEAD, BEHIND, UNSURE = "ahead", "behind", "not sure"


@dataclass(frozen=True, eq=False)
class RelativeValue:
    """The own brand's lead over each rival, for everybody and for each type of customers.

    Attributes
    ----------
    table : pandas.DataFrame
        One row a group ("all" first) and rival: ``customer_type, rival, people`` (who rate both),
        ``lead`` in money with ``low, high``; ``joint_low, joint_high``, which hold for all rows at
        once; ``shrunk``, the lead of a type drawn towards that of all types as far as chance may
        have set it apart; ``place``: "ahead" or "behind" where the joint interval says so and 30
        people or more rate both, else "not sure".
    parts : pandas.DataFrame
        What the leads are made of: ``customer_type, rival, part`` (product, service, price,
        hassle), ``points`` (own less rival, in its own unit), ``worth`` in money with
        ``low, high``; the worths of a lead add up to it.
    best : pandas.DataFrame
        ``customer_type, people, share``, the share of those who know a rival for whom the own
        brand gives most of all they know, with ``low, high``, and ``by_chance``, what that would
        be if all brands were alike.
    own, currency : str
        One's own brand, and the ISO 4217 code.
    weights : ValueWeights
        What a point and a minute count for, by type where known.
    level : float
        Confidence level of the intervals.
    asked : bool
        False for a market typed in by hand: then nothing has an interval.
    credit : str
        Whose the value equation is.
    """

    table: pd.DataFrame
    parts: pd.DataFrame = field(repr=False)
    best: pd.DataFrame
    own: str
    currency: str
    weights: ValueWeights = field(repr=False)
    level: float
    asked: bool
    credit: str = CREDIT

    @property
    def groups(self) -> tuple[str, ...]:
        """ "all", then the types of customers."""
        return tuple(dict.fromkeys(self.table["customer_type"]))

    def of(self, customer_type: str = ALL) -> pd.DataFrame:
        """The leads of one group, over the strongest rival first."""
        rows = self.table[self.table["customer_type"] == customer_type]
        return rows.sort_values("lead", kind="stable").reset_index(drop=True)

    @property
    def sentence(self) -> str:
        """Over whom the own brand is ahead, and where the lead is smallest, in words."""
        cash = partial(money, currency=self.currency)
        kinds = [kind for kind in self.groups if kind != ALL] or [ALL]
        rows = self.table[self.table["customer_type"].isin(kinds)]
        least = rows.loc[rows["lead"].idxmin()]
        over = f"over {least.rival}" + (
            f" ({least.customer_type})" if least.customer_type != ALL else ""
        )
        said = f"the lead of {self.own} {over} is {signed(least.lead, cash)}"
        if not self.asked:
            return f"Of {_leads(len(rows))}, {said}: your own estimates, so no interval."
        ahead, behind = (int((rows["place"] == place).sum()) for place in (AHEAD, BEHIND))
        text = (
            f"In {_leads(len(rows))} with a rival {self.own} is surely ahead in "
            f"{_of(ahead, len(rows))} and surely behind in {_of(behind, len(rows))}; smallest of "
            f"all, {said} "
            f"({interval(least.joint_low, least.joint_high, partial(signed, cash=cash))}, "
            f"{percent(self.level)} for all comparisons together)"
        )
        share = self.best.iloc[0]
        return (
            f"{text}. For {percent(share.share)} of the people "
            f"({interval(share.low, share.high, percent)}) it gives most of all brands they know; "
            f"were all alike, {percent(share.by_chance)}."
        )

    def summary(self) -> Table:
        """The leads as a table to read."""
        from cvmlab.figures.tables import Table

        cash = partial(money, currency=self.currency)
        sign = partial(signed, cash=cash)
        rows = pd.concat([self.of(group) for group in self.groups], ignore_index=True)
        more = f"{self.own} gives more by"
        frame = pd.DataFrame({"Rival": rows["rival"], more: rows["lead"]})
        if self.asked:
            frame.insert(0, "Customers", rows["customer_type"])
            frame.insert(2, "Rated both", rows["people"])
            frame[f"{percent(self.level)} interval"] = [
                interval(row.low, row.high, sign) for row in rows.itertuples()
            ]
            frame["All rows at once"] = [
                interval(row.joint_low, row.joint_high, sign) for row in rows.itertuples()
            ]
            frame[self.own] = rows["place"]
        return Table(
            frame,
            title=f"What {self.own} gives beyond each rival, in money",
            note=self._note(),
            formats={more: sign},
        )

    def _note(self) -> str:
        if not self.asked:
            return f"Your own estimates: no interval. {self.credit}."
        share = "; ".join(
            f"{row.customer_type} {percent(row.share)} ({interval(row.low, row.high, percent)})"
            for row in self.best.itertuples()
        )
        return (
            f"Among people who rate both. Of {count(len(self.table))} intervals some miss by "
            "chance: whether a lead is sure is read from those that hold for all rows at once. "
            f"{self.own} gives most of all brands they know for: {share}. {self.credit}."
        )


def _leads(leads: int) -> str:
    return "1 comparison" if leads == 1 else f"{count(leads)} comparisons"


def _of(some: int, all_of: int) -> str:
    return "none" if some == 0 else "all" if some == all_of else count(some)
