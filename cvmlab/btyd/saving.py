"""A fit as a small text file: written, and read back the same to the last digit.

The file is JSON with one fact a line, so that a person can read it and a comparison of versions
shows what changed. It holds what was learnt (estimates, covariance, log-likelihood, messages) and
a fingerprint of the customers, never the customers themselves. Nothing in it is executed.
"""

from __future__ import annotations

import json
import os
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np

from cvmlab.btyd.results import FitResults
from cvmlab.btyd.stored_fits import FORMS, Form
from cvmlab.btyd.stored_numbers import Common, Faults
from cvmlab.errors import DataProblem, one_problem

FORMAT, FORMAT_VERSION = "cvmlab fit", 1
LARGEST = 1_000_000  # bytes: a fit has some thousands
AGAIN = "fit the model again and save it, or bring the file as it was saved."


def save_fit(fit: FitResults, path: str | Path) -> Path:
    """Write a fit to a JSON file, in one step: there is never half a file.

    Parameters
    ----------
    fit : FitResults
    path : str or Path
        A fit saved there before is replaced; any other file is left alone.

    Raises
    ------
    DataProblem
        When there is another kind of file of that name, or it cannot be written.
    """
    path = Path(path)
    if path.exists() and not _is_fit(path):
        raise one_problem(
            f"{path.name} is there already and is no saved fit, so it is not overwritten",
            "choose another name.",
        )
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        part.write_text(_as_text(_content(fit)), encoding="utf-8", newline="\n")
        os.replace(part, path)
    except OSError as error:
        part.unlink(missing_ok=True)
        what = f"{path.name} cannot be written ({error.strerror or error})"
        raise one_problem(what, "check that the folder exists and may be written to.") from None
    return path


def load_fit(path: str | Path, customers: Any = None) -> FitResults:
    """Read a fit that was saved with ``fit.save(path)``.

    Without customers, verbs about customers need them handed in, as ``customers=``.

    Parameters
    ----------
    path : str or Path
    customers : optional
        The customers the model was fitted to, in any form the model takes. They are attached after
        their fingerprint is checked, and the fit is then as it was before saving.

    Returns
    -------
    FitResults
        Of the class that was saved, such as ``LatentAttritionResults``.

    Raises
    ------
    DataProblem
        All problems at once, when the file is broken, edited into nonsense, of another kind or
        from a newer version, or when the customers are others.
    """
    path = Path(path)
    content = _read(path)
    faults = Faults(AGAIN)
    form = _form(content, faults)
    common = Common.read(content, faults) if form else None
    fit = form.build(common, content, faults) if form and common else None
    if faults.problems or fit is None or form is None:
        raise DataProblem(faults.problems, path.name)
    return fit if customers is None else form.attach(fit, customers)


def _content(fit: FitResults) -> dict[str, Any]:
    name = _model_name(fit)
    if name not in FORMS:
        raise ValueError(f"there is no way of storing {type(fit).__name__} yet")
    form = FORMS[name]
    return {
        "format": FORMAT,
        "format_version": FORMAT_VERSION,
        "cvmlab": version("cvmlab"),
        "model": name,
        **Common.of(fit).as_dict(),
        **form.own(fit),
        "fingerprint": form.fingerprint(fit),
        "data": form.facts(fit),
    }


def _model_name(fit: FitResults) -> str:
    model = getattr(fit, "model_class", None)
    return model.__name__ if model else type(fit).__name__.removesuffix("Results")


def _form(content: dict[str, Any], faults: Faults) -> Form | None:
    """How the model of a file is stored; None where nothing else in it can be judged."""
    newest = content.get("format_version")
    if not isinstance(newest, int) or newest < 1:
        faults.add("the version of the format is missing", "format_version")
    elif newest > FORMAT_VERSION:
        written = content.get("cvmlab", "a newer version")
        what = f"the file is of a newer format ({newest}) than this cvmlab reads ({FORMAT_VERSION})"
        faults.add(what, "format_version", f"update cvmlab; the file was written by {written}.")
        return None
    form = FORMS.get(str(content.get("model")))
    if form is None:
        what = f"there is no model of the name {content.get('model')!r}"
        faults.add(what, "model", f"it is one of: {', '.join(FORMS)}.")
    return form


def _read(path: Path) -> dict[str, Any]:
    """The content of a file, once it is known to be a saved fit."""
    try:
        if path.stat().st_size > LARGEST:
            raise ValueError("too large")
        content = json.loads(path.read_bytes().decode("utf-8"))
    except OSError as error:
        what = f"{path.name} cannot be read ({error.strerror or error})"
        raise one_problem(what, "check the name and the folder.") from None
    except (ValueError, RecursionError):
        raise one_problem(f"{path.name} is no saved fit, or it is damaged", AGAIN) from None
    if not isinstance(content, dict) or content.get("format") != FORMAT:
        what = f"{path.name} is a file of another kind, not a saved fit"
        raise one_problem(what, "bring a file written by fit.save(path).")
    return content


def _is_fit(path: Path) -> bool:
    try:
        _read(path)
    except DataProblem:
        return False
    return True


def _as_text(content: dict[str, Any]) -> str:
    """JSON with one fact a line; lists of lists and of facts take a line a member."""
    lines = (f'  "{key}": {_value(value)}' for key, value in content.items())
    return "{\n" + ",\n".join(lines) + "\n}\n"


def _value(value: Any) -> str:
    if isinstance(value, list) and any(isinstance(one, (list, dict)) for one in value):
        return "[\n" + ",\n".join(f"    {_plain(one)}" for one in value) + "\n  ]"
    return _plain(value)


def _plain(value: Any) -> str:
    # NaN is no JSON: what is not known is written as null
    return json.dumps(value, ensure_ascii=False, allow_nan=False, default=_number)


def _number(value: Any) -> float:
    if isinstance(value, np.generic):
        return float(value)
    raise TypeError(f"{type(value).__name__} is not stored")
