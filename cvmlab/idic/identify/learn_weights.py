"""What agreement counts here: m, u and the prior chance, learnt from the firm's own records.

u by counting how many of all pairs agree in full, and from pairs drawn at random how many agree in
part: nearly all are of two people, and the few that are not make u a little too large. m by
expectation maximisation over the pairs that agree in one field, some of them one person and some
not, each field learnt while it is not the one agreed in. Sources: Fellegi & Sunter (1969),
"A Theory for Record Linkage", Journal of the American Statistical Association 64(328); Winkler
(2000), "Using the EM Algorithm for Weight Computation in the Fellegi-Sunter Model of Record
Linkage".
"""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING, Any

from cvmlab.idic.identify.link_settings import (
    EXACT,
    NAMES,
    Weights,
    blocking_rules,
    levels_of,
    splink_settings,
)

if TYPE_CHECKING:
    import duckdb

_RECALL = 0.8  # of the sure rules, where no card says better
_DRAWN = 200_000  # pairs drawn at random: partial agreement is costly to find
_ENOUGH = 200  # pairs to learn from: with fewer, starting values are better than what is learnt
_TEACH = ("birth_date", "email", "phone", "postcode", "surname", "first_name")
_MOST = 3_000_000  # pairs to learn from: more teach nothing more
_LEAST = 1e-6  # no level proves anything alone


def learn_weights(
    table: Any, fields: tuple[str, ...], engine: duckdb.DuckDBPyConnection
) -> tuple[float, Weights]:
    """The prior chance and what each level of agreement counts.

    Parameters
    ----------
    table : splink table
        The prepared records, known to the engine as ``records``.
    fields : tuple of str
    engine : DuckDB connection

    Returns
    -------
    prior : float
        Chance that two records drawn at random are of one person.
    learnt : dict
        ``(field, level) → (m, u)``.
    """
    from splink import Linker, block_on

    prior = prior_chance(fields, engine)
    teachers = [name for name in _TEACH if name in fields and _teaches(name, engine)][:2]
    if prior is None or len(teachers) < 2:
        return prior or _alone(engine), {}
    settings = splink_settings(fields, blocking_rules(fields), prior, {})
    linker = Linker(table, settings, log_level=None)
    linker.training.estimate_u_using_random_sampling(max_pairs=_DRAWN, seed=1, num_chunks=1)
    for name in teachers:
        linker.training.estimate_parameters_using_expectation_maximisation(
            block_on(name), estimate_without_term_frequencies=True
        )
    learnt = _learnt(linker.misc.save_model_to_json(), fields)
    for name in fields:
        learnt |= _counted(name, learnt, engine)
    return prior, learnt


def prior_chance(fields: tuple[str, ...], engine: duckdb.DuckDBPyConnection) -> float | None:
    """Pairs that surely are of one person, over all pairs; None without any.

    Sure are both names and one thing more (without names: any two things). Not all pairs of one
    person are such: how many, the records of one card tell where there are enough of them; else it
    is taken to be 80%.
    """
    sure: list[tuple[str, ...]] = []
    if set(NAMES) <= set(fields):
        sure = [(*NAMES, name) for name in fields if name not in NAMES]
    joins = [
        "SELECT a.place AS one, b.place AS two, a.card = b.card AS carded FROM records a "
        f"JOIN records b ON {_agree(rule)} AND a.place < b.place"
        for rule in sure or combinations(fields, 2)
    ]
    pairs, carded = _one_row(
        engine, f"SELECT count(*), count(*) FILTER (carded) FROM ({' UNION '.join(joins)})"
    )
    (cards,) = _one_row(
        engine,
        "SELECT coalesce(sum(n * (n - 1) // 2), 0) FROM "
        "(SELECT count(*) AS n FROM records WHERE card IS NOT NULL GROUP BY card)",
    )
    if not pairs:
        return None
    recall = max(carded / cards, 0.2) if cards >= _ENOUGH else _RECALL
    (records,) = _one_row(engine, "SELECT count(*) FROM records")
    return float(min(pairs / recall / (records * (records - 1) / 2), 0.9))


def _teaches(name: str, engine: duckdb.DuckDBPyConnection) -> bool:
    """Whether enough pairs agree in a field to learn from, and not too many to go through."""
    return _ENOUGH <= pairs_of((name,), engine) <= _MOST


def pairs_of(rule: tuple[str, ...], engine: duckdb.DuckDBPyConnection) -> int:
    """How many pairs of records agree in all the fields."""
    filled = " AND ".join(f"{name} IS NOT NULL" for name in rule)
    (pairs,) = _one_row(
        engine,
        "SELECT coalesce(sum(n * (n - 1) // 2), 0) FROM "
        f"(SELECT count(*) AS n FROM records WHERE {filled} GROUP BY {', '.join(rule)})",
    )
    return int(pairs)


def _learnt(model: dict[str, Any], fields: tuple[str, ...]) -> Weights:
    """m and u of each level; what was never seen is rarer than one in those looked at."""
    found: Weights = {}
    for comparison in model["comparisons"]:
        name = comparison["output_column_name"]
        seen = {level["label_for_charts"]: level for level in comparison["comparison_levels"]}
        for one in levels_of(name, fields):
            m, u = (seen[one.label].get(f"{which}_probability") for which in "mu")
            found[name, one.label] = (_known(m, one.m), _known(u, min(one.u, 0.5 / _DRAWN)))
    return found


def _counted(name: str, learnt: Weights, engine: duckdb.DuckDBPyConnection) -> Weights:
    """The levels of a field with u of full agreement counted over all pairs; each sums to one."""
    (filled,) = _one_row(engine, f"SELECT count({name}) FROM records")
    agree = pairs_of((name,), engine) / (filled * (filled - 1) / 2)
    mine = {key: pair for key, pair in learnt.items() if key[0] == name}
    rest = sum(u for (_, level), (_, u) in mine.items() if level != EXACT)
    all_m = sum(m for m, _ in mine.values())
    agree = max(agree, _LEAST)
    return {
        key: (m / all_m, agree if key[1] == EXACT else u / rest * (1 - agree))
        for key, (m, u) in mine.items()
    }


def _known(share: Any, start: float) -> float:
    if isinstance(share, float) and share == share:
        return min(max(share, _LEAST), 1.0)
    return start


def _alone(engine: duckdb.DuckDBPyConnection) -> float:
    """The chance where no pair is surely of one person: one record in ten has a second one."""
    (records,) = _one_row(engine, "SELECT count(*) FROM records")
    return float(min(0.2 / (records - 1), 0.1))


def _agree(rule: tuple[str, ...]) -> str:
    return " AND ".join(f"a.{name} = b.{name}" for name in rule)


def _one_row(engine: duckdb.DuckDBPyConnection, query: str) -> tuple[Any, ...]:
    (row,) = engine.execute(query).fetchall()
    return tuple(row)
