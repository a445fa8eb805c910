"""What a programme given out by lot adds to the margin, group by group, found out twice over.

Groups are made from what was known before the lot. What a group gains is the ratio of its arms: the
programme makes somebody spend so and so much more than they would have. Groups are few and effects
small, so single groups lean on the mean of all (partial pooling); and because the best of several
groups looks better than it is, effects are also estimated on halves: whom to choose is decided on
one half of the customers, what the choice is worth is read off the other.
"""

from __future__ import annotations

from functools import partial
from itertools import pairwise

import numpy as np
import pandas as pd

from cvmlab.errors import DataProblem, Problem, one_problem
from cvmlab.figures.formats import count, money
from cvmlab.stats.experiments.arm_means import arm_means, strata_of
from cvmlab.value_of.wallet.lift_result import LiftByGroup

Floats = np.ndarray
FEWEST = 40  # customers of one arm in one group: half of them must still show something


def lift_by_group(
    trial: pd.DataFrame,
    by: str = "sales_26w_before",
    *,
    outcome: str = "margin_26w_after",
    arm: str = "treated",
    propensity: str = "propensity",
    cost: str = "cost",
    before: tuple[str, ...] = ("sales_26w_before", "trips_26w_before"),
    groups: int = 3,
    weeks: int = 26,
    halvings: int = 20,
    seed: int = 0,
    level: float = 0.95,
    currency: str = "",
) -> LiftByGroup:
    """What a programme given out by lot adds to the margin of each group of customers.

    Parameters
    ----------
    trial : DataFrame
        One row a customer drawn, all who were drawn.
    by : str
        Known before the lot: customers are cut into `groups` of equal size by it.
    outcome : str
        Margin after, in currency units over `weeks`.
    arm, propensity : str
        Flag: drawn for the programme; each one's chance of it.
    cost : str
        What the programme cost for each customer drawn, in currency units.
    before : tuple of str
        Known before the lot; makes intervals narrower.
    groups : int
        How many groups.
    weeks : int
        How long the outcome was looked at.
    halvings : int
        How often the customers are cut into halves.
    seed : int
        Makes the halves reproducible.
    level : float
        Confidence level.
    currency : str
        ISO code.

    Returns
    -------
    LiftByGroup

    Raises
    ------
    DataProblem
        If columns are missing, or arms or groups are too small.

    Notes
    -----
    Lift = (m₁ − m₀)/m₀ with the arms' means of
    :func:`cvmlab.stats.experiments.arm_means.arm_means`; its standard error by the delta method.
    Partial pooling: each group's lift is drawn to the precision-weighted mean of all as far as the
    groups do not differ beyond chance (DerSimonian and Laird 1986, "Meta-analysis in clinical
    trials"). Choice on one half, value from the other: without it the groups chosen look better
    than they are (Andrews, Kitagawa and McCloskey 2024, "Inference on winners").
    """
    frame = _checked(trial, [by, outcome, arm, propensity, cost, *before])
    amounts = frame[by].to_numpy(dtype=float)
    edges = np.unique(np.quantile(amounts, np.arange(1, groups) / groups))
    group = np.searchsorted(edges, amounts, side="right")
    known = np.unique(group)
    edges, group = edges[: known.max()], group - known.min()
    treated = frame[arm].to_numpy(dtype=bool)
    size = int(group.max()) + 1
    for kind in range(size):
        for drawn in (True, False):
            if ((group == kind) & (treated == drawn)).sum() < FEWEST:
                raise one_problem(
                    f"a group has fewer than {FEWEST} customers in one arm",
                    "make fewer groups, or try the programme on more customers.",
                )
    y = frame[outcome].to_numpy(dtype=float)
    strata = strata_of(frame, None, propensity)
    chances = frame[propensity].to_numpy(dtype=float)
    early = frame[list(before)].to_numpy(dtype=float)

    def lifts(some: np.ndarray) -> tuple[Floats, Floats, Floats]:
        """Control mean, lift and standard error, group by group, of some of the customers."""
        found = [
            _lift(y, treated, strata, chances, early, some & (group == k)) for k in range(size)
        ]
        control, lift, error = (np.array(part) for part in zip(*found, strict=True))
        return control, lift, error

    everybody = np.ones(len(frame), dtype=bool)
    control, lift, error = lifts(everybody)
    whole = _lift(y, treated, strata, chances, early, everybody)
    pooled, pooled_error = pooled_lifts(lift, error)
    one, other = [], []
    rng = np.random.default_rng(seed)
    for _ in range(halvings):
        half = _halved(rng, group, treated)
        a, b = (pooled_lifts(*lifts(some)[1:])[0] for some in (half, ~half))
        one += [a, b]
        other += [b, a]
    from scipy.special import ndtri

    z = float(ndtri(0.5 + level / 2))
    paid = float(frame.loc[treated, cost].mean())
    table = pd.DataFrame(
        {
            "group": _in_words(amounts, edges, currency),
            "customers": np.bincount(group, minlength=size),
            "control": control,
            "added": lift * control,
            "lift": lift,
            "low": lift - z * error,
            "high": lift + z * error,
            "pooled": pooled,
            "pooled_se": pooled_error,
            "cost": paid,
        }
    )
    return LiftByGroup(
        table=table, edges=edges, chosen_by=np.array(one), valued_by=np.array(other), cost=paid,
        weeks=weeks, by=by, overall=whole[1], overall_low=whole[1] - z * whole[2],
        overall_high=whole[1] + z * whole[2], level=level, currency=currency,
        sizes=(int(treated.sum()), int((~treated).sum())),
    )  # fmt: skip


