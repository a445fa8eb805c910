"""How much of their money people spend elsewhere, by how far the own brand leads for them.

The aim is so much value that customers do not even think of spending elsewhere (Smith 2008).
Whether a lead of some size does that can be looked up: person by person, the lead over the best
rival he knows, beside the part of his money that still goes elsewhere.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from cvmlab.errors import one_problem
from cvmlab.figures.formats import count, interval, money, percent
from cvmlab.value_for.brands.brand_views_result import BrandViews
from cvmlab.value_for.brands.draws import ends, respondent_draws
from cvmlab.value_for.equation.forms import CREDIT
from cvmlab.value_for.rivals.best_known import leads_over_the_best
from cvmlab.value_for.rivals.value_map_result import amounts, signed
from cvmlab.value_for.weights.given_weights import weights_of_types
from cvmlab.value_for.weights.weights_result import ValueWeights

if TYPE_CHECKING:
    from cvmlab.figures.tables import Table

_FEWEST = 20  # people a band: below, its mean says little
HARDLY = 0.1  # of the money: who spends no more than this elsewhere hardly looks there


@dataclass(frozen=True, eq=False)
class MoneyElsewhere:
    """The part of their money people spend elsewhere, by the lead the own brand has for them.

    Attributes
    ----------
    table : pandas.DataFrame
        One row a band of people, smallest lead first: ``lead_from, lead_to`` and the mean ``lead``
        over the best rival each knows, in money; ``people``; ``elsewhere``, the mean part of their
        money they spend elsewhere, with ``low, high``; ``hardly``, the part of the people who
        spend a tenth at most elsewhere.
    half, half_low, half_high : float
        The lead from which on half of the money comes to the own brand; infinite where no band
        gets there.
    own, currency : str
        One's own brand, and the ISO 4217 code.
    people : int
        How many people were looked at.
    level : float
        Confidence level of the intervals.
    credit : str
        Whose the value equation is.
    """

    table: pd.DataFrame
    half: float
    half_low: float
    half_high: float
    own: str
    currency: str
    people: int
    level: float
    credit: str = CREDIT

    @property
    def sentence(self) -> str:
        """What the smallest and the largest lead go with, in words."""
        cash = amounts(self.currency, self.table["lead"])
        first, last = self.table.iloc[0], self.table.iloc[-1]
        sure = partial(interval, formatter=percent)
        return (
            f"Where {self.own}'s lead is largest ({signed(last.lead_from, cash)} and more), "
            f"{percent(last.elsewhere)} of the money still goes elsewhere "
            f"({sure(last.low, last.high)}); where it is smallest "
            f"({signed(first.lead_to, cash)} and less), {percent(first.elsewhere)} "
            f"({sure(first.low, first.high)}). {self._half(cash)}"
        )

    def _half(self, cash: partial[str]) -> str:
        if np.isinf(self.half):
            return f"No lead seen brings half of the money to {self.own}."
        sign = partial(signed, cash=cash)
        ends_of = (
            f"from {sign(self.half_low)}, without an end"
            if np.isinf(self.half_high)
            else interval(self.half_low, self.half_high, sign)
        )
        return (
            f"From {sign(self.half)} on ({percent(self.level)} interval {ends_of}) at "
            f"least half of it comes to {self.own}."
        )

    def summary(self) -> Table:
        """The bands as a table to read."""
        from cvmlab.figures.tables import Table

        cash = partial(money, currency=self.currency)
        frame = pd.DataFrame(
            {
                f"Lead of {self.own}": [
                    interval(row.lead_from, row.lead_to, partial(signed, cash=cash))
                    for row in self.table.itertuples()
                ],
                "People": self.table["people"],
                "Spent elsewhere": self.table["elsewhere"],
                f"{percent(self.level)} interval": [
                    interval(row.low, row.high, percent) for row in self.table.itertuples()
                ],
                "Spend a tenth at most elsewhere": self.table["hardly"],
            }
        )
        return Table(
            frame,
            title=f"What {count(self.people)} people spend elsewhere, by what {self.own} gives "
            "beyond the best rival they know",
            note="Marks are partly chance, so true leads lie closer together than these, and a "
            "lead matters more than the table shows. Who spends much at a shop may also mark it "
            f"higher. {self.credit}.",
            formats={"Spent elsewhere": percent, "Spend a tenth at most elsewhere": percent},
        )


def money_elsewhere(
    views: BrandViews,
    *,
    minute_price: Any = None,
    weights: ValueWeights | Mapping[str, float] | None = None,
    bands: int = 5,
    level: float = 0.95,
    resamples: int = 1_000,
    seed: int = 0,
) -> MoneyElsewhere:
    """How much people spend elsewhere, by the own brand's lead over the best rival they know.

    Parameters
    ----------
    views : BrandViews
        With ``share``, the part of what a respondent buys that goes to each brand.
    minute_price : float, or what ``price_of_hassle`` returned, optional
        Money a minute of hassle; without it that of the weights.
    weights : ValueWeights or mapping, optional
        Money a point; without them they are read from purchases, for each type on its own.
    bands : int
        Groups of about the same size that people are put in by their lead.
    level : float
        Confidence level of the intervals.
    resamples : int
        Bootstrap samples, drawn by respondent; bands and weights stay as they are.
    seed : int
        Makes the intervals reproducible.

    Returns
    -------
    MoneyElsewhere

    Raises
    ------
    DataProblem
        If shares were not asked for, or there are fewer than 20 people a band.

    Notes
    -----
    Lead of a person: what the own brand gives less the most any rival he rates gives. Half comes
    home where straight lines between the means of the bands, made never to rise, cross it.
    """
    if bands < 2:
        raise ValueError("bands must be 2 or more")
    if "share" not in views.rows:
        raise one_problem(
            "what share of its money a household spends at each brand was not asked",
            "ask: of every 100 you spend, how much goes to each of them?",
        )
    known = weights_of_types(weights, views, minute_price=minute_price, seed=seed)
    lead, elsewhere = leads_over_the_best(views, known), _spent_elsewhere(views)
    people = np.isfinite(lead) & np.isfinite(elsewhere)
    if people.sum() < bands * _FEWEST:
        raise one_problem(
            f"only {count(people.sum())} people say what they spend at {views.own} and rate a "
            "rival",
            f"ask more, or make fewer bands: {_FEWEST} people each are needed.",
        )
    edges = np.quantile(lead[people], np.linspace(0, 1, bands + 1))
    member = np.zeros((views.respondents, bands))
    place = np.clip(np.searchsorted(edges, lead, side="right") - 1, 0, bands - 1)
    member[people, place[people]] = 1
    counts = respondent_draws(views, resamples, seed)
    drawn = (counts @ (member * _zeroed(elsewhere)[:, None])) / (counts @ member)
    size = member.sum(axis=0)
    mean_lead = member.T @ _zeroed(lead) / size
    low, high = ends(drawn, level)
    table = pd.DataFrame(
        {
            "lead_from": edges[:-1],
            "lead_to": edges[1:],
            "lead": mean_lead,
            "people": size.astype(int),
            "elsewhere": drawn[0],
            "low": low,
            "high": high,
            "hardly": member.T @ (elsewhere <= HARDLY) / size,
        }
    )
    half = np.array([_crossing(mean_lead, line) for line in drawn])
    # Where some resamples never get there the interval has no upper end; nearest keeps it infinite.
    tail = (1 - level) / 2
    half_low, half_high = np.quantile(half[1:], [tail, 1 - tail], method="nearest")
    return MoneyElsewhere(
        table=table,
        half=float(half[0]),
        half_low=float(half_low),
        half_high=float(half_high),
        own=views.own,
        currency=views.currency,
        people=int(people.sum()),
        level=level,
    )


def _spent_elsewhere(views: BrandViews) -> np.ndarray:
    """The part of each respondent's money that is not spent at the own brand; NaN if unknown."""
    elsewhere = np.full(views.respondents, np.nan)
    own_rows = (views.rows["brand"] == views.own).to_numpy()
    elsewhere[views.respondent_codes[own_rows]] = 1 - views.rows.loc[own_rows, "share"]
    return elsewhere


def _zeroed(values: np.ndarray) -> np.ndarray:
    return np.where(np.isfinite(values), values, 0.0)


def _crossing(lead: np.ndarray, elsewhere: np.ndarray) -> float:
    """The lead at which the part spent elsewhere comes down to a half; ∞ if it never does."""
    falling = np.minimum.accumulate(elsewhere)
    below = np.flatnonzero(falling <= 0.5)
    if not below.size:
        return float("inf")
    at = below[0]
    if at == 0:
        return float(lead[0])
    down = (falling[at - 1] - 0.5) / (falling[at - 1] - falling[at])
    return float(lead[at - 1] + down * (lead[at] - lead[at - 1]))
