"""What is kept of a customer survey but deserves a look: a question turned round, one column."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import pandas as pd

from cvmlab.data.surveys.customers.customer_survey import MOTIVES, Battery
from cvmlab.data.surveys.doubts import AGAINST, ENOUGH
from cvmlab.data.surveys.words import several
from cvmlab.figures.formats import number, percent

_SAME = 0.05  # from this share on, a down-the-column answer is worth a sentence


def customer_doubts(table: pd.DataFrame, batteries: Mapping[str, Battery]) -> Iterator[str]:
    """Sentences about answers that were kept as they are, the gravest first.

    Parameters
    ----------
    table : DataFrame
        The survey's table.
    batteries : mapping of str to Battery
    """
    for name, battery in batteries.items():
        items = list(battery.items)
        if name != MOTIVES and len(items) > 2:  # reasons to buy may well oppose each other
            yield from _against(table[items])
        yield from _half(table[items], battery)
    if "overall" in table and "satisfaction" in batteries:
        mean = table[list(batteries["satisfaction"].items)].mean(axis=1)
        both = pd.DataFrame({"one": table["overall"], "other": mean}).dropna()
        if len(both) >= ENOUGH and both.std().min() > 0:
            r = both["one"].corr(both["other"])
            if r < AGAINST:
                yield (
                    f"Overall satisfaction goes against the questions on satisfaction (correlation "
                    f"{number(r)}): is the good end of each the one that the description says?"
                )
    yield from _one_column(table, batteries)


def _against(answers: pd.DataFrame) -> Iterator[str]:
    for name in answers:
        both = pd.DataFrame({
            "one": answers[name], "others": answers.drop(columns=name).mean(axis=1)
        }).dropna()  # fmt: skip
        if len(both) >= ENOUGH and both.std().min() > 0:
            r = both["one"].corr(both["others"])
            if r < AGAINST:
                yield (
                    f'"{name}" goes against the other questions of its battery (correlation '
                    f"{number(r)}): is it asked the other way round? Then name its column under "
                    "reversed."
                )


def _half(answers: pd.DataFrame, battery: Battery) -> Iterator[str]:
    """A battery asked on a shorter scale fits into a longer one without being noticed."""
    given = answers.stack()
    middle = (battery.scale.low + battery.scale.high) / 2
    if len(given) >= ENOUGH and battery.scale.high - battery.scale.low >= 4 and (
        given.max() <= middle or given.min() >= middle
    ):  # fmt: skip
        yield (
            f"All answers to {', '.join(battery.groups)} lie between {given.min():g} and "
            f"{given.max():g} of a scale from {battery.scale}: was it asked on another one?"
        )


def _one_column(table: pd.DataFrame, batteries: Mapping[str, Battery]) -> Iterator[str]:
    for name, battery in batteries.items():
        answers = table[list(battery.items)].dropna()
        if len(battery.items) < 5 or len(answers) < ENOUGH:
            continue
        same = answers.max(axis=1) == answers.min(axis=1)
        if same.mean() >= _SAME:
            yield (
                f"{several(int(same.sum()), 'respondent')} ({percent(float(same.mean()))}) give "
                f"one and the same answer to all questions on {name}: they may not have read them."
            )
