"""Good and bad satisfaction: the same mark overall, made of soft or of hard.

As with cholesterol, the sum does not tell. Two customers who both say eight may be satisfied with
different things: one with how she is treated, one with the range and the prices, which any other
shop can offer. Barnes speaks of loyalty of high and of low density. Here the soft levels less the
hard ones are taken, and only customers with the same mark overall are compared.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd
from scipy.special import ndtri

from cvmlab.errors import DataProblem, Problem, one_problem, suggestion
from cvmlab.figures.formats import count
from cvmlab.loyalty.satisfaction.density_result import SatisfactionDensity
from cvmlab.loyalty.satisfaction.levels import LEVELS, SOFT, labels_of, soft_and_hard
from cvmlab.stats.share_intervals import wilson

_TWO = 2  # different answers at least, or there is nothing to compare
_FEWEST = 10  # customers on either side, all marks together


def satisfaction_density(
    frame: pd.DataFrame,
    levels: Sequence[str] = LEVELS,
    soft: Sequence[str] = SOFT,
    hard: Sequence[str] | None = None,
    *,
    overall: str = "overall",
    outcomes: Sequence[str] = ("stays",),
    ids: str = "customer_id",
    level: float = 0.95,
    labels: Mapping[str, str] | None = None,
) -> SatisfactionDensity:
    """Compare customers with the same mark overall whose satisfaction is softer or harder.

    Parameters
    ----------
    frame : pandas.DataFrame
        One row a customer. Rows with a missing mark are left out and counted.
    levels : sequence of str
        The mean mark of each level.
    soft, hard : sequence of str
        Which levels are soft and which hard; by default all that are not soft are hard.
    overall : str
        The mark overall, on which customers are matched.
    outcomes : sequence of str
        What is compared: yes and no, or numbers. Not used to tell dense from thin.
    ids : str
        The column that names customers, where there is one.
    level : float
        Confidence level of the intervals.
    labels : mapping of column to text, optional
        What columns are called.

    Returns
    -------
    SatisfactionDensity

    Raises
    ------
    DataProblem
        If columns are missing or not numeric, there is no soft or no hard level, an outcome is the
        same for all, or too few customers share a mark.

    Notes
    -----
    Density = mean of the soft levels − mean of the hard ones, in points of the scale; a share of
    the soft ones is not defined, since a regression may give a level a negative weight. Among those
    with the same mark overall, customers above the mean density are *dense*, those below *thin*,
    and those on it are left aside. The matched difference is Σ w(p₁ − p₀)/Σ w over the marks, with
    w = n₁n₀/(n₁ + n₀) (Mantel and Haenszel 1959, "Statistical aspects of the analysis of data from
    retrospective studies of disease"), and variances of each mark's two groups; for one mark alone
    shares take Newcombe's (1998) interval. The contrast is
    our reading of Barnes (2003), who speaks of high and low density loyalty and gives no formula.

    Examples
    --------
    >>> marks = pd.DataFrame({"technical": [9, 8, 5, 6] * 20, "emotional": [5, 6, 9, 8] * 20})
    >>> marks = marks.assign(overall=7, stays=[0, 1, 1, 1] * 20)
    >>> result = satisfaction_density(marks, ["technical", "emotional"])
    >>> float(result.table["difference"].iloc[0])
    0.5
    """
    upper, lower = soft_and_hard(levels, soft, hard)
    if not upper or not lower:
        raise one_problem(
            "Soft is to be compared with hard, and there is only one of them",
            "name at least one soft and one hard level.",
        )
    names = [*upper, *lower, overall, *outcomes]
    values = _numbers(frame, names)
    kept = values[[*upper, *lower, overall]].notna().all(axis=1)
    values = values[kept]
    if same := [
        Problem("All answers are the same", "leave it out: there is nothing to compare.", name)
        for name in outcomes
        if len(values) and values[name].nunique() < _TWO
    ]:
        raise DataProblem(same)
    people = pd.DataFrame(
        {
            "customer": frame.loc[kept, ids].to_numpy() if ids in frame else values.index,
            "overall": values[overall].to_numpy(),
            "soft": values[list(upper)].mean(axis=1).to_numpy(),
            "hard": values[list(lower)].mean(axis=1).to_numpy(),
        }
    ).assign(**{name: values[name].to_numpy() for name in (*upper, *lower, *outcomes)})
    people["density"] = people["soft"] - people["hard"]
    marks = people.groupby("overall")["density"]
    people["denser_than"] = (marks.rank() - 0.5) / marks.transform("size")
    middle = people["density"] - marks.transform("mean")
    middle = middle.where(middle.abs() > 1e-9, 0.0)  # thirds do not add up exactly
    people["side"] = np.select([middle > 0, middle < 0], ["dense", "thin"], "between")
    sizes = people["side"].value_counts()
    if min(sizes.get("dense", 0), sizes.get("thin", 0)) < _FEWEST:
        raise one_problem(
            f"Of {count(len(people))} customers too few share a mark overall and differ in what "
            "it is made of",
            f"at least {2 * _FEWEST} are needed; round the marks, or wait for more answers.",
        )
    by_mark = pd.concat([_by_mark(people, name, level) for name in outcomes], ignore_index=True)
    rows = [_matched(people, by_mark, name, level) for name in outcomes]
    return SatisfactionDensity(
        table=pd.DataFrame(rows),
        by_mark=by_mark,
        people=people,
        soft=upper,
        hard=lower,
        overall=overall,
        left_out=len(frame) - len(people),
        level=level,
        labels=labels_of(names, labels),
    )


def _by_mark(people: pd.DataFrame, outcome: str, level: float) -> pd.DataFrame:
    """One row a mark: how many are dense and thin, what they did, and the difference."""
    known = people[(people["side"] != "between") & people[outcome].notna()]
    groups = known.groupby(["overall", "side"])[outcome].agg(["size", "mean", "var"]).unstack()
    rows = pd.DataFrame({"outcome": outcome, "mark": groups.index.to_numpy()})
    for side in ("dense", "thin"):
        has = side in groups["size"]
        rows[f"{side}_customers"] = (
            groups["size"][side].fillna(0).astype(int).to_numpy() if has else 0
        )
        rows[side] = groups["mean"][side].to_numpy() if has else np.nan
        spread = groups["var"][side].to_numpy() if has else np.nan
        # One customer has no spread of his own: he gets that of all on this side.
        inside = known[known["side"] == side]
        within = inside[outcome] - inside.groupby("overall")[outcome].transform("mean")
        free = max(len(inside) - inside["overall"].nunique(), 1)
        pooled = float((within**2).sum() / free)
        many = rows[f"{side}_customers"].to_numpy()
        rows[f"{side}_variance"] = np.where(many > 1, spread, pooled) / np.maximum(many, 1)
    rows["difference"] = rows["dense"] - rows["thin"]
    error = np.sqrt(rows["dense_variance"] + rows["thin_variance"])
    reach = ndtri((1 + level) / 2) * error
    rows["low"], rows["high"] = rows["difference"] - reach, rows["difference"] + reach
    if known[outcome].isin([0, 1]).all():  # at few customers a share needs more than a normal
        rows["low"], rows["high"] = _newcombe(rows, level)
    return rows


def _newcombe(rows: pd.DataFrame, level: float) -> tuple[np.ndarray, np.ndarray]:
    """Ends of the difference of two shares, made of the ends of each (Newcombe 1998, method 10)."""
    one, other = rows["dense"].to_numpy(), rows["thin"].to_numpy()
    many, few = rows["dense_customers"].to_numpy(), rows["thin_customers"].to_numpy()
    one_low, one_high = wilson(one * many, many, level)
    other_low, other_high = wilson(other * few, few, level)
    return (
        one - other - np.hypot(one - one_low, other_high - other),
        one - other + np.hypot(one_high - one, other - other_low),
    )


def _matched(people: pd.DataFrame, by_mark: pd.DataFrame, outcome: str, level: float) -> dict:
    """The difference at the same mark, over all marks, beside what is found without matching."""
    rows = by_mark[by_mark["outcome"] == outcome]
    rows = rows[(rows["dense_customers"] > 0) & (rows["thin_customers"] > 0)]
    one, other = rows["dense_customers"].to_numpy(), rows["thin_customers"].to_numpy()
    weight = one * other / (one + other)
    weight = weight / weight.sum()
    difference = float(weight @ rows["difference"].to_numpy())
    variance = (rows["dense_variance"] + rows["thin_variance"]).to_numpy()
    reach = float(ndtri((1 + level) / 2) * np.sqrt(weight**2 @ variance))
    answered = people[people[outcome].notna()]
    return {
        "outcome": outcome,
        "dense_customers": int(one.sum()),
        "thin_customers": int(other.sum()),
        "dense": float(weight @ rows["dense"].to_numpy()),
        "thin": float(weight @ rows["thin"].to_numpy()),
        "difference": difference,
        "low": difference - reach,
        "high": difference + reach,
        "with_mark": float(np.corrcoef(answered["overall"], answered[outcome])[0, 1])
        if answered["overall"].nunique() > 1 and answered[outcome].nunique() > 1
        else np.nan,
        "is_share": bool(answered[outcome].isin([0, 1]).all()),
    }


def _numbers(frame: pd.DataFrame, names: Sequence[str]) -> pd.DataFrame:
    problems = []
    for name in names:
        if name not in frame:
            near = suggestion(name, map(str, frame.columns))
            problems.append(Problem(f'There is no column "{name}".{near}', "name one there is."))
        elif not (
            pd.api.types.is_numeric_dtype(frame[name]) or pd.api.types.is_bool_dtype(frame[name])
        ):
            problems.append(Problem("Answers are not numbers", "give marks as numbers.", name))
    if problems:
        raise DataProblem(problems)
    columns = {name: frame[name].to_numpy(dtype=float, na_value=np.nan) for name in names}
    return pd.DataFrame(columns, index=frame.index)
