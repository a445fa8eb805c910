"""The payoff of the segments: what each of them leads to, with its interval."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from cvmlab.figures.formats import Formatter, interval, percent
from cvmlab.loyalty.segments.latent_classes_picture import MARKS
from cvmlab.loyalty.segments.outcomes_result import SegmentOutcomes

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from cvmlab.figures.pictures import Picture

_ROW = 0.2


def plot_segment_outcomes(
    result: SegmentOutcomes, outcomes: Sequence[str] | None = None, *, ax: Axes | None = None
) -> Picture:
    """What the segments lead to: a mark with its interval for each segment, by outcome.

    Parameters
    ----------
    result : SegmentOutcomes
        What ``segment_outcomes`` returned.
    outcomes : sequence of str, optional
        Which to draw: shares or means, not both on one axis. By default all shares; if there are
        none, the first outcome.
    ax : matplotlib Axes, optional
        Where to draw.

    Returns
    -------
    Picture
        Filled marks: the reference, and segments that surely differ from it. Hollow: not surely.
    """
    from cvmlab.figures.pictures import Picture, format_axis, new_axes
    from cvmlab.figures.style import GREY, GREY_TEXT, INK, palette

    chosen = list(outcomes) if outcomes is not None else _default(result)
    kinds = {bool(result.rows(name)["is_share"].all()) for name in chosen}
    if len(kinds) != 1:
        raise ValueError("draw shares or means, not both on one axis")
    form = result.written(chosen[0])
    ax = new_axes(ax)
    colours = palette()
    few = len(result.segments)
    group = few * _ROW + 0.3
    ticks = []
    for g, outcome in enumerate(chosen):
        rows = result.rows(outcome)
        top = -g * group
        everybody = rows["everybody"].iloc[0]
        ax.plot(
            [everybody] * 2, [top + 0.1, top - (few - 1) * _ROW - 0.1], color=GREY, lw=1, ls=":"
        )
        ticks.append(top - (few - 1) * _ROW / 2)
        for k, (name, row) in enumerate(rows.iterrows()):
            colour = colours[k % len(colours)]
            filled = name == result.reference or row["sure"]
            height = top - k * _ROW
            ax.plot([row["low"], row["high"]], [height] * 2, color=colour, lw=1.6)
            ax.plot(
                [row["estimate"]], [height], MARKS[k % 8], color=colour, ms=7, mew=1.5,
                mfc=colour if filled else "white", label=name if g == 0 else None,
            )  # fmt: skip
            ax.annotate(
                form(row["estimate"]), (row["high"], height), xytext=(5, 0), color=INK,
                textcoords="offset points", va="center", fontsize=8,
                bbox={"facecolor": "white", "edgecolor": "none", "pad": 0.6},
            )  # fmt: skip
    ax.set_yticks(ticks, [_broken(_capital(result.labels[name])) for name in chosen])
    ax.set_ylim(-(len(chosen) - 1) * group - few * _ROW - 0.05, 0.25)
    ax.grid(axis="y", visible=False)
    ax.grid(axis="x", visible=True)
    share = kinds == {True}
    if share:
        ax.set_xlim(left=0)
        format_axis(ax.xaxis, percent)
    start, end = ax.get_xlim()
    ax.set_xlim(start, end + 0.07 * (end - start))
    what = "Customers (%" if share else f"{_capital(result.labels[chosen[0]])} (mean"
    ax.set_xlabel(f"{what}, with {percent(result.level)} interval; dotted: all customers)")
    ax.legend(
        loc="upper left", bbox_to_anchor=(1.0, 1.0), labelcolor=GREY_TEXT, title="Segment",
        alignment="left", handletextpad=0.4,
    )  # fmt: skip
    title = _title(result, chosen, form)
    ax.set_title(title)
    return Picture(ax, _alt(result, chosen, title), name="segment-outcomes")


def _default(result: SegmentOutcomes) -> list[str]:
    shares = [n for n in result.outcomes if result.rows(n)["is_share"].all()]
    return shares or [result.outcomes[0]]


def _title(result: SegmentOutcomes, chosen: Sequence[str], form: Formatter) -> str:
    """The difference that is surest among those drawn, as a finding."""
    sure = result.table[result.table["sure"] & result.table["outcome"].isin(chosen)]
    if sure.empty:
        return f"No segment differs surely from {result.reference} in what is shown here"
    width = sure["difference_high"] - sure["difference_low"]
    row = sure.loc[(sure["difference"].abs() / width).idxmax()]
    mine = result.rows(row["outcome"]).loc[result.reference]
    return (
        f"{_capital(result.labels[row['outcome']])}: {form(mine['estimate'])} "
        f"({result.reference}) against {form(row['estimate'])} ({row['segment']})"
    )


def _alt(result: SegmentOutcomes, chosen: Sequence[str], title: str) -> str:
    parts = []
    for outcome in chosen:
        rows = result.rows(outcome)
        form = result.written(outcome)
        marks = ", ".join(
            f"{name} {form(row['estimate'])} ({interval(row['low'], row['high'], form)}"
            f"{'' if name == result.reference or row['sure'] else ', not surely different'})"
            for name, row in rows.iterrows()
        )
        everybody = form(rows["everybody"].iloc[0])
        parts.append(f"{result.labels[outcome]}: {marks}, all customers {everybody}")
    return f"{title}. Marks with {percent(result.level)} intervals by segment. {'; '.join(parts)}."


def _broken(text: str) -> str:
    """A label over two lines where it is long."""
    if len(text) <= 24:
        return text
    at = min((abs(i - len(text) / 2), i) for i, c in enumerate(text) if c == " ")[1] if (
        " " in text
    ) else len(text)  # fmt: skip
    return f"{text[:at]}\n{text[at + 1 :]}"


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
