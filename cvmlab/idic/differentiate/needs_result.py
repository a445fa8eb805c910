"""What customers need, to be asked for one of them, by source, and for all."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

import pandas as pd

from cvmlab.errors import one_problem
from cvmlab.figures.formats import count, day, interval, number, percent
from cvmlab.idic.differentiate.need_evidence import FAILURE, MOTIVE, WISH
from cvmlab.idic.differentiate.need_persistence import Persistence
from cvmlab.stats.agreement import Agreement, agreement

if TYPE_CHECKING:
    from cvmlab.figures.tables import Table

CERTAIN = 0.5  # above it one need is likelier than all others together
_SAID = {
    WISH: "wishes that were told",
    FAILURE: "failures that an offer takes away",
    MOTIVE: "the strongest motive, when asked",
}
_NAMES = {FAILURE: "Went wrong", MOTIVE: "Strongest motive"}


@dataclass(frozen=True, eq=False)
class CustomerNeeds:
    """What is known of each customer's needs; see ``customer_needs``.

    Attributes
    ----------
    evidence : DataFrame
        ``customer_id, source, need, words, day``: every record.
    customers : Index
        All customers, also those of whom nothing is known.
    persistence : mapping of source to Persistence
        How far a record of the source foretells the customer's next one.
    level : float
    linkage : Linkage or None
        What made persons of cards, where that was done.
    """

    evidence: pd.DataFrame = field(repr=False)
    customers: pd.Index = field(repr=False)
    persistence: Mapping[str, Persistence]
    level: float
    linkage: Any = field(default=None, repr=False)

    @cached_property
    def shares(self) -> pd.DataFrame:
        """Source × need: the firm's shares of its records."""
        rows = self.evidence.groupby(["source", "need"]).size().unstack(fill_value=0)
        return rows.div(rows.sum(axis=1), axis=0).reindex(list(self.persistence))

    @cached_property
    def unknown(self) -> int:
        """Customers of whom no source says anything."""
        return int((~self.customers.isin(self.evidence["customer_id"])).sum())

    def chances(self, source: str = WISH) -> pd.DataFrame:
        """Customer × need: the chance that the next record of this source concerns the need.

        Only customers with a record of the source; of the others the firm's shares are all that
        is known. See ``needs_from`` for the formula.

        Raises
        ------
        DataProblem
            When there are no records of the source.
        """
        said, rows = self._of_source(source), self.evidence[self.evidence["source"] == source]
        counts = rows.groupby(["customer_id", "need"]).size().unstack(fill_value=0)
        return self._posterior(counts, said.weight, self.shares.loc[source])

    def leading(self, source: str = WISH) -> pd.DataFrame:
        """By customer: ``need`` (the likeliest next one), its ``chance``, and ``records``.

        Ties go to the need told last.
        """
        rows = self.evidence[self.evidence["source"] == source]
        chances = self.chances(source)
        # A need told, however little it foretells, leads over one that was never told.
        told = rows.groupby(["customer_id", "need"]).agg(n=("day", "size"), last=("day", "max"))
        told = told.reset_index().sort_values(["n", "last"], ascending=False, kind="stable")
        need = told.drop_duplicates("customer_id").set_index("customer_id")["need"].sort_index()
        at = chances.columns.get_indexer(need)
        chance = chances.loc[need.index].to_numpy()[range(len(need)), at]
        return pd.DataFrame(
            {"need": need, "chance": chance, "records": rows.groupby("customer_id").size()}
        )

    def of(self, customer: str) -> str:
        """One customer: what was said, and what it foretells.

        Raises
        ------
        DataProblem
            When there is no such customer.
        """
        who = self._identity(customer)
        mine = self.evidence[self.evidence["customer_id"] == who]
        if mine.empty:
            return (
                f"{who}: no wish, no failure with a remedy and no answer is on record. Of "
                f"{count(self.unknown)} of {count(len(self.customers))} customers nothing is "
                "known: ask."
            )
        parts = []
        for source, rows in mine.groupby("source", sort=False):
            if source == WISH:
                said = "; ".join(
                    f'"{r.words}" ({r.need}, {day(r.day)})' if r.day == r.day
                    else f'"{r.words}" ({r.need})'
                    for r in rows.itertuples()
                )  # fmt: skip
                parts.append(f"Told us: {said}")
            else:
                many = rows["need"].value_counts()
                said = ", ".join(f"{n} ({count(c)} of {count(len(rows))})" for n, c in many.items())
                parts.append(f"{_NAMES.get(str(source), source)}: {said}")
        return f"{who}. " + ". ".join(parts) + "."

    def by_hand(self, customer: str, source: str = WISH) -> str:
        """The chance of the need that was told, worked by hand for one customer.

        Raises
        ------
        DataProblem
            When the customer has no record of this source.
        """
        who, said = self._identity(customer), self._of_source(source)
        lead = self.leading(source)
        if who not in lead.index:
            raise one_problem(
                f"{who} has no record of the source {source!r}", "choose another customer."
            )
        one, rho = lead.loc[who], said.weight
        share = float(self.shares.loc[source, one["need"]])
        rows = self.evidence[
            (self.evidence["source"] == source) & (self.evidence["customer_id"] == who)
        ]
        on_it = int((rows["need"] == one["need"]).sum())
        weight = len(rows) * rho / (1 + (len(rows) - 1) * rho)
        own = on_it / len(rows)
        return (
            f"{who}, chance that the next {source} is again about {one['need']!r}: "
            f"{number(weight, 3)} × {percent(own)} (own: {on_it} of {len(rows)}) + "
            f"{number(1 - weight, 3)} × {percent(share, 1)} (all customers) = "
            f"{percent(one['chance'], 1)}."
        )

    @property
    def sentence(self) -> str:
        """Of how many nothing is known, and which source tells people apart."""
        whole = len(self.customers)
        text = (
            f"Of {count(self.unknown)} of {count(whole)} customers "
            f"({percent(self.unknown / whole)}) no need is on record."
        )
        for source, said in self.persistence.items():
            held = interval(said.low, said.high, lambda x: number(x, 2))
            if said.value != said.value:
                text += f" By {source}, nobody has two records: whether needs last is unknown."
                continue
            verdict = "one foretells the next" if said.shown else "not shown to foretell the next"
            text += (
                f" By {source}, two records of one customer agree in {percent(said.match)} of "
                f"{count(said.pairs)} pairs, by chance in {percent(said.by_chance)}: persistence "
                f"{number(said.value, 2)} ({percent(self.level)} interval {held}), {verdict}."
            )
        return text

    def summary(self) -> Table:
        """By source: who is covered, how far a record foretells the next, how many are certain."""
        from cvmlab.figures.tables import Table

        lines = []
        for source, said in self.persistence.items():
            lead = self.leading(source)
            here = lead.index.isin(self.customers)
            lines.append(
                {
                    "Source": _SAID.get(source, source),
                    "Customers": int(here.sum()),
                    "Of all": here.sum() / len(self.customers),
                    "Pairs that agree": said.match,
                    "By chance": said.by_chance,
                    "Persistence": said.value,
                    f"{percent(self.level)} interval": interval(
                        said.low, said.high, lambda x: number(x, 2)
                    ),
                    "Need certain": int((lead["chance"] > CERTAIN).sum()),
                }
            )
        frame = pd.DataFrame(lines)
        shares = ("Of all", "Pairs that agree", "By chance")
        note = (
            f"No need on record: {count(self.unknown)} of {count(len(self.customers))} customers "
            f"({percent(self.unknown / len(self.customers))}). "
            "Certain: the next record concerns the leading need with a chance above one half. "
            "Persistence: 0 where one record tells nothing of the next, 1 where it tells all."
        )
        return Table(frame, "What is known of needs", note, formats=dict.fromkeys(shares, percent))

    def agreement(self, first: str = WISH, second: str = MOTIVE) -> Agreement:
        """Whether two sources lead to the same need, in customers who have both.

        Raises
        ------
        DataProblem
            When a source has no records, or no customer has both.
        """
        one, other = self.leading(first)["need"], self.leading(second)["need"]
        both = one.index.intersection(other.index)
        return agreement(
            one[both], other[both], names=(f"the {first}", f"the {second}"), level=self.level
        )

    def _identity(self, customer: str) -> str:
        """The name under which a customer, or one of their cards, stands here."""
        if customer in self.customers:
            return customer
        if self.linkage is not None:
            who = str(self.linkage.identity_of(pd.Series([customer])).iloc[0])
            if who in self.customers or (self.evidence["customer_id"] == who).any():
                return who
        if (self.evidence["customer_id"] == customer).any():
            return customer
        raise one_problem(f"no customer {customer!r}", "choose an id of the customers.")

    def _of_source(self, source: str) -> Persistence:
        if source not in self.persistence:
            raise one_problem(
                f"no records of the source {source!r}", f"there are: {', '.join(self.persistence)}."
            )
        return self.persistence[source]

    @staticmethod
    def _posterior(counts: pd.DataFrame, rho: float, share: pd.Series) -> pd.DataFrame:
        """Own shares and the firm's, weighed by how far a record foretells the next."""
        n = counts.sum(axis=1)
        weight = n * rho / (1 + (n - 1) * rho)
        firm = share.reindex(counts.columns).fillna(0.0)
        own = counts.div(n, axis=0)
        rest = pd.DataFrame(
            (1 - weight).to_numpy()[:, None] * firm.to_numpy()[None, :],
            index=counts.index, columns=counts.columns,
        )  # fmt: skip
        return own.mul(weight, axis=0) + rest

    def __repr__(self) -> str:
        return self.sentence
