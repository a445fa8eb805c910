"""Share of wallet: tills over what is said, with what is known of the error of answers."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from cvmlab.errors import DataProblem
from cvmlab.value_of.wallet.said_wallets import said_wallets
from cvmlab.value_of.wallet.share import share_of_wallet
from cvmlab.value_of.wallet.share_picture import plot_share_of_wallet
from cvmlab.value_of.wallet.tills import monthly_spending
from tests.value_of.wallet.five_companies import WAVE, Company


def asked(seed: int, size: int = 400, spread: float = 0.25, factor: float = 1.0) -> pd.DataFrame:
    """Two waves of answers about wallets that are known."""
    rng = np.random.default_rng([seed, 1])
    truth = np.exp(rng.normal(6, 0.7, size))
    waves = [
        pd.DataFrame(
            {
                "customer_id": [f"C{n:04d}" for n in range(size)], "wave": wave,
                "date": pd.Timestamp("2024-01-01") + pd.Timedelta(weeks=26 * (wave - 1)),
                "reported_wallet": factor * truth * np.exp(spread * rng.standard_normal(size)),
                "truth": truth,
            }
        )
        for wave in (1, 2)
    ]  # fmt: skip
    return pd.concat(waves, ignore_index=True)


def orders_of(answers: pd.DataFrame, share: float) -> pd.DataFrame:
    """Four-weekly orders that come to a share of the true wallet, in the year up to wave two."""
    one = answers.drop_duplicates("customer_id")
    days = pd.date_range("2023-07-03", periods=13, freq="28D")
    rows = one.loc[one.index.repeat(13), ["customer_id", "truth"]]
    return pd.DataFrame(
        {
            "customer_id": rows["customer_id"].to_numpy(), "date": np.tile(days, len(one)),
            "amount": (rows["truth"] * share * 12 * 4 / 52.18).round(2).to_numpy(),
        }
    )  # fmt: skip


def test_a_year_of_weekly_orders_gives_the_month_by_hand() -> None:
    days = pd.date_range("2024-01-01", periods=52, freq="7D")
    found = monthly_spending(pd.DataFrame({"customer_id": "A", "date": days, "amount": 10.0}))
    weeks = (51 * 7 + 1) / 7  # from the first of the 52 Mondays to the last
    assert found["month"].item() == pytest.approx(520 / weeks * 52.18 / 12)
    assert found["luck"].item() == pytest.approx(1 / 52)


def test_who_began_inside_the_window_counts_from_then_and_the_too_new_are_left_out() -> None:
    orders = pd.DataFrame(
        {
            "customer_id": ["old", "old", "half", "half", "new"],
            "date": ["2023-01-02", "2024-12-29", "2024-07-01", "2024-12-01", "2024-12-20"],
            "amount": [500.0, 52.0, 26.0, 26.0, 99.0],
        }
    )
    month = monthly_spending(orders)["month"]
    assert list(month.index) == ["half", "old"]
    assert month["half"] == pytest.approx(2 * month["old"], rel=0.01)


@pytest.mark.parametrize("spread", [0.1, 0.25, 0.5])
def test_asking_twice_finds_how_far_answers_are_off(spread: float) -> None:
    found = [said_wallets(asked(seed, 800, spread)).spread for seed in range(5)]
    assert np.mean(found) == pytest.approx(spread, rel=0.06)


def test_households_whose_spending_changed_do_not_count_as_forgetful() -> None:
    answers = asked(3, 2000)
    moved = answers["customer_id"].isin(answers["customer_id"].unique()[:100])
    later = moved & (answers["wave"] == 2)
    answers.loc[later, "reported_wallet"] *= 0.3
    logs = np.log(answers.pivot(index="customer_id", columns="wave", values="reported_wallet"))
    plain = float((logs[2] - logs[1]).std() / np.sqrt(2))
    assert plain > 0.29 > said_wallets(answers).spread


def test_a_second_source_finds_what_everybody_forgets_alike() -> None:
    inside = 0
    for seed in range(60):
        answers = asked(seed, 120, factor=0.8)
        panel = answers.drop_duplicates("customer_id").set_index("customer_id")["truth"][:60]
        about = said_wallets(answers, known=panel)
        assert about.second == 60
        inside += about.factor_low <= 0.8 <= about.factor_high
    assert 52 <= inside <= 60


def test_without_a_second_source_the_sentence_says_what_cannot_be_seen() -> None:
    assert "no survey shows" in said_wallets(asked(1)).sentence


def test_roundings_and_the_highest_figure_of_the_form_are_seen() -> None:
    answers = asked(2, 1500)
    said = answers["reported_wallet"].clip(upper=1200)
    step = np.where(said < 200, 10, np.where(said < 500, 25, 50))
    answers["reported_wallet"] = (said / step).round() * step
    about = said_wallets(answers)
    assert [step for _, _, step in about.steps] == [10, 25, 50]
    assert about.topped == int((answers["reported_wallet"] == 1200).sum()) > 0


def test_the_mean_share_is_found_where_it_is_known_in_95_of_100_firms() -> None:
    """Answers off by a quarter: uncorrected, the mean share would be 3% too high."""
    inside, raw = 0, []
    for seed in range(40):
        answers = asked(seed, 100)
        found = share_of_wallet(answers, orders_of(answers, 0.4), resamples=200)
        month = found.table["month"] / answers.drop_duplicates("customer_id")["truth"].to_numpy()
        inside += found.mean_low <= month.mean() <= found.mean_high
        raw.append(float((found.table["month"] / found.table["said"]).mean() / month.mean()))
    assert 34 <= inside <= 40
    assert np.mean(raw) == pytest.approx(np.exp(0.25**2 / 2), abs=0.012)


def test_planted_shares_are_found_in_five_companies(companies: list[Company]) -> None:
    """The mean share, the share of all money, and customers' own intervals, pooled."""
    gaps, money, own = [], [], []
    for company in companies:
        found = share_of_wallet(company.survey, company.orders, wave=WAVE)
        true = company.truth.loc[found.table["customer_id"]].reset_index()
        half = (found.mean_high - found.mean_low) / 2
        gaps.append((found.mean - (found.table["month"] / true["wallet"]).mean()) / half)
        whole = found.table["month"].sum() / true["wallet"].sum()
        money.append(found.of_money_low <= whole <= found.of_money_high)
        settled = ~true["slipped"] & ~true["left"]
        share = (true["month"] / true["wallet"]).clip(upper=1.0)
        inside = (found.table["low"] <= share) & (share <= found.table["high"])
        own.append(inside[settled].mean())
        assert found.said.spread == pytest.approx(0.20, abs=0.03)  # as planted, and rounding
    assert abs(np.mean(gaps)) < 0.5
    assert all(money)
    assert 0.92 <= np.mean(own) <= 0.98


