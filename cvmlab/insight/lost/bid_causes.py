"""Bids made ready to be weighed: the causes, which of them can be judged, and which cannot."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from cvmlab.errors import DataProblem, Problem, one_problem
from cvmlab.figures.formats import count, number
from cvmlab.insight.lost.attempts_log import missing_columns
from cvmlab.insight.lost.logit_cells import design_of

RAISES, LOWERS = "raises the chance", "lowers the chance"
YES = "no to yes"
NO_EFFECT, CANNOT = "no effect shown", "cannot be judged"
CAUSES = {  # label, one step
    "price_index": ("price", "1 point dearer"),
    "accuracy_promised": ("accuracy promised", "1 point more"),
    "response_days": ("days to answer", "1 day more"),
    "incumbent": ("being the supplier already", YES),
    "relationship": ("relationship", "1 point of 5 more"),
    "menu_help_offered": ("help with menus", YES),
}
_NEEDED = {"client": "who asked for the bid", "won": "yes or no"}


@dataclass(frozen=True, eq=False)
class Bids:
    """Bids that can be weighed.

    Attributes
    ----------
    rows : pandas.DataFrame
        Bids with an outcome, a client and every cause.
    causes : tuple of str
        All that were asked for.
    estimated : tuple of str
        Those that stand in the logit, in the order of ``design`` after its constant.
    unjudged : dict of str to str
        Those of which nothing can be said, and why; some of them are estimated all the same.
    design, won, client : numpy.ndarray
        For the logit; the client as a number.
    set_aside : int
        Bids in which something is missing.
    """

    rows: pd.DataFrame = field(repr=False)
    causes: tuple[str, ...]
    estimated: tuple[str, ...]
    unjudged: dict[str, str]
    design: np.ndarray = field(repr=False)
    won: np.ndarray = field(repr=False)
    client: np.ndarray = field(repr=False)
    set_aside: int

    def is_flag(self, name: str) -> bool:
        """Whether a cause is a yes or no."""
        return _is_flag(self.rows[name])

    def label(self, name: str) -> str:
        """A cause as people say it."""
        return CAUSES[name][0] if name in CAUSES else name.replace("_", " ")

    def step(self, name: str) -> str:
        """What one step of it is."""
        if name in CAUSES:
            return CAUSES[name][1]
        return YES if self.is_flag(name) else "1 more"

    def range_of(self, name: str) -> str:
        """From where to where it goes in the bids."""
        return _range(self.rows[name])


def read_bids(
    bids: pd.DataFrame,
    *,
    causes: Sequence[str] | None = None,
    beside: Sequence[str] = (),
    needs: Sequence[str] = (),
) -> Bids:
    """Check a table of bids, and find out which causes can be judged.

    Parameters
    ----------
    bids : pandas.DataFrame
        One row a bid: ``client, won`` and causes.
    causes : sequence of str, optional
        Columns to weigh; by default those of the contract that are there and hold anything.
    beside : sequence of str
        Columns of words held constant.
    needs : sequence of str
        Further columns without which the caller cannot go on.

    Raises
    ------
    DataProblem
        If columns are missing, causes are no numbers, or there are no wins or no losses.
    """
    problems = missing_columns(bids, [*_NEEDED, *(causes or ()), *beside, *needs], "bids", _NEEDED)
    if problems:
        raise DataProblem(problems, "the bids")
    names = tuple(causes or (n for n in CAUSES if n in bids and bids[n].notna().any()))
    for name in names:
        if not pd.api.types.is_numeric_dtype(bids[name]):
            problems.append(Problem("a cause must be a number or a yes or no", _AS_NUMBER, name))
    if not names:
        problems.append(Problem("there is no cause to weigh", f"map one of: {', '.join(CAUSES)}."))
    complete = bids[[*_NEEDED, *names, *needs]].notna().all(axis=1).to_numpy()
    rows = bids[complete].reset_index(drop=True)
    won = rows["won"].astype(bool).to_numpy() if len(rows) else np.zeros(0, bool)
    if not problems and (won.all() or not won.any()):
        what = "every bid was won" if len(rows) and won.all() else "no bid was won"
        remedy = "to weigh causes, bids that were won and bids that were lost are needed."
        problems.append(Problem(what, remedy, "won", count=len(rows)))
    if problems:
        raise DataProblem(problems, "the bids")
    unjudged, left_out = _unjudged(rows, names, won)
    values = [n for n in names if n not in left_out]
    design = design_of(rows, values, beside)
    repeated = _repeated(design, len(values))
    for place in repeated:
        unjudged[values[place]] = "it only repeats what the other causes say"
    estimated = tuple(n for place, n in enumerate(values) if place not in repeated)
    return Bids(
        rows=rows,
        causes=names,
        estimated=estimated,
        unjudged=unjudged,
        design=design_of(rows, estimated, beside),
        won=won.astype(float),
        client=pd.factorize(rows["client"])[0],
        set_aside=int((~complete).sum()),
    )


def clustered_logit(
    design: np.ndarray, won: np.ndarray, client: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Weights of a logit, and their covariance with the bids of one client hanging together.

    Raises
    ------
    DataProblem
        If the causes together tell every outcome, so that no finite weights fit best.
    """
    import warnings

    from statsmodels.discrete.discrete_model import Logit
    from statsmodels.tools.sm_exceptions import ModelWarning

    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ModelWarning)  # what they warn of is looked at below
        try:
            fit = Logit(won, design).fit(
                disp=0, cov_type="cluster", cov_kwds={"groups": client}, maxiter=100
            )
            found = np.asarray(fit.params), np.asarray(fit.cov_params())
            good = bool(fit.mle_retvals["converged"]) and bool(np.isfinite(found[1]).all())
        except np.linalg.LinAlgError:
            good = False
    if not good:
        raise one_problem(
            "there are too few bids for so many causes: together they tell every outcome",
            "weigh fewer causes at a time (causes=[...]) or add bids.",
        )
    return found


