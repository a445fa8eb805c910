"""A firm of the tables that a test wants, read as a reader's folder is read."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pandas as pd

from cvmlab.blueprint.look import Look
from cvmlab.data.workspace import Workspace, load

LOOK = Look(dt.date(2024, 12, 29), currency="EUR")
ORDERS = pd.DataFrame({"customer_id": ["a", "b"], "date": ["2024-12-29"] * 2, "amount": [1.0, 2]})


def firm(folder: Path, **tables: pd.DataFrame) -> Workspace:
    """A workspace of orders, if only two of them, and of these tables."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, table in ({"transactions": ORDERS} | tables).items():
        table.to_csv(folder / f"{name}.csv", index=False)
    return load(folder)


def by_key(tiles):
    """Tiles by their short names."""
    return {tile.key: tile for tile in tiles}
