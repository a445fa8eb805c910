"""How anything a fitted model says moves with the model's parameters.

The verbs of the models carry exact gradients. What is drawn or counted beside them (a density, a
histogram) is differentiated here, by central differences in the log-parameters, and so gets its
interval by the delta method like everything else.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from cvmlab.btyd.fitting import Array
from cvmlab.btyd.latent_attrition import LatentAttritionResults

STEP = 1e-4  # in log-parameters: leaves about eight digits


def slopes(
    fit: LatentAttritionResults, quantity: Callable[[LatentAttritionResults], Array]
) -> tuple[Array, Array]:
    """A quantity of a fit and its gradient, to go with ``fit.slope_cov``.

    Parameters
    ----------
    fit : LatentAttritionResults
    quantity : callable
        A fit -> array of any shape, made from its laws.

    Returns
    -------
    value : array
    slope : array with one more axis
        In the log-parameters, then, for a limit model, how far the value moves to each edge.
    """
    value = np.asarray(quantity(fit))
    columns = []
    for place in range(len(fit.theta)):
        up, down = (quantity(_moved(fit, place, step)) for step in (STEP, -STEP))
        columns.append((up - down) / (2 * STEP))
    columns += [
        quantity(replace(fit, purchase=buy, dropout=drop, edges=())) - value
        for buy, drop in fit.edges
    ]
    return value, np.stack(columns, axis=-1)


def _moved(fit: LatentAttritionResults, place: int, step: float) -> LatentAttritionResults:
    """The fit with one log-parameter moved."""
    theta = fit.theta.copy()
    theta[place] += step
    purchase, dropout = fit.laws.at(theta)
    return replace(fit, theta=theta, purchase=purchase, dropout=dropout, edges=())
