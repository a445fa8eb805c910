"""The command line as a person meets it: plain messages, exit codes, nothing half written."""

from __future__ import annotations

import json
import subprocess
import sys

import nbformat
import pytest

from tests import warm

ORDERS = "customer,date,amount\n" + "".join(
    f"C{i % 40:03d},2024-{1 + i % 12:02d}-{1 + i % 28:02d},{10 + i % 7}.50\n" for i in range(400)
)


def cvmlab(*arguments, cwd, answers=None):
    if answers is None:
        return warm.cvmlab(*arguments, cwd=cwd)
    command = [sys.executable, "-m", "cvmlab.cli", *map(str, arguments)]
    return subprocess.run(
        command, cwd=cwd, input=answers, capture_output=True, text=True, timeout=300, check=False
    )


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "orders.csv").write_text(ORDERS, encoding="utf-8")
    return tmp_path


WRONG = {
    "missing file": (["--data", "order.csv"], ['no file or folder "order.csv"', '"orders.csv"?']),
    "unknown parameter": (["--set", "horizon_week=52"], ["horizon_week", "horizon_weeks"]),
    "parameter of the wrong kind": (["--set", "horizon_weeks=soon"], ["horizon_weeks", "whole"]),
    "parameter out of range": (["--set", "horizon_weeks=0"], ["horizon_weeks", "1 to 520"]),
    "bad date": (["--set", "observation_end=31.12.2024"], ["31.12.2024", "2024-12-31"]),
    "wrong column": (["--map", "amount=Amout"], ["Amout", "amount"]),
    "unknown segment": (["--set", "segment=regio"], ["regio"]),
    "unknown format": (["--to", "docx"], ["docx", "pdf"]),
    "no NAME=VALUE": (["--set", "horizon_weeks"], ["NAME=VALUE"]),
    "missing mapping": (["--mapping", "no.toml"], ["no.toml"]),
    "missing brand": (["--brand", "no.toml"], ["no.toml"]),
}


@pytest.mark.parametrize("case", WRONG)
def test_a_mistake_is_one_plain_message_and_nothing_is_written(case, folder):
    arguments, says = WRONG[case]
    if "--data" not in arguments:
        arguments = ["--data", "orders.csv", *arguments]
    done = cvmlab("report", "customer-value", *arguments, "--out", "out", cwd=folder)
    assert done.returncode == 2, done.stderr
    assert "Traceback" not in done.stderr
    for words in says:
        assert words in done.stderr
    assert not (folder / "out").exists()


ODD_FILES = {
    "empty": ("", "empty"),
    "one customer": ("customer,date,amount\nA,2024-01-05,3\nA,2024-02-05,4\n", "customer"),
    "no repeat buyer": (
        "customer,date,amount\n" + "".join(f"C{i},2024-01-{1 + i % 28:02d},3\n" for i in range(50)),
        "repeat",
    ),
}


@pytest.mark.parametrize("case", ODD_FILES)
def test_a_file_no_report_can_be_made_of_is_refused_in_words(case, tmp_path):
    content, word = ODD_FILES[case]
    (tmp_path / "odd.csv").write_text(content, encoding="utf-8")
    done = cvmlab("report", "customer-value", "--data", "odd.csv", "--out", "out", cwd=tmp_path)
    assert done.returncode == 2, done.stderr
    assert word in done.stderr and "Traceback" not in done.stderr
    assert not (tmp_path / "out").exists()


def test_all_problems_of_a_file_come_in_one_message(tmp_path):
    rows = "".join(f"C{i},0{1 + i % 9}/05/2024,1.{100 + i}\n" for i in range(9))
    (tmp_path / "odd.csv").write_text(f"who,date,amount\n{rows}", encoding="utf-8")
    done = cvmlab("check", "odd.csv", cwd=tmp_path)
    assert done.returncode == 2
    for words in ("3 problems", "customer_id", "--dates dmy", "--decimal comma"):
        assert words in done.stderr


