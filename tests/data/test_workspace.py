"""A folder of a firm's own exports as a workspace: what is there, what not, what it is good for."""

from __future__ import annotations

import json
import time
from dataclasses import replace

import pandas as pd
import pytest

from cvmlab import paths
from cvmlab.data import planted_truth, shelf, workspace
from cvmlab.data.contracts.customers import CUSTOMERS
from cvmlab.data.contracts.table import Column, Contract
from cvmlab.data.contracts.transactions import TRANSACTIONS
from cvmlab.data.customer_base import customer_base
from cvmlab.data.workspace import load
from cvmlab.errors import DataProblem

WHO = Column("customer_id", "id", "Who answered.", required=True, known_as=("customer",),
             refers_to="customers.customer_id")  # fmt: skip
SURVEY = Contract(
    "survey",
    "one questionnaire that came back",
    (
        WHO,
        Column("date", "date", "The day of the answer.", required=True),
        Column("overall", "count", "How satisfied, all in all.", low=1, high=10),
        Column("recommend", "flag", "Whether they would recommend the firm."),
    ),
    key=("customer_id", "date"),
    called="In your firm: the answers to a satisfaction survey, at market research.",
)
SERVICE = Contract(
    "service_events",
    "one thing that went wrong",
    (WHO, Column("cost", "money", "What it cost to put right.", low=0)),
    called="Complaints or tickets, from the service desk.",
)
ORDERS = "customer,date,amount\n1,2024-05-06,10.00\n2,2024-05-07,5.50\n1,2024-06-06,4.00\n"
SURVEYED = "customer,date,overall\n1,2024-07-01,9\n2,2024-07-01,4\n3,2024-07-01,7\n"


@pytest.fixture(autouse=True)
def tables(monkeypatch):
    """The tables a firm can bring here: four are enough to look at."""
    known = {c.name: c for c in (TRANSACTIONS, CUSTOMERS, SURVEY, SERVICE)}
    monkeypatch.setattr(workspace, "CONTRACTS", known)
    return known


@pytest.fixture
def firm(write, tmp_path):
    """A folder of files, by name; opened."""

    def opened(files, *arguments, **more):
        for name, content in files.items():
            write(content, f"my firm/{name}")
        return load(tmp_path / "my firm", *arguments, **more)

    return opened


def problem_of(call):
    with pytest.raises(DataProblem) as caught:
        call()
    assert "What to do:" in str(caught.value)
    return str(caught.value)


# what is there


def test_files_called_like_a_table_are_that_table(firm):
    ws = firm({"orders.csv": ORDERS, "Survey.csv": SURVEYED, "notes.txt": "x"})
    assert ws.tables == ("transactions", "survey")
    assert ws.transactions.ledger.rows_used == 3
    assert ws.survey.frame()["overall"].tolist() == [9, 4, 7]
    assert ws.survey.ledger.rows_used == 3
    assert ws.survey is ws.survey, "a table is read once"


def test_nothing_is_read_before_it_is_asked_for(firm, monkeypatch):
    def refuse(*arguments, **more):
        raise AssertionError("read too early")

    ws = firm({"orders.csv": ORDERS, "survey.csv": SURVEYED})
    monkeypatch.setattr(shelf, "read_table", refuse)
    assert ws.transactions.ledger.rows == 3 and "survey" in dir(ws)
    with pytest.raises(AssertionError, match="too early"):
        ws.survey  # noqa: B018 (reading happens on first use)


def test_a_folder_of_parts_stays_one_table(firm):
    ws = firm({"2023.csv": ORDERS, "2024.csv": ORDERS})
    assert ws.folder is None and ws.transactions.ledger.rows_used == 6
    ws = firm({"orders.csv": ORDERS, "sales.csv": ORDERS})
    assert ws.folder is None and ws.transactions.ledger.rows_used == 12
    ws = firm({"mapping.toml": '[reading]\ncurrency = "CHF"\n'}, {"basis": "net"})
    assert (ws.transactions.ledger.currency, ws.transactions.ledger.basis) == ("CHF", "net")


def test_parts_may_lie_in_a_folder_called_like_the_table(firm):
    ws = firm({"orders/a.csv": ORDERS, "orders/b.csv": ORDERS, "survey.csv": SURVEYED})
    assert ws.tables == ("transactions", "survey")
    assert ws.transactions.ledger.rows_used == 6


