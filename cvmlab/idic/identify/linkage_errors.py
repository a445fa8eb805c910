"""How wrong a linkage probably is where nobody knows the truth: expected errors, and a sample.

Two ways, and the second is the one to trust. Match probabilities say how many errors to expect, if
they are right, which they seldom are: fields of a family do not agree independently. A sample of
pairs read by somebody who knows the customers, or rings them, says it without a model.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from scipy.special import ndtri

from cvmlab.errors import DataProblem, Problem, one_problem
from cvmlab.figures.formats import count, interval, percent
from cvmlab.figures.tables import Table
from cvmlab.stats.share_intervals import wilson

if TYPE_CHECKING:
    from cvmlab.idic.identify.linkage_result import Linkage

LINKED, BELOW, APART = "linked", "just below the threshold", "kept apart by the guard"
_LABEL = "one_person"


@dataclass(frozen=True, eq=False)
class EstimatedErrors:
    """Errors to expect by the match probabilities; see ``estimated_errors``.

    Attributes
    ----------
    table : DataFrame
        ``what`` (wrongly linked, missed), ``pairs`` looked at, ``expected`` errors with ``low,
        high``, ``share``.
    apart : int
        Pairs the guard kept apart though the threshold would have linked them.
    level : float
    """

    table: pd.DataFrame = field(repr=False)
    apart: int
    level: float

    @property
    def sentence(self) -> str:
        """Both errors, and why to doubt them."""
        wrong, missed = self.table.itertuples()
        return (
            f"If the match probabilities are right, {_number(wrong)} of {count(wrong.pairs)} links "
            f"are wrong, and {_number(missed)} of {count(missed.pairs)} likely pairs are missed. "
            f"{count(self.apart)} pairs the guard kept apart against their probability are not "
            "counted. Probabilities that take fields for independent are too sure: have a sample "
            "read (review_sample)."
        )

    def summary(self) -> Table:
        """Expected errors with intervals."""
        rows = self.table
        frame = pd.DataFrame(
            {
                "Error": rows["what"],
                "Pairs looked at": rows["pairs"],
                "Expected": [_number(row) for row in rows.itertuples()],
                "Share": [percent(share, 2) for share in rows["share"]],
            }
        )
        return Table(frame, "Errors to expect, by the match probabilities", self.sentence)

    def __repr__(self) -> str:
        return self.sentence


def estimated_errors(linkage: Linkage, *, level: float = 0.95) -> EstimatedErrors:
    """How many links are wrong and how many pairs missed, by the match probabilities alone.

    Parameters
    ----------
    linkage : Linkage
    level : float
        Confidence level.

    Notes
    -----
    Expected errors: the sum of 1 − p over direct links that no card makes sure, and of p over
    pairs of a half and more under two identities. Variance: the sum of p(1 − p), as if pairs were
    independent. Pairs below a half are not kept, so what is missed among them is not counted.
    """
    pairs, identity = linkage.pairs, linkage.identities
    chance = pairs["probability"].to_numpy()
    one = identity.loc[pairs["record_a"]].to_numpy()
    two = identity.loc[pairs["record_b"]].to_numpy()
    unsure = ~pairs["known"].to_numpy()
    linked = pairs["linked"].to_numpy() & unsure
    # Kept apart: by the guard as a pair, or because a chain of links would contradict itself.
    apart = linkage.guard & (pairs["apart"].to_numpy() | (chance >= linkage.threshold))
    missed = (one != two) & unsure & ~apart
    z, rows = float(ndtri(0.5 + level / 2)), []
    for what, among, wrong in (
        ("linked, but two people", linked, 1 - chance),
        ("one person, but not linked", missed, chance),
    ):
        expected = float(wrong[among].sum())
        half = z * float(np.sqrt((chance[among] * (1 - chance[among])).sum()))
        number = int(among.sum())
        low, high = max(expected - half, 0.0), min(expected + half, float(number))
        share = expected / number if number else np.nan
        rows.append((what, number, expected, low, high, share))
    columns = ["what", "pairs", "expected", "low", "high", "share"]
    over = int(((one != two) & unsure & (chance >= linkage.threshold)).sum())
    return EstimatedErrors(pd.DataFrame(rows, columns=columns), over, level)


def review_sample(linkage: Linkage, n: int = 100, *, seed: int = 0) -> pd.DataFrame:
    """Pairs for somebody to read, who says of each whether it is one person.

    Parameters
    ----------
    linkage : Linkage
    n : int
        How many pairs: half of those linked, a quarter just below the threshold, a quarter of those
        the guard kept apart; fewer where there are fewer.
    seed : int
        Makes the sample reproducible.

    Returns
    -------
    DataFrame
        One row a pair: ``stratum``, ``of`` (pairs of the stratum), ``record_a, record_b``, the
        fields of both side by side, and an empty ``one_person``, to be filled with True or False
        (yes and no will do) and handed to :func:`reviewed`.

    Raises
    ------
    DataProblem
        When no pair was linked, or fewer than four are asked for.
    """
    if n < 4:
        raise one_problem(f"{n} pairs are too few to judge by", "ask for 4 or more, such as 100.")
    pairs = linkage.pairs[~linkage.pairs["known"]]
    apart = pairs["apart"] & linkage.guard
    strata = {
        LINKED: (pairs[pairs["linked"]], n - 2 * (n // 4)),
        BELOW: (pairs[~apart & (pairs["probability"] < linkage.threshold)], n // 4),
        APART: (pairs[apart], n // 4),
    }
    if strata[LINKED][0].empty:
        raise one_problem("no pair was linked but by its card", "there is nothing to be read.")
    chosen = [
        rows.sample(min(size, len(rows)), random_state=seed).assign(stratum=name, of=len(rows))
        for name, (rows, size) in strata.items()
    ]
    found = pd.concat(chosen, ignore_index=True)
    cells = linkage.records.set_index("record_id")
    table = found[["stratum", "of", "record_a", "record_b"]].copy()
    for name in linkage.fields:
        for side in "ab":
            table[f"{name}_{side}"] = cells.loc[found[f"record_{side}"], name].to_numpy()
    table[_LABEL] = None
    return table


@dataclass(frozen=True, eq=False)
class Reviewed:
    """What a reader found in a sample of pairs; see ``reviewed``.

    Attributes
    ----------
    table : DataFrame
        One row a stratum: ``stratum, of, read, one_person, share, low, high``.
    level : float
    """

    table: pd.DataFrame = field(repr=False)
    level: float

    @property
    def sentence(self) -> str:
        """The share of links that are right, and what was left out wrongly."""
        parts = [
            f"{percent(row.share)} ({interval(row.low, row.high, percent)}) of the pairs "
            f"{row.stratum}"
            for row in self.table.itertuples()
        ]
        return f"Read by hand, one person are {', '.join(parts)}."

    def summary(self) -> Table:
        """Each stratum with its interval."""
        rows = self.table
        frame = pd.DataFrame(
            {
                "Pairs": rows["stratum"],
                "Of": rows["of"],
                "Read": rows["read"],
                "One person": rows["one_person"],
                f"Share ({percent(self.level)} interval)": [
                    f"{percent(row.share)} ({interval(row.low, row.high, percent)})"
                    for row in rows.itertuples()
                ],
            }
        )
        return Table(frame, "Pairs read by hand", self.sentence)

    def __repr__(self) -> str:
        return self.sentence


def reviewed(sample: pd.DataFrame, *, level: float = 0.95) -> Reviewed:
    """What a sample read by hand says of the linkage.

    Parameters
    ----------
    sample : DataFrame
        From :func:`review_sample`, with ``one_person`` filled; rows left empty are not counted.
    level : float
        Confidence level; Wilson intervals.

    Raises
    ------
    DataProblem
        When a column is missing, nothing is filled in, or something else than yes and no.
    """
    lacking = [name for name in ("stratum", "of", _LABEL) if name not in sample]
    if lacking:
        raise one_problem(
            f"the sample has no column {', '.join(lacking)}", "take the table of review_sample."
        )
    words = {"true": True, "yes": True, "1": True, "1.0": True,
             "false": False, "no": False, "0": False, "0.0": False}  # fmt: skip
    given = sample[_LABEL].dropna().astype(str).str.strip().str.lower()
    given = given[given != ""]
    told = given.map(words)
    problems = []
    if given.empty:
        problems.append(Problem("Nothing is filled in", "say yes or no for each pair.", _LABEL))
    if told.isna().any():
        odd = given[told.isna()]
        problems.append(
            Problem("Neither yes nor no", "write yes or no, or leave the cell empty.", _LABEL,
                    len(odd), list(odd.unique()[:3]))
        )  # fmt: skip
    if problems:
        raise DataProblem(problems)
    rows = []
    for name, mine in sample.loc[told.index].groupby("stratum", sort=False):
        yes, read = int(told[mine.index].sum()), len(mine)
        low, high = wilson(yes, read, level)
        rows.append((name, int(mine["of"].iloc[0]), read, yes, yes / read, float(low), float(high)))
    columns = ["stratum", "of", "read", "one_person", "share", "low", "high"]
    return Reviewed(pd.DataFrame(rows, columns=columns), level)


def _number(row) -> str:  # type: ignore[no-untyped-def]
    return f"{count(row.expected)} ({interval(row.low, row.high)})"
