"""The sales of the base in layers: who is older than the file, and every cohort since.

A chart of sales by cohort names whoever appears first in its first quarter a cohort of that
quarter. Where customers are older than the file that is wrong, and the oldest layer would look
like the best cohort ever won. Here they are a layer of their own.
"""

from __future__ import annotations

from dataclasses import replace

import pandas as pd

from cvmlab.insight.counted.cohorts import CohortSales, sales_by_cohort
from cvmlab.value_of.audit.customer_periods import CustomerPeriods

FEW = "cohorts of few"


def cohort_layers(customers: CustomerPeriods, *, smallest_group: int = 10) -> CohortSales:
    """Sales by cohort, customers older than the file as a layer of their own.

    Parameters
    ----------
    customers : CustomerPeriods
        From :func:`~cvmlab.value_of.audit.customer_periods.customer_periods`.
    smallest_group : int
        Cells behind which fewer customers stand are left blank.

    Returns
    -------
    CohortSales
        Of customers begun inside the file. The first rows of its ``table`` are the sales of those
        older, and of cells with too few customers to be shown by themselves, together;
        ``from_earlier`` speaks of all.
    """
    occasions, end = customers.occasions, customers.source.end
    older_ids = customers.table.loc[~customers.table["inside"], "customer_id"]
    is_older = occasions["customer_id"].isin(older_ids)
    everybody = sales_by_cohort(occasions, end=end)
    if is_older.all():
        return sales_by_cohort(occasions, end=end, minimum_group=smallest_group)
    period = everybody.period
    complete = sales_by_cohort(occasions[~is_older], period, end=end)
    within = sales_by_cohort(occasions[~is_older], period, end=end, minimum_group=smallest_group)
    periods = everybody.table.columns
    layers = []
    if is_older.any():
        older = sales_by_cohort(occasions[is_older], period, end=end).table.sum()
        layers.append(older.rename(f"before {within.table.index[0]}"))
    hidden, still_blank = _hidden(complete, within, smallest_group)
    if hidden.notna().any():
        layers.append(hidden.rename(FEW))
    table = within.table.reindex(columns=periods)
    if layers:
        extra = pd.DataFrame(layers).reindex(columns=periods)
        extra.index.name = table.index.name
        table = pd.concat([extra, table])
    compared = everybody.compared
    own = complete.table.loc[compared, compared] if compared in complete.table.index else 0.0
    total = everybody.table[compared].sum()
    return replace(
        within,
        table=table,
        compared=compared,
        from_earlier=float(1 - own / total) if total else float("nan"),
        incomplete=everybody.incomplete,
        suppressed=still_blank,
    )


def _hidden(complete: CohortSales, within: CohortSales, smallest: int) -> tuple[pd.Series, int]:
    """Sales of the cells left blank, period by period, where enough customers stand behind all.

    And how many cells stay blank for all that.
    """
    shown = within.cells[["cohort", "period", "sales"]]
    joined = complete.cells.merge(shown, on=["cohort", "period"], suffixes=("", "_shown"))
    blank = joined[joined["sales_shown"].isna() & (joined["active"] > 0)]
    sums = blank.groupby("period")[["active", "sales"]].sum()
    pooled = sums["sales"].where(sums["active"] >= smallest)
    return pooled, int(blank["period"].map(pooled).isna().sum())
