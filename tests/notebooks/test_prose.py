"""What stands between the code stays true, and the code stays what a manager can read.

Markdown is not run: a number in it is printed by a cell above and said to be Kestrel's, or is a
constant with its source, or only counts parts of the course.
"""

from __future__ import annotations

import ast
import re

import pytest

from tests.notebooks.lessons import FENCED, FORMULA, LINK, Lesson, code, hold, lessons, made_up, md
from tests.notebooks.lessons import names as name_of

NUMBER = re.compile(r"(?<![\w.,])(\d{1,3}(?:,\d{3})+|\d+)(\.\d+)?(?:\s?(%))?")
IDENTIFIER = re.compile(r"\b[A-Z]+-?\d[\w-]*")
_PARTS = "lesson|notebook|part|exercise|step|check|question|prompt|section|chapter"
COUNTED = (  # what only counts parts of the course, or a reader's place in it
    rf"\b(?:{_PARTS})\s+\d{{1,2}}[a-z]?\b(?:\s+of\s+\d{{1,2}}\b)?",
    rf"\b(?:{_PARTS})s\s+\d{{1,2}}[a-z]?\b(?:\s*(?:,|to|and|or|–|-)\s*\d{{1,2}}[a-z]?\b)*",
    r"\b25.minute(?= manager core)",
    r"\b360°",  # the name of a view
    r"(?m)^\s*\d+\.\s",
    r"(?m)^#+\s+\d\d · ",
    r"\[\d\d · ",
    r"\[\d\d\](?=\()",
)
IN_WORDS = {
    "one": "1", "two": "2", "three": "3", "four": "4", "five": "5", "six": "6", "seven": "7",
    "eight": "8", "nine": "9", "ten": "10", "eleven": "11", "twelve": "12", "twenty": "20",
    "thirty": "30", "forty": "40", "fifty": "50", "sixty": "60", "seventy": "70", "eighty": "80",
    "ninety": "90", "hundred": "100", "thousand": "1000",
}  # fmt: skip
BADGE = r"\b\d+(?=\s(?:minutes|to do\b|to discuss\b|to read\b))"
YEAR = r"(?:1[5-9]|20)\d\d[a-z]?"
# "(Fader, Hardie and Lee 2005, table 2)" and "Fader, Hardie and Lee (2005)": the years go, any
# other number inside the brackets stays to be vouched for.
CITED = re.compile(
    rf"\((?![^()]*Kestrel)[^()]*?[A-Z][\w’'.-]+(?: and others| et al\.)?,? {YEAR}(?=[;,)])[^()]*\)"
    rf"|(?<=[a-z]) \({YEAR}\)"
)
IN_CITATION = re.compile(
    rf"(?<=[\w’'.,] ){YEAR}(?=[;,)])|(?<=\(){YEAR}(?=\))|\b(?:tables?|pages?|pp?\.) \d+"
)
FORBIDDEN = {
    ast.FunctionDef: "a function",
    ast.AsyncFunctionDef: "a function",
    ast.ClassDef: "a class",
    ast.Lambda: "a lambda",
    ast.For: "a loop",
    ast.While: "a loop",
    ast.ListComp: "a comprehension",
    ast.SetComp: "a comprehension",
    ast.DictComp: "a comprehension",
    ast.GeneratorExp: "a comprehension",
}
UNFINISHED = re.compile(r"\b(?:TODO|FIXME|XXX|TBD)\b|lorem ipsum", re.IGNORECASE)


def numbers(text: str) -> set[tuple[str, bool]]:
    """Each number with its decimals, and whether it is a percentage."""
    return {
        (match[1].replace(",", "") + (match[2] or ""), bool(match[3]))
        for match in NUMBER.finditer(text)
    } | {(match[0], False) for match in IDENTIFIER.finditer(text)}


def spoken(text: str) -> str:
    """Prose as it is checked: without code, formulas, link targets and markup."""
    text = FENCED.sub(" ", text)
    text = re.sub(r"`[^`]*`", " ", text)
    text = FORMULA.sub(" ", text)
    text = re.sub(r"(?s)<!--.*?-->", " ", text)
    text = LINK.sub(lambda m: f"[{m[1]}](", text)
    return re.sub(r"<[^>]+>", " ", text)


