"""The sample company, and firms drawn like it, once for all tests that one process runs.

To read Kestrel and work out what a lesson asks of it takes seconds, and a hundred files ask. What a
workspace has worked out stays with it, so all of them share one. Nothing here is to be changed by a
test: take a copy of a table that you write into.
"""

from __future__ import annotations

from functools import cache

from cvmlab.data.workspace import Workspace, load
from cvmlab.kestrel.block import PEOPLE, Block


@cache
def sample_company() -> Workspace:
    """Kestrel, as ``cvm.load("kestrel")`` gives it."""
    return load("kestrel")


@cache
def people_of(seed: int, size: int = PEOPLE) -> Block:
    """The first people of another such company; tables are made when first asked for."""
    return Block(seed, size=size)
