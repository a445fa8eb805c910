"""The lock pins everything, by hash, for a plain pip anywhere; conda's file agrees with it."""

from __future__ import annotations

import re
import tomllib
from importlib.metadata import PackageNotFoundError, requires
from pathlib import Path

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
NAMED = [
    Requirement(text)
    for text in [
        *PROJECT["dependencies"],
        *(one for extra in PROJECT["optional-dependencies"].values() for one in extra),
    ]
]
CONDA_NAMES = {"matplotlib-base": "matplotlib"}
COURSE = {"jupyterlab", "pandas", "statsmodels", "seaborn", "nbval", "papermill", "ipywidgets"}


def entries() -> dict[str, str]:
    """Package -> its entry in the lock, hashes included."""
    text = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    blocks = re.split(r"^(?=[A-Za-z0-9])", text, flags=re.MULTILINE)[1:]
    return {canonicalize_name(re.split(r"[=\[; ]", block)[0]): block for block in blocks}


LOCK = entries()


def pin(name: str) -> Requirement:
    return Requirement(LOCK[name].split("\\")[0].strip())


def test_every_entry_is_an_exact_version_with_its_hashes():
    assert len(LOCK) > 100
    for name, block in LOCK.items():
        (version,) = pin(name).specifier
        assert version.operator == "==" and "*" not in version.version, name
        assert re.search(r"--hash=sha256:[0-9a-f]{64}", block), f"{name} has no hash"


def test_the_lock_names_no_host_and_no_file():
    text = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    for banned in ("://", "--index", "--extra-index", "--find-links", "--trusted", " @ ", "file:"):
        assert banned not in text, banned


@pytest.mark.parametrize("wanted", NAMED, ids=str)
def test_every_dependency_is_pinned_within_its_bounds(wanted):
    (version,) = pin(canonicalize_name(wanted.name)).specifier
    assert wanted.specifier.contains(version.version)


def test_what_the_pinned_packages_need_is_pinned_too():
    """Else an installation that resolves nothing would come out incomplete."""
    extras: dict[str, set[str]] = {}
    for wanted in NAMED:
        extras.setdefault(canonicalize_name(wanted.name), set()).update(wanted.extras)
    missing, looked_at, queue = [], 0, list(extras)
    seen: set[tuple[str, frozenset[str]]] = set()
    while queue:
        name = queue.pop()
        state = (name, frozenset(extras.get(name, ())))
        if state in seen:
            continue
        seen.add(state)
        try:
            needs = [Requirement(text) for text in requires(name) or []]
        except PackageNotFoundError:
            continue  # for another system than this one
        looked_at += 1
        for need in needs:
            asked = (
                [need.marker.evaluate({"extra": e}) for e in ("", *extras.get(name, ()))]
                if (need.marker)
                else [True]
            )
            if not any(asked):
                continue
            needed = canonicalize_name(need.name)
            if needed not in LOCK:
                missing.append(f"{name} needs {need}")
            extras.setdefault(needed, set()).update(need.extras)
            queue.append(needed)
    assert looked_at > 100
    assert not missing


# environment.yml

ENVIRONMENT = yaml.safe_load((ROOT / "environment.yml").read_text(encoding="utf-8"))
CONDA = [text for text in ENVIRONMENT["dependencies"] if isinstance(text, str)]
(PIP,) = (part["pip"] for part in ENVIRONMENT["dependencies"] if isinstance(part, dict))
IN_CONDA = [Requirement(text) for text in CONDA]
IN_PIP = [Requirement(text) for text in PIP if not text.startswith("--editable")]


def test_conda_gets_the_courses_packages_by_name():
    assert {one.name for one in IN_CONDA} >= COURSE
    assert ENVIRONMENT["channels"] == ["conda-forge"]


def test_conda_and_pip_specs_agree_with_the_project():
    wanted = {canonicalize_name(one.name): one for one in NAMED}
    for one in [*IN_CONDA, *IN_PIP]:
        name = CONDA_NAMES.get(one.name, canonicalize_name(one.name))
        if name == "python":
            assert str(one.specifier) == PROJECT["requires-python"]
            continue
        assert one.specifier == wanted[name].specifier, f"{one} is not {wanted[name]}"
    assert all(one.extras == wanted[one.name].extras for one in IN_PIP)


def test_conda_leaves_nothing_out_that_cvmlab_needs():
    there = [CONDA_NAMES.get(one.name, one.name) for one in [*IN_CONDA, *IN_PIP]]
    needed = {canonicalize_name(Requirement(text).name) for text in PROJECT["dependencies"]}
    assert needed <= set(there)
    assert len(there) == len(set(there)), "named once, by conda or by pip"


def test_pips_part_installs_cvmlab_itself_last():
    assert PIP[-1] == "--editable ."
    assert "pip" in {one.name for one in IN_CONDA}
