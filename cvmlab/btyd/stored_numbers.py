"""What every saved fit has in common: estimates, covariance, log-likelihood; written and checked.

Numbers are written so that they read back the same to the last digit. The estimates stand in the
file twice, for people and as logarithms for the machine; a file in which the two differ, or whose
covariance cannot be one, was edited by hand and is refused.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np

from cvmlab.btyd.fitting import Array, Message
from cvmlab.btyd.results import FitResults
from cvmlab.errors import Problem

SAME = 1e-9  # relative: rounding of a logarithm
LARGEST = 1e300


@dataclass
class Faults:
    """Problems found in a file so far; the usual remedy is to save it again."""

    remedy: str
    problems: list[Problem] = field(default_factory=list)

    def add(self, what: str, entry: str, remedy: str = "") -> None:
        """Note a problem with an entry."""
        self.problems.append(Problem(f'"{entry}": {what}', remedy or self.remedy))

    def numbers(self, value: Any, entry: str, *, positive: bool = False) -> Array | None:
        """A list of finite numbers, or None with a problem noted."""
        if isinstance(value, list) and all(is_number(one) for one in value):
            numbers = np.array(value, dtype=float)
            if not positive or np.all(numbers > 0):
                return numbers
        kind = "numbers above 0" if positive else "numbers"
        self.add(f"this is no list of {kind}", entry)
        return None


@dataclass(frozen=True)
class Common:
    """The entries of ``FitResults``."""

    model: str
    names: tuple[str, ...]
    theta: Array
    theta_cov: Array
    llf: float
    nobs: float
    messages: tuple[Message, ...]
    held: tuple[str, ...]
    fingerprint: str

    @classmethod
    def of(cls, fit: FitResults) -> Common:
        """Those of a fit."""
        return cls(**{name: getattr(fit, name) for name in cls.__dataclass_fields__})

    @property
    def fields(self) -> dict[str, Any]:
        """As arguments of a class of results."""
        return {name: getattr(self, name) for name in self.__dataclass_fields__}

    def as_dict(self) -> dict[str, Any]:
        """As entries of a file; the fingerprint comes last, after what is the model's own."""
        estimates = np.exp(self.theta)
        known = np.all(np.isfinite(self.theta_cov))
        return {
            "name": self.model,
            "parameters": dict(zip(self.names, estimates.tolist(), strict=True)),
            "log_parameters": self.theta.tolist(),
            "covariance": self.theta_cov.tolist() if known else None,
            "held": list(self.held),
            "log_likelihood": float(self.llf),
            "customers": plain(self.nobs),
            "messages": [{"kind": one.kind, "text": one.text} for one in self.messages],
        }

    @classmethod
    def read(cls, content: dict[str, Any], faults: Faults) -> Common | None:
        """From the entries of a file; None, with everything that is wrong noted."""
        before = len(faults.problems)
        theta = _estimates(content, faults)
        names = tuple(content["parameters"]) if theta is not None else ()
        held = _texts(content, "held", faults)
        if theta is not None and not set(held) <= set(names):
            faults.add("these are not all parameters", "held")
        covariance = None
        if theta is not None:
            places = [names.index(name) for name in held if name in names]
            covariance = _covariance(content.get("covariance"), len(theta), places, faults)
        for entry in ("log_likelihood", "customers"):
            if not is_number(content.get(entry)):
                faults.add("this is no number", entry)
        if is_number(content.get("customers")) and not content["customers"] > 0:
            faults.add("there have to be some", "customers")
        for entry in ("name", "fingerprint"):
            if not isinstance(content.get(entry), str):
                faults.add("this is no text", entry)
        messages = _messages(content, faults)
        if theta is None or covariance is None or len(faults.problems) > before:
            return None
        return cls(
            model=content["name"], names=names, theta=theta, theta_cov=covariance,
            llf=float(content["log_likelihood"]), nobs=float(content["customers"]),
            messages=messages, held=held, fingerprint=content["fingerprint"],
        )  # fmt: skip


def _estimates(content: dict[str, Any], faults: Faults) -> Array | None:
    """The log-parameters, if they are those of the parameters."""
    theta = faults.numbers(content.get("log_parameters"), "log_parameters")
    named = content.get("parameters")
    if not isinstance(named, dict):
        faults.add("this is no list of names and values", "parameters")
        return None
    shown = faults.numbers(list(named.values()), "parameters", positive=True)
    if theta is None or shown is None:
        return None
    if len(theta) != len(shown) or not np.allclose(np.log(shown), theta, SAME, SAME):
        faults.add("these are not the logarithms of the parameters", "log_parameters")
        return None
    return theta


def _covariance(value: Any, size: int, held: list[int], faults: Faults) -> Array | None:
    """A symmetric matrix, positive but for parameters held; null where it is not known."""
    free = np.setdiff1d(np.arange(size), held)
    matrix = np.zeros((size, size))
    if value is None:
        matrix[np.ix_(free, free)] = np.nan
        return matrix
    rows = [one for one in value if isinstance(one, list)] if isinstance(value, list) else []
    numbers = [one for row in rows for one in row if is_number(one)]
    if [len(row) for row in rows] != [size] * size or len(numbers) != size * size:
        faults.add(f"this is no table of {size} by {size} numbers", "covariance")
        return None
    matrix = np.array(rows, dtype=float)
    inner = matrix[np.ix_(free, free)]
    outer = np.delete(matrix, free, axis=0)
    rounding = SAME * float(np.abs(matrix).max(initial=0.0))
    if not np.allclose(matrix, matrix.T, SAME, rounding) or np.any(outer):
        faults.add("it is not symmetric, or not zero where a parameter is held", "covariance")
        return None
    if np.any(np.diag(inner) <= 0) or np.any(np.linalg.eigvalsh(inner) < -rounding):
        faults.add("it is not positive, as a covariance has to be", "covariance")
        return None
    return matrix


def _messages(content: dict[str, Any], faults: Faults) -> tuple[Message, ...]:
    said = content.get("messages")
    try:
        return tuple(Message(str(one["kind"]), str(one["text"])) for one in said or [])
    except (TypeError, KeyError):
        faults.add("this is no list of messages, each with a kind and a text", "messages")
        return ()


def _texts(content: dict[str, Any], entry: str, faults: Faults) -> tuple[str, ...]:
    value = content.get(entry)
    if isinstance(value, list) and all(isinstance(one, str) for one in value):
        return tuple(value)
    faults.add("this is no list of names", entry)
    return ()


def is_number(value: Any) -> bool:
    """Whether an entry is a number a machine can take: JSON knows larger ones, and no limit."""
    return isinstance(value, (int, float)) and not isinstance(value, bool) and abs(value) < LARGEST


def plain(value: Any) -> float | int:
    """A count without a decimal point, for people; other numbers as they are."""
    return int(value) if float(value).is_integer() else float(value)
