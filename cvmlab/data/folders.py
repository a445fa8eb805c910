"""A folder of a firm's own exports: which file holds which table, and how each is read.

A file is found by its name (``survey.csv``, ``orders.xlsx``) or told in the folder's own
``mapping.toml``::

    [reading]
    dates = "dmy"

    [tables.survey]
    file = "answers 2024.xlsx"
    sheet = "Wave 3"

    [tables.survey.columns]
    overall = "Q12"
"""

from __future__ import annotations

from collections.abc import Iterable
from collections.abc import Mapping as Dict
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from cvmlab.data.contracts.table import Contract, plain_name
from cvmlab.data.mapping import Mapping
from cvmlab.data.mapping_text import mapping_content
from cvmlab.data.sources import PARQUET, TEXT
from cvmlab.data.workbooks import SUFFIXES as WORKBOOKS
from cvmlab.errors import DataProblem, Problem, one_problem, suggestion

MAPPING = "mapping.toml"
ORDERS = "transactions"
# What a firm's files are called that hold these tables.
ALIASES: dict[str, tuple[str, ...]] = {
    "transactions": ("orders", "order lines", "sales", "purchases", "receipts", "invoices",
                     "umsatz", "umsätze", "bestellungen", "aufträge", "rechnungen", "bons"),
    "customers": ("clients", "members", "cardholders", "kunden", "kundenstamm"),
    "survey": ("surveys", "survey answers", "answers", "responses", "questionnaire",
               "satisfaction", "satisfaction survey", "umfrage", "befragung"),
    "service_events": ("service", "complaints", "tickets", "cases", "reklamationen"),
    "products": ("articles", "items", "assortment", "artikel", "produkte"),
    "contacts": ("mailings", "contact history", "kontakte"),
    "campaigns": ("kampagnen",),
    "referrals": ("recommendations", "empfehlungen"),
    "acquisition_costs": ("marketing costs", "advertising costs", "werbekosten"),
    "pass_subscriptions": ("subscriptions", "contracts", "abonnements", "abos", "verträge"),
    "employee_survey": ("staff survey", "mitarbeiterbefragung"),
    "b2b_accounts": ("accounts", "business customers", "firmenkunden"),
    "b2b_orders": ("business orders",),
    "bids": ("quotes", "tenders", "angebote"),
}  # fmt: skip


@dataclass(frozen=True)
class TableFile:
    """Where a table of the firm is, and how it is read.

    Parameters
    ----------
    name : str
        The table's name.
    given : object
        A path, a database address or a table.
    mapping : Mapping
        How it is read.
    shown : str
        What it is called in a message.
    """

    name: str
    given: Any
    mapping: Mapping = field(default_factory=Mapping)
    shown: str = ""


@dataclass(frozen=True)
class Folder:
    """The tables that were found in a folder, and the files that are none of them."""

    path: Path
    files: Dict[str, TableFile]
    others: tuple[str, ...] = ()


def find_tables(
    path: Path,
    contracts: Dict[str, Contract],
    mapping: Any = None,
) -> Folder | None:
    """The tables in a folder; None where it is a folder of parts of one table.

    Parameters
    ----------
    path : Path
        The folder.
    contracts : dict of str to Contract
        The tables there can be.
    mapping : Mapping, dict or path, optional
        What was said beside the folder's own ``mapping.toml``; a path stands in its place.

    Raises
    ------
    DataProblem
        With all that is wrong in ``mapping.toml`` and with the names of the files.
    """
    said, settings = _said(path, mapping)
    content, title = mapping_content(said)
    sections = content.get("tables", {})
    named, others = _by_name(path, contracts)
    if not sections and (not named or _are_parts(named, others)):
        return None
    problems: list[Problem] = []
    reading = {k: v for k, v in content.items() if k not in ("tables", "columns")}
    base = _settings(reading, "", problems)
    base = base.with_settings(**replace(settings, columns={}).to_dict())
    if not isinstance(sections, dict) or not all(isinstance(s, dict) for s in sections.values()):
        raise one_problem(
            f'"tables" in {title} is no section', 'write [tables.survey], file = "answers.csv".'
        )
    files = {}
    for name in contracts:
        section = dict(sections.get(name, {}))
        if name not in sections and name not in named:
            continue
        given = _place_of(path, name, section.pop("file", None), named, problems)
        own = _settings(section, f"[tables.{name}]: ", problems)
        if name == ORDERS:
            orders = Mapping.read({"columns": content.get("columns", {})})
            own = orders.with_settings(**own.to_dict()).with_settings(**settings.to_dict())
        if given is not None:
            told = base.with_settings(**own.to_dict())
            files[name] = TableFile(name, given, told, _shown(given, told))
    problems += [_unknown(name, contracts) for name in sections if name not in contracts]
    problems += _several(named, sections)
    if problems:
        raise DataProblem(problems, title if content else f'folder "{path.name}"')
    used = {str(file.given) for file in files.values()}
    rest = [p for paths in named.values() for p in paths if str(p) not in used]
    rest = [p for p in (*others, *rest) if str(p) not in used and not _twin(p, used)]
    return Folder(path, files, tuple(sorted(p.name for p in rest)))


