"""A lesson fits into its hour, and has every part that a lesson has, in their order."""

from __future__ import annotations

import re
from itertools import pairwise
from statistics import median

import pytest

from cvmlab.learn.texts import exercise_texts
from tests.notebooks.lessons import Cell, Lesson, code, hold, lessons, made_up, md, names, words

CORE_MINUTES = 25
MINUTES = (45, 60)
WORDS = (900, 1_400)
PICTURES = (3, 5)
DECISION_WORDS = 120
WITHOUT_METHOD = {"00"}  # the start: no formula and no lever of its own


def measure(lesson: Lesson) -> dict[str, float]:
    """What the budget limits."""
    lines = [cell.lines for cell in lesson.code]
    parts = lesson.own.get("minutes", {})
    return {
        "cells": len(lesson.cells),
        "code": len(lesson.code),
        "not exercises": sum("exercise" not in cell.tags for cell in lesson.code),
        "median lines": median(lines) if lines else 0,
        "longest": max(lines, default=0),
        "markdown": len(lesson.markdown),
        "words": sum(words(cell.text) for cell in lesson.markdown),
        "pictures": sum(len(cell.pictures) for cell in lesson.code),
        "core": sum(cell.own.get("minutes", 0) for cell in lesson.tagged("core")),
        "minutes": sum(cell.own.get("minutes", 0) for cell in lesson.cells),
        "promised": sum(parts.get(part, 0) for part in ("read", "do", "discuss")),
    }


def over_budget(lesson: Lesson) -> list[str]:
    """Limits a lesson breaks, each with what to do."""
    m = measure(lesson)
    found = []

    def keep(kept: bool, what: str) -> None:
        if not kept:
            found.append(lesson.at(None, what))

    keep(m["code"] <= 20, f"{m['code']} code cells; at most 20, so merge or leave out")
    keep(
        m["not exercises"] <= 12,
        f"{m['not exercises']} code cells that are no exercise; at most 12",
    )
    keep(m["median lines"] <= 3, f"half the code cells have over {m['median lines']} lines; 3 do")
    for cell in lesson.code:
        if cell.lines > 10:
            found.append(lesson.at(cell, f"{cell.lines} lines; at most 10, so call a function"))
    keep(
        2 * m["markdown"] >= m["cells"],
        f"{m['markdown']} of {m['cells']} cells are prose; it takes half",
    )
    keep(WORDS[0] <= m["words"] <= WORDS[1], f"{m['words']} words; 900 to 1,400 are wanted")
    keep(PICTURES[0] <= m["pictures"] <= PICTURES[1], f"{m['pictures']} pictures; 3 to 5")
    for before, cell in pairwise(lesson.cells):
        setting_up = "parameters" in before.tags and "setup" in cell.tags
        if before.is_code and cell.is_code and not setting_up:
            found.append(lesson.at(cell, "two code cells in a row; say between them what comes"))
    return found


def wrong_minutes(lesson: Lesson) -> list[str]:
    """Minutes that do not add up."""
    m, found = measure(lesson), []
    core = lesson.own.get("core")
    if core != CORE_MINUTES or m["core"] != CORE_MINUTES:
        found.append(
            lesson.at(
                None,
                f"the core is {m['core']:g} minutes in its cells and {core} in the notebook's "
                f"metadata; both must be {CORE_MINUTES}",
            )
        )
    if not MINUTES[0] <= m["promised"] <= MINUTES[1]:
        found.append(lesson.at(None, f"{m['promised']:g} minutes to read, do and discuss; 45-60"))
    if m["minutes"] != m["promised"]:
        found.append(
            lesson.at(
                None,
                f"the cells' minutes add up to {m['minutes']:g}, the metadata promises "
                f"{m['promised']:g} (read + do + discuss)",
            )
        )
    kinds = {cell.kind for cell in lesson.tagged("core")}
    if kinds != {"markdown", "code"}:
        found.append(lesson.at(None, 'tag prose and code of the manager core with "core"'))
    return found + _badge(lesson)


