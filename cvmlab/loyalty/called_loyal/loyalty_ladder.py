"""Value, satisfaction, retention, relationship: is each step the condition of the next?

"Necessary precursor" is a strong word: it says that *nobody* stands on a later step without the
one before. That can be tested with one survey: count those who do. Whether one step comes *first*
cannot: of two steps the one that more people reach always looks like the earlier, and how many
reach it depends on where the line is drawn.
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import combinations, permutations

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from pandas.api import types

from cvmlab.errors import DataProblem, Problem, suggestion
from cvmlab.figures.formats import number
from cvmlab.loyalty.called_loyal.loyalty_ladder_result import (
    APART,
    COMMON,
    CONDITION,
    OPEN,
    STRONG,
    TOGETHER,
    LoyaltyLadder,
)
from cvmlab.stats.share_intervals import wilson

Floats = NDArray[np.float64]


def loyalty_ladder(
    frame: pd.DataFrame,
    steps: Mapping[str, str],
    *,
    cuts: Mapping[str, float] | None = None,
    tolerance: float = 0.1,
    level: float = 0.95,
    resamples: int = 500,
    seed: int = 0,
) -> LoyaltyLadder:
    """Test a claim such as value → satisfaction → retention → relationship.

    Parameters
    ----------
    frame : DataFrame
        One row a customer.
    steps : mapping
        From the name of each step to its column, in the order claimed; two to five steps. True
        and false (or 0 and 1) say it outright; of other numbers more is higher.
    cuts : mapping, optional
        From steps to the number from which on a customer stands on it; by default the middle
        between the smallest and the largest answer.
    tolerance : float
        Up to this share of exceptions a step still passes as a condition: answers are not exact.
    level : float
        Confidence level of the intervals.
    resamples : int
        How often customers are drawn again.
    seed : int
        Makes the intervals reproducible.

    Returns
    -------
    LoyaltyLadder

    Raises
    ------
    DataProblem
        If a column is not there or holds no numbers, all or none stand on a step, or fewer than
        thirty customers are left.

    Notes
    -----
    A step is a condition of another if nobody is on the other without it (Dul 2016, "Necessary
    condition analysis"). ``hold`` is Loevinger's H = 1 − observed / expected exceptions (Loevinger
    1948; Mokken 1971, "A theory and procedure of scale analysis"). An order is broken by every
    customer whose steps are not the first few of it (Guttman 1944, "A basis for scaling
    qualitative data"). The claim that each
    step is a necessary precursor of the next is James G. Barnes's.

    Examples
    --------
    >>> pleased, back = [True] * 60 + [False] * 40, [True] * 40 + [False] * 60
    >>> frame = pd.DataFrame({"pleased": pleased, "back": back})
    >>> loyalty_ladder(frame, {"satisfaction": "pleased", "retention": "back"}).holds
    True
    """
    names = tuple(steps)
    if not 2 <= len(names) <= 5:
        raise ValueError("name two to five steps")
    values = _values(frame, steps)
    known = np.isfinite(values).all(axis=1)
    values = values[known]
    lines, words = _lines(values, names, cuts or {})
    on = values >= lines
    _check_steps(on, names)
    reached = pd.Series(on.mean(axis=0), index=list(names))
    rng = np.random.default_rng(seed)
    patterns, number_of = np.unique(on, axis=0, return_counts=True)
    draws = rng.multinomial(len(on), number_of / len(on), resamples) / len(on)
    shares = np.vstack([number_of / len(on), draws])
    ends = np.array([(1 - level) / 2, (1 + level) / 2])
    return LoyaltyLadder(
        table=_pairs(patterns, shares, names, len(on), tolerance, level, ends),
        orders=_orders(patterns, shares, names, ends),
        cuts=_other_lines(values, names),
        steps=names,
        reached=reached,
        lines=words,
        customers=len(on),
        left_out=int((~known).sum()),
        tolerance=tolerance,
        level=level,
    )


def _values(frame: pd.DataFrame, steps: Mapping[str, str]) -> Floats:
    problems, columns = [], []
    for step, name in steps.items():
        if name not in frame:
            near = suggestion(name, map(str, frame.columns))
            problems.append(
                Problem(f"this column is not there.{near}", f'name that of "{step}".', name)
            )
        elif not (types.is_numeric_dtype(frame[name]) or types.is_bool_dtype(frame[name])):
            problems.append(
                Problem("it holds words, not numbers", "make it true or false, or a number.", name)
            )
        else:
            columns.append(frame[name].to_numpy(dtype=float, na_value=np.nan))
    if problems:
        raise DataProblem(problems, "the steps")
    return np.column_stack(columns)


def _lines(
    values: Floats, names: tuple[str, ...], cuts: Mapping[str, float]
) -> tuple[Floats, dict[str, str]]:
    unknown = [step for step in cuts if step not in names]
    if unknown:
        raise ValueError(f"cuts for steps that are not there: {unknown}")
    lines = np.full(len(names), 0.5)
    words = {}
    for j, name in enumerate(names):
        column = values[:, j]
        if np.isin(column, (0, 1)).all():
            words[name] = "yes"
        elif column.size:
            lines[j] = cuts.get(name, (column.min() + column.max()) / 2)
            words[name] = f"{number(lines[j], 1)} or more"
    return lines, words


def _check_steps(on: NDArray[np.bool_], names: tuple[str, ...]) -> None:
    problems = []
    if len(on) < 30:
        problems.append(
            Problem(f"{len(on)} customers are known on every step: too few", "at least 30 needed.")
        )
    else:
        problems += [
            Problem(
                f'{"everybody stands" if share else "nobody stands"} on the step "{name}"',
                "draw its line elsewhere: cuts=…",
            )
            for name, share in zip(names, on.mean(axis=0), strict=True)
            if share in (0, 1)
        ]
    if problems:
        raise DataProblem(problems, "the steps")


def _pairs(
    patterns: NDArray[np.bool_],
    shares: Floats,
    names: tuple[str, ...],
    customers: int,
    tolerance: float,
    level: float,
    ends: Floats,
) -> pd.DataFrame:
    rows = []
    for i, j in combinations(range(len(names)), 2):
        on_later = shares @ patterns[:, j]
        off_earlier = shares @ ~patterns[:, i]
        without = shares @ (patterns[:, j] & ~patterns[:, i])
        with np.errstate(invalid="ignore", divide="ignore"):
            hold = 1 - without / (on_later * off_earlier)
        hold_low, hold_high = np.quantile(hold[np.isfinite(hold)], ends)
        number_later, number_without = (round(x[0] * customers) for x in (on_later, without))
        low, high = wilson(number_without, number_later, level)
        if high <= tolerance:
            verdict = CONDITION if hold_low >= STRONG else COMMON
        elif low <= tolerance:
            verdict = OPEN
        else:
            verdict = TOGETHER if hold_low > 0 else APART
        rows.append(
            {
                "earlier": names[i],
                "later": names[j],
                "on_later": number_later,
                "without": number_without,
                "share": number_without / number_later,
                "low": float(low),
                "high": float(high),
                "by_chance": off_earlier[0],
                "hold": hold[0],
                "hold_low": hold_low,
                "hold_high": hold_high,
                "verdict": verdict,
            }
        )
    return pd.DataFrame(rows)


def _broken(patterns: NDArray[np.bool_], order: tuple[int, ...]) -> NDArray[np.bool_]:
    """Which patterns have a step without one that comes before it in an order."""
    along = patterns[:, order]
    return np.asarray((along[:, 1:] & ~along[:, :-1]).any(axis=1), dtype=bool)


def _orders(
    patterns: NDArray[np.bool_], shares: Floats, names: tuple[str, ...], ends: Floats
) -> pd.DataFrame:
    every = list(permutations(range(len(names))))
    broken = np.column_stack([shares @ _broken(patterns, order) for order in every])
    more = broken[:, :1] - broken  # the claimed order is the first permutation
    # All other orders are compared with the claimed one: the tails are divided among them.
    strict = np.array([ends[0], 1 - ends[0]])
    strict[0] /= len(every) - 1
    strict[1] = 1 - strict[0]
    table = pd.DataFrame(
        {
            "order": [" → ".join(names[i] for i in order) for order in every],
            "broken": broken[0],
            "low": np.quantile(broken, ends[0], axis=0),
            "high": np.quantile(broken, ends[1], axis=0),
            "claimed": [k == 0 for k in range(len(every))],
            "more": more[0],
            "more_low": np.quantile(more, ends[0], axis=0),
            "more_high": np.quantile(more, ends[1], axis=0),
            "better": np.quantile(more, strict[0], axis=0) > 0,
        }
    )
    return table.sort_values("broken", kind="stable", ignore_index=True)


def _other_lines(values: Floats, names: tuple[str, ...]) -> pd.DataFrame:
    """The claimed and the best order with lines drawn lower and higher."""
    yes_or_no = np.array([np.isin(column, (0, 1)).all() for column in values.T])
    rows = []
    for at in (0.3, 0.4, 0.5, 0.6, 0.7):
        lines = np.where(yes_or_no, 0.5, np.quantile(values, at, axis=0, method="higher"))
        on = values >= lines
        every = list(permutations(range(len(names))))
        broken = {order: float(_broken(on, order).mean()) for order in every}
        best = min(every, key=broken.__getitem__)
        rows.append(
            {
                "at": at,
                "broken": broken[every[0]],
                "best": " → ".join(names[i] for i in best),
                "best_broken": broken[best],
            }
        )
    return pd.DataFrame(rows)
