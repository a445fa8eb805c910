"""The era of a key figure follows from its tags, by a rule anybody can argue with."""

from __future__ import annotations

import pandas as pd
import pytest

from cvmlab.errors import DataProblem
from cvmlab.insight.recorded.eras import ERAS, RULE, eras_of_measures, plot_eras
from tests.sample import sample_company

# hardness, horizon, financial, perspective
CASES = {
    "product": [
        ("hard", "short-term", False, "internal"),
        ("soft", "short-term", False, "internal"),
    ],
    "sales": [
        ("hard", "short-term", True, "internal"),
        ("hard", "long-term", True, "external"),
    ],
    "customer": [
        ("hard", "short-term", False, "external"),
        ("soft", "short-term", False, "external"),
    ],
    "relationship": [
        ("soft", "long-term", False, "external"),
        ("soft", "long-term", False, "internal"),
    ],
}


def catalogue(*tags: tuple[str, str, bool, str], board: bool = True) -> pd.DataFrame:
    columns = ["hardness", "horizon", "financial", "perspective"]
    frame = pd.DataFrame(list(tags), columns=columns)
    return frame.assign(name=[f"figure {n}" for n in range(len(frame))], to_the_board=board)


@pytest.mark.parametrize(("era", "tags"), [(e, t) for e, cases in CASES.items() for t in cases])
def test_each_combination_of_tags_has_one_era(era, tags):
    assert eras_of_measures(catalogue(tags)).figures["era"].tolist() == [era]


def test_every_figure_is_in_one_era_and_the_board_adds_up():
    kpis = sample_company().kpi_catalogue.frame()
    result = eras_of_measures(kpis)
    assert result.table["era"].tolist() == list(ERAS)
    assert result.table["figures"].sum() == len(kpis) == 60
    assert result.table["on_the_board"].sum() == kpis["to_the_board"].sum()
    assert result.table["share_on_the_board"].sum() == pytest.approx(1)
    # a second route: the two younger eras are all figures nobody reads off the ledger
    soft_or_outside = (kpis["hardness"] == "soft") & (kpis["horizon"] == "long-term") | (
        (kpis["perspective"] == "external") & ~kpis["financial"].astype(bool)
    )
    young = result.table["era"].isin(ERAS[2:])
    assert result.table.loc[young, "figures"].sum() == soft_or_outside.sum()


def test_the_sentence_and_the_picture_say_what_the_board_sees():
    result = eras_of_measures(catalogue(*CASES["sales"], *CASES["customer"]))
    assert "of the 4 on the board's page 2 do." in result.sentence
    assert (
        "sales 2 of 2" in plot_eras(result).alt and "relationship 0 of 0" in plot_eras(result).alt
    )
    assert "none does" in eras_of_measures(catalogue(*CASES["sales"])).sentence
    assert all(words in str(result.summary()) for words in RULE.values())
    assert result.examples("sales", 1) == "figure 0"


def test_what_the_catalogue_lacks_is_said_all_at_once():
    with pytest.raises(DataProblem) as caught:
        eras_of_measures(pd.DataFrame({"name": []}))
    text = str(caught.value)
    assert "hardness" in text and "to_the_board" in text and "empty" in text
