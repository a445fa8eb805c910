"""What each model adds to a saved fit, how it is checked, and how customers are attached again.

A model is made storable by a line in ``FORMS``.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass, fields, replace
from importlib import import_module
from typing import Any, NoReturn

import numpy as np

from cvmlab.btyd.laws import BY_NAME, COMMON, NONE, SPLIT, Laws
from cvmlab.btyd.results import FitResults
from cvmlab.btyd.stored_numbers import Common, Faults, is_number, plain
from cvmlab.errors import one_problem


class NotStored:
    """Stands where the customers of a fit were: whoever asks for them is told to bring them."""

    def __init__(self, facts: dict[str, Any]) -> None:
        self.facts = facts

    def __getattr__(self, name: str) -> NoReturn:
        if name.startswith("__"):  # Python's own questions, such as how to copy it
            raise AttributeError(name)
        raise one_problem(
            "this fit was read from a file, which holds no customers",
            "hand customers in (customers=base), or read the file with load_fit(path, "
            "customers=base).",
        )

    def __len__(self) -> int:
        return self.__getattr__("weight")


@dataclass(frozen=True)
class Form(ABC):
    """How the fits of one model are stored.

    Parameters
    ----------
    module : str
        Of the model's class, within ``cvmlab.btyd``.
    name : str
        Of the class.
    """

    module: str
    name: str

    @property
    def model(self) -> Any:
        """The model's class."""
        return getattr(import_module(f"cvmlab.btyd.{self.module}"), self.name)

    @abstractmethod
    def own(self, fit: Any) -> dict[str, Any]:
        """Entries that only fits of this kind have."""

    @abstractmethod
    def facts(self, fit: Any) -> dict[str, Any]:
        """A few plain facts of the customers, for the reader of the file."""

    @abstractmethod
    def build(self, common: Common, content: dict[str, Any], faults: Faults) -> FitResults | None:
        """The fit, without customers; None, with what is wrong noted."""

    @abstractmethod
    def attach(self, fit: Any, customers: Any) -> FitResults:
        """The fit with the customers it was made of."""

    def fingerprint(self, fit: Any) -> str:
        """Of the customers."""
        return str(fit.fingerprint)


class RepeatPurchases(Form):
    """Buy-till-you-die models."""

    def own(self, fit: Any) -> dict[str, Any]:
        laws = {side: getattr(fit.laws, side).__name__ for side in ("purchase", "dropout")}
        edges = [[_law(law) for law in pair] for pair in fit.edges]
        return {"time_unit": fit.time_unit, "laws": laws, "edges": edges}

    def facts(self, fit: Any) -> dict[str, Any]:
        data = fit.patterns
        if isinstance(data, NotStored):
            return data.facts
        return {
            "customers": plain(data.customers),
            "repeat_purchases": plain(np.sum(data.weight * data.frequency)),
            "T_shortest": plain(data.T.min()),
            "T_longest": plain(data.T.max()),
            "patterns": len(data),
        }

    def build(self, common: Common, content: dict[str, Any], faults: Faults) -> FitResults | None:
        from cvmlab.btyd.latent_attrition import LatentAttritionResults

        laws = _laws(self.model.laws, content.get("laws"), faults)
        pairs = content.get("edges")
        pairs = pairs if isinstance(pairs, list) else [None]
        edges = [
            tuple(_as_law(law, "edges", faults) for law in pair) if _is_pair(pair) else None
            for pair in pairs
        ]
        if None in edges:
            faults.add("each edge is a pair of laws", "edges")
        unit = content.get("time_unit")
        if not isinstance(unit, str | None):
            faults.add("this is no unit of time", "time_unit")
        if laws is None or not _same_names(common, laws.names, faults) or faults.problems:
            return None
        purchase, dropout = laws.at(common.theta)
        return LatentAttritionResults(
            **common.fields,
            model_class=self.model,
            patterns=NotStored(_facts(content)),  # type: ignore[arg-type]
            laws=laws,
            purchase=purchase,
            dropout=dropout,
            edges=tuple(edges),  # type: ignore[arg-type]
            time_unit=unit,
        )

    def attach(self, fit: Any, customers: Any) -> FitResults:
        patterns = self.model(customers).patterns
        require_same_customers(fit, patterns.fingerprint, patterns.customers)
        return replace(fit, patterns=patterns)


class Spend(Form):
    """Gamma-Gamma: its results keep nothing of the customers."""

    def own(self, fit: Any) -> dict[str, Any]:
        correlation = float(fit.correlation) if np.isfinite(fit.correlation) else None
        return {"correlation": correlation, "edges": [edge.tolist() for edge in fit.edges]}

    def facts(self, fit: Any) -> dict[str, Any]:
        return {"repeat_buyers": plain(fit.nobs)}

    def build(self, common: Common, content: dict[str, Any], faults: Faults) -> FitResults | None:
        from cvmlab.btyd.spend import COMMON_MEAN, FULL, NO_SPREAD, GammaGammaResults

        known = (FULL, COMMON_MEAN, NO_SPREAD)
        names = common.names if common.names in known else FULL
        rows = content.get("edges")
        rows = rows if isinstance(rows, list) else [None]
        edges = [faults.numbers(edge, "edges") for edge in rows]
        if any(edge is not None and len(edge) != len(FULL) for edge in edges):
            faults.add(f"each edge has {len(FULL)} numbers", "edges")
        correlation = content.get("correlation")
        if correlation is not None and faults.numbers([correlation], "correlation") is None:
            return None
        if not _same_names(common, names, faults) or faults.problems:
            return None
        return GammaGammaResults(
            **common.fields,
            correlation=np.nan if correlation is None else float(correlation),
            edges=tuple(edge for edge in edges if edge is not None),
        )

    def attach(self, fit: Any, customers: Any) -> FitResults:
        buyers = self.model(customers).buyers
        require_same_customers(fit, buyers.fingerprint, buyers.customers)
        return fit


