"""One customer's P(alive) over time, and a new customer's future, against the models' verbs."""

from __future__ import annotations

import ibis
import numpy as np
import pandas as pd
import pytest

from cvmlab.btyd.alive_history import alive_history, plot_alive_history
from cvmlab.btyd.newcomers import plot_expected_purchases_new
from cvmlab.errors import DataProblem
from tests.btyd.limits import KINDS, limit_fits

DAYS = ["1997-02-09", "1997-01-05", "1997-02-09", "1997-06-15"]  # in any order, one day twice
END = "1997-12-28"


class TestNumbers:
    def test_the_end_is_what_the_verb_says(self, every):
        for name, fit in every.items():
            if name == "BG/BB":
                history = alive_history(fit, [0, 2, 5], 8)
                last = {"frequency": 2, "recency": 5, "T": 8}
            else:
                history = alive_history(fit, DAYS, END)
                last = {"frequency": 2, "recency": 161 / 7, "T": 51.0}
            row = history.iloc[-1]
            assert history.index[-1] == last["T"] and row["recency"] == last["recency"]
            verb = fit.probability_alive(pd.DataFrame([last])).iloc[0]
            for column in ("probability_alive", "ci_low", "ci_high"):
                assert row[column] == pytest.approx(verb[column])

    def test_each_repeat_purchase_has_a_moment_before_and_one_after(self, pareto):
        history = alive_history(pareto, DAYS, END)
        bought = history[history["purchase"]]
        assert bought["date"].dt.strftime("%Y-%m-%d").tolist() == sorted(set(DAYS))
        assert bought["frequency"].tolist() == [0, 1, 2]
        assert bought["recency"].tolist() == pytest.approx(bought.index.tolist())
        for moment in bought.index[1:]:
            before, after = history.loc[moment].to_dict("records")
            assert before["frequency"] + 1 == after["frequency"]
            assert before["probability_alive"] < after["probability_alive"] == pytest.approx(1.0)
        silent = history["probability_alive"].diff()[~history["purchase"]].dropna()
        assert (silent < 0).all()

    def test_days_weeks_and_plain_numbers_are_one_clock(self, pareto):
        frame = pd.DataFrame({"customer_id": "x", "date": pd.to_datetime(DAYS), "amount": 1.0})
        days = pd.to_datetime(pd.Series(DAYS))
        weeks = (days - days.min()).dt.days / 7
        wanted = alive_history(pareto, DAYS, END).iloc[-1][["recency", "probability_alive"]]
        for purchases, end in (
            (frame, END),
            (ibis.memtable(frame), END),
            (days, pd.Timestamp(END)),
            (1997 + weeks, 1997 + 51),
        ):
            row = alive_history(pareto, purchases, end).iloc[-1]
            assert row[["recency", "probability_alive"]].tolist() == pytest.approx(wanted.tolist())
        by_month = alive_history(pareto, DAYS, END, time_unit="M")
        assert by_month.index[-1] == pytest.approx(51 * 7 / (365.25 / 12))
        assert by_month["date"].iloc[-1] == pd.Timestamp(END)

    def test_opportunities_are_looked_at_one_by_one(self, bgbb):
        history = alive_history(bgbb, [1995, 1996, 1998], 2000)
        assert history.index.tolist() == [0, 1, 1, 2, 3, 3, 4, 5]
        assert history["frequency"].tolist() == [0, 0, 1, 1, 1, 2, 2, 2]

    def test_a_customer_of_one_purchase_at_the_end_has_a_history(self, pareto):
        history = alive_history(pareto, ["1997-01-05"], "1997-01-05")
        assert history["probability_alive"].tolist() == [1.0]


