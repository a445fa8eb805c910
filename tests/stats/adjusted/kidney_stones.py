"""Charig and others (1986), "Comparison of treatment of renal calculi by open surgery …":
successes of 700 operations, by treatment and size of the stone.

Open surgery looks worse (78% against 83%) and is better for both sizes, because it was given the
large stones (Julious and Mullee 1994, "Confounding and Simpson's paradox"). Made alike in size,
83.2% against 77.9%: .832 and .782 in Peters, Janzing and Schölkopf (2017), "Elements of causal
inference", example 6.37, from shares rounded to .93/.87 and .73/.69.
"""

from __future__ import annotations

import pandas as pd

COUNTS = (  # open surgery, large stone, successes, operations
    (True, False, 81, 87),
    (True, True, 192, 263),
    (False, False, 234, 270),
    (False, True, 55, 80),
)


def operations() -> pd.DataFrame:
    """One row an operation."""
    rows = [
        (surgery, large, at < successes)
        for surgery, large, successes, many in COUNTS
        for at in range(many)
    ]
    return pd.DataFrame(rows, columns=["surgery", "large", "success"])


def made_alike(surgery: bool) -> float:
    """The share of successes had all been treated so: by hand, size by size."""
    sizes = {large: sum(n for _, big, _, n in COUNTS if big == large) for large in (False, True)}
    return sum(
        sizes[large] / 700 * successes / many
        for treated, large, successes, many in COUNTS
        if treated == surgery
    )
