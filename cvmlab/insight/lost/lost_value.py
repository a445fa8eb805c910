"""How many almost customers there are, and what one would have bought in a year.

Most prospects who buy never become customers: they buy once, as guests. So an almost customer is
valued like the prospects who did buy, a few of them as customers and the others as guests.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from cvmlab.errors import one_problem
from cvmlab.insight.lost.almost_customers import AlmostCustomers
from cvmlab.insight.lost.capture_recapture import CountOfLost
from cvmlab.insight.lost.churned import PurchaseDays, first_year_sales


@dataclass(frozen=True)
class ValueOfAlmost:
    """What one almost customer would have bought in a year, in currency units.

    Attributes
    ----------
    joins : float
        The share of prospects who bought that took a card.
    guest, full : float
        What a guest bought in the period of the log, and a new customer in the first 364 days.
    each, error : float
        The mean of the two by `joins`, and its standard error.
    """

    joins: float
    guest: float
    full: float
    each: float
    error: float


def number_of_almost(
    funnel: AlmostCustomers, counted: CountOfLost | None, level: float
) -> tuple[float, float]:
    """Almost customers, on record or not, and the relative standard error of their number.

    Parameters
    ----------
    funnel : AlmostCustomers
        Those on record: devices and persons.
    counted : CountOfLost or None
        All who were lost, those included whom nobody wrote down.
    level : float
        Confidence level of both.

    Notes
    -----
    The second list counts everybody who was lost; with those who had bought before taken out in
    the proportion of the log, almost customers are left.
    """
    from scipy.special import ndtri

    z = ndtri(0.5 + level / 2)
    linked = not np.isnan(funnel.persons)
    persons = funnel.persons if linked else float(funnel.devices)
    link = np.log(funnel.devices / max(funnel.persons_low, 1)) / (2 * z) if linked else 0.0
    if counted is None:
        # On record they are a count; it varies with who happened to try in this period.
        return persons, float(np.hypot(1 / np.sqrt(max(persons, 1)), link))
    spread = np.log(counted.high / counted.low) / (2 * z)
    return counted.estimate * persons / funnel.lost_keys, float(np.hypot(spread, link))


def value_of_almost(
    prospects: pd.DataFrame, days: PurchaseDays, joins: float | None = None
) -> ValueOfAlmost:
    """What an almost customer would have bought in a year, from the prospects who did buy.

    Parameters
    ----------
    prospects : pandas.DataFrame
        Their attempts, as :func:`cvmlab.insight.lost.attempts_log.read_log` marks them.
    days : PurchaseDays
        All purchase days of customers.
    joins : float, optional
        The share that would have become customers; by default as many as did.

    Raises
    ------
    DataProblem
        If the log does not say who became a customer, or no new customer's first year is known.
    """
    has_cards = "card_given" in prospects and prospects["card_given"].notna().any()
    if not has_cards and joins is None:
        raise one_problem(
            "the log does not say which prospects became customers",
            "map a column of new customer numbers to card_given, or say which share would have "
            "joined: joins=0.15.",
            column="card_given",
        )
    bought = prospects[~prospects["lost"]]
    cards = bought["card_given"].dropna() if has_cards else pd.Series(dtype=str)
    buyers = bought["key"].nunique()
    share, share_error = joins, 0.0
    if share is None:
        share = len(cards) / buyers
        share_error = float(np.sqrt(share * (1 - share) / buyers))
    first_years = first_year_sales(days, cards) if has_cards else np.array([])
    if not first_years.size:  # the cards are not found again: all who came in the log's period
        period = prospects["date"].min(), prospects["date"].max()
        first_years = first_year_sales(days, acquired=period)
    if not first_years.size:
        raise one_problem(
            "no new customer's first year is known",
            "the purchases must hold customers acquired in the period of the log and a year more.",
        )
    guests = bought[bought["card_given"].isna()] if has_cards else bought
    often = len(guests) / max(1, guests["key"].nunique())
    baskets = _baskets(prospects, days)
    guest, full = float(baskets.mean()) * often, float(first_years.mean())
    errors = (
        (full - guest) * share_error,
        (1 - share) * often * _error(baskets),
        share * _error(first_years),
    )
    each = (1 - share) * guest + share * full
    return ValueOfAlmost(share, guest, full, each, float(np.sqrt(np.square(errors).sum())))


def _baskets(prospects: pd.DataFrame, days: PurchaseDays) -> np.ndarray:
    """What the lost wanted to buy; where nobody wrote it down, the first baskets of customers."""
    if "basket_intended" in prospects:
        wanted = prospects.loc[prospects["lost"], "basket_intended"].dropna().to_numpy(dtype=float)
        if wanted.size:
            return np.asarray(wanted)
    first = days.first_rows
    return np.asarray(days.paid[first + 1] - days.paid[first])


def _error(values: np.ndarray) -> float:
    return float(values.std(ddof=1) / np.sqrt(values.size)) if values.size > 1 else 0.0
