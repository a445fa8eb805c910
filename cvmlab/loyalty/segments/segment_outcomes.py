"""What the segments lead to: outcomes that had no part in making them.

Segments are worth something if they foretell what was not put into them: who stays, who would look
for the firm after a move, who recommends. Who is in which segment is known only with a probability,
and to count customers where they likeliest belong mixes the segments and pulls them together. Here
the mixing is taken out again.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.special import expit, logit, ndtr, ndtri

from cvmlab.errors import one_problem
from cvmlab.loyalty.called_loyal.group_outcomes import words_of
from cvmlab.loyalty.segments.class_uncertainty import (
    derivative,
    free_form,
    from_free_form,
    nearby,
)
from cvmlab.loyalty.segments.mixtures import memberships
from cvmlab.loyalty.segments.motive_answers import answers_to
from cvmlab.loyalty.segments.outcome_checks import check_outcomes
from cvmlab.loyalty.segments.outcomes_result import SegmentOutcomes
from cvmlab.loyalty.segments.segments_result import Segments

Floats = NDArray[np.float64]


def segment_outcomes(
    segments: Segments,
    frame: pd.DataFrame,
    outcomes: Sequence[str],
    *,
    reference: str | None = None,
    weights: str | None = None,
    labels: Mapping[str, str] | None = None,
    level: float = 0.95,
) -> SegmentOutcomes:
    """Means and shares of outcomes in each segment, corrected for customers in the wrong one.

    Parameters
    ----------
    segments : Segments
        What ``loyalty_segments`` returned, or what was saved.
    frame : DataFrame
        One row a customer: the motives and the outcomes. Other customers than those who made the
        segments will do.
    outcomes : sequence of str
        Columns. True and false, or 0 and 1, give shares, other numbers means. Missing values are
        left out, outcome by outcome.
    reference : str, optional
        The segment the others are compared with; the first.
    weights : str, optional
        A column that says how much each customer counts.
    labels : mapping, optional
        What outcomes are called in words.
    level : float
        Confidence level of the intervals.

    Returns
    -------
    SegmentOutcomes

    Raises
    ------
    DataProblem
        If an outcome is one of the motives (or an item or a copy of one), is not there, holds no
        numbers or never varies; if too few customers have it; or if the segments overlap so much
        that they cannot be told apart.

    Notes
    -----
    Three steps: classes, probabilities, outcomes. Proportional assignment with the correction of
    Bolck, Croon and Hagenaars (2004, "Estimating latent structure models with categorical
    variables: one-step versus three-step estimators") and Vermunt (2010, "Latent class modeling
    with covariates: two improved three-step approaches"). For means it is the same as regressing
    the outcome on the class probabilities A, without a constant: μ = (A'A)⁻¹A'y, because
    E(y | answers) = Σ P(k | answers) μ_k if the outcome depends on the answers through the
    class only. Robust covariance (White 1980, "A heteroskedasticity-consistent covariance matrix
    estimator"), plus J Σ J' for the uncertainty of the classes themselves, J being the derivative
    of μ by their parameters (Bakk, Oberski and Vermunt 2014, "Relating latent class assignments to
    external variables: standard errors for correct inference"). Shares have their intervals on
    the scale of log-odds. A difference is called sure when it stands after allowing for all the
    comparisons made (Holm 1979, "A simple sequentially rejective multiple test procedure").

    Examples
    --------
    >>> from cvmlab.loyalty.segments.latent_classes import loyalty_segments
    >>> rng = np.random.default_rng(1)
    >>> come_for = np.repeat([[6.0, 2.0], [2.0, 6.0]], 100, axis=0)
    >>> answers = pd.DataFrame(come_for + rng.normal(0, 1, (200, 2)), columns=["fun", "price"])
    >>> answers["stays"] = rng.random(200) < np.repeat([0.8, 0.4], 100)
    >>> segments = loyalty_segments(answers, ("fun", "price"), classes=2)
    >>> segment_outcomes(segments, answers, ["stays"]).table["estimate"].round(2).tolist()
    [0.8, 0.39]
    """
    outcomes = list(dict.fromkeys(outcomes))
    first = segments.names[0] if reference is None else reference
    if first not in segments.names:
        raise one_problem(
            f'there is no segment called "{first}"',
            f"the segments are: {', '.join(segments.names)}.",
        )
    motives = answers_to(frame, segments.motives)
    check_outcomes(segments, frame, outcomes, motives)
    counts = np.ones(len(frame)) if weights is None else answers_to(frame, [weights])[:, 0]
    placed = np.isfinite(motives).any(axis=1) & np.isfinite(counts)
    parts = []
    for name in outcomes:
        y = frame[name].to_numpy(dtype=float, na_value=np.nan)
        used = placed & np.isfinite(y)
        if used.sum() < 10 * len(segments.names):
            raise one_problem(
                f"{used.sum()} customers have it: too few for {len(segments.names)} segments",
                f"at least {10 * len(segments.names)} are needed.",
                column=name,
            )
        parts.append(
            _one_outcome(segments, motives[used], y[used], counts[used], first, level).assign(
                outcome=name
            )
        )
    table = pd.concat(parts, ignore_index=True)
    table = table.assign(sure=_sure(table.pop("p").to_numpy(), level))
    order = ["outcome", *(c for c in table.columns if c != "outcome")]
    return SegmentOutcomes(
        table=table[order],
        outcomes=tuple(outcomes),
        segments=segments.names,
        reference=first,
        labels={name: words_of(name, labels) for name in outcomes},
        level=level,
    )


def _one_outcome(
    segments: Segments, motives: Floats, y: Floats, counts: Floats, reference: str, level: float
) -> pd.DataFrame:
    """One row a segment: estimate and difference to the reference, with intervals."""
    names = list(segments.names)
    model, number = segments.model, len(names)
    features = model.features(motives)
    counts = counts / counts.mean()
    odds = memberships(model, features, segments.classes)[0]
    cross = _cross(odds, counts)[0]
    if np.linalg.cond(cross / np.sqrt(np.outer(np.diag(cross), np.diag(cross)))) > 1e4:
        raise one_problem(
            "the segments overlap so much that their outcomes cannot be told apart",
            "look for fewer segments, or for motives that divide customers more clearly.",
        )
    estimate = _means(odds, y, counts)[0]
    a = odds[:, 0].T
    slack = ((y - a @ estimate) * counts)[:, None] * a
    inverse = np.linalg.inv(cross)
    sampling = inverse @ (slack.T @ slack) @ inverse * len(y) / (len(y) - number)
    lists, step = nearby(free_form(model, segments.classes)[0])
    moved = memberships(model, features, from_free_form(model, lists, number))[0]
    slopes = derivative(_means(moved, y, counts), step)
    # Given the answers the slack has mean zero: it does not go with the error of the classes.
    spread = sampling + slopes.T @ segments.covariance @ slopes
    is_share = bool(np.isin(y, (0, 1)).all())
    error = np.sqrt(np.diag(spread))
    z = ndtri(0.5 + level / 2)
    low, high = _ends(estimate, z * error, is_share)
    at = names.index(reference)
    contrast = np.eye(number) - np.eye(number)[at]
    difference = contrast @ estimate
    unsure = np.sqrt(np.einsum("ki,ij,kj->k", contrast, spread, contrast))
    likeliest = a.argmax(axis=1)
    weighed = np.bincount(likeliest, weights=counts, minlength=number)
    others = np.arange(number) != at
    with np.errstate(invalid="ignore", divide="ignore"):
        plain = np.bincount(likeliest, weights=counts * y, minlength=number) / weighed
        p = np.where(others, 2 * ndtr(-np.abs(difference) / unsure), np.nan)
    return pd.DataFrame(
        {
            "segment": names,
            "is_share": is_share,
            "customers": np.bincount(likeliest, minlength=number),
            "estimate": np.clip(estimate, 0, 1) if is_share else estimate,
            "low": low,
            "high": high,
            "uncorrected": plain,
            "everybody": float(np.average(y, weights=counts)),
            "difference": np.where(others, difference, np.nan),
            "difference_low": np.where(others, difference - z * unsure, np.nan),
            "difference_high": np.where(others, difference + z * unsure, np.nan),
            "p": p,
        }
    )


def _cross(odds: Floats, counts: Floats) -> Floats:
    """A'A of the class probabilities, for each set of classes."""
    a = np.moveaxis(odds, 1, 0)
    result: Floats = (a * counts) @ np.swapaxes(a, 1, 2)
    return result


def _means(odds: Floats, y: Floats, counts: Floats) -> Floats:
    """The corrected means of an outcome by class, for each set of classes."""
    sums = np.moveaxis(odds @ (counts * y), 1, 0)
    return np.asarray(np.linalg.solve(_cross(odds, counts), sums[..., None])[..., 0], dtype=float)


def _ends(estimate: Floats, reach: Floats, is_share: bool) -> tuple[Floats, Floats]:
    """Interval ends; those of a share on the scale of log-odds, so that none leaves 0 to 1."""
    if not is_share:
        return estimate - reach, estimate + reach
    inside = (estimate > 0) & (estimate < 1)
    safe = np.where(inside, estimate, 0.5)
    wide = reach / (safe * (1 - safe))
    low = np.where(inside, expit(logit(safe) - wide), np.clip(estimate - reach, 0, 1))
    high = np.where(inside, expit(logit(safe) + wide), np.clip(estimate + reach, 0, 1))
    return low, high


def _sure(p: Floats, level: float) -> NDArray[np.bool_]:
    """Which comparisons stand when all of them are allowed for (Holm)."""
    asked = np.flatnonzero(np.isfinite(p))
    order = asked[np.argsort(p[asked], kind="stable")]
    held = p[order] <= (1 - level) / np.arange(len(order), 0, -1)
    sure = np.zeros(len(p), dtype=bool)
    sure[order] = np.logical_and.accumulate(held)
    return sure