class TestRefusals:
    def refusal(self, fit, purchases, end, **settings):
        with pytest.raises(DataProblem) as refused:
            alive_history(fit, purchases, end, **settings)
        return str(refused.value)

    def test_everything_wrong_with_a_table_is_said_at_once(self, pareto):
        frame = pd.DataFrame({"customer_id": ["a", "b"], "day": DAYS[:2], "amount": [1.0, -2.0]})
        said = self.refusal(pareto, frame, END)
        assert said.startswith("3 problems in the customer's purchases")
        assert "the columns are: customer_id, day, amount" in said
        assert "purchases of 2 customers" in said and "a; b" in said
        assert "returns are no purchases (1 row)" in said
        assert "there are no purchases" in self.refusal(pareto, [], END)
        assert "there are no purchases" in self.refusal(pareto, frame.iloc[:0], END)

    def test_everything_wrong_with_the_days_is_said_at_once(self, pareto):
        said = self.refusal(pareto, ["1997-01-05", "5 Jan", None, "1998-01-01"], END)
        assert "values that are missing or no days (2 rows)" in said and "row 2: 5 Jan" in said
        assert f"purchases after the end ({END}) (1 row)" in said and "row 4: 1998-01-01" in said
        assert 'end = "soon"' in self.refusal(pareto, DAYS, "soon")
        assert 'end = "52" is none of the days' in self.refusal(pareto, DAYS, 52)
        assert "no numbers (1 row)" in self.refusal(pareto, [0.0, np.nan], 5)
        assert 'end = "1997-12-28" is none of the numbers' in self.refusal(pareto, [0, 1], END)

    def test_opportunities_are_whole(self, bgbb):
        assert "counts opportunities" in self.refusal(bgbb, DAYS, END)
        said = self.refusal(bgbb, [0, 1.5, 9], 8)
        assert "times that are not whole (1 row)" in said and "after the end" in said
        assert "not whole" in self.refusal(bgbb, [0, 1], 2.5)

    def test_units_are_known(self, pareto):
        with pytest.raises(ValueError, match="D, W, M, Q, Y"):
            alive_history(pareto, DAYS, END, time_unit="quarter")


class TestPictures:
    def test_the_title_says_how_the_customer_stands(self, pareto):
        history = alive_history(pareto, DAYS, END)
        picture = plot_alive_history(history)
        alive = history["probability_alive"].iloc[-1]
        assert (
            picture.axes.get_title()
            == f"After 28 quiet weeks, still active with a chance of {alive:.0%}"
        )
        assert f"ends at {alive:.1%}" in picture.alt and "with 3 purchases" in picture.alt
        marks = next(line for line in picture.axes.lines if line.get_label() == "Purchase")
        assert len(marks.get_ydata()) == 3 and picture.png[1:4] == b"PNG"

    def test_every_model_and_limit_has_one(self, every):
        for fit in [*every.values(), *(limit_fits()[kind] for kind in KINDS)]:
            picture = plot_alive_history(alive_history(fit, [0, 2, 5], 20), unit="months")
            assert "quiet months" in picture.axes.get_title()
            assert "nan" not in picture.alt and picture.alt.endswith(".")
            assert picture.axes.get_xlabel() == "Time since the first purchase (months)"

    def test_a_new_customer_is_followed_over_time(self, pareto, every):
        picture = plot_expected_purchases_new(pareto, np.arange(53))
        # Fader & Hardie (2005), A Note on Deriving the Pareto/NBD Model: 1.473 in a year
        assert "1.47 more times in 52 weeks" in picture.axes.get_title()
        table = pareto.expected_purchases_new([26, 52])
        share = table["expected"].iloc[0] / table["expected"].iloc[1]
        assert f"{share:.0%} of them in the first 26." in picture.alt
        low, high = table.iloc[1][["ci_low", "ci_high"]]
        assert f"{low:.2f} to {high:.2f}" in picture.alt
        for fit in [*every.values(), *(limit_fits()[kind] for kind in KINDS)]:
            alt = plot_expected_purchases_new(fit, [1, 2, 3]).alt
            expected = fit.expected_purchases_new(3)["expected"].iloc[0]
            assert f"{expected:.2f} in 3 weeks" in alt
        for times in ([], [2, 1], [-1, 1]):
            with pytest.raises(ValueError, match="times must increase"):
                plot_expected_purchases_new(pareto, times)
