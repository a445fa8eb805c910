"""What is kept but deserves a look: a question turned round, another scale, a slipped decimal."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from cvmlab.data.surveys.description import SurveyDescription
from cvmlab.data.surveys.words import several
from cvmlab.figures.formats import number

ENOUGH = 30  # answers it takes before a pattern says anything
AGAINST = -0.1
FAR = 20  # times the median: an amount that is probably another unit


def doubts(table: pd.DataFrame, description: SurveyDescription) -> Iterator[str]:
    """Sentences about answers that were kept as they are, the gravest first.

    Parameters
    ----------
    table : DataFrame
        The survey's table.
    description : SurveyDescription
    """
    items = [item.column for item in description.items]
    yield from _upside_down(table, items)
    for name in items:
        yield from _against_the_others(table, items, name, description)
        yield from _half_a_scale(table[name], name, description)
    for name in ("price", "hassle"):
        yield from _far_out(table[name], name)
    yield from _few(table)


def _upside_down(table: pd.DataFrame, items: list[str]) -> Iterator[str]:
    """Within a respondent, the brand that is rated higher should be bought more."""
    if "share" not in table:
        return
    both = table.assign(mean=table[items].mean(axis=1)).dropna(subset=["mean", "share"])
    if len(both) < ENOUGH:
        return
    centred = both[["mean", "share"]] - both.groupby("respondent")[["mean", "share"]].transform(
        "mean"
    )
    if centred.std().min() > 0 and (r := centred["mean"].corr(centred["share"])) < AGAINST:
        yield (
            f"People buy less where they rate higher (correlation {number(r)}): is the good end "
            "of the scale the one that the description says?"
        )


def _against_the_others(
    table: pd.DataFrame, items: list[str], name: str, description: SurveyDescription
) -> Iterator[str]:
    others = table[[item for item in items if item != name]].mean(axis=1)
    both = pd.DataFrame({"one": table[name], "others": others}).dropna()
    if len(both) < ENOUGH or both.std().min() == 0:
        return
    if (r := both["one"].corr(both["others"])) < AGAINST:
        turned = "is reversed in" if name in description.reversed else "is not reversed in"
        yield (
            f'"{name}" goes against the other questions (correlation {number(r)}); it {turned} '
            "the description."
        )


def _half_a_scale(answers: pd.Series, name: str, description: SurveyDescription) -> Iterator[str]:
    """An item asked on a shorter scale fits into the longer one without being noticed."""
    scale, given = description.scale, answers.dropna()
    middle = (scale.low + scale.high) / 2
    if len(given) < ENOUGH or scale.high - scale.low < 4:
        return
    if given.max() <= middle or given.min() >= middle:
        yield (
            f'All answers to "{name}" lie between {given.min():g} and {given.max():g} of a scale '
            f"from {scale}: was it asked on another one?"
        )


def _far_out(answers: pd.Series, name: str) -> Iterator[str]:
    given = answers[answers > 0]
    if len(given) < ENOUGH:
        return
    middle = given.median()
    far = given[(given > FAR * middle) | (given < middle / FAR)]
    if len(far):
        shown = ", ".join(f"{value:g}" for value in sorted(set(far))[-3:])
        yield (
            f"{several(len(far), 'answer')} to the {name} {'is' if len(far) == 1 else 'are'} more "
            f"than {FAR} times from the middle one, {middle:g} ({shown}); limits in the "
            "description set such answers aside."
        )


def _few(table: pd.DataFrame) -> Iterator[str]:
    raters = table.groupby("brand")["respondent"].nunique()
    few = raters[raters < ENOUGH]
    if len(few):
        listed = ", ".join(f"{brand} ({n})" for brand, n in few.items())
        yield f"Fewer than {ENOUGH} people rated: {listed}. Little can be said of these brands."
