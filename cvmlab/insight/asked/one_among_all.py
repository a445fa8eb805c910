"""One customer's answers beside everybody's, wave after wave.

An average says how the firm is doing; it says nothing about who is pleased and who is leaving. One
customer's answers, laid beside the average, show both: how far this one stands from the others, and
whether the average moved at all when this one did.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from cvmlab.errors import DataProblem, Problem, one_problem, suggestion
from cvmlab.figures.formats import count, interval, is_missing, number, percent
from cvmlab.insight.asked.respondents import LEVELS

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from cvmlab.figures.pictures import Picture
    from cvmlab.figures.tables import Table

MOST_SHOWN = ("overall", "technical", "emotional")
_number1 = partial(number, digits=1)


@dataclass(frozen=True, eq=False)
class OneAmongAll:
    """One customer's answers and the averages of all respondents, by wave and question.

    Attributes
    ----------
    table : pandas.DataFrame
        One row a wave in which the customer answered and a measure (``overall`` and each level of
        satisfaction, the mean of its items): ``wave``, ``month``, ``measure``, ``answer``,
        ``average`` of all respondents with ``low`` and ``high``, ``respondents``, and ``below``,
        the share of them who answered less than this customer (equals count half).
    customer_id, name : str
        Whose answers, and what to call them.
    comment : str
        What the customer wrote last; empty where nothing.
    level : float
        Confidence level of the averages' intervals.
    """

    table: pd.DataFrame
    customer_id: str
    name: str
    comment: str
    level: float

    def course(self, measure: str) -> pd.DataFrame:
        """The rows of one measure, wave by wave."""
        return self.table[self.table["measure"] == measure].reset_index(drop=True)

    @property
    def turned(self) -> str:
        """The level of satisfaction that moved most from the first wave to the last."""
        levels = [m for m in self.table["measure"].unique() if m != "overall"]
        moved = {m: abs(np.ptp(self.course(m)["answer"].iloc[[0, -1]])) for m in levels}
        return max(moved, key=lambda m: moved[m])

    @property
    def way(self) -> str:
        """How the customer's answers went, and everybody's."""
        first, last = self.course("overall").iloc[0], self.course("overall").iloc[-1]
        level = self.course(self.turned)["answer"]
        ends = interval(last.low, last.high, partial(number, digits=2))
        moved = (
            f"What moved most is the {self.turned} level: from {_plain(level.iloc[0])} to "
            f"{_plain(level.iloc[-1])}."
            if level.iloc[0] != level.iloc[-1]
            else "No level moved."
        )
        return (
            f"{self.name} answered {_plain(first.answer)} of 10 in {first.month} and "
            f"{_plain(last.answer)} in {last.month}; the average of all went from "
            f"{_plain(first.average)} to {_plain(last.average)} ({count(last.respondents)} "
            f"answers, {percent(self.level)} interval {ends}). {moved}"
        )

    @property
    def sentence(self) -> str:
        """The same, and what the customer wrote last."""
        said = f" In their own words: “{self.comment}”" if self.comment else ""
        return self.way + said

    def summary(self) -> Table:
        """The answers as a table to read."""
        from cvmlab.figures.tables import Table

        wide = self.table.pivot(index="measure", columns="month", values=["answer", "average"])
        months = list(dict.fromkeys(self.table["month"]))
        order = list(dict.fromkeys(self.table["measure"]))
        frame = pd.DataFrame({"Measure": order})
        for month in months:
            frame[f"{month}: {self.name}"] = wide["answer"][month].reindex(order).to_numpy()
            frame[f"{month}: everybody"] = wide["average"][month].reindex(order).to_numpy()
        formats = dict.fromkeys(frame.columns[1:], _plain)
        return Table(
            frame, title=f"{self.name} beside everybody", note=self.sentence, formats=formats
        )


def one_among_all(
    survey: pd.DataFrame,
    customer_id: str,
    *,
    name: str = "",
    levels: Sequence[str] = LEVELS,
    level: float = 0.95,
) -> OneAmongAll:
    """Lay one customer's answers beside the averages of all respondents.

    Parameters
    ----------
    survey : DataFrame
        ``customer_id, wave, date, overall`` and items named level_1, level_2, ….
    customer_id : str
        Whose answers.
    name : str, optional
        What to call the customer.
    levels : sequence of str
        The groups of items whose means are taken.
    level : float
        Confidence level of the averages' intervals.

    Returns
    -------
    OneAmongAll
        Waves in which the customer did not answer, or nobody was named, are left out.

    Raises
    ------
    DataProblem
        When columns are missing or the customer never answered.
    """
    items = {m: [c for c in survey if c.rpartition("_")[0] == m] for m in levels}
    problems = [
        Problem("this column is not there", "map it, or leave the level out.", column)
        for column in ("customer_id", "wave", "date", "overall")
        if column not in survey
    ]
    problems += [
        Problem(f'there are no items of the level "{m}"', "leave the level out.", f"{m}_1")
        for m, found in items.items()
        if not found
    ]
    if problems:
        raise DataProblem(problems, "the survey")
    mine = survey[survey["customer_id"] == customer_id].sort_values("wave")
    if mine.empty:
        known = survey["customer_id"].dropna().unique()
        raise one_problem(
            f'customer "{customer_id}" answered no wave that asked for names',
            f"choose one who did.{suggestion(customer_id, known)}",
        )
    measures = {"overall": ["overall"], **items}
    rows = []
    for _, answers in mine.iterrows():
        everybody = survey[survey["wave"] == answers["wave"]]
        month = f"{pd.Timestamp(answers['date']):%B %Y}"
        for measure, columns in measures.items():
            own = float(answers[columns].astype(float).mean())
            all_of_them = everybody[columns].astype(float).mean(axis=1).dropna().to_numpy()
            below = (all_of_them < own).mean() + (all_of_them == own).mean() / 2
            rows.append((int(answers["wave"]), month, measure, own, all_of_them.mean(),
                         *_mean_interval(all_of_them, level), len(all_of_them), below))  # fmt: skip
    table = pd.DataFrame(
        rows,
        columns=["wave", "month", "measure", "answer", "average", "low", "high", "respondents",
                 "below"],
    )  # fmt: skip
    last = mine["comment"].iloc[-1] if "comment" in mine else None
    said = "" if is_missing(last) else str(last)
    return OneAmongAll(table, customer_id, name or customer_id, said, level)


def plot_one_among_all(
    one: OneAmongAll, *others: OneAmongAll, measures: Sequence[str] = MOST_SHOWN
) -> Picture:
    """How a customer's answers went, and the average of all beside it; one panel a customer.

    Parameters
    ----------
    one : OneAmongAll
        What :func:`one_among_all` returned.
    *others : OneAmongAll
        Further customers.
    measures : sequence of str
        What is drawn of each: up to three.

    Returns
    -------
    Picture
    """
    from matplotlib.figure import Figure

    from cvmlab.figures.pictures import Picture
    from cvmlab.figures.style import house_style

    people = (one, *others)
    with house_style():
        panels = Figure(figsize=(7.2, 3.9)).subplots(1, len(people), sharey=True, squeeze=False)[0]
    for ax, person in zip(panels, people, strict=True):
        _panel(ax, person, measures)
    panels[0].set_ylabel("Answer (1 to 10)")
    handles, labels = panels[0].get_legend_handles_labels()
    panels[-1].legend(handles, labels, loc="lower left", fontsize=8)
    return Picture(panels[0], " ".join(person.way for person in people), name="one-among-all")


def _panel(ax: Axes, person: OneAmongAll, measures: Sequence[str]) -> None:
    from cvmlab.figures.style import GREY, palette

    overall = person.course("overall")
    at = pd.to_datetime(overall["month"], format="%B %Y")
    ax.plot(at, overall["average"], color=GREY, linestyle="--", marker="x",
            label="overall, everybody")  # fmt: skip
    for measure, marker, colour in zip(measures, "DsoX", palette(), strict=False):
        # What lies below must show: lines of one customer often run together.
        wide: dict[str, Any] = {"linewidth": 4, "markersize": 11, "alpha": 0.6}
        wide = wide if measure == measures[0] else {}
        answers = person.course(measure)["answer"]
        ax.plot(at, answers, marker=marker, color=colour, label=measure, **wide)
    ax.set_ylim(0.5, 10.5)
    ax.set_yticks(range(1, 11))
    ax.set_xticks(at, [f"{day:%b}\n{day:%Y}" for day in at])
    ax.margins(x=0.08)
    first, last = overall["answer"].iloc[[0, -1]].map(_plain)
    ax.set_title(f"{person.name}: overall {first}, then {last}")


def _mean_interval(values: np.ndarray, level: float) -> tuple[float, float]:
    from scipy.special import stdtrit

    if len(values) < 2:
        return float("nan"), float("nan")
    half = stdtrit(len(values) - 1, (1 + level) / 2) * values.std(ddof=1) / len(values) ** 0.5
    return float(values.mean() - half), float(values.mean() + half)


def _plain(value: float) -> str:
    return count(value) if float(value).is_integer() else _number1(value)
