"""What a firm's label says of customers, held against what these customers do and say.

"Gold" is a word of the firm's. Whether gold customers are loyal is for them to say: do they come
back, would they look for the firm after a move, would they recommend it? And each answer needs a
baseline, since those next below in the firm's own list may well give the same one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd

from cvmlab.errors import one_problem
from cvmlab.loyalty.called_loyal.firm_label_result import (
    FEWER,
    HALF,
    LEAST,
    MORE,
    MOST,
    OTHERS,
    UNSURE,
    FirmLabel,
)
from cvmlab.loyalty.called_loyal.group_outcomes import (
    check_columns,
    difference,
    estimate,
    is_share,
    joint_level,
)

__all__ = ["FirmLabel", "firm_label"]


def firm_label(
    frame: pd.DataFrame,
    label: str,
    value: str,
    *,
    own: Sequence[str] = ("move_city", "recommend"),
    did: Sequence[str] = ("stays",),
    against: str | None = None,
    words: Mapping[str, str] | None = None,
    level: float = 0.95,
) -> FirmLabel:
    """Hold a firm's label against what the customers who carry it do and say.

    Parameters
    ----------
    frame : DataFrame
        One row a customer.
    label : str
        The column with the firm's label, as it stood *before* what is looked at: a label of today
        has seen what it is meant to foretell.
    value : str
        The label that is looked at, such as ``"gold"``.
    own, did : sequence of str
        What customers said, and what they did afterwards: yes or no (True, 1) or a mark.
    against : str, optional
        The value to compare with, best the one next below; without it all other customers.
    words : mapping, optional
        What outcomes are called in a sentence: ``{"stays": "bought in December"}``.
    level : float
        Confidence level. The differences hold together, over all outcomes (Bonferroni).

    Returns
    -------
    FirmLabel

    Raises
    ------
    DataProblem
        When columns are missing, hold no numbers, or nobody carries one of the labels.

    Notes
    -----
    Shares: Wilson (1927); their difference: Newcombe (1998), method 10. Means: Student's and
    Welch's t. "No sure difference" is not "the same": the upper end says how much may be missed.

    Examples
    --------
    >>> customers = pd.DataFrame({
    ...     "tier": ["gold"] * 100 + ["silver"] * 100,
    ...     "came": [1] * 52 + [0] * 48 + [1] * 50 + [0] * 50,
    ... })
    >>> found = firm_label(customers, "tier", "gold", own=["came"], did=[], against="silver")
    >>> found.of("came")  # doctest: +NORMALIZE_WHITESPACE
    'Of 100 gold customers 52% came (95% interval 42% to 62%, no sure majority); of 100 silver ones
    50%. Difference +2 points (−12 to +16): no sure difference.'
    """
    outcomes = tuple(dict.fromkeys([*did, *own]))
    if not outcomes:
        raise ValueError("name at least one outcome in own or did")
    check_columns(frame, outcomes, [label])
    groups = _groups(frame[label], value, against)
    baseline = OTHERS if against is None else str(against)
    shares = {one: is_share(frame[one]) for one in outcomes}
    each = joint_level(level, len(outcomes))
    rows, gaps = [], []
    for one in outcomes:
        for group, members in groups.items():
            found = estimate(frame.loc[members, one], shares[one], level)
            half = _than_half(found.low, found.high) if shares[one] else ""
            rows.append((one, group, found.customers, *found[:3], half))
        ours, theirs = (frame.loc[groups[name], one] for name in (str(value), baseline))
        gap = difference(ours, theirs, shares[one], each)
        gaps.append((one, *gap, _verdict(gap[1], gap[2])))
    table = pd.DataFrame(
        rows, columns=["outcome", "group", "customers", "value", "low", "high", "than_half"]
    )
    differences = pd.DataFrame(gaps, columns=["outcome", "difference", "low", "high", "verdict"])
    return FirmLabel(table, differences, label, str(value), baseline, level, shares, words)


def _groups(labels: pd.Series, value: str, against: str | None) -> dict[str, pd.Series]:
    """The rows of the labelled, of each other value, and of all others."""
    known = labels.astype(object).where(labels.notna(), None)
    values = sorted({str(x) for x in known if x is not None})
    for wanted in [value, *([] if against is None else [against])]:
        if str(wanted) not in values:
            raise one_problem(
                f'no customer has the label "{wanted}"',
                f"choose from: {', '.join(values) or 'none is filled in'}.",
                column=str(labels.name),
            )
    if value == against:
        raise ValueError("against must be another label than value")
    text = known.map(str)
    groups = {str(value): (text == str(value)) & known.notna()}
    for other in values:
        if other != str(value):
            groups[other] = (text == other) & known.notna()
    groups[OTHERS] = (text != str(value)) & known.notna()
    if not groups[OTHERS].any():
        raise one_problem(
            f'all customers have the label "{value}"',
            "a label is held against customers without it.",
            column=str(labels.name),
        )
    return groups


def _verdict(low: float, high: float) -> str:
    if low > 0:
        return MORE
    return FEWER if high < 0 else UNSURE


def _than_half(low: float, high: float) -> str:
    if low > 0.5:
        return MOST
    return LEAST if high < 0.5 else HALF
