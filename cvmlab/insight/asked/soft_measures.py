"""What soft measures add to hard ones: does it help to know how customers feel, files in hand?

A measure is worth collecting for a forecast if it improves the forecast of those who have the other
measures already. So four forecasts are compared, each judged on customers it has not seen: nobody
is told apart, hard measures only, soft ones only, both. The step from hard to both is what soft
measures add; the step from soft to both is what hard measures add. Both steps are asked for,
because "soft adds something" says nothing against hard.

Two scores judge a forecast. The *area under the curve*: take one customer who stays and one who
leaves at random; how often does the forecast rank the one who stays higher? A coin gets 50%. The
*log score*: the mean logarithm of the probability given to what then happened; closer to zero is
better, and only honest probabilities reach the best (Good 1952, "Rational decisions"; Gneiting and
Raftery 2007, "Strictly proper scoring rules, prediction, and estimation").
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from cvmlab.errors import DataProblem, Problem
from cvmlab.figures.formats import count, interval, number, percent
from cvmlab.insight.asked.foretelling import (
    Floats,
    area_within,
    cut_into_folds,
    foretold,
    resampled_areas,
    standard_columns,
)

if TYPE_CHECKING:
    from cvmlab.figures.tables import Table

NONE, HARD, SOFT, BOTH = "neither", "hard", "soft", "hard and soft"


@dataclass(frozen=True, eq=False)
class SoftPower:
    """How well who stays is foretold from hard measures, from soft ones, and from both.

    Attributes
    ----------
    table : pandas.DataFrame
        One row a forecast (``measures``: neither, hard, soft, hard and soft): ``auc`` with ``low``
        and ``high``, ``log_score``, and the number of ``columns``.
    gains : pandas.DataFrame
        One row a step (``added``: soft, hard; ``given`` the other): ``auc``, ``auc_low``,
        ``auc_high``, ``log_score``, ``log_score_low``, ``log_score_high``.
    outcome : str
        What is foretold, as the end of a sentence.
    who : str
        The customers, in the plural: "respondents".
    customers : int
        Those the forecasts are judged on.
    base_rate : float
        The share of them with the outcome.
    level : float
        Confidence level of the intervals.
    forecasts : pandas.DataFrame
        Each customer's probability by each forecast, made without that customer, and the
        outcome ``happened``.
    """

    table: pd.DataFrame
    gains: pd.DataFrame
    outcome: str
    who: str
    customers: int
    base_rate: float
    level: float
    forecasts: pd.DataFrame = field(repr=False)

    def auc(self, measures: str) -> float:
        """The area under the curve of one forecast."""
        return float(self.table.set_index("measures").loc[measures, "auc"])

    def gain(self, added: str = SOFT) -> pd.Series:
        """What adding ``"soft"`` (or ``"hard"``) measures to the others brings."""
        return self.gains.set_index("added").loc[added]

    @property
    def sentence(self) -> str:
        """The finding in one breath, with its baseline and its uncertainty."""
        soft, hard = self.gain(SOFT), self.gain(HARD)
        doubt = (
            " The interval includes no gain at all." if soft.auc_low <= 0 <= soft.auc_high else ""
        )
        return (
            f"Of {count(self.customers)} {self.who} {percent(self.base_rate)} {self.outcome}. "
            f"Shown one of them and one of the others, hard measures pick the right one in "
            f"{percent(self.auc(HARD), 1)} of pairs, soft ones in {percent(self.auc(SOFT), 1)}, "
            f"both in {percent(self.auc(BOTH), 1)} (a coin: 50%). Soft adds "
            f"{in_points(soft.auc)} percentage points to hard ({percent(self.level)} interval "
            f"{interval(soft.auc_low, soft.auc_high, in_points)}); hard adds "
            f"{in_points(hard.auc)} to soft "
            f"({interval(hard.auc_low, hard.auc_high, in_points)}).{doubt}"
        )

    def summary(self) -> Table:
        """The forecasts and the two steps, as a table to read."""
        from cvmlab.figures.tables import Table

        level = percent(self.level)
        pairs = partial(percent, digits=1)
        frame = pd.DataFrame(
            {
                "Forecast from": self.table["measures"],
                "Columns": self.table["columns"],
                "Right in pairs (AUC)": self.table["auc"],
                f"{level} interval": [
                    interval(row.low, row.high, pairs) for row in self.table.itertuples()
                ],
                "Log score": self.table["log_score"],
            }
        )
        gain = self.gain(SOFT)
        ends = interval(gain.log_score_low, gain.log_score_high, partial(number, digits=4))
        return Table(
            frame,
            title=f"Who {self.outcome}: foretold for {count(self.customers)} {self.who}, unseen",
            note=f"Soft given hard raises the log score by {number(gain.log_score, 4)} a customer "
            f"({level} interval {ends}).",
            formats={
                "Right in pairs (AUC)": pairs,
                "Log score": partial(number, digits=4),
            },
        )


def soft_power(
    frame: pd.DataFrame,
    outcome: str,
    hard: Sequence[str],
    soft: Sequence[str],
    *,
    happens: str | None = None,
    who: str = "customers",
    folds: int = 10,
    level: float = 0.95,
    resamples: int = 500,
    seed: int = 0,
) -> SoftPower:
    """Measure what soft measures add to hard ones in telling who does something, and the reverse.

    Parameters
    ----------
    frame : DataFrame
        One row a customer. Rows with a gap in any column used are left out.
    outcome : str
        A column of true and false.
    hard, soft : sequence of str
        Columns of each kind. Numbers of the hard side that are never negative are taken as
        log(1 + x), since the hundredth purchase says less than the second; text columns become
        one indicator a value.
    happens : str, optional
        The outcome as the end of a sentence: "stay".
    who : str
        What the customers are called, in the plural.
    folds : int
        In so many parts the customers are cut; each part is foretold from the others.
    level : float
        Confidence level of the intervals.
    resamples : int
        Bootstrap samples, drawn by customer.
    seed : int
        Makes folds and intervals reproducible.

    Returns
    -------
    SoftPower

    Raises
    ------
    DataProblem
        When columns are missing, the outcome is not true or false, or one side of it has fewer
        customers than there are folds.

    Notes
    -----
    Logistic regression with a weak ridge on standardised columns; the area under the curve counts
    ties as one half (Hanley and McNeil 1982, "The meaning and use of the area under a receiver
    operating characteristic (ROC) curve"). Only customers of the same part are compared
    (see ``foretelling``). The intervals resample customers with their forecasts
    as they were made: they hold for forecasts fitted on this many customers, and do not contain
    what another draw of the customers fitted on would change.

    Examples
    --------
    >>> rng = np.random.default_rng(1)
    >>> feels, buys = rng.normal(size=(2, 600))
    >>> stays = rng.random(600) < 1 / (1 + np.exp(-feels))
    >>> people = pd.DataFrame({"feels": feels, "buys": buys, "stays": stays})
    >>> result = soft_power(people, "stays", hard=["buys"], soft=["feels"], resamples=100)
    >>> bool(result.gain("soft").auc_low > 0 > result.gain("hard").auc_low)
    True
    """
    used = _checked(frame, outcome, hard, soft, folds)
    happened = used[outcome].to_numpy(dtype=float)
    sides = {
        NONE: np.empty((len(used), 0)),
        HARD: standard_columns(used[list(hard)], logs=True),
        SOFT: standard_columns(used[list(soft)], logs=False),
    }
    sides[BOTH] = np.hstack([sides[HARD], sides[SOFT]])
    fold = cut_into_folds(happened, folds, np.random.default_rng(seed))
    told = pd.DataFrame({name: foretold(x, happened, fold) for name, x in sides.items()})
    drawn = resampled_areas(told, happened, fold, resamples, np.random.default_rng(seed + 1))
    areas = {name: area_within(told[name], happened, fold) for name in told}
    ends = [50 * (1 - level), 50 * (1 + level)]
    scores = {name: _log_scores(told[name].to_numpy(), happened) for name in told}
    rows = []
    for name, x in sides.items():
        low, high = (0.5, 0.5) if name == NONE else np.percentile(drawn[name], ends)
        rows.append((name, areas[name], low, high, scores[name].mean(), x.shape[1]))
    gains = []
    for added, given in ((SOFT, HARD), (HARD, SOFT)):
        step = scores[BOTH] - scores[given]
        half = _normal_quantile(level) * step.std(ddof=1) / np.sqrt(len(step))
        low, high = np.percentile(drawn[BOTH] - drawn[given], ends)
        area, mean = areas[BOTH] - areas[given], step.mean()
        gains.append((added, given, area, low, high, mean, mean - half, mean + half))
    return SoftPower(
        table=pd.DataFrame(
            rows, columns=["measures", "auc", "low", "high", "log_score", "columns"]
        ),
        gains=pd.DataFrame(
            gains,
            columns=["added", "given", "auc", "auc_low", "auc_high",
                     "log_score", "log_score_low", "log_score_high"],
        ),
        outcome=happens or outcome,
        who=who,
        customers=len(used),
        base_rate=float(happened.mean()),
        level=level,
        forecasts=told.assign(happened=happened.astype(bool)),
    )  # fmt: skip


def _log_scores(told: Floats, happened: Floats) -> Floats:
    return np.asarray(np.log(np.where(happened > 0, told, 1 - told)))


def _normal_quantile(level: float) -> float:
    from scipy.special import ndtri

    return float(ndtri((1 + level) / 2))


def in_points(share: float) -> str:
    """A difference of shares, in percentage points."""
    return number(share * 100, 1)


def _checked(
    frame: pd.DataFrame, outcome: str, hard: Sequence[str], soft: Sequence[str], folds: int
) -> pd.DataFrame:
    """The complete rows, or all that is wrong with them."""
    wanted = [outcome, *hard, *soft]
    problems = [
        Problem("this column is not there", "name a column of the table.", name)
        for name in wanted
        if name not in frame
    ]
    for side, names in (("hard", hard), ("soft", soft)):
        if not names:
            problems.append(Problem(f"no {side} measures are named", "name at least one."))
    if problems:
        raise DataProblem(problems)
    used = frame[wanted].dropna()
    if not used[outcome].isin([True, False]).all():
        what = "the outcome is not true or false"
        raise DataProblem([Problem(what, "make it so: who did it, who did not.", outcome)])
    fewest = min(int(used[outcome].sum()), int((~used[outcome].astype(bool)).sum()))
    if fewest < folds:
        what = f"only {count(fewest)} customers are on one side of the outcome"
        raise DataProblem([Problem(what, "more customers are needed, or fewer folds.", outcome)])
    return used
