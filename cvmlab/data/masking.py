"""Customers shown without showing who they are."""

from __future__ import annotations


def mask(identity: object) -> str:
    """An id with its middle hidden, enough to find the row, too little to know the person.

    Examples
    --------
    >>> mask("K100273"), mask("007"), mask("")
    ('K1•••3', '0••', '')
    """
    text = str(identity or "")
    if len(text) >= 6:
        return f"{text[:2]}•••{text[-1]}"
    return text[:1] + "•" * (len(text) - 1)
