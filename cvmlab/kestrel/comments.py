"""Gives each respondent who has something to say one of the texts about it.

No two respondents of one call get the same text: when the texts of a cause are used up the rest of
those respondents leave the field blank, as most people do. Some put a short word instead of a text
("nothing", "all fine"): these do repeat, the word at place n of its list (from 1) with a weight of
1 / n, so that a few words fill most of the short answers.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import ArrayLike, NDArray

from cvmlab.kestrel.voices import short


def pick(
    rng: np.random.Generator,
    causes: ArrayLike,
    texts: Mapping[str, tuple[str, ...]],
    share_short: float,
    repeat: bool = False,
    words: tuple[str, ...] = short.ANY,
) -> NDArray[np.object_]:
    """What each respondent writes, given what is on their mind.

    Parameters
    ----------
    rng : Generator
        Random numbers; the same ones give the same texts.
    causes : array of n str
        What is on each respondent's mind; empty, or None, for nothing.
    texts : mapping of str to tuple of str
        The texts by cause, as in ``cvmlab.kestrel.voices``.
    share_short : float
        The share of respondents with a cause who put a short word instead.
    repeat : bool
        Whether texts may be used again once all of a cause have been used.
    words : tuple of str
        The short words, commonest first.

    Returns
    -------
    array of n object
        A text each, None for a blank field.

    Raises
    ------
    ValueError
        For a cause about which there are no texts.

    Examples
    --------
    >>> say = {"price": ("Too dear.", "Cheaper, please.")}
    >>> said = pick(np.random.default_rng(1), ["price", "", "price", "price"], say, 0)
    >>> sorted(said[[0, 2, 3]], key=str)
    ['Cheaper, please.', None, 'Too dear.']
    >>> said[1] is None
    True
    """
    about = np.asarray(causes, dtype=object)
    said = np.full(len(about), None, dtype=object)
    speaks = np.array([bool(cause) for cause in about], dtype=bool)
    unknown = set(about[speaks]) - set(texts)
    if unknown:
        raise ValueError(f"there are no texts about {', '.join(sorted(map(str, unknown)))}")
    briefly = speaks & (rng.random(len(about)) < share_short)
    for cause, written in texts.items():
        who = rng.permutation(np.flatnonzero(speaks & ~briefly & (about == cause)))
        order = rng.permutation(len(written))
        if repeat:
            order = np.resize(order, len(who))
        some = min(len(who), len(order))
        said[who[:some]] = np.array(written, dtype=object)[order[:some]]
    weight = 1 / (np.arange(len(words)) + 1)
    place = rng.choice(len(words), int(briefly.sum()), p=weight / weight.sum())
    said[briefly] = np.array(words, dtype=object)[place]
    return said
