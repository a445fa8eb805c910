"""Staff, key figures and managers' guesses."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from cvmlab.data.contracts.checks import orphans, violations
from cvmlab.data.contracts.staff import EMPLOYEE_SURVEY, KPI_CATALOGUE, MANAGER_PREDICTIONS
from cvmlab.kestrel.block import Block
from cvmlab.kestrel.kpis import kpi_catalogue
from cvmlab.kestrel.places import STORE_NAMES
from cvmlab.kestrel.predictions import DRIVERS, manager_predictions
from cvmlab.kestrel.staff import ITEMS, employee_survey

SEEDS = (1, 2, 3, 4, 5)
MORE_SEEDS = range(1, 41)  # the table takes milliseconds


@pytest.fixture(scope="module")
def staff() -> pd.DataFrame:
    frames = [employee_survey(seed).assign(seed=seed) for seed in MORE_SEEDS]
    return pd.concat(frames, ignore_index=True)


@pytest.fixture(scope="module")
def small() -> Block:
    return Block(3, size=2000)


@pytest.fixture(scope="module")
def answers(small) -> pd.DataFrame:
    from cvmlab.kestrel.survey import survey

    return survey(small)


@pytest.fixture(scope="module")
def guesses(small, answers) -> pd.DataFrame:
    return manager_predictions(small, answers)


def test_the_survey_keeps_its_contract():
    for seed in SEEDS:
        assert violations(employee_survey(seed), EMPLOYEE_SURVEY) == []
    pd.testing.assert_frame_equal(employee_survey(1), employee_survey(1))
    assert not employee_survey(1).equals(employee_survey(2))


def test_63_and_41_percent_agree_as_in_the_survey_reported(staff):
    agrees = staff["leaders_consistent"] >= 4
    counts = agrees.groupby([staff["seed"], staff["leader"]]).agg(["sum", "size"])
    assert (counts.xs(True, level="leader") == [113, 180]).all(axis=None)
    assert (counts.xs(False, level="leader") == [152, 370]).all(axis=None)
    assert round(113 / 180, 2) == 0.63 and round(152 / 370, 2) == 0.41


def test_people_of_one_site_resemble_each_other(staff):
    """Intraclass correlation by one-way analysis of variance, averaged over 40 companies."""
    agrees = (staff["leaders_consistent"] >= 4).astype(float)
    rest = agrees - agrees.groupby([staff["seed"], staff["leader"]]).transform("mean")
    found = []
    for _, mine in rest.groupby(staff["seed"]):
        sites = mine.groupby(staff.loc[mine.index, "site"])
        sizes = sites.size()
        number, groups = len(mine), len(sizes)
        typical = (number - (sizes**2).sum() / number) / (groups - 1)
        between = (sizes * sites.mean() ** 2).sum() / (groups - 1)
        within = (mine - sites.transform("mean")).pow(2).sum() / (number - groups)
        found.append((between - within) / (between + (typical - 1) * within))
    low, high = stats.t.interval(0.95, len(found) - 1, np.mean(found), stats.sem(found))
    assert low < 0.092 < high
    assert low > 0.07


def test_leaders_and_others_sit_on_every_site(staff):
    for _, mine in staff.groupby("seed"):
        assert set(mine["site"]) == {*STORE_NAMES, "Head office", "Depot"}
        assert mine.groupby("site")["leader"].nunique().eq(2).all()


def test_the_other_items_are_met_on_average(staff):
    for item, planted in list(ITEMS.items())[1:]:
        agrees = staff[item] >= 4
        for leader, share in zip((True, False), planted, strict=True):
            each = agrees[staff["leader"] == leader].groupby(staff["seed"]).mean()
            # Sixteen comparisons: 99.7% intervals.
            low, high = stats.t.interval(0.997, len(each) - 1, each.mean(), stats.sem(each))
            assert low < share < high
            assert high - low < 0.06


def test_sixty_key_figures_mostly_hard():
    table = kpi_catalogue(1)
    assert violations(table, KPI_CATALOGUE) == []
    assert len(table) == 60 and table["name"].is_unique and table["definition"].is_unique
    hard = table["hardness"] == "hard"
    assert hard.sum() == 47
    assert table.loc[hard, "looks"].eq("back").mean() > 0.9
    assert table.loc[hard, "perspective"].eq("internal").mean() > 0.9
    assert not table.loc[~hard, "financial"].any()
    assert table.loc[~hard, "to_the_board"].sum() == 1
    assert table.loc[~hard, "reported"].isin(["quarterly", "half-yearly", "yearly"]).mean() > 0.9
    pd.testing.assert_frame_equal(table, kpi_catalogue(2))


def test_forty_guesses_before_the_survey(small, answers, guesses):
    assert violations(guesses, MANAGER_PREDICTIONS) == []
    assert guesses["about"].value_counts().to_dict() == {
        "weight of a driver": 30, "a customer's answer": 10,
    }  # fmt: skip
    wave = answers[answers["wave"] == 3]
    assert guesses["made_on"].max() < wave["date"].min()
    assert orphans(guesses["customer_id"], wave["customer_id"]) == []
    assert orphans(guesses["customer_id"], small.records["customer_id"]) == []
    pd.testing.assert_frame_equal(guesses, manager_predictions(small, answers))
    pd.testing.assert_frame_equal(guesses, manager_predictions(Block(3, size=2000)))


def test_managers_think_functionally():
    pooled = []
    for seed in SEEDS:
        table = manager_predictions(Block(seed, size=100), _nobody())
        weights = table.pivot(index="manager", columns="driver", values="guess")
        assert (weights.sum(axis=1) == 100).all() and (weights % 5 == 0).all(axis=None)
        pooled.append(weights)
    weights = pd.concat(pooled)[list(DRIVERS)]
    soft = weights["emotional"] + weights["interaction"]
    hard = weights["core"] + weights["technical"]
    gap = stats.ttest_rel(hard, soft).confidence_interval()
    assert gap.low < 100 * (0.29 + 0.32 - 0.15 - 0.07) < gap.high
    # Half of what satisfaction gives the emotional level (20 of 100), at most.
    assert stats.ttest_1samp(weights["emotional"], 10, alternative="less").pvalue < 0.01


def test_guesses_follow_trips_and_maura_is_called_the_best(blocks):
    """Knowing about: who comes often is thought content. Over five companies, all cards asked."""
    together = []
    for block in blocks:
        cards = block.records.loc[block.records["main"], "customer_id"].dropna()
        asked = pd.DataFrame({"customer_id": cards, "wave": 3})
        table = manager_predictions(block, asked).dropna(subset="customer_id")
        assert len(table) == 10
        assert table.set_index("customer_id")["guess"].get("K0000001") == 10
        year = block.trips[block.trips["day"].between(7 * 52, 7 * 104 - 1)]
        person = block.records[block.records["main"]].set_index("customer_id")["person"]
        trips = table["customer_id"].map(person).map(year["person"].value_counts()).fillna(0)
        together.append(pd.DataFrame({"trips": np.log1p(trips), "guess": table["guess"]}))
    both = pd.concat(together)
    both = both[both["guess"] < 10]
    slope = stats.linregress(both["trips"], both["guess"])
    assert slope.slope > 4 * slope.stderr


def _nobody() -> pd.DataFrame:
    """A survey which nobody answered."""
    return pd.DataFrame({"customer_id": pd.Series(dtype=object), "wave": pd.Series(dtype=int)})
