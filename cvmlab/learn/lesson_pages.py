"""The pages an instructor prints: a lesson's handout, its edition with answers, the glossary."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from cvmlab.learn import glossary
from cvmlab.learn.handout import handout_notebook
from cvmlab.learn.instructor_edition import edition
from cvmlab.learn.lesson import Lesson
from cvmlab.learn.paper import title_of
from cvmlab.learn.paper_text import linked
from cvmlab.pages.brand import Brand

PARTICIPANTS, INSTRUCTOR = "participants", "instructor"  # apart, so that answers are not handed out
GLOSSARY = "glossary"


def handout_page(notebook: Any, opened: Lesson, names: dict[str, str] | None = None) -> str:
    """The handout of a lesson as one HTML page.

    Parameters
    ----------
    notebook : nbformat.NotebookNode
        The executed lesson.
    opened : Lesson
    names : mapping of notebook's file name to page's name, optional
        The other lessons that are published beside it; links to others become words.
    """
    from cvmlab.pages.export import html_page

    brand = Brand(name=f"Lesson {opened.number} · handout")
    paper = handout_notebook(notebook, opened, _moved(names or {}, ""))
    return html_page(paper, brand=brand, sheet="lesson.css")


def edition_page(notebook: Any, opened: Lesson, names: dict[str, str] | None = None) -> str:
    """The instructor's edition of a lesson as one HTML page; parameters as for the handout."""
    from cvmlab.pages.export import written_page
    from cvmlab.pages.markdown import authored

    warning = "With answers: for the instructor only"
    brand = Brand(name=f"Lesson {opened.number} · instructor edition", confidentiality=warning)
    moved = _moved(names or {}, f"../{PARTICIPANTS}/")
    content = {
        "edition": edition(notebook, opened),
        "minutes": minutes,
        "prose": lambda text: authored(linked(text, moved)),
        "graded": ("green", "blue", "black"),
    }
    title = f"{title_of(notebook)}: instructor edition"
    return written_page("edition.html.j2", content, title=title, brand=brand, sheet="edition.css")


def glossary_page() -> str:
    """The glossary as one HTML page."""
    from cvmlab.pages.export import html_page

    text = glossary.SOURCE.read_text(encoding="utf-8")
    notebook = glossary.glossary_notebook(text)
    return html_page(notebook, brand=Brand(name="Glossary"), sheet="glossary.css")


def _moved(names: dict[str, str], folder: str) -> Callable[[str], str | None]:
    """Where a lesson's link leads from a published page."""

    def moved(target: str) -> str | None:
        if ":" in target or target.startswith("#"):
            return target if target.startswith("https:") else None
        file, mark, part = target.partition("#")
        name = Path(file).name
        if name == glossary.SOURCE.name:
            return f"{folder}{GLOSSARY}.html{mark}{part}"
        return f"{folder}{names[name]}.html" if name in names else None

    return moved


def minutes(value: float) -> str:
    """Minutes as they stand on a clock.

    Examples
    --------
    >>> minutes(3.0), minutes(2.5)
    ('3', '2½')
    """
    whole, rest = divmod(value, 1)
    part = {0.0: "", 0.5: "½", 0.25: "¼", 0.75: "¾"}.get(rest)
    if part is None:
        return f"{value:g}"
    return f"{whole:.0f}{part}" if whole or not part else part
