"""How close customers feel, asked of the same people again wherever that can be done.

Only the customer decides whether there is a relationship (Barnes 2003), so it has to be asked, and
no table of orders can show it. An index of all who answered rises when those who felt little have
left; so this year's is held against the year before among those who answered both times.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import pandas as pd

from cvmlab.blueprint.look import Look
from cvmlab.blueprint.tiles.tile import Reading, Tile
from cvmlab.data.workspace import Workspace
from cvmlab.errors import DataProblem
from cvmlab.figures.formats import count, day, number
from cvmlab.loyalty.relationship.index import relationship_index
from cvmlab.loyalty.relationship.waves import FACETS, index_waves
from cvmlab.loyalty.relationship.waves_result import IndexWaves
from cvmlab.stats.scales.careless import careless

NAMED = 0.5  # of a wave's answers must name the customer, else it asked no names
FEWEST_TWICE = 30  # people who answered both times; fewer say little of the others
TABLE = "survey"


def bond_tile(ws: Workspace, look: Look) -> Tile:
    """The relationship index of 0 to 100, this year and the year before.

    Parameters
    ----------
    ws : Workspace
        ``survey`` with the items of trust, known, belonging, care or meaning; ``date`` for two
        years, ``customer_id`` to ask the same people, ``wave`` where there are several a year.
    look : Look

    Returns
    -------
    Tile
        Of each year the last wave that asked names counts; where no wave did, the last one.

    Notes
    -----
    Of those who answered in both waves, where they are thirty or more: their index then and now,
    the change that of the same people. Else of all who answered, the change counting whoever
    answered twice once (:func:`cvmlab.loyalty.relationship.wave_changes.changes`). Waves whose
    questions were not understood alike are not compared, and hasty answers are left out. Nobody is
    weighted for those who did not answer.
    """
    tile = Tile("bond", "Relationship index, all who answered", "relationships", "number",
                "higher", "asked", "33")  # fmt: skip
    missing = ws.missing(TABLE)
    asked = None if missing else ws.survey.frame()
    facets = {} if asked is None else _facets(asked)
    if asked is None or not facets:
        lacks = missing or "The table survey has no questions on the relationship, such as trust_1."
        return replace(
            tile,
            missing=f"{lacks} Orders can never show a relationship: the customer decides whether "
            "there is one (Barnes), so somebody has to ask.",
        )
    try:
        return _asked(tile, _waves(asked, look), facets, look)
    except DataProblem as problem:
        return replace(tile, missing=problem.sentences)


def _facets(survey: pd.DataFrame) -> dict[str, tuple[str, ...]]:
    """The questions on the relationship; a column that nobody answered is none."""
    answered = [str(name) for name in survey.dropna(axis=1, how="all")]
    parts = [name.rpartition("_") for name in answered]
    found = {
        facet: tuple("".join(part) for part in parts if part[0] == facet and part[2].isdigit())
        for facet in FACETS
    }
    return {facet: items for facet, items in found.items() if items}


def _waves(survey: pd.DataFrame, look: Look) -> pd.DataFrame:
    """The answers with the year (0 before, 1 now) and the first day of their wave.

    A wave lies where its middle answer does; without waves a year's answers are one.
    """
    rows = survey.assign(day=pd.to_datetime(survey["date"]) if "date" in survey else pd.NaT)
    if "customer_id" not in rows:
        rows["customer_id"] = None
    if rows["day"].isna().all():  # nobody knows when: the last wave is that of now
        last = rows["wave"].max() if "wave" in rows and rows["wave"].notna().any() else None
        return rows.assign(
            year=1 if last is None else (rows["wave"] == last).astype(int).replace(0, -1), wave=1
        )
    rows = rows[rows["day"].notna()]  # a wave after the last order is one of now
    starts = [pd.Timestamp(look.start_before), pd.Timestamp(look.start)]
    middle = rows["day"]
    if "wave" in rows and rows["wave"].notna().any():
        rows = rows[rows["wave"].notna()]
        middle = rows.groupby("wave")["day"].transform("median")
    year = (middle >= starts[0]).astype(int) + (middle >= starts[1]).astype(int) - 1
    rows = rows.assign(year=year)
    return rows if "wave" in rows else rows.assign(wave=rows["year"])


def _asked(tile: Tile, rows: pd.DataFrame, facets: Mapping[str, Sequence[str]], look: Look) -> Tile:
    """The last waves of both years that may be held against each other."""
    names = rows.groupby(["year", "wave"])["customer_id"].agg(lambda who: who.notna().mean())
    now = _last(names, 1, any(names[names.index.get_level_values("year") == 1] >= NAMED))
    if now is None:
        return replace(tile, missing=f"Nobody was asked in the {look.now_said}.")
    named = bool(names[now] >= NAMED)
    before = _last(names, 0, named)
    here = rows[(rows["year"] == 1) & (rows["wave"] == now[1])]
    if before is None:
        why = (
            "No date stands beside the answers, so there is no year before."
            if rows["day"].isna().all()
            else "In the year before nobody was asked."
            if not (rows["year"] == 0).any()
            else "The year before cannot stand beside it: one of the two asked names and the other "
            "did not."
        )
        return _alone(tile, here, facets, look, why)
    then = rows[(rows["year"] == 0) & (rows["wave"] == before[1])]
    both = pd.concat([then.assign(wave=0), here.assign(wave=1)]).sort_values("day", kind="stable")
    if named:  # who answered twice in one wave is heard once, as he spoke last
        both = both[both["customer_id"].notna()]
        both = both.drop_duplicates(["wave", "customer_id"], keep="last")
    else:  # nobody knows who they are, so everybody is somebody else
        both = both.assign(customer_id=[f"answer {n}" for n in range(len(both))])
    try:
        found = index_waves(both, facets=facets, level=look.level)
    except DataProblem as problem:
        return _alone(tile, here, facets, look, f"It stands alone. {problem.sentences}")
    if not found.comparable:
        return _alone(tile, here, facets, look, found.sentence)
    when = (f"wave of {day(then['day'].min())}", f"wave of {day(here['day'].min())}")
    apart = _apart(names, rows, (before, now)) if named else ""
    return _compared(tile, found, when, apart)


def _last(names: pd.Series, year: int, named: bool) -> tuple[int, Any] | None:
    """The last wave of a year that asked names, or that did not."""
    fit = names[(names >= NAMED) == named]
    waves = [key for key in fit.index if key[0] == year]
    return max(waves, key=lambda key: key[1]) if waves else None


def _compared(tile: Tile, found: IndexWaves, when: tuple[str, str], apart: str) -> Tile:
    row: Any = next(found.changes.itertuples())
    everybody = {one.wave: one for one in found.table.itertuples()}
    then, here = everybody[0], everybody[1]
    if row.both >= FEWEST_TWICE:
        return replace(
            tile,
            name="Relationship index, same people again",
            now=Reading(row.stand, row.stand_low, row.stand_high, when[1]),
            before=Reading(row.stood, row.stood_low, row.stood_high, when[0]),
            change=(row.same, row.same_low, row.same_high),
            sentence=f"{count(row.both)} customers who answered both in the {when[0]} and in the "
            f"{when[1]}. All {count(here.answers)} who answered last stand at "
            f"{number(here.index, 1)}, the {count(then.answers)} of before stood at "
            f"{number(then.index, 1)}: who has left answers nothing.{apart}",
        )
    return replace(
        tile,
        now=Reading(here.index, here.low, here.high, when[1]),
        before=Reading(then.index, then.low, then.high, when[0]),
        change=(row.change, row.low, row.high),
        sentence=f"{count(here.answers)} customers answered in the {when[1]}, "
        f"{count(then.answers)} in the {when[0]}, and {count(row.both)} of them surely both times: "
        f"others may be asked now than then, and who has left answers nothing.{apart}",
    )


def _alone(
    tile: Tile, rows: pd.DataFrame, facets: Mapping[str, Sequence[str]], look: Look, why: str
) -> Tile:
    """The index of one wave, without what was before it."""
    items = [item for group in facets.values() for item in group]
    complete = rows[rows[items].notna().all(axis=1)]
    kept = complete[careless(complete[items], {"index": items}).kept] if len(complete) else complete
    found = relationship_index(
        kept[items], facets, ids=[str(n) for n in range(len(kept))], level=look.level
    )
    asked_on = rows["day"].min()
    when = "day not known" if pd.isna(asked_on) else f"wave of {day(asked_on)}"
    return replace(
        tile,
        now=Reading(found.mean, found.mean_low, found.mean_high, when),
        sentence=f"{count(len(kept))} customers answered ({when}). {why}",
    )


def _apart(names: pd.Series, rows: pd.DataFrame, used: tuple[Any, Any]) -> str:
    """What was asked without names in these two years, and stands apart."""
    later = [key for key in names.index if key not in used and key[0] >= 0 and names[key] < NAMED]
    if not later:
        return ""
    days = [rows[(rows["year"] == y) & (rows["wave"] == w)]["day"].min() for y, w in later]
    return f" What was asked without names stands apart ({', '.join(map(day, days))})."
