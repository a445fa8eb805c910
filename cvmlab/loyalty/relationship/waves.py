"""Has the bond grown? Waves of an index compared only after it is known that they may be.

Four things can move an index without anybody feeling closer: hasty answers, questions that came to
mean something else, other people answering, and the loss of those who felt little. The first is
screened, the second tested, the third weighed for. The fourth no weight can mend, since it is true
that the customers left are closer; so beside every change of the whole stands that of the people
who answered both times. A wave that asked no names is kept apart: people say other things when
nobody can tell who they are.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from cvmlab.errors import DataProblem, Problem, one_problem, suggestion
from cvmlab.figures.formats import count
from cvmlab.loyalty.relationship.wave_changes import by_customer, changes
from cvmlab.loyalty.relationship.waves_result import IndexWaves
from cvmlab.stats.scales.careless import careless
from cvmlab.stats.scales.invariance import ROWS_AN_ITEM, invariance
from cvmlab.stats.scales.invariance_result import Invariance
from cvmlab.stats.scales.item_answers import Facets, facets_in_names
from cvmlab.stats.scales.nonresponse import nonresponse_weights
from cvmlab.stats.scales.scores import Scale, scale_scores
from cvmlab.stats.scales.weighted_means import weighted_mean

FACETS = ("trust", "known", "belonging", "care", "meaning")
_FEWEST_NAMED = 0.5  # of a wave's answers must name the customer, else the wave is anonymous


def index_waves(
    survey: pd.DataFrame,
    asked: Mapping[Any, pd.DataFrame] | None = None,
    columns: Sequence[str] = (),
    *,
    facets: Facets | Sequence[str] | None = None,
    scale: Scale = (1, 7),
    wave: str = "wave",
    customer: str = "customer_id",
    screen: bool = True,
    level: float = 0.95,
) -> IndexWaves:
    """Compare an index over waves of a survey, as far as they may be compared.

    Parameters
    ----------
    survey : pandas.DataFrame
        One row an answer: the wave, the customer (empty in an anonymous wave) and the items.
    asked : mapping of wave to DataFrame, optional
        Everybody who was asked in a wave, one row a customer, with `customer` and `columns`. Waves
        without one are not weighted for those who stayed silent.
    columns : sequence of str
        What the files knew of everybody before they were asked; see
        :func:`cvmlab.stats.scales.nonresponse.nonresponse_weights`.
    facets : mapping of str to sequence of str, or sequence of str, optional
        The items of each facet; a sequence of names stands for name_1, name_2, …. By default
        trust, known, belonging, care and meaning where they are there.
    scale : tuple of float, or mapping of item to tuple
        The ends of the answer scale.
    wave, customer : str
        The columns of the wave and of the customer.
    screen : bool
        Leave out respondents flagged by :func:`cvmlab.stats.scales.careless.careless`; they are
        counted.
    level : float
        Confidence level of the intervals.

    Returns
    -------
    IndexWaves

    Raises
    ------
    DataProblem
        If columns are missing, fewer than two waves name their respondents, or there are fewer
        than ten complete answers.

    Notes
    -----
    Change is the difference of two waves' means; customers who answered in both are counted once in
    its error. Those among them who answered both times are compared with themselves beside it,
    unweighted: they are people who were willing twice.
    """
    grouped = _facets(survey, facets)
    items = [name for names in grouped.values() for name in names]
    _check(survey, [wave, customer, *items], asked, columns)
    answers = survey[[wave, customer, *items]].reset_index(drop=True)
    complete = answers[items].notna().all(axis=1) & answers[wave].notna()
    answers["hasty"] = False
    if screen:
        for _, rows in answers[complete].groupby(wave):
            answers.loc[rows.index, "hasty"] = ~careless(rows[items], {"index": items}).kept
    used = answers[complete & ~answers["hasty"]].copy()
    scores = scale_scores(used[items], grouped, scale=scale)
    scores.facets.index = used.index
    used["score"] = scores.table["score"].to_numpy()
    named_share = used[customer].notna().groupby(used[wave]).mean()
    named = [w for w in named_share.index if named_share[w] >= _FEWEST_NAMED]
    if len(named) < 2:
        raise one_problem(
            f"{count(len(named))} waves name their respondents",
            "two are needed to speak of a change: ask with names, or compare nothing.",
        )
    used = used[~used[wave].isin(named) | used[customer].notna()]
    used = used[~used[wave].isin(named) | ~used.duplicated([wave, customer])]
    used["weight"] = 1.0
    weighed = [w for w in (asked or {}) if w in named]
    for w in weighed:
        here = used[wave] == w
        people = (asked or {})[w]
        used.loc[here, "weight"] = _weights(people, columns, used.loc[here, customer], customer)
    in_trend = used[used[wave].isin(named)]
    who, when = pd.factorize(in_trend[customer])[0], in_trend[wave].to_numpy()
    weights = by_customer(in_trend["weight"].to_numpy(), who, when, named)
    by_facet = scores.facets.loc[in_trend.index]
    moved = {
        name: changes(by_customer(column.to_numpy(), who, when, named), weights, named, level)
        for name, column in {"index": in_trend["score"], **by_facet}.items()
    }
    whole = moved.pop("index")
    return IndexWaves(
        table=_table(used, answers, wave, named, weighed, level),
        changes=whole,
        facets=pd.concat(moved, names=["facet"]).reset_index("facet").reset_index(drop=True)
        if moved
        else whole.iloc[:0].assign(facet=""),
        invariance=_invariance(in_trend, items, wave, grouped, level),
        named=tuple(named),
        anonymous=tuple(w for w in named_share.index if w not in named),
        weighted=tuple(weighed),
        level=level,
    )


def _invariance(
    rows: pd.DataFrame,
    items: list[str],
    wave: str,
    grouped: Mapping[str, Sequence[str]],
    level: float,
) -> Invariance | None:
    """Whether the waves may be compared; None where a wave is too small to see it."""
    if rows.groupby(wave).size().min() < ROWS_AN_ITEM * len(items):
        return None
    pieces = grouped if min(map(len, grouped.values())) > 1 else {}
    return invariance(rows[items], rows[wave], pieces, level=level)


def _weights(
    people: pd.DataFrame, columns: Sequence[str], here: pd.Series, customer: str
) -> np.ndarray:
    """A weight for each answer; 1, the mean, for those who are not among the people asked."""
    everybody = people.drop_duplicates(customer)
    frame = everybody[[customer, *columns]].assign(answered=everybody[customer].isin(here))
    found = nonresponse_weights(frame, columns, id=customer).weights
    return here.map(found).fillna(1.0).to_numpy(dtype=float)


def _table(
    used: pd.DataFrame,
    answers: pd.DataFrame,
    wave: str,
    named: list[Any],
    weighed: list[Any],
    level: float,
) -> pd.DataFrame:
    hasty = answers[answers["hasty"]].groupby(wave).size()
    lines = []
    for w, rows in used.groupby(wave):
        found = weighted_mean(rows["score"], rows["weight"], level)
        lines.append(
            {
                "wave": w,
                "named": w in named,
                "answers": len(rows),
                "hasty": int(hasty.get(w, 0)),
                "weighted": w in weighed,
                "index": found.mean,
                "low": found.low,
                "high": found.high,
                "unweighted": float(rows["score"].mean()),
            }
        )
    return pd.DataFrame(lines)


def _facets(
    survey: pd.DataFrame, facets: Facets | Sequence[str] | None
) -> dict[str, tuple[str, ...]]:
    if isinstance(facets, Mapping):
        return {facet: tuple(names) for facet, names in facets.items()}
    numbered = [
        str(c) for c in survey.columns if str(c).rpartition("_")[2].isdigit() and "_" in str(c)
    ]
    everything = facets_in_names(numbered)
    wanted = FACETS if facets is None else tuple(facets)
    found = {facet: everything[facet] for facet in wanted if facet in everything}
    if len(found) < (1 if facets is None else len(wanted)):
        absent = [facet for facet in wanted if facet not in found]
        raise DataProblem(
            [
                Problem(
                    f'There are no items "{facet}_1", "{facet}_2".'
                    f"{suggestion(facet, list(everything))}",
                    "name the items of each facet.",
                )
                for facet in absent
            ],
            "the survey",
        )
    return found


def _check(
    survey: pd.DataFrame,
    names: Sequence[Hashable],
    asked: Mapping[Any, pd.DataFrame] | None,
    columns: Sequence[str],
) -> None:
    problems = [
        Problem(f'There is no column "{name}"', "name one there is.")
        for name in names
        if name not in survey.columns
    ]
    if asked and not columns:
        problems.append(
            Problem(
                "Those asked are given, but not what is known of them",
                "name the columns to weigh by.",
            )
        )
    for w, people in (asked or {}).items():
        absent = [c for c in (names[1], *columns) if c not in people.columns]
        if absent:
            problems.append(
                Problem(
                    f"Those asked in wave {w} lack {', '.join(map(str, absent))}",
                    "give everybody asked with these columns.",
                )
            )
    if problems:
        raise DataProblem(problems, "the survey")