def _badge(lesson: Lesson) -> list[str]:
    """The title's badge says the minutes that the metadata says."""
    title, parts = lesson.cells[0], lesson.own.get("minutes", {})
    missing = [
        f"{minutes} {wording}"
        for part, wording in (("read", "to read"), ("do", "to do"), ("discuss", "to discuss"))
        if (minutes := parts.get(part)) is not None
        and not re.search(rf"\b{minutes}( minutes)? {wording}", title.text)
    ]
    if not re.search(r"25.minute manager core", title.text):
        missing.append("the 25-minute manager core")
    if not re.search(r"\bpaths?:", title.text):
        missing.append("the paths it belongs to")
    return [lesson.at(title, f"the badge does not say: {', '.join(missing)}")] if missing else []


def missing_parts(lesson: Lesson) -> list[str]:
    """Parts of the template that are not there, or not where they belong."""
    found = [*_opening(lesson), *_guess(lesson), *_exercises(lesson), *_closing(lesson)]
    method = lesson.number not in WITHOUT_METHOD
    if method and not any("$" in cell.text for cell in lesson.markdown):
        found.append(lesson.at(None, "no formula in $...$: give the key formula with its source"))
    widgets = lesson.tagged("widget")
    if method and not widgets:
        found.append(lesson.at(None, 'no lever: a cell tagged "widget" with explorer(...).move()'))
    for cell in widgets:
        if not any(".still()" in later.text for later in lesson.code if later.number > cell.number):
            found.append(lesson.at(cell, "no still() after it: paper shows no slider"))
    if not any("mislead" in text.lower() for cell in lesson.cells for _, text in cell.headings):
        found.append(lesson.at(None, 'no heading "Where this misleads"'))
    for cell in lesson.cells:
        folded = cell.metadata.get("jp-MarkdownHeadingCollapsed")
        if folded and (not cell.headings or "core" in cell.tags):
            found.append(lesson.at(cell, "only a heading outside the core can be folded"))
    return found


def _opening(lesson: Lesson) -> list[str]:
    title = lesson.cells[0]
    if not title.headings or title.headings[0][0] != 1:
        return [lesson.at(title, "the first cell begins with the title, a heading with one #")]
    found = []
    if not title.headings[0][1].startswith(f"{lesson.number} · "):
        found.append(lesson.at(title, f'start the title with "{lesson.number} · "'))
    if lesson.own.get("lesson") != lesson.number:
        found.append(lesson.at(None, f'metadata.cvmlab.lesson must be "{lesson.number}"'))
    decision = _under(lesson, r"\bdecision\b")
    if decision is None:
        found.append(lesson.at(None, 'no heading "The decision" with a named manager at Kestrel'))
    elif (many := words(_section(decision.text, r"\bdecision\b"))) > DECISION_WORDS:
        found.append(lesson.at(decision, f"the decision takes {many} words; at most 120"))
    able = next((c for c in lesson.markdown if "you will be able to" in c.text.lower()), None)
    if able is None or not 3 <= max(_items(able), _bold(able)) <= 5:
        found.append(
            lesson.at(able, '"You will be able to" and three or four verbs, as a list or in bold')
        )
    inputs, setup = [*lesson.code, None, None][:2]
    if inputs is None or "parameters" not in inputs.tags:
        found.append(lesson.at(inputs, 'the first code cell holds the inputs, tagged "parameters"'))
    else:
        first, *others = [line for line in inputs.text.splitlines() if line.strip()] or [""]
        if not re.match(r'source = "kestrel"', first):
            found.append(lesson.at(inputs, 'the first input is source = "kestrel"'))
        bare = [line for line in others if "#" not in line]
        if bare:
            found.append(lesson.at(inputs, f"say unit and plausible range after a #: {bare}"))
    if setup is None or "setup" not in setup.tags or setup.lines > 4:
        found.append(lesson.at(setup, "the second code cell is the set-up, tagged so, of 4 lines"))
    return found


def _guess(lesson: Lesson) -> list[str]:
    """Committed before the first result, and taken up again beside the truth."""
    guesses = [cell for cell in lesson.code if "guess" in cell.checks]
    if len(guesses) < 2 or "exercise" not in guesses[0].tags:
        return [lesson.at(None, 'a guess (check("guess", guess)) and its reveal (check("guess"))')]
    found = []
    early = [cell for cell in lesson.code[2:] if cell.number < guesses[0].number]
    if early:
        found.append(lesson.at(early[0], "a result before the guess: the guess comes first"))
    shown = [c for c in lesson.code[:5] if c.printed and not {"exercise", "setup"} & c.tags]
    if not shown:
        found.append(lesson.at(None, "no result in the first five code cells (was it run?)"))
    for cell in lesson.code:
        if "truth(" in cell.text and cell.number < guesses[0].number:
            found.append(lesson.at(cell, "opens the truth before the reader has answered"))
    return found


