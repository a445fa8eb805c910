"""How exactly an answer is asked for, and therefore how far it may be off: half of that."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from cvmlab.figures.formats import money, number, percent


@dataclass(frozen=True)
class Precision:
    """The unit to which an answer is asked.

    Parameters
    ----------
    words : str
        As the exercise says it: "to the nearest percent".
    unit : float
        Its size.
    is_share : bool
        Whether the answer is a share between 0 and 1, which people also write as 35 or 35%.
    write : callable
        How the answer is written.
    """

    words: str
    unit: float
    write: Callable[..., str]
    is_share: bool = False

    @property
    def tolerance(self) -> float:
        """Half of the unit; the last bits of a sum are forgiven."""
        return self.unit * (0.5 + 1e-9)


def _plain(digits: int) -> Callable[..., str]:
    return lambda x, currency="": number(x, digits)


def _share(digits: int) -> Callable[..., str]:
    return lambda x, currency="": percent(x, digits)


def _money(digits: int) -> Callable[..., str]:
    return partial(money, digits=digits)


PRECISIONS: dict[str, Precision] = {
    p.words: p
    for p in (
        Precision("percent", 0.01, _share(0), is_share=True),
        Precision("tenth of a percent", 0.001, _share(1), is_share=True),
        Precision("thousand", 1000, _plain(0)),
        Precision("hundred", 100, _plain(0)),
        Precision("ten", 10, _plain(0)),
        Precision("whole number", 1, _plain(0)),
        Precision("tenth", 0.1, _plain(1)),
        Precision("hundredth", 0.01, _plain(2)),
        Precision("euro", 1, _money(0)),
        Precision("cent", 0.01, _money(2)),
    )
}


def written(value: Any, to: str, currency: str = "") -> str:
    """A value as it is written at this precision.

    Examples
    --------
    >>> written(0.4666, "percent"), written(1234.5, "euro", "EUR"), written(3, "whole number")
    ('47%', '€1,234', '3')
    """
    return PRECISIONS[to].write(value, currency=currency)
