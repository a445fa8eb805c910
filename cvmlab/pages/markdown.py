"""Markdown to HTML for pages that must work without a network: formulas become MathML.

Two readers on purpose. What a notebook's author wrote may hold HTML. What a cell printed may hold
text from somebody's data, so there every tag is shown as the characters it is made of.
"""

from __future__ import annotations

import html
from typing import Any, ClassVar

from nbconvert.filters.markdown_mistune import (
    IPythonRenderer,
    MarkdownWithMath,
    MathBlockParser,
    MathInlineParser,
)


class _Inline(MathInlineParser):
    # Pandoc's rule, so that "from $5 to $7" stays money: a formula starts with no blank after its
    # first dollar, ends with none before its last, and no digit follows it.
    SPECIFICATION: ClassVar[dict[str, str]] = {
        **MathInlineParser.SPECIFICATION,
        "inline_math_tex": r"(?<![$\\])\$(?=[^\s$])(?P<math_inline_tex>[^$]*?[^\s$\\])\$(?![\d$])",
    }


class _Renderer(IPythonRenderer):
    def inline_math(self, body: str) -> str:
        return mathml(body, display="inline")

    def block_math(self, body: str) -> str:
        return mathml(body, display="block")

    def latex_environment(self, name: str, body: str) -> str:
        return mathml(f"\\begin{{{name}}}{body}\\end{{{name}}}", display="block")


def authored(source: str) -> str:
    """HTML of a Markdown cell."""
    return _render(source, escape=False)


def computed(source: str) -> str:
    """HTML of Markdown that a cell put out; tags in it are text."""
    return _render(source, escape=True)


def mathml(formula: str, display: str) -> str:
    """A LaTeX formula as MathML; one that cannot be read is shown as it was written."""
    from latex2mathml.converter import convert

    try:
        return str(convert(formula.strip(), display=display))
    except Exception:  # latex2mathml documents no exception of its own
        return f"<code>{html.escape(formula.strip())}</code>"


def _render(source: str, *, escape: bool) -> str:
    renderer: Any = _Renderer(
        escape=escape, allow_harmful_protocols=False, exclude_anchor_links=True
    )
    parser = MarkdownWithMath(renderer=renderer, block=MathBlockParser(), inline=_Inline())
    return str(parser.render(source))
