"""The one table of contents: every lesson of the course in its order, written or still to come."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from cvmlab import paths
from cvmlab.errors import one_problem, suggestion


@dataclass(frozen=True)
class Entry:
    """A lesson's place in the course.

    Parameters
    ----------
    number : str
        "11": its part and its place there.
    folder : str
        Its part's folder; empty for the first and the last notebook.
    name : str
        Its file's name without the ending.
    title : str
        What it is about, in a few words.
    """

    number: str
    folder: str
    name: str
    title: str

    @property
    def place(self) -> Path:
        """Where its notebook stands below ``notebooks/`` or in a working copy."""
        return Path(self.folder) / f"{self.name}.ipynb"

    @property
    def path(self) -> Path:
        """Its notebook."""
        return paths.NOTEBOOKS / self.place

    @property
    def is_there(self) -> bool:
        """Whether its notebook has been written."""
        return self.path.is_file()


PARTS = {
    "1-insight": "From data to insight",
    "2-idic": "Identify, differentiate, interact, customize",
    "3-loyalty": "Satisfaction, loyalty and retention",
    "4-value-for": "Value for the customer",
    "5-value-of": "Value of the customer",
}

COURSE = (
    Entry("00", "", "00-start-here", "Start here"),
    Entry("11", "1-insight", "11-data", "Data"),
    Entry("12", "1-insight", "12-information", "Information"),
    Entry("13", "1-insight", "13-knowledge", "Knowledge"),
    Entry("14", "1-insight", "14-insight", "Insight"),
    Entry("21", "2-idic", "21-identify", "Identify"),
    Entry("22", "2-idic", "22-differentiate", "Differentiate"),
    Entry("23", "2-idic", "23-interact", "Interact"),
    Entry("24", "2-idic", "24-customize", "Customize"),
    Entry("31", "3-loyalty", "31-satisfaction", "Satisfaction"),
    Entry("32", "3-loyalty", "32-loyalty-segments", "Loyalty segments"),
    Entry("33", "3-loyalty", "33-relationship-equity", "Relationship equity"),
    Entry("34", "3-loyalty", "34-retention", "Retention"),
    Entry("41", "4-value-for", "41-value-equation", "The value equation"),
    Entry("42", "4-value-for", "42-price-of-hassle", "The price of hassle"),
    Entry("51", "5-value-of", "51-lifetime-value", "Lifetime value"),
    Entry("52", "5-value-of", "52-acquisition-and-break-even", "Acquisition and break-even"),
    Entry("53", "5-value-of", "53-total-customer-value", "Total customer value"),
    Entry("54", "5-value-of", "54-right-customers", "The right customers"),
    Entry("61", "", "61-blueprint", "The blueprint"),
)


def lessons() -> tuple[Entry, ...]:
    """The lessons that have been written, in their order."""
    return tuple(entry for entry in COURSE if entry.is_there)


def find(number: str | int) -> Entry:
    """The lesson of a number.

    Raises
    ------
    DataProblem
        When the course has none of that number.

    Examples
    --------
    >>> find("11").title, find("11").place.as_posix()
    ('Data', '1-insight/11-data.ipynb')
    """
    wanted = f"{number:02d}" if isinstance(number, int) else str(number).strip()
    for entry in COURSE:
        if wanted in (entry.number, entry.name):
            return entry
    known = [entry.number for entry in COURSE]
    names = suggestion(wanted, [*known, *(entry.name for entry in COURSE)])
    raise one_problem(
        f'the course has no lesson "{wanted}"', f"choose from: {', '.join(known)}.{names}"
    )
