"""The customer's customers: residents and relatives of 28 seniors' homes, asked about their home.

The homes are those of the pilot of help with menus: 14 have had it by lot for more than a year, 14
are on the waiting list. The homes asked, in May 2024 (weeks 121-124), 40 people each.

* Menu variety, different dinners in four weeks: 17 + 6 with help + N(0, 2.2) a home, 10 to 28;
  Rosemount House 24.
* The home itself adds N(0, .35) to every answer, the person N(0, .6) (some people praise
  everything), each answer N(0, 1.2). On a scale of 1 to 10, rounded: dinner is interesting 5.6 +
  .16 (variety − 18); choice 6.0 + .10 (variety − 18); temperature 6.9; staff 7.4; would recommend
  the home 6.4 + .45 (dinner − 5.6) + .10 (choice − 6.0) + .05 (temperature − 6.9) + .30 (staff −
  7.4), of the answers before rounding, without person and home.
* So help with menus lifts "dinner is interesting" by 6 × .16 = .96 points and nothing about
  temperature or staff; the share of the variance between homes (intraclass correlation) is given
  in the tests.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from cvmlab.kestrel.calendar import dates
from cvmlab.kestrel.characters import HOME_ACCOUNT
from cvmlab.kestrel.food_service import draw_accounts
from cvmlab.kestrel.ids import running_ids
from cvmlab.kestrel.seeds import generator

ASKED_A_HOME = 40
FIRST_WEEK, WEEKS_LONG = 121, 4
VARIETY, WITH_HELP, VARIETY_SPREAD, VARIETY_AT_ROSEMOUNT = 17.0, 6.0, 2.2, 24
MIDDLE_VARIETY = 18.0
HOME, PERSON, ANSWER = 0.35, 0.60, 1.20
MIDDLES = {"dinner_interesting": 5.6, "choice": 6.0, "temperature": 6.9, "staff": 7.4}
BY_VARIETY = {"dinner_interesting": 0.16, "choice": 0.10, "temperature": 0.0, "staff": 0.0}
RECOMMEND = 6.4
ON_RECOMMEND = {"dinner_interesting": 0.45, "choice": 0.10, "temperature": 0.05, "staff": 0.30}
RESIDENTS = 0.6


def end_customers(seed: int) -> pd.DataFrame:
    """What residents and relatives of 28 seniors' homes say about dinner and about the home.

    Parameters
    ----------
    seed : int
        The seed of the whole company.

    Returns
    -------
    DataFrame
        1,120 answers, home by home; columns as in the contract ``END_CUSTOMERS``.
    """
    accounts = draw_accounts(seed)
    homes = accounts[accounts["pilot"].isin(["help, by lot", "waiting list, by lot"])]
    rng = generator(seed, "end_customers")
    variety = VARIETY + WITH_HELP * homes["menu_help"] + rng.normal(0, VARIETY_SPREAD, len(homes))
    variety = variety.round().clip(10, 28)
    variety[homes["account_id"] == HOME_ACCOUNT] = VARIETY_AT_ROSEMOUNT
    number = len(homes) * ASKED_A_HOME
    dinners = np.repeat(variety.to_numpy(), ASKED_A_HOME)
    answers = {
        item: middle + BY_VARIETY[item] * (dinners - MIDDLE_VARIETY) + rng.normal(0, ANSWER, number)
        for item, middle in MIDDLES.items()
    }
    recommend = RECOMMEND + rng.normal(0, ANSWER, number)
    for item, weight in ON_RECOMMEND.items():
        recommend = recommend + weight * (answers[item] - MIDDLES[item])
    mood = np.repeat(rng.normal(0, HOME, len(homes)), ASKED_A_HOME) + rng.normal(0, PERSON, number)
    days = 7 * FIRST_WEEK + rng.integers(0, 7 * WEEKS_LONG, number)
    table = pd.DataFrame(
        {
            "response_id": running_ids("E", 0, number),
            "account_id": np.repeat(homes["account_id"].to_numpy(), ASKED_A_HOME),
            "answered_on": dates(days),
            "who": np.where(rng.random(number) < RESIDENTS, "resident", "relative").astype(object),
            "menu_help": np.repeat(homes["menu_help"].to_numpy(), ASKED_A_HOME),
            "dinners_in_four_weeks": dinners.astype("int64"),
        }
    )
    for item, answer in (*answers.items(), ("would_recommend", recommend)):
        table[item] = np.clip(np.round(answer + mood), 1, 10).astype("int64")
    return table
