"""Interviews with regular shoppers and food-service clients: who said what, and when.

What is said is written in ``voices.shoppers`` and ``voices.clients`` and stands still; whose card
or account it is differs from seed to seed.

* Clients: 36 interviews on the working days from 9 May to 3 June 2022 (weeks 18-21), before menus
  are offered in bids (week 26) and before the trial of help with menus (week 61). 20 homes for
  seniors, 10 schools, 6 restaurants; menu planning comes up unasked in 14 / 3 / 0 of them (.70 /
  .30 / about .05). 26 have their excerpt in ``interviews``, all have their themes in
  ``interview_codes``.
* Shoppers: 34 interviews on the working days from 6 November to 15 December 2023 (weeks 96-101), 12
  emotional, 9 convenience, 13 points. A card is chosen by lot among the people of the type that
  talks like this, of a fitting age, customers long enough for what they tell, who came at least 26
  times in the year before week 96, last within six weeks, and do not leave before week 104.
* Maura Keane, Dara Nolan and Colm Brady say what they say in every company of 100 people or more.
* Coders agree on 47 of 60 excerpts (.783); Cohen's kappa .75, measured.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from cvmlab.kestrel import types
from cvmlab.kestrel.calendar import SURVEY_WEEK
from cvmlab.kestrel.food_service import b2b_accounts
from cvmlab.kestrel.food_service_names import PRIVATE_CHEF
from cvmlab.kestrel.people import age_years
from cvmlab.kestrel.seeds import generator
from cvmlab.kestrel.voices.clients import CLIENTS, CODED_ONLY
from cvmlab.kestrel.voices.shoppers import SHOPPERS

if TYPE_CHECKING:
    from cvmlab.kestrel.block import Block

CLIENTS_FROM, CLIENTS_UNTIL, CLIENT_DAYS = "2022-05-09", "2022-06-03", 20
SHOPPERS_FROM, SHOPPER_DAYS = "2023-11-06", 30
FRAME_WEEK = 96  # the regular shoppers are looked up when the interviews begin
VISITS_A_YEAR, LAST_VISIT_WEEKS = 26, 6
SMALLEST = 100  # people of a company in which the characters live
PRIMARY_SCHOOLS = 24  # the first schools are the national school of each town
ASKED = ("accuracy", "punctuality", "price")
UNASKED = (
    "taken_for_granted", "menu_planning", "residents_happiness", "staff_shortage", "allergens",
    "budget", "storage", "reporting",
)  # fmt: skip


def interviews(block: Block) -> pd.DataFrame:
    """The interviews of which an excerpt was kept, in the order in which they were held.

    Parameters
    ----------
    block : Block
        The first block of the company: the shoppers are among its people.

    Returns
    -------
    DataFrame
        60 rows: 26 clients, then 34 shoppers; columns as in the contract ``INTERVIEWS``.
    """
    held = _clients_interviewed(block.seed)
    clients = held[held["excerpt"].notna()].assign(kind="food-service client", customer_id=None)
    shoppers = pd.DataFrame(list(SHOPPERS)).assign(
        interview_id=[f"I{n:04d}" for n in range(len(held) + 1, len(held) + len(SHOPPERS) + 1)],
        kind="shopper",
        customer_id=_cards(block),
        account_id=None,
        date=_working_days(SHOPPERS_FROM, SHOPPER_DAYS, len(SHOPPERS)),
    )
    columns = [
        "interview_id", "kind", "customer_id", "account_id", "date", "question", "excerpt",
        "coder_a", "coder_b",
    ]  # fmt: skip
    table = pd.DataFrame(
        {name: [*clients[name], *shoppers[name]] for name in columns}, columns=columns
    )
    for name in ("customer_id", "account_id"):
        table[name] = table[name].astype(object).where(table[name].notna(), None)
    return table.assign(date=table["date"].astype("datetime64[s]"))


def interview_codes(seed: int) -> pd.DataFrame:
    """Which themes came up in each interview with a food-service client, asked or unasked.

    Parameters
    ----------
    seed : int
        The seed of the whole company: it decides who was interviewed, not what was said.

    Returns
    -------
    DataFrame
        36 rows in the order of the interviews; columns as in the contract ``INTERVIEW_CODES``.
    """
    held = _clients_interviewed(seed)
    codes = held[["interview_id", "account_id", "kind"]].copy()
    for theme in (*ASKED, *UNASKED):
        codes[theme] = np.array([theme in themes for themes in held["themes"]])
    return codes


def _clients_interviewed(seed: int) -> pd.DataFrame:
    """All 36 in the order of the interviews, with the account that each is."""
    held: list[dict[str, Any]] = []
    coded_only = list(CODED_ONLY)
    for place, told in enumerate(CLIENTS):
        while coded_only and coded_only[0][0] <= place:
            _, kind, themes = coded_only.pop(0)
            held.append({"kind": kind, "themes": themes})
        held.append(told)
    table = pd.DataFrame(held)
    table["interview_id"] = [f"I{n:04d}" for n in range(1, len(table) + 1)]
    table["date"] = _working_days(CLIENTS_FROM, CLIENT_DAYS, len(table))
    table["account_id"] = _accounts(seed, held)
    return table


def _accounts(seed: int, held: list[dict[str, Any]]) -> list[str]:
    """An account for each interview: of the kind that speaks, and supplied all that time."""
    accounts = b2b_accounts(seed)
    since = accounts["since"] < pd.Timestamp(CLIENTS_FROM)
    open_still = accounts["closed_on"].isna() | (
        accounts["closed_on"] > pd.Timestamp(CLIENTS_UNTIL)
    )
    supplied = accounts[since & open_still & (accounts["account_id"] != PRIVATE_CHEF)]
    primary = set(accounts.loc[accounts["kind"] == "school", "account_id"].head(PRIMARY_SCHOOLS))
    named = {account for told in held for account in told.get("accounts", ())}
    rng = generator(seed, "interview_codes")
    queue = {}
    for kind, ids in supplied.groupby("kind")["account_id"]:
        by_lot = [account for account in rng.permutation(ids.to_numpy()) if account not in named]
        queue[kind] = sorted(by_lot, key=lambda account: account not in primary)
    there = set(supplied["account_id"])
    taken: list[str] = []
    for told in held:
        fitting = [account for account in told.get("accounts", ()) if account in there]
        wanted = [*fitting, *queue[told["kind"]]]
        taken.append(next(account for account in wanted if account not in taken))
    return taken


def _cards(block: Block) -> list[str | None]:
    """The card of each shopper; None where a small company has nobody who fits."""
    people, left = block.people, block.fates.people["left"].to_numpy()
    card, age = block.main_card(), age_years(people) + round(FRAME_WEEK / 52)
    years = (FRAME_WEEK - people["acquired"].to_numpy()) / 52
    kind = people["type"].to_numpy()
    regular = regular_shoppers(block) & (left > SURVEY_WEEK) & pd.notna(card)
    characters = [told["person"] for told in SHOPPERS if "person" in told]
    if block.size >= SMALLEST:
        regular[characters] = False
    by_lot = block.rng("interviews").permutation(block.size)
    found: list[str | None] = []
    for told in SHOPPERS:
        if "person" in told:
            found.append(card[told["person"]] if block.size >= SMALLEST else None)
            continue
        fits = regular & (kind == types.TYPES.index(told["fits"]))
        old_enough = fits & (years >= told["years"])
        exactly = old_enough & (age >= told["ages"][0]) & (age <= told["ages"][1])
        # In a small company years of custom and of age are given up before the interview is.
        fitting = next((mask for mask in (exactly, old_enough, fits) if mask.any()), None)
        if fitting is None:
            found.append(None)
            continue
        person = by_lot[fitting[by_lot]][0]
        regular[person] = False
        found.append(card[person])
    return found


def regular_shoppers(block: Block) -> np.ndarray:
    """Whether each person is behaviourally loyal when the interviews with shoppers begin.

    Parameters
    ----------
    block : Block
        The block of people.

    Returns
    -------
    array of bool
        At least 26 trips in the year before week 96, the last within six weeks.
    """
    person, day = block.trips["person"].to_numpy(), block.trips["day"].to_numpy()
    until = 7 * FRAME_WEEK
    year = (day >= until - 364) & (day < until)
    recent = (day >= until - 7 * LAST_VISIT_WEEKS) & (day < until)
    often = np.bincount(person[year], minlength=block.size) >= VISITS_A_YEAR
    return often & (np.bincount(person[recent], minlength=block.size) > 0)


def _working_days(first: str, days: int, number: int) -> np.ndarray:
    """Days from Monday to Friday, the interviews spread evenly over them."""
    place = np.arange(number) * days // number
    return np.busday_offset(np.datetime64(first, "D"), place).astype("datetime64[s]")
