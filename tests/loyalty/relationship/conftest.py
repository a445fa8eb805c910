"""The respondents of the sample company, and their index."""

from __future__ import annotations

import pytest

from cvmlab.insight.asked.respondents import Respondents, respondents
from cvmlab.loyalty.relationship.index import relationship_index
from cvmlab.loyalty.relationship.index_result import RelationshipIndex
from tests.sample import sample_company


@pytest.fixture(scope="session")
def kestrel():
    return sample_company()


@pytest.fixture(scope="session")
def answers(kestrel) -> Respondents:
    return respondents(
        kestrel.survey.frame(),
        kestrel.transactions,
        kestrel.customers.frame(),
        wave=3,
        keep=["previous_tier"],
    )


@pytest.fixture(scope="session")
def index(answers) -> RelationshipIndex:
    return relationship_index(answers.items, ids=answers.table["customer_id"])
