"""Groups too small to be shown: what three customers of one kind say is what those three say."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd

from cvmlab.figures.formats import count
from cvmlab.loyalty.relationship.index_result import RelationshipIndex


def labels_in_large_groups(
    frame: pd.DataFrame, smallest: int, label: str = "label"
) -> tuple[pd.DataFrame, tuple[str, ...]]:
    """The customers without labels that hardly anybody carries.

    Parameters
    ----------
    frame : DataFrame
        One row a customer.
    smallest : int
        The fewest customers a label may have.
    label : str
        The column.

    Returns
    -------
    frame : DataFrame
        Rare labels are missing in it; their customers still count among all.
    sentences : tuple of str
        What was done, in words.
    """
    if label not in frame:
        return frame, ()
    many = frame[label].value_counts()
    small = many.index[many < smallest]
    if not len(small):
        return frame, ()
    kept = frame.assign(**{label: frame[label].where(~frame[label].isin(small))})
    what = "1 label is" if len(small) == 1 else f"{count(len(small))} labels are"
    said = f"{what} not shown: fewer than {count(smallest)} of those who answered carry it."
    return kept, (said,)


def index_in_large_groups(
    index: RelationshipIndex, smallest: int
) -> tuple[RelationshipIndex, tuple[str, ...]]:
    """The index without those bands of its distribution in which hardly anybody stands.

    Parameters
    ----------
    index : RelationshipIndex
        Where customers stand.
    smallest : int
        The fewest customers a band may have.
    """
    bands = index.distribution
    small = (bands["customers"] > 0) & (bands["customers"] < smallest)
    if not small.any():
        return index, ()
    empty = {
        name: bands[name].astype(float).mask(small, np.nan) for name in ("share", "low", "high")
    }
    hidden = bands.assign(customers=bands["customers"].mask(small, 0), **empty)
    what = "1 band" if small.sum() == 1 else f"{count(small.sum())} bands"
    said = (
        f"{what} of the index with fewer than {count(smallest)} customers "
        f"{'is' if small.sum() == 1 else 'are'} not drawn."
    )
    return replace(index, distribution=hidden), (said,)


def cells_are_large(customers: pd.Series, smallest: int) -> bool:
    """Whether every group that is not empty is large enough to be shown.

    Examples
    --------
    >>> cells_are_large(pd.Series([12, 0, 40]), 10), cells_are_large(pd.Series([3, 40]), 10)
    (True, False)
    """
    return bool(((customers == 0) | (customers >= smallest)).all())
