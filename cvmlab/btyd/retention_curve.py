"""Does the model follow who stayed? Retention and survival by renewal, expected and actual.

Beside what was seen (also beyond what the model was fitted to) stand the model and, to compare, the
one retention rate that ignores how customers differ: it fits the early renewals and then foretells
far too many losses.

Source: Fader & Hardie (2007), "How to Project Customer Retention", Journal of Interactive
Marketing 21(1).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from cvmlab.btyd.contract_patterns import ContractPatterns, as_contracts, survivors_as_contracts
from cvmlab.btyd.contract_results import ShiftedBetaGeometricResults
from cvmlab.btyd.fitting import Array
from cvmlab.btyd.results import outcome_interval
from cvmlab.figures.formats import percent

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from cvmlab.figures.pictures import Picture


@dataclass(frozen=True, eq=False)
class RetentionCurve:
    """Retention and survival by renewal, actual, expected and with one constant rate.

    Attributes
    ----------
    table : DataFrame
        One row a renewal: at_risk (customers for whom it came up) and churned (those lost then),
        with expected_churned, pi_low, pi_high (of the number lost, given who was at risk);
        retention and survival as seen, each with expected_..., ..._ci_low, ..._ci_high and
        constant_...; in_fit, whether the model was fitted to that renewal.
    constant_retention : float
        Renewals taken / come up, of what the model was fitted to.
    alpha : float
        One minus the level of the intervals.
    """

    table: pd.DataFrame
    constant_retention: float
    alpha: float

    @property
    def error(self) -> float:
        """Survival expected at the last renewal seen, less what it was."""
        seen = self.table.dropna(subset="survival")
        return float(seen["expected_survival"].iloc[-1] - seen["survival"].iloc[-1])


def retention_curve(
    fit: ShiftedBetaGeometricResults,
    *,
    actual: Any = None,
    until: int | None = None,
    alpha: float = 0.05,
) -> RetentionCurve:
    """How many customers stay at each renewal: seen, expected, and with one constant rate.

    Customers who began at different times are observed for different numbers of renewals: survival
    as seen is the product of the retention rates seen (Kaplan & Meier 1958, "Nonparametric
    Estimation from Incomplete Observations", JASA 53).

    Parameters
    ----------
    fit : ShiftedBetaGeometricResults
    actual : contracts, or sequence of float, optional
        The same customers observed for longer, as contracts or as counts of survivors of a cohort
        from its start on; by default what the model was fitted to.
    until : int, optional
        The last renewal shown; by default the last one seen.
    alpha : float
        One minus the level of the intervals.
    """
    seen = fit.contracts if actual is None else _seen(actual)
    last = int(seen.renewals.max()) if until is None else int(until)
    if last < 1:
        raise ValueError(f"until is the number of a renewal, at least 1; got {until}")
    number = np.arange(1, last + 1)
    table = seen.by_renewal.reindex(number)
    table.index.name = "renewal"
    expected = fit.retention_rate(number, alpha=alpha)
    table["expected_churned"] = table["at_risk"] * (1 - expected["retention_rate"])
    table[["pi_low", "pi_high"]] = _outcomes(table["at_risk"].to_numpy(), expected, alpha)
    table["retention"] = 1 - table["churned"] / table["at_risk"]
    table["survival"] = table["retention"].cumprod()
    constant = fit.constant_retention().expected
    for name, values, steady in (
        ("retention", expected, np.full(last, constant)),
        ("survival", fit.survival(number, alpha=alpha), constant**number),
    ):
        table[f"expected_{name}"] = values.iloc[:, 0]
        table[f"{name}_ci_low"], table[f"{name}_ci_high"] = values["ci_low"], values["ci_high"]
        table[f"constant_{name}"] = steady
    table["in_fit"] = number <= fit.contracts.renewals.max()
    return RetentionCurve(table, constant, alpha)


def plot_retention_curve(
    result: RetentionCurve, *, unit: str = "renewals", ax: Axes | None = None
) -> Picture:
    """Survivors as seen, as expected, and with one constant retention rate.

    Parameters
    ----------
    result : RetentionCurve
    unit : str
        What is counted along the axis, such as "years".
    ax : matplotlib Axes, optional
    """
    from cvmlab.figures.pictures import Picture, format_axis, new_axes
    from cvmlab.figures.style import GREY, INK, palette

    table, (colour, other, *_), ax = result.table, palette(), new_axes(ax)
    number = np.append(0, table.index)
    columns = ["expected_survival", "constant_survival", "survival_ci_low", "survival_ci_high"]
    curves = {name: np.append(1.0, table[name]) for name in [*columns, "survival"]}
    level = percent(1 - result.alpha)
    ax.fill_between(
        number, curves["survival_ci_low"], curves["survival_ci_high"], color=colour, alpha=0.18,
        linewidth=0, label=f"{level} confidence interval",
    )  # fmt: skip
    ax.plot(number, curves["expected_survival"], color=colour, label="Customers differ (sBG)")
    steady = f"All alike ({percent(result.constant_retention, 1)} stay)"
    ax.plot(number, curves["constant_survival"], color=other, linestyle="--", label=steady)
    ax.plot(number, curves["survival"], color=INK, marker="o", linestyle="none", label="Actual")
    fitted = int(table.index[table["in_fit"]].max())
    if fitted < number[-1]:
        ax.axvline(fitted, color=GREY, linewidth=1, linestyle=":")
        where = ("data", "axes fraction")
        ax.annotate(" end of calibration", (fitted, 0.02), xycoords=where, color=GREY)
    ax.set_ylim(bottom=0)
    ax.set_xlabel(f"Since the start ({unit})")
    ax.set_ylabel("Share still customers")
    format_axis(ax.yaxis, percent)
    ax.legend(loc="upper right")
    last = table.iloc[-1]
    expected, low, high, constant = (percent(last[name], 1) for name in columns[:1] + columns[2:]
                                     + columns[1:2])  # fmt: skip
    when = f"after {number[-1]} {unit}"
    contrast = "" if expected == constant else f", not {constant}"
    ax.set_title(f"{when.capitalize()} {expected} are expected to be left{contrast}")
    alt = (
        f"Share of customers still there. {when.capitalize()} the model expects {expected} "
        f"({level} confidence interval {low} to {high}); a constant retention of "
        f"{percent(result.constant_retention, 1)} would leave {constant}"
    )
    seen = table["survival"].dropna()
    if len(seen):
        alt += f"; {percent(seen.iloc[-1], 1)} were there after {seen.index[-1]}"
    return Picture(ax, alt + ".", "retention-curve")


def _seen(actual: Any) -> ContractPatterns:
    """Contracts observed, or the counts of survivors of a cohort."""
    counts = isinstance(actual, (Sequence, np.ndarray, pd.Series)) and not isinstance(actual, str)
    return as_contracts(survivors_as_contracts(actual) if counts else actual)


def _outcomes(at_risk: Array, expected: pd.DataFrame, alpha: float) -> Array:
    """Prediction intervals of the number lost at each renewal."""
    rows = []
    for customers, (stay, low, high) in zip(at_risk, expected.to_numpy(), strict=True):
        lost, fewest, most = (customers * (1 - share) for share in (stay, high, low))
        rows.append(outcome_interval(lost, fewest, most, lost * stay, alpha))
    return np.array(rows)
