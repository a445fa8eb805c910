"""Who ticked without reading: flagged with the reason, never dropped in silence.

Two kinds of haste leave different traces. Who ticks one column all the way down shows a long run
of the same answer; who ticks anything gives answers that do not hang together as everybody else's
do. The first makes a scale look more reliable than it is, the second less.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from scipy.special import chdtrc

from cvmlab.errors import one_problem
from cvmlab.figures.formats import count, number, percent
from cvmlab.stats.scales.item_answers import item_answers

if TYPE_CHECKING:
    from cvmlab.figures.tables import Table

_SHORTEST = 8  # answers in a row: the careful, too, say the same to a few statements alike
_ROWS_AN_ITEM = 10  # respondents an item from which one sees who does not hang together
_ROUNDS = 10
ONE_COLUMN, ANYTHING = "one column all the way down", "answers that do not hang together"


@dataclass(frozen=True, eq=False)
class Careless:
    """Who may have ticked without reading, and why one thinks so.

    Attributes
    ----------
    table : pandas.DataFrame
        One row a respondent, index as given: ``longest_run`` of the same answer, ``run_share`` of
        its battery (0 below eight in a row), ``spread`` (sd of the respondent's own answers),
        ``distance`` (Mahalanobis, squared) with ``p``, how likely a careful respondent is so far
        out, ``flagged`` and ``reason`` ("" where not flagged). Distances are empty for those with
        an answer missing.
    items : int
        How many items.
    longest : float
        From which share of a battery on a run is flagged.
    unlikely : float
        Below which ``p`` a respondent is flagged.
    by_chance : float
        Careful respondents whom the second rule would flag by chance.
    moved : pandas.DataFrame
        ``item``, its mean over all and over those not flagged.
    """

    table: pd.DataFrame
    items: int
    longest: float
    unlikely: float
    by_chance: float
    moved: pd.DataFrame = field(repr=False)

    @property
    def kept(self) -> np.ndarray:
        """Which rows are not flagged."""
        return ~self.table["flagged"].to_numpy(dtype=bool)

    @property
    def reasons(self) -> pd.Series:
        """How many are flagged for which reason."""
        return self.table.loc[self.table["flagged"], "reason"].value_counts()

    @property
    def sentence(self) -> str:
        """How many are flagged, why, and what it would change to leave them out."""
        flagged = int(self.table["flagged"].sum())
        share = flagged / len(self.table)
        text = f"{count(flagged)} of {count(len(self.table))} respondents are flagged"
        if not flagged:
            return f"{text}."
        why = ", ".join(f"{count(n)} for {reason}" for reason, n in self.reasons.items())
        away = (self.moved["without"] - self.moved["with_all"]).abs().max()
        return (
            f"{text} ({percent(share, 1)}: {why}); by chance the second rule flags about "
            f"{count(self.by_chance)} careful ones. Leaving them out moves no item's mean by more "
            f"than {number(away)}. Somebody full of praise ticks one column too: look before "
            "anything is left out."
        )

    def summary(self) -> Table:
        """The reasons as a table to read."""
        from cvmlab.figures.tables import Table

        reasons = self.reasons.reindex([ONE_COLUMN, ANYTHING], fill_value=0)
        rest = len(self.table) - int(reasons.sum())
        frame = pd.DataFrame(
            {
                "Respondents": [*[f"Flagged: {name}" for name in reasons.index], "Not flagged"],
                "How many": [*reasons.tolist(), rest],
                "Share": [n / len(self.table) for n in [*reasons.tolist(), rest]],
            }
        )
        return Table(
            frame,
            title="Who may have ticked without reading",
            note=self.sentence,
            formats={"Share": lambda x: percent(x, 1)},
        )


def careless(
    items: pd.DataFrame,
    batteries: Mapping[str, Sequence[str]] | None = None,
    *,
    longest: float = 0.75,
    unlikely: float = 0.001,
) -> Careless:
    """Flag respondents who may have ticked without reading, each with the reason.

    Parameters
    ----------
    items : pandas.DataFrame
        One row a respondent, the items in the order of the questionnaire.
    batteries : mapping of str to sequence of str, optional
        Blocks of items that stand together under one scale; runs are sought within each. By
        default all items are one block.
    longest : float
        A run over this share of a battery's items is flagged, if it has eight items or more.
    unlikely : float
        A respondent is flagged whose answers would be so far from everybody's with less than this
        probability, if careful answers were normal.

    Returns
    -------
    Careless

    Raises
    ------
    DataProblem
        If items are missing, not numbers, constant or copies, or fewer than ten respondents are
        complete.

    Notes
    -----
    Long strings and the Mahalanobis distance are two of the screens compared by Meade and Craig
    (2012, "Identifying careless responses in survey data"). The distance is measured from those
    not flagged, again and again until nobody is added, for the careless would otherwise hide in
    the spread they make. With fewer than ten respondents an item it is left out. Haste that is
    subtler than these two goes unseen: an item such as "please tick 2" sees more.

    Examples
    --------
    >>> rng = np.random.default_rng(1)
    >>> answers = pd.DataFrame(np.clip(np.rint(4 + rng.normal(size=(200, 8))), 1, 7))
    >>> answers.loc[0] = 5.0
    >>> careless(answers).table.loc[0, "reason"]
    'one column all the way down'
    """
    blocks = {"all": list(items.columns)} if batteries is None else dict(batteries)
    names = list(dict.fromkeys(name for block in blocks.values() for name in block))
    if not 0 < longest <= 1:
        raise one_problem(f"A run over {longest:g} of a battery", "name a share from 0 to 1.")
    answers = item_answers(items, {"all": names})
    values = items[names].to_numpy(dtype=float, na_value=np.nan)
    run, share = _runs(values, [[names.index(n) for n in block] for block in blocks.values()])
    alike = share >= longest
    distance = np.full(len(values), np.nan)
    chance = np.full(len(values), np.nan)
    complete = answers.kept
    judged = complete.sum() >= _ROWS_AN_ITEM * len(names)
    if judged:
        distance[complete], chance[complete] = _distances(
            values[complete], alike[complete], unlikely
        )
    apart = chance < unlikely
    flagged = alike | apart
    known = np.isfinite(values)
    without = known & ~flagged[:, None]
    filled = np.where(known, values, 0.0)
    moved = pd.DataFrame(
        {
            "item": names,
            "with_all": filled.sum(axis=0) / known.sum(axis=0),
            "without": np.where(without, filled, 0.0).sum(axis=0) / without.sum(axis=0),
        }
    )
    table = pd.DataFrame(
        {
            "longest_run": run,
            "run_share": share,
            "spread": _spread(values),
            "distance": distance,
            "p": chance,
            "flagged": flagged,
            "reason": np.where(alike, ONE_COLUMN, np.where(apart, ANYTHING, "")),
        },
        index=items.index,
    )
    expected = unlikely * complete.sum() if judged else 0.0
    return Careless(table, len(names), longest, unlikely, float(expected), moved)


def _runs(values: np.ndarray, blocks: list[list[int]]) -> tuple[np.ndarray, np.ndarray]:
    """The longest run of the same answer, and the largest share of a battery that a run covers."""
    longest = np.ones(len(values), dtype=int)
    share = np.zeros(len(values))
    for places in blocks:
        here = values[:, places]
        best = np.ones(len(values), dtype=int)
        current = np.ones(len(values), dtype=int)
        for j in range(1, len(places)):
            current = np.where(here[:, j] == here[:, j - 1], current + 1, 1)
            best = np.maximum(best, current)
        longest = np.maximum(longest, best)
        share = np.maximum(share, np.where(best >= _SHORTEST, best / len(places), 0.0))
    return longest, share


def _distances(
    values: np.ndarray, alike: np.ndarray, unlikely: float
) -> tuple[np.ndarray, np.ndarray]:
    """Squared distances from the careful, and how likely such a distance is."""
    careful = ~alike if (~alike).sum() > 2 * values.shape[1] else np.ones(len(values), dtype=bool)
    for _ in range(_ROUNDS):
        away = values - values[careful].mean(axis=0)
        inverse = np.linalg.pinv(np.cov(values[careful], rowvar=False), hermitian=True)
        distance = np.einsum("ni,ij,nj->n", away, inverse, away, optimize=True)
        chance = chdtrc(values.shape[1], distance)
        again = ~alike & (chance >= unlikely)
        if (again == careful).all() or again.sum() < len(values) / 2:
            break
        careful = again
    return distance, chance


def _spread(values: np.ndarray) -> np.ndarray:
    """The standard deviation of each respondent's own answers."""
    known = np.isfinite(values)
    number_of = np.maximum(known.sum(axis=1), 1)
    mean = np.where(known, values, 0).sum(axis=1) / number_of
    square = np.where(known, (values - mean[:, None]) ** 2, 0).sum(axis=1)
    return np.sqrt(square / number_of)
