"""From whatever a reader has to answers of customers and, where they can be linked, their orders.

A survey tool's export with its ``survey.toml``, a folder of tables, a table under the names of the
house, or the sample company: the report takes each of them, and says what it read. Answers that
name nobody are taken as well. They say less, and the report says what.
"""

from __future__ import annotations

import importlib
import threading
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from cvmlab.data.folders import Folder, TableFile
from cvmlab.data.mapping import Mapping as Reading
from cvmlab.data.sources import SAMPLES
from cvmlab.data.surveys.customers.customer_survey import (
    MOTIVES,
    RELATIONSHIP,
    SATISFACTION,
    CustomerSurvey,
)
from cvmlab.data.surveys.customers.read_customers import read_customer_survey
from cvmlab.data.surveys.customers.under_house_names import customer_survey_of
from cvmlab.data.surveys.description_sections import BESIDE
from cvmlab.data.workspace import Workspace, load
from cvmlab.errors import DataProblem, Problem, one_problem
from cvmlab.figures.tables import Table
from cvmlab.loyalty.report.firm_labels import firm_labels
from cvmlab.loyalty.report.linked_answers import Linked, linked_answers

SAMPLE_FIRM, SAMPLE_LABEL = "Kestrel", "previous_tier"
TABLE, ORDERS = "survey", "transactions"


@dataclass(frozen=True, eq=False)
class LoyaltySource:
    """What customers said, beside what they bought where that is known.

    Attributes
    ----------
    survey : CustomerSurvey
        All answers, of all waves.
    answers : Linked
        The answers of the wave that is looked at, one row a respondent.
    sentences : tuple of str
        What was read, and how.
    table_of_answers : Table or None
        What became of the answers, where an export was read and not all were used.
    own : str
        What the firm is called in sentences; "the firm" where nobody says it.
    currency : str
        ISO 4217 code of the orders; "" where there are none or nobody says it.
    """

    survey: CustomerSurvey
    answers: Linked
    sentences: tuple[str, ...]
    table_of_answers: Table | None = None
    own: str = "the firm"
    currency: str = ""

    @property
    def table(self) -> pd.DataFrame:
        """One row a respondent of the wave that is looked at."""
        return self.answers.table

    @property
    def levels(self) -> tuple[str, ...]:
        """The groups of questions on satisfaction."""
        return tuple(self.survey.groups(SATISFACTION))

    @property
    def facets(self) -> Mapping[str, tuple[str, ...]]:
        """The facets of the relationship, and their columns among the items."""
        return self.survey.groups(RELATIONSHIP)

    @property
    def motives(self) -> tuple[str, ...]:
        """The reasons to be a customer."""
        return tuple(self.survey.groups(MOTIVES))

    @property
    def labels(self) -> Mapping[str, str]:
        """What a picture calls levels, facets and motives."""
        return self.survey.labels

    def scale(self, name: str) -> tuple[float, float]:
        """From where to where a battery, ``overall`` or ``recommend_score`` was answered."""
        if name in self.survey.batteries:
            found = self.survey.batteries[name].scale
        else:
            found = self.survey.scales[name]
        return found.low, found.high


def open_loyalty_survey(
    source: Any = "kestrel",
    *,
    survey: str | Path = "",
    orders: Any = "",
    mapping: Any = None,
    customers: Any = "",
    label: str = "",
    wave: int | None = None,
    currency: str = "",
) -> LoyaltySource:
    """Read what customers say of a firm, and put it beside their orders where that can be done.

    Parameters
    ----------
    source : str, Path or DataFrame
        "kestrel" (the sample company), the export of a survey tool, a folder of tables with
        ``survey`` in it, or such a table.
    survey : str or Path
        The ``survey.toml`` that says which column is which. A file called so beside the export is
        found by itself.
    orders : str, Path or DataFrame
        The orders of the customers who were asked, where they stand in a file of their own.
    mapping : Mapping, dict, or path, optional
        How the orders (of a folder: its tables) are read.
    customers : str, Path or DataFrame
        A table with ``customer_id`` and the firm's label, where the answers do not hold it.
    label : str
        The column of `customers` that says what the firm calls a customer, as it stood when they
        were asked.
    wave : int, optional
        Which wave is looked at; the last one after which it can be seen who stays.
    currency : str
        ISO 4217 code; by default what the orders say.

    Returns
    -------
    LoyaltySource

    Raises
    ------
    DataProblem
        If something cannot be read; with the remedy.
    """
    _load_meanwhile("stepmix.stepmix")
    described = _description(source, survey)
    is_sample = not isinstance(source, pd.DataFrame) and str(source) in SAMPLES
    firm: Workspace | None = None
    if described:
        asked = read_customer_survey(_export_of(source), described)
        assert asked.ledger is not None
        sentences = [f"Read as {described.name} says. {asked.sentence}", *asked.ledger.sentences()]
        if str(orders) or _has_orders(source):
            firm = load(orders if str(orders) else source, mapping)
    else:
        firm, table, own_orders = _workspace(source, orders, mapping)
        asked = customer_survey_of(table.frame(), SAMPLE_FIRM if is_sample else "")
        # The sample's own rows are all there is, and all used; others are accounted for.
        sentences = [asked.sentence, *([] if is_sample else table.ledger.sentences())]
        firm = own_orders
    named = label or (SAMPLE_LABEL if is_sample and not str(customers) else "")
    transactions = firm.transactions if firm is not None and firm.has(ORDERS) else None
    if transactions is not None:
        sentences += [f"Orders: {said}" for said in transactions.ledger.sentences()[:2]]
    answers = linked_answers(asked, transactions, firm_labels(firm, named, customers), wave=wave)
    code = currency or (str(transactions.ledger.currency or "") if transactions is not None else "")
    return LoyaltySource(
        survey=asked,
        answers=answers,
        sentences=(*sentences, *answers.sentences),
        table_of_answers=_answers_by_group(asked),
        own=asked.own or "the firm",
        currency=code,
    )


