"""All tables a firm can bring, in the order in which they are presented, and the hidden truth."""

from __future__ import annotations

from cvmlab.data.contracts.acquisition import ACQUISITION_COSTS, PASS_SUBSCRIPTIONS
from cvmlab.data.contracts.advocacy import CONTRIBUTIONS, REFERRALS, TRUTH_REFERRALS
from cvmlab.data.contracts.brands import BRAND_PERCEPTIONS
from cvmlab.data.contracts.catalogue import OFFERS, PREFERENCES, PRODUCTS
from cvmlab.data.contracts.choices import CHOICE_TASKS, TRUTH_CHOICE_TASKS
from cvmlab.data.contracts.contacts import ASSIGNMENTS, CAMPAIGNS, CONTACTS, TRUTH_UPLIFT
from cvmlab.data.contracts.customers import CUSTOMERS
from cvmlab.data.contracts.food_service import (
    B2B_ACCOUNTS,
    B2B_ORDERS,
    BIDS,
    END_CUSTOMERS,
    TRUTH_B2B_ACCOUNTS,
    TRUTH_BIDS,
)
from cvmlab.data.contracts.identity import SOURCE_RECORDS, TRUTH_RECORD
from cvmlab.data.contracts.interviews import INTERVIEW_CODES, INTERVIEWS
from cvmlab.data.contracts.lost_business import (
    ATTEMPTS,
    EXIT_INTERVIEWS,
    TRUTH_ALMOST_CUSTOMERS,
    TRUTH_ATTEMPTS,
    TRUTH_EXIT_INTERVIEWS,
)
from cvmlab.data.contracts.service import SERVICE_EVENTS
from cvmlab.data.contracts.staff import EMPLOYEE_SURVEY, KPI_CATALOGUE, MANAGER_PREDICTIONS
from cvmlab.data.contracts.survey import SURVEY, TRUTH_SURVEY
from cvmlab.data.contracts.table import Contract
from cvmlab.data.contracts.transactions import RETAIL_TRANSACTIONS, TRANSACTIONS
from cvmlab.data.contracts.truth import TRUTH_PERSON


def _by_name(*contracts: Contract) -> dict[str, Contract]:
    return {contract.name: contract for contract in contracts}


CONTRACTS = _by_name(
    CUSTOMERS, TRANSACTIONS, SOURCE_RECORDS,
    PRODUCTS, OFFERS, PREFERENCES,
    SERVICE_EVENTS, CAMPAIGNS, CONTACTS, ASSIGNMENTS,
    SURVEY, MANAGER_PREDICTIONS, INTERVIEWS,
    CONTRIBUTIONS, REFERRALS, ACQUISITION_COSTS, PASS_SUBSCRIPTIONS,
    ATTEMPTS, EXIT_INTERVIEWS,
    B2B_ACCOUNTS, B2B_ORDERS, BIDS, END_CUSTOMERS, INTERVIEW_CODES,
    CHOICE_TASKS, BRAND_PERCEPTIONS, EMPLOYEE_SURVEY, KPI_CATALOGUE,
)  # fmt: skip
# The sample company's receipts say more than a reader's orders have to.
KESTREL = {**CONTRACTS, "transactions": RETAIL_TRANSACTIONS}
TRUTH = _by_name(
    TRUTH_PERSON, TRUTH_RECORD, TRUTH_SURVEY, TRUTH_UPLIFT, TRUTH_REFERRALS, TRUTH_ATTEMPTS,
    TRUTH_ALMOST_CUSTOMERS, TRUTH_EXIT_INTERVIEWS, TRUTH_B2B_ACCOUNTS, TRUTH_BIDS,
    TRUTH_CHOICE_TASKS,
)  # fmt: skip
