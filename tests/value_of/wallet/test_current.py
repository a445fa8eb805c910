"""The potential of the sample company, held against what is planted in it."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy.stats import spearmanr

from cvmlab.data.planted_truth import truth
from cvmlab.data.workspace import Workspace
from cvmlab.errors import DataProblem
from cvmlab.value_of.lifetime.customer_values import current_values
from cvmlab.value_of.wallet.current import (
    current_gap,
    current_lift,
    current_potential,
    current_share,
)
from tests.sample import sample_company
from tests.value_of.wallet.five_companies import Company


@pytest.fixture(scope="module")
def workspace() -> Workspace:
    return sample_company()


@pytest.fixture(scope="module")
def values(workspace: Workspace) -> pd.DataFrame:
    return current_values(workspace).table


def test_what_is_asked_again_is_not_worked_out_again(workspace: Workspace) -> None:
    assert current_share(workspace) is current_share(workspace)
    assert current_gap(workspace) is current_gap(workspace)
    assert current_lift(workspace) is current_lift(workspace)


def test_every_active_customer_has_a_row_and_nobody_else(
    workspace: Workspace, values: pd.DataFrame
) -> None:
    found = current_potential(workspace, values).table
    assert set(found["customer_id"]) == set(current_gap(workspace).table["customer_id"])
    assert found["customer_id"].is_unique
    assert set(found["customer_id"]) <= set(values["customer_id"])


@pytest.mark.parametrize("limit", ["best quarter", "whole wallet"])
def test_the_planted_lift_pursued_perfectly_lies_in_the_interval(
    workspace: Workspace, values: pd.DataFrame, limit: str
) -> None:
    """Planted: about 6% more margin for 6.60 euros in 26 weeks. Few customers are worth that."""
    found = current_potential(workspace, values, limit=limit)
    table = found.table.merge(values[["customer_id", "value"]], on="customer_id")
    net = np.minimum(0.06 * table["value"], table["gap_euros"]) - table["cost"]
    best = float(net.clip(lower=0).sum())
    assert found.low <= best <= found.high
    assert best < 0.02 * values["value"].sum()
    assert found.gap > 30 * best


def test_a_far_cheaper_programme_would_leave_a_potential(
    workspace: Workspace, values: pd.DataFrame
) -> None:
    from cvmlab.value_of.wallet.current import recent_sales
    from cvmlab.value_of.wallet.potential import attainable_value

    gaps, lift = current_gap(workspace), current_lift(workspace)
    recent = recent_sales(workspace.transactions, gaps.end, lift.weeks)
    dear, cheap = (attainable_value(gaps, lift, values, recent, cost=c) for c in (6.6, 0.5))
    assert dear.total < 1000 < cheap.total
    assert cheap.looked_at > 1000


def test_maura_keane_spends_elsewhere_what_she_once_spent_here(workspace: Workspace) -> None:
    person = truth().person.frame().set_index("customer_id")
    share = current_share(workspace).table.set_index("customer_id").loc["K0000001"]
    assert share["said"] == 400
    assert share["share"] < 0.1
    assert person.loc["K0000001", "share_of_wallet"] == pytest.approx(0.72)  # before she retired


def test_the_programme_works_where_much_is_bought_not_where_the_gap_is_wide(
    companies: list[Company],
) -> None:
    """The gap does not tell where there is something to be won: in all five companies."""
    for company in companies:
        known = company.uplift.merge(
            company.trial[["customer_id", "sales_26w_before"]], on="customer_id"
        ).join(company.truth, on="customer_id")
        elsewhere = (known["wallet"] - known["month"]).clip(lower=0)
        gained = known["uplift_margin"]
        assert spearmanr(gained, known["sales_26w_before"]).statistic > 0.4
        assert spearmanr(gained, elsewhere).statistic < 0.15


def test_an_experiment_that_was_not_made_is_named_beside_those_that_were(
    workspace: Workspace,
) -> None:
    current_lift(workspace)
    with pytest.raises(DataProblem, match="care programme"):
        current_lift(workspace, experiment="free parking")
