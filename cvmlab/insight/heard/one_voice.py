"""One customer's own voice: what a person answered and said, beside what happened in between.

Sales say when somebody bought less. They cannot say why, and they cannot tell a life that changed
from a relationship that broke. The answers, the comments and the list of failures of one person
can, read in the order of their dates.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

import pandas as pd

from cvmlab.errors import DataProblem, Problem
from cvmlab.figures.formats import count, day, is_missing, money, number

if TYPE_CHECKING:
    import ibis.expr.types as ir
    from matplotlib.axes import Axes

    from cvmlab.figures.pictures import Picture
    from cvmlab.figures.tables import Table

LEVELS = ("core", "process", "technical", "interaction", "emotional")
FOR, AGAINST = "for", "against"


@dataclass(frozen=True, eq=False)
class CustomerVoice:
    """What one customer answered, said and lived through, in the order of the dates.

    Attributes
    ----------
    answers : pandas.DataFrame
        One row an answered wave: ``date``, ``wave``, the mean of each level of satisfaction that
        was asked, and ``overall`` where it was. Waves without names are not there: a person who
        answered without a name wants no name.
    said : pandas.DataFrame
        One row a text in the person's words: ``date, where, words``.
    failures : pandas.DataFrame
        One row a failure between the two answers around the turn: ``date, touchpoint, code,
        minutes_lost, recovered, cost``.
    talk : pandas.DataFrame
        What the person did for the firm or said against it: ``date, direction, kind, detail``.
    turn : tuple of two dates, or None
        The two neighbouring answers between which the largest fall of a level lies; none where
        nothing ever fell.
    currency : str
        ISO code of the costs.
    """

    answers: pd.DataFrame
    said: pd.DataFrame
    failures: pd.DataFrame
    talk: pd.DataFrame
    turn: tuple[pd.Timestamp, pd.Timestamp] | None
    currency: str = ""

    @property
    def levels(self) -> list[str]:
        """The levels that were asked."""
        return [level for level in LEVELS if level in self.answers.columns]

    def change(self) -> pd.DataFrame:
        """Each level before and after the turn: ``before, after, fall``, the largest fall first."""
        if self.turn is None:
            return pd.DataFrame(columns=["before", "after", "fall"], dtype=float)
        rows = self.answers.set_index("date")[self.levels]
        both = pd.DataFrame({"before": rows.loc[self.turn[0]], "after": rows.loc[self.turn[1]]})
        both["fall"] = both["before"] - both["after"]
        return both.sort_values("fall", ascending=False, kind="stable")

    @property
    def sentence(self) -> str:
        """What fell, what stayed, what had happened, and what it cost the firm to let it."""
        if self.turn is None:
            noun = "answer" if len(self.answers) == 1 else "answers"
            return f"{len(self.answers)} {noun}, and no level of satisfaction ever fell."
        change = self.change()
        worst, least = change.iloc[0], change.iloc[-1]
        text = (
            f"Between {day(self.turn[0])} and {day(self.turn[1])} the {worst.name} answers fell "
            f"from {_points(worst.before)} to {_points(worst.after)} of 10, the {least.name} ones "
            f"from {_points(least.before)} to {_points(least.after)}."
        )
        return " ".join(filter(None, [text, self._happened(), self._talked()]))

    def _happened(self) -> str:
        if self.failures.empty:
            return "No failure was written down in between."
        listed = ", ".join(f"{r.code} ({day(r.date)})" for r in self.failures.itertuples())
        minutes, cost = self.failures["minutes_lost"].sum(), self.failures["cost"].sum()
        mended = int(self.failures["recovered"].sum())
        spent = money(cost, self.currency or None, digits=0) if cost > 0 else "nothing"
        return (
            f"In between: {listed}. They took {count(minutes)} of the customer's minutes; "
            f"{count(mended) if mended else 'none'} of {len(self.failures)} was put right, and "
            f"{spent} was spent on them."
        )

    def _talked(self) -> str:
        if self.talk.empty or self.turn is None:
            return ""
        ways = self.talk["direction"]
        good, bad = self.talk[ways == FOR], self.talk[ways == AGAINST]
        if good.empty or bad.empty:
            return ""
        return (
            f"{count(len(good))} good deeds and words were noted, the last on "
            f"{day(good['date'].max())}; {count(len(bad))} words against the firm, the first on "
            f"{day(bad['date'].min())}."
        )

    def summary(self) -> Table:
        """The person's words and what happened around the turn, in the order of the dates."""
        from cvmlab.figures.tables import Table

        rows = [(r.date, r.where, f"“{r.words}”") for r in self.said.itertuples()]
        rows += [
            (r.date, f"service desk, {r.touchpoint}", f"{r.code}, {_mended(r)}")
            for r in self.failures.itertuples()
        ]
        bad = self.talk[self.talk["direction"] == AGAINST]
        last_good = self.talk[self.talk["direction"] == FOR].tail(1)
        rows += [(r.date, r.kind, r.detail) for r in pd.concat([last_good, bad]).itertuples()]
        frame = pd.DataFrame(sorted(rows, key=lambda row: row[0]), columns=["Day", "Where", "What"])
        return Table(
            frame, title="In the customer's words, and in the firm's", note=self.sentence,
            formats={"Day": day},
        )  # fmt: skip


