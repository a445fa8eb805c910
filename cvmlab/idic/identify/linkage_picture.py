"""What agreement counts, and one pair of records as steps from unlikely to nearly sure."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from cvmlab.figures.formats import number
from cvmlab.idic.identify.match_weights import MatchWeights, in_words
from cvmlab.idic.identify.pair_weighed import PairWeighed, chance

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from cvmlab.figures.pictures import Picture


def plot_match_weights(weights: MatchWeights, *, ax: Axes | None = None) -> Picture:
    """Draw what the best and the worst agreement of each field count, in bits.

    Parameters
    ----------
    weights : MatchWeights
    ax : matplotlib Axes, optional

    Returns
    -------
    Picture
    """
    from cvmlab.figures.pictures import Picture, new_axes
    from cvmlab.figures.style import INK, palette

    ax = new_axes(ax)
    colours, best = palette(), weights.best
    worst = weights.table[weights.table["number"] == 0].set_index("field")["bits"]
    names, place = list(best["field"]), np.arange(len(best))[::-1]
    against = worst.reindex(names).to_numpy()
    ax.barh(place, best["bits"], 0.6, color=colours[0], label="the same")
    ax.barh(place, against, 0.6, color=colours[1], hatch="///", edgecolor="white",
            label="different")  # fmt: skip
    for at, more, less in zip(place, best["bits"], against, strict=True):
        ax.annotate(f"+{number(more, 1)}", (more, at), xytext=(4, 0), textcoords="offset points",
                    va="center", fontsize=8, color=INK)  # fmt: skip
        ax.annotate(number(less, 1), (less, at), xytext=(-4, 0), textcoords="offset points",
                    va="center", ha="right", fontsize=8, color=INK)  # fmt: skip
    ax.axvline(0, color=INK, lw=1)
    ax.set_xlim(1.35 * min(against.min(), -1), 1.15 * best["bits"].max())
    ax.set_yticks(place, [in_words(name) for name in names])
    ax.grid(visible=False, axis="y")
    ax.set_xlabel("Bits: each one doubles the odds of one person")
    ax.legend(loc="lower right", fontsize=8)
    title = (
        f"The same {in_words(names[0])} says most: it adds {number(best['bits'].iloc[0], 1)} bits"
    )
    ax.set_title(title)
    parts = "; ".join(
        f"{in_words(name)} {number(more, 1)} the same, {number(less, 1)} different"
        for name, more, less in zip(names, best["bits"], against, strict=True)
    )
    alt = f"{title}. Beforehand {number(weights.prior_bits, 1)}. {parts}."
    return Picture(ax, alt, name="match-weights")


def plot_pair(pair: PairWeighed, *, ax: Axes | None = None) -> Picture:
    """Draw one pair of records as steps: where it starts, what each field adds or takes.

    Parameters
    ----------
    pair : PairWeighed
        From ``Linkage.explain``.
    ax : matplotlib Axes, optional

    Returns
    -------
    Picture
    """
    from cvmlab.figures.pictures import Picture, new_axes
    from cvmlab.figures.style import INK, palette

    ax = new_axes(ax)
    colours = palette()
    rows = pair.table
    ends = pair.prior_bits + np.concatenate([[0.0], rows["bits"].cumsum()])
    place = np.arange(len(rows) + 1)[::-1]
    ax.barh(place[0], pair.prior_bits, 0.6, color=INK, alpha=0.45)
    for at, start, bits in zip(place[1:], ends[:-1], rows["bits"], strict=True):
        for_one = bits >= 0
        ax.barh(at, bits, 0.6, left=start, edgecolor="white", color=colours[0 if for_one else 1],
                hatch=None if for_one else "///")  # fmt: skip
    said = [number(pair.prior_bits, 1)]
    said += [f"{number(bits, 1)}" if bits <= 0 else f"+{number(bits, 1)}" for bits in rows["bits"]]
    right = np.maximum(ends, np.concatenate([[0.0], ends[:-1]]))
    for at, x, text in zip(place, right, said, strict=True):
        ax.annotate(text, (x, at), xytext=(5, 0), textcoords="offset points", va="center",
                    fontsize=8, color=INK,
                    bbox={"fc": "white", "ec": "none", "pad": 0.6})  # fmt: skip
    ax.axvline(0, color=INK, lw=1, ls=(0, (4, 2)), zorder=0)
    names = [
        f"{in_words(n)}: {level}" for n, level in zip(rows["field"], rows["level"], strict=True)
    ]
    ax.set_yticks(place, ["before anything is compared", *names])
    ax.set_xlim(min(ends.min(), 0) - 2, max(ends.max(), 0) + 4)
    ax.grid(visible=False, axis="y")
    ax.set_xlabel("Bits so far; at 0 one person is as likely as two")
    one, other = pair.records
    title = f"{one} and {other}: {chance(pair.probability)} one person, by agreement alone"
    if pair.known:
        title = f"{one} and {other}: one person, by the card they share"
    elif pair.apart:
        title = f"{one} and {other}: much agrees, but the guard says two people"
        if pair.probability < 0.5:
            title = f"{one} and {other}: two people, by agreement and by the guard"
    ax.set_title(title)
    parts = ", ".join(
        f"{name} {text}" for name, text in zip(["beforehand", *names], said, strict=True)
    )
    alt = (
        f"{title}. {parts}: together {number(float(ends[-1]), 1)} bits, {chance(pair.probability)}."
    )
    return Picture(ax, alt, name="pair-weighed")
