"""Money that a cap saves, cap by cap, and how much of it a cap by card lets through."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cvmlab.figures.formats import count, money
from cvmlab.idic.interact.contact_cap_result import ContactCap
from cvmlab.idic.interact.recipients import month_said

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from cvmlab.figures.pictures import Picture


def plot_contact_cap(
    found: ContactCap, *, cap: int | None = None, ax: Axes | None = None
) -> Picture:
    """Draw what each cap stops in money, counted by person and by card.

    Parameters
    ----------
    found : ContactCap
    cap : int, optional
        The cap to point at; by default the recommended one.
    ax : matplotlib Axes, optional

    Returns
    -------
    Picture
    """
    from cvmlab.figures.pictures import Picture, format_axis, new_axes
    from cvmlab.figures.style import GREY, INK, palette

    ax = new_axes(ax)
    table, colours = found.table, palette()
    x = table["cap"].to_numpy()
    ax.bar(x, table["euros"], 0.62, color=GREY, alpha=0.45, zorder=2,
           label="counted by person")  # fmt: skip
    if found.by_person:
        ax.plot(x - 0.15, table["euros_by_card"], "s", color=colours[1], ms=6, zorder=4,
                label="counted by card")  # fmt: skip
    if table["net"].notna().any():
        ax.vlines(x + 0.15, table["net_low"], table["net_high"], color=INK, lw=1.4, zorder=3)
        ax.plot(x + 0.15, table["net"], "o", color=INK, zorder=3,
                label="by person, less what the lot says they bring")  # fmt: skip
    title = "What each cap would have saved"
    chosen = found.cap if cap is None else cap
    if chosen is not None and chosen in set(table["cap"]):
        one = found.at(chosen)
        title = f"A cap of {chosen} saves {_cash(found)(one.euros)}"
        if found.by_person:
            title += f"; counted by card it lets {count(one.slip)} messages through"
        ax.axvspan(chosen - 0.45, chosen + 0.45, color=colours[4], alpha=0.18, zorder=0)
    ax.set_xticks(
        x, [f"{cap}\n({count(n)})" for cap, n in zip(x, table["people_over"], strict=True)]
    )
    ax.axhline(0, color=INK, lw=0.8)
    format_axis(ax.yaxis, _cash(found))
    ax.set_xlabel(
        f"Messages a {month_said(found.window_days)} at most (in brackets: people who got more)"
    )
    ax.set_ylabel("Money not spent")
    ax.legend(fontsize=8)
    ax.set_title(title)
    parts = "; ".join(
        f"{r.cap}: {_cash(found)(r.euros)} by person, {_cash(found)(r.euros_by_card)} by card, "
        f"{count(r.people_over)} people got more"
        for r in table.itertuples()
    )
    return Picture(ax, f"{title}. Saved by cap: {parts}.", name="contact-cap")


def _cash(found: ContactCap):  # type: ignore[no-untyped-def]
    return lambda amount: money(amount, found.currency or None, short=True)
