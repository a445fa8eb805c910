"""Complaints a thousand messages, by how many messages there were in the month."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from cvmlab.figures.formats import interval, is_missing, number
from cvmlab.idic.interact.contact_pressure_result import ContactPressure
from cvmlab.idic.interact.recipients import COMPLAINT, month_said

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from cvmlab.figures.pictures import Picture


def plot_contact_pressure(found: ContactPressure, *, ax: Axes | None = None) -> Picture:
    """Draw the rate of complaints and of unsubscribing over the number of messages in the month.

    Parameters
    ----------
    found : ContactPressure
    ax : matplotlib Axes, optional

    Returns
    -------
    Picture
    """
    from cvmlab.figures.pictures import Picture, new_axes
    from cvmlab.figures.style import GREY_TEXT, INK, palette

    ax = new_axes(ax)
    table, colours = found.table, palette()
    # Months taken together stand at their mean, where the fitted line is to be read too.
    x = (table["messages"] / table["person_months"]).to_numpy(dtype=float)
    ends = []
    for name, said, mark, colour, shift in (
        ("complaints", "complaint", "o", colours[1], -0.06),
        ("unsubscribed", "unsubscribed, where one can", "s", colours[0], 0.06),
    ):
        rate, low, high = (1000 * table[f"{name}_{part}"] for part in ("rate", "low", "high"))
        ax.vlines(x + shift, low, high, color=colour, lw=1.4, alpha=0.7)
        ax.plot(x + shift, rate, mark, ls="-" if name == "complaints" else ":", lw=1.2,
                color=colour, label=said)  # fmt: skip
        ends.append(float(np.nanmax(high)) if high.notna().any() else 0.0)
    row = found.effect(COMPLAINT)
    title = "Too few complaints to say what a message more does"
    if not is_missing(row.ratio):
        title = (
            f"Each message above {found.borne} a month makes complaints {number(row.ratio)} times "
            "as frequent"
            if found.harms
            else "Complaints do not rise for sure with the number of messages"
        )
        grid = np.linspace(x.min(), x.max(), 60)
        if found.model is not None:
            line = found.model.beta[0] + found.model.beta[1] * np.maximum(grid - found.borne, 0)
            ax.plot(grid, 1000 * np.exp(line), color=INK, lw=1, ls=(0, (4, 2)),
                    label=f"flat up to {found.borne}, then {number(row.ratio)} times "
                    "each")  # fmt: skip
    ax.axvline(found.borne + 0.5, color=GREY_TEXT, lw=0.8)
    ax.text(found.borne + 0.45, 1.02 * max(ends), f"{found.borne} a month ", ha="right", va="top",
            fontsize=8, color=GREY_TEXT)  # fmt: skip
    ax.set_ylim(0, 1.05 * max(ends) if max(ends) > 0 else 1)
    ax.set_xticks(x, found.numbers_said)
    ax.set_xlabel(f"Messages that the {found.unit} got in the {month_said(found.window_days)}")
    ax.set_ylabel("Of 1,000 messages")
    ax.legend(loc="upper left", fontsize=8)
    ax.set_title(title)
    said = "; ".join(
        f"{name}: {number(1000 * r.complaints_rate, 1)} "
        f"({interval(1000 * r.complaints_low, 1000 * r.complaints_high, _one)}) and "
        f"{number(1000 * r.unsubscribed_rate, 1)}"
        for name, r in zip(found.numbers_said, table.itertuples(), strict=True)
    )
    alt = (
        f"{title}. Complaints of 1,000 messages with interval, and unsubscribed of 1,000, by "
        f"messages in the month: {said}."
    )
    return Picture(ax, alt, name="contact-pressure")


def _one(x: float) -> str:
    return number(x, 1)