def _said(path: Path, mapping: Any) -> tuple[Any, Mapping]:
    """The mapping of the folder, and settings said beside it."""
    own = path / MAPPING if (path / MAPPING).is_file() else None
    if isinstance(mapping, Mapping):
        return own, mapping
    content, _ = mapping_content(mapping)
    if not content:
        return own, Mapping()
    if isinstance(mapping, (str, Path)) and not str(mapping).lstrip().startswith("{"):
        return mapping, Mapping()
    if "tables" in content:
        return mapping, Mapping()
    return own, Mapping.read(content)


def _by_name(
    path: Path, contracts: Dict[str, Contract]
) -> tuple[dict[str, list[Path]], list[Path]]:
    """Files and subfolders that are called like a table, and the other files of tables."""
    names = {
        plain_name(alias): name for name in contracts for alias in (name, *ALIASES.get(name, ()))
    }
    named: dict[str, list[Path]] = {}
    others = []
    for each in sorted(path.iterdir()):
        is_table = each.is_file() and each.suffix.lower() in TEXT + WORKBOOKS + PARQUET
        if each.name.startswith((".", "~")) or not (is_table or each.is_dir()):
            continue
        stem = each.name if each.is_dir() else each.stem
        if name := names.get(plain_name(stem)):
            named.setdefault(name, []).append(each)
        elif is_table:
            others.append(each)
    # The same table as Parquet and as text: Parquet is quicker and typed.
    for name, paths in named.items():
        if len({p.stem for p in paths}) == 1:
            named[name] = sorted(paths, key=lambda p: p.suffix.lower() not in PARQUET)[:1]
    return named, others


def _are_parts(named: dict[str, list[Path]], others: list[Path]) -> bool:
    """Whether all there is are the orders, in several files."""
    return set(named) == {ORDERS} and len(named[ORDERS]) + len(others) > 1


def _place_of(
    path: Path,
    name: str,
    file: object,
    named: dict[str, list[Path]],
    problems: list[Problem],
) -> Any:
    if file is None:
        if name in named:
            return named[name][0]
        known = _files(path)
        problems.append(
            Problem(
                f"[tables.{name}] does not say which file holds it",
                f'write file = "…" below it, one of: {", ".join(known) or "none is there"}.',
            )
        )
        return None
    text = str(file)
    if "://" in text:
        return text
    if (path / text).exists():
        return path / text
    known = _files(path)
    problems.append(
        Problem(
            f'[tables.{name}]: there is no file "{text}" in the folder "{path.name}"',
            f"check the name.{suggestion(text, known)}",
        )
    )
    return None


def _settings(section: dict[str, Any], where: str, problems: list[Problem]) -> Mapping:
    try:
        return Mapping.read(section)
    except DataProblem as problem:
        for each in problem.problems:
            remedy = each.remedy
            if where:
                remedy = remedy.replace("use one of: ", "use one of: file, ")
            problems.append(replace(each, what=where + each.what, remedy=remedy))
        return Mapping()


def _unknown(name: str, contracts: Dict[str, Contract]) -> Problem:
    names = {plain_name(a): t for t, all_ in ALIASES.items() for a in all_ if t in contracts}
    meant = names.get(plain_name(name))
    close = f' Did you mean "{meant}"?' if meant else suggestion(name, contracts)
    return Problem(
        f'[tables.{name}]: there is no table of the name "{name}"',
        f"use one of: {', '.join(contracts)}.{close}",
    )


def _several(named: dict[str, list[Path]], sections: dict[str, Any]) -> list[Problem]:
    return [
        Problem(
            f"{len(paths)} files could be the table {name}: {', '.join(p.name for p in paths)}",
            f"say which in {MAPPING}: [tables.{name}] and below it "
            f'file = "{paths[0].name}"; or put parts of one table into a folder "{name}".',
        )
        for name, paths in named.items()
        if len(paths) > 1 and "file" not in sections.get(name, {})
    ]


def _files(path: Path) -> list[str]:
    return [p.name for p in sorted(path.iterdir()) if p.name != MAPPING and p.name[0] not in ".~"]


def _twin(path: Path, used: Iterable[str]) -> bool:
    """Whether a file is the same table in another format as one that is used."""
    return any(Path(each).stem == path.stem for each in used)


def _shown(given: Any, mapping: Mapping) -> str:
    name = str(given) if "://" in str(given) else Path(given).name
    return f'{name}, sheet "{mapping.sheet}"' if mapping.sheet else name
