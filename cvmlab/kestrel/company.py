"""The whole company: block after block of people, and the tables of the firm."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from cvmlab.kestrel import block as blocks
from cvmlab.kestrel.block import Block
from cvmlab.kestrel.tables import OF_PEOPLE, OF_THE_FIRM, OF_THE_FIRST_BLOCK, SUMMED_OVER_BLOCKS

PEOPLE, SEED = 20_000, 2022


def blocks_of(people: int, seed: int) -> Iterator[Block]:
    """The blocks of a company of so many people, the last one perhaps smaller."""
    for number, first in enumerate(range(0, people, blocks.PEOPLE)):
        yield Block(seed, number, min(blocks.PEOPLE, people - first))


def parts(people: int = PEOPLE, seed: int = SEED) -> Iterator[tuple[str, pd.DataFrame]]:
    """Every table of a company, in parts that fit into memory.

    Parameters
    ----------
    people : int
        How many people there are, customers of old included.
    seed : int
        The same seed makes the same company.

    Yields
    ------
    (str, DataFrame)
        A table's name and some of its rows; the parts of a table come in order. A block of 20,000
        people stands in memory at a time.
    """
    sums: dict[str, list[pd.DataFrame]] = {name: [] for name in SUMMED_OVER_BLOCKS}
    for block in blocks_of(people, seed):
        if block.number == 0:
            for name, of_first in OF_THE_FIRST_BLOCK.items():
                yield name, _tidy(of_first(block))
        for name in OF_PEOPLE:
            yield name, _tidy(block.table(name))
        for name, of_block in SUMMED_OVER_BLOCKS.items():
            sums[name].append(of_block(block))
    for name, frames in sums.items():
        yield name, _tidy(_sum_of(frames))
    for name, of_firm in OF_THE_FIRM.items():
        yield name, _tidy(of_firm(seed))


def _tidy(table: pd.DataFrame) -> pd.DataFrame:
    """Texts as texts, so that an empty cell is empty in one way, as it is when read from a file."""
    texts = [name for name in table if table[name].dtype == "object"]
    return table.astype(dict.fromkeys(texts, "str")).reset_index(drop=True)


def _sum_of(frames: list[pd.DataFrame]) -> pd.DataFrame:
    """Tables of the same rows as one: numbers are added up, to the cent."""
    numbers = frames[0].select_dtypes("number").columns
    keys = [name for name in frames[0] if name not in numbers]
    total = pd.concat(frames).groupby(keys, sort=False, as_index=False)[list(numbers)].sum()
    return total[frames[0].columns].round(dict.fromkeys(numbers, 2))


def number_of_parts(people: int) -> int:
    """How many parts :func:`parts` yields, for a display of progress."""
    blocks_in_all = -(-people // blocks.PEOPLE)
    return (
        len(OF_PEOPLE) * blocks_in_all
        + len(OF_THE_FIRST_BLOCK)
        + len(SUMMED_OVER_BLOCKS)
        + len(OF_THE_FIRM)
    )
