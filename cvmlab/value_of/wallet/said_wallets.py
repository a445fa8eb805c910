"""How well customers know what they spend in all: found out from those who were asked twice.

What a household says it spends is remembered, rounded and sometimes refused. Two answers of the
same household differ by what neither of them is right about. What both get wrong in the same way
(everybody forgets the bakery) no second question shows: that takes a second source, such as the
receipts of some of them.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import pandas as pd

from cvmlab.errors import one_problem
from cvmlab.figures.formats import count, interval, number, percent

FEWEST = 30  # households asked twice, or known from a second source
_STEPS = (100, 50, 25, 10, 5)
_BANDS = (0, 200, 500, np.inf)


@dataclass(frozen=True)
class SaidWallets:
    """What is known of the answers' error.

    Attributes
    ----------
    spread : float
        Standard deviation of the logarithm of one answer around the truth; 0 where nothing is
        known of it.
    pairs : int
        Households asked twice.
    factor, factor_low, factor_high : float
        Answers over truth, by a second source; 1, and NaN for its ends, without one.
    second : int
        Households known from the second source.
    refused : float
        Share of those asked who would rather not say.
    steps : tuple of (float, float, int)
        From, to, and the step to which nearly all answers in between are rounded.
    topped : int
        Answers at the highest figure the form takes: at least so much.
    level : float
    """

    spread: float
    pairs: int
    factor: float
    factor_low: float
    factor_high: float
    second: int
    refused: float
    steps: tuple[tuple[float, float, int], ...]
    topped: int
    level: float

    @property
    def spread_error(self) -> float:
        """Standard error of the spread: that of a middle range of so many normal differences."""
        return 1.166 * self.spread / np.sqrt(self.pairs) if self.pairs else 0.0

    @property
    def factor_error(self) -> float:
        """Standard error of the logarithm of the factor; 0 without a second source."""
        from scipy.special import stdtrit

        if not self.second:
            return 0.0
        reach = np.log(self.factor_high / self.factor_low) / 2
        return float(reach / stdtrit(self.second - 1, 0.5 + self.level / 2))

    @property
    def sentence(self) -> str:
        """How far an answer may be off, in words."""
        if self.spread:
            z = 1.96
            said = (
                f"Of {count(self.pairs)} households asked twice, one answer in twenty is off by "
                f"more than the truth divided or multiplied by {number(np.exp(z * self.spread))}."
            )
        else:
            said = "Too few households were asked twice to know how far answers are off."
        said += f" {percent(self.refused)} would rather not say."
        if self.topped:
            said += f" {count(self.topped)} gave the highest figure the form takes."
        if self.second:
            said += (
                f" Beside a second source of {count(self.second)} households answers are "
                f"{number(self.factor)} times the truth ({percent(self.level)} interval "
                f"{interval(self.factor_low, self.factor_high, number)})."
            )
        else:
            said += " What everybody forgets alike, no survey shows."
        return said


def said_wallets(
    answers: pd.DataFrame,
    reported: str = "reported_wallet",
    *,
    known: pd.Series | None = None,
    level: float = 0.95,
) -> SaidWallets:
    """How far what households say they spend may be off.

    Parameters
    ----------
    answers : DataFrame
        Answers of all waves: ``customer_id``, ``wave`` and `reported` (missing: would not say).
    reported : str
        The column of what they say.
    known : Series, optional
        The truth for some of them by a second source, by customer, in the same unit.
    level : float
        Confidence level.

    Returns
    -------
    SaidWallets

    Raises
    ------
    DataProblem
        If nobody said anything, or the second source knows fewer than 30 of them.

    Notes
    -----
    With log answers of the same household a and b, the variance of an answer's error is half the
    variance of a − b; half the middle range of the differences is used in place of it, so that a
    household whose spending changed does not count as forgetful. The factor is the mean log ratio
    of answer and second source, with Student's interval.

    Examples
    --------
    >>> rng = np.random.default_rng(1)
    >>> truth = np.repeat(rng.uniform(200, 600, 500), 2)
    >>> asked = pd.DataFrame({"customer_id": np.repeat(np.arange(500), 2), "wave": [1, 2] * 500,
    ...                       "reported_wallet": truth * np.exp(.2 * rng.standard_normal(1000))})
    >>> round(said_wallets(asked).spread, 1)
    0.2
    """
    said = answers[answers[reported].notna() & (answers[reported] > 0)]
    if said.empty:
        raise one_problem(
            "nobody said what the household spends", "ask, or leave it out.", column=reported
        )
    logs = np.log(said.set_index(["customer_id", "wave"])[reported].astype(float))
    logs = logs[logs.index.get_level_values(0).notna()]
    logs = logs[~logs.index.duplicated()].sort_index()
    gaps = logs.groupby(level=0).diff().dropna().to_numpy()
    spread = 0.0
    if len(gaps) >= FEWEST:
        low, high = np.quantile(gaps, [0.25, 0.75])
        spread = float((high - low) / (2 * 0.67449) / np.sqrt(2))
    factor, ends, second = 1.0, (np.nan, np.nan), 0
    if known is not None:
        factor, ends, second = _factor(said, reported, known, level)
    values = said[reported].to_numpy(dtype=float)
    top = values.max()
    topped = int((values == top).sum())
    return SaidWallets(
        spread=spread, pairs=len(gaps), factor=factor, factor_low=ends[0], factor_high=ends[1],
        second=second, refused=float(answers[reported].isna().mean()), steps=_steps(values),
        topped=topped if topped >= 0.005 * len(values) and topped > 5 else 0, level=level,
    )  # fmt: skip


def _factor(
    said: pd.DataFrame, reported: str, known: pd.Series, level: float
) -> tuple[float, tuple[float, float], int]:
    from scipy.special import stdtrit

    truth = said["customer_id"].map(known).astype(float)
    ratio = np.log(said[reported].astype(float) / truth.where(truth > 0)).dropna()
    per_household = ratio.groupby(said.loc[ratio.index, "customer_id"]).mean()
    n = len(per_household)
    if n < FEWEST:
        raise one_problem(
            f"the second source knows {count(n)} of the households that answered",
            f"it takes {FEWEST} or more to learn how far answers are off.",
        )
    mean = float(per_household.mean())
    reach = float(stdtrit(n - 1, 0.5 + level / 2)) * float(per_household.std()) / np.sqrt(n)
    return np.exp(mean), (float(np.exp(mean - reach)), float(np.exp(mean + reach))), n


def _steps(values: np.ndarray) -> tuple[tuple[float, float, int], ...]:
    """To which step nearly all answers of a size are rounded."""
    found = []
    for low, high in pairwise(_BANDS):
        some = values[(values >= low) & (values < high)]
        if len(some) < FEWEST:
            continue
        step = next((s for s in _STEPS if (np.mod(some, s) == 0).mean() > 0.95), 1)
        found.append((float(low), float(min(high, some.max())), step))
    return tuple(found)