def test_a_report_that_fails_while_running_names_cell_and_cause(tmp_path):
    cells = [
        nbformat.v4.new_markdown_cell("# A report\n\n## The sums"),
        nbformat.v4.new_code_cell("weeks = 3  # weeks", metadata={"tags": ["parameters"]}),
        nbformat.v4.new_code_cell("weeks / 0"),
    ]
    nbformat.write(nbformat.v4.new_notebook(cells=cells), tmp_path / "mine.ipynb")
    done = cvmlab("report", "mine.ipynb", "--out", "out", cwd=tmp_path)
    assert done.returncode == 1
    assert len(done.stderr.strip().splitlines()) == 1
    assert "cell 2" in done.stderr and "division by zero" in done.stderr
    assert not (tmp_path / "out").exists()


def test_the_reports_are_listed_with_their_parameters(tmp_path):
    done = cvmlab("report", cwd=tmp_path)
    assert done.returncode == 0
    for words in (
        "customer-value",
        "horizon_weeks=52",
        "annual_discount_rate=0.1",
        "weeks to look",
    ):
        assert words in done.stdout


def test_check_shows_the_ledger_and_writes_what_was_set_aside(folder):
    with (folder / "orders.csv").open("a", encoding="utf-8") as stream:
        stream.write("guest,2024-03-01,9.90\nC001,2024-02-31,5.00\n=1+1,2024-13-01,5.00\n")
    done = cvmlab("check", "orders.csv", "--set-aside", "aside.csv", cwd=folder)
    assert done.returncode == 0, done.stderr
    assert "403" in done.stdout and "3 are set aside" in done.stdout
    written = (folder / "aside.csv").read_text(encoding="utf-8").splitlines()
    assert len(written) == 4
    assert "402" in written[1] and "placeholder" in written[1]
    assert "'=1+1" in written[3]


def test_map_asks_and_writes_a_mapping_that_report_and_check_take(tmp_path):
    rows = "".join(f"A{i % 9};0{1 + i % 9}/05/2024;2;1,5{i % 9}\n" for i in range(60))
    (tmp_path / "odd.csv").write_text(f"Who;When;Menge;Preis\n{rows}", encoding="utf-8")
    answers = "\n".join(["Who", "2", "Menge * Preis", "", "", "", "", "", "mdy"]) + "\n"
    done = cvmlab("map", "odd.csv", cwd=tmp_path, answers=answers)
    assert done.returncode == 0, done.stdout + done.stderr
    written = (tmp_path / "mapping.toml").read_text(encoding="utf-8")
    assert 'amount = "Menge * Preis"' in written and 'dates = "mdy"' in written
    checked = cvmlab("check", "odd.csv", "--mapping", "mapping.toml", cwd=tmp_path)
    assert checked.returncode == 0, checked.stderr
    assert "60 rows, of which 60 are used" in checked.stdout


def test_map_does_not_overwrite_without_asking(folder):
    (folder / "mapping.toml").write_text("# mine\n", encoding="utf-8")
    answers = "\n".join(["customer", "date", "amount", "", "", "", "", "", "n"]) + "\n"
    done = cvmlab("map", "orders.csv", cwd=folder, answers=answers)
    assert done.returncode == 0, done.stdout + done.stderr
    assert (folder / "mapping.toml").read_text(encoding="utf-8") == "# mine\n"


def test_the_command_line_goes_over_the_mapping_file(folder):
    mapping = '[columns]\namount = "customer"\n[reading]\nbasis = "gross"\n'
    (folder / "mapping.toml").write_text(mapping, encoding="utf-8")
    done = cvmlab(
        "check", "orders.csv", "--mapping", "mapping.toml", "--map", "amount=amount", cwd=folder
    )
    assert done.returncode == 0, done.stderr
    assert "amount <- amount (as told)" in done.stdout and "gross of sales tax" in done.stdout


