"""The agenda: what is read, what is refused (all at once), and the first file a firm gets."""

from __future__ import annotations

import datetime as dt
import tomllib

import pytest

from cvmlab.blueprint.agenda.agenda import Agenda, PlanLine, agenda_of, own_file
from cvmlab.blueprint.agenda.agenda_template import first_agenda
from cvmlab.blueprint.decisions.planned_decision import PlannedDecision
from cvmlab.blueprint.tiles.tile import Reading, Tile
from cvmlab.data.sources import KESTREL
from cvmlab.errors import DataProblem
from cvmlab.kestrel import blueprint
from tests.sample import sample_company

UNITS = {"kept": "share", "equity": "money_short", "acquisition-cost": "money", "bond": "number"}
TEXT = """
firm = " Ardcarrig Foods "

[tiles.kept]
owner = "Siobhán Treacy"
target = "85%"

[tiles.equity]
target = 1_500_000

[marks]
long_term_view = 4
soft_measures = ""

[[decisions]]
name = "a programme"
owner = "Siobhán Treacy"
kept = [0.025, 0.004, 0.046]
customers = 4150
cost_each = 6.6
basis = "by lot"

[[decisions]]
name = "a friend for each"
won = { referral = [120, 60, 180] }

[[plan]]
what = "Ring ten customers"
who = "Fergal Shanley"
by = 2025-02-28
sign = "ten notes"

[[plan]]
what = ""
who = ""
"""


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "blueprint.toml"
    path.write_text(TEXT, encoding="utf-8")
    return path


def problems_of(given) -> list[str]:
    with pytest.raises(DataProblem) as caught:
        agenda_of(None, given, UNITS)
    return [str(one) for one in caught.value.problems]


def test_a_file_is_read_as_it_is_written(file):
    agenda = agenda_of(None, file, UNITS)
    assert agenda.firm == "Ardcarrig Foods" and agenda.source == "blueprint.toml"
    assert agenda.of_tile("kept") == ("Siobhán Treacy", 0.85)
    assert agenda.of_tile("equity") == ("", 1_500_000.0)
    assert agenda.of_tile("bond") == ("", None)
    assert agenda.marks == {"long_term_view": 4.0}
    assert agenda.decisions == (
        PlannedDecision(
            "a programme", "Siobhán Treacy", "by lot", kept=(0.025, 0.004, 0.046), customers=4150.0,
            cost_each=6.6,
        ),
        PlannedDecision("a friend for each", won={"referral": (120.0, 60.0, 180.0)}),
    )  # fmt: skip
    assert agenda.plan == (
        PlanLine("Ring ten customers", "Fergal Shanley", "28 Feb 2025", "ten notes"),
    )


def test_the_same_is_read_from_a_dict_from_json_and_from_an_agenda(file):
    assert agenda_of(None, str(file), UNITS) == agenda_of(None, file, UNITS)
    given = {"tiles": {"kept": {"owner": "Ann", "target": 0.85}}}
    as_json = '{"tiles": {"kept": {"owner": "Ann", "target": "85 %"}}}'
    assert agenda_of(None, as_json, UNITS) == agenda_of(None, given, UNITS)
    own = Agenda(tiles={"kept": ("Ann", 0.85)})
    assert agenda_of(None, own, UNITS) is own


def test_numbers_in_quotation_marks_are_numbers():
    tiles = {"kept": {"target": "0.85"}, "bond": {"target": " 65 "}}
    agenda = agenda_of(None, {"tiles": tiles, "marks": {"soft_measures": "2"}}, UNITS)
    assert agenda.of_tile("kept")[1] == 0.85 and agenda.of_tile("bond")[1] == 65.0
    assert agenda.marks == {"soft_measures": 2.0}


def test_without_a_file_the_agenda_is_empty():
    agenda = agenda_of(None, None, UNITS)
    assert agenda == Agenda() and not agenda.plan and agenda.marks is None


def test_everything_that_is_wrong_is_said_at_once():
    said = problems_of(
        {
            "frim": "x",
            "tiles": {
                "kepd": {"owner": "Ann"},
                "kept": {"owner": 7, "target": 85, "by": "May"},
                "bond": {"target": "85%"},
                "equity": {"target": "a lot"},
                "acquisition-cost": {"target": True},
            },
            "marks": {"long_term_view": 6, "soft_measures": 0, "warmth": 3},
        }
    )
    assert len(said) == 11
    text = "\n".join(said)
    for wanted in (
        '"frim" is not known here', 'Did you mean "firm"?', 'There is no tile "kepd"',
        'Did you mean "kept"?', "owner is not text: 7", "target is 85, and the figure is a share",
        'Tile kept: "by" is not known', 'target is a percentage: "85%"',
        'Tile equity: the target is no number: "a lot"', "Tile acquisition-cost: the target is no",
        "Mark long_term_view is 6", "Mark soft_measures is 0", '"warmth" is not known here',
    ):  # fmt: skip
        assert wanted in text, wanted


