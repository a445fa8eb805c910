"""Who is who: the records of every system put together, and how that was decided."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd

from cvmlab.errors import one_problem
from cvmlab.figures.formats import count, percent
from cvmlab.figures.tables import Table
from cvmlab.idic.identify.clusters import clusters
from cvmlab.idic.identify.match_model import MatchModel
from cvmlab.idic.identify.pair_weighed import PairWeighed, pair_weighed

KEPT_FROM = 0.5  # pairs less likely than not are not kept


@dataclass(frozen=True, eq=False)
class Linkage:
    """Records put together into identities; see ``link_records``.

    Attributes
    ----------
    table : DataFrame
        One row a record: ``record_id, customer_id, system, created, identity``.
    pairs : DataFrame
        Pairs of records more likely one person than not: ``record_a, record_b, probability, bits``
        (sum of the fields' weights), a column a field (its level of agreement, −1 empty, 0
        different), ``known`` (the same card), ``apart`` (the guard says two people), ``linked``
        (followed at this threshold).
    identities : Series
        ``record_id`` → identity: the person's earliest card, else the earliest record.
    threshold : float
        Match probability from which a pair is linked.
    guard : bool
        Whether people of one home are kept apart.
    model : MatchModel
        What agreement counts.
    rules : tuple of tuple of str
        Pairs were compared that agree in all fields of one of these.
    aside : tuple of str
        What was not compared, and why.
    records : DataFrame
        The records as they were compared, in the order given.
    """

    table: pd.DataFrame = field(repr=False)
    pairs: pd.DataFrame = field(repr=False)
    identities: pd.Series = field(repr=False)
    threshold: float
    guard: bool
    model: MatchModel = field(repr=False)
    rules: tuple[tuple[str, ...], ...]
    aside: tuple[str, ...]
    records: pd.DataFrame = field(repr=False)

    @property
    def fields(self) -> tuple[str, ...]:
        """What was compared."""
        return self.model.fields

    @cached_property
    def _by_id(self) -> pd.Series:
        """Identity of every card and every record; a record's own number goes first."""
        cards = self.table.dropna(subset="customer_id").drop_duplicates("customer_id")
        by_card = cards.set_index(cards["customer_id"].astype(str))["identity"]
        both = pd.concat([self.identities, by_card])
        return both[~both.index.duplicated()]

    def identity_of(self, ids: pd.Series) -> pd.Series:
        """The identity behind each record or card.

        Parameters
        ----------
        ids : Series of str
            ``record_id`` or ``customer_id``, mixed as they come.

        Returns
        -------
        Series
            With the index of `ids`. An id that no record bears is an identity of its own; an empty
            one stays empty.
        """
        found = ids.map(self._by_id)
        return found.where(found.notna(), ids)

    def records_of(self, identity: str) -> pd.DataFrame:
        """The records of one identity, card or record, earliest first, as they were compared."""
        own = self._identity(identity)
        mine = self.table["identity"] == own
        rows = self.records[mine.to_numpy()]
        return rows.sort_values(["created", "record_id"]).reset_index(drop=True)

    def cards_of(self, identity: str) -> list[str]:
        """The cards of one identity, earliest first."""
        return [str(card) for card in self.records_of(identity)["customer_id"].dropna().unique()]

    def at(self, threshold: float | None = None, guard: bool | None = None) -> Linkage:
        """The same pairs, decided anew; nothing is compared again.

        Parameters
        ----------
        threshold : float, optional
            Match probability from which a pair is linked, 0.5 or more; by default as it is.
        guard : bool, optional
            Whether people of one home are kept apart; by default as it is.
        """
        threshold = self.threshold if threshold is None else threshold
        guard = self.guard if guard is None else guard
        if not KEPT_FROM <= threshold < 1:
            raise one_problem(
                f"the threshold is {threshold}",
                f"give a match probability from {KEPT_FROM} to just below 1: 0.99 for 99%.",
            )
        return replace(self, **_decided(self.records, self.pairs, self.model, threshold, guard))

    @cached_property
    def sizes(self) -> pd.Series:
        """How many identities have one record, two, three, …"""
        return self.identities.value_counts().value_counts().sort_index()

    @property
    def number(self) -> int:
        """How many identities there are."""
        return int(self.identities.nunique())

    @cached_property
    def cards(self) -> pd.Series:
        """Cards of each identity that holds any: how many."""
        held = self.table.dropna(subset="customer_id")
        return held.groupby("identity")["customer_id"].nunique()

    @property
    def sentence(self) -> str:
        """How many records became how many identities, and how many hold more than one card."""
        rule = "people of one home kept apart" if self.guard else "without a household guard"
        text = (
            f"{count(len(self.table))} records belong to {count(self.number)} identities "
            f"(linked from a match probability of {percent(self.threshold, 1)}, {rule})."
        )
        if len(self.cards):
            many = int((self.cards > 1).sum())
            text += (
                f" Of the {count(len(self.cards))} that hold a card, {count(many)} "
                f"({percent(many / len(self.cards), 1)}) hold more than one."
            )
        return text

    def summary(self) -> Table:
        """How many records the identities have."""
        sizes = self.sizes
        few = sizes[sizes.index < 5]
        rows = [(str(n), k, n * k) for n, k in few.items()]
        if (many := sizes[sizes.index >= 5]).size:
            rows.append(("5 and more", int(many.sum()), int((many * many.index).sum())))
        rows.append(("All", self.number, len(self.table)))
        frame = pd.DataFrame(rows, columns=["Records of an identity", "Identities", "Records"])
        return Table(
            frame, "Records put together", " ".join([self.sentence, *self.aside]), total_row=True
        )

    def of(self, one: str) -> str:
        """One person's records in words: which systems, since when, which cards.

        Parameters
        ----------
        one : str
            A record, a card or an identity.

        Raises
        ------
        DataProblem
            When no record or card is called so.
        """
        rows, cards = self.records_of(one), self.cards_of(one)
        noun = "record" if len(rows) == 1 else "records"
        where = " and ".join(str(s) for s in rows["system"].dropna().unique())
        text = f"{one} belongs to {self._identity(one)}: {count(len(rows))} {noun}"
        text += f" ({', '.join(rows['record_id'])})"
        text += f", in {where}" if where else ""
        text += "; no card." if not cards else f"; card{'s' * (len(cards) > 1)} {', '.join(cards)}."
        return text

    def explain(self, record_a: str, record_b: str) -> PairWeighed:
        """Why two records are taken for one person or for two, field by field.

        Parameters
        ----------
        record_a, record_b : str
            Two records; a card or an identity stands for its earliest record.

        Returns
        -------
        PairWeighed

        Raises
        ------
        DataProblem
            When there are no such records, or both are the same.
        """
        one, other = self._record(record_a), self._record(record_b)
        if one["record_id"] == other["record_id"]:
            raise one_problem(f"{record_a} and {record_b} are one record", "name two records.")
        same = self.identities[one["record_id"]] == self.identities[other["record_id"]]
        return pair_weighed(one, other, self.model, together=bool(same), guard=self.guard)

    def _record(self, one: str) -> pd.Series:
        """A record by its number; that of a card or an identity is its earliest."""
        own = self.records["record_id"] == one
        if own.any():
            return self.records[own].iloc[0]
        rows = self.records_of(one)
        mine = rows["customer_id"].astype(str) == one
        return rows[mine].iloc[0] if mine.any() else rows.iloc[0]

    def _identity(self, one: str) -> str:
        if one not in self._by_id.index:
            raise one_problem(f'No record or card is called "{one}"', "choose an id of the table.")
        return str(self._by_id[one])

    def __repr__(self) -> str:
        return self.sentence


