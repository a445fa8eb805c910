"""What buyers would pay for something they did not ask for.

Asked what decides, clients name the price. What they take tells more: where an offer with help with
menus wins as often as one some points cheaper without it, those points are what the help is worth.
The same holds for warm staff, against which shoppers weigh euros without saying so.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Literal

import numpy as np
import pandas as pd

from cvmlab.data.table_currency import currency_of_tables
from cvmlab.errors import DataProblem, Problem, one_problem, suggestion
from cvmlab.insight.lost.attempts_log import missing_columns, share_by_key
from cvmlab.insight.lost.bid_causes import CAUSES, read_bids
from cvmlab.stats.fieller import Fieller
from cvmlab.stats.share_intervals import clopper_pearson
from cvmlab.value_for.choices.bid_choices import bid_weights
from cvmlab.value_for.choices.choice_sets import choice_sets
from cvmlab.value_for.choices.choices import MINUTES, PRICE, ChoiceSets
from cvmlab.value_for.choices.conditional_logit import ConditionalLogit, conditional_logit
from cvmlab.value_for.hassle.price_of_hassle_result import EVERYBODY, whose
from cvmlab.value_for.levels.unasked_value_result import BIDS, CHOICES, COLUMNS, UnaskedValue

BID_PRICE = "price_index"
REASONS = {"menu_help_offered": "help with menus"}  # what clients call it when they name a reason


def unasked_value(
    bids: pd.DataFrame | None = None,
    tasks: ChoiceSets | pd.DataFrame | None = None,
    *,
    offered: str = "menu_help_offered",
    causes: Sequence[str] | None = None,
    beside: Sequence[str] = (),
    attributes: Sequence[str] | None = None,
    by: Literal["customer_type"] | None = "customer_type",
    asked: Mapping[str, tuple[int, int]] | None = None,
    level: float = 0.95,
    currency: str | None = "EUR",
) -> UnaskedValue:
    """What something nobody asked for is worth in price, beside how many asked for it.

    Parameters
    ----------
    bids : pandas.DataFrame, optional
        One row a bid: ``client, won, price_index``, the thing offered and other causes; where
        there are ``annual_value`` also money a year, and ``reason_stated`` also who named it.
    tasks : ChoiceSets or pandas.DataFrame, optional
        Choice tasks, in which it is an attribute.
    offered : str
        The yes-or-no column of the bids that says whether it was part of the offer.
    causes, beside : sequence of str
        See :func:`cvmlab.insight.lost.bids.bid_drivers`; the price and the thing offered are among
        the causes in any case.
    attributes : sequence of str, optional
        Columns of the choice sets, such as ``"warmth: warm and knows you"``; by default the level
        worth most of each attribute of words.
    by : {"customer_type"}, optional
        In choices also by type of customer, where types are known.
    asked : mapping of str to (int, int), optional
        How many of how many asked for a thing, by its label in the table.
    level : float
        Confidence level of the intervals.
    currency : str, optional
        ISO 4217 code of the bids; choice sets know their own.

    Returns
    -------
    UnaskedValue

    Raises
    ------
    DataProblem
        If columns are missing, or the price or the thing offered cannot be judged.

    Notes
    -----
    In bids: weight of the offer / −(weight of a point of price) in a logit with standard errors
    clustered by client; points are percent of the best rival's price, and money a year is those
    points on the mean lot at the rival's price. In choices: weight of the level / −(weight of a
    unit of money), in percent of the mean price shown. Intervals by Fieller (1954, "Some problems
    in interval estimation"); mean lot and mean price are taken as known. Who named it: share of the
    bids with a stated reason, clustered by client (Wilson's interval); shares given by hand have
    the exact interval of Clopper and Pearson.
    """
    currency = currency_of_tables(currency, bids, getattr(tasks, "table", tasks))
    if by not in (None, "customer_type"):
        raise ValueError(f'by must be "customer_type" or None, not {by!r}')
    if bids is None and tasks is None:
        raise ValueError("give bids, choice tasks or both")
    lines: list[dict[str, Any]] = []
    intervals: dict[tuple[str, str], Fieller] = {}
    if bids is not None:
        line, found = _from_bids(bids, offered, causes, beside, level)
        lines.append(line)
        intervals[line["thing"], EVERYBODY] = found
    if tasks is not None:
        sets = tasks if isinstance(tasks, ChoiceSets) else choice_sets(tasks, currency=currency)
        currency = sets.currency if bids is None else currency
        for line, found in _from_choices(sets, attributes, by, level):
            lines.append(line)
            intervals[line["thing"], line["group"]] = found
    for line in lines:
        if asked and line["thing"] in asked:
            said, of = asked[line["thing"]]
            line |= _asked(said, of, said / of, *clopper_pearson(said, of, level))
    return UnaskedValue(pd.DataFrame(lines, columns=COLUMNS), intervals, level, currency)


def _from_bids(
    bids: pd.DataFrame,
    offered: str,
    causes: Sequence[str] | None,
    beside: Sequence[str],
    level: float,
) -> tuple[dict[str, Any], Fieller]:
    """What an offer is worth in points of price, and who named it."""
    needs = (BID_PRICE, offered)
    problems = missing_columns(bids, needs, "bids")
    if problems:
        raise DataProblem(problems, "the bids")
    if causes is not None:
        causes = list(dict.fromkeys([*needs, *causes]))
    elif offered not in CAUSES:
        causes = [name for name in (*CAUSES, offered) if name in bids and bids[name].notna().any()]
    offers = read_bids(bids, causes=causes, beside=beside)
    unjudged = [name for name in needs if name in offers.unjudged]
    if unjudged:
        raise DataProblem(
            [
                Problem(
                    f"it cannot be judged: {offers.unjudged[name]}",
                    "its worth needs bids with and without it, at different prices.",
                    name,
                )
                for name in unjudged
            ],
            "the bids",
        )
    fit = bid_weights(offers, level=level)
    worth = fit.ratio(offered, BID_PRICE, sign=-1)
    thing = REASONS.get(offered, offers.label(offered))
    lot = np.nan
    if "annual_value" in offers.rows:
        lot = float((offers.rows["annual_value"] / (1 + offers.rows[BID_PRICE] / 100)).mean())
    line = _line(thing, BIDS, EVERYBODY, worth, fit, BID_PRICE, (1.0, lot / 100))
    line |= {"clients": int(offers.client.max()) + 1, "price_base": lot}
    if "reason_stated" in offers.rows and offers.rows["reason_stated"].notna().any():
        gave = offers.rows["reason_stated"].notna().to_numpy()
        said = (offers.rows["reason_stated"] == thing).to_numpy()
        share = share_by_key(said, gave, offers.client, level)
        line |= _asked(int(said.sum()), int(gave.sum()), *share)
    return line, worth


def _from_choices(
    sets: ChoiceSets, attributes: Sequence[str] | None, by: str | None, level: float
) -> list[tuple[dict[str, Any], Fieller]]:
    """What attributes are worth in money, for everybody and by type."""
    everybody = conditional_logit(sets, level=level)
    names = _most_worth(sets, everybody.weights) if attributes is None else tuple(attributes)
    for name in names:
        if name not in sets.names or name in (PRICE, MINUTES):
            known = ", ".join(sets.names[2:]) or "none"
            what = f'there is no attribute "{name}" beside price and minutes'
            raise one_problem(what, f"choose among: {known}.{suggestion(name, sets.names[2:])}")
    if not names:
        raise one_problem(
            "the choices hold nothing beside price and minutes that people would pay for",
            "name the columns that were shown (others=[...] of choice_sets).",
        )
    fits = {EVERYBODY: everybody}
    for kind in sets.types if by else ():
        fits[kind] = conditional_logit(sets.of(kind), level=level, whose=whose(kind))
    mean = float(sets.design[:, 0].mean())
    found = []
    for name in names:
        # Everybody first, then the types, the one to whom it is worth most before the others.
        worths = {group: fit.ratio(name, PRICE, sign=-1) for group, fit in fits.items()}
        for group in sorted(worths, key=lambda g: (g != EVERYBODY, -worths[g].ratio)):
            line = _line(name, CHOICES, group, worths[group], fits[group], PRICE, (100 / mean, 1.0))
            line |= {"clients": fits[group].respondents, "price_base": mean}
            found.append((line, worths[group]))
    return found


def _most_worth(sets: ChoiceSets, weights: np.ndarray) -> tuple[str, ...]:
    """The level most sought of each attribute of words, where it is sought more than the base."""
    best: dict[str, str] = {}
    for name, weight in zip(sets.names[2:], weights[2:], strict=True):
        attribute = name.partition(": ")[0]
        if attribute not in sets.base or weight <= 0:
            continue
        if attribute not in best or weight > weights[sets.names.index(best[attribute])]:
            best[attribute] = name
    return tuple(best.values())


def _line(
    thing: str, source: str, group: str, worth: Fieller, fit: ConditionalLogit, price: str,
    units: tuple[float, float],
) -> dict[str, Any]:  # fmt: skip
    """A thing's worth in percent of the price and in money; no figure where price counts not."""
    figure = worth.ratio if fit.weights[fit.names.index(price)] < 0 else np.nan
    ends = {"": figure, "_low": worth.low, "_high": worth.high}
    line: dict[str, Any] = {"thing": thing, "source": source, "group": group}
    for name, unit in zip(("percent", "money"), units, strict=True):
        line |= {name + end: unit * value for end, value in ends.items()}
    return line | {"shape": worth.shape}


def _asked(said: int, of: int, share: float, low: float, high: float) -> dict[str, float]:
    """Who named a thing when asked."""
    return {"said": said, "of": of, "asked": share, "asked_low": low, "asked_high": high}
