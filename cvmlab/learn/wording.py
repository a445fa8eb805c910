"""What a lesson says about its exercises, put together from the catalogue and the reader's data."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from cvmlab.errors import DataProblem
from cvmlab.learn.exercise import Choice, Exercise, Facts, Guess, Plan
from cvmlab.learn.texts import exercise_texts, fill, say
from cvmlab.learn.verdict import NOTED, RIGHT, Verdict

_GRADED = ("green", "blue", "black")
_NAMED_BY_LEVEL = ("check", "quiz", "guess", "plan")


@dataclass(frozen=True)
class Wording:
    """The words of one lesson's exercises.

    Parameters
    ----------
    lesson : str
        Its number.
    facts : Facts
        The numbers put into the texts.
    """

    lesson: str
    facts: Facts

    def texts(self, exercise: Exercise) -> dict[str, Any]:
        """What the catalogue holds of an exercise."""
        return exercise_texts(self.lesson, exercise.id)

    def name(self, exercise: Exercise) -> str:
        """How it is called: "Exercise 1", "Question 2", "Your guess"."""
        level = exercise.level
        kind = level if level in _NAMED_BY_LEVEL else exercise.kind
        number = exercise.id.removeprefix("q") if level == "quiz" else exercise.id
        return say(f"names.{'number' if kind == 'choice' else kind}", id=number)

    def to_do(self, exercise: Exercise) -> list[str]:
        """What is asked, and what to do about it."""
        own = f"check.{exercise.kind}_to_do"
        if isinstance(exercise, Choice | Guess | Plan):
            return [*self._asked(exercise), say(own)]
        return [*self._asked(exercise), say("check.to_do"), say("check.goes_on")]

    def verdict(self, exercise: Exercise, verdict: Verdict) -> list[str]:
        """What comes back on an answer."""
        kind, _, name = verdict.message.partition(".")
        if name:  # a known mistake, or an option explained
            lines = [fill(self.texts(exercise)[kind][name], self.facts)]
        else:
            lines = [say(f"check.{kind}", **verdict.values)]
        if verdict.status == RIGHT and not isinstance(exercise, Choice):
            return lines + self._explained(exercise)
        if verdict.status not in (RIGHT, NOTED) and exercise.level in _GRADED:
            return [*lines, say("check.help", id=typed(exercise.id)), say("check.goes_on_now")]
        return lines

    def hint(self, exercise: Exercise, given: int) -> tuple[str, list[str]]:
        """The next hint after those given already, and which one it is."""
        hints = self.texts(exercise).get("hints", [])
        if not hints:
            return "", [say("hint.none")]
        n = min(given, len(hints) - 1)
        lines = [fill(hints[n], self.facts)]
        if n == len(hints) - 1:
            lines.append(say("hint.no_more", id=typed(exercise.id)))
        return say("names.hint", n=n + 1, all=len(hints)), lines

    def solution(self, exercise: Exercise) -> list[str]:
        """The answer, and how one gets there."""
        if isinstance(exercise, Plan):
            return [say("solution.open")]
        reference = exercise.reference(self.facts)
        if isinstance(exercise, Choice):
            option = fill(self.texts(exercise)["options"][reference], self.facts)
            why = fill(self.texts(exercise)["why"][reference], self.facts)
            return [say("solution.answer", answer=f"{reference}) {option.rstrip('.')}"), why]
        answer = exercise.write(reference, self.facts)
        return [say("solution.answer", answer=answer), *self._explained(exercise)]

    def reveal(self, guess: Guess, mine: Any) -> list[str]:
        """The truth beside a guess, or alone where none was made."""
        truth = guess.reference(self.facts)
        answer = guess.write(truth, self.facts)
        several = isinstance(truth, list | tuple)
        if mine is None:
            line = say("reveal.no_guess", answer=answer)
        else:
            yours = guess.write(tuple(mine) if several else mine, self.facts)
            how = "several" if several else ("close" if yours == answer else "guessed")
            line = say(f"reveal.{how}", yours=yours, answer=answer)
        return [line, *self._explained(guess)]

    def numbers(self, plan: Plan) -> list[str]:
        """The reader's own numbers for the action plan."""
        numbers = []
        for text in self.texts(plan).get("numbers", []):
            with suppress(DataProblem):  # a number that these data do not give
                numbers.append(fill(text, self.facts))
        return numbers

    def _asked(self, exercise: Exercise) -> list[str]:
        """The question with its options or fields, where the catalogue and not the page has it."""
        texts = self.texts(exercise)
        fields = enumerate(texts.get("fields", []), start=1)
        listed = [*texts.get("options", {}).items(), *fields]
        questions = [texts["question"]] if "question" in texts else []
        return [fill(text, self.facts) for text in questions] + [
            f"{mark}) {fill(text, self.facts)}" for mark, text in listed
        ]

    def _explained(self, exercise: Exercise) -> list[str]:
        text = self.texts(exercise).get("solution", "")
        return [fill(text, _WithAnswer(self.facts, exercise))] if text else []


class _WithAnswer:
    """The facts, and beside them the right answer as it is written."""

    def __init__(self, facts: Facts, exercise: Exercise) -> None:
        self._facts, self._exercise = facts, exercise

    @property
    def answer(self) -> str:
        return self._exercise.write(self._exercise.reference(self._facts), self._facts)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._facts, name)


def typed(exercise: str) -> str:
    """An id as one types it: a number bare, a word in quotation marks.

    Examples
    --------
    >>> typed("1"), typed("q1")
    ('1', '"q1"')
    """
    return exercise if exercise.isdigit() else f'"{exercise}"'
