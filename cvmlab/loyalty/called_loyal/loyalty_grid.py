"""Loyalty is not retention: what customers feel, crossed with what they do.

Who buys often and cares is loyal. Who buys often without caring is there until something better
comes by, and who cares and buys seldom has a reason the till does not know. Retention figures put
the first two into one box and the third into none.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd
from scipy.special import ndtri

from cvmlab.errors import one_problem
from cvmlab.loyalty.called_loyal.group_outcomes import (
    check_columns,
    difference,
    estimate,
    is_share,
)
from cvmlab.loyalty.called_loyal.loyalty_grid_result import (
    CELLS,
    LATENT,
    LOYAL,
    MEANING,
    NONE,
    SPURIOUS,
    LoyaltyGrid,
)
from cvmlab.stats.share_intervals import wilson


def loyalty_grid(
    frame: pd.DataFrame,
    attitude: str = "relationship",
    *,
    high: float = 4.0,
    within_days: int = 42,
    at_least: int = 26,
    recency: str = "recency_days",
    frequency: str = "frequency",
    outcomes: Sequence[str] = ("stays", "move_city"),
    mark: tuple[str, str] | None = None,
    error: float | None = None,
    words: Mapping[str, str] | None = None,
    level: float = 0.95,
) -> LoyaltyGrid:
    """Cross what customers feel with what they do: loyal, spurious, latent, none.

    Parameters
    ----------
    frame : DataFrame
        One row a customer.
    attitude : str
        A favourable attitude, the higher the better: the mean of several items, not one mark.
    high : float
        Above this the attitude counts as favourable; 4 is the middle of a scale from 1 to 7. Where
        the line is drawn is a choice: look at the result under others.
    within_days, at_least : int
        What counts as buying often, as in ``behavioural_frame``.
    recency, frequency : str
        Columns: days since the last purchase, purchase days in the window.
    outcomes : sequence of str
        What customers did later or said, not used to place them.
    mark : tuple of column and value, optional
        The firm's own mark, such as ``("previous_tier", "gold")``.
    error : float, optional
        Standard error of measurement of the attitude, to count those too near the line.
    words : mapping, optional
        What outcomes are called in a sentence.
    level : float
        Confidence level.

    Returns
    -------
    LoyaltyGrid

    Raises
    ------
    DataProblem
        When columns are missing or hold words, or no customer can be placed.

    Notes
    -----
    Dick and Basu (1994, "Customer loyalty: toward an integrated conceptual framework") cross the
    *relative* attitude, against what else there is, with repeat patronage. An attitude asked about
    one firm alone is a stand-in for that.

    Examples
    --------
    >>> customers = pd.DataFrame({
    ...     "relationship": [6, 2, 6, 2], "recency_days": [1, 1, 99, 99], "frequency": 30,
    ... })
    >>> loyalty_grid(customers, outcomes=[]).table["cell"].tolist()
    ['loyal', 'spurious', 'latent', 'none']
    """
    check_columns(frame, [attitude, recency, frequency, *outcomes], [mark[0]] if mark else [])
    known = frame[frame[[attitude, recency, frequency]].notna().all(axis=1)]
    if known.empty:
        raise one_problem("no customer has an attitude and a behaviour", "fill both columns.")
    cares = known[attitude] > high
    often = (known[recency] <= within_days) & (known[frequency] >= at_least)
    cells = pd.Series(NONE, index=known.index, dtype=object)
    cells[cares & often], cells[~cares & often], cells[cares & ~often] = LOYAL, SPURIOUS, LATENT
    shares = {one: is_share(known[one]) for one in outcomes}
    rows, gaps = [], {}
    for one in outcomes:
        parts = {cell: known.loc[cells == cell, one] for cell in CELLS}
        for cell, values in parts.items():
            found = estimate(values, shares[one], level)
            rows.append((one, cell, found.customers, *found[:3]))
        gaps[one] = difference(parts[LOYAL], parts[SPURIOUS], shares[one], level)
    marked = cells.iloc[:0]
    if mark is not None:
        marked = cells[known[mark[0]].astype(object).map(str) == str(mark[1])]
        if marked.empty:
            raise one_problem(
                f'no customer is marked "{mark[1]}"', "look how it is written.", column=mark[0]
            )
    near = float("nan")
    if error is not None:
        reach = float(ndtri(0.5 + level / 2)) * error
        near = float(((known[attitude] - high).abs() < reach).mean())
    names = ["outcome", "cell", "customers", "value", "low", "high"]
    return LoyaltyGrid(
        table=_counted(cells, level),
        outcomes=pd.DataFrame(rows, columns=names),
        marked=_counted(marked, level) if len(marked) else pd.DataFrame(),
        cells=cells.reindex(frame.index),
        high=high,
        within_days=within_days,
        at_least=at_least,
        near=near,
        mark="" if mark is None else str(mark[1]),
        level=level,
        patrons=(int((~cares & often).sum()), int(often.sum())),
        gaps=gaps,
        shares=shares,
        words=words,
    )


def _counted(cells: pd.Series, level: float) -> pd.DataFrame:
    customers = [int((cells == cell).sum()) for cell in CELLS]
    low, high = wilson(customers, len(cells), level)
    return pd.DataFrame(
        {
            "cell": CELLS,
            "meaning": [MEANING[cell] for cell in CELLS],
            "customers": customers,
            "share": [n / len(cells) for n in customers],
            "low": low,
            "high": high,
        }
    )
