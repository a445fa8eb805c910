"""Whom each department takes for its best customers, against the view from all sides.

A data mart is built for one department and shows what that department sees: the till its sales, the
web shop its own, marketing who answers. Each is right about its part. Whether their best are the
firm's best is counted here, with chance as the baseline.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import ibis
import numpy as np
import pandas as pd

from cvmlab.errors import one_problem
from cvmlab.idic.identify.kept import kept
from cvmlab.idic.identify.lines_of_records import (
    YEAR,
    last_day,
    lines_of_records,
    money_is,
    sums_of_records,
)
from cvmlab.idic.identify.silo_views_result import SiloViews

if TYPE_CHECKING:
    from cvmlab.data.workspace import Workspace
    from cvmlab.idic.identify.linkage_result import Linkage

BEST, CHANNELS = 100, 4


@kept
def silo_views(
    ws: Workspace, linkage: Linkage, *, best: int = BEST, level: float = 0.95
) -> SiloViews:
    """How many of the firm's best customers each department names among its own best.

    Parameters
    ----------
    ws : Workspace
        Orders, with ``channel`` where it is known; ``contacts`` with ``outcome`` and ``cost``,
        ``service_events`` with ``cost`` where there are any.
    linkage : Linkage, optional
        Who is who; by default :func:`cvmlab.current_linkage`.
    best : int
        How long every list is.
    level : float
        Of the range that chance alone would give.

    Returns
    -------
    SiloViews

    Raises
    ------
    DataProblem
        When fewer persons bought in the last year than twice the length of a list.

    Notes
    -----
    From all sides a person is worth the margin of the last 364 days over all records, less letters
    and failures. A department sees one record, its own channel, and no cost of others. Of records
    that tie at the end of a list each counts for the chance to be on it. By chance two lists of b
    among N share b²/N on average, with the spread of the hypergeometric law.
    """
    sums = sums_of_records(ws)
    last = sums[sums["year"] == 0]
    worth = last.groupby(linkage.identity_of(last["key"]))["margin"].sum() / 100
    buyers = int((worth > 0).sum())
    if buyers < 2 * best:
        raise one_problem(
            f"{buyers} persons bought in the last year, too few for lists of {best}",
            f"ask for shorter lists: best={max(1, buyers // 10)}.",
        )
    seen, costs = _departments(ws)
    for cost in costs:
        worth = worth.sub(cost.groupby(linkage.identity_of(_ids(cost))).sum(), fill_value=0.0)
    whole = worth.sort_index().sort_values(ascending=False, kind="stable").index[:best]
    rows, lists = [], {}
    for name, (by, score) in seen.items():
        if not (score > 0).any():
            continue  # a department that knows nobody has no best
        chance = _on_list(score, best)
        persons = linkage.identity_of(_ids(chance))
        weight = chance.groupby(persons).sum().clip(upper=1.0)
        lists[name] = weight
        rows.append((name, by, int((score > 0).sum()), float(weight.reindex(whole).sum())))
    table = pd.DataFrame(rows, columns=["department", "by", "sees", "shared"])
    return SiloViews(
        table=table,
        lists=lists,
        worth=worth,
        whole=whole,
        best=best,
        by_chance=best**2 / buyers,
        chance_range=_hypergeometric(buyers, best, level),
        level=level,
        money_is=money_is(ws),
        currency=ws.transactions.ledger.currency or "",
    )


def _ids(scored: pd.Series) -> pd.Series:
    return pd.Series(scored.index, index=scored.index)


def _departments(
    ws: Workspace,
) -> tuple[dict[str, tuple[str, pd.Series]], list[pd.Series]]:
    """What each department goes by and its scores by record; and costs by record."""
    lines = lines_of_records(ws)
    since = last_day(ws) - dt.timedelta(days=YEAR - 1)
    recent = lines.filter(lines.date >= ibis.literal(since))
    found: dict[str, tuple[str, pd.Series]] = {}
    if "channel" in lines.columns:
        sold = recent.group_by(channel=recent.channel, key=recent.key).agg(s=recent.cents.sum())
        frame = sold.order_by("channel", "key").to_pyarrow().to_pandas().dropna(subset="channel")
        order = frame.groupby("channel")["s"].sum().sort_values(ascending=False)
        for channel in order.index[:CHANNELS]:
            mine = frame[frame["channel"] == channel].set_index("key")["s"] / 100
            found[str(channel)] = ("sales on one record", mine)
    else:
        sold = recent.group_by(key=recent.key).agg(s=recent.cents.sum()).order_by("key")
        found["till"] = ("sales on one record", sold.to_pandas().set_index("key")["s"] / 100)
    costs = []
    for name in ("contacts", "service_events"):
        table = ws.get(name, "customer_id", "date", "cost")
        if table is None:
            continue
        rows = table.table
        rows = rows.filter(rows.date.cast("date") >= ibis.literal(since))
        key = rows.customer_id
        if "record_id" in rows.columns:
            key = rows.record_id.fill_null(rows.customer_id)
        wanted = {"cost": rows.cost.sum()}
        if name == "contacts" and "outcome" in rows.columns:
            wanted["redeemed"] = (rows.outcome == "redeemed").sum()
        sums = rows.group_by(key=key).agg(**wanted).order_by("key").to_pyarrow().to_pandas()
        sums = sums.dropna(subset="key").set_index("key")
        costs.append(sums["cost"].astype(float))
        if "redeemed" in sums:
            found["marketing"] = ("offers redeemed", sums["redeemed"].astype(float))
        if name == "service_events":
            found["service desk"] = ("money put right", sums["cost"].astype(float))
    return found, costs


def _on_list(score: pd.Series, best: int) -> pd.Series:
    """How surely each record is on a list of the best; those that tie at its end share the rest."""
    score = score[score > 0].sort_values(ascending=False, kind="stable")
    if len(score) <= best:
        return pd.Series(1.0, score.index)
    cut = score.iloc[best - 1]
    above, ties = int((score > cut).sum()), int((score == cut).sum())
    chance = np.where(score > cut, 1.0, np.where(score == cut, (best - above) / ties, 0.0))
    return pd.Series(chance, score.index)[chance > 0]


def _hypergeometric(size: int, best: int, level: float) -> tuple[int, int]:
    from scipy.stats import hypergeom

    tail = (1 - level) / 2
    low, high = hypergeom(size, best, best).ppf([tail, 1 - tail])
    return int(low), int(high)
