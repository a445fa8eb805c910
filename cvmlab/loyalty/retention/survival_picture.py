"""Survival curves of the library's own fits, drawn so that a manager can read them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from cvmlab.figures.formats import count, percent

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from cvmlab.figures.pictures import Picture

_DASHES = ("-", "--", ":", "-.")


def remaining(curve: Any, at: float) -> float:
    """The share that remains at a time, from a curve of statsmodels.

    Parameters
    ----------
    curve : statsmodels SurvfuncRight
        A fitted curve.
    at : float
        The time, in the curve's unit.
    """
    times, shares = np.asarray(curve.surv_times), np.asarray(curve.surv_prob)
    place = int(np.searchsorted(times, at, side="right")) - 1
    return 1.0 if place < 0 else float(shares[place])


def remaining_between(curve: Any, at: float, level: float = 0.95) -> tuple[float, float]:
    """The interval of the share that remains at a time.

    Notes
    -----
    On the log-minus-log scale, so that its ends stay between 0 and 1 (Kalbfleisch and Prentice
    2002, "The statistical analysis of failure time data"), from the curve's own errors (Greenwood
    1926).
    """
    from scipy.special import ndtri

    share = remaining(curve, at)
    if not 0 < share < 1:
        return share, share
    place = int(np.searchsorted(curve.surv_times, at, side="right")) - 1
    error = float(np.asarray(curve.surv_prob_se)[place])
    half = float(ndtri(0.5 + level / 2)) * error / abs(share * np.log(share))
    return float(share ** np.exp(half)), float(share ** np.exp(-half))


def plot_survival(
    curves: Mapping[str, Any],
    *,
    title: str = "How many remain",
    marks: Sequence[float] = (52,),
    until: float | None = None,
    unit: str = "weeks",
    start: str = "since the first purchase",
    ax: Axes | None = None,
) -> Picture:
    """Draw fitted survival curves beside each other.

    Parameters
    ----------
    curves : mapping of str to statsmodels SurvfuncRight
        Curves by their names.
    title : str
        The finding.
    marks : sequence of float
        Times at which the shares are written.
    until : float, optional
        Where the picture ends.
    unit, start : str
        The unit of time, and what it is counted from.
    ax : matplotlib Axes, optional
        Where to draw.

    Returns
    -------
    Picture
    """
    from cvmlab.figures.pictures import Picture, format_axis, new_axes
    from cvmlab.figures.style import INK, palette

    ax = new_axes(ax)
    end = until or max(float(np.max(one.surv_times)) for one in curves.values())
    told = []
    for number, (name, curve) in enumerate(curves.items()):
        colour = palette()[number % len(palette())]
        times = np.concatenate([[0.0], curve.surv_times, [end]])
        shares = np.concatenate([[1.0], curve.surv_prob, [curve.surv_prob[-1]]])
        ax.step(times, shares, where="post", color=colour, label=name,
                linestyle=_DASHES[number % len(_DASHES)])  # fmt: skip
        for mark in marks:
            share = remaining(curve, mark)
            ax.plot([mark], [share], "o", color=colour, markersize=6)
            ax.annotate(percent(share), (mark, share), textcoords="offset points", xytext=(7, 5),
                        color=INK)  # fmt: skip
        said = " and ".join(
            f"{percent(remaining(curve, mark))} after {count(mark)} {unit}" for mark in marks
        )
        told.append(f"{name}: {said}")
    ax.set_xlim(0, end)
    ax.set_ylim(0, 1.02)
    format_axis(ax.yaxis, percent)
    ax.set_xlabel(f"{unit.capitalize()} {start}")
    ax.set_ylabel("Customers who remain (%)")
    ax.legend(loc="upper right")
    ax.set_title(title)
    return Picture(ax, f"{title}. Survival curves, {'; '.join(told)}.", name="survival")
