"""One shopper's choices worked by hand: which price of a minute she paid, and which she refused."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from cvmlab.data.table_currency import currency_of_tables
from cvmlab.errors import one_problem
from cvmlab.figures.formats import count, money

if TYPE_CHECKING:
    from cvmlab.figures.tables import Table


@dataclass(frozen=True, eq=False)
class ShopperChoices:
    """What one respondent was asked to pay for a minute, task by task, and what she did.

    Attributes
    ----------
    table : pandas.DataFrame
        One row a choice between a dearer, quicker way and a cheaper, slower one, cheapest minute
        first: ``task, minutes`` saved, ``price`` more, ``a_minute`` (one over the other), ``paid``,
        and ``fits`` with the price of a minute below.
    low, high : float
        A price of a minute between these fits most of the choices.
    other : int
        Choices in which nothing was weighed: one way was both quicker and no dearer.
    respondent, customer_type : str
        Who it is.
    currency : str
        ISO 4217 code.
    """

    table: pd.DataFrame
    low: float
    high: float
    other: int
    respondent: str
    customer_type: str
    currency: str = field(default="")

    @property
    def sentence(self) -> str:
        """Between which prices a minute lies for this shopper, as far as the choices say."""
        cash = partial(money, currency=self.currency, digits=2)
        who = f"{self.respondent} ({self.customer_type})" if self.customer_type else self.respondent
        asked, fits = len(self.table), int(self.table["fits"].sum())
        noun = "choice" if asked == 1 else "choices"
        if np.isinf(self.high):
            span = f"above {cash(self.low)}"
        elif self.low == 0:
            span = f"below {cash(self.high)}"
        else:
            span = f"between {cash(self.low)} and {cash(self.high)}"
        how_many = f"all {count(asked)}" if fits == asked else f"{count(fits)} of {count(asked)}"
        return f"For {who} a minute is worth {span}: that fits {how_many} {noun}."

    def summary(self) -> Table:
        """The choices, cheapest minute first."""
        from cvmlab.figures.tables import Table

        cash = partial(money, currency=self.currency, digits=2)
        frame = pd.DataFrame(
            {
                "Task": self.table["task"].astype(str),
                "Minutes saved": self.table["minutes"],
                "Price more": self.table["price"],
                "Asked for a minute": self.table["a_minute"],
                "Paid": np.where(self.table["paid"], "yes", "no"),
            }
        )
        note = "Each line: a quicker, dearer way against a slower, cheaper one."
        if self.other:
            noun = "choice" if self.other == 1 else "choices"
            note += f" Left out: {count(self.other)} {noun} with nothing to weigh."
        return Table(
            frame,
            title=f"What {self.respondent} was asked to pay for a minute",
            note=note,
            formats={"Minutes saved": count, "Price more": cash, "Asked for a minute": cash},
        )


def shopper_choices(
    tasks: pd.DataFrame,
    respondent: str | None = None,
    *,
    respondent_id: str = "respondent_id",
    customer_type: str = "shopper",
    currency: str = "EUR",
) -> ShopperChoices:
    """One respondent's choices between time and money, by the price asked for a minute.

    Parameters
    ----------
    tasks : pandas.DataFrame
        One row an alternative: ``task, price, minutes, chosen`` and the columns below. Tasks of two
        alternatives are read.
    respondent : str, optional
        Who; by default the first who was asked to weigh anything.
    respondent_id, customer_type : str
        The columns that say who it is and what type, the latter where there is one.
    currency : str
        ISO 4217 code.

    Returns
    -------
    ShopperChoices

    Raises
    ------
    DataProblem
        When a column is missing, nobody has this number, or no choice weighs time against money.

    Notes
    -----
    In a task the quicker way asks (price more) / (minutes saved) for a minute. Whoever takes it is
    worth at least that much a minute, and whoever does not, at most, as far as nothing else differs
    and nobody slips. The prices that fit most of the choices are shown; how people are told from
    their slips is the business of :func:`cvmlab.value_for.hassle.price_of_hassle.price_of_hassle`.

    Examples
    --------
    >>> tasks = pd.DataFrame({"respondent_id": "H1", "task": [1, 1, 2, 2],
    ...                       "price": [33, 30, 34, 30], "minutes": [10, 25, 15, 25],
    ...                       "chosen": [True, False, False, True]})
    >>> print(shopper_choices(tasks, "H1").sentence)
    For H1 a minute is worth between €0.20 and €0.40: that fits all 2 choices.
    """
    currency = currency_of_tables(currency, tasks)
    needed = (respondent_id, "task", "price", "minutes", "chosen")
    missing = [name for name in needed if name not in tasks]
    if missing:
        raise one_problem(f"the choices have no column {', '.join(missing)}", "map one to it.")
    if respondent is None:
        respondent = str(tasks[respondent_id].iloc[0])
    mine = tasks[tasks[respondent_id].astype(str) == str(respondent)]
    if mine.empty:
        raise one_problem(
            f"nobody is called {respondent} in the choices",
            f"take another number, such as {tasks[respondent_id].iloc[0]}.",
        )
    rows, other = [], 0
    for task, ways in mine.groupby("task", sort=True):
        if len(ways) != 2:
            continue
        quick, slow = ways.sort_values("minutes").itertuples(index=False)
        saved, more = float(slow.minutes - quick.minutes), float(quick.price - slow.price)
        if saved > 0 and more > 0:
            rows.append((task, saved, more, more / saved, bool(quick.chosen)))
        else:
            other += 1
    if not rows:
        raise one_problem(
            f"no choice of {respondent} weighs time against money", "take another number."
        )
    table = pd.DataFrame(rows, columns=["task", "minutes", "price", "a_minute", "paid"])
    table = table.sort_values("a_minute", kind="stable", ignore_index=True)
    low, high = _best_range(table["a_minute"].to_numpy(), table["paid"].to_numpy())
    table["fits"] = table["paid"] == (table["a_minute"] <= low)
    kind = str(mine[customer_type].iloc[0]) if customer_type in mine else ""
    return ShopperChoices(table, low, high, other, str(respondent), kind, currency)


def _best_range(asked: np.ndarray, paid: np.ndarray) -> tuple[float, float]:
    """The neighbouring prices between which one price of a minute fits most choices."""
    ends = np.unique(np.concatenate([[0.0], asked, [np.inf]]))
    fits = [((asked <= low) == paid).sum() for low in ends[:-1]]
    best = int(np.argmax(fits))
    return float(ends[best]), float(ends[best + 1])
