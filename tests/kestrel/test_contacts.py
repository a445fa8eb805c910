"""Letters and experiments: that the tables show what was planted, and that it is found again."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm
import statsmodels.formula.api as smf
from scipy.stats import chi2, norm

from cvmlab.data.contracts.checks import orphans, violations
from cvmlab.data.contracts.contacts import ASSIGNMENTS, CAMPAIGNS, CONTACTS, TRUTH_UPLIFT
from cvmlab.kestrel import leaving
from cvmlab.kestrel.assignments import assignments, truth_uplift
from cvmlab.kestrel.block import Block
from cvmlab.kestrel.calendar import START
from cvmlab.kestrel.campaigns import campaigns, live_to_customers
from cvmlab.kestrel.contacts import CHANNELS, believed_customers, contacts

YEAR_3, MONTH = pd.Timestamp("2024-01-01"), 28
OUTCOME, BEFORE = "trips_26w_after", "trips_26w_before"


def by_month(block: Block, table: pd.DataFrame) -> np.ndarray:
    """Contacts of each person in each of the 13 months, as the table shows them."""
    owner = block.records.set_index("record_id")["person"]
    month = (table["date"] - YEAR_3).dt.days.to_numpy() // MONTH
    count = np.zeros((block.size, leaving.MONTHS), dtype=int)
    np.add.at(count, (owner[table["record_id"]].to_numpy(), month), 1)
    return count


@pytest.fixture(scope="module")
def tables(blocks: list[Block]) -> list[pd.DataFrame]:
    return [contacts(block) for block in blocks]


@pytest.fixture(scope="module")
def lots(blocks: list[Block]) -> pd.DataFrame:
    return pd.concat(
        [assignments(block).assign(seed=block.seed) for block in blocks], ignore_index=True
    )


@pytest.fixture(scope="module")
def care(blocks: list[Block], lots: pd.DataFrame) -> pd.DataFrame:
    """The care programme's people with their true uplift."""
    truth = pd.concat([truth_uplift(block).assign(seed=block.seed) for block in blocks])
    tried = lots[lots["experiment"] == "care programme"].astype({OUTCOME: float, "treated": int})
    joined = tried.merge(truth, on=["seed", "customer_id"], validate="one_to_one")
    assert len(joined) == len(tried) == len(truth)
    return joined


def effect(data: pd.DataFrame, outcome: str = OUTCOME, before: str = BEFORE) -> tuple[float, ...]:
    """Difference of the arms within store groups, adjusted for before: estimate, interval, SE."""
    fit = smf.ols(f"{outcome} ~ treated + C(propensity) + {before}", data).fit(cov_type="HC2")
    low, high = fit.conf_int().loc["treated"]
    return float(fit.params["treated"]), float(low), float(high), float(fit.bse["treated"])


class TestCampaigns:
    def test_table_keeps_its_contract(self) -> None:
        assert violations(campaigns(1), CAMPAIGNS) == []
        assert len(campaigns(1)) == 40 and campaigns(1)["name"].is_unique
        assert (campaigns(1)["first_day"] <= campaigns(1)["last_day"]).all()

    def test_budget_moves_from_winning_to_keeping(self) -> None:
        table = campaigns(1)
        wins = (table["goal"] == "acquisition").groupby(table["first_day"] >= YEAR_3).mean()
        assert wins[False] > 0.6 and wins[True] < 0.1

    @pytest.mark.parametrize("channel", CHANNELS)
    def test_every_channel_has_a_campaign_every_day_of_the_third_year(self, channel: str) -> None:
        live = live_to_customers(campaigns(1), channel, START, 1092)
        assert live[728:].any(axis=1).all()


