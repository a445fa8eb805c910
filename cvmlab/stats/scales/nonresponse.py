"""Weights for those who did not answer, and what such weights cannot mend.

Who feels close to a firm answers its survey. Weights make respondents look like everybody who was
asked in what the files know: age, purchases, tier. What nobody wrote down, such as the bond itself,
they mend only as far as the files speak of it. A column known of everybody and kept out of the
weights shows how far that is.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from cvmlab.errors import DataProblem, Problem, suggestion
from cvmlab.figures.formats import count, number, percent
from cvmlab.stats.scales.response_model import (
    balance,
    columns_as_numbers,
    response_probabilities,
)
from cvmlab.stats.scales.weighted_means import effective_size

if TYPE_CHECKING:
    from cvmlab.figures.tables import Table

_FEWEST = 10  # answers, and silences, from which anything can be said


@dataclass(frozen=True, eq=False)
class NonresponseWeights:
    """A weight for everybody who answered, and what it does.

    Attributes
    ----------
    weights : pandas.Series
        One number a respondent, 1 on average, by id where there is one (else by row label).
    table : pandas.DataFrame
        One row a characteristic: ``column``, ``value`` (of a category; "" for a number), ``used``
        for the weights or only looked at, mean or share among ``asked``, ``answered`` and
        ``weighted``, and the distances from those asked in standard deviations, ``before`` and
        ``after``.
    probabilities : pandas.Series
        Of an answer, for everybody asked.
    asked, answered : int
        How many.
    effective : float
        How many unweighted answers the weighted ones are worth.
    trimmed : int
        Weights that were cut off.
    evenness : float
        R-indicator, 1 − 2 sd(probability): 1 where everybody was equally likely to answer, as far
        as the columns tell.
    checks : tuple of str
        Columns known of everybody that were kept out of the weights.
    """

    weights: pd.Series = field(repr=False)
    table: pd.DataFrame
    probabilities: pd.Series = field(repr=False)
    asked: int
    answered: int
    effective: float
    trimmed: int
    evenness: float
    checks: tuple[str, ...]

    @property
    def closed(self) -> pd.DataFrame:
        """Of the columns kept out: the gap ``before``, ``after``, and the share ``closed``."""
        kept_out = self.table[~self.table["used"]]
        table = kept_out[["column", "value", "before", "after"]].reset_index(drop=True)
        return table.assign(closed=1 - table["after"] / table["before"])

    @property
    def sentence(self) -> str:
        """Who answered, what the weights bring back, and what they cannot."""
        used = self.table[self.table["used"]]
        text = (
            f"{count(self.answered)} of {count(self.asked)} asked have answered "
            f"({percent(self.answered / self.asked)}). Weighted, they differ from all those asked "
            f"by at most {number(used['after'].abs().max())} standard deviations in what was used "
            f"(unweighted {number(used['before'].abs().max())}), and are worth "
            f"{count(self.effective)} equal answers."
        )
        for row in self.closed.itertuples():
            text += f" {self._kept_out(_called(row), row.before, row.after)}"
        return (
            f"{text} What moved people to answer and stands in no file, such as how close they "
            "feel, is mended only as far as the files speak of it."
        )

    def summary(self) -> Table:
        """The balance before and after, as a table to read."""
        from cvmlab.figures.tables import Table

        table = self.table
        frame = pd.DataFrame(
            {
                "Characteristic": [
                    _called(row) + ("" if row.used else " (kept out)") for row in table.itertuples()
                ],
                "All asked": table["asked"],
                "Answered": table["answered"],
                "Answered, weighted": table["weighted"],
                "Distance before (sd)": table["before"],
                "Distance after (sd)": table["after"],
            }
        )
        return Table(
            frame,
            title="What weights bring back, and what they do not",
            note=self.sentence
            + (f" {count(self.trimmed)} large weights were cut off." if self.trimmed else ""),
        )

    def _kept_out(self, what: str, before: float, after: float) -> str:
        # Below two standard errors of the difference there is no gap to speak of.
        error = np.sqrt(1 / self.answered - 1 / self.asked) if self.asked > self.answered else 0.0
        if abs(before) < 2 * error:
            return f"In {what}, which was kept out, those who answered hardly differ."
        return (
            f"In {what}, which was kept out, the distance goes from {number(before)} to "
            f"{number(after)} standard deviations."
        )


def nonresponse_weights(
    asked: pd.DataFrame,
    columns: Sequence[str],
    answered: str = "answered",
    *,
    checks: Sequence[str] = (),
    trim: float = 5.0,
    id: str | None = "customer_id",
) -> NonresponseWeights:
    """Weigh respondents so that they look like everybody who was asked.

    Parameters
    ----------
    asked : pandas.DataFrame
        One row a person asked, whether or not they answered.
    columns : sequence of str
        What the files knew of everybody *before* they were asked: numbers or categories. Numbers
        with a long tail, such as purchases and money, count by their logarithm.
    answered : str
        The column that says who answered: true or 1.
    checks : sequence of str
        Further columns known of everybody that are kept out of the weights, to see whether the
        weights help where they were not made to: who bought later, say.
    trim : float
        Weights above so many times their median are cut off there: a few heavy answers would
        otherwise decide everything.
    id : str, optional
        The column that names people, for the index of the weights; ignored where there is none.

    Returns
    -------
    NonresponseWeights

    Raises
    ------
    DataProblem
        If columns are missing, or hardly anybody answered or stayed silent.

    Notes
    -----
    Weights are 1/p with p from a logistic regression of the answer on the columns (Little 1986,
    "Survey nonresponse adjustments for estimates of means"), trimmed (Potter 1990, "A study of
    procedures to identify and trim extreme sampling weights") and brought to mean 1. Evenness is
    the R-indicator (Schouten, Cobben and Bethlehem 2009, "Indicators for the representativeness of
    survey response").

    Examples
    --------
    >>> people = pd.DataFrame({"young": [1, 1, 1, 1, 0, 0, 0, 0] * 25})
    >>> people["answered"] = [1, 0, 0, 0, 1, 1, 1, 0] * 25  # one in four young, three in four old
    >>> weights = nonresponse_weights(people, ["young"])
    >>> weights.table[["asked", "answered", "weighted"]].round(2).values.tolist()
    [[0.5, 0.25, 0.5]]
    """
    _check(asked, columns, answered, checks)
    came = asked[answered].to_numpy(dtype=float, na_value=0.0) > 0
    design = columns_as_numbers(asked, columns, for_model=True)
    probability = response_probabilities(design.to_numpy(), came)
    raw = 1 / probability[came]
    most = trim * float(np.median(raw))
    weights = np.minimum(raw, most)
    weights = weights / weights.mean()
    index = asked[id] if id is not None and id in asked else pd.Series(asked.index)
    table = pd.concat(
        [
            balance(asked, columns, came, weights, used=True),
            balance(asked, checks, came, weights, used=False),
        ],
        ignore_index=True,
    )
    return NonresponseWeights(
        weights=pd.Series(weights, index=pd.Index(index.to_numpy()[came]), name="weight"),
        table=table,
        probabilities=pd.Series(probability, index=pd.Index(index), name="probability"),
        asked=len(asked),
        answered=int(came.sum()),
        effective=effective_size(weights),
        trimmed=int((raw > most).sum()),
        evenness=float(1 - 2 * probability.std()),
        checks=tuple(checks),
    )


def _called(row: Any) -> str:
    """A characteristic as a reader says it."""
    return f"{row.column.replace('_', ' ')} {row.value}".strip()


def _check(
    asked: pd.DataFrame, columns: Sequence[str], answered: str, checks: Sequence[str]
) -> None:
    problems = []
    if not columns:
        problems.append(Problem("No column was named", "name what is known of everybody."))
    for name in (answered, *columns, *checks):
        if name not in asked.columns:
            near = suggestion(name, [str(column) for column in asked.columns])
            problems.append(Problem(f'There is no column "{name}".{near}', "name one there is."))
    if both := sorted(set(columns) & set(checks)):
        problems.append(Problem("Used for weights and kept out of them: " + ", ".join(both),
                                "name each column once."))  # fmt: skip
    if answered in asked.columns:
        came = int((asked[answered].to_numpy(dtype=float, na_value=0.0) > 0).sum())
        silent = len(asked) - came
        if min(came, silent) < _FEWEST:
            problems.append(
                Problem(
                    f"{count(came)} have answered and {count(silent)} have not",
                    f"give everybody who was asked; at least {_FEWEST} of each are needed.",
                    column=answered,
                )
            )
    if problems:
        raise DataProblem(problems, "those asked")
