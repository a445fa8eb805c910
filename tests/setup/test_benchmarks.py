"""What the benchmarks compare is the same work, and it comes to its end."""

from __future__ import annotations

import doctest
import json
import math
import re
import subprocess
import sys
import time

import numpy as np
import pandas as pd
import pytest

from benchmarks import (
    __main__,
    base,
    customers,
    files,
    fits,
    lifetime,
    measure,
    predictions,
    reading,
    scaling,
    table,
)


@pytest.fixture
def cache(tmp_path, monkeypatch):
    monkeypatch.setattr(files, "CACHE", tmp_path)
    monkeypatch.setattr(customers, "CACHE", tmp_path)
    return tmp_path


def in_a_process(function, *arguments):
    """The result of a task as the table sees it."""
    return measure.measure(measure.task(function, *arguments), runs=1)


# the same work: orders


def test_the_hand_written_query_and_cvmlab_give_the_same_customer_base(cache):
    source = str(files.orders_parquet(20_000))
    by_hand = base.base_by_hand(source)
    ours = base.base_cvmlab(source, "without-left-edge")
    assert all(one.pop("seconds") > 0 and one.pop("cpu") > 0 for one in (by_hand, ours))
    assert by_hand == ours
    assert 0 < ours["customers"] <= 2_000 and ours["cents"] > 0


def test_the_hand_written_query_and_cvmlab_give_the_same_patterns(cache):
    source = str(files.orders_parquet(20_000))
    by_hand, ours = base.patterns_by_hand(source), base.patterns_cvmlab(source)
    assert all(one.pop("seconds") > 0 and one.pop("cpu") > 0 for one in (by_hand, ours))
    assert by_hand == ours
    assert 0 < ours["patterns"] <= ours["customers"]


def test_a_csv_of_about_the_size_asked_for_is_read_whole(cache):
    source = files.orders_csv(1)
    assert 0.7e6 < source.stat().st_size < 1.3e6
    lines = source.read_text(encoding="utf-8").count("\n") - 1
    assert reading.read_csv(str(source))["rows"] == lines


def test_the_cdnow_log_is_complete(cache):
    lines = files.cdnow_csv().read_text(encoding="utf-8").splitlines()[1:]
    assert len(lines) == 69_659
    assert len({line.split(",")[0] for line in lines}) == 23_570


# the same work: models

PEER = """
import json, sys
from benchmarks import peer
for line in sys.stdin:
    name, *arguments = json.loads(line)
    print(json.dumps(getattr(peer, name)(*arguments)))
"""


def test_lifetimes_finds_the_parameters_and_totals_that_cvmlab_finds(cache):
    """All its tasks in one process, which it takes most of the time to start."""
    source = str(customers.customers_parquet(2_000, "weeks"))
    ours, asked = [], []
    for model in fits.MODELS:
        found = lifetime.fit(source, model)
        assert found["patterns"] < 2_000 and all(error > 0 for error in found["bse"].values())
        worth = lifetime.value(source, model, 12 * 4.345)
        params, spend = json.dumps(worth["params"]), json.dumps(worth["spend"])
        ours += [found, found, lifetime.score(source, model, 52), worth]
        asked += [
            ["fit_all_rows", source, model],
            ["fit_patterns", source, model],
            ["score", source, model, params, 52],
            ["value", source, model, params, spend, 12],
        ]
    ours.append(lifetime.fit_spend(source))
    asked.append(["fit_spend", source])
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", PEER],
        input="\n".join(map(json.dumps, asked)),
        cwd=measure.ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    theirs = [json.loads(line) for line in done.stdout.splitlines()]
    assert len(theirs) == len(ours)
    for (name, *_), mine, other in zip(asked, ours, theirs, strict=True):
        pair = (measure.Measured(0.0, 0.0, (mine,)), measure.Measured(0.0, 0.0, (other,)))
        if name.startswith("fit"):
            assert fits.same_parameters(*pair).kept, (name, mine, other)
        else:
            assert predictions.same_totals(*pair).kept, (name, mine, other)
        assert other["seconds"] > 0 and other["cpu"] > 0


@pytest.mark.parametrize("other", [1.02, math.nan])
def test_other_parameters_and_totals_are_not_called_the_same(other):
    mine = measure.Measured(0, 0, ({"params": {"r": 1.0}, "sums": [1.0]},))
    theirs = measure.Measured(0, 0, ({"params": {"r": other}, "sums": [other]},))
    assert not fits.same_parameters(mine, theirs).kept
    assert not predictions.same_totals(mine, theirs).kept


# the customers


def test_simulated_customers_are_the_same_every_time_and_as_fine_as_their_grain():
    for grain in customers.GRAINS.values():
        drawn = customers.simulated(5_000, grain)
        pd.testing.assert_frame_equal(drawn, customers.simulated(5_000, grain))
        times = drawn[["recency", "T"]].to_numpy() * grain.per_week
        assert np.allclose(times, np.round(times))
        assert drawn["T"].between(grain.youngest, grain.oldest).all()
        assert (drawn["recency"] <= drawn["T"]).all()
        again = drawn["frequency"] > 0
        assert ((drawn["recency"] > 0) == again).all()
        assert ((drawn["monetary_value"] > 0) == again).all()


