"""Segments by motive: the result, its sentence, its table, and its file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from scipy.special import ndtri

from cvmlab.errors import one_problem
from cvmlab.figures.formats import count, interval, number, percent
from cvmlab.loyalty.segments.answer_models import AnswerModel
from cvmlab.loyalty.segments.class_uncertainty import (
    derivative,
    free_form,
    from_free_form,
    nearby,
)
from cvmlab.loyalty.segments.mixtures import Classes, memberships
from cvmlab.loyalty.segments.motive_answers import answers_to
from cvmlab.loyalty.segments.segments_file import WRITTEN, read_content, write_content

if TYPE_CHECKING:
    from cvmlab.figures.tables import Table


@dataclass(frozen=True, eq=False)
class Segments:
    """Customers sorted by why they come, each with a probability for every segment.

    Attributes
    ----------
    table : pandas.DataFrame
        One row a segment: ``segment`` (1, 2, …), ``name``, ``customers`` (likeliest there),
        ``share`` of all customers with ``low`` and ``high``, ``certainty`` (mean probability of
        the segment among the customers placed there) and the mean of each motive, under its name.
    probabilities : pandas.DataFrame
        One row a customer, in the order and under the index of the table given: the probability of
        each segment. Empty cells: a motive was not answered. No rows after loading from a file.
    motives : tuple of str
        The columns that made the segments.
    llf, bic : float
        Log-likelihood, and Schwarz's criterion (smaller is better).
    parameters : int
        Free numbers that describe the segments.
    entropy : float
        How clearly customers fall into segments: 1 means without doubt, 0 by chance.
    rows, left_out : int
        Customers used, and those without an answer to every motive.
    averages, spreads : pandas.Series
        Mean and standard deviation of each motive among all customers used.
    remarks : tuple of str
        What to beware of: a segment too small, answers that do not fix the classes, starts that
        disagree. Empty where nothing was found.
    level : float
        Confidence level of the intervals.
    weighted : bool
        Whether customers counted with weights.
    """

    table: pd.DataFrame
    probabilities: pd.DataFrame
    motives: tuple[str, ...]
    llf: float
    bic: float
    parameters: int
    entropy: float
    rows: int
    left_out: int
    averages: pd.Series
    spreads: pd.Series
    remarks: tuple[str, ...]
    level: float
    weighted: bool
    model: AnswerModel = field(repr=False)
    classes: Classes = field(repr=False)
    covariance: np.ndarray = field(repr=False)

    @property
    def names(self) -> tuple[str, ...]:
        """The segments' names, in order."""
        return tuple(self.table["name"])

    @property
    def assigned(self) -> pd.Series:
        """Each customer's likeliest segment, by name; missing where a motive was not answered."""
        return _likeliest(self.probabilities)

    @property
    def misplaced(self) -> float:
        """The share of customers that stands to be in another segment than their likeliest."""
        shares = self.table["customers"] / self.table["customers"].sum()
        return float(1 - (shares * self.table["certainty"]).sum())

    @property
    def profile(self) -> pd.DataFrame:
        """The mean of each motive in each segment: ``segment, motive, mean, low, high``."""
        number = len(self.table)
        lists, step = nearby(free_form(self.model, self.classes)[0])
        moved = self.model.means(from_free_form(self.model, lists, number).answers)
        slopes = derivative(moved.reshape(len(lists), -1), step)
        reach = ndtri(0.5 + self.level / 2) * np.sqrt(
            np.einsum("pm,pq,qm->m", slopes, self.covariance, slopes)
        )
        mean = self.table[list(self.motives)].to_numpy().ravel()
        return pd.DataFrame(
            {
                "segment": np.repeat(np.array(self.names, dtype=object), len(self.motives)),
                "motive": np.tile(np.array(self.motives, dtype=object), number),
                "mean": mean,
                "low": mean - reach,
                "high": mean + reach,
            }
        )

    @property
    def sentence(self) -> str:
        """The segments, their sizes, and how surely customers are placed, in plain words."""
        parts = ", ".join(
            f"{row.name} {percent(row.share)} ({interval(row.low, row.high, percent)})"
            for row in self.table.rename_axis(None).itertuples(index=False, name="Row")
        )
        if len(self.table) == 1:
            return " ".join([f"{count(self.rows)} customers are taken as one.", *self.remarks])
        text = (
            f"{count(self.rows)} customers fall into {count(len(self.table))} segments by what "
            f"they say brings them: {parts}. Of those placed by their answers about "
            f"{percent(self.misplaced)} stand in the wrong segment."
        )
        return " ".join([text, *self.remarks])

    def assign(self, frame: pd.DataFrame) -> pd.DataFrame:
        """Place customers, new ones too, by their answers.

        Parameters
        ----------
        frame : DataFrame
            With the columns of `motives`. Who answered only some of them is placed by these.

        Returns
        -------
        DataFrame
            Under the index of `frame`: ``segment`` (the likeliest, by name), ``certainty`` (its
            probability) and one column a segment with its probability. All missing for customers
            who answered nothing.

        Raises
        ------
        DataProblem
            If a column is missing or holds no numbers.
        """
        values = answers_to(frame, self.motives)
        odds = memberships(self.model, self.model.features(values), self.classes)[0][:, 0].T
        odds[~np.isfinite(values).any(axis=1)] = np.nan
        found = pd.DataFrame(odds, index=frame.index, columns=list(self.names))
        found.insert(0, "certainty", found.max(axis=1))
        found.insert(0, "segment", _likeliest(found[list(self.names)]))
        return found

    def renamed(self, names: Mapping[str, str]) -> Segments:
        """The same segments under the reader's own names.

        Parameters
        ----------
        names : mapping
            From the names as they are to the names wanted.

        Raises
        ------
        DataProblem
            If there is no segment of such a name, or two would be called the same.
        """
        unknown = [name for name in names if name not in self.names]
        if unknown:
            raise one_problem(
                f'there is no segment called "{unknown[0]}"',
                f"the segments are: {', '.join(self.names)}.",
            )
        wanted = [names.get(name, name) for name in self.names]
        if len(set(wanted)) < len(wanted):
            raise one_problem(
                "two segments would have the same name", "give each a name of its own."
            )
        return replace(
            self,
            table=self.table.assign(name=wanted),
            probabilities=self.probabilities.set_axis(wanted, axis=1),
        )

    def summary(self) -> Table:
        """The segments as a table to read."""
        from cvmlab.figures.tables import Table

        table = self.table
        frame = pd.DataFrame(
            {
                "Segment": table["name"],
                "Customers": table["customers"],
                "Share": table["share"],
                f"{percent(self.level)} interval": [
                    interval(low, high, percent)
                    for low, high in zip(table["low"], table["high"], strict=True)
                ],
                **{f"{_heading(m)} (mean)": table[m] for m in self.motives},
                "Certainty": table["certainty"],
            }
        )
        return Table(
            frame,
            title="Why customers come",
            note=self._note(),
            formats={"Share": percent, "Certainty": percent},
        )

    def _note(self) -> str:
        parts = [
            "A segment carries the name of the motive that stands out most in it; what it means "
            "is for you to say.",
            f"Certainty is the mean probability of those placed there; entropy "
            f"{number(self.entropy)}, BIC {count(self.bic)}.",
        ]
        if self.left_out:
            parts.append(f"{count(self.left_out)} without an answer to every motive left out.")
        return " ".join([*parts, *self.remarks])

    def save(self, path: str | Path) -> Path:
        """Write the segments, without any customer, to a JSON file.

        Returns
        -------
        Path
            Where it was written; :func:`load_segments` reads it.
        """
        return write_content(path, {name: getattr(self, name) for name in WRITTEN})


def load_segments(path: str | Path) -> Segments:
    """Read segments that were saved, to place new customers with them.

    Parameters
    ----------
    path : str or Path
        What :meth:`Segments.save` wrote.

    Returns
    -------
    Segments
        Without the customers it was made from.

    Raises
    ------
    DataProblem
        If the file is not there or holds no segments.
    """
    parts = read_content(path)
    names = list(parts["table"]["name"])
    return Segments(probabilities=pd.DataFrame(columns=names, dtype=float), **parts)


def _likeliest(probabilities: pd.DataFrame) -> pd.Series:
    names = np.array(probabilities.columns, dtype=object)
    values = probabilities.to_numpy(dtype=float)
    known = np.isfinite(values).all(axis=1)
    chosen = np.full(len(values), None, dtype=object)
    chosen[known] = names[values[known].argmax(axis=1)]
    return pd.Series(chosen, index=probabilities.index, name="segment", dtype="str")


def _heading(column: str) -> str:
    text = column.replace("_", " ")
    return text[:1].upper() + text[1:]
