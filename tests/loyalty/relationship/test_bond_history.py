"""One customer over the waves: the scores of each wave, and change told from noise."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from cvmlab.errors import DataProblem
from cvmlab.loyalty.relationship.bond_history import bond_history
from tests.loyalty.relationship.made_answers import drawn


@pytest.fixture(scope="module")
def maura(kestrel):
    return bond_history(kestrel.survey.frame(), "K0000001")


def test_each_wave_that_names_her_is_there(maura):
    assert list(maura.table["wave"]) == [1, 3, 4]  # the second is anonymous
    assert maura.table["score"].tolist() == pytest.approx([100, 80, 30])
    assert list(maura.table["moved"]) == ["", "down", "down"]
    assert maura.table[["known", "care"]].iloc[-1].tolist() == [0, 0]


def test_the_sentence_tells_the_story(maura):
    assert "stood at 100 on 6 Jan 2023 (98 to 100), then at 80 on 3 Jan 2024" in maura.sentence
    assert maura.sentence.endswith("the bond fell by more than noise.")
    assert "More than noise" in str(maura.summary())


def test_noise_is_not_called_a_change():
    rng = np.random.default_rng(3)
    waves = []
    felt = 4.2 + 1.25 * (
        0.75 * rng.standard_normal((300, 1))
        + 0.35 * rng.standard_normal((300, 5)).repeat(4, axis=1)
    )
    for wave in (1, 2):
        answers = np.clip(np.rint(felt + 0.7 * rng.standard_normal(felt.shape)), 1, 7)
        table = pd.DataFrame(answers, columns=drawn(10)[0].columns)
        date = pd.Timestamp(2024, wave, 1)
        waves.append(table.assign(wave=wave, date=date, customer_id=range(300)))
    survey = pd.concat(waves, ignore_index=True)
    moved = [bond_history(survey, who).table["moved"].iloc[-1] != "" for who in range(60)]
    assert np.mean(moved) < 0.12


def test_a_customer_asked_once_has_no_change(kestrel):
    survey = kestrel.survey.frame()
    times = survey["customer_id"].value_counts()
    once = bond_history(survey, times[times == 1].index[0])
    assert len(once.table) == 1 and "there is no other answer" in once.sentence


def test_a_stranger_is_named_in_no_wave(kestrel):
    with pytest.raises(DataProblem, match="named in no wave"):
        bond_history(kestrel.survey.frame(), "K9999999")
    with pytest.raises(DataProblem, match="wave"):
        bond_history(kestrel.survey.frame().drop(columns="wave"), "K0000001")
