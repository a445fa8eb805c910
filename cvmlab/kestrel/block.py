"""A block of people and all that follows from them, each part made when first asked for."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

from cvmlab.kestrel.calendar import ACTIVE_WEEKS
from cvmlab.kestrel.cards import draw_records
from cvmlab.kestrel.fates import Fates, draw_fates
from cvmlab.kestrel.people import draw_people
from cvmlab.kestrel.seeds import generator
from cvmlab.kestrel.trade import draw_trips

PEOPLE = 20_000  # people of a full block


@dataclass(frozen=True)
class Block:
    """One block of people.

    Parameters
    ----------
    seed : int
        The seed of the whole company.
    number : int
        Which block, from 0.
    size : int
        How many people.
    """

    seed: int
    number: int = 0
    size: int = PEOPLE

    def rng(self, table: str) -> np.random.Generator:
        """The random numbers of one table in this block."""
        return generator(self.seed, table, self.number)

    @cached_property
    def people(self) -> pd.DataFrame:
        """Who they are: see :func:`cvmlab.kestrel.people.draw_people`."""
        return draw_people(self.seed, self.number, self.size)

    @cached_property
    def fates(self) -> Fates:
        """What happens to them: see :func:`cvmlab.kestrel.fates.draw_fates`."""
        return draw_fates(self.seed, self.number, self.people)

    @cached_property
    def records(self) -> pd.DataFrame:
        """How the systems know them: see :func:`cvmlab.kestrel.cards.draw_records`."""
        return draw_records(self.seed, self.number, self.people)

    @cached_property
    def trips(self) -> pd.DataFrame:
        """What they bought: see :func:`cvmlab.kestrel.trade.draw_trips`."""
        return draw_trips(self.seed, self.number, self.people, self.fates.people)

    @cached_property
    def _made(self) -> dict[str, pd.DataFrame]:
        return {}

    def table(self, name: str) -> pd.DataFrame:
        """One of the company's tables for these people, made once."""
        from cvmlab.kestrel.tables import OF_PEOPLE

        if name not in self._made:
            self._made[name] = OF_PEOPLE[name](self)
        return self._made[name]

    @cached_property
    def _main_card(self) -> np.ndarray:
        cards = self.records[self.records["main"]]
        card = np.full(self.size, None, dtype=object)
        card[cards["person"]] = cards["customer_id"]
        return card

    def main_card(self) -> np.ndarray:
        """The customer_id of each person's first card; None for those without one."""
        return self._main_card.copy()

    def active(self, week: int) -> np.ndarray:
        """Whether each person bought in the 26 weeks before a week."""
        day = self.trips["day"].to_numpy()  # in order
        first, end = np.searchsorted(day, [7 * (week - ACTIVE_WEEKS), 7 * week])
        active = np.zeros(self.size, dtype=bool)
        active[self.trips["person"].to_numpy()[first:end]] = True
        return active
