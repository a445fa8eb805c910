"""What the firm sent after a message was answered: whether a complaint changed anything.

Who complains was written to often, and who is written to often seldom has four quiet weeks. So the
silence after a complaint is held against the silence after messages that nobody complained about,
sent to people who were written to as often.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from cvmlab.figures.formats import count, interval, percent
from cvmlab.stats.share_intervals import wilson

MOST = 6  # so many messages in the window and more are one group
POINTS = 100


def left_in_peace(messages: pd.DataFrame, days: int = 28) -> pd.Series:
    """Whether nothing was sent to the person in the days after a message.

    Parameters
    ----------
    messages : DataFrame
        ``who, date``, in the order of days.
    days : int
        How long; missing for messages whose days after are not all in the file.

    Returns
    -------
    Series of boolean

    Examples
    --------
    >>> days = pd.to_datetime(["2024-01-01", "2024-01-20", "2024-03-30"])
    >>> left_in_peace(pd.DataFrame({"who": "Ann", "date": days})).tolist()
    [False, True, <NA>]
    """
    later = messages.groupby("who", sort=False)["date"].shift(-1)
    quiet = (later - messages["date"]).dt.days.fillna(np.inf) > days
    last = messages["date"].max()
    seen = messages["date"] + pd.Timedelta(days=days) <= last
    return quiet.astype("boolean").where(seen & messages["who"].notna())


def kept_silent(messages: pd.DataFrame) -> pd.Series:
    """Whether a message is the last one to the person in its channel.

    Missing on the last day of the file, when nothing can have followed yet.

    Examples
    --------
    >>> days = pd.to_datetime(["2024-01-01", "2024-01-02", "2024-01-03"])
    >>> sent = pd.DataFrame({"who": "Ann", "date": days, "channel": ["text", "app", "text"]})
    >>> kept_silent(sent).tolist()
    [False, True, <NA>]
    """
    last = messages.groupby(["who", "channel"], sort=False)["date"].transform("max")
    silent = (messages["date"] == last).astype("boolean")
    return silent.where((messages["date"] < messages["date"].max()) & messages["who"].notna())


@dataclass(frozen=True)
class AfterComplaints:
    """Four quiet weeks after a complaint, and without one.

    Attributes
    ----------
    complaints : int
        Complaints with all days after in the file.
    share, low, high : float
        Of them, how many were followed by nothing for so many days.
    without : float
        The same after messages without a complaint, to people written to as often.
    difference, difference_low, difference_high : float
        What the complaint changed.
    days : int
    level : float
    """

    complaints: int
    share: float
    low: float
    high: float
    without: float
    difference: float
    difference_low: float
    difference_high: float
    days: int
    level: float

    @property
    def sentence(self) -> str:
        """Whether complaining helped."""
        ends = interval(self.difference_low * POINTS, self.difference_high * POINTS, _points)
        text = (
            f"After {percent(self.share, 1)} of {count(self.complaints)} complaints nothing was "
            f"sent for {self.days} days ({interval(self.low, self.high, _one)}); without a "
            f"complaint, to people written to as often, after {percent(self.without, 1)}. The "
            f"difference is {_points(self.difference * POINTS)} percentage points ({ends})"
        )
        if self.difference_low > 0:
            return f"{text}: complaining changes what is sent."
        if self.difference_high < 0:
            return f"{text}: who complains is written to sooner."
        return f"{text}: a complaint changes nothing that can be seen."


def after_complaints(
    messages: pd.DataFrame, *, days: int = 28, level: float = 0.95
) -> AfterComplaints | None:
    """Hold the silence after complaints against the silence after other messages.

    Parameters
    ----------
    messages : DataFrame
        ``who, date, outcome``, in the order of days.
    days : int
        How many days without a message count as silence.
    level : float
        Confidence level.

    Returns
    -------
    AfterComplaints or None
        None where no complaint has all its days after in the file.

    Notes
    -----
    Direct standardisation: messages are grouped by how many had come in the same number of days up
    to and with them (1 to 6 and more), and the share of silence without a complaint is averaged
    with the complaints' weights (Rothman, Greenland & Lash 2008, *Modern Epidemiology*). The
    interval of the difference is the complaints' alone: the others are hundreds of times as many.
    """
    quiet = left_in_peace(messages, days)
    frame = messages.assign(quiet=quiet, often=_sent_lately(messages, days).clip(upper=MOST))
    frame = frame[frame["quiet"].notna()].astype({"quiet": bool})
    complained = frame["outcome"].eq("complaint").fillna(False).astype(bool)
    mine, others = frame[complained], frame[~complained]
    others = others[others["often"].isin(mine["often"])]
    if mine.empty or others.empty:
        return None
    weights = mine["often"].value_counts(normalize=True)
    rates = others.groupby("often")["quiet"].mean()
    weights = weights[weights.index.isin(rates.index)]
    without = float((weights * rates).sum() / weights.sum())
    share, n = float(mine["quiet"].mean()), len(mine)
    low, high = wilson(mine["quiet"].sum(), n, level)
    return AfterComplaints(n, share, float(low), float(high), without, share - without,
                           float(low) - without, float(high) - without, days, level)  # fmt: skip


def _sent_lately(messages: pd.DataFrame, days: int) -> pd.Series:
    """How many messages the person had in the days up to and with each message."""
    order = messages.sort_values(["who", "date"], kind="stable")
    person = order["who"].factorize()[0].astype(np.int64)
    day = (order["date"] - messages["date"].min()).dt.days.to_numpy(np.int64)
    wide = np.int64(day.max(initial=0) + days + 1)
    place = person * wide + day
    # All rows of one person lie in one stretch, so two searches count a window.
    first = np.searchsorted(place, np.maximum(place - days + 1, person * wide), side="left")
    last = np.searchsorted(place, place, side="right")
    return pd.Series(last - first, index=order.index).reindex(messages.index)


def _points(x: float) -> str:
    from cvmlab.figures.formats import number

    return number(x, 1)


def _one(x: float) -> str:
    return percent(x, 1)
