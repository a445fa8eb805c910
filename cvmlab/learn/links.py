"""Links between pages, kept leading to the same place when a page is copied elsewhere."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from pathlib import Path

# What stands before a link's target in Markdown or in HTML, and the target up to its anchor.
_LINK = re.compile(r"""(\]\(\s*|\b(?:href|src)=["'])([^)\s"'#]+)""")


def relinked(text: str, was: Path, now: Path, moved: Callable[[Path], Path]) -> str:
    """A text with its links to files as they must read in another folder.

    Parameters
    ----------
    text : str
        Markdown; links to addresses, anchors and files that are not there stay as they are.
    was, now : Path
        The folder the text comes from, and the one it goes to.
    moved : callable
        Where a file that is linked to stands for readers of the copy.

    Examples
    --------
    >>> here = Path(__file__).parent
    >>> relinked("See [how](links.py#top).", here, here / "copy", lambda file: file)
    'See [how](../links.py#top).'
    """

    def new(link: re.Match[str]) -> str:
        if ":" in link[2]:
            return link[0]
        target = (was / link[2]).resolve()
        if not target.is_file():
            return link[0]
        return link[1] + Path(os.path.relpath(moved(target), now)).as_posix()

    return _LINK.sub(new, text)
