"""A rate went down: did customers change, or only which of them were asked?

A rate over everybody is a mean of the rates of groups, weighed by their sizes. It moves when a
group's own rate does, and also when the groups' sizes do: each channel may do better while the
whole does worse.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from scipy.special import ndtri

from cvmlab.errors import DataProblem, Problem
from cvmlab.idic.interact.mix_change_result import MixChange


def mix_change(
    before: pd.DataFrame,
    after: pd.DataFrame,
    *,
    by: str,
    event: str,
    who: str | None = None,
    names: Sequence[str] = ("before", "after"),
    level: float = 0.95,
) -> MixChange:
    """Split the change of a rate into another mix of groups and real change within them.

    Parameters
    ----------
    before, after : DataFrame
        One row a case, such as a message.
    by : str
        Column of the groups, such as the channel.
    event : str
        Flag: whether it came to something.
    who : str, optional
        Column of the person: several cases of one person hang together, and one person may be in
        both.
    names : sequence of two str
        What the two times are called.
    level : float
        Confidence level.

    Returns
    -------
    MixChange

    Raises
    ------
    DataProblem
        When a column is missing or broken, or a time has no cases.

    Notes
    -----
    Kitagawa (1955), "Components of a difference between two rates", Journal of the American
    Statistical Association 50(272): with shares w and rates r of groups g before and after,

        mix = Σ (w₁ − w₀)(r₀ + r₁)/2,   real = Σ (r₁ − r₀)(w₀ + w₁)/2

    which add up to the change exactly, with nothing left over. A group that is only there at one
    time is given the same rate at the other: it is all mix. Intervals: normal, from each case's
    influence on the three sums, cases of a person taken together.
    """
    _check(before, after, by, event, who)
    groups = sorted({str(x) for x in pd.concat([before[by], after[by]])})
    sides = [_Side(frame, groups, by, event) for frame in (before, after)]
    one, other = sides
    rates = [
        np.where(np.isnan(a.rate), b.rate, a.rate) for a, b in ((one, other), (other, one))
    ]  # a group that was not there
    middle, weight = (rates[0] + rates[1]) / 2, (one.share + other.share) / 2
    mix = (other.share - one.share) * middle
    real = (rates[1] - rates[0]) * weight
    both = one.there & other.there
    parts = {"mix": [], "real": []}  # type: ignore[var-annotated]
    for side, sign in ((one, -1.0), (other, 1.0)):
        size, hit, happened = side.size, side.code, side.event
        gap = happened - side.rate[hit]
        of_rate = gap / side.share[hit]  # influence of a case on its group's rate
        of_mix = sign * (middle[hit] - side.share @ middle)
        # Where a group is there at one time only, its rate is the other time's too.
        moved = np.where(both[hit], 0.5, 1.0)
        of_mix = of_mix + (other.share - one.share)[hit] * moved * of_rate
        of_real = np.where(both[hit], sign * weight[hit] * of_rate, 0.0)
        shift = np.where(both, (rates[1] - rates[0]) / 2, 0.0)
        of_real = of_real + shift[hit] - side.share @ shift
        parts["mix"].append(of_mix / size)
        parts["real"].append(of_real / size)
    clusters = None
    if who is not None:
        clusters = pd.factorize(pd.concat([before[who], after[who]]).astype("str"))[0]
    z = float(ndtri(0.5 + level / 2))
    influence = {name: np.concatenate(arrays) for name, arrays in parts.items()}
    influence["change"] = influence["mix"] + influence["real"]
    sums = {"mix": float(mix.sum()), "real": float(real.sum()),
            "change": other.all - one.all}  # fmt: skip
    lines = []
    for name in ("change", "mix", "real"):
        each = influence[name]
        if clusters is not None:
            each = np.bincount(clusters, each)
        half = z * float(np.sqrt((each**2).sum()))
        lines.append((name, sums[name], sums[name] - half, sums[name] + half))
    table = pd.DataFrame(
        {"group": groups, "before": one.cases, "after": other.cases, "share_before": one.share,
         "share_after": other.share, "rate_before": one.rate, "rate_after": other.rate,
         "mix": mix, "real": real}
    )  # fmt: skip
    return MixChange(
        table=table,
        parts=pd.DataFrame(lines, columns=["part", "value", "low", "high"]),
        rates=(one.all, other.all),
        by=by.replace("_", " "),
        names=(names[0], names[1]),
        level=level,
    )


class _Side:
    """Shares and rates of the groups at one time."""

    def __init__(self, frame: pd.DataFrame, groups: list[str], by: str, event: str) -> None:
        self.code = pd.Categorical(frame[by].astype("str"), categories=groups).codes.astype(int)
        self.event = frame[event].to_numpy(dtype=float)
        self.size = len(frame)
        self.cases = np.bincount(self.code, minlength=len(groups))
        self.there = self.cases > 0
        self.share = self.cases / self.size
        happened = np.bincount(self.code, self.event, len(groups))
        self.rate = np.where(self.there, happened / np.maximum(self.cases, 1), np.nan)
        self.all = float(self.event.mean())


def _check(before: pd.DataFrame, after: pd.DataFrame, by: str, event: str, who: str | None) -> None:
    problems = []
    for said, frame in (("before", before), ("after", after)):
        columns = [name for name in (by, event, who) if name]
        lacking = [name for name in columns if name not in frame]
        problems += [
            Problem(f"{said}: this column is not there", "name one that is.", column=name)
            for name in lacking
        ]
        if not lacking and len(frame) == 0:
            problems.append(Problem(f"{said}: there are no cases", "choose a longer time."))
        for name in columns:
            empty = 0 if name in lacking else int(frame[name].isna().sum())
            if empty:
                problems.append(
                    Problem(f"{said}: some values are missing", "leave these out.", name, empty)
                )
        known = frame[event].dropna() if event not in lacking else pd.Series(dtype=float)
        if not known.astype(float).isin([0.0, 1.0]).all():
            problems.append(Problem(f"{said}: this is no yes or no", "give a flag.", event))
    if problems:
        raise DataProblem(problems, "the change of mix")
