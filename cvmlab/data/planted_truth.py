"""The planted truth of the sample company: what no firm ever sees, kept apart from its data."""

from __future__ import annotations

from collections.abc import Mapping as Dict
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from cvmlab.data.contracts.registry import TRUTH
from cvmlab.data.contracts.table import Contract
from cvmlab.data.folders import TableFile
from cvmlab.data.shelf import NoSuchTable, Shelf
from cvmlab.data.sources import KESTREL, PARQUET, REMAKE, SAMPLES
from cvmlab.data.tables import FirmTable
from cvmlab.errors import Problem, one_problem, suggestion

PREFIX = "truth_"


@dataclass(frozen=True, repr=False)
class Truth:
    """What was planted in the sample company: each table is an attribute, read on first use.

    Parameters
    ----------
    path : Path
        The folder of the truth.
    contracts : dict of str to Contract
        Its tables, each by its name.
    """

    path: Path
    contracts: Dict[str, Contract] = field(default_factory=lambda: TRUTH)

    @cached_property
    def _shelf(self) -> Shelf:
        names = {n.removeprefix(PREFIX): n for n in self.contracts}
        files = {}
        # Of the same table in two formats the typed one is taken: Parquet sorts before text here.
        for file in sorted(self.path.iterdir(), key=lambda f: (f.suffix not in PARQUET, f.name)):
            name = names.get(file.stem.removeprefix(PREFIX))
            if name and name not in files:
                files[name] = TableFile(name, file, shown=file.name)
        return Shelf(files, self.contracts)

    @property
    def tables(self) -> tuple[str, ...]:
        """The names of its tables."""
        there = (name for name in self.contracts if name in self._shelf.files)
        return tuple(name.removeprefix(PREFIX) for name in there)

    def __getattr__(self, name: str) -> FirmTable:
        if name.startswith("_"):
            raise AttributeError(name)
        if name in self.tables:
            return self._shelf.table(PREFIX + name if PREFIX + name in self.contracts else name)
        raise NoSuchTable(
            [
                Problem(
                    f'the truth has no table "{name}"',
                    f"its tables are: {', '.join(self.tables)}.{suggestion(name, self.tables)}",
                )
            ]
        )

    def __dir__(self) -> list[str]:
        return sorted({*super().__dir__(), *self.tables})

    def __repr__(self) -> str:
        return (
            "The planted truth of the sample company. No firm ever sees such tables: they say what "
            "was put into the data, and are opened only to hold a method against it, after it has "
            f"given its answer. Tables: {', '.join(self.tables)}."
        )


def truth(source: Any = "kestrel") -> Truth:
    """Open what was planted in the sample company, to hold a method against it.

    It is kept apart from :func:`cvmlab.load` on purpose: an analysis that peeks at it is worth
    nothing, and of real customers there is none.

    Parameters
    ----------
    source : str or Path
        "kestrel", or the folder of a sample company made by ``cvmlab kestrel``.

    Raises
    ------
    DataProblem
        For anything else: nobody knows the truth about a firm's own customers.
    """
    path = KESTREL if str(source) in SAMPLES else Path(str(source))
    if (path / "truth").is_dir():
        return Truth(path / "truth")
    if path == KESTREL:
        raise one_problem("the sample company is not there", REMAKE)
    raise one_problem(
        f'there is no planted truth for "{path.name}"',
        "the truth is known only where customers were invented, as in the sample company "
        "(cvm.truth()); what your own customers think and will do, nobody has written down. "
        "Hold a method against what they did later, in a holdout period.",
    )
