"""The same search where there is nothing to find: a method of this kind always returns segments.

Each motive's answers are dealt out anew among the customers. Every answer is still there, as often
as before; what is gone is that certain answers go together in certain people. Asked for three
segments, the method finds three in these copies too, gives each a size and a profile, and says
nothing. Only beside the copies can it be seen that the real segments are more than that.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from cvmlab.figures.formats import count, interval, number, percent
from cvmlab.loyalty.segments.answer_models import AnswerModel, answer_model
from cvmlab.loyalty.segments.choose_classes import some_of, stability_of
from cvmlab.loyalty.segments.class_names import entropy_of
from cvmlab.loyalty.segments.class_uncertainty import free_parameters
from cvmlab.loyalty.segments.latent_classes import MOTIVES
from cvmlab.loyalty.segments.mixtures import best_of, memberships
from cvmlab.loyalty.segments.motive_answers import usable_answers

if TYPE_CHECKING:
    from cvmlab.figures.tables import Table

Floats = NDArray[np.float64]
Null = Literal["shuffled", "one cloud"]
_WORDS = {
    "shuffled": "each motive dealt out anew among the customers",
    "one cloud": "one kind of customer, the motives as correlated as they are",
}


@dataclass(frozen=True, eq=False)
class NullClasses:
    """Segments of the customers as they are, beside segments of copies that have none.

    Attributes
    ----------
    table : pandas.DataFrame
        One row a copy, the customers as they are first (``copy`` 0): ``gain`` (by how much BIC
        speaks for the segments against none; below zero it speaks for none), ``likeness`` (of the
        least stable segment when customers are drawn again), ``entropy`` and ``smallest``.
    classes : int
        How many segments were asked for.
    copies, resamples, customers : int
        How many copies; resamples for each likeness; customers.
    kind : {"shuffled", "one cloud"}
        How the copies were made.
    """

    table: pd.DataFrame
    classes: int
    copies: int
    resamples: int
    customers: int
    kind: Null

    @property
    def real(self) -> pd.Series:
        """The customers as they are."""
        found: pd.Series = self.table.iloc[0]
        return found

    @property
    def null(self) -> pd.DataFrame:
        """The copies."""
        return self.table.iloc[1:]

    @property
    def p_value(self) -> float:
        """How often chance alone gives a gain as large: never below 1 in (copies + 1)."""
        as_large = int((self.null["gain"] >= self.real["gain"]).sum())
        return (1 + as_large) / (1 + self.copies)

    @property
    def sentence(self) -> str:
        """What the method finds where there is nothing, beside what it finds here."""
        null, real = self.null, self.real
        found = int((null["gain"] > 0).sum())
        text = (
            f"In {count(self.copies)} copies without segments ({_WORDS[self.kind]}) the method "
            f"returned {count(self.classes)} segments every time, the smallest with "
            f"{_range(null['smallest'], percent)} of the customers; their least stable segment is "
            f"found again with a likeness of {_range(null['likeness'], number)}, against "
            f"{number(real['likeness'])} here. BIC preferred them to no segments in "
            f"{count(found)} of {count(self.copies)} copies."
        )
        if (null["gain"] >= real["gain"]).any():
            return f"{text} What was found here is no more than chance finds."
        return (
            f"{text} Here it speaks for them by {count(real['gain'])}, in the copies at most by "
            f"{count(max(null['gain'].max(), 0))} (chance: at most 1 in {count(self.copies + 1)})."
        )

    def summary(self) -> Table:
        """The customers as they are beside the range of the copies."""
        from cvmlab.figures.tables import Table

        forms = {"gain": count, "likeness": number, "entropy": number, "smallest": percent}
        names = {
            "gain": "BIC in favour of the segments",
            "likeness": "Likeness of the least stable",
            "entropy": "Entropy",
            "smallest": "Smallest segment",
        }
        frame = pd.DataFrame(
            {
                f"{count(self.classes)} segments": list(names.values()),
                "Customers as they are": [f(self.real[c]) for c, f in forms.items()],
                f"{count(self.copies)} copies": [_range(self.null[c], f) for c, f in forms.items()],
            }
        )
        return Table(
            frame,
            title="What the method finds where there is nothing",
            note=f"Copies: {_WORDS[self.kind]}. From the smallest to the largest value.",
        )


def null_classes(
    frame: pd.DataFrame,
    motives: Sequence[str] = MOTIVES,
    *,
    classes: int = 3,
    kind: Null = "shuffled",
    categorical: bool = False,
    copies: int = 19,
    resamples: int = 3,
    seed: int = 0,
) -> NullClasses:
    """Look for segments in copies of the customers that have none.

    Parameters
    ----------
    frame : DataFrame
        One row a customer.
    motives : sequence of str
        Columns with the strength of each motive.
    classes : int
        How many segments to ask for; at least 2.
    kind : {"shuffled", "one cloud"}
        "shuffled": every motive's answers are dealt out anew. "one cloud": answers of one normal
        distribution with the means, spreads and correlations found, cut to the answers there are.
        The second is the harder test: motives that go together are no segments yet.
    categorical : bool
        Take answers as ordered categories.
    copies : int
        How many copies.
    resamples : int
        How often the customers of each copy are drawn again for the likeness.
    seed : int
        Makes the result reproducible.

    Returns
    -------
    NullClasses

    Raises
    ------
    DataProblem
        As :func:`cvmlab.loyalty.segments.latent_classes.loyalty_segments`.

    Notes
    -----
    A Monte Carlo test (Barnard 1963; Hope 1968, "A simplified Monte Carlo significance test
    procedure") with BIC(1) − BIC(K) as the statistic: p = (1 + copies as extreme) / (copies + 1).
    Of more than 2,000 customers a random 2,000 are looked at.
    """
    if classes < 2:
        raise ValueError("ask for at least 2 classes")
    if kind not in _WORDS:
        raise ValueError(f"kind must be one of {', '.join(_WORDS)}")
    model, values, _ = usable_answers(frame, motives, classes, categorical)
    values = some_of(values, seed)
    rng = np.random.default_rng(seed)
    rows = [_searched(model, values, classes, resamples, seed)]
    for _ in range(copies):
        copy = _dealt_out(values, rng) if kind == "shuffled" else _one_cloud(values, rng)
        rows.append(_searched(answer_model(copy, categorical), copy, classes, resamples, seed))
    table = pd.DataFrame(rows)
    table.insert(0, "copy", np.arange(len(table)))
    return NullClasses(table, classes, copies, resamples, len(values), kind)


def _dealt_out(values: Floats, rng: np.random.Generator) -> Floats:
    result: Floats = rng.permuted(values, axis=0)
    return result


def _one_cloud(values: Floats, rng: np.random.Generator) -> Floats:
    """Normal answers with the same means and covariance, each taken to the nearest there is."""
    drawn = rng.multivariate_normal(
        values.mean(axis=0), np.atleast_2d(np.cov(values, rowvar=False)), len(values)
    )
    columns = []
    for ours, column in zip(values.T, drawn.T, strict=True):
        known = np.unique(ours)
        above = np.clip(np.searchsorted(known, column), 1, len(known) - 1)
        lower, upper = known[above - 1], known[above]
        columns.append(np.where(column - lower < upper - column, lower, upper))
    return np.column_stack(columns)


def _searched(
    model: AnswerModel, values: Floats, classes: int, resamples: int, seed: int
) -> dict[str, float]:
    features = model.features(values)
    found, _, _ = best_of(model, features, classes, starts=9, seed=seed, tolerance=1e-6)
    odds, log_likelihood = memberships(model, features, found)
    alone, _, _ = best_of(model, features, 1, starts=1)
    more = free_parameters(model, classes) - free_parameters(model, 1)
    better = log_likelihood.sum() - memberships(model, features, alone)[1].sum()
    names = [str(k) for k in range(classes)]
    stability = stability_of(model, features, found, names, resamples=resamples, seed=seed)
    return {
        "gain": float(2 * better - more * np.log(len(values))),
        "likeness": float(stability.table["jaccard"].min()),
        "entropy": entropy_of(odds[:, 0].T),
        "smallest": float(found.shares.min()),
    }


def _range(values: pd.Series, form: Any) -> str:
    return interval(values.min(), values.max(), form)
