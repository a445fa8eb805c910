"""Does the model of spend have the shape of the base right? Mean spend, expected and actual.

A customer's mean over x purchases varies the less the larger x is, so what the model expects is
its density of the mean of x purchases, averaged over the numbers of purchases customers made
(Fader & Hardie 2013, "The Gamma-Gamma Model of Monetary Value", section 4).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from scipy.special import betainc

from cvmlab.btyd.fitting import weighted_sum
from cvmlab.btyd.repeat_buyers import repeat_buyers, spend_columns
from cvmlab.btyd.spend import GammaGammaResults
from cvmlab.errors import one_problem
from cvmlab.figures.formats import count, interval, money, percent

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from cvmlab.figures.pictures import Picture


def spend_density(fit: GammaGammaResults, customers: Any, *, bands: int = 40) -> pd.DataFrame:
    """How many repeat buyers spend how much per purchase: actual, and expected by the model.

    With y = x z and u = y / (gamma + y), the mean z of x purchases lies below a bound with
    probability I_u(p x, q), the incomplete beta function; this is averaged over the customers.

    Parameters
    ----------
    fit : GammaGammaResults
    customers : DataFrame, Ibis table, or object with ``.frame()``
        Columns frequency and monetary_value; optionally ``weight``. One-time buyers and values
        that are not positive are left out.
    bands : int
        Bands of equal width up to what 99% of the customers stay below; the last one is open.

    Returns
    -------
    DataFrame
        One row a band of mean spend: low, high (in currency units), actual and expected customers.
    """
    if bands < 2:
        raise ValueError(f"two bands at least are needed to see a shape; got {bands}")
    buyers, _ = repeat_buyers(*spend_columns(customers)[:3])
    if not len(buyers):
        raise one_problem(
            "nobody has bought again for more than nothing", "choose a longer window."
        )
    order = np.argsort(buyers.z, kind="stable")
    reached = np.searchsorted(np.cumsum(buyers.weight[order]), 0.99 * buyers.customers)
    edges = np.linspace(0.0, buyers.z[order[reached]], bands)
    place = np.searchsorted(edges, buyers.z, side="right") - 1
    (p, q, gamma), (x, many) = fit.law, buyers.frequencies
    spent = x[:, None] * edges
    below = weighted_sum(many, betainc(p * x[:, None], q, spent / (gamma + spent)))
    return pd.DataFrame(
        {
            "low": edges,
            "high": np.append(edges[1:], np.inf),
            "actual": np.bincount(place, buyers.weight, bands),
            "expected": np.diff(below, append=buyers.customers),
        }
    )


def plot_spend_density(
    fit: GammaGammaResults,
    customers: Any,
    *,
    bands: int = 40,
    currency: str | None = None,
    ax: Axes | None = None,
) -> Picture:
    """Repeat buyers by mean spend per purchase: actual as bars, expected as a line.

    Parameters
    ----------
    fit : GammaGammaResults
    customers, bands
        As for ``spend_density``.
    currency : str, optional
        ISO code for the axis.
    ax : matplotlib Axes, optional
    """
    from cvmlab.figures.pictures import Picture, format_axis, new_axes
    from cvmlab.figures.style import GREY, palette

    table = spend_density(fit, customers, bands=bands)
    shown, ax, size = table.iloc[:-1], new_axes(ax), table["actual"].sum()
    width = float(shown["high"].iloc[0])
    ax.bar(shown["low"], shown["actual"], width, align="edge", color=GREY, label="Actual")
    middle = 0.5 * (shown["low"] + shown["high"])
    ax.plot(middle, shown["expected"], color=palette()[0], label="Expected")
    ax.set_xlabel("Mean spend per purchase")
    ax.set_ylabel(f"Customers per {money(width, currency)}")
    format_axis(ax.xaxis, lambda amount: money(amount, currency, short=True))
    format_axis(ax.yaxis, count)
    ax.legend()
    apart = (table["actual"] - table["expected"]).cumsum().abs() / size
    most, where = float(apart.max()), table["high"].iloc[int(apart.argmax())]
    ax.set_title(f"Below any amount, the model is off by {percent(most, 1)} of customers at most")
    peaks = (shown.loc[shown[name].idxmax()] for name in ("actual", "expected"))
    fullest = [interval(one["low"], one["high"], lambda x: money(x, currency)) for one in peaks]
    last = table.iloc[-1]
    alt = (
        f"Bars of {count(size)} repeat buyers by mean spend per purchase, with the model's curve. "
        f"Most common is {fullest[0]}, {fullest[1]} expected. The shares of customers below an "
        f"amount differ by {percent(most, 1)} at most, at {money(where, currency)}. Not shown: "
        f"{count(last['actual'])} customers above {money(last['low'], currency)}, "
        f"{count(last['expected'])} expected."
    )
    return Picture(ax, alt, "spend-density")
