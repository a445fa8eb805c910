"""Printed sentences set as prose in a reader's copy: else JupyterLab breaks them inside words."""

from __future__ import annotations

from typing import Any

_PRINTED = '.jp-OutputArea-output[data-mime-type="application/vnd.jupyter.stdout"] pre'
_AS_PROSE = (
    "font-family: var(--jp-content-font-family); font-size: var(--jp-content-font-size1); "
    "line-height: 1.6; word-break: normal; overflow-wrap: anywhere;"
)


class Look:
    """A style sheet of one rule, for the page the notebook is open in; nothing is to be seen."""

    def __repr__(self) -> str:
        return ""

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, str]:
        return {"text/html": f"<style>{_PRINTED} {{ {_AS_PROSE} }}</style>", "text/plain": ""}


def set_as_prose() -> None:
    """From now on what cells print is set in the notebook's own letters, word by word."""
    from IPython.display import display

    display(Look())
