"""A folder for each segment: short, safe on every system, and never the same for two."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping

from cvmlab.pages.export import slug

# What Windows keeps for devices.
_DEVICES = {"con", "prn", "aux", "nul", *(f"{d}{n}" for d in ("com", "lpt") for n in range(1, 10))}


def folder_names(values: Iterable[str], earlier: Mapping[str, str]) -> dict[str, str]:
    """The folder of each segment; one that had a folder before keeps it.

    Parameters
    ----------
    values : iterable of str
        What the segments are called; "" is the one without a name.
    earlier : mapping of str to str
        Segments of an earlier run, with their folders.

    Examples
    --------
    >>> folder_names(["web", "A/B", "a b", ""], {})
    {'web': 'web', 'A/B': 'a-b-998d3ed8', 'a b': 'a-b-c8687a08', '': 'none'}
    """
    values = list(values)
    plain = {value: slug(value) if value else "none" for value in values}
    often = Counter(plain.values())
    taken = {folder.lower() for folder in earlier.values()}
    names = {}
    for value in values:
        name = plain[value]
        if value in earlier:
            name = earlier[value]
        elif often[name] > 1 or name in taken or name in _DEVICES or not name:
            mark = hashlib.sha256(value.encode()).hexdigest()[:8]
            name = f"{name}-{mark}".lstrip("-")
        names[value] = name
    return names
