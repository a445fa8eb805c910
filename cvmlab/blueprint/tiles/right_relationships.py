"""The tiles of right relationships: do they fit us, and do they get what they came for?

A relationship is right where four things hold: the client asks for what we can deliver, and pays
for it; the customer says that there is a bond, for nobody else can; what is got is worth what is
given, beside what rivals give; and what customers have told is acted upon.

Source: a common blueprint of customer value management (2010), on fit, expectations and internal
customer intelligence; Barnes (2003), "Establishing meaningful customer relationships", on who
decides that there is one.
"""

from __future__ import annotations

from dataclasses import replace

from cvmlab.blueprint.look import Look
from cvmlab.blueprint.tiles.bond_tile import bond_tile
from cvmlab.blueprint.tiles.fit_tile import fit_tile
from cvmlab.blueprint.tiles.share_tile import counted_share
from cvmlab.blueprint.tiles.tile import Tile
from cvmlab.blueprint.tiles.value_tile import value_tile
from cvmlab.data.workspace import Workspace
from cvmlab.errors import DataProblem
from cvmlab.idic.customize.knowledge_flow import knowledge_flow
from cvmlab.idic.customize.knowledge_flow_result import USED


def relationship_tiles(ws: Workspace, look: Look) -> list[Tile]:
    """Whether clients fit, feel bound, get more than from rivals, and are listened to.

    Parameters
    ----------
    ws : Workspace
        None of the four can be had from orders.
    look : Look

    Returns
    -------
    list of four Tile
        fit, bond, value-for-money, told-and-used; what cannot be measured says what is missing.
    """
    return [fit_tile(ws, look), bond_tile(ws, look), value_tile(ws, look), told_tile(ws, look)]


def told_tile(ws: Workspace, look: Look) -> Tile:
    """The share of customers' recorded wishes that somebody has acted upon.

    Parameters
    ----------
    ws : Workspace
        ``preferences``: ``customer_id, preference, visible, used``, and ``recorded_on`` for two
        years.
    look : Look
    """
    tile = Tile("told-and-used", "Wishes told that are acted upon", "relationships", "share",
                "higher", "counted", "24")  # fmt: skip
    missing = ws.missing("preferences", "customer_id", "preference", "visible", "used")
    if missing:
        return replace(
            tile,
            missing=f"{missing} In a firm they are the notes on customers in its systems, with who "
            "sees them and whether anybody acted.",
        )
    try:
        notes = knowledge_flow(ws, level=look.level).table
    except DataProblem as problem:
        return replace(tile, missing=problem.sentences)
    notes = notes.assign(acted=notes["reached"] == USED)
    return counted_share(
        tile, look, notes, date="recorded_on", mark="acted", who="customer_id",
        things="wishes written down", said="were acted upon", whose="customers",
        note="A wish of last month has had less time than one of last year.",
    )  # fmt: skip
