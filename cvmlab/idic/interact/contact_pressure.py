"""How often is too often: complaints and unsubscribing by how many messages a person gets.

What is compared is messages: one that falls in a month with five others against one in a month
with two. The number is the person's, over all channels and all of his cards.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from cvmlab.errors import one_problem
from cvmlab.idic.interact.contact_pressure_result import ContactPressure
from cvmlab.idic.interact.pressure_models import (
    NO_RATIO,
    LogRates,
    log_rates,
    ratio_of,
    within_person,
)
from cvmlab.idic.interact.recipients import COMPLAINT, UNSUBSCRIBED, recipients
from cvmlab.idic.interact.trips_before import trips_between
from cvmlab.stats.share_intervals import wilson

if TYPE_CHECKING:
    from cvmlab.idic.identify.linkage_result import Linkage

_FEWEST_OF_A_CHANNEL = 5  # events, for a channel to have a level of its own
_FEWEST_EVENTS = 10  # for a ratio at all
_SHOWN = 8  # messages a month from which on months are taken together
_DAYS = 28  # looked back on where months are those of the calendar
_CANDIDATES = (1, 2, 3, 4, 5)
_CLOSE = 1.92  # in log-likelihood: half the 95% point of chi-squared with one degree of freedom


def contact_pressure(
    contacts: pd.DataFrame,
    linkage: Linkage | None = None,
    *,
    borne: int = 3,
    window_days: int | None = 28,
    level: float = 0.95,
) -> ContactPressure:
    """What each message above a number in the month does to complaints and unsubscribing.

    Parameters
    ----------
    contacts : DataFrame
        One row a message: ``date``, ``customer_id`` or ``record_id``, ``outcome`` ("complaint",
        "unsubscribed" or anything else), ``channel`` where there is one.
    linkage : Linkage, optional
        Which records are one person; without it messages are counted by card.
    borne : int
        The candidate cap: how many messages a month are supposed to do no harm.
    window_days : int, optional
        Length of the planning month in days, from the first message on; None: calendar months.
    level : float
        Confidence level.

    Returns
    -------
    ContactPressure

    Raises
    ------
    DataProblem
        When columns are missing, or there are no messages.

    Notes
    -----
    Estimand: the factor by which the rate *per message* rises with each message above `borne` that
    the same person gets in the same planning month, by Poisson regression with errors that
    are clustered by person (:mod:`cvmlab.idic.interact.pressure_models`); each channel with a level
    of its own. Messages later in the month count too: the number is that of the plan. Unsubscribing
    is only compared in channels where somebody did. ``within`` takes months of the same person
    only. ``before`` counts the messages of the `window_days` up to each message instead, and so
    never looks ahead; where harm is done by the month, it lies nearer to 1. None of them is an
    experiment: they are causes only where nothing else raised both the number and the complaints.
    """
    if borne < 0:
        raise ValueError("borne is a number of messages, 0 or more")
    rows = recipients(contacts, linkage, window_days)
    if "outcome" not in contacts or rows["outcome"].isna().all():
        raise one_problem(
            "no message says what came of it", "map the outcome: complaint, unsubscribed or none.",
            column="outcome",
        )  # fmt: skip
    who = pd.factorize(rows["who"])[0]
    number = rows["in_month"].to_numpy()
    excess = np.maximum(number - borne, 0).astype(float)
    channel = rows["channel"].astype("str").fillna("")
    span = pd.Timedelta(days=window_days or _DAYS)
    day = pd.Timedelta(days=1)
    running = trips_between(rows, rows["who"], rows["date"] - span + day, rows["date"] + day)
    effects, models = [], {}
    for outcome in (COMPLAINT, UNSUBSCRIBED):
        happened = (rows["outcome"] == outcome).to_numpy(dtype=float)
        at_risk = np.ones(len(rows), dtype=bool)
        if outcome == UNSUBSCRIBED:
            at_risk = channel.isin(set(channel[happened > 0])).to_numpy()
        events = int(happened.sum())
        calm = at_risk & (number <= borne)
        base = float(happened[calm].mean()) if calm.any() else np.nan
        ends = wilson(happened[calm].sum(), calm.sum(), level) if calm.any() else (np.nan,) * 2
        ratio = within = before = NO_RATIO
        if events >= _FEWEST_EVENTS and np.ptp(excess[at_risk]) > 0:
            here = np.flatnonzero(at_risk)
            x = _design(excess[here], channel.iloc[here], happened[here])
            codes = pd.factorize(who[here])[0]
            ratio = ratio_of(log_rates(happened[here], x, codes), 1, level)
            x[:, 1] = np.maximum(running[here] - borne, 0)
            if np.ptp(x[:, 1]) > 0:
                before = ratio_of(log_rates(happened[here], x, codes), 1, level)
        if outcome == COMPLAINT and ratio is not NO_RATIO:
            within = _within(rows, happened, borne, level)
            plain = np.column_stack([np.ones(len(rows)), excess])
            models[outcome] = log_rates(happened, plain, who)
        effects.append((outcome, int(at_risk.sum()), events, base, float(ends[0]), float(ends[1]),
                        *ratio, *within, *before))  # fmt: skip
    columns = ["outcome", "messages", "events", "baseline", "baseline_low", "baseline_high",
               "ratio", "low", "high", "within_ratio", "within_low", "within_high",
               "before_ratio", "before_low", "before_high"]  # fmt: skip
    people = rows.drop_duplicates(["who", "month"], keep="last")
    months = people[["who", "month", "in_month"]].rename(columns={"in_month": "messages"})
    return ContactPressure(
        table=_by_number(rows, channel, level),
        effects=pd.DataFrame(effects, columns=columns),
        candidates=_candidates(rows, who),
        months=months.reset_index(drop=True),
        rows=rows,
        model=models.get(COMPLAINT),
        unnamed=len(contacts) - len(rows),
        by_person=linkage is not None,
        borne=borne,
        window_days=window_days,
        level=level,
    )


def _design(excess: np.ndarray, channel: pd.Series, happened: np.ndarray) -> np.ndarray:
    """A constant, the excess, and a level for each channel in which it happened often enough."""
    events = pd.Series(happened).groupby(channel.to_numpy()).sum()
    own = list(events.index[events >= _FEWEST_OF_A_CHANNEL])
    rare = bool((events < _FEWEST_OF_A_CHANNEL).any())
    own = own if rare else own[1:]  # one kind is what the constant stands for
    return np.column_stack(
        [np.ones(len(excess)), excess, *((channel == name).to_numpy(float) for name in own)]
    )


def _within(rows: pd.DataFrame, happened: np.ndarray, borne: int, level: float):  # type: ignore[no-untyped-def]
    eventful = set(rows.loc[happened > 0, "who"])
    mine = rows["who"].isin(eventful).to_numpy()
    months = (
        rows[mine].assign(happened=happened[mine]).groupby(["who", "month"], sort=False)["happened"]
        .agg(["size", "sum"]).reset_index()
    )  # fmt: skip
    number = months["size"].to_numpy(dtype=float)
    codes = pd.factorize(months["who"])[0]
    return within_person(
        number, months["sum"].to_numpy(dtype=float), np.maximum(number - borne, 0), codes, level
    )


def _by_number(rows: pd.DataFrame, channel: pd.Series, level: float) -> pd.DataFrame:
    """What came of messages by how many there were in the person's month."""
    number = rows["in_month"].clip(upper=_SHOWN)
    left = rows["outcome"] == UNSUBSCRIBED
    ends = channel.isin(set(channel[left]))
    first = ~rows.duplicated(["who", "month"])
    table = pd.DataFrame(
        {
            "messages": rows.groupby(number).size(),
            "person_months": first.groupby(number).sum(),
            "people": rows["who"].groupby(number).nunique(),
            "complaints": (rows["outcome"] == COMPLAINT).groupby(number).sum(),
            "can_unsubscribe": ends.groupby(number).sum(),
            "unsubscribed": left.groupby(number).sum(),
        }
    )
    for name, of in (("complaints", "messages"), ("unsubscribed", "can_unsubscribe")):
        some = table[of].where(table[of] > 0)
        table[f"{name}_rate"] = table[name] / some
        low, high = wilson(table[name].to_numpy(), table[of].clip(lower=1).to_numpy(), level)
        table[f"{name}_low"] = np.where(some.notna(), low, np.nan)
        table[f"{name}_high"] = np.where(some.notna(), high, np.nan)
    return table.rename_axis("in_month").reset_index()


def _candidates(rows: pd.DataFrame, who: np.ndarray, numbers: Sequence[int] = _CANDIDATES):  # type: ignore[no-untyped-def]
    """From which number on complaints rise: how well each candidate fits them."""
    happened = (rows["outcome"] == COMPLAINT).to_numpy(dtype=float)
    number = rows["in_month"].to_numpy()
    found = []
    for borne in numbers:
        excess = np.maximum(number - borne, 0).astype(float)
        if happened.sum() < _FEWEST_EVENTS or np.ptp(excess) == 0:
            continue
        model: LogRates = log_rates(happened, np.column_stack([np.ones(len(who)), excess]), who)
        found.append((borne, float(np.exp(model.beta[1])), model.fit))
    table = pd.DataFrame(found, columns=["borne", "ratio", "fit"])
    if len(table):
        table["fit"] -= table["fit"].max()
        table["plausible"] = table["fit"] > -_CLOSE
    return table
