"""Work on large arrays on the available cores: numpy lets threads run side by side."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

Result = TypeVar("Result")


def in_threads(work: Callable[..., Result], *pieces: Iterable) -> list[Result]:
    """The results of some work on each piece, in the order of the pieces.

    How the work is cut into pieces must not depend on the number of cores: then neither does any
    sum over the results.
    """
    waiting = [list(piece) for piece in pieces]
    if len(waiting[0]) == 1:
        return [work(*(piece[0] for piece in waiting))]
    with ThreadPoolExecutor(min(os.cpu_count() or 1, 8)) as threads:
        return list(threads.map(work, *waiting))
