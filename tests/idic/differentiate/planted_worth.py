"""Sample companies seen by person, and what each person is truly expected to bring.

The truth: planted rates of buying and spending, as long as the person stays at the hazard planted
for calm years. What the discounter takes besides is no part of it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from cvmlab.kestrel.block import Block
from cvmlab.kestrel.calendar import dates
from cvmlab.kestrel.fates import SLIP_KEEPS
from cvmlab.kestrel.rivals import MOST, food_money
from cvmlab.value_of.lifetime.customer_values import customer_values
from cvmlab.value_of.lifetime.customer_values_result import CustomerValues

YEAR = 365.25 / 7
DELTA = np.log(1.1) / YEAR


@dataclass(frozen=True)
class Planted:
    """Orders and dates of joining by person, the people's planted lives, and who drew them."""

    orders: pd.DataFrame
    customers: pd.DataFrame
    people: pd.DataFrame
    block: Block

    def values(self, end: str | None = None) -> CustomerValues:
        """What the firm expects of each person on a day."""
        return customer_values(self.orders, self.customers, end=end)

    def survey(self) -> pd.DataFrame:
        """What people answered, by person."""
        cards = pd.Series(self.people.index, index=pd.Index(self.block.main_card()))
        cards = cards[cards.index.notna()]
        answers = self.block.table("survey")
        return answers.assign(customer_id=answers["customer_id"].map(cards))

    def true_potential(self, best: pd.DataFrame) -> pd.Series:
        """Margin to come on what each wallet holds up to the best quarter's share of it.

        Parameters
        ----------
        best : DataFrame
            The benchmark by size of wallet: ``best`` of an ``AttainableGap``.
        """
        people = self.people
        wallet = np.minimum(food_money(self.block, 155), MOST)
        share = best["share"].to_numpy()[np.searchsorted(best["to"].to_numpy()[:-1], wallet)]
        slipped = np.where(people["slip_week"] < 156, SLIP_KEEPS, 1.0)
        month = people["rate"] * slipped * people["spend"] * 52 / 12
        gap = np.maximum(share * wallet - month, 0) * 12
        return gap * people["margin_rate"] * self.weeks(156.0) / YEAR

    def weeks(self, week: float) -> pd.Series:
        """Weeks each person will truly stay, discounted; 0 who has left."""
        waning = self.people["dropout"] + DELTA
        weeks = -np.expm1(-waning * 5 * YEAR) / waning
        return weeks.where(self.people["left"] > week - 0.5, 0.0)

    def true(self, week: float = 156.0) -> pd.Series:
        """What each person is truly expected to bring, seen from a week on; 0 who has left."""
        people = self.people
        slipped = np.where(people["slip_week"] < week, SLIP_KEEPS, 1.0)
        a_week = people["rate"] * slipped * people["spend"] * people["margin_rate"]
        return a_week * self.weeks(week)


def planted(seed: int, size: int = 5_000) -> Planted:
    block = Block(seed, size=size)
    people, fates, trips = block.people, block.fates.people, block.trips
    ids = people["person_id"].to_numpy()
    lines = pd.DataFrame(
        {"customer_id": ids[trips["person"]], "date": dates(trips["day"].to_numpy()),
         "amount": trips["amount"].round(2), "margin": trips["margin"]}
    )  # fmt: skip
    own = people[["rate", "dropout", "spend", "margin_rate"]].assign(
        slip_week=fates["slip_week"].fillna(np.inf), left=fates["left"]
    )
    begun = dates(np.floor(7 * people["acquired"].to_numpy()).astype(int))
    known = pd.DataFrame({"customer_id": ids, "acquired_on": begun})
    return Planted(lines, known, own.set_index(pd.Index(ids, name="customer_id")), block)
