"""The company as a whole: contracts kept, keys that join, files that can be made again."""

from __future__ import annotations

import json

import numpy as np
import pandas as pd
import pytest

from cvmlab.data.contracts import datasets_page
from cvmlab.data.contracts.checks import orphans, violations
from cvmlab.data.contracts.registry import KESTREL, TRUTH
from cvmlab.kestrel import block as blocks_module
from cvmlab.kestrel import tables, write
from cvmlab.kestrel.company import PEOPLE, SEED, number_of_parts, parts
from cvmlab.paths import DATASETS

CONTRACTS = {**KESTREL, **TRUTH}
FOLDER = DATASETS / "kestrel"


def company(people: int, seed: int) -> dict[str, pd.DataFrame]:
    """A whole company in memory."""
    found: dict[str, list[pd.DataFrame]] = {}
    for name, part in parts(people, seed):
        found.setdefault(name, []).append(part)
    return {name: pd.concat(pieces, ignore_index=True) for name, pieces in found.items()}


def assert_same(read: pd.DataFrame, made: pd.DataFrame) -> None:
    """Equal to the last cent and letter; files keep days in milliseconds and know no "boolean"."""
    assert list(read.columns) == list(made.columns)
    pd.testing.assert_frame_equal(read.astype(made.dtypes.to_dict()), made, check_exact=True)


@pytest.fixture(scope="module")
def default() -> dict[str, pd.DataFrame]:
    """The company that lies in datasets/kestrel, made anew."""
    return company(PEOPLE, SEED)


@pytest.fixture(scope="module")
def in_blocks() -> dict[str, pd.DataFrame]:
    """A company of three blocks, the last one smaller."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(blocks_module, "PEOPLE", 600)
        return company(1500, 3)


def test_every_table_has_a_contract_and_every_contract_a_table(default):
    assert set(default) == set(CONTRACTS)
    assert list(KESTREL)[:2] == ["customers", "transactions"]


@pytest.mark.parametrize("name", CONTRACTS)
def test_contracts_are_kept(default, in_blocks, name):
    for made in (default, in_blocks):
        assert not violations(made[name], CONTRACTS[name])
        assert list(made[name].columns) == list(CONTRACTS[name].names)


@pytest.mark.parametrize("name", CONTRACTS)
def test_contracts_say_everything_a_reader_needs(name):
    contract = CONTRACTS[name]
    wanted = [contract.one_row, contract.made, contract.good_for, contract.not_for]
    if name in KESTREL:
        wanted.append(contract.called)
    assert all(wanted), "one_row, called, made, good_for, not_for"
    for column in contract.columns:
        assert column.sentence.rstrip("”").endswith("."), column.name
        if column.kind == "money":
            assert "EUR" in column.unit, column.name


@pytest.mark.parametrize(
    ("name", "column"),
    [(c.name, column) for c in CONTRACTS.values() for column in c.columns if column.refers_to],
    ids=lambda value: getattr(value, "name", value),
)
def test_keys_join_and_there_are_no_orphans(default, in_blocks, name, column):
    table, key = column.refers_to.split(".")
    for made in (default, in_blocks):
        assert not orphans(made[name][column.name], made[table][key])


def test_nothing_hidden_stands_in_the_firms_tables(default):
    """A column of the truth is the firm's own only if it is a key, or what the firm can see."""
    seen = {"customer_id", "account_id", "bid_id", "response_id", "record_id", "interview_id",
            "attempt_id", "referral_id", "respondent_id", "channel"}  # fmt: skip
    hidden = {column for table in TRUTH.values() for column in table.names} - seen
    found = {name: hidden & set(default[name].columns) for name in KESTREL}
    assert not {name: columns for name, columns in found.items() if columns}


def test_everybody_who_bought_is_known_and_every_euro_is_somebodys(default):
    record = default["truth_record"].set_index("record_id")["person_id"]
    rows = default["transactions"]
    assert set(record[rows["record_id"]]) <= set(default["truth_person"]["person_id"])
    sales = rows.groupby(record.reindex(rows["record_id"]).to_numpy())["amount"].sum()
    assert round(sales.sum() * 100) == round(rows["amount"].sum() * 100)


# seeds


def test_the_same_seed_makes_the_same_company(in_blocks):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(blocks_module, "PEOPLE", 600)
        again = company(1500, 3)
    for name, frame in in_blocks.items():
        pd.testing.assert_frame_equal(frame, again[name])


