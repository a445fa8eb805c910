"""Each customer's own margin rate, pulled towards everybody's where few sales speak for it.

Somebody who buys the cheese counter empty leaves more of a euro than somebody who buys on deals
only. One receipt says little about that, two hundred say all: so the rate is a mean of the
customer's own and of everybody's, weighted as the sales allow.

Source: DerSimonian & Laird (1986), "Meta-analysis in clinical trials", Controlled Clinical Trials
7(3), for how much rates differ truly; Efron & Morris (1975), "Data Analysis Using Stein's
Estimator and its Generalizations", Journal of the American Statistical Association 70(350).
"""

from __future__ import annotations

import ibis.expr.types as ir
import numpy as np
import pandas as pd

LEAST = 0.001  # a share above nothing: value needs one


def own_margin(lines: ir.Table) -> pd.DataFrame:
    """Margin so far and margin rate of every customer.

    Parameters
    ----------
    lines : ibis Table
        ``customer_id, cents, margin_cents``, returns with a minus.

    Returns
    -------
    DataFrame
        By ``customer_id``: ``sales``, ``margin`` (in currency units) and ``margin_rate``.

    Notes
    -----
    A line of s euros brings the margin m = rate × s + error, the error's variance growing with s:
    σ² = Σ (m − rate × s)²/s over lines within customers, ÷ (lines − customers). True rates differ
    between customers with the variance τ² of DerSimonian & Laird. Then

        margin_rate = (margin + k × everybody's rate) / (sales + k),  k = σ²/τ² in euros.
    """
    known = lines.filter(lines["margin_cents"].notnull())
    cents, margin = known["cents"].cast("float64") / 100, known["margin_cents"].cast("float64")
    margin = margin / 100
    bought = cents > 0
    sums = (
        known.group_by("customer_id")
        .agg(
            sales=cents.sum(),
            margin=margin.sum(),
            bought_sales=bought.ifelse(cents, 0.0).sum(),
            bought_margin=bought.ifelse(margin, 0.0).sum(),
            squares=bought.ifelse(margin * margin / cents.nullif(0.0), 0.0).sum(),
            lines=bought.sum(),
        )
        .order_by("customer_id")
        .to_pandas()
        .set_index("customer_id")
    )
    everybody, weight = _everybody(sums)
    sales = sums["sales"].clip(lower=0.0)
    rate = (sums["margin"] + weight * everybody) / (sales + weight) if weight else None
    if rate is None:  # rates differ so much that the own one is all that counts
        rate = (sums["margin"] / sales).where(sales > 0, everybody)
    return sums[["sales", "margin"]].assign(
        margin_rate=np.where(np.isfinite(rate), rate, everybody).clip(LEAST)
    )


def _everybody(sums: pd.DataFrame) -> tuple[float, float]:
    """Everybody's margin rate, and how many euros of sales it weighs beside a customer's own."""
    some = sums[sums["lines"] > 0]
    sales, margin = some["bought_sales"].to_numpy(float), some["bought_margin"].to_numpy(float)
    whole = float(margin.sum() / sales.sum()) if len(some) else LEAST
    errors = float((some["squares"] - margin**2 / sales).clip(lower=0).sum())
    freedom = float(some["lines"].sum()) - len(some)
    noise = errors / freedom if freedom > 0 else np.inf
    if not np.isfinite(noise):
        return whole, 1e9
    if noise == 0:
        return whole, 0.0
    spread = float((sales * (margin / sales - whole) ** 2).sum() / noise) - (len(some) - 1)
    scale = (sales.sum() - (sales**2).sum() / sales.sum()) / noise
    between = spread / scale if scale > 0 else 0.0
    return whole, noise / between if between > 0 else 1e9
