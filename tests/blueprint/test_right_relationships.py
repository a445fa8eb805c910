"""Right relationships on the board page: by hand, planted, by a second route, what is missing."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from cvmlab.blueprint.look import look_at
from cvmlab.blueprint.tiles.bond_tile import bond_tile
from cvmlab.blueprint.tiles.fit_tile import fit_tile
from cvmlab.blueprint.tiles.right_relationships import relationship_tiles, told_tile
from cvmlab.blueprint.tiles.value_tile import value_tile
from cvmlab.data.workspace import load
from cvmlab.idic.customize.knowledge_flow import knowledge_flow
from cvmlab.kestrel.brands import BRANDS, HASSLE, PRICE, PRODUCT, SERVICE, brand_perceptions
from cvmlab.loyalty.relationship.wave_changes import changes
from cvmlab.loyalty.relationship.waves import index_waves
from cvmlab.value_for.brands.brand_views import brand_views
from cvmlab.value_for.brands.draws import brand_means, respondent_draws
from cvmlab.value_for.weights.value_weights import value_weights
from cvmlab.value_of.right.expectation_fit import expectation_fit
from cvmlab.value_of.right.expectation_fit_result import FITS
from tests.blueprint.firm_of_tables import LOOK, ORDERS, by_key, firm
from tests.loyalty.relationship.test_waves import asked_twice
from tests.sample import sample_company
from tests.stats.scales.made_scales import made_answers
from tests.value_of.right.test_expectation_fit import by_hand

KEYS = ["fit", "bond", "value-for-money", "told-and-used"]


class Tables:
    """A workspace of tables that are ready, without files."""

    folder = None

    def __init__(self, **tables: pd.DataFrame):
        self.tables = tables

    def missing(self, table, *columns):
        if table not in self.tables:
            return f"There is no table {table} here."
        lost = [name for name in columns if name not in self.tables[table]]
        return f"The table {table} has no column {', '.join(lost)}." if lost else ""

    def __getattr__(self, name):
        return Frame(self.tables[name])


class Frame:
    """A table that is ready."""

    def __init__(self, rows: pd.DataFrame):
        self.rows = rows

    def frame(self) -> pd.DataFrame:
        return self.rows


# fit


def accounts(**columns) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The 26 accounts of the pencil, with the same orders a year earlier too."""
    table, orders = by_hand()
    earlier = orders.assign(date=orders["date"] - pd.Timedelta(weeks=52))
    return table.assign(**columns), pd.concat([earlier, orders], ignore_index=True)


def test_clients_who_fit_with_a_pencil():
    """Of 26, one wants faster and would pay, one would not, one brings less than it costs."""
    table, orders = by_hand()
    tile = fit_tile(Tables(b2b_accounts=table, b2b_orders=orders), LOOK)
    assert tile.now.value == 23 / 26 and tile.before is None and tile.change is None
    assert tile.sentence.startswith("23 of 26 open accounts")
    assert "2 want faster, and 1 get what they want" in tile.sentence
    assert "The year before is not known. Only 0 open accounts" in tile.sentence


def test_whoever_closed_this_year_was_a_client_the_year_before():
    gone = pd.Series(pd.NaT, index=range(26))
    gone[[0, 25]] = pd.Timestamp("2024-06-30")  # one that fits, and the limousine
    table, orders = accounts(closed_on=gone)
    tile = fit_tile(Tables(b2b_accounts=table, b2b_orders=orders), LOOK)
    assert tile.now.value == 22 / 24 and tile.before.value == 23 / 26
    assert tile.change[0] == pytest.approx(22 / 24 - 23 / 26) and tile.change[1] < 0


def test_kitchens_of_one_payer_go_together():
    table, orders = accounts()
    alone = fit_tile(Tables(b2b_accounts=table, b2b_orders=orders), LOOK)
    payer = table["account_id"].where(~table["account_id"].isin(["under", "pays", "maybach"]), "G")
    chain = table.assign(bill_to=payer)
    group = fit_tile(Tables(b2b_accounts=chain, b2b_orders=orders), LOOK)
    assert group.now.value == alone.now.value
    assert group.now.high - group.now.low > 1.2 * (alone.now.high - alone.now.low)


# bond


def dated(survey: pd.DataFrame, first: str = "2023-07-03", second: str = "2024-07-01"):
    days = survey["wave"].map({1: pd.Timestamp(first), 2: pd.Timestamp(second)})
    return survey.assign(date=days, response_id=range(len(survey)), overall=7)


def of_trust(*given, **more) -> pd.DataFrame:
    """Two waves of four questions on trust: fewer questions make it quick."""
    survey = dated(asked_twice(*given, **more)[0])
    return survey[[c for c in survey if c.rpartition("_")[0] not in ("known", "belonging")]]


def bond(survey: pd.DataFrame):
    return bond_tile(Tables(survey=survey), LOOK)


