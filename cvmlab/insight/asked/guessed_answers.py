"""Knowing about a customer, and knowing one: guesses of single answers, and how far they miss.

Before a survey comes in, somebody who knows a customer's file writes down what the customer will
answer. Afterwards the misses are compared with those of somebody who knows no customer at all and
says the average of the last survey each time. Only a guesser who beats the average knows anything
about these customers that helps.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from cvmlab.errors import DataProblem, Problem, one_problem
from cvmlab.figures.formats import count, interval, number, percent

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from cvmlab.figures.pictures import Picture
    from cvmlab.figures.tables import Table

AVERAGE = "the plain average"
_number1 = partial(number, digits=1)


@dataclass(frozen=True, eq=False)
class GuessedAnswers:
    """How far each guesser missed the answers of the same customers.

    Attributes
    ----------
    table : pandas.DataFrame
        One row a guesser, the best first: ``guesser``; ``miss``, the mean distance between guess
        and answer in points of the scale, with ``low`` and ``high``; ``bias``, the mean of guess
        less answer; ``within_one``, the share of guesses no more than a point off; ``worse``, the
        mean distance beyond that of the plain average, with ``worse_low`` and ``worse_high``.
    each : pandas.DataFrame
        One row a customer: ``customer_id``, ``answer`` and each guesser's guess.
    average : float
        The plain average.
    level : float
        Confidence level of the intervals.
    """

    table: pd.DataFrame
    each: pd.DataFrame
    average: float
    level: float

    def of(self, guesser: str) -> pd.Series:
        """One guesser's row."""
        return self.table.set_index("guesser").loc[guesser]

    def without_worst(self, guesser: str) -> float:
        """The guesser's mean miss when the one customer missed furthest is left out."""
        return float(
            (self.each[guesser] - self.each["answer"]).abs().sort_values().iloc[:-1].mean()
        )

    @property
    def sentence(self) -> str:
        """The finding in one breath."""
        others = self.table[self.table["guesser"] != AVERAGE]
        base = self.of(AVERAGE)
        told = "; ".join(
            f"{row.guesser} by {number(row.miss, 1)} ({_more(row.worse)}, {percent(self.level)} "
            f"interval of the difference {interval(row.worse_low, row.worse_high, _number1)})"
            for row in others.itertuples()
        )
        return (
            f"Saying {number(self.average, 1)} for each of these {count(len(self.each))} "
            f"customers misses their answers by {number(base.miss, 1)} points on average; {told}."
        )

    def summary(self) -> Table:
        """Customer by customer: the answer and each guess, and the mean miss below."""
        from cvmlab.figures.tables import Table

        names = list(self.table["guesser"])
        lines = self.each[["customer_id", "answer", *names]].astype(object)
        last = ["mean miss", "", *(_number1(self.of(name)["miss"]) for name in names)]
        frame = pd.DataFrame(
            [[a, _plain(b), *map(_plain, rest)] for a, b, *rest in lines.to_numpy()] + [last],
            columns=["Customer", "Answered", *(name.capitalize() for name in names)],
        )
        return Table(frame, title="Guessed, and answered", note=self.sentence, total_row=True)


def guessed_answers(
    predictions: pd.DataFrame,
    survey: pd.DataFrame,
    *,
    mine: Sequence[float] | None = None,
    level: float = 0.95,
) -> GuessedAnswers:
    """Compare the misses of managers, of the reader, and of the plain average.

    Parameters
    ----------
    predictions : DataFrame
        ``customer_id, guess, made_on``: what managers wrote down; rows without a customer are
        about something else and are passed over.
    survey : DataFrame
        ``customer_id, date, wave, overall``. Answers are those of the first wave after the
        guesses that names its respondents; the plain average is that of the last such wave before
        them, the only one that could be known then.
    mine : sequence of float, optional
        The reader's guesses, in the order of the customers in `predictions`.
    level : float
        Confidence level of the intervals.

    Returns
    -------
    GuessedAnswers

    Raises
    ------
    DataProblem
        When columns are missing, nobody guessed a customer who then answered, or the reader's
        guesses are not one for each customer.

    Notes
    -----
    Mean miss: (1/n) Σ |guess − answer|. Intervals are Student's, over customers; differences are
    taken customer by customer. Ten customers are an exercise, not a sample: the intervals say so.
    """
    asked = _asked(predictions, survey)
    made = pd.to_datetime(predictions.loc[asked.index, "made_on"]).max()
    named = survey[survey["customer_id"].notna()]
    days = pd.to_datetime(named["date"])
    before, after = named[days < made], named[days >= made]
    answered = after[after["wave"] == after["wave"].min()].drop_duplicates("customer_id")
    earlier = before[before["wave"] == before["wave"].max()] if len(before) else answered
    each = asked[["customer_id", "guess"]].rename(columns={"guess": "managers"})
    each = each.assign(average=float(earlier["overall"].mean()))
    if mine is not None:
        if len(mine) != len(each):
            raise one_problem(
                f"there are {count(len(mine))} guesses for {count(len(each))} customers",
                "give one for each, in their order.",
            )
        each["you"] = np.asarray(mine, dtype=float)
    answer = each["customer_id"].map(answered.set_index("customer_id")["overall"])
    each.insert(1, "answer", answer.astype(float))
    each = each[each["answer"].notna()].reset_index(drop=True)
    if each.empty:
        raise one_problem(
            "none of the customers guessed answered the next survey", "compare another wave."
        )
    guesses = {"managers": each["managers"], AVERAGE: each["average"]}
    if mine is not None:
        guesses["you"] = each["you"]
    return compare_guesses(each["answer"], guesses, customers=each["customer_id"], level=level)


