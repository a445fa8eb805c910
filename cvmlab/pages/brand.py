"""A firm's own name, logo and colours on the pages it mails, from an optional ``brand.toml``.

.. code-block:: toml

    name = "Kestrel Foods"
    logo = "logo.png"                        # png, jpg or svg, beside this file
    accent = "#0B6E4F"                       # lines, links, first chart colour
    heading = "#16324F"                      # titles
    confidentiality = "Confidential: for the board only"
"""

from __future__ import annotations

import re
import tomllib
from base64 import b64encode
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cvmlab.errors import DataProblem, Problem, one_problem, suggestion
from cvmlab.figures.style import COLOURS, INK

_KEYS = ("name", "logo", "accent", "heading", "confidentiality")
_IMAGE_TYPES = {
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".svg": "image/svg+xml",
}
_LARGEST_LOGO = 500_000  # bytes; the page has to stay mailable
_COLOUR = re.compile(r"#[0-9A-Fa-f]{6}")
_READABLE = 3.0  # contrast with white that graphics need (WCAG 2.2, 1.4.11)


@dataclass(frozen=True)
class Brand:
    """How a report is dressed; every field has a plain default."""

    name: str = ""
    logo: str = ""  # a data URI
    accent: str = COLOURS[0]
    heading: str = INK
    confidentiality: str = ""

    @property
    def chart_accent(self) -> str | None:
        """The accent colour for charts, unless it is too pale to be seen as a line on white."""
        return self.accent if contrast_with_white(self.accent) >= _READABLE else None


def read_brand(path: str | Path) -> Brand:
    """Read and check a brand file.

    Raises
    ------
    DataProblem
        With everything that is wrong in the file: unknown keys, a missing or unusable logo, a
        colour that is none.
    """
    path = Path(path)
    try:
        given = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise one_problem(
            f'The brand file "{path}" cannot be read', "check its path and name."
        ) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise DataProblem(
            [Problem(f"It is not valid TOML: {error}", 'write lines such as name = "Kestrel".')],
            source=path.name,
        ) from error
    problems = _problems(given, path.parent)
    if problems:
        raise DataProblem(problems, source=path.name)
    logo = given.get("logo")
    texts = {key: value.strip() for key, value in given.items() if key != "logo"}
    return Brand(**texts, logo=_data_uri(path.parent / logo) if logo else "")


def contrast_with_white(colour: str) -> float:
    """Contrast ratio of a ``#rrggbb`` colour on white paper (WCAG 2.2).

    Examples
    --------
    >>> contrast_with_white("#000000"), round(contrast_with_white("#FFD700"), 1)
    (21.0, 1.4)
    """
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    light = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    luminance = 0.2126 * light[0] + 0.7152 * light[1] + 0.0722 * light[2]
    return 1.05 / (luminance + 0.05)


def _problems(given: dict[str, Any], folder: Path) -> list[Problem]:
    problems = []
    for key, value in given.items():
        if key not in _KEYS:
            remedy = f"use only {', '.join(_KEYS)}.{suggestion(key, _KEYS)}"
            problems.append(Problem(f'"{key}" is not a brand setting', remedy))
        elif not isinstance(value, str):
            problems.append(Problem(f'"{key}" is not text', "put its value in quotation marks."))
        elif key in ("accent", "heading") and not _COLOUR.fullmatch(value.strip()):
            what = f'"{key}" is not a colour: "{value}"'
            problems.append(Problem(what, 'write it as "#" and six digits, such as "#0B6E4F".'))
        elif key == "heading" and contrast_with_white(value.strip()) < _READABLE:
            what = f'"heading" is too pale to read on white paper: "{value}"'
            problems.append(Problem(what, "choose a darker colour."))
        elif key == "logo" and value:
            problems.extend(_logo_problems(folder / value, value))
    return problems


def _logo_problems(path: Path, written: str) -> list[Problem]:
    if path.suffix.lower() not in _IMAGE_TYPES:
        return [Problem(f'The logo "{written}" is no png, jpg or svg file', "give one of these.")]
    if not path.is_file():
        remedy = "its path counts from the folder of the brand file."
        return [Problem(f'The logo file "{written}" does not exist', remedy)]
    size = path.stat().st_size
    if size > _LARGEST_LOGO:
        what = f'The logo "{written}" has {size / 1000:,.0f} kB'
        return [Problem(what, f"make it smaller than {_LARGEST_LOGO / 1000:,.0f} kB.")]
    return []


def _data_uri(path: Path) -> str:
    """The image inside the page; as an image even an SVG can run no script and fetch nothing."""
    kind = _IMAGE_TYPES[path.suffix.lower()]
    return f"data:{kind};base64,{b64encode(path.read_bytes()).decode('ascii')}"
