"""What each friction costs: people who were lost and would have bought without it.

Where two frictions met one person, removing either may have been enough, so the numbers for single
repairs do not add up to the number for all of them. Shapley's rule (1953, "A value for n-person
games") shares the whole out: each friction gets its average contribution over all orders of repair.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

import numpy as np
import pandas as pd

from cvmlab.errors import one_problem
from cvmlab.figures.formats import count, interval, percent
from cvmlab.insight.lost.attempts_log import label, read_log
from cvmlab.insight.lost.friction_chances import crude, expected_losses
from cvmlab.insight.lost.logit_cells import cells_of, poisson_counts
from cvmlab.insight.lost.shapley import shapley_weights

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from cvmlab.figures.pictures import Picture
    from cvmlab.figures.tables import Table

MOST = 10  # frictions: all their combinations are worked out
UNSEEN = (
    "What else drives both meeting a friction and giving up, such as the hour or the haste of the "
    "person, is not in the log and is not held constant."
)


@dataclass(frozen=True, eq=False)
class FrictionLosses:
    """How many were lost for good because of each friction.

    Attributes
    ----------
    table : pandas.DataFrame
        One row a friction, largest first: ``friction``, ``label``; ``met`` (attempts that met it);
        ``gave_up`` (share of these) and ``otherwise`` (share of the attempts that did not meet
        it), their difference ``crude``; ``adjusted`` with ``adjusted_low, adjusted_high`` (the
        difference for those who met it, all else held); ``alone`` (lost for good who would have
        been kept had this friction alone been gone); ``allocated`` with ``low, high`` (its part
        by Shapley: these add up to `total`) and ``share`` of the total.
    lost : int
        All attempts of the group that ended for good.
    total, total_low, total_high : float
        Those lost because of frictions.
    anyway : float
        Those lost all the same.
    beside : tuple of str
        What was held constant beside the frictions.
    level : float
        Confidence level of the intervals.
    """

    table: pd.DataFrame
    lost: int
    total: float
    total_low: float
    total_high: float
    anyway: float
    beside: tuple[str, ...]
    level: float
    among: str | None
    note: str = ""
    _left: dict[frozenset[str], float] = field(default_factory=dict, repr=False)

    @property
    def first(self) -> str:
        """The friction with the largest part, as people say it."""
        return str(self.table["label"].iloc[0])

    def without(self, repaired: Iterable[str]) -> float:
        """How many would not have been lost, had these frictions not been there.

        Parameters
        ----------
        repaired : iterable of str
            Names of columns, as in ``table["friction"]``.
        """
        names = set(repaired)
        unknown = names - set(self.table["friction"])
        if unknown:
            raise ValueError(f"no such friction: {', '.join(sorted(unknown))}")
        every = frozenset(self.table["friction"])
        return self._left[every] - self._left[every - names]

    @property
    def sentence(self) -> str:
        """The finding, in words."""
        row = self.table.iloc[0]
        return (
            f"Of {count(self.lost)} {_whom(self.among)} lost for good, {count(self.total)} "
            f"({interval(self.total_low, self.total_high)}) would have bought without frictions; "
            f"{count(self.anyway)} would have been lost all the same. Most is lost to "
            f"{row.label}: {count(row.allocated)} ({interval(row.low, row.high)}), "
            f"{percent(row.share)} of what frictions cost."
        )

    def summary(self) -> Table:
        """The frictions as a table to read; the last column adds up to the total."""
        from cvmlab.figures.tables import Table

        table = self.table
        frame = pd.DataFrame(
            {
                "Friction": table["label"],
                "Attempts that met it": table["met"],
                "Gave up": table["gave_up"],
                "Of the others": table["otherwise"],
                "Because of it": table["adjusted"],
                "Kept if only this were repaired": table["alone"],
                "Its part of the loss": table["allocated"],
                f"{percent(self.level)} interval": [
                    interval(row.low, row.high) for row in table.itertuples()
                ],
            }
        )
        whole = dict.fromkeys(frame.columns, "") | {
            "Friction": "all frictions",
            "Kept if only this were repaired": "",
            "Its part of the loss": count(self.total),
            f"{percent(self.level)} interval": interval(self.total_low, self.total_high),
        }
        formats = {
            "Attempts that met it": count, "Gave up": percent, "Of the others": percent,
            "Because of it": percent, "Kept if only this were repaired": count,
            "Its part of the loss": count,
        }  # fmt: skip
        for name, written in formats.items():
            frame[name] = [written(value) for value in frame[name]]
        frame = pd.concat([frame, pd.DataFrame([whole])], ignore_index=True)
        return Table(
            frame,
            title=f"What each friction costs among {count(self.lost)} {_whom(self.among)} lost",
            note=self._note(),
            total_row=True,
        )

    def _note(self) -> str:
        held = " and ".join(self.beside)
        beside = f" with {held} held constant" if held else ""
        return (
            f'"Because of it" is the rise of the share that gives up{beside}. The parts add up; '
            f"single repairs do not, where two frictions met one person. {UNSEEN} {self.note}"
        ).strip()


def friction_losses(
    attempts: pd.DataFrame,
    *,
    among: Literal["prospect", "customer"] | None = "prospect",
    frictions: Sequence[str] | None = None,
    beside: Sequence[str] = ("channel", "who"),
    level: float = 0.95,
    resamples: int = 300,
    seed: int = 0,
) -> FrictionLosses:
    """How many purchases were lost for good because of each friction.

    Parameters
    ----------
    attempts : pandas.DataFrame
        One row an attempt: ``visitor_id, who, outcome`` and flags for the frictions met.
    among : {"prospect", "customer"} or None
        Whose losses are counted; None counts everybody's. The chances are learnt from all rows.
    frictions : sequence of str, optional
        Columns of yes and no; by default the six of the contract that are there.
    beside : sequence of str
        Columns of words held constant, those among them that are there; ``"weekday"`` is made
        from the date.
    level : float
        Confidence level of the intervals.
    resamples : int
        Bootstrap samples, drawn by person (visitor).
    seed : int
        Makes the intervals reproducible.

    Returns
    -------
    FrictionLosses

    Raises
    ------
    DataProblem
        If columns are missing, no friction is in the log, or nobody of the group was lost.

    Notes
    -----
    Two logits: whether somebody gives up, and whether who gave up stays away for good, both on the
    frictions and what stands beside them. For every set S of frictions that might have been
    left, the expected losses are v(S) = Σ P(gives up | S) P(stays away | S) over the attempts made.
    ``total`` = v(all) - v(none), ``alone`` = v(all) - v(all but it), ``allocated`` is Shapley's
    value of v. This counts causes only as far as the frictions came by chance once what stands
    beside them is held (Greenland and Robins 1988, "Conceptual problems in the definition and
    interpretation of attributable fractions"; Eide and Gefeller 1995, "Sequential and average
    attributable fractions as aids in the selection of preventive strategies").
    """
    log = read_log(attempts, frictions=frictions)
    if not log.frictions:
        raise one_problem(
            "the log does not say which frictions were met",
            "map columns of yes and no, such as phone_menu or website, or name your own: "
            'frictions=["queue", "payment_failed"].',
        )
    if len(log.frictions) > MOST:
        raise ValueError(f"at most {MOST} frictions can be told apart, not {len(log.frictions)}")
    rows = log.rows
    if "weekday" in beside and "date" in rows:
        rows = rows.assign(weekday=rows["date"].dt.day_name())
    held = tuple(n for n in beside if n in rows and rows[n].nunique(dropna=False) > 1)
    chosen = np.ones(len(rows), bool) if among is None else (rows["who"] == among).to_numpy()
    lost = int((rows["lost"].to_numpy() & chosen).sum())
    if not lost:
        raise one_problem(
            f"none of the {_whom(among)} gave up for good",
            "without losses there is nothing to attribute: check the outcomes.",
            column="outcome",
        )
    grouping = list(dict.fromkeys([*log.frictions, *held, "who"]))
    cell, cells = cells_of(rows, grouping)
    # A row's state is its cell and what came of it: bought, came back, lost.
    state = 3 * cell + rows["gave_up"].to_numpy() + rows["lost"].to_numpy()
    seen = np.bincount(state, minlength=3 * len(cells)).astype(float)
    drawn = poisson_counts(state, rows["key"].to_numpy(), 3 * len(cells), resamples, seed)
    counts = np.vstack([seen, drawn]).reshape(-1, len(cells), 3)
    counted = np.ones(len(cells), bool) if among is None else (cells["who"] == among).to_numpy()
    left, adjusted = expected_losses(counts, cells, log.frictions, held, counted)
    parts = left @ shapley_weights(len(log.frictions)).T
    total = left[:, -1] - left[:, 0]
    every = 2 ** len(log.frictions) - 1
    alone = np.array([left[0, every] - left[0, every ^ 1 << j] for j in range(len(log.frictions))])
    table = pd.DataFrame({"friction": log.frictions, "label": [label(n) for n in log.frictions]})
    table = table.assign(**crude(rows, log.frictions, chosen))
    table["adjusted"] = adjusted[0]
    table["adjusted_low"], table["adjusted_high"] = _ends(adjusted, level)
    table["alone"], table["allocated"] = alone, parts[0]
    table["low"], table["high"] = _ends(parts, level)
    table["share"] = table["allocated"] / total[0]
    low, high = (float(end[0]) for end in _ends(total[:, None], level))
    return FrictionLosses(
        table=table.sort_values("allocated", ascending=False, ignore_index=True),
        lost=lost,
        total=float(total[0]),
        total_low=low,
        total_high=high,
        anyway=lost - float(total[0]),
        beside=held,
        level=level,
        among=among,
        note=log.note,
        _left={_named(log.frictions, s): float(left[0, s]) for s in range(every + 1)},
    )


def plot_friction_losses(result: FrictionLosses, *, ax: Axes | None = None) -> Picture:
    """Each friction's part of the losses, with its interval.

    Parameters
    ----------
    result : FrictionLosses
        What :func:`friction_losses` returned.
    ax : matplotlib Axes, optional
        Where to draw.

    Returns
    -------
    Picture
    """
    from cvmlab.figures.pictures import Picture, format_axis, new_axes
    from cvmlab.figures.style import GREY_TEXT, INK, palette

    ax = new_axes(ax)
    table = result.table.iloc[::-1]
    places = np.arange(len(table))
    ax.barh(places, table["allocated"], 0.6, color=palette()[0])
    ends = np.maximum([table["allocated"] - table["low"], table["high"] - table["allocated"]], 0)
    ax.errorbar(table["allocated"], places, xerr=ends, fmt="none", ecolor=INK, capsize=3, lw=1)
    ax.plot(table["alone"], places, "D", color="white", markeredgecolor=INK, markersize=5,
            label="kept if only this were repaired")  # fmt: skip
    for place, row in zip(places, table.itertuples(), strict=True):
        text = f"{count(row.allocated)} ({percent(row.share)})"
        ax.annotate(text, (max(row.high, row.alone), place), xytext=(7, 0), va="center",
                    textcoords="offset points", color=INK)  # fmt: skip
    ax.set_yticks(places, table["label"])
    ax.set_xlim(0, max(table["high"].max(), table["alone"].max()) * 1.22)
    ax.grid(axis="x")
    ax.grid(visible=False, axis="y")
    format_axis(ax.xaxis, count)
    ax.set_xlabel("Lost for good because of it (attempts; line: "
                  f"{percent(result.level)} interval)")  # fmt: skip
    ax.legend(loc="lower right", labelcolor=GREY_TEXT)
    title = (
        f"Frictions cost {count(result.total)} of {count(result.lost)} losses, "
        f"{result.first} most: {count(result.table['allocated'].iloc[0])}"
    )
    ax.set_title(title)
    listed = ", ".join(
        f"{row.label} {count(row.allocated)} ({interval(row.low, row.high)})"
        for row in result.table.itertuples()
    )
    alt = f"{title}. Bars, longest first: {listed}. {count(result.anyway)} lost all the same."
    return Picture(ax, alt, name="friction-losses")


def _whom(among: str | None) -> str:
    return {"prospect": "prospects", "customer": "purchases of customers"}.get(
        among or "", "purchases"
    )


def _named(frictions: tuple[str, ...], one: int) -> frozenset[str]:
    return frozenset(name for place, name in enumerate(frictions) if one >> place & 1)


def _ends(drawn: np.ndarray, level: float) -> tuple[np.ndarray, np.ndarray]:
    """Percentile interval of each column; the first row is the estimate itself."""
    tail = (1 - level) / 2
    low, high = np.quantile(drawn[1:], [tail, 1 - tail], axis=0)
    return low, high