def _exercises(lesson: Lesson) -> list[str]:
    found = []
    for cell in lesson.code:
        blank = re.search(r"(?<!\w)____(?!\w)", cell.text) and "setup" not in cell.tags
        if bool(blank) != ("exercise" in cell.tags):
            found.append(
                lesson.at(cell, 'cells with a blank, and only they, are tagged "exercise"')
            )
    colours = []
    for cell in lesson.markdown:
        for level, text in cell.headings:
            if not re.match(r"Exercise\b", text):
                continue
            match = re.fullmatch(r"Exercise (\d) · (green|blue|black): (.+)", text)
            if level != 3 or match is None:
                found.append(lesson.at(cell, '"### Exercise 1 · green: title" is the heading'))
                continue
            colours.append(match[2])
            title = exercise_texts(lesson.number, match[1]).get("title")
            if title != match[3]:
                found.append(lesson.at(cell, f'the catalogue calls this exercise "{title}"'))
    if sorted(colours) != ["black", "blue", "green"]:
        found.append(lesson.at(None, "one green, one blue and one black exercise"))
    asked = [name for cell in lesson.tagged("exercise") for name in cell.checks]
    for wanted in ("1", "2", "3", "q1", "q2", "q3", "plan"):
        if wanted not in asked:
            found.append(lesson.at(None, f"no exercise cell checks {wanted!r}"))
    small = [name for name in asked if re.fullmatch("[a-z]", name)]
    if lesson.number not in WITHOUT_METHOD and len(small) < 2:
        found.append(lesson.at(None, "a small check after each of the three steps (a, b, c)"))
    return found


def _closing(lesson: Lesson) -> list[str]:
    found = []
    discuss, plan = lesson.first("discuss"), lesson.first("action-plan")
    if discuss is None or _items(discuss) != 3:
        found.append(lesson.at(discuss, 'three prompts as a list, in a cell tagged "discuss"'))
    if plan is None:
        found.append(lesson.at(None, '"In your company": cells tagged "action-plan"'))
    take = _under(lesson, r"\btake")
    if take is None or _items(take) < 3:
        found.append(lesson.at(take, "three takeaways as a list, under their heading"))
    if not any("glossary.md#" in cell.text for cell in lesson.markdown):
        found.append(lesson.at(None, "no term links to the glossary"))
    last = lesson.code[-1] if lesson.code else None
    if last is None or last.text.strip() != "progress()":
        found.append(lesson.at(last, "the last code cell is progress()"))
    quiz = next((c for c in lesson.code if "q1" in c.checks), None)
    steps = [("quiz", quiz), ("discussion", discuss), ("action plan", plan), ("takeaways", take)]
    there = [(name, cell) for name, cell in steps if cell is not None]
    for (earlier, one), (later, other) in pairwise(there):
        if one.number > other.number:
            found.append(lesson.at(other, f"the {later} comes after the {earlier}"))
    return found


def _under(lesson: Lesson, heading: str) -> Cell | None:
    """The cell with this heading."""
    pattern = re.compile(heading, re.IGNORECASE)
    return next(
        (c for c in lesson.markdown if any(pattern.search(text) for _, text in c.headings)), None
    )


def _section(text: str, heading: str) -> str:
    """What stands under a heading, up to the next."""
    parts = re.split(r"(?m)^#+ (.+)$", text)
    pairs = zip(parts[1::2], parts[2::2], strict=True)
    return next(body for title, body in pairs if re.search(heading, title, re.IGNORECASE))


def _bold(cell: Cell) -> int:
    return len(re.findall(r"\*\*[^*\n]+\*\*", cell.text))


def _items(cell: Cell) -> int:
    return len(re.findall(r"^(?:[-*+]|\d+\.)\s+\S", cell.text, re.MULTILINE))


# the course


def test_there_are_lessons():
    assert lessons()


def test_the_budget_of_all_lessons(capsys):
    rows = {lesson.name: measure(lesson) for lesson in lessons()}
    columns = list(measure(made_up(md("x"))))
    with capsys.disabled():
        print("\n" + " ".join(["lesson".ljust(16), *(c.rjust(len(c)) for c in columns)]))
        for name, row in rows.items():
            print(" ".join([name.ljust(16), *(f"{row[c]:g}".rjust(len(c)) for c in columns)]))
    found = [what for lesson in lessons() for what in over_budget(lesson)]
    hold(found)


