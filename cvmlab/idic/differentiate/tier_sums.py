"""Each tier's customers, how many of them belong there, and what they hold."""

from __future__ import annotations

import numpy as np
import pandas as pd

from cvmlab.idic.differentiate.tier_draws import CODE, Drawn


def tier_sums(table: pd.DataFrame, named: np.ndarray, drawn: Drawn, level: float) -> pd.DataFrame:
    """One row a tier, as ``ValueTiers.tiers`` has it.

    Parameters
    ----------
    table : DataFrame
        A row a customer with ``actual, potential, winnable``.
    named : array of int
        The tier each is named after, as its place in TIERS.
    drawn : Drawn
    level : float
        Intervals are between quantiles of the draws; the middle of money is the exact expectation.
    """
    tail = (1 - level) / 2

    def ends(amounts: np.ndarray) -> tuple[float, float]:
        low, high = np.quantile(amounts, [tail, 1 - tail])
        return float(low), float(high)

    actual = table["actual"].to_numpy(float)
    whole, rows = float(actual.sum()), []
    total = drawn.actual.sum(axis=1, dtype=float)
    for name, code in CODE.items():
        mine = named == code
        right = (drawn.codes[:, mine] == code).sum(axis=1)
        inside = (drawn.codes == code).sum(axis=1)
        brought = drawn.actual[:, mine].sum(axis=1, dtype=float)
        shares = np.divide(brought, total, out=np.zeros(len(total)), where=total != 0)
        row: dict[str, object] = {"tier": name, "customers": int(mine.sum())}
        for column, middle, amounts in (
            ("truly", float(right.mean()), right),
            ("expected", float(inside.mean()), inside),
            ("actual", float(actual[mine].sum()), brought),
            ("share", float(actual[mine].sum()) / whole if whole else 0.0, shares),
        ):
            row[column] = middle
            row[f"{column}_low"], row[f"{column}_high"] = ends(amounts)
        row["potential"] = float(table.loc[mine, "potential"].sum())
        row["winnable"] = float(table.loc[mine, "winnable"].sum())
        rows.append(row)
    return pd.DataFrame(rows)
