"""Second lens: two periods. Who came, who went, who bought more and who less?

Sales that fall by a twentieth look like a base in which everybody buys a little less. Mostly it is
not so: many are gone, many are new, and among those who stayed as many rise as fall. The change is
split by customer, so that the parts add up to it to the cent, and once more by what it is made of:
customers, purchases each, spend per purchase (Ang 2005, "The LMDI approach to decomposition
analysis: a practical guide"; Fader, Hardie & Ross 2022, "The Customer-Base Audit").
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from cvmlab.errors import one_problem
from cvmlab.stats.share_intervals import wilson
from cvmlab.value_of.audit.customer_periods import CustomerPeriods
from cvmlab.value_of.audit.parts_of_change import parts_of_change
from cvmlab.value_of.audit.resampled import ends_of
from cvmlab.value_of.audit.two_periods_result import PARTS, TwoPeriods

_EVERYBODY = "all customers"
# Which groups stand together where one of them is too small to be shown, one step after the other.
_TOGETHER = (
    ("came back", "new", "came back or new"),
    ("came back or new", "bought more", "bought more, or came"),
    ("new", "bought more", "bought more, or came"),
    ("bought the same", "bought more", "bought as much or more"),
    ("bought the same", "bought more, or came", "bought as much or more, or came"),
    ("went", "bought less", "went or bought less"),
)
_ORDER = (
    "went", "bought less", "went or bought less", "bought the same", "bought as much or more",
    "bought more", "bought more, or came", "bought as much or more, or came", "came back",
    "came back or new", "new", _EVERYBODY,
)  # fmt: skip
_LARGEST_RESAMPLE = 20_000


def two_periods(
    customers: CustomerPeriods,
    *,
    smallest_group: int = 10,
    level: float = 0.95,
    resamples: int = 500,
    seed: int = 0,
) -> TwoPeriods:
    """Split the change of sales from one period to the next.

    Parameters
    ----------
    customers : CustomerPeriods
        From :func:`~cvmlab.value_of.audit.customer_periods.customer_periods`.
    smallest_group : int
        Groups of fewer customers stand together with their like.
    level : float
        Confidence level.
    resamples, seed : int
        Bootstrap samples, drawn by customer, and what makes them reproducible.

    Notes
    -----
    Sales = customers × purchases each × spend per purchase; the change is split over the three by
    :func:`~cvmlab.value_of.audit.parts_of_change.parts_of_change`, without a rest.

    Raises
    ------
    DataProblem
        If the data hold no two whole periods, or nobody bought in the first.
    """
    if customers.before is None:
        raise one_problem(
            f"the data hold no second {customers.length} to compare with",
            "choose shorter periods with months, or take a longer export.",
        )
    rows = customers.table
    rows = rows[(rows["orders_before"] > 0) | (rows["orders_now"] > 0)]
    if rows["cents_before"].sum() <= 0 or rows["cents_now"].sum() <= 0:
        raise one_problem("nothing was sold in one of the two periods", "choose others.")
    group = _group_of(rows)
    shown, names = _large_groups(group, smallest_group)
    money = rows[["cents_before", "cents_now"]].to_numpy(float) / 100
    orders = rows[["orders_before", "orders_now"]].to_numpy(float)
    code = pd.Categorical(shown, categories=names).codes.astype(int)
    many = len(names)
    estimate = _sums(code, many, money, orders)
    rng = np.random.default_rng(seed)
    n = len(rows)
    size = min(n, _LARGEST_RESAMPLE)
    drawn = []
    for _ in range(resamples):
        picked = rng.integers(0, n, size, dtype=np.int32)
        drawn.append(_sums(code[picked], many, money[picked], orders[picked]) * (n / size))
    stack = np.array(drawn)
    scale = np.sqrt(size / n)

    def bounds(function: Any) -> tuple[np.ndarray, np.ndarray]:
        # NaN and infinities of resamples in which a group or a period is empty are left out.
        with np.errstate(invalid="ignore", divide="ignore"):
            value = function(estimate[None])[0]
            return value, value + scale * ends_of(function(stack) - value, level)

    _, ends = bounds(lambda s: s[:, 3:, 2] - s[:, 3:, 1])
    by_customer = (rows["cents_now"] - rows["cents_before"]).to_numpy()
    sums = {
        name: _cents(code, rows[f"cents_{name}"].to_numpy(), many) for name in ("before", "now")
    }
    table = pd.DataFrame(
        {
            "customers": np.bincount(code, minlength=many),
            "before": sums["before"] / 100,
            "now": sums["now"] / 100,
            "change": (sums["now"] - sums["before"]) / 100,
            "low": ends[0],
            "high": ends[1],
        },
        index=pd.Index(names, name="group"),
    )
    return TwoPeriods(
        table,
        _parts(estimate, bounds),
        _facts(estimate, bounds, rows, level),
        pd.DataFrame({"customer_id": rows["customer_id"].to_numpy(), "group": group}),
        -float(by_customer[by_customer < 0].sum()) / 100,
        float(by_customer[by_customer > 0].sum()) / 100,
        customers.before,
        customers.now,
        customers.reaches_back or customers.edge.how == "known",
        customers.source.one,
        customers.source.measure,
        customers.source.kind,
        customers.source.cash,
        customers.source.brief,
        smallest_group,
        level,
    )


def _group_of(rows: pd.DataFrame) -> np.ndarray:
    then, now = rows["orders_before"] > 0, rows["orders_now"] > 0
    change = rows["cents_now"] - rows["cents_before"]
    # Older than the file and not seen in it before: back, not new.
    known = rows["earlier"] | ~rows["inside"]
    conditions = [then & ~now, ~then & known, ~then, change < 0, change > 0]
    names = ["went", "came back", "new", "bought less", "bought more"]
    return np.select([c.to_numpy() for c in conditions], names, "bought the same")


def _large_groups(group: np.ndarray, smallest: int) -> tuple[np.ndarray, list[str]]:
    """The groups that may be shown: those of a few customers stand together with their like."""
    shown = group.astype("<U60")
    for small, other, together in _TOGETHER:
        sizes = {name: int((shown == name).sum()) for name in (small, other)}
        if any(0 < size < smallest for size in sizes.values()):
            shown[np.isin(shown, [small, other])] = together
    names = [str(name) for name in _ORDER if (shown == name).any()]
    if any(int((shown == name).sum()) < smallest for name in names):
        return np.full(len(shown), _EVERYBODY), [_EVERYBODY]
    return shown, names


def _cents(code: np.ndarray, cents: np.ndarray, many: int) -> np.ndarray:
    """Exact sums: whole cents stay whole."""
    sums = np.zeros(many, dtype="int64")
    np.add.at(sums, code, cents.astype("int64"))
    return sums


def _sums(code: np.ndarray, many: int, money: np.ndarray, orders: np.ndarray) -> np.ndarray:
    """Rows: before, now, movements, then the groups; columns: customers, orders or money, money."""
    then, now = orders.T > 0
    totals = [
        [side.sum(), orders[:, i].sum(), money[:, i].sum()] for i, side in enumerate((then, now))
    ]
    moves = [(then & ~now).sum(), (now & ~then).sum(), 0]
    groups = np.column_stack(
        [np.bincount(code, minlength=many), np.bincount(code, money[:, 0], many),
         np.bincount(code, money[:, 1], many)]
    )  # fmt: skip
    return np.vstack([*totals, moves, groups]).astype(float)


def _parts(estimate: np.ndarray, bounds: Any) -> pd.DataFrame:
    def factors(s: np.ndarray, side: int) -> np.ndarray:
        customers, orders, money = s[:, side, 0], s[:, side, 1], s[:, side, 2]
        return np.column_stack([customers, orders / customers, money / orders])

    def parts(s: np.ndarray) -> np.ndarray:
        return parts_of_change(factors(s, 0), factors(s, 1))

    change, ends = bounds(parts)
    return pd.DataFrame(
        {
            "before": factors(estimate[None], 0)[0],
            "now": factors(estimate[None], 1)[0],
            "change": change,
            "low": ends[0],
            "high": ends[1],
        },
        index=pd.Index(PARTS, name="part"),
    )


def _facts(estimate: np.ndarray, bounds: Any, rows: pd.DataFrame, level: float) -> pd.DataFrame:
    change, ends = bounds(lambda s: s[:, 1, 2:3] / s[:, 0, 2:3] - 1)
    replaced, many = bounds(lambda s: s[:, 2, 1:2] / s[:, 2, 0:1])
    then, now = (rows["orders_before"] > 0), (rows["orders_now"] > 0)
    both = int((then & now).sum())
    kept, new = both / then.sum(), 1 - both / now.sum()
    fresh = wilson(int(now.sum()) - both, int(now.sum()), level)
    return pd.DataFrame(
        [
            [change[0], *ends[:, 0]],
            [kept, *wilson(both, int(then.sum()), level)],
            [new, *fresh],
            [replaced[0], *many[:, 0]],
        ],
        index=["change", "kept", "new", "replaced"],
        columns=["value", "low", "high"],
    )
