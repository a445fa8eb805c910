"""What all customers together are worth: those of today, and those still to be won.

Customers are an asset that stands in no balance sheet. What they will bring moves with five levers:
how many stay, what a sale leaves, what a new customer costs, how many are won, and what waiting
costs. A percent of one is not worth a percent of another, and says nothing of what it costs.

Sources: Blattberg & Deighton (1996), "Manage Marketing by the Customer Equity Test", Harvard
Business Review 74(4); Gupta, Lehmann & Stuart (2004), "Valuing Customers", Journal of Marketing
Research 41(1).
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from cvmlab.errors import DataProblem, Problem
from cvmlab.value_of.acquisition.costs_result import AFTER, ALL, EVERY, AcquisitionCost
from cvmlab.value_of.acquisition.customer_equity_result import NEW, SPEND, TODAY, CustomerEquity
from cvmlab.value_of.acquisition.margin_ahead import MarginAhead
from cvmlab.value_of.acquisition.newcomers_result import NewCustomerValue
from cvmlab.value_of.lifetime.customer_values import CustomerValues

COLUMNS = ("channel", "won", "cost", "worth")
_Z = 1.959963984540054


def customer_equity(
    values: CustomerValues,
    newcomers: pd.DataFrame,
    *,
    years: float = 5.0,
    level: float = 0.95,
    draws: int = 1000,
    seed: int = 0,
) -> CustomerEquity:
    """Add up what customers of today will bring and what those still to be won will, net of cost.

    Parameters
    ----------
    values : CustomerValues
        Customers of today: :func:`cvmlab.value_of.lifetime.customer_values.customer_values`.
    newcomers : DataFrame
        A row a channel: ``channel, won`` (customers a year), ``cost`` and ``worth`` of each (over
        the same horizon and at the same rate), ``low, high`` (95% interval of worth; without
        them it is taken as known).
    years : float
        For how many years customers are won as they are now.
    level : float
        Confidence level.
    draws, seed : int
        How many plausible values stand behind the intervals.

    Returns
    -------
    CustomerEquity

    Raises
    ------
    DataProblem
        When columns are missing or hold no amounts.

    Notes
    -----
    Equity = Σ values + Σ_channels won·A·(worth − cost), with A = ∫₀^years exp(−δu) du the arrivals
    of one customer a year in today's terms. Of those who stay a year a share ρ more multiplies the
    chance of being there at t years by (1 + ρ)^t, whoever the customers are: it works as a lower
    discount rate, (1 + i)/(1 + ρ) − 1. Intervals: today's customers together and each channel's
    worth vary independently of each other; how margin is spread over time varies with the
    parameters of the purchase model (delta method).
    """
    table = _checked(newcomers, years)
    ahead = MarginAhead.of(values)
    arrivals = ahead.arrivals(years, ahead.annual_rate)
    total = values.lifetime.total
    rng = np.random.default_rng(seed)
    # values' own interval may have another level than 95%
    width = (np.log(total.ci_high) - np.log(total.ci_low)) / (2 * _quantile(values.lifetime.alpha))
    theta = ahead.chances(draws, rng)
    shared = theta @ ahead.base[1]
    # what the purchase model leaves open, and on top of it what spend leaves open
    rest = np.sqrt(max(width**2 - float(shared.var()), 0.0))
    today = total.expected * np.exp(shared + rest * rng.standard_normal(draws))
    spread = (table["high"] - table["low"]).to_numpy(float) / (2 * _Z)
    worth = table["worth"].to_numpy(float) + spread * rng.standard_normal((draws, len(table)))
    drawn = np.column_stack([today, worth])
    won = table["won"].to_numpy(float) * arrivals
    spend = -float(won @ table["cost"])
    new = float(won @ table["worth"])
    tails = [(1 - level) / 2, (1 + level) / 2]

    def ends(amount: np.ndarray) -> tuple[float, float]:
        low, high = np.quantile(amount, tails)
        return float(low), float(high)

    heads = float(table["won"].sum()) * years
    lines = pd.DataFrame(
        [
            (TODAY, len(values.table), total.expected / len(values.table), total.expected,
             *ends(today)),
            (NEW, heads, new / heads if heads else np.nan, new, *ends(worth @ won)),
            (SPEND, heads, spend / heads if heads else np.nan, spend, spend, spend),
        ],
        columns=["line", "customers", "each", "euros", "low", "high"],
    )  # fmt: skip
    return CustomerEquity(
        lines,
        table.assign(euros=won * (table["worth"] - table["cost"])),
        total.expected + new + spend,
        *ends(today + worth @ won + spend),
        years=float(years), draws=drawn, theta=theta, ahead=ahead, level=level, end=values.end,
        currency=values.currency,
    )  # fmt: skip


def customers_to_win(
    cost: AcquisitionCost,
    worth: NewCustomerValue,
    lately: NewCustomerValue | None = None,
) -> pd.DataFrame:
    """How many customers a year each channel wins, what one costs and what one is worth.

    Parameters
    ----------
    cost : AcquisitionCost
        :func:`cvmlab.value_of.acquisition.costs.acquisition_cost`; its last phase counts.
    worth : NewCustomerValue
        By channel, from all customers known from their first purchase on.
    lately : NewCustomerValue, optional
        The same with ``since=`` the last phase. A channel's worth is then multiplied by what
        everybody won lately is worth against everybody: as if the change had met all channels
        alike, for a channel alone has too few new customers to tell.

    Returns
    -------
    DataFrame
        ``channel, won, cost, worth, low, high``, as ``customer_equity`` takes it.
    """
    phase = AFTER if cost.phase is not None else ALL
    table = cost.table[(cost.table["phase"] == phase) & (cost.table["channel"] != EVERY)]
    z = _quantile(1 - worth.level)
    change, spread = 1.0, 0.0
    if lately is not None:
        now, all_of_them = lately.of(), worth.of()
        change = now.value / all_of_them.value
        spread = np.log(now.high / now.low) / (2 * z)
    rows = []
    for row in table.itertuples():
        one = worth.of(str(row.channel))
        # worked out on the logarithm; as 95% limits, whatever the level of `worth`
        error = float(np.hypot(np.log(one.high / one.low) / (2 * z), spread))
        value = one.value * change
        rows.append(
            (row.channel, row.customers * 52 / row.weeks, row.cac, value,
             value * np.exp(-_Z * error), value * np.exp(_Z * error))
        )  # fmt: skip
    return pd.DataFrame(rows, columns=[*COLUMNS, "low", "high"])


def _quantile(alpha: float) -> float:
    from scipy.special import ndtri

    return float(ndtri(1 - alpha / 2))


def _checked(newcomers: pd.DataFrame, years: float) -> pd.DataFrame:
    """The newcomers by channel, all problems told at once."""
    missing = [name for name in COLUMNS if name not in newcomers]
    if missing:
        raise DataProblem(
            [Problem(f"no column {', '.join(missing)}", f"give {', '.join(COLUMNS)}.")],
            "the customers to be won",
        )
    problems = []
    if not years >= 0:
        problems.append(Problem(f"years is {years}", "give 0 or more."))
    for name in ("won", "cost", "worth"):
        bad = newcomers[~(newcomers[name] >= 0)]
        if len(bad):
            where = ", ".join(map(str, bad["channel"].head(3)))
            problems.append(Problem(f"{name} is no amount for {where}", "give 0 or more."))
    if problems:
        raise DataProblem(problems, "the customers to be won")
    table = newcomers.reset_index(drop=True)
    for end in ("low", "high"):
        table[end] = table[end] if end in table else table["worth"]
    return table[[*COLUMNS, "low", "high"]]