def _load_meanwhile(name: str) -> None:
    """Import a library beside the reading, which leaves the interpreter idle for seconds."""

    def load() -> None:
        with suppress(ImportError):  # its news to tell where it is needed
            importlib.import_module(name)

    threading.Thread(target=load, daemon=True).start()


def _answers_by_group(asked: CustomerSurvey) -> Table | None:
    """What became of the answers, a row a level, facet or motive; the single questions below."""
    if asked.ledger is None:
        return None
    lines = asked.ledger.answers
    if lines["used"].sum() == lines["asked"].sum():
        return None
    groups = {c: asked.labels.get(g, g) for b in asked.batteries.values()
              for g, columns in b.groups.items() for c in columns}  # fmt: skip
    names = {"asked": "Asked", "used": "Used", "dont_know": "No opinion", "empty": "Empty",
             "not_understood": "Not understood"}  # fmt: skip
    about = lines["column"].map(groups).fillna(lines["question"])
    about = about.str[:1].str.upper() + about.str[1:]
    counted = lines.groupby(about.rename("Questions on"), sort=False)[list(names)].sum()
    total = next(s for s in asked.ledger.sentences() if "asked for" in s)
    return Table(counted.rename(columns=names).reset_index(), title=total)


def _description(source: Any, survey: str | Path) -> Path | None:
    """The survey.toml that was told, or that lies beside the export."""
    if str(survey):
        return Path(survey)
    if isinstance(source, (str, Path)) and str(source) not in SAMPLES and "://" not in str(source):
        path = Path(source)
        beside = (path if path.is_dir() else path.parent) / BESIDE
        if beside.is_file():
            return beside
    return None


def _export_of(source: Any) -> Any:
    """The export itself; of a folder, the file called survey or answers."""
    if not isinstance(source, (str, Path)) or not Path(source).is_dir():
        return source
    files = sorted(Path(source).iterdir())
    found = [f for f in files if f.stem.lower() in ("survey", "answers", "export")
             and f.suffix.lower() in (".csv", ".tsv", ".txt", ".xlsx", ".parquet")]  # fmt: skip
    if len(found) == 1:
        return found[0]
    names = [f.name for f in files if f.is_file()]
    raise one_problem(
        f"which file of {Path(source).name} holds the answers is not plain",
        "call it survey.csv, or point at it: --data FILE.",
        examples=tuple(names[:3]),
    )


def _has_orders(source: Any) -> bool:
    if not isinstance(source, (str, Path)) or not Path(source).is_dir():
        return False
    return any(f.stem.lower() in ("transactions", "orders") for f in Path(source).iterdir())


def _workspace(source: Any, orders: Any, mapping: Any) -> tuple[Workspace, Any, Workspace | None]:
    """Where the survey stands, the table itself, and where the orders stand."""
    is_path = isinstance(source, (str, Path))
    if is_path and (str(source) in SAMPLES or Path(source).is_dir()):
        firm = load(source, mapping)
        bought: Workspace | None = firm
        if not firm.has(TABLE):
            raise _no_table(firm)
        if str(orders):
            bought = load(orders, None)
        return firm, firm.survey, bought
    shown = Path(source).name if is_path else "the table"
    told = Reading() if str(orders) else Reading.read(mapping)
    file = TableFile(TABLE, source, told, shown)
    firm = Workspace(source, Reading(), folder=Folder(Path(), {TABLE: file}))
    try:
        table = firm.survey
    except DataProblem as problem:
        other = Problem(
            f"{shown} was read as a table with a row a respondent, under the names of the house",
            f"if it is an export of a survey tool, describe it: cvmlab survey {shown} --about "
            f"loyalty writes a first {BESIDE}; then --survey {BESIDE}.",
        )
        raise DataProblem([*problem.problems, other], problem.source or shown) from None
    bought = load(orders, mapping) if str(orders) else None
    return firm, table, bought


def _no_table(firm: Workspace) -> DataProblem:
    what = firm.missing(TABLE)
    remedy = (
        f"put {TABLE}.csv into the folder, or point at the export of your survey and its {BESIDE} "
        "(cvmlab survey FILE --about loyalty writes a first one)."
    )
    return DataProblem([Problem(what, remedy)])