def test_a_planted_change_of_bond_lies_in_its_interval():
    felt = np.random.default_rng(1).standard_normal((60_000, 1))
    true = [made_answers(np.random.default_rng(2), 60_000, facets=1, felt=felt + more)[1].mean()
            for more in (0.0, 0.2)]  # fmt: skip
    held = []
    for seed in range(20):
        tile = bond(of_trust(seed, people=1000, change=0.2, on_bond=0.0))
        now, change = tile.now, tile.change
        held.append((now.low <= true[1] <= now.high,
                     change[1] <= true[1] - true[0] <= change[2]))  # fmt: skip
        assert change[0] == pytest.approx(now.value - tile.before.value)
    assert (np.sum(held, axis=0) >= 16).all()  # of 20, 19 promised
    assert tile.name == "Relationship index, same people again"
    assert (now.period, tile.before.period) == ("wave of 1 Jul 2024", "wave of 3 Jul 2023")


def test_where_those_of_little_bond_leave_the_tile_does_not_rise():
    survey = of_trust(2, people=4000, leave=1.5)
    trust = {"trust": [f"trust_{n}" for n in (1, 2, 3, 4)]}
    everybody = index_waves(survey, facets=trust).changes.iloc[0]
    tile = bond(survey)
    assert everybody.low > 1 and abs(tile.change[0]) < 1.2
    assert tile.verdict != "better" and "who has left answers nothing" in tile.sentence


def test_levels_of_those_who_answered_twice_by_hand():
    scores = np.array([[50.0, 60], [70, 70], [60, 80], [10, np.nan], [np.nan, 90]])
    row = changes(scores, np.ones((5, 2)), [1, 2], 0.95).iloc[0]
    assert (row.stood, row.stand, row.same, row.both) == (60, 70, 10, 3)
    t, s = 4.302653, np.sqrt(((50 - 60) ** 2 + 10**2) / 2 / 3)
    assert (row.stood_low, row.stood_high) == pytest.approx((60 - t * s, 60 + t * s))


def test_the_last_wave_of_a_year_that_asked_names_counts():
    first = of_trust(6, people=900)
    extra = first[first["wave"] == 1].assign(wave=3, customer_id=None)
    survey = pd.concat([first, extra], ignore_index=True)
    days = {1: "2023-01-03", 2: "2024-01-02", 3: "2023-07-03"}
    survey["date"] = pd.to_datetime(survey["wave"].map(days))
    tile = bond(survey)
    assert (tile.now.period, tile.before.period) == ("wave of 2 Jan 2024", "wave of 3 Jan 2023")
    assert "without names stands apart (3 Jul 2023)" in tile.sentence


def test_without_names_in_either_year_everybody_is_somebody_else():
    survey = of_trust(7, people=700, change=0.3)
    named, nobody = bond(survey), bond(survey.drop(columns="customer_id"))
    assert nobody.name == "Relationship index, all who answered" and nobody.change is not None
    assert nobody.change[2] - nobody.change[1] > 1.1 * (named.change[2] - named.change[1])
    half = survey.assign(customer_id=survey["customer_id"].where(survey["wave"] == 2))
    mixed = bond(half)
    assert mixed.measured and mixed.before is None and "asked names" in mixed.sentence


def test_one_wave_no_date_and_few_answers_have_no_year_before():
    survey = of_trust(8, people=600)
    one = bond(survey[survey["wave"] == 2])
    assert one.measured and one.before is None and "nobody was asked" in one.sentence
    undated = bond(survey.drop(columns="date"))
    assert undated.now.value == pytest.approx(one.now.value)
    assert undated.now.period == "day not known" and "No date stands" in undated.sentence
    few = bond(survey[survey["customer_id"].isin([f"K{n}" for n in range(34)])])
    assert few.measured and few.before is None and "too few answers" in few.sentence
    older = bond(survey.assign(date=pd.Timestamp("2020-05-05")))
    assert not older.measured and "Nobody was asked in the year to 29 Dec 2024" in older.missing
    hardly = bond(survey[survey["wave"] == 2].head(4))
    assert not hardly.measured and hardly.missing


def test_a_year_without_waves_is_one_wave_and_who_answers_twice_is_heard_once():
    survey = of_trust(9, people=500)
    twice = pd.concat([survey, survey.assign(date=survey["date"] + pd.Timedelta(days=3))])
    tile = bond(twice.drop(columns="wave"))
    assert tile.now.value == pytest.approx(bond(survey).now.value)


# value for money


def planted_advantage() -> float:
    worth = 8 * PRODUCT + 8.04 * SERVICE - PRICE - 0.259 * HASSLE
    return float((worth - worth.mean())[list(BRANDS).index("Kestrel")])


def test_what_is_planted_for_money_lies_in_the_interval():
    held = []
    for seed in range(16):
        tile = value_tile(Tables(brand_perceptions=brand_perceptions(seed)), LOOK)
        held.append(tile.now.low <= planted_advantage() <= tile.now.high)
    assert np.mean(held) >= 0.8


