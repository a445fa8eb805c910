"""Every link of the lessons and the pages leads somewhere: files, anchors, glossary terms."""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from pathlib import Path

import pytest

from cvmlab.paths import ROOT
from tests.notebooks.lessons import FENCED, HEADING, LINK, hold, lessons, made_up, md, read

GLOSSARY = ROOT / "docs" / "glossary.md"
PAGES = sorted(
    path
    for place in (ROOT, ROOT / "docs", ROOT / "instructor", ROOT / "datasets")
    for path in place.glob("*.md")
)
IN_TAGS = re.compile(r"""<(?:a|img)\b[^>]*?\b(?:href|src)=["']([^"']+)["']""")
BARE = re.compile(r"(?<![\w(\[\"'<=])<?(https?://[^\s)>\]\"']+)")
OUTSIDE = ("https://doi.org/",)


def targets(text: str) -> list[tuple[str, str]]:
    """What is shown and where it leads, for each link of a Markdown text."""
    text = re.sub(r"`[^`\n]*`", "", FENCED.sub("", text))
    found: list[tuple[str, str]] = []
    for shown, target in LINK.findall(text):
        found += [(shown, target), *targets(shown)]
    found += [("", target) for target in IN_TAGS.findall(text)]
    linked = LINK.sub("", text)
    return found + [("", target) for target in BARE.findall(linked)]


def slug(heading: str) -> str:
    """A heading's anchor, as the web sites that show Markdown make it."""
    heading = LINK.sub(r"\1", re.sub(r"[`*]|<[^>]+>", "", heading)).lower()
    kept = [c for c in heading if c in " -_" or unicodedata.category(c)[0] in "LN"]
    return "".join(kept).strip().replace(" ", "-")


@cache
def anchors(path: Path) -> frozenset[str]:
    """What can be pointed at inside a page or a notebook."""
    if path.suffix == ".ipynb":
        texts = [cell.text for cell in read(path).markdown]
    else:
        texts = [path.read_text(encoding="utf-8")]
    found: dict[str, int] = {}
    named = set()
    for text in texts:
        named |= set(re.findall(r"""<a\b[^>]*\b(?:id|name)=["']([^"']+)""", text))
        for match in HEADING.finditer(FENCED.sub("", text)):
            # JupyterLab keeps the letters' case and turns spaces into hyphens.
            named.add(match[2].replace(" ", "-"))
            again = found.get(slug(match[2]), 0)
            found[slug(match[2])] = again + 1
            named.add(slug(match[2]) + (f"-{again}" if again else ""))
    return frozenset(named)


def leads_nowhere(text: str, page: Path) -> list[str]:
    """The links of a text that cannot be followed from its page, each with the reason."""
    found = []
    for shown, target in targets(text):
        said = f'"{shown}" leads to {target}' if shown else f"a link leads to {target}"
        if re.match(r"[a-z][a-z+.-]*:", target):
            if not target.startswith(OUTSIDE):
                found.append(f"{said}: only doi.org is outside")
            continue
        name, _, anchor = target.partition("#")
        place = (page.parent / name).resolve() if name else page
        if name.startswith("/") or not place.is_relative_to(ROOT):
            found.append(f"{said}: outside the project")
        elif not place.exists():
            unwritten = place.suffix == ".ipynb"
            found.append(f"{said}: {'not written yet, so no link' if unwritten else 'no file'}")
        elif anchor and place.suffix in (".md", ".ipynb") and anchor not in anchors(place):
            where = "the glossary has no such term" if place == GLOSSARY else "no such heading"
            found.append(f"{said}: {where}")
    return found


# the course


@pytest.mark.parametrize("lesson", lessons(), ids=lambda lesson: lesson.name)
def test_every_link_of_a_lesson_leads_somewhere(lesson):
    hold(
        [
            lesson.at(cell, what)
            for cell in lesson.markdown
            for what in leads_nowhere(cell.text, lesson.path)
        ]
    )


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_every_link_of_a_page_leads_somewhere(page):
    name = page.relative_to(ROOT).as_posix()
    text = page.read_text(encoding="utf-8")
    hold([f"{name}: {what}" for what in leads_nowhere(text, page)])


def test_the_glossary_names_each_term_once():
    terms = [m[2] for m in HEADING.finditer(GLOSSARY.read_text(encoding="utf-8")) if m[1] == "###"]
    slugs = [slug(term) for term in terms]
    hold([f'glossary: "{t}" stands twice' for t in terms if slugs.count(slug(t)) > 1])
    assert len(terms) > 20


def test_the_glossary_explains_each_term():
    parts = re.split(r"(?m)^(#+) +(.+)$", GLOSSARY.read_text(encoding="utf-8"))
    empty = [
        term
        for level, term, body in zip(parts[1::3], parts[2::3], parts[3::3], strict=True)
        if level == "###" and len(body.split()) < 5
    ]
    hold([f'glossary: "{term}" is not explained' for term in empty])


# the rules themselves

HERE = ROOT / "docs" / "made-up.md"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[a](nothing.md)", "no file"),
        ("![a](nothing.png)", "no file"),
        ('<img src="nothing.png">', "no file"),
        ('<a href="nothing.md">a</a>', "no file"),
        ("[![a](nothing.png)](glossary.md)", "no file"),
        ("[next](../notebooks/99-nothing.ipynb)", "not written yet"),
        ("[a](glossary.md#no-such-term)", "the glossary has no such term"),
        ("[a](../README.md#no-such-heading)", "no such heading"),
        ("[a](https://example.org)", "only doi.org"),
        ("see https://example.org/x", "only doi.org"),
        ("<https://example.org/x>", "only doi.org"),
        ("[a](../../elsewhere.md)", "outside the project"),
        ("[a](/README.md)", "outside the project"),
    ],
)
def test_a_link_that_leads_nowhere_is_named(text, said):
    found = leads_nowhere(text, HERE)
    assert len(found) == 1 and said in found[0], found


def test_links_that_lead_somewhere_pass():
    term = next(iter(sorted(anchors(GLOSSARY))))
    text = (
        f"[a](glossary.md) [b](../README.md) [c](glossary.md#{term}) [d](https://doi.org/10.1/x) "
        "`[e](nothing.md)` [f](../datasets) https://doi.org/10.1/y\n```\n[g](nothing.md)\n```\n"
    )
    assert leads_nowhere(text, HERE) == []


def test_a_broken_link_in_a_lesson_is_named_with_its_cell():
    lesson = made_up(md("# 11 · Data"), md("[Gini](../../docs/glossary.md#gino)"))
    (cell,) = lesson.cells[1:]
    found = [lesson.at(cell, what) for what in leads_nowhere(cell.text, lesson.path)]
    assert found and found[0].startswith('11-data, cell 2 (markdown, "[Gini]')


@pytest.mark.parametrize(
    ("heading", "anchor"),
    [
        ("Gini index", "gini-index"),
        ("360° view", "360-view"),
        ("What *good* looks like: a `test`", "what-good-looks-like-a-test"),
        ("Customers' customers", "customers-customers"),
        ("Word-of-mouth & more", "word-of-mouth--more"),
        ("[RFM](rfm.md), again", "rfm-again"),
        ("Ómós", "ómós"),
    ],
)
def test_a_heading_has_the_anchor_the_web_gives_it(heading, anchor):
    assert slug(heading) == anchor
