"""Regular customers who still come, and the margin that stayed with them: heads and money.

A retention rate counts heads; the firm lives on margin. So both are shown, and the sentence says
whether those who stay are worth more or less than those who leave. Both can be had from orders
alone, with sales for margin where no margin is known.
"""

from __future__ import annotations

from dataclasses import replace
from functools import partial

import numpy as np
import pandas as pd
from scipy.special import ndtri

from cvmlab.blueprint.look import Look
from cvmlab.blueprint.tiles.change_between import change_between
from cvmlab.blueprint.tiles.regulars import Regulars, regulars
from cvmlab.blueprint.tiles.tile import Reading, Tile
from cvmlab.blueprint.tiles.two_shares import Ends, change_of_share, pulled_together
from cvmlab.data.workspace import Workspace
from cvmlab.errors import DataProblem
from cvmlab.figures.formats import count, day, interval, money, number
from cvmlab.stats.share_intervals import wilson

LESSON = "54"


def kept_tiles(ws: Workspace, look: Look) -> list[Tile]:
    """How many regulars of a year ago still come, and how much of the margin stayed with them.

    Parameters
    ----------
    ws : Workspace
        Orders are enough.
    look : Look

    Returns
    -------
    list of two Tile

    Notes
    -----
    Heads: those who still come ÷ regulars of a year ago. Margin: what those had brought in that
    time ÷ what all regulars had brought; see
    :func:`cvmlab.blueprint.tiles.regulars.regulars` for who is regular. The change of either takes
    into account that many customers are regulars in both years.
    """
    heads = Tile("kept", "Regular customers who still come", "retention", "share", "higher",
                 "counted", LESSON)  # fmt: skip
    worth = Tile("margin-kept", "Margin that stayed with them", "retention", "share", "higher",
                 "counted", LESSON, currency=look.currency)  # fmt: skip
    try:
        found = regulars(ws.transactions, look)
    except DataProblem as problem:
        said = problem.sentences
        return [replace(heads, missing=said), replace(worth, missing=said)]
    return [_heads(heads, found, look), _worth(worth, found, look)]


def _heads(tile: Tile, found: Regulars, look: Look) -> Tile:
    now, before = found.now, found.before
    marks, who = now["stayed"].to_numpy(bool), now.index.to_series()
    stayed = int(marks.sum())
    sentence = (
        f"{count(len(now))} customers {found.rule} to {day(look.end_before)}; {count(stayed)} of "
        f"them bought again in the {found.window} to {day(look.end)}. {found.note}"
    ).strip()
    if found.note:
        share = stayed / len(now)
        low, high = wilson(stayed, len(now), look.level)
        now_ = _reading((share, float(low), float(high)), look)
        return replace(tile, now=now_, sentence=sentence)
    first, second, change = change_of_share(
        marks, who, before["stayed"].to_numpy(bool), before.index.to_series(), look.level
    )
    return replace(
        tile, now=_reading(first, look), before=Reading(*second, look.before_said), change=change,
        sentence=sentence,
    )  # fmt: skip


def _worth(tile: Tile, found: Regulars, look: Look) -> Tile:
    if found.money == "sales":
        tile = replace(tile, name="Sales that stayed with them")
    now = found.now
    total = float(now["brought"].sum())
    if not total > 0:
        said = f"Regular customers brought no {found.money} a year ago."
        return replace(tile, missing=said)
    cash = partial(money, currency=look.currency or None, short=True)
    share, pulls = share_of_money(now, look.level)
    sentence = (
        f"Regulars brought {cash(total)} of {found.money} in the {found.window} to "
        f"{day(look.end_before)}; "
        f"those who still come had brought {cash(share[0] * total)} of it and now bring "
        f"{cash(float(now.loc[now['stayed'], 'brings'].sum()))}. {_who_leaves(now, pulls, look)}"
    )
    if found.money == "sales":
        sentence += " Sales, as the orders know no margin."
    sentence = f"{sentence} {found.note}".strip()
    before = found.before
    if found.note or not before["brought"].sum() > 0:
        return replace(tile, now=_reading(share, look), sentence=sentence)
    then, pulled = share_of_money(before, look.level)
    first, second = _reading(share, look), Reading(*then, look.before_said)
    rho = pulled_together(pulls, now.index.to_series(), pulled, before.index.to_series())
    change = change_between(first, second, rho)
    return replace(tile, now=first, before=second, change=change, sentence=sentence)


def share_of_money(rows: pd.DataFrame, level: float = 0.95) -> tuple[Ends, np.ndarray]:
    """The share of the money that those who stayed had brought, with its interval.

    Parameters
    ----------
    rows : DataFrame
        ``brought, stayed``, one row a customer.
    level : float

    Returns
    -------
    (share, low, high), pulls
        What each customer pulls the share, summing to 0.

    Notes
    -----
    Share R = Σ brought·stayed ÷ Σ brought, its variance that of a ratio of sums, Σ u² · n/(n−1)
    with u = brought·(stayed − R) ÷ Σ brought (Cochran 1977, "Sampling Techniques", section 6.3).
    The interval is Wilson's with as many customers as such a variance stands for: R(1−R) ÷
    variance; with all or none staying, (Σ brought)² ÷ Σ brought² (Kish 1965, "Survey sampling").
    Where somebody's returns outweigh his purchases the share can leave 0 to 1, and the interval is
    the plain one.

    Examples
    --------
    Four customers, the dearest of whom left:

    >>> rows = pd.DataFrame({"brought": [40.0, 20.0, 20.0, 20.0],
    ...                      "stayed": [False, True, True, True]})
    >>> [round(x, 3) for x in share_of_money(rows)[0]]
    [0.6, 0.147, 0.929]
    """
    brought, stayed = rows["brought"].to_numpy(float), rows["stayed"].to_numpy(float)
    total, n = brought.sum(), len(rows)
    share = float((brought * stayed).sum() / total)
    pulls = brought * (stayed - share) / total
    variance = float((pulls**2).sum()) * n / max(n - 1, 1)
    if brought.min() < 0:
        half = float(ndtri(0.5 + level / 2)) * variance**0.5
        return (share, share - half, share + half), pulls
    square = float((brought**2).sum())
    worth = share * (1 - share) / variance if variance > 0 else total**2 / square
    low, high = wilson(share * worth, worth, level)
    return (share, float(low), float(high)), pulls


def _who_leaves(now: pd.DataFrame, pulls: np.ndarray, look: Look) -> str:
    """Whether those who left were worth less or more than those who stayed."""
    heads = now["stayed"].to_numpy(float)
    apart = float((now["brought"] * heads).sum() / now["brought"].sum() - heads.mean())
    own = pulls - (heads - heads.mean()) / len(heads)
    half = float(ndtri(0.5 + look.level / 2) * np.sqrt((own**2).sum()))
    low, high = apart - half, apart + half
    if low <= 0 <= high:
        return "Those who left had brought about as much as those who stayed."
    word = "less" if apart > 0 else "more"
    near, far = sorted((abs(low), abs(high)))
    kept = "rather the right ones are kept" if apart > 0 else "rather the wrong ones are kept"
    return (
        f"Those who left had brought {word}: margin and heads lie {_points(abs(apart))} "
        f"points apart ({interval(near, far, _points)}), so {kept}."
    )


def _points(share: float) -> str:
    return number(100 * share, 1)


def _reading(found: Ends, look: Look) -> Reading:
    return Reading(*found, look.now_said)
