"""What a relationship pays: planted parts of the gap, second routes, small data, sentences."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from cvmlab.errors import DataProblem
from cvmlab.loyalty.payback.payback import loyalty_payback
from cvmlab.loyalty.payback.payback_picture import plot_payback
from cvmlab.loyalty.payback.payback_result import ADJUSTED, ASSOCIATION
from cvmlab.stats.effects import two_groups

KNOWN = ["age", "distance", "competitors", "marketplace", "frequency"]
NAMES = ("emotional", "functional")

# correctness: what is planted at Kestrel


@pytest.fixture(scope="module")
def adjusted(censuses) -> pd.DataFrame:
    """Each company's gap in staying as seen, made alike, and made alike at fixed exposure."""
    rows = []
    for census in censuses:
        known = loyalty_payback(census.frame, "emotional", ["remain"], KNOWN, names=NAMES)
        fixed = loyalty_payback(
            census.frame, "emotional", ["remain"], [*KNOWN, "reached"], names=NAMES
        )
        for name, found, column, truth in (
            ("raw", known, ASSOCIATION, census.raw),
            ("caused", known, ADJUSTED, census.caused),
            ("fixed", fixed, ADJUSTED, census.at_fixed_exposure),
        ):
            row = found.of("remain", column)["difference"]
            error = (row.high - row.low) / (2 * 1.959964)
            rows.append((name, row.value, error, row.low <= truth <= row.high, truth))
    columns = ["part", "value", "error", "inside", "truth"]
    return pd.DataFrame(rows, columns=columns).set_index("part")


def pooled(rows: pd.DataFrame) -> tuple[float, float]:
    """The mean over companies, with half of its 95% interval."""
    return rows["value"].mean(), 1.96 * float(np.sqrt((rows["error"] ** 2).sum())) / len(rows)


@pytest.mark.parametrize("part", ["raw", "caused", "fixed"])
def test_each_part_of_the_retention_gap_lies_inside_its_interval(adjusted, part):
    rows = adjusted.loc[part]
    value, half = pooled(rows)
    assert abs(value - rows["truth"].mean()) <= half
    assert rows["inside"].sum() >= 3  # of five: fewer has a chance of 1 in 800
    z = (rows["value"] - rows["truth"]) / rows["error"]
    assert (z**2).sum() < 15.1  # 99% of chi-squared with five degrees of freedom


def test_the_three_questions_have_three_answers(adjusted):
    """Else the test above could not tell a mediator from a cause."""
    (seen, _), (caused, half), (fixed, half_fixed) = (
        pooled(adjusted.loc[part]) for part in ("raw", "caused", "fixed")
    )
    assert caused + half < seen
    assert fixed + half_fixed < adjusted.loc["caused", "truth"].mean()
    assert caused - half > adjusted.loc["fixed", "truth"].mean()


# consistency


@pytest.fixture(scope="module")
def customers() -> pd.DataFrame:
    rng = np.random.default_rng(12)
    age = rng.normal(50, 12, 1200)
    index = 50 + 0.5 * (age - 50) + rng.normal(0, 12, 1200)
    stays = rng.random(1200) < 1 / (1 + np.exp(-(-0.2 + 0.03 * (index - 50) + 0.03 * (age - 50))))
    weeks = np.where(stays, 51.0, rng.uniform(0, 51, 1200))
    return pd.DataFrame(
        {
            "age": age,
            "index": index,
            "bonded": index > 58,
            "stays": stays,
            "weeks": weeks,
            "spent": np.exp(5 + 0.01 * index + rng.normal(0, 0.5, 1200)),
        }
    )


def test_the_association_is_the_plain_comparison(customers):
    found = loyalty_payback(customers, "bonded", ["stays"], ["age"]).of("stays", ASSOCIATION)
    crossed = pd.crosstab(customers["bonded"], customers["stays"])
    plain = two_groups(
        crossed.loc[True, True], crossed.loc[True].sum(),
        crossed.loc[False, True], crossed.loc[False].sum(),
    )  # fmt: skip
    assert list(found["odds ratio"]) == pytest.approx(list(plain["odds ratio"]))
    assert found.e_value == pytest.approx(plain.e_value)


def test_the_table_holds_every_measure_and_its_question(customers):
    found = loyalty_payback(
        customers, "bonded", {"stays": "stayed", "spent": "euros spent"}, ["age"],
        timed={"stays": "weeks"}, index="index",
    )  # fmt: skip
    table = found.table.set_index(["outcome", "column"])
    assert table.shape[0] == 4
    row = table.loc[("stays", ADJUSTED)]
    assert row["difference_low"] < row["difference"] < row["difference_high"]
    assert row["hazard_ratio"] < 1 < row["ratio"] < row["odds_ratio"]
    assert 1 < row["e_value_limit"] < row["e_value"]
    assert np.isnan(table.loc[("spent", ADJUSTED), "e_value"])
    assert table["estimand"].str.len().min() > 40
    gap = customers.groupby("bonded")["index"].mean()
    assert found.points == pytest.approx(gap[True] - gap[False])


def test_the_share_left_is_the_ratio_of_the_two_differences(customers):
    found = loyalty_payback(customers, "bonded", ["stays"], ["age"])
    left = found.left("stays")
    gaps = [found.of("stays", c)["difference"].value for c in (ADJUSTED, ASSOCIATION)]
    assert left.ratio == pytest.approx(gaps[0] / gaps[1])
    assert left.low < left.ratio < left.high < 1
    assert f"{left.ratio:.0%}" in found.sentence


def test_a_number_is_compared_between_two_of_its_values(customers):
    found = loyalty_payback(customers, "index", ["stays"], ["age"], contrast=(40, 60))
    assert found.points == 20
    assert found.names == ("customers at 60.0", "customers at 40.0")
    wider = loyalty_payback(customers, "index", ["stays"], ["age"], contrast=(30, 70))
    gaps = [one.of("stays")["difference"].value for one in (found, wider)]
    assert 1.6 * gaps[0] < gaps[1] < 2.4 * gaps[0]


def test_the_picture_says_every_ratio_and_promise(customers):
    found = loyalty_payback(customers, "bonded", {"stays": "stayed"}, ["age"])
    picture = plot_payback(found, {"stays": 1.3})
    for column in found.columns:
        assert f"{found.of('stays', column)['ratio'].value:.2f}" in picture.alt
    assert "promised 1.30" in picture.alt
    with pytest.raises(ValueError, match="wallet"):
        plot_payback(found, {"wallet": 1.1})


# inputs


def test_all_that_is_wrong_is_said_at_once(customers):
    broken = customers.assign(stays=customers["stays"].map({True: "yes", False: "no"}))
    broken.loc[:4, "age"] = np.nan
    with pytest.raises(DataProblem) as caught:
        loyalty_payback(broken, "bond", ["stays"], ["age"])
    said = str(caught.value)
    assert 'Did you mean "bonded"?' in said and "5 rows" in said and "yes" in said


def test_thirty_customers_get_a_plain_refusal(customers):
    with pytest.raises(DataProblem, match="compare the plain shares"):
        loyalty_payback(customers.head(30), "bonded", ["stays"], ["age"])


def test_nothing_is_changed(customers):
    before = customers.copy()
    loyalty_payback(customers, "bonded", ["stays"], ["age"], timed={"stays": "weeks"})
    pd.testing.assert_frame_equal(customers, before)