def test_adding_a_table_changes_no_other(monkeypatch):
    before = company(300, 5)

    def weather(block):
        return pd.DataFrame({"rain": block.rng("weather").random(10)})

    def menu(seed):
        return pd.DataFrame({"dish": np.random.default_rng(seed).random(3)})

    monkeypatch.setattr(tables, "OF_PEOPLE", {"weather": weather, **tables.OF_PEOPLE})
    monkeypatch.setattr("cvmlab.kestrel.company.OF_PEOPLE", tables.OF_PEOPLE)
    monkeypatch.setattr("cvmlab.kestrel.company.OF_THE_FIRM", {"menu": menu, **tables.OF_THE_FIRM})
    after = company(300, 5)
    assert set(after) - set(before) == {"weather", "menu"}
    for name, frame in before.items():
        pd.testing.assert_frame_equal(frame, after[name])


def test_the_order_in_which_tables_are_asked_for_does_not_matter():
    one, other = blocks_module.Block(5, size=300), blocks_module.Block(5, size=300)
    forward = {name: one.table(name) for name in tables.OF_PEOPLE}
    backward = {name: other.table(name) for name in reversed(tables.OF_PEOPLE)}
    for name, frame in forward.items():
        pd.testing.assert_frame_equal(frame, backward[name])


# files


@pytest.mark.parametrize("form", write.FORMATS)
def test_the_files_hold_the_company(form, tmp_path, monkeypatch):
    few = {name: tables.OF_THE_FIRM[name] for name in ("bids", "truth_bids")}  # to save time
    monkeypatch.setattr("cvmlab.kestrel.company.OF_THE_FIRM", few)
    seen = []
    rows = write.write_company(
        tmp_path, 300, 5, form, progress=lambda done, total, name: seen.append((done, total))
    )
    made = company(300, 5)
    assert rows == {name: len(frame) for name, frame in made.items()}
    assert seen[-1] == (number_of_parts(300), number_of_parts(300))
    reader = {"parquet": pd.read_parquet, "csv": pd.read_csv, "xlsx": pd.read_excel}[form]
    options = {"xlsx": {"engine": "calamine"}, "csv": {"low_memory": False}}.get(form, {})
    for name in ("customers", "transactions", "survey", "truth_person"):
        file = write.path_of(tmp_path, name, form)
        read = reader(file, **options)
        assert list(read.columns) == list(made[name].columns)
        assert len(read) == len(made[name])
        for column in CONTRACTS[name].columns:
            if column.kind == "money":
                assert round(read[column.name].sum() * 100) == round(
                    made[name][column.name].sum() * 100
                )
    assert (tmp_path / "transactions").with_suffix(f".{form}") in write.files_of(tmp_path)


def test_blocks_are_appended_to_one_file(tmp_path, monkeypatch, in_blocks):
    monkeypatch.setattr(blocks_module, "PEOPLE", 600)
    write.write_company(tmp_path, 1500, 3)
    for name in ("transactions", "truth_person", "acquisition_costs", "source_records"):
        read = pd.read_parquet(write.path_of(tmp_path, name, "parquet"))
        assert_same(read, in_blocks[name])


def test_the_same_company_is_written_to_the_same_bytes(tmp_path):
    for form in ("parquet", "csv"):
        one, two = tmp_path / form / "one", tmp_path / form / "two"
        write.write_company(one, 200, 9, form)
        write.write_company(two, 200, 9, form)
        for file in one.rglob("*"):
            if file.is_file():
                assert file.read_bytes() == (two / file.relative_to(one)).read_bytes(), file


def test_the_same_table_is_the_same_workbook(tmp_path, block):
    table = block.table("survey").head(500)
    for name in ("one", "two"):
        write.write_table(table, tmp_path / name / "survey.xlsx", "xlsx")
    one, two = (tmp_path / name / "survey.xlsx" for name in ("one", "two"))
    assert one.read_bytes() == two.read_bytes()
    read = pd.read_excel(one, engine="calamine")
    assert read["overall"].tolist() == table["overall"].tolist()
    assert pd.to_datetime(read["date"]).tolist() == table["date"].tolist()


# what is committed


def test_the_files_in_datasets_are_made_by_this_generator(default):
    for name in CONTRACTS:
        assert_same(pd.read_parquet(write.path_of(FOLDER, name, "parquet")), default[name])
    made = json.loads((FOLDER / write.MANIFEST).read_text(encoding="utf-8"))
    assert (made["people"], made["seed"]) == (PEOPLE, SEED)
    assert made["rows"] == {name: len(frame) for name, frame in default.items()}


def test_small_tables_lie_there_as_csv_as_well(default):
    small = {n for n in KESTREL if len(default[n]) <= datasets_page.SMALL}
    assert {file.stem for file in FOLDER.glob("*.csv")} == small
    for name in small:
        assert len(pd.read_csv(FOLDER / f"{name}.csv")) == len(default[name])


def test_the_files_are_small_enough_to_clone():
    files = [file for file in FOLDER.rglob("*") if file.is_file()]
    assert sum(file.stat().st_size for file in files) <= 15_000_000


def test_the_page_about_the_tables_is_up_to_date():
    assert datasets_page.PAGE.read_text(encoding="utf-8") == datasets_page.page()
