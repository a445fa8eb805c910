"""The rules behind a recommendation: what follows from an interval, and what has to wait.

Each rule looks at the ends of an interval and at nothing else. Where they lie on both sides of
what decides, the rule says to wait.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from cvmlab.figures.advice import Advice
from cvmlab.figures.formats import count, interval, percent
from cvmlab.stats.importance_performance_result import BEGIN, ImportancePerformance

if TYPE_CHECKING:
    from cvmlab.value_for.rivals.value_map_result import ValueMap

_MINUTES = 10  # a minute is too little to picture


def about_price(own: str, value: ValueMap, cash: partial[str]) -> Iterator[Advice]:
    row = value[own]
    if not np.isfinite(row.low):
        return
    ends = interval(row.low, row.high, cash)
    if row.low > 0:
        yield Advice(
            "do not",
            "the price",
            f"Do not cut prices for the sake of value: {own} gives {cash(row.advantage)} more "
            f"than its price and hassle ask ({ends}).",
        )
    elif row.high < 0:
        yield Advice(
            "do not",
            "the price",
            f"Do not raise prices before quality or hassle is mended: {own} gives "
            f"{cash(-row.advantage)} less than its price and hassle ask "
            f"({interval(-row.high, -row.low, cash)}).",
        )
    else:
        yield Advice(
            "wait",
            "the price",
            f"Leave prices as they are: {own} lies at the fair-value line, as far as these "
            f"answers tell ({ends} from it).",
        )


def about_rivals(
    own: str, rivals: pd.DataFrame, holds: Sequence[str] | None, cash: partial[str]
) -> Iterator[Advice]:
    ahead, behind = rivals[rivals["low"] > 0], rivals[rivals["high"] < 0]
    open_ = rivals[(rivals["low"] <= 0) & (rivals["high"] >= 0)]
    firm = ahead if holds is None else ahead[ahead["rival"].isin(holds)]
    turning = ahead.drop(firm.index)
    if len(firm):
        however = "" if holds is None else ", however the answers are read"
        yield Advice(
            "say",
            "rivals",
            f"{own} may say that it gives more for money than {_listed(firm, cash)}{however}.",
        )
    if len(turning):
        yield Advice(
            "say",
            "rivals",
            f"{own} may say so of {_listed(turning, cash)} where it adds that this is counted in "
            "money: other readings turn it.",
        )
    if len(behind):
        yield Advice(
            "do not say",
            "rivals",
            f"Do not claim better value than {_listed(behind, cash)}: they give more.",
        )
    for row in open_.itertuples():
        yield Advice(
            "wait",
            "rivals",
            f"Claim nothing against {row.rival} yet: the {'lead' if row.lead >= 0 else 'gap'} of "
            f"{cash(abs(row.lead))} may be chance ({interval(row.low, row.high, cash)}).",
        )


def about_types(own: str, types: pd.DataFrame, cash: partial[str]) -> Iterator[Advice]:
    behind, ahead = types[types["high"] < 0], types[types["low"] > 0]
    for row in behind.sort_values("lead").itertuples():
        yield Advice(
            "do",
            "customers",
            f'Begin with "{row.customer_type}": to them {row.rival} gives {cash(-row.lead)} more '
            f"than {own} ({interval(-row.high, -row.low, cash)}).",
        )
    if len(ahead):
        every = len(ahead) == len(types) > 1
        listed = "; ".join(
            f'"{row.customer_type}" {cash(row.lead)} more than {row.rival} '
            f"({interval(row.low, row.high, cash)})"
            for row in ahead.sort_values("lead", ascending=False).itertuples()
        )
        yield Advice(
            "say",
            "customers",
            f"{own} gives {'every type' if every else 'some types'} of customers most, against "
            f"the strongest rival of each: {listed}.",
        )
    for row in types[(types["low"] <= 0) & (types["high"] >= 0)].itertuples():
        yield Advice(
            "wait",
            "customers",
            f'Whether {own} or {row.rival} gives "{row.customer_type}" more is open: the '
            f"{'lead' if row.lead >= 0 else 'gap'} of {cash(abs(row.lead))} may be chance "
            f"({interval(row.low, row.high, cash)}).",
        )


def about_minute(minute: Mapping[str, float], cash: partial[str]) -> Iterator[Advice]:
    value, low, high = (_MINUTES * minute[name] for name in ("value", "low", "high"))
    if np.isnan(low):
        return
    if np.isfinite([low, high]).all() and low > 0:
        yield Advice(
            "do",
            "hassle",
            f"Take hassle away wherever {_MINUTES} minutes less cost under {cash(low)} for each "
            f"customer who is spared them: they are worth {cash(value)} "
            f"({interval(low, high, cash)}).",
        )
    else:
        yield Advice(
            "wait",
            "hassle",
            f"Spend nothing on hassle because of this figure: what {_MINUTES} minutes are worth "
            f"is not known well enough ({interval(low, high, cash)}).",
        )


def about_items(items: ImportancePerformance, level: float) -> Iterator[Advice]:
    rows = items.table[items.table["quadrant"] == BEGIN]
    sure = rows[(rows["chance"] >= level) & ~rows["moves"]]
    up, across = items.formats
    for row in sure.itertuples():
        yield Advice(
            "do",
            "quality",
            f"Mend {row.label} first: it counts more than the questions do on average "
            f"({interval(row.importance_low, row.importance_high, up)}) and is behind "
            f"({interval(row.performance_low, row.performance_high, across)} points).",
        )
    if not len(sure) and len(rows):
        most = rows.iloc[0]
        yield Advice(
            "wait",
            "quality",
            f"Which question of quality to mend first is not settled: {most.label} lies in the "
            f"field to begin with in {percent(most.chance)} of resamples"
            + (
                f", and {count(len(items.moves))} of {count(len(items.table))} questions hang on "
                "where the lines of the map cross."
                if items.moves
                else "."
            ),
        )


def about_readings(own: str, first: Mapping[str, str]) -> Iterator[Advice]:
    firsts = list(dict.fromkeys(first.values()))
    if len(firsts) == 1:
        yield Advice(
            "say",
            "ranks",
            f"{firsts[0]} comes first in every reading of the value equation "
            f"({count(len(first))} of {count(len(first))}).",
        )
        return
    shares = "; ".join(f"{brand} in {count(list(first.values()).count(brand))}" for brand in firsts)
    yield Advice(
        "do not say",
        "ranks",
        "Do not print a rank or a ratio of the value equation without saying how it was read: "
        f"in {count(len(first))} readings of the same answers, first comes {shares}.",
    )


def _listed(rows: pd.DataFrame, cash: partial[str]) -> str:
    said: Sequence[str] = [
        f"{row.rival} ({cash(abs(row.lead))}; "
        f"{interval(min(abs(row.low), abs(row.high)), max(abs(row.low), abs(row.high)), cash)})"
        for row in rows.sort_values("lead", key=abs, ascending=False).itertuples()
    ]
    return said[0] if len(said) == 1 else f"{', '.join(said[:-1])} and {said[-1]}"
