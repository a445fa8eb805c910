"""The steps between wanting to buy and buying, counted in attempts, in keys and in persons."""

from __future__ import annotations

import numpy as np
import pandas as pd

from cvmlab.insight.lost.attempts_log import CUSTOMER, PROSPECT, Log, share_by_key

STEPS = ("tried", "gave up", "never came back")
_MANY = 3  # frictions from which on attempts stand in one line
_PAIRS = 30  # attempts of one card that are needed to say how often people change their device


def funnel(rows: pd.DataFrame, level: float) -> pd.DataFrame:
    """Attempts and keys that reached each step, for each group; shares of the step before."""
    key = rows["key"].to_numpy()
    lines = []
    for group in (PROSPECT, CUSTOMER):
        inside = (rows["who"] == group).to_numpy()
        before = inside
        for step, name in zip(STEPS, (None, "gave_up", "lost"), strict=True):
            reached = inside if name is None else inside & rows[name].to_numpy()
            share = share_by_key(reached, before, key, level) if name else (np.nan,) * 3
            lines.append(
                (
                    group,
                    step,
                    int(reached.sum()),
                    int(np.count_nonzero(np.bincount(key[reached]))),
                    *share,
                )
            )
            before = reached
    names = ["group", "step", "attempts", "keys", "share", "low", "high"]
    table = pd.DataFrame(lines, columns=names)
    tried = table[table["attempts"] > 0]["group"]
    return table[table["group"].isin(tried)].reset_index(drop=True)


def hazard(log: Log, level: float) -> pd.DataFrame:
    """The share that gave up by the number of frictions met in one attempt."""
    names = ["frictions", "attempts", "gave_up", "low", "high"]
    if not log.frictions:
        return pd.DataFrame(columns=names)
    rows = log.rows
    met = rows[list(log.frictions)].sum(axis=1).clip(upper=_MANY).to_numpy()
    lines = []
    for number in range(_MANY + 1):
        of = met == number
        if of.any():
            name = f"{number} or more" if number == _MANY else str(number)
            share = share_by_key(rows["gave_up"].to_numpy(), of, rows["key"].to_numpy(), level)
            lines.append((name, int(of.sum()), *share))
    return pd.DataFrame(lines, columns=names)


def persons_behind(
    rows: pd.DataFrame, devices: int, both: int, level: float, resamples: int, seed: int
) -> tuple[float, float, float]:
    """Share of second attempts under another key; lower end and estimate of the persons.

    See the notes of :func:`cvmlab.insight.lost.almost_customers.almost_customers`.
    """
    nothing = np.nan, np.nan, np.nan
    if "customer_id" not in rows:
        return nothing
    linked = rows[["customer_id", "key", *(["date"] if "date" in rows else [])]]
    linked = linked[linked["customer_id"].notna()]
    card, key = pd.factorize(linked["customer_id"])[0], linked["key"].to_numpy()
    days = linked["date"].to_numpy() if "date" in linked else np.zeros(len(linked))
    order = np.lexsort((days, card))
    card, key = card[order], key[order]
    again = np.append(False, np.diff(card) == 0) if card.size else np.zeros(0, bool)
    if again.sum() < _PAIRS:  # from fewer q could be anything
        return nothing
    other = again & np.append(False, np.diff(key) != 0)
    q, low_q, high_q = share_by_key(other, again, card, level)
    if q == 1:
        return nothing
    from scipy.special import ndtri

    rng = np.random.default_rng(seed)
    error = (high_q - low_q) / (2 * ndtri(0.5 + level / 2))
    drawn = np.clip(rng.normal(q, error, resamples), 0, 0.99)
    hidden = rng.poisson(rng.poisson(both, resamples) * drawn / (1 - drawn))
    low = float(devices - np.quantile(hidden, 0.5 + level / 2))
    return q, max(0.0, low), max(0.0, devices - both * q / (1 - q))
