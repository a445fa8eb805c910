"""Columns that ask the same of every brand: `1_Q5_2, 2_Q5_2`, `Q5_1, Q5_2`, `freshness_Us`.

Which part of a name stands for the brand is found from all names together: the reading that leaves
most questions with the same set of brands.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from cvmlab.data.surveys.description import PLACE
from cvmlab.data.surveys.draft.guesses import subject

# Ways a name can hold a brand, the likelier first: a loop's number in front, a row of a matrix
# behind, a brand's name behind or in front.
_WAYS = (
    ("loop", re.compile(r"^(?P<code>[0-9]+)(?P<rest>_.+)$")),
    ("group", re.compile(r"^(?P<rest>.+ \| )(?P<code>.+)$")),
    ("matrix", re.compile(r"^(?P<rest>.+_)(?P<code>[0-9]+)$")),
    ("behind", re.compile(r"^(?P<rest>.+?[ _.:\-]+)(?P<code>[^\d\W][\w &']*)$")),
    ("in front", re.compile(r"^(?P<code>[^\d\W][\w&']*)(?P<rest>[ _.:\-]+.+)$")),
)
_PIECES = re.compile(r"\s+[-–|:]\s+|\s*\|\s*")


@dataclass(frozen=True)
class Families:
    """Questions asked of every brand.

    Parameters
    ----------
    codes : tuple of str
        What stands for a brand in the names.
    patterns : dict of str to dict
        Pattern with ``{brand}`` -> code -> column.
    names : dict of str to str
        Code -> the brand's name, where the questions' texts say it.
    texts : dict of str to str
        Pattern -> the question without the brand's name.
    """

    codes: tuple[str, ...] = ()
    patterns: dict[str, dict[str, str]] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)
    texts: dict[str, str] = field(default_factory=dict)


def find_families(columns: list[str], texts: dict[str, str]) -> Families:
    """The questions a wide file asks of every brand; empty where there are none.

    Parameters
    ----------
    columns : list of str
        The columns that may be about a brand.
    texts : dict of str to str
        Column -> the question's text.

    Examples
    --------
    >>> find_families(["1_Q3_1", "1_Q4", "2_Q3_1", "2_Q4", "Q6_1", "Q6_2"], {}).patterns.keys()
    dict_keys(['{brand}_Q3_1', '{brand}_Q4', 'Q6_{brand}'])
    """
    ways = {name: _by_pattern(columns, way, name) for name, way in _WAYS}
    best: tuple[tuple[int, int], dict[str, dict[str, str]], frozenset[str]]
    best = ((0, 0), {}, frozenset())
    for patterns in ways.values():
        sets = [frozenset(found) for found in patterns.values() if len(found) > 1]
        for one_set in dict.fromkeys(sets):
            alike = {p: found for p, found in patterns.items() if frozenset(found) == one_set}
            # In us_fresh, us_price, … the words that tell a subject are no brands.
            subjects = sum(bool(subject(code)[0]) for code in one_set)
            score = (len(alike) * len(one_set), -subjects)
            if len(alike) > 1 and score > best[0]:
                best = (score, alike, one_set)
    chosen, codes_found = best[1], best[2]
    if not chosen:
        return Families()
    codes = tuple(next(iter(chosen.values())))
    names = _brand_names(codes, chosen, texts)
    taken = {column for found in chosen.values() for column in found.values()}
    # A question about all brands at once may stand in another form: the shares in Q6_1, Q6_2, ….
    for patterns in ways.values():
        for pattern, found in patterns.items():
            is_free = codes_found <= set(found) and not taken & set(found.values())
            if is_free and all(_names_it(texts.get(found[c], ""), names.get(c)) for c in codes):
                chosen[pattern] = {code: found[code] for code in codes}
                taken |= set(found.values())
    order = {column: place for place, column in enumerate(columns)}
    chosen = dict(sorted(chosen.items(), key=lambda item: min(order[c] for c in item[1].values())))
    asked = {pattern: _question(found, texts, names) for pattern, found in chosen.items()}
    return Families(codes, chosen, names, asked)


def _by_pattern(columns: list[str], way: re.Pattern[str], name: str) -> dict[str, dict[str, str]]:
    patterns: dict[str, dict[str, str]] = {}
    for column in columns:
        if match := way.match(column):
            in_front = name in ("loop", "in front")
            rest = match["rest"]
            pattern = f"{PLACE}{rest}" if in_front else f"{rest}{PLACE}"
            patterns.setdefault(pattern, {})[match["code"]] = column
    return patterns


def _brand_names(
    codes: tuple[str, ...], patterns: dict[str, dict[str, str]], texts: dict[str, str]
) -> dict[str, str]:
    """What is said of one code in all its questions, and of no other code."""
    said = {
        code: [set(_pieces(texts.get(found[code], ""))) for found in patterns.values()]
        for code in codes
    }
    common = {code: set.intersection(*pieces) if pieces else set() for code, pieces in said.items()}
    names = {}
    for code in codes:
        others: set[str] = set().union(*(set().union(*said[c]) for c in codes if c != code))
        own = common[code] - others
        if len(own) == 1:
            names[code] = own.pop()
        elif not code.isdigit():
            names[code] = code.replace("_", " ")
    return names


def _names_it(text: str, name: str | None) -> bool:
    """Whether a question is about a brand: it names it, or there is nothing to tell by."""
    return not text or not name or name.lower() in text.lower()


def _question(found: dict[str, str], texts: dict[str, str], names: dict[str, str]) -> str:
    """The question's words, less the brand; from the first brand's column."""
    code, column = next(iter(found.items()))
    pieces = [piece for piece in _pieces(texts.get(column, "")) if piece != names.get(code)]
    # In a matrix the last piece is the statement; before it stands the question above them all.
    return " – ".join(pieces)


def _pieces(text: str) -> Iterator[str]:
    return (piece.strip() for piece in _PIECES.split(text) if piece.strip())
