"""The board page: three considerations, twelve figures, the decisions, the marks and the plan.

One page, because a board reads one. A figure stands with its interval, its year before, its target
and a name; what cannot be measured stays visible, small, with what is missing.

Sources: a common blueprint of customer value management (2010): three considerations, "visualized,
managed and reported as one business driver"; Few (2006), "Information Dashboard Design": one
screen, a figure beside its comparison.
"""

from __future__ import annotations

import html
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cvmlab.blueprint.agenda.agenda import PlanLine
from cvmlab.blueprint.board_result import Blueprint
from cvmlab.blueprint.page.below_tiles import decisions_block, marks_block, plan_block
from cvmlab.blueprint.page.board_style import STYLE
from cvmlab.blueprint.page.page_text import page_text
from cvmlab.blueprint.page.tile_card import tile_card
from cvmlab.blueprint.tiles.tile import AREAS, Area
from cvmlab.figures.formats import count, percent

if TYPE_CHECKING:
    from cvmlab.pages.brand import Brand

_KEY = (
    ('<rect class="was" y="5" width="30" height="6"/><path class="was" d="M15 3v10"/>',
     "year before"),
    ('<rect class="is" y="5" width="30" height="6"/><circle class="is" cx="15" cy="8" r="4.5"/>',
     "this year"),
    ('<path class="aim" d="M15 4V16M11 0h8l-4 5z"/>', "target"),
)  # fmt: skip


@dataclass(frozen=True, eq=False)
class BoardPage:
    """The board page, to show in a notebook or to write to a file; see :func:`board_page`.

    Attributes
    ----------
    board : Blueprint
    plan : tuple of PlanLine
    firm : str
    """

    board: Blueprint
    plan: tuple[PlanLine, ...] = ()
    firm: str = ""

    @property
    def title(self) -> str:
        """What stands at its head."""
        return f"{self.firm}: the blueprint" if self.firm else "The blueprint"

    @property
    def standing(self) -> str:
        """The two years, how much is measured, and how much of it is nobody's."""
        board = self.board
        nobody = len(board.without_owner)
        whose = f"{count(nobody)} without an owner" if nobody else "each with an owner"
        return (
            f"{board.look.now_said[:1].upper()}{board.look.now_said[1:]}, beside the "
            f"{board.look.before_said}: {count(len(board.measured))} of "
            f"{count(len(board.tiles))} measured, {whose}; {percent(board.look.level)} intervals"
        )

    @cached_property
    def html(self) -> str:
        """The page as a piece of HTML with its own style, and nothing from outside."""
        key = "".join(
            f'<span><svg viewBox="0 0 30 16" aria-hidden="true">{shape}</svg>{words}</span>'
            for shape, words in _KEY
        )
        head = (
            f'<header class="top"><div><h1><bdi>{html.escape(self.title)}</bdi></h1>'
            f'<p>{html.escape(self.standing)}</p></div><div class="key">{key}</div></header>'
        )
        areas = "".join(self._area(area) for area in AREAS)
        below = "".join(
            f"<section><h2>{title}</h2>{block}</section>"
            for title, block in (
                ("Decisions, in customer equity", decisions_block(self.board)),
                ("Are we about relationships?", marks_block(self.board)),
                ("The plan", plan_block(self.plan)),
            )
        )
        return (
            f'<style>{STYLE}</style><div class="board">{head}<div class="areas">{areas}</div>'
            f'<div class="below">{below}</div></div>'
        )

    def write(self, path: str | Path, *, brand: Brand | None = None) -> Path:
        """Write the page to a file that stands alone: it prints on one A4 sheet, landscape.

        Parameters
        ----------
        path : path
        brand : Brand, optional
            Name, logo and colours.

        Returns
        -------
        Path
            The file; the same page gives the same bytes.
        """
        from cvmlab.pages.brand import Brand
        from cvmlab.pages.export import written_page

        path = Path(path)
        page = written_page(
            "fragment.html.j2", {"fragment": self.html}, title=self.title,
            brand=brand or Brand(), sheet="board.css",
        )  # fmt: skip
        path.write_text(page, encoding="utf-8", newline="\n")
        return path

    def _area(self, area: Area) -> str:
        name, question = AREAS[area]
        cards = "".join(map(tile_card, self.board.of_area(area)))
        return (
            f'<section class="area"><header><h2>{name}</h2> <p>{question}</p></header>'
            f"{cards}</section>"
        )

    def __repr__(self) -> str:
        return page_text(self.title, self.standing, self.board, self.plan)

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, str]:
        return {"text/html": self.html, "text/plain": repr(self)}


def board_page(
    board: Blueprint,
    *,
    plan: Iterable[PlanLine | Mapping[str, Any] | Any] | None = None,
    firm: str = "",
) -> BoardPage:
    """The board page of a firm, as one screen and one printed sheet.

    Parameters
    ----------
    board : Blueprint
        :func:`cvmlab.current_blueprint`.
    plan : iterable of PlanLine or dict, optional
        Lines that stand before those of the firm's agenda: what, who, by, sign.
    firm : str
        By default the name in the agenda.

    Returns
    -------
    BoardPage
    """
    lines = board.agenda.with_plan(plan or ()).plan
    return BoardPage(board, (*lines, *board.agenda.plan), firm or board.agenda.firm)
