"""cvmlab agenda: a first file in the reader's folder, and never over what is there."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest
from typer.testing import CliRunner

from cvmlab.blueprint.agenda.agenda import agenda_of
from cvmlab.cli.app import app
from cvmlab.data.workspace import load
from cvmlab.errors import DataProblem
from tests.blueprint.small_firm import orders_of

KEYS = 12


@pytest.fixture(scope="module")
def orders(tmp_path_factory):
    """A folder with orders only."""
    folder = tmp_path_factory.mktemp("firm")
    orders_of(customers=120, weeks=120).to_csv(folder / "transactions.csv", index=False)
    return folder


@pytest.fixture(scope="module")
def written(orders):
    done = CliRunner().invoke(app, ["agenda", str(orders), "--currency", "NOK"])
    assert done.exit_code == 0, done.exception
    return done


def test_a_folder_of_orders_gets_a_file_with_its_figures(orders, written):
    text = (orders / "blueprint.toml").read_text(encoding="utf-8")
    assert text.count("[tiles.") == KEYS and "NOK" in text
    assert f"of {KEYS} figures can be measured" in written.stdout
    assert text.count("not measured.") == KEYS - int(written.stdout.split(": ")[1].split(" of")[0])
    assert f"cvmlab report blueprint --data {orders}" in written.stdout
    assert "--set" not in written.stdout  # the page finds it by itself


def test_the_board_page_reads_it_as_it_is_and_filled_in(orders, written):
    ws = load(orders)
    path = orders / "blueprint.toml"
    assert agenda_of(ws).source == "blueprint.toml" and len(agenda_of(ws).tiles) == KEYS
    text = path.read_text(encoding="utf-8")
    filled = orders.parent / "filled.toml"
    text = text.replace('owner = ""', 'owner = "Kari Nordmann"').replace('by = ""', 'by = "May"')
    text = text.replace('what = ""', 'what = "Ring ten"').replace('who = ""', 'who = "Ola"')
    filled.write_text(text, encoding="utf-8")
    agenda = agenda_of(ws, filled)
    assert {owner for owner, _ in agenda.tiles.values()} == {"Kari Nordmann"}
    assert agenda.plan[0].who == "Ola"


def test_a_file_that_is_there_is_never_overwritten(tmp_path):
    path = tmp_path / "blueprint.toml"
    path.write_text("# mine", encoding="utf-8")
    command = [sys.executable, "-m", "cvmlab.cli", "agenda", str(tmp_path)]
    environment = os.environ | {"PYTHONUTF8": "1", "COLUMNS": "200"}
    done = subprocess.run(
        command, capture_output=True, encoding="utf-8", timeout=120, env=environment
    )
    assert done.returncode == 2 and "already" in done.stderr and "--out" in done.stderr
    assert "Traceback" not in done.stderr and path.read_text(encoding="utf-8") == "# mine"


def test_another_name_can_be_chosen_and_says_how_to_give_it(orders, tmp_path):
    out = tmp_path / "new" / "ours.toml"
    done = CliRunner().invoke(app, ["agenda", str(orders), "--out", str(out)])
    assert done.exit_code == 0 and out.is_file() and f"--set agenda={out}" in done.stdout


def test_what_cannot_be_read_is_said_and_nothing_is_written(tmp_path):
    (tmp_path / "transactions.csv").write_text("a,b\n1,2\n", encoding="utf-8")
    done = CliRunner().invoke(app, ["agenda", str(tmp_path)])
    assert isinstance(done.exception, DataProblem)
    assert not (tmp_path / "blueprint.toml").exists()
