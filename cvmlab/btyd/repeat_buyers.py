"""What a model of spend sees of the customers: those who bought again, and for how much.

The mean value of repeat purchases and their number are all that matters of a customer; the first
purchase is left out, as it is often unlike those that follow (Fader, Hardie & Lee 2005, "RFM and
CLV", Journal of Marketing Research 42(4)).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd

from cvmlab.btyd.fitting import Array, Message, weighted_sum
from cvmlab.btyd.patterns import as_frame
from cvmlab.errors import DataProblem, Problem

COLUMNS = ("frequency", "monetary_value")
# Constants that mix bits well (Steele, Lea & Flood 2014, "Fast Splittable Pseudorandom Number
# Generators", OOPSLA)
ODD = np.array([0x9E3779B97F4A7C15, 0xBF58476D1CE4E5B9, 0x94D049BB133111EB], dtype=np.uint64)
NOTABLE = 0.15  # correlation of spend and frequency from which on it is said


@dataclass(frozen=True, eq=False)
class RepeatBuyers:
    """Customers with x purchases of mean value z, and how many each row stands for.

    Attributes
    ----------
    x, z, weight : array of shape (n,)
        All above zero.
    """

    x: Array
    z: Array
    weight: Array

    def __len__(self) -> int:
        return len(self.x)

    @cached_property
    def customers(self) -> float:
        """How many customers there are in all."""
        return float(self.weight.sum())

    @cached_property
    def frequencies(self) -> tuple[Array, Array]:
        """Each number of purchases that occurs, and how many customers made it."""
        code, counts = pd.factorize(self.x)
        return counts, np.bincount(code, self.weight, len(counts)).astype(float)

    @cached_property
    def purchases(self) -> Array:
        """How many purchases each row stands for."""
        return self.weight * self.x

    @cached_property
    def spent(self) -> Array:
        """What a customer of each row spent on repeat purchases."""
        return self.x * self.z

    @cached_property
    def log_values(self) -> float:
        """Sum of log z."""
        return float(weighted_sum(self.weight, np.log(self.z)))

    @cached_property
    def mean_spend(self) -> float:
        """Money over purchases."""
        return float(weighted_sum(self.weight, self.spent) / self.purchases.sum())

    @cached_property
    def correlation(self) -> float:
        """Of the number of purchases and their mean value."""
        x, z = (one - weighted_sum(self.weight, one) / self.customers for one in (self.x, self.z))
        xx, xz, zz = (weighted_sum(self.weight, product) for product in (x * x, x * z, z * z))
        scale = np.sqrt(xx * zz)
        return float(xz / scale) if scale > 0 else 0.0

    @cached_property
    def fingerprint(self) -> str:
        """A short text that is the same for the same customers only, in whatever order."""
        digits = self.z.view(np.uint64) + np.uint64(1 << 11) >> np.uint64(12)  # twelve, rounded
        mixed = (digits ^ self.x.astype(np.uint64) * ODD[0]) * ODD[1]
        mixed = (mixed ^ mixed >> np.uint64(31)) * ODD[2]
        mixed ^= mixed >> np.uint64(29)
        total = np.sum(mixed * np.rint(self.weight * 1e6).astype(np.uint64))
        return f"{total:016x}"

    def every(self, step: int) -> RepeatBuyers:
        """A systematic sample of them."""
        return RepeatBuyers(self.x[::step], self.z[::step], self.weight[::step])

    def related(self) -> list[Message]:
        """What has to be said where spend and frequency go together."""
        correlation = self.correlation
        if abs(correlation) <= max(NOTABLE, 2 / np.sqrt(self.customers)):
            return []
        how, stated = ("more", "under") if correlation > 0 else ("less", "over")
        text = (
            f"Frequent buyers spend {how} per purchase (r = {correlation:.2f}); the model takes "
            f"the two as unrelated, so the value of the most frequent ones is {stated}stated."
        )
        return [Message("data", text)]


def repeat_buyers(x: Array, z: Array, weight: Array) -> tuple[RepeatBuyers, list[Message]]:
    """Those who bought again for more than nothing, and how many others were left out."""
    used = (x > 0) & (z > 0)
    once, nothing = weight[x == 0].sum(), weight[(x > 0) & ~used].sum()
    said = []
    if once:
        said.append(f"{once:,.0f} customers without a repeat purchase")
    if nothing:
        said.append(f"{nothing:,.0f} whose repeat purchases are not worth more than zero")
    text = f"Left out of the spend model: {' and '.join(said)}."
    buyers = RepeatBuyers(x[used], z[used], weight[used])
    return buyers, [Message("data", text)] if said else []


def spend_columns(customers: Any) -> tuple[Array, Array, Array, pd.Index]:
    """Frequency, value, weight and index of customers, after collecting every problem.

    Raises
    ------
    DataProblem
        All problems at once: missing columns, gaps, counts that are negative or not whole,
        weights that are not positive.
    """
    frame = as_frame(customers, COLUMNS)
    have = ", ".join(map(str, frame.columns[:8]))
    problems = [
        Problem("no column of this name", f"the columns are: {have}.", name)
        for name in COLUMNS
        if name not in frame.columns
    ]
    if problems:
        raise DataProblem(problems, "the customer base")
    names = (*COLUMNS, *(["weight"] if "weight" in frame.columns else []))
    numbers = {
        name: pd.to_numeric(frame[name], errors="coerce").to_numpy(dtype=float) for name in names
    }
    x, z = (numbers[name] for name in COLUMNS)
    weight = numbers.get("weight", np.ones(len(frame)))
    gap, positive = "values that are missing or no numbers", "weights that are not positive"
    broken = (x != np.floor(x)) & (x == x)
    checks = [(name, ~np.isfinite(numbers[name]), gap, "fill or remove them.") for name in names]
    checks += [
        ("frequency", x < 0, "negative counts", "count repeat occasions: at least 0."),
        ("frequency", broken, "counts that are not whole", "count occasions, not amounts."),
        ("weight", weight <= 0, positive, "leave such rows out."),
    ]
    for name, bad, what, remedy in checks:
        if bad.any():
            rows = np.flatnonzero(bad)
            examples = [f"row {row + 1}: {frame[name].iloc[row]}" for row in rows[:3]]
            problems.append(Problem(what, remedy, name, len(rows), examples))
    if problems:
        raise DataProblem(problems, "the customer base")
    has_id = "customer_id" in frame.columns
    return x, z, weight, pd.Index(frame["customer_id"]) if has_id else frame.index
