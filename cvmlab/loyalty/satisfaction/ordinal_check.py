"""Do the drivers hold if marks are only an order, and yes and no are no number?

Least squares takes a step from seven to eight for as large as one from nine to ten, and staying for
a number. An ordered logit takes neither: it only knows which answer is higher. Where both name the
same order and the same signs, nobody need choose between them.
"""

from __future__ import annotations

import warnings
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from cvmlab.errors import one_problem
from cvmlab.figures.formats import count, number, percent
from cvmlab.loyalty.satisfaction.drivers import SatisfactionDrivers, numeric_outcome
from cvmlab.loyalty.satisfaction.levels import called, in_a_row
from cvmlab.stats.driver_answers import complete_answers
from cvmlab.stats.shares_of_r2 import correlations, ranks_of, shares_of_r2

if TYPE_CHECKING:
    from cvmlab.figures.tables import Table

_LOGISTIC = np.pi**2 / 3  # variance of the standard logistic distribution
_MOST_STEPS = 30  # different answers of the outcome
_ROWS_A_LEVEL = 10  # with fewer customers some answers are told apart completely, by chance


@dataclass(frozen=True, eq=False)
class OrdinalCheck:
    """Drivers by least squares beside drivers by an ordered logit.

    Attributes
    ----------
    table : pandas.DataFrame
        One row a level: ``driver``; ``share``, ``rank_low``, ``rank_high`` as before;
        ``ordinal_share`` of the latent variable's R² and ``ordinal_rank``; ``slope``, the ordered
        logit's slope for one standard deviation of the level, and ``slope_error``; ``same_sign``,
        False only where both are sure and contradict each other; ``same_place``, whether the rank
        lies within the interval of ranks found before.
    outcome : str
        The column explained.
    steps : int
        Different answers of the outcome.
    rows : int
        Customers used.
    level : float
        Confidence level of the intervals.
    labels : mapping of column to text
        What columns are called.
    """

    table: pd.DataFrame
    outcome: str
    steps: int
    rows: int
    level: float
    labels: Mapping[str, str] = field(default_factory=dict, repr=False)

    @property
    def holds(self) -> bool:
        """Whether every place and every sign stands."""
        return bool(self.table["same_sign"].all() and self.table["same_place"].all())

    @property
    def sentence(self) -> str:
        """Whether order and signs hold, and how far shares differ at most."""
        table = self.table
        furthest = (table["ordinal_share"] - table["share"]).abs().max()
        how = (
            f"Taken as an order of {count(self.steps)} steps instead of a number, "
            f"{called(self.outcome, self.labels)} gives"
        )
        apart = f"shares differ by {number(100 * furthest, 1)} percentage points at most"
        if self.holds:
            return f"{how} the same signs, and places within the intervals found before; {apart}."
        off = table[~(table["same_sign"] & table["same_place"])]["driver"]
        names = in_a_row([called(name, self.labels) for name in off])
        return f"{how} another place or sign to {names}; {apart}. Do not build on these."

    def summary(self) -> Table:
        """Both ways side by side."""
        from cvmlab.figures.tables import Table

        frame = pd.DataFrame(
            {
                "Level": [called(name, self.labels) for name in self.table["driver"]],
                "Share, as a number": self.table["share"],
                "Share, as an order": self.table["ordinal_share"],
                "Slope for one standard deviation": self.table["slope"],
                "Standard error": self.table["slope_error"],
            }
        )
        return Table(
            frame,
            title=f"What goes with {called(self.outcome, self.labels)}, as a number and as an "
            "order",
            note=self.sentence,
            formats={"Share, as a number": percent, "Share, as an order": percent},
        )


def ordinal_check(frame: pd.DataFrame, drivers: SatisfactionDrivers) -> OrdinalCheck:
    """Work the drivers out again by an ordered logit, which takes the outcome as an order only.

    Parameters
    ----------
    frame : pandas.DataFrame
        The same customers.
    drivers : SatisfactionDrivers
        What :func:`cvmlab.loyalty.satisfaction.drivers.satisfaction_drivers` returned.

    Returns
    -------
    OrdinalCheck

    Raises
    ------
    DataProblem
        If the outcome has more than thirty different answers, there are fewer than ten customers a
        level, or the model finds no end.

    Notes
    -----
    y* = xβ + e with logistic e lies behind the answers (McKelvey and Zavoina 1975, "A statistical
    model for the analysis of ordinal level dependent variables"). The correlations of y* with the
    levels are Σβ/√(β'Σβ + π²/3); its R² is divided over the levels as before (LMG). Fitted by
    ``OrderedModel`` of statsmodels.
    """
    from statsmodels.miscmodels.ordinal_model import OrderedModel

    found = drivers.importance
    names = list(found.table["driver"])
    values, _ = complete_answers(
        numeric_outcome(frame, drivers.outcome), [drivers.outcome, *names], None
    )
    answers, y = np.unique(values[:, 0], return_inverse=True)
    if len(answers) > _MOST_STEPS:
        raise one_problem(
            f'"{drivers.outcome}" has {count(len(answers))} different answers',
            f"an order needs steps: round it to {_MOST_STEPS} or fewer.",
        )
    if len(values) < _ROWS_A_LEVEL * len(names):
        raise one_problem(
            f"Only {count(len(values))} customers have all answers",
            f"an ordered model of {len(names)} levels needs {_ROWS_A_LEVEL * len(names)} or more.",
        )
    marks = values[:, 1:]
    x = (marks - marks.mean(axis=0)) / marks.std(axis=0)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # whether it ended is asked below
        fit = OrderedModel(y, x, distr="logit").fit(method="lbfgs", disp=0, maxiter=500)
        errors = np.asarray(fit.bse)[: len(names)]
    if not fit.mle_retvals["converged"] or not np.isfinite(errors).all():
        raise one_problem(
            "The ordered model finds no end: some answers separate customers completely",
            "leave out levels, or join rare answers.",
        )
    slope = np.asarray(fit.params)[: len(names)]
    between = np.corrcoef(x.T)
    latent = np.eye(len(names) + 1)
    latent[1:, 1:] = between
    latent[0, 1:] = latent[1:, 0] = between @ slope / np.sqrt(slope @ between @ slope + _LOGISTIC)
    shares, r2 = shares_of_r2(correlations(latent[None]))
    table = found.table[["driver", "share", "rank_low", "rank_high"]].assign(
        ordinal_share=shares[0] / r2[0],
        ordinal_rank=ranks_of(shares)[0],
        slope=slope,
        slope_error=errors,
    )
    z = slope / errors
    rises, falls = found.table["coefficient_low"] > 0, found.table["coefficient_high"] < 0
    table["same_sign"] = ~((rises & (z < -2)) | (falls & (z > 2)))
    table["same_place"] = table["ordinal_rank"].between(table["rank_low"], table["rank_high"])
    return OrdinalCheck(
        table=table,
        outcome=drivers.outcome,
        steps=len(answers),
        rows=len(values),
        level=found.level,
        labels=found.labels,
    )