class TestContacts:
    def test_table_keeps_its_contract(self, block: Block, tables: list[pd.DataFrame]) -> None:
        assert violations(tables[0], CONTACTS) == []
        assert orphans(tables[0]["customer_id"], block.records["customer_id"]) == []
        assert orphans(tables[0]["record_id"], block.records["record_id"]) == []

    def test_each_contact_falls_into_its_campaign(self, tables: list[pd.DataFrame]) -> None:
        joined = tables[0].merge(campaigns(1), on="campaign_id", suffixes=("", "_of_campaign"))
        assert len(joined) == len(tables[0])
        assert (joined["channel"] == joined["channel_of_campaign"]).all()
        assert joined["date"].between(joined["first_day"], joined["last_day"]).all()
        assert (joined["goal"] != "acquisition").all()

    def test_about_three_hundred_thousand(self, tables: list[pd.DataFrame]) -> None:
        assert all(285_000 < len(table) < 320_000 for table in tables)

    def test_letters_are_exactly_those_drawn_while_believed_a_customer(
        self, blocks: list[Block], tables: list[pd.DataFrame]
    ) -> None:
        for block, table in zip(blocks, tables, strict=True):
            planned = np.where(believed_customers(block), block.fates.letters, 0)
            assert (by_month(block, table) == planned).all()

    def test_nobody_of_the_holdout_is_written_to(
        self, blocks: list[Block], tables: list[pd.DataFrame], lots: pd.DataFrame
    ) -> None:
        held = lots[lots["arm"] == "holdout"]
        for block, table in zip(blocks, tables, strict=True):
            mine = held.loc[held["seed"] == block.seed, "record_id"]
            assert not table["record_id"].isin(mine).any()
            assert (by_month(block, table)[block.fates.people["holdout"]] == 0).all()

    def test_who_unsubscribed_from_a_channel_hears_no_more_there(
        self, blocks: list[Block], tables: list[pd.DataFrame]
    ) -> None:
        for block, table in zip(blocks, tables, strict=True):
            owner = block.records.set_index("record_id")["person"]
            known = table.assign(person=owner[table["record_id"]].to_numpy(), row=range(len(table)))
            stops = known[known["outcome"] == "unsubscribed"]
            later = known.merge(stops[["person", "channel", "row"]], on=["person", "channel"])
            assert len(stops) > 100 and (later["row_x"] <= later["row_y"]).all()

    def test_who_redeemed_came_within_a_fortnight(
        self, blocks: list[Block], tables: list[pd.DataFrame]
    ) -> None:
        block, table = blocks[0], tables[0]
        owner = block.records.set_index("record_id")["person"]
        redeemed = table[table["outcome"] == "redeemed"].sort_values("date")
        redeemed = redeemed.assign(
            person=owner[redeemed["record_id"]].to_numpy(),
            day=(redeemed["date"] - YEAR_3).dt.days + 728,
        )
        trips = block.trips[["day", "person"]].astype("int64").assign(came=block.trips["day"])
        found = pd.merge_asof(
            redeemed.astype({"day": "int64", "person": "int64"}), trips, on="day", by="person",
            direction="forward",
        )  # fmt: skip
        assert (found["came"] - found["day"]).between(0, 14).all()

    def test_complaints_rise_with_pressure(
        self, blocks: list[Block], tables: list[pd.DataFrame]
    ) -> None:
        calm, pressed = [], []
        for block, table in zip(blocks, tables, strict=True):
            owner = block.records.set_index("record_id")["person"]
            month = (table["date"] - YEAR_3).dt.days // MONTH
            many = by_month(block, table)[owner[table["record_id"]].to_numpy(), month]
            complains = (table["outcome"] == "complaint").to_numpy()
            calm.append(complains[many <= 3])
            pressed.append(complains[many >= 7])
        assert np.concatenate(calm).mean() == pytest.approx(0.0015, abs=0.0003)
        assert np.concatenate(pressed).mean() > 0.0015 * 1.3**4

    def test_both_characters_get_letters(self, tables: list[pd.DataFrame]) -> None:
        for table in tables:
            assert (table["customer_id"] == "K0000002").sum() > 20
        assert sum((table["customer_id"] == "K0000001").any() for table in tables) == 5

    def test_each_letter_above_three_makes_leaving_8_percent_likelier(
        self, blocks: list[Block], tables: list[pd.DataFrame]
    ) -> None:
        """Poisson regression of the person-months in which the firm wrote or could have."""
        frames = []
        begins = leaving.PHASE_CHANGE + leaving.MONTH * np.arange(leaving.MONTHS)
        for block, table in zip(blocks, tables, strict=True):
            fates, people = block.fates.people, block.people
            first = int(leaving.PHASE_CHANGE / leaving.MONTH)
            bad = block.fates.unrecovered[:, first:] > 0
            lasting = bad.copy()
            lasting[:, 1:] |= bad[:, :-1]
            lasting[:, 2:] |= bad[:, :-2]
            good = (block.fates.recovered[:, first:] > 0) & ~lasting
            left = fates["left"].to_numpy()[:, None]
            risk = (left > begins) & believed_customers(block)
            risk &= ~fates["exposed"].to_numpy()[:, None]
            weeks = np.minimum(left, begins + leaving.MONTH) - begins
            lift = fates["care_lift"].to_numpy()[:, None] * (begins >= 110)
            calm = people["dropout"].to_numpy()[:, None] * np.exp(-leaving.BOND_ON_DROPOUT * lift)
            above = np.maximum(by_month(block, table) - leaving.LETTERS_BORNE, 0)
            frames.append(
                pd.DataFrame(
                    {
                        "leaves": (left <= begins + leaving.MONTH)[risk],
                        "above": above[risk],
                        "unrecovered": lasting[risk],
                        "recovered": good[risk],
                        "expected": (calm * weeks)[risk],
                    }
                ).astype(float)
            )
        months = pd.concat(frames)
        causes = sm.add_constant(months[["above", "unrecovered", "recovered"]])
        offset = np.log(months["expected"])
        fit = sm.GLM(months["leaves"], causes, family=sm.families.Poisson(), offset=offset).fit()
        low, high = np.exp(fit.conf_int().loc["above"])
        assert 1.0 < low < leaving.PER_LETTER < high and high - low < 0.04

    def test_what_the_firm_sees_points_the_other_way(
        self, blocks: list[Block], tables: list[pd.DataFrame]
    ) -> None:
        """More letters go to those who come most, and who comes most seems to stay."""
        seen = []
        for block, table in zip(blocks, tables, strict=True):
            last = block.trips.loc[block.trips["day"] >= 1050, "person"]
            gone = np.bincount(last, minlength=block.size) == 0
            letters = by_month(block, table)[:, :6].mean(axis=1)
            seen.append(pd.DataFrame({"gone": gone, "letters": letters})[block.active(104)])
        data = pd.concat(seen).astype(float)
        fit = sm.GLM(data["gone"], sm.add_constant(data["letters"]), sm.families.Poisson())
        low, high = np.exp(fit.fit(cov_type="HC0").conf_int().loc["letters"])
        assert 0.8 < low < high < 0.95


