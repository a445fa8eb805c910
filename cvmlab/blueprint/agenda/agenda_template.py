"""A first ``blueprint.toml`` for a firm: its own figures, with blanks for whoever answers."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable

from cvmlab.blueprint.tiles.tile import AREAS, Area, Tile
from cvmlab.loyalty.relationship.four_marks import MARKS, SCALE

_HEAD = """# The board page: who answers for which figure, what is decided, and the plan.
# Fill in what is between the quotation marks; what is left empty shows as such on the page.
# A line that begins with # is a remark.
firm = ""
"""
_TARGETS = {
    "share": 'a share, such as "80%" or 0.8',
    "money": "in {currency}",
    "money_short": "in {currency}, such as 1_500_000",
    "number": "a number",
}
_DECISIONS = """
# Decisions for the year to come: what each does to customer equity is worked out. Take the # away
# and write your own; an effect is a number, or [estimate, low, high]. Instead of kept, customers
# and cost_each there can be: stay (share of those who would stay, so many more), fewer_leave (share
# of those who leave), margin (on every sale), won (customers more, by channel), or channel and
# spend_times (today's spend times so much).
# [[decisions]]
# name = "a programme for 1,000 customers"
# owner = "…"
# kept = [0.02, 0.005, 0.035]
# customers = 1_000
# cost_each = 5.00
# cost = 0
# basis = "assumption"             # or "by lot", "association"
"""
_PLAN = """
# The plan: what, who, by which day, and the sign by which one will know. Once more for each line.
[[plan]]
what = ""
who = ""
by = ""
sign = ""
"""
_WIDTH = 98


def first_agenda(tiles: Iterable[Tile], *, currency: str = "") -> str:
    """The text of a first ``blueprint.toml``, to be filled in.

    Parameters
    ----------
    tiles : iterable of Tile
        The figures of the page; those that cannot be measured say what is missing.
    currency : str
        Of the targets.

    Returns
    -------
    str
        It can be read as it is: nobody answers for anything yet.

    Examples
    --------
    >>> tile = Tile("kept", "Regulars who still come", "retention", "share", "higher", "counted",
    ...             "54")
    >>> first_agenda([tile]).splitlines()[7:10]
    ['# Regulars who still come: not measured.', '[tiles.kept]', 'owner = ""']
    """
    parts = [_HEAD]
    area: Area | None = None
    for tile in tiles:
        if tile.area != area:
            area = tile.area
            name, question = AREAS[area]
            parts.append(f"\n# {name}: {question}\n")
        parts.append(_of_tile(tile, currency or "your currency"))
    low, high = SCALE
    parts.append(
        f"\n# How you rate the firm yourself, from {low} (not at all) to {high} (fully): it …\n"
        "[marks]\n"
    )
    parts += [f'{mark} = ""{" " * (18 - len(mark))}# {said}\n' for mark, said in MARKS.items()]
    return "".join([*parts, _DECISIONS, _PLAN])


def _of_tile(tile: Tile, currency: str) -> str:
    """A tile's blanks, below what it is this year."""
    if tile.measured:
        known = f" ({tile.range_said})" if tile.range_said else ""
        now = f"{tile.name}: {tile.said}{known}"
    else:
        now = f"{tile.name}: not measured. {tile.missing}"
    word = "at least" if tile.better == "higher" else "at most"
    meant = _TARGETS[tile.unit].format(currency=currency)
    return (
        f'\n{_remark(now)}\n[tiles.{tile.key}]\nowner = ""\ntarget = ""'
        f"{' ' * 10}# {word}; {meant}\n"
    )


def _remark(text: str) -> str:
    """Words as lines of remarks: whatever stands in a table's name, none of it is read."""
    clean = " ".join("".join(c if c.isprintable() else " " for c in text).split())
    return "\n".join(f"# {line}" for line in textwrap.wrap(clean, _WIDTH - 2))
