"""What customers speak of depends on what they are asked: two open questions, dealt by lot.

Asked how the firm could do better, customers answer as experts on firms of this kind: prices,
range, queues. Asked about their own lives, they speak of their own lives. Because the lot decided
who was asked what, the difference between the two halves is the question's doing.

A comment is *inside the box* if it holds a word of a short list: what such a firm sells, charges
and does. The list is shown to the reader, who may change it. It makes mistakes in both directions;
:meth:`FrameComparison.against` holds it against comments that a person has read.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, partial
from typing import TYPE_CHECKING

import pandas as pd

from cvmlab.errors import DataProblem, Problem, one_problem
from cvmlab.figures.formats import count, percent
from cvmlab.insight.asked.shop_words import SHOP_WORDS, says_nothing, words_found
from cvmlab.stats.effects import Effect, two_groups

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from cvmlab.figures.pictures import Picture
    from cvmlab.figures.tables import Table

INSIDE, OUTSIDE, NOTHING = "inside", "outside", "nothing"


@dataclass(frozen=True, eq=False)
class FrameComparison:
    """What the comments speak of, by the question that was asked.

    Attributes
    ----------
    table : pandas.DataFrame
        One row a question: ``question``; ``asked``; ``wrote``, who said something; ``nothing``,
        who wrote a word that says nothing; ``inside`` and ``outside`` the box; ``share`` outside
        of those who said something, with ``low`` and ``high``.
    effect : Effect
        The comparison of the shares outside.
    comments : pandas.DataFrame
        Each comment with its ``question``, its ``code`` and the ``words`` that decided.
    words : mapping
        The word list used, by subject.
    """

    table: pd.DataFrame
    effect: Effect
    comments: pd.DataFrame = field(repr=False)
    words: Mapping[str, Sequence[str]] = field(repr=False)

    @property
    def sentence(self) -> str:
        """The finding in one breath, and that both halves write equally often."""
        rates = " and ".join(percent(row.wrote / row.asked, 1) for row in self.table.itertuples())
        asked = " and ".join(count(n) for n in self.table["asked"])
        return f"{self.effect.sentence} Of {asked} who were asked, {rates} said something."

    @cached_property
    def subjects(self) -> pd.DataFrame:
        """How many comments touch each subject of the list, by question; one may touch several."""
        found = self.comments.explode("subjects").dropna(subset=["subjects"])
        counts = found.groupby(["subjects", "question"]).size().unstack(fill_value=0)
        return counts.reindex(index=list(self.words), fill_value=0).rename_axis(None, axis=1)

    def against(self, read: Mapping[str, str]) -> pd.DataFrame:
        """The rule beside a person who has read some of the comments.

        Parameters
        ----------
        read : mapping of response id to "inside", "outside" or "nothing"
            What the person made of them.

        Returns
        -------
        DataFrame
            One row a question: ``read``, how many; ``agree``, the share on which rule and person
            agree; ``by_person``, the share outside by the person, of those that say something,
            and ``by_rule`` for the same comments.
        """
        known = self.comments[self.comments["response_id"].isin(read)]
        known = known.assign(person=known["response_id"].map(dict(read)))
        rows = []
        for question, group in known.groupby("question"):
            says = group[group["person"] != NOTHING]
            told = group[group["code"] != NOTHING]
            rows.append(
                {
                    "question": question,
                    "read": len(group),
                    "agree": (group["code"] == group["person"]).mean(),
                    "by_person": (says["person"] == OUTSIDE).mean(),
                    "by_rule": (told["code"] == OUTSIDE).mean(),
                }
            )
        return pd.DataFrame(rows)

    def summary(self) -> Table:
        """The two halves as a table to read."""
        from cvmlab.figures.tables import Table

        frame = self.table[["question", "asked", "nothing", "wrote", "inside", "share"]]
        frame = frame.set_axis(
            ["Question", "Asked", "A word only", "Said something", "Inside the box",
             "Outside the box"], axis=1,
        )  # fmt: skip
        return Table(
            frame,
            title="What they speak of, by what they were asked",
            note=self.sentence,
            formats={"Outside the box": partial(percent, digits=1)},
        )


def question_frames(
    survey: pd.DataFrame,
    *,
    wave: int | None = None,
    better: str | None = None,
    words: Mapping[str, Sequence[str]] = SHOP_WORDS,
    level: float = 0.95,
) -> FrameComparison:
    """Compare what is said in answer to two open questions that were dealt by lot.

    Parameters
    ----------
    survey : DataFrame
        ``response_id, comment_question, comment``, one row a respondent.
    wave : int, optional
        The wave to look at; all rows when not given. Since one person may answer several waves,
        intervals hold for one.
    better : str, optional
        The question about the firm, the baseline; by default the one whose text holds "better".
    words : mapping of subject to sequence of str
        Beginnings of words that put a comment inside the box.
    level : float
        Confidence level of the intervals.

    Returns
    -------
    FrameComparison

    Raises
    ------
    DataProblem
        When columns are missing, there are not two questions, or nobody said anything to one.

    Notes
    -----
    The lot was drawn over all who were asked; the shares are of those who wrote. They may be
    compared as long as both questions make people write equally often, which is why the sentence
    says how many did.

    Examples
    --------
    >>> answers = pd.DataFrame({
    ...     "response_id": ["a", "b", "c", "d"],
    ...     "comment_question": ["What could we do better?"] * 2 + ["What is hard?"] * 2,
    ...     "comment": ["Lower prices", "fine", "What to cook tonight", "The queue at the till"]})
    >>> question_frames(answers).table[["wrote", "nothing", "inside", "outside"]].values.tolist()
    [[1, 1, 1, 0], [2, 0, 1, 1]]
    """
    if wave is not None:
        survey = survey[survey["wave"] == wave]
    about_us, about_them = _questions(survey, better)
    said = survey[survey["comment"].notna()]
    said = said[["response_id", "comment_question", "comment"]]
    comments = said.rename(columns={"comment_question": "question"}).reset_index(drop=True)
    found = [words_found(text, words) for text in comments["comment"]]
    comments["words"] = [sorted({word for hits in hit.values() for word in hits}) for hit in found]
    comments["subjects"] = [list(hit) for hit in found]
    comments["code"] = [
        INSIDE if hit else NOTHING if says_nothing(text) else OUTSIDE
        for hit, text in zip(found, comments["comment"], strict=True)
    ]
    rows = []
    for question in (about_us, about_them):
        code = comments.loc[comments["question"] == question, "code"].value_counts()
        inside, outside = int(code.get(INSIDE, 0)), int(code.get(OUTSIDE, 0))
        if inside + outside == 0:
            raise one_problem(
                f'nobody said anything in answer to "{question}"', "take more answers together."
            )
        asked = int((survey["comment_question"] == question).sum())
        rows.append((question, asked, inside + outside, int(code.get(NOTHING, 0)), inside, outside))
    table = pd.DataFrame(
        rows, columns=["question", "asked", "wrote", "nothing", "inside", "outside"]
    )
    us, them = table.itertuples(index=False)
    effect = two_groups(
        them.outside, them.wrote, us.outside, us.wrote,
        names=(f'comments on "{about_them}"', f'comments on "{about_us}"'),
        outcome="stand outside the box", level=level,
    )  # fmt: skip
    ends = [effect["baseline"], effect["share"]]
    table = table.assign(**{name: [end[by] for end in ends] for name, by in
                            (("share", "value"), ("low", "low"), ("high", "high"))})  # fmt: skip
    return FrameComparison(table, effect, comments, dict(words))


def plot_question_frames(result: FrameComparison, *, ax: Axes | None = None) -> Picture:
    """Inside and outside the box, for each of the two questions.

    Parameters
    ----------
    result : FrameComparison
        What :func:`question_frames` returned.
    ax : matplotlib Axes, optional
        Where to draw.

    Returns
    -------
    Picture
    """
    from cvmlab.figures.pictures import Picture, format_axis, new_axes
    from cvmlab.figures.style import GREY_TEXT, INK, palette

    ax = new_axes(ax)
    for at, row in zip((1, 0), result.table.itertuples(), strict=True):
        ax.barh(at, 1 - row.share, color="#CBD2D9", height=0.5)
        ax.barh(at, row.share, left=1 - row.share, color=palette()[0], height=0.5, hatch="//",
                edgecolor="white")  # fmt: skip
        ax.hlines(at, 1 - row.high, 1 - row.low, color=INK, linewidth=2)
        box = {"facecolor": "white", "edgecolor": "none", "pad": 2}
        if row.share < 0.9:
            ax.text(0.02, at, f"inside {percent(1 - row.share)}", va="center", color=INK, bbox=box)
        ax.text(0.98, at, f"outside {percent(row.share)}", va="center", ha="right", bbox=box,
                color=INK)  # fmt: skip
        ax.text(0.0, at + 0.29, f"“{row.question}”  ({count(row.wrote)} comments)", va="bottom",
                color=GREY_TEXT)  # fmt: skip
    ax.set_ylim(-0.45, 1.75)
    ax.set_xlim(0, 1)
    ax.set_yticks([])
    ax.grid(visible=False)
    ax.spines["left"].set_visible(False)
    format_axis(ax.xaxis, percent)
    level = percent(result.effect.level)
    ax.set_xlabel(f"Comments that say something (%); dark line: {level} interval of the border")
    us, them = result.table.itertuples()
    title = (
        f"Outside the box: {percent(us.share)} when asked about us, {percent(them.share)} when "
        "asked about themselves"
    )
    ax.set_title(title)
    return Picture(ax, f"{title}. {result.sentence}", name="question-frames")


def _questions(survey: pd.DataFrame, better: str | None) -> tuple[str, str]:
    problems = [
        Problem("this column is not there", "map it, or ask two questions by lot.", name)
        for name in ("response_id", "comment_question", "comment")
        if name not in survey
    ]
    if problems:
        raise DataProblem(problems, "the survey")
    questions = sorted(survey["comment_question"].dropna().unique())
    if len(questions) != 2:
        raise one_problem(
            f"two questions are compared, and there are {count(len(questions))}",
            "keep the respondents who were asked one of two.",
            examples=[str(question) for question in questions],
        )
    about_us = better or next((q for q in questions if "better" in q.lower()), questions[0])
    if about_us not in questions:
        raise one_problem(f'nobody was asked "{about_us}"', f"choose from: {questions}.")
    return about_us, next(q for q in questions if q != about_us)
