"""A mapping as people write it: TOML or JSON in, TOML out."""

from __future__ import annotations

import json
import re
import tomllib
from pathlib import Path
from typing import Any

from cvmlab.errors import one_problem


def mapping_content(given: dict[str, Any] | str | Path | None) -> tuple[dict[str, Any], str]:
    """What a mapping says, and what it is called in a message.

    Parameters
    ----------
    given : dict, str or Path, optional
        Nothing, a dict (or its JSON), or the path of a TOML file.

    Examples
    --------
    >>> mapping_content('{"dates": "dmy"}')
    ({'dates': 'dmy'}, 'the mapping')
    """
    if not given:
        return {}, "the mapping"
    if isinstance(given, str) and given.lstrip().startswith("{"):
        given = _from_json(given)
    if isinstance(given, dict):
        return given, "the mapping"
    path = Path(given)
    try:
        return tomllib.loads(path.read_text(encoding="utf-8-sig")), path.name
    except FileNotFoundError:
        raise one_problem(f'there is no mapping file "{given}"', "check the path.") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise one_problem(
            f'"{path.name}" is no readable TOML: {error}',
            f"mend that line, or make a new one with: cvmlab map FILE --out {path.name}",
        ) from None


def toml_of(settings: dict[str, Any]) -> str:
    """The text of a ``mapping.toml`` that says these settings."""
    settings = dict(settings)
    lines = ["[columns]"]
    lines += [f"{_key(k)} = {_text(v)}" for k, v in settings.pop("columns", {}).items()]
    lines += ["", "[reading]"] if settings else []
    for key, value in settings.items():
        if isinstance(value, bool):
            lines.append(f"{key} = {str(value).lower()}")
        elif isinstance(value, list):
            lines.append(f"{key} = [{', '.join(_text(v) for v in value)}]")
        else:
            lines.append(f"{key} = {_text(value)}")
    return "\n".join(lines) + "\n"


def _from_json(text: str) -> dict[str, Any]:
    try:
        return dict(json.loads(text))
    except ValueError as error:
        raise one_problem(f"the mapping is no readable JSON: {error}", "mend it.") from None


def _key(name: str) -> str:
    return name if re.fullmatch(r"[A-Za-z0-9_-]+", name) else _text(name)


def _text(value: str) -> str:
    """A string as TOML writes it: as JSON does, and the delete character escaped as well."""
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
