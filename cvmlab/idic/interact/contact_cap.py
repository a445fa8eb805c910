"""A cap on messages: what it saves, what it spares customers, and how much a card lets through."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from cvmlab.errors import one_problem
from cvmlab.idic.interact.contact_cap_result import ContactCap
from cvmlab.idic.interact.contact_pressure import contact_pressure
from cvmlab.idic.interact.recipients import recipients

if TYPE_CHECKING:
    from cvmlab.idic.identify.linkage_result import Linkage
    from cvmlab.idic.interact.contact_pressure_result import ContactPressure
    from cvmlab.idic.interact.holdout_effect_result import HoldoutEffect

_DAYS = 28


def contact_cap(
    contacts: pd.DataFrame,
    linkage: Linkage | None = None,
    *,
    holdout: HoldoutEffect | None = None,
    pressure: ContactPressure | None = None,
    caps: Iterable[int] = range(7),
    window_days: int | None = None,
    currency: str = "",
    level: float = 0.95,
) -> ContactCap:
    """What each cap on messages a month would have saved and spared, by person and by card.

    Parameters
    ----------
    contacts : DataFrame
        One row a message: ``date``, ``cost``, ``customer_id`` or ``record_id``; ``outcome``.
    linkage : Linkage, optional
        Which records are one person. Without it person and card are the same, and nobody sees
        what a cap by card lets through.
    holdout : HoldoutEffect, optional
        What all messages together bring by lot (:func:`cvmlab.holdout_effect`).
    pressure : ContactPressure, optional
        How complaints rise with messages; by default worked out here, in four-week months.
    caps : iterable of int
        Messages a month at most.
    window_days : int, optional
        Length of the month that is capped, in days; by default calendar months.
    currency : str
        ISO code of the cost.
    level : float
        Confidence level.

    Returns
    -------
    ContactCap

    Raises
    ------
    DataProblem
        When columns are missing, costs are broken, or no cap is given.

    Notes
    -----
    A cap stops the messages that come last in a month: what a planner who sends as messages come
    up would not have sent. *By card* it counts each card on its own, so that who holds two gets
    twice as many. Complaints spared are those of
    :meth:`cvmlab.idic.interact.contact_pressure_result.ContactPressure.complaints_avoided`. What
    the stopped messages would have brought is the lot's average of all messages; the lot cannot say
    whether the fifth of a month brings less than the first.
    """
    chosen = sorted(set(caps))
    if not chosen or chosen[0] < 0:
        raise one_problem("no cap is given, or one below 0", "name caps such as 0, 1, 2, 3.")
    rows = recipients(contacts, linkage, window_days)
    cost = rows["cost"].to_numpy()
    bad = ~np.isfinite(cost) | (np.nan_to_num(cost) < 0)
    if bad.any():
        raise one_problem(
            "some costs are missing or negative", "give every message what it cost, 0 or more.",
            column="cost", count=int(bad.sum()),
        )  # fmt: skip
    if pressure is None and "outcome" in contacts and rows["outcome"].notna().any():
        pressure = contact_pressure(contacts, linkage, window_days=_DAYS, level=level)
    tenths = np.rint(cost * 1000).astype("int64")  # tenths of cents: sums are exact
    return ContactCap(
        table=pd.DataFrame([_capped(rows, tenths, cap, pressure, holdout) for cap in chosen]),
        rows=rows,
        spent=int(tenths.sum()) / 1000,
        pressure=pressure,
        holdout=holdout,
        by_person=linkage is not None,
        window_days=window_days,
        currency=currency,
        level=level,
    )


def _capped(
    rows: pd.DataFrame, tenths: np.ndarray, cap: int, pressure: ContactPressure | None,
    holdout: HoldoutEffect | None,
) -> dict[str, float]:  # fmt: skip
    """What one cap stops: counted by person, and by card."""
    stopped = (rows["nth"] > cap).to_numpy()
    by_card = (rows["nth_of_card"] > cap).to_numpy()
    slips = stopped & ~by_card
    over = rows[stopped]
    months = over.drop_duplicates(["who", "month"])
    avoided = pressure.complaints_avoided(cap) if pressure else (np.nan,) * 3
    number, euros = int(stopped.sum()), int(tenths[stopped].sum()) / 1000
    each = holdout.of_a_letter if holdout is not None else (np.nan,) * 3
    brought = [number * x for x in each]
    return {
        "cap": cap,
        "months_over": len(months),
        "people_over": int(months["who"].nunique()),
        "messages": number,
        "euros": euros,
        "messages_by_card": int(by_card.sum()),
        "euros_by_card": int(tenths[by_card].sum()) / 1000,
        "slip": int(slips.sum()),
        "slip_people": int(rows.loc[slips, "who"].nunique()),
        "complaints": avoided[0],
        "complaints_low": avoided[1],
        "complaints_high": avoided[2],
        "brought": brought[0],
        "brought_low": brought[1],
        "brought_high": brought[2],
        "net": euros - brought[0],
        "net_low": euros - brought[2],
        "net_high": euros - brought[1],
    }
