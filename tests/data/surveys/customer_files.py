"""A firm of its own: what its customers answer and buy, known before any file is written.

The layout is that of docs/loyalty-survey.md; the planted truth: three kinds of customers by reason,
of whom the ones who enjoy it stay and follow, whatever the firm calls them.
"""

from __future__ import annotations

import json
import tomllib
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from cvmlab.paths import ROOT
from tests.data import survey_files

TOML = ROOT / "docs" / "loyalty-survey.toml"
QUESTIONNAIRE = ROOT / "docs" / "loyalty-survey.md"
BATTERIES = ("satisfaction", "relationship", "motives")
META = {
    "StartDate": "Start Date", "EndDate": "End Date", "Status": "Response Type",
    "Finished": "Finished", "RecordedDate": "Recorded Date", "ResponseId": "Response ID",
    "ExternalReference": "External Data Reference",
}  # fmt: skip
STAYS = {"enjoyment": 0.8, "convenience": 0.5, "price": 0.4}
FOLLOWS = {"enjoyment": 0.7, "convenience": 0.2, "price": 0.2}
ASKED_ON = pd.Timestamp("2024-07-01")
LAST_DAY = pd.Timestamp("2025-06-30")


def description(**changes: Any) -> dict[str, Any]:
    """The description in the docs, with changes: section -> settings."""
    told = tomllib.loads(TOML.read_text(encoding="utf-8"))
    for section, settings in changes.items():
        told[section] = {**told.get(section, {}), **settings}
    return told


def items() -> dict[str, str]:
    """Question of the house -> its column in the export."""
    told = description()
    return {f"{group}_{n}": column for battery in BATTERIES
            for group, columns in told[battery].items()
            for n, column in enumerate(columns, start=1)}  # fmt: skip


def truth(people: int = 60, seed: int = 1) -> pd.DataFrame:
    """What customers are and say, as numbers: one row a customer; high is always good."""
    rng = np.random.default_rng(seed)
    kind = rng.permutation(np.resize(["enjoyment", "convenience", "price"], people))
    close = (kind == "enjoyment").astype(float)
    bond, mark = rng.normal(close, 0.5), rng.normal(0, 1, people)
    told = description()
    frame = pd.DataFrame({"customer": [f"C{n:05d}" for n in range(people)], "kind": kind})
    for group in told["satisfaction"]:
        own = rng.normal(7 + 0.8 * mark, 0.8)
        for n in (1, 2, 3):
            frame[f"{group}_{n}"] = _steps(own + rng.normal(0, 0.8, people), 1, 10)
    for group in told["relationship"]:
        own = rng.normal(3.4 + 1.4 * bond, 0.5)
        for n in (1, 2, 3):
            frame[f"{group}_{n}"] = _steps(own + rng.normal(0, 0.7, people), 1, 7)
    for motive in told["motives"]:
        own = np.where(kind == motive, 5.6, 3.2)
        for n in (1, 2, 3):
            frame[f"{motive}_{n}"] = _steps(own + rng.normal(0, 0.9, people), 1, 7)
    marks = frame[[f"{g}_{n}" for g in told["satisfaction"] for n in (1, 2, 3)]].mean(axis=1)
    frame["overall"] = _steps(marks + rng.normal(0, 0.7, people), 1, 10)
    frame["recommend_score"] = _steps(6 + 1.5 * bond + rng.normal(0, 1.5, people), 0, 10)
    frame["recommend"] = rng.random(people) < 0.35 + 0.2 * close
    frame["move_city"] = rng.random(people) < frame["kind"].map(FOLLOWS)
    frame["stays"] = rng.random(people) < frame["kind"].map(STAYS)
    frame["tier"] = np.where(rng.random(people) < 0.3, "gold", "silver")
    return frame


def _steps(values: np.ndarray | pd.Series, low: int, high: int) -> np.ndarray:
    return np.clip(np.round(values), low, high).astype(int)


