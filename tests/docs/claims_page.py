"""The page of claims, made of the register beside it.

``.venv/bin/python tests/docs/claims_page.py`` writes ``docs/claims.md`` anew.
"""

from __future__ import annotations

import tomllib
from pathlib import Path

DOCS = Path(__file__).resolve().parents[2] / "docs"
REGISTER, PAGE = DOCS / "claims.toml", DOCS / "claims.md"
STATUSES = {
    "supported causally here": "found where a lot decided who got what",
    "reproduced as an association": "found in the sample company, not shown to be a cause",
    "not borne out here": "tested, and not found",
    "not testable here": "data of one firm could not decide it",
    "asserted": "a figure or an experience passed on; nobody has tested it here",
}
_INTRODUCTION = """# What the sources claim, and what became of it

The ideas of this course come from five texts. Some of what they say is advice; some is a claim
about the world, and can be wrong. Each claim is listed here with what can be said of it, the
function that computes it and the tests that would fail if it were otherwise.

Mind what the test is made of: Kestrel is an invented company. That a claim is found there shows
that the method would see it, not that it is true of your firm. Run the function on your own tables
for that.
"""


def register() -> dict:
    """The register: its sources and its claims."""
    return tomllib.loads(REGISTER.read_text(encoding="utf-8"))


def page(content: dict) -> str:
    """The page in Markdown: the statuses with their numbers, then the claims source by source."""
    claims = content["claim"]
    lines = [_INTRODUCTION, "| status | what it means | claims |", "|---|---|---|"]
    for status, meaning in STATUSES.items():
        number = sum(claim["status"] == status for claim in claims)
        lines.append(f"| {status} | {meaning} | {number} |")
    for source, title in content["sources"].items():
        lines += ["", f"## {title}", ""]
        lines += ["| claim | status | what was found | lesson | computed by | tested by |"]
        lines += ["|---|---|---|---|---|---|"]
        lines += [_row(claim) for claim in claims if claim["source"] == source]
    return "\n".join(lines) + "\n"


def _row(claim: dict) -> str:
    code = ", ".join(f"`{name}`" for name in claim.get("code", ()))
    tests = ", ".join(_link(test) for test in claim.get("tests", ()))
    cells = [claim["says"], claim["status"], claim["found"], ", ".join(claim["lessons"]), code]
    return f"| {' | '.join(cells)} | {tests} |"


def _link(test: str) -> str:
    path, name = test.split("::")
    return f"[{name.removeprefix('test_').replace('_', ' ')}](../{path})"


if __name__ == "__main__":
    PAGE.write_text(page(register()), encoding="utf-8")
