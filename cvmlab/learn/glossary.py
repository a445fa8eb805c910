"""The glossary: its terms, the anchors that lessons link to, and the page beside the handouts."""

from __future__ import annotations

import html
import re
from typing import Any

from cvmlab.paths import ROOT

SOURCE = ROOT / "docs" / "glossary.md"
_TERM = re.compile(r"^### +(.+?) *$", flags=re.MULTILINE)


def terms(text: str) -> dict[str, str]:
    """The terms of a glossary and what each means.

    Examples
    --------
    >>> terms("# Glossary\\n\\n## A\\n\\n### Agreement\\n\\nOf two coders.\\n\\n## B\\n")
    {'Agreement': 'Of two coders.'}
    """
    parts = _TERM.split(text)[1:]
    return {
        term: " ".join(re.sub(r"^## .*$", "", body, flags=re.MULTILINE).split())
        for term, body in zip(parts[::2], parts[1::2], strict=True)
    }


def anchor(term: str) -> str:
    """The name under which a term is linked to, as on the web pages that show Markdown.

    Examples
    --------
    >>> anchor("Gini index"), anchor("360° view"), anchor("Customer's customer")
    ('gini-index', '360-view', 'customers-customer')
    """
    return re.sub(r"[^\w\- ]", "", term.strip().lower()).replace(" ", "-")


def glossary_notebook(text: str) -> Any:
    """The glossary as a notebook of one cell, each term under its anchor, to be made a page of."""
    from nbformat import v4

    def heading(term: re.Match[str]) -> str:
        return f'<h3 id="{anchor(term[1])}">{html.escape(term[1])}</h3>'

    return v4.new_notebook(cells=[v4.new_markdown_cell(_TERM.sub(heading, text))])
