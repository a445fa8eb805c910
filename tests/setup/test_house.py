"""Rules of the house that no linter sees."""

from __future__ import annotations

import ast
import json
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "cvmlab"
TEXT = {".py", ".pyi", ".md", ".toml", ".yml", ".yaml", ".json", ".cfg", ".lock", ".csv", ".ipynb",
        ".j2", ".html", ".css", ".txt", ""}  # fmt: skip
OUTSIDE = {"www.w3.org", "doi.org", "creativecommons.org"}  # names and citations, never fetched
MACHINE = re.compile(
    r"(?<![\w.\-/])/(?:home|Users|root|work|opt|mnt|srv|private|tmp|var/folders)/[\w.]"
    r"|[A-Z]:\\\\?Users\\"
)
ADDRESS = re.compile(r"\bhttps?://([\w.\-]+)")


def tracked() -> list[Path]:
    """Text files that are, or would be, committed; without a history, all that lie there."""
    asked = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    if asked.returncode == 0 and asked.stdout:
        paths = [ROOT / name for name in asked.stdout.split("\0") if name]
    else:
        made = {".venv", ".git", "__pycache__", "reports", "my-course", ".cache"}
        paths = [p for p in ROOT.rglob("*") if not made & set(p.relative_to(ROOT).parts[:-1])]
    return [p for p in paths if p.is_file() and p.suffix in TEXT]


def parsed() -> list[tuple[Path, ast.Module]]:
    return [(path, ast.parse(path.read_text(encoding="utf-8"))) for path in PACKAGE.rglob("*.py")]


def is_room(name: str) -> bool:
    return (PACKAGE / f"{name}.py").exists() or (PACKAGE / name / "__init__.py").exists()


def test_no_file_names_a_place_on_somebodys_machine():
    found = [
        f"{path.relative_to(ROOT)}: {match.group()}"
        for path in tracked()
        for match in MACHINE.finditer(path.read_text(encoding="utf-8", errors="replace"))
    ]
    assert not found


def test_no_file_names_a_host():
    found = [
        f"{path.relative_to(ROOT)}: {match.group()}"
        for path in tracked()
        for match in ADDRESS.finditer(path.read_text(encoding="utf-8", errors="replace"))
        if match[1] not in OUTSIDE
        and not re.search(r"(^|\.)(example|invalid|test)(\.|$)", match[1])
        and match[1] not in ("localhost", "127.0.0.1")
    ]
    assert not found


def test_inside_the_package_nobody_goes_through_the_top_level_name():
    found = []
    for path, tree in parsed():
        for node in ast.walk(tree):
            plain = isinstance(node, ast.Import) and any(a.name == "cvmlab" for a in node.names)
            picked = (
                isinstance(node, ast.ImportFrom)
                and node.module == "cvmlab"
                and not node.level
                and not all(is_room(alias.name) for alias in node.names)
            )
            if plain or picked:
                found.append(f"{path.relative_to(ROOT)}:{node.lineno}")
    assert not found, "import from the module that defines the name"


def test_the_package_sets_no_global_warnings_filter():
    found = []
    for path, tree in parsed():
        inside = {
            id(child)
            for node in ast.walk(tree)
            if isinstance(node, ast.With)
            and any("catch_warnings" in ast.unparse(item.context_expr) for item in node.items)
            for child in ast.walk(node)
        }
        for node in ast.walk(tree):
            if (
                isinstance(node, ast.Call)
                and id(node) not in inside
                and ast.unparse(node.func).split(".")[-1] in ("filterwarnings", "simplefilter")
            ):
                found.append(f"{path.relative_to(ROOT)}:{node.lineno}")
    assert not found, "a reader's warnings are the reader's"


def test_importing_cvmlab_imports_nothing_heavy():
    code = (
        "import sys; before = set(sys.modules); import cvmlab;"
        "import json; print(json.dumps(sorted(set(sys.modules) - before)))"
    )
    asked = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    modules = json.loads(asked.stdout)
    heavy = {"pandas", "numpy", "ibis", "matplotlib", "scipy", "seaborn", "statsmodels", "duckdb",
             "nbformat", "papermill", "typer", "rich", "pyarrow"}  # fmt: skip
    assert not heavy & set(modules)
    assert "cvmlab" in modules and len(modules) < 60, f"{len(modules)} modules: {modules}"


def test_every_public_name_can_be_reached():
    """A lazy name that is misspelt fails only when somebody uses it."""
    import importlib

    for init in PACKAGE.rglob("__init__.py"):
        room = importlib.import_module(".".join(init.parent.relative_to(ROOT).parts))
        for name in getattr(room, "__all__", ()):
            assert getattr(room, name) is not None, f"{room.__name__}.{name}"


# floors

CONTRACTS = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"][
    "importlinter"
]["contracts"]


def test_the_floors_are_written_down_from_the_command_line_to_the_errors():
    (floors,) = (one for one in CONTRACTS if one["type"] == "layers")
    assert floors["exhaustive"], "a new room must be given a floor"
    level = {
        room: height
        for height, layer in enumerate(floors["layers"])
        for room in re.findall(r"\w+", layer)
    }
    order = ["cli", "learn", "idic", "value_of", "insight", "pages", "data", "stats", "figures",
             "errors"]  # fmt: skip
    assert sorted(order, key=level.get) == order
    assert level["value_of"] == level["value_for"] == level["loyalty"]
    assert level["insight"] == level["btyd"]


def test_the_sample_company_knows_no_method_by_which_it_will_be_judged():
    """It imports contracts, numpy, pandas, scipy (and pyarrow and xlsxwriter to write files)."""
    allowed = {"numpy", "pandas", "scipy", "pyarrow", "xlsxwriter", *sys.stdlib_module_names}
    found = []
    for path in sorted((PACKAGE / "kestrel").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = []
            if isinstance(node, ast.Import):
                names = [alias.name for alias in node.names]
            elif isinstance(node, ast.ImportFrom):
                names = [node.module or ""]
            for name in names:
                inside = name.startswith(("cvmlab.kestrel", "cvmlab.data.contracts"))
                if not inside and name.split(".")[0] not in allowed:
                    found.append(f"{path.name}: {name}")
    assert not found


def test_the_floors_hold():
    command = Path(sys.executable).with_name("lint-imports")
    if not command.exists():
        pytest.skip("import-linter is not installed beside this Python")
    asked = subprocess.run([command], cwd=ROOT, capture_output=True, text=True)
    assert asked.returncode == 0, asked.stdout
