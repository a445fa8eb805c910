"""When a form of the value equation must not be computed, and what to do instead."""

from __future__ import annotations

from cvmlab.errors import Problem
from cvmlab.value_for.brands.brand_views_result import BrandViews
from cvmlab.value_for.equation.forms import FEWEST_BRANDS, FormName

_SAID = {"ratio": "a ratio", "log": "a logarithm"}


def refusals(
    form: FormName, views: BrandViews, *, minute_priced: bool, weighted: bool
) -> list[Problem]:
    """Why a form must not be computed from these views, each reason with its remedy.

    Parameters
    ----------
    form : {"difference", "ratio", "log", "standardised"}
        Which form.
    views : BrandViews
        What people think.
    minute_priced, weighted : bool
        Whether it is known what a minute costs, and what a point is worth.
    """
    problems = []
    scales = (views.scale, views.service_scale or views.scale)
    if form in ("ratio", "log") and not all(scale.true_zero for scale in scales):
        problems.append(
            Problem(
                f"answers from {' and '.join(dict.fromkeys(str(scale) for scale in scales))} have "
                f"no true zero, so {_SAID[form]} of them hangs on where the scale happens to begin",
                'take form="difference", in money, which needs no zero; rank_reversals(…) shows '
                "what the ratio would say and when it turns; say Scale(…, true_zero=True) only "
                "where 0 means none at all.",
            )
        )
    if form == "ratio" and scales[0] != scales[1]:
        problems.append(
            Problem(
                f"product was answered from {scales[0]} and service from {scales[1]}: points of "
                "two sizes cannot be added",
                'take form="difference", where a point of each has its own worth in money.',
            )
        )
    if form in ("ratio", "difference") and views.hassle_unit == "minutes" and not minute_priced:
        problems.append(
            Problem(
                "price is in money and hassle in minutes: they cannot be added",
                "give minute_price=, money a minute: from choices by price_of_hassle(…), or from "
                "purchases with weights=value_weights(…).",
            )
        )
    if form == "standardised" and len(views.brands) < FEWEST_BRANDS:
        problems.append(
            Problem(
                "with two brands alone every standard deviation says only who is ahead, not by how "
                "much, so standardised marks count parts",
                'rate a third brand, or take form="difference", in money.',
            )
        )
    if form == "difference" and not weighted:
        problems.append(
            Problem(
                "what a point of quality is worth in money is not known: nobody was asked what "
                "share of the money is spent where",
                'give weights={"product": …, "service": …} in money a point, or a survey with '
                "shares.",
            )
        )
    means = views.rows.groupby("brand")[["product", "service", "hassle"]].mean()
    for name, least in means.min().items():
        if least <= 0 and (form == "log" or (form == "ratio" and name != "hassle")):
            brand = means[name].idxmin()
            problems.append(
                Problem(
                    f"{name} of {brand} is {least:.3g} on average, and {_SAID[form]} of that says "
                    "nothing",
                    'take form="difference".',
                )
            )
    return problems
