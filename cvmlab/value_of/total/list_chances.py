"""How sure a list of the best is: how many of its customers will be among those who turn out best.

An account is an expectation, and nobody ever meets one. So many futures are drawn (the lifetime
model's, with the errors of its estimates), everybody's account is added up in each, and every list
is held against the best of that future. Two lists whose intervals overlap widely are not two
findings.

Source: Goldstein & Spiegelhalter (1996), "League Tables and Their Limitations", Journal of the
Royal Statistical Society A 159(3).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from cvmlab.errors import one_problem
from cvmlab.figures.formats import count, interval, number, percent
from cvmlab.value_of.lifetime.lifetime_value import lifetime_value
from cvmlab.value_of.lifetime.outcomes import draw_outcomes
from cvmlab.value_of.lifetime.valuation import Valuation
from cvmlab.value_of.total.firm_account import FirmAccount
from cvmlab.value_of.total.ranking_by_assumption import RankingByAssumption

if TYPE_CHECKING:
    from cvmlab.figures.tables import Table


LEAST_DRAWN = 500  # customers, however short the lists


@dataclass(frozen=True, eq=False)
class ListChances:
    """How many of each list will turn out to be among the best; see ``list_chances``.

    Attributes
    ----------
    table : DataFrame
        One row a list: ``measure``, ``hits`` (expected number that will be among the best),
        ``low, high`` (prediction interval), ``better`` (share of futures in which this list holds
        more of the best than the list it is held against).
    against : str
    top : int
    draws : int
    level : float
    """

    table: pd.DataFrame
    against: str
    top: int
    draws: int
    level: float

    def hits(self, measure: str) -> float:
        """How many of a list are expected to be among those who turn out best."""
        return float(self.table.set_index("measure").loc[measure, "hits"])

    @property
    def sentence(self) -> str:
        """How much each list is to be trusted."""
        rows = self.table.sort_values("hits", ascending=False, kind="stable")
        best, own = rows.iloc[0], self.table.set_index("measure").loc[self.against]
        text = (
            f"Of the {count(self.top)} on the list by {best.measure}, {number(best.hits, 1)} are "
            f"expected to be among the {count(self.top)} who turn out best "
            f"({percent(self.level)} of futures: {interval(best.low, best.high, count)})"
        )
        if best.measure != self.against:
            text += (
                f"; of the list by {self.against}, {number(own.hits, 1)} "
                f"({interval(own.low, own.high, count)}). It holds more of them in "
                f"{percent(best.better)} of futures"
            )
        return text + "."

    def summary(self) -> Table:
        """The lists as a table to read."""
        from cvmlab.figures.tables import Table

        frame = pd.DataFrame(
            {
                "List by": self.table["measure"],
                f"Will be among the best {count(self.top)}": self.table["hits"],
                f"{percent(self.level)} of futures": [
                    interval(row.low, row.high, count) for row in self.table.itertuples()
                ],
                f"Holds more than the list by {self.against}": [
                    "" if row.measure == self.against else percent(row.better)
                    for row in self.table.itertuples()
                ],
            }
        )
        return Table(
            frame, "How sure each list is",
            f"{count(self.draws)} futures drawn: purchases as the lifetime model lets them fall, "
            "everything else as expected.",
            formats={f"Will be among the best {count(self.top)}": ".1f"},
        )  # fmt: skip

    def __repr__(self) -> str:
        return self.sentence


def list_chances(
    firm: FirmAccount,
    ranking: RankingByAssumption,
    *,
    draws: int = 200,
    level: float = 0.95,
    seed: int = 0,
) -> ListChances:
    """How many of each list of the best will turn out to be among the best.

    Parameters
    ----------
    firm : FirmAccount
        Whose accounts, with no price stated beyond what its tables suggest.
    ranking : RankingByAssumption
        The lists.
    draws : int
        Futures drawn.
    level : float
        Of the prediction intervals.
    seed : int
        The same seed, the same futures.

    Raises
    ------
    DataProblem
        When a list names somebody without an account.

    Notes
    -----
    A future is a customer's drawn purchases plus the other lines of the account as expected.
    Drawn are those on a list and those whose accounts stand highest, a hundred times as many as
    are listed; the others keep their expectation, from which they cannot get among the best.
    """
    account = firm.account
    at = account.customers
    places = {name: at.get_indexer(list(ids)) for name, ids in ranking.lists.items()}
    if any((place < 0).any() for place in places.values()):
        raise one_problem("a list names customers without an account", "rank the firm's own.")
    totals = account.totals.to_numpy()
    drawn = np.zeros(len(at), dtype=bool)
    drawn[np.argsort(-totals, kind="stable")[: max(LEAST_DRAWN, 100 * ranking.top)]] = True
    drawn[np.concatenate(list(places.values()))] = True
    worth, drawn_at = _worth_of(firm, at, drawn)
    hits = np.empty((draws, len(places)))
    amounts = totals.copy()
    others = totals[drawn_at] - worth.value
    futures = draw_outcomes(worth, draws, np.random.default_rng(seed))
    for future, (rows, brought) in enumerate(futures):
        amounts[drawn_at] = others
        amounts[drawn_at[rows]] += brought
        best = np.zeros(len(at), dtype=bool)
        best[np.argpartition(-amounts, ranking.top - 1)[: ranking.top]] = True
        hits[future] = [best[place].sum() for place in places.values()]
    tail = (1 - level) / 2
    low, high = np.quantile(hits, [tail, 1 - tail], axis=0, method="nearest")
    own = hits[:, list(places).index(ranking.against)]
    table = pd.DataFrame(
        {"measure": list(places), "hits": hits.mean(axis=0), "low": low, "high": high,
         "better": (hits > own[:, None]).mean(axis=0)}
    )  # fmt: skip
    return ListChances(table, ranking.against, ranking.top, draws, level)


def _worth_of(
    firm: FirmAccount, customers: pd.Index, drawn: np.ndarray
) -> tuple[Valuation, np.ndarray]:
    """What some customers' purchases may bring, and where these customers stand among all."""
    values, table = firm.values, firm.values.table
    rows = table[table["customer_id"].isin(customers[drawn])]
    found = lifetime_value(
        values.fit, values.spend, rows, horizon=values.lifetime.horizon,
        discount=values.lifetime.discount, margin_rate="margin_rate",
        time_unit=values.lifetime.time_unit, alpha=values.lifetime.alpha,
    )  # fmt: skip
    return found.valuation, customers.get_indexer(rows["customer_id"])
