"""The pages beside the code say what the code says."""

from __future__ import annotations

import random
import re
from datetime import date, timedelta

import pytest

from cvmlab.cli.app import app
from cvmlab.data.contracts import dictionary
from cvmlab.paths import ROOT

OF_OTHERS = {"--require-hashes", "--no-deps", "--file"}  # pip and conda
README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_the_page_of_columns_is_the_contracts():
    assert dictionary.PAGE.read_text(encoding="utf-8") == dictionary.page()


def test_every_file_the_readme_points_at_is_there():
    links = re.findall(r"\]\(([^)#:]+)\)", README) + re.findall(r'src="([^":]+)"', README)
    assert links, "the README shows no picture and points nowhere"
    missing = [link for link in links if not (ROOT / link).exists()]
    assert missing == []


@pytest.mark.parametrize("target", sorted(set(re.findall(r"^make (\w+)", README, re.MULTILINE))))
def test_every_make_command_of_the_readme_exists(target):
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    assert re.search(rf"^{target}:", makefile, re.MULTILINE)


def test_every_option_the_readme_names_exists():
    import typer.main

    group = typer.main.get_command(app)
    known = {option for c in group.commands.values() for p in c.params for option in p.opts}
    named = set(re.findall(r"(?<![\w-])--[a-z][a-z-]+", README)) - OF_OTHERS
    assert named and named - known == set()


def test_the_python_of_the_readme_runs(tmp_path, monkeypatch, capsys):
    sample, own, account, people = re.findall(r"```python\n(.*?)```", README, re.DOTALL)
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
    exec("import cvmlab as cvm\n" + account, {})
    assert "to the cent" in capsys.readouterr().out
    exec("import cvmlab as cvm\n" + people, {})
    assert "cards K0001514, K0006972" in capsys.readouterr().out


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
