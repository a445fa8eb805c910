"""What staff think: the employee survey.

550 people answered, of 26 sites (24 stores, head office, depot): 180 leaders and 370 others. The
shares who agree (4 or 5 of 5) that "leaders make decisions consistent with our customer strategy"
are those of the survey Shaun Smith reports: 113 of 180 leaders (.63) and 152 of 370 others (.41).
They are met exactly, in every company: the 113 leaders and the 152 others whose hidden agreement
is highest agree.

* Hidden agreement with an item: .40 × site + .45 × mood of the person + the rest of the item's
  own, the variances adding up to 1: people of one site resemble each other, with an intraclass
  correlation of .16 in the hidden agreement and about .09 in agreeing or not (measured over 40
  seeds). Leaders sit on all sites: 6 in a store (some 5), 28 at head office, 12 in the depot. Who
  runs a t-test on 550 people forgets this.
* The other items: shares agreeing of leaders and of others, met on average and not exactly, see
  ITEMS. Four of them are the marks of a relationship-focused firm (Jim Barnes): here leaders see
  more of each than others do. Two are about what reaches the front: "I learn what customers told
  us" (.58, .34), "I may put a failure right without asking" (.71, .38).
* Of those who agree 40% agree fully; of those who do not, 50% answer 3, 35% answer 2, 15% answer
  1.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy.special import ndtri

from cvmlab.kestrel.ids import running_ids
from cvmlab.kestrel.places import STORE_NAMES
from cvmlab.kestrel.seeds import generator

SITES = (*STORE_NAMES, "Head office", "Depot")
LEADERS, OTHERS = 180, 370
AGREE_LEADERS, AGREE_OTHERS = 113, 152
SITE, MOOD = 0.40, 0.45
CONSISTENT = "leaders_consistent"
ITEMS = {
    CONSISTENT: (AGREE_LEADERS / LEADERS, AGREE_OTHERS / OTHERS),
    "long_term_view": (0.55, 0.36),
    "customer_decides": (0.48, 0.39),
    "feelings_count": (0.52, 0.44),
    "soft_measures": (0.41, 0.22),
    "hear_from_customers": (0.58, 0.34),
    "may_put_right": (0.71, 0.38),
    "know_our_regulars": (0.50, 0.62),
    "would_shop_here": (0.74, 0.60),
}
FULLY = 0.40
NEUTRAL, RATHER_NOT = 0.50, 0.35
LEADER_JOBS = ("store or department manager", "shift leader", "head of a function")
OTHER_JOBS = ("shop floor", "tills", "driver or picker", "office")


def employee_survey(seed: int) -> pd.DataFrame:
    """What leaders and others answered on how the firm treats its customers.

    Parameters
    ----------
    seed : int
        The seed of the whole company.

    Returns
    -------
    DataFrame
        550 anonymous answers, site by site; columns as in the contract ``EMPLOYEE_SURVEY``.
    """
    rng = generator(seed, "employee_survey")
    people = _people(rng)
    leader = people["leader"].to_numpy()
    number = len(people)
    by_site = rng.normal(size=(len(SITES), len(ITEMS)))
    site = by_site[people.pop("site_number")]
    mood = rng.normal(size=(number, 1))
    rest = np.sqrt(1 - SITE**2 - MOOD**2)
    agreement = SITE * site + MOOD * mood + rest * rng.normal(size=(number, len(ITEMS)))
    for place, (item, (of_leaders, of_others)) in enumerate(ITEMS.items()):
        hidden = agreement[:, place]
        if item == CONSISTENT:
            agrees = _highest(hidden, leader, AGREE_LEADERS) | _highest(
                hidden, ~leader, AGREE_OTHERS
            )
        else:
            agrees = hidden > -ndtri(np.where(leader, of_leaders, of_others))
        people[item] = _answers(rng, agrees)
    people.insert(0, "response_id", running_ids("W", 0, number))
    return people


def _people(rng: np.random.Generator) -> pd.DataFrame:
    """Who answered: site, position and years with the firm."""
    stores = len(STORE_NAMES)
    leaders = np.full(len(SITES), 6)
    leaders[-2:] = 28, 12
    leaders[rng.permutation(stores)[: leaders.sum() - LEADERS]] -= 1
    others = np.full(len(SITES), 12)
    others[-2:] = 40, 30
    more = OTHERS - others.sum()
    others[:stores] += rng.multinomial(more, np.full(stores, 1 / stores))
    site = np.concatenate(
        [np.repeat(np.arange(len(SITES)), leaders), np.repeat(np.arange(len(SITES)), others)]
    )
    leader = np.repeat([True, False], [LEADERS, OTHERS])
    order = np.lexsort((rng.random(len(site)), site))
    site, leader = site[order], leader[order]
    return pd.DataFrame(
        {
            "site": np.array(SITES, dtype=object)[site],
            "leader": leader,
            "job": _jobs(rng, site, leader),
            "years": np.round(rng.gamma(1.6, np.where(leader, 5.5, 3.2)), 1).clip(0.1, 42),
            "site_number": site,
        }
    )


def _jobs(rng: np.random.Generator, site: np.ndarray, leader: np.ndarray) -> np.ndarray:
    """What somebody does, by site."""
    store = site < len(STORE_NAMES)
    draw = rng.random(len(site))
    of_leader = np.where(store, np.where(draw < 0.4, 0, 1), 2)
    of_other = np.where(store, np.where(draw < 0.6, 0, 1), np.where(site == len(SITES) - 1, 2, 3))
    leaders, others = (np.array(jobs, dtype=object) for jobs in (LEADER_JOBS, OTHER_JOBS))
    return np.where(leader, leaders[of_leader], others[of_other])


def _highest(values: np.ndarray, among: np.ndarray, number: int) -> np.ndarray:
    """Marks those with the highest values among some."""
    order = np.argsort(np.where(among, -values, np.inf), kind="stable")
    marked = np.zeros(len(values), dtype=bool)
    marked[order[:number]] = True
    return marked


def _answers(rng: np.random.Generator, agrees: np.ndarray) -> np.ndarray:
    """From agreeing or not to an answer of 1 to 5."""
    draw = rng.random(len(agrees))
    without = np.where(draw < NEUTRAL, 3, np.where(draw < NEUTRAL + RATHER_NOT, 2, 1))
    return np.where(agrees, np.where(draw < FULLY, 5, 4), without)
