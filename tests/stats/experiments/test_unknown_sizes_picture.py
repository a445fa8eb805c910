"""The picture of a gap whose groups' sizes nobody tells: its band is the interval of each size."""

from __future__ import annotations

import numpy as np
import pytest

from cvmlab.stats.experiments.unknown_sizes import unknown_sizes
from cvmlab.stats.experiments.unknown_sizes_picture import plot_unknown_sizes

PUBLISHED = unknown_sizes(0.63, 0.41, 550)


@pytest.mark.parametrize(
    ("leaders", "designs", "says"),
    [
        (20, (1.0, 1.0), "chance alone will do"),  # 21 are needed
        (21, (1.0, 1.0), "more than chance"),
        (21, (4.0, 4.0), "chance alone will do"),
        (275, (4.0, 4.0), "more than chance"),
    ],
)
def test_the_title_is_the_test_of_that_division(leaders, designs, says):
    one = unknown_sizes(0.63, 0.41, 550, divisions=[leaders], designs=designs).table.iloc[0]
    alt = plot_unknown_sizes(PUBLISHED, leaders, designs=designs).alt
    assert alt.startswith(f"63% against 41%: with {leaders} leaders {says}.")
    assert one["differs"] == (says == "more than chance")


def test_the_band_is_wide_where_one_group_is_small():
    ax = plot_unknown_sizes(PUBLISHED, 100).axes
    points = ax.collections[0].get_paths()[0].vertices
    middle = min(points[:, 0], key=lambda x: abs(x - 275))
    few, half, most = (np.ptp(points[points[:, 0] == x, 1]) for x in (1.0, middle, 549.0))
    assert half < min(few, most) / 2


def test_the_marked_division_has_its_interval():
    ax = plot_unknown_sizes(PUBLISHED, 110).axes
    one = unknown_sizes(0.63, 0.41, 550, divisions=[110]).table.iloc[0]
    bar = next(line for line in ax.lines if list(line.get_xdata()) == [110, 110])
    assert list(bar.get_ydata()) == pytest.approx([one["low"], one["high"]])
