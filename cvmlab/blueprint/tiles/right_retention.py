"""The tiles of right retention: do the right ones stay, and what if it goes wrong?

A firm keeps its customers in three places: at the till, where they come again or do not; at the
service desk, where a failure is put right or is not; and, where business is won by offers, in the
bid. Whether the right ones are kept is asked beside: heads and margin need not go together.

Source: a common blueprint of customer value management (2010), on right retention, on how failures
are responded to, and on bid, win and loss analysis.
"""

from __future__ import annotations

from dataclasses import replace

from cvmlab.blueprint.look import Look
from cvmlab.blueprint.tiles.kept_tiles import kept_tiles
from cvmlab.blueprint.tiles.share_tile import counted_share
from cvmlab.blueprint.tiles.tile import Tile
from cvmlab.data.workspace import Workspace


def retention_tiles(ws: Workspace, look: Look) -> list[Tile]:
    """Whether regulars still come, with how much margin, and whether failures and bids turn out.

    Parameters
    ----------
    ws : Workspace
        Orders are enough for the first two; failures are read from ``service_events``
        (``customer_id, date, recovered``), bids from ``bids`` (``client, date, won``).
    look : Look

    Returns
    -------
    list of four Tile
        kept, margin-kept, put-right, bids-won; what cannot be measured says what is missing.
    """
    return [*kept_tiles(ws, look), _put_right(ws, look), _bids_won(ws, look)]


def _put_right(ws: Workspace, look: Look) -> Tile:
    tile = Tile("put-right", "Failures put right", "retention", "share", "higher", "counted",
                "34")  # fmt: skip
    missing = ws.missing("service_events", "customer_id", "date", "recovered")
    if missing:
        return replace(
            tile,
            missing=f"{missing} In a firm it is the list of complaints or tickets: whose, when, "
            "and whether it was put right.",
        )
    events = ws.service_events.frame()
    return counted_share(
        tile, look, events, date="date", mark="recovered", who="customer_id", things="failures",
        said="were put right", whose="customers",
    )  # fmt: skip


def _bids_won(ws: Workspace, look: Look) -> Tile:
    tile = Tile("bids-won", "Bids won", "retention", "share", "higher", "counted", "14")
    missing = ws.missing("bids", "client", "date", "won")
    if missing:
        return replace(
            tile,
            missing=f"{missing} In a firm it is the list of quotes or tenders: to whom, when, and "
            "whether it was won.",
        )
    return counted_share(
        tile, look, ws.bids.frame(), date="date", mark="won", who="client", things="bids",
        said="were won", whose="clients",
    )  # fmt: skip
