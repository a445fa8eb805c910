"""Where there is nothing, segments appear too: the method is shown doing it."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from cvmlab.loyalty.segments.choose_classes import choose_classes
from cvmlab.loyalty.segments.latent_classes import MOTIVES
from cvmlab.loyalty.segments.null_classes import NullClasses, null_classes
from cvmlab.loyalty.segments.null_classes_picture import plot_null_classes


@pytest.fixture(scope="module")
def dealt(company: pd.DataFrame) -> NullClasses:
    return null_classes(company, copies=5, resamples=2)


def test_segments_appear_where_there_are_none(dealt: NullClasses) -> None:
    assert len(dealt.null) == 5
    assert (dealt.null["smallest"] > 0.02).all()


@pytest.mark.parametrize("kind", ["shuffled", "one cloud"])
def test_planted_segments_are_more_than_that(company: pd.DataFrame, kind: str) -> None:
    result = null_classes(company, kind=kind, copies=4, resamples=1)  # type: ignore[arg-type]
    assert result.real["gain"] > 2 * result.null["gain"].max()
    assert result.p_value == pytest.approx(1 / 5)
    assert "chance: at most 1 in 5" in result.sentence


def test_customers_without_segments_are_no_more_than_chance() -> None:
    rng = np.random.default_rng(3)
    frame = pd.DataFrame(np.rint(rng.normal(4, 1, (200, 3))), columns=list(MOTIVES))
    results = [null_classes(frame, copies=9, resamples=1, seed=seed) for seed in (0, 1)]
    assert max(result.p_value for result in results) > 0.1
    for result in results:
        assert ("no more than chance" in result.sentence) == (result.p_value > 0.1)


def test_what_is_said_of_the_customers_is_what_the_choice_says(
    company: pd.DataFrame, dealt: NullClasses
) -> None:
    table = choose_classes(company, most=3, resamples=1).table.set_index("classes")
    assert dealt.real["gain"] == pytest.approx(table["bic"][1] - table["bic"][3], abs=0.5)


def test_copies_keep_every_answer() -> None:
    from cvmlab.loyalty.segments.null_classes import _dealt_out, _one_cloud

    rng = np.random.default_rng(0)
    values = np.column_stack([np.arange(500.0), np.rint(rng.normal(4, 1, 500))])
    for copy in (_dealt_out(values, rng), _one_cloud(values, rng)):
        assert all(np.isin(copy[:, j], values[:, j]).all() for j in range(2))
    shuffled = _dealt_out(values, rng)
    assert (np.sort(shuffled, axis=0) == np.sort(values, axis=0)).all()
    assert abs(np.corrcoef(shuffled.T)[0, 1]) < 0.2


def test_wrong_settings_are_slips(company: pd.DataFrame) -> None:
    with pytest.raises(ValueError, match="at least 2"):
        null_classes(company, classes=1)
    with pytest.raises(ValueError, match="kind must be"):
        null_classes(company, kind="noise")  # type: ignore[arg-type]


def test_table_and_picture_say_the_same(dealt: NullClasses) -> None:
    picture = plot_null_classes(dealt)
    assert dealt.sentence in picture.alt
    assert f"{dealt.real['gain']:,.0f}" in str(dealt.summary())
    assert picture.png[:4] == b"\x89PNG"
