"""``cvmlab report NAME --each COLUMN`` as a person meets it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time

import pytest

from tests import warm
from tests.pages.conftest import write_cells

PARAMETERS = "source: str = ''  # the file\nmapping: str = ''  # how it is read"
ORDERS = "customer,date,amount,channel\n" + "".join(
    f"{c}{i % 30:02d},2024-{1 + i % 12:02d}-{1 + i % 28:02d},{10 + i % 7}.50,{c}\n"
    for c in ("web", "store")
    for i in range(120)
)


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "orders.csv").write_text(ORDERS, encoding="utf-8")
    cells = ("# Tiny", "if 'store' in mapping:\n    raise ValueError('shut')\nprint(source)")
    write_cells(tmp_path, *cells, parameters=PARAMETERS, name="tiny")
    sleeps = ("# Slow", "import time\nif 'store' in mapping:\n    time.sleep(100)\nprint(source)")
    write_cells(tmp_path, *sleeps, parameters=PARAMETERS, name="slow")
    return tmp_path


WRONG = {
    "unknown column": (["customer-value", "--each", "chanel"], ['"channel"?']),
    "an id": (["customer-value", "--each", "customer"], ["holds an id", "a region"]),
    "a survey's report": (["value-map", "--each", "brand"], ["made of a survey"]),
    "no reports at once": (["customer-value", "--each", "channel", "--jobs", "0"], ["--jobs 0"]),
    "jobs alone": (["customer-value", "--jobs", "2"], ["--each"]),
    "both": (["customer-value", "--each", "channel", "--only", "channel=web"], ["leave out one"]),
    "only what": (["customer-value", "--only", "web"], ["--only channel=web"]),
    "no such segment": (["customer-value", "--only", "channel=wep"], ['Did you mean "web"?']),
}


@pytest.mark.parametrize("case", WRONG)
def test_a_mistake_is_one_plain_message_and_nothing_is_written(case, folder):
    arguments, says = WRONG[case]
    done = warm.cvmlab("report", *arguments, "--data", "orders.csv", "--out", "out", cwd=folder)
    assert done.returncode == 2, done.stderr
    assert "Traceback" not in done.stderr
    for words in says:
        assert words in done.stderr
    assert not (folder / "out").exists()


def test_one_that_fails_is_named_and_the_exit_code_says_so(folder):
    command = ["report", "tiny.ipynb", "--data", "orders.csv", "--each", "channel"]
    done = warm.cvmlab(*command, cwd=folder)
    assert done.returncode == 1
    assert 'store: tiny.ipynb stopped in code cell 2 under "Tiny": ValueError: shut' in done.stderr
    assert "0 unchanged, 1 written, 1 failed." in done.stdout
    assert (folder / "reports" / "tiny-by-channel" / "web" / "tiny.html").is_file()
    assert "shut" in (folder / "reports" / "tiny-by-channel" / "index.html").read_text("utf-8")


@pytest.mark.skipif(os.name == "nt", reason="no signals of this kind")
def test_an_interrupt_leaves_what_is_finished_and_nothing_running(folder):
    command = [sys.executable, "-m", "cvmlab.cli", "report", "slow.ipynb", "--data", "orders.csv"]
    command += ["--each", "channel", "--jobs", "2"]
    process = subprocess.Popen(
        command, cwd=folder, stderr=subprocess.PIPE, text=True, start_new_session=True
    )
    finished = folder / "reports" / "slow-by-channel" / "web" / "slow.html"
    record = folder / "reports" / "slow-by-channel" / "each.json"
    until = time.monotonic() + 120
    while not record.is_file() and time.monotonic() < until:
        time.sleep(0.2)
    assert process.poll() is None, process.communicate()
    process.send_signal(signal.SIGINT)
    _, errors = process.communicate(timeout=60)
    assert process.returncode == 130
    assert "what is finished stays" in errors and "Traceback" not in errors
    assert finished.is_file()
    assert not (folder / "reports" / "slow-by-channel" / "store").exists()
