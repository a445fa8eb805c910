"""What a point of quality and a minute weigh, in a sentence and in a table to read."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from cvmlab.figures.formats import count, interval, money, percent

if TYPE_CHECKING:
    from cvmlab.figures.tables import Table
    from cvmlab.value_for.weights.weights_result import ValueWeights

SAID = {
    "product": "a point of product quality",
    "service": "a point of service quality",
    "minute": "a minute of hassle",
}


def in_words(weights: ValueWeights) -> str:
    """What each part weighs, with its interval where it was estimated."""
    cash = partial(money, currency=weights.currency)
    parts = weights.parts.dropna(subset="value")
    if weights.source == "given":
        said = joined(f"{SAID[row.part]} {cash(row.value)}" for row in parts.itertuples())
        return f"Taken to be worth: {said}. These weights are given, not estimated: no interval."
    said = joined(
        f"{SAID[row.part]} {'weighs as much as ' if place == 0 else ''}{cash(row.value)}"
        + ("" if np.isnan(row.low) else f" ({interval(row.low, row.high, cash)})")
        for place, row in enumerate(parts.itertuples())
    )
    return (
        f"In what {count(weights.respondents)} people buy, {said}; {percent(weights.level)} "
        "intervals."
    )


def as_table(weights: ValueWeights) -> Table:
    """The weights of everybody, and of each type where there are types."""
    from cvmlab.figures.tables import Table

    cash = partial(money, currency=weights.currency)
    table = weights.table.dropna(subset="value")
    frame = pd.DataFrame({"One more": [SAID[part] for part in table["part"]]})
    if "customer_type" in table:
        frame.insert(0, "Customers", table["customer_type"].to_numpy())
    frame["Counts as much as"] = table["value"].to_numpy()
    formats = {"Counts as much as": cash}
    if weights.source == "purchases":
        frame[f"{percent(weights.level)} interval"] = [
            interval(row.low, row.high, cash) for row in table.itertuples()
        ]
        if weights.corrected:
            frame["Before the correction"] = table["as_answered"].to_numpy()
            formats["Before the correction"] = cash
    return Table(
        frame,
        title="What a point of quality and a minute of hassle weigh in money",
        note=" ".join(_notes(weights)),
        formats=formats,
    )


def _notes(weights: ValueWeights) -> Iterable[str]:
    """What the figures rest on, what was done to them, and what they do not prove."""
    if weights.source == "given":
        yield "Given, not estimated: no interval."
        return
    yield (
        f"From how {count(weights.respondents)} people share out their money: "
        f"{percent(weights.r2)} of the differences between the brands each knows go with quality, "
        "price and hassle. That is an association: people buy where they like it, and come to "
        "like where they buy."
    )
    if weights.corrected:
        sure = joined(
            f"{percent(share)} ({part})"
            for part, share in weights.reliability.items()
            if np.isfinite(share)
        )
        yield (
            f"Of what differs between brands in one person's marks, {sure} is more than chance in "
            "single answers; that chance was taken out, because noisy marks weigh too little."
        )
    else:
        yield "Chance in single answers was not taken out, so quality may weigh more than this."
    if weights.zeros:
        shares = "share" if weights.zeros == 1 else "shares"
        yield (f"{count(weights.zeros)} {shares} of 0 read as half of the smallest share above 0.")
    if weights.alone:
        people = "person tells" if weights.alone == 1 else "people tell"
        yield f"{count(weights.alone)} {people} nothing: fewer than two brands."
    if weights.unjudged:
        yield f"Too little is known to weigh: {', '.join(weights.unjudged)}."


def joined(parts: Iterable[str]) -> str:
    """A list in words.

    Examples
    --------
    >>> joined(["tea", "milk", "jam"])
    'tea, milk and jam'
    """
    *first, last = parts
    return f"{', '.join(first)} and {last}" if first else last
