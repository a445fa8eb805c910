"""What levels of service are worth to each type, and who fits which: the result."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

import pandas as pd

from cvmlab.figures.formats import Formatter, interval, money, percent

if TYPE_CHECKING:
    from cvmlab.figures.tables import Table

FITS = "today's level is worth most"
OTHER = "another level is worth more"
OPEN = "cannot be told"


@dataclass(frozen=True, eq=False)
class ServiceLevels:
    """What levels of service are worth to each type, and who fits which.

    Attributes
    ----------
    table : pandas.DataFrame
        One row a type and level: ``customer_type, level``; ``chance`` that it is taken when all
        levels lie side by side; ``worth`` in money each time against today's level, price paid;
        ``best``, the share of people to whom it gives most; with costs ``margin``, what it may
        be expected to earn each time; each with ``_low`` and ``_high``.
    types : pandas.DataFrame
        One row a type: ``customer_type, respondents``; ``level`` that is worth most on average,
        and the ``chance`` that it truly is; ``today_best``, the share of people to whom today's
        gives most; ``other``, the best of the other levels, and ``gain``, what it is worth more
        than today's each time, with ``gain_low`` and ``gain_high``; ``verdict``.
    assignments : pandas.DataFrame
        One row a respondent, numbered as in the choices: ``respondent, customer_type, level`` that
        most likely gives him most, after his own choices, and the ``chance`` that it does.
    right : dict of str to float
        The share of people who get what gives them most when all get one level ("one level"),
        when the type decides ("by type"), and when people's own choices do ("by own choices"). In
        trials of 500 respondents with known tastes these came out up to three points too high.
    levels : pandas.DataFrame
        The levels as given, and ``shown``: whether people were asked about such gaps to today's.
    today : str
        Today's level.
    level : float
        Confidence level of the intervals.
    currency : str or None
        ISO 4217 code.
    """

    table: pd.DataFrame
    types: pd.DataFrame
    assignments: pd.DataFrame
    right: dict[str, float]
    levels: pd.DataFrame
    today: str
    level: float
    currency: str | None

    @property
    def sentence(self) -> str:
        """Whom today's level fits, whom another, and how much they miss."""
        cash = partial(money, currency=self.currency)
        of_all, *kinds = self.types.itertuples()
        verdicts = " ".join(_in_words(row, cash) for row in kinds or [of_all])
        ways = [f"one level for all gives most to {percent(self.right['one level'])} of people"]
        if kinds:
            ways.append(f"a level by type to {percent(self.right['by type'])}")
        ways.append(f"a level by people's own choices to {percent(self.right['by own choices'])}")
        return (
            f'Today\'s level "{self.today}" gives most to {percent(of_all.today_best)} of people. '
            f"{verdicts} {', '.join(ways).capitalize()}."
        )

    def summary(self) -> Table:
        """Types and levels as a table to read."""
        from cvmlab.figures.tables import Table

        cash: Formatter = partial(money, currency=self.currency)
        rows = list(self.table.itertuples())
        frame = pd.DataFrame(
            {
                "Who": [row.customer_type for row in rows],
                "Level": [row.level for row in rows],
                "Gives most to": [row.best for row in rows],
                "Taken if all are offered": [row.chance for row in rows],
                "Worth against today's": [row.worth for row in rows],
                f"{percent(self.level)} interval": [
                    "today's"
                    if row.level == self.today
                    else interval(row.worth_low, row.worth_high, cash)
                    for row in rows
                ],
            }
        )
        formats: dict[str, Formatter | str] = {
            "Gives most to": percent,
            "Taken if all are offered": percent,
            "Worth against today's": cash,
        }
        if "margin" in self.table:
            frame["Margin each time"] = self.table["margin"].to_numpy()
            formats["Margin each time"] = cash
        note = (
            f'Money each time, the price of the level paid, against "{self.today}". A level may be '
            "worth most on average and yet give most to few: to others it is second best. And who "
            "would gain by a level may take another, by luck or habit."
        )
        unknown = self.levels.loc[~self.levels["shown"], "name"].tolist()
        if unknown:
            note += f" Further from today's than anybody was asked: {', '.join(unknown)}."
        return Table(frame, title="Which level of service fits whom", note=note, formats=formats)


def _in_words(row: Any, cash: Formatter) -> str:
    """What today's level means to one type."""
    who = row.customer_type.capitalize()
    direction = "more" if row.gain > 0 else "less"
    other = (
        f'"{row.other}" is worth {cash(abs(row.gain))} {direction} each time '
        f"({interval(row.gain_low, row.gain_high, cash)})"
    )
    if row.verdict == FITS:
        return f"{who}: no other is worth more; {other}."
    return f"{who}: {other}." if row.verdict == OTHER else f"{who}: cannot be told; {other}."
