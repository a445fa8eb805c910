"""The settings of ``lifetime_value``, read and checked together: all problems in one message."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

import numpy as np
import pandas as pd

from cvmlab.btyd.fitting import Array
from cvmlab.errors import DataProblem, Problem, suggestion
from cvmlab.value_of.lifetime.discounting import (
    UNITS,
    DiscountRate,
    Span,
    discount_rate,
    read_horizon,
)

Made = TypeVar("Made")
DEFAULT_UNIT = "W"
COLUMNS = ("frequency", "recency", "T", "monetary_value")


@dataclass(frozen=True, eq=False)
class Settings:
    """What was asked for.

    Attributes
    ----------
    span : Span
    discount : DiscountRate
    time_unit : str
        Of the models.
    margin : array of shape (n,)
        Of each customer; ones where revenue is asked for.
    by : tuple of str
        Columns of segments.
    """

    span: Span
    discount: DiscountRate
    time_unit: str
    margin: Array
    by: tuple[str, ...]

    @property
    def rate(self) -> float:
        """The continuous discount rate per unit of time."""
        return self.discount.continuous(self.time_unit)


def read_settings(
    customers: Any,
    frame: pd.DataFrame,
    *,
    horizon: float | str | None,
    annual_discount_rate: float | None,
    discount: DiscountRate | None,
    margin_rate: float | str | None,
    time_unit: str | None,
    by: str | Sequence[str] | None,
    whole: bool,
    fitted_unit: str | None = None,
) -> Settings:
    """Read all settings; ``whole`` where the model counts opportunities, ``fitted_unit``
    where the fit knows its unit of time.

    Raises
    ------
    DataProblem
        With every problem of every setting.
    """
    problems = customer_problems(frame)

    def attempt(make: Callable[..., Made], *arguments: Any) -> Made | None:
        try:
            return make(*arguments)
        except DataProblem as found:
            problems.extend(found.problems)
            return None

    unit = attempt(unit_of, customers, time_unit, fitted_unit)
    span = attempt(read_horizon, horizon, unit or DEFAULT_UNIT)
    rate = attempt(_rate, annual_discount_rate, discount)
    margin = attempt(_margin, margin_rate, frame)
    groups = (by,) if isinstance(by, str) else tuple(by or ())
    problems += [
        Problem(
            "no column of this name to group by",
            f"choose a column of the customers.{suggestion(name, map(str, frame.columns))}",
            name,
        )
        for name in groups
        if name not in frame.columns
    ]
    if horizon is None and rate is not None and rate.rate == 0:
        what = "without an end and without a discount, value has no bound"
        problems.append(Problem(what, "give a horizon, or a discount rate above 0."))
    if whole and span is not None and np.isfinite(span.length) and span.length % 1:
        what = f"the horizon is {span.length:,.6g} opportunities"
        problems.append(Problem(what, "this model counts opportunities: give a whole number."))
    if problems or unit is None or span is None or rate is None or margin is None:
        raise DataProblem(problems, "the settings of lifetime_value")
    return Settings(span, rate, unit, margin, groups)


def customer_problems(frame: pd.DataFrame) -> list[Problem]:
    """What is wrong with customers' money, and columns that are not there.

    The other columns are checked where customers become patterns.
    """
    have = ", ".join(map(str, frame.columns[:8])) or "none"
    problems = [
        Problem("no column of this name", f"the columns are: {have}.", name)
        for name in COLUMNS
        if name not in frame.columns
    ]
    if "monetary_value" in frame.columns:
        values = pd.to_numeric(frame["monetary_value"], errors="coerce").to_numpy(float)
        bad = ~np.isfinite(values)
        if bad.any():
            what = "values that are missing or no numbers"
            remedy = "fill them (0 for customers without a repeat purchase) or remove the rows."
            problems.append(Problem(what, remedy, "monetary_value", int(bad.sum())))
    return problems


def unit_of(customers: Any, time_unit: str | None, fitted: str | None = None) -> str:
    """The unit of time that a customer base or a fit knows of itself; else the one given, or weeks.

    Raises
    ------
    DataProblem
        When the unit is unknown or units contradict each other.
    """
    if time_unit is not None and time_unit not in UNITS:
        remedy = "choose D, W, M, Q or Y."
        raise DataProblem([Problem(f"unknown time unit {time_unit!r}", remedy)])
    own = None if isinstance(customers, pd.DataFrame) else getattr(customers, "time_unit", None)
    own = own if isinstance(own, str) else None
    if own is not None and own not in UNITS:
        what = f"the base counts opportunities every {own}, which is no unit of a discount rate"
        raise DataProblem([Problem(what, "make it with period D, W, M, Q or Y to value it.")])
    if own is not None and fitted not in (None, own):
        what = f"the model was fitted in {UNITS[fitted]}s, the customer base is in {UNITS[own]}s"
        raise DataProblem([Problem(what, "make both from one customer base, or in one unit.")])
    known = own or fitted
    if known is not None and time_unit not in (None, known):
        whose = "customer base" if own else "fit"
        what = f"the time unit is {time_unit!r}, but the {whose} is in {UNITS[known]}s"
        raise DataProblem([Problem(what, "leave time_unit out: it is known.")])
    return known or time_unit or DEFAULT_UNIT


def _rate(annual_discount_rate: float | None, discount: DiscountRate | None) -> DiscountRate:
    if (annual_discount_rate is None) == (discount is None):
        what = "no discount rate" if discount is None else "two discount rates"
        remedy = (
            "give annual_discount_rate=0.15 (effective per year), or "
            'discount=cvm.discount_rate(0.003, per="week"); 0 for none.'
        )
        raise DataProblem([Problem(what, remedy)])
    if discount is not None:
        return discount
    assert annual_discount_rate is not None
    if not 0 <= annual_discount_rate < 10:
        what = f"the annual discount rate is {annual_discount_rate}"
        raise DataProblem([Problem(what, "give a share: 0.15 for 15% a year.")])
    return discount_rate(annual_discount_rate)


def _margin(margin_rate: float | str | None, frame: pd.DataFrame) -> Array:
    """The margin of each customer; 1 where revenue is asked for."""
    if isinstance(margin_rate, str):
        if margin_rate not in frame.columns:
            remedy = f"choose a column.{suggestion(margin_rate, map(str, frame.columns))}"
            raise DataProblem([Problem("no such column of margins", remedy, margin_rate)])
        margins = pd.to_numeric(frame[margin_rate], errors="coerce").to_numpy(float)
        bad = ~(np.isfinite(margins) & (margins > 0))
        if bad.any():
            examples = [
                f"row {row + 1}: {frame[margin_rate].iloc[row]}" for row in bad.nonzero()[0]
            ]
            raise DataProblem(
                [
                    Problem(
                        "margins that are missing or not above 0", "give shares, such as 0.3.",
                        margin_rate, int(bad.sum()), examples[:3],
                    )
                ]
            )  # fmt: skip
        return margins
    margin = 1.0 if margin_rate is None else float(margin_rate)
    if not (np.isfinite(margin) and margin > 0):
        what = f"the margin rate is {margin_rate}"
        raise DataProblem([Problem(what, "give a share above 0, such as 0.3.")])
    return np.full(len(frame), margin)
