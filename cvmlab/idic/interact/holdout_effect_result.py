"""What all letters brought by lot, to be read, printed and argued over."""

from __future__ import annotations

from dataclasses import dataclass, field

import pandas as pd

from cvmlab.figures.formats import count, interval, money, number, percent
from cvmlab.figures.tables import Table
from cvmlab.stats.experiments.covariate_adjusted import Sharpened
from cvmlab.stats.experiments.trial import Trial

Triple = tuple[float, float, float]


@dataclass(frozen=True, eq=False)
class HoldoutEffect:
    """All letters together against none; see ``holdout_effect``.

    Attributes
    ----------
    trial : Trial
        Arms with the outcomes ``margin``, ``spent`` and ``net`` (a head), as drawn.
    sharpened : Sharpened or None
        The same with and without what was known before, where something was.
    letters : float
        Messages a head in the arm written to.
    reached : float
        Share of that arm who got any: those who got none count in it all the same.
    leaked : int
        How many of those drawn to be left alone got messages.
    weeks : float
        The time after the lot.
    set_aside : int
        Persons drawn for both arms, in neither.
    by_person : bool
    currency : str
    """

    trial: Trial = field(repr=False)
    sharpened: Sharpened | None = field(repr=False)
    letters: float
    reached: float
    leaked: int
    weeks: float
    set_aside: int
    by_person: bool
    currency: str

    def each(self, outcome: str) -> Triple:
        """The difference a head in ``margin``, ``spent`` or ``net``, with its interval."""
        row = self.trial.table.set_index("outcome").loc[outcome]
        return float(row.difference), float(row.low), float(row.high)

    @property
    def gain(self) -> float:
        """Margin a head that the letters brought."""
        return self.each("margin")[0]

    @property
    def low(self) -> float:
        """The lower end of its interval."""
        return self.each("margin")[1]

    @property
    def high(self) -> float:
        """The upper end of its interval."""
        return self.each("margin")[2]

    @property
    def cost(self) -> float:
        """What the letters cost a head."""
        return self.each("spent")[0]

    @property
    def net(self) -> Triple:
        """What the letters to all who were written to brought after their cost, in all."""
        one, low, high = (self.trial.sizes[0] * x for x in self.each("net"))
        return one, low, high

    @property
    def of_a_letter(self) -> Triple:
        """Margin that a message brought on average, with its interval."""
        one, low, high = (x / self.letters for x in self.each("margin"))
        return one, low, high

    @property
    def mismatch(self) -> bool:
        """Whether the arms' sizes cannot have come from the lot: then believe nothing here."""
        return self.trial.mismatch

    @property
    def pays(self) -> bool | None:
        """Whether the letters pay: None where the lot cannot tell, or was not kept."""
        _, low, high = self.net
        if self.mismatch or low <= 0 <= high:
            return None
        return low > 0

    @property
    def sentence(self) -> str:
        """What the lot says of all letters, in euros."""
        if self.mismatch:
            return f"Sample ratio mismatch. {self.trial.lot}"
        row = self.trial.table.set_index("outcome").loc["margin"]
        written, alone = self.trial.sizes
        more = "more" if self.gain >= 0 else "less"
        text = (
            f"{count(alone)} customers drawn by lot got no letters for {count(self.weeks)} weeks: "
            f"{self._cash(row.control)} of margin each (the baseline). The {count(written)} others "
            f"got {number(self.letters, 1)} messages each and brought "
            f"{self._cash(abs(self.gain))} {more} (difference {self._range(self.each('margin'))}), "
            f"at a cost of {self._cash(self.cost)}. "
        )
        net, low, high = self.net
        sums = f"{self._cash(net)} ({interval(low, high, self._cash)})"
        if self.pays is None:
            return f"{text}All letters together: {sums}; whether they pay, the lot cannot tell."
        if self.pays:
            return f"{text}All letters together brought {sums} after their cost."
        return f"{text}All letters together lost money: {sums}."

    @property
    def kept(self) -> str:
        """Whether the lot was kept, who got what they were drawn for, and who was set aside."""
        text = (
            f"{self.trial.lot} Of those to be written to {percent(self.reached)} got a message; "
            "the others count among them all the same (intention to treat)."
        )
        if self.leaked:
            text += f" {count(self.leaked)} of those to be left alone got messages."
        if self.set_aside:
            text += f" {count(self.set_aside)} persons were drawn for both and are in neither."
        return text

    @property
    def past(self) -> str:
        """What the customers' own past was worth to the comparison."""
        if self.sharpened is None:
            return "Nothing known before the lot is in the table, so the interval is a plain one."
        row = self.sharpened.table.iloc[0]
        return (
            f"What they had bought before explains {percent(row.explained)} of the noise: without "
            f"it, the lot would need {number(row.worth, 1)} times as many customers for an "
            "interval as narrow."
        )

    def summary(self) -> Table:
        """The arms side by side, a head and a year."""
        rows = [
            (said, row.control, row.treated, row.difference,
             interval(row.low, row.high, self._cash), self.trial.sizes[0] * row.difference)
            for said, row in zip(
                ("Margin", "Letters and messages", "Margin after letters"),
                self.trial.table.itertuples(), strict=True,
            )
        ]  # fmt: skip
        frame = pd.DataFrame(
            rows, columns=["A head", "Left alone", "Written to", "Difference",
                           f"{percent(self.trial.level)} interval", "All written to"],
        )  # fmt: skip
        cash = dict.fromkeys(["Left alone", "Written to", "Difference", "All written to"],
                             self._cash)  # fmt: skip
        title = f"{count(self.weeks)} weeks with and without letters, by lot"
        note = self.kept
        if self.sharpened is not None:
            note += " Differences with what they had bought before made equal."
        return Table(frame, title, note, formats=cash)

    def _range(self, of: Triple) -> str:
        return f"{percent(self.trial.level)} interval {interval(of[1], of[2], self._cash)}"

    def _cash(self, amount: float) -> str:
        return money(amount, self.currency or None)

    def __repr__(self) -> str:
        return self.sentence
