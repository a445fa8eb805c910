"""Dialogue first: what customers told us, what we remembered, and what we did about it.

To understand customers and to write to them cleverly is not yet a dialogue. It becomes one when
the firm asks "What do you need from us? How can we do it better?" and the answer changes what it
does next (Peppers and Rogers, 1993, *The One to One Future*). So before any letter is tested, the
answers that are already there are counted: told → remembered → acted upon.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

import numpy as np
import pandas as pd

from cvmlab.errors import one_problem
from cvmlab.idic.interact.after_messages import after_complaints
from cvmlab.idic.interact.dialogue_result import ALL, Dialogue
from cvmlab.idic.interact.told import KINDS, columns_of, messages_of, things_told, who_is
from cvmlab.insight.asked.shop_words import says_nothing
from cvmlab.stats.share_intervals import wilson

if TYPE_CHECKING:
    from cvmlab.data.workspace import Workspace

_KEPT: WeakKeyDictionary[Workspace, list[tuple[Any, int, float, Dialogue]]] = WeakKeyDictionary()


def dialogue(
    ws: Workspace, linkage: Any = None, *, peace: int = 28, level: float = 0.95
) -> Dialogue:
    """What customers told the firm, how much of it others can see, and how much was acted upon.

    Parameters
    ----------
    ws : Workspace
        Read are ``preferences, survey, service_events, contacts``, those that are there.
    linkage : Linkage, optional
        Which records are one person; without it every card speaks for itself.
    peace : int
        Days without a message after a complaint about one that count as acted upon.
    level : float
        Confidence level.

    Returns
    -------
    Dialogue
        Worked out once a workspace and linkage, then the same object again.

    Raises
    ------
    DataProblem
        If none of the four tables is there, or none holds anything that a customer told.

    Notes
    -----
    *Told*: a wish recorded, a comment that says something, a failure reported, a complaint about a
    message, a message cancelled. *Remembered*: a wish that can be seen outside the system that
    recorded it; anything else if it stands under a card, the one key that systems share. *Acted
    upon*: a wish used, a failure put right, no message for `peace` days after a complaint, none in
    a channel since it was cancelled. Where no table could say (comments), nothing is counted as
    done; what is too recent to judge is set aside.

    Intervals are Wilson's, on as many independent answers as the clustering by person leaves
    (n ÷ design effect: Kish 1965, *Survey Sampling*).
    """
    kept = _KEPT.setdefault(ws, [])
    for linked, days, at, found in kept:
        if linked is linkage and (days, at) == (peace, level):
            return found
    messages = messages_of(ws, linkage)
    told, missing = things_told(ws, messages, linkage, peace=peace)
    if told.empty:
        remedy = " ".join(missing) or "no table holds anything that a customer told."
        raise one_problem("There is no dialogue to look at", remedy)
    result = Dialogue(
        lines=told,
        table=ledger(told, "kind", level, KINDS),
        places=ledger(told, "place", level),
        asked=_asked(ws, linkage),
        complaints=None if messages is None else after_complaints(
            messages, days=peace, level=level),
        messages=pd.DataFrame(columns=["who", "date", "channel", "cost"]) if messages is None else
        messages.reindex(columns=["who", "date", "channel", "cost"]),
        linkage=linkage,
        missing=missing,
        level=level,
    )  # fmt: skip
    kept.append((linkage, peace, level, result))
    return result


def ledger(
    told: pd.DataFrame, by: str, level: float = 0.95, order: tuple[str, ...] = ()
) -> pd.DataFrame:
    """Count what was told, remembered and acted upon, group by group and together.

    Parameters
    ----------
    told : DataFrame
        As :func:`cvmlab.idic.interact.told.things_told` gives it.
    by : str
        The column of groups.
    level : float
        Confidence level.
    order : tuple of str
        Groups in this order; else the largest first.

    Returns
    -------
    DataFrame
        One row a group and one for all: ``told, people, early`` (too recent to judge), ``unknown``
        (no table could say), ``remembered, acted, both`` with ``_share, _low, _high`` of what is
        not too recent, ``again`` (times said again) and its ``again_mean``.
    """
    groups = [g for g in order if (told[by] == g).any()] or list(told[by].value_counts().index)
    rows = [_counted(told[told[by] == group], level) | {by: group} for group in groups]
    rows.append(_counted(told, level) | {by: ALL})
    return pd.DataFrame(rows).set_index(by)


def _counted(told: pd.DataFrame, level: float) -> dict[str, Any]:
    early = told["done"] == "too early to say"
    rows = told[~early]
    out: dict[str, Any] = {
        "told": len(told),
        "people": told["who"].nunique(),
        "unnamed": int(told["who"].isna().sum()),
        "early": int(early.sum()),
        "unknown": int((rows["acted"].isna() | rows["remembered"].isna()).sum()),
    }
    seen, acted = rows["remembered"].fillna(False), rows["acted"].fillna(False)
    for name, marks in (("remembered", seen), ("acted", acted), ("both", seen & acted)):
        share, low, high = clustered_share(marks.to_numpy(bool), rows["who"], level)
        out |= {name: int(marks.sum()), f"{name}_share": share,
                f"{name}_low": low, f"{name}_high": high}  # fmt: skip
    again = told["again"].dropna()
    out |= {"again": int(again.sum()), "again_mean": float(again.mean()) if len(again) else np.nan}
    return out


def clustered_share(
    marks: np.ndarray, who: pd.Series, level: float = 0.95
) -> tuple[float, float, float]:
    """A share of rows with its interval, where several rows are of one person.

    Parameters
    ----------
    marks : array of bool
        Whether it is so, one a row.
    who : Series
        Whose row it is; a row of nobody's stands alone.
    level : float
        Confidence level.

    Returns
    -------
    share, low, high : float

    Examples
    --------
    Ten answers of ten people, and the same ten of two people who always agree with themselves:

    >>> marks = np.arange(10) < 5
    >>> [round(x, 2) for x in clustered_share(marks, pd.Series(range(10)))]
    [0.5, 0.24, 0.76]
    >>> [round(x, 2) for x in clustered_share(marks, pd.Series([1] * 5 + [2] * 5))]
    [0.5, 0.09, 0.91]
    """
    n = len(marks)
    if n == 0:
        return np.nan, np.nan, np.nan
    share = float(marks.mean())
    codes, _ = pd.factorize(who)
    alone = codes < 0
    codes[alone] = codes.max(initial=-1) + 1 + np.arange(alone.sum())
    sums = np.bincount(codes, weights=marks - share)
    plain = share * (1 - share) * n
    effect = max(float((sums**2).sum() / plain), 1.0) if plain > 0 else 1.0
    low, high = wilson(share * n / effect, n / effect, level)
    return share, float(low), float(high)


def _asked(ws: Workspace, linkage: Any) -> pd.DataFrame:
    """How many were asked each open question, and how many said something."""
    names = ["who", "date", "question", "wrote", "said"]
    if not ws.has("survey", "date", "comment"):
        return pd.DataFrame(columns=names)
    frame = columns_of(ws, "survey")
    question = frame.get("comment_question", pd.Series("a comment", index=frame.index))
    wrote = frame["comment"].notna()
    said = wrote & ~frame["comment"].fillna("").map(says_nothing).astype(bool)
    asked = pd.DataFrame({"who": who_is(frame, linkage), "date": frame["date"],
                          "question": question, "wrote": wrote, "said": said})  # fmt: skip
    return asked[asked["question"].notna()].reset_index(drop=True)
