"""Numbers of rows as a firm writes them: a letter, the block of people, a running number."""

from __future__ import annotations

import numpy as np
import pandas as pd


def running_ids(
    letter: str, block: int, count: int, digits: int = 5
) -> pd.api.extensions.ExtensionArray:
    """So many ids, counted from 1.

    Examples
    --------
    >>> running_ids("K", 0, 2).tolist()
    ['K0000001', 'K0000002']
    """
    # Counted above a power of ten, whose first figure gives way to the prefix: no padding needed.
    numbers = pd.Series(np.arange(1, count + 1) + 10**digits).astype("str")
    return numbers.str.slice_replace(0, 1, f"{letter}{block:02d}").array
