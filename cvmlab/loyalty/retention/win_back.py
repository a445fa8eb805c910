"""What an offer to win customers back may cost, once those who come back anyway are counted.

An offer is redeemed by two kinds of people: those it brought back, and those who would have come
anyway. The first pay for the second. So the most a voucher may cost is what a comeback brings,
times the share of comebacks that are owed to the voucher.
"""

from __future__ import annotations

import pandas as pd

from cvmlab.errors import DataProblem, Problem, one_problem
from cvmlab.loyalty.retention.silence import Silence
from cvmlab.loyalty.retention.voucher_limit import voucher_limit
from cvmlab.loyalty.retention.win_back_result import WinBack


def win_back(
    before: Silence,
    now: pd.DataFrame,
    *,
    voucher: float,
    lift: float,
    margin_rate: float | None,
    letter: float = 0.0,
    min_weeks: float = 0.0,
    currency: str | None = None,
) -> WinBack:
    """Work out what one offer to all silent customers brings, and what a voucher may cost.

    Parameters
    ----------
    before : Silence
        Who came back by themselves: :func:`cvmlab.loyalty.retention.silence.silence` of a day that
        is over, best the last one possible.
    now : DataFrame
        Who is silent today: :func:`cvmlab.loyalty.retention.silence.silent_now`.
    voucher, letter : float
        Value of a voucher, redeemed by whoever comes back, and cost of reaching one customer, in
        currency units.
    lift : float
        How many more come back because of it, as a share of all silent. An assumption, unless an
        offer with a control group was tried.
    margin_rate : float
        Margin per unit of sales; None, as orders without margin have it, is refused.
    min_weeks : float
        Only those silent for at least so long.
    currency : str, optional
        ISO 4217 code.

    Returns
    -------
    WinBack

    Raises
    ------
    DataProblem
        If shares are no shares, or nobody is silent today whose like was seen before.

    Notes
    -----
    Profit of a group of n: n·(lift·m − (anyway + lift)·voucher − letter), m = margin rate × mean
    sales in the weeks before the last purchase. Who would come anyway and buys a voucher's worth
    less elsewhere is not counted, nor what is bought after the weeks watched.
    """
    if margin_rate is None:
        raise one_problem(
            "The orders carry no margin, so what a comeback brings is not known",
            "map a column of margin, or give margin_rate yourself: 0.2 for 20%.",
        )
    problems = [
        Problem(f"{name} = {value} is no share", "give a number from 0 to 1: 0.05 for 5%.")
        for name, value in (("lift", lift), ("margin_rate", margin_rate))
        if not 0 <= value <= 1
    ]
    problems += [
        Problem(f"{name} = {value} is no amount", "give what it costs, 0 or more.")
        for name, value in (("voucher", voucher), ("letter", letter))
        if not value >= 0
    ]
    if problems:
        raise DataProblem(problems)
    last = before.table[before.table["on"] == before.days[-1]]
    last = last[last["low_weeks"] >= min_weeks]
    rows = []
    for row in last.itertuples():
        mine = now[
            (now["rhythm"] == row.rhythm)
            & now["weeks"].between(row.low_weeks, row.high_weeks, inclusive="left")
        ]
        if mine.empty:
            continue
        margin = margin_rate * float(mine["sales_before"].mean())
        limits = [
            voucher_limit(share, lift, margin, letter) for share in (row.share, row.high, row.low)
        ]
        each = lift * margin - (row.share + lift) * voucher - letter
        rows.append(
            {
                "rhythm": row.rhythm,
                "low_weeks": row.low_weeks,
                "high_weeks": row.high_weeks,
                "customers": len(mine),
                "anyway": row.share,
                "low": row.low,
                "high": row.high,
                "margin": margin,
                "limit": limits[0],
                "limit_low": min(limits[1:]),
                "limit_high": max(limits[1:]),
                "profit": len(mine) * each,
            }
        )
    if not rows:
        raise DataProblem(
            [Problem("Nobody is silent today whose like was seen before", "take longer bands.")]
        )
    table = pd.DataFrame(rows)
    return WinBack(
        table=table,
        voucher=float(voucher),
        letter=float(letter),
        lift=float(lift),
        margin_rate=float(margin_rate),
        watch_weeks=before.watch_weeks,
        level=before.level,
        currency=currency,
        now=now,
    )