MAPPING = """
[reading]
dates = "dmy"

[tables.survey]
file = "answers 2024.csv"
delimiter = "bar"

[tables.survey.columns]
customer_id = "Wer"
overall = "Q12"
date = "Tag"
"""


def test_the_folders_own_mapping_says_what_file_names_do_not(firm):
    answers = "Wer|Tag|Q12\n1|05/06/2024|9\n2|06/07/2024|3\n"
    orders = "customer,date,amount\n1,05/06/2024,1.00\n2,07/06/2024,1.00\n"
    ws = firm({"mapping.toml": MAPPING, "answers 2024.csv": answers, "orders.csv": orders})
    assert ws.survey.frame()["date"].tolist()[0] == pd.Timestamp("2024-06-05")
    assert ws.transactions.ledger.first_day.isoformat() == "2024-06-05"


def test_two_tables_may_be_sheets_of_one_workbook(tmp_path):
    folder = tmp_path / "book"
    folder.mkdir()
    with pd.ExcelWriter(folder / "all.xlsx", engine="xlsxwriter") as book:
        pd.DataFrame({"customer": ["1"], "date": ["2024-05-06"], "amount": [2.5]}).to_excel(
            book, sheet_name="Orders", index=False
        )
        pd.DataFrame({"customer": ["1"], "date": ["2024-05-06"], "overall": [9]}).to_excel(
            book, sheet_name="Survey", index=False
        )
    (folder / "mapping.toml").write_text(
        '[tables.transactions]\nfile = "all.xlsx"\nsheet = "Orders"\n'
        '[tables.survey]\nfile = "all.xlsx"\nsheet = "Survey"\n',
        encoding="utf-8",
    )
    ws = load(folder)
    assert ws.survey.frame()["overall"].tolist() == [9]
    assert ws.transactions.ledger.cents_used == 250
    assert 'all.xlsx, sheet "Survey"' in str(ws.describe())


def test_a_mapping_may_be_given_and_settings_beside_it(firm, write):
    files = {"orders.csv": ORDERS.replace("amount", "Geld"), "survey.csv": SURVEYED}
    ws = firm(files, {"columns": {"amount": "Geld"}, "currency": "CHF"})
    assert ws.transactions.ledger.currency == "CHF"
    assert ws.survey.ledger.rows_used == 3
    other = write('[tables.transactions.columns]\namount = "Geld"\n', "elsewhere.toml")
    assert firm(files, other).transactions.ledger.rows_used == 3


def test_parquet_is_preferred_to_the_same_table_as_text(firm, tmp_path):
    ws = firm({"orders.csv": ORDERS, "survey.csv": "broken"})
    pd.read_csv(tmp_path / "my firm" / "orders.csv").assign(overall=5).to_parquet(
        tmp_path / "my firm" / "survey.parquet"
    )
    ws = load(tmp_path / "my firm")
    assert ws.survey.frame()["overall"].tolist() == [5, 5, 5]
    assert "survey.csv" not in str(ws.describe())


# what is wrong


def test_all_mistakes_of_a_mapping_come_in_one_message(firm):
    mapping = """
[reading]
datum = "dmy"
[tables.surveys]
file = "survey.csv"
[tables.service_events]
file = "servise.csv"
decimals = "comma"
[tables.customers]
sheet = "1"
"""
    files = {"mapping.toml": mapping, "survey.csv": SURVEYED, "service.csv": SURVEYED}
    text = problem_of(lambda: firm(files))
    assert "5 problems in mapping.toml" in text
    assert '"datum" is no setting of a mapping' in text and 'Did you mean "dates"?' in text
    assert 'there is no table of the name "surveys"' in text and 'Did you mean "survey"?' in text
    assert 'no file "servise.csv"' in text and 'Did you mean "service.csv"?' in text
    assert '"decimals" is no setting' in text and 'Did you mean "decimal"?' in text
    assert "[tables.customers] does not say which file holds it" in text


def test_two_files_for_one_table_are_a_question(firm):
    text = problem_of(lambda: firm({"orders.csv": ORDERS, "sales.csv": ORDERS, "survey.csv": "x"}))
    assert "2 files could be the table transactions: orders.csv, sales.csv" in text
    assert 'file = "orders.csv"' in text