def test_every_respondent_is_accounted_for(companies: list[Company]) -> None:
    survey = companies[0].survey
    found = share_of_wallet(survey, companies[0].orders, wave=WAVE)
    assert len(found.table) + sum(found.left_out.values()) == (survey["wave"] == WAVE).sum()


def test_inputs_stay_as_they_are_and_the_same_seed_gives_the_same() -> None:
    answers = asked(4)
    orders = orders_of(answers, 0.3)
    before = answers.copy()
    one, other = (share_of_wallet(answers, orders, seed=5) for _ in range(2))
    pd.testing.assert_frame_equal(answers, before)
    assert one.sentence == other.sentence


def test_problems_are_told_together_in_plain_words() -> None:
    with pytest.raises(DataProblem, match="2 problems") as told:
        share_of_wallet(
            asked(1).drop(columns=["wave", "reported_wallet"]), orders_of(asked(1), 0.3)
        )
    assert "reported_wallet" in str(told.value)
    few = asked(1, 20)
    with pytest.raises(DataProblem, match="takes 30 or more"):
        share_of_wallet(few, orders_of(few, 0.3))
    nameless = asked(1).assign(customer_id=None)
    with pytest.raises(DataProblem, match="names its respondents"):
        share_of_wallet(nameless, orders_of(asked(1), 0.3))
    with pytest.raises(DataProblem, match="second source knows"):
        said_wallets(asked(1), known=pd.Series({"C0001": 100.0}))


def test_the_picture_says_what_it_shows(companies: list[Company]) -> None:
    found = share_of_wallet(companies[0].survey, companies[0].orders, wave=WAVE, currency="EUR")
    picture = plot_share_of_wallet(found)
    assert f"{len(found.table):,} customers" in picture.alt
    line = picture.axes.containers[0].lines[0]
    assert len(line.get_xdata()) == 8
    assert "large purses" in found.sentence.lower()
    assert "Mean share" in str(found.summary())
