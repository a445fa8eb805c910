"""The glossary: short, in order, and every link to it leads to a term."""

from __future__ import annotations

import json
import re

import pytest

from cvmlab.learn.course import lessons
from cvmlab.learn.glossary import SOURCE, anchor, terms
from cvmlab.learn.lesson_pages import glossary_page
from cvmlab.paths import ROOT

TEXT = SOURCE.read_text(encoding="utf-8")
TERMS = terms(TEXT)
ANCHORS = [anchor(term) for term in TERMS]
LONGEST = 60  # words


def _order(term: str) -> str:
    return re.sub(r"[^a-z0-9 ]", "", term.casefold())


def test_the_terms_stand_in_the_order_of_the_alphabet_under_their_letters():
    assert list(TERMS) == sorted(TERMS, key=_order)
    letter = ""
    for line in TEXT.splitlines():
        if line.startswith("## "):
            letter = line[3:]
        if line.startswith("### "):
            first = line[4].upper()
            assert letter == (first if first.isalpha() else "0-9"), line


def test_no_term_stands_twice_and_none_hides_behind_a_letter():
    assert len(re.findall(r"^### ", TEXT, re.MULTILINE)) == len(TERMS)
    assert len(set(ANCHORS)) == len(ANCHORS)
    letters = {anchor(line[3:]) for line in TEXT.splitlines() if line.startswith("## ")}
    assert letters & set(ANCHORS) == set()


@pytest.mark.parametrize("term", TERMS)
def test_an_entry_is_short_and_says_something(term):
    words = TERMS[term].split()
    assert 5 <= len(words) <= LONGEST
    assert TERMS[term].endswith((".", "?"))
    assert len(re.findall(r"[.?](?= [A-Z0-9])", TERMS[term])) <= 3  # at most four sentences


def test_terms_that_clash_with_everyday_marketing_say_so():
    assert "last purchase" in TERMS["Recency"] and "opposite" in TERMS["Recency"]
    assert "Everyday marketing" in TERMS["Frequency"]
    assert "everyday RFM" in TERMS["Monetary value"]


def test_the_value_equation_is_credited():
    assert "Shaun Smith" in TERMS["Value equation"]


@pytest.mark.parametrize("entry", lessons(), ids=lambda entry: entry.name)
def test_every_term_a_lesson_links_to_is_in_the_glossary(entry):
    cells = json.loads(entry.path.read_text(encoding="utf-8"))["cells"]
    prose = "\n".join("".join(c["source"]) for c in cells if c["cell_type"] == "markdown")
    links = re.findall(r"\]\(([^)#\s]*glossary\.md)#([^)\s]*)\)", prose)
    assert links, "a lesson that explains no word"
    assert sorted({name for _, name in links} - set(ANCHORS)) == []
    assert all((entry.path.parent / file).resolve() == SOURCE for file, _ in links)


def test_other_pages_link_to_terms_that_are_there():
    for page in [ROOT / "README.md", *ROOT.glob("docs/*.md"), *ROOT.glob("instructor/*.md")]:
        linked = re.findall(r"glossary\.md#([^)\s]+)\)", page.read_text(encoding="utf-8"))
        assert set(linked) - set(ANCHORS) == set(), page.name


def test_the_published_page_has_every_term_under_its_anchor():
    page = glossary_page()
    assert [f'<h3 id="{name}">' in page for name in ANCHORS] == [True] * len(ANCHORS)
