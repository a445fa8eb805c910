"""The three years of the sample company: the one place for its dates.

Time is counted in weeks, or in whole days, from Monday 3 January 2022; week 156 ends on Sunday
29 December 2024. What happens when:

===========  ======================================================================
week         event
===========  ======================================================================
0            the files begin; 7,000 of 20,000 people are customers already
52-130       four waves of the survey
104          recession: fewer new customers, and the budget moves from winning
             customers to writing to the ones there are
108          a discounter opens nearby
110          the care programme is tried, with a control group
150-156      who buys in these weeks has remained
===========  ======================================================================
"""

from __future__ import annotations

import datetime as dt

import numpy as np
from numpy.typing import ArrayLike, NDArray

START = dt.date(2022, 1, 3)
WEEKS = 156
DAYS = 7 * WEEKS
SURVEY_WEEKS = (52, 78, 104, 130)
SURVEY_WEEK = 104  # the wave whose answers are held against what people did afterwards
PHASE_CHANGE = 104
DISCOUNTER_OPENS = 108
CARE_STARTS = 110
REMAIN_FROM = 150
ACTIVE_WEEKS = 26  # bought within so many weeks: active


def dates(days: ArrayLike) -> NDArray[np.datetime64]:
    """Calendar days from days since the start.

    Examples
    --------
    >>> dates([0, 1091]).astype("datetime64[D]")
    array(['2022-01-03', '2024-12-29'], dtype='datetime64[D]')
    """
    whole = np.asarray(days).astype("int64")
    return (np.datetime64(START, "D") + whole.astype("timedelta64[D]")).astype("datetime64[s]")
