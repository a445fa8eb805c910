"""Satisfaction asked again and again: which customers stay high, fall, rise, and who comes back.

One survey is a snapshot. The same customers asked twice show patterns, and the patterns show which
part of the satisfaction is worth repeating: the part whose lasting highs go with customers who are
still there afterwards. Some cross the line for no reason but chance, and that is counted too.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from cvmlab.errors import DataProblem, Problem, one_problem
from cvmlab.loyalty.called_loyal.group_outcomes import (
    check_columns,
    difference,
    estimate,
    is_share,
    joint_level,
)
from cvmlab.loyalty.called_loyal.loyalty_patterns_result import (
    FALLING,
    HIGH,
    LOW,
    MIXED,
    RISING,
    LoyaltyPatterns,
)

SCORES = ("overall", "core", "process", "technical", "interaction", "emotional")
LEAST = 30  # customers with answers to all waves


def loyalty_patterns(
    survey: pd.DataFrame,
    later: pd.DataFrame,
    scores: Sequence[str] | Mapping[str, Sequence[str]] = SCORES,
    *,
    outcome: str = "stays",
    waves: Sequence[object] | None = None,
    until: int | None = None,
    customer: str = "customer_id",
    wave: str = "wave",
    words: Mapping[str, str] | None = None,
    level: float = 0.95,
) -> LoyaltyPatterns:
    """Sort customers by how their answers went from wave to wave, and see who came back.

    Parameters
    ----------
    survey : DataFrame
        One row an answer: customer, wave, and items. Answers without a name are left out.
    later : DataFrame
        One row a customer: what happened *after* the last wave used.
    scores : sequence of str, or mapping
        Columns, or names whose items are called name_1, name_2, …; or from a name to its columns.
    outcome : str
        The column of `later`: yes or no, or a mark.
    waves : sequence, optional
        Which waves, in order; by default all that name their respondents.
    until : int, optional
        Where no waves are given: none after this one.
    customer, wave : str
        The columns that name them.
    words : mapping, optional
        What the outcome is called in a sentence.
    level : float
        Confidence level; the gaps hold for all scores together (Bonferroni).

    Returns
    -------
    LoyaltyPatterns

    Raises
    ------
    DataProblem
        When columns are missing, there is one wave only, or fewer than 30 customers answered all.

    Notes
    -----
    High means above the line that splits all answers of these customers most nearly in half.
    Between two waves of reliability
    α (Cronbach 1951) and no true change, arccos(α)/π of the customers cross a median: the share of
    a bivariate normal in the two quadrants of unlike sign (Sheppard 1899). A pattern that follows
    a choice by the answer itself would fall back to the mean; here all customers are kept.
    """
    columns = _columns(survey, scores, customer, wave)
    check_columns(later, [outcome], [customer])
    named = survey[survey[customer].notna()].drop_duplicates([customer, wave])
    wanted = tuple(sorted(named[wave].unique()) if waves is None else waves)
    if waves is None and until is not None:
        wanted = tuple(one for one in wanted if one <= until)
    if len(wanted) < 2:
        raise one_problem("a pattern needs two waves with names", "ask the same customers again.")
    known = later[later[outcome].notna()].drop_duplicates(customer).set_index(customer)[outcome]
    parts = [named[named[wave] == one].set_index(customer) for one in wanted]
    means = {
        score: pd.concat([part[items].astype(float).mean(axis=1) for part in parts], axis=1,
                         join="inner", keys=range(len(parts))).dropna()
        for score, items in columns.items()
    }  # fmt: skip
    both = known.index
    for answers in means.values():
        both = both.intersection(answers.index)
    if len(both) < LEAST:
        raise one_problem(
            f"{len(both)} customers answered waves {', '.join(map(str, wanted))} and were seen "
            "afterwards",
            f"patterns of fewer than {LEAST} are chance: choose other waves.",
        )
    share, each = is_share(known), joint_level(level, len(columns))
    rows, gaps = [], []
    for score, items in columns.items():
        answers = means[score].loc[both]
        line = _line(answers.to_numpy())
        above = (answers > line).to_numpy()
        pattern = pd.Series(_patterns(above), index=both)
        shown = (HIGH, RISING, FALLING, LOW, *((MIXED,) if len(wanted) > 2 else ()))
        for name in shown:
            found = estimate(known.loc[both][pattern == name], share, level)
            rows.append((score, name, found.customers, (pattern == name).mean(), *found[:3]))
        top, bottom = (known.loc[both][pattern == name] for name in (HIGH, LOW))
        gap = difference(top, bottom, share, each)
        ends = [estimate(values, share, level).value for values in (top, bottom)]
        alpha = _alpha(parts[0].loc[both, items].astype(float))
        chance = np.arccos(min(max(alpha, 0.0), 1.0)) / np.pi
        sure = gap[1] > 0 or gap[2] < 0
        crossed = float((above[:, 0] != above[:, -1]).mean())
        gaps.append((score, line, *ends, *gap, sure, crossed, chance))
    table = pd.DataFrame(
        rows, columns=["score", "pattern", "customers", "share", "value", "low", "high"]
    )
    names = ["score", "line", "high", "low_each", "gap", "gap_low", "gap_high", "sure", "crossed",
             "by_chance"]  # fmt: skip
    order = pd.DataFrame(gaps, columns=names).sort_values("gap", ascending=False, kind="stable")
    return LoyaltyPatterns(
        table=table,
        gaps=order.reset_index(drop=True),
        waves=wanted,
        customers=len(both),
        outcome=outcome,
        level=level,
        share=share,
        words=words,
    )


def _columns(
    survey: pd.DataFrame,
    scores: Sequence[str] | Mapping[str, Sequence[str]],
    customer: str,
    wave: str,
) -> dict[str, list[str]]:
    """The columns of each score; all that are missing are named at once."""
    problems = [
        Problem("this column is not there", "map it, or name another one.", name)
        for name in (customer, wave)
        if name not in survey
    ]
    found: dict[str, list[str]] = {}
    for score in scores:
        if isinstance(scores, Mapping):
            items = list(scores[score])
        elif score in survey:
            items = [score]
        else:
            items = [c for c in survey if c.rpartition("_")[0] == score and c[-1:].isdigit()]
        gone = [name for name in items if name not in survey] or ([] if items else [f"{score}_1"])
        problems += [
            Problem("this column is not there", "map it, or leave it out.", n) for n in gone
        ]
        found[score] = items
    if problems:
        raise DataProblem(problems, "the survey")
    return found


def _patterns(above: np.ndarray) -> np.ndarray:
    """The pattern of each customer, from whether each wave lies above the line."""
    steps = np.diff(above.astype(int), axis=1)
    pattern = np.full(len(above), MIXED, dtype=object)
    pattern[(steps >= 0).all(axis=1)] = RISING
    pattern[(steps <= 0).all(axis=1)] = FALLING
    pattern[above.all(axis=1)] = HIGH
    pattern[~above.any(axis=1)] = LOW
    return pattern


def _line(answers: np.ndarray) -> float:
    """The value above which about half of the answers lie; many may be the median itself."""
    middle = float(np.median(answers))
    below = answers[answers < middle]
    lower = float(below.max()) if below.size else middle
    shares = {line: abs(float((answers > line).mean()) - 0.5) for line in (middle, lower)}
    return min(shares, key=lambda line: shares[line])


def _alpha(items: pd.DataFrame) -> float:
    """Cronbach's alpha; NaN for a single item."""
    number = items.shape[1]
    total = items.sum(axis=1).var()
    if number < 2 or not total > 0:
        return float("nan")
    return float(number / (number - 1) * (1 - items.var().sum() / total))
