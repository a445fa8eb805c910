"""The audit of key figures: a worked case, a second route, Kestrel's handbook, bad input."""

from __future__ import annotations

import pandas as pd
import pytest

from cvmlab.errors import DataProblem
from cvmlab.insight.recorded.measures import ALL_FOUR, HARD, MARKS, audit_measures, plot_measures
from tests.sample import sample_company

_COLUMNS = [
    "name", "hardness", "horizon", "financial", "perspective", "looks", "owner", "to_the_board",
]  # fmt: skip


def five() -> pd.DataFrame:
    return pd.DataFrame(
        [
            ("Net sales", "hard", "short-term", True, "internal", "back", "Finance", True),
            ("Basket", "hard", "short-term", True, "internal", "back", "Finance", False),
            ("Queue", "hard", "short-term", False, "internal", "back", "Stores", True),
            ("Share", "hard", "long-term", True, "external", "forward", "Stores", False),
            ("Known by name", "soft", "long-term", False, "external", "back", "Stores", False),
        ],
        columns=_COLUMNS,
    )


@pytest.fixture(scope="module")
def handbook() -> pd.DataFrame:
    return sample_company().kpi_catalogue.frame()


# correctness


def test_the_marks_of_five_figures_are_those_counted_by_hand():
    table = audit_measures(five()).table
    assert table.loc["short-term"].tolist() == [3, 2, 1]
    assert table.loc["financial"].tolist() == [3, 1, 2]
    assert table.loc["internal"].tolist() == [3, 2, 1]
    assert table.loc["historic"].tolist() == [4, 2, 2]
    assert table.loc[ALL_FOUR].tolist() == [2, 1, 1]
    assert table.loc[HARD].tolist() == [4, 2, 2]


def test_owners_answer_for_their_figures():
    owners = audit_measures(five()).by_owner
    assert owners.loc["Stores"].to_dict() == {
        "figures": 3, "soft": 1, "all_four": 0, "board": 1, "soft_to_board": 0,
    }  # fmt: skip
    assert owners["figures"].sum() == 5


def test_the_board_of_kestrel_sees_one_soft_figure_of_thirteen(handbook):
    audit = audit_measures(handbook)
    assert (audit.figures, audit.board) == (60, 27)
    assert audit.soft_on_board == ("Customer satisfaction, one number",)
    assert len(audit.soft_elsewhere) == 12
    assert audit.table.loc[ALL_FOUR].tolist() == [20, 16, 4]


# consistency


def test_counts_agree_with_a_cross_table(handbook):
    audit = audit_measures(handbook)
    for mark, (column, value) in MARKS.items():
        crossed = pd.crosstab(handbook[column], handbook["to_the_board"])
        assert audit.table.loc[mark, "board"] == crossed.loc[value, True], mark
        assert audit.table.loc[mark, "others"] == crossed.loc[value, False], mark


def test_nobody_can_carry_all_four_more_often_than_one(handbook):
    table = audit_measures(handbook).table
    assert (table.loc[ALL_FOUR] <= table.loc[list(MARKS)].min()).all()


def test_what_is_said_and_drawn_is_what_was_counted(handbook):
    audit = audit_measures(handbook)
    assert "26 hard and 1 soft (Customer satisfaction, one number)" in audit.sentence
    assert "12 never reach the board" in audit.sentence
    picture = plot_measures(audit)
    assert "all four marks at once 16 of 27 and 4 of 33" in picture.alt
    widths = [patch.get_width() for patch in picture.axes.patches]
    assert widths[:4] == pytest.approx([25 / 27, 17 / 27, 25 / 27, 1])
    assert "figures in all" in str(audit.summary())
    assert "Loyalty and data" in str(audit.owners())


def test_a_firm_without_a_board_is_counted_too():
    kpis = five().assign(to_the_board=False)
    audit = audit_measures(kpis)
    assert "None is marked as going to the board" in audit.sentence
    assert plot_measures(audit).alt.startswith("4 of 5 key figures are hard")


# inputs


def test_the_catalogue_is_not_changed(handbook):
    before = handbook.copy()
    plot_measures(audit_measures(handbook))
    pd.testing.assert_frame_equal(handbook, before)


def test_all_problems_are_told_at_once():
    kpis = five().drop(columns="owner")
    kpis.loc[0, "hardness"] = "very hard"
    kpis.loc[1, "looks"] = None
    kpis.loc[2, "name"] = "Basket"
    with pytest.raises(DataProblem) as caught:
        audit_measures(kpis)
    assert [p.column for p in caught.value.problems] == ["owner", "hardness", "looks", "name"]
    assert "very hard" in str(caught.value) and "(empty)" in str(caught.value)


def test_an_empty_catalogue_is_refused():
    with pytest.raises(DataProblem, match="no key figures"):
        audit_measures(five().iloc[:0])
