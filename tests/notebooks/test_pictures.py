"""What somebody hears who cannot see: a sentence for every picture, and headings in order."""

from __future__ import annotations

import re

import pytest

from tests.notebooks.lessons import FENCED, Lesson, code, hold, lessons, made_up, md, names


def silent_pictures(lesson: Lesson) -> list[str]:
    """Pictures that a screen reader passes over, or says too little about."""
    found = []
    for cell in lesson.cells:
        for shown in cell.pictures:
            alt = str(shown.get("alt", "")).strip()
            if not alt:
                found.append(lesson.at(cell, "a picture without an alt sentence: show a Picture"))
            elif not re.search(r"\d", alt):
                found.append(lesson.at(cell, f'the alt sentence holds no number: "{alt}"'))
            elif not re.search(r"[.?!]$", alt) or len(alt.split()) < 4:
                found.append(lesson.at(cell, f'the alt text is no sentence: "{alt}"'))
            elif alt not in cell.printed:
                found.append(
                    lesson.at(cell, "the alt sentence is not in the output, so nobody compares it")
                )
        if cell.is_markdown:
            text = FENCED.sub(" ", cell.text)
            drawn = [match[1] for match in re.finditer(r"!\[([^\]]*)\]", text)]
            for tag in re.findall(r"<img\b[^>]*>", text):
                alt_of_tag = re.search(r"""\balt=["']([^"']*)""", tag)
                drawn.append(alt_of_tag[1] if alt_of_tag else "")
            if not all(alt.strip() for alt in drawn):
                found.append(lesson.at(cell, "an image in the text without an alt sentence"))
    return found


def headings_out_of_order(lesson: Lesson) -> list[str]:
    """Levels that are jumped, a second title, or two sections of the same name."""
    found, level, seen = [], 0, set()
    for cell in lesson.cells:
        for depth, text in cell.headings:
            if depth > level + 1:
                found.append(lesson.at(cell, f"{'#' * depth} follows {'#' * level or 'nothing'}"))
            if depth == 1 and level:
                found.append(lesson.at(cell, "a second title: a notebook has one #"))
            if (depth, text) in seen:
                found.append(lesson.at(cell, f'two headings are called "{text}"'))
            seen.add((depth, text))
            level = depth
    if not level:
        found.append(lesson.at(None, "no heading at all"))
    return found


# the course


@pytest.mark.parametrize("lesson", lessons(), ids=names)
def test_every_picture_says_its_finding_and_a_number(lesson):
    hold(silent_pictures(lesson))


@pytest.mark.parametrize("lesson", lessons(), ids=names)
def test_headings_stand_in_order(lesson):
    hold(headings_out_of_order(lesson))


# the rules themselves


@pytest.mark.parametrize(
    ("cell", "said"),
    [
        (code("plot()", picture=""), "without an alt sentence"),
        (code("plot()", picture="The best customers bring most."), "holds no number"),
        (code("plot()", picture="chart 1"), "no sentence"),
        (md("![](chart.png)"), "image in the text"),
        (md('<img src="chart.png">'), "image in the text"),
        (md('<img src="chart.png" alt=" ">'), "image in the text"),
    ],
)
def test_a_silent_picture_is_named(cell, said):
    found = silent_pictures(made_up(md("# m"), cell))
    assert len(found) == 1 and said in found[0] and "11-data, cell 2" in found[0]


def test_an_alt_sentence_that_is_not_printed_is_named():
    cell = code("plot()", picture="The best 20% bring 70% of sales.")
    cell["outputs"][0]["data"]["text/plain"] = ["<Figure>"]
    assert "nobody compares it" in silent_pictures(made_up(cell))[0]


def test_a_picture_with_its_sentence_passes():
    cells = [
        code("plot()", picture="The best 20% bring 70% of sales."),
        md('![A till, 3 people wait](till.png) <img src="a.png" alt="Two doors.">'),
    ]
    assert silent_pictures(made_up(*cells)) == []


@pytest.mark.parametrize(
    ("texts", "said"),
    [
        (["# A", "### B"], "### follows #"),
        (["## A"], "## follows nothing"),
        (["# A", "# B"], "a second title"),
        (["# A", "## B", "## B"], "two headings"),
        (["no heading"], "no heading at all"),
    ],
)
def test_headings_out_of_order_are_named(texts, said):
    found = headings_out_of_order(made_up(*map(md, texts)))
    assert any(said in what for what in found), found


def test_headings_in_order_pass():
    texts = ["# A", "## B\n### C", "## D", "```\n# no heading\n```"]
    assert headings_out_of_order(made_up(*map(md, texts))) == []
