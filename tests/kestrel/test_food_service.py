"""The food-service arm: contracts, joins, and what was planted is found again (seeds 1-5)."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm
from scipy import stats

from cvmlab.data.contracts import food_service as contracts
from cvmlab.data.contracts.checks import orphans, violations
from cvmlab.kestrel.calendar import START
from cvmlab.kestrel.food_service import b2b_accounts, truth_b2b_accounts
from cvmlab.kestrel.food_service_orders import b2b_orders
from cvmlab.kestrel.residents import end_customers

SEEDS = (1, 2, 3, 4, 5)


def pooled(table) -> pd.DataFrame:
    return pd.concat([table(seed).assign(seed=seed) for seed in SEEDS], ignore_index=True)


@pytest.fixture(scope="module")
def accounts() -> pd.DataFrame:
    return pooled(b2b_accounts)


@pytest.fixture(scope="module")
def orders(accounts) -> pd.DataFrame:
    hidden = pooled(truth_b2b_accounts)[["seed", "account_id", "rough_route"]]
    keys = ["seed", "account_id"]
    return pooled(b2b_orders).merge(accounts, on=keys).merge(hidden, on=keys)


@pytest.fixture(scope="module")
def residents() -> pd.DataFrame:
    return pooled(end_customers)


@pytest.mark.parametrize(
    ("table", "contract"),
    [
        (b2b_accounts, contracts.B2B_ACCOUNTS),
        (b2b_orders, contracts.B2B_ORDERS),
        (end_customers, contracts.END_CUSTOMERS),
        (truth_b2b_accounts, contracts.TRUTH_B2B_ACCOUNTS),
    ],
)
def test_tables_keep_their_contracts_and_come_out_the_same_again(table, contract):
    made = table(1)
    assert violations(made, contract) == []
    pd.testing.assert_frame_equal(made, table(1))
    assert not made.equals(table(2))
    assert table.__name__ == contract.name


@pytest.mark.parametrize("table", [b2b_orders, end_customers, truth_b2b_accounts])
def test_every_row_finds_its_account(table):
    for seed in SEEDS:
        known = b2b_accounts(seed)["account_id"]
        assert orphans(table(seed)["account_id"], known) == []


def test_accounts_stand_in_their_ranges_with_the_known_ones_in_place(accounts):
    for _, mine in accounts.groupby("seed"):
        counts = mine["kind"].value_counts()
        assert counts.to_dict() == {"restaurant": 189, "seniors' home": 126, "school": 105}
        assert mine["account_id"].tolist() == [f"F{n:04d}" for n in range(1, 421)]
        assert (mine["kind"].iloc[:126] == "seniors' home").all()
        assert (mine["kind"].iloc[126:231] == "school").all()
        home = mine.iloc[0]
        assert (home["name"], home["contact"], home["town"], home["people_served"]) == (
            "Rosemount House", "Colm Brady", "Kilmoyle", 64,
        )  # fmt: skip
        assert home["menu_help"] and pd.isna(home["closed_on"])
        assert mine["name"].is_unique


def test_one_account_in_ten_is_a_site_billed_to_the_head_of_its_group(accounts):
    for _, mine in accounts.groupby("seed"):
        sites = mine[mine["bill_to"] != mine["account_id"]]
        assert len(sites) == 42
        group_of = mine.set_index("account_id")["group"]
        assert (sites["bill_to"].map(group_of) == sites["group"]).all()
        heads = mine[mine["account_id"].isin(sites["bill_to"])]
        assert (heads["bill_to"] == heads["account_id"]).all() and len(heads) == 10


def test_orders_fall_between_opening_and_closing_and_on_working_days(orders):
    assert (orders["date"] >= orders["since"]).all()
    assert (orders["date"] < orders["closed_on"].fillna(pd.Timestamp("2030-01-01"))).all()
    assert orders["date"].dt.day_of_week.max() == 5
    assert not orders.duplicated(["seed", "account_id", "date"]).any()
    summer = orders[orders["date"].dt.month == 8]["kind"].value_counts(normalize=True)
    assert summer["school"] < 0.05


def test_about_sixty_thousand_orders(orders):
    counts = orders["seed"].value_counts()
    assert counts.between(57_000, 63_000).all()
    assert abs(counts.mean() / 60_000 - 1) < 0.02


def test_accuracy_hardly_varies_and_not_between_accounts(orders):
    assert 0.990 < (orders["accuracy"] >= 98).mean() < 0.999
    assert orders["accuracy"].std() < 0.4
    # Of its small variance next to nothing lies between accounts: upper 99% bound of the part.
    group = orders["seed"].astype(str) + orders["account_id"]
    sizes = group.value_counts()
    between = (
        (orders.groupby(group)["accuracy"].mean() - orders["accuracy"].mean()) ** 2 * sizes
    ).sum()
    within = (orders["accuracy"] - orders.groupby(group)["accuracy"].transform("mean")).pow(2).sum()
    first, second = len(sizes) - 1, len(orders) - len(sizes)
    ratio = (between / first) / (within / second)
    upper = (ratio / stats.f.ppf(0.01, first, second) - 1) / sizes.mean()
    assert upper < 0.002


def test_accuracy_would_matter_if_it_varied(orders):
    wrong = orders["complaint"] == "wrong item"
    low = orders["accuracy"] < 98.5
    assert wrong[low].mean() > 20 * wrong[~low].mean()


def test_rough_routes_bring_six_times_the_complaints_about_drivers(orders):
    about_driver = orders["complaint"].str.startswith("driver", na=False)
    rough = orders["rough_route"]
    hits, size = about_driver.groupby(rough).sum(), rough.value_counts()
    log_ratio = np.log((hits[True] / size[True]) / (hits[False] / size[False]))
    error = np.sqrt(1 / hits[True] + 1 / hits[False])
    assert abs(log_ratio - np.log(6)) < 1.96 * error < 0.15


def test_rough_routes_lose_accounts_three_times_as_readily(accounts):
    truth = pooled(truth_b2b_accounts)
    both = accounts.merge(truth, on=["seed", "account_id"])
    # Clients of bids and of the pilot were kept, so they are left out here.
    both = both[(both["contract"] == "order by order") & both["pilot"].isna()]
    end = both["closed_on"].fillna(pd.Timestamp("2024-12-30"))
    years = (end - both["since"].clip(lower=pd.Timestamp(START))).dt.days / 364
    gone = both["closed_on"].notna().groupby(both["rough_route"]).sum()
    rate = gone / years.groupby(both["rough_route"]).sum()
    error = np.sqrt((1 / gone).sum())
    assert abs(np.log(rate[True] / rate[False]) - np.log(3)) < 1.96 * error
    assert np.log(rate[True] / rate[False]) > 1.96 * error


def test_the_private_chef_stands_far_off_the_curve(accounts):
    faster = np.log2(1440 / accounts["minutes_expected"])
    chef = accounts["account_id"] == "F0420"
    fit = sm.OLS(accounts["price_expected"][~chef], sm.add_constant(faster[~chef])).fit()
    low, high = fit.conf_int().iloc[1]
    assert low < 5 < high
    off = accounts["price_expected"] - fit.params.iloc[0] - fit.params.iloc[1] * faster
    assert (off[chef] < -6 * np.sqrt(fit.scale)).all()
    assert (off[~chef].abs() < 5 * np.sqrt(fit.scale)).all()
    wants = accounts[chef].iloc[0]
    assert wants["service_expected"] == "bespoke, within two hours"
    assert wants["minutes_expected"] == 120 < wants["minutes_offered"]
    assert wants["drop_cost_expected"] > 5 * wants["drop_cost"]


def test_fourteen_homes_of_28_drew_help_with_menus(accounts):
    for _, mine in accounts.groupby("seed"):
        arms = mine["pilot"].value_counts().to_dict()
        assert arms == {
            "help, asked for it": 36, "help, by lot": 14, "waiting list, by lot": 14,
        }  # fmt: skip
        lots = mine[mine["pilot"].str.endswith("by lot", na=False)]
        assert (lots["kind"] == "seniors' home").all()
    assert (accounts["menu_help"] == accounts["menu_help_since"].notna()).all()


def test_help_with_menus_raises_amounts_and_margins_by_what_was_planted(orders):
    lots = orders[orders["pilot"].str.endswith("by lot", na=False)]
    after = lots["date"] >= lots["menu_help_since"].fillna(pd.Timestamp("2023-05-01"))
    keys = ["seed", "account_id", "menu_help"]
    for values, planted in ((np.log(lots["amount"]), np.log(1.06)),
                            (lots["margin"] / lots["amount"], 0.02)):  # fmt: skip
        change = (
            values[after].groupby([lots[key] for key in keys]).mean()
            - values[~after].groupby([lots[key] for key in keys]).mean()
        )  # fmt: skip
        helped = change.index.get_level_values("menu_help")
        gap = stats.ttest_ind(change[helped], change[~helped], equal_var=False)
        low, high = gap.confidence_interval()
        assert low < planted < high
        assert low > 0


def test_forty_answers_a_home(residents):
    per_home = residents.groupby(["seed", "account_id"]).size()
    assert (per_home == 40).all() and len(per_home) == 5 * 28


def test_menu_variety_drives_what_residents_say_of_dinner(residents):
    keys = ["seed", "account_id", "menu_help", "dinners_in_four_weeks"]
    items = ["dinner_interesting", "choice", "temperature", "staff", "would_recommend"]
    homes = residents.groupby(keys)[items].mean().reset_index()
    variety = sm.add_constant(homes["dinners_in_four_weeks"].astype(float))
    # Recommending gains .45 × .16 + .10 × .10 through dinner and choice.
    planted = {"dinner_interesting": 0.16, "choice": 0.10, "would_recommend": 0.082}
    for item, slope in planted.items():
        low, high = sm.OLS(homes[item], variety).fit(cov_type="HC3").conf_int().iloc[1]
        assert low < slope < high
        assert low > 0
    for item in ("temperature", "staff"):
        low, high = sm.OLS(homes[item], variety).fit(cov_type="HC3").conf_int(0.10).iloc[1]
        assert -0.04 < low < high < 0.04
    helped = homes["menu_help"]
    gap = stats.ttest_ind(
        homes.loc[helped, "dinner_interesting"], homes.loc[~helped, "dinner_interesting"]
    )
    low, high = gap.confidence_interval()
    assert low < 0.96 < high


def test_answers_of_one_home_resemble_each_other(residents):
    values = residents["staff"] - residents["staff"].mean()
    homes = values.groupby([residents["seed"], residents["account_id"]])
    between, within = 40 * homes.mean().var(), homes.var().mean()
    share = (between - within) / (between + 39 * within)
    # .35² of .35² + .60² + 1.20² and a twelfth for the rounding: .061.
    assert 0.035 < share < 0.09


def test_rosemount_house_has_dinners_its_residents_talk_about(residents):
    rosemount = residents["account_id"] == "F0001"
    assert (residents.loc[rosemount, "dinners_in_four_weeks"] == 24).all()
    dinner = residents["dinner_interesting"]
    assert dinner[rosemount].mean() > dinner[~rosemount & ~residents["menu_help"]].mean() + 0.5
