"""Where to begin: what the money follows, against how far one is ahead of the best rival there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial

import numpy as np

from cvmlab.errors import one_problem, suggestion
from cvmlab.figures.formats import number, percent
from cvmlab.stats.importance_performance import importance_performance
from cvmlab.stats.importance_performance_result import ImportancePerformance
from cvmlab.value_for.brands.brand_columns import Item
from cvmlab.value_for.brands.brand_views_result import BrandViews
from cvmlab.value_for.brands.draws import respondent_draws
from cvmlab.value_for.weights.value_drivers_result import ValueDrivers

_PARITY = "rival's mark"


def driver_map(
    views: BrandViews, drivers: ValueDrivers, *, rival: str | None = None
) -> ImportancePerformance:
    """Importance and performance of each question: what it counts, and the lead in it.

    Parameters
    ----------
    views : BrandViews
        What people think.
    drivers : ValueDrivers
        Of the same views, question by question.
    rival : str, optional
        Compare with this one; by default, at each question, with the rival marked best in it.

    Returns
    -------
    ImportancePerformance
        Importance is a question's share of what goes with where people buy; performance the own
        brand's lead over the rival that is best in it, in points. The line of performance is 0:
        as good as the best. Price and hassle are no answers on the scale and are left to the
        value map.

    Raises
    ------
    DataProblem
        If the drivers were divided over parts, or nobody rated both the own brand and a rival.

    Notes
    -----
    Martilla and James (1977), "Importance-performance analysis"; against the best competitor
    rather than in absolute marks, as on a customer value map (Gale 1994, "Managing customer
    value"). A lead is the mean difference of the marks of people who rated both.
    """
    asked = [item for item in views.items if item.column in set(drivers.table["driver"])]
    if not asked:
        raise one_problem(
            "the drivers are parts of quality, not questions", 'ask for them with by="items".'
        )
    if rival is not None and rival not in views.rivals:
        near = suggestion(rival, views.rivals)
        raise one_problem(
            f'nobody rated a rival "{rival}".{near}', f"choose one of: {', '.join(views.rivals)}."
        )
    counts = respondent_draws(views, drivers.resamples, drivers.seed)
    known = [brand for brand in views.rivals if brand not in views.few] or list(views.rivals)
    rivals = known if rival is None else [rival]
    leads, against = {}, {}
    for item in asked:
        drawn = np.column_stack([_lead(views, counts, item.column, rival) for rival in rivals])
        if np.isnan(drawn[0]).all():
            raise one_problem(
                f"nobody rated both {views.own} and a rival on {item.label}",
                "ask the same people about both.",
            )
        best = int(np.nanargmin(drawn[0]))
        leads[item.column], against[item.column] = drawn[:, best], rivals[best]
    shares = drivers.table.set_index("driver")
    columns = [item.column for item in asked]
    place = [drivers.table.index[drivers.table["driver"] == column][0] for column in columns]
    lead = np.column_stack([leads[column] for column in columns])
    share = drivers.draws[:, place]
    kept = np.isfinite(lead).all(axis=1)
    return importance_performance(
        shares.loc[columns, "share"],
        {column: leads[column][0] for column in columns},
        crosshair=_PARITY,
        given={_PARITY: (float(share[0].mean()), 0.0)},
        importance_draws=share[kept][1:],
        performance_draws=lead[kept][1:],
        level=drivers.level,
        labels=_labels(asked, against),
        names=(
            "Share of what the money follows",
            f"Lead over {next(iter(set(against.values())))}, points"
            if len(set(against.values())) == 1
            else "Lead over the best rival, points",
        ),
        formats=(partial(percent, digits=1), partial(number, digits=1)),
    )


def _labels(asked: Sequence[Item], against: Mapping[str, str]) -> dict[str, str]:
    """What each question is called, with the rival where it is not one and the same for all."""
    if len(set(against.values())) == 1:
        return {item.column: item.label for item in asked}
    return {item.column: f"{item.label} ({against[item.column]})" for item in asked}


def _lead(views: BrandViews, counts: np.ndarray, column: str, rival: str) -> np.ndarray:
    """Own mark less the rival's, over people who gave both, in each resample."""
    answer = views.answers[column].to_numpy(dtype=float)
    marks = np.full((2, views.respondents), np.nan)
    for place, brand in enumerate((views.own, rival)):
        here = (views.rows["brand"] == brand).to_numpy()
        marks[place, views.respondent_codes[here]] = answer[here]
    gap = marks[0] - marks[1]
    both = np.isfinite(gap)
    with np.errstate(invalid="ignore"):
        return (counts[:, both] @ gap[both]) / counts[:, both].sum(axis=1)
