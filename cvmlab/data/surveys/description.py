"""A description of a survey: which column is which, from where to where people answered.

Nothing is taken for granted that a file does not decide: whether a high number is a good one,
whether 99 is a "don't know", whether a share is in percent. What is left open as "?" is asked for.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from cvmlab.data.mapping import Mapping
from cvmlab.data.surveys.scale import Scale
from cvmlab.data.surveys.survey import Item

OPEN = "?"
WIDE, LONG = "wide", "long"
PLACE = "{brand}"
# The columns there are besides the items, and what each is asked for in a message.
ROLES = {
    "respondent": "who was asked",
    "customer_type": "what kind of customer the respondent is",
    "brand": "which brand the row is about",
    "price": "what the respondent pays there",
    "hassle": "the minutes, or the money, that the hassle takes",
    "share": "the share of the respondent's money that is spent there",
    "status": "how the answer came in (previews are set aside)",
    "finished": "whether the questionnaire was finished",
}
OF_A_BRAND = ("price", "hassle", "share")
Place = str | dict[str, str | float]  # a column, a pattern, or one for each brand


@dataclass(frozen=True, eq=False)
class SurveyDescription:
    """What stands in a ``survey.toml``, checked.

    Parameters
    ----------
    name : str
        What the description is called in a message.
    own : str
        The firm's own brand.
    layout : {"wide", "long"}
        A row a respondent, or a row a respondent and brand.
    brands : dict of str to str
        How the file writes a brand -> its name; in a wide file what stands for ``{brand}``.
    scale : Scale
        From where to where the items were answered.
    best : {"high", "low"}
        Which end of the scale is the good one.
    columns : dict
        Role -> column, pattern with ``{brand}``, or a column (or a number) for each brand.
    items : tuple of Item
        The questions on the scale.
    places : dict
        Item -> where its answers stand, as in `columns`.
    words : dict of str to float
        The words of the answers, plain, and their numbers.
    dont_know, slips : frozenset of str
        Answers, plain, that are no opinion; answers that are slips of typing.
    reversed : frozenset of str
        Items in which a high answer is a bad one.
    codes : dict of dict
        Column -> answer, plain -> what it stands for.
    limits : dict
        Column -> smallest and largest value there can be.
    """

    name: str
    own: str
    layout: str
    brands: dict[str, str]
    scale: Scale
    best: str
    columns: dict[str, Place]
    items: tuple[Item, ...]
    places: dict[str, Place]
    words: dict[str, float] = field(default_factory=dict)
    dont_know: frozenset[str] = frozenset()
    slips: frozenset[str] = frozenset()
    reversed: frozenset[str] = frozenset()
    codes: dict[str, dict[str, Any]] = field(default_factory=dict)
    limits: dict[str, tuple[float, float]] = field(default_factory=dict)
    currency: str = ""
    hassle_unit: str = "minutes"
    share_in: str = ""
    keep_unfinished: bool = False
    brands_left_out: frozenset[str] = frozenset()
    reading: Mapping = field(default_factory=Mapping)
    header_rows: int | None = None
    choices: dict[str, Any] | None = None

    @property
    def brand_names(self) -> tuple[str, ...]:
        """All brands, the own one first."""
        return tuple(dict.fromkeys([self.own, *self.brands.values()]))

    @property
    def fields(self) -> dict[str, Place]:
        """Everything asked about a brand -> where it stands."""
        asked = {role: self.columns[role] for role in OF_A_BRAND if role in self.columns}
        return {**self.places, **asked}

    @classmethod
    def read(cls, given: SurveyDescription | dict[str, Any] | str | Path) -> SurveyDescription:
        """A description from what a person gives: a dict, or the path of a ``survey.toml``.

        Raises
        ------
        DataProblem
            With everything that is unknown, contradictory or still open.
        """
        if isinstance(given, SurveyDescription):
            return given
        from cvmlab.data.surveys.description_file import parse

        return parse(given)
