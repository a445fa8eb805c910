"""What few interviews tell: the chance of hearing a need at all, and how well its share is known.

A dozen talks are plenty to find a need that many clients have and hopeless to measure how many.
The two questions are answered side by side, because the first answer is often sold as the second.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from cvmlab.figures.formats import interval, percent
from cvmlab.stats.share_intervals import clopper_pearson, wilson

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from cvmlab.figures.pictures import Picture

SHARES = (0.7, 0.3, 0.1, 0.05)
MOST = 60


def chance_of_hearing(share: float, interviews: int) -> float:
    """The chance that a need comes up in at least one of the interviews.

    Parameters
    ----------
    share : float
        Share of all clients who would bring it up, 0 to 1.
    interviews : int
        How many are held, with clients drawn by lot.

    Notes
    -----
    One minus the chance that everybody is silent: 1 − (1 − p)^n. Griffin and Hauser (1993, "The
    voice of the customer") count needs found by the number of interviews in this way, with p
    differing from need to need; Guest, Bunce and Johnson (2006, "How many interviews are enough?")
    saw few new themes after the twelfth talk with people alike.

    Examples
    --------
    >>> round(chance_of_hearing(0.1, 12), 3)
    0.718
    """
    _check(share, interviews)
    return float(1 - (1 - share) ** interviews)


def interviews_needed(share: float, chance: float = 0.95) -> int:
    """How many interviews hear a need at least once with this chance.

    Parameters
    ----------
    share : float
        Share of all clients who would bring it up, above 0.
    chance : float
        The chance wanted, above 0 and below 1.

    Examples
    --------
    >>> interviews_needed(0.1), interviews_needed(0.7)
    (29, 3)
    """
    _check(share, 1)
    if not 0 < chance < 1 or share == 0:
        raise ValueError("chance must lie between 0 and 1, and share above 0")
    if share == 1:
        return 1
    # The smallest n that is enough, also where the ratio is a whole number but for rounding.
    return int(np.ceil(np.log1p(-chance) / np.log1p(-share) - 1e-9))


def largest_unheard_share(interviews: int, chance: float = 0.05) -> float:
    """The largest share of clients with a need that would still go unheard with this chance.

    Parameters
    ----------
    interviews : int
        How many were held without anybody mentioning it.
    chance : float
        How likely silence must be for silence to be no surprise.

    Notes
    -----
    Solves (1 − p)^n = chance; for 5% it is close to 3/n, the rule of three (Hanley and
    Lippman-Hand 1983, "If nothing goes wrong, is everything all right?"). It is the upper end of a
    one-sided 95% interval; the two-sided one, which looks both ways, ends higher.

    Examples
    --------
    >>> round(largest_unheard_share(6), 3), round(largest_unheard_share(30), 3)
    (0.393, 0.095)
    """
    _check(0.5, interviews)
    if not 0 < chance < 1:
        raise ValueError("chance must lie between 0 and 1")
    return float(1 - chance ** (1 / interviews))


def add_intervals(counts: pd.DataFrame, level: float = 0.95) -> pd.DataFrame:
    """Add to ``said`` and ``of`` the share, its exact and its Wilson interval.

    Parameters
    ----------
    counts : pandas.DataFrame
        Columns ``said`` and ``of``: how many of how many.
    level : float
        Confidence level.

    Notes
    -----
    Exact: Clopper and Pearson (1934, "The use of confidence or fiducial limits illustrated in the
    case of the binomial"). Wilson (1927, "Probable inference, the law of succession, and
    statistical inference"). Both compared in Newcombe (1998, "Two-sided confidence intervals for
    the single proportion").

    Examples
    --------
    >>> add_intervals(pd.DataFrame({"said": [14], "of": [20]}))[["low", "high"]].round(3).values
    array([[0.457, 0.881]])
    """
    said, of = counts["said"].to_numpy(), counts["of"].to_numpy()
    low, high = clopper_pearson(said, of, level)
    wilson_low, wilson_high = wilson(said, of, level)
    return counts.assign(
        share=said / of, low=low, high=high, wilson_low=wilson_low, wilson_high=wilson_high
    )


def what_interviews_tell(
    interviews: int, shares: Sequence[float] = SHARES, level: float = 0.95
) -> pd.DataFrame:
    """For needs of several sizes: the chance to hear them, and what could then be said of them.

    Parameters
    ----------
    interviews : int
        How many are held.
    shares : sequence of float
        The shares of clients who have each need.
    level : float
        Confidence level.

    Returns
    -------
    pandas.DataFrame
        One row a share: ``share, chance``, the mentions to expect ``said`` (whole), and the exact
        interval ``low, high`` that so many mentions would leave.
    """
    said = [int(share * interviews + 0.5) for share in shares]
    counts = pd.DataFrame({"said": said, "of": interviews})
    ends = add_intervals(counts, level)[["said", "low", "high"]]
    chances = [chance_of_hearing(share, interviews) for share in shares]
    return pd.concat([pd.DataFrame({"share": shares, "chance": chances}), ends], axis=1)


def hearing_sentence(interviews: int, shares: Sequence[float] = SHARES) -> str:
    """What so many interviews find, and what they leave open.

    Parameters
    ----------
    interviews : int
        How many are held.
    shares : sequence of float
        The largest and the smallest are spoken of; the largest with its interval.
    """
    told = what_interviews_tell(interviews, shares)
    largest = told.loc[told["share"].idxmax()]
    rare = told.loc[told["share"].idxmin()]
    noun = "interview" if interviews == 1 else "interviews"
    return (
        f"With {interviews} {noun}, a need of {percent(largest.share)} of clients is heard at "
        f"least once with a chance of {_chance(largest.chance)}, one of {percent(rare.share)} with "
        f"{_chance(rare.chance)}. How many have it is another matter: {largest.said:.0f} mentions "
        f"in {interviews} would mean {interval(largest.low, largest.high, percent)} of all clients."
    )


def plot_hearing(
    interviews: int = 20, shares: Sequence[float] = SHARES, *, ax: Axes | None = None
) -> Picture:
    """The chance of hearing a need at least once, by the number of interviews.

    Parameters
    ----------
    interviews : int
        The number marked in the picture.
    shares : sequence of float
        Needs of how many clients.
    ax : matplotlib Axes, optional
        Where to draw.

    Returns
    -------
    Picture
    """
    from cvmlab.figures.pictures import Picture, format_axis, new_axes
    from cvmlab.figures.style import GREY, INK, palette

    ax = new_axes(ax)
    numbers = np.arange(0, max(MOST, interviews) + 1)
    told = what_interviews_tell(interviews, shares)
    styles = ("-", "--", "-.", ":")
    ax.axvline(interviews, color=GREY, linewidth=1)
    for place, row in enumerate(told.itertuples()):
        colour, style = palette()[place % 4], styles[place % 4]
        curve = [0.0, *(chance_of_hearing(row.share, int(n)) for n in numbers[1:])]
        label = f"{percent(row.share)} of clients have it: {_chance(row.chance)}"
        ax.plot(numbers, curve, color=colour, linestyle=style, label=label)
        ax.plot([interviews], [row.chance], "o", color=INK, markersize=4)
    ax.legend(loc="lower right", title=f"At {interviews}, if …", alignment="left")
    ax.set_xlim(0, numbers[-1])
    ax.set_xticks(numbers[::10])
    ax.set_ylim(0, 1.03)
    format_axis(ax.yaxis, percent)
    ax.set_xlabel("Interviews held, with clients drawn by lot")
    ax.set_ylabel("Chance to hear the need at least once")
    rare = told.loc[told["share"].idxmin()]
    title = (
        f"{interviews} {'interview hears' if interviews == 1 else 'interviews hear'} a need of "
        f"{percent(rare.share)} of clients with a chance of {_chance(rare.chance)}"
    )
    ax.set_title(title)
    listed = ", ".join(f"{_chance(r.chance)} if {percent(r.share)}" for r in told.itertuples())
    alt = (
        f"{title}. Curves of the chance to hear a need at least once, rising with the number of "
        f"interviews from 0 to {numbers[-1]}. At {interviews}: {listed} of clients have it."
    )
    return Picture(ax, alt, name="hearing")


def _chance(x: float) -> str:
    return "over 99%" if 0.995 <= x < 1 else percent(x)


def _check(share: float, interviews: int) -> None:
    if not 0 <= share <= 1:
        raise ValueError("share must lie between 0 and 1")
    if interviews < 1:
        raise ValueError("at least one interview is needed")