@pytest.mark.parametrize("lesson", lessons(), ids=names)
def test_the_minutes_add_up(lesson):
    found = wrong_minutes(lesson)
    hold(found)


@pytest.mark.parametrize("lesson", lessons(), ids=names)
def test_every_part_of_a_lesson_is_there(lesson):
    found = missing_parts(lesson)
    hold(found)


# the rules themselves: a whole lesson keeps them all, and each can be broken

BADGE = (
    "*Part 1 · 20 minutes to read, 20 to do, 10 to discuss · the 25-minute manager core is "
    "marked ▶ · paths: manager*"
)


def whole() -> list[dict]:
    """A small lesson that keeps every rule of the template and of the minutes."""
    title = {n: exercise_texts("11", n).get("title") for n in "123"}
    return [
        md(f"# 11 · Data: what the firm writes down\n{BADGE}", "core", minutes=5),
        md("## The decision\nOrla Byrne must choose by Friday.", "core"),
        md("You will be able to\n- count\n- doubt\n- ask", "core", minutes=20),
        code('source = "kestrel"\nweeks = 52  # weeks looked at, 4 to 104', "parameters", "core"),
        code("import cvmlab as cvm\nws = cvm.load(source)", "setup"),
        md("## Your guess first"),
        code('guess = ____\nguess = check("guess", guess)', "exercise"),
        md("## What there is"),
        code('ws.look()\ncheck("guess")', printed="35%", picture="35% of them."),
        md("The key: $a = b/c$", minutes=15),
        code('check("a", ____)', "exercise"),
        md("and"),
        code('check("b", ____)', "exercise"),
        md("## Move it"),
        code('lever = explorer("11", ws)\nlever.move()', "widget"),
        md("On paper:"),
        code("lever.still()", picture="At 52 weeks it is 3."),
        md("## Where this misleads\nEverywhere."),
        md(f"## Exercises\n### Exercise 1 · green: {title['1']}"),
        code("x = ____\nx = check(1, x)", "exercise"),
        md(f"### Exercise 2 · blue: {title['2']}"),
        code("y = ____\ny = check(2, y)", "exercise"),
        md(f"### Exercise 3 · black: {title['3']}"),
        code("z = ____\nz = check(3, z)", "exercise", picture="3 bars."),
        md("## Quiz"),
        code('check("q1", ____)\ncheck("q2", ____)\ncheck("q3", ____)', "exercise"),
        md("## Discuss\n1. One?\n2. Two?\n3. Three?", "discuss", minutes=10),
        md("## In your company", "action-plan"),
        code('one = ____\ncheck("plan", one, one, one)', "exercise", "action-plan"),
        md("## Takeaways\n- A\n- B\n- C [Gini index](../../docs/glossary.md#gini-index)"),
        code("progress()"),
    ]


OWN = {"lesson": "11", "minutes": {"read": 20, "do": 20, "discuss": 10}, "core": 25}


def changed(old: str, new: str, *, tags: bool = False) -> Lesson:
    """The whole lesson with one thing in one cell written differently."""
    cells = whole()
    at = next(i for i, cell in enumerate(cells) if old in (cell["metadata"]["tags"] if tags else
                                                           cell["text"]))  # fmt: skip
    cell = dict(cells[at])
    if tags:
        kept = [tag for tag in cell["metadata"]["tags"] if tag != old]
        cell["metadata"] = cell["metadata"] | {"tags": [*kept, *([new] if new else [])]}
    else:
        cell["text"] = cell["text"].replace(old, new)
    return made_up(*cells[:at], cell, *cells[at + 1 :], **OWN)


