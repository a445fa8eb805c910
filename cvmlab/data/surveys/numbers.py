"""Numbers as people type them into a questionnaire: "about 80 €", "20 min", "35 %".

Which mark is the decimal mark is decided as everywhere in the house, from all answers together.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

import ibis
import pandas as pd
import pyarrow as pa

from cvmlab.data.amounts import COMMA, POINT, amount_writing, parse_amount, shape
from cvmlab.errors import DataProblem, Problem

# Words that say no more than the question: 80 is 80, with or without them.
_BEFORE = re.compile(
    r"(?i)^(about|around|approx(\.|imately)?|roughly|circa|ca\.?|etwa|ungefähr|~|≈|euros?)\s*"
    r"(?=[\d€$£.,-])"
)
_AFTER = re.compile(
    r"(?i)(?<=[\d.,€])\s*(euros?|dollars?|pounds?|francs?|minutes?|minuten|minutos|mins?|min\.|%"
    r"|percent|per cent|prozent|,-)$"
)


def bare(text: str) -> str:
    """An answer without the words around its number.

    Examples
    --------
    >>> bare("about 80 euros"), bare("20 min."), bare("35 %"), bare("an hour")
    ('80', '20', '35', 'an hour')
    """
    return _AFTER.sub("", _BEFORE.sub("", text.strip())).strip()


def numbers_of(
    texts: Mapping[str, int], decimal: str | None, column: str
) -> tuple[dict[str, float], list[Problem]]:
    """The numbers in answers; an answer that holds none is not among them.

    Parameters
    ----------
    texts : mapping of str to int
        Distinct answers, and the line on which each stands first.
    decimal : {"point", "comma"}, optional
        The decimal mark, where told.
    column : str
        What a message calls the column.

    Returns
    -------
    numbers : dict of str to float
    problems : list of Problem
        When the answers do not decide the decimal mark.
    """
    kept = {text: bare(text) for text in texts}
    kept = {text: number for text, number in kept.items() if shape(number) not in _NONE}
    if decimal != COMMA and all(shape(number) in _BARE for number in kept.values()):
        # As nearly all answers are typed: digits, perhaps a point. No column is needed to decide.
        return {text: float(number) for text, number in kept.items()}, []
    frame = pd.DataFrame({
        "answer": pd.Series(list(kept.values()), dtype="str"),
        "_line": [texts[text] for text in kept],
    })  # fmt: skip
    table = ibis.memtable(pa.Table.from_pandas(frame, preserve_index=False))
    table = table.mutate(_part=ibis.literal(""))
    try:
        writing = amount_writing(table, "answer", decimal)
    except DataProblem as problem:
        remedy = 'say which: decimal = "point" or decimal = "comma" under [reading].'
        said = [(p, p.what.replace("amounts", "answers")) for p in problem.problems]
        return {}, [replace(p, column=column, remedy=remedy, what=what) for p, what in said]
    read = parse_amount(table.answer, writing.mark or POINT, writing.bare)
    found = table.select("_line", "answer", number=read.cast("float64")).to_pandas()
    by_text = dict(zip(found["answer"], found["number"], strict=True))
    numbers = {text: by_text[number] for text, number in kept.items()}
    return {text: float(number) for text, number in numbers.items() if pd.notna(number)}, []


_NONE = ("broken", "blank")
_BARE = ("bare", "bare point")
