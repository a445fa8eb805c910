"""What a customer about to be won will bring: the value against which winning is paid for.

A customer of the base has shown what they do; one who is still to come has not. So the models are
asked for somebody just acquired, of a channel: how many purchases, how much margin each, in
today's money, the first purchase included. That is before any cost to win or to serve them.

Sources: Schmittlein, Morrison & Colombo (1987), "Counting Your Customers", Management Science
33(1); Gupta, Lehmann & Stuart (2004), "Valuing Customers", Journal of Marketing Research 41(1).
"""

from __future__ import annotations

import datetime as dt

import numpy as np
import pandas as pd

from cvmlab.btyd.latent_attrition import LatentAttritionResults
from cvmlab.btyd.pareto_nbd import ParetoNBD
from cvmlab.btyd.patterns import as_patterns
from cvmlab.btyd.results import positive_interval
from cvmlab.data.order_lines import day_given
from cvmlab.errors import DataProblem, Problem, one_problem, suggestion
from cvmlab.figures.formats import count
from cvmlab.value_of.acquisition.newcomers_result import EVERYBODY as EVERYBODY
from cvmlab.value_of.acquisition.newcomers_result import NewCustomerValue as NewCustomerValue
from cvmlab.value_of.lifetime.customer_values import (
    ANNUAL_DISCOUNT_RATE,
    HORIZON,
    CustomerValues,
)
from cvmlab.value_of.lifetime.discounting import discount_rate, read_horizon

FEWEST = 100  # customers a model of buying and leaving is fitted to
COLUMNS = ("customer_id", "frequency", "recency", "T", "trips", "historic", "inside")


def new_customer_value(
    values: CustomerValues | pd.DataFrame,
    customers: pd.DataFrame | None = None,
    *,
    by: str = "channel",
    since: str | dt.date | None = None,
    horizon: float | str = HORIZON,
    annual_discount_rate: float = ANNUAL_DISCOUNT_RATE,
    level: float = 0.95,
    currency: str = "",
) -> NewCustomerValue:
    """What a customer who is still to be won will bring, by channel.

    Parameters
    ----------
    values : CustomerValues or DataFrame
        What :func:`~cvmlab.value_of.lifetime.customer_values.customer_values` returned, or
        columns ``customer_id, frequency, recency, T`` (weeks), ``trips`` (days bought),
        ``historic`` (margin so far) and ``inside`` (began inside the file).
    customers : DataFrame, optional
        ``customer_id`` and the column `by`, where the values do not have it.
    by : str
        The column of the channels.
    since : date, optional
        Take only customers whose first purchase lies on that day or later: what is true of those
        won lately, with fewer of them to tell it.
    horizon : float or str
        Weeks, or a text such as "5 years".
    annual_discount_rate : float
        Effective per year.
    level : float
        Confidence level.
    currency : str
        ISO code; by default that of the values.

    Returns
    -------
    NewCustomerValue

    Raises
    ------
    DataProblem
        When columns are missing, or fewer than 100 customers began inside the file.

    Notes
    -----
    value = margin of a purchase × (1 + discounted expected purchases of a customer with no past
    over the horizon), Pareto/NBD fitted to each channel. The margin of a purchase is total margin
    over total purchase days, so that customers who buy often count as often as they buy: a channel
    that brings them is not undone by an average over heads. Interval: delta method on the
    logarithm, from the covariance of the fit and that of the ratio.

    """
    if not 0 < level < 1:
        raise ValueError("level is a share, such as 0.95")
    frame = newcomers_of(values, customers, by=by, since=since)
    span = read_horizon(horizon, "W")
    rate = discount_rate(annual_discount_rate)
    if not np.isfinite(span.length) and annual_discount_rate == 0:
        raise one_problem("there is neither an end nor a discount rate", "give one of them.")
    groups = [(str(name), rows) for name, rows in frame.groupby(by, sort=True)]
    rows, messages = [], []
    for name, members in [*groups, (EVERYBODY, frame)]:
        if len(members) < FEWEST:
            rows.append((name, len(members), *[np.nan] * 5))
            messages.append(f"{name}: too few customers to tell ({count(len(members))}).")
            continue
        fit = ParetoNBD(members).fit()
        said = "; ".join(str(message).rstrip(".") for message in fit.messages)
        messages += [f"{name}: {said}."] if said else []
        more, error = purchases_to_come(fit, span.length, rate.continuous("W"))
        a_purchase, spread = margin_of_a_purchase(members)
        value = a_purchase * (1 + more)
        se_log = float(np.hypot(error * more / (1 + more), spread))
        low, high = positive_interval(np.array([value]), np.array([se_log]), 1 - level)
        rows.append(
            (name, len(members), a_purchase, 1 + more, value, float(low[0]), float(high[0]))
        )
    names = [by, "customers", "a_purchase", "purchases", "value", "low", "high"]
    own = values.currency if isinstance(values, CustomerValues) else ""
    return NewCustomerValue(
        pd.DataFrame(rows, columns=names), by, span.words, annual_discount_rate, level,
        day_given(since, "since"), tuple(messages), currency or own,
    )  # fmt: skip


