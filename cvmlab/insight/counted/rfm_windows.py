"""One customer's RFM cell, by how far back one looks.

The length of the window is a decision nobody remembers having taken. For most customers it hardly
matters; for those whose life has changed it is everything.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from math import ceil, gcd
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from cvmlab.errors import one_problem
from cvmlab.figures.formats import count, day, money
from cvmlab.insight.counted.purchase_windows import Purchases, purchases, whole_weeks
from cvmlab.insight.counted.rfm_result import FIFTHS

if TYPE_CHECKING:
    import ibis.expr.types as ir
    from matplotlib.axes import Axes

    from cvmlab.figures.pictures import Picture
    from cvmlab.figures.tables import Table


@dataclass(frozen=True, eq=False)
class RFMWindows:
    """One customer's scores, window by window.

    Attributes
    ----------
    table : pandas.DataFrame
        One row a window, by ``weeks``: ``customers`` (who bought in it), the customer's
        ``frequency`` and ``monetary``, scores ``r, f, m`` and ``cell``; missing where the
        customer bought nothing in the window.
    customer_id : str
        Whose.
    end : datetime.date
        The last day of all windows.
    """

    table: pd.DataFrame
    customer_id: str
    end: dt.date

    def says(self, weeks: int, currency: str | None = None) -> str:
        """What one of the windows says, in plain words."""
        row = self.table.loc[weeks]
        window = f"the {count(weeks)} weeks to {day(self.end)}"
        if not row.frequency:
            return f"{self.customer_id} bought nothing in {window} and has no RFM cell."
        times = "once" if row.frequency == 1 else f"on {count(row.frequency)} days"
        return (
            f"Looking at {window}, {self.customer_id} bought {times} for "
            f"{money(row.monetary, currency, digits=0)}: cell {row.cell} among "
            f"{count(row.customers)} customers."
        )

    def summary(self, currency: str | None = None) -> Table:
        """One line a window."""
        from cvmlab.figures.tables import Table

        names = {"customers": "Customers", "frequency": "Purchases", "monetary": "Spend",
                 "cell": "Cell"}  # fmt: skip
        frame = self.table[list(names)].rename(columns=names)
        frame.index.name = "Weeks"
        cash = partial(money, currency=currency, digits=0)
        title = f"{self.customer_id}: one customer, windows of different length"
        return Table(frame, title=title, formats={"Spend": cash})


def rfm_by_window(
    occasions: pd.DataFrame | ir.Table,
    customer_id: str,
    *,
    end: dt.date | str | None = None,
    weeks: Sequence[int] = range(4, 105, 4),
) -> RFMWindows:
    """One customer's RFM cell for windows of different length, all ending on the same day.

    Parameters
    ----------
    occasions : pandas.DataFrame or ibis Table
        One row for each day a customer bought: ``customer_id, date, cents``.
    customer_id : str
        Whose cell.
    end : date or ISO text, optional
        The last day of all windows, by default the last day anybody bought.
    weeks : sequence of int
        Lengths of the windows. In each the customers compared are those who bought in it, as in
        :func:`rfm`; sums are added up block by block of the largest length
        that fits into all of them.

    Returns
    -------
    RFMWindows

    Raises
    ------
    DataProblem
        If the customer never bought.

    Examples
    --------
    >>> days = pd.DataFrame({"customer_id": ["a", "a", "b"], "cents": [90_000, 100, 500],
    ...     "date": pd.to_datetime(["2024-01-01", "2024-03-31", "2024-03-30"])})
    >>> rfm_by_window(days, "a", weeks=[4, 16]).table["cell"].to_dict()
    {4: '4-3-2', 16: '4-4-4'}
    """
    lengths = sorted({whole_weeks(length) for length in weeks})
    days = purchases(occasions, end)
    step = gcd(*lengths)
    ids, since, bought, cents = _blocks(days, step, lengths[-1] // step)
    own = int(np.searchsorted(ids, customer_id))
    if own == len(ids) or ids[own] != customer_id:
        raise one_problem(
            f"{customer_id} bought nothing up to {day(days.end)}", "choose another customer."
        )
    frequency, spend = np.cumsum(bought, axis=1), np.cumsum(cents, axis=1) / 100
    rows = []
    for length in lengths:
        column = length // step - 1
        active = frequency[:, column] > 0
        row = {"weeks": length, "customers": int(active.sum()),
               "frequency": int(frequency[own, column]), "monetary": spend[own, column],
               "cell": None}  # fmt: skip
        if active[own]:
            measures = {"r": -since, "f": frequency[:, column], "m": spend[:, column]}
            scores = {n: _fifth(values[active], values[own]) for n, values in measures.items()}
            row |= {**scores, "cell": "-".join(map(str, scores.values()))}
        rows.append(row)
    table = pd.DataFrame(
        rows, columns=["weeks", "customers", "frequency", "monetary", *"rfm", "cell"]
    )
    return RFMWindows(table.set_index("weeks"), customer_id, days.end)


def _fifth(values: np.ndarray, own: float) -> int:
    """The score of one value among all, as :func:`~cvmlab.insight.counted.rfm.fifths` gives it."""
    rank = (values < own).sum() + ((values == own).sum() + 1) / 2
    return ceil(FIFTHS * (rank - 0.5) / values.size)


def _blocks(
    days: Purchases, step: int, blocks: int
) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Customers, days since the last purchase, purchases and cents in each block, latest first."""
    import ibis

    table = days.table
    ago = ibis.literal(days.end).delta(table["date"], unit="day")
    block = ibis.least((ago / (7 * step)).floor().cast("int64"), blocks)
    sums = table.mutate(block=block, ago=ago).group_by("customer_id", "block")
    cells = sums.agg(
        last=lambda t: t["ago"].min(), days=lambda t: t.count(), cents=lambda t: t["cents"].sum()
    ).to_pandas()
    place, ids = pd.factorize(cells["customer_id"], sort=True)
    shape = (len(ids), blocks + 1)  # the last block is everything before
    bought, cents = np.zeros(shape, dtype=np.int64), np.zeros(shape, dtype=np.int64)
    bought[place, cells["block"]] = cells["days"]
    cents[place, cells["block"]] = cells["cents"]
    since = np.full(len(ids), np.iinfo(np.int64).max)
    np.minimum.at(since, place, cells["last"].to_numpy(np.int64))
    return np.asarray(ids, dtype=object), since, bought[:, :-1], cents[:, :-1]


