"""What segments lead to: the library's correction, the true types, and intervals that hold."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from cvmlab.errors import DataProblem
from cvmlab.loyalty.segments.latent_classes import MOTIVES, loyalty_segments
from cvmlab.loyalty.segments.outcomes_result import SegmentOutcomes
from cvmlab.loyalty.segments.segment_outcomes import segment_outcomes
from cvmlab.loyalty.segments.segment_outcomes_picture import plot_segment_outcomes
from cvmlab.loyalty.segments.segments_result import Segments, load_segments

SHARES = ["stays", "move_city", "recommend"]
OUTCOMES = [*SHARES, "overall", "relationship"]


@pytest.fixture(scope="module")
def segments(company: pd.DataFrame) -> Segments:
    return loyalty_segments(company)


@pytest.fixture(scope="module")
def everywhere(companies: list[pd.DataFrame]) -> list[SegmentOutcomes]:
    return [segment_outcomes(loyalty_segments(c), c, OUTCOMES) for c in companies]


@pytest.fixture(scope="module")
def result(company: pd.DataFrame, segments: Segments) -> SegmentOutcomes:
    return segment_outcomes(segments, company, OUTCOMES)


def overlapping(seed: int, rows: int = 400) -> pd.DataFrame:
    """Two kinds who overlap: a fifth stands on the wrong side. 80% of one stays, 40% of the other;
    they spend 50 and 70."""
    rng = np.random.default_rng(seed)
    first = rng.random(rows) < 0.5
    lean = np.where(first, 1.0, -1.0)[:, None] * [0.65, -0.65, 0.65]
    frame = pd.DataFrame(4 + lean + rng.normal(0, 1, (rows, 3)), columns=["fun", "price", "talk"])
    frame["stays"] = rng.random(rows) < np.where(first, 0.8, 0.4)
    frame["spends"] = np.where(first, 50.0, 70.0) + rng.normal(0, 15, rows)
    return frame


# A second route


def test_means_are_those_of_the_librarys_three_steps(
    company: pd.DataFrame, result: SegmentOutcomes
) -> None:
    """StepMix with ``n_steps=3``, the BCH correction and proportional assignment."""
    from stepmix.stepmix import StepMix

    names = ["overall", "relationship"]
    fit = StepMix(
        n_components=3,
        measurement="continuous",
        measurement_params={"reg_covar": (1 / 3) ** 2 / 12},
        structural="gaussian_unit",
        n_steps=3,
        correction="BCH",
        assignment="soft",
        n_init=5,
        abs_tol=1e-9,
        random_state=0,
        progress_bar=0,
    )
    fit.fit(company[list(MOTIVES)], company[names].astype(float))
    leads = fit.get_parameters()["measurement"]["means"].argmax(axis=1)
    theirs = fit.get_parameters()["structural"]["means"][np.argsort(leads)]
    for column, name in enumerate(names):
        ours = result.rows(name)["estimate"].to_numpy()
        assert ours == pytest.approx(theirs[:, column], abs=2e-3)


# Planted truth


def test_corrected_outcomes_are_those_of_the_true_types(
    companies: list[pd.DataFrame], everywhere: list[SegmentOutcomes]
) -> None:
    """75 intervals around what each true type does; the correction also lies nearer to it."""
    inside, closer = [], []
    for company, found in zip(companies, everywhere, strict=True):
        for outcome in OUTCOMES:
            rows = found.rows(outcome)
            truth = company.groupby("leading")[outcome].mean()[rows.index]
            inside += list(truth.between(rows["low"], rows["high"]))
            corrected, counted = rows["estimate"] - truth, rows["uncorrected"] - truth
            if outcome in ("move_city", "relationship"):  # where the types differ
                closer.append((corrected**2).sum() < (counted**2).sum())
    assert np.mean(inside) >= 0.9
    assert np.mean(closer) >= 0.8


def test_equally_satisfied_segments_are_worth_very_different_things(
    everywhere: list[SegmentOutcomes],
) -> None:
    for found in everywhere:
        satisfied, moving = found.rows("overall"), found.rows("move_city")
        assert satisfied["estimate"].max() - satisfied["estimate"].min() < 0.4
        assert moving.loc["enjoyment", "estimate"] > 2 * moving.loc["points", "estimate"]
        assert moving.loc["points", "sure"] and moving.loc["convenience", "sure"]


def test_intervals_hold_what_was_planted_as_often_as_they_say() -> None:
    truth = {"stays": (0.8, 0.4), "spends": (50.0, 70.0)}
    held = dict.fromkeys(truth, 0)
    differences = 0
    counted = []
    for seed in range(70):
        frame = overlapping(seed)
        segments = loyalty_segments(frame, ("fun", "price", "talk"), classes=2, starts=3)
        found = segment_outcomes(segments, frame, list(truth))
        order = (0, 1) if segments.table["fun"][0] > segments.table["fun"][1] else (1, 0)
        for name, values in truth.items():
            rows = found.rows(name)
            planted = np.array(values)[list(order)]
            held[name] += int(((rows["low"] <= planted) & (planted <= rows["high"])).sum())
            gap = planted[1] - planted[0]
            other = rows.iloc[1]
            differences += int(other["difference_low"] <= gap <= other["difference_high"])
        counted.append(abs(found.rows("spends")["uncorrected"].diff().iloc[1]))
    # 140 intervals each, in pairs: 95% is 133; fewer than 124 happens once in some hundred studies.
    assert all(124 <= number <= 139 for number in (*held.values(), differences))
    assert np.mean(counted) < 15  # counted where they likeliest belong: a quarter of 20 is lost


def test_no_weight_of_the_classes_own_doubt_is_lost() -> None:
    """As if the classes were known, the same intervals would be too narrow."""
    frame = overlapping(3)
    segments = loyalty_segments(frame, ("fun", "price", "talk"), classes=2)
    found = segment_outcomes(segments, frame, ["spends"]).rows("spends")
    a = segments.probabilities.to_numpy()
    y = frame["spends"].to_numpy()
    inverse = np.linalg.inv(a.T @ a)
    slack = (y - a @ (inverse @ a.T @ y))[:, None] * a
    known = np.sqrt(np.diag(inverse @ slack.T @ slack @ inverse)) * 2 * 1.96
    assert ((found["high"] - found["low"]).to_numpy() > known * 1.02).all()


# What is refused


@pytest.mark.parametrize("name", ["points", "points_2", "copy"])
def test_a_motive_is_no_outcome(company: pd.DataFrame, segments: Segments, name: str) -> None:
    frame = company.assign(copy=2 * company["points"] + 1)
    with pytest.raises(DataProblem, match="proves nothing"):
        segment_outcomes(segments, frame, ["stays", name])


def test_all_that_is_wrong_is_said_at_once(company: pd.DataFrame, segments: Segments) -> None:
    frame = company.assign(same=1.0, tier="gold")
    with pytest.raises(DataProblem) as caught:
        segment_outcomes(segments, frame, ["same", "tier", "stay", "enjoyment"])
    assert len(caught.value.problems) == 4
    assert 'Did you mean "stays"' in str(caught.value)


def test_few_customers_get_a_plain_refusal(company: pd.DataFrame, segments: Segments) -> None:
    with pytest.raises(DataProblem, match="too few for 3 segments"):
        segment_outcomes(segments, company.head(29), ["stays"])
    with pytest.raises(DataProblem, match="no outcome"):
        segment_outcomes(segments, company, [])
    with pytest.raises(DataProblem, match="no segment called"):
        segment_outcomes(segments, company, ["stays"], reference="gold")


def test_thirty_customers_get_wide_intervals(company: pd.DataFrame, segments: Segments) -> None:
    rows = segment_outcomes(segments, company.head(40), ["stays"]).rows("stays")
    assert (rows["high"] - rows["low"]).min() > 0.2
    assert rows[["low", "high"]].stack().between(0, 1).all()


# What goes in and what comes out


def test_nothing_given_is_changed(company: pd.DataFrame, segments: Segments) -> None:
    before = company.copy()
    segment_outcomes(segments, company, OUTCOMES)
    pd.testing.assert_frame_equal(company, before)


def test_saved_segments_lead_to_the_same(
    company: pd.DataFrame, segments: Segments, result: SegmentOutcomes, tmp_path: Path
) -> None:
    loaded = load_segments(segments.save(tmp_path / "segments.json"))
    again = segment_outcomes(loaded, company, OUTCOMES)
    pd.testing.assert_frame_equal(again.table, result.table)


def test_missing_outcomes_are_left_out_one_by_one(
    company: pd.DataFrame, segments: Segments
) -> None:
    holes = company.assign(overall=company["overall"].where(np.arange(len(company)) % 3 > 0))
    found = segment_outcomes(segments, holes, ["stays", "overall"])
    assert found.rows("overall")["customers"].sum() == holes["overall"].notna().sum()
    assert found.rows("stays")["customers"].sum() == len(company)


def test_a_weight_of_two_counts_a_customer_twice(company: pd.DataFrame, segments: Segments) -> None:
    weight = np.where(np.arange(len(company)) < 200, 2.0, 1.0)
    twice = pd.concat([company, company.iloc[:200]], ignore_index=True)
    weighed = segment_outcomes(
        segments, company.assign(weight=weight), ["overall"], weights="weight"
    )
    repeated = segment_outcomes(segments, twice, ["overall"])
    for column in ("estimate", "uncorrected", "everybody"):
        assert weighed.table[column].to_numpy() == pytest.approx(repeated.table[column].to_numpy())


def test_any_segment_may_be_the_reference(
    company: pd.DataFrame, segments: Segments, result: SegmentOutcomes
) -> None:
    other = segment_outcomes(segments, company, ["stays"], reference="points")
    forth = result.rows("stays").loc["points", "difference"]
    assert other.rows("stays").loc["enjoyment", "difference"] == pytest.approx(-forth)
    assert np.isnan(other.rows("stays").loc["points", "difference"])


def test_noise_is_called_sure_no_more_often_than_said() -> None:
    """Twenty outcomes of chance in each of twenty surveys: Holm allows one survey in twenty."""
    alarms = 0
    for seed in range(20):
        rng = np.random.default_rng(seed)
        frame = overlapping(seed)
        noise = [f"noise{n}" for n in range(20)]
        frame[noise] = rng.normal(0, 1, (len(frame), 20))
        segments = loyalty_segments(frame, ("fun", "price", "talk"), classes=2, starts=3)
        alarms += int(segment_outcomes(segments, frame, noise).table["sure"].any())
    assert alarms <= 4


def test_sentences_carry_number_interval_and_verdict(result: SegmentOutcomes) -> None:
    moving = result.of("move_city")
    assert "percentage points" in moving and "below enjoyment is points" in moving
    assert "No other segment differs surely" in result.of("overall")
    assert result.of("stays") in result.sentence
    with pytest.raises(DataProblem, match="no outcome"):
        result.of("stay")


def test_tables_show_what_was_found(result: SegmentOutcomes) -> None:
    text = str(result.summary())
    row = result.rows("move_city").loc["enjoyment"]
    assert f"{row['estimate']:.0%} ({row['low']:.0%} to {row['high']:.0%})" in text
    assert "* surely not the same as enjoyment" in text
    assert f"{row['uncorrected']:.0%}" in str(result.comparison())


def test_the_picture_says_what_it_shows(result: SegmentOutcomes) -> None:
    picture = plot_segment_outcomes(result)
    for outcome in SHARES:
        for value in result.rows(outcome)["estimate"]:
            assert f"{value:.0%}" in picture.alt
    means = plot_segment_outcomes(result, ["overall"])
    assert means.alt.startswith("No segment differs surely")
    with pytest.raises(ValueError, match="not both"):
        plot_segment_outcomes(result, ["stays", "overall"])
    assert picture.png[:4] == means.png[:4] == b"\x89PNG"