def newcomers_of(
    values: CustomerValues | pd.DataFrame,
    customers: pd.DataFrame | None,
    *,
    by: str,
    since: str | dt.date | None = None,
) -> pd.DataFrame:
    """The customers who began inside the file and bought, with the channel they came by.

    Raises
    ------
    DataProblem
        When columns are missing, or fewer than 100 are left.
    """
    frame = values.table if isinstance(values, CustomerValues) else values
    needed = [*COLUMNS, *(["first_purchase"] if since is not None else [])]
    problems = [_missing(name, frame) for name in needed if name not in frame]
    if by not in frame:
        if customers is None or by not in customers:
            problems.append(_missing(by, frame if customers is None else customers))
        elif "customer_id" not in customers:
            problems.append(_missing("customer_id", customers))
    if problems:
        raise DataProblem(problems, "the customers won")
    began = frame[frame["inside"].astype(bool)]
    if by not in frame and customers is not None:
        known = customers.drop_duplicates("customer_id").set_index("customer_id")[by]
        began = began.assign(**{by: began["customer_id"].map(known)})
    began = began.dropna(subset=by)
    first = day_given(since, "since")
    if first is not None:
        began = began[pd.to_datetime(began["first_purchase"]) >= pd.Timestamp(first)]
    if len(began) < FEWEST:
        raise one_problem(
            f"only {count(len(began))} customers are known from their first purchase on",
            f"at least {FEWEST} are needed to tell how often they buy and leave; look at them one "
            "by one instead.",
        )
    return began.astype({by: "str"})


def purchases_to_come(
    fit: LatentAttritionResults, horizon: float, rate: float
) -> tuple[float, float]:
    """Discounted repeat purchases expected of a customer just won, and their relative error."""
    nobody = pd.DataFrame({"frequency": [0], "recency": [0.0], "T": [0.0]})
    ahead = fit.forecast(as_patterns(nobody), horizon, rate)
    return float(ahead.expected[0]), float(fit.standard_error(ahead.slope)[0])


def margin_of_a_purchase(members: pd.DataFrame) -> tuple[float, float]:
    """Margin a purchase day, over all of them, and its relative error from customer to customer."""
    margin, days = members["historic"].to_numpy(float), members["trips"].to_numpy(float)
    ratio = margin.sum() / days.sum()
    n = len(margin)
    error = np.sqrt(n / (n - 1) * np.sum((margin - ratio * days) ** 2)) / days.sum()
    return float(ratio), float(error / abs(ratio))


def _missing(name: str, frame: pd.DataFrame) -> Problem:
    hint = suggestion(name, map(str, frame.columns))
    return Problem("this column is not there", f"map it, or name another.{hint}", name)
