"""Which restrictions lead from a fuller model to a simpler one, and what law that implies.

A restriction inside the parameter space (a parameter held at a value) adds a degree of freedom to
chi-squared. One at its edge (a law of rates with no spread, a rate of zero) adds it in half of all
cases only, as the estimate is at the edge itself in the other half (Self & Liang 1987, "Asymptotic
Properties of Maximum Likelihood Estimators and Likelihood Ratio Tests under Nonstandard
Conditions", JASA 82(398), cases 5 and 7).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy.special import chdtrc, comb

from cvmlab.btyd import laws

if TYPE_CHECKING:
    from cvmlab.btyd.results import FitResults

# how many restrictions a law is above the simplest: there are two limits between whole and none
NONE, LIMIT, WHOLE = 0, 1, 2


@dataclass(frozen=True)
class Restrictions:
    """What a simpler model takes away from a fuller one.

    Attributes
    ----------
    said : str
        In words.
    inside, edges : int
        How many restrictions hold a parameter at a value, and how many are at an edge.
    """

    said: str
    inside: int
    edges: int

    @property
    def df(self) -> int:
        """How many there are."""
        return self.inside + self.edges

    def tail(self, statistic: float) -> tuple[float, str]:
        """P(a statistic at least as large), and the law in words.

        With edges, a binomial mixture: independent estimates are each at their edge or not.
        """
        share = comb(self.edges, np.arange(self.edges + 1)) / 2.0**self.edges
        freedom = self.inside + np.arange(self.edges + 1)
        above = [_above(statistic, int(degrees)) for degrees in freedom]
        return float(share @ above), self._law(share, freedom)

    def _law(self, share: np.ndarray, freedom: np.ndarray) -> str:
        degrees = " and ".join([", ".join(map(str, freedom[:-1])), str(freedom[-1])])
        if not self.edges:
            plural = "s" if freedom[0] > 1 else ""
            return f"chi-squared with {freedom[0]} degree{plural} of freedom"
        parts = " : ".join(f"{one:.0%}" for one in share)
        law = f"chi-bar-squared, at the boundary: {parts} of chi-squared with {degrees} degrees"
        if self.edges > 1:
            return f"{law} of freedom, taking the two boundaries as independent"
        return f"{law} of freedom"


def restrictions(full: FitResults, restricted: FitResults) -> Restrictions:
    """What the restricted model takes away from the full one.

    Raises
    ------
    ValueError
        When it is not a special case of it, or when a parameter vanishes from the likelihood with
        another, so that no law of the statistic is known.
    """
    wide, narrow = _levels(full, asked=True), _levels(restricted, asked=False)
    held = _newly_held(full, restricted)
    down = {side: wide[side] - narrow[side] for side in wide}
    other = any(step == 0 and _other_limit(full, restricted, side) for side, step in down.items())
    if min(down.values()) < 0 or other:
        raise _not_nested("lets customers differ where the fuller one does not")
    if max(down.values()) > 1:
        raise ValueError(
            "without dropout, how it differs between customers has no meaning: a parameter "
            "vanishes, and the law of the statistic is not known. Compare the fit with "
            'dropout="none" to the one with dropout="common": one parameter at the boundary'
        )
    edges = sum(down.values())
    if edges + len(held) == 0:
        raise _not_nested("has the same parameters")
    said = [_said(restricted, side) for side, step in down.items() if step]
    said += [f"{name} = {restricted.params[name]:g}" for name in held]
    return Restrictions(" and ".join(said), len(held), edges)


def require_same_family(full: FitResults, restricted: FitResults) -> None:
    """Stop where one model cannot be a special case of the other, whatever the data."""
    if full.family != restricted.family:
        raise ValueError(
            f"{restricted.family} is no special case of {full.family}: see fit.compare for models "
            "that are not nested"
        )


def asked_for(full: FitResults) -> tuple[float, str]:
    """Log-likelihood of the model that was asked for, and a note where a limit was reported."""
    if not full.is_reported_limit:
        return full.llf, ""
    note = "The fuller fit itself came back as a limit model, which the data fit as well."
    return max(full.llf, full.whole_llf()), note


def _levels(fit: FitResults, *, asked: bool) -> dict[str, int]:
    """How much each law lets customers differ: in the model asked for, or in the one reported."""
    chosen = getattr(fit, "laws", None)
    if chosen is None:
        limit = fit.model != fit.family and not asked
        return {"all": LIMIT if limit else WHOLE}
    if asked and fit.is_reported_limit:
        return {"purchase": WHOLE, "dropout": WHOLE}
    return {side: _level(getattr(chosen, side)) for side in ("purchase", "dropout")}


def _level(law: type) -> int:
    return NONE if law in laws.NONE.values() else WHOLE if law in laws.COMMON else LIMIT


def _other_limit(full: FitResults, restricted: FitResults, side: str) -> bool:
    """Whether the two are limits in different directions."""
    both = [getattr(getattr(fit, "laws", None), side, None) for fit in (full, restricted)]
    return both[0] is not both[1] and not full.is_reported_limit


def _newly_held(full: FitResults, restricted: FitResults) -> list[str]:
    """Parameters the restricted model holds and the full one does not."""
    for name in full.held:
        value = full.params[name]
        if name not in restricted.held or not np.isclose(restricted.params[name], value, 1e-12):
            raise _not_nested(f"does not hold {name} at {value:g}, as the fuller one does")
    return [name for name in restricted.held if name not in full.held]


def _not_nested(why: str) -> ValueError:
    text = f"the simpler fit is no special case of the fuller one: it {why}. Give them as "
    return ValueError(f"{text}full.lr_test(restricted)")


def _said(restricted: FitResults, side: str) -> str:
    chosen = getattr(restricted, "laws", None)
    if chosen is None:
        return "the limit model"
    law = getattr(chosen, side)
    if law in laws.NONE.values():
        return "no dropout"
    if law in laws.SPLIT.values():
        return "dropping out at the first chance or never"
    return f"one common {side} {'rate' if law.unit == 'rate' else 'chance'} for everybody"


def _above(statistic: float, degrees: int) -> float:
    if degrees == 0:
        return float(statistic <= 0.0)
    return float(chdtrc(degrees, statistic))
