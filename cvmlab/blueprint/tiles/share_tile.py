"""A tile that counts the rows of a list: how many of this year's are so, and of last year's."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd

from cvmlab.blueprint.look import Look
from cvmlab.blueprint.tiles.tile import Tile
from cvmlab.blueprint.tiles.two_shares import two_shares
from cvmlab.figures.formats import count


def counted_share(
    tile: Tile,
    look: Look,
    rows: pd.DataFrame,
    *,
    date: str,
    mark: str,
    who: str,
    things: str,
    said: str,
    whose: str,
    note: str = "",
) -> Tile:
    """Fill a tile with the share of rows that are so, in both years.

    Parameters
    ----------
    tile : Tile
        What it is called, and where it stands.
    look : Look
    rows : DataFrame
    date, mark, who : str
        Columns: when, whether it is so, and whose row it is. A table without the column of dates
        is counted whole.
    things, said, whose : str
        Words: "failures", "were put right", "customers".
    note : str
        A sentence to add.

    Returns
    -------
    Tile
        With what is missing, where nothing of this year can be counted.
    """
    known = rows[rows[mark].notna()]
    table = pd.DataFrame(
        {
            "date": pd.to_datetime(known[date]) if date in known else pd.NaT,
            "mark": known[mark].astype(bool),
            "who": known[who],
        }
    )
    found = two_shares(table, look, things)
    if found.now is None:
        return replace(tile, missing=found.note)
    one = found.whose == 1
    of_whom = f" ({count(found.whose)} {whose.removesuffix('s') if one else whose})"
    of_whom = of_whom if found.whose else ""
    unknown = len(rows) - len(known)
    sentences = [
        f"{count(found.yes)} of {count(found.of)} {things}{of_whom} {said}.",
        f"Of {count(unknown)} it is not written down." if unknown else "",
        note,
        found.note,
    ]
    sentence = " ".join(text for text in sentences if text)
    return replace(tile, now=found.now, before=found.before, change=found.change, sentence=sentence)
