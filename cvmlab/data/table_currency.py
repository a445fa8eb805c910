"""In which currency the money of a table is, where an analysis is handed rows and not the firm."""

from __future__ import annotations

from typing import Any, TypeVar

Said = TypeVar("Said", str, "str | None")
USUAL = "EUR"  # the sample company's, and what functions that take bare tables fall back on


def currency_of_tables(given: Said, *tables: Any) -> Said:
    """The currency to write: what was asked for, but what the tables say before the usual euro.

    Parameters
    ----------
    given : str or None
        What was asked for; the usual "EUR" where nothing was.
    *tables
        DataFrames of a firm's tables (``ws.survey.frame()``), which carry their currency along, or
        a workspace. The first that knows decides; "" means that no currency was named.

    Examples
    --------
    >>> import pandas as pd
    >>> prices = pd.DataFrame({"price": [9.5]})
    >>> currency_of_tables("EUR", prices)
    'EUR'
    >>> prices.attrs["currency"] = "SEK"
    >>> currency_of_tables("EUR", prices), currency_of_tables("USD", prices)
    ('SEK', 'USD')
    """
    if given != USUAL:
        return given
    for table in tables:
        said = getattr(table, "attrs", {}).get("currency")
        if said is None and not hasattr(table, "attrs"):
            said = getattr(table, "currency", None)
        if said is not None:
            return said  # type: ignore[no-any-return]
    return given