def test_what_a_table_asks_is_answered_in_the_mapping(firm):
    ws = firm({"orders.csv": ORDERS, "survey.csv": "customer,date,overall\n1,05/06/2024,9\n"})
    text = problem_of(lambda: ws.survey)
    assert 'dates = "dmy" (day first) or dates = "mdy"' in text and "--" not in text
    assert "[tables.survey] in mapping.toml" in text and "survey.csv" in text
    ws = firm({"survey.csv": "who,date\n1,2024-05-06\n"})
    text = problem_of(lambda: ws.survey)
    assert 'customer_id = "COLUMN"' in text and "[tables.survey.columns]" in text


def test_a_mapping_of_a_folder_is_not_taken_for_one_of_a_file(write):
    mapping = write(MAPPING, "mapping.toml")
    text = problem_of(lambda: load(write(ORDERS), mapping))
    assert "folder of several tables" in text


# what is not there


def test_a_table_that_is_not_there_says_how_to_bring_it(firm):
    ws = firm({"orders.csv": ORDERS, "survey.csv": SURVEYED})
    text = problem_of(lambda: ws.service_events)
    assert "there is no table service_events here; one row of it is one thing that went" in text
    assert "service_events.csv" in text and "[tables.service_events]" in text
    assert ws.get("service_events") is None and not ws.has("service_events")


def test_a_slip_of_the_pen_is_a_question(firm):
    ws = firm({"orders.csv": ORDERS, "survey.csv": SURVEYED})
    assert 'Did you mean "survey"?' in problem_of(lambda: ws.surveys)
    assert 'Did you mean "survey"?' in problem_of(lambda: ws.has("surveys"))
    assert 'Did you mean "survey"?' in problem_of(lambda: ws.get("surveys"))


def test_looking_at_a_workspace_does_not_break(firm):
    ws = firm({"orders.csv": ORDERS, "survey.csv": SURVEYED})
    for name in ("__array__", "_repr_html_", "_ipython_display_", "shape", "surveys", "customers"):
        assert not hasattr(ws, name)
    assert getattr(ws, "anything", None) is None
    assert {"survey", "transactions", "describe"} <= set(dir(ws))
    assert "customers" not in dir(ws)
    assert repr(ws) == "Workspace of my firm: transactions, survey. More: .describe()"


def test_without_orders_the_other_tables_are_read_all_the_same(firm):
    ws = firm({"survey.csv": SURVEYED})
    assert ws.survey.ledger.rows_used == 3 and not ws.has("transactions")
    assert "no table transactions here" in problem_of(lambda: ws.transactions)


def test_a_single_file_knows_how_to_become_a_folder(write):
    ws = load(write(ORDERS))
    assert ws.tables == ("transactions",) and ws.transactions.ledger.rows_used == 3
    assert "put your files into one folder" in problem_of(lambda: ws.survey)


def test_what_is_missing_is_a_sentence(firm):
    ws = firm({"orders.csv": ORDERS, "survey.csv": SURVEYED, "service.csv": "a,b\n1,2\n"})
    assert ws.missing("survey", "overall") == ""
    assert ws.missing("survey", "overall", "recommend") == (
        "The table survey has no column recommend (Whether they would recommend the firm)."
    )
    assert ws.missing("customers") == (
        "There is no table customers here; one row of it is one customer, as the firm numbers them."
    )
    assert ws.missing("service_events").startswith("The table service_events cannot be read: no ")
    with pytest.raises(DataProblem, match="customer_id"):
        ws.get("service_events")  # it is there: its mistake must not pass for its absence


def test_a_running_number_nobody_refers_to_may_be_missing(firm, tables):
    numbered = (Column("answer_id", "id", "The answer.", required=True), *SURVEY.columns)
    tables["survey"] = replace(SURVEY, columns=numbered, key=("answer_id",))
    ws = firm({"orders.csv": ORDERS, "survey.csv": SURVEYED})
    assert ws.survey.ledger.rows_used == 3 and not ws.has("survey", "answer_id")
    assert any("stands there twice was not looked at" in s for s in ws.survey.ledger.flags)
    answer = Column("answer_id", "id", "The answer.", refers_to="survey.answer_id")
    tables["service_events"] = replace(SERVICE, columns=(*SERVICE.columns, answer))
    ws = firm({})
    assert "no column is known to be the answer_id" in problem_of(lambda: ws.survey)


# references


