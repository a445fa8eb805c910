"""What each customer of the sample company is truly expected to bring: for a reveal, never before.

Nobody knows this of real customers. It is worked out from the rates that were planted, and from
nothing the firm sees.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from cvmlab.data.planted_truth import truth

if TYPE_CHECKING:
    from cvmlab.idic.identify.linkage_result import Linkage

WEEKS_A_YEAR, YEARS, ANNUAL_DISCOUNT_RATE = 365.25 / 7, 5, 0.10
SLIPPED = 0.1  # part of the trips that is left once somebody has slipped away


def planted_worth(linkage: Linkage | None = None, source: Any = "kestrel") -> pd.Series:
    """The margin that each customer is truly expected to bring over five years, in today's money.

    Parameters
    ----------
    linkage : Linkage, optional
        Customers are persons as the linkage sees them: each gets the worth of the person most of
        its records belong to. A person whom the linkage split counts once, with its largest part.
    source : str or Path
        "kestrel", or the folder of another sample company.

    Returns
    -------
    Series
        By customer, in currency units; 0 for who has left.

    Raises
    ------
    DataProblem
        For anything but a sample company.

    Notes
    -----
    trips a week × spend a trip × margin rate × (1 − e^(−(μ + δ) 5 years))/(μ + δ), with the planted
    hazard of leaving μ and δ = log 1.1 a year: Schmittlein and Peterson (1994), "Customer base
    analysis: an industrial purchase process application", with the rates known instead of
    estimated. What a rival that opens later takes besides is no part of it.
    """
    known = truth(source)
    people = known.person.frame()
    waning = people["dropout_a_week"] + np.log(1 + ANNUAL_DISCOUNT_RATE) / WEEKS_A_YEAR
    weeks = -np.expm1(-waning * YEARS * WEEKS_A_YEAR) / waning
    slipped = np.where(people["slip_week"].notna(), SLIPPED, 1.0)
    each = people["trips_a_week"] * slipped * people["spend_a_trip"] * people["margin_rate"]
    worth = (each * weeks).where(people["left_week"].isna(), 0.0)
    if linkage is None:
        named = people["customer_id"].notna()
        return pd.Series(
            worth[named].to_numpy(), index=people.loc[named, "customer_id"].astype(str)
        )
    record = known.record.frame().astype({"record_id": str})
    record["identity"] = linkage.identity_of(record["record_id"]).to_numpy()
    parts = record.groupby(["identity", "person_id"]).size().rename("records").reset_index()
    parts = parts.sort_values("records", ascending=False, kind="stable")
    parts = parts.drop_duplicates("identity")
    of_person = pd.Series(worth.to_numpy(), index=people["person_id"])
    parts["worth"] = parts["person_id"].map(of_person).fillna(0.0)
    parts.loc[parts.duplicated("person_id"), "worth"] = 0.0
    return parts.set_index("identity")["worth"].rename_axis("customer_id")
