"""Share of wallet: what part of its money for our kind of goods a household spends here.

Above the line stands what the tills took, below it what the household says it spends in all. The
tills are exact but of one year only; the answer is remembered and rounded. Both kinds of doubt are
in the interval.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

import numpy as np
import pandas as pd

from cvmlab.data.order_lines import day_given
from cvmlab.errors import DataProblem, Problem, one_problem
from cvmlab.figures.formats import count
from cvmlab.value_of.wallet.said_wallets import SaidWallets, said_wallets
from cvmlab.value_of.wallet.share_result import ShareOfWallet
from cvmlab.value_of.wallet.tills import monthly_spending

FEWEST = 30  # answers


def share_of_wallet(
    survey: pd.DataFrame,
    transactions: Any,
    *,
    wave: int | None = None,
    reported: str = "reported_wallet",
    known: pd.Series | None = None,
    weeks: int = 52,
    least_weeks: int = 13,
    resamples: int = 500,
    seed: int = 0,
    level: float = 0.95,
    currency: str = "",
) -> ShareOfWallet:
    """How much of their money customers spend here: what the tills took, over what they say.

    Parameters
    ----------
    survey : DataFrame
        ``customer_id, date, wave`` and `reported`, all waves (those asked twice tell how well
        answers are known).
    transactions : Transactions, DataFrame or Ibis table
        ``customer_id, date`` and ``amount`` or ``cents``.
    wave : int, optional
        Which wave; the last that names its respondents.
    reported : str
        What the household says it spends in a month, here and elsewhere, in currency units.
    known : Series, optional
        The truth of some households by a second source, by customer, in the same unit.
    weeks, least_weeks : int
        Purchases of so many weeks before the wave count; whoever began later than `least_weeks`
        before it is left out.
    resamples, seed, level
        Bootstrap samples of customers, their seed, and the confidence level.
    currency : str
        ISO code.

    Returns
    -------
    ShareOfWallet

    Raises
    ------
    DataProblem
        When columns are missing or fewer than 30 named customers gave an answer.

    Notes
    -----
    An answer is the truth times a factor whose logarithm has the spread σ found from those asked
    twice. Then month/answer is too high by e^(σ²/2) on average, and so is the answer itself; both
    are put right for it. An interval of one customer takes the variance of the logarithm as σ² plus
    the luck of a year's trips.
    """
    needed = ("customer_id", "date", "wave", reported)
    missing = [name for name in needed if name not in survey]
    if missing:
        raise DataProblem(
            [Problem("this column is not there", "map it.", name) for name in missing], "the survey"
        )
    chosen = _last_wave(survey) if wave is None else wave
    rows = survey[survey["wave"] == chosen]
    named = rows[rows["customer_id"].notna()]
    if named.empty:
        raise one_problem(
            f"nobody in wave {chosen} can be linked to purchases: no customer is named",
            "choose a wave that names its respondents.",
        )
    asked_on = day_given(named["date"].min(), "date")
    assert asked_on is not None
    asked = named.drop_duplicates("customer_id")
    tills = monthly_spending(
        transactions, asked_on - dt.timedelta(days=1), weeks=weeks, least_weeks=least_weeks
    )
    joined = asked[["customer_id", reported]].join(tills, on="customer_id")
    bought = joined["month"].notna()
    answered = joined[reported].notna() & (joined[reported].astype(float) > 0)
    used = joined[bought & answered].sort_values("customer_id", ignore_index=True)
    if len(used) < FEWEST:
        raise one_problem(
            f"{count(len(used))} customers both bought and said what they spend in all",
            f"it takes {FEWEST} or more; choose another wave, or ask more of them.",
        )
    about = said_wallets(survey[survey["customer_id"].notna()], reported, known=known, level=level)
    said = used[reported].to_numpy(dtype=float)
    month = used["month"].to_numpy(dtype=float)
    middle = np.exp(-(about.spread**2) / 2)
    wallet = said / about.factor * middle
    ratio = month / said * about.factor * middle
    noise = about.spread**2 + used["luck"].to_numpy()
    silent = joined.loc[bought & ~answered, "month"]
    above, reach = _difference(silent.to_numpy(), month, level)
    ends = _intervals(ratio, month, wallet, about, resamples, seed, level)
    table = pd.DataFrame(
        {
            "customer_id": used["customer_id"], "month": month, "said": said, "wallet": wallet,
            **_own_intervals(ratio, noise, level), "elsewhere": np.maximum(wallet - month, 0.0),
            "trips_a_week": used["trips_a_week"], "noise": noise,
        }
    )  # fmt: skip
    return ShareOfWallet(
        table=table, mean=float(ratio.mean()), mean_low=ends[0][0], mean_high=ends[0][1],
        of_money=float(month.sum() / wallet.sum()), of_money_low=ends[1][0],
        of_money_high=ends[1][1], said=about, over=int((month > said).sum()),
        left_out={
            "without a name": int(rows["customer_id"].isna().sum()),
            "given a second time": len(named) - len(asked),
            "without enough purchases before": int((~bought).sum()),
            "who would rather not say": int((bought & ~answered).sum()),
        },
        silent_month=above, silent_reach=reach, asked_on=asked_on, level=level, currency=currency,
        ratios=ratio,
    )  # fmt: skip


def _own_intervals(ratio: np.ndarray, noise: np.ndarray, level: float) -> dict[str, np.ndarray]:
    from scipy.special import ndtri

    reach = np.exp(float(ndtri(0.5 + level / 2)) * np.sqrt(noise))
    return {
        "share": np.minimum(ratio, 1.0),
        "low": np.minimum(ratio / reach, 1.0),
        "high": np.minimum(ratio * reach, 1.0),
    }


def _intervals(
    ratio: np.ndarray, month: np.ndarray, wallet: np.ndarray, about: SaidWallets, resamples: int,
    seed: int, level: float,
) -> list[tuple[float, float]]:  # fmt: skip
    """Percentile intervals of the mean share and of the share of all money.

    Customers are drawn again, and what was put right for is drawn from its own error.
    """
    rng = np.random.default_rng(seed)
    spread = about.spread + about.spread_error * rng.standard_normal(resamples)
    middle = (spread**2 - about.spread**2) / 2
    factor = about.factor_error * rng.standard_normal(resamples)
    drawn = np.empty((resamples, 2))
    for i in range(resamples):
        some = rng.integers(0, len(ratio), len(ratio))
        drawn[i] = ratio[some].mean(), month[some].sum() / wallet[some].sum()
    drawn *= np.exp(np.column_stack([factor - middle, factor + middle]))
    ends = np.quantile(drawn, [(1 - level) / 2, (1 + level) / 2], axis=0)
    return [(float(a), float(b)) for a, b in ends.T]


def _difference(one: np.ndarray, other: np.ndarray, level: float) -> tuple[float, float]:
    """Difference of two means, and half the width of its interval."""
    from scipy.special import ndtri

    if len(one) < 2:
        return float("nan"), float("nan")
    error = np.sqrt(one.var(ddof=1) / len(one) + other.var(ddof=1) / len(other))
    return float(one.mean() - other.mean()), float(ndtri(0.5 + level / 2) * error)


def _last_wave(survey: pd.DataFrame) -> int:
    named = survey[survey["customer_id"].notna()]
    if named.empty:
        raise one_problem("no wave names its respondents", "ask by name, or link the answers.")
    return int(named["wave"].max())
