"""What is believed to cause what, drawn before anything is adjusted for.

What to adjust for cannot be read off the data: a common cause must be, a mediator must not be, and
in the numbers the two look alike. So the beliefs are written down as arrows, and the arrows say
which columns make customers alike, which would take a part of the effect away, and what nobody
measured. Whoever believes something else draws other arrows and gets another answer.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pandas as pd

from cvmlab.errors import DataProblem, Problem
from cvmlab.loyalty.payback.arrows import Arrow, after, before, closes

if TYPE_CHECKING:
    from cvmlab.figures.tables import Table

CONFOUNDER, MEDIATOR, UNMEASURED, CONSEQUENCE, NEITHER = (
    "common cause", "mediator", "common cause, not measured", "consequence", "no part in it",
)  # fmt: skip
ADVICE = {
    CONFOUNDER: "adjust for it",
    MEDIATOR: "never adjust for it: that would take away a part of what the exposure does",
    UNMEASURED: "cannot be adjusted for: ask how strong it would have to be (E-value)",
    CONSEQUENCE: "never adjust for it: it comes after",
    NEITHER: "may be left out",
}

# What this course believes about a shop's customers; a reader's own firm may differ.
RELATIONSHIP = "relationship"
STAYING = "staying"
OF_A_SHOP: tuple[Arrow, ...] = (
    ("age", RELATIONSHIP),
    ("age", STAYING),
    ("years as customer", RELATIONSHIP),
    ("years as customer", STAYING),
    ("how often they came", RELATIONSHIP),
    ("how often they came", STAYING),
    ("nearness", RELATIONSHIP),
    ("nearness", STAYING),
    (RELATIONSHIP, "reached by the discounter"),
    ("reached by the discounter", STAYING),
    (RELATIONSHIP, STAYING),
)


@dataclass(frozen=True, eq=False)
class Causes:
    """Arrows from causes to effects, and what follows for one question.

    Attributes
    ----------
    arrows : tuple of (str, str)
        From cause to effect.
    exposure, outcome : str
        What does something to what.
    measured : frozenset of str
        The things a column holds.
    columns : dict of str
        The column that holds a thing, where its name differs.
    roles : dict of str
        For each other thing: common cause, mediator, consequence, ….
    """

    arrows: tuple[Arrow, ...]
    exposure: str
    outcome: str
    measured: frozenset[str]
    columns: dict[str, str] = field(repr=False)
    roles: dict[str, str]

    def of_role(self, role: str) -> tuple[str, ...]:
        """The things of one role."""
        return tuple(name for name, its in self.roles.items() if its == role)

    @property
    def confounders(self) -> tuple[str, ...]:
        """The columns to adjust for."""
        return tuple(self.columns.get(name, name) for name in self.of_role(CONFOUNDER))

    @property
    def mediators(self) -> tuple[str, ...]:
        """What must not be adjusted for, because the exposure works through it."""
        return self.of_role(MEDIATOR)

    @property
    def unmeasured(self) -> tuple[str, ...]:
        """Common causes without a column."""
        return self.of_role(UNMEASURED)

    def check(self, columns: Iterable[str]) -> tuple[str, ...]:
        """What is wrong with adjusting for these columns; nothing: they do, if the arrows do.

        Parameters
        ----------
        columns : iterable of str
            Names of columns, or of things in the arrows.
        """
        things = {column: name for name, column in self.columns.items()}
        chosen = {things.get(column, column) for column in columns}
        said = [
            f"{name} is a {self.roles[name]} ({ADVICE[self.roles[name]]})."
            for name in self.roles
            if name in chosen and self.roles[name] in (MEDIATOR, CONSEQUENCE)
        ]
        if not said and not self.closed(chosen):
            left = [n for n in (*self.of_role(CONFOUNDER), *self.unmeasured) if n not in chosen]
            said.append(f"Customers differ in what makes both: {', '.join(left)}.")
        return tuple(said)

    def closed(self, given: Iterable[str]) -> bool:
        """Whether nothing but the exposure links the two, once these things are held alike."""
        return closes(self.arrows, self.exposure, self.outcome, given)

    @property
    def sentence(self) -> str:
        """What to adjust for, what not, and what is missing."""
        text = f"Of {self.exposure} and {self.outcome}: adjust for "
        text += _listed(self.of_role(CONFOUNDER)) or "nothing"
        if self.mediators:
            text += f"; never for {_listed(self.mediators)}, through which {self.exposure} works"
        if self.unmeasured:
            text += f"; {_listed(self.unmeasured)} is believed to matter and was not measured"
        return text + "."

    def summary(self) -> Table:
        """Each thing with its role as a table to read."""
        from cvmlab.figures.tables import Table

        frame = pd.DataFrame(
            [(name, role, ADVICE[role]) for name, role in self.roles.items()],
            columns=["Thing", "Role", "What to do"],
        )
        return Table(
            frame, title=f"What is believed about {self.exposure} and {self.outcome}",
            note="The arrows are beliefs. No number in the data can prove them.",
        )  # fmt: skip


def causes(
    arrows: Sequence[Arrow] = OF_A_SHOP,
    exposure: str = RELATIONSHIP,
    outcome: str = STAYING,
    *,
    measured: Mapping[str, str] | Sequence[str] | None = None,
) -> Causes:
    """Say from believed causes what to adjust for, and what never.

    Parameters
    ----------
    arrows : sequence of (str, str)
        From cause to effect; by default those this course believes of a shop.
    exposure, outcome : str
        The question.
    measured : mapping of thing to column, or sequence of things, optional
        What there is a column for; everything by default.

    Returns
    -------
    Causes

    Raises
    ------
    DataProblem
        If the exposure or the outcome stands on no arrow, or arrows run in a circle.

    Notes
    -----
    To be adjusted for: every measured cause of the exposure or of the outcome that does not come
    after the exposure, and that reaches both (VanderWeele 2019, "Principles of confounder
    selection").

    Examples
    --------
    >>> found = causes(measured={"age": "age", "years as customer": "years",
    ...                          "how often they came": "frequency"})
    >>> found.confounders, found.mediators, found.unmeasured
    (('age', 'years', 'frequency'), ('reached by the discounter',), ('nearness',))
    """
    things = list(dict.fromkeys(name for arrow in arrows for name in arrow))
    problems = [
        Problem(f'"{name}" stands on no arrow', "draw what causes it and what it causes.")
        for name in (exposure, outcome)
        if name not in things
    ]
    circle = [name for name in things if name in after(name, arrows)]
    if circle:
        problems.append(
            Problem("arrows run in a circle", "say what comes first: split what changes over time "
                    "into before and after.", examples=circle[:3])
        )  # fmt: skip
    if problems:
        raise DataProblem(problems)
    held = set(things if measured is None else measured)
    columns = dict(measured) if isinstance(measured, Mapping) else {}
    strange = sorted(held - set(things))
    if strange:
        raise ValueError(f"no arrow knows these measured things: {strange}")
    without = [(a, b) for a, b in arrows if a != exposure]
    roles = {}
    for name in things:
        if name in (exposure, outcome):
            continue
        later, earlier = after(exposure, arrows), before(outcome, arrows)
        if name in later:
            roles[name] = MEDIATOR if name in earlier else CONSEQUENCE
        elif name in before(exposure, arrows) and name in before(outcome, without):
            roles[name] = CONFOUNDER if name in held else UNMEASURED
        else:
            roles[name] = NEITHER
    return Causes(tuple(arrows), exposure, outcome, frozenset(held), columns, roles)


def _listed(words: Sequence[str]) -> str:
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} and {words[-1]}"
