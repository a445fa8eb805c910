"""A survey table under the names of the house, as a customer survey like any other."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from cvmlab.data.contracts import survey as contract
from cvmlab.data.surveys.customers.customer_survey import (
    MOTIVES,
    RELATIONSHIP,
    SATISFACTION,
    SINGLES,
    Battery,
    CustomerSurvey,
)
from cvmlab.data.surveys.scale import Scale

_BATTERIES: dict[str, Mapping[str, tuple[str, ...]]] = {
    SATISFACTION: contract.SATISFACTION,
    RELATIONSHIP: contract.RELATIONSHIP,
    MOTIVES: contract.MOTIVES,
}
_WAVE, _DATE = "wave", "date"


def customer_survey_of(frame: pd.DataFrame, own: str = "") -> CustomerSurvey:
    """What a table of the contract ``survey`` holds, battery by battery.

    Parameters
    ----------
    frame : DataFrame
        ``core_1, …, trust_1, …, enjoyment_1, …, overall, recommend, recommend_score, move_city``,
        as far as they were asked, with ``response_id``, and ``customer_id, wave, date``
        where known.
    own : str
        What the firm is called.

    Examples
    --------
    >>> answers = pd.DataFrame({"response_id": ["a", "b"], "overall": [8, 6], "trust_1": [5, 3]})
    >>> survey = customer_survey_of(answers)
    >>> tuple(survey.batteries), survey.asked, survey.is_anonymous
    (('relationship',), ('overall',), True)
    """
    batteries: dict[str, Battery] = {}
    labels: dict[str, str] = {}
    for battery, groups in _BATTERIES.items():
        found = {}
        for group, words in groups.items():
            columns = [f"{group}_{n}" for n in range(1, len(words) + 1)]
            asked = tuple(c for c in columns if c in frame and frame[c].notna().any())
            if asked:
                found[group] = asked
                labels |= {c: words[columns.index(c)].rstrip(".") for c in asked}
        if found:
            column = contract.SURVEY[next(iter(found.values()))[0]]
            assert column.low is not None and column.high is not None
            batteries[battery] = Battery(found, Scale(column.low, column.high))
    scales = {}
    for name in ("overall", "recommend_score"):
        column = contract.SURVEY[name]
        if name in frame and column.low is not None and column.high is not None:
            scales[name] = Scale(column.low, column.high)
    singles = [name for name in SINGLES if name in frame and frame[name].notna().any()]
    items = [c for battery in batteries.values() for c in battery.items]
    numbers = [*items, *(name for name in singles if name != "label")]
    table = pd.DataFrame({
        "response_id": frame["response_id"].astype("str"),
        "customer_id": frame.get("customer_id", pd.NA),
        _WAVE: frame.get(_WAVE, 1),
        _DATE: pd.to_datetime(frame[_DATE]) if _DATE in frame else pd.NaT,
        **{name: frame[name].astype("float64") for name in numbers},
        **{name: frame[name] for name in singles if name == "label"},
    })  # fmt: skip
    table = table.assign(
        customer_id=table["customer_id"].astype("str"), wave=table[_WAVE].fillna(1).astype("Int64")
    ).reset_index(drop=True)
    waves = {int(n): str(n) for n in sorted(table[_WAVE].unique())}
    return CustomerSurvey(table, batteries, scales, labels, waves, own)