@pytest.mark.parametrize(
    "row, says",
    [
        ({"name": "a", "stay": [0.02, 0.03, 0.04]}, "outside its interval"),
        ({"name": "a", "stay": [0.02, 0.03]}, "has 2 numbers"),
        ({"name": "a", "stay": "more"}, '"stay" is no number'),
        ({"name": "a", "won": 12}, "names no channel"),
        ({"name": "a", "costs": 12}, 'Did you mean "cost"?'),
        ({"stay": 0.02}, "Decision 1 has no name"),
        ({"name": "a", "owner": 3}, '"owner" is not text'),
        ({"name": "a", "won": {"referral": [5, 1]}}, 'won by "referral" has 2 numbers'),
        ({"name": "a", "cost": float("nan")}, "is no number"),
    ],
)
def test_decisions_that_cannot_be_read_say_why(row, says):
    said = problems_of({"decisions": [row]})
    assert len(said) == 1 and says in said[0]


def test_two_decisions_of_one_name_are_refused():
    assert "Two decisions are called" in problems_of({"decisions": [{"name": "a"}] * 2})[0]


def test_a_line_of_the_plan_needs_a_deed_a_name_and_a_day():
    said = problems_of({"plan": [{"what": "Ring ten"}, {"who": "Ann", "by": 7}]})
    assert 'Line 1 of the plan ("Ring ten") does not say who does it and by when' in said[0]
    assert any('Line 2 of the plan: "by" is not text: 7' in one for one in said)
    assert any("does not say what is done and by when" in one for one in said)


def test_what_is_no_section_or_no_list_is_said():
    said = problems_of({"tiles": [], "marks": 4, "plan": "ring", "decisions": {"name": "a"}})
    assert len(said) == 4
    assert "write [tiles]" in said[0] and any("[[plan]]" in one for one in said)


def test_files_that_cannot_be_read_are_named(tmp_path):
    with pytest.raises(DataProblem, match="cvmlab agenda"):
        agenda_of(None, tmp_path / "no.toml")
    path = tmp_path / "blueprint.toml"
    path.write_text("owner = Ann", encoding="utf-8")
    with pytest.raises(DataProblem, match=r"in blueprint.toml:(.|\n)*not valid TOML"):
        agenda_of(None, path)
    path.write_bytes(b'firm = "\xff"')
    with pytest.raises(DataProblem, match="not valid TOML"):
        agenda_of(None, path)
    with pytest.raises(DataProblem, match="no readable JSON"):
        agenda_of(None, "{firm")
    with pytest.raises(DataProblem, match='no tile "kepd"'):
        agenda_of(None, Agenda(tiles={"kepd": ("Ann", None)}), UNITS)


def test_a_plan_is_taken_from_dicts_and_from_objects():
    line = PlanLine("Ring ten", "Ann", "May", "notes")
    agenda = Agenda(plan=(PlanLine("old"),)).with_plan(
        [line, {"what": " Ask twice ", "by": dt.date(2025, 3, 1), "who": None}]
    )
    assert agenda.plan == (line, PlanLine("Ask twice", "", "1 Mar 2025", ""))
    assert str(agenda.plan[1]) == "Ask twice (by 1 Mar 2025)" and str(PlanLine("a")) == "a"


def test_the_sample_companys_own_agenda_is_read_from_its_folder():
    assert (KESTREL / "blueprint.toml").read_text(encoding="utf-8") == blueprint.TEXT
    ws = sample_company()
    assert own_file(ws) == KESTREL / "blueprint.toml"
    agenda = agenda_of(ws)
    assert agenda.firm == "Kestrel Market Group" and len(agenda.decisions) == 5
    assert [key for key, (owner, _) in agenda.tiles.items() if not owner] == ["told-and-used"]
    assert len(agenda.tiles) == 12 and len(agenda.plan) == 2 and agenda.marks is not None


def made_up_tiles() -> list[Tile]:
    return [
        Tile("equity", "Worth", "customers", "money_short", "higher", "estimated", "52",
             Reading(1_364_000, 1_316_000, 1_414_000), currency="NOK"),
        Tile("kept", "Regulars\n[tiles.bad] \x07", "retention", "share", "higher", "counted", "54",
             missing='The table "transactions" has no second year.'),
    ]  # fmt: skip


def test_the_first_file_holds_the_firms_figures_and_can_be_read_as_it_is():
    text = first_agenda(made_up_tiles(), currency="NOK")
    assert "# Worth: NOK" in text and "to NOK" in text and "in NOK" in text
    assert "not measured. The table" in text
    agenda = agenda_of(None, tomllib.loads(text), ["equity", "kept"])
    assert dict(agenda.tiles) == {"equity": ("", None), "kept": ("", None)}
    assert agenda.plan == () and agenda.marks is None and agenda.decisions == ()


def test_its_example_of_a_decision_can_be_read_once_the_remarks_are_taken_away():
    lines = first_agenda(made_up_tiles()).splitlines()
    start = lines.index("# [[decisions]]")
    example = "\n".join(line.removeprefix("# ") for line in lines[start : start + 8])
    (found,) = agenda_of(None, tomllib.loads(example), []).decisions
    assert found.kept == (0.02, 0.005, 0.035) and found.customers == 1000 and found.owner == "…"