class Renewals(Form):
    """Shifted-beta-geometric."""

    def own(self, fit: Any) -> dict[str, Any]:
        return {"law": type(fit.law).__name__, "edges": [_law(edge) for edge in fit.edges]}

    def facts(self, fit: Any) -> dict[str, Any]:
        data = fit.contracts
        if isinstance(data, NotStored):
            return data.facts
        return {
            "customers": plain(data.weight.sum()),
            "churned": plain(np.sum(data.weight * data.churned)),
            "most_renewals": plain(data.renewals.max()),
        }

    def fingerprint(self, fit: Any) -> str:
        """Of the contracts."""
        return str(fit.fingerprint or fit.contracts.fingerprint)

    def build(self, common: Common, content: dict[str, Any], faults: Faults) -> FitResults | None:
        from cvmlab.btyd.contract_results import NAMES, ShiftedBetaGeometricResults

        law: Any = {one.__name__: one for one in NAMES}.get(str(content.get("law")))
        if law is None:
            faults.add("there is no such law of churning", "law")
            return None
        rows = content.get("edges")
        rows = rows if isinstance(rows, list) else [None]
        edges = [_as_law(edge, "edges", faults) for edge in rows]
        if not _same_names(common, NAMES[law], faults) or faults.problems:
            return None
        return ShiftedBetaGeometricResults(
            **common.fields,
            law=law(*np.exp(common.theta)),
            edges=tuple(edges),
            contracts=NotStored(_facts(content)),  # type: ignore[arg-type]
        )

    def attach(self, fit: Any, customers: Any) -> FitResults:
        contracts = self.model(customers).contracts
        require_same_customers(fit, contracts.fingerprint, float(contracts.weight.sum()))
        return replace(fit, contracts=contracts)


FORMS: dict[str, Form] = {
    form.name: form
    for form in (
        RepeatPurchases("pareto_nbd", "ParetoNBD"),
        RepeatPurchases("bg_nbd", "BetaGeoNBD"),
        RepeatPurchases("mbg_nbd", "ModifiedBetaGeoNBD"),
        RepeatPurchases("bg_bb", "BetaGeoBetaBinomial"),
        Spend("gamma_gamma", "GammaGamma"),
        Renewals("shifted_beta_geometric", "ShiftedBetaGeometric"),
    )
}


def require_same_customers(fit: FitResults, fingerprint: str, size: float) -> None:
    """Stop where customers are not those of the fit."""
    if fingerprint != fit.fingerprint:
        raise one_problem(
            f"these {size:,.0f} customers are not the {fit.nobs:,.0f} the model was fitted to",
            "bring the same base; to predict for others, read the file without customers and hand "
            "them to each verb (customers=base).",
        )


def _law(law: Any) -> dict[str, list[float]]:
    return {type(law).__name__: law.params.tolist()}


def _as_law(value: Any, entry: str, faults: Faults) -> Any:
    """A law from its name and parameters, which are written as they are, not as logarithms."""
    name, params = next(iter(value.items()), (None, None)) if isinstance(value, dict) else (None, 0)
    law = BY_NAME.get(str(name))
    numbers = faults.numbers(params, entry, positive=True) if law else None
    if law is None or (numbers is not None and len(numbers) != len(fields(law))):
        faults.add("there is no such law, or it has other parameters", entry)
        return None
    return None if numbers is None else law(*numbers)


def _is_pair(value: Any) -> bool:
    return isinstance(value, list) and len(value) == 2


def _laws(whole: Laws, named: Any, faults: Faults) -> Laws | None:
    """The model's laws or limits of them, by name."""
    named = named if isinstance(named, dict) else {}
    chosen = {}
    for side, known in (("purchase", [COMMON]), ("dropout", [COMMON, NONE, SPLIT])):
        law = getattr(whole, side)
        allowed = {one.__name__: one for one in (law, *(limit[law] for limit in known))}
        name = str(named.get(side))
        if name not in allowed:
            faults.add(f"{side} follows one of: {', '.join(allowed)}", "laws")
        else:
            chosen[side] = allowed[name]
    return replace(whole, **chosen) if len(chosen) == 2 else None


def _same_names(common: Common, names: tuple[str, ...], faults: Faults) -> bool:
    if common.names != names:
        faults.add(f"the parameters of this model are {', '.join(names)}", "parameters")
    return common.names == names


def _facts(content: dict[str, Any]) -> dict[str, Any]:
    facts = content.get("data")
    facts = facts if isinstance(facts, dict) else {}
    return {name: value for name, value in facts.items() if is_number(value)}
