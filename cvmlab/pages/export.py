"""An executed notebook as one page to mail: no code, nothing fetched from anywhere."""

from __future__ import annotations

import html
import re
import unicodedata
from base64 import b64decode, b64encode
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from cvmlab.pages.brand import Brand

_TEMPLATES = Path(__file__).parent / "templates"
_SHOWN = ["text/html", "text/markdown", "image/svg+xml", "image/png", "image/jpeg", "text/plain"]


def html_page(notebook: Any, *, brand: Brand | None = None, sheet: str = "") -> str:
    """One self-contained HTML page of an executed notebook.

    Parameters
    ----------
    notebook : nbformat.NotebookNode
    brand : Brand, optional
        Name, logo, colours and confidentiality line for its head and foot.
    sheet : str, optional
        A style sheet of the templates' folder beside the common one, such as "lesson.css". By
        default the one the notebook names: ``"cvmlab": {"sheet": "board.css"}`` in its metadata.

    Notes
    -----
    A Markdown cell tagged ``fold`` opens a part that is folded under its heading, up to the next
    such cell or to the end, and that is not printed. In Jupyter it is a section like any other.
    """
    sheet = sheet or notebook.metadata.get("cvmlab", {}).get("sheet", "")
    resources = {"brand": brand or Brand(), "title": _title(notebook), "sheet": sheet}
    page, _ = _exporter().from_notebook_node(notebook, resources=resources)
    return _unbroken_amounts(str(page))


def written_page(
    template: str, content: Mapping[str, Any], *, title: str, brand: Brand, sheet: str = ""
) -> str:
    """A page that is no notebook's, with the same head and foot and the same promises.

    Parameters
    ----------
    template : str
        What stands between head and foot, in the templates' folder: "edition.html.j2".
    content : mapping
        What the template puts in.
    title : str
    brand : Brand
    sheet : str, optional
        As for :func:`html_page`.
    """
    resources = {"brand": brand, "title": title, "sheet": sheet}
    return _unbroken_amounts(fragment(template, {**content, "resources": resources}))


def fragment(template: str, content: Mapping[str, Any]) -> str:
    """A piece of a page, from a template of the templates' folder."""
    return str(_exporter().environment.get_template(template).render(**content))


def _unbroken_amounts(page: str) -> str:
    """A line must not end between the minus and the currency sign of an amount."""
    return re.sub("−(?=[€$£¥₹])", "−\u2060", page)


def charts(notebook: Any) -> dict[str, bytes]:
    """The charts of an executed notebook as PNG files by name, such as ``01-concentration.png``."""
    images = {}
    for number, (image, details) in enumerate(_images(notebook), start=1):
        name = slug(str(details.get("name", ""))) or "chart"
        images[f"{number:02d}-{name}.png"] = b64decode(image)
    return images


def slug(text: str) -> str:
    """A text as part of a file's name: at most 40 letters, digits and hyphens.

    Examples
    --------
    >>> slug("../../Café & <b>Bar"), slug("日本")
    ('cafe-b-bar', '')
    """
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain)[:40].strip("-")


def _images(notebook: Any) -> Iterator[tuple[str, dict[str, Any]]]:
    for cell in notebook.cells:
        for output in cell.get("outputs", []):
            if "image/png" in output.get("data", {}):
                yield output.data["image/png"], output.get("metadata", {}).get("image/png", {})


def _title(notebook: Any) -> str:
    titles = (heading(cell.source, "#") for cell in notebook.cells if cell.cell_type == "markdown")
    return next(filter(None, titles), "Report")


def heading(source: str, level: str = "#+") -> str:
    """The first heading of a Markdown cell as plain text; empty where there is none.

    Examples
    --------
    >>> heading("## What was *read*\\n\\nEvery row.")
    'What was read'
    """
    found = re.search(rf"^{level}\s+(.+?)\s*#*$", source, flags=re.MULTILINE)
    # A sign behind a backslash is that sign, not Markdown's.
    plain = r"\\([^\w\s])|[*_`]"
    return re.sub(plain, lambda sign: sign[1] or "", found[1]) if found else ""


def folds(notebook: Any) -> list[str]:
    """The cells that open a folded part, by their ids."""
    cells = (cell for cell in notebook.cells if cell.cell_type == "markdown")
    return [cell["id"] for cell in cells if "fold" in cell.metadata.get("tags", [])]


@cache
def _exporter() -> Any:
    from nbconvert.exporters import TemplateExporter
    from traitlets.config import Config

    from cvmlab.pages.markdown import authored, computed

    exporter = TemplateExporter(
        config=Config({"NbConvertBase": {"display_data_priority": _SHOWN}}),
        extra_template_basedirs=[str(_TEMPLATES)],
        template_name="cvmlab",
        template_file="page.html.j2",
        file_extension=".html",
    )
    for name, function in (
        ("authored", authored),
        ("computed", computed),
        ("passages", passages),
        ("figure", figure),
        ("folds", folds),
        ("heading", heading),
        ("css_string", css_string),
    ):
        exporter.register_filter(name, function)
    return exporter


def is_prose(text: str) -> bool:
    """Whether printed text is sentences, not columns set out with blanks."""
    return not re.search(r"\S {2,}\S|^\s|\t", text, flags=re.MULTILINE)


def passages(text: str) -> list[tuple[bool, str]]:
    """Printed text cut where sentences and columns meet: (is it sentences?, the text) in order.

    Examples
    --------
    >>> passages("Two kinds.\\nKind  Count\\n----  -----\\nhard     47")
    [(True, 'Two kinds.'), (False, 'Kind  Count\\n----  -----\\nhard     47')]
    >>> passages("Call:\\n  one\\n  two")
    [(False, 'Call:\\n  one\\n  two')]
    """
    if is_prose(text.strip()):
        return [(True, text)]
    found: list[tuple[bool, str]] = []
    for block in re.split(r"\n\s*\n", text.strip("\n")):
        lines = block.splitlines()
        while len(lines) > 1 and is_prose(lines[0]) and lines[0].rstrip().endswith((".", "!", "?")):
            found.append((True, lines.pop(0)))
        alone = len(lines) == 1 and is_prose(lines[0])
        found.append((alone, "\n".join(lines)))
    return found


def figure(output: Any, kind: str) -> str:
    """An image output as HTML, in its own size and with what it says to those who do not see it."""
    details = output.get("metadata", {}).get(kind, {})
    spoken = details.get("alt") or output.data.get("text/plain", "")
    alt = "Chart" if not spoken or spoken.startswith("<") else " ".join(spoken.split())
    width, height = int(details.get("width", 0)), int(details.get("height", 0))
    size = f' width="{width}" height="{height}"' if width and height else ""
    limit = f' style="max-width: {width}px"' if width else ""
    image = output.data[kind]
    if kind == "image/svg+xml":  # the only kind that notebooks hold as text
        image = b64encode(image.encode()).decode()
    source = f"data:{kind};base64,{''.join(image.split())}"
    return f'\n<figure{limit}><img src="{source}" alt="{html.escape(alt)}"{size}></figure>'


def css_string(text: str) -> str:
    r"""A text as a CSS string that cannot end early, in a page's style sheet.

    Examples
    --------
    >>> css_string('a"</style>')
    '"a\\000022\\00003C\\00002Fstyle\\00003E"'
    """
    safe = (c if c.isalnum() or c in " .,:;-()" else f"\\{ord(c):06X}" for c in text)
    return '"' + "".join(safe) + '"'