def test_cdnow_s_customers_are_those_of_the_published_tables(cache):
    sample = pd.read_parquet(customers.customers_parquet(customers.CDNOW, "days"))
    assert len(sample) == 2_357
    assert sample["frequency"].sum() == 2_457 and (sample["frequency"] > 0).sum() == 946


# the measuring


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
    started = time.perf_counter()
    said = subprocess.run(command, cwd=measure.ROOT, capture_output=True, text=True, check=True)
    wall, peak, work = map(float, said.stdout.split())
    assert 0.3 < wall < time.perf_counter() - started
    assert 900 < peak < 1_100
    assert work == 1
    assert math.isnan(measure.measure(measure.python("-c", "pass"), runs=1).work)


def test_processor_time_is_not_the_time_spent_waiting():
    with measure.Stopwatch() as watch:
        subprocess.run([sys.executable, "-c", "import time; time.sleep(0.3)"], check=True)
    assert watch.said["cpu"] < 0.15 < 0.3 <= watch.said["seconds"]


def test_the_typical_run_is_the_median():
    runs = tuple({"seconds": seconds, "cpu": 2 * seconds} for seconds in (3.0, 1.0, 9.0))
    found = measure.Measured(0.0, 0.0, runs)
    assert (found.work, found.cpu, found.said["seconds"]) == (3.0, 6.0, 9.0)


def test_work_that_fails_is_not_a_fast_result():
    command = measure.python("-c", "1 / 0")
    with pytest.raises(measure.Failed, match="ZeroDivisionError"):
        measure.measure(command, runs=1)
    failed = measure.attempt(command, runs=1)
    ours = measure.Measured(1.0, 50.0, ({"seconds": 1.0, "cpu": 1.0},))
    line = table.against("work", ours, failed, "the peer")
    assert "the peer fails: ZeroDivisionError" in line.beside and not line.ratio


# the table


def test_a_missed_limit_is_told_and_makes_the_command_fail(monkeypatch, capsys):
    def part(limit):
        return lambda asked: {"fit": lambda: iter([table.Line("this", "2 s", limits=(limit,))])}

    monkeypatch.setattr(sys, "argv", ["benchmarks"])
    for limit, status in ((table.at_most(2.0, 1, "s"), 1), (table.at_least(2.0, 1, "×"), 0)):
        monkeypatch.setattr(__main__, "parts", part(limit))
        with pytest.raises(SystemExit) as left:
            __main__.main()
        said = capsys.readouterr().out
        assert left.value.code == status
        assert ("missed: this" in said) == bool(status) and limit.text in said


def test_every_part_can_be_asked_for_by_its_name():
    asked = __main__.arguments().parse_args([])
    assert tuple(__main__.parts(asked)) == __main__.NAMES


@pytest.mark.parametrize("module", [table, scaling])
def test_the_examples_are_true(module):
    found = doctest.testmod(module)
    assert found.attempted and not found.failed


# the picture


def fake_results():
    """Figures of no run at all, to draw from."""
    rows = []
    for who, speed in (("cvmlab", 4e5), ("lifetimes", 2e3), ("lifetimes, weights", 2e4)):
        for grain in scaling.STYLES:
            for size in fits.SIZES:
                if size > customers.CDNOW or grain == "days":
                    seconds = size / speed * (1.5 if grain == "days" else 1)
                    rows.append({"model": "ParetoNBD", "grain": grain, "customers": size,
                                 "who": who, "seconds": seconds})  # fmt: skip
    return {"cores": 2, "runs": 3, "fits": rows}


def test_the_picture_shows_every_figure_and_its_sentence_tells_the_slower_grain():
    picture = scaling.plot_scaling(fake_results())
    drawn = sorted(y for line in picture.axes.get_lines() for y in line.get_ydata())
    both = [row for row in fake_results()["fits"] if row["customers"] == customers.CDNOW]
    told = sorted(row["seconds"] for row in [*fake_results()["fits"], *both])
    assert drawn == pytest.approx(told)
    assert picture.axes.get_title().endswith("1,000,000 customers takes 3.8 s, not 12 minutes")
    assert "100,000 customers 0.38 s against 75 s" in picture.alt
    assert picture.alt.endswith("(two cores, one run).")


def test_the_stored_figures_are_those_of_the_run(tmp_path, monkeypatch):
    monkeypatch.setattr(scaling, "RESULTS", tmp_path / "results.json")
    fits_of_a_run = fake_results()["fits"]
    scaling.store(fits_of_a_run, runs=3)
    assert json.loads(scaling.RESULTS.read_text(encoding="utf-8"))["fits"] == fits_of_a_run
    alt = scaling.draw(scaling.RESULTS, tmp_path / "scaling.png")
    assert (tmp_path / "scaling.png").stat().st_size > 10_000 and "12 minutes" in alt


def test_the_page_of_speed_says_what_the_picture_of_the_stored_figures_says():
    page = (measure.ROOT / "docs" / "speed.md").read_text(encoding="utf-8")
    (alt,) = re.findall(r"!\[([^\]]*)\]\(scaling\.png\)", page)
    results = json.loads(scaling.RESULTS.read_text(encoding="utf-8"))
    assert alt == scaling.plot_scaling(results).alt
