"""Customers by what they are worth to us: most valuable, most growable, in between, below zero.

Different customers deserve different treatment, and the first difference is what they are worth.
But a list of the best is made of estimates, and the customer in place 1,000 may belong in place
600 or 1,500. So each customer gets the chance of belonging to each tier, not only a name.

Two values: the *actual* one, what somebody is expected to bring if things go on; and the
*strategic* one, which adds what the household still spends elsewhere. What is still missing of it
is potential *seen*. That we can win any of it is another matter, which only a test by lot shows.

Sources: Peppers & Rogers (2011), "Managing Customer Relationships", chapter 5, for the types;
Goldstein & Spiegelhalter (1996), "League Tables and Their Limitations", Journal of the Royal
Statistical Society A 159(3), for the chances.
"""

from __future__ import annotations

from typing import Any, Literal

import numpy as np
import pandas as pd

from cvmlab.btyd.fitting import Array
from cvmlab.errors import DataProblem, Problem
from cvmlab.figures.formats import count
from cvmlab.idic.differentiate.own_serving import own_serving
from cvmlab.idic.differentiate.potential_seen import GAP, SPREAD, potential_seen
from cvmlab.idic.differentiate.tier_draws import CODE, Parts, draw_tiers
from cvmlab.idic.differentiate.tier_sums import tier_sums
from cvmlab.idic.differentiate.value_tiers_result import TIERS, Cuts, ValueTiers, chance_of
from cvmlab.value_of.lifetime.cost_to_serve import CONTACTS, CostToServe
from cvmlab.value_of.lifetime.customer_values import CustomerValues
from cvmlab.value_of.wallet.attainable_gap_result import AttainableGap
from cvmlab.value_of.wallet.potential import WEEKS_A_YEAR
from cvmlab.value_of.wallet.potential_result import AttainableValue

TOP = 0.2  # of those expected still to be customers


def value_tiers(
    values: CustomerValues,
    *,
    potential: AttainableGap | pd.DataFrame | None = None,
    winnable: AttainableValue | None = None,
    costs: CostToServe | None = None,
    brings: pd.Series | None = None,
    most_valuable: float = TOP,
    most_growable: float = TOP,
    cut: Literal["share", "money"] = "share",
    about: Literal["expected", "outcome"] = "expected",
    draws: int = 400,
    level: float = 0.95,
    seed: int = 0,
) -> ValueTiers:
    """Sort customers into tiers by actual and potential value, each with its chances.

    Parameters
    ----------
    values : CustomerValues
        What everybody is expected to bring: by card (``current_values``) or by person.
    potential : AttainableGap or DataFrame, optional
        ``customer_id, gap, low, high``: sales a year that could be had beyond today's. Without it
        nobody can be called most growable, and the sentence says so.
    winnable : AttainableValue, optional
        What of it a test by lot has shown to be winnable at a profit: shown beside, never mixed in.
    costs : CostToServe, optional
        Marginal cost: failures put right come with purchases and are taken off. Letters are not:
        they can stop while the customer stays.
    brings : Series, optional
        By customer, expected euros from friends they will send.
    most_valuable, most_growable : float
        ``cut="share"``: of the number of customers expected still to be here (the sum of their
        chances; cards that went silent long ago do not make the top larger). ``cut="money"``:
        actual value, and potential, from so many euros on.
    cut : {"share", "money"}
    about : {"expected", "outcome"}
        What the chance is about: what a customer is truly *expected* to bring (in doubt because we
        know him from a few purchases), or what he *will* bring (chance comes on top).
    draws : int
        How often all customers are drawn.
    level : float
        Of all intervals.
    seed : int
        The same seed, the same draws.

    Returns
    -------
    ValueTiers

    Raises
    ------
    DataProblem
        With everything that is wrong with the arguments.

    Notes
    -----
    actual = value + brings − serving; potential = gap × margin rate × weeks to come / 52.18. In
    each draw (:func:`~cvmlab.idic.differentiate.drawn_worth.draw_worth`): below zero, if actual is
    below 0; else most valuable, if among the k highest; else most growable, if among the m highest
    potentials of the others; else in between. A chance is the share of draws; the tier named is
    the most probable one. Who has left in a draw is worth 0, and no longer here. A gap is drawn
    from a gamma law with its mean and the spread of its interval; friends come for as long as the
    customer stays.
    """
    seen = _checked(values, potential, most_valuable, most_growable, cut, about, draws, level)
    table = values.table.reset_index(drop=True)
    ids = pd.Index(table["customer_id"])
    parts = _parts(values, table, ids, seen, costs, brings)
    purchases = np.where(parts.stated, 0.0, table["purchases"].to_numpy(float))
    here = float(table["alive"].sum())
    cuts = Cuts(cut, most_valuable, most_growable, here)
    if cut == "share":
        cuts = Cuts(
            cut, float(max(round(most_valuable * here), 1)), float(round(most_growable * here)),
            here,
        )  # fmt: skip
    drawn = draw_tiers(values.lifetime.valuation, parts, cuts, about, draws, seed)
    chances = drawn.chances
    named = chances.argmax(axis=1)
    tail = (1 - level) / 2
    low, high = np.quantile(drawn.actual, [tail, 1 - tail], axis=0)
    won = None if winnable is None else winnable.table.set_index("customer_id")["potential"]
    out = pd.DataFrame(
        {"customer_id": table["customer_id"], "value": table["value"], "referrals": parts.friends,
         "serving": parts.each * purchases, "actual": parts.actual, "actual_low": low,
         "actual_high": high, "potential": parts.gap * parts.weeks, "winnable": _of(won, ids),
         **{chance_of(name): chances[:, CODE[name]] for name in TIERS},
         "tier": np.array(TIERS, dtype=object)[named], "certainty": chances.max(axis=1),
         "letters": parts.letters, "p_below_zero_with_letters": drawn.below_with_letters,
         "alive": table["alive"], "last_year": table["last_year"]}
    ).astype({"tier": "str"})  # fmt: skip
    return ValueTiers(
        table=out, tiers=tier_sums(out, named, drawn, level), cuts=cuts, about=about,
        potential_known=potential is not None, winnable_known=winnable is not None,
        winnable_total=None if winnable is None else (winnable.total, winnable.low, winnable.high),
        costs_known=costs is not None, brings_known=brings is not None, horizon=values.horizon,
        money_is=values.money_is, end=values.end, draws=draws, level=level,
        currency=values.currency,
        equity=float(values.lifetime.total.expected) if not values.stated
        else float(table["value"].sum()),
    )  # fmt: skip


