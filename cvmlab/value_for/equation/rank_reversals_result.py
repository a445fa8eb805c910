"""Which ranks turn when the same answers are read in another way: the result and its words."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pandas as pd

from cvmlab.figures.formats import count, percent
from cvmlab.value_for.equation.forms import CREDIT
from cvmlab.value_for.equation.rank_crossings import Crossing
from cvmlab.value_for.equation.rank_pairs import HOLDS, PERHAPS, TURNS
from cvmlab.value_for.equation.readings import Reading

if TYPE_CHECKING:
    from cvmlab.figures.tables import Table

_LISTED = 4  # more statements than that stand in the table


@dataclass(frozen=True, eq=False)
class RankReversals:
    """The ranks of all brands in every reading, and what may be said whatever the reading.

    Attributes
    ----------
    table : pandas.DataFrame
        One row a brand, the own one first: ``brand``, then its rank in each reading, missing
        where the reading leaves it out.
    first : pandas.DataFrame
        One row a reading: ``reading``, who is ``first``, and the ``chance``: the share of
        resamples in which it is.
    pairs : pandas.DataFrame
        One row a pair of brands: ``ahead, behind``, the ``verdict`` ("holds in every reading",
        "may be chance", "turns"), ``readings_ahead`` of ``readings``, and the ``chance``: the
        share of resamples in which ``ahead`` is ahead in all readings at once.
    crossing : pandas.DataFrame
        One row an assumption: ``what`` must move, by which ``form``, ``at`` which value (``low,
        high``) the own brand and the ``rival`` change places, and what is assumed ``now``.
    crossings : tuple of Crossing
        The same with their sentences.
    together : float
        The share of resamples in which everything that holds, holds at once.
    left_out : dict of str to str
        Readings that cannot be computed, and why.
    own : str
        One's own brand.
    level : float
        Confidence level: a pair holds where ``chance`` is at least (1 + level) / 2, as where the
        interval of a difference lies on one side of 0.
    resamples : int
        How often respondents were drawn; 0 for a market typed in by hand.
    scale : str
        The scale of the answers.
    """

    table: pd.DataFrame
    first: pd.DataFrame
    pairs: pd.DataFrame
    crossing: pd.DataFrame
    crossings: tuple[Crossing, ...] = field(repr=False)
    together: float
    left_out: dict[str, str]
    own: str
    level: float
    resamples: int
    scale: str
    readings: tuple[Reading, ...] = field(repr=False)

    @property
    def credit(self) -> str:
        """Whose equation it is."""
        return CREDIT

    @property
    def holds(self) -> tuple[str, ...]:
        """What may be said whatever the reading, brand by brand."""
        kept = self.pairs[self.pairs["verdict"] == HOLDS]
        order = {brand: place for place, brand in enumerate(self.table["brand"])}
        names = sorted(set(kept["ahead"]), key=order.__getitem__)
        return tuple(
            f"{name} ahead of {_joined(list(kept.loc[kept['ahead'] == name, 'behind']))}"
            for name in names
        )

    @property
    def winners(self) -> pd.Series:
        """In how many readings each brand comes first, most often first."""
        return self.first["first"].value_counts(sort=False).sort_values(
            ascending=False, kind="stable"
        )  # fmt: skip

    @property
    def sentence(self) -> str:
        """Who comes first in how many readings, and what holds in all of them, in words."""
        winners = self.winners
        readings = count(len(self.first))
        if len(winners) == 1:
            text = f"{winners.index[0]} comes first in all {readings} readings."
        else:
            said = _joined([f"{brand} in {count(times)}" for brand, times in winners.items()])
            text = (
                f"The same answers read in {readings} ways put {len(winners)} brands first: {said}."
            )
        return f"{text} {self._pairs_said()}"

    def _pairs_said(self) -> str:
        """How many pairs turn, and what holds: all of it, or what is said of the own brand."""
        verdicts = self.pairs["verdict"]
        if len(verdicts) == 1:
            return self._one_pair_said()
        turn, unsure, hold = (int((verdicts == each).sum()) for each in (TURNS, PERHAPS, HOLDS))
        parts = [f"{count(turn)} {'turns' if turn == 1 else 'turn'}"]
        if unsure:
            parts.append(f"{count(unsure)} may be chance")
        held = {0: "none holds", 1: "1 holds"}.get(hold, f"{count(hold)} hold")
        parts.append(f"{held} in every reading")
        text = f"Of {count(len(verdicts))} pairs of brands {_joined(parts)}"
        if not hold:
            return f"{text}."
        if self.resamples:
            once = "all at once " if hold > 1 else ""
            text += f" ({once}in {_share(self.together)} of resamples)"
        return f"{text}: {'; '.join(self._short_list())}."

    def _one_pair_said(self) -> str:
        """What is to be said of two brands alone."""
        pair = self.pairs.iloc[0]
        if pair["verdict"] == TURNS:
            return f"Which of the two is ahead turns with the reading: {pair['ahead']} mostly is."
        sure = f" In {_share(pair['chance'])} of resamples too." if self.resamples else ""
        but = "" if pair["verdict"] == HOLDS else " That may be chance."
        return f"{pair['ahead']} is ahead of {pair['behind']} in every reading.{sure}{but}"

    def _short_list(self) -> tuple[str, ...]:
        """What holds; where that is long, what holds of the own brand, and how much besides."""
        if len(self.holds) <= _LISTED:
            return self.holds
        kept = self.pairs[self.pairs["verdict"] == HOLDS]
        over = list(kept.loc[kept["ahead"] == self.own, "behind"])
        under = list(kept.loc[kept["behind"] == self.own, "ahead"])
        said = [f"{self.own} ahead of {_joined(over)}"] if over else []
        said += [f"{self.own} behind {_joined(under)}"] if under else []
        others = len(kept) - len(over) - len(under)
        return (*said, f"and {count(others)} between rivals")

    @property
    def turning_points(self) -> str:
        """What would have to be otherwise for the own brand to change places, in words."""
        return " ".join(each.sentence for each in self.crossings)

    def summary(self) -> Table:
        """The ranks in every reading as a table to read."""
        from cvmlab.figures.tables import Table

        ranks = self.table.set_index("brand").T
        frame = pd.DataFrame({"Reading": ranks.index})
        for brand in ranks.columns:
            frame[brand] = pd.array(ranks[brand], dtype="Int64")
        if self.resamples:
            frame["First place sure"] = [_share(chance) for chance in self.first["chance"]]
        return Table(
            frame, title="Ranks of the same answers, read in other ways", note=self._note()
        )

    def pair_summary(self) -> Table:
        """Every pair of brands and whether its order holds, as a table to read."""
        from cvmlab.figures.tables import Table

        pairs = self.pairs
        frame = pd.DataFrame(
            {
                "Ahead": pairs["ahead"],
                "Behind": pairs["behind"],
                "What may be said": pairs["verdict"],
                "Ahead in": [
                    f"{count(row.readings_ahead)} of {count(row.readings)} readings"
                    for row in pairs.itertuples()
                ],
            }
        )
        if self.resamples:
            frame["Ahead in all at once"] = [
                f"{_share(chance)} of resamples" for chance in pairs["chance"]
            ]
        return Table(frame, title="Which conclusions hold, and which turn", note=f"{CREDIT}.")

    def _note(self) -> str:
        parts = [f"{CREDIT}. 1 gives most for what it costs. Marks from {self.scale}."]
        for why in dict.fromkeys(self.left_out.values()):
            names = [name for name, reason in self.left_out.items() if reason == why]
            parts.append(f"Left out, as {why}: {'; '.join(names)}.")
        if not self.resamples:
            parts.append("Your own estimates: no chance can be given.")
        return " ".join(parts)


def _joined(names: list[str]) -> str:
    """A list in words."""
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


def _share(x: float) -> str:
    """A share of resamples: what is not all of them is never rounded up to all.

    Examples
    --------
    >>> _share(0.997), _share(1.0), _share(0.5)
    ('over 99%', '100%', '50%')
    """
    return "over 99%" if 0.995 <= x < 1 else percent(x)
