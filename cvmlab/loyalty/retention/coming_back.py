"""What would bring customers back, and what keeps them away, in their own answers.

Counting who came back says that they did, not why. People who have left say what they felt when
they went and whether they would return. They are few, and they are the ones who could be found:
read the order, and the intervals, not the second digit.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from cvmlab.errors import DataProblem, Problem, one_problem
from cvmlab.figures.formats import count, interval, percent
from cvmlab.stats.share_intervals import wilson

if TYPE_CHECKING:
    from cvmlab.figures.tables import Table

SMALLEST = 10  # groups under ten are not shown: they could be recognised
ANSWERS = ("yes", "perhaps", "no")


@dataclass(frozen=True, eq=False)
class ComingBack:
    """Whether people who left would come back, by what they gave or felt.

    Attributes
    ----------
    table : pandas.DataFrame
        One row a group of at least ten, the readiest first: ``group, asked, yes, perhaps, no``
        (counts), the share of ``yes`` as ``ready`` with its Wilson interval ``low, high``, and the
        share of ``no`` as ``never``.
    by : str
        What they were grouped by.
    asked : int
        Everybody asked.
    hidden : int
        How many are in groups too small to show.
    level : float
        Confidence level.
    """

    table: pd.DataFrame
    by: str
    asked: int
    hidden: int
    level: float

    @property
    def sentence(self) -> str:
        """Who is ready to return, and who is not."""
        first = self.table.iloc[0]

        def share(row: pd.Series) -> str:
            ends = interval(row.low, row.high, percent)
            return f"{percent(row.ready)} of {count(row.asked)} ({ends})"

        if len(self.table) == 1:
            return f'Of those who left, {share(first)} would come back ("{first.group}").'
        # With many groups two stand at the end, so that one odd group does not tell the story.
        least = self.table.iloc[-2:][::-1] if len(self.table) > 3 else self.table.iloc[-1:]
        said = " and ".join(f'"{row.group}" {share(row)}' for _, row in least.iterrows())
        return (
            f"Of {count(self.asked)} who left and were asked, those who gave "
            f'"{first.group}" say most often that they would come back: {share(first)}; least '
            f"often {said}."
        )

    def summary(self) -> Table:
        """All groups."""
        from cvmlab.figures.tables import Table

        frame = pd.DataFrame(
            {
                self.by.replace("_", " ").capitalize(): self.table["group"],
                "Asked": self.table["asked"],
                "Would come back": self.table["ready"],
                f"{percent(self.level)} interval": [
                    interval(row.low, row.high, percent) for row in self.table.itertuples()
                ],
                "Would not": self.table["never"],
            }
        )
        note = f"Groups of under {SMALLEST} ({count(self.hidden)} people) are not shown."
        return Table(
            frame,
            title=f"Would {count(self.asked)} customers who left come back?",
            note=note if self.hidden else None,
            formats={"Would come back": percent, "Would not": percent},
        )


def coming_back(
    interviews: pd.DataFrame,
    *,
    by: str = "cause_stated",
    answer: str = "would_come_back",
    who: str | None = "customer",
    level: float = 0.95,
) -> ComingBack:
    """Count who among those that left would come back, by their cause or their feeling.

    Parameters
    ----------
    interviews : DataFrame
        One row a person asked: the column of `answer` ("yes", "perhaps", "no") and that of `by`.
    by : str
        The column to group by.
    answer : str
        The column of answers.
    who : str, optional
        Only rows with this value in a column ``who``, where there is one.
    level : float
        Confidence level.

    Returns
    -------
    ComingBack

    Raises
    ------
    DataProblem
        If columns or answers are unknown, or no group has ten people.
    """
    missing = [name for name in (by, answer) if name not in interviews]
    if missing:
        problem = "this column is not there"
        raise DataProblem([Problem(problem, "map it, or name another.", m) for m in missing])
    rows = interviews
    if who is not None and "who" in rows:
        rows = rows[rows["who"] == who]
    rows = rows.dropna(subset=[by, answer])
    odd = sorted(set(rows[answer].astype(str)) - set(ANSWERS))
    if odd:
        remedy = f"write each answer as one of: {', '.join(ANSWERS)}."
        raise one_problem("answers are not known", remedy, column=answer, examples=odd)
    counts = pd.crosstab(rows[by], rows[answer]).reindex(columns=list(ANSWERS), fill_value=0)
    counts["asked"] = counts.sum(axis=1)
    shown = counts[counts["asked"] >= SMALLEST]
    if shown.empty:
        raise one_problem(
            f"No group has {SMALLEST} people", "group by something broader, or ask more people."
        )
    low, high = wilson(shown["yes"].to_numpy(), shown["asked"].to_numpy(), level)
    table = shown.assign(
        ready=shown["yes"] / shown["asked"], low=low, high=high, never=shown["no"] / shown["asked"]
    )
    table = table.rename_axis("group").reset_index()
    table.columns.name = None
    table = table.sort_values("ready", ascending=False, kind="stable", ignore_index=True)
    hidden = int(counts["asked"].sum() - shown["asked"].sum())
    return ComingBack(table, by, int(counts["asked"].sum()), hidden, level)
