"""What customers give besides money: noted so far, and to be expected as long as they stay.

Six kinds, and a seventh that counts against. What was noted is past, as history is; what matters
for a decision is what is still to come: how often, not yet what it is worth. A price is put on it
elsewhere, where somebody answers for it.

Source: "In pursuit of True Relationship Value", with its list of six kinds of value that firms do
not measure.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from scipy.special import betainc, ndtri

from cvmlab.errors import DataProblem, Problem
from cvmlab.figures.formats import count, interval, number, percent
from cvmlab.figures.tables import Table
from cvmlab.value_of.contributions.giving_rates import GivingRates, giving_rates

KINDS = (
    "positive talk", "referred customer", "referred employee", "recommendation or reference",
    "introduced network", "other",
)  # fmt: skip
AGAINST = "negative talk"
WEEKS_A_YEAR = 365.25 / 7
_MOST = 1000  # nobody does more of anything in the years looked at


@dataclass(frozen=True, eq=False)
class ExpectedContributions:
    """What each customer gave and is expected to give; see ``expected_contributions``.

    Attributes
    ----------
    table : DataFrame
        One row a customer and kind: customer_id, kind, seen (noted so far), expected (over the
        horizon), low, high (95% prediction interval of the count), today (expected, those of later
        years counting less, as money does).
    totals : DataFrame
        One row a kind: seen, givers (customers noted for it), expected, low, high (confidence
        interval of the expectation), today, today_low, today_high, a_year (mean rate of
        customers).
    rates : dict of str to GivingRates
    unknown : DataFrame
        Rows of customers who never bought, or of a kind that is not known: kept apart, with why.
    horizon : str
    level : float
    """

    table: pd.DataFrame
    totals: pd.DataFrame
    rates: dict[str, GivingRates]
    unknown: pd.DataFrame
    horizon: str
    level: float

    def of(self, customer: str) -> pd.DataFrame:
        """One customer's rows, in the order of the kinds."""
        return self.table[self.table["customer_id"] == customer].reset_index(drop=True)

    def wide(self, column: str = "expected") -> pd.DataFrame:
        """One row a customer, one column a kind."""
        wide = self.table.pivot(index="customer_id", columns="kind", values=column)
        return wide[[kind for kind in (*KINDS, AGAINST) if kind in wide]]

    @property
    def sentence(self) -> str:
        """The counts in words."""
        most = self.totals.drop(index=AGAINST, errors="ignore")["expected"].idxmax()
        row = self.totals.loc[most]
        text = (
            f"{count(self.totals['seen'].sum())} things that customers did for or against the firm "
            f"were noted. Over the {self.horizon} the same customers are expected to add "
            f"{count(row['expected'])} of the most frequent, {most} "
            f"({interval(row['low'], row['high'], count)})"
        )
        if AGAINST in self.totals.index:
            bad = self.totals.loc[AGAINST]
            text += (
                f", and to speak badly of it {count(bad['expected'])} times "
                f"({interval(bad['low'], bad['high'], count)})"
            )
        return text + "."

    def summary(self) -> Table:
        """Every kind: noted so far, by how many, and to be expected."""
        totals = self.totals
        frame = pd.DataFrame(
            {
                "What they do": totals.index, "Noted so far": totals["seen"],
                "by customers": totals["givers"],
                "a customer and year": totals["a_year"],
                f"Expected, {self.horizon}": totals["expected"],
                f"{percent(self.level)} interval": [
                    interval(low, high, count)
                    for low, high in zip(totals["low"], totals["high"], strict=True)
                ],
            }
        ).reset_index(drop=True)  # fmt: skip
        aside = f" {count(len(self.unknown))} rows are not in it." if len(self.unknown) else ""
        note = (
            "Only what somebody noted down is here; what nobody heard is not. Counts, not money."
            + aside
        )
        formats: dict[str, Any] = dict.fromkeys(
            ["Noted so far", "by customers", f"Expected, {self.horizon}"], count
        )
        formats["a customer and year"] = lambda rate: number(rate, 3)
        return Table(frame, "What customers give besides money", note, formats=formats)


