"""Where the parts of the project stand, so that a notebook runs the same from any folder."""

from __future__ import annotations

from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
NOTEBOOKS = ROOT / "notebooks"
REPORTS = NOTEBOOKS / "reports"
DATASETS = ROOT / "datasets"
