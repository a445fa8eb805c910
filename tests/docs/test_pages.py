"""The pages beside the code say what the code says."""

from __future__ import annotations

import json
import random
import re
from datetime import date, timedelta
from importlib.util import find_spec

import pytest

from cvmlab.cli.app import app
from cvmlab.data.contracts import dictionary
from cvmlab.learn.course import COURSE
from cvmlab.paths import ROOT

OF_OTHERS = {"--require-hashes", "--no-deps", "--file"}  # pip and conda
README = (ROOT / "README.md").read_text(encoding="utf-8")
PAGES = [
    ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").glob("*.md")),
]  # fmt: skip


def test_the_page_of_columns_is_the_contracts():
    assert dictionary.PAGE.read_text(encoding="utf-8") == dictionary.page()


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_file_a_page_points_at_is_there(page):
    text = page.read_text(encoding="utf-8")
    links = re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", text) + re.findall(r'src="([^":]+)"', text)
    assert links or page.name != "README.md"
    assert [link for link in links if not (page.parent / link).exists()] == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_command_and_option_a_page_names_exists(page):
    import typer.main

    text = page.read_text(encoding="utf-8")
    commands = typer.main.get_command(app).commands
    used = set(re.findall(r"(?:^|`)cvmlab ([a-z]+)", text, re.MULTILINE))
    assert used - set(commands) == set()
    known = {option for c in commands.values() for p in c.params for option in p.opts}
    named = set(re.findall(r"(?<![\w-])--[a-z][a-z-]+", text)) - OF_OTHERS
    assert named - known == set()
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    for target in set(re.findall(r"(?:^|`)make (\w+)", text, re.MULTILINE)):
        assert re.search(rf"^{target}:", makefile, re.MULTILINE), target


def test_every_path_of_the_house_rules_is_there():
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    paths = re.findall(r"`((?:cvmlab|tests|docs|notebooks|datasets|instructor)/[^`\s]+)`", text)
    general = [path for path in paths if "NN" in path or "NAME" in path]
    assert general and [p for p in paths if p not in general and not (ROOT / p).exists()] == []
    modules = re.findall(r"python -m ([a-z_.]+)", text)
    assert modules and all(find_spec(name) for name in modules)


def test_the_map_of_the_course_says_what_the_notebooks_say():
    rows = re.findall(
        r"^\| (\d\d) \| \[([^\]]+)\]\(notebooks/([^)]+)\) \| [^|]+\? \| ([\d +]+) \|$",
        README,
        re.MULTILINE,
    )
    said = []
    for entry in COURSE:
        about = json.loads(entry.path.read_text(encoding="utf-8"))["metadata"]["cvmlab"]["minutes"]
        minutes = f"{about['read']} + {about['do']} + {about['discuss']}"
        said.append((entry.number, entry.title, entry.place.as_posix(), minutes))
    assert rows == said


def test_the_gallery_shows_every_report():
    from cvmlab.pages.parameters import list_reports

    reports = {report.name for report in list_reports()}
    for page in (README, (ROOT / "docs" / "reports.md").read_text(encoding="utf-8")):
        assert {
            name for name in reports if f"`{name}`" in page or f"report {name}`" in page
        } == reports


def test_the_python_of_the_readme_runs(tmp_path, monkeypatch, capsys):
    sample, own = re.findall(r"```python\n(.*?)```", README, re.DOTALL)
    exec(sample, {})
    assert "survey" in capsys.readouterr().out
    rng = random.Random(1)
    lines = ["customer,date,Quantity,UnitPrice"]
    for customer in range(300):
        day = date(2023, 1, 1) + timedelta(days=rng.randrange(365))
        while day < date(2025, 1, 1):
            lines.append(
                f"C{customer:04d},{day},{rng.randint(1, 3)},{rng.randint(300, 4000) / 100}"
            )
            day += timedelta(days=1 + int(rng.expovariate(1 / rng.randint(20, 300))))
    (tmp_path / "orders.csv").write_text("\n".join(lines), encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    exec(own, {})
    printed = capsys.readouterr().out
    assert f"{len(lines) - 1:,} rows" in printed and "Pareto/NBD" in printed
    assert "customer lifetime value" in printed


def test_the_python_of_the_page_of_models_runs(capsys):
    page = (ROOT / "docs" / "models.md").read_text(encoding="utf-8")
    names: dict[str, object] = {}
    for block in re.findall(r"```python\n(.*?)```", page, re.DOTALL):
        exec(block, names)
    printed = capsys.readouterr().out
    assert "MBG/NBD" in printed and "expected_purchases" in printed and "ci_low" in printed


def test_every_name_on_the_page_of_models_exists():
    import cvmlab as cvm
    from cvmlab.btyd.gamma_gamma import GammaGammaResults
    from cvmlab.btyd.latent_attrition import LatentAttritionResults

    page = (ROOT / "docs" / "models.md").read_text(encoding="utf-8")
    for name in set(re.findall(r"cvm\.([A-Za-z_]+)", page)):
        assert hasattr(cvm, name), name
    for name in set(re.findall(r"`fit\.([a-z_]+)", page)) - {"fit"}:
        assert hasattr(LatentAttritionResults, name), name
    for name in set(re.findall(r"`spend\.([a-z_]+)", page)):
        assert hasattr(GammaGammaResults, name), name


def test_the_python_of_the_page_of_value_runs(capsys):
    import cvmlab as cvm

    page = (ROOT / "docs" / "value.md").read_text(encoding="utf-8")
    names: dict[str, object] = {}
    for block in re.findall(r"```python\n(.*?)```", page, re.DOTALL):
        exec(block, names)
    printed = capsys.readouterr().out
    assert "a point of product quality" in printed and "hold in every reading" in printed
    for name in set(re.findall(r"`([a-z]+(?:_[a-z]+)+|market)`", page)):
        assert hasattr(cvm, name), name