class TestExperiments:
    def test_tables_keep_their_contracts(self, block: Block) -> None:
        table, truth = assignments(block), truth_uplift(block)
        assert violations(table, ASSIGNMENTS) == []
        assert violations(truth, TRUTH_UPLIFT) == []
        for column in ("customer_id", "record_id"):
            assert orphans(table[column], block.records[column]) == []
        assert orphans(truth["customer_id"], block.records["customer_id"]) == []

    def test_everybody_is_in_the_holdout_lot_and_none_of_it_in_care(
        self, lots: pd.DataFrame
    ) -> None:
        assert (lots["experiment"] == "universal holdout").sum() == 100_000
        held = lots.loc[lots["arm"] == "holdout", ["seed", "record_id"]]
        tried = lots.loc[lots["experiment"] == "care programme", ["seed", "record_id"]]
        assert held.merge(tried).empty

    def test_arms_are_as_large_as_the_lot_says(self, lots: pd.DataFrame) -> None:
        """Sample ratio: a joint test over the experiments, their propensities and five seeds."""
        terms = []
        for _, cell in lots.groupby(["experiment", "seed", "propensity"]):
            share = cell["propensity"].iloc[0]
            spread = np.sqrt(len(cell) * share * (1 - share))
            terms.append((cell["treated"].sum() - len(cell) * share) / spread)
        assert len(terms) == 5 * (1 + 3)
        assert 0.005 < chi2.sf(np.square(terms).sum(), len(terms)) < 0.995

    def test_arm_sizes_are_as_stated(self, care: pd.DataFrame) -> None:
        sizes = care.groupby(["seed", "arm"]).size()
        assert sizes.between(3850, 4250).all()

    def test_arms_are_alike_before(self, care: pd.DataFrame) -> None:
        fit = smf.ols(f"{BEFORE} ~ treated + C(propensity)", care).fit(cov_type="HC2")
        assert abs(fit.tvalues["treated"]) < norm.ppf(0.9975)

    def test_smallest_detectable_effect_is_as_stated(self, care: pd.DataFrame) -> None:
        """80% power at 5%: .42 trips or 6% with the trips before, half as much again without."""
        with_before, without, sales = [], [], []
        for _, one in care.groupby("seed"):
            with_before.append(2.8 * effect(one)[3])
            plain = smf.ols(f"{OUTCOME} ~ treated + C(propensity)", one).fit(cov_type="HC2")
            without.append(2.8 * plain.bse["treated"])
            money = effect(one, "sales_26w_after", "sales_26w_before")[3]
            sales.append(2.8 * money / one["sales_26w_after"].mean())
        mean = care.loc[care["treated"] == 0, OUTCOME].mean()
        assert np.mean(with_before) == pytest.approx(0.426, abs=0.015)
        assert np.mean(with_before) / mean == pytest.approx(0.062, abs=0.003)
        assert np.mean(without) == pytest.approx(0.644, abs=0.02)
        assert np.mean(sales) == pytest.approx(0.072, abs=0.005)

    def test_truth_is_what_happens_on_average(self, care: pd.DataFrame) -> None:
        expected = np.where(care["treated"] == 1, care["trips_with"], care["trips_without"])
        for _, arm in (care[OUTCOME] - expected).groupby(care["treated"]):
            assert abs(arm.mean()) < 2.8 * arm.sem() and arm.sem() < 0.04

    def test_a_plain_difference_finds_the_uplift(self, care: pd.DataFrame) -> None:
        estimate, low, high, _ = effect(care)
        assert 0 < low < care["uplift_trips"].mean() < high
        assert estimate == pytest.approx(0.39, abs=0.14)

    def test_it_finds_who_gains(self, care: pd.DataFrame) -> None:
        """By the true lift of the bond: a joint test of the four groups against their truth."""
        misses = []
        for _, group in care.groupby("bond_lift"):
            estimate, _, _, error = effect(group)
            misses.append((estimate - group["uplift_trips"].mean()) / error)
        assert len(misses) == 4
        assert chi2.sf(np.square(misses).sum(), 4) > 0.01
        much, little = care["bond_lift"] == 1.0, care["bond_lift"] == 0.1
        assert effect(care[much])[1] > effect(care[little])[0] + 0.3

    def test_trips_have_an_elasticity_of_a_tenth(
        self, blocks: list[Block], care: pd.DataFrame
    ) -> None:
        """Trips per week as a customer, by the lift received: through the truth about leaving."""
        frames = []
        for block in blocks:
            fates, people = block.fates.people, block.people
            there = np.clip(fates["left"].to_numpy() - 110, 0, 26)
            expected = people["rate"].to_numpy() * there
            expected *= np.where(fates["slip_week"] <= 110, 0.1, 1.0)
            frames.append(
                pd.DataFrame(
                    {
                        "person_id": people["person_id"],
                        "seed": block.seed,
                        "lift": fates["care_lift"],
                        "kind": people["type"],
                        "expected": expected,
                    }
                )
            )
        data = care.merge(pd.concat(frames), on=["seed", "person_id"]).query("expected > 0")
        kinds = pd.get_dummies(data["kind"], drop_first=True, prefix="kind")
        causes = sm.add_constant(pd.concat([data["lift"], kinds], axis=1).astype(float))
        offset = np.log(data["expected"])
        fit = sm.GLM(data[OUTCOME], causes, family=sm.families.Poisson(), offset=offset)
        low, high = fit.fit(cov_type="HC0").conf_int().loc["lift"]
        assert 0.05 < low < 0.10 < high < 0.15

    def test_weighting_by_the_propensity_finds_it_too(self, care: pd.DataFrame) -> None:
        """What a value of a policy needs: the logged propensity weighs the arms right."""
        weight = np.where(
            care["treated"] == 1, 1 / care["propensity"], 1 / (1 - care["propensity"])
        )
        assert weight.mean() == pytest.approx(2.0, abs=0.03)
        sign = np.where(care["treated"] == 1, 1.0, -1.0)
        each = sign * weight * (care[OUTCOME] - care[BEFORE])
        assert abs(each.mean() - care["uplift_trips"].mean()) < 2.6 * each.sem()

    def test_it_pays_only_for_some(self, care: pd.DataFrame) -> None:
        gains = care["uplift_margin"] > 6.60
        assert care.loc[care["treated"] == 1, "cost"].eq(6.60).all()
        assert care["uplift_margin"].mean() < 6.60
        assert 0.08 < gains.mean() < 0.16


def test_a_small_last_block_of_a_large_company_can_be_made() -> None:
    small = Block(3, number=1, size=30)
    for make, contract in (
        (contacts, CONTACTS),
        (assignments, ASSIGNMENTS),
        (truth_uplift, TRUTH_UPLIFT),
    ):
        assert violations(make(small), contract) == []


def test_same_seed_same_tables() -> None:
    for make in (contacts, assignments, truth_uplift):
        pd.testing.assert_frame_equal(make(Block(9, size=500)), make(Block(9, size=500)))
