"""Did writing bring silent customers back? Asked of a group that was drawn by lot to get no letter.

Who gets a win-back letter is chosen, and who redeems it had perhaps been on the way back. Only
where a lot decided whom to write to do the two groups differ in nothing else.
"""

from __future__ import annotations

import pandas as pd

from cvmlab.errors import DataProblem, Problem, one_problem
from cvmlab.loyalty.retention.silence import Silence
from cvmlab.stats.effects import Effect, two_groups


def return_trial(
    silent: Silence,
    assignments: pd.DataFrame,
    *,
    experiment: str = "universal holdout",
    min_weeks: float = 13,
    names: tuple[str, str] = ("silent customers we wrote to", "silent customers left alone"),
    level: float = 0.95,
) -> Effect:
    """Compare how many of the silent came back among those written to and those left alone.

    Parameters
    ----------
    silent : Silence
        Who was silent on the day the lot was drawn, and who came back: one day looked at.
    assignments : DataFrame
        ``customer_id, experiment, treated``: True for those written to.
    experiment : str
        Which experiment.
    min_weeks : float
        Only those silent for at least so long.
    names : two str
        What the two groups are called, in the plural.
    level : float
        Confidence level.

    Returns
    -------
    Effect
        Compared as assigned, whoever read the letter.

    Raises
    ------
    DataProblem
        If columns or the experiment are missing, or one of the groups is empty.
    """
    needed = ("customer_id", "experiment", "treated")
    missing = [name for name in needed if name not in assignments]
    if missing:
        remedy = "map it: who was drawn to be written to, and who was not."
        raise DataProblem([Problem("this column is not there", remedy, m) for m in missing])
    drawn = assignments[assignments["experiment"] == experiment]
    if drawn.empty:
        known = ", ".join(sorted(assignments["experiment"].dropna().unique()))
        raise one_problem(f'there is no experiment "{experiment}"', f"take one of: {known}.")
    if len(silent.days) > 1:
        raise ValueError("return_trial takes the silence of one day")
    arm = drawn.drop_duplicates("customer_id").set_index("customer_id")["treated"]
    people = silent.people[silent.people["weeks"] >= min_weeks]
    people = people.assign(treated=people["customer_id"].map(arm)).dropna(subset="treated")
    by = people.groupby(people["treated"].astype(bool))["back"].agg(["sum", "size"])
    if set(by.index) != {True, False}:
        remedy = "check the day, and that both tables write customers' numbers alike."
        raise one_problem("One of the two groups has no silent customer", remedy)
    return two_groups(
        int(by.loc[True, "sum"]),
        int(by.loc[True, "size"]),
        int(by.loc[False, "sum"]),
        int(by.loc[False, "size"]),
        names=names,
        outcome=f"bought again within {silent.watch_weeks} weeks",
        level=level,
    )