def test_a_whole_order_file_with_all_its_options_makes_a_report(tmp_path):
    """A German export: semicolons, decimal commas, days first, order fields on first lines only."""
    lines = ["Umsatzliste 2023/24", "", "Bestellnr;Kunde;Datum;Menge;Preis;Status"]
    for i in range(600):
        day, month, year = 1 + i % 28, 1 + (i // 7) % 12, 2023 + (i // 300)
        lines.append(f"B{i};K{i % 83:03d};{day:02d}.{month:02d}.{year};1;{3 + i % 9},50;ok")
        lines.append(f"B{i};;;2;1,25;{'storniert' if i % 50 == 0 else 'ok'}")
    lines.append("Gesamt;;;;9.999,99;")
    (tmp_path / "umsatz.csv").write_bytes("\r\n".join(lines).encode("cp1252"))
    done = cvmlab(
        "report", "customer-value", "--data", "umsatz.csv", "--map", "amount=Menge * Preis",
        "--where", "Status != 'storniert'", "--fill-down", "--currency", "EUR", "--basis", "net",
        "--set", "margin_rate=0.3", "--out", "out", cwd=tmp_path,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    found = json.loads((tmp_path / "out" / "metrics.json").read_text(encoding="utf-8"))
    assert found["rows"] == {"read": 1203, "used": 1188}
    assert found["customers"] == 83 and found["value_is"] == "customer lifetime value"


def test_brand_dresses_the_page(folder):
    brand = 'name = "Kestrel <Ltd>"\nconfidentiality = "For the board"\n'
    (folder / "brand.toml").write_text(brand, encoding="utf-8")
    done = cvmlab(
        "report", "customer-value", "--data", "orders.csv", "--brand", "brand.toml", "--out", "o",
        cwd=folder,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    page = (folder / "o" / "customer-value.html").read_text(encoding="utf-8")
    assert "Kestrel &lt;Ltd&gt;" in page and "For the board" in page


def test_the_version_and_help_need_no_data(tmp_path):
    assert cvmlab("--version", cwd=tmp_path).stdout.startswith("cvmlab ")
    helped = cvmlab("report", "--help", cwd=tmp_path).stdout
    for words in ("--data", "--map", "--set", "--to", "--identify", "--decimal"):
        assert words in helped


def test_a_folder_of_tables_is_checked_table_by_table(folder):
    (folder / "customers.csv").write_text(
        "customer,customer since\nC001,2020-05-01\nC001,2021-05-01\n,2022-01-01\n", "utf-8"
    )
    done = cvmlab("check", ".", cwd=folder)
    assert done.returncode == 0, done.stderr
    assert "orders.csv: 400 rows" in done.stdout
    assert "customers.csv: 3 rows, of which 1 are used and 2 set aside" in done.stdout
    assert "2 tables" in done.stdout and "Customer value report" in done.stdout
    (folder / "customers.csv").write_text("a,b\n1,2\n", "utf-8")
    done = cvmlab("check", ".", cwd=folder)
    assert done.returncode == 2 and "orders.csv: 400 rows" in done.stdout
    assert "customers.csv: no column is known to be the customer_id" in done.stderr
    assert "[tables.customers.columns] in mapping.toml" in done.stderr


def test_a_report_takes_a_folder_of_tables(folder):
    people = "".join(f"C{i:03d},2020-05-01\n" for i in range(20))
    (folder / "customers.csv").write_text("customer,customer since\n" + people, "utf-8")
    (folder / "mapping.toml").write_text('[reading]\ncurrency = "CHF"\n', "utf-8")
    done = cvmlab("report", "customer-value", "--data", ".", "--out", "out", cwd=folder)
    assert done.returncode == 0, done.stderr
    found = json.loads((folder / "out" / "metrics.json").read_text(encoding="utf-8"))
    assert found["currency"] == "CHF" and found["customers_older_than_the_file"] == 20


def test_a_folder_without_orders_says_which_table_is_missing(tmp_path):
    firm = tmp_path / "firm"
    firm.mkdir()
    (firm / "survey.csv").write_text("customer_id,overall\nA,7\nB,9\n", encoding="utf-8")
    done = cvmlab("report", "customer-value", "--data", "firm", "--out", "out", cwd=tmp_path)
    assert done.returncode == 2, done.stderr
    assert "there is no table transactions" in done.stderr
    assert "orders.xlsx" in done.stderr and "Traceback" not in done.stderr
    assert not (tmp_path / "out").exists()
