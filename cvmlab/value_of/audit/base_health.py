"""Fifth lens: the base as a whole. Which of its signs have changed, and surely?

Sales can rise while the base underneath them wears out: new customers hide that the old ones go.
A few signs are put side by side, the latest period beside the one before, each with an interval,
and only what changed beyond chance is called a change (Fader, Hardie & Ross 2022, "The
Customer-Base Audit").
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from cvmlab.errors import one_problem
from cvmlab.value_of.audit.base_health_result import COUNTS, KINDS, SHARES, BaseHealth
from cvmlab.value_of.audit.customer_periods import CustomerPeriods
from cvmlab.value_of.audit.resampled import ends_of

_LARGEST_RESAMPLE = 20_000
_CELLS = 2_000_000  # of a matrix of resamples by customers
_SLACK = pd.Timedelta(days=7)


def base_health(
    customers: CustomerPeriods,
    *,
    smallest_group: int = 10,
    level: float = 0.95,
    resamples: int = 500,
    seed: int = 0,
) -> BaseHealth:
    """The signs of a customer base in the latest period, beside the one before.

    Parameters
    ----------
    customers : CustomerPeriods
        From :func:`~cvmlab.value_of.audit.customer_periods.customer_periods`.
    smallest_group : int
        A sign of fewer customers than this is not shown.
    level : float
        Confidence level.
    resamples, seed : int
        Bootstrap samples, drawn by customer over both periods together, and what makes them
        reproducible.

    Raises
    ------
    DataProblem
        If the data hold no two whole periods.
    """
    if customers.before is None:
        raise one_problem(
            f"the data hold no second {customers.length} to compare with",
            "choose shorter periods with months, or take a longer export.",
        )
    features, names = _features(customers)
    n = len(customers.table)
    estimate = _signs(features, np.ones((1, n)), names)[0]
    rng = np.random.default_rng(seed)
    size = min(n, _LARGEST_RESAMPLE)
    stack = np.empty((resamples, *estimate.shape))
    at_once = max(1, _CELLS // n)
    for begin in range(0, resamples, at_once):
        weights = np.array(
            [
                np.bincount(rng.integers(0, n, size, dtype=np.int32), minlength=n)
                for _ in range(min(at_once, resamples - begin))
            ],
            dtype=float,
        )
        stack[begin : begin + len(weights)] = _signs(features, weights, names)
    counted = [KINDS[name] == COUNTS for name in names]
    stack[:, :, counted] *= n / size
    is_share = np.array([KINDS[name] == SHARES for name in names])

    def change(signs: np.ndarray) -> np.ndarray:
        before, now = signs[..., 0, :], signs[..., 1, :]
        with np.errstate(invalid="ignore", divide="ignore"):
            return np.where(is_share, now - before, now / before - 1)

    with np.errstate(invalid="ignore"):
        value = change(estimate)
        ends = value + np.sqrt(size / n) * ends_of(change(stack) - value, level)
    usable = np.isfinite(value) & np.isfinite(ends).all(axis=0)
    table = pd.DataFrame(
        {"before": estimate[0], "now": estimate[1], "change": value, "low": ends[0],
         "high": ends[1]},
        index=pd.Index(names, name="sign"),
    )  # fmt: skip
    table.loc[~usable, ["change", "low", "high"]] = np.nan
    table["verdict"] = np.select(
        [table["low"] > 0, table["high"] < 0, table["change"].notna()],
        ["rose", "fell", "no sure change"],
        "",
    )
    # What is the same for everybody at all times, as one payment a year, is no sign of anything.
    still = (table["before"] == table["now"]) & (table["low"] == table["high"])
    shown = [n for n in names if not still[n] and _is_shown(features, n, smallest_group)]
    source = customers.source
    return BaseHealth(
        table.loc[shown], customers.now, customers.before, source.one, source.measure,
        source.kind, source.cash, level, smallest_group,
    )  # fmt: skip


@dataclass(frozen=True, eq=False)
class _Features:
    """What the signs are sums of: a row a customer, a column each; for before and now."""

    sums: tuple[np.ndarray, np.ndarray]
    money: tuple[np.ndarray, np.ndarray]
    active: tuple[np.ndarray, np.ndarray]


_ACTIVE, _ORDERS, _MONEY, _NEW, _NEW_MONEY, _BASE, _KEPT, _ONCE, _MARGIN = range(9)


def _features(customers: CustomerPeriods) -> tuple[_Features, list[str]]:
    assert customers.before is not None
    table, windows = customers.table, (customers.before, customers.now)
    first, names = table["first_purchase"], list(KINDS)
    if "margin_now" not in table:
        names.remove("margin rate")
    if not (customers.reaches_back or customers.edge.how == "known"):
        # Nobody can tell who of the first period's customers was new then.
        names = [name for name in names if name not in ("new customers", "share of new customers")]
    sums = []
    base = _bought_before(customers)
    for name, window in zip(("before", "now"), windows, strict=True):
        orders, money = table[f"orders_{name}"], table[f"cents_{name}"] / 100
        active = orders > 0
        begun = first.between(pd.Timestamp(window.start), pd.Timestamp(window.end))
        new = active & table["inside"] & begun
        margin = table[f"margin_{name}"] / 100 if "margin rate" in names else 0 * money
        columns = [
            active,
            orders,
            money,
            new,
            money * new,
            base,
            active & base,
            orders == 1,
            margin,
        ]
        sums.append(np.column_stack([np.asarray(c, dtype=float) for c in columns]))
        base = active.to_numpy()
    return _Features(
        (sums[0], sums[1]),
        (sums[0][:, _MONEY], sums[1][:, _MONEY]),
        (sums[0][:, _ACTIVE] > 0, sums[1][:, _ACTIVE] > 0),
    ), names


def _bought_before(customers: CustomerPeriods) -> np.ndarray:
    """Who bought in the period before the first of the two; nobody where it is not on file."""
    assert customers.before is not None
    border = pd.Timestamp(customers.before.start)
    earliest = border - pd.DateOffset(months=customers.months)
    dates = customers.occasions["date"]
    if dates.min() - _SLACK > earliest:
        return np.zeros(len(customers.table), dtype=bool)
    then = customers.occasions[(dates >= earliest) & (dates < border)]
    return customers.table["customer_id"].isin(then["customer_id"]).to_numpy()


def _signs(features: _Features, weights: np.ndarray, names: list[str]) -> np.ndarray:
    """Shape (resamples, 2, signs): how often each customer was drawn -> before and now."""
    result = np.empty((len(weights), 2, len(names)))
    for i in (0, 1):
        sums = (weights @ features.sums[i]).T
        with np.errstate(invalid="ignore", divide="ignore"):
            all_ = {
                "customers": sums[_ACTIVE],
                "new customers": sums[_NEW],
                "kept": sums[_KEPT] / sums[_BASE],
                "purchases each": sums[_ORDERS] / sums[_ACTIVE],
                "spend per purchase": sums[_MONEY] / sums[_ORDERS],
                "margin rate": sums[_MARGIN] / sums[_MONEY],
                "one purchase only": sums[_ONCE] / sums[_ACTIVE],
                "share of the best fifth": _best_fifth(
                    features.money[i][features.active[i]], weights[:, features.active[i]]
                ),
                "share of new customers": sums[_NEW_MONEY] / sums[_MONEY],
            }
        result[:, i] = np.column_stack([all_[name] for name in names])
    return result


def _best_fifth(money: np.ndarray, weights: np.ndarray) -> np.ndarray:
    order = np.argsort(-money, kind="stable")
    money, weights = money[order], weights[:, order]
    people, spent = weights.cumsum(axis=1), (weights * money).cumsum(axis=1)
    room = 0.2 * people[:, -1]
    at = np.minimum((people < room[:, None]).sum(axis=1), money.size - 1)
    rows = np.arange(len(weights))
    return (spent[rows, at] - (people[rows, at] - room) * money[at]) / spent[:, -1]


def _is_shown(features: _Features, name: str, smallest: int) -> bool:
    """Whether enough customers stand behind a sign in both periods."""
    column = {"new customers": _NEW, "share of new customers": _NEW, "one purchase only": _ONCE}
    if name == "share of the best fifth":
        return all(sums[:, _ACTIVE].sum() / 5 >= smallest for sums in features.sums)
    if name not in column:
        return True
    # Nobody at all is nobody who could be singled out.
    many = [sums[:, column[name]].sum() for sums in features.sums]
    return any(many) and all(number == 0 or number >= smallest for number in many)
