"""The most a voucher may cost, once those who come back anyway are counted."""

from __future__ import annotations


def voucher_limit(anyway: float, lift: float, margin: float, letter: float = 0.0) -> float:
    """The most a voucher may cost before winning back loses money.

    Parameters
    ----------
    anyway : float
        Share of the silent who come back without an offer, 0 to 1.
    lift : float
        How many more of them come back with it, as a share of all: 0.05 is five percentage points.
    margin : float
        What a comeback brings, in currency units.
    letter : float
        What reaching one customer costs, in currency units.

    Returns
    -------
    float
        In currency units; below zero where not even the letter pays. NaN where nobody comes back.

    Notes
    -----
    limit = (lift · margin − letter) / (anyway + lift): the margin of those brought back, less the
    letters, shared among all who redeem.

    Examples
    --------
    >>> round(voucher_limit(anyway=0.30, lift=0.05, margin=70.0), 2)
    10.0
    """
    redeemed = anyway + lift
    return (lift * margin - letter) / redeemed if redeemed > 0 else float("nan")