def _parts(
    values: CustomerValues, table: pd.DataFrame, ids: pd.Index, seen: pd.DataFrame,
    costs: CostToServe | None, brings: pd.Series | None,
) -> Parts:  # fmt: skip
    """What goes into each customer's worth, in the order of the table."""
    zero = np.zeros(len(ids))
    each, spread, letters = zero, zero, zero
    stated = table["customer_id"].isin(list(values.stated)).to_numpy()
    if costs is not None:
        own = own_serving(costs, ids)
        each, spread = own["each"].to_numpy(float), own["spread"].to_numpy(float)
        letters = costs.to_come(table)[CONTACTS].to_numpy(float)
    friends = _of(brings, ids)
    serving = each * np.where(stated, 0.0, table["purchases"].to_numpy(float))
    a_week = table["margin_rate"].to_numpy(float) / WEEKS_A_YEAR
    gaps = seen.reindex(ids).fillna(0.0)
    return Parts(
        friends=friends, each=each, each_spread=spread, letters=letters,
        gap=gaps[GAP].to_numpy(float) * a_week, gap_spread=gaps[SPREAD].to_numpy(float) * a_week,
        weeks=table["weeks"].to_numpy(float), stated=stated,
        actual=table["value"].to_numpy(float) + friends - serving,
    )  # fmt: skip


def _of(amounts: pd.Series | None, ids: pd.Index) -> Array:
    if amounts is None:
        return np.zeros(len(ids))
    found: Array = pd.Series(amounts, dtype=float).reindex(ids).fillna(0.0).to_numpy()
    return found


def _checked(
    values: CustomerValues, potential: Any, valuable: float, growable: float, cut: str, about: str,
    draws: int, level: float,
) -> pd.DataFrame:  # fmt: skip
    """The potential by customer, once every argument has been looked at."""
    problems = []
    if cut not in ("share", "money"):
        problems.append(Problem(f"the cut is {cut!r}", 'choose "share" or "money".'))
    for name, given in (("most_valuable", valuable), ("most_growable", growable)):
        if not np.isfinite(given) or given < 0 or (cut == "share" and given > 1):
            remedy = "give a share such as 0.2" if cut == "share" else "give an amount from 0"
            problems.append(Problem(f"{name} is {given}", f"{remedy}."))
    if about not in ("expected", "outcome"):
        problems.append(Problem(f"about is {about!r}", 'choose "expected" or "outcome".'))
    if draws < 50:
        problems.append(Problem(f"{count(draws)} draws", "take 50 or more."))
    if not 0 < level < 1:
        problems.append(Problem(f"the level is {level}", "give a share: 0.95 for 95%."))
    if values.table.empty:
        problems.append(Problem("nobody bought anything", "give values of customers who bought."))
    seen = pd.DataFrame()
    try:
        seen = potential_seen(potential)
    except DataProblem as found:
        problems.extend(found.problems)
    if problems:
        raise DataProblem(problems, "the value tiers")
    return seen
