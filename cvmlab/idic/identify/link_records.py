"""Which records are one person: probabilistic record linkage over the firm's systems.

Every pair of records worth comparing gets a probability that both are one person, from how its
fields agree and how much such agreement counts here (:mod:`learn_weights`); people of one home are
kept apart (:mod:`household_guard`); what is left is put together, strongest link first
(:mod:`clusters`). Sources: Fellegi & Sunter (1969), "A Theory for Record Linkage", Journal of the
American Statistical Association 64(328); Christen (2012), "Data Matching". The engine is splink
(Linacre, Lindsay, Manassis, Slade & Hepworth 2022, "Splink: Free software for probabilistic record
linkage at scale", International Journal of Population Data Science 7(3)).
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from cvmlab.errors import one_problem
from cvmlab.figures.formats import count
from cvmlab.idic.identify.household_guard import EMPTY, new_engine, two_people
from cvmlab.idic.identify.learn_weights import learn_weights, pairs_of
from cvmlab.idic.identify.link_settings import Weights, blocking_rules, splink_settings
from cvmlab.idic.identify.linkage_result import KEPT_FROM, Linkage, linked
from cvmlab.idic.identify.match_model import match_model
from cvmlab.idic.identify.prepare_records import Prepared, prepare_records

if TYPE_CHECKING:
    import duckdb

THRESHOLD = 0.99
_MANY = 200_000  # records from which one waits long enough to want to know
_PAIRS_A_RECORD = 30  # a rule that compares more is narrowed, or left out


def link_records(
    records: pd.DataFrame,
    *,
    threshold: float = THRESHOLD,
    guard: bool = True,
    same: str | None = "customer_id",
    progress: bool = False,
) -> Linkage:
    """Put the records of one person together, over all systems.

    Parameters
    ----------
    records : DataFrame
        One row a record: ``record_id``, unique, and at least two of ``first_name, surname,
        birth_date, postcode, phone, email``, empty where unknown; where there are ``customer_id``
        (the card), ``system`` and ``created``. Other columns are not looked at.
    threshold : float
        Match probability from which a pair is linked.
    guard : bool
        Whether people of one home are kept apart (:func:`two_people`).
    same : str, optional
        The column whose equal values are the same person for sure; None: there is none such.
    progress : bool
        Whether to say what is done, where it takes long.

    Returns
    -------
    Linkage
        ``.identities`` says who is who; ``.at(threshold)`` decides anew without comparing anew.

    Raises
    ------
    DataProblem
        When records have no number of their own, or there is too little to compare.

    Notes
    -----
    The match weight of a pair is the sum over its fields of log₂(m/u), where m is how often records
    of one person agree so and u how often those of two people do; names weigh by how rare they are.
    With the prior chance λ the match probability is λ·2^w / (1 − λ + λ·2^w).
    """
    _check(threshold)
    say = _speaker(progress or len(records) > _MANY)
    engine = new_engine()
    try:
        ready = prepare_records(records, same=same, engine=engine)
        say(f"Comparing {count(len(records))} records in {len(ready.fields)} fields.")
        engine.register("prepared", _for_engine(ready))
        engine.execute("CREATE TABLE records AS SELECT * FROM prepared ORDER BY place")
        rules, narrowed = _rules(ready.fields, engine)
        found, prior, weights = _compared(ready, rules, engine)
        say(f"{count(len(found))} pairs of records may be one person.")
    finally:
        engine.close()
    model = match_model(ready, prior, weights)
    pairs = _with_known(found, ready)
    aside = (*ready.aside, *narrowed)
    return linked(ready.table, pairs, model, rules, aside, threshold, guard)


def _compared(
    ready: Prepared, rules: list[tuple[str, ...]], engine: duckdb.DuckDBPyConnection
) -> tuple[pd.DataFrame, float, Weights]:
    """Pairs with their match probability, and what agreement was found to count."""
    import logging

    from splink import DuckDBAPI, Linker

    quiet = logging.getLogger("splink")
    before = quiet.level
    quiet.setLevel(logging.CRITICAL)
    try:
        table = DuckDBAPI(engine).register("records")
        prior, weights = learn_weights(table, ready.fields, engine)
        settings = splink_settings(ready.fields, rules, prior, weights)
        linker = Linker(table, settings, log_level=None)
        pairs = linker.inference.predict(threshold_match_probability=KEPT_FROM)
        prior_bits = np.log2(prior / (1 - prior))  # which splink has added
        levels = ", ".join(f"gamma_{name} AS {name}" for name in ready.fields)
        found = engine.execute(
            "SELECT a.place AS one, b.place AS two, match_probability AS probability, "
            f"match_weight - {prior_bits} AS bits, {levels} FROM {pairs.physical_name} "
            "JOIN records a ON record_id_l = a.record_id "
            "JOIN records b ON record_id_r = b.record_id ORDER BY one, two"
        ).df()
    finally:
        quiet.setLevel(before)
    return found, prior, weights


def _for_engine(ready: Prepared) -> pd.DataFrame:
    """The records as the engine takes them: their place, the card, and what is compared."""
    table = ready.table
    frame = table[["record_id", *ready.fields]].astype("string")
    frame.insert(0, "place", np.arange(len(table)))
    frame["card"] = table["customer_id"].astype("string")
    return frame


def _rules(
    fields: tuple[str, ...], engine: duckdb.DuckDBPyConnection
) -> tuple[list[tuple[str, ...]], list[str]]:
    """The rules of who is compared with whom, none of which compares everybody with everybody."""
    ((records,),) = engine.execute("SELECT count(*) FROM records").fetchall()
    most = _PAIRS_A_RECORD * max(records, 1_000)
    rules, said = [], []
    for rule in blocking_rules(fields):
        narrower = [rule, *((*rule, name) for name in fields if name not in rule)]
        fits = [one for one in narrower if pairs_of(one, engine) <= most]
        if fits and fits[0] == rule:
            rules.append(rule)
        elif fits:
            best = max(fits, key=lambda one: pairs_of(one, engine))
            rules.append(best)
            said.append(f"Too many records agree in {_named(rule)}: compared were those that "
                        f"agree in {_named(best)}.")  # fmt: skip
        else:
            said.append(f"Too many records agree in {_named(rule)}: not compared for that alone.")
    return list(dict.fromkeys(rules)), said


def _with_known(found: pd.DataFrame, ready: Prepared) -> pd.DataFrame:
    """All links to choose from: compared pairs, and records of one card, which is sure."""
    fields = list(ready.fields)
    found["apart"] = two_people(found, ready.fields)
    found["known"] = False
    card = ready.table["customer_id"]
    held = pd.DataFrame({"two": np.flatnonzero(card.notna()), "card": card.dropna().to_numpy()})
    held["one"] = held.groupby("card", sort=False)["two"].shift()
    sure = held.dropna(subset="one").astype({"one": "int64"})[["one", "two"]]
    both = found.merge(sure.assign(sure=True), on=["one", "two"], how="outer", sort=True)
    both["known"] = both["sure"].notna()
    both.loc[both["known"], "apart"] = False
    both.loc[both["known"], "probability"] = 1.0
    both["bits"] = both["bits"].fillna(0.0)
    both[fields] = both[fields].fillna(EMPTY).astype("int8")
    both["apart"] = both["apart"].astype(bool)
    return both.drop(columns="sure")


def _named(rule: tuple[str, ...]) -> str:
    return " and ".join(rule)


def _speaker(aloud: bool):  # type: ignore[no-untyped-def]
    return (lambda text: print(text, file=sys.stderr)) if aloud else (lambda text: None)


def _check(threshold: float) -> None:
    if not KEPT_FROM <= threshold < 1:
        raise one_problem(
            f"the threshold is {threshold}",
            f"give a match probability from {KEPT_FROM} to just below 1: 0.99 for 99%.",
        )
