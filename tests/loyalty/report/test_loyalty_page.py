"""The page on loyalty says what the code says: its Python runs, its names exist."""

from __future__ import annotations

import re

import cvmlab as cvm
from cvmlab.paths import ROOT

PAGE = (ROOT / "docs" / "loyalty.md").read_text(encoding="utf-8")
PARAMETERS = {"within_days", "at_least"}


def test_the_python_of_the_page_of_loyalty_runs(capsys):
    names: dict[str, object] = {}
    for block in re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL):
        exec(block, names)
    printed = capsys.readouterr().out
    assert "none of 3 comparisons" in printed and "K0000001 stands at" in printed


def test_every_name_on_the_page_of_loyalty_exists():
    named = set(re.findall(r"`([a-z]+(?:_[a-z]+)+)`", PAGE)) - PARAMETERS
    assert len(named) > 10
    for name in named:
        assert hasattr(cvm, name), name


def test_every_file_the_pages_point_at_is_there():
    for name in ("loyalty.md", "loyalty-survey.md"):
        page = (ROOT / "docs" / name).read_text(encoding="utf-8")
        for link in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", page):
            assert (ROOT / "docs" / link).exists(), (name, link)


def test_each_setting_the_questionnaire_explains_is_one_and_none_is_missing():
    from cvmlab.data.surveys.customers.customer_description import ROLES
    from cvmlab.data.surveys.customers.customer_file import SETTINGS

    page = (ROOT / "docs" / "loyalty-survey.md").read_text(encoding="utf-8")
    told = page.partition("## What the description can say")[2]
    for section, settings in SETTINGS.items():
        for name in settings:
            assert f"`{name}`" in told or f"`{name} = " in told, (section, name)
    assert set(re.findall(r"`([a-z_]+)`", told)) >= set(ROLES)