def test_ids_that_are_found_nowhere_are_kept_and_told(firm):
    ws = firm({"orders.csv": ORDERS, "survey.csv": SURVEYED})
    assert "customer_id: 1 cell is not found in transactions; the rows are kept" in (
        " ".join(ws.survey.ledger.sentences())
    ), "who bought is a customer, where there is no other list"
    ws = firm({"customers.csv": "customer_id,city\n4,Ulm\n5,Bonn\n"})
    (told,) = ws.survey.ledger.cells
    assert told.sentence == (
        "customer_id: 3 cells are not found in customers (that is all of them: are they the same "
        "numbers?); the rows are kept (line 2: 1; line 3: 2; line 4: 3)."
    )
    assert ws.survey.ledger.rows_used == 3 and ws.survey.ledger.rows == 3


def test_a_table_that_cannot_be_read_does_not_stop_the_others(firm):
    ws = firm({"orders.csv": ORDERS, "customers.csv": "x,y\n1,2\n", "survey.csv": SURVEYED})
    assert ws.survey.ledger.rows_used == 3


# what it is good for


@pytest.fixture
def lessons(tmp_path, monkeypatch):
    folder = tmp_path / "notebooks"

    def lesson(name, title, **said):
        path = folder / f"{name}.ipynb"
        path.parent.mkdir(parents=True, exist_ok=True)
        cells = [{"cell_type": "markdown", "source": [f"# {title}\n", "Words."]}]
        path.write_text(json.dumps({"cells": cells, "metadata": {"cvmlab": said} if said else {}}))

    lesson(
        "reports/value",
        "Value report",
        needs={"transactions": ["customer_id", "amount"]},
        helps={"customers": ["acquired_on"], "transactions": ["date", "margin"]},
    )
    lesson("1/satisfied", "Are they satisfied?", needs={"survey": ["overall", "recommend"]})
    lesson("1/service", "Service", needs={"service_events": ["cost"], "transactions": ["date"]})
    lesson("1/silent", "Says nothing")
    lesson(".ipynb_checkpoints/old", "Old", needs={"survey": []})
    monkeypatch.setattr(paths, "NOTEBOOKS", folder)


def test_what_the_tables_suffice_for_follows_from_the_notebooks(firm, lessons):
    ws = firm({"orders.csv": ORDERS, "survey.csv": SURVEYED})
    assert ws.suffices_for("value") and not ws.suffices_for("satisfied")
    assert ws.missing_for("satisfied") == (
        "The table survey has no column recommend (Whether they would recommend the firm).",
    )
    assert [s[:29] for s in ws.missing_for("service")] == ["There is no table service_eve"]
    assert 'Did you mean "satisfied"?' in problem_of(lambda: ws.suffices_for("satisfed"))
    suffices = ws.describe().notebooks
    assert suffices.title == "The tables suffice for 1 of 3 lessons and reports"
    assert suffices.cells == [
        ["lesson", "Are they satisfied?", "no", "survey: recommend", ""],
        ["lesson", "Service", "no", "service_events", ""],
        ["report", "Value report", "yes", "", "customers; transactions: margin"],
    ]


def test_the_description_says_what_is_there_and_what_is_not(firm, lessons):
    files = {"orders.csv": ORDERS, "survey.csv": SURVEYED + ";;\n", "prices.csv": "a,b\n1,2\n"}
    ws = firm({**files, "service.csv": "a,b\n1,2\n"})
    found = ws.describe()
    assert [row[:2] for row in found.tables.cells] == [
        ["transactions", "3"],
        ["survey", "4"],
        ["service_events", "–"],
    ]
    assert "prices.csv" in found.tables.note and "service_events cannot be read" in (
        found.tables.note
    )
    assert [row[0] for row in found.absent.cells] == ["customers"]
    words = found._repr_mimebundle_()
    assert words == ws.describe()._repr_mimebundle_()
    for part in ("Tables not there", "suffice for 1 of 3", "one questionnaire that came back"):
        assert part in words["text/html"] and part in words["text/plain"]


def test_parquet_is_described_without_being_read(firm, tmp_path, monkeypatch):
    ws = firm({"orders.csv": ORDERS})
    frame = pd.DataFrame({"customer": ["1"], "date": ["2024-05-06"], "recommend": [True]})
    frame.to_parquet(tmp_path / "my firm" / "survey.parquet")
    ws = load(tmp_path / "my firm")
    monkeypatch.setattr(shelf, "read_table", lambda *a, **m: pytest.fail("it was read"))
    assert ws.has("survey", "recommend") and not ws.has("survey", "overall")
    assert ["survey", "1"] in [row[:2] for row in ws.describe().tables.cells]


