"""A linkage held against the truth: of pairs, of identities, and against simpler rules.

Pairs flatter: a person of three records has three pairs, and two of them linked make all three. So
what counts is judged over the pairs that identities imply, and over whole identities. Sources:
Christen (2012), "Data Matching", chapter 7; Menestrina, Whang & Garcia-Molina (2010), "Evaluating
Entity Resolution Results", Proceedings of the VLDB Endowment 3(1).
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from cvmlab.errors import one_problem
from cvmlab.idic.identify.clusters import components
from cvmlab.idic.identify.judge_linkage_result import MEASURES, LinkageJudged
from cvmlab.idic.identify.simple_rules import simple_rules

if TYPE_CHECKING:
    from cvmlab.idic.identify.linkage_result import Linkage

_DRAWS, _SEED = 2_000, 0
_BANDS = (0.5, 0.9, 0.99, 0.999, 0.9999, 1.0)


def judge_linkage(linkage: Linkage, truth: pd.DataFrame, *, level: float = 0.95) -> LinkageJudged:
    """How good a linkage is, where it is known who is who.

    Parameters
    ----------
    linkage : Linkage
    truth : DataFrame
        ``record_id, person_id``, and ``household_id`` where it is known: of all records, or of a
        sample of persons with all their records. Records of which nothing is known are left out.
    level : float
        Confidence level.

    Returns
    -------
    LinkageJudged

    Raises
    ------
    DataProblem
        When nothing is known of any record.

    Notes
    -----
    Intervals: households (else persons), with all that was linked to them, are drawn again as a
    whole (cluster bootstrap), as errors come in families.
    """
    known = known_records(linkage, truth)
    labels = known["record_id"].map(linkage.identities)
    judged = with_intervals(counts_by_block(known, labels, linkage), level)
    left_out = len(linkage.table) - len(known)
    return LinkageJudged(
        judged, _calibrated(linkage, known), left_out, linkage.threshold, linkage.guard, level,
        partial(_by_rules, linkage, known, level),
    )  # fmt: skip


def _by_rules(linkage: Linkage, known: pd.DataFrame, level: float) -> pd.DataFrame:
    """What simpler rules would have made of the same records."""
    rows = []
    for name, labels in simple_rules(linkage, known).items():
        found = with_intervals(counts_by_block(known, labels, None), level)
        rows.append({"rule": name, "identities": int(labels.nunique()), **_flat(found)})
    return pd.DataFrame(rows)


def precision_recall(labels: pd.Series, person: pd.Series) -> tuple[float, float]:
    """Of the pairs that identities imply, the share right; of the true ones, the share implied.

    Examples
    --------
    >>> precision_recall(pd.Series(["a", "a", "b"]), pd.Series(["x", "x", "x"]))
    (1.0, 0.3333333333333333)
    """
    made, true = pairs_in(labels).sum(), pairs_in(person).sum()
    right = pairs_in(labels, person).sum()
    return (float(right / made) if made else np.nan, float(right / true) if true else np.nan)


def pairs_in(*groups: pd.Series) -> pd.Series:
    """Pairs of records in each group: n(n − 1)/2."""
    size = pd.Series(1, index=range(len(groups[0])))
    size = size.groupby([group.to_numpy() for group in groups], dropna=True).size()
    return size * (size - 1) // 2


def known_records(linkage: Linkage, truth: pd.DataFrame) -> pd.DataFrame:
    """The records of which it is known whose they are: with ``person`` and ``home``."""
    who = truth.drop_duplicates("record_id").set_index("record_id")
    frame = linkage.table.reset_index(drop=True)
    frame["person"] = frame["record_id"].map(who["person_id"])
    home = who["household_id"] if "household_id" in who else who["person_id"]
    frame["home"] = frame["record_id"].map(home)
    frame = frame.dropna(subset="person").reset_index(drop=True)
    if frame.empty:
        raise one_problem(
            "of no record is it known whose it is",
            "give a table with record_id and person_id of the same firm.",
        )
    frame["home"] = frame["home"].fillna(frame["person"])
    frame.attrs["homes"] = "household_id" in who
    return frame


def counts_by_block(
    known: pd.DataFrame, labels: pd.Series, linkage: Linkage | None
) -> pd.DataFrame:
    """Pairs, persons and identities of each block: all that hangs together by home or linkage."""
    frame = pd.DataFrame(
        {"identity": labels.to_numpy(), "person": known["person"], "home": known["home"]}
    )
    places = [pd.factorize(frame[name])[0] for name in ("identity", "person", "home")]
    size, ends = len(frame), np.arange(len(frame))
    starts, at = [], size
    for place in places:
        starts.append(place + at)
        at += int(place.max()) + 1
    frame["block"] = components(at, np.tile(ends, 3), np.concatenate(starts))[:size]

    def by_block(of: pd.Series | pd.DataFrame, groups: list[str]) -> pd.Series:
        """Sum per block of a number per group; no group lies in two blocks."""
        block = frame.drop_duplicates(groups).set_index(groups)["block"]
        return of.groupby(block.reindex(of.index).to_numpy()).sum()

    parts = {}
    for name, groups in {
        "made": ["identity"], "true": ["person"], "right": ["identity", "person"],
        "at_home": ["identity", "home"],
    }.items():  # fmt: skip
        parts[name] = by_block(
            pairs_in(*(frame[group] for group in groups)).rename_axis(groups), groups
        )
    for one, other, many, number in (
        ("identity", "person", "over", "identities"),
        ("person", "identity", "under", "persons"),
    ):
        several = frame.groupby(one)[other].nunique() > 1
        parts[many] = by_block(several.astype(int), [one])
        parts[number] = by_block(several * 0 + 1, [one])
    clean = ~frame["identity"].map(frame.groupby("identity")["person"].nunique() > 1)
    clean &= ~frame["person"].map(frame.groupby("person")["identity"].nunique() > 1)
    parts["exact"] = by_block(frame[clean].groupby("identity").size() * 0 + 1, ["identity"])
    if linkage is not None:
        parts |= _of_pairs(known, frame["block"], linkage)
    table = pd.DataFrame(parts).fillna(0).astype("int64")
    table["wrong"] = table["made"] - table["right"]
    table["wrong_at_home"] = table["at_home"] - table["right"]
    table.attrs["homes"] = known.attrs["homes"]
    return table


def _of_pairs(known: pd.DataFrame, block: pd.Series, linkage: Linkage) -> dict[str, pd.Series]:
    """Pairs that were compared, linked, or known by the card, for each block."""
    place = pd.Series(known.index, index=known["record_id"])
    pairs = linkage.pairs[linkage.pairs["linked"] & ~linkage.pairs["known"]]
    one, two = pairs["record_a"].map(place), pairs["record_b"].map(place)
    both = (one.notna() & two.notna()).to_numpy()
    one, two = one[both].astype(int).to_numpy(), two[both].astype(int).to_numpy()
    person = known["person"].to_numpy()
    links = pd.DataFrame({"block": block.to_numpy()[one], "right": person[one] == person[two]})
    true = true_pairs(known["person"])
    compared, carded = _compared(known, true, linkage)
    there = pd.DataFrame(
        {"block": block.to_numpy()[true["one"]], "compared": compared | carded, "carded": carded}
    )
    return {
        "links": links.groupby("block").size(),
        "links_right": links.groupby("block")["right"].sum(),
        "compared": there.groupby("block")["compared"].sum(),
        "carded": there.groupby("block")["carded"].sum(),
    }


def true_pairs(person: pd.Series) -> pd.DataFrame:
    """All pairs of rows of one person: ``one, two``."""
    frame = pd.DataFrame({"person": person.to_numpy(), "row": range(len(person))})
    frame = frame[frame.duplicated("person", keep=False)]
    pairs = frame.merge(frame, on="person", suffixes=("", "_b"))
    pairs = pairs[pairs["row"] < pairs["row_b"]]
    return pd.DataFrame({"one": pairs["row"].to_numpy(), "two": pairs["row_b"].to_numpy()})


def _compared(
    known: pd.DataFrame, pairs: pd.DataFrame, linkage: Linkage
) -> tuple[np.ndarray, np.ndarray]:
    """Whether a rule compares each pair at all, and whether the card already says it."""
    cells = linkage.records.set_index("record_id").loc[known["record_id"]]

    def agree(name: str) -> np.ndarray:
        values = cells[name].to_numpy(dtype=object)
        one, two = values[pairs["one"]], values[pairs["two"]]
        return np.asarray((one == two) & ~pd.isna(one), dtype=bool)

    same = {name: agree(name) for name in linkage.fields}
    compared = np.zeros(len(pairs), dtype=bool)
    for rule in linkage.rules:
        compared |= np.logical_and.reduce([same[name] for name in rule])
    return compared, agree("customer_id")


def with_intervals(counts: pd.DataFrame, level: float) -> pd.DataFrame:
    """Each measure with its interval: blocks drawn again, those alike taken together."""
    patterns = counts.groupby(list(counts.columns), sort=True).size()
    cells = np.array(patterns.index.tolist(), dtype=float).reshape(len(patterns), -1)
    number = patterns.to_numpy()
    rng = np.random.default_rng(_SEED)
    drawn = rng.multinomial(number.sum(), number / number.sum(), size=_DRAWS) @ cells
    whole = dict(zip(counts.columns, number @ cells, strict=True))
    again = dict(zip(counts.columns, drawn.T, strict=True))
    rows = []
    for name, (event, of, _) in MEASURES.items():
        if event not in whole or (event == "wrong_at_home" and not counts.attrs["homes"]):
            continue
        value, low, high = np.nan, np.nan, np.nan
        if whole[of]:
            value = whole[event] / whole[of]
            shares = again[event][again[of] > 0] / again[of][again[of] > 0]
            low, high = np.quantile(shares, [(1 - level) / 2, (1 + level) / 2])
        rows.append((name, value, low, high, int(whole[event]), int(whole[of])))
    return pd.DataFrame(rows, columns=["measure", "value", "low", "high", "count", "of"])


def _flat(judged: pd.DataFrame) -> dict[str, float]:
    """Measures of one rule as columns."""
    row: dict[str, float] = {}
    for one in judged.itertuples():
        row |= {one.measure: one.value, f"{one.measure}_low": one.low}
        row |= {f"{one.measure}_high": one.high, f"{one.measure}_count": one.count}
    return row


def _calibrated(linkage: Linkage, known: pd.DataFrame) -> pd.DataFrame:
    """Match probabilities against the share of pairs that are one person."""
    person = known.set_index("record_id")["person"]
    pairs = linkage.pairs[~linkage.pairs["known"]]
    one, two = pairs["record_a"].map(person), pairs["record_b"].map(person)
    told = pairs.assign(right=one == two, band=pd.cut(pairs["probability"], _BANDS))
    told = told[one.notna() & two.notna()]
    rows = told.groupby(["apart", "band"], observed=True, as_index=False).agg(
        pairs=("right", "size"), said=("probability", "mean"), right=("right", "mean")
    )
    rows["from"] = [band.left for band in rows["band"]]
    rows["to"] = [band.right for band in rows["band"]]
    return rows[["apart", "from", "to", "pairs", "said", "right"]]
