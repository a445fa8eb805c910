"""Markdown of a notebook as it has to read on paper: other links, and no talk of cells and keys."""

from __future__ import annotations

import re
from collections.abc import Callable

ITEM = re.compile(r"^\s{0,3}(?:\d+[.)]|[-*])\s+(.*)$")
_LINK = re.compile(r"(?<!!)\[([^\]]+)\]\(([^)\s]+)\)")
# What is said of keys, cells and blanks helps nobody who holds paper.
_OF_THE_SCREEN = re.compile(
    r"____|`(?:hint|solution|check|progress)\(|\*Run\*"
    r"|\b(?:Shift and Enter|that runs it|run them all|run (?:the|this) cell|in a new cell|grey cell"
    r"|next cell holds|and run it|all you may change|path of a folder|Python takes|move the slider"
    r"|(?:leave|fill) a blank|(?:where|in) (?:the|each) blanks?)\b",
    flags=re.IGNORECASE,
)
_SENTENCES = re.compile(r"(?<=[.!?])[ \n]+(?=\S)")


def plain(markdown: str) -> str:
    """A line of Markdown without its marks.

    Examples
    --------
    >>> plain("**Discuss** the [Gini index](x.md#gini)")
    'Discuss the Gini index'
    """
    return re.sub(r"[*`]|(?<!\w)_|_(?!\w)", "", _LINK.sub(r"\1", markdown)).strip()


def without_screen(markdown: str) -> str:
    """Markdown without the sentences on how to work a notebook; sections and tables stay.

    Examples
    --------
    >>> without_screen("## Quiz\\n\\nThree questions. Run the cell for each. You have time.")
    '## Quiz\\n\\nThree questions. You have time.'
    >>> without_screen("### Before you start\\n\\nClick into a grey cell.")
    ''
    """
    if not _OF_THE_SCREEN.search(markdown):
        return markdown
    blocks = [_block_on_paper(block) for block in re.split(r"\n{2,}", markdown.strip())]
    kept = [block for block in blocks if block]
    is_bare = all(block.startswith("###") and "\n" not in block for block in kept)
    return "" if is_bare else "\n\n".join(kept)


def linked(markdown: str, moved: Callable[[str], str | None]) -> str:
    """Markdown with its links as they must read on another page.

    Parameters
    ----------
    markdown : str
    moved : callable
        A link's target → where it leads now, or None where there is no such page: then the words
        stay and the link goes.

    Examples
    --------
    >>> linked("See [a](a.md) and [b](b.md).", {"a.md": "a.html"}.get)
    'See [a](a.html) and b.'
    """

    def new(link: re.Match[str]) -> str:
        target = moved(link[2])
        return f"[{link[1]}]({target})" if target else link[1]

    return _LINK.sub(new, markdown)


def _block_on_paper(block: str) -> str:
    if not _OF_THE_SCREEN.search(block) or block.startswith(("#", "|")):
        return block
    lines = block.splitlines()
    if all(ITEM.match(line) for line in lines):
        return "\n".join(line for line in lines if not _OF_THE_SCREEN.search(line))
    sentences = _SENTENCES.split(block)
    kept = [one for one in sentences if not _OF_THE_SCREEN.search(one)]
    # Where most of it is about the screen, the rest only makes sense beside it.
    text = " ".join(kept) if 2 * len(kept) >= len(sentences) else ""
    return text + "**" if text.count("**") % 2 else text