_AS_NUMBER = "leave it out of the causes and hold it constant instead (beside=...)."


def _unjudged(
    rows: pd.DataFrame, names: Sequence[str], won: np.ndarray
) -> tuple[dict[str, str], set[str]]:
    """Causes of which nothing can be said and why; and those that cannot be in the logit."""
    said, out = {}, set()
    for name in names:
        values = rows[name].astype(float)
        if values.nunique() == 1:
            said[name] = f"it does not vary: {_range(rows[name])} in every bid"
            out.add(name)
        elif _is_flag(rows[name]):
            for flag in (True, False):
                there = rows[name].astype(bool).to_numpy() == flag
                if won[there].all() or not won[there].any():
                    end = "won" if won[there].all() else "lost"
                    of = "with" if flag else "without"
                    said[name] = f"all {count(there.sum())} bids {of} it were {end}"
                    out.add(name)
        elif values.max() - values.min() < 1:
            said[name] = f"it hardly varies: {_range(rows[name])}, less than one step"
    return said, out


def _repeated(design: np.ndarray, causes: int) -> set[int]:
    """Causes that are a sum of the columns before them or of what is held constant."""
    found: set[int] = set()
    order = [0, *range(1 + causes, design.shape[1]), *range(1, 1 + causes)]
    kept: list[int] = []
    for column in order:
        trial = design[:, [*kept, column]]
        scaled = trial / np.maximum(np.linalg.norm(trial, axis=0), 1e-300)
        if np.linalg.matrix_rank(scaled, tol=1e-8) == trial.shape[1]:
            kept.append(column)
        elif 1 <= column <= causes:
            found.add(column - 1)
    return found


def _is_flag(values: pd.Series) -> bool:
    return bool(pd.api.types.is_bool_dtype(values))


def _range(values: pd.Series) -> str:
    if _is_flag(values):
        yes = int(values.astype(bool).sum())
        if yes in (0, len(values)):
            return "yes" if yes else "no"
        return f"{count(yes)} of {count(len(values))} yes"
    low, high = float(values.min()), float(values.max())
    digits = 0 if low.is_integer() and high.is_integer() else 1
    if low == high:
        return number(low, digits)
    return f"{number(low, digits)} to {number(high, digits)}"