def sheets(answers: pd.DataFrame) -> pd.DataFrame:
    """The rows of a Qualtrics export without its header: all as text, reversed items turned."""
    told, n = description(), len(answers)
    columns: dict[str, Any] = {
        "StartDate": ["2024-07-01 10:00:00"] * n, "EndDate": ["2024-07-01 10:09:00"] * n,
        "Status": ["IP Address"] * n, "Finished": ["True"] * n,
        "RecordedDate": ["2024-07-01 10:09:30"] * n,
        "ResponseId": [f"R_{i:05d}" for i in range(n)],
        "ExternalReference": answers["customer"].tolist(),
    }  # fmt: skip
    turned = told["scale"]["relationship"]["reversed"]
    for item, column in items().items():
        values = 8 - answers[item] if column in turned else answers[item]
        columns[column] = values.astype(int).astype(str).tolist()
    columns["Q2"] = answers["overall"].astype(str).tolist()
    columns["Q4"] = answers["recommend_score"].astype(str).tolist()
    columns["Q5"] = np.where(answers["recommend"], "Yes", "No")
    columns["Q6"] = np.where(answers["move_city"], "Yes", "No")
    columns["Tier"] = answers["tier"].tolist()
    return pd.DataFrame(columns, dtype="str")


def text_of(column: str) -> str:
    """The question's text in the second header row, as the questionnaire has it."""
    if column in META:
        return META[column]
    lead = {"Q1": "How satisfied are you with each of these?", "Q3": "How far do these apply?",
            "Q7": "Why do you come to us rather than to somebody else?"}  # fmt: skip
    question, _, row = column.partition("_")
    if row:
        lines = QUESTIONNAIRE.read_text(encoding="utf-8").splitlines()
        cells = [line for line in lines if line.startswith(f"| {question[1:]}_{row} |")]
        return f"{lead[question]} - {cells[0].split('|')[2].replace('*(reversed)*', '').strip()}"
    return {
        "Q2": "All in all, how satisfied are you with us?",
        "Q4": "How likely are you to recommend us to a friend or colleague?",
        "Q5": "Would you recommend us if somebody asked you tomorrow?",
        "Q6": "If you moved to another town, would you look for us there?",
    }.get(column, column)


def exported(frame: pd.DataFrame, folder: Path, kind: str = "csv", header_rows: int = 3) -> Path:
    """The answer sheets as Qualtrics exports them."""
    header = [list(frame.columns), [text_of(name) for name in frame.columns],
              [json.dumps({"ImportId": f"QID_{name}"}) for name in frame.columns]]  # fmt: skip
    rows = [*header[:header_rows], *frame.to_numpy().tolist()]
    content = survey_files.as_csv(rows) if kind == "csv" else survey_files.as_xlsx(rows)
    return survey_files.written(folder, content, f"export.{kind}")


def orders(answers: pd.DataFrame, silent: int = 200, seed: int = 2) -> pd.DataFrame:
    """What customers bought, a row an order: who stays buys to the end; some never answered."""
    rng = np.random.default_rng(seed)
    rows = []
    quiet = pd.DataFrame({
        "customer": [f"S{n:05d}" for n in range(silent)], "stays": rng.random(silent) < 0.3,
        "tier": "silver",
    })  # fmt: skip
    first = ASKED_ON - pd.Timedelta(days=364)
    for person in pd.concat([answers, quiet]).itertuples():
        stop = LAST_DAY if person.stays else ASKED_ON + pd.Timedelta(days=int(rng.integers(5, 250)))
        days = first + pd.to_timedelta(np.arange(int(rng.integers(0, 7)), 728, 7), unit="D")
        amount = 40 if person.tier == "gold" else 20
        rows += [(person.customer, day, amount + float(rng.integers(0, 9))) for day in days
                 if day <= stop and (day < ASKED_ON or rng.random() < 0.9 or day > LAST_DAY
                                     - pd.Timedelta(days=14))]  # fmt: skip
    frame = pd.DataFrame(rows, columns=["customer_id", "date", "amount"])
    return frame.assign(date=frame["date"].dt.strftime("%Y-%m-%d"))
