"""The shops a customer uses, in one long table: ours with what the tills know, theirs as rated."""

from __future__ import annotations

import pandas as pd

from cvmlab.errors import DataProblem, Problem
from cvmlab.value_of.wallet.share_result import ShareOfWallet

RIVALS = ("main_rival", "second_rival")


def shops_used(
    survey: pd.DataFrame,
    shares: ShareOfWallet,
    *,
    wave: int,
    rating: str = "overall",
    earlier: ShareOfWallet | None = None,
    own: str = "our shops",
) -> pd.DataFrame:
    """Each respondent's shops with their ratings, and the share spent here.

    Parameters
    ----------
    survey : DataFrame
        ``customer_id, wave, rivals_used``, `rating`, and for the rivals used most ``main_rival,
        main_rival_rating, second_rival, second_rival_rating``.
    shares : ShareOfWallet
        What the respondents of the wave spend here.
    wave : int
        The wave that `shares` are of.
    rating : str
        What they think of us, on the scale of the rivals' ratings.
    earlier : ShareOfWallet, optional
        Shares of an earlier wave, for ``last``.
    own : str
        What we are called.

    Returns
    -------
    DataFrame
        ``customer_id, brand, rating, share`` (of ours only), and ``last`` where `earlier` is
        given. Shops that are used but neither named nor rated have no rating.

    Raises
    ------
    DataProblem
        If columns are missing.
    """
    needed = ["customer_id", "wave", "rivals_used", rating]
    needed += [f"{which}{end}" for which in RIVALS for end in ("", "_rating")]
    missing = [name for name in needed if name not in survey]
    if missing:
        raise DataProblem(
            [Problem("this column is not there", "map it.", name) for name in missing], "the survey"
        )
    rows = survey[
        (survey["wave"] == wave) & survey["customer_id"].isin(shares.table["customer_id"])
    ]
    rows = rows[rows["rivals_used"].notna()].drop_duplicates("customer_id")
    known = shares.table.set_index("customer_id")["share"]
    ours = pd.DataFrame(
        {
            "customer_id": rows["customer_id"],
            "brand": own,
            "rating": rows[rating].astype(float),
            "share": rows["customer_id"].map(known),
        }
    )
    if earlier is not None:
        before = earlier.table.set_index("customer_id")["share"]
        ours["last"] = rows["customer_id"].map(before)
    parts = [ours]
    for which in RIVALS:
        some = rows[rows[which].notna()]
        parts.append(
            pd.DataFrame(
                {
                    "customer_id": some["customer_id"],
                    "brand": some[which].astype(str),
                    "rating": some[f"{which}_rating"].astype(float),
                }
            )
        )
    named = rows[list(RIVALS)].notna().sum(axis=1)
    for place in range(1, int(rows["rivals_used"].max()) + 1):
        some = rows[(rows["rivals_used"] >= place) & (named < place)]
        parts.append(
            pd.DataFrame({"customer_id": some["customer_id"], "brand": f"another shop ({place})"})
        )
    return pd.concat(parts, ignore_index=True)
