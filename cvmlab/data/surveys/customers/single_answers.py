"""Answers that stand on no scale: yes or no, the day, the wave, what the files call somebody."""

from __future__ import annotations

from dataclasses import replace

import ibis
import numpy as np
import pandas as pd
import pyarrow as pa

from cvmlab.data.dates import day_writing, parse_date
from cvmlab.data.surveys.answers import DONT_KNOW, EMPTY, NOT_UNDERSTOOD, USED, Answers
from cvmlab.data.surveys.customers.customer_description import CustomerDescription
from cvmlab.data.surveys.words import SHOWN, is_nothing, plain, quoted, several
from cvmlab.errors import DataProblem, Problem

MOST_KINDS = 30  # names a file has for its customers


def yes_or_no(
    name: str, texts: pd.Series, told: CustomerDescription, problems: list[Problem]
) -> Answers:
    """The answers to a question of yes or no: 1, 0, or none.

    Parameters
    ----------
    name : str
        Which question.
    texts : Series of str
    told : CustomerDescription
    problems : list of Problem
        Told the answers that are neither.
    """
    known: dict[str, tuple[float, str]] = {}
    odd = []
    for text in pd.unique(texts):
        word = plain(text)
        if word in told.no_opinion:
            known[text] = (np.nan, DONT_KNOW)
        elif word in told.yes:
            known[text] = (1.0, USED)
        elif word in told.no:
            known[text] = (0.0, USED)
        elif is_nothing(text):
            known[text] = (np.nan, EMPTY)
        else:
            known[text] = (np.nan, NOT_UNDERSTOOD)
            odd.append(text)
    if odd:
        listed = quoted(text[:SHOWN] for text in odd)
        problems.append(
            Problem(
                f"{several(len(odd), 'answer')} to a question of yes or no that are neither",
                f"say which of {listed} are a yes, a no, or neither: yes = […], no = […], "
                "no_opinion = […] under [answers].",
                column=told.columns[name],
                count=int(texts.isin(odd).sum()),
                examples=tuple(f'"{text[:SHOWN]}"' for text in odd[:3]),
            )
        )
    values = texts.map({text: value for text, (value, _) in known.items()}).astype("float64")
    fate = texts.map({text: fate for text, (_, fate) in known.items()}).astype("str")
    return Answers(values, fate, texts)


def days_of(
    texts: pd.Series, lines: pd.Series, dates: str | None, column: str, problems: list[Problem]
) -> pd.Series:
    """The calendar day of each answer; missing where none can be read.

    Parameters
    ----------
    texts, lines : Series
        The days as written, and where they stand.
    dates : str, optional
        The order of day, month and year, where told.
    column : str
        What a message calls the column.
    problems : list of Problem
        Told when the days do not decide that order.
    """
    given = texts[~texts.map(is_nothing)]
    if given.empty:
        return pd.Series(pd.NaT, index=texts.index, dtype="datetime64[s]")
    frame = pd.DataFrame({"day": given.astype("str"), "_line": lines[given.index]})
    table = ibis.memtable(pa.Table.from_pandas(frame, preserve_index=False))
    table = table.mutate(_part=ibis.literal(""))
    try:
        writing = day_writing(table, "day", dates)
    except DataProblem as problem:
        remedy = 'say which: dates = "dmy" (day first), "mdy", "ymd" or "excel" under [reading].'
        problems += [replace(p, column=column, remedy=remedy) for p in problem.problems]
        return pd.Series(pd.NaT, index=texts.index, dtype="datetime64[s]")
    read = table.select("_line", day=parse_date(table["day"], writing)).to_pandas()
    by_line = dict(zip(read["_line"], pd.to_datetime(read["day"]), strict=True))
    found = [by_line.get(line, pd.NaT) for line in lines]
    return pd.Series(pd.DatetimeIndex(found), index=texts.index).astype("datetime64[s]")


def waves_of(
    texts: pd.Series, days: pd.Series | None, codes: dict[str, str]
) -> tuple[pd.Series, dict[int, str]]:
    """The wave of each answer, from 1 on, and what the file calls it; in the order of time.

    Parameters
    ----------
    texts : Series of str
        As written; numbers tell their own order.
    days : Series of datetime, optional
        The days of the answers, which order waves that are called otherwise.
    codes : dict of str to str
        What the description calls the file's codes.

    Examples
    --------
    >>> waves_of(pd.Series(["10", "9", "9"]), None, {})[1]
    {1: '9', 2: '10'}
    """
    names = texts.map(lambda text: codes.get(plain(text), text.strip()))
    distinct = [name for name in pd.unique(names) if name]
    numbers = pd.to_numeric(pd.Series(distinct, dtype="str"), errors="coerce")
    if numbers.notna().all():
        distinct = [distinct[i] for i in numbers.argsort(kind="stable")]
    elif days is not None and days.notna().any():
        first = days.groupby(names).min()
        distinct.sort(key=lambda name: (pd.isna(first[name]), first[name]))
    number = {name: n for n, name in enumerate(distinct, start=1)}
    return names.map(number).astype("Int64"), {n: name for name, n in number.items()}


def labels_of(texts: pd.Series, codes: dict[str, str], problems: list[Problem]) -> Answers:
    """What the firm's files call each customer.

    Parameters
    ----------
    texts : Series of str
    codes : dict of str to str
        What the description calls the file's codes.
    problems : list of Problem
        Told when there are too many names for them to be kinds of customers.
    """
    names = texts.map(lambda text: codes.get(plain(text), text.strip()))
    names = names.where(~names.map(is_nothing)).astype("str")
    if names.nunique() > MOST_KINDS:
        shown = tuple(f'"{name[:SHOWN]}"' for name in names.dropna().unique()[:3])
        problems.append(
            Problem(
                f"{names.nunique():,} names for customers are no kinds of customers",
                "name a column with a few kinds in it (gold, silver, …) under [columns], or none.",
                column="label",
                examples=shown,
            )
        )
    fate = pd.Series(np.where(names.notna(), USED, EMPTY), index=texts.index, dtype="str")
    return Answers(names, fate, texts)
