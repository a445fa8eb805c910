"""The value tiers as a table to read and print."""

from __future__ import annotations

import pandas as pd

from cvmlab.figures.formats import count, interval, percent
from cvmlab.figures.tables import Table
from cvmlab.idic.differentiate.value_tiers_result import ValueTiers


def value_tiers_table(found: ValueTiers) -> Table:
    """The tiers: how many, how sure, what they hold, what could be had."""
    rows, level = found.tiers, percent(found.level)
    frame = pd.DataFrame(
        {
            "Tier": rows["tier"],
            "Customers": rows["customers"],
            "Of them truly": [
                f"{count(r.truly)} ({interval(r.truly_low, r.truly_high, count)})"
                for r in rows.itertuples()
            ],
            "Actual value": rows["actual"],
            "Share of it": [
                f"{percent(r.share)} ({interval(r.share_low, r.share_high, percent)})"
                for r in rows.itertuples()
            ],
        }
    )
    formats = {"Customers": count, "Actual value": found.cash}
    if found.potential_known:
        frame["Potential seen"] = rows["potential"]
        formats["Potential seen"] = found.cash
    if found.winnable_known:
        frame["Shown winnable"] = rows["winnable"]
        formats["Shown winnable"] = found.cash
    truth = "are expected to bring" if found.about == "expected" else "will bring"
    note = (
        f"In brackets: {level} intervals. The tier is the most probable one; truly: by what "
        f"customers {truth}, over the {found.horizon}, in today's money. {found.potential_said}"
    )
    return Table(frame, "Customers by what they are worth", note, formats=formats)
