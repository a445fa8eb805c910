"""Which of somebody's promises a board may use: each held against the three columns.

"At least 10% more of their business, about 30% likelier to remain, more than 50% likelier to
recommend" (Barnes 2003) is what one man found with his clients. It is a fact about them. For
another firm it is a claim to be tried, and the rule is set before the numbers are looked at.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING

import pandas as pd

from cvmlab.errors import DataProblem, Problem, suggestion
from cvmlab.figures.formats import interval, is_missing, number, percent
from cvmlab.loyalty.payback.payback_result import ADJUSTED, ASSOCIATION, EXPERIMENTAL, Payback
from cvmlab.stats.adjusted.contrasts import Contrast
from cvmlab.stats.ratios import possible_ratio

if TYPE_CHECKING:
    from cvmlab.figures.tables import Table

BARNES = {"business": 1.10, "stays": 1.30, "recommend": 1.50}

SHOWN, LESS, MORE_THAN_NOTHING, OPEN = "shown", "less than promised", "some, perhaps less", "open"
IMPOSSIBLE = "impossible"


@dataclass(frozen=True, eq=False)
class Promises:
    """Promises, and what each column says of them.

    Attributes
    ----------
    table : pandas.DataFrame
        One row a promise and column: ``outcome``, ``promised`` (a ratio), ``column``, ``baseline``,
        ``ratio``, ``low``, ``high``, ``verdict``.
    board : dict of str
        What a board may say of each outcome, in one sentence.
    level : float
        Confidence level of the intervals.
    """

    table: pd.DataFrame
    board: dict[str, str]
    level: float
    said: dict[str, str] = field(repr=False)

    def verdict(self, outcome: str, column: str = ASSOCIATION) -> str:
        """The verdict on one promise in one column."""
        rows = self.table.set_index(["outcome", "column"])["verdict"]
        return str(rows[outcome, column])

    @property
    def usable(self) -> tuple[str, ...]:
        """The promises that hold as a cause: shown after adjusting or by lot."""
        rows = self.table[self.table["column"] != ASSOCIATION]
        return tuple(dict.fromkeys(rows.loc[rows["verdict"] == SHOWN, "outcome"]))

    @property
    def sentence(self) -> str:
        """Which promises a board may use, and in which words."""
        return " ".join(self.board.values())

    def summary(self) -> Table:
        """The verdicts as a table to read."""
        from cvmlab.figures.tables import Table

        rows = [
            (
                self.said[row.outcome],
                _more(row.promised),
                row.column,
                f"{number(row.ratio)} ({interval(row.low, row.high, number)})",
                row.verdict,
            )
            for row in self.table.itertuples()
        ]
        heads = ["Outcome", "Promised", "Column", f"Ratio ({percent(self.level)} interval)",
                 "Verdict"]  # fmt: skip
        return Table(
            pd.DataFrame(rows, columns=heads),
            title="Which promise may a board use?",
            note="Shown: the whole interval lies at or above the promise. Less than promised: all "
            "of it lies below. Some, perhaps less: above 1, and the promise within reach. Open: 1 "
            "is still possible. Impossible: from this baseline the promise is more than everybody.",
        )


def promises(
    payback: Payback,
    promised: Mapping[str, float] | None = None,
    *,
    outcomes: Mapping[str, str] | None = None,
) -> Promises:
    """Hold promised ratios against what was seen, what is left when made alike, and the lot.

    Parameters
    ----------
    payback : Payback
        From :func:`cvmlab.loyalty.payback.payback.loyalty_payback`.
    promised : mapping of outcome to ratio, optional
        1.3 for "30% likelier". By default Barnes' three (2003, "Getting to know them better")
        on ``business``, ``stays``, ``recommend``.
    outcomes : mapping, optional
        Which outcome of the payback stands for which promise, where names differ:
        ``{"business": "sales_after"}``.

    Returns
    -------
    Promises

    Raises
    ------
    DataProblem
        If the payback has no such outcome, or a promise is not above 1.

    Notes
    -----
    The rule, for ratio r with interval (l, h) and promise q: shown if l ≥ q; less than promised if
    h < q; some, perhaps less, if 1 < l < q ≤ h; else open. A promise q is impossible where the
    whole interval of the baseline lies above 1/q. A board may say "are likelier" on the first
    column, "because of the relationship" on the second with what is believed, and "if we do this"
    on the third alone.
    """
    wanted = dict(BARNES if promised is None else promised)
    stands = dict(outcomes or {})
    problems = []
    for name, ratio in wanted.items():
        outcome = stands.get(name, name)
        if outcome not in payback.said:
            near = suggestion(outcome, payback.said)
            problems.append(
                Problem(f"the payback has no outcome of this name.{near}",
                        "say which of its outcomes is meant, as in "
                        'outcomes={"business": "sales_after"}.', outcome)
            )  # fmt: skip
        if not ratio > 1:
            problems.append(
                Problem(f"the promise for {name} is {ratio:g}, and no more than nothing",
                        "give a ratio: 1.3 for 30% more.")
            )  # fmt: skip
    if problems:
        raise DataProblem(problems)
    rows, board = [], {}
    for name, ratio in wanted.items():
        outcome = stands.get(name, name)
        verdicts = {}
        for column in payback.columns:
            one = payback.contrasts.get((outcome, column))
            if one is None:
                continue
            row, base = one["ratio"], one["baseline"].value
            verdicts[column] = verdict_on(one, ratio)
            rows.append((outcome, ratio, column, base, row.value, row.low, row.high,
                         verdicts[column]))  # fmt: skip
        board[outcome] = _for_the_board(payback, outcome, ratio, verdicts)
    columns = ["outcome", "promised", "column", "baseline", "ratio", "low", "high", "verdict"]
    return Promises(pd.DataFrame(rows, columns=columns), board, payback.level, payback.said)


def verdict_on(found: Contrast, promised: float) -> str:
    """What one interval says of a promised ratio, by rule."""
    row, base = found["ratio"], found["baseline"]
    surely = base.value if is_missing(base.low) else base.low
    if found.shares and surely > 0 and promised > possible_ratio(min(surely, 1.0)):
        return IMPOSSIBLE
    if not (math.isfinite(row.value) and row.low == row.low):
        return OPEN
    if row.low >= promised:
        return SHOWN
    if row.high < promised:
        return LESS
    return MORE_THAN_NOTHING if row.low > 1 else OPEN


def _for_the_board(
    payback: Payback, outcome: str, promised: float, verdicts: Mapping[str, str]
) -> str:
    """The strongest sentence that the columns allow."""
    said, (group, others) = payback.said[outcome], payback.names
    seen = payback.of(outcome, ASSOCIATION)
    head = f'"{_more(promised)}" ({said}): '
    if verdicts[ASSOCIATION] == IMPOSSIBLE:
        base = seen["baseline"].value
        return (
            f"{head}impossible, for {percent(base)} of the {others} do so already and no group can "
            f"reach more than {number(math.floor(100 * possible_ratio(base)) / 100)} times that."
        )
    text = (
        head
        + {
            SHOWN: "may be said of how the two differ",
            LESS: "may not even be said of how the two differ",
            MORE_THAN_NOTHING: f"may be true of how the two differ, and only that the {group} are "
            "ahead is sure",
            OPEN: "cannot be told even of how the two differ",
        }[verdicts[ASSOCIATION]]
        + f" ({_range(seen)} times)"
    )
    because = {
        SHOWN: "and as what the relationship does, if all causes are known",
        LESS: "but not of what the relationship does",
        MORE_THAN_NOTHING: "while of what the relationship does it stays open how much",
        OPEN: "while it stays open whether the relationship does anything",
        IMPOSSIBLE: "but not of what the relationship does: it is more than everybody",
    }
    text += f"; {because[verdicts[ADJUSTED]]} ({_range(payback.of(outcome, ADJUSTED))})"
    if EXPERIMENTAL in verdicts:
        by_lot = {
            SHOWN: "The lot bears it out",
            LESS: "The lot says less",
            MORE_THAN_NOTHING: "The lot says some, perhaps less",
            OPEN: "The lot cannot tell",
            IMPOSSIBLE: "From the baseline of the lot it is impossible",
        }
        text += f". {by_lot[verdicts[EXPERIMENTAL]]} ({_range(payback.of(outcome, EXPERIMENTAL))})"
    return text + "."


def _range(one: Contrast) -> str:
    row = one["ratio"]
    return interval(row.low, row.high, partial(number, digits=2))


def _more(ratio: float) -> str:
    return f"{percent(ratio - 1)} more"
