"""Which tests begin when they run on several cores: those that take longest.

A file's tests stay together, since they share what is costly to make. What takes longest begins, so
that no core is left alone with it at the end.
"""

from __future__ import annotations

from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
FIRST = (
    "tests/notebooks/test_exercises.py", "tests/btyd/test_coverage.py",
    "tests/notebooks/test_own_data.py", "tests/reports/", "tests/learn/", "tests/idic/",
)  # fmt: skip


def place(item: pytest.Item) -> str:
    """The item's file, seen from the project's folder."""
    return item.path.relative_to(ROOT).as_posix() if ROOT in item.path.parents else str(item.path)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    begin = [*FIRST, ""]
    items.sort(key=lambda item: next(n for n, s in enumerate(begin) if place(item).startswith(s)))
