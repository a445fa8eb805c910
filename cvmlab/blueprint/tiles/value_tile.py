"""Value for money beside the rivals, as shoppers see it who know both: one figure, in money."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd

from cvmlab.blueprint.agenda.agenda import own_file
from cvmlab.blueprint.agenda.agenda_file import agenda_content
from cvmlab.blueprint.look import Look
from cvmlab.blueprint.tiles.tile import Reading, Tile
from cvmlab.data.workspace import Workspace
from cvmlab.errors import DataProblem
from cvmlab.figures.formats import count, money
from cvmlab.value_for.brands.brand_views import brand_views
from cvmlab.value_for.rivals.value_map import value_map
from cvmlab.value_for.weights.value_weights import value_weights

RATED = ("respondent_id", "brand", "freshness", "range", "own_products", "friendliness",
         "helpfulness", "checkout", "basket_price", "hassle_minutes", "share_bought")  # fmt: skip
RESAMPLES = 500


def value_tile(ws: Workspace, look: Look) -> Tile:
    """What the own brand gives beyond what its price and hassle ask, in money, beside its rivals.

    Parameters
    ----------
    ws : Workspace
        ``brand_perceptions`` with all questions, and the share bought of each brand, which says
        what a point is worth in money. The own brand is the one whose name is in the firm's, as
        the ``blueprint.toml`` in the folder writes it; else the one most people rate.
    look : Look

    Notes
    -----
    The advantage on the customer value map: fair cost less cost, against the mean of all brands;
    see :func:`cvmlab.value_for.rivals.value_map.value_map`. Respondents are drawn again.
    """
    tile = Tile("value-for-money", "Value for money beside rivals", "relationships", "money",
                "higher", "asked", "41", currency=look.currency)  # fmt: skip
    missing = ws.missing("brand_perceptions", *RATED)
    if missing:
        return replace(
            tile,
            missing=f"{missing} In a firm it is a survey of shoppers who rate you and the rivals "
            "they know.",
        )
    table = ws.brand_perceptions.frame()
    if table.empty:
        return replace(tile, missing="The table brand_perceptions has no rows.")
    try:
        views = brand_views(table, own=_own_brand(ws, table["brand"]), currency=look.currency)
        worths = value_weights(views, level=look.level, resamples=RESAMPLES)
        found = value_map(views, weights=worths, level=look.level, resamples=RESAMPLES)
    except DataProblem as problem:
        return replace(tile, missing=problem.sentences)
    mine = found[found.own]
    best = found.table.loc[found.table["brand"] != found.own].nlargest(1, "advantage")
    side = "more" if mine.advantage >= 0 else "less"
    each = money(abs(mine.advantage), look.currency or None)
    sentence = (
        f"By {count(found.respondents)} shoppers, {found.own} gives {each} {side} for a basket "
        f"than its price and hassle ask, beside {count(len(found.table) - 1)} rivals"
    )
    for row in best.itertuples():
        sentence += f"; the best of these, {row.brand}, {_gives(float(row.advantage), look)}"
    now = Reading(float(mine.advantage), float(mine.low), float(mine.high), "asked once, no date")
    return replace(
        tile, now=now, sentence=f"{sentence}. It was asked once, so there is no year before: ask "
        "the same questions again.",
    )  # fmt: skip


def _gives(advantage: float, look: Look) -> str:
    return f"{money(abs(advantage), look.currency or None)} {'more' if advantage >= 0 else 'less'}"


def _own_brand(ws: Workspace, rated: pd.Series) -> str:
    """The firm's brand among those rated; a rival may be better known."""
    try:
        path = own_file(ws)
        firm = str(agenda_content(path)[0].get("firm", "")) if path else ""
    except DataProblem:  # said where the agenda is read
        firm = ""
    brands = [str(name) for name in rated.value_counts().index]
    return next((name for name in brands if name.casefold() in firm.casefold()), brands[0])
