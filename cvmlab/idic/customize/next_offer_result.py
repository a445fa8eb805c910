"""The next offer for every customer: to be read by need, and for one customer with the reason."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pandas as pd

from cvmlab.errors import one_problem
from cvmlab.figures.formats import count, money, percent
from cvmlab.figures.tables import Table
from cvmlab.idic.customize.knowledge_flow_result import RECORDED, USED, KnowledgeFlow
from cvmlab.idic.customize.uses_a_year import as_people

if TYPE_CHECKING:
    from cvmlab.idic.identify.linkage_result import Linkage

OFFER, DO, ASK, AWAY = "offer", "do what was said", "ask", "no visit in a year"
STEPS = (OFFER, DO, ASK, AWAY)


@dataclass(frozen=True, eq=False)
class NextOffers:
    """What to do next for each customer; see ``next_offers``.

    Attributes
    ----------
    table : DataFrame
        One row a customer: ``customer_id``; the note that counts (``preference, need, recorded_on,
        recorded_by, reached``, ``said_by`` the card it is on, ``notes`` how many); ``evidence`` in
        words; ``step`` ("offer", "do what was said", "ask", "no visit in a year"); ``offer``,
        ``cost_per_use``, ``visits`` and ``uses`` a year, ``cost_a_year``; ``by_message`` (False for
        whoever unsubscribed).
    offer_for : DataFrame
        The table from needs and wishes to offers; see ``needs_to_offers``.
    flow : KnowledgeFlow
        What was recorded, and how far it came.
    currency : str
    linkage : Linkage, optional
        Who is whom, where lines are of persons.
    """

    table: pd.DataFrame = field(repr=False)
    offer_for: pd.DataFrame = field(repr=False)
    flow: KnowledgeFlow = field(repr=False)
    currency: str
    linkage: Linkage | None = field(default=None, repr=False)

    @property
    def offered(self) -> pd.DataFrame:
        """The customers whom something is offered."""
        return self.table[self.table["step"] == OFFER]

    @property
    def cost(self) -> float:
        """What a year of all next offers costs, at the most."""
        return float(self.table["cost_a_year"].sum())

    @property
    def sentence(self) -> str:
        """How many get an offer, what it costs, and how many have to be asked."""
        steps = self.table["step"].value_counts().reindex(STEPS, fill_value=0)
        here = len(self.table) - steps[AWAY]
        mine = self.offered
        share = percent((here - steps[ASK]) / here) if here else percent(0)
        each = self.cost / len(mine) if len(mine) else 0.0
        known = here - steps[ASK]
        named = "all of them" if known == len(mine) else f"{count(len(mine))} of them"
        text = (
            f"Of {count(here)} customers who came in the last year we know the need of "
            f"{count(known)} ({share}); {named} get an offer for it, at {self._cash(self.cost)} a "
            f"year, {self._cash(each)} each. {count(steps[ASK])} said nothing that was written "
            "down: they are asked, not guessed."
        )
        if steps[DO]:
            text += f" For {count(steps[DO])} nothing is offered: what they said is done."
        if steps[AWAY]:
            text += f" {count(steps[AWAY])} more did not come in a year."
        return text

    @property
    def not_by_message(self) -> str:
        """How many of those with an offer may not be told of it by message."""
        mine = self.offered
        quiet = int((~mine["by_message"]).sum())
        return (
            f"{count(quiet)} of the {count(len(mine))} with an offer have unsubscribed: they hear "
            "of it at the counter, not by message."
        )

    def of(self, customer: str) -> str:
        """One customer: the next offer, what it costs, and the reason.

        Raises
        ------
        DataProblem
            When there is no such customer.
        """
        named = as_people(pd.Series([customer]), self.linkage).iloc[0]
        rows = self.table[self.table["customer_id"] == named]
        if rows.empty:
            raise one_problem(f"there is no customer {customer!r}", "choose an id of the table.")
        row = rows.iloc[0]
        why = row["evidence"] if isinstance(row["evidence"], str) else "nothing is known"
        if isinstance(row["reached"], str):
            why += {USED: "; somebody uses it", RECORDED: "; nobody else can see it"}.get(
                row["reached"], "; it can be seen, and nobody used it"
            )
        name = row["customer_id"]
        if row["step"] == AWAY:
            return f"{name} did not come in a year: no offer. ({why[0].upper()}{why[1:]}.)"
        if row["step"] == ASK:
            return f"{name}: ask. Nobody has written down what this customer would like."
        if row["step"] == DO:
            return f"{name}: do what was said, nothing else. Why: {why}."
        each = self._cash(row["cost_per_use"])
        text = (
            f'{name}: "{row["offer"]}" (for "{row["need"]}"). Why: {why}. Cost: {each} × '
            f"{count(row['uses'])} {'use' if row['uses'] == 1 else 'uses'} = "
            f"{self._cash(row['cost_a_year'])} a year at the most."
        )
        return text if row["by_message"] else f"{text} Unsubscribed: tell it at the counter."

    def by_need(self) -> pd.DataFrame:
        """One row a need (and one for those to be asked): customers, evidence, cost a year.

        Customers and money add up to those of the table.
        """
        name = self.table["need"].fillna("not known")
        name = name.where(self.table["step"] != AWAY, "(no visit in a year)")
        rows = self.table.assign(
            need=name, with_evidence=self.table["evidence"].notna(),
            offered=self.table["step"] == OFFER,
        )  # fmt: skip
        out = rows.groupby("need").agg(
            customers=("customer_id", "size"), with_evidence=("with_evidence", "sum"),
            offered=("offered", "sum"), cost_a_year=("cost_a_year", "sum"),
        )  # fmt: skip
        offers = self.offer_for[self.offer_for["kind"] == "need"].set_index("answers")
        named = offers["name"].fillna("do what was said")
        last = {"not known": "(ask)", "(no visit in a year)": "(nothing)"}
        out.insert(
            0, "offer", [last.get(need, named.get(need, "(no offer)")) for need in out.index]
        )
        order = out.index.isin(list(last)), -out["cost_a_year"]
        return out.assign(last=order[0], cost=order[1]).sort_values(
            ["last", "cost"], kind="stable"
        ).drop(columns=["last", "cost"]).reset_index()  # fmt: skip

    def summary(self) -> Table:
        """By need: the offer, the customers, how many have evidence, and the cost a year."""
        rows = self.by_need()
        total = rows[["customers", "with_evidence", "offered", "cost_a_year"]].sum()
        rows = pd.concat(
            [rows, pd.DataFrame([{"need": "All", "offer": "", **total}])], ignore_index=True
        )
        frame = pd.DataFrame(
            {
                "Need": rows["need"],
                "Offer": rows["offer"],
                "Customers": rows["customers"].astype("int64"),
                "With evidence": rows["with_evidence"].astype("int64"),
                "Get an offer": rows["offered"].astype("int64"),
                "Cost a year": rows["cost_a_year"],
            }
        )
        wishes = self.offer_for[self.offer_for["kind"] == "wish"]
        note = "Cost: at the most, every visit of the last year a use."
        if len(wishes):
            lines = (
                f'"{row.answers}" gets "{row.name_}"' if isinstance(row.name_, str)
                else f'"{row.answers}": do what was said'
                for row in wishes.rename(columns={"name": "name_"}).itertuples()
            )  # fmt: skip
            note += f" In their own words: {'; '.join(lines)}."
        formats = {"Cost a year": lambda x: money(x, self.currency or None, digits=0)}
        return Table(frame, "The next offer, by need", note, formats=formats, total_row=True)

    def _cash(self, amount: float) -> str:
        return money(amount, self.currency or None)

    def __repr__(self) -> str:
        return self.sentence
