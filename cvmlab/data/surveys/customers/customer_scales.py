"""The section ``[scale]`` of a customer survey: one scale for all, or one for each battery."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cvmlab.data.surveys.customers.customer_description import ON_A_SCALE, OneScale
from cvmlab.data.surveys.customers.customer_survey import BATTERIES
from cvmlab.data.surveys.description_scale import (
    LISTS,
    is_open,
    plain_set,
    scale_of,
    words_of,
)
from cvmlab.errors import Problem, suggestion

if TYPE_CHECKING:
    from cvmlab.data.surveys.customers.customer_description import CustomerDescription

KEYS = ("low", "high", "best", "words", "dont_know", "slips", "reversed", "true_zero")
# The one question whose scale is the same wherever it is asked.
USUAL = {"recommend_score": {"low": 0, "high": 10, "best": "high"}}


def scales_of(
    part: dict[str, Any],
    told: CustomerDescription,
    singles: list[str],
    problems: list[Problem],
) -> dict[str, OneScale]:
    """How each battery and each single score was answered.

    Parameters
    ----------
    part : dict
        The section ``[scale]``, with ``[scale.relationship]`` and others in it.
    told : CustomerDescription
        The questions there are.
    singles : list of str
        The single scores there are.
    problems : list of Problem
        Told what is missing or contradictory.
    """
    wanted = [*(b for b in BATTERIES if b in told.batteries), *singles]
    for key in part:
        if key not in (*KEYS, *BATTERIES, *ON_A_SCALE):
            known = (*KEYS, *BATTERIES, *ON_A_SCALE)
            remedy = f"use one of: {', '.join(known)}.{suggestion(key, known)}"
            problems.append(Problem(f'"{key}" is no setting of [scale]', remedy))
    common = {key: value for key, value in part.items() if key in KEYS}
    found = {}
    for name in wanted:
        own = part.get(name, {})
        if not isinstance(own, dict):
            problems.append(Problem(f"scale.{name} is no section", f"write [scale.{name}]."))
            continue
        for key in own:
            if key not in KEYS:
                remedy = f"use one of: {', '.join(KEYS)}.{suggestion(key, KEYS)}"
                problems.append(Problem(f'"{key}" is no setting of [scale.{name}]', remedy))
        # A battery with ends of its own does not take its words from the scale of all others.
        shared = {k: v for k, v in common.items() if k != "words"} if "high" in own else common
        setting = {**shared, **USUAL.get(name, {}), **own}
        if scale := _one(name, setting, told, problems):
            found[name] = scale
    _reversed_known(part, told, problems)
    return found


def _one(
    name: str, part: dict[str, Any], told: CustomerDescription, problems: list[Problem]
) -> OneScale | None:
    where = f"[scale] or [scale.{name}]"
    missing = False
    for key, meaning in (
        ("low", "the lowest answer there was to choose: low = 1"),
        ("high", "the highest answer there was: high = 7"),
        ("best", 'which end is the good one: best = "high" or "low"'),
    ):
        if part.get(key) is None:
            problems.append(Problem(f"{key} is not said for {name}", f"say {meaning}, {where}."))
            missing = True
    if part.get("best") not in (None, "high", "low") and not is_open(part["best"]):
        problems.append(Problem(f'best = "{part["best"]}" is not known', "use high or low."))
    part = dict(part)
    for key in LISTS:
        if not isinstance(part.get(key, []), (list, tuple)):
            if not is_open(part[key]):
                problems.append(Problem(f"{key} is no list", f'write {key} = ["…", "…"].'))
            part[key] = []
    scale = None if missing else scale_of(part, problems)
    if scale is None:
        return None
    turned = set(map(str, part.get("reversed", ())))
    return OneScale(
        scale=scale,
        best=str(part["best"]),
        words=words_of(part, scale, problems),
        dont_know=plain_set(part, "dont_know"),
        slips=plain_set(part, "slips"),
        reversed=frozenset(item for item, column in told.items.items() if column in turned),
        reading=told.reading,
    )


def _reversed_known(
    part: dict[str, Any], told: CustomerDescription, problems: list[Problem]
) -> None:
    """Reversed questions are named by their columns in the file, as in the batteries."""
    columns = tuple(told.items.values())
    sections = [part, *(v for k, v in part.items() if k in BATTERIES and isinstance(v, dict))]
    for section in sections:
        given = section.get("reversed", ())
        for column in given if isinstance(given, (list, tuple)) else ():
            if column not in columns:
                close = suggestion(str(column), columns)
                problems.append(
                    Problem(
                        f'the reversed question "{column}" is in no battery',
                        f"name it as its column is called.{close}",
                    )
                )
