"""The price of a minute that was found, beside the one that was planted in the sample company."""

from __future__ import annotations

from functools import partial
from typing import Any

from cvmlab.data.planted_truth import truth
from cvmlab.errors import DataProblem
from cvmlab.figures.formats import interval, money
from cvmlab.value_for.hassle.hassle_spread import HassleSpread

_NOT_KNOWN = "What a minute is truly worth to them stands nowhere: these people are not invented."


def minute_truth(spread: HassleSpread, source: Any = "kestrel", shopper: str | None = None) -> str:
    """How far what was found is from what really goes on in each head.

    Parameters
    ----------
    spread : HassleSpread
        What was found.
    source : str or Path
        Where the choices came from: "kestrel", or the folder of another sample company.
    shopper : str, optional
        One respondent, whose choices were worked by hand.

    Returns
    -------
    str
        The mean and the median in truth and as found, with intervals; of real people, that nobody
        knows.
    """
    try:
        planted = truth(source).choice_tasks.frame()
    except DataProblem:
        return _NOT_KNOWN
    people = planted.set_index(planted["respondent_id"].astype(str))["euros_a_minute"]
    others = len(people) != int(spread.row()["respondents"])
    if others or (shopper is not None and shopper not in people.index):
        return _NOT_KNOWN
    cash = partial(money, currency=spread.currency, digits=2)
    found = spread.row()
    text = (
        f"In truth a minute is worth {cash(people.mean())} on average and "
        f"{cash(people.median())} to the person in the middle. Found from the choices: "
        f"{cash(found['mean'])} ({interval(found['mean_low'], found['mean_high'], cash)}) and "
        f"{cash(found['median'])} ({interval(found['median_low'], found['median_high'], cash)})."
    )
    if shopper is None:
        return text
    return f"{text} To {shopper} it is worth {cash(people[shopper])}."
