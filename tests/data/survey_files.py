"""Exports of survey tools, made from answers that are known, so that reading can be judged."""

from __future__ import annotations

import csv
import io
import json
import tomllib
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import xlsxwriter

from cvmlab.paths import ROOT

TOML = ROOT / "docs" / "value-survey.toml"
QUESTIONNAIRE = ROOT / "docs" / "value-survey.md"
BRANDS = ("Our brand", "Rival one", "Rival two", "Rival three", "Rival four")
STATEMENTS = (
    "What you buy there is of good quality",
    "You find what you need",
    "It does what was promised",
    "The people are friendly",
    "Somebody helps when something goes wrong",
    "Somebody can be reached when you need them",
)
TYPES = ("Families", "Living alone", "Retired couples")
META = {
    "StartDate": "Start Date", "EndDate": "End Date", "Status": "Response Type",
    "Progress": "Progress", "Finished": "Finished", "ResponseId": "Response ID",
}  # fmt: skip


def description(**changes: Any) -> dict[str, Any]:
    """The description in the docs, with changes: section -> settings."""
    told = tomllib.loads(TOML.read_text(encoding="utf-8"))
    for section, settings in changes.items():
        told[section] = {**told.get(section, {}), **settings}
    return told


def truth(people: int = 60, seed: int = 1) -> pd.DataFrame:
    """What respondents answer, as numbers: one row a respondent and brand."""
    rng = np.random.default_rng(seed)
    rows = []
    for n in range(people):
        halo = rng.normal(0, 0.7)
        known = [b for b in range(len(BRANDS)) if b == 0 or rng.random() < 0.8]
        share = rng.dirichlet(np.ones(len(known) + 1))
        for place, b in enumerate(known):
            answers = np.clip(np.round(8 - b + halo + rng.normal(0, 1, 6)), 1, 10).astype(int)
            rows.append({
                "respondent": f"R_{n:03d}", "type": TYPES[n % 3], "brand": BRANDS[b],
                **{f"s{i + 1}": int(a) for i, a in enumerate(answers)},
                "price": round(90 - 8 * b + rng.normal(0, 4), 2),
                "minutes": int(rng.integers(5, 50)),
                "share": round(float(share[place]) * 100),
            })  # fmt: skip
    return pd.DataFrame(rows)


def choices(people: int = 60, seed: int = 1, minute: float = 0.25) -> pd.DataFrame:
    """Who took what in the tasks of the description: a row a respondent, a column a task."""
    rng = np.random.default_rng(seed)
    tasks = tomllib.loads(TOML.read_text(encoding="utf-8"))["choices"]["tasks"]
    columns = {}
    for task, offer in tasks.items():
        cost = {name: o["price"] + minute * o["minutes"] for name, o in offer.items()}
        chance = 1 / (1 + np.exp(0.6 * (cost["A"] - cost["B"])))
        columns[f"Q7_{task}"] = np.where(rng.random(people) < chance, "A", "B")
    return pd.DataFrame(columns, index=[f"R_{n:03d}" for n in range(people)])


def sheets(answers: pd.DataFrame, picks: pd.DataFrame | None = None) -> pd.DataFrame:
    """The rows of a Qualtrics export without its header: one row a respondent, all as text."""
    rows = []
    for n, (who, views) in enumerate(answers.groupby("respondent", sort=False)):
        row = {
            "StartDate": f"2025-03-0{1 + n % 9} 10:00:00", "EndDate": "2025-03-09 10:09:00",
            "Status": "IP Address", "Progress": "100", "Finished": "True", "ResponseId": who,
            "Q1": views["type"].iloc[0],
            "Q2": ",".join(views["brand"]),
        }  # fmt: skip
        for _, view in views.iterrows():
            b = BRANDS.index(view["brand"]) + 1
            row |= {f"{b}_Q3_{i}": str(view[f"s{i}"]) for i in range(1, 7)}
            row |= {f"{b}_Q4": f"{view['price']:g}", f"{b}_Q5": str(view["minutes"])}
            row[f"Q6_{b}"] = str(view["share"])
        row["Q6_6"] = str(100 - int(views["share"].sum()))
        rows.append(row | (dict(picks.loc[who]) if picks is not None else {}))
    return pd.DataFrame(rows).reindex(columns=names(picks is not None)).fillna("")


def names(with_choices: bool = True) -> list[str]:
    """The columns of the export, in the tool's order."""
    loops = [f"{b}_Q{q}" for b in range(1, 6) for q in (*(f"3_{i}" for i in range(1, 7)), 4, 5)]
    tasks = [f"Q7_{t}" for t in range(1, 9)] if with_choices else []
    return [*META, "Q1", "Q2", *loops, *(f"Q6_{b}" for b in range(1, 7)), *tasks]


def text_of(name: str) -> str:
    """What stands under a column's name in the second row."""
    if name in META:
        return META[name]
    loop, _, rest = name.partition("_")
    if rest.startswith("Q3_"):
        statement = STATEMENTS[int(rest[3:]) - 1]
        brand = BRANDS[int(loop) - 1]
        return f"{brand} - How good is it?\nPlease answer for each line.\n - {statement}"
    if rest == "Q4":
        return f"{BRANDS[int(loop) - 1]} - What does a usual week cost you there, in euros?"
    if rest == "Q5":
        return f"{BRANDS[int(loop) - 1]} - How many minutes a week does it cost you?"
    if loop == "Q6":
        brand = (*BRANDS, "Elsewhere")[int(rest) - 1]
        return f"Of every 100 euros, how many do you spend - {brand}"
    return {"Q1": "Who lives in your household?", "Q2": "Which of these do you know?"}.get(
        name, f'Which would you take, "A" or "B"? Task {rest}'
    )


def qualtrics(frame: pd.DataFrame, rows: int = 3) -> list[list[str]]:
    """Header rows and rows, as Qualtrics writes them."""
    header = [list(frame.columns), [text_of(name) for name in frame.columns]]
    header.append([json.dumps({"ImportId": f"QID_{name}"}) for name in frame.columns])
    return [*header[:rows], *frame.to_numpy().tolist()]


def as_csv(rows: list[list[str]], delimiter: str = ",") -> bytes:
    """The rows as a csv file, every cell in quotation marks."""
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter, quoting=csv.QUOTE_ALL).writerows(rows)
    return out.getvalue().encode("utf-8")


def as_xlsx(rows: list[list[str]]) -> bytes:
    """The rows as a workbook; numbers are numbers."""
    content = io.BytesIO()
    with xlsxwriter.Workbook(content, {"in_memory": True}) as book:
        sheet = book.add_worksheet("Sheet0")
        for i, row in enumerate(rows):
            for j, cell in enumerate(row):
                if i >= 3 and cell.replace(".", "", 1).isdigit():
                    sheet.write_number(i, j, float(cell))
                else:
                    sheet.write_string(i, j, cell)
    return content.getvalue()


def written(folder: Path, content: bytes, name: str = "export.csv") -> Path:
    """A file in a folder."""
    path = folder / name
    path.write_bytes(content)
    return path
