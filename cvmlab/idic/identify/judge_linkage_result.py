"""How good a linkage is: to be read, printed and put before those who have to live with it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property

import pandas as pd

from cvmlab.figures.formats import count, interval, percent
from cvmlab.figures.tables import Table
from cvmlab.idic.identify.pair_weighed import chance

# Measure: how many, of how many, and what it is in words.
MEASURES: dict[str, tuple[str, str, str]] = {
    "precision": ("right", "made", "of the pairs put together, those of one person"),
    "recall": ("right", "true", "of the pairs of one person, those put together"),
    "link_precision": ("links_right", "links", "of the direct links, those of one person"),
    "exact": ("exact", "identities", "of the identities, those that are one person, whole"),
    "over_merged": ("over", "identities", "of the identities, those that hold several persons"),
    "under_merged": ("under", "persons", "of the persons, those in several identities"),
    "wrong_at_home": ("wrong_at_home", "wrong", "of the wrong pairs, those of one household"),
    "compared": ("compared", "true", "of the pairs of one person, those compared at all"),
    "carded": ("carded", "true", "of the pairs of one person, those that share a card"),
}
_NAMED = {
    "precision": "Precision", "recall": "Recall", "link_precision": "Precision of single links",
    "exact": "Exactly right", "over_merged": "Over-merged", "under_merged": "Under-merged",
    "wrong_at_home": "Wrong within a home", "compared": "Blocking recall", "carded": "Known links",
}  # fmt: skip


@dataclass(frozen=True, eq=False)
class LinkageJudged:
    """A linkage against the truth; see ``judge_linkage``.

    Attributes
    ----------
    table : DataFrame
        One row a measure: ``measure, value, low, high, count, of``. ``precision`` and ``recall``
        are over the pairs of records that identities imply; ``exact, over_merged, under_merged``
        over identities and persons; ``compared`` is the blocking recall.
    calibration : DataFrame
        Match probability said against the share right: ``apart`` (by the guard), ``from, to,
        pairs, said, right``.
    left_out : int
        Records of which it is not known whose they are.
    threshold : float
    guard : bool
    level : float
    """

    table: pd.DataFrame = field(repr=False)
    calibration: pd.DataFrame = field(repr=False)
    left_out: int
    threshold: float
    guard: bool
    level: float
    _by_rules: Callable[[], pd.DataFrame] = field(repr=False)

    @cached_property
    def rules(self) -> pd.DataFrame:
        """The same measures by simpler rules, worked out when first asked for.

        One row a rule: ``rule, identities`` and for each measure its value, ``_low, _high,
        _count``.
        """
        return self._by_rules()

    def measure(self, name: str) -> tuple[float, float, float]:
        """A measure with its interval: ``value, low, high``."""
        row = self.table[self.table["measure"] == name].iloc[0]
        return float(row["value"]), float(row["low"]), float(row["high"])

    def number(self, name: str) -> int:
        """How many a measure counts."""
        return int(self.table.set_index("measure").loc[name, "count"])

    @property
    def sentence(self) -> str:
        """Both errors, in shares with intervals and in numbers."""
        text = (
            f"Of the pairs put together {self._said('precision')} are of one person; of the pairs "
            f"of one person {self._said('recall')} are put together. "
            f"{count(self.number('over_merged'))} identities hold several persons, "
            f"{count(self.number('under_merged'))} persons stand under several identities; "
            f"{self._said('exact')} of the identities are exactly one person."
        )
        if self.left_out:
            text += f" {count(self.left_out)} records are left out: whose they are is not known."
        return text

    @property
    def too_sure(self) -> str:
        """What the match probabilities promise, and what became of it."""
        rows = self.calibration[(self.calibration["from"] >= 0.5) & ~self.calibration["apart"]]
        unsure = rows[rows["to"] <= 0.99]
        kept = self.calibration[self.calibration["apart"]]
        parts = []
        if unsure["pairs"].sum():
            said, right = (
                (unsure["pairs"] * unsure[name]).sum() / unsure["pairs"].sum()
                for name in ("said", "right")
            )
            parts.append(
                f"{count(unsure['pairs'].sum())} pairs with a match probability between 50% and "
                f"99% should be one person in {percent(said)}; {percent(right)} are."
            )
        if kept["pairs"].sum():
            right = (kept["pairs"] * kept["right"]).sum() / kept["pairs"].sum()
            said = (kept["pairs"] * kept["said"]).sum() / kept["pairs"].sum()
            parts.append(
                f"Of the {count(kept['pairs'].sum())} pairs the guard kept apart the model took "
                f"{chance(said)} for one person; {percent(right, 1)} are."
            )
        parts.append("The model is too sure: fields of a family do not agree independently.")
        return " ".join(parts)

    def summary(self) -> Table:
        """Every measure with its interval."""
        rows = self.table
        frame = pd.DataFrame(
            {
                "Measure": [_NAMED[name] for name in rows["measure"]],
                "Share": [percent(value, 1) for value in rows["value"]],
                f"{percent(self.level)} interval": [
                    interval(row.low, row.high, lambda x: percent(x, 1))
                    for row in rows.itertuples()
                ],
                "Number": rows["count"].to_numpy(),
                "Of": rows["of"].to_numpy(),
                "Meaning": [MEASURES[name][2] for name in rows["measure"]],
            }
        )
        return Table(frame, "The linkage against the truth", self.sentence)

    def compared(self) -> Table:
        """This rule beside simpler ones."""
        rows = self.rules
        frame = pd.DataFrame({"Put together by": rows["rule"], "Identities": rows["identities"]})
        for name in ("precision", "recall", "exact"):
            frame[_NAMED[name]] = [
                "–" if value != value else f"{percent(value, 1)} ({said})"
                for value, said in zip(
                    rows[name],
                    (
                        interval(low, high, lambda x: percent(x, 1))
                        for low, high in zip(rows[f"{name}_low"], rows[f"{name}_high"], strict=True)
                    ),
                    strict=True,
                )
            ]
        frame["Over-merged"] = rows["over_merged_count"].to_numpy()
        frame["Under-merged"] = rows["under_merged_count"].to_numpy()
        note = f"Linked from a match probability of {percent(self.threshold, 1)}."
        return Table(frame, "Ways to put records together", note)

    def _said(self, name: str) -> str:
        value, low, high = self.measure(name)
        return f"{percent(value, 1)} ({interval(low, high, lambda x: percent(x, 1))})"

    def __repr__(self) -> str:
        return self.sentence