def unsourced_numbers(lesson: Lesson) -> list[str]:
    """Numbers in prose that nothing vouches for."""
    found: list[str] = []
    above: set[tuple[str, bool]] = set()
    for cell in lesson.cells:
        if cell.is_code:
            above |= numbers(cell.printed)
            continue
        constants = cell.own.get("constants", {})
        named = {bare for key in constants for bare, _ in numbers(key)}
        text = spoken(cell.text)
        everything = {bare for bare, _ in numbers(text)}
        everything |= {IN_WORDS[w] for w in re.findall(r"\w+", text.lower()) if w in IN_WORDS}
        for pattern in (*COUNTED, *((BADGE,) if cell.number == 1 else ())):
            text = re.sub(pattern, " ", text, flags=re.IGNORECASE)
        text = CITED.sub(lambda cited: IN_CITATION.sub(" ", cited[0]), text)
        for block in re.split(r"\n\s*\n", text):
            for value, is_percent in sorted(numbers(block)):
                shown = f"{value}%" if is_percent else value
                if value in named:
                    continue
                printed = (value, True) in above or (not is_percent and (value, False) in above)
                if not printed:
                    found.append(
                        lesson.at(
                            cell,
                            f"{shown} is in no output above: let a cell print it, or name it with "
                            "its source in the cell's constants",
                        )
                    )
                elif "Kestrel" not in block:
                    found.append(lesson.at(cell, f'{shown} is Kestrel\'s: say "at Kestrel"'))
        for key, source in constants.items():
            if not str(source).strip():
                found.append(lesson.at(cell, f'the constant "{key}" has no source'))
            if not {bare for bare, _ in numbers(key)} <= everything:
                found.append(lesson.at(cell, f'the constant "{key}" is not in the text'))
    return found


def unreadable_code(lesson: Lesson) -> list[str]:
    """Code that a manager would have to be a programmer for."""
    found = []
    for cell in lesson.code:
        if "NBVAL_" in cell.text:
            found.append(lesson.at(cell, "tag the cell; no comment steers the comparison"))
        if cell.tree is None:
            found.append(lesson.at(cell, "this is no Python (no %, no !)"))
            continue
        kinds = {FORBIDDEN[type(node)] for node in ast.walk(cell.tree) if type(node) in FORBIDDEN}
        for kind in sorted(kinds):
            found.append(lesson.at(cell, f"holds {kind}: the package does this"))
        imports = any(isinstance(n, (ast.Import, ast.ImportFrom)) for n in ast.walk(cell.tree))
        if imports and "setup" not in cell.tags:
            found.append(lesson.at(cell, "imports: only the set-up cell does"))
        if misplaced_blanks(cell.tree):
            found.append(
                lesson.at(cell, "____ stands alone after = or as an argument of check, no more")
            )
    return found


def misplaced_blanks(tree: ast.Module) -> int:
    """Blanks that are no bare right-hand side and no argument of ``check``."""
    allowed: set[int] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign):
            allowed.add(id(node.value))
        elif isinstance(node, ast.Call) and ast.unparse(node.func) == "check":
            allowed |= {id(argument) for argument in node.args}
    return sum(
        isinstance(node, ast.Name) and node.id == "____" and id(node) not in allowed
        for node in ast.walk(tree)
    )


def unfinished(lesson: Lesson) -> list[str]:
    """Words that were meant for the writer."""
    return [
        lesson.at(cell, f'"{match.group()}" is left from writing')
        for cell in lesson.cells
        if (match := UNFINISHED.search(cell.text))
    ]


# the course


@pytest.mark.parametrize("lesson", lessons(), ids=name_of)
def test_every_number_in_prose_has_somebody_who_vouches_for_it(lesson):
    hold(unsourced_numbers(lesson))


@pytest.mark.parametrize("lesson", lessons(), ids=name_of)
def test_a_manager_can_read_the_code(lesson):
    hold(unreadable_code(lesson))


@pytest.mark.parametrize("lesson", lessons(), ids=name_of)
def test_nothing_is_left_from_writing(lesson):
    hold(unfinished(lesson))


# the rules themselves

PRINTED = code("look()", printed="35% of 1,234 customers, €12.50 each, K0000001")


@pytest.mark.parametrize(
    "text",
    [
        "Of all, 35% left.",  # printed, but not said to be Kestrel's
        "At Kestrel 36% left.",
        "At Kestrel 1,235 left.",
        "At Kestrel it costs 12.51.",
        "At Kestrel they bought 12.",  # 12.50 is not 12
        "At Kestrel 1234% grew.",  # a count above is no percentage
        "K0000002 at Kestrel is another.",
        "Of 7 figures, none is soft.",
        "It rose in 2024.",
        "(In Kestrel's year 2024)",
        "Barnes said so (see folder 14).",
        "It holds for 30% (of 35% asked, Barnes 2003), at Kestrel.",
        "In Part 1 and 36 shops it holds.",
        "It lasts 20 minutes.",  # only the badge says minutes
        "At Kestrel 35% left.\n\nAnd 35% came back.",  # another paragraph
    ],
)
def test_a_number_nobody_vouches_for_is_named(text):
    said = unsourced_numbers(made_up(md("# 11 · Data"), PRINTED, md(text)))
    assert len(said) == 1 and said[0].startswith("11-data, cell 3 (markdown, ")


