"""The floor, its cost, and who gets nothing above it under each policy."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import pandas as pd
from scipy.special import chdtrc

from cvmlab.errors import one_problem
from cvmlab.figures.formats import count, interval, money, percent
from cvmlab.figures.tables import Table
from cvmlab.stats.share_intervals import wilson

TIER, AGE = "tier a year ago", "age"
BANDS = ("under 40", "40 to 54", "55 to 69", "70 and over")  # years
NOT_KNOWN = "not known"
FOUR_FIFTHS = 0.8
FEW = 30  # below so many customers a group's share is no ground for a verdict


@dataclass(frozen=True, eq=False)
class ServiceFloor:
    """What everybody gets, and what policies leave out; see ``service_floor``.

    Attributes
    ----------
    table : DataFrame
        One row a customer who came in the last year or whom a policy decides upon: ``customer_id,
        came, floor_cost``, a column for each policy (True, False, missing where the policy does
        not know the customer), and groups.
    floor : DataFrame
        One row a service of the floor: ``offer, paid, cost_per_use, uses, cost_a_year``.
    coverage : DataFrame
        One row a policy and group: ``policy, by, group, customers, treated, share, low, high``, and
        ``ratio`` to the group treated most.
    policies : tuple of str
    level : float
    currency : str
    """

    table: pd.DataFrame = field(repr=False)
    floor: pd.DataFrame = field(repr=False)
    coverage: pd.DataFrame = field(repr=False)
    policies: tuple[str, ...]
    level: float
    currency: str

    @property
    def cost(self) -> float:
        """What the floor costs a year, for everybody."""
        return float(self.floor["cost_a_year"].sum())

    @property
    def each(self) -> float:
        """What it costs a customer and year, on average."""
        return self.cost / self.customers

    @property
    def customers(self) -> int:
        """How many came in the last year."""
        return int(self.table["came"].sum())

    @property
    def sentence(self) -> str:
        """What the floor is, for how many, and what it costs."""
        names = ", ".join(f'"{name}"' for name in self.floor["offer"])
        return (
            f"The floor, for all {count(self.customers)} customers who came in the last year: "
            f"{names}. It costs {self._cash(self.cost)} a year, {self._cash(self.each)} a customer."
        )

    def left_out(self, policy: str) -> tuple[int, int]:
        """How many a policy gives nothing, and of how many it decides."""
        if policy not in self.policies:
            raise one_problem(
                f'no policy is called "{policy}"', f"choose one of: {', '.join(self.policies)}."
            )
        known = self.table[policy].dropna()
        return int((~known.astype(bool)).sum()), len(known)

    @property
    def verdict(self) -> str:
        """Who would get nothing under each policy without a floor, and where to look twice."""
        parts = []
        for policy in self.policies:
            nothing, of = self.left_out(policy)
            parts.append(f"{policy} {percent(nothing / of, 1)} of {count(of)}")
        if not parts:
            return "No policy was given: everybody gets the floor, and nobody more."
        text = f"Without a floor these would get nothing: {'; '.join(parts)}. With it, nobody."
        for row in self.unequal().itertuples():
            text += (
                f' "{row.policy}" treats {percent(row.share, 1)} of {row.group} and '
                f"{percent(row.most_share, 1)} of {row.most} ({row.by})."
            )
        return text

    def unequal(self) -> pd.DataFrame:
        """The group treated least by each policy, where below four fifths of the one treated most.

        Groups of fewer than 30 customers are left out. So are differences that a lot could have
        made: all groups together are tested (Pearson's chi-square), at 1 − level divided by the
        number of tests, because the least and the most of many differ by chance.
        """
        rows: list[dict[str, Any]] = []
        pairs = list(self.coverage.groupby(["policy", "by"], sort=False))
        for (policy, by), mine in pairs:
            mine = mine[(mine["customers"] >= FEW) & (mine["group"] != NOT_KNOWN)]
            if len(mine) < 2:
                continue
            most, least = mine.loc[mine["share"].idxmax()], mine.loc[mine["share"].idxmin()]
            unequal = least["share"] < FOUR_FIFTHS * most["share"]
            if unequal and _by_chance(mine) < (1 - self.level) / len(pairs):
                rows.append(
                    {
                        "policy": policy,
                        "by": by,
                        "group": least["group"],
                        "share": least["share"],
                        "most": most["group"],
                        "most_share": most["share"],
                        "ratio": least["share"] / most["share"],
                    }
                )
        names = ["policy", "by", "group", "share", "most", "most_share", "ratio"]
        return pd.DataFrame(rows, columns=names)

    def of(self, customer: str) -> str:
        """What the floor costs for one customer, and which policies would add something.

        Raises
        ------
        DataProblem
            When there is no such customer.
        """
        rows = self.table[self.table["customer_id"] == customer]
        if rows.empty:
            raise one_problem(
                f"no customer {customer!r} came in the last year or stands in a policy",
                "choose an id of the table.",
            )
        row = rows.iloc[0]
        adds = [name for name in self.policies if pd.notna(row[name]) and bool(row[name])]
        text = f"{customer} gets the floor ({self._cash(row['floor_cost'])} last year)"
        if not self.policies:
            return f"{text}."
        return f"{text}; above it: {', '.join(adds) if adds else 'nothing under any policy'}."

    def summary(self) -> Table:
        """The services of the floor with what they cost a year."""
        rows = self.floor
        total = {"offer": "The floor", "paid": "", "cost_per_use": float("nan"), "uses": None,
                 "cost_a_year": self.cost}  # fmt: skip
        rows = pd.concat([rows.astype({"uses": object}), pd.DataFrame([total])], ignore_index=True)
        frame = pd.DataFrame(
            {
                "Everybody gets": rows["offer"],
                "Paid": rows["paid"].fillna("at a visit"),
                "Cost of a use": rows["cost_per_use"],
                "Uses a year": [count(n) if n is not None else "" for n in rows["uses"]],
                "Cost a year": rows["cost_a_year"],
            }
        )
        formats = {"Cost of a use": self._cell, "Cost a year": self._cash}
        note = f"{count(self.customers)} customers: {self._cash(self.each)} each."
        return Table(frame, "A floor for everyone", note, formats=formats, total_row=True)

    def fairness(self, by: str | None = None) -> Table:
        """Who is treated under each policy, group by group."""
        rows = self.coverage if by is None else self.coverage[self.coverage["by"] == by]
        if rows.empty:
            known = ", ".join(self.coverage["by"].unique()) or "nothing: give policies and groups"
            raise one_problem(f'nothing is grouped by "{by}"', f"choose one of: {known}.")
        rows = rows.reset_index(drop=True)
        frame = pd.DataFrame(
            {
                "Policy": rows["policy"],
                "By": rows["by"],
                "Customers": rows["group"],
                "Of them": rows["customers"],
                "Treated": rows["share"],
                f"{percent(self.level)} interval": [
                    interval(row.low, row.high, lambda x: percent(x, 1))
                    for row in rows.itertuples()
                ],
                "Against the most": rows["ratio"],
            }
        )
        formats = {"Treated": lambda x: percent(x, 1), "Against the most": percent}
        return Table(frame, "Who gets more than the floor", formats=formats)

    def _cell(self, amount: float) -> str:
        return "" if amount != amount else self._cash(amount)

    def _cash(self, amount: float) -> str:
        return money(amount, self.currency or None)

    def __repr__(self) -> str:
        return self.sentence


def shares_by_group(
    table: pd.DataFrame, policies: Sequence[str], columns: Sequence[str], level: float
) -> pd.DataFrame:
    """The share each policy treats in each group, with Wilson intervals."""
    rows: list[dict[str, Any]] = []
    for policy in policies:
        known = table[table[policy].notna()]
        for by in columns:
            groups = known[by].astype(object).where(known[by].notna(), NOT_KNOWN)
            first = len(rows)
            treats = known[policy].astype(bool)
            for group in sorted(groups.unique(), key=_in_order):
                mine = treats[groups == group]
                low, high = wilson(int(mine.sum()), len(mine), level)
                rows.append(
                    {"policy": policy, "by": by, "group": group, "customers": len(mine),
                     "treated": int(mine.sum()), "share": float(mine.mean()),
                     "low": float(low), "high": float(high)}
                )  # fmt: skip
            most = max((row["share"] for row in rows[first:]), default=0.0)
            for row in rows[first:]:
                row["ratio"] = row["share"] / most if most else float("nan")
    names = ["policy", "by", "group", "customers", "treated", "share", "low", "high", "ratio"]
    return pd.DataFrame(rows, columns=names)


def _by_chance(groups: pd.DataFrame) -> float:
    """How likely shares as unequal as these are, if everybody had the same chance."""
    size, treated = (groups[name].to_numpy(float) for name in ("customers", "treated"))
    share = treated.sum() / size.sum()
    if share in (0.0, 1.0):
        return 1.0
    squares = ((treated - share * size) ** 2 / (share * (1 - share) * size)).sum()
    return float(chdtrc(len(groups) - 1, squares))


def _in_order(group: object) -> tuple[int, str]:
    """Ages from young to old, tiers from gold down, others by name, the unknown last."""
    known = (*BANDS, "gold", "silver", "bronze")
    place = known.index(str(group)) if group in known else len(known) + (group == NOT_KNOWN)
    return place, str(group)
