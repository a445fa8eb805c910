"""The short list of words by which a comment on a food shop is told from one on somebody's life.

A list is a rough reader. It is here to be looked at, argued with and changed: pass another to
:func:`cvmlab.insight.asked.question_frames.question_frames`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cache

# Beginnings of words: "price" finds "prices" and "priced".
SHOP_WORDS: Mapping[str, tuple[str, ...]] = {
    "prices": ("price", "pricing", "cheap", "dear", "expensive", "euro", "€", "value", "pay"),
    "deals": ("deal", "offer", "point", "voucher", "coupon", "discount", "card", "gold"),
    "goods": ("range", "stock", "shelf", "shelves", "brand", "quality", "fresh", "stale", "sold",
              "sell", "choice", "product", "packet", "bread", "fruit"),
    "getting there": ("open", "close", "park", "queue", "till", "checkout", "trolley",
                      "basket", "aisle", "counter", "desk"),
    "delivery and site": ("deliver", "driver", "order", "slot", "collect", "website", "site",
                          "app", "online", "substitut"),
    "people and service": ("staff", "service", "manager", "refund", "complain", "call", "rude",
                           "friendly", "smile", "letter", "mail"),
    "the shop": ("shop", "store", "kestrel", "ye"),
}  # fmt: skip
_SAYS_NOTHING = frozenset((
    "a", "add", "all", "and", "any", "anything", "as", "at", "can", "can't", "come", "comes",
    "comment", "complaints", "don't", "everything", "fine", "good", "grand", "happy", "i", "idea",
    "is", "it", "keep", "know", "mind", "n", "na", "nil", "no", "none", "nope", "not", "nothing",
    "of", "ok", "okay", "really", "satisfied", "say", "so", "suggestions", "thank", "thanks",
    "the", "think", "to", "up", "very", "we", "with", "work", "you",
))  # fmt: skip


def words_found(
    text: str, words: Mapping[str, Sequence[str]] = SHOP_WORDS
) -> dict[str, tuple[str, ...]]:
    """The words of the list that a comment holds, by subject.

    Examples
    --------
    >>> words_found("Prices are too high, and the queues!")
    {'prices': ('price',), 'getting there': ('queue',)}
    >>> words_found("What to cook. Every single evening, what to cook.")
    {}
    """
    hits = {
        subject: tuple(word for word in listed if _pattern(word).search(text))
        for subject, listed in words.items()
    }
    return {subject: found for subject, found in hits.items() if found}


def says_nothing(text: str) -> bool:
    """Whether a comment only fills the field.

    Examples
    --------
    >>> says_nothing("-"), says_nothing("All fine, thanks"), says_nothing("Not enough time")
    (True, True, False)
    """
    words = re.findall(r"[^\W\d_]+(?:['’][^\W\d_]+)?", text.lower().replace("’", "'"))
    return all(word in _SAYS_NOTHING for word in words)


@cache
def _pattern(word: str) -> re.Pattern[str]:
    # Short ones must be whole words: "app" is no appetite. Longer beginnings may go on.
    end = r"s?\b" if len(word) <= 3 and word.isalpha() else ""
    start = r"\b" if word[0].isalpha() else ""
    return re.compile(f"{start}{re.escape(word)}{end}", re.IGNORECASE)
