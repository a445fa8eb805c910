"""The ranks of all brands in every reading of the same answers: a grid that says what turns."""

from __future__ import annotations

from textwrap import wrap
from typing import TYPE_CHECKING

import numpy as np

from cvmlab.figures.formats import count, is_missing
from cvmlab.value_for.equation.credit_line import add_credit
from cvmlab.value_for.equation.rank_pairs import HOLDS, surely
from cvmlab.value_for.equation.rank_reversals_result import RankReversals

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from cvmlab.figures.pictures import Picture

_WIDE, _ROW, _AROUND = 7.2, 0.27, 1.5  # inches: the page, a reading, title and names
_LETTERS = 66  # of all names side by side
_MANY = 7  # brands, beyond which their names are set smaller


def plot_rank_reversals(result: RankReversals, *, ax: Axes | None = None) -> Picture:
    """One row a reading, one column a brand, the rank in each cell: the darker, the better.

    Parameters
    ----------
    result : RankReversals
        What :func:`cvmlab.value_for.equation.rank_reversals.rank_reversals` returned.
    ax : matplotlib Axes, optional
        Where to draw.

    Returns
    -------
    Picture
    """
    from matplotlib.patches import Rectangle

    from cvmlab.figures.pictures import Picture, new_axes
    from cvmlab.figures.style import GREY, GREY_TEXT, INK, palette

    given = ax is not None
    ax = new_axes(ax)
    figure = ax.get_figure(root=True)
    if not given and figure is not None:
        figure.set_size_inches(_WIDE, _AROUND + _ROW * len(result.first))
    ranks = result.table.set_index("brand").T
    brands, shades = list(ranks.columns), _shades(len(ranks.columns))
    for y, (reading, chance) in enumerate(zip(ranks.index, result.first["chance"], strict=True)):
        for x, brand in enumerate(brands):
            rank = ranks.loc[reading, brand]
            if is_missing(rank):
                ax.text(x, y, "–", ha="center", va="center", color=GREY)
                continue
            shade = shades[int(rank) - 1]
            ax.add_patch(Rectangle((x - 0.5, y - 0.5), 1, 1, facecolor=str(shade),
                                   edgecolor="white", linewidth=1.5))  # fmt: skip
            doubt = "?" if rank == 1 and chance < surely(result.level) else ""
            ax.text(x, y, f"{int(rank)}{doubt}", ha="center", va="center",
                    color="white" if shade < 0.55 else INK,
                    weight="bold" if rank == 1 else "normal")  # fmt: skip
    mine = brands.index(result.own)
    ax.add_patch(Rectangle((mine - 0.5, -0.5), 1, len(ranks), fill=False, linewidth=2,
                           edgecolor=palette()[0], zorder=3, clip_on=False))  # fmt: skip
    _part_forms(ax, result)
    ax.set_xlim(-0.5, len(brands) - 0.5)
    ax.set_ylim(len(ranks) - 0.5, -0.5)
    ax.xaxis.tick_top()
    letters = max(6, _LETTERS // len(brands))
    ax.set_xticks(range(len(brands)), ["\n".join(wrap(brand, letters)) for brand in brands])
    ax.get_xticklabels()[mine].set_fontweight("bold")
    ax.tick_params(length=0)
    if len(brands) > _MANY:
        ax.tick_params(axis="x", labelsize=7)
    ax.set_yticks(range(len(ranks)), list(ranks.index))
    ax.grid(visible=False)
    for side in ax.spines.values():
        side.set_visible(False)
    ax.annotate(_key(result), (0, 0), xycoords="axes fraction", xytext=(0, -6),
                textcoords="offset points", va="top", fontsize=7, color=GREY_TEXT)  # fmt: skip
    add_credit(ax, below=17)
    title = _title(result)
    ax.set_title(title)
    return Picture(ax, _alt(result, title), name="rank-reversals")


def _key(result: RankReversals) -> str:
    """What the signs in the cells mean."""
    missing = "; – is left out" if result.table.isna().any(axis=None) else ""
    unsure = (result.first["chance"] < surely(result.level)).any()
    doubt = "; ? may be chance" if unsure else ""
    return f"1 gives most for what it costs{doubt}{missing}"


def _shades(brands: int) -> np.ndarray:
    """Greys from the first rank (dark) to the last (nearly white)."""
    return np.append(0.25, np.linspace(0.72, 0.96, max(brands - 1, 1)))


def _part_forms(ax: Axes, result: RankReversals) -> None:
    """A thin line between the forms of the equation."""
    from cvmlab.figures.style import INK

    forms = [reading.form for reading in result.readings]
    for y in range(1, len(forms)):
        if forms[y] != forms[y - 1]:
            ax.axhline(y - 0.5, color=INK, linewidth=0.8)


def _title(result: RankReversals) -> str:
    winners = result.winners
    readings = count(len(result.first))
    if len(winners) == 1:
        return f"{winners.index[0]} comes first in all {readings} readings of the same answers"
    said = ", ".join(f"{brand} in {count(times)}" for brand, times in winners.items())
    return f"The same answers, {readings} readings, {len(winners)} winners: {said}"


def _alt(result: RankReversals, title: str) -> str:
    rows = "; ".join(
        f"{reading}: " + ", ".join(_in_order(result, reading))
        for reading in result.first["reading"]
    )
    kept = int((result.pairs["verdict"] == HOLDS).sum())
    return (
        f"{title}. Ranks, first to last, in each reading: {rows}. {count(kept)} of "
        f"{count(len(result.pairs))} pairs hold in every reading"
        + (f": {'; '.join(result.holds)}" if kept else "")
        + f". {result.credit}."
    )


def _in_order(result: RankReversals, reading: str) -> list[str]:
    placed = result.table[["brand", reading]].dropna().sort_values(reading, kind="stable")
    return list(placed["brand"])
