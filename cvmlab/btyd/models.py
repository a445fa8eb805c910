"""What every buy-till-you-die model shares: taking customers in, and fitting.

A model is its likelihood and what follows from it, a handful of functions of the two laws of
purchasing and dropping out. They stand in one file a model, beside the paper they come from.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import replace
from functools import cached_property
from typing import Any, ClassVar, Self

import numpy as np

from cvmlab.btyd.fitting import (
    Array,
    Maximum,
    Message,
    Objective,
    hold,
    maximise,
    weighted_sum,
    with_held,
)
from cvmlab.btyd.forecasting import Ahead
from cvmlab.btyd.latent_attrition import LatentAttritionResults
from cvmlab.btyd.laws import Laws, Pair
from cvmlab.btyd.patterns import Patterns, as_patterns, require_repeat_buyers
from cvmlab.btyd.ridges import edges_of_ridges, with_limits
from cvmlab.btyd.terms import Terms

EVERY = 8  # a sample is an eighth at least, of which again a sample may be taken
SAMPLE = 1 << 12  # patterns that give a start close to the maximum of all


class LatentAttritionModel(ABC):
    """A model of customers who buy until, unseen, they stop for good.

    Parameters
    ----------
    customers : DataFrame, Ibis table, or object with ``.frame()``
        One row a customer with frequency, recency and T, or weighted patterns of these (with a
        column ``weight``).
    """

    name: ClassVar[str]
    laws: ClassVar[Laws]
    counts_opportunities: ClassVar[bool] = False  # time is a whole number of opportunities

    def __init__(self, customers: Any) -> None:
        self.patterns = as_patterns(customers, whole_time=self.counts_opportunities)

    @staticmethod
    @abstractmethod
    def terms(laws: Pair, patterns: Patterns, *, hessian: bool = False) -> Terms:
        """Likelihood of each pattern, its derivatives and P(alive)."""

    @staticmethod
    @abstractmethod
    def ahead(laws: Pair, x: Array, age: Array, horizon: Array, discount: float) -> Ahead:
        """Discounted purchases of customers who are active, over horizons."""

    @staticmethod
    @abstractmethod
    def survival(laws: Pair, x: Array, age: Array, t: Array) -> tuple[Array, Array]:
        """P(still active after t) of customers who are active, and the gradient of its log."""

    @staticmethod
    @abstractmethod
    def counts(laws: Pair, x: Array, age: Array, horizon: Array, most: int) -> Array:
        """Probabilities of 0 to ``most`` purchases of customers who are active, a row each."""

    @staticmethod
    @abstractmethod
    def draw(laws: Pair, age: Array, rng: np.random.Generator) -> tuple[Array, Array]:
        """Frequency and recency of customers drawn from the model, known for these ages."""

    @staticmethod
    def beginners(laws: Pair) -> tuple[float, Array]:
        """P(active right after the first purchase), and the gradient of its log."""
        return 1.0, np.zeros(sum(len(law.params) for law in laws))

    @abstractmethod
    def crude_means(self) -> tuple[float, float]:
        """Rough means of the two laws to start the search from."""

    def loglike(self, params: Array) -> float:
        """Log-likelihood at given parameters of the whole model."""
        terms = self.terms(self.laws.at(np.log(params)), self.patterns)
        return float(weighted_sum(self.patterns.weight, terms.log_likelihood))

    def fit(
        self,
        *,
        hold: Mapping[str, float] | None = None,
        purchase: str | None = None,
        dropout: str | None = None,
    ) -> LatentAttritionResults:
        """Estimate by maximum likelihood.

        When the data cannot tell the customers' rates apart, the limit model (one common rate, or
        no dropout) is returned, and a message says so. To choose the model yourself:

        Parameters
        ----------
        hold : mapping, optional
            Parameters held at a value, such as ``{"s": 1.0}``; the others are estimated.
        purchase : {"common"}, optional
            One purchase rate (or chance) for everybody.
        dropout : {"common", "none"}, optional
            One dropout rate (or chance) for everybody, or no dropout at all.

        Raises
        ------
        DataProblem
            With one customer only, or when nobody bought twice.
        """
        self.check()
        if hold or purchase or dropout:
            laws = self._chosen(purchase, dropout)
            best, messages = self._held(laws, hold or {})
            return self._results(laws, best, messages, tuple(hold or {}), found=False)
        some = self._maximum if self._sample is None else self._sample._maximum
        laws, best, messages = with_limits(self._maximum, some, self.laws)
        return self._results(laws, best, messages)

    def check(self) -> None:
        """Stop in plain words where the model cannot learn anything from the customers."""
        require_repeat_buyers(self.patterns)

    def _chosen(self, purchase: str | None, dropout: str | None) -> Laws:
        if purchase not in (None, "common") or dropout not in (None, "common", "none"):
            raise ValueError('purchase may be "common", dropout "common" or "none"')
        laws = self.laws.with_common(purchase=purchase == "common", dropout=dropout == "common")
        return laws.without_dropout() if dropout == "none" else laws

    def _held(self, laws: Laws, held: Mapping[str, float]) -> tuple[Maximum, tuple[Message, ...]]:
        wrong = [name for name, value in held.items() if name not in laws.names or not value > 0]
        if wrong:
            known = ", ".join(laws.names)
            raise ValueError(
                f"hold parameters of this model ({known}) at values above 0; got {dict(held)}"
            )
        places = sorted(laws.names.index(name) for name in held)
        start = self._start(laws)
        start[places] = [np.log(held[laws.names[place]]) for place in places]
        found = self._maximum(laws, start, places) if places else self._maximum(laws)
        if found.converged:
            return found, ()
        text = "The search stopped before reaching a maximum: treat the estimates as rough."
        return found, (Message("convergence", text),)

    def _results(
        self,
        laws: Laws,
        best: Maximum,
        messages: tuple[Message, ...],
        held: tuple[str, ...] = (),
        *,
        found: bool = True,
    ) -> LatentAttritionResults:
        """The results; a limit that was ``found`` has a ridge leading to it, one asked for none."""
        purchase, dropout = laws.at(best.theta)
        edges = edges_of_ridges(self._maximum, laws, best) if found else ()
        return LatentAttritionResults(
            model=f"{self.name}, limit model" if laws.is_limit else self.name,
            names=laws.names,
            theta=best.theta,
            theta_cov=best.covariance([laws.names.index(name) for name in held]),
            llf=best.value,
            nobs=self.patterns.customers,
            messages=messages,
            held=held,
            fingerprint=self.patterns.fingerprint,
            model_class=type(self),
            patterns=self.patterns,
            laws=laws,
            purchase=purchase,
            dropout=dropout,
            edges=tuple(edges),
            time_unit=self.patterns.time_unit,
        )

    def _start(self, laws: Laws) -> Array:
        return laws.start(*self.crude_means())

    def _maximum(
        self, laws: Laws, start: Array | None = None, held: int | list[int] | None = None
    ) -> Maximum:
        """The maximum of the likelihood under some laws, perhaps with parameters held."""
        if start is None and self._sample is not None:
            near = self._sample._maximum(laws)
            start = None if np.any(near.theta > laws.far) else near.theta
        if start is None:
            start = self._start(laws)
        objective = self._objective(laws)
        if held is None:
            return maximise(objective, start, far=laws.far, nothing=laws.nothing)
        places = [held] if isinstance(held, int) else list(held)
        found = maximise(hold(objective, places, list(start[places])), np.delete(start, places))
        whole, _ = with_held(found.theta, places, start[places])
        return replace(found, theta=whole)

    @cached_property
    def _sample(self) -> Self | None:
        """The model of fewer patterns, whose maximum is close by; None where there are few."""
        step = min(len(self.patterns) // SAMPLE, EVERY)
        return type(self)(self.patterns.thinned(step)) if step > 1 else None

    def _objective(self, laws: Laws) -> Objective:
        patterns = self.patterns

        def objective(theta: Array) -> tuple[float, Array, Array]:
            with np.errstate(over="ignore", invalid="ignore", divide="ignore"):
                terms = self.terms(laws.at(theta), patterns, hessian=True)
            value = float(weighted_sum(patterns.weight, terms.log_likelihood))
            return value, weighted_sum(patterns.weight, terms.score), terms.hessian

        return objective