def compare_guesses(
    answers: Sequence[float] | pd.Series,
    guesses: Mapping[str, Any],
    *,
    customers: Sequence[str] | pd.Series | None = None,
    level: float = 0.95,
) -> GuessedAnswers:
    """Compare the misses of several guessers of the same answers.

    Parameters
    ----------
    answers : array-like of float
        What was answered.
    guesses : mapping of guesser to array-like of float
        One guess an answer each; one guesser is the plain average.
    customers : array-like of str, optional
        Whose answers.
    level : float
        Confidence level of the intervals.

    Examples
    --------
    >>> made = compare_guesses([10, 6, 8], {"managers": [9, 9, 9], "the plain average": [8, 8, 8]})
    >>> made.table[["guesser", "miss"]].round(2).to_numpy().tolist()
    [['the plain average', 1.33], ['managers', 1.67]]
    """
    if AVERAGE not in guesses:
        raise ValueError(f'one of the guessers must be "{AVERAGE}"')
    truth = np.asarray(answers, dtype=float)
    made = {name: np.asarray(values, dtype=float) for name, values in guesses.items()}
    base = np.abs(made[AVERAGE] - truth)
    rows = []
    for name, values in made.items():
        off = np.abs(values - truth)
        rows.append(
            (name, off.mean(), *_student(off, level), (values - truth).mean(), (off <= 1).mean(),
             (off - base).mean(), *_student(off - base, level))
        )  # fmt: skip
    columns = ["guesser", "miss", "low", "high", "bias", "within_one",
               "worse", "worse_low", "worse_high"]  # fmt: skip
    table = pd.DataFrame(rows, columns=columns).sort_values("miss", ignore_index=True)
    who = [str(i) for i in range(1, len(truth) + 1)] if customers is None else list(customers)
    each = pd.DataFrame({"customer_id": who, "answer": truth, **made})
    return GuessedAnswers(table, each, float(made[AVERAGE].mean()), level)


def plot_guessed_answers(result: GuessedAnswers, *, ax: Axes | None = None) -> Picture:
    """Each customer's answer, and how far the guesses lie from it.

    Parameters
    ----------
    result : GuessedAnswers
        What :func:`guessed_answers` returned.
    ax : matplotlib Axes, optional
        Where to draw.

    Returns
    -------
    Picture
    """
    from cvmlab.figures.pictures import Picture, new_axes
    from cvmlab.figures.style import GREY_TEXT, INK, palette

    ax = new_axes(ax)
    each = result.each
    at = np.arange(len(each), dtype=float)
    guessers = [name for name in result.table["guesser"] if name != AVERAGE]
    looks = [("o", palette()[0]), ("^", palette()[2]), ("v", palette()[3])]
    ax.axhline(result.average, color=GREY_TEXT, linestyle="--", linewidth=1,
               label=f"average {_number1(result.average)}")  # fmt: skip
    for n, (name, (marker, colour)) in enumerate(zip(guessers, looks, strict=False)):
        x = at - 0.12 + 0.24 * n
        ax.vlines(x, each["answer"], each[name], color=colour, linewidth=1.5, alpha=0.6)
        ax.plot(x, each[name], marker, color=colour, markersize=7, linestyle="none", label=name,
                markerfacecolor="white", markeredgewidth=1.8)  # fmt: skip
    ax.plot(at, each["answer"], "D", color=INK, markersize=7, linestyle="none", label="answered")
    ax.set_xticks(at, list(each["customer_id"]), rotation=35, ha="right", fontsize=8)
    ax.set_ylim(0.5, 10.9)
    ax.set_yticks(range(1, 11))
    ax.set_ylabel("Overall satisfaction (1 to 10)")
    ax.legend(loc="lower left", ncols=len(guessers) + 2, fontsize=8)
    misses = ", ".join(f"{row.guesser} {_number1(row.miss)}" for row in result.table.itertuples())
    title = f"Mean miss in points: {misses}"
    ax.set_title(title)
    return Picture(ax, f"{title}. {result.sentence}", name="guessed-answers")


def _student(x: np.ndarray, level: float) -> tuple[float, float]:
    from scipy.special import stdtrit  # scipy.stats would cost every lesson a second

    if len(x) < 2:
        return float("nan"), float("nan")
    half = stdtrit(len(x) - 1, (1 + level) / 2) * x.std(ddof=1) / np.sqrt(len(x))
    return float(x.mean() - half), float(x.mean() + half)


def _asked(predictions: pd.DataFrame, survey: pd.DataFrame) -> pd.DataFrame:
    problems = [
        Problem("this column is not there", f"add it to {where}.", name)
        for where, frame, names in (
            ("the predictions", predictions, ("customer_id", "guess", "made_on")),
            ("the survey", survey, ("customer_id", "date", "wave", "overall")),
        )
        for name in names
        if name not in frame
    ]
    if problems:
        raise DataProblem(problems)
    asked = predictions[predictions["customer_id"].notna()]
    if asked.empty:
        raise one_problem("nobody guessed a customer's answer", "add rows with a customer.")
    return asked


def _more(points: float) -> str:
    return f"{_number1(abs(points))} {'more' if points >= 0 else 'less'}"


def _plain(value: object) -> str:
    value = float(str(value)) if not isinstance(value, str) else value
    if isinstance(value, str):
        return value
    return count(value) if float(value).is_integer() else _number1(value)