def customer_voice(
    customer_id: str,
    survey: pd.DataFrame | ir.Table,
    *,
    interviews: pd.DataFrame | ir.Table | None = None,
    events: pd.DataFrame | ir.Table | None = None,
    contributions: pd.DataFrame | ir.Table | None = None,
    currency: str = "",
) -> CustomerVoice:
    """Gather what one customer answered, said and lived through.

    Parameters
    ----------
    customer_id : str
        Whose voice.
    survey : pandas.DataFrame or Ibis table
        ``customer_id, date``, items of the levels (``core_1`` …, 1 to 10) and, where asked,
        ``wave, overall, comment``.
    interviews, events, contributions : pandas.DataFrame or Ibis table, optional
        The firm's interviews, failures and notes of what customers did for it, with
        ``customer_id`` and ``date``.
    currency : str
        ISO code of the costs in ``events``.

    Returns
    -------
    CustomerVoice

    Raises
    ------
    DataProblem
        If the survey has no answers of this customer, or asked about no level.

    Examples
    --------
    >>> survey = pd.DataFrame({"customer_id": ["K1", "K1"], "technical_1": [9, 8],
    ...     "emotional_1": [10, 1], "date": pd.to_datetime(["2024-01-03", "2024-07-02"])})
    >>> customer_voice("K1", survey).change()["fall"].to_dict()
    {'emotional': 9.0, 'technical': 1.0}
    """
    own = _of(survey, customer_id)
    answers = _answers(own, customer_id)
    levels = [level for level in LEVELS if level in answers.columns]
    falls = -answers[levels].diff().min(axis=1)
    turn = None
    if len(answers) > 1 and falls.max() > 0:
        place = int(falls.argmax())
        turn = (answers["date"].iloc[place - 1], answers["date"].iloc[place])
    names = ["date", "touchpoint", "code", "minutes_lost", "recovered", "cost"]
    failures = _of(events, customer_id, names)
    if turn is not None:
        failures = failures[failures["date"].between(*turn, inclusive="right")]
    return CustomerVoice(
        answers=answers,
        said=_said(own, _of(interviews, customer_id, ["date", "excerpt"])),
        failures=failures.reset_index(drop=True),
        talk=_of(contributions, customer_id, ["date", "direction", "kind", "detail"]),
        turn=turn,
        currency=currency,
    )


