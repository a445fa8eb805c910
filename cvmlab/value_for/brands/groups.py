"""Everybody, and each type of customers: the groups that are compared."""

from __future__ import annotations

import numpy as np

from cvmlab.value_for.brands.brand_views_result import BrandViews

ALL = "all"  # the group of everybody


def groups_of(views: BrandViews) -> dict[str, np.ndarray]:
    """Everybody, then each type of customers, as masks of the respondents."""
    groups = {ALL: np.ones(views.respondents, dtype=bool)}
    for kind in views.customer_types:
        mask = np.zeros(views.respondents, dtype=bool)
        of_kind = (views.rows["customer_type"] == kind).fillna(False).to_numpy(dtype=bool)
        mask[views.respondent_codes[of_kind]] = True
        groups[kind] = mask
    return groups
