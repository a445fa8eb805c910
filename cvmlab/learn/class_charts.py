"""What a class answered, drawn: numbers against the truth, letters beside the right one."""

from __future__ import annotations

import textwrap
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from cvmlab.figures.formats import count, percent

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from cvmlab.figures.pictures import Picture

_HEAPS = 32  # how many heaps of dots stand side by side
_FAR = 10.0  # times the truth: what is farther from it slipped by a zero or by the unit
_LETTERS_A_LINE = 44
_WORDS = 0.28  # of a picture's width: what the words beside a line may take
_ROOM = 1.45  # heights of the tallest heap, so that words fit above it


def plot_numbers(
    values: Sequence[float],
    truth: float,
    write: Callable[[float], str],
    *,
    title: str,
    limits: tuple[float, float] | None = None,
    guessed: bool = False,
) -> Picture:
    """A heap of dots, one for each answer, and a line where the truth is.

    Parameters
    ----------
    values : sequence of float
        At least one.
    truth : float
    write : callable
        How a value is written.
    title : str
        The finding.
    limits : (float, float), optional
        What is possible, where that is the natural axis, as 0 to 1 for a share.
    guessed : bool
        Whether they are guesses, of which the middle one is marked too.
    """
    from cvmlab.figures.pictures import Picture, format_axis, new_axes
    from cvmlab.figures.style import INK, palette

    kept, low, high = _range(np.asarray(values, dtype=float), truth, limits)
    ax = new_axes()
    heaps = _heaps(kept, low, high)
    x = [at for at, number in heaps for _ in range(number)]
    y = [level for _, number in heaps for level in range(1, number + 1)]
    tallest = max(max(y, default=1), 4)
    size = min(90.0, 700.0 / tallest)  # points squared, so that a heap stays within the picture
    ax.scatter(x, y, s=size, color=palette()[0], edgecolor="white", linewidth=0.6, zorder=3)
    pad = (high - low) * 0.03
    ax.set_xlim(low - pad, high + pad)
    ax.set_ylim(0, tallest * _ROOM)
    whose, middle = ("guesses" if guessed else "answers"), float(np.median(values))
    _mark(ax, truth, f"it is {write(truth)}", 1.3, left=truth < middle, colour=INK, style="-")
    if guessed and len(values) > 1 and low <= middle <= high:
        text = f"middle guess {write(middle)}"
        _mark(ax, middle, text, 1.13, left=middle < truth, colour=palette()[1], style="--")
    ax.set_yticks(_whole(tallest))
    format_axis(ax.xaxis, write)
    ax.set_xlabel(f"The {whose} of the class")
    ax.set_ylabel("People")
    ax.set_title(title)
    told = ", ".join(
        f"{write(value)}" + (f" ({number} times)" if number > 1 else "")
        for value, number in sorted(Counter(map(float, values)).items())
    )
    if len(set(values)) > 12:
        told = f"{write(min(values))} to {write(max(values))}"
    alt = f"{title}. Dots for {len(values)} {whose}: {told}. A line at the truth, {write(truth)}."
    return Picture(ax, alt, name="class")


def plot_rows(
    rows: Sequence[tuple[Sequence[float], float]],
    write: Callable[[float], str],
    *,
    title: str,
    limits: tuple[float, float] | None = None,
) -> Picture:
    """Several guesses made at once: a row of dots for each, and a diamond where the truth is."""
    from cvmlab.figures.pictures import Picture, format_axis, new_axes
    from cvmlab.figures.style import INK, palette

    everything = np.concatenate([np.asarray(values, dtype=float) for values, _ in rows])
    truths = [truth for _, truth in rows]
    low, high = limits or (min(everything.min(), *truths), max(everything.max(), *truths))
    ax = new_axes()
    told = []
    for number, (values, truth) in enumerate(rows, start=1):
        y = len(rows) + 1 - number
        heaps = _heaps(np.asarray(values, dtype=float), low, high)
        step = min(0.12, 0.7 / max((n for _, n in heaps), default=1))
        for at, people in heaps:
            ax.scatter([at] * people, [y - 0.25 + step * k for k in range(people)], s=26,
                       color=palette()[0], edgecolor="white", linewidth=0.5, zorder=3)  # fmt: skip
        ax.scatter([truth], [y - 0.4], marker="D", s=52, color=INK, zorder=4)
        ax.annotate(f"it is {write(truth)}", (truth, y - 0.4), textcoords="offset points",
                    xytext=(8, 0), va="center", color=INK)  # fmt: skip
        middle = write(float(np.median(values)))
        told.append(f"guess {number}: middle {middle}, the truth {write(truth)}")
    pad = (high - low) * 0.03 or 1.0
    ax.set_xlim(low - pad, high + pad * 5)
    ax.set_ylim(0.4, len(rows) + 0.8)
    ax.set_yticks(range(1, len(rows) + 1), [f"guess {n}" for n in range(len(rows), 0, -1)])
    format_axis(ax.xaxis, write)
    ax.set_xlabel("The guesses of the class (dots) and the truth (diamonds)")
    ax.set_title(title)
    return Picture(ax, f"{title}. Rows of dots; {'; '.join(told)}.", name="class")


