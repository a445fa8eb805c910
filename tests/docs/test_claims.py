"""The register of claims: every claim has a status, and what it names exists."""

from __future__ import annotations

import ast
import importlib.util
from functools import cache
from pathlib import Path

import pytest

import cvmlab as cvm
from cvmlab.learn.course import COURSE
from cvmlab.paths import ROOT

_spec = importlib.util.spec_from_file_location(
    "claims_page", Path(__file__).with_name("claims_page.py")
)
claims_page = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(claims_page)

REGISTER = claims_page.register()
CLAIMS = REGISTER["claim"]
TESTED = {"supported causally here", "reproduced as an association", "not borne out here"}
HERE = {entry.number for entry in COURSE if entry.is_there}


def names(claim: dict) -> str:
    return claim["says"][:60]


@cache
def defined_in(path: str) -> set[str]:
    tree = ast.parse((ROOT / path).read_text(encoding="utf-8"))
    return {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}


def test_the_page_is_the_register():
    made = claims_page.page(REGISTER)
    assert claims_page.PAGE.read_text(encoding="utf-8") == made, (
        "make docs/claims.md anew: .venv/bin/python tests/docs/claims_page.py"
    )


def test_every_source_and_every_status_occurs_and_no_claim_twice():
    assert {claim["source"] for claim in CLAIMS} == set(REGISTER["sources"])
    assert {claim["status"] for claim in CLAIMS} == set(claims_page.STATUSES)
    assert len({claim["says"] for claim in CLAIMS}) == len(CLAIMS)


@pytest.mark.parametrize("claim", CLAIMS, ids=names)
def test_a_claim_that_was_tested_names_code_and_tests_that_exist(claim):
    if claim["status"] in TESTED:
        assert claim["code"] and claim["tests"]
        assert HERE & set(claim["lessons"]), "tested, but taught nowhere yet"
    for name in claim.get("code", ()):
        assert name.startswith("cvm.") and hasattr(cvm, name.removeprefix("cvm."))
    for test in claim.get("tests", ()):
        path, name = test.split("::")
        assert name in defined_in(path), test


@pytest.mark.parametrize("claim", CLAIMS, ids=names)
def test_a_claim_says_where_it_is_taught_and_what_was_found(claim):
    assert set(claim["lessons"]) <= {entry.number for entry in COURSE}
    assert claim["found"].endswith(".") and len(claim["found"].split()) >= 4
    assert "|" not in claim["says"] + claim["found"]
