"""Who the best customers are, by one measure and by another: how many stay, and who always does.

A list of the best is only as good as the measure behind it, and a measure may rest on an
assumption. So the list is drawn up under each of them: who is on all of the lists is among the best
whatever one believes; who is on one of them is there because of what was assumed.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from cvmlab.errors import DataProblem, Problem, one_problem, suggestion
from cvmlab.figures.formats import count, number

if TYPE_CHECKING:
    from cvmlab.figures.tables import Table


@dataclass(frozen=True, eq=False)
class RankingByAssumption:
    """The best customers under each measure; see ``ranking_by_assumption``.

    Attributes
    ----------
    table : DataFrame
        One row a measure: ``measure``, ``stay`` (how many of the best by `against` are among its
        best too), ``leave``, ``tau`` (Kendall's tau-b over all who are among the best by either;
        1: the same order, −1: the reverse), ``tied`` (further customers level with its last).
    ranks : DataFrame
        One row for everybody who is among the best by any measure, one column a measure: the rank
        (1 is best; ties share the best place).
    lists : dict of str to tuple of str
        The best by each measure, in their order.
    always : tuple of str
        Who is among the best by every measure.
    against : str
        The measure the others are held against.
    top : int
        How many the best are.
    customers : int
        How many were ranked.
    """

    table: pd.DataFrame
    ranks: pd.DataFrame
    lists: dict[str, tuple[str, ...]]
    always: tuple[str, ...]
    against: str
    top: int
    customers: int

    def stay(self, measure: str) -> int:
        """How many of the best by `against` are among the best by another measure."""
        return int(self.table.set_index("measure").loc[measure, "stay"])

    def tau(self, measure: str) -> float:
        """How far two measures order the best alike."""
        return float(self.table.set_index("measure").loc[measure, "tau"])

    @property
    def sentence(self) -> str:
        """How many stay under each measure, and how many under all."""
        others = self.table[self.table["measure"] != self.against]
        parts = [f"{count(row.stay)} by {row.measure}" for row in others.itertuples()]
        return (
            f"Of the best {count(self.top)} of {count(self.customers)} customers by "
            f"{self.against}, so many are still among the best {count(self.top)}: "
            f"{', '.join(parts)}. "
            f"{count(len(self.always))} are by every one of {count(len(self.table))} measures."
        )

    def summary(self) -> Table:
        """The measures as a table to read."""
        from cvmlab.figures.tables import Table

        frame = pd.DataFrame(
            {
                "Best customers by": self.table["measure"],
                f"Of the best {count(self.top)} by {self.against}, stay": self.table["stay"],
                "Leave": self.table["leave"],
                "Order alike (Kendall's tau)": self.table["tau"],
                "Level with the last": self.table["tied"],
            }
        )
        note = (
            f"{count(len(self.always))} are on every list. Tau is taken over all who are on either "
            "list: 1 where both order them alike, 0 where one order says nothing of the other."
        )
        return Table(frame, f"The best {count(self.top)}, by what is measured", note,
                     formats={"Order alike (Kendall's tau)": ".2f"})  # fmt: skip

    def who(self, most: int = 20) -> Table:
        """The customers on any list, with their rank on each."""
        from cvmlab.figures.tables import Table

        frame = self.ranks.sort_values(self.against, kind="stable").head(most)
        return Table(
            frame.rename_axis("Customer").reset_index(),
            f"Who is among the best {count(self.top)}, and by which measure",
            "Ranks; those above the number of the best are not on that list.",
        )

    def __repr__(self) -> str:
        return self.sentence


def ranking_by_assumption(
    measures: pd.DataFrame, *, top: int = 20, against: str | None = None
) -> RankingByAssumption:
    """How the list of the best customers changes with the measure, or with an assumption.

    Parameters
    ----------
    measures : DataFrame
        A row a customer (its index the ids), a column a measure; more is better.
    top : int
        How many the best are.
    against : str, optional
        The measure the others are held against; the first column by default.

    Returns
    -------
    RankingByAssumption

    Raises
    ------
    DataProblem
        When a measure is missing for somebody, customers stand there twice, or there are fewer of
        them than are to be chosen.

    Notes
    -----
    Customers level with each other keep the order of the table, and the list says how many more
    stand level with its last. Tau-b: (concordant − discordant pairs) / √(pairs not tied by one ×
    pairs not tied by the other) (Kendall 1945, "The Treatment of Ties in Ranking Problems").

    Examples
    --------
    >>> two = pd.DataFrame({"history": [9, 8, 1], "value": [1, 8, 9]}, index=["A", "B", "C"])
    >>> found = ranking_by_assumption(two, top=2)
    >>> found.stay("value"), found.always
    (1, ('B',))
    """
    against = str(measures.columns[0]) if against is None else against
    _refuse(measures, top, against)
    lists, ranks, tied = {}, {}, {}
    for name in measures.columns:
        amounts = measures[name].to_numpy(float)
        best = np.argsort(-amounts, kind="stable")[:top]
        lists[name] = tuple(measures.index[best].astype(str))
        ranks[name] = measures[name].rank(ascending=False, method="min").astype(int)
        tied[name] = int(
            (amounts == amounts[best[-1]]).sum() - (amounts[best] == amounts[best[-1]]).sum()
        )
    sets = {name: set(found) for name, found in lists.items()}
    ids = measures.index.astype(str)
    rows = []
    for name in measures.columns:
        both = ids.isin(sets[name] | sets[against])
        tau = kendall_tau(
            measures.loc[both, against].to_numpy(float), measures.loc[both, name].to_numpy(float)
        )
        stay = len(sets[name] & sets[against])
        rows.append((name, stay, top - stay, tau, tied[name]))
    anywhere = ids.isin(set().union(*sets.values()))
    always = tuple(one for one in lists[against] if all(one in some for some in sets.values()))
    return RankingByAssumption(
        table=pd.DataFrame(rows, columns=["measure", "stay", "leave", "tau", "tied"]),
        ranks=pd.DataFrame(ranks)[anywhere].set_axis(ids[anywhere]),
        lists=lists,
        always=always,
        against=against,
        top=top,
        customers=len(measures),
    )


def kendall_tau(one: np.ndarray, other: np.ndarray) -> float:
    """Kendall's tau-b of two orders of the same customers; NaN where one of them has no order.

    Examples
    --------
    >>> round(kendall_tau(np.array([1, 2, 3, 4]), np.array([1, 2, 4, 3])), 3)
    0.667
    """
    pairs = np.triu_indices(len(one), 1)
    first, second = (np.sign(x[pairs[0]] - x[pairs[1]]) for x in (one, other))
    untied = float(np.abs(first).sum()) * float(np.abs(second).sum())
    return float((first * second).sum() / np.sqrt(untied)) if untied else float("nan")


def _refuse(measures: pd.DataFrame, top: int, against: str) -> None:
    problems = []
    if against not in measures:
        near = suggestion(against, map(str, measures.columns))
        problems.append(Problem(f"no measure of this name.{near}", "choose a column.", against))
    if not 0 < top <= len(measures):
        problems.append(Problem(f"the best {top} of {len(measures)} customers",
                                "choose at least one, and no more than there are."))  # fmt: skip
    twice = measures.index.duplicated()
    if twice.any():
        problems.append(Problem("customers who stand there twice", "give one row each.",
                                "customer_id", int(twice.sum())))  # fmt: skip
    for name in measures.columns:
        if not pd.api.types.is_numeric_dtype(measures[name]):
            problems.append(Problem("no numbers", "give an amount for everybody.", str(name)))
        elif bad := int((~np.isfinite(measures[name].to_numpy(float))).sum()):
            problems.append(Problem("not known for everybody", "give 0 where there is none.",
                                    str(name), bad))  # fmt: skip
    if problems:
        raise DataProblem(problems, "the measures")
    if top > 3_000:
        raise one_problem(f"{number(top, 0)} best are too many to compare pair by pair",
                          "compare at most 3,000.")  # fmt: skip
