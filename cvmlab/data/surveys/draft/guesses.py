"""What a question is probably about, with the word that says so; never more than a proposal."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

import pandas as pd

from cvmlab.data.surveys.numbers import numbers_of
from cvmlab.data.surveys.words import is_nothing, plain

MOST_ANSWERS = 11  # distinct answers that a scale has at most
# Words that tell the subject of a question, the more certain subject first.
SUBJECTS = {
    "share": r"share|percent|per cent|of (every|each) (100|hundred)|out of (100|ten|10)|anteil",
    "hassle": r"minute|hassle|effort|waiting|queue|time (lost|spent|it takes)|wait\b|dauer|aufwand",
    "price": r"price|cost|\bpay\b|\bpaid\b|spend|euros?\b|dollars?|pounds?|€|\$|£|preis|kosten",
    "service": r"staff|friendl|polite|help|advice|advis|deliver|counter|checkout|complain|respon"
    r"|reach|listen|service|personal\b|beratung|freundlich",
    "product": r"product|quality|fresh|taste|range|choice|assortment|find what|promis|reliab|food"
    r"|goods|qualit[äa]t|sortiment|auswahl",
}
# Words of usual scales, the worst answer first.
USUAL = (
    ("very poor", "poor", "fair", "good", "very good"),
    ("poor", "fair", "good", "very good", "excellent"),
    ("very bad", "bad", "neither good nor bad", "good", "very good"),
    ("very dissatisfied", "dissatisfied", "neither satisfied nor dissatisfied", "satisfied",
     "very satisfied"),
    ("strongly disagree", "disagree", "neither agree nor disagree", "agree", "strongly agree"),
    ("strongly disagree", "somewhat disagree", "neither agree nor disagree", "somewhat agree",
     "strongly agree"),
    ("strongly disagree", "disagree", "somewhat disagree", "neither agree nor disagree",
     "somewhat agree", "agree", "strongly agree"),
)  # fmt: skip
NO_OPINION = re.compile(
    r"(?i)^(i )?(don'?t|do not|can'?t|cannot) (know|say|judge|tell)|no opinion|not sure"
    r"|not applicable|wei(ß|ss) nicht|keine (angabe|meinung)|prefer not"
)


@dataclass(frozen=True, eq=False)
class Profile:
    """The answers to one question: numbers, words, or words around a number."""

    numbers: pd.Series
    words: tuple[str, ...]
    filled: int

    @property
    def is_numeric(self) -> bool:
        """Whether most answers are numbers."""
        return self.filled > 0 and len(self.numbers) > 0.5 * self.filled

    @property
    def is_rating(self) -> bool:
        """Whether the answers are few and small enough for a scale, or are words of one."""
        if not self.is_numeric:
            opinions = [word for word in self.words if not NO_OPINION.search(word)]
            return 3 <= len(opinions) <= MOST_ANSWERS and self.filled > 2 * len(opinions)
        core = self.numbers[self.numbers.between(0, MOST_ANSWERS - 1)]
        whole = bool((self.numbers % 1 == 0).all())
        return whole and len(core) > 0.8 * len(self.numbers) and core.nunique() > 2


def profile(answers: pd.Series) -> Profile:
    """What the answers to a question look like.

    Parameters
    ----------
    answers : Series of str
    """
    given = answers[~answers.map(is_nothing)]
    distinct = dict.fromkeys(given.unique(), 1)
    numbers, undecided = numbers_of(distinct, None, "")
    if undecided:  # the reader will ask; here it is enough to see how large they are
        numbers, _ = numbers_of(distinct, "point", "")
    words = tuple(given[~given.isin(list(numbers))].value_counts().index)
    return Profile(given.map(numbers).dropna().astype("float64"), words, len(given))


def subject(text: str, among: Iterable[str] = SUBJECTS) -> tuple[str, str]:
    """What a question is about, and the word that tells; both empty where no word does.

    Examples
    --------
    >>> subject("How many minutes a week does it cost you?")
    ('hassle', 'minute')
    >>> subject("How friendly are they?")
    ('service', 'friendl')
    """
    for name in among:
        if found := re.search(SUBJECTS[name], text, re.IGNORECASE):
            return name, found[0].lower()
    return "", ""


def usual_words(words: Iterable[str]) -> tuple[str, ...]:
    """The usual scale that all these words belong to, the worst first; empty for none."""
    said = {plain(word) for word in words}
    for scale in USUAL:
        if said and said <= set(scale):
            return scale
    return ()