def test_a_whole_lesson_breaks_no_rule():
    lesson = made_up(*whole(), **OWN)
    assert missing_parts(lesson) == [] and wrong_minutes(lesson) == []
    said = over_budget(lesson)
    assert len(said) == 1 and "words; 900 to 1,400" in said[0]  # it is only a small one


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("# 11 · Data: what", "# Data: what", 'start the title with "11 · "'),
        ("## The decision", "## Story", 'no heading "The decision"'),
        ("by Friday.", "by " + "Friday " * 130, "at most 120"),
        ("- doubt\n- ask", "", "three or four verbs"),
        ('source = "kestrel"', 'source = "mine"', 'source = "kestrel"'),
        ("  # weeks looked at, 4 to 104", "", "unit and plausible range"),
        ("ws = cvm.load(source)", "a = 1\nb = 1\nc = 1\nd = 1", "of 4 lines"),
        ('\ncheck("guess")', "", "a guess"),
        ("$a = b/c$", "a is b over c", "no formula"),
        ("lever.still()", "lever", "no still()"),
        ("## Where this misleads", "## Limits", "Where this misleads"),
        ("· green:", "· red:", "is the heading"),
        ("### Exercise 2 · blue: ", "### Exercise 2 · blue: Un", "the catalogue calls"),
        ('check("q2", ____)\n', "", "'q2'"),
        ('check("b", ____)', "____", "a small check"),
        ("3. Three?", "", "three prompts"),
        ("- B\n", "", "three takeaways"),
        ("glossary.md#", "words.md#", "links to the glossary"),
        ("progress()", "ws", "the last code cell"),
        ("x = ____", "x = 3", "only they"),
    ],
)
def test_a_missing_part_is_named(old, new, said):
    lesson = changed(old, new)
    assert any(said in what for what in missing_parts(lesson)), missing_parts(lesson)


@pytest.mark.parametrize(
    ("tag", "new", "said"),
    [
        ("parameters", "", 'tagged "parameters"'),
        ("setup", "", "set-up"),
        ("widget", "", "no lever"),
        ("discuss", "", "three prompts"),
        ("exercise", "", "a guess"),
    ],
)
def test_a_missing_tag_is_named(tag, new, said):
    lesson = changed(tag, new, tags=True)
    assert any(said in what for what in missing_parts(lesson)), missing_parts(lesson)


def test_a_result_before_the_guess_is_named_with_its_cell():
    cells = whole()
    early = [*cells[:5], md("Look:"), code("cvm.truth(ws)", printed="35%"), *cells[5:]]
    said = missing_parts(made_up(*early, **OWN))
    assert any('cell 7 (code, "cvm.truth(ws)"): a result before the guess' in what for what in said)
    assert any("opens the truth" in what for what in said)


def test_parts_out_of_order_are_named():
    cells = whole()
    moved = [*cells[:24], cells[26], *cells[24:26], *cells[27:]]  # the discussion before the quiz
    said = missing_parts(made_up(*moved, **OWN))
    assert any("the discussion comes after the quiz" in what for what in said)


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        ([code("x")] * 21, "21 code cells; at most 20"),
        ([code("x")] * 13, "13 code cells that are no exercise"),
        ([code("a\n" * 4)] * 3, "over 4 lines"),
        ([code("a\n" * 11)], "11 lines; at most 10"),
        ([code("x"), code("y"), md("z")], "1 of 3 cells are prose"),
        ([md("word " * 899)], "899 words"),
        ([md("word " * 1401)], "1401 words"),
        ([code("x", picture="1 bar")] * 6, "6 pictures"),
        ([md("m"), code("x"), code("y"), md("z")], 'cell 3 (code, "y"): two code cells in a row'),
    ],
)
def test_a_broken_limit_is_named(cells, said):
    assert any(said in what for what in over_budget(made_up(*cells))), said


@pytest.mark.parametrize(
    ("own", "said"),
    [
        (OWN | {"core": 20}, "both must be 25"),
        (OWN | {"minutes": {"read": 20, "do": 20, "discuss": 30}}, "70 minutes"),
        (OWN | {"minutes": {"read": 25, "do": 20, "discuss": 10}}, "add up to 50"),
        (OWN | {"minutes": {"read": 25, "do": 15, "discuss": 10}}, "does not say: 25 to read"),
    ],
)
def test_minutes_that_do_not_add_up_are_named(own, said):
    assert any(said in what for what in wrong_minutes(made_up(*whole(), **own)))


def test_a_core_of_other_cells_is_named():
    said = wrong_minutes(made_up(*whole()[3:], **OWN))
    assert any("the core is 0 minutes" in what for what in said)
    assert any('tag prose and code of the manager core with "core"' in what for what in said)


def test_words_are_those_a_person_reads():
    assert words("One [two three](four/five.md#six) <b>four</b> – $x$ · five!") == 6
    assert words("```\nnot these\n```\nbut these") == 2
