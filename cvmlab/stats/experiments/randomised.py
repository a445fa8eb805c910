"""What came of something that was given out by lot: the arms compared as they were drawn.

Whoever was drawn counts as treated, reached or not: what people make of the offer is part of its
effect. Before anything is compared, the sizes of the arms are held against the lot: where they
differ from it, something took customers out of one arm, and no statistics mend that.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd
from scipy.special import chdtrc

from cvmlab.errors import one_problem
from cvmlab.stats.adjusted.known_causes import check_columns, check_enough, known_causes, numbers_of
from cvmlab.stats.experiments.arm_means import arm_means, strata_of
from cvmlab.stats.experiments.trial import Trial, measures_of

FEWEST = 10  # customers of an arm


def randomised(
    frame: pd.DataFrame,
    arm: str,
    outcomes: Mapping[str, str] | Sequence[str],
    *,
    strata: str | None = None,
    propensity: str | None = None,
    before: Sequence[str] = (),
    names: Sequence[str] = ("the treatment", "control"),
    level: float = 0.95,
) -> Trial:
    """Compare the arms of an experiment as they were drawn.

    Parameters
    ----------
    frame : DataFrame
        One row a customer drawn, with all who were drawn.
    arm : str
        Flag: drawn for the treatment.
    outcomes : mapping of name to column, or sequence of columns
        Flags, amounts or numbers. A missing value (somebody who gave no answer) leaves the
        customer out of that outcome only; the table says how many.
    strata : str, optional
        Column of groups within which everybody had the same chance, such as the store.
    propensity : str, optional
        Column of each one's chance of the treatment, where it was logged.
    before : sequence of str
        What was known *before* the lot, such as last year's sales: it makes intervals narrower
        and cannot bias them. What was known after it, can.
    names : sequence of two str
        What the arms are called.
    level : float
        Confidence level.

    Returns
    -------
    Trial

    Raises
    ------
    DataProblem
        If columns are missing or broken, an arm has fewer than ten customers, or some group has
        only one arm.

    Notes
    -----
    Means of :func:`cvmlab.stats.experiments.arm_means.arm_means`; normal intervals, those of
    ratios on the log scale. Sizes of the arms: chi-squared over the groups, one degree of freedom
    each (Fabijan and others 2019, "Diagnosing sample ratio mismatch in online controlled
    experiments").

    Examples
    --------
    >>> rng = np.random.default_rng(5)
    >>> drawn = rng.random(2000) < .5
    >>> table = pd.DataFrame({"drawn": drawn, "stays": rng.random(2000) < .5 + .1 * drawn})
    >>> row = randomised(table, "drawn", ["stays"]).table.iloc[0]
    >>> round(float(row.difference), 2), bool(row.low < .1 < row.high)
    (0.11, True)
    """
    chosen = dict(outcomes) if isinstance(outcomes, Mapping) else {name: name for name in outcomes}
    others = [name for name in (strata, propensity) if name]
    check_columns(frame, [arm, *others, *before], [arm, *([propensity] if propensity else [])])
    known = {name: frame[column].notna() for name, column in chosen.items() if column in frame}
    for column in chosen.values():
        rows = frame[frame[column].notna()] if column in frame else frame
        check_columns(rows, [column], [column])
    treated = frame[arm].to_numpy(dtype=bool)
    if propensity and not frame[propensity].between(0, 1, inclusive="neither").all():
        raise one_problem(
            "some chances are not between 0 and 1",
            "leave out those who could only be in one arm: nothing was tried on them.",
            column=propensity,
        )
    groups = strata_of(frame, strata, propensity)
    chances = frame[propensity].to_numpy(dtype=float) if propensity else None
    early = known_causes(frame, before, curved=False)
    means, rows = {}, []
    for name, column in chosen.items():
        here = known[name].to_numpy()
        check_enough({names[0]: int((here & treated).sum()),
                      names[1]: int((here & ~treated).sum())}, FEWEST)  # fmt: skip
        if groups is not None:
            _check_arms(groups[here], treated[here])
        y = numbers_of(frame[column])
        found = means[name] = arm_means(y, treated, groups, chances, early)
        lines = measures_of(found, found.shares, level).set_index("measure")
        rows.append((name, found.treated, found.control, *lines.loc["difference"],
                     *lines.loc["ratio"], int(here.sum()), 1 - here.mean()))  # fmt: skip
    expected, chance = _lot(treated, groups, chances)
    columns = ["outcome", "treated", "control", "difference", "low", "high", "ratio", "ratio_low",
               "ratio_high", "customers", "missing"]  # fmt: skip
    return Trial(
        table=pd.DataFrame(rows, columns=columns),
        means=means,
        sizes=(int(treated.sum()), int((~treated).sum())),
        expected=expected,
        chance=chance,
        names=(names[0], names[1]),
        level=level,
    )


def _lot(
    treated: np.ndarray, groups: np.ndarray | None, chances: np.ndarray | None
) -> tuple[float, float]:
    """How many the lot would have drawn, and the chance of arms as uneven as these."""
    if chances is None:
        return math.nan, math.nan
    kinds = np.zeros(len(treated), dtype=int) if groups is None else groups
    distance = 0.0
    for kind in np.unique(kinds):
        here = kinds == kind
        spread = (chances[here] * (1 - chances[here])).sum()
        distance += (treated[here].sum() - chances[here].sum()) ** 2 / spread
    return float(chances.sum()), float(chdtrc(len(np.unique(kinds)), distance))


def _check_arms(groups: np.ndarray, treated: np.ndarray) -> None:
    alone = [k for k in np.unique(groups) if treated[groups == k].mean() in (0.0, 1.0)]
    if alone:
        raise one_problem(
            "in some groups the lot fell on one side only, so nothing can be compared there",
            "take such groups together, or leave them out.",
            count=int(np.isin(groups, alone).sum()),
        )
