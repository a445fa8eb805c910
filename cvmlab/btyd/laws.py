"""Which law the customers' purchasing follows and which their dropping out.

A whole model lets both differ between customers. Its limits are models of their own with fewer
parameters: one rate or chance for everybody, no dropout at all, or dropout at once or never.
"""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from typing import Any

import numpy as np

from cvmlab.btyd.chances import AllOrNothing, BetaChances, CommonChance, NoChance
from cvmlab.btyd.fitting import Array
from cvmlab.btyd.rate_limits import AtOnceOrNever, CommonRate, NoRate
from cvmlab.btyd.rates import GammaRates

Law = Any  # a law of rates or of chances
Pair = tuple[Law, Law]  # of purchasing and of dropping out
COMMON: dict[Any, Any] = {GammaRates: CommonRate, BetaChances: CommonChance}
NONE: dict[Any, Any] = {GammaRates: NoRate, BetaChances: NoChance}
SPLIT: dict[Any, Any] = {GammaRates: AtOnceOrNever, BetaChances: AllOrNothing}
LARGEST_SHAPE = np.log(1e4)  # a log-parameter beyond it has climbed out on a ridge
RARE = np.log(1e-2)  # log odds below which it is as good as never
BY_NAME = {
    law.__name__: law for full in COMMON for law in (full, COMMON[full], NONE[full], SPLIT[full])
}


@dataclass(frozen=True)
class Laws:
    """The two laws of a model, and what their parameters are called.

    Parameters
    ----------
    purchase, dropout : type
        Of ``rates`` or ``chances``.
    symbols : tuple of four str
        Names of the parameters while customers differ in both respects.
    """

    purchase: type
    dropout: type
    symbols: tuple[str, str, str, str]

    @property
    def collapses(self) -> set[str]:
        """Which of the two laws is at a limit."""
        laws = {"purchase": self.purchase, "dropout": self.dropout}
        return {name for name, law in laws.items() if law not in COMMON}

    @property
    def is_limit(self) -> bool:
        """Whether one of the laws is at a limit."""
        return bool(self.collapses)

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the parameters."""
        buying = self.symbols[:2] if self.purchase in COMMON else self._single("purchase")
        leaving = self.symbols[2:] if self.dropout in COMMON else self._single("dropout")
        return (*buying, *leaving)

    def _single(self, side: str) -> tuple[str, ...]:
        law = getattr(self, side)
        return (f"{side}_{law.unit}",) if fields(law) else ()

    def with_common(self, *, purchase: bool = False, dropout: bool = False) -> Laws:
        """The same with one rate or chance for everybody."""
        return replace(
            self,
            purchase=COMMON[self.purchase] if purchase else self.purchase,
            dropout=COMMON[self.dropout] if dropout else self.dropout,
        )

    def without_dropout(self) -> Laws:
        """The same for customers who never leave."""
        return replace(self, dropout=NONE[self.dropout])

    def with_split_dropout(self) -> Laws:
        """The same for customers who leave at the first chance or never."""
        return replace(self, dropout=SPLIT[self.dropout])

    @property
    def limits(self) -> tuple[Laws, ...]:
        """The limits of a whole model, from the fewest parameters to the most."""
        return (
            self.with_common(purchase=True).without_dropout(),
            self.without_dropout(),
            self.with_common(purchase=True, dropout=True),
            self.with_common(purchase=True).with_split_dropout(),
            self.with_common(dropout=True),
            self.with_split_dropout(),
            self.with_common(purchase=True),
        )

    @property
    def far(self) -> Array | float:
        """Log-parameters at which a climb ends up on a ridge."""
        if self.is_limit:
            return np.inf
        chances = [law is BetaChances for law in (self.purchase, self.dropout)]
        bounds = [(LARGEST_SHAPE, LARGEST_SHAPE if chance else np.inf) for chance in chances]
        return np.array([*bounds[0], *bounds[1]])

    @property
    def nothing(self) -> Array | float:
        """Log-parameters below which a limit is another limit: nobody leaves at once."""
        if self.dropout not in SPLIT.values():
            return -np.inf
        return np.append(np.full(len(self.names) - 1, -np.inf), RARE)

    def at(self, theta: Array) -> Pair:
        """The two laws at given log-parameters."""
        params, split = np.exp(theta), len(fields(self.purchase))
        return self.purchase(*params[:split]), self.dropout(*params[split:])

    def start(self, buying: float, leaving: float) -> Array:
        """Log-parameters to start from, given crude means."""
        return np.log([*_crude(self.purchase, buying), *_crude(self.dropout, leaving)])


def _crude(law: type, mean: float) -> list[float]:
    """Parameters that give a law a mean."""
    odds = mean / (1.0 - mean) if law in (BetaChances, CommonChance) else np.nan
    return {
        GammaRates: [1.0, 1.0 / mean],
        BetaChances: [1.0, 1.0 / odds],
        CommonRate: [mean],
        CommonChance: [odds],
        AtOnceOrNever: [1.0],
        AllOrNothing: [1.0],
    }.get(law, [])
