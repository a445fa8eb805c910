"""Is the bond something else than satisfaction, and does it foretell what customers do later?

An index of one's own must earn its place beside the question everybody asks already. It does so
when it measures something else (else it is satisfaction under another name), and when it tells
beforehand who stays, better than satisfaction does.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from cvmlab.errors import DataProblem, Problem, one_problem, suggestion
from cvmlab.figures.formats import count
from cvmlab.loyalty.relationship.index_result import RelationshipIndex
from cvmlab.loyalty.relationship.roc import two_areas
from cvmlab.loyalty.relationship.validity_result import IndexValidity
from cvmlab.stats.ratios import share_with_interval
from cvmlab.stats.share_intervals import wilson

LEVELS = ("core", "process", "technical", "interaction", "emotional")
FEWEST = 20  # of those who did it, and of those who did not
_BLOCKS = 50
_FIFTHS = 5


def index_validity(
    index: RelationshipIndex,
    frame: pd.DataFrame,
    outcome: str = "stays",
    *,
    against: str = "overall",
    against_items: pd.DataFrame | None = None,
    on: str = "customer_id",
    words: Mapping[str, str] | None = None,
    level: float = 0.95,
) -> IndexValidity:
    """Hold the index against satisfaction: another thing, and a better foreteller?

    Parameters
    ----------
    index : RelationshipIndex
        What :func:`cvmlab.loyalty.relationship.index.relationship_index` returned.
    frame : DataFrame
        One row a customer who is looked at, such as the regular ones; who has no score is left out.
    outcome : str
        Yes or no: what these customers did *after* they were asked.
    against : str
        Satisfaction, or whatever the index is to be better than.
    against_items : DataFrame, optional
        The single answers behind it, row by row as in `frame`: with them the correlation is freed
        from noise, and the items of the two are compared. Where the five levels of satisfaction
        are among them (core_1, …), other columns are left out.
    on : str
        The customers' column of `frame`.
    words : mapping, optional
        What `outcome` and `against` are called in a sentence.
    level : float
        Confidence level of the intervals.

    Returns
    -------
    IndexValidity

    Raises
    ------
    DataProblem
        When columns are missing, or fewer than 20 did it, or did not.

    Notes
    -----
    Areas under the curve and their difference: DeLong and others (1988). The correlation has
    Fisher's interval; freed from noise it is r / √(reliability × reliability) (Spearman 1904, "The
    proof and measurement of association between two things"), with the reliability of `against`
    taken as alpha of its items. HTMT, the mean correlation between items of the two over the mean
    correlation within each, is below .85 for two different things (Henseler, Ringle and Sarstedt
    2015, "A new criterion for assessing discriminant validity"); its interval drops one fiftieth
    of the customers at a time (delete-a-group jackknife).
    """
    known, items, left_out = _rows(index, frame, outcome, against, against_items, on)
    score, rival = known["score"].to_numpy(float), known[against].to_numpy(float)
    yes = known[outcome].to_numpy(float) > 0
    r = float(np.corrcoef(score, rival)[0, 1])
    correlation = _fisher(r, len(known), level)
    areas = two_areas(score, rival, yes, level)
    freed, htmt = None, None
    if items is not None:
        ours = index.answers.values[known["row"].to_numpy()]
        composite = items.mean(axis=1)
        noise = _alpha(items) * index.reliability
        with_items = _fisher(float(np.corrcoef(score, composite)[0, 1]), len(known), level)
        freed = tuple(float(np.clip(x / np.sqrt(noise), -1, 1)) for x in with_items)
        htmt = _htmt_with_interval(ours, items, level)
    return IndexValidity(
        fifths=pd.concat(
            [_by_fifths(values, yes, level).assign(measure=name)
             for name, values in (("index", score), (against, rival))],
            ignore_index=True,
        ),
        correlation=correlation,
        freed=freed,  # type: ignore[arg-type]
        htmt=htmt,
        areas=areas,
        customers=len(known),
        baseline=share_with_interval(int(yes.sum()), len(yes), level),
        left_out=left_out,
        outcome=outcome,
        against=against,
        level=level,
        words=dict(words or {}),
    )  # fmt: skip


def _rows(
    index: RelationshipIndex,
    frame: pd.DataFrame,
    outcome: str,
    against: str,
    against_items: pd.DataFrame | None,
    on: str,
) -> tuple[pd.DataFrame, np.ndarray | None, int]:
    problems = [
        Problem(
            f"this column is not there.{suggestion(name, map(str, frame.columns))}",
            "map it, or name another one.",
            name,
        )
        for name in (on, outcome, against)
        if name not in frame.columns
    ]
    if against_items is not None and len(against_items) != len(frame):
        text = f"{count(len(against_items))} rows of single answers for {count(len(frame))} rows"
        problems.append(Problem(text, "give the answers row by row as in the table."))
    if problems:
        raise DataProblem(problems, "the customers")
    row = pd.Index(index.table["customer_id"]).get_indexer(frame[on])
    kept = (row >= 0) & frame[[outcome, against]].notna().all(axis=1).to_numpy()
    items = None
    if against_items is not None:
        chosen = columns_of(against_items, LEVELS) or list(against_items.columns)
        items = against_items[chosen].to_numpy(float, na_value=np.nan)
        kept &= np.isfinite(items).all(axis=1)
        items = items[kept]
    known = frame.loc[kept, [on, outcome, against]].assign(row=row[kept])
    known["score"] = index.table["score"].to_numpy()[row[kept]]
    did = int((known[outcome].astype(float) > 0).sum())
    if min(did, len(known) - did) < FEWEST:
        raise one_problem(
            f'Of {count(len(known))} customers {count(did)} say or did "{outcome}"',
            f"at least {FEWEST} who did and {FEWEST} who did not are needed to tell them apart.",
            column=outcome,
        )
    for name in ("score", against):
        if known[name].nunique() < 2:
            raise one_problem(
                "All customers have the same value", "take another measure.", column=name
            )
    return known.reset_index(drop=True), items, len(frame) - len(known)


def _fisher(r: float, n: int, level: float) -> tuple[float, float, float]:
    from scipy.special import ndtri

    middle, reach = np.arctanh(np.clip(r, -0.999999, 0.999999)), ndtri(0.5 + level / 2)
    reach = reach / np.sqrt(max(n - 3, 1))
    return r, float(np.tanh(middle - reach)), float(np.tanh(middle + reach))


def _alpha(items: np.ndarray) -> float:
    k = items.shape[1]
    together = np.cov(items, rowvar=False)
    if k < 2:
        return 1.0  # of one question the noise is not known: nothing is freed from it
    return float(np.clip(k / (k - 1) * (1 - np.trace(together) / together.sum()), 0.05, 1))


def _htmt_with_interval(
    ours: np.ndarray, theirs: np.ndarray, level: float
) -> tuple[float, float, float] | None:
    from scipy.special import stdtrit

    values = np.column_stack([ours, theirs])
    values = values[np.isfinite(values).all(axis=1)]
    k, n = ours.shape[1], len(values)
    if min(k, theirs.shape[1]) < 2 or n < 2 * _BLOCKS or (values.std(axis=0) == 0).any():
        return None
    values = (values - values.mean(axis=0)) / values.std(axis=0)
    block = np.random.default_rng(0).permutation(n) % _BLOCKS  # rows may come sorted
    parts = [values[block == b] for b in range(_BLOCKS)]
    squares, sums = np.array([p.T @ p for p in parts]), np.array([p.sum(axis=0) for p in parts])
    sizes = np.array([len(p) for p in parts])
    whole = _htmt(squares.sum(axis=0), sums.sum(axis=0), n, k)
    without = np.array(
        [
            _htmt(squares.sum(axis=0) - q, sums.sum(axis=0) - s, n - m, k)
            for q, s, m in zip(squares, sums, sizes, strict=True)
        ]
    )
    error = np.sqrt((_BLOCKS - 1) / _BLOCKS * ((without - without.mean()) ** 2).sum())
    reach = stdtrit(_BLOCKS - 1, 0.5 + level / 2) * error
    return whole, max(whole - reach, 0.0), whole + reach


def _htmt(squares: np.ndarray, sums: np.ndarray, n: int, k: int) -> float:
    """Mean correlation between the two sets of items, over the mean within each of them."""
    cov = squares / n - np.outer(sums, sums) / n**2
    scale = np.sqrt(np.diag(cov))
    r = np.abs(cov / np.outer(scale, scale))
    within = [(part.sum() - len(part)) / (len(part) * (len(part) - 1))
              for part in (r[:k, :k], r[k:, k:])]  # fmt: skip
    return float(r[:k, k:].mean() / np.sqrt(within[0] * within[1]))


def _by_fifths(values: np.ndarray, yes: np.ndarray, level: float) -> pd.DataFrame:
    """The share who did it in each fifth; customers with one value stay together."""
    ranks = pd.Series(values).rank(pct=True, method="average").to_numpy()
    fifth = np.minimum((ranks * _FIFTHS).astype(int), _FIFTHS - 1)
    rows = []
    for at in range(_FIFTHS):
        here = yes[fifth == at]
        if len(here):
            low, high = wilson(here.sum(), len(here), level)
            rows.append((at + 1, len(here), float(here.mean()), float(low), float(high)))
    return pd.DataFrame(rows, columns=["fifth", "customers", "share", "low", "high"])


def columns_of(frame: pd.DataFrame, groups: Sequence[str]) -> list[str]:
    """The columns named group_1, group_2, … of some groups."""
    return [c for c in frame.columns if c.rpartition("_")[0] in groups and c[-1].isdigit()]
