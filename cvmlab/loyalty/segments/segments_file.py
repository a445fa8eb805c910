"""Segments in a JSON file: what describes them, and no customer."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from cvmlab.errors import DataProblem, one_problem
from cvmlab.loyalty.segments.answer_models import from_json
from cvmlab.loyalty.segments.mixtures import Classes

KIND = "loyalty segments, version 1"
_PLAIN = ("llf", "bic", "parameters", "entropy", "rows", "left_out", "level", "weighted")
WRITTEN = (
    *("table", "motives", "averages", "spreads", "remarks", "model", "classes", "covariance"),
    *_PLAIN,
)


def write_content(path: str | Path, parts: dict[str, Any]) -> Path:
    """Write the parts named in ``WRITTEN``."""
    path = Path(path)
    content = {
        "kind": KIND,
        "motives": list(parts["motives"]),
        "model": parts["model"].as_json(),
        "shares": parts["classes"].shares[0].tolist(),
        "answers": parts["classes"].answers[0].tolist(),
        "covariance": parts["covariance"].tolist(),
        "table": parts["table"].to_dict("list"),
        "averages": parts["averages"].tolist(),
        "spreads": parts["spreads"].tolist(),
        "remarks": list(parts["remarks"]),
        **{name: parts[name] for name in _PLAIN},
    }
    path.write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")
    return path


def read_content(path: str | Path) -> dict[str, Any]:
    """Read them again; refused in plain words where the file is not there or is another."""
    try:
        found: dict[str, Any] = json.loads(Path(path).read_text(encoding="utf-8"))
        if found["kind"] != KIND:
            raise KeyError("kind")
        motives = tuple(found["motives"])
        return {
            "table": pd.DataFrame(found["table"]),
            "motives": motives,
            "averages": pd.Series(found["averages"], index=list(motives)),
            "spreads": pd.Series(found["spreads"], index=list(motives)),
            "remarks": tuple(found["remarks"]),
            "model": from_json(found["model"]),
            "classes": Classes(np.array([found["shares"]]), np.array([found["answers"]])),
            "covariance": np.array(found["covariance"]),
            **{name: found[name] for name in _PLAIN},
        }
    except OSError as error:
        raise _unusable(path, "it cannot be opened") from error
    except (KeyError, TypeError, ValueError) as error:
        raise _unusable(path, "it holds no loyalty segments") from error


def _unusable(path: str | Path, why: str) -> DataProblem:
    return one_problem(
        f'"{Path(path).name}" cannot be used: {why}',
        "give a file that Segments.save has written.",
    )
