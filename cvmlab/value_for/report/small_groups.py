"""Groups too small to be shown: what three people of one kind say is what those people say."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd

from cvmlab.errors import one_problem
from cvmlab.figures.formats import count
from cvmlab.value_for.brands.brand_views_result import BrandViews
from cvmlab.value_for.choices.choices import ChoiceSets

OTHERS = "other types"


def views_in_large_groups(views: BrandViews, smallest: int) -> tuple[BrandViews, tuple[str, ...]]:
    """The views without rivals few people rated, and small types of customers put together.

    Parameters
    ----------
    views : BrandViews
        What people think.
    smallest : int
        The fewest people a group may have.

    Returns
    -------
    views : BrandViews
        Types of fewer people are one group, "other types"; where that is too small as well, its
        people count among all and stand in no group.
    sentences : tuple of str
        What was done, in words.

    Raises
    ------
    DataProblem
        If no rival, or not even the own brand, is left.
    """
    said = []
    thin = [brand for brand, rated in views.rated_by.items() if rated < smallest]
    if views.own in thin or len(thin) >= len(views.rivals):
        who = f"{views.own} is" if views.own in thin else "every rival is"
        raise one_problem(
            f"{who} rated by fewer than {count(smallest)} people, too few to show",
            "ask more people; --identify (identify=True) shows small groups as well.",
        )
    if thin:
        said.append(
            f"{_brands(len(thin))} not shown: fewer than {count(smallest)} people rated "
            f"{'it' if len(thin) == 1 else 'them'}."
        )
        reason = f"brand rated by fewer than {count(smallest)} people"
        views = views.among(~views.rows["brand"].isin(thin), reason)
    if views.customer_types:
        people = views.rows.drop_duplicates("respondent")["customer_type"].value_counts()
        small = [str(name) for name in people.index[people < smallest]]
        if small:
            together = OTHERS if people[small].sum() >= smallest else None
            kinds = views.rows["customer_type"].astype(object)
            kinds = kinds.where(~kinds.isin(small), together)
            views = replace(views, rows=views.rows.assign(customer_type=pd.array(kinds, "str")))
            said.append(_put_together(len(small), smallest, together is not None))
    return views, tuple(said)


def choices_in_large_groups(
    choices: ChoiceSets, smallest: int
) -> tuple[ChoiceSets, tuple[str, ...]]:
    """The choices with small types of customers put together, or left out where still too small.

    Parameters
    ----------
    choices : ChoiceSets
        What people took.
    smallest : int
        The fewest people a group may have.
    """
    if choices.customer_type is None:
        return choices, ()
    kinds = np.asarray(choices.customer_type, dtype=object)
    people = pd.Series(kinds).value_counts()
    small = [str(name) for name in people.index[people < smallest]]
    if not small:
        return choices, ()
    among = np.isin(kinds.astype(str), small)
    said = (f"Choices: {_put_together(len(small), smallest, among.sum() >= smallest)}",)
    if among.all():
        return replace(choices, customer_type=None), said
    if among.sum() >= smallest:
        return replace(choices, customer_type=np.where(among, OTHERS, kinds)), said
    return choices.among(~among), said


def _put_together(many: int, smallest: int, shown: bool) -> str:
    types = f"{count(many)} {'type' if many == 1 else 'types'} of customers with fewer than"
    where = f'stand together as "{OTHERS}"' if shown else "are shown in no group"
    return f"{types} {count(smallest)} people {where}."


def _brands(many: int) -> str:
    return "1 brand is" if many == 1 else f"{count(many)} brands are"
