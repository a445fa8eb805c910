"""What the benchmarks compare is the same work, and it comes to its end."""

from __future__ import annotations

import math
import subprocess
import sys

import pytest

from benchmarks import files, measure, tasks


@pytest.fixture
def cache(tmp_path, monkeypatch):
    monkeypatch.setattr(files, "CACHE", tmp_path)
    return tmp_path


def test_the_hand_written_query_and_cvmlab_give_the_same_customer_base(cache):
    source = str(files.orders_parquet(20_000))
    by_hand = tasks.base_by_hand(source)
    ours = tasks.base_cvmlab(source, "without-left-edge")
    assert by_hand.pop("seconds") > 0 and ours.pop("seconds") > 0
    assert by_hand == ours
    assert 0 < ours["customers"] <= 2_000 and ours["cents"] > 0


def test_a_csv_of_about_the_size_asked_for_is_read_whole(cache):
    source = files.orders_csv(1)
    assert 0.7e6 < source.stat().st_size < 1.3e6
    lines = source.read_text(encoding="utf-8").count("\n") - 1
    assert tasks.read_csv(str(source))["rows"] == lines


def test_the_cdnow_log_is_complete(cache):
    lines = files.cdnow_csv().read_text(encoding="utf-8").splitlines()[1:]
    assert len(lines) == 69_659
    assert len({line.split(",")[0] for line in lines}) == 23_570


def test_time_and_memory_are_those_of_the_work():
    code = (
        "import time, json; x = bytearray(900_000_000); time.sleep(.3); print('{\"seconds\": 1}')"
    )
    # From a small process, as a new one shares the memory of its parent until it is itself.
    ask = (
        "import sys; from benchmarks import measure;"
        "found = measure.measure(measure.python('-c', sys.argv[1]), runs=1);"
        "print(found.wall, found.peak, found.work)"
    )
    command = [sys.executable, "-c", ask, code]
    said = subprocess.run(command, cwd=measure.ROOT, capture_output=True, text=True, check=True)
    wall, peak, work = map(float, said.stdout.split())
    assert 0.3 < wall < 5
    assert 900 < peak < 1_100
    assert work == 1
    assert math.isnan(measure.measure(measure.python("-c", "pass"), runs=1).work)


def test_work_that_fails_is_not_a_fast_result():
    with pytest.raises(measure.Failed, match="ZeroDivisionError"):
        measure.measure(measure.python("-c", "1 / 0"), runs=1)
