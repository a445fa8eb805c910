"""The sample company's tables as a page to read, from their contracts and from the files.

``python -m cvmlab.data.contracts.datasets_page`` writes ``datasets/README.md`` anew.
"""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd

from cvmlab.data.contracts.registry import KESTREL, TRUTH
from cvmlab.data.contracts.table import Contract
from cvmlab.paths import DATASETS

PAGE = DATASETS / "README.md"
FOLDER = DATASETS / "kestrel"
_INTRODUCTION = """# Kestrel Market Group, the sample company

Kestrel sells food: {stores} stores on an invented coast, a web shop with delivery and collection, a
loyalty card with a gold tier, and a food-service arm that supplies seniors' homes, schools and
restaurants. Its files cover three years, from Monday 3 January 2022 to Sunday 29 December 2024.
After two years a recession comes: fewer new customers, more letters to the ones there are. Four
weeks later a discounter opens.

**Nobody in these files exists.** Every person, name, address, comment and interview is invented,
and the laws by which people buy, answer and leave are known. What really goes on in each head
stands in [`kestrel/truth`](#the-truth), so that you can ask of any method how far it was from
right. Open it when you have your answer.

Three people come back in many tables:

- **Maura Keane** (card `K0000001`), a caterer who was the best customer of her store until she
  retired in March 2023. The tier rule of the last twelve months has taken her gold away.
- **Dara Nolan** (card `K0000002`), gold, there two or three times a week, nearly always on a deal.
- **Colm Brady**, who plans the meals of the 64 residents of Rosemount House (account `F0001`).

```python
import cvmlab as cvm

firm = cvm.load()  # the sample company
firm.describe()  # its tables, and the lessons they serve
firm.survey.frame()  # one of them
cvm.truth().person.frame()  # what no firm ever sees
```

The files are Parquet; tables of up to {small:,} rows lie there as CSV as well, to open in Excel.
`cvmlab kestrel --people 2000 --out my-kestrel` makes a company of another size, `--format xlsx` in
another form. {people:,} people and seed {seed} make exactly these files.

**Licence: CC0 1.0** (public domain). Use the data for whatever you like.

**What they are good for:** learning, teaching, testing a method. **What they are not good for:**
learning anything about real shoppers. The sizes of all effects were chosen by hand.
"""
SMALL = 2_000  # rows up to which a table is kept as CSV as well


def page(folder: Path = FOLDER) -> str:
    """The page in Markdown."""
    made = json.loads((folder / "kestrel.json").read_text(encoding="utf-8"))
    frames = {name: pd.read_parquet(_file(folder, name)) for name in (*KESTREL, *TRUTH)}
    introduction = _INTRODUCTION.format(
        stores=frames["transactions"]["store"].nunique(),
        people=made["people"],
        seed=made["seed"],
        small=SMALL,
    )
    overview = [
        "| table | one row is | rows | what your firm may call it |",
        "|---|---|--:|---|",
        *(
            f"| [{name}](#{name}) | {contract.one_row} | {len(frames[name]):,} "
            f"| {contract.called_briefly} |"
            for name, contract in KESTREL.items()
        ),
        "",
    ]
    return "\n".join(
        [
            introduction,
            "## The tables",
            "",
            *overview,
            *(_section(contract, frames[name]) for name, contract in KESTREL.items()),
            "## The truth",
            "",
            "What no firm ever sees. `cvm.truth()` opens these tables, and no lesson does before "
            "you have answered.",
            "",
            *(_section(contract, frames[name]) for name, contract in TRUTH.items()),
        ]
    )


def _file(folder: Path, name: str) -> Path:
    if name.startswith("truth_"):
        return folder / "truth" / f"{name.removeprefix('truth_')}.parquet"
    return folder / f"{name}.parquet"


def _section(contract: Contract, frame: pd.DataFrame) -> str:
    """One table: what it is, how it was made, its columns with an example row."""
    example = frame.loc[frame.isna().sum(axis=1).idxmin()]
    lines = [
        f"### {contract.name}",
        "",
        f"{len(frame):,} rows; one row is {contract.one_row}.",
        "",
    ]
    for label, text in (
        ("In your firm", contract.called),
        ("How it was made", contract.made),
        ("Good for", contract.good_for),
        ("Not for", contract.not_for),
    ):
        if text:
            lines.append(f"- **{label}:** {text}")
    lines += ["", "| column | what it holds | unit and range | a row |", "|---|---|---|---|"]
    for column in contract.columns:
        sentence = column.sentence
        if column.empty:
            sentence = f"{sentence.rstrip('.')}; empty: {column.empty}."
        if column.refers_to:
            sentence += f" Found again in `{column.refers_to}`."
        name = f"**{column.name}**" if column.name in contract.key else column.name
        lines.append(
            f"| {name} | {sentence} | {column.unit_and_range} | {_cell(example[column.name])} |"
        )
    if contract.key:
        lines += ["", "Bold columns together name a row."]
    return "\n".join([*lines, ""])


def _cell(value: object) -> str:
    if value is None or value is pd.NA or value != value:
        return ""
    if isinstance(value, pd.Timestamp):
        return value.date().isoformat()
    if isinstance(value, bool) or type(value).__name__ == "bool":
        return "yes" if value else "no"
    text = f"{value:g}" if isinstance(value, float) and abs(value) < 1e5 else str(value)
    return text.replace("|", "/").replace("\n", " ")


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
