"""History against what is still expected, one dot a customer, with one of them named."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from cvmlab.figures.formats import count, money
from cvmlab.loyalty.retention.historic_value_result import HistoricValue

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from cvmlab.figures.pictures import Picture

SMALLEST = 100.0  # a history below is left out of the picture, in currency units


def plot_historic_value(
    result: HistoricValue,
    customer: str | None = None,
    *,
    name: str | None = None,
    currency: str | None = None,
    ax: Axes | None = None,
) -> Picture:
    """What customers brought, across, and what is still expected, upwards; the slipped stand out.

    Parameters
    ----------
    result : HistoricValue
        What :func:`cvmlab.loyalty.retention.historic_value.historic_value` returned.
    customer : str, optional
        Whose dot is named.
    name : str, optional
        What to call that customer; else the number.
    currency : str, optional
        ISO 4217 code.
    ax : matplotlib Axes, optional
        Where to draw.

    Returns
    -------
    Picture
    """
    from cvmlab.figures.pictures import Picture, format_axis, new_axes
    from cvmlab.figures.style import GREY, INK, palette

    ax = new_axes(ax)
    cash = partial(money, currency=currency, short=True)
    table = result.table[result.table["history"] >= SMALLEST]
    others, slipped = table[~table["slipped"]], table[table["slipped"]]
    ax.plot(others["history"], others["residual"], ".", color=GREY, alpha=0.25, markersize=3,
            label=f"other customers ({count(len(others))})", rasterized=True)  # fmt: skip
    ax.plot(slipped["history"], slipped["residual"], "^", color=palette()[1], markersize=6,
            markeredgecolor="white", markeredgewidth=0.5,
            label=f"best by history, slipped ({count(len(slipped))})")  # fmt: skip
    ax.set_xscale("log")
    ax.set_xlim(SMALLEST, float(table["history"].max()) * 2)
    ax.set_yscale("symlog", linthresh=SMALLEST)
    ax.set_ylim(0, float(table["residual"].max()) * 1.5)
    ticks = [x for x in (0, 100, 1000, 10_000, 100_000) if x <= ax.get_ylim()[1]]
    ax.set_yticks(ticks)
    format_axis(ax.xaxis, cash)
    format_axis(ax.yaxis, cash)
    title = (
        f"{count(len(slipped))} of the best by history have slipped out of sight of a rule that "
        "looks at one year"
        if len(slipped)
        else "None of the best by history has slipped"
    )
    told = ""
    if customer is not None:
        row = result._row(customer)
        who = name or str(row.customer_id)
        ax.plot([row.history], [row.residual], "o", markersize=11, markerfacecolor="none",
                markeredgecolor=INK, markeredgewidth=1.6)  # fmt: skip
        ax.annotate(who, (row.history, row.residual), textcoords="offset points",
                    xytext=(-9, 9), ha="right", fontweight="bold")  # fmt: skip
        told = f" {who}: " if who != str(row.customer_id) else " "
        told += result.of(customer, currency)
    ax.legend(loc="upper left", markerscale=1.6)
    ax.set_xlabel(f"History: all that was ever bought (log scale, from {cash(SMALLEST)})")
    ax.set_ylabel(f"{result.residual_name.capitalize()}\n(log scale above {cash(SMALLEST)})")
    ax.set_title(title)
    return Picture(ax, f"{title}.{told} {result.says(currency)}", name="historic-value")
