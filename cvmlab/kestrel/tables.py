"""Which table is made by which function: the one list of what the company consists of."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd

from cvmlab.kestrel.acquisition import acquisition_costs, pass_subscriptions
from cvmlab.kestrel.assignments import assignments, truth_uplift
from cvmlab.kestrel.attempts import attempts, truth_almost_customers, truth_attempts
from cvmlab.kestrel.bids import bids, truth_bids
from cvmlab.kestrel.block import Block
from cvmlab.kestrel.brands import brand_perceptions
from cvmlab.kestrel.campaigns import campaigns
from cvmlab.kestrel.catalogue import offers, preferences, products
from cvmlab.kestrel.choices import choice_tasks, truth_choice_tasks
from cvmlab.kestrel.contacts import contacts
from cvmlab.kestrel.contributions import contributions
from cvmlab.kestrel.customers import customers
from cvmlab.kestrel.exits import exit_interviews, truth_exit_interviews
from cvmlab.kestrel.food_service import b2b_accounts, truth_b2b_accounts
from cvmlab.kestrel.food_service_orders import b2b_orders
from cvmlab.kestrel.interviews import interview_codes, interviews
from cvmlab.kestrel.kpis import kpi_catalogue
from cvmlab.kestrel.predictions import manager_predictions
from cvmlab.kestrel.referrals import referrals, truth_referrals
from cvmlab.kestrel.residents import end_customers
from cvmlab.kestrel.service_events import service_events
from cvmlab.kestrel.source_records import source_records, truth_record
from cvmlab.kestrel.staff import employee_survey
from cvmlab.kestrel.survey import survey, truth_survey
from cvmlab.kestrel.trade import transactions
from cvmlab.kestrel.truth import truth_person

OfBlock = Callable[[Block], pd.DataFrame]
OfFirm = Callable[[int], pd.DataFrame]


def _by_name(*functions: Callable[..., pd.DataFrame]) -> dict[str, Callable[..., pd.DataFrame]]:
    return {function.__name__: function for function in functions}


# Tables that grow with the people: made block by block.
OF_PEOPLE: dict[str, OfBlock] = _by_name(
    customers, transactions, source_records, preferences, service_events, contacts, assignments,
    survey, contributions, referrals, attempts, truth_person, truth_record, truth_survey,
    truth_uplift, truth_referrals, truth_attempts, truth_almost_customers,
)  # fmt: skip
# Tables of one size that name some of the people: made from the first block.
OF_THE_FIRST_BLOCK: dict[str, OfBlock] = _by_name(
    manager_predictions, interviews, exit_interviews, truth_exit_interviews
)
# Numbers of the whole firm that are sums over its blocks.
SUMMED_OVER_BLOCKS: dict[str, OfBlock] = _by_name(acquisition_costs)
# Tables of one size that name nobody.
OF_THE_FIRM: dict[str, OfFirm] = _by_name(
    products, offers, campaigns, pass_subscriptions, b2b_accounts, b2b_orders, bids, end_customers,
    interview_codes, choice_tasks, brand_perceptions, employee_survey, kpi_catalogue,
    truth_b2b_accounts, truth_bids, truth_choice_tasks,
)  # fmt: skip
