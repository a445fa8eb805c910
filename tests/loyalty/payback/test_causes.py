"""Believed causes: what must be held alike, what must not, by the textbook's own graphs."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from cvmlab.errors import DataProblem
from cvmlab.loyalty.payback.arrows import closes
from cvmlab.loyalty.payback.causes import OF_A_SHOP, causes
from cvmlab.loyalty.payback.causes_picture import plot_causes

# Pearl (2009), "Causality", 2nd edition, figure 3.4: X1 to X6 between Xi and Xj.
PEARL = (
    ("X1", "X3"), ("X1", "X4"), ("X2", "X4"), ("X2", "X5"), ("X3", "Xi"), ("X4", "Xi"),
    ("X4", "Xj"), ("X5", "Xj"), ("Xi", "X6"), ("X6", "Xj"),
)  # fmt: skip


@pytest.mark.parametrize(
    ("given", "closed"),
    [
        (["X3", "X4"], True),
        (["X4", "X5"], True),
        (["X4"], False),  # X4 is a common effect of X1 and X2: alone it opens a path
        ([], False),
        (["X3", "X4", "X6"], False),  # X6 comes after
        (["X1", "X4"], True),
    ],
)
def test_the_back_door_is_closed_by_the_published_sets(given, closed):
    """Pearl: {X3, X4} and {X4, X5} satisfy the criterion; {X4} does not."""
    assert closes(PEARL, "Xi", "Xj", given) is closed


def test_a_common_effect_must_not_be_held_alike():
    """The M-shaped graph (Greenland, Pearl and Robins 1999): open only when M is given."""
    arrows = [("U", "M"), ("V", "M"), ("U", "bond"), ("V", "stays"), ("bond", "stays")]
    assert closes(arrows, "bond", "stays", [])
    assert not closes(arrows, "bond", "stays", ["M"])
    assert closes(arrows, "bond", "stays", ["M", "U"])


def test_closed_means_unbiased_in_numbers():
    """Second route: linear models of Pearl's graph; a closed set gives the path's own product."""
    rng = np.random.default_rng(1)
    n = 200_000
    made: dict[str, np.ndarray] = {}
    for name in ("X1", "X2", "X3", "X4", "X5", "Xi", "X6", "Xj"):
        parents = [cause for cause, effect in PEARL if effect == name]
        made[name] = rng.normal(size=n) + 0.7 * sum(made[p] for p in parents)
    true = 0.7 * 0.7
    for size in range(4):
        for given in itertools.combinations(["X1", "X2", "X3", "X4", "X5"], size):
            x = np.column_stack([np.ones(n), made["Xi"], *(made[g] for g in given)])
            found = np.linalg.lstsq(x, made["Xj"], rcond=None)[0][1]
            assert (abs(found - true) < 0.01) == closes(PEARL, "Xi", "Xj", given), given


def test_the_story_of_the_shop_names_mediator_and_what_is_missing():
    found = causes(
        measured={"age": "age", "years as customer": "years", "how often they came": "frequency"}
    )
    assert found.confounders == ("age", "years", "frequency")
    assert found.mediators == ("reached by the discounter",)
    assert found.unmeasured == ("nearness",)
    assert "never for reached by the discounter" in found.sentence
    assert found.check(["age", "years", "frequency"]) == (
        "Customers differ in what makes both: nearness.",
    )
    said = found.check(["age", "reached by the discounter"])
    assert len(said) == 1 and "mediator" in said[0]
    assert causes().check([*causes().confounders]) == ()


def test_what_causes_only_one_of_both_may_be_left_out():
    found = causes([*OF_A_SHOP, ("rain", "staying"), ("staying", "sales")])
    assert found.roles["rain"] == "no part in it"
    assert found.roles["sales"] == "consequence"


def test_circles_and_strangers_are_said():
    with pytest.raises(DataProblem, match="2 problems"):
        causes([("a", "b"), ("b", "a"), ("a", "staying")])
    with pytest.raises(ValueError, match="shoe size"):
        causes(measured=["shoe size"])


def test_the_picture_draws_every_arrow_and_says_it():
    found = causes(measured=["age", "years as customer", "how often they came",
                             "reached by the discounter"])  # fmt: skip
    picture = plot_causes(found)
    for cause, effect in OF_A_SHOP:
        assert f"{cause} to {effect}" in picture.alt
    shown = {text.get_text().replace("\n", " ") for text in picture.axes.texts}
    assert {"relationship", "staying", "nearness"} <= shown
    assert any("dashed" in text for text in shown)
