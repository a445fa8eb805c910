"""From whatever a reader has to brand views and, where there are some, choice tasks.

A survey tool's export with its ``survey.toml``, a folder of tables, a table under the names of the
house, or the sample company: the value map takes each of them, and says what it read.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pandas as pd

from cvmlab.data.folders import Folder, TableFile
from cvmlab.data.mapping import Mapping
from cvmlab.data.sources import SAMPLES
from cvmlab.data.surveys.choice_file import read_choices
from cvmlab.data.surveys.survey import Survey
from cvmlab.data.workspace import Workspace, load
from cvmlab.errors import DataProblem, Problem, one_problem, suggestion
from cvmlab.figures.tables import Table
from cvmlab.value_for.brands.brand_views import brand_views
from cvmlab.value_for.brands.brand_views_result import BrandViews
from cvmlab.value_for.choices.choice_sets import ChoiceSets, choice_sets

DESCRIPTION = "survey.toml"
VIEWS, TASKS = "brand_perceptions", "choice_tasks"
SAMPLE_BRAND = "Kestrel"
_QUALITY = (  # of products, and of service
    ("freshness", "range", "own_products"),
    ("friendliness", "helpfulness", "checkout"),
)


@dataclass(frozen=True, eq=False)
class ValueSource:
    """What was read: views of the brands, choice tasks where there are some, and the ledger.

    Attributes
    ----------
    views : BrandViews
        What people think of the own brand and its rivals.
    choices : ChoiceSets or None
        What they took when price and minutes were traded off.
    ledger : pandas.DataFrame
        ``what, number``: every row given is used or set aside with its reason.
    sentences : tuple of str
        The same in words, with how it was read.
    currency : str
        ISO 4217 code; "" where nobody says it.
    answers : Table or None
        What became of each question's answers, where an export was read.
    """

    views: BrandViews
    choices: ChoiceSets | None
    ledger: pd.DataFrame = field(repr=False)
    sentences: tuple[str, ...]
    currency: str
    answers: Table | None = None


def open_value_survey(
    source: Any = "kestrel",
    *,
    survey: str | Path = "",
    mapping: Any = None,
    choices: Any = "",
    own: str = "",
    currency: str = "",
) -> ValueSource:
    """Read what people think of one's own brand and its rivals.

    Parameters
    ----------
    source : str, Path or DataFrame
        "kestrel" (the sample company), the export of a survey tool, a folder of tables with
        ``brand_perceptions`` in it, or such a table.
    survey : str or Path
        The ``survey.toml`` that says which column is which. A file called so beside the export is
        found by itself.
    mapping : Mapping, dict, or path, optional
        How a table without a ``survey.toml`` is read.
    choices : str, Path or DataFrame
        Choice tasks, where they stand in a file of their own.
    own : str
        One's own brand; a ``survey.toml`` may say it too.
    currency : str
        ISO 4217 code; by default what the data say.

    Returns
    -------
    ValueSource

    Raises
    ------
    DataProblem
        If something cannot be read, or the own brand is not known; with the remedy.
    """
    described = _description(source, survey)
    answers = None
    if described:
        _nothing_told_twice(mapping, described)
        asked = _read_survey(source, described)
        tasks: pd.DataFrame | None = asked.choices
        code = currency or asked.currency
        sentences = list(_survey_sentences(asked, described))
        answers = asked.ledger.answer_table() if asked.ledger is not None else None
        views = _views(replace(asked, own=own) if own else asked, code)
    else:
        firm = _workspace(source, mapping, VIEWS)
        table = firm.brand_perceptions
        code = currency or table.ledger.currency
        sentences = list(table.ledger.sentences())
        frame = table.frame()
        if str(source) in SAMPLES and not own:
            own = SAMPLE_BRAND
        views = _views(frame, code, _own(own, frame))
        tasks = firm.choice_tasks.frame() if firm.has(TASKS) else None
        sentences += firm.choice_tasks.ledger.sentences() if firm.has(TASKS) else []
    if str(choices):
        further = read_choices(choices)
        tasks, more = further.frame(), further.ledger.sentences()
        sentences += more
    sets = None if tasks is None else choice_sets(tasks, currency=code or None)
    return ValueSource(
        views=views,
        choices=sets,
        ledger=pd.DataFrame(_entries(views, sets), columns=["what", "number"]),
        sentences=tuple(sentences),
        currency=code,
        answers=answers,
    )


def _description(source: Any, survey: str | Path) -> Path | None:
    """The survey.toml that was told, or that lies beside the export."""
    if str(survey):
        return Path(survey)
    if isinstance(source, (str, Path)) and str(source) not in SAMPLES and "://" not in str(source):
        path = Path(source)
        beside = path.parent / DESCRIPTION
        if path.is_file() and beside.is_file():
            return beside
    return None


def _nothing_told_twice(mapping: Any, description: Path) -> None:
    """How a described survey is read stands in its description, and nowhere else."""
    said = [name for name, value in Mapping.read(mapping).to_dict().items() if value]
    if said:
        raise one_problem(
            f"{', '.join(said)} said beside {description.name}, which says how the survey is read",
            f"write it below [reading] in {description.name}, or leave {description.name} out.",
        )


def _read_survey(source: Any, description: Path) -> Survey:
    from cvmlab.data.surveys.read_survey import read_survey

    return read_survey(source, description)


def _survey_sentences(asked: Survey, description: Path) -> Iterator[str]:
    yield f"Read as {description.name} says. {asked.sentence}"
    if asked.ledger is not None:
        yield from asked.ledger.sentences()


def _views(table: Any, currency: str, own: str = "") -> BrandViews:
    if isinstance(table, Survey):
        return brand_views(replace(table, currency=currency))
    product, service = (
        [name for name in names if name in table] or list(names) for names in _QUALITY
    )
    return brand_views(table, currency=currency, product=product, service=service, own=own)


def _own(own: str, frame: pd.DataFrame) -> str:
    """The own brand, as it is written in the data; else which there are."""
    brands = [str(name) for name in frame["brand"].value_counts().index]
    if own in brands:
        return own
    listed = ", ".join(brands[:12])
    what = f'nobody rated "{own}".{suggestion(own, brands)}' if own else (
        "which of the brands is yours is not said"
    )  # fmt: skip
    raise DataProblem([Problem(what, f'say own="…" (--set own=…), one of: {listed}.')])


def _workspace(source: Any, mapping: Any, table: str) -> Workspace:
    """The firm's tables; a single file or frame is the table that is asked for."""
    if str(source) in SAMPLES:
        return load(source)
    if isinstance(source, (str, Path)) and Path(source).is_dir():
        firm = load(source, mapping)
        if not firm.has(table):
            raise _no_table(firm, table)
        return firm
    shown = Path(source).name if isinstance(source, (str, Path)) else "the table"
    file = TableFile(table, source, Mapping.read(mapping), shown)
    firm = Workspace(source, Mapping(), folder=Folder(Path(), {table: file}))
    try:
        getattr(firm, table)
    except DataProblem as problem:
        raise _with_remedy(problem, table, shown) from None
    return firm


def _no_table(firm: Workspace, table: str) -> DataProblem:
    return DataProblem(
        [
            Problem(
                firm.missing(table),
                f"put {table}.csv into the folder, or point at the export of your survey and "
                f"its {DESCRIPTION} (cvmlab survey FILE writes a first one).",
            )
        ]
    )


def _with_remedy(problem: DataProblem, table: str, shown: str) -> DataProblem:
    """The same problems, and how an export that is built otherwise can be read."""
    if table != VIEWS:
        return problem
    other = Problem(
        f"{shown} was read as a table with a row a respondent and brand",
        f"if it is an export of a survey tool, describe it: cvmlab survey {shown} writes a first "
        f"{DESCRIPTION}; then --survey {DESCRIPTION}.",
    )
    return DataProblem([*problem.problems, other], problem.source or shown)


def _entries(views: BrandViews, choices: ChoiceSets | None) -> Iterator[tuple[str, int]]:
    yield "views of a brand: used", len(views.rows)
    for row in views.set_aside.itertuples():
        yield f"views of a brand: set aside, {row.reason}", int(row.rows)
    if choices is not None:
        yield "choices: used", choices.tasks
        for row in choices.set_aside.itertuples():
            yield f"choices: set aside, {row.reason}", int(row.tasks)
