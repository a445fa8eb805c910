"""Mix and real change: by hand, adding up to the last digit, and with intervals that hold."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cvmlab.errors import DataProblem
from cvmlab.idic.interact.mix_change import mix_change
from cvmlab.idic.interact.mix_change_picture import plot_mix_change
from cvmlab.stats.resampling import bootstrap


def cases(**groups: tuple[int, int]) -> pd.DataFrame:
    """Cases of each group: (how many came to something, of how many)."""
    rows = [(name, n < hit) for name, (hit, of) in groups.items() for n in range(of)]
    return pd.DataFrame(rows, columns=["channel", "came"])


def test_worked_by_hand_each_group_up_and_the_whole_down():
    """Simpson's paradox: letters 10% → 12%, app 40% → 45%, but many more letters.

    Shares of letters .2 → .8. Mix: .6·(.10 + .12)/2 − .6·(.40 + .45)/2 = −.189; real: .02·.5 +
    .05·.5 = .035; all: .34 → .186.
    """
    before = cases(letter=(10, 100), app=(160, 400))
    after = cases(letter=(48, 400), app=(45, 100))
    found = mix_change(before, after, by="channel", event="came", names=("May", "June"))
    assert found.rates == pytest.approx((0.34, 0.186))
    assert found.mix[0] == pytest.approx(-0.189)
    assert found.real[0] == pytest.approx(0.035)
    assert found.change[0] == pytest.approx(-0.154)
    letter = found.table.set_index("group").loc["letter"]
    assert letter.mix == pytest.approx(0.6 * 0.11) and letter.real == pytest.approx(0.01)
    assert found.summary().cells[-1][3:] == ["34.00%", "18.60%", "−18.90", "3.50"]
    assert "34.00% (May) to 18.60% (June)" in found.sentence
    picture = plot_mix_change(found)
    assert "−18.90 are another mix and 3.50 are real" in picture.alt


def test_only_the_mix_or_only_the_rates():
    one = cases(letter=(10, 100), app=(40, 100))
    other = cases(letter=(20, 200), app=(40, 100))
    found = mix_change(one, other, by="channel", event="came")
    assert found.real[0] == pytest.approx(0) and found.change[0] == pytest.approx(found.mix[0])
    assert "nothing need have changed" in found.sentence
    more = cases(letter=(20, 100), app=(60, 100))
    found = mix_change(one, more, by="channel", event="came")
    assert found.mix[0] == pytest.approx(0) and found.real[0] == pytest.approx(0.15)


def test_a_group_that_is_only_there_once_is_all_mix():
    one = cases(letter=(10, 100))
    other = cases(letter=(10, 100), app=(50, 100))
    found = mix_change(one, other, by="channel", event="came")
    assert found.real[0] == pytest.approx(0) and found.mix[0] == pytest.approx(0.2)
    assert np.isnan(found.table.set_index("group").loc["app", "rate_before"])


sizes = st.lists(st.tuples(st.integers(0, 30), st.integers(0, 30)), min_size=1, max_size=5)


@settings(max_examples=60, deadline=None)
@given(sizes, sizes)
def test_it_adds_up_to_the_last_digit(one, other):
    frames = [
        cases(**{f"g{n}": (min(hit, of), of) for n, (hit, of) in enumerate(side)})
        for side in (one, other)
    ]
    if min(len(frame) for frame in frames) == 0:
        return
    found = mix_change(*frames, by="channel", event="came")
    plain = frames[1]["came"].mean() - frames[0]["came"].mean()
    assert found.mix[0] + found.real[0] == pytest.approx(plain, abs=1e-12)
    assert found.table["mix"].sum() + found.table["real"].sum() == pytest.approx(plain, abs=1e-12)


def _drawn(rng: np.random.Generator, shares: list[float], rates: list[float], people: int):  # type: ignore[no-untyped-def]
    """Cases of people who differ: some 3 of each person, of one temper."""
    person = np.repeat(np.arange(people), rng.poisson(3, people))
    group = rng.choice(len(shares), len(person), p=shares)
    temper = rng.choice([0.5, 1.5], people)[person]
    came = rng.random(len(person)) < np.asarray(rates)[group] * temper
    return pd.DataFrame({"channel": group.astype(str), "came": came, "who": person})


def test_intervals_hold_as_often_as_they_say():
    """1,000 repeats with cases that hang together by person."""
    rng = np.random.default_rng(3)
    w0, w1, r0, r1 = [0.5, 0.3, 0.2], [0.3, 0.3, 0.4], [0.1, 0.2, 0.4], [0.12, 0.15, 0.4]
    mix = sum((b - a) * (x + y) / 2 for a, b, x, y in zip(w0, w1, r0, r1, strict=True))
    real = sum((y - x) * (a + b) / 2 for a, b, x, y in zip(w0, w1, r0, r1, strict=True))
    held = []
    for _ in range(1000):
        found = mix_change(
            _drawn(rng, w0, r0, 150), _drawn(rng, w1, r1, 150).assign(who=lambda f: f["who"] + 900),
            by="channel", event="came", who="who",
        )  # fmt: skip
        held.append([found.mix[1] <= mix <= found.mix[2], found.real[1] <= real <= found.real[2],
                     found.change[1] <= mix + real <= found.change[2]])  # fmt: skip
    share = np.mean(held, axis=0)
    assert ((share > 0.93) & (share < 0.97)).all()


def test_the_bootstrap_of_people_gives_the_same_width():
    """The same people at both times, drawn again whole."""
    rng = np.random.default_rng(9)
    both = [
        _drawn(rng, [0.6, 0.4], [0.1, 0.3], 250).assign(after=False),
        _drawn(rng, [0.4, 0.6], [0.1, 0.35], 250).assign(after=True),
    ]
    found = mix_change(*both, by="channel", event="came", who="who")
    rows = pd.concat(both, ignore_index=True)
    for part in ("mix", "real"):
        drawn = bootstrap(
            rows,
            lambda f, part=part: getattr(
                mix_change(f[~f["after"]], f[f["after"]], by="channel", event="came"), part
            )[0],
            by="who", resamples=400,
        )  # fmt: skip
        _, low, high = getattr(found, part)
        assert high - low == pytest.approx(drawn.high - drawn.low, rel=0.15)


def test_what_is_wrong_is_said():
    good = cases(letter=(1, 2))
    with pytest.raises(DataProblem, match="not there"):
        mix_change(good, good, by="segment", event="came")
    with pytest.raises(DataProblem, match="no cases"):
        mix_change(good, good.iloc[:0], by="channel", event="came")
    with pytest.raises(DataProblem, match="missing"):
        mix_change(good.assign(channel=[None, "a"]), good, by="channel", event="came")
    with pytest.raises(DataProblem, match="no yes or no"):
        mix_change(good, good.assign(came=[3, 4]), by="channel", event="came")
