"""What weighs how much when people choose among a few alternatives: McFadden's conditional logit.

An alternative's utility is a weighted sum of its attributes plus luck; the weights are those under
which the choices made were likeliest. A weight alone says little, because its size depends on how
much luck there is. The ratio of two weights, such as that of a minute to that of a euro, does not.

The weights agree with statsmodels' ``ConditionalLogit`` (a test holds them side by side), which
knows neither respondents who chose several times nor a bootstrap in one array.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from cvmlab.errors import DataProblem, Problem
from cvmlab.figures.formats import count, interval, number, percent
from cvmlab.stats.fieller import Fieller, fieller
from cvmlab.value_for.choices.choice_checks import LEAVE_OUT, not_identified
from cvmlab.value_for.choices.choice_likelihood import (
    fit_weights,
    jackknife_covariance,
    rests_on_one,
    scores,
)
from cvmlab.value_for.choices.choices import ChoiceSets

if TYPE_CHECKING:
    from cvmlab.figures.tables import Table


@dataclass(frozen=True, eq=False)
class ConditionalLogit:
    """The weights of the attributes, and how far other respondents might move them.

    Attributes
    ----------
    names : tuple of str
        The attributes, price first, then minutes.
    weights : numpy.ndarray of shape (attributes,)
        In units of utility: log odds of taking an alternative for one more of the attribute.
    covariance : numpy.ndarray of shape (attributes, attributes)
        Knows that choices of one respondent hang together.
    log_likelihood, by_chance : float
        Log-likelihood of the choices, and what it would be if everybody drew lots.
    choices, respondents : int
        How many there are.
    level : float
        Confidence level of the intervals.
    """

    names: tuple[str, ...]
    weights: np.ndarray = field(repr=False)
    covariance: np.ndarray = field(repr=False)
    log_likelihood: float
    by_chance: float
    choices: int
    respondents: int
    level: float

    @property
    def table(self) -> pd.DataFrame:
        """One row an attribute: ``attribute, weight, error, low, high``."""
        from scipy.special import stdtrit

        error = np.sqrt(np.diag(self.covariance))
        reach = stdtrit(self.respondents - 1, 0.5 + self.level / 2) * error
        return pd.DataFrame(
            {
                "attribute": self.names,
                "weight": self.weights,
                "error": error,
                "low": self.weights - reach,
                "high": self.weights + reach,
            }
        )

    @property
    def pseudo_r2(self) -> float:
        """How much more likely than lots the weights make the choices (McFadden 1974)."""
        return 1 - self.log_likelihood / self.by_chance

    def ratio(self, above: str, below: str, sign: int = 1) -> Fieller:
        """The ratio of two weights with its interval, times +1 or −1.

        Parameters
        ----------
        above, below : str
            Names of attributes.
        sign : {1, -1}
            A euro more puts people off, so its weight is below zero: −1 turns the weight of what
            they seek, over that of a euro, into what they would pay for it.
        """
        i, j = self.names.index(above), self.names.index(below)
        cov = self.covariance
        return fieller(
            sign * self.weights[i], self.weights[j], cov[i, i], cov[j, j], sign * cov[i, j],
            self.level, df=self.respondents - 1,
        )  # fmt: skip

    @property
    def sentence(self) -> str:
        """Which attributes count for sure."""
        sure = self.table[self.table["low"] * self.table["high"] > 0]
        listed = ", ".join(sure["attribute"]) or "none"
        return (
            f"{count(self.respondents)} respondents made {count(self.choices)} choices; the "
            f"attributes that move them for sure: {listed}."
        )

    def summary(self) -> Table:
        """The weights as a table to read."""
        from cvmlab.figures.tables import Table

        three = partial(number, digits=3)
        frame = pd.DataFrame(
            {
                "Attribute": self.names,
                "Weight": self.weights,
                f"{percent(self.level)} interval": [
                    interval(row.low, row.high, three) for row in self.table.itertuples()
                ],
            }
        )
        note = (
            "Weights in log odds for one more; their ratios mean something, their size does not. "
            f"McFadden's R² {number(self.pseudo_r2)}. Intervals know that choices of one "
            "respondent hang together."
        )
        return Table(frame, title=self.sentence, note=note, formats={"Weight": three})


def conditional_logit(
    sets: ChoiceSets, *, level: float = 0.95, whose: str = "the choice tasks"
) -> ConditionalLogit:
    """What weighs how much in choices among a few alternatives.

    Parameters
    ----------
    sets : ChoiceSets
        The choices, any number of alternatives each.
    level : float
        Confidence level of the intervals.
    whose : str
        What messages call the choices, such as those of one type of customer.

    Returns
    -------
    ConditionalLogit

    Raises
    ------
    DataProblem
        If an attribute never differs, repeats others, rests on one respondent alone, or tells
        every choice, so that no finite weights fit best; or if there is only one respondent.

    Notes
    -----
    P(j) = exp(x_j·β) / Σ exp(x_k·β) over the alternatives k of a task (McFadden 1974, "Conditional
    logit analysis of qualitative choice behavior"). The covariance is that of
    :func:`jackknife_covariance`, with all choices of a respondent together; intervals take
    Student's quantile with G − 1 degrees of freedom for G respondents.
    """
    problems = not_identified(sets.differences[sets.there], sets.names)
    if sets.respondents < 2:
        one = "all choices are of one respondent"
        problems.append(Problem(one, "an interval needs the choices of several."))
    if problems:
        raise DataProblem(problems, whose)
    weights = fit_weights(sets, np.ones((1, sets.respondents)))[0]
    if np.isnan(weights).any():
        clear = "they are too clear to be weighed: an attribute tells every one of them"
        remedy = "leave out attributes that decide alone, or add choices that cost something."
        raise DataProblem([Problem(clear, remedy)], whose)
    log_likelihood, score, information = scores(sets, weights)
    alone = rests_on_one(information)
    if alone is not None:
        what = "it rests on the choices of one respondent alone, so no interval can be given"
        raise DataProblem([Problem(what, LEAVE_OUT, sets.names[alone])], whose)
    return ConditionalLogit(
        names=sets.names,
        weights=weights,
        covariance=jackknife_covariance(score, information),
        log_likelihood=log_likelihood,
        by_chance=-float(np.log1p(sets.there.sum(axis=1)).sum()),
        choices=sets.tasks,
        respondents=sets.respondents,
        level=level,
    )
