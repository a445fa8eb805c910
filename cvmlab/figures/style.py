"""The house look: one palette and one set of matplotlib settings, never set globally."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

# Okabe and Ito's colours ("Color Universal Design", 2008): told apart with every common form of
# colour blindness and in grey print. The two pale ones come last: they need area, not lines.
COLOURS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#56B4E9", "#E69F00")
INK = "#1F2933"  # text
GREY = "#7B8794"  # context: what is not the point of the picture
GREY_TEXT = "#52606D"  # the same in small type, where it needs more contrast
GRID = "#E4E7EB"

# A report's own accent colour reaches the charts through the environment, because the charts are
# drawn in another process (the notebook's kernel) than the one that knows the brand.
ACCENT_VARIABLE = "CVMLAB_ACCENT"

DPI = 200  # 1,440 pixels for a chart as wide as an A4 page's text: sharp in print


def palette() -> tuple[str, ...]:
    """The chart colours, most important first; the first is the brand's accent where one is set."""
    accent = os.environ.get(ACCENT_VARIABLE)
    return (accent, *COLOURS[1:]) if accent else COLOURS


@contextmanager
def house_style() -> Iterator[None]:
    """Draw in the house look inside this block; may also decorate a plot function.

    Nothing global changes: leaving the block restores the reader's own settings.
    """
    import matplotlib

    with matplotlib.rc_context(_settings()):
        yield


def _settings() -> Any:
    from cycler import cycler

    return {
        # The one font that comes with matplotlib: the same bytes on every machine.
        "font.family": ["DejaVu Sans"],
        "font.size": 9,
        "figure.dpi": DPI,
        "savefig.dpi": DPI,
        "figure.facecolor": "white",
        "figure.constrained_layout.use": True,
        "axes.facecolor": "white",
        "axes.edgecolor": "#9AA5B1",
        "axes.linewidth": 0.8,
        "axes.spines.top": False,
        "axes.spines.right": False,
        "axes.grid": True,
        "axes.grid.axis": "y",
        "axes.axisbelow": True,
        "grid.color": GRID,
        "grid.linewidth": 0.8,
        "axes.titlelocation": "left",
        "axes.titlesize": 11.5,
        "axes.titleweight": "bold",
        "axes.titlecolor": INK,
        "axes.titlepad": 12,
        "axes.labelsize": 9,
        "axes.labelcolor": "#3E4C59",
        "axes.labelpad": 6,
        "axes.prop_cycle": cycler(color=palette()),
        "text.color": INK,
        "xtick.color": "#9AA5B1",
        "ytick.color": "#9AA5B1",
        "xtick.labelcolor": "#3E4C59",
        "ytick.labelcolor": "#3E4C59",
        "xtick.labelsize": 9,
        "ytick.labelsize": 9,
        "ytick.major.size": 0,
        "legend.frameon": False,
        "legend.fontsize": 9,
        "lines.linewidth": 2,
        "lines.markersize": 5,
        "patch.linewidth": 0,
        "svg.hashsalt": "cvmlab",
    }
