"""63% against 41%: what the missing sizes allow, and a firm's own gap beside it."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from cvmlab.blueprint.marks.leaders_gap import APART, INDEPENDENT, SAME, leaders_gap
from cvmlab.blueprint.marks.leaders_gap_picture import plot_leaders_gap
from cvmlab.errors import DataProblem
from cvmlab.kestrel.staff import employee_survey
from cvmlab.stats.experiments.unknown_sizes import unknown_sizes
from tests.blueprint.firm_of_tables import firm
from tests.sample import sample_company


@pytest.fixture(scope="module")
def kestrel():
    return leaders_gap(sample_company())


def staff_of(sites=6, leaders=4, others=10, seed=1):
    rng = np.random.default_rng(seed)
    rows = [(f"site {s}", i < leaders) for s in range(sites) for i in range(leaders + others)]
    frame = pd.DataFrame(rows, columns=["site", "leader"])
    return frame.assign(leaders_consistent=rng.integers(1, 6, len(frame)))


def test_reported_shares_alone_say_how_many_leaders_they_would_need():
    """z of 1.958 with 20 leaders of 550, worked with the pooled share; Newcombe at 110 and 440."""
    found = leaders_gap()
    assert found.independent.fewest == 21 and found.independent.most == 530
    p = (0.63 * 20 + 0.41 * 530) / 550
    assert 0.22 / np.sqrt(p * (1 - p) * (1 / 20 + 1 / 530)) == pytest.approx(1.958, abs=5e-4)
    row = found.table.set_index("leaders").loc[110]
    assert (row["low"], row["high"]) == pytest.approx((0.116, 0.316), abs=5e-4)
    assert found.own is None and found.alike is None and found.own_sentence == ""
    assert found.table[["alike_low", "alike_high"]].isna().all(axis=None)
    assert found.needed == {INDEPENDENT: (80, 80)}  # Cohen's h of 0.444
    assert "from 21 to 530 leaders" in found.sentence and found.gap == pytest.approx(0.22)


def test_a_design_effect_of_four_is_a_quarter_of_the_people():
    four = unknown_sizes(0.63, 0.41, 400, divisions=[80], designs=(4, 4)).table.iloc[0]
    quarter = unknown_sizes(0.63, 0.41, 100, divisions=[20]).table.iloc[0]
    assert four[["z", "low", "high"]].tolist() == pytest.approx(
        quarter[["z", "low", "high"]].tolist()
    )
    with pytest.raises(DataProblem, match="design effect"):
        unknown_sizes(0.63, 0.41, 100, designs=(0, 1))


def test_kestrels_gap_is_the_one_that_was_set_and_knows_26_sites(kestrel):
    own = kestrel.own
    assert own.people == (180, 370) and own.yes == (113, 152) and own.clusters == 26
    assert own.low < own.gap < own.high
    assert own.design < min(own.designs)  # what leaders and others of a site share cancels
    assert "cancels in it" in kestrel.own_sentence and "26 sites" in kestrel.own_sentence
    assert kestrel.alike.fewest > kestrel.independent.fewest
    wider = kestrel.table["alike_high"] - kestrel.table["alike_low"]
    assert (wider > kestrel.table["high"] - kestrel.table["low"]).all()


def test_the_people_needed_grow_with_the_design_effect_and_never_shrink(kestrel):
    assert kestrel.needed[INDEPENDENT] == (80, 80)
    assert kestrel.needed[SAME] == (80, 80)  # the gap's design effect is below one
    expected = tuple(int(np.ceil(80 * design)) for design in kestrel.own.designs)
    assert kestrel.needed[APART] == expected


def test_over_many_companies_the_interval_holds_the_share_of_leaders_that_empowers():
    """.71 of leaders and .38 of others may put a failure right, met on average (kestrel.staff)."""
    hits = []
    for seed in range(1, 81):
        own = leaders_gap(employee_survey(seed), item="may_put_right").own
        hits.append(own.low <= 0.71 - 0.38 <= own.high)
    assert np.mean(hits) > 0.88


def test_people_who_leave_something_out_are_counted(kestrel):
    staff = staff_of()
    staff.loc[0, "leaders_consistent"] = np.nan
    staff.loc[5, "site"] = None
    found = leaders_gap(staff)
    assert found.left_out == 2 and sum(found.own.people) == len(staff) - 2
    assert "2 answers lack something" in str(found.summary())
    assert kestrel.left_out == 0 and "lack something" not in str(kestrel.summary())


@pytest.mark.parametrize(
    "change, says",
    [
        (lambda s: s.drop(columns="site"), "nobody says who works where"),
        (lambda s: s.assign(site=None), "nobody says who works where"),
        (lambda s: s.assign(site=s["site"].where(s["site"] == "site 0", "rest")), "2 sites are"),
        (lambda s: s.assign(site=s["site"].where(~s["leader"], "head office")), "one site holds"),
    ],
)  # fmt: skip
def test_where_sites_say_nothing_the_plain_interval_stands_with_the_reason(change, says):
    found = leaders_gap(change(staff_of()))
    assert not found.own.known and says in found.sentence
    assert "Your own, knowing" not in str(found.summary())
    assert plot_leaders_gap(found).alt.count("as if all answered independently") == 1


def test_a_firm_without_a_staff_survey_sees_what_was_reported(tmp_path):
    found = leaders_gap(firm(tmp_path))
    assert found.own is None and "Your own" not in found.sentence
    picture = plot_leaders_gap(found)
    assert "at least 21 leaders" in picture.alt and len(picture.axes.lines) == 2


def test_everything_wrong_with_the_survey_is_said_at_once():
    with pytest.raises(DataProblem) as caught:
        leaders_gap(pd.DataFrame({"leeder": [True], "x": [1]}))
    assert len(caught.value.problems) == 2 and 'Did you mean "leeder"' in str(caught.value)
    staff = staff_of().assign(leader=True)
    staff["leaders_consistent"] = 9
    with pytest.raises(DataProblem) as caught:
        leaders_gap(staff)
    assert "everybody leads others" in str(caught.value) and "from 1 to 5" in str(caught.value)
    with pytest.raises(DataProblem, match="nobody who answered"):
        leaders_gap(staff_of().assign(leader=False))
    bare = staff_of()
    bare.loc[bare["leader"], "site"] = None
    with pytest.raises(DataProblem, match="name no site"):
        leaders_gap(bare)


def test_two_equal_shares_or_few_people_show_nothing():
    found = leaders_gap(reported=(0.5, 0.5), asked=60)
    assert found.needed == {} and "chance alone may have made it" in found.sentence
    assert "may be chance" in plot_leaders_gap(found).alt
    assert leaders_gap(asked=10).independent.fewest is None


def test_the_picture_says_what_it_shows(kestrel):
    picture = plot_leaders_gap(kestrel)
    title = picture.axes.get_title()
    assert "21 leaders" in title and title in picture.alt
    marked = [line for line in picture.axes.lines if line.get_marker() == "D"]
    assert marked[0].get_xdata()[0] == pytest.approx(180 / 550)
    assert marked[0].get_ydata()[0] == pytest.approx(100 * kestrel.own.gap)


def test_the_caveats_name_what_no_size_mends(kestrel):
    text = " ".join(kestrel.caveats)
    assert "37% of the leaders do not agree" in text and "not doing" in text
    assert all(caveat in str(kestrel.summary()) for caveat in kestrel.caveats)