def pooled_lifts(lift: Floats, error: Floats) -> tuple[Floats, Floats]:
    """Each group's lift after it has leant on the mean of all, and its standard error.

    Examples
    --------
    >>> pooled_lifts(np.array([.04, .08]), np.array([.05, .05]))[0].round(3).tolist()
    [0.06, 0.06]
    """
    if len(lift) == 1:
        return lift, error
    weight = 1 / error**2
    mean = float(weight @ lift / weight.sum())
    q = float(weight @ (lift - mean) ** 2)
    scale = weight.sum() - (weight @ weight) / weight.sum()
    between = max(0.0, (q - (len(lift) - 1)) / scale)
    total = 1 / (error**2 + between)
    mean = float(total @ lift / total.sum())
    own = between / (between + error**2)
    # What is kept of the group's own figure, and the doubt about the mean it leans on.
    spread = own * error**2 + (1 - own) ** 2 / total.sum()
    return own * lift + (1 - own) * mean, np.sqrt(spread)


def _lift(
    y: Floats, treated: np.ndarray, strata: Floats | None, chances: Floats, early: Floats,
    some: np.ndarray,
) -> tuple[float, float, float]:  # fmt: skip
    """Control mean, lift over it, and the lift's standard error."""
    groups = None if strata is None else strata[some]
    found = arm_means(y[some], treated[some], groups, chances[some], early[some])
    if found.control <= 0:
        raise one_problem(
            "a group brings no margin without the programme, so nothing can be added to it in "
            "percent",
            "make fewer groups.",
        )
    ratio = found.treated / found.control
    pull = (found.of_treated - ratio * found.of_control) / found.control
    return found.control, ratio - 1, float(np.sqrt(pull @ pull)) / len(pull)


def _halved(rng: np.random.Generator, group: Floats, treated: np.ndarray) -> np.ndarray:
    """Half of the customers of each group and arm."""
    order = np.lexsort((rng.random(len(group)), treated, group))
    half = np.zeros(len(group), dtype=bool)
    half[order[::2]] = True
    return half


def _in_words(amounts: Floats, edges: Floats, currency: str) -> list[str]:
    cash = partial(money, currency=currency, digits=0)
    if not len(edges):
        return ["everybody"]
    middle = [f"{cash(a)} to {cash(b)}" for a, b in pairwise(edges)]
    return [f"below {cash(edges[0])}", *middle, f"{cash(edges[-1])} and more"]


def _checked(frame: pd.DataFrame, columns: list[str]) -> pd.DataFrame:
    names = list(dict.fromkeys(columns))
    problems = [
        Problem("this column is not there", "map it, or name another.", name)
        for name in names
        if name not in frame
    ]
    if problems:
        raise DataProblem(problems, "the experiment")
    whole = frame[names].notna().all(axis=1)
    if whole.sum() < 4 * FEWEST:
        raise one_problem(
            f"the experiment has {count(whole.sum())} customers whose outcome is known",
            f"wait until there are {count(4 * FEWEST)} or more.",
        )
    return frame[whole].reset_index(drop=True)
