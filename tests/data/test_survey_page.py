"""The questionnaire in the docs, its description, and the reader belong together."""

from __future__ import annotations

import re
import tomllib

import pytest

from cvmlab.data.surveys.choice_answers import choice_design
from cvmlab.data.surveys.description import ROLES, SurveyDescription
from cvmlab.data.surveys.description_file import FREE, SETTINGS
from cvmlab.data.surveys.read_survey import read_survey
from cvmlab.learn.glossary import SOURCE, anchor, terms
from tests.data import survey_files as files

PAGE = files.QUESTIONNAIRE.read_text(encoding="utf-8")
TOLD = tomllib.loads(files.TOML.read_text(encoding="utf-8"))


def test_the_description_beside_the_questionnaire_is_without_fault():
    description = SurveyDescription.read(files.TOML)
    problems = []
    assert choice_design(TOLD["choices"], problems) is not None and not problems
    assert description.brand_names[0] == description.own and len(description.items) == 6


def test_an_export_made_after_the_questionnaire_is_read(tmp_path):
    frame = files.sheets(files.truth(90, seed=4), files.choices(90, seed=4))
    path = files.written(tmp_path, files.as_csv(files.qualtrics(frame)))
    survey = read_survey(path, files.TOML)
    assert survey.respondents == 90 and len(survey.choices) == 90 * 16
    assert survey.ledger.flags == () and survey.hassle_unit == "minutes"


def test_the_questionnaire_asks_what_the_description_reads():
    for place in [*TOLD["product"].values(), *TOLD["service"].values()]:
        assert f"| {place.removeprefix('{brand}_Q')} |" in PAGE
    for statement in files.STATEMENTS:
        assert f"| {statement} |" in PAGE
    assert len(files.STATEMENTS) == len(TOLD["product"]) + len(TOLD["service"])
    assert "Cannot say" in PAGE and TOLD["scale"]["dont_know"] == ["cannot say"]


def test_the_cards_of_the_page_are_those_of_the_description():
    rows = re.findall(r"^\| (\d) \| (\d+) \| (\d+) \| (\d+) \| (\d+) \|$", PAGE, re.MULTILINE)
    on_page = {r[0]: tuple(map(int, r[1:])) for r in rows}
    tasks = TOLD["choices"]["tasks"]
    told = {t: (o["A"]["price"], o["A"]["minutes"], o["B"]["price"], o["B"]["minutes"])
            for t, o in tasks.items()}  # fmt: skip
    assert on_page == told
    prices = [(a - c) / (d - b) for a, b, c, d in told.values()]
    *sold, last = [round(price, 2) for price in prices]
    assert len(set(sold)) == len(sold) and min(sold) == 0.05 and max(sold) == 0.8 and last < 0


def test_the_page_says_what_so_many_people_are_good_for():
    """Half the width of a 95% interval: points spread by 1.5, prices by 9, minutes by 10."""
    from scipy.stats import t

    rows = re.findall(r"^\| (\d+) \| ([\d.]+) points \| ([\d.]+) \| ([\d.]+) minutes", PAGE, re.M)
    assert [int(row[0]) for row in rows] == [30, 100, 200, 400]
    for people, *widths in rows:
        reach = t.ppf(0.975, int(people) - 1) / int(people) ** 0.5
        for width, spread in zip(map(float, widths), (1.5, 9, 10), strict=True):
            assert width == pytest.approx(reach * spread, rel=0.08)


@pytest.mark.parametrize("section", [*SETTINGS, *FREE])
def test_every_setting_of_a_description_is_explained(section):
    if section != "undecided":
        assert f"[{section}" in PAGE
    for key in SETTINGS.get(section, ()):
        assert f"`{key}" in PAGE, key
    if section == "columns":
        assert all(f"`{role}`" in PAGE for role in ROLES)


def test_the_page_credits_the_value_equation_and_its_links_lead_somewhere():
    assert "Shaun Smith" in PAGE
    known = {anchor(term) for term in terms(SOURCE.read_text(encoding="utf-8"))}
    links = re.findall(r"\]\(([^)]+)\)", PAGE)
    for link in links:
        path, _, term = link.partition("#")
        assert (files.QUESTIONNAIRE.parent / path).exists()
        assert not term or term in known


def test_the_python_of_the_page_runs(tmp_path, monkeypatch, capsys):
    frame = files.sheets(files.truth(), files.choices())
    files.written(tmp_path, files.as_csv(files.qualtrics(frame)))
    (tmp_path / "survey.toml").write_text(files.TOML.read_text(encoding="utf-8"), encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    (block,) = re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)
    exec(block, {})
    assert "60 people rated Our brand and 4 rivals" in capsys.readouterr().out
