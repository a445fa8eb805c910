"""Respondents beside their purchases: every one accounted for, nothing from the future."""

from __future__ import annotations

import datetime as dt

import pandas as pd
import pytest

from cvmlab.errors import DataProblem
from cvmlab.insight.asked.one_among_all import one_among_all, plot_one_among_all
from cvmlab.insight.asked.respondents import respondents
from tests.sample import sample_company

LEVELS, FACETS = ("core", "emotional"), ("trust",)


def survey() -> pd.DataFrame:
    return pd.DataFrame(
        {
            "customer_id": ["a", "b", "c", None, "e", "a"],
            "wave": [1, 1, 1, 1, 1, 2],
            "date": pd.to_datetime(["2024-01-01"] * 5 + ["2024-12-20"]),
            "overall": [8, 5, 9, 7, 7, 2],
            "core_1": [8, 5, 7, 7, 6, 2],
            "core_2": [6, 5, 7, 7, 8, 2],
            "emotional_1": [9, 4, 7, 1, 2, 1],
            "trust_1": [7, 2, 5, 4, 3, 1],
            "comment": [None, "x", None, None, None, "Nobody rang."],
        }
    )


def orders() -> pd.DataFrame:
    return pd.DataFrame(
        {
            "customer_id": ["a", "a", "a", "b", "c", "f", "f"],
            "date": ["2022-12-31", "2023-12-22", "2024-12-30", "2023-11-01", "2023-12-01",
                     "2023-12-30", "2024-12-29"],
            "amount": [50.0, 20.0, 10.0, 30.0, 5.0, 9.0, 9.0],
        }
    )  # fmt: skip


def made(**settings):
    return respondents(survey(), orders(), levels=LEVELS, facets=FACETS, **settings)


def test_every_respondent_is_used_or_left_out_for_a_reason():
    result = made()
    assert result.table["customer_id"].tolist() == ["a", "b"]
    assert list(result.left_out.values()) == [1, 1, 1, 0]  # nameless, c ticks 7 throughout, e
    assert len(result.table) + sum(result.left_out.values()) == 5
    again = pd.concat([survey(), survey().iloc[[1]]])
    twice = respondents(again, orders(), levels=LEVELS, facets=FACETS)
    assert twice.left_out["given a second time"] == 1
    assert len(twice.table) + sum(twice.left_out.values()) == 6


def test_hard_facts_end_on_the_day_before_the_wave():
    row = made().table.set_index("customer_id").loc["a"]
    assert made().asked_on == dt.date(2024, 1, 1)
    assert row["recency_days"] == 9  # from 22 to 31 December
    assert row["frequency"] == 1  # not the purchase a year and a day ago, nor the one to come
    assert row["monetary"] == 20
    assert row["core"] == 7
    assert row["relationship"] == 7


def test_who_stays_bought_in_the_last_weeks_of_the_data():
    result = made()
    assert result.table["stays"].tolist() == [True, False]
    assert result.stay == 0.5
    assert result.others == 2  # c, who ticked, and f, who was silent; of them f stays
    assert result.others_stay == 0.5
    assert "50% of the 2 other active customers" in result.sentence


def test_the_wave_chosen_leaves_time_to_see_who_stays():
    assert made().asked_on.year == 2024
    assert made(wave=2).asked_on == dt.date(2024, 12, 20)
    with pytest.raises(DataProblem, match="no wave names its respondents"):
        made_late = survey().assign(date=pd.Timestamp("2024-12-20"))
        respondents(made_late, orders(), levels=LEVELS, facets=FACETS)


def test_what_came_after_the_wave_is_counted_from_its_first_day():
    row = made().table.set_index("customer_id")
    assert row["trips_after"].tolist() == [1, 0]
    assert row["sales_after"].tolist() == [10, 0]
    assert row["weeks_bought"].tolist() == [pytest.approx(365 / 7), 0]  # 30 December, b never


def test_single_answers_and_motives_stand_row_by_row_beside_their_means():
    asked = survey().assign(points_1=[7, 1, 1, 1, 1, 1], points_2=[5, 2, 1, 1, 1, 1], recommend=1)
    result = respondents(asked, orders(), levels=LEVELS, facets=FACETS)
    assert result.table["points"].tolist() == [6, 1.5]
    assert result.table["recommend"].tolist() == [1, 1]
    assert "enjoyment" not in result.table  # was not asked
    assert result.items["core_2"].tolist() == [6, 5]
    some = result.table[result.table["customer_id"] == "b"]
    assert result.items_of(some)["points_2"].tolist() == [2]


def test_everybody_who_could_have_answered_is_kept():
    asked = made().asked.set_index("customer_id")
    assert asked["answered"].to_dict() == {"a": True, "b": True, "c": False, "f": False}
    assert asked["stays"].to_dict() == {"a": True, "b": False, "c": False, "f": True}


def test_regulars_are_those_whom_the_files_call_loyal():
    assert made().regulars(at_least=1)["customer_id"].tolist() == ["a"]
    assert made().regulars().empty


def test_columns_of_the_customers_come_along_when_asked_for():
    customers = pd.DataFrame({"customer_id": ["a", "b"], "tier": ["gold", "bronze"]})
    result = respondents(survey(), orders(), customers, levels=LEVELS, facets=FACETS, keep=["tier"])
    assert result.table["tier"].tolist() == ["gold", "bronze"]


def test_all_problems_are_told_at_once():
    with pytest.raises(DataProblem) as caught:
        respondents(survey().drop(columns=["overall", "trust_1"]), orders(), levels=LEVELS,
                    facets=FACETS, keep=["tier"])  # fmt: skip
    assert len(caught.value.problems) == 3
    with pytest.raises(DataProblem, match="nobody in wave 1 can be linked"):
        respondents(survey().assign(customer_id=None), orders(), wave=1, levels=LEVELS,
                    facets=FACETS)  # fmt: skip


def test_one_among_all_is_the_customers_answer_beside_the_mean_of_all():
    one = one_among_all(survey(), "a", name="Ann", levels=LEVELS)
    overall = one.course("overall")
    assert overall["answer"].tolist() == [8, 2]
    assert overall["average"].tolist() == [7.2, 2]
    assert overall["below"].iloc[0] == pytest.approx((3 + 0.5) / 5)
    assert one.turned == "emotional"
    assert "Ann answered 8 of 10 in January 2024 and 2 in December 2024" in one.sentence
    assert "Nobody rang." in one.sentence


def test_somebody_who_never_answered_is_not_made_up():
    with pytest.raises(DataProblem, match="answered no wave"):
        one_among_all(survey(), "z", levels=LEVELS)
    with pytest.raises(DataProblem):
        one_among_all(survey().drop(columns="date"), "a", levels=["process"])


def test_at_kestrel_the_average_does_not_see_maura_nor_dara_leave():
    survey = sample_company().survey.frame()
    maura = one_among_all(survey, "K0000001", name="Maura Keane")
    dara = one_among_all(survey, "K0000002", name="Dara Nolan")
    assert maura.course("overall")["answer"].tolist() == [10, 7, 3]
    assert set(dara.course("overall")["answer"]) == {9}
    assert maura.course("overall")["average"].diff().abs().max() < 0.2
    picture = plot_one_among_all(maura, dara)
    assert "It isn't the slot." in maura.sentence
    assert "from 10 to 1." in picture.alt
    assert "No level moved." in picture.alt
