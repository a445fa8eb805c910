"""Are we serving the right customers? What they are worth, cost, pay back and begin with.

Source: a common blueprint of customer value management (2010), "The Right Customers": what does it
cost to acquire one, and which value ends up on the bottom line over the relation?
"""

from __future__ import annotations

from cvmlab.blueprint.look import Look
from cvmlab.blueprint.tiles.equity_tile import equity_tile
from cvmlab.blueprint.tiles.newcomers_tile import newcomers_tile
from cvmlab.blueprint.tiles.payback_tile import payback_tile
from cvmlab.blueprint.tiles.tile import Tile
from cvmlab.blueprint.tiles.winning_cost_tile import winning_cost_tile
from cvmlab.data.workspace import Workspace


def customer_tiles(ws: Workspace, look: Look) -> list[Tile]:
    """The four tiles of the right customers.

    Parameters
    ----------
    ws : Workspace
        Orders suffice for the first and the last; what is missing for the others they say.
    look : Look
        The two years that are held against each other.

    Returns
    -------
    list of Tile
        Customer equity, cost of a customer won, who paid back, what newcomers bring: always four.
    """
    return [
        equity_tile(ws, look), winning_cost_tile(ws, look), payback_tile(ws, look),
        newcomers_tile(ws, look),
    ]  # fmt: skip
