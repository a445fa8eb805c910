"""What food-service accounts ordered, how it was delivered, and what they complained about.

Orders (about 60,000 in three years):

* Orders a week: log-normal (.35) around 1.21 (homes), 1.33 (schools, in term), .79 (restaurants),
  calibrated to 60,000 in all (measured 59,400 on average, seeds 1-5); Monday to Saturday, at most
  one a day. Restaurants order 8% less often after the phase change of week 104. No school orders
  from 22 December to 6 January; in July and August 5% of the others.
* Amount: 5.5 / 1.7 / 3.8 € a week for each person served, times log-normal .30; 6% more while
  there is help with menus. Margin rate .16 / .13 / .18, account ± .015, order ± .02, two points
  more with help.
* Accuracy: 100 − Gamma(2, .2) percent, one order in 250 a bad day of 95-98: the same for
  everybody. It hardly varies, so it seems not to matter. On time: 96.5%.
* Complaints, chance an order: driver leaves mud .003, driver curt .002 (both six times as likely
  on the rough routes), late call-back .006, late delivery .12 if late, wrong item .08 if accuracy
  is below 98.5, else .001, damaged .003. What drives leaving is the route, not the accuracy.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from cvmlab.kestrel.calendar import DAYS, PHASE_CHANGE, dates
from cvmlab.kestrel.food_service import ORDERS_A_WEEK, draw_accounts
from cvmlab.kestrel.ids import running_ids
from cvmlab.kestrel.seeds import generator

EUROS_A_WEEK = {"seniors' home": 5.5, "school": 1.7, "restaurant": 3.8}
WEEKDAYS = np.array([1.4, 1.1, 1.1, 1.2, 1.3, 0.4, 0.0])
HELP_ON_AMOUNT, HELP_ON_MARGIN = 1.06, 0.02
FEWER_MEALS_OUT = 0.92
ON_TIME, BAD_DAY = 0.965, 1 / 250
COMPLAINTS = (
    "driver: mud on the floor", "driver: curt at the door", "late call-back", "late delivery",
    "wrong item", "damaged goods",
)  # fmt: skip
MUD, CURT, CALL_BACK, IF_LATE, IF_WRONG, OTHERWISE_WRONG, DAMAGED = (
    0.003, 0.002, 0.006, 0.12, 0.08, 0.001, 0.003,
)  # fmt: skip
ON_ROUGH_ROUTES = 6.0


def b2b_orders(seed: int) -> pd.DataFrame:
    """Every delivery to a food-service account: what it was worth and how it went.

    Parameters
    ----------
    seed : int
        The seed of the whole company.

    Returns
    -------
    DataFrame
        About 60,000 orders by date and account; columns as in the contract ``B2B_ORDERS``.
    """
    accounts = draw_accounts(seed)
    rng = generator(seed, "b2b_orders")
    account, day = _order_days(rng, accounts)
    number = len(day)
    of = accounts.iloc[account].reset_index(drop=True)
    help_now = day >= of["help_day"].to_numpy()
    usual = of["people_served"] * of["kind"].map(EUROS_A_WEEK) / of["kind"].map(ORDERS_A_WEEK)
    amount = usual * np.where(help_now, HELP_ON_AMOUNT, 1.0) * rng.lognormal(0, 0.30, number)
    rate = of["margin_rate"] + HELP_ON_MARGIN * help_now + rng.normal(0, 0.02, number)
    accuracy = 100 - rng.gamma(2.0, 0.2, number)
    bad = rng.random(number) < BAD_DAY
    accuracy = np.where(bad, rng.uniform(95, 98, number), accuracy).clip(95, 100).round(1)
    on_time = rng.random(number) < ON_TIME
    amount = amount.round(2)
    return pd.DataFrame(
        {
            "order_id": running_ids("O", 0, number, digits=6),
            "account_id": of["account_id"],
            "date": dates(day),
            "lines": 3 + rng.poisson(np.sqrt(amount)),
            "amount": amount,
            "margin": (amount * rate).round(2),
            "on_time": on_time,
            "accuracy": accuracy,
            "complaint": _complaints(rng, of["rough_route"].to_numpy(), on_time, accuracy),
        }
    )


def _order_days(rng: np.random.Generator, accounts: pd.DataFrame) -> tuple[np.ndarray, np.ndarray]:
    """Which account orders on which day, in the order of days."""
    days = np.arange(DAYS)
    month_day = pd.DatetimeIndex(dates(days)).strftime("%m%d").to_numpy().astype(int)
    season = np.where((month_day >= 701) & (month_day <= 831), 0.05, 1.0)
    season = np.where((month_day >= 1222) | (month_day <= 106), 0.0, season)
    school = (accounts["kind"] == "school").to_numpy()
    restaurant = (accounts["kind"] == "restaurant").to_numpy()
    chance = accounts["orders_a_week"].to_numpy()[:, None] * (WEEKDAYS / WEEKDAYS.sum())[days % 7]
    chance = np.where(school[:, None], chance * season, chance)
    late = restaurant[:, None] & (days >= 7 * PHASE_CHANGE)
    chance = np.where(late, chance * FEWER_MEALS_OUT, chance)
    first, last = (accounts[end].to_numpy()[:, None] for end in ("first_day", "last_day"))
    chance = np.where((days >= first) & (days < last), chance, 0.0)
    account, day = np.nonzero(rng.random(chance.shape) < chance)
    order = np.lexsort((account, day))
    return account[order], day[order]


def _complaints(
    rng: np.random.Generator, rough: np.ndarray, on_time: np.ndarray, accuracy: np.ndarray
) -> np.ndarray:
    """At most one complaint an order; None for nearly all of them."""
    driver = np.where(rough, ON_ROUGH_ROUTES, 1.0)
    number = len(rough)
    chances = [
        MUD * driver, CURT * driver, np.full(number, CALL_BACK), np.where(on_time, 0.0, IF_LATE),
        np.where(accuracy < 98.5, IF_WRONG, OTHERWISE_WRONG), np.full(number, DAMAGED),
    ]  # fmt: skip
    upper = np.cumsum(chances, axis=0)
    which = (rng.random(number) >= upper).sum(axis=0)
    return np.array([*COMPLAINTS, None], dtype=object)[which]
