"""What the firm would decide otherwise if it counted persons: no truth needed, only both views.

Whoever holds two cards looks twice as small as she is, and changing over from the old card to the
new one looks like leaving on the one and like a newcomer on the other.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from cvmlab.errors import one_problem
from cvmlab.idic.identify.changed_view_result import ChangedView
from cvmlab.idic.identify.kept import kept
from cvmlab.idic.identify.lines_of_records import money_is, sums_of_records

if TYPE_CHECKING:
    from cvmlab.data.workspace import Workspace
    from cvmlab.idic.identify.linkage_result import Linkage

FALL, YEARS_BACK, BEST = 0.5, 2, 0.2


@kept
def changed_view(
    ws: Workspace,
    linkage: Linkage,
    *,
    fall: float = FALL,
    best: float = BEST,
    level: float = 0.95,
) -> ChangedView:
    """Who looks like leaving on a card and is not; whom a list of the best cards misses.

    Parameters
    ----------
    ws : Workspace
        Orders of more than two years.
    linkage : Linkage, optional
        Who is who; by default :func:`cvmlab.current_linkage`.
    fall : float
        Who still buys, but this share or less of what it was two years before, looks like leaving.
    best : float
        The share of persons who bought in the last year that makes the list of the best.
    level : float
        Confidence level of the shares.

    Returns
    -------
    ChangedView

    Raises
    ------
    DataProblem
        When `fall` or `best` is no share, or nobody bought in the last year.

    Notes
    -----
    A year is 364 days back from the last day. The list of the best cards is as long as that of the
    best persons; a person is missed who is among the best and none of whose cards is on the list.
    Purchases without a card are on no card: the card view does not see them.
    """
    for name, share in (("fall", fall), ("best", best)):
        if not 0 < share < 1:
            raise one_problem(f"{name} = {share} is no share", "give one between 0 and 1.")
    sums = sums_of_records(ws)
    sums = sums.assign(person=linkage.identity_of(sums["key"]))
    carried = sums[sums["customer_id"].notna()]
    cards = _by_year(carried, "customer_id")
    cards["person"] = linkage.identity_of(pd.Series(cards.index, index=cards.index))
    persons = _by_year(sums, "person")
    if not (persons["margin"] != 0).any():
        raise one_problem("nobody bought in the last year", "give orders that go on to the end.")
    for table in (cards, persons):
        table["leaving"] = table["sales"].between(1, fall * table["before"])
    cards["person_leaves"] = cards["person"].map(persons["leaving"])
    persons["list"], cards["list"] = _lists(persons, cards, best)
    persons["on_card_list"] = persons.index.isin(cards.loc[cards["list"], "person"])
    persons["best_card"] = cards.groupby("person")["margin"].max()
    persons["cards"] = cards.groupby("person").size()
    money = ["margin", "sales", "before", "best_card"]
    cards[money[:3]] = cards[money[:3]] / 100
    persons[money] = persons[money] / 100
    return ChangedView(
        cards, persons.fillna({"cards": 0, "best_card": 0.0}), fall, best, level, money_is(ws),
        ws.transactions.ledger.currency or "",
    )  # fmt: skip


def _by_year(sums: pd.DataFrame, who: str) -> pd.DataFrame:
    """Margin and sales of the last year, and sales two years before it, in cents."""
    last, before = sums[sums["year"] == 0], sums[sums["year"] == YEARS_BACK]
    frame = pd.DataFrame(
        {
            "margin": last.groupby(who)["margin"].sum(),
            "sales": last.groupby(who)["sales"].sum(),
            "before": before.groupby(who)["sales"].sum(),
        }
    )
    return frame.fillna(0).astype("int64").rename_axis(who)


def _lists(persons: pd.DataFrame, cards: pd.DataFrame, best: float) -> tuple[pd.Series, pd.Series]:
    """Who is on the list of the best persons, and which cards on one of the same length."""
    length = max(1, round(best * int((persons["margin"] > 0).sum())))
    first = [
        table.sort_index().sort_values("margin", ascending=False, kind="stable").index[:length]
        for table in (persons, cards)
    ]
    return (
        pd.Series(persons.index.isin(first[0]), persons.index),
        pd.Series(cards.index.isin(first[1]), cards.index),
    )
