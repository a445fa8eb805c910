"""What was known of each customer on the day before the lot, from the firm's own tables."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from cvmlab.data.table_currency import currency_of_tables
from cvmlab.data.workspace import Workspace
from cvmlab.errors import one_problem
from cvmlab.idic.customize.trial_data import TrialData, trial_data

CARE = "care programme"
HALF_YEAR, YEAR = 182, 364
LONGEST_SILENCE, LONGEST_TENURE = 52, 520  # weeks; beyond them longer says no more
MODIFIERS = ("margin_rate", "discount_share")  # buys on price, or for something else


def trial_features(
    ws: Workspace,
    experiment: str = CARE,
    *,
    linkage: Any = None,
    outcome: str = "margin_26w_after",
    currency: str = "EUR",
) -> TrialData:
    """Everybody drawn for one lot, with what was known of each before it.

    Parameters
    ----------
    ws : Workspace
        With ``assignments`` (arm, logged propensity, outcome) and orders.
    experiment : str
        The lot's name.
    linkage : Linkage, optional
        Which records are one person (``link_customers``): orders of all their cards count. By
        default each card by itself.
    outcome : str
        The column of ``assignments`` with what came of it.
    currency : str
        ISO code, or empty.

    Returns
    -------
    TrialData
        Features: ``sales_26w_before, trips_26w_before``, ``sales_27_52w`` (currency units and
        trips of the half-years before), ``weeks_since`` (last purchase, up to 52), ``tenure``
        (weeks, up to 520), ``margin_rate`` and, where discounts are on record, ``discount_share``
        (of all sales so far), ``gold_then`` where the tier before the lot is known, and, where
        there is a survey, ``bond`` (mean of the relationship items of the last wave before, 1-7)
        and ``answered``. The effect is let depend on margin rate and discount share: who comes
        for the price is not won by being known by name.

    Raises
    ------
    DataProblem
        If there is no such lot, or the tables lack what is needed.
    """
    currency = currency_of_tables(currency, ws)
    table = ws.get("assignments", "experiment", "treated", "propensity", outcome)
    if table is None:
        missing = ws.missing("assignments", "experiment", "treated", "propensity", outcome)
        raise one_problem(f"No lot can be read: {missing}",
                          "log who was drawn into which arm, and with what chance.")  # fmt: skip
    everyone = table.frame()
    drawn = everyone[everyone["experiment"] == experiment].reset_index(drop=True)
    if drawn.empty:
        known = ", ".join(sorted(everyone["experiment"].dropna().unique()))
        raise one_problem(f'No lot is called "{experiment}"', f"choose one of: {known}.")
    key = "record_id" if linkage is not None else "customer_id"
    who = drawn[key] if linkage is None else linkage.identity_of(drawn[key])
    start = pd.to_datetime(drawn["assigned_on"]) if "assigned_on" in drawn else None
    if start is None or start.isna().all():
        raise one_problem("The day of the lot is not known", "add it: only what was known before "
                          "may be learned from.", column="assigned_on")  # fmt: skip
    day = start.min()  # what was known on the first day of the lot was known on all of them
    before = _orders_before(ws, day, key, linkage)
    found = before.reindex(who.to_numpy()).reset_index(drop=True)
    frame = drawn.copy()
    if "customer_id" in frame and "record_id" in frame:
        frame["customer_id"] = frame["customer_id"].fillna(frame["record_id"])
    for name, own in (("sales_26w_before", "half_year"), ("trips_26w_before", "trips")):
        if name not in frame or frame[name].isna().any():
            frame[name] = found[own].fillna(0.0)
    frame["sales_27_52w"] = (found["year"] - found["half_year"]).clip(lower=0).fillna(0.0)
    silent = (day - found["last"]).dt.days / 7
    frame["weeks_since"] = silent.clip(0, LONGEST_SILENCE).fillna(LONGEST_SILENCE)
    sales = found["sales"].where(found["sales"] > 0)
    rates = {"margin_rate": found["margin"] / sales, "discount_share": found["discount"] / sales}
    for name, share in rates.items():
        if share.notna().any():
            frame[name] = share.clip(-1, 1).fillna(share.median())
    frame["tenure"] = _tenure(ws, frame, found, day)
    _tier_then(ws, frame, day)
    _survey_before(ws, frame, day)
    features = [
        name
        for name in ("sales_26w_before", "trips_26w_before", "sales_27_52w", "weeks_since",
                     *rates, "tenure", "gold_then", "bond", "answered")
        if name in frame and frame[name].nunique() > 1
    ]  # fmt: skip
    cost = float(drawn.loc[drawn["treated"].astype(bool), "cost"].mean()) if "cost" in drawn else 0
    return trial_data(
        frame, outcome=outcome, features=features,
        modifiers=[name for name in MODIFIERS if name in features] or None,
        cost=cost if np.isfinite(cost) else 0.0, value="sales_26w_before",
        lately="bought_in_last_6_weeks" if "bought_in_last_6_weeks" in frame else "",
        currency=currency,
    )  # fmt: skip


def _orders_before(ws: Workspace, day: pd.Timestamp, key: str, linkage: Any) -> pd.DataFrame:
    """Sums of what each card, or each person, bought before the day."""
    lines = ws.transactions.table
    if key not in lines.columns:
        raise one_problem(f"The orders have no column {key}", "map it, or leave out the linkage.")
    lines = lines.filter(lines.date < day.date(), lines[key].notnull())
    cents = lines.cents
    # Days are compared with days: an interval's arithmetic differs from engine to engine.
    half = lines.date >= (day - pd.Timedelta(days=HALF_YEAR)).date()
    year = lines.date >= (day - pd.Timedelta(days=YEAR)).date()
    sums: dict[str, Any] = {
        "sales": cents.sum(),
        "half_year": half.ifelse(cents, 0).sum(),
        "year": year.ifelse(cents, 0).sum(),
        "trips": lines.date.nunique(where=half),
        "first": lines.date.min(),
        "last": lines.date.max(where=cents >= 0),
    }
    if "margin_cents" in lines.columns:
        sums["margin"] = lines.margin_cents.sum()
    if "discount" in lines.columns:
        sums["discount"] = lines.discount.cast("float64").sum()
    found = lines.group_by(lines[key].name("who")).aggregate(**sums).to_pyarrow().to_pandas()
    for name in ("sales", "half_year", "year", "margin"):
        found[name] = found[name].astype(float) / 100 if name in found else np.nan
    if "discount" not in found:
        found["discount"] = np.nan
    for name in ("first", "last"):
        found[name] = pd.to_datetime(found[name])
    if linkage is not None:
        found["who"] = linkage.identity_of(found["who"]).to_numpy()
    totals = ["sales", "half_year", "year", "trips", "margin", "discount"]
    how = {**{name: (name, "sum") for name in totals}, "first": ("first", "min"),
           "last": ("last", "max")}  # fmt: skip
    together = found.groupby("who").agg(**how)
    for name in ("margin", "discount"):
        if found[name].isna().all():
            together[name] = np.nan
    return together


def _tenure(
    ws: Workspace, frame: pd.DataFrame, found: pd.DataFrame, day: pd.Timestamp
) -> pd.Series:
    since = found["first"]
    table = ws.get("customers", "acquired_on")
    if table is not None and "customer_id" in frame:
        joined = table.frame().drop_duplicates("customer_id").set_index("customer_id")
        own = pd.to_datetime(frame["customer_id"].map(joined["acquired_on"]))
        since = pd.concat([since, own], axis=1).min(axis=1)
    weeks = (day - since).dt.days / 7
    return weeks.clip(0, LONGEST_TENURE).fillna(weeks.median())


def _tier_then(ws: Workspace, frame: pd.DataFrame, day: pd.Timestamp) -> None:
    """The level a year before the files end, where that lies before the lot."""
    table = ws.get("customers", "previous_tier")
    if table is None or "customer_id" not in frame:
        return
    last = ws.transactions.table.date.max().to_pyarrow().as_py()
    if pd.Timestamp(last) - pd.Timedelta(days=YEAR) > day:
        return
    tiers = table.frame().drop_duplicates("customer_id").set_index("customer_id")["previous_tier"]
    frame["gold_then"] = (frame["customer_id"].map(tiers) == "gold").astype(float)


def _survey_before(ws: Workspace, frame: pd.DataFrame, day: pd.Timestamp) -> None:
    """The bond a customer showed in the last wave before the lot; the mean where none answered."""
    table = ws.get("survey", "customer_id", "date")
    if table is None or "customer_id" not in frame:
        return
    answers = table.frame()
    facets = ("trust_", "known_", "belonging_", "care_", "meaning_")
    items = [name for name in answers if name.startswith(facets)]
    early = answers[(pd.to_datetime(answers["date"]) < day) & answers["customer_id"].notna()]
    if not items or early.empty:
        return
    latest = early.sort_values("date").drop_duplicates("customer_id", keep="last")
    bond = latest.set_index("customer_id")[items].astype(float).mean(axis=1)
    mine = frame["customer_id"].map(bond)
    frame["answered"] = mine.notna().astype(float)
    frame["bond"] = mine.fillna(mine.mean())