def expected_contributions(
    contributions: pd.DataFrame,
    values: pd.DataFrame,
    *,
    kinds: Sequence[str] = (*KINDS, AGAINST),
    horizon: str = "next 5 years",
    relative_error: float = 0.0,
    level: float = 0.95,
) -> ExpectedContributions:
    """How often each customer is to be expected to give something, over the horizon of the values.

    Parameters
    ----------
    contributions : DataFrame
        One row a deed that was noted: ``customer_id, kind``.
    values : DataFrame
        The table of ``customer_values``: customer_id, alive, weeks_so_far, weeks_to_come, weeks.
    kinds : sequence of str
        Kinds to look for; one of which there is no row is left out.
    horizon : str
        That of the values, in words.
    relative_error : float
        Standard error of the time as a customer to come, as a share of it.
    level : float

    Returns
    -------
    ExpectedContributions

    Raises
    ------
    DataProblem
        If columns are missing, or no row is of a customer and kind that is known.

    Notes
    -----
    expected = (shape + seen)/(rate + years so far) × expected years to come, shape and rate as
    ``giving_rates`` finds them over all customers. The prediction interval of one customer's count
    mixes "has left already" with the negative binomial law of who has not, over the mean time that
    they stay. Rates are taken to last: who turned against the firm is expected to go on, and a new
    reason to do so is not foreseen.
    """
    problems = [
        Problem("this column is not there", "map it.", name)
        for frame, names in (
            (contributions, ("customer_id", "kind")),
            (values, ("customer_id", "alive", "weeks_so_far", "weeks_to_come", "weeks")),
        )
        for name in names
        if name not in frame
    ]
    if problems:
        raise DataProblem(problems)
    known = contributions["customer_id"].isin(values["customer_id"])
    of_kind = contributions["kind"].isin(list(kinds))
    if not (known & of_kind).any():
        what = f"none of {count(len(contributions))} rows is of a customer who bought"
        raise DataProblem([Problem(what, "look at the ids, and at the names of the kinds.")])
    unknown = contributions[~(known & of_kind)].assign(
        reason=np.where(~of_kind, "another kind", "bought nothing")[(~(known & of_kind)).to_numpy()]
    )
    counts = contributions[known & of_kind].groupby(["kind", "customer_id"]).size()
    parts, totals, rates = [], {}, {}
    for kind in kinds:
        if kind not in counts.index.get_level_values("kind"):
            continue
        seen = counts[kind].reindex(values["customer_id"], fill_value=0).to_numpy()
        law = _law(seen, values)
        parts.append(_each(law, kind, seen, values, level))
        totals[kind] = _total(law, seen, values, relative_error, level)
        rates[kind] = law
    index = pd.Index(list(totals), name="kind")
    return ExpectedContributions(
        table=pd.concat(parts, ignore_index=True),
        totals=pd.DataFrame(list(totals.values()), index=index),
        rates=rates, unknown=unknown, horizon=horizon, level=level,
    )  # fmt: skip


def _law(seen: np.ndarray, values: pd.DataFrame) -> GivingRates:
    # Half a week at least: who came once and went was there on that day.
    years = values["weeks_so_far"].clip(lower=0.5).to_numpy() / WEEKS_A_YEAR
    return giving_rates(seen, years)


def _each(
    law: GivingRates, kind: str, seen: np.ndarray, values: pd.DataFrame, level: float
) -> pd.DataFrame:
    years = values["weeks_so_far"].clip(lower=0.5).to_numpy() / WEEKS_A_YEAR
    rate = law.expected(seen, years)
    to_come = values["weeks_to_come"].to_numpy() / WEEKS_A_YEAR
    alive = values["alive"].to_numpy()
    if_alive = np.divide(to_come, alive, out=np.zeros(len(alive)), where=alive > 0)
    chance = (law.rate + years) / (law.rate + years + if_alive)
    tails = ((1 - level) / 2, (1 + level) / 2)
    low, high = (_quantile(tail, law.shape + seen, chance, alive) for tail in tails)
    return pd.DataFrame(
        {
            "customer_id": values["customer_id"].to_numpy(), "kind": kind, "seen": seen,
            "expected": rate * to_come, "low": low, "high": high,
            "today": rate * values["weeks"].to_numpy() / WEEKS_A_YEAR,
        }
    )  # fmt: skip


def _quantile(tail: float, shape: np.ndarray, chance: np.ndarray, alive: np.ndarray) -> np.ndarray:
    """Quantile of: nothing, with 1 − alive; else a negative binomial count."""
    found = np.zeros(len(shape), dtype="int64")
    short = np.arange(len(shape))  # rows whose quantile lies higher still
    for times in range(_MOST):
        reached = 1 - alive[short] * (1 - _below(times, shape[short], chance[short])) >= tail
        short = short[~reached]
        if not len(short):
            break
        found[short] = times + 1
    return found


def _below(times: int, shape: np.ndarray, chance: np.ndarray) -> np.ndarray:
    """P(N ≤ times) of a negative binomial with a shape that is no whole number."""
    return betainc(shape, times + 1.0, chance)


def _total(
    law: GivingRates, seen: np.ndarray, values: pd.DataFrame, relative_error: float, level: float
) -> dict[str, float]:
    """What all customers together are expected to do, with the interval of that."""
    years = values["weeks_so_far"].clip(lower=0.5).to_numpy() / WEEKS_A_YEAR
    z = float(ndtri((1 + level) / 2))
    row: dict[str, float] = {"seen": int(seen.sum()), "givers": int((seen > 0).sum())}
    for name, weeks in (("expected", "weeks_to_come"), ("today", "weeks")):
        time = values[weeks].to_numpy() / WEEKS_A_YEAR
        total = float(law.expected(seen, years) @ time)
        slope = law.slope(seen, years).T @ time
        relative = np.hypot(np.sqrt(slope @ law.covariance @ slope) / total, relative_error)
        low, high = ("low", "high") if name == "expected" else ("today_low", "today_high")
        row |= {name: total, low: total * np.exp(-z * relative), high: total * np.exp(z * relative)}
    return row | {"a_year": law.mean}
