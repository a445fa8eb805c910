"""The contracts as pages to read: the columns and the names files use for them.

``python -m cvmlab.data.contracts.dictionary`` writes ``docs/columns.md`` anew.
"""

from __future__ import annotations

from cvmlab.data.contracts.exchange_rates import EXCHANGE_RATES
from cvmlab.data.contracts.registry import CONTRACTS
from cvmlab.data.contracts.table import Contract
from cvmlab.paths import ROOT

PAGE = ROOT / "docs" / "columns.md"
_INTRODUCTION = """# Columns, and the names they go by

A column of your file is found by its own name or by a well-known one; upper case, spaces, accents
and punctuation do not matter. Where two columns could be meant you are asked. Any other name is
told with `--map amount=COLUMN`, in a `mapping.toml`, or to `cvmlab map FILE`. Columns that are
listed nowhere here are kept under their own names and can be used as segments.

A report on orders needs the first table only. The others are read when they lie in the same folder,
as a file of the table's name; what each looks like when it is filled is shown in
[datasets](../datasets/README.md).
"""


def page() -> str:
    """The page in Markdown."""
    first = CONTRACTS["transactions"]
    others = [contract for contract in CONTRACTS.values() if contract is not first]
    tables = (_table(contract) for contract in (first, *others, EXCHANGE_RATES))
    return "\n".join([_INTRODUCTION, *tables])


def _table(contract: Contract) -> str:
    lines = [
        f"## {contract.name.capitalize()}",
        "",
        f"One row is {contract.one_row}.",
        "",
        "| column | what it holds | unit and range | also known as |",
        "|---|---|---|---|",
    ]
    for column in contract.columns:
        name = f"**{column.name}**" if column.required else column.name
        names = ", ".join(column.known_as)
        lines.append(f"| {name} | {column.sentence} | {column.unit_and_range} | {names} |")
    return "\n".join(
        [*lines, "", "Bold columns are needed; the others are used where they are there.", ""]
    )


if __name__ == "__main__":
    PAGE.parent.mkdir(exist_ok=True)
    PAGE.write_text(page(), encoding="utf-8")