def test_value_for_money_by_the_sums_of_the_map():
    table = brand_perceptions(1)
    tile = value_tile(Tables(brand_perceptions=table), LOOK)
    views = brand_views(table, own="Kestrel")
    weights = value_weights(views, resamples=50)
    product, service, price, hassle = brand_means(views, respondent_draws(views, 1))[0].T
    gives = weights.product * product + weights.service * service - price - weights.minute * hassle
    own = list(views.brands).index("Kestrel")
    assert tile.now.value == pytest.approx(float(gives[own] - gives.mean()))
    assert tile.before is None and tile.change is None and "asked once" in tile.sentence
    assert tile.evidence == "asked" and tile.said.startswith("€")


def test_shares_that_nobody_asked_for_are_said_to_be_missing():
    table = brand_perceptions(1).drop(columns="share_bought")
    tile = value_tile(Tables(brand_perceptions=table), LOOK)
    assert not tile.measured and "share_bought" in tile.missing
    few = value_tile(Tables(brand_perceptions=brand_perceptions(1).head(40)), LOOK)
    assert not few.measured and few.missing
    assert not value_tile(Tables(brand_perceptions=brand_perceptions(1).head(0)), LOOK).measured


def test_the_own_brand_is_the_firms_though_a_rival_is_better_known(tmp_path):
    views = brand_perceptions(1)
    few = views[(views["brand"] != "Kestrel") | (views["respondent_id"] < "Q0000200")]
    ws = firm(tmp_path, brand_perceptions=few)
    best_known = views[views["brand"] != "Kestrel"]["brand"].value_counts().index[0]
    assert f"{best_known} gives" in value_tile(ws, LOOK).sentence
    (tmp_path / "blueprint.toml").write_text('firm = "Kestrel Market Group"')
    assert "Kestrel gives" in value_tile(ws, LOOK).sentence
    (tmp_path / "blueprint.toml").write_text("firm = ")
    assert f"{best_known} gives" in value_tile(ws, LOOK).sentence


# wishes


def wishes(*rows: tuple[str | None, str, bool, bool]) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=["recorded_on", "customer_id", "visible", "used"])
    return frame.assign(preference="no plastic", preference_id=[f"W{n}" for n in range(len(frame))])


def test_wishes_with_a_pencil(tmp_path):
    told = wishes(("2024-02-01", "a", True, True), ("2024-02-02", "a", True, False),
                  ("2024-03-01", "b", False, False), ("2024-04-01", "c", False, True),
                  ("2024-05-01", "e", True, False),
                  ("2023-03-01", "a", True, False), ("2023-05-01", "d", True, True))  # fmt: skip
    tile = told_tile(firm(tmp_path / "one", preferences=told), LOOK)
    assert tile.now.value == 0.4 and tile.before.value == 0.5  # whoever used it has seen it
    assert tile.sentence.startswith("2 of 5 wishes written down (4 customers) were acted upon.")
    undated = firm(tmp_path / "two", preferences=told.drop(columns="recorded_on"))
    whole = told_tile(undated, LOOK)
    assert (
        whole.now.value == pytest.approx(3 / 7)
        and whole.before is None
        and "No date" in whole.sentence
    )


# second route, and the sample company


def test_at_kestrel_the_tiles_agree_with_the_lessons_own_figures():
    ws = sample_company()
    look = look_at(ws)
    tiles = relationship_tiles(ws, look)
    assert [tile.key for tile in tiles] == KEYS and all(tile.measured for tile in tiles)
    found = by_key(tiles)
    fit = expectation_fit(ws.b2b_accounts.frame(), ws.b2b_orders.frame())
    assert found["fit"].now.value == pytest.approx((fit.table["group"] == FITS).mean())
    index = found["bond"]
    assert index.verdict == "better" and "3 Jul 2023" in index.sentence
    survey = ws.survey.frame()
    trend = index_waves(survey[survey["wave"].isin([1, 4])]).changes.iloc[0]
    assert index.change == pytest.approx((trend.same, trend.same_low, trend.same_high))
    notes = knowledge_flow(ws).table
    year = notes[notes["recorded_on"] >= pd.Timestamp(look.start)]
    assert found["told-and-used"].now.value == pytest.approx((year["reached"] == "used").mean())
    assert found["value-for-money"].now.low > 10


# what is missing


def test_orders_alone_show_no_relationship_and_each_tile_says_what_it_would_take():
    tiles = relationship_tiles(load(ORDERS), LOOK)
    assert [tile.key for tile in tiles] == KEYS and not any(tile.measured for tile in tiles)
    said = by_key(tiles)
    assert "b2b_accounts" in said["fit"].missing and "master list" in said["fit"].missing
    assert "the customer decides" in said["bond"].missing and "Barnes" in said["bond"].missing
    assert "rate you and the rivals" in said["value-for-money"].missing
    assert "notes on customers" in said["told-and-used"].missing


def test_a_survey_without_questions_on_the_relationship_is_named(tmp_path):
    survey = pd.DataFrame({"response_id": ["S1", "S2"], "overall": [7, 8], "trust_1": [None, None]})
    tile = bond_tile(firm(tmp_path, survey=survey), LOOK)
    assert not tile.measured and "no questions on the relationship" in tile.missing
