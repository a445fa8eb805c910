"""Where a report goes: the files it writes, put in place at once, and what an earlier run left."""

from __future__ import annotations

import json
import os
import re
import shutil
from pathlib import Path

from cvmlab.errors import one_problem
from cvmlab.pages.delivery import METRICS, PARQUET
from cvmlab.pages.excel import EXCEL
from cvmlab.pages.failures import ReportFailed


def checked_folder(out: Path) -> Path:
    """Refuse an impossible folder before the work is done, not after."""
    place = next(p for p in (out, *out.resolve().parents) if p.exists())
    if not place.is_dir():
        raise one_problem(
            f'The report cannot go to "{out}": "{place}" is a file', "name a folder with --out."
        )
    if not os.access(place, os.W_OK):
        raise one_problem(
            f'The report cannot go to "{out}": the folder "{place}" may not be written to',
            "name another folder with --out.",
        )
    return out


def report_files(folder: Path, name: str) -> list[str]:
    """The report's files in a folder, by the only names a report ever writes."""
    own = re.compile(
        rf"({re.escape(name)}\.(html|pdf)|charts/\d\d-[a-z0-9-]+\.png"
        rf"|{re.escape(METRICS)}|{re.escape(PARQUET)}|{re.escape(EXCEL)})"
    )
    found = (p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file())
    return sorted((f for f in found if own.fullmatch(f)), key=lambda f: (f.count("/"), f))


def put_in_place(folder: Path, out: Path, name: str) -> list[str]:
    """Put the finished files in place, and take away what an earlier run left over."""
    names = [*report_files(folder, name), f"{name}.ipynb"]
    leftovers = set(earlier_files(out, name)) - set(names)
    try:
        for each in names:
            (out / each).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(folder / each, out / f"{each}.part")
        for each in names:
            os.replace(out / f"{each}.part", out / each)
        for each in leftovers:
            (out / each).unlink()
    except OSError as error:
        for each in names:
            (out / f"{each}.part").unlink(missing_ok=True)
        cause = f"{error.strerror}: {error.filename}; is the file open in another program?"
        raise ReportFailed(name, None, "", cause) from None
    return names


def earlier_files(out: Path, name: str) -> list[str]:
    """What the same report wrote here before, according to the notebook it left."""
    try:
        left = json.loads((out / f"{name}.ipynb").read_text(encoding="utf-8"))
        recorded = left["metadata"]["cvmlab"]["files"]
    except (OSError, ValueError, KeyError, TypeError):
        return []
    # Only files a report writes, and only where they still are: a list in a file is no licence.
    return [each for each in report_files(out, name) if each in recorded] if out.is_dir() else []
