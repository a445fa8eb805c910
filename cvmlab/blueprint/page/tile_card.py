"""One tile of the board page as a card: the figure large, and all a board would ask about it."""

from __future__ import annotations

import html

from cvmlab.blueprint.page.interval_strip import interval_strip
from cvmlab.blueprint.tiles.tile import NOBODY, Tile

# A target's standing is a filled, a framed and a dashed badge: told apart without colour.
_STANDING = {"met": "met", "missed": "missed", "not decided": "open"}


def tile_card(tile: Tile) -> str:
    """A tile as HTML; one that is not measured is small, and says what is missing.

    Parameters
    ----------
    tile : Tile

    Returns
    -------
    str
        An ``<article>``; names, which a firm writes itself, are text and never markup.
    """
    name = f"<h3>{html.escape(tile.name)}</h3>"
    if tile.now is None:
        why = html.escape(tile.missing or "Not measured.")
        owner = f" Owner: {_name(tile.owner)}." if tile.owner else ""
        return (
            f'<article class="tile none">{name}'
            f'<p class="fine" title="{why}">{why}{owner}</p></article>'
        )
    beside = " ".join(
        f"<span>{html.escape(said)}</span>" for said in (tile.range_said, _other_time(tile)) if said
    )
    return (
        f'<article class="tile"><header>{name} <p class="how"><b>{html.escape(tile.evidence)}</b> '
        f"lesson {html.escape(tile.lesson)}</p></header>"
        f'<p class="value"><strong>{html.escape(tile.said)}</strong> <span>{beside}</span></p>'
        f"{interval_strip(tile)}"
        f'<p class="since">{since_said(tile)}</p>'
        f'<p class="who">{_owner(tile)}</p> <p class="aim">{_target(tile)}</p></article>'
    )


def since_said(tile: Tile) -> str:
    """What became of the figure since the year before, as HTML.

    Examples
    --------
    >>> from cvmlab.blueprint.tiles.tile import Reading
    >>> since_said(Tile("kept", "Kept", "retention", "share", "higher", "counted", "54",
    ...                 Reading(0.6), Reading(0.5), (0.1, 0.05, 0.15)))
    '<b class="better">↑ better</b> +10.0 points (+5.0 to +15.0), from 50.0%'
    """
    if tile.before is None:
        return "no year before to compare with"
    was = html.escape(tile.write(tile.before.value))
    if tile.change is None:
        return f"the year before: {was}"
    kind = tile.verdict if tile.verdict in ("better", "worse") else "same"
    sign = "≈" if kind == "same" else "↑" if tile.change[0] > 0 else "↓"
    change = html.escape(tile.change_said)
    return f'<b class="{kind}">{sign} {tile.verdict}</b> {change}, from {was}'


def _other_time(tile: Tile) -> str:
    """When it was, where it is not the year that stands at the head of the page."""
    period = tile.now.period if tile.now else ""
    return "" if period.startswith("year to") else period


def _owner(tile: Tile) -> str:
    return f"Owner: {_name(tile.owner)}" if tile.owner else f'<b class="nobody">{NOBODY}</b>'


def _target(tile: Tile) -> str:
    if not tile.target_said:
        return "no target"
    standing = tile.against_target
    return f'{html.escape(tile.target_said)} <b class="{_STANDING[standing]}">{standing}</b>'


def _name(text: str) -> str:
    """A name as text, in whichever direction its letters run."""
    return f'<bdi title="{html.escape(text)}">{html.escape(text)}</bdi>'