def plot_customer_voice(result: CustomerVoice, *, ax: Axes | None = None) -> Picture:
    """The levels of one customer's satisfaction over time, with what happened at the turn.

    Parameters
    ----------
    result : CustomerVoice
        What :func:`customer_voice` returned.
    ax : matplotlib Axes, optional
        Where to draw.

    Returns
    -------
    Picture
    """
    from matplotlib.dates import AutoDateLocator, ConciseDateFormatter

    from cvmlab.figures.pictures import Picture, new_axes
    from cvmlab.figures.style import GREY, GREY_TEXT, INK, palette

    ax = new_axes(ax)
    answers, change = result.answers, result.change()
    fallen = list(change.index[:2]) if result.turn is not None else []
    markers = dict(zip(LEVELS, "sD^vo", strict=True))
    for level in result.levels:
        colour = palette()[1] if level in fallen else GREY
        ax.plot(answers["date"], answers[level], marker=markers[level], color=colour,
                linewidth=2.2 if level in fallen else 1.4)  # fmt: skip
    ends = answers.iloc[-1][result.levels].astype(float)
    for value in sorted(set(ends)):
        names = " and ".join(level for level in result.levels if ends[level] == value)
        ax.annotate(f"{names} {_points(value)}", (answers["date"].iloc[-1], value),
                    xytext=(8, 0), textcoords="offset points", va="center", fontsize=8.5,
                    color=INK if set(names.split()) & set(fallen) else GREY_TEXT)  # fmt: skip
    if not result.failures.empty:
        first = result.failures.iloc[0]
        ax.axvline(first["date"], color=INK, linewidth=0.9, linestyle=":")
        ax.annotate(f"{day(first['date'])}:\n{_briefly(result.failures)}", (first["date"], 0.7),
                    xytext=(-6, 0), textcoords="offset points", ha="right", va="bottom",
                    fontsize=8.5)  # fmt: skip
    ax.set_ylim(0.5, 10.4)
    ax.set_yticks([2, 4, 6, 8, 10])
    span = max(answers["date"].iloc[-1] - answers["date"].iloc[0], pd.Timedelta(days=60))
    ax.set_xlim(answers["date"].iloc[0] - span * 0.04, answers["date"].iloc[-1] + span * 0.34)
    locator = AutoDateLocator(minticks=3, maxticks=7)
    ax.xaxis.set_major_locator(locator)
    ax.xaxis.set_major_formatter(ConciseDateFormatter(locator))
    ax.set_ylabel("Satisfaction, mean of the level (1 to 10)")
    title = _title(change)
    ax.set_title(title)
    listed = "; ".join(
        f"{level} {', '.join(_points(v) for v in answers[level])}" for level in result.levels
    )
    days = ", ".join(day(d) for d in answers["date"])
    alt = f"{title}. Lines of satisfaction on {days}: {listed}."
    if not result.failures.empty:
        alt += f" Between the answers of the turn: {_briefly(result.failures)}."
    return Picture(ax, alt, name="customer-voice")


def _title(change: pd.DataFrame) -> str:
    if change.empty:
        return "No level of satisfaction fell"
    worst, least = change.iloc[0], change.iloc[-1]
    return (
        f"{str(least.name).capitalize()} satisfaction {_points(least.before)} to "
        f"{_points(least.after)}, {worst.name} {_points(worst.before)} to {_points(worst.after)}"
    )


def _briefly(failures: pd.DataFrame) -> str:
    counted = failures["code"].value_counts(sort=False)
    return ", ".join(f"{code} ×{n}" if n > 1 else str(code) for code, n in counted.items())


def _answers(own: pd.DataFrame, customer_id: str) -> pd.DataFrame:
    items = {
        level: [c for c in own.columns if str(c).rpartition("_")[0] == level] for level in LEVELS
    }
    problems = []
    if own.empty:
        what = f'the survey has no answers of "{customer_id}"'
        problems.append(Problem(what, "choose somebody who answered by name.", "customer_id"))
    if not any(items.values()):
        what = "the survey asked about no level of satisfaction"
        problems.append(Problem(what, "map columns such as core_1 and emotional_1."))
    if problems:
        raise DataProblem(problems)
    means = {level: own[names].mean(axis=1) for level, names in items.items() if names}
    kept = [name for name in ("wave", "date", "overall") if name in own.columns]
    table = own[kept].assign(**means).dropna(subset=list(means), how="all")
    return table.astype(dict.fromkeys(means, float)).reset_index(drop=True)


def _of(
    table: pd.DataFrame | ir.Table | None, customer_id: str, names: list[str] | None = None
) -> pd.DataFrame:
    """The rows of one customer in the order of their dates; no rows where there is no table."""
    if table is None:
        return pd.DataFrame(columns=names)
    if isinstance(table, pd.DataFrame):
        own = table[table["customer_id"] == customer_id]
    else:  # one customer's rows of a large table are picked where it lies
        own = table.filter(table["customer_id"] == customer_id).to_pandas()
    own = own.assign(date=pd.to_datetime(own["date"])).sort_values("date", kind="stable")
    return own.reindex(columns=names) if names else own


def _said(answers: pd.DataFrame, talks: pd.DataFrame) -> pd.DataFrame:
    comments = answers.reindex(columns=["date", "wave", "comment"]).dropna(subset=["comment"])
    waves = ["survey" if is_missing(w) else f"survey, wave {w}" for w in comments["wave"]]
    rows = [*zip(comments["date"], waves, comments["comment"], strict=True)]
    rows += [(r.date, "interview", r.excerpt) for r in talks.itertuples()]
    table = pd.DataFrame(rows, columns=["date", "where", "words"])
    return table.sort_values("date", kind="stable").reset_index(drop=True)


def _mended(row: object) -> str:
    return "put right" if row.recovered else "not put right"  # type: ignore[attr-defined]


_points = partial(number, digits=0)
