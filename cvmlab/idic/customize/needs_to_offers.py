"""Which offer answers which need: the one table a manager should be able to read and to change.

A need that is known and an offer that exists meet in nobody's system: somebody has to decide that
"diet and health" is answered by the free-from shelf check. The table holds that decision, one line
a need. A line may also answer one wish in a customer's own words, and then it goes before the need.
"""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from cvmlab.errors import DataProblem, Problem, suggestion


def needs_to_offers(
    offers: pd.DataFrame,
    changes: Mapping[str, str | None] | None = None,
    *,
    wishes: pd.Series | None = None,
) -> pd.DataFrame:
    """The table from needs (and wishes) to offers: the cheapest per use, where nobody decides.

    Parameters
    ----------
    offers : DataFrame
        ``name, need, cost_per_use``, with ``offer_id`` and the others of the firm's list of offers.
    changes : mapping, optional
        What you decide: a need, or a wish in the customers' own words, to an offer's name or id;
        None for "nothing is offered: do what was said". What is not in it keeps the cheapest.
    wishes : Series, optional
        Wishes as recorded, so that a line for one of them can be told from a slip of the pen.

    Returns
    -------
    DataFrame
        One row a line of the table: ``answers`` (the need or wish), ``kind`` ("need" or "wish"),
        ``decided`` (by you, or the cheapest), and the columns of the offer, missing where nothing
        is offered.

    Raises
    ------
    DataProblem
        With every line that names no need and no wish, or no offer, or an offer for another need.

    Examples
    --------
    >>> menu = pd.DataFrame({"name": ["Loan trolley", "Bags, not crates", "Free-from check"],
    ...                      "need": ["less carrying", "less carrying", "diet"],
    ...                      "cost_per_use": [0.9, 0.7, 1.4]})
    >>> needs_to_offers(menu, {"less carrying": "Loan trolley"})[["answers", "name", "decided"]]
             answers             name  decided
    0  less carrying     Loan trolley     True
    1           diet  Free-from check    False
    """
    needs = list(dict.fromkeys(offers["need"].dropna()))
    known_wishes = [] if wishes is None else list(dict.fromkeys(wishes.dropna()))
    cheapest = offers.sort_values("cost_per_use", kind="stable").drop_duplicates("need")
    chosen: dict[str, int | None] = {
        str(row.need): int(row.Index)  # type: ignore[arg-type]
        for row in cheapest.itertuples()
        if isinstance(row.need, str)
    }
    chosen = {need: chosen[need] for need in needs}
    problems: list[Problem] = []
    decided = dict(changes or {})
    for answers, offer in decided.items():
        if answers not in needs and answers not in known_wishes:
            problems.append(_no_such_need(answers, needs, known_wishes))
            continue
        if offer is None:
            chosen[answers] = None
            continue
        at = _find(offers, offer)
        if at is None:
            problems.append(_no_such_offer(answers, offer, offers))
        elif answers in needs and offers.loc[at, "need"] != answers:
            problems.append(
                Problem(
                    f'"{offer}" answers "{offers.loc[at, "need"]}", not "{answers}"',
                    f"choose one of: {_of_need(offers, answers)}.",
                )
            )
        else:
            chosen[answers] = at
    if problems:
        raise DataProblem(problems, "the table from needs to offers")
    rows = []
    for answers, at in chosen.items():
        row = {} if at is None else offers.loc[at].to_dict()
        kind = "need" if answers in needs else "wish"
        row |= {"answers": answers, "kind": kind, "decided": answers in decided}
        rows.append(row)
    first = ["answers", "kind", "decided"]
    return pd.DataFrame(rows, columns=[*first, *offers.columns])


def _find(offers: pd.DataFrame, offer: str) -> int | None:
    for column in ("name", "offer_id"):
        if column in offers:
            found = offers.index[offers[column] == offer]
            if len(found):
                return int(found[0])
    return None


def _of_need(offers: pd.DataFrame, need: str) -> str:
    return ", ".join(offers.loc[offers["need"] == need, "name"])


def _no_such_need(answers: str, needs: list[str], wishes: list[str]) -> Problem:
    return Problem(
        f'"{answers}" is no need of the list of offers and no wish that was recorded',
        f"choose one of: {', '.join(needs)}.{suggestion(answers, [*needs, *wishes])}",
    )


def _no_such_offer(answers: str, offer: object, offers: pd.DataFrame) -> Problem:
    close = suggestion(str(offer), offers["name"])
    return Problem(
        f'there is no offer "{offer}" (for "{answers}")',
        f"choose one of: {_of_need(offers, answers) or ', '.join(offers['name'])}.{close}",
    )
