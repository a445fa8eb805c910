"""Two coders: published kappas, planted agreement in small samples, a second route, the traps."""

import numpy as np
import pandas as pd
import pytest
from sklearn.metrics import cohen_kappa_score
from statsmodels.stats.inter_rater import cohens_kappa

from cvmlab.errors import DataProblem
from cvmlab.stats.agreement import agreement


def coded(table):
    """Two lists of labels with this cross table."""
    table = np.asarray(table)
    first, second = np.indices(table.shape).reshape(2, -1)
    return first.repeat(table.ravel()).tolist(), second.repeat(table.ravel()).tolist()


# correctness: published


def test_cohens_own_example_is_reproduced():
    """Cohen (1960), "A coefficient of agreement for nominal scales", table 1: 200 cases, .49."""
    result = agreement(*coded([[88, 14, 18], [10, 40, 10], [2, 6, 12]]))
    assert result.share == pytest.approx(0.70)
    assert result.expected == pytest.approx(0.41)
    assert result.kappa == pytest.approx(0.492, abs=5e-4)


@pytest.mark.parametrize(
    ("table", "kappa"), [([[45, 15], [25, 15]], 0.1304), ([[25, 35], [5, 35]], 0.2593)]
)
def test_equal_shares_of_agreement_can_be_worth_different_kappas(table, kappa):
    """A textbook pair: both agree on 60 of 100."""
    result = agreement(*coded(table))
    assert result.share == pytest.approx(0.60)
    assert result.kappa == pytest.approx(kappa, abs=5e-5)


# consistency: second routes


def test_kappa_agrees_with_scikit_learn():
    rng = np.random.default_rng(3)
    first = rng.choice(["care", "price", "time"], 80)
    second = np.where(rng.random(80) < 0.6, first, rng.choice(["care", "price", "other"], 80))
    assert agreement(first, second).kappa == pytest.approx(cohen_kappa_score(first, second))


def test_with_many_items_the_interval_agrees_with_kappas_standard_error():
    table = np.array([[880, 140, 180], [100, 400, 100], [20, 60, 120]])
    result, theirs = agreement(*coded(table)), cohens_kappa(table)
    assert result.kappa_low == pytest.approx(theirs.kappa_low, abs=0.006)
    assert result.kappa_high == pytest.approx(theirs.kappa_upp, abs=0.006)


def test_who_is_first_and_what_labels_are_called_does_not_matter():
    first, second = list("aabbccab"), list("abbbccaa")
    one, other = agreement(first, second), agreement(second, first)
    renamed = agreement([{"a": 9}.get(x, x) for x in first], [{"a": 9}.get(x, x) for x in second])
    for result in (other, renamed):
        assert result.kappa == pytest.approx(one.kappa)
        assert result.share == one.share


# planted truth


@pytest.mark.parametrize("items", [6, 12, 30, 200])
def test_intervals_hold_the_planted_kappa_even_with_six_items(items):
    """The second coder copies the first four times in five, else labels at random: kappa .8."""
    rng = np.random.default_rng(items)
    hits, runs = 0, 120
    for _ in range(runs):
        first = rng.integers(0, 3, items)
        copied = rng.random(items) < 0.8
        result = agreement(first, np.where(copied, first, rng.integers(0, 3, items)))
        hits += not result.kappa_low > 0.8 and not result.kappa_high < 0.8
    assert hits / runs > 0.89, hits / runs


def test_full_agreement_on_six_items_is_not_certain():
    result = agreement("aabbcc", "aabbcc")
    assert (result.share, result.kappa) == (1, 1)
    assert result.share_low == pytest.approx(0.61, abs=0.005)  # Wilson, 6 of 6
    assert 0.3 < result.kappa_low < 0.5


# traps


def test_agreement_by_chance_is_told_apart():
    """Both call nineteen of twenty "service": they agree on 90%, and on nothing."""
    first = ["service"] * 19 + ["price"]
    second = ["price"] + ["service"] * 19
    result = agreement(first, second)
    assert result.share == 0.9 and result.kappa < 0
    assert "no more than chance" in result.sentence


def test_one_label_throughout_is_said_in_words():
    result = agreement("aaaa", "aaaa")
    assert np.isnan([result.kappa, result.kappa_low, result.kappa_high]).all()
    assert "is not defined" in result.sentence and "is not defined" in str(result.summary())


def test_items_without_a_label_are_left_out_and_counted():
    result = agreement(["a", None, "b", np.nan], ["a", "b", "b", "a"], names=("you", "Orla"))
    assert (result.items, result.left_out) == (2, 2)
    assert "2 left out" in str(result.summary())


def test_the_items_to_talk_about_are_named():
    result = agreement(
        ["care", "price", "care"],
        ["care", "care", "price"],
        items=["excerpt 1", "excerpt 2", "excerpt 3"],
        names=("you", "Orla"),
    )
    assert result.differences.to_dict("list") == {
        "item": ["excerpt 2", "excerpt 3"],
        "you": ["price", "care"],
        "Orla": ["care", "price"],
    }
    assert result.sentence.startswith("You and Orla agree on 1 of 3 items: 33%")
    assert "They differ on: excerpt 2, excerpt 3." in result.sentence


def test_a_long_list_of_differences_is_cut():
    result = agreement("a" * 14, "b" * 13 + "a")
    assert "10 and 3 more" in result.sentence


def test_the_cross_table_holds_every_label_and_every_item():
    result = agreement(["x", "y", "y"], ["x", "z", "y"])
    assert result.table.index.tolist() == result.table.columns.tolist() == ["x", "y", "z"]
    assert result.table.to_numpy().tolist() == [[1, 0, 0], [0, 1, 1], [0, 0, 0]]
    shown = str(agreement(["x", "y"], ["x", "x"], names=("you", "Orla")).summary())
    assert "Orla: x" in shown and "50%" in shown


def test_series_are_compared_by_their_items():
    first = pd.Series(["a", "b"], index=["I1", "I2"])
    assert agreement(first, ["a", "a"]).differences["item"].tolist() == ["I2"]
    with pytest.raises(DataProblem, match="not of the same items"):
        agreement(first, pd.Series(["a", "b"], index=["I2", "I1"]))


# inputs


@pytest.mark.parametrize(
    ("first", "second", "items", "said"),
    [
        ("ab", "abc", None, "One coding has 2 labels, the other 3"),
        ("ab", "ab", ["one"], "1 items and 2 labels"),
        ([None, "a"], ["b", None], None, "No item has both labels"),
        ([], [], None, "No item has both labels"),
    ],
)
def test_bad_input_is_refused_in_plain_words(first, second, items, said):
    with pytest.raises(DataProblem) as caught:
        agreement(first, second, items=items)
    assert said in str(caught.value)
