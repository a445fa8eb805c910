"""The customers below zero, sorted: to be read, printed and held against a memo."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import pandas as pd

from cvmlab.errors import one_problem
from cvmlab.figures.formats import count, day, interval, money, percent
from cvmlab.figures.tables import Table
from cvmlab.value_of.lifetime.cost_to_serve import CostToServe
from cvmlab.value_of.right.ways_of_counting import BY_NAME, ENDS, ways_of_counting

ABOVE = "above zero"
GONE = "bought nothing all year"
PAYS = "pays its way without letters"
COSTS = "below zero even without letters"
BELOW = (GONE, PAYS, COSTS)


@dataclass(frozen=True, eq=False)
class LetGo:
    """Customers below zero, and what letting them go would do; see ``let_go``.

    Attributes
    ----------
    table : DataFrame
        One row a customer: ``customer_id``; of the year ``margin``, ``trips``, ``stoppable`` (cost
        of letters), ``ends`` (failures put right: ends with the customer), ``marginal`` (margin −
        ends) and ``left_over`` (− letters too); ``value`` with ``low, high``, ``to_come`` (value −
        failures to come), ``stoppable_to_come``, ``alive``; ``group``; ``chance_below`` (next year,
        if costs stay as they are; NaN above zero); where given, ``spoke_for``, ``spoke_against``,
        ``friends``, ``friends_value``.
    groups : DataFrame
        One row a group, with sums and the interval of its value to come.
    ways : DataFrame
        How many lie below zero by each way of counting: ``way, customers, bought, euros``.
    costs : CostToServe
    overhead : float
        What was shared out in the first ways of counting.
    horizon : str
        Of the value to come, in words.
    level : float
        Confidence level of the intervals.
    currency : str
    """

    table: pd.DataFrame = field(repr=False)
    groups: pd.DataFrame = field(repr=False)
    ways: pd.DataFrame = field(repr=False)
    costs: CostToServe = field(repr=False)
    overhead: float
    horizon: str
    level: float
    currency: str

    @property
    def below(self) -> pd.DataFrame:
        """The customers below zero by every cost that bears their name."""
        return self.table[self.table["group"] != ABOVE]

    @property
    def wrongly(self) -> pd.DataFrame:
        """Of these, who buys and pays its way as soon as the stoppable costs stop."""
        return self.table[self.table["group"] == PAYS]

    @property
    def lost(self) -> float:
        """Margin of a year that letting all of them go would throw away, less what ends with it."""
        return float(self.below["marginal"].sum())

    @property
    def saved(self) -> float:
        """What stopping alone would have saved in the year, with no customer lost."""
        return float(self.below["stoppable"].sum())

    @property
    def sentence(self) -> str:
        """How many of those below zero are there for letters alone, and what they will bring."""
        rows = self.groups.loc[list(BELOW)]
        gone, pays, costs = (int(n) for n in rows["customers"])
        worth = self.groups.loc[PAYS]
        return (
            f"{count(gone + pays + costs)} customers lie below zero. {count(gone)} of them bought "
            f"nothing all year: there is nobody to let go, only letters to stop. {count(pays)} "
            f"bought, brought {self._cash(worth.marginal)} more than ends with them, and are below "
            f"zero for the letters alone. About {count(worth.alive)} of these are still customers: "
            f"they would be let go wrongly. All {count(pays)} are expected to bring "
            f"{self._cash(worth.value)} over the {self.horizon} ({percent(self.level)} interval "
            f"{interval(worth.low, worth.high, self._cash)}). {count(costs)} are below zero "
            f"without any letters, by {self._cash(-rows.loc[COSTS, 'marginal'])} together."
        )

    @property
    def year(self) -> str:
        """What came in and what was spent in the year, and how many lie below zero."""
        table, below = self.table, self.below
        return (
            f"From {day(self.costs.since)} to {day(self.costs.until)} {count(len(table))} "
            f"customers bought or were written to. They brought a margin of "
            f"{self._cash(table['margin'].sum())}; letters to them cost "
            f"{self._cash(table['stoppable'].sum())}, failures put right "
            f"{self._cash(table['ends'].sum())}. {count(len(below))} of them lie below zero, "
            f"together {self._cash(below['left_over'].sum())}."
        )

    @property
    def verdict(self) -> str:
        """Letting go against stopping, in euros of the year."""
        now = float(self.below["left_over"].sum())
        return (
            f"As it was, these customers left {self._cash(now)}. Had they been let go before the "
            f"year, €0 would stand there: {self._cash(-now)} better. Had only the letters stopped, "
            f"{self._cash(self.lost)}: {self._cash(self.saved)} better, with every customer kept."
        ).replace("€0 would", f"{money(0, self.currency or None, digits=0)} would")

    @property
    def chances(self) -> str:
        """How many will be below zero next year too, if nothing is changed."""
        mine = self.wrongly
        sent, came = (self._cash(mine[c].mean()) for c in ("stoppable", "margin"))
        return (
            f"Of the {count(len(mine))} who bought, {percent(mine['chance_below'].mean())} would "
            f"be below zero next year too if costs stay as they are: no bad luck, but letters for "
            f"{sent} a year where {came} of margin come in. For "
            f"{count((mine['chance_below'] < 0.5).sum())} of them the chance is below 50%."
        )

    @property
    def given(self) -> str:
        """What those let go wrongly, and all below zero, gave that is in no account."""
        for name in ("spoke_for", "friends"):
            if name not in self.table:
                raise one_problem("No contributions were given", "give contributions= and "
                                  "referrals= to let_go.")  # fmt: skip
        rows = self.below
        senders = rows[rows["friends"] > 0]
        return (
            f"The {count(len(rows))} below zero spoke well of us, recommended or helped "
            f"{count(rows['spoke_for'].sum())} times, spoke badly "
            f"{count(rows['spoke_against'].sum())} times, and {count(len(senders))} of them sent "
            f"{count(rows['friends'].sum())} friends, who are expected to bring "
            f"{self._cash(rows['friends_value'].sum())} over the {self.horizon} (not all of it "
            "because they were sent)."
        )

    def of(self, customer: str) -> str:
        """One customer: the year, what ends with the customer, what is to come, whom they sent.

        Raises
        ------
        DataProblem
            When there is no such customer.
        """
        row = self.table[self.table["customer_id"] == customer]
        if row.empty:
            raise one_problem(
                f"no customer {customer!r} bought or was written to from {day(self.costs.since)} "
                f"to {day(self.costs.until)}",
                "choose an id of the table.",
            )
        one = row.iloc[0]
        text = (
            f"{customer} came {_times(one.trips)}: {self._cash(one.margin)} (margin) − "
            f"{self._cash(one.stoppable)} (letters) − {self._cash(one.ends)} (failures) = "
            f"{self._cash(one.left_over)}."
        )
        text += (
            f" Without letters: {self._cash(one.marginal)}. Expected to bring over the "
            f"{self.horizon}: {self._cash(one.value)}; {percent(one.alive)} likely to be a "
            "customer still."
        )
        text += (
            f" Let go before the year: {self._cash(one.marginal)} + {self._cash(one.value)} = "
            f"{self._cash(one.marginal + one.value)} lost."
        )
        if "friends" in self.table and one.friends:
            noun = "friend" if one.friends == 1 else "friends"
            text += (
                f" Sent {count(one.friends)} {noun}, expected to bring "
                f"{self._cash(one.friends_value)}."
            )
        if "spoke_for" in self.table and (one.spoke_for or one.spoke_against):
            text += f" Spoke or acted for us {_times(one.spoke_for)}, against us "
            text += f"{_times(one.spoke_against)}."
        return text

    @property
    def worst(self) -> str:
        """The id of the customer whom it would be worst to let go: own value and friends' value.

        Raises
        ------
        DataProblem
            When nobody would be let go wrongly.
        """
        mine = self.wrongly
        if mine.empty:
            raise one_problem("Nobody below zero pays the way", "there is no one to name.")
        worth = mine["value"] + mine.get("friends_value", 0.0)
        return str(mine.loc[worth.idxmax(), "customer_id"])

    def summary(self) -> Table:
        """The groups with their year, what is to come, and the chance of another such year."""
        rows = self.groups
        frame = pd.DataFrame(
            {
                "Customers who are": rows.index,
                "Customers": rows["customers"].to_numpy(),
                "Left over": rows["left_over"].to_numpy(),
                "Without letters": rows["marginal"].to_numpy(),
                "Expected margin to come": rows["value"].to_numpy(),
                f"{percent(self.level)} interval": [
                    interval(row.low, row.high, self._cash) for row in rows.itertuples()
                ],
                "Below zero next year too": [
                    percent(chance) if chance == chance else "–" for chance in rows["chance_below"]
                ],
            }
        )
        cash = [*frame.columns[2:5]]
        return Table(
            frame, title="Who lies below zero, and what is to come",
            note=f"To come: over the {self.horizon}, in today's money, before the cost to serve of "
            f"{self._cash(self.costs.per_purchase)} a trip. Next year: if costs stay as they are.",
            formats=dict.fromkeys(cash, self._cash),
        )  # fmt: skip

    def options(self) -> Table:
        """The year of those below zero: as it was, let go, or no longer written to."""
        rows = self.below
        margin, stoppable = float(rows["margin"].sum()), float(rows["stoppable"].sum())
        ends = float(rows["ends"].sum())
        to_come, letters_too = (float(rows[c].sum()) for c in ("to_come", "stoppable_to_come"))
        frame = pd.DataFrame(
            [
                ("as it was", margin, -stoppable, -ends, margin - stoppable - ends,
                 to_come - letters_too),
                ("let them go", 0.0, 0.0, 0.0, 0.0, 0.0),
                ("stop the letters", margin, 0.0, -ends, margin - ends, to_come),
            ],
            columns=["What is done", "Margin", "Letters", "What ends with them",
                     "Left of the year", "To come"],
        )  # fmt: skip
        return Table(
            frame, title=f"{count(len(rows))} customers below zero: three ways to treat them",
            note=f"To come: expected margin over the {self.horizon} less what serving it costs, "
            f"and less letters where they go on as in the year.",
            formats=dict.fromkeys(frame.columns[1:], self._cash),
        )  # fmt: skip

    def counted(self, overhead: float, sent: float = 1.0) -> LetGo:
        """The same customers, another overhead, or only a share of what can stop."""
        ways = ways_of_counting(self.table, overhead, sent)
        return replace(self, ways=ways, overhead=overhead)

    @property
    def counting(self) -> str:
        """How many lie below zero by each way of counting, in a sentence."""
        ways = self.ways
        shared = ways[~ways["way"].isin([BY_NAME, ENDS])]
        by = dict(zip(ways["way"], ways["customers"], strict=True))
        text = ""
        if len(shared):
            parts = ", ".join(
                f"{row.way.removeprefix('overhead ')} {count(row.customers)}"
                for row in shared.itertuples()
            )
            text = (
                f"An overhead of {money(self.overhead, self.currency or None, digits=0)} "
                f"shared out puts below zero: {parts} customers. "
            )
        return (
            f"{text}Every cost that bears a name: {count(by[BY_NAME])}. Costs that end with the "
            f"customer: {count(by[ENDS])}. The customers and what they bought are the same."
        )

    def _cash(self, amount: float) -> str:
        return money(amount, self.currency or None)

    def __repr__(self) -> str:
        return self.sentence


def _times(number: float) -> str:
    return {0: "never", 1: "once"}.get(int(number), f"{count(number)} times")
