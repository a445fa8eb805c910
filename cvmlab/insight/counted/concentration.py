"""How much of the sales comes from how few customers.

Shares are always those of one window. A short window makes any base look concentrated, because
light buyers have had no chance to buy a second time: before two bases are compared, give them
windows of the same length (Schmittlein, Cooper and Morrison 1993, "Truth in concentration in the
land of (80/20) laws").
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from cvmlab.figures.formats import count, interval, percent
from cvmlab.insight.counted.lorenz import ascending, cumulative, gini_of, top_shares_of

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from cvmlab.figures.pictures import Picture
    from cvmlab.figures.tables import Table

TOPS = (0.01, 0.05, 0.1, 0.2, 0.5)
_LARGEST_RESAMPLE = 20_000


@dataclass(frozen=True, eq=False)
class Concentration:
    """How concentrated sales are, with intervals that hold for customers like these.

    Attributes
    ----------
    table : pandas.DataFrame
        One row a fraction: ``top``, ``customers`` (how many that are), ``share`` of sales, and
        its interval ``low``, ``high``.
    gini, gini_low, gini_high : float
        The Gini index and its interval; NaN where some totals are negative.
    customers : int
        All customers, those who bought nothing included.
    negative : int
        Customers with a total below zero.
    peak : float
        The highest point of the whale curve, as a share of sales: above 1 where the customers
        below zero take back some of what the others bring (Kaplan and Narayanan 2001,
        "Measuring and managing customer profitability").
    level : float
        Confidence level of the intervals.
    curve : pandas.DataFrame
        Cumulative shares ``customers`` and ``sales``, best first.
    """

    table: pd.DataFrame
    gini: float
    gini_low: float
    gini_high: float
    customers: int
    negative: int
    peak: float
    level: float
    curve: pd.DataFrame = field(repr=False)

    def top_share(self, fraction: float = 0.2) -> float:
        """The share of sales brought by the best fraction of customers."""
        return float(np.interp(fraction, self.curve["customers"], self.curve["sales"]))

    @property
    def sentence(self) -> str:
        """What the best fifth brings, in plain words; another fraction where there is no fifth."""
        at = (self.table["top"] - 0.2).abs().idxmin()
        row = self.table.loc[at]
        return (
            f"The best {percent(row.top)} of {count(self.customers)} customers bring "
            f"{percent(row.share, 1)} of the total ({percent(self.level)} interval "
            f"{interval(row.low, row.high, partial(percent, digits=1))})."
        )

    def summary(self) -> Table:
        """The shares as a table to read."""
        from cvmlab.figures.tables import Table

        frame = pd.DataFrame(
            {
                "Best customers": [percent(top) for top in self.table["top"]],
                "Customers": self.table["customers"],
                "Share of sales": self.table["share"],
                f"{percent(self.level)} interval": [
                    interval(row.low, row.high, partial(percent, digits=1))
                    for row in self.table.itertuples()
                ],
            }
        )
        return Table(
            frame,
            title=f"How concentrated sales are among {count(self.customers)} customers",
            note=self._note(),
            formats={"Share of sales": partial(percent, digits=1)},
        )

    def _note(self) -> str:
        if self.negative:
            noun = "customer stands" if self.negative == 1 else "customers stand"
            return (
                f"{count(self.negative)} {noun} below zero: the others bring "
                f"{percent(self.peak, 1)} of the total, of which {percent(self.peak - 1, 1)} "
                "is lost again. The Gini index is not defined then."
            )
        return (
            f"Gini index {self.gini:.2f} "
            f"({percent(self.level)} interval {self.gini_low:.2f} to {self.gini_high:.2f}; "
            "0 means all buy alike). A shorter window would look more concentrated."
        )


def concentration(
    totals: Iterable[float],
    *,
    tops: Sequence[float] = TOPS,
    level: float = 0.95,
    resamples: int = 500,
    seed: int = 0,
) -> Concentration:
    """How much of the sales comes from the best 1, 5, 10, 20 and 50% of customers.

    Parameters
    ----------
    totals : array-like of shape (customers,)
        What each customer bought (or brought in margin) in one window, in currency units.
        Totals below zero are kept.
    tops : sequence of float
        Fractions of customers, best first.
    level : float
        Confidence level of the intervals.
    resamples : int
        Bootstrap samples, drawn by customer.
    seed : int
        Makes the intervals reproducible.

    Returns
    -------
    Concentration

    Raises
    ------
    DataProblem
        If there are no totals, some are missing, or they do not add up to more than zero.

    Notes
    -----
    Percentile bootstrap. Beyond 20,000 customers each resample draws 20,000 of them, and the
    deviations are scaled by √(m/n) (Bickel, Götze and van Zwet 1997, "Resampling fewer than n
    observations"), so that time stays bounded.

    Examples
    --------
    >>> result = concentration([1, 2, 3, 4, 5])
    >>> round(result.top_share(0.2), 3), round(result.gini, 3)
    (0.333, 0.267)
    """
    ordered = ascending(totals)
    fractions = np.asarray(tops, dtype=float)
    if fractions.size == 0 or fractions.min() <= 0 or fractions.max() > 1:
        raise ValueError("tops must be fractions above 0 and at most 1")
    shares = top_shares_of(ordered, fractions)
    estimate = np.append(shares, gini_of(ordered))
    low, high = _bootstrap(ordered, fractions, estimate, level, resamples, seed)
    curve = 1 - cumulative(ordered).iloc[::-1].reset_index(drop=True)
    table = pd.DataFrame(
        {
            "top": fractions,
            "customers": np.rint(fractions * ordered.size).astype(int),
            "share": shares,
            "low": low[:-1],
            "high": high[:-1],
        }
    )
    return Concentration(
        table=table,
        gini=float(estimate[-1]),
        gini_low=float(low[-1]),
        gini_high=float(high[-1]),
        customers=ordered.size,
        negative=int(np.searchsorted(ordered, 0, side="left")),
        peak=float(curve["sales"].max()),
        level=level,
        curve=curve,
    )


def plot_concentration(
    result: Concentration, *, ax: Axes | None = None, top: float = 0.2, of: str = "sales"
) -> Picture:
    """The share of sales that the best customers bring, from the first to the last of them.

    Parameters
    ----------
    result : Concentration
        What :func:`concentration` returned.
    ax : matplotlib Axes, optional
        Where to draw.
    top : float
        The fraction of customers the title speaks of.
    of : str
        What the totals are: "sales", "margin".

    Returns
    -------
    Picture
    """
    from cvmlab.figures.pictures import Picture, format_axis, new_axes
    from cvmlab.figures.style import GREY, INK, palette

    ax = new_axes(ax, size="square")
    share = result.top_share(top)
    # A thousand points draw the same line as a million.
    at = np.linspace(0, 1, min(result.customers, 1_000) + 1)
    curve = np.interp(at, result.curve["customers"], result.curve["sales"])
    colour = palette()[0]
    ax.plot([0, 1], [0, 1], color=GREY, linewidth=1, linestyle="--")
    ax.text(0.62, 0.58, "if all were alike", color=GREY, ha="left", va="top")
    ax.plot(at, curve, color=colour)
    ax.fill_between(at, at, curve, color=colour, alpha=0.12, linewidth=0)
    ax.plot([top, top, 0], [0, share, share], color=INK, linewidth=0.8, linestyle=":")
    ax.plot([top], [share], marker="o", color=INK)
    ax.annotate(
        f"{percent(top)} of customers,\n{percent(share)} of {of}",
        (top, share),
        textcoords="offset points",
        xytext=(9, -5),
        va="top",
    )
    ax.set_xlim(0, 1)
    ax.set_ylim(0, max(1.0, result.peak) * 1.02)
    format_axis(ax.xaxis, percent)
    format_axis(ax.yaxis, percent)
    ax.set_xlabel(f"Customers, best first (% of all {count(result.customers)})")
    ax.set_ylabel(f"{of.capitalize()} they bring together (% of all)")
    title = f"The best {percent(top)} of customers bring {percent(share)} of {of}"
    ax.set_title(title)
    return Picture(ax, _alt(result, title, of), name="concentration")


def _alt(result: Concentration, title: str, of: str) -> str:
    others = ", ".join(
        f"{percent(row.share, 1)} by the best {percent(row.top)}"
        for row in result.table.itertuples()
    )
    text = f"{title}. Curve of {of} against customers, best first: {others}."
    if result.negative:
        return (
            f"{text} It peaks at {percent(result.peak, 1)} and falls to 100% over "
            f"{count(result.negative)} customers below zero."
        )
    return f"{text} Gini index {result.gini:.3f}."


def _bootstrap(
    ordered: np.ndarray,
    fractions: np.ndarray,
    estimate: np.ndarray,
    level: float,
    resamples: int,
    seed: int,
) -> tuple[np.ndarray, np.ndarray]:
    """Lower and upper ends for the shares and the Gini index."""
    rng = np.random.default_rng(seed)
    size = min(ordered.size, _LARGEST_RESAMPLE)
    drawn = np.empty((resamples, estimate.size))
    for i in range(resamples):
        # Sorting the positions sorts the values, and integers sort several times faster.
        sample = ordered[np.sort(rng.integers(0, ordered.size, size, dtype=np.int32))]
        if sample.sum() <= 0:  # a handful of customers, only the worst of them drawn
            drawn[i] = np.nan
            continue
        drawn[i, :-1] = top_shares_of(sample, fractions)
        drawn[i, -1] = gini_of(sample)
    if ordered[0] < 0:
        drawn[:, -1] = np.nan
    deviations = (drawn - estimate) * np.sqrt(size / ordered.size)
    tail = (1 - level) / 2
    with np.errstate(invalid="ignore"):
        low, high = (_quantile(deviations, q) for q in (tail, 1 - tail))
    return estimate + low, estimate + high


def _quantile(values: np.ndarray, q: float) -> np.ndarray:
    """Column quantiles over the rows that could be computed; NaN where none could."""
    columns = (column[np.isfinite(column)] for column in values.T)
    return np.array([np.quantile(kept, q) if kept.size else np.nan for kept in columns])
