"""The wallet allocation rule, beside rules that know less."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from cvmlab.errors import DataProblem
from cvmlab.value_of.wallet.allocation_rule import allocated_share, allocation_rule
from cvmlab.value_of.wallet.allocation_rule_picture import plot_allocation_rule
from cvmlab.value_of.wallet.share import share_of_wallet
from cvmlab.value_of.wallet.shops_used import shops_used
from tests.value_of.wallet.five_companies import WAVE, Company

# Keiningham, Aksoy, Buoye & Cooil (2011), "Customer Loyalty Isn't Enough. Grow Your Share of
# Wallet", Harvard Business Review 89(10): share of wallet by rank and number of brands.
PUBLISHED = {2: (0.667, 0.333), 3: (0.5, 0.333, 0.167), 4: (0.4, 0.3, 0.2, 0.1)}


def used(seed: int, size: int, law: str) -> pd.DataFrame:
    """Brands used, rated, and spent at by a law that is known, with errors."""
    rng = np.random.default_rng([seed, 7])
    known = rng.random((size, 5)).argsort(axis=1)  # a random order of the five brands
    brands = rng.integers(2, 5, size)
    person, place = np.nonzero(np.arange(5) < brands[:, None])
    rating = rng.integers(3, 11, len(person)).astype(float)
    frame = pd.DataFrame(
        {"respondent_id": person, "brand": np.array(list("ABCDE"))[known[person, place]],
         "rating": rating}
    )  # fmt: skip
    ranks = frame.groupby("respondent_id")["rating"].rank(ascending=False)
    laws = {"rank": allocated_share(ranks, brands[person]), "rating": rating}
    share = laws.get(law, np.ones(len(person))) * np.exp(0.2 * rng.standard_normal(len(person)))
    total = np.bincount(person, share)[person]
    return frame.assign(share_bought=share / total)


def test_the_published_table_comes_out() -> None:
    for brands, shares in PUBLISHED.items():
        found = allocated_share(np.arange(1, brands + 1), brands)
        np.testing.assert_allclose(found, shares, atol=0.0005)


def test_shares_of_a_customer_add_up_to_one_with_ties_and_without() -> None:
    for ranks in ([1, 2, 3, 4, 5], [1.5, 1.5, 3], [2, 2, 2], [1, 2.5, 2.5, 4], [1]):
        assert allocated_share(ranks, len(ranks)).sum() == pytest.approx(1.0)
    assert allocated_share([2, 2, 2], 3).tolist() == pytest.approx([1 / 3] * 3)


def test_no_rank_lies_outside_of_the_brands_used() -> None:
    for rank in (0, 4):
        with pytest.raises(ValueError, match="ranks go from 1"):
            allocated_share(rank, 3)


def test_ties_share_the_mean_of_their_ranks() -> None:
    frame = used(1, 40, "rank")
    frame["rating"] = 8.0
    found = allocation_rule(frame, resamples=20)
    np.testing.assert_allclose(found.rows["rank"], 1 / found.rows["used"])
    assert found.tied == pytest.approx((found.rows["used"] % 2 == 0).mean())


@pytest.mark.parametrize("law", ["rank", "rating", "equal"])
def test_the_rule_that_made_the_shares_comes_nearest(law: str) -> None:
    found = allocation_rule(used(2, 300, law), resamples=200)
    nearest = found.table.sort_values("error")["rule"].iloc[0]
    assert nearest == law
    if law == "rank":
        assert set(found.worse) == {"equal", "rating", "brand's mean"}
        assert "Surely further off" in found.sentence
    else:
        assert law in found.better


def test_the_error_is_that_worked_out_by_hand() -> None:
    frame = pd.DataFrame(
        {"respondent_id": np.repeat(np.arange(30), 2), "brand": ["A", "B"] * 30,
         "rating": [9, 6] * 30, "share_bought": [0.7, 0.3] * 30}
    )  # fmt: skip
    found = allocation_rule(frame, resamples=20)
    assert found.row("rank").error == pytest.approx(0.7 - 2 / 3)
    assert found.row("equal").error == pytest.approx(0.2)
    assert found.row("rating").error == pytest.approx(0.1)
    assert found.row("brand's mean").error == pytest.approx(0.0)


def test_intervals_of_the_error_hold() -> None:
    whole = allocation_rule(used(99, 6000, "rating"), resamples=10).row("rank").error
    inside = 0
    for seed in range(40):
        row = allocation_rule(used(seed, 100, "rating"), resamples=200).row("rank")
        inside += row.low <= whole <= row.high
    assert 33 <= inside <= 40


def test_brands_used_but_not_rated_rank_last_and_are_not_judged() -> None:
    frame = used(3, 60, "rank")
    own = frame.drop_duplicates("respondent_id").index
    frame.loc[~frame.index.isin(own), "share_bought"] = np.nan
    last = pd.DataFrame({"respondent_id": range(60), "brand": "unnamed"})
    found = allocation_rule(pd.concat([frame, last], ignore_index=True), resamples=20)
    assert len(found.rows) == 60
    sizes = frame.groupby("respondent_id").size()
    assert (found.rows.set_index("customer")["used"] == sizes + 1).all()


def test_at_kestrel_the_last_share_is_nearest_and_rank_is_no_better_than_equal_shares(
    companies: list[Company],
) -> None:
    """The sample company was not made by the rule: how many shops are used says what there is."""
    more = []
    for company in companies[:3]:
        now, before = (
            share_of_wallet(company.survey, company.orders, wave=wave) for wave in (WAVE, 3)
        )
        frame = shops_used(company.survey, now, wave=WAVE, earlier=before, own="Kestrel")
        plain = allocation_rule(frame.drop(columns="last"), by="customer_id", spent="share")
        assert plain.customers == len(now.table)
        found = allocation_rule(frame, by="customer_id", spent="share", last="last")
        assert found.table.sort_values("error")["rule"].iloc[0] == "last"
        more.append(plain.row("equal").more_high)
    assert max(more) < 0


def test_every_shop_used_stands_in_the_long_table(companies: list[Company]) -> None:
    company = companies[0]
    now = share_of_wallet(company.survey, company.orders, wave=WAVE)
    frame = shops_used(company.survey, now, wave=WAVE)
    rows = company.survey[company.survey["wave"] == WAVE].set_index("customer_id")
    expected = 1 + rows.loc[now.table["customer_id"], "rivals_used"]
    counted = frame.groupby("customer_id").size()
    assert (counted.loc[expected.index] == expected).all()


def test_problems_are_told_in_plain_words() -> None:
    frame = used(1, 40, "rank")
    with pytest.raises(DataProblem, match="2 problems"):
        allocation_rule(frame.drop(columns=["brand", "rating"]))
    percents = frame.assign(share_bought=100 * frame["share_bought"])
    with pytest.raises(DataProblem, match="divide percents by 100"):
        allocation_rule(percents)
    with pytest.raises(DataProblem, match="twice"):
        allocation_rule(pd.concat([frame, frame.head(1)]))
    with pytest.raises(DataProblem, match="takes 30 or more"):
        allocation_rule(used(1, 20, "rank"))


def test_the_picture_marks_the_rank_by_more_than_colour() -> None:
    found = allocation_rule(used(4, 200, "equal"), resamples=100)
    picture = plot_allocation_rule(found)
    markers = {line.get_marker() for line in picture.axes.lines}
    assert {"D", "o"} <= markers
    assert "equal shares" in picture.alt
    assert "Off by" in str(found.summary())
