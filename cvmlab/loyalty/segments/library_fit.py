"""The estimates that are reported: those of the library StepMix, from the start that was found."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from cvmlab.loyalty.segments.answer_models import AnswerModel, Bells
from cvmlab.loyalty.segments.mixtures import Classes, memberships

Floats = NDArray[np.float64]


def by_the_library(
    model: AnswerModel, values: Floats, start: Classes, counts: Floats | None
) -> tuple[Classes, float]:
    """The library's estimates from a start, and its log-likelihood."""
    from stepmix.stepmix import StepMix

    begin, given, scale = _for_the_library(model, values, start)

    class Started(StepMix):
        """The library starts at random; this one starts where it is told to."""

        def _initialize_parameters(self, X: Any, random_state: Any) -> None:
            self.set_parameters(begin)

    bells = isinstance(model, Bells)
    fit = Started(
        n_components=start.shares.shape[1],
        measurement="gaussian_diag" if bells else "categorical",
        measurement_params={"reg_covar": 1.0} if bells else None,
        abs_tol=1e-9,
        max_iter=5_000,
        progress_bar=0,
    )
    fit.fit(given, sample_weight=counts)
    found = fit.get_parameters()
    shares = np.asarray(found["weights"])[None]
    if isinstance(model, Bells):
        means = found["measurement"]["means"] * scale
        answers = np.hstack([means, found["measurement"]["covariances"] * scale**2])
    else:
        kept = np.concatenate([np.arange(len(v)) + j * scale for j, v in enumerate(model.values)])
        answers = found["measurement"]["pis"][:, kept]
    classes = Classes(shares / shares.sum(), answers[None])
    log_likelihood = memberships(model, model.features(values), classes)[1][0]
    return classes, float((log_likelihood if counts is None else log_likelihood * counts).sum())


def _for_the_library(
    model: AnswerModel, values: Floats, start: Classes
) -> tuple[dict[str, Any], Floats, Any]:
    """A start and the answers as the library writes them, and what leads back."""
    begin: dict[str, Any] = {"weights": start.shares[0], "measurement_in": values.shape[1]}
    answers = start.answers[0]
    if isinstance(model, Bells):
        # It knows one floor for all variances: in units of each motive's own it is 1.
        scale = np.sqrt(model.floor)
        means, variances = np.split(answers, 2, axis=1)
        begin["measurement"] = {"means": means / scale, "covariances": variances / scale**2}
        return begin, (values - model.centre) / scale, scale
    most = max(len(v) for v in model.values)
    shares = np.zeros((len(answers), most * model.motives))
    for j, (at, known) in enumerate(zip(model.starts, model.values, strict=True)):
        shares[:, j * most : j * most + len(known)] = answers[:, at : at + len(known)]
    begin["measurement"] = {
        "pis": shares,
        "max_n_outcomes": most,
        "total_outcomes": sum(len(v) for v in model.values),
    }
    return begin, model.codes(values), most
