"""One row a respondent: what the files knew, what the customer said, and who bought on afterwards.

The hard side is taken as it stood on the day before the survey. A figure of today, such as the tier
a customer holds now, has seen the future that it is meant to foretell: it is left out unless it is
asked for.

Who answers is no sample of who buys. The result therefore keeps what can be said about those who
did not answer: how many they are, and how many of them stayed.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

import pandas as pd

from cvmlab.data.order_lines import day_given, order_lines
from cvmlab.errors import DataProblem, Problem, one_problem
from cvmlab.figures.formats import count, percent
from cvmlab.insight.asked.around_the_wave import around_the_wave

if TYPE_CHECKING:
    from cvmlab.figures.tables import Table

LEVELS = ("core", "process", "technical", "interaction", "emotional")
FACETS = ("trust", "known", "belonging", "care", "meaning")
MOTIVES = ("enjoyment", "convenience", "points")
SINGLE = ("move_city", "recommend", "recommend_score", "rivals_used", "reported_wallet")
ACTIVE_WEEKS = 26


@dataclass(frozen=True, eq=False)
class Respondents:
    """The answers of one wave beside the purchases before and after it.

    Attributes
    ----------
    table : pandas.DataFrame
        One row a respondent who can be linked and answered with care: ``customer_id``; the means
        of the five levels; ``overall``; the means of the facets and ``relationship``, the mean of
        all their items; where they were asked, the means of the motives and single questions
        (``move_city, recommend, recommend_score, rivals_used, reported_wallet``); hard facts on
        the day before the wave (``recency_days`` since the last purchase, ``frequency`` purchase
        days and ``monetary`` in currency units over `weeks`); what came after, ``stays``,
        ``trips_after``, ``sales_after`` and ``weeks_bought`` (from the wave to the last purchase,
        0 where there is none); and further columns of the customers asked for.
    items : pandas.DataFrame
        The single answers behind the means, row by row as in the table.
    asked : pandas.DataFrame
        Every active customer, who answered or not: ``customer_id, recency_days, frequency,
        monetary, stays, answered``.
    left_out : dict of str to int
        Respondents that are not in the table, by reason.
    wave : int
        The wave.
    asked_on : date
        Its first day.
    weeks, stays_within : int
        Length of the window of the hard facts, and of the last weeks in which somebody who stays
        has bought.
    others : int
        Active customers who did not answer, or whose answers were left out.
    others_stay : float
        The share of them that stays.
    """

    table: pd.DataFrame
    items: pd.DataFrame = field(repr=False)
    asked: pd.DataFrame = field(repr=False)
    left_out: dict[str, int]
    wave: int
    asked_on: dt.date
    weeks: int
    stays_within: int
    others: int
    others_stay: float

    @cached_property
    def stay(self) -> float:
        """The share of the respondents that stays."""
        return float(self.table["stays"].mean())

    @property
    def sentence(self) -> str:
        """Who is in, who is out, and how those who are silent differ."""
        out = ", ".join(f"{count(n)} {why}" for why, n in self.left_out.items() if n) or "none"
        return (
            f"{count(len(self.table))} respondents are used (left out: {out}). "
            f"{percent(self.stay)} of them bought in the last {self.stays_within} weeks, against "
            f"{percent(self.others_stay)} of the {count(self.others)} other active customers: "
            "what is found here holds for customers who answer."
        )

    def regulars(self, within_days: int = 42, at_least: int = 26) -> pd.DataFrame:
        """Those whom the files call loyal: bought lately, and often in the window.

        Parameters
        ----------
        within_days : int
            The last purchase lies no more than so many days back.
        at_least : int
            Purchase days in the window.
        """
        lately = self.table["recency_days"] <= within_days
        return self.table[lately & (self.table["frequency"] >= at_least)].reset_index(drop=True)

    def items_of(self, some: pd.DataFrame) -> pd.DataFrame:
        """The single answers of some rows of the table, such as the regulars, in their order."""
        rows = pd.Index(self.table["customer_id"]).get_indexer(some["customer_id"])
        return self.items.iloc[rows].reset_index(drop=True)

    def summary(self) -> Table:
        """Who answered, and who did not."""
        from cvmlab.figures.tables import Table

        frame = pd.DataFrame(
            {
                "Active customers": ["answered, and used here", "all others"],
                "Customers": [len(self.table), self.others],
                f"Bought in the last {self.stays_within} weeks": [self.stay, self.others_stay],
            }
        )
        return Table(frame, note=self.sentence, formats={frame.columns[2]: percent})


def respondents(
    survey: pd.DataFrame,
    transactions: Any,
    customers: pd.DataFrame | None = None,
    *,
    wave: int | None = None,
    weeks: int = 52,
    stays_within: int = 6,
    levels: Sequence[str] = LEVELS,
    facets: Sequence[str] = FACETS,
    motives: Sequence[str] = MOTIVES,
    keep: Sequence[str] = (),
) -> Respondents:
    """Put one wave of a survey beside what was bought before it and whether buying went on.

    Parameters
    ----------
    survey : DataFrame
        ``customer_id, date, overall`` and items named level_1, level_2, …; ``wave`` where the firm
        has asked more than once.
    transactions : Transactions, DataFrame or Ibis table
        ``customer_id, date`` and ``amount`` or ``cents``.
    customers : DataFrame, optional
        One row a customer, for the columns of `keep`.
    wave : int, optional
        Which wave; the last one that names its respondents and leaves time to see who stays.
    weeks : int
        The hard facts look back this many weeks.
    stays_within : int
        Who stays has bought within this many weeks before the last day of the data.
    levels, facets : sequence of str
        The groups of items whose means are taken; facets make up ``relationship``.
    motives : sequence of str
        Groups of items on why somebody comes; those that were not asked are left out.
    keep : sequence of str
        Columns of `customers` to take along. Mind the day they are of.

    Returns
    -------
    Respondents

    Raises
    ------
    DataProblem
        When columns are missing or no respondent of the wave can be linked to purchases.

    Notes
    -----
    A respondent who gives the same answer to every item of satisfaction is taken for careless and
    left out. That finds those who tick down one column, not those who tick anything (Meade and
    Craig 2012, "Identifying careless responses in survey data").
    """
    if "wave" not in survey:
        survey = survey.assign(wave=1)
    items = {level: _items(survey, level) for level in (*levels, *facets)}
    needed = ("customer_id", "date", "overall")
    problems = [_missing(name) for name in needed if name not in survey]
    problems += [_missing(f"{name}_1") for name, found in items.items() if not found]
    problems += [_missing(n) for n in keep if customers is None or n not in customers]
    if problems:
        raise DataProblem(problems, "the survey")
    _, last_day = order_lines(transactions)
    chosen = _wave(survey, last_day, stays_within) if wave is None else wave
    answers = survey[survey["wave"] == chosen]
    if answers["customer_id"].notna().sum() == 0:
        raise one_problem(
            f"nobody in wave {chosen} can be linked to purchases: no customer is named",
            "choose a wave that names its respondents.",
        )
    asked_on = day_given(answers["date"].min(), "date")
    assert asked_on is not None
    behaviour = around_the_wave(transactions, asked_on, last_day, weeks, stays_within)
    ticked = answers[[c for name in levels for c in items[name]]]
    careless = ticked.max(axis=1) == ticked.min(axis=1)
    named = answers["customer_id"].notna()
    bought = answers["customer_id"].isin(behaviour.index)
    usable = answers[named & ~careless & bought]
    used = usable.drop_duplicates("customer_id").sort_values("customer_id", ignore_index=True)
    items |= {name: found for name in motives if (found := _items(survey, name))}
    means = {name: used[found].astype(float).mean(axis=1) for name, found in items.items()}
    related = [c for name in facets for c in items[name]]
    table = used[["customer_id"]].assign(
        **means,
        overall=used["overall"].astype(float),
        relationship=used[related].astype(float).mean(axis=1),
        **{name: used[name].astype(float) for name in SINGLE if name in used},
    )
    table = table.join(behaviour, on="customer_id")
    if keep and customers is not None:
        wanted = customers.drop_duplicates("customer_id").set_index("customer_id")[list(keep)]
        table = table.join(wanted, on="customer_id")
    known = ["recency_days", "frequency", "monetary", "stays"]
    asked = behaviour.loc[behaviour["recency_days"] <= 7 * ACTIVE_WEEKS, known]
    asked = asked.assign(answered=asked.index.isin(table["customer_id"])).reset_index()
    silent = asked[~asked["answered"]]
    left_out = {
        "without a name": int((~named).sum()),
        "with the same answer to everything": int((named & careless).sum()),
        "without a purchase before": int((named & ~careless & ~bought).sum()),
        "given a second time": len(usable) - len(used),
    }
    return Respondents(
        table=table,
        items=used[[c for found in items.values() for c in found]].astype(float),
        asked=asked,
        left_out=left_out,
        wave=int(chosen),
        asked_on=asked_on,
        weeks=weeks,
        stays_within=stays_within,
        others=len(silent),
        others_stay=float(silent["stays"].mean()) if len(silent) else float("nan"),
    )


def _wave(survey: pd.DataFrame, last_day: dt.date, stays_within: int) -> int:
    """The wave at least half a year before the last weeks that names its respondents."""
    until = pd.Timestamp(last_day) - pd.Timedelta(weeks=stays_within + ACTIVE_WEEKS)
    named = survey[survey["customer_id"].notna() & (pd.to_datetime(survey["date"]) <= until)]
    if named.empty:
        raise one_problem(
            "no wave names its respondents and lies half a year before the last weeks of the data",
            "name the wave to be used, or wait: who stays cannot be seen yet.",
        )
    return int(named["wave"].max())


def _items(survey: pd.DataFrame, name: str) -> list[str]:
    return [c for c in survey.columns if c.rpartition("_")[0] == name and c[-1].isdigit()]


def _missing(column: str) -> Problem:
    return Problem("this column is not there", "map it, or leave it out of the call.", column)