def plot_bars(
    numbers: Mapping[str, int],
    *,
    title: str,
    people: int,
    right: str = "",
    of: str = "People who chose it",
) -> Picture:
    """A bar for each option; the right one is filled, hatched and says so.

    Parameters
    ----------
    numbers : mapping of str to int
        Option as it is shown → how many people.
    title : str
        The finding.
    people : int
        How many answered, so that bars can be read as shares of them.
    right : str
        The option that is right, if one is.
    of : str
        What a bar counts.
    """
    from cvmlab.figures.pictures import Picture, new_axes
    from cvmlab.figures.style import GREY, GRID, INK, palette

    ax = new_axes()
    for place, (option, number) in enumerate(numbers.items()):
        is_right = option == right
        ax.barh(
            [place], [number], height=0.62, edgecolor="white" if is_right else GREY,
            color=palette()[0] if is_right or not right else GRID, linewidth=0.8,
            hatch="///" if is_right else None,
        )  # fmt: skip
        text = f"{count(number)} ({percent(number / max(people, 1))})"
        ax.annotate(text + (" · right" if is_right else ""), (number, place), va="center",
                    xytext=(6, 0), textcoords="offset points", color=INK,
                    fontweight="bold" if is_right else "normal")  # fmt: skip
    labels = ["\n".join(textwrap.wrap(option, _LETTERS_A_LINE)[:4]) for option in numbers]
    ax.set_yticks(range(len(labels)), labels)
    ax.invert_yaxis()
    ax.grid(False)
    most = max([*numbers.values(), 1])
    ax.set_xlim(0, most * 1.55)  # room for the words behind the longest bar
    ax.set_xticks(_whole(most))
    ax.set_xlabel(f"{of} (of {count(people)})")
    ax.set_title(title)
    told = "; ".join(
        f"{option.rstrip('.')}: {number}" + (", the right one" if option == right else "")
        for option, number in numbers.items()
    )
    return Picture(ax, f"{title}. Bars for {people} answers: {told}.", name="class")


def _range(
    values: np.ndarray, truth: float, limits: tuple[float, float] | None
) -> tuple[np.ndarray, float, float]:
    """The values an axis can show, and its ends: one slip of a zero must not flatten all others."""
    if limits is not None and ((values >= limits[0]) & (values <= limits[1])).all():
        return values, *limits
    away = np.abs(values - truth)
    kept = values[away <= max(_FAR * abs(truth), 6 * float(np.median(away)))]
    low, high = (float(f(np.append(kept, truth))) for f in (np.min, np.max))
    beside = abs(truth) / 10 or 1.0
    return (kept, low, high) if high > low else (kept, low - beside, high + beside)


def far_off(values: Sequence[float], truth: float, limits: Any = None) -> int:
    """How many answers are too far off to be shown beside the others."""
    kept, _, _ = _range(np.asarray(values, dtype=float), truth, limits)
    return len(values) - len(kept)


def _heaps(values: np.ndarray, low: float, high: float) -> list[tuple[float, int]]:
    """Values that are nearly alike in one heap, which stands where they lie on average."""
    width = (high - low) / _HEAPS or 1.0
    heaps: dict[int, list[float]] = {}
    for value in sorted(values.tolist()):
        heaps.setdefault(round((value - low) / width), []).append(value)
    return [(float(np.mean(heap)), len(heap)) for heap in heaps.values()]


def _mark(
    ax: Axes, at: float, text: str, height: float, *, left: bool, colour: str, style: str
) -> None:
    """A line across the picture with its words beside it, on one side unless the edge is near."""
    ax.axvline(at, ymax=height / _ROOM, color=colour, linestyle=style, linewidth=1.4, zorder=2)
    low, high = ax.get_xlim()
    room = (at - low if left else high - at) / (high - low)
    left = left if room > _WORDS else not left
    ax.annotate(
        text, (at, height / _ROOM), xycoords=("data", "axes fraction"), color=colour,
        textcoords="offset points", xytext=(-6 if left else 6, -2), va="top",
        ha="right" if left else "left", fontweight="bold" if style == "-" else "normal",
        bbox={"facecolor": "white", "edgecolor": "none", "pad": 0.8},
    )  # fmt: skip


def _whole(most: int) -> list[int]:
    """Whole people on an axis, five marks at most."""
    step = max(1, -(-most // 5))
    return list(range(0, most + 1, step))
