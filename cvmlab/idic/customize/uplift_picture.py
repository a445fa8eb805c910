"""Predicted uplift by tenths, beside what the lot shows for them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cvmlab.figures.formats import interval, number
from cvmlab.idic.customize.group_effects_picture import plot_group_effects
from cvmlab.idic.customize.uplift_result import Uplift

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from cvmlab.figures.pictures import Picture


def plot_uplift(found: Uplift, *, ax: Axes | None = None) -> Picture:
    """Draw the gain foretold for each tenth and the gain found by lot.

    Parameters
    ----------
    found : Uplift
    ax : matplotlib Axes, optional

    Returns
    -------
    Picture
    """
    from cvmlab.figures.pictures import Picture

    drawn = plot_group_effects(found.groups, foretold=True, ax=ax)
    top = found.groups.top
    slope, low, high = found.slope
    cash = found._cash
    said = {True: "gain most", False: "do not gain most", None: "seem to gain most"}
    drawn.axes.set_title(
        f"Those with the highest predicted uplift {said[found.differ]}: {cash(top.effect)} each"
        if top.effect >= found.average[0]
        else "The lot does not show that those foretold to gain most do"
    )
    alt = f"{drawn.alt} Slope of found on foretold {number(slope)} ({interval(low, high, number)})."
    return Picture(drawn.axes, alt, "uplift")