def test_a_number_printed_only_below_does_not_count():
    lesson = made_up(md("At Kestrel 35% left."), PRINTED)
    assert "in no output above" in unsourced_numbers(lesson)[0]


def test_a_constant_needs_its_source_and_its_place():
    kept = md("Firms fail: 70-80% do.", constants={"70-80%": "Barnes 2003, asserted"})
    in_words = md("Seventy in a hundred fail.", constants={"70": "Barnes 2003, asserted"})
    assert unsourced_numbers(made_up(kept)) == unsourced_numbers(made_up(in_words)) == []
    bare = md("Of all, 70% fail.", constants={"70": " "})
    assert "has no source" in unsourced_numbers(made_up(bare))[0]
    stale = md("Many fail.", constants={"70": "Barnes 2003"})
    assert 'the constant "70" is not in the text' in unsourced_numbers(made_up(stale))[0]
    elsewhere = made_up(kept, md("And 70% again."))
    assert "cell 2" in unsourced_numbers(elsewhere)[0]


@pytest.mark.parametrize(
    "text",
    [
        "At Kestrel 35% of the 1,234 left; K0000001 stayed, at €12.50.",
        "At Kestrel 35 in a hundred left.",
        "See Lesson 12, Lessons 12 and 13, Part 1, Exercise 2, step 3 of 4 and exercises 1 to 3.",
        "1. First\n2. Second",
        "## 12 · Information",
        "Next: [12 · Information](12-information.ipynb), or [13](13-knowledge.ipynb).",
        "It is known (Fader, Hardie & Lee 2005) and (Barnes 2003, asserted).",
        "Known (Lindeman, Merenda and Gold 1980; Grömping 2006), and Gale (1994) says so.",
        "As worked out before (Newcombe 1998, table 2; Hughes and others 1994a).",
        "The 25-minute manager core, and a 360° view.",
        "Run `weeks = 52` again.",
        "```\n1 2 3\n```",
        "The formula $x_1 = 3/4$ and\n\n$$y = 12$$\n\nsay it.",
        "See [the paper](https://doi.org/10.1000/12345).",
        "No digits at all.",
    ],
)
def test_numbers_that_are_vouched_for_pass(text):
    assert unsourced_numbers(made_up(md("# 11 · Data"), PRINTED, md(text))) == []


def test_the_badge_may_say_its_minutes():
    badge = "# 11 · Data\n*Part 1 · 20 minutes to read, 15 to do, 10 to discuss*"
    assert unsourced_numbers(made_up(md(badge))) == []


def test_dollars_are_money_and_no_formula():
    money = r"He spends \$1,000 once, she \$500 and \$100 a month."
    assert len(unsourced_numbers(made_up(md(money)))) == 3


def test_numbers_in_a_pictures_sentence_and_in_a_table_are_printed():
    picture = code("plot()", picture="Bars: 44% and 56%.")
    table = code("show()")
    table["outputs"] = ({"data": {"text/html": ["<td>78<b>9</b>%</td><style>p{top:5px}</style>"]}},)
    assert unsourced_numbers(made_up(picture, md("At Kestrel 44%."))) == []
    said = unsourced_numbers(made_up(table, md("At Kestrel 5 of them.")))
    assert len(said) == 1  # a style's number is nobody's


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("def f(): pass", "a function"),
        ("f = lambda x: x", "a lambda"),
        ("for x in y: print(x)", "a loop"),
        ("while True: pass", "a loop"),
        ("[x for x in y]", "a comprehension"),
        ("sum(x for x in y)", "a comprehension"),
        ("class A: pass", "a class"),
        ("%matplotlib inline", "no Python"),
        ("!pip install x", "no Python"),
        ("import pandas as pd", "imports"),
        ("x = 1  # NBVAL_SKIP", "no comment steers"),
        ("x = ____ + 1", "____ stands alone"),
        ("x = round(____)", "____ stands alone"),
        ("show(____)", "____ stands alone"),
        ("check(1, [____, 2])", "____ stands alone"),
        ("x = [____]", "____ stands alone"),
    ],
)
def test_code_that_is_not_for_managers_is_named(source, said):
    found = unreadable_code(made_up(md("m"), code(source)))
    assert any("cell 2 (code, " in what and said in what for what in found), found


def test_code_for_managers_passes():
    setup = "import cvmlab as cvm\nfrom cvmlab.learn import ____, lesson\nws = cvm.load(source)"
    ask = 'share = ____\nshare = check(1, share)\ncheck("q1", ____)\ncheck("plan", ____, ____)'
    assert unreadable_code(made_up(code(setup, "setup"), code(ask, "exercise"))) == []


def test_what_is_left_from_writing_is_named():
    assert unfinished(made_up(md("TODO: say why"))) and unfinished(made_up(code("x = 1  # XXX")))
    assert unfinished(made_up(md("All is said."))) == []
