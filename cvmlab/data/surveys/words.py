"""What people typed or clicked, made comparable: blanks, quotation marks and upper case aside."""

from __future__ import annotations

import re
from typing import Any

from cvmlab.data.cells import NOTHING
from cvmlab.data.workbooks import cell_text

SHOWN = 40  # letters of an answer that a message quotes
_QUOTES = str.maketrans({"’": "'", "‘": "'", "“": '"', "”": '"', "\u00a0": " "})
_NOTHING = re.compile(NOTHING)


def plain(answer: Any) -> str:
    """An answer or a word of the description, for comparing.

    Examples
    --------
    >>> plain("  Don’t  Know "), plain(99.0), plain(7)
    ("don't know", '99', '7')
    """
    text = answer if isinstance(answer, str) else cell_text(answer)
    return " ".join(text.translate(_QUOTES).split()).casefold()


def is_nothing(text: str) -> bool:
    """Whether a cell is empty, or says no more than a dash or "n/a"."""
    return not text.strip() or bool(_NOTHING.match(text.strip()))


def quoted(words: Any, limit: int = 6) -> str:
    """A few words as a list of the description, to be copied: numbers bare, texts in quotes.

    Examples
    --------
    >>> quoted(["99", "weiß nicht"])
    '[99, "weiß nicht"]'
    """
    shown = list(dict.fromkeys(words))
    bare = [w if re.fullmatch(r"-?[0-9]+", w) else f'"{w}"' for w in shown[:limit]]
    more = ", …" if len(shown) > limit else ""
    return f"[{', '.join(bare)}{more}]"


def several(number: int, noun: str) -> str:
    """A number with its noun, one or many.

    Examples
    --------
    >>> several(1, "answer"), several(1200, "answer")
    ('1 answer', '1,200 answers')
    """
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