def linked(
    records: pd.DataFrame, pairs: pd.DataFrame, model: MatchModel,
    rules: list[tuple[str, ...]], aside: tuple[str, ...], threshold: float, guard: bool,
) -> Linkage:  # fmt: skip
    """Decide for the first time: pairs are given by places, and get the records' numbers."""
    ids = records["record_id"].to_numpy()
    named = pairs.assign(record_a=ids[pairs["one"]], record_b=ids[pairs["two"]])
    decided = _decided(records, named, model, threshold, guard)
    return Linkage(**decided, model=model, rules=tuple(rules), aside=aside, records=records)


def _decided(
    records: pd.DataFrame, pairs: pd.DataFrame, model: MatchModel, threshold: float, guard: bool
) -> dict[str, Any]:
    kept = pairs["known"] | (pairs["probability"] >= threshold)
    if guard:
        kept &= ~pairs["apart"]
    rows = np.flatnonzero(kept)
    labels, refused = clusters(pairs.iloc[rows], records, model.fields, guard=guard)
    linked = np.zeros(len(pairs), dtype=bool)
    linked[np.delete(rows, refused)] = True
    table = records[["record_id", "customer_id", "system", "created"]].copy()
    table["identity"] = _names(records, labels)
    identities = table.set_index("record_id")["identity"]
    return {
        "table": table,
        "pairs": pairs.assign(linked=linked),
        "identities": identities,
        "threshold": threshold,
        "guard": guard,
    }


def _names(records: pd.DataFrame, labels: np.ndarray) -> np.ndarray:
    """What each identity is called: its earliest card, else its earliest record."""
    named = pd.DataFrame(
        {
            "label": labels,
            "bare": records["customer_id"].isna().to_numpy(),
            "created": records["created"].to_numpy(),
            "name": records["customer_id"].fillna(records["record_id"]).astype(str).to_numpy(),
        }
    )
    first = named.sort_values(["bare", "created", "name"]).drop_duplicates("label")
    return first.set_index("label")["name"].loc[labels].to_numpy()
