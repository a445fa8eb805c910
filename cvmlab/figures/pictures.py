"""A chart that carries the sentence describing it.

The sentence is computed from the plotted numbers and stands in the output beside the image, so
that a screen reader hears the finding and a strict notebook test compares the chart's numbers.
"""

from __future__ import annotations

import io
import sys
import textwrap
import warnings
from base64 import b64encode
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from cvmlab.figures.style import DPI, house_style

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.axis import Axis
    from matplotlib.figure import Figure
    from matplotlib.text import Text

_SIZES = {"wide": (7.2, 3.7), "square": (4.8, 4.3)}  # inches; A4 leaves 7 between its margins
_SCREEN_DPI = 100
_TITLE_POINTS_PER_LETTER = 7.4  # of the bold title font, on average


def new_axes(ax: Axes | None = None, *, size: Literal["wide", "square"] = "wide") -> Axes:
    """Axes in the house look to draw on; axes that are given are handed back unchanged.

    Parameters
    ----------
    ax : matplotlib Axes, optional
        The reader's own axes.
    size : {"wide", "square"}
        ``wide`` fills a page's width, ``square`` suits maps and triangles.
    """
    if ax is not None:
        return ax
    from matplotlib.figure import Figure

    # A bare Figure is unknown to pyplot, so the notebook cannot show it a second time.
    with house_style():
        return Figure(figsize=_SIZES[size]).subplots()


def format_axis(axis: Axis, formatter: Callable[[float], str]) -> None:
    """Write an axis's numbers with one of the house formatters.

    Examples
    --------
    >>> from cvmlab.figures.formats import percent
    >>> ax = new_axes()
    >>> format_axis(ax.yaxis, percent)
    """
    from matplotlib.ticker import FuncFormatter

    axis.set_major_formatter(FuncFormatter(lambda value, position: formatter(value)))


@dataclass(frozen=True, eq=False)
class Picture:
    """A finished chart with its alt sentence; showing it in a notebook shows both.

    Parameters
    ----------
    axes : matplotlib Axes
        What was drawn; its whole figure is shown.
    alt : str
        One or two sentences with the plotted numbers that matter.
    name : str
        A short name for the chart's file, such as ``"concentration"``.
    """

    axes: Axes
    alt: str
    name: str = ""

    def save(self, path: str | Path) -> Path:
        """Write the chart as a PNG file; the same chart gives the same bytes."""
        path = Path(path)
        path.write_bytes(self.png)
        return path

    @cached_property
    def png(self) -> bytes:
        """The chart as a PNG image."""
        figure = _figure(self.axes)
        with house_style(), warnings.catch_warnings():
            # A letter the font lacks is drawn as a box; that is no news for the reader.
            warnings.filterwarnings("ignore", message="Glyph")
            _dress(figure)
            figure.set_layout_engine("none")  # it stands: laying out again takes half the time
            buffer = io.BytesIO()
            figure.savefig(buffer, format="png", dpi=DPI, metadata={"Software": None})
        _forget(figure)
        return buffer.getvalue()

    def __repr__(self) -> str:
        return self.alt

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> tuple[dict, dict]:
        inches = _figure(self.axes).get_size_inches()
        width, height = (round(side * _SCREEN_DPI) for side in inches)
        shown = {"alt": self.alt, "width": width, "height": height}
        if self.name:
            shown["name"] = self.name
        data = {"image/png": b64encode(self.png).decode("ascii"), "text/plain": self.alt}
        return data, {"image/png": shown}


def _figure(axes: Axes) -> Figure:
    figure = axes.get_figure(root=True)
    if figure is None:
        raise ValueError("these axes were removed from their figure")
    return figure


def _dress(figure: Figure) -> None:
    """Give titles, legends and texts the house look whatever settings they were made under."""
    from matplotlib.text import Text

    titled = [ax for ax in figure.axes if _title(ax)]
    alone = titled == figure.axes[:1]  # the only other axes, if any, belong to it, as a colour bar
    titles = [_wrapped_title(ax, alone) for ax in titled]
    for legend in filter(None, (ax.get_legend() for ax in figure.axes)):
        legend.set_frame_on(False)
    figure.draw_without_rendering()  # only now the layout stands and all tick labels exist
    for text in figure.findobj(Text):
        # Two dollar signs in a sentence are money; only matplotlib's own log ticks are formulas.
        text.set_parse_math("\\mathdefault" in text.get_text())
    if alone:  # start the title where the picture starts, not where the plot area does
        edge = figure.transFigure.transform((0.004, 0))
        titles[0].set_x(titled[0].transAxes.inverted().transform(edge)[0])


def _title(ax: Axes) -> str:
    return ax.get_title("left") or ax.get_title("center") or ax.get_title("right")


def _wrapped_title(ax: Axes, alone: bool) -> Text:
    """The axes' title, on the left and broken into lines that fit."""
    room = _figure(ax).get_size_inches()[0] * 72 * (1 if alone else ax.get_position().width)
    letters = max(20, int(room / _TITLE_POINTS_PER_LETTER))
    lines = [line for part in _title(ax).split("\n") for line in _balanced(part, letters)]
    ax.set_title("", loc="center")
    ax.set_title("", loc="right")
    return ax.set_title("\n".join(lines), loc="left", linespacing=1.35)


def _balanced(text: str, width: int) -> list[str]:
    """As few lines as fit, of about the same length: no last word on its own."""
    fewest = len(textwrap.wrap(text, width))
    tries = (textwrap.wrap(text, narrower) for narrower in range(width // 2, width))
    return next((lines for lines in tries if len(lines) <= fewest), textwrap.wrap(text, width))


def _forget(figure: Figure) -> None:
    """Close a figure that came from pyplot, so that the notebook does not show it twice."""
    pyplot = sys.modules.get("matplotlib.pyplot")
    if pyplot is not None:
        pyplot.close(figure)
