"""Two maps by frequency and recency, against the verbs they are made of."""

from __future__ import annotations

import numpy as np
import pytest

from cvmlab.btyd.matrices import (
    expected_purchases_matrix,
    plot_expected_purchases_matrix,
    plot_probability_alive_matrix,
    probability_alive_matrix,
)
from tests.btyd.limits import KINDS, limit_fits


def _cells(matrix):
    """The cells of customers there can be, as a frame of customers."""
    filled = matrix.stack().dropna().rename("value").reset_index()
    return filled.assign(T=matrix.columns[-1])


class TestNumbers:
    def test_every_cell_is_what_the_verbs_say(self, every):
        for name, fit in every.items():
            age, t = (6, 5) if name == "BG/BB" else (39, 26.0)
            alive = _cells(probability_alive_matrix(fit, T=age))
            ahead = _cells(expected_purchases_matrix(fit, t, T=age))
            assert len(alive) == len(ahead) > 20
            verb = fit.probability_alive(alive)["probability_alive"]
            assert alive["value"].to_numpy() == pytest.approx(verb.to_numpy())
            verb = fit.expected_purchases(t, ahead)["expected"]
            assert ahead["value"].to_numpy() == pytest.approx(verb.to_numpy())

    def test_impossible_customers_are_blank(self, pareto):
        for matrix in (probability_alive_matrix(pareto), expected_purchases_matrix(pareto, 10)):
            assert matrix.loc[0].notna().sum() == 1
            assert matrix.loc[1:].isna().sum().sum() == len(matrix) - 1

    def test_nobody_takes_more_opportunities_than_there_were(self, bgbb):
        matrix = expected_purchases_matrix(bgbb, 5, most=20)
        assert matrix.index[-1] == 6 and list(matrix.columns) == list(range(7))
        for frequency, row in matrix.iterrows():
            possible = [0] if frequency == 0 else range(int(frequency), 7)
            assert list(row.dropna().index) == list(possible)
        # Fader, Hardie & Shang (2010), Marketing Science 29(6): donors of 6 years, the next 5
        assert matrix.loc[6, 6] == pytest.approx(3.7525, abs=2e-3)
        assert matrix.loc[0, 0] == pytest.approx(0.0729, abs=2e-3)

    def test_activity_and_purchases_rise_with_recency(self, pareto):
        alive = probability_alive_matrix(pareto, T=39).loc[1:].iloc[:, 1:]
        ahead = expected_purchases_matrix(pareto, 52, T=39).loc[1:].iloc[:, 1:]
        for matrix in (alive, ahead):
            assert (matrix.diff(axis=1).iloc[:, 1:] >= -1e-12).all().all()
        assert np.allclose(alive.iloc[:, -1], 1.0)

    def test_rows_reach_as_far_as_the_customers_do(self, pareto, cdnow):
        most = probability_alive_matrix(pareto).index[-1]
        assert (cdnow["frequency"] > most).mean() < 0.006
        assert (cdnow["frequency"] >= most).mean() >= 0.005
        assert list(probability_alive_matrix(pareto, most=3).index) == [0, 1, 2, 3]


class TestPictures:
    def test_the_title_compares_light_and_heavy_buyers(self, pareto):
        matrix = probability_alive_matrix(pareto)
        picture = plot_probability_alive_matrix(pareto)
        half = matrix.columns[np.argmin(np.abs(matrix.columns - matrix.columns[-1] / 2))]
        light, heavy = matrix.loc[1, half], matrix[half].iloc[-1]
        title = picture.axes.get_title()
        assert f"{light:.0%} active with 1" in title and f"{heavy:.0%} with 13" in title
        assert f"With one purchase only: {matrix.loc[0, 0]:.0%}" in picture.alt

    def test_the_title_compares_recent_and_silent_customers(self, pareto):
        matrix = expected_purchases_matrix(pareto, 39)
        picture = plot_expected_purchases_matrix(pareto, 39)
        assert (
            f"{matrix.iloc[-1, -1]:.1f} more if the last was just now" in picture.axes.get_title()
        )
        assert f"{matrix.iloc[-1, -1]:.2f} if the last was just now" in picture.alt
        assert f"With one purchase only: {matrix.loc[0, 0]:.2f}." in picture.alt

    def test_donors_are_compared_where_there_can_be_any(self, bgbb):
        matrix = probability_alive_matrix(bgbb)
        title = plot_probability_alive_matrix(bgbb, unit="years").axes.get_title()
        assert f"After 3 quiet years, {matrix.loc[1, 3]:.0%} active with 1" in title
        assert f"{matrix.loc[3, 3]:.0%} with 3" in title

    def test_every_model_and_limit_has_both(self, every):
        for fit in [*every.values(), *(limit_fits()[kind] for kind in KINDS)]:
            for picture in (
                plot_probability_alive_matrix(fit, unit="months"),
                plot_expected_purchases_matrix(fit, 5, unit="months"),
            ):
                assert "months" in picture.alt and picture.alt.endswith(".")
                assert "nan" not in picture.alt and "–" not in picture.alt
                assert picture.axes.get_xlabel() and picture.axes.get_ylabel()