def test_every_notebook_of_the_course_asks_for_what_there_can_be(monkeypatch):
    monkeypatch.undo()
    from cvmlab.data.contracts.registry import CONTRACTS, KESTREL
    from cvmlab.data.needs import notebooks

    assert any(notebook.name == "customer-value" for notebook in notebooks())
    for notebook in notebooks():
        for table, columns in {**notebook.needs, **notebook.helps}.items():
            assert table in CONTRACTS, f"{notebook.name}: {table}"
            known = {*CONTRACTS[table].names, *KESTREL[table].names}
            assert set(columns) <= known, f"{notebook.name}: {table}"


# customers, and the customer base


def test_customers_may_be_a_table_in_memory_beside_the_orders():
    orders = pd.DataFrame({"customer": ["a", "a", "b"], "date": "2024-05-06", "amount": 12.5})
    customers = pd.DataFrame(
        {"customer_id": ["a", "b"], "acquired_on": ["2020-01-01", "2021-03-04"]}
    )
    ws = load(orders, customers=customers)
    assert set(ws.tables) == {"customers", "transactions"}
    assert ws.customers.frame()["customer_id"].tolist() == ["a", "b"]
    assert load(orders, customers="").tables == ("transactions",)


def test_customers_serve_the_customer_base(firm):
    customers = "customer,customer since\n1,2019-05-03\n1,2021-01-01\n2,2024-05-07\n9,\n"
    ws = firm({"orders.csv": ORDERS, "customers.csv": customers})
    edge = customer_base(ws.transactions, customers=ws.get("customers", "acquired_on")).left_edge
    assert (edge.how, edge.older, edge.inside) == ("known", 1, 1)
    ws = firm({"customers.csv": "customer,tier\n1,gold\n2,bronze\n"})
    assert ws.get("customers", "acquired_on") is None
    assert customer_base(ws.transactions, customers=None).left_edge.how == "none"


# the truth


def test_the_truth_is_apart_and_says_what_it_is(tmp_path, monkeypatch, write):
    told = Contract("truth_person", "one person", (
        Column("person_id", "id", "Who.", required=True), Column("bond", "number", "How close."),
    ))  # fmt: skip
    monkeypatch.setattr(planted_truth, "TRUTH", {"truth_person": told})
    (tmp_path / "kestrel" / "truth").mkdir(parents=True)
    frame = pd.DataFrame({"person_id": ["P1", "P2"], "bond": [0.5, -1.25]})
    frame.to_parquet(tmp_path / "kestrel" / "truth" / "truth_person.parquet")
    found = planted_truth.truth(tmp_path / "kestrel")
    assert found.tables == ("person",) and "person" in dir(found)
    pd.testing.assert_frame_equal(found.person.frame(), frame, check_dtype=False)
    assert "No firm ever sees" in repr(found) and "Tables: person." in repr(found)
    assert 'Did you mean "person"?' in problem_of(lambda: found.persons)
    assert not hasattr(found, "_repr_html_")
    write(ORDERS, "mine/orders.csv")
    text = problem_of(lambda: planted_truth.truth(tmp_path / "mine"))
    assert "no planted truth" in text and "customers were invented" in text
    assert not load(tmp_path / "mine").has("survey"), "and load does not open it"


# the sample company


def test_the_sample_company_opens_by_its_name(monkeypatch):
    monkeypatch.undo()
    from cvmlab.data.contracts.registry import CONTRACTS

    ws = load()
    assert set(ws.tables) == set(CONTRACTS)
    started = time.perf_counter()
    description = ws.describe()
    assert time.perf_counter() - started < 5
    assert description.absent is None
    assert ws.transactions.ledger.currency == "EUR" and ws.transactions.ledger.basis == "net"
    assert 0 < ws.transactions.ledger.cents_used < ws.transactions.ledger.cents


def test_every_table_of_the_sample_company_is_read_whole(monkeypatch):
    monkeypatch.undo()
    ws = load("kestrel")
    for name in ws.tables:
        if name == "transactions":
            continue
        ledger = getattr(ws, name).ledger
        assert ledger.rows == ledger.rows_used, name
        assert not ledger.cells and not ledger.flags and not ledger.further, ledger.sentences()


def test_in_a_notebook_a_mistake_is_a_sentence_and_no_traceback(capsys):
    from IPython.core.interactiveshell import InteractiveShell

    shell = InteractiveShell.instance()
    shell.run_cell("import cvmlab as cvm; cvm.load('no such folder').transactions")
    said = capsys.readouterr().out
    assert 'there is no file or folder "no such folder"' in said
    assert "Traceback" not in said and "sources.py" not in said
