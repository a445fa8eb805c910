"""What it cost to win a customer: money spent over customers won, by channel and phase.

This is the average over everybody won. What the *next* customer would cost is another number, see
:mod:`cvmlab.value_of.acquisition.cost_curve`.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

import numpy as np
import pandas as pd

from cvmlab.data.order_lines import day_given
from cvmlab.errors import DataProblem, Problem, suggestion
from cvmlab.figures.formats import day
from cvmlab.value_of.acquisition.costs_result import AFTER as AFTER
from cvmlab.value_of.acquisition.costs_result import ALL as ALL
from cvmlab.value_of.acquisition.costs_result import BEFORE as BEFORE
from cvmlab.value_of.acquisition.costs_result import EVERY as EVERY
from cvmlab.value_of.acquisition.costs_result import AcquisitionCost as AcquisitionCost
from cvmlab.value_of.acquisition.costs_result import Amount as Amount


def acquisition_cost(
    costs: Any,
    *,
    by: str = "channel",
    phase: str | dt.date | None = None,
    level: float = 0.95,
    currency: str = "",
) -> AcquisitionCost:
    """What a customer won cost on average, by channel, before and after a day.

    Parameters
    ----------
    costs : DataFrame, or a table of a workspace
        One row a channel and week: ``week`` (its first day), ``channel, spend`` (currency units),
        ``customers_won``.
    by : str
        The column of the channels.
    phase : date, optional
        The first day of a later phase, told apart from what was before.
    level : float
        Confidence level.
    currency : str
        ISO code, for sentences.

    Returns
    -------
    AcquisitionCost

    Raises
    ------
    DataProblem
        When columns are missing, numbers are missing or negative, or a phase holds no week: all
        problems at once.

    Notes
    -----
    CAC = sum of spend / sum of customers. Its interval is that of a ratio of two sums over weeks,
    log CAC ± t sqrt(n/(n−1) Σ(spend − CAC × customers)²) / Σ spend, with n − 1 degrees of freedom
    (Cochran 1977, "Sampling Techniques", section 2.11): with other weeks like these.

    Examples
    --------
    >>> weeks = pd.DataFrame({"week": ["2024-01-01", "2024-01-08"], "channel": ["leaflet"] * 2,
    ...                       "spend": [100.0, 140.0], "customers_won": [5, 5]})
    >>> acquisition_cost(weeks).of("leaflet").value
    24.0
    """
    if not 0 < level < 1:
        raise ValueError("level is a share, such as 0.95")
    frame, first = read_costs(costs, by=by, phase=phase)
    order = [BEFORE, AFTER] if first is not None else [ALL]
    channels = list(dict.fromkeys(frame["channel"]))
    rows = []
    for part in order:
        of_phase = frame[frame["phase"] == part]
        for channel in channels:
            found = of_phase[of_phase["channel"] == channel]
            if len(found):
                rows.append((channel, part, *_ratio(found, level)))
        if len(channels) > 1:
            sums = of_phase.groupby("week")[["spend", "customers_won"]].sum()
            rows.append((EVERY, part, *_ratio(sums, level)))
    names = ["channel", "phase", "weeks", "spend", "customers", "cac", "low", "high", "se_log"]
    table = pd.DataFrame(rows, columns=names)
    if len(channels) == 1:
        table = pd.concat([table, table.assign(channel=EVERY)], ignore_index=True)
    return AcquisitionCost(table, _change(table, level), first, level, currency)


def read_costs(
    costs: Any, *, by: str = "channel", phase: str | dt.date | None = None
) -> tuple[pd.DataFrame, dt.date | None]:
    """Costs a week and channel, checked, with the phase of each week.

    Returns
    -------
    frame : DataFrame
        ``week, channel, spend, customers_won, phase``.
    first : date or None
        First day of the later phase.

    Raises
    ------
    DataProblem
        All problems at once.
    """
    frame = costs if isinstance(costs, pd.DataFrame) else costs.frame()
    wanted = {"week": "week", by: "channel", "spend": "spend", "customers_won": "customers_won"}
    problems = [
        Problem("this column is not there",
                f"map it, or name another.{suggestion(name, map(str, frame.columns))}", name)
        for name in wanted if name not in frame
    ]  # fmt: skip
    if problems:
        raise DataProblem(problems, "the costs of winning customers")
    frame = frame[list(wanted)].rename(columns=wanted)
    for name in ("spend", "customers_won"):
        bad = ~(pd.to_numeric(frame[name], errors="coerce") >= 0)
        if bad.any():
            problems.append(
                Problem("an amount is missing or below zero", "fill it in, or leave the week out.",
                        name, int(bad.sum()))
            )  # fmt: skip
    empty = frame["channel"].isna()
    if empty.any():
        problems.append(Problem("no channel is named", "name it.", by, int(empty.sum())))
    if frame.empty:
        problems.append(Problem("there is no week", "give what each channel spent in each week."))
    first = day_given(phase, "phase")
    frame = frame.assign(week=pd.to_datetime(frame["week"]), phase=ALL)
    if first is not None and len(frame):
        later = frame["week"] >= pd.Timestamp(first)
        frame["phase"] = np.where(later, AFTER, BEFORE)
        if later.all() or not later.any():
            problems.append(
                Problem(f"all weeks lie on one side of {day(first)}",
                        f"choose a day between {day(frame['week'].min())} and "
                        f"{day(frame['week'].max())}.", "week")
            )  # fmt: skip
    if problems:
        raise DataProblem(problems, "the costs of winning customers")
    return frame.astype({"channel": "str", "spend": "float", "customers_won": "float"}), first


def _ratio(rows: pd.DataFrame, level: float) -> tuple[float, ...]:
    from scipy.special import stdtrit

    spend, won = rows["spend"].to_numpy(), rows["customers_won"].to_numpy()
    n, spent, customers = len(rows), float(spend.sum()), float(won.sum())
    if not customers:
        return n, spent, 0.0, np.inf if spent else np.nan, np.nan, np.nan, np.nan
    cac = spent / customers
    if n < 2 or not spent:
        return n, spent, customers, cac, np.nan, np.nan, np.nan
    error = float(np.sqrt(n / (n - 1) * np.sum((spend - cac * won) ** 2)) / spent)
    reach = float(stdtrit(n - 1, 0.5 + level / 2)) * error
    return n, spent, customers, cac, cac * np.exp(-reach), cac * np.exp(reach), error


def _change(table: pd.DataFrame, level: float) -> pd.DataFrame:
    from scipy.special import stdtrit

    names = ["channel", "before", "after", "ratio", "low", "high"]
    rows = []
    for channel, pair in table.groupby("channel", sort=False):
        ends = pair.set_index("phase")
        if not {BEFORE, AFTER} <= set(ends.index):
            continue
        old, new = ends.loc[BEFORE], ends.loc[AFTER]
        ratio = new.cac / old.cac if old.cac else np.nan  # nothing was spent: no ratio of it
        free = min(old.weeks, new.weeks) - 1
        reach = np.nan
        if free > 0:
            reach = float(stdtrit(free, 0.5 + level / 2)) * np.hypot(old.se_log, new.se_log)
        rows.append(
            (channel, old.cac, new.cac, ratio, ratio * np.exp(-reach), ratio * np.exp(reach))
        )
    return pd.DataFrame(rows, columns=names)
