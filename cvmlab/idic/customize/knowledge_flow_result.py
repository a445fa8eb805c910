"""Notes on customers and how far they came: to be read, printed and asked about one customer."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import pandas as pd
from scipy.special import ndtri

from cvmlab.errors import one_problem
from cvmlab.figures.formats import count, day, interval, number, percent
from cvmlab.figures.tables import Table
from cvmlab.stats.share_intervals import wilson

RECORDED, VISIBLE, USED = "only recorded", "visible, not used", "used"
REACHED = (RECORDED, VISIBLE, USED)
GROUPS = {"recorded_by": "Recorded by", "visible_to": "Visible to", "need": "Need"}
NOBODY = "nobody outside that system"


@dataclass(frozen=True, eq=False)
class KnowledgeFlow:
    """What customers said, and how far it came in the house; see ``knowledge_flow``.

    Attributes
    ----------
    table : DataFrame
        One row a note, as recorded, with ``reached``: "only recorded", "visible, not used", "used".
    stages : DataFrame
        ``stage`` (recorded, visible, used), ``notes, customers``; ``share`` of all notes with
        ``low, high``; ``of_before``, the share of the stage before.
    corrected : int
        Notes that were used although the flag says that nobody could see them.
    level : float
        Confidence level of the intervals.
    """

    table: pd.DataFrame = field(repr=False)
    stages: pd.DataFrame = field(repr=False)
    corrected: int
    level: float

    @property
    def sentence(self) -> str:
        """How many notes were recorded, could be seen and were used, and where they stopped."""
        recorded, visible, used = self.stages.itertuples()
        text = (
            f"{count(recorded.customers)} customers said what they would like, in "
            f"{count(recorded.notes)} notes. {percent(visible.share)} of the notes "
            f"({percent(self.level)} interval {self._range(visible)}) can be seen outside the "
            f"system that recorded them; {percent(used.share)} ({self._range(used)}) were ever "
            "used."
        )
        if used.notes < recorded.notes:
            unseen = (recorded.notes - visible.notes) / (recorded.notes - used.notes)
            text += (
                f" Of the {count(recorded.notes - used.notes)} notes never used "
                f"{percent(unseen)} were shown to nobody who serves; {percent(1 - unseen)} were "
                "there to be read, and nobody acted."
            )
        return text

    @property
    def again(self) -> str:
        """How often customers had to say it again, where it was used and where it was not."""
        if "asked_again" not in self.table:
            return "Nobody counts how often customers say the same thing again."
        means = self.said_again()
        if len(means) < 2:
            return f"Customers said the same again {number(means['mean'].iloc[0])} times a note."
        used, unused = means.loc[USED], means.loc["not used"]
        repeats = self.table["asked_again"].sum()
        return (
            f"A note that was used was said again {number(used['mean'])} times, one that was not "
            f"{number(unused['mean'])} times (the baseline: "
            f"{interval(unused.low, unused.high, number)}). In all customers repeated themselves "
            f"{count(repeats)} times. "
            "That is an association: nobody drew by lot which notes were used."
        )

    def said_again(self) -> pd.DataFrame:
        """Times a note was said again, used or not: ``notes, mean, low, high``.

        Customers, not notes, are independent: deviations are summed by customer first.
        """
        z = float(ndtri(0.5 + self.level / 2))
        rows = {}
        group = np.where(self.table["reached"] == USED, USED, "not used")
        for name, mine in self.table.groupby(group):
            said = mine["asked_again"].astype(float)
            off = (said - said.mean()).groupby(mine["customer_id"]).sum()
            half = z * float(np.sqrt((off**2).sum())) / len(mine)
            mean = float(said.mean())
            rows[name] = {"notes": len(mine), "mean": mean, "low": max(mean - half, 0.0),
                          "high": mean + half}  # fmt: skip
        return pd.DataFrame(rows).T

    def by(self, column: str = "recorded_by") -> pd.DataFrame:
        """The flow of each group of notes, most notes used first.

        Parameters
        ----------
        column : str
            "recorded_by", "visible_to" or "need".

        Returns
        -------
        DataFrame
            One row a group: ``notes, visible, used``, ``share_visible`` and ``share_used`` with
            ``…_low, …_high``, and ``used_of_visible``.
        """
        if column not in self.table:
            known = ", ".join(name for name in GROUPS if name in self.table)
            raise one_problem(f'The notes have no column "{column}"', f"choose one of: {known}.")
        name = self.table[column].astype(object)
        name = name.where(name.notna(), NOBODY if column == "visible_to" else "not said")
        reached = self.table["reached"]
        rows = pd.DataFrame({column: name, "visible": reached != RECORDED, "used": reached == USED})
        out = rows.groupby(column).agg(
            notes=("used", "size"), visible=("visible", "sum"), used=("used", "sum")
        )
        for stage in ("visible", "used"):
            out[f"share_{stage}"] = out[stage] / out["notes"]
            ends = wilson(out[stage], out["notes"], self.level)
            out[f"{stage}_low"], out[f"{stage}_high"] = ends
        out["used_of_visible"] = out["used"] / out["visible"].where(out["visible"] > 0)
        return out.sort_values(["share_used", "notes"], ascending=False).reset_index()

    def of(self, customer: str) -> str:
        """Every note on one customer: what, when, where it was written, and where it stopped.

        A customer without a note is no mistake: the sentence says that nobody knows anything.
        """
        mine = self.table[self.table["customer_id"] == customer]
        if mine.empty:
            return f"No note on {customer}: nobody has written down what this customer would like."
        return " ".join(self._note(row) for row in mine.to_dict("records"))

    def _note(self, row: dict[str, object]) -> str:
        text = f'{row["customer_id"]} said "{row["preference"]}"{told(row)}'
        if row["reached"] == RECORDED:
            text += ": nobody outside that system can see it."
        else:
            seen = row.get("visible_to")
            text += f": the {seen} can see it" if isinstance(seen, str) else ": it can be seen"
            text += "; it is used." if row["reached"] == USED else ", and nobody has used it."
        times = row.get("asked_again")
        if isinstance(times, int | float) and times > 0:
            text += f" Said again {'once' if times == 1 else f'{count(times)} times'} since."
        return text

    def summary(self) -> Table:
        """The three stages as a table to read."""
        rows = self.stages
        frame = pd.DataFrame(
            {
                "A note is": rows["stage"],
                "Notes": rows["notes"],
                "Customers": rows["customers"],
                "Of all notes": rows["share"],
                f"{percent(self.level)} interval": [self._range(row) for row in rows.itertuples()],
                "Of the stage before": rows["of_before"],
            }
        )
        formats = {"Of all notes": percent, "Of the stage before": percent}
        return Table(frame, "How far a note on a customer comes", formats=formats)

    def groups(self, column: str = "recorded_by") -> Table:
        """The flow by recording system, by who can see it, or by need, as a table to read."""
        rows = self.by(column)
        frame = pd.DataFrame(
            {
                GROUPS.get(column, column): rows[column],
                "Notes": rows["notes"],
                "Visible": rows["share_visible"],
                "Used": rows["share_used"],
                f"{percent(self.level)} interval": [
                    interval(row.used_low, row.used_high, percent) for row in rows.itertuples()
                ],
                "Used, of the visible": rows["used_of_visible"],
            }
        )
        formats = dict.fromkeys(("Visible", "Used", "Used, of the visible"), percent)
        return Table(frame, "Where what customers say is lost", formats=formats)

    def _range(self, row: object) -> str:
        return interval(row.low, row.high, percent)  # type: ignore[attr-defined]

    def __repr__(self) -> str:
        return self.sentence


def told(note: dict[str, object]) -> str:
    """When and where a note was recorded, as far as it is known: " on 3 Jan 2022, to the app"."""
    text, when, where = "", note.get("recorded_on"), note.get("recorded_by")
    if isinstance(when, pd.Timestamp):
        text += f" on {day(when)}"
    if isinstance(where, str):
        text += f" ({where})"
    return text


def stages_of(table: pd.DataFrame, level: float) -> pd.DataFrame:
    """Notes and customers that came as far as each stage, and farther."""
    rows, before = [], len(table)
    for step, stage in enumerate(("recorded", "visible", "used")):
        mine = table[table["reached"].isin(REACHED[step:])]
        low, high = wilson(len(mine), len(table), level)
        rows.append(
            {
                "stage": stage,
                "notes": len(mine),
                "customers": mine["customer_id"].nunique(),
                "share": len(mine) / len(table),
                "low": float(low),
                "high": float(high),
                "of_before": len(mine) / before if before else np.nan,
            }
        )
        before = len(mine)
    return pd.DataFrame(rows)
