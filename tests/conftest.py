"""Which tests stay together when they run on several cores, and which begin.

A file's tests share what is costly to make. Those of the lessons share what the lessons ask of the
sample company as well, so they are one group. What takes longest begins, so that no core is left
alone with it at the end.
"""

from __future__ import annotations

from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
LESSONS = ("tests/notebooks/test_exercises.py", "tests/learn/")
FIRST = (*LESSONS, "tests/notebooks/", "tests/reports/")


def place(item: pytest.Item) -> str:
    """The item's file, seen from the project's folder."""
    return item.path.relative_to(ROOT).as_posix() if ROOT in item.path.parents else str(item.path)


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    for item in items if config.pluginmanager.hasplugin("xdist") else ():
        group = "lessons" if place(item).startswith(LESSONS) else place(item)
        item.add_marker(pytest.mark.xdist_group(group))
    begin = [*FIRST, ""]
    items.sort(key=lambda item: next(n for n, s in enumerate(begin) if place(item).startswith(s)))