def plot_rfm_by_window(
    result: RFMWindows, *, weeks: int, ax: Axes | None = None, currency: str | None = None
) -> Picture:
    """One customer's three scores against the length of the window, one window marked.

    Parameters
    ----------
    result : RFMWindows
        What :func:`rfm_by_window` returned.
    weeks : int
        The window the title speaks of.
    ax : matplotlib Axes, optional
        Where to draw.
    currency : str, optional
        ISO 4217 code for the sentence.

    Returns
    -------
    Picture
    """
    from cvmlab.figures.pictures import Picture, new_axes
    from cvmlab.figures.style import INK, palette

    ax = new_axes(ax)
    rows = result.table
    # Slightly apart, so that scores that agree do not hide each other.
    lines = (("r", "recency", "o", ":", 0.06), ("f", "frequency", "s", "-", 0.0),
             ("m", "money", "^", "--", -0.06))  # fmt: skip
    for (letter, said, marker, style, shift), colour in zip(lines, palette(), strict=False):
        values = rows[letter].astype(float) + shift
        ax.plot(rows.index, values, color=colour, marker=marker, markersize=4, linestyle=style,
                drawstyle="steps-post", label=said)  # fmt: skip
    row = rows.loc[weeks]
    ax.axvline(weeks, color=INK, linewidth=1)
    cell = row.cell or "no cell"
    ax.annotate(
        f"{count(weeks)} weeks: {cell}", (weeks, 5.35), textcoords="offset points", xytext=(4, 0),
        color=INK, fontweight="bold", va="center",
        ha="left" if weeks < 0.7 * rows.index.max() else "right",
    )  # fmt: skip
    ax.set_ylim(0.7, 5.6)
    ax.set_yticks(range(1, 6), ["1 lowest", "2", "3", "4", "5 best"])
    ax.set_xlim(0, rows.index.max() + 2)
    ax.set_xlabel(f"Weeks looked at, all ending on {day(result.end)}")
    ax.set_ylabel("Score (fifth)")
    ax.legend(loc="upper left", bbox_to_anchor=(1.0, 1.0), borderaxespad=0)
    seen = rows["cell"].dropna()
    title = (
        f"{result.customer_id} is {cell} over {count(weeks)} weeks and {seen.iloc[-1]} over "
        f"{count(seen.index[-1])}" if len(seen) else f"{result.customer_id} has no cell"
    )  # fmt: skip
    ax.set_title(title)
    changes = seen[seen != seen.shift()]
    steps = ", ".join(f"{cell} from {count(at)} weeks on" for at, cell in changes.items())
    alt = f"{title}. Cell by length of the window: {steps}. {result.says(weeks, currency)}"
    return Picture(ax, alt, name="rfm-by-window")
