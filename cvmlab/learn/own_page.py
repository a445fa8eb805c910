"""The last page of the course: the board page with the reader's own plan, kept in their copy."""

from __future__ import annotations

from cvmlab.blueprint.board_result import Blueprint
from cvmlab.blueprint.page.board_page import BoardPage, board_page
from cvmlab.learn.plan_lines import plan_lines
from cvmlab.learn.texts import say
from cvmlab.learn.working_copy import course_folder

PAGE = "blueprint.html"


def with_my_plan(board: Blueprint) -> BoardPage:
    """The board page with what the reader wrote under "In your company"; kept in their own copy.

    Parameters
    ----------
    board : Blueprint
        What :func:`cvmlab.current_blueprint` returned.

    Returns
    -------
    BoardPage
        Written to ``blueprint.html`` in the working copy the notebook runs in; a sentence says
        where it is, or that nothing was written.
    """
    lines = plan_lines()
    page = board_page(board, plan=lines) if lines else board_page(board)
    copy = course_folder()
    if copy is None:
        print(say("plan.page_nowhere"))
        return page
    path = copy / PAGE
    page.write(path)
    print(say("plan.page_at", path=path.relative_to(copy.parent).as_posix()))
    return page
