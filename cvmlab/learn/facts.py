"""The numbers behind a lesson's exercises, worked out from the tables in use, never typed."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from cvmlab.data.workspace import Workspace
from cvmlab.learn.precision import written
from cvmlab.learn.stand_ins import find_stand_ins, is_own, own_day, reworded


class Facts:
    """What a lesson asks for, worked out from the tables in use; each fact when first needed.

    Parameters
    ----------
    ws : Workspace
        The tables in use.
    """

    def __init__(self, ws: Workspace) -> None:
        self.ws = ws
        self._found: dict[str, str] | None = None

    @property
    def stand_ins(self) -> dict[str, str]:
        """What stands here for the sample company's people, channels and levels; empty on it."""
        from cvmlab.learn.parts import PARTS  # they ask these facts

        if self._found is None:
            self._found = {}  # a part may ask for those found before it
            number = type(self).__name__.removeprefix("Lesson")
            find_stand_ins(PARTS.get(number, {}), self, self._found)
        return self._found

    def stands_for(self, sample: str) -> str:
        """Who or what plays a part of the sample company in the tables in use."""
        return self.stand_ins.get(sample) or own_day(sample, self.ws) or sample

    def in_own_words(self, text: str) -> str:
        """A text of the lesson with the firm's own names in it; as it is on the sample company."""
        return reworded(text, self.stand_ins, self.ws.currency) if is_own(self.ws) else text

    @cached_property
    def currency(self) -> str:
        """The currency of the orders, where it is known."""
        return self.ws.transactions.ledger.currency or ""

    def write(self, value: Any, to: str) -> str:
        """A value as it is written at this precision, money in the currency of the orders."""
        return written(value, to, self.currency if to in ("euro", "cent") else "")
