"""A Scottish chain of coffee bars with orders and one survey: pounds, and marks from 1 to 5.

Files and columns carry names that are known without a ``mapping.toml``; the currency stands in the
orders. Whoever is closer to the firm answers higher and stays longer.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd

START = np.datetime64("2020-06-03", "D")
DAYS, ASKED = 800, 560
LEVELS = ("core", "process", "technical", "interaction", "emotional")
FACETS = ("trust", "known", "belonging", "care", "meaning")
MOTIVES = ("enjoyment", "convenience", "points")


def write_survey_firm(folder: Path, customers: int = 900, seed: int = 57) -> Path:
    """Write ``sales.csv`` and ``customer survey.xlsx``."""
    rng = np.random.default_rng(seed)
    close = rng.normal(0, 1, customers)
    begin = rng.integers(0, DAYS - 60, customers)
    rate = rng.gamma(1.6, 1 / 16, customers)
    stays = np.minimum(rng.exponential(420 * np.exp(0.6 * close)), DAYS - begin)
    times = rng.poisson(rate * stays)
    who = np.repeat(np.arange(customers), times + 1)
    day = begin[who] + (rng.random(len(who)) * stays[who]).astype(int)
    day[np.r_[True, who[1:] != who[:-1]]] = begin
    sales = pd.DataFrame({
        "Receipt no": [f"{number:07d}" for number in range(len(who))],
        "Member ID": [_id(number) for number in who],
        "Sale date": pd.Series(START + day).dt.strftime("%d/%m/%Y"),
        "Net amount": np.round(rng.gamma(4, 2.4, customers)[who] * rng.gamma(5, 0.2, len(who)), 2),
        "Currency": "GBP",
    })  # fmt: skip
    folder.mkdir(parents=True, exist_ok=True)
    sales.sample(frac=1, random_state=seed).to_csv(folder / "sales.csv", index=False)
    _answers(rng, close, begin, stays).to_csv(folder / "satisfaction survey.csv", index=False)
    return folder


def _id(number: int) -> str:
    return f"EDI/{7 * number + 1000}"


def _answers(rng: np.random.Generator, close: np.ndarray, begin: np.ndarray,
             stays: np.ndarray) -> pd.DataFrame:  # fmt: skip
    """What those said who were customers on the day and replied."""
    there = (begin < ASKED - 30) & (begin + stays > ASKED - 60)
    asked = np.flatnonzero(there & (rng.random(len(begin)) < 0.7))
    mood = close[asked] * 0.7 + rng.normal(0, 0.7, len(asked))

    def marks(lift: float, high: int) -> np.ndarray:
        raw = (high + 1) / 2 + high / 6 * (mood + lift + rng.normal(0, 0.9, len(asked)))
        return np.clip(np.round(raw), 1, high).astype(int)

    columns: dict[str, object] = {
        "Respondent ID": [f"R-{number}" for number in range(1, len(asked) + 1)],
        "Response date": pd.Series(START + ASKED + rng.integers(0, 14, len(asked))),
        "Member ID": [_id(number) for number in asked],
    }
    for place, level in enumerate(LEVELS):
        for item in (1, 2, 3):
            columns[f"{level} satisfaction {item}"] = marks(0.4 - 0.2 * place, 5)
    columns["Overall satisfaction"] = marks(0.3, 5)
    for facet in FACETS:
        for item in (1, 2, 3, 4):
            columns[f"{facet} item {item}"] = marks(-0.1 * item, 7)
    for motive in MOTIVES:
        for item in (1, 2, 3):
            columns[f"reason {motive} {item}"] = marks(0.2, 7)
    columns["Would recommend"] = np.where(mood > -0.3, "yes", "no")
    columns["After a move"] = np.where(mood + rng.normal(0, 0.8, len(asked)) > 0, "yes", "no")
    columns["NPS"] = np.clip(marks(0.8, 10), 0, 10)
    words = np.array(["slow at the till", "friendly staff", "too dear", ""])
    columns["Verbatim"] = words[rng.integers(0, 4, len(asked))]
    return pd.DataFrame(columns)
