"""However a text file is written, each of its physical lines is accounted for."""

from __future__ import annotations

import pytest

ROWS = [("a1", "2024-01-15", "10.50"), ("ö2", "2024-01-16", "20.00"), ("c3", "2024-02-01", "1.25")]
HEADER = ("customer_id", "date", "amount")


def table(delimiter: str = ",", header: tuple[str, ...] = HEADER, end: str = "\n") -> str:
    return end.join(delimiter.join(row) for row in (header, *ROWS)) + end


ODD_BUT_CLEAR = {
    "plain": (table().encode(), {}),
    "byte-order mark": (b"\xef\xbb\xbf" + table().encode(), {}),
    "windows line ends": (table(end="\r\n").encode(), {}),
    "old mac line ends": (table(end="\r").encode(), {}),
    "no newline at the end": (table().rstrip("\n").encode(), {}),
    "UTF-16 LE with mark": (b"\xff\xfe" + table("\t").encode("utf-16-le"), {}),
    "UTF-16 BE with mark": (b"\xfe\xff" + table("\t").encode("utf-16-be"), {}),
    "UTF-16 LE without mark": (table(";").encode("utf-16-le"), {}),
    "UTF-16 BE without mark": (table(";").encode("utf-16-be"), {}),
    "cp1252": (table(";").encode("cp1252"), {}),
    "encoding declared": (table(";").encode("cp850"), {"encoding": "cp850"}),
    "semicolons": (table(";").encode(), {}),
    "tabs": (table("\t").encode(), {}),
    "bars": (table("|").encode(), {}),
    "columns aligned with blanks": (
        "customer_id        date   amount\n"
        "a1           2024-01-15    10.50\n"
        "   ö2        2024-01-16    20.00\n"
        "c3           2024-02-01     1.25  \n".encode(),
        {},
    ),
    "every cell quoted": (
        "\n".join(",".join(f'"{c}"' for c in row) for row in (HEADER, *ROWS)).encode(), {},
    ),
    "trailing delimiter on every line": (
        "\n".join(";".join(row) + ";" for row in (HEADER, *ROWS)).encode(), {},
    ),
    "trailing delimiters on rows only": (
        (table(";").replace("10.50", "10.50;;").replace("20.00", "20.00;")).encode(), {},
    ),
    "a delimiter declared": (table("|").encode(), {"delimiter": "bar"}),
    "blanks around headers and cells": (
        " customer_id , date , amount \n a1 , 2024-01-15 , 10.50 \n"
        " ö2,2024-01-16,  20.00\nc3,2024-02-01,1.25\n".encode(),
        {},
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", ODD_BUT_CLEAR)
def test_the_same_orders_are_read_however_they_are_written(name, read, aside):
    content, settings = ODD_BUT_CLEAR[name]
    transactions = read(content, **settings)
    found = transactions.frame()
    assert list(found["customer_id"]) == ["a1", "c3", "ö2"]
    assert [str(d)[:10] for d in found["date"]] == ["2024-01-15", "2024-02-01", "2024-01-16"]
    assert list(found["cents"]) == [1050, 125, 2000]
    assert aside(transactions) == {}
    assert transactions.ledger.rows == 3


def test_what_was_found_about_the_file_is_said(read):
    notes = " ".join(read(table(";").encode("cp1252")).ledger.notes)
    assert "semicolon" in notes and "header in line 1" in notes and "CP1252" in notes.upper()
    assert "not UTF-8" in notes


def test_a_preamble_is_skipped_and_counted(read, aside):
    text = "Sales report\nExported 2024-03-01\n\n" + table()
    transactions = read(text)
    assert transactions.ledger.rows == 6 and transactions.ledger.rows_used == 3
    assert aside(transactions) == {"stands before the header": 3}
    assert "header in line 4" in transactions.ledger.notes[0]


def test_a_preamble_padded_with_delimiters_is_skipped_too(read, aside):
    text = "Sales report;;\nCreated;2024-03-01;\n;;\n" + table(";")
    transactions = read(text)
    assert transactions.ledger.rows_used == 3
    assert aside(transactions) == {"stands before the header": 3}


def test_the_line_of_the_header_can_be_said(read, aside):
    text = "who,when,how much\n" + table()
    transactions = read(text, header="2")
    assert transactions.ledger.rows_used == 3
    assert aside(transactions) == {"stands before the header": 1}


TOTALS = ["Total", "TOTAL", "Grand total", "Subtotal", "Sum:", "Summe", "Gesamtsumme",
          "Zwischensumme", "Gesamt", "Totaal", "Insgesamt", "Total général", "Total general",
          "Totale", "Suma", "Somme", "Total (3 rows)", "Grand Total:"]  # fmt: skip


def test_lines_of_totals_are_no_sales_in_any_language(read, aside):
    text = table() + "".join(f"{word},,31.75\n" for word in TOTALS)
    transactions = read(text)
    ledger = transactions.ledger
    assert ledger.rows_used == 3 and ledger.cents_used == 3175
    assert aside(transactions) == {"a line of totals, not a sale": len(TOTALS)}
    (entry,) = [e for e in ledger.entries if e.kind == "set aside"]
    assert entry.cents == 3175 * len(TOTALS)
    assert entry.examples[0].startswith("line 5")


def test_totals_with_their_word_in_another_column_are_found(read, aside):
    text = "order_id,customer_id,date,amount\n7,a1,2024-01-15,10.50\n,,Total,10.50\n"
    assert aside(read(text)) == {"a line of totals, not a sale": 1}


def test_a_customer_called_total_something_is_a_customer(read, aside):
    transactions = read(table() + "Total Wine Ltd,2024-02-02,5.00\n")
    assert transactions.ledger.rows_used == 4 and aside(transactions) == {}


def test_quoted_newlines_and_delimiters_stay_in_their_cell(read):
    text = (
        'customer_id,date,amount,remark\na,2024-01-15,1.00,"two\nlines, and a ""quote"""\n'
        "b,2024-01-16,2.00,\nc,2024-01-17,bad,\n"
    )
    transactions = read(text)
    found = transactions.frame()
    assert found["remark"].iloc[0] == 'two\nlines, and a "quote"'
    assert list(found["_line"]) == [2, 4]
    (entry,) = [e for e in transactions.ledger.entries if e.kind == "set aside"]
    assert entry.examples[0].startswith("line 5")


def test_an_unclosed_quote_costs_its_own_line_only(read, aside):
    text = table() + 'd,2024-02-02,"5.00\ne,2024-02-03,6.00\nf,2024-02-04,7.00\n'
    transactions = read(text)
    assert aside(transactions) == {"opens a quotation mark and never closes it": 1}
    assert transactions.ledger.rows == 6 and transactions.ledger.rows_used == 5
    (entry,) = [e for e in transactions.ledger.entries if e.kind == "set aside"]
    assert entry.examples[0].startswith("line 5")


def test_an_unclosed_quote_that_meets_a_later_one_does_not_swallow_the_rows_between(read, aside):
    text = (
        "customer_id,date,amount,remark\n"
        'a,2024-01-15,1.00,"never closed\n'
        "b,2024-01-16,2.00,x\n"
        "c,2024-01-17,3.00,x\n"
        'd,2024-01-18,4.00,"fine"\n'
        "e,2024-01-19,5.00,x\n"
    )
    transactions = read(text)
    assert transactions.ledger.rows == 5
    assert transactions.ledger.rows_used == 4
    assert aside(transactions) == {"opens a quotation mark and never closes it": 1}


def test_a_stray_quote_in_the_middle_of_a_cell_is_a_character(read, aside):
    text = 'customer_id,date,amount,size\na,2024-01-15,1.00,5" pipe\nb,2024-01-16,2.00,7" pipe\n'
    transactions = read(text)
    assert aside(transactions) == {} and list(transactions.frame()["size"]) == [
        '5" pipe',
        '7" pipe',
    ]


def test_short_and_long_rows_are_set_aside_with_their_lines(read, aside):
    text = table() + "short,2024-02-02\nlong,2024-02-02,1.00,extra\nd,2024-02-03,4.00\n"
    transactions = read(text)
    assert aside(transactions) == {"has another number of cells than the header": 2}
    (entry,) = [e for e in transactions.ledger.entries if e.kind == "set aside"]
    assert [x.split(":")[0] for x in entry.examples] == ["line 5", "line 6"]
    assert transactions.ledger.rows_used == 4


def test_blank_lines_are_counted_and_harmless(read, aside):
    text = table().replace("\n", "\n\n", 2) + "\n  \n,,\n"
    transactions = read(text)
    assert aside(transactions) == {"blank line": 5}
    assert transactions.ledger.rows_used == 3


def test_duplicate_and_empty_headers_are_told_apart(read):
    text = "customer_id,date,amount,note,,note\na,2024-01-15,1.00,x,y,z\n"
    found = read(text).frame()
    assert found[["note", "column 5", "note (2)"]].iloc[0].tolist() == ["x", "y", "z"]


def test_a_duplicate_header_that_could_be_the_amount_is_asked_about(refusal):
    text = refusal("customer_id,date,amount,amount\na,2024-01-15,1.00,2.00\n")
    assert "2 columns could be the amount: amount, amount (2)" in text
    assert '--map amount="amount"' in text


def test_headers_that_look_like_the_readers_own_columns_are_kept_apart(read):
    text = "customer_id,date,amount,_line,_part,entry,cents\na,2024-01-15,1.00,7,p,q,9\n"
    transactions = read(text)
    assert transactions.ledger.rows_used == 1 and transactions.ledger.cents_used == 100


def test_headers_that_differ_only_in_case_are_two_columns(read):
    transactions = read("customer_id,date,amount,Note,note\na,2024-01-15,1.00,x,y\n")
    assert transactions.ledger.rows_used == 1


def test_a_file_without_a_header_is_asked_about(refusal):
    text = refusal("a1,2024-01-15,10.50\nb2,2024-01-16,20.00\n")
    assert "no header" in text and "--header none" in text and "a1, 2024-01-15, 10.50" in text


def test_a_file_without_a_header_is_read_when_told_so(read):
    names = {"customer_id": "column 1", "date": "column 2", "amount": "column 3"}
    transactions = read("a1,2024-01-15,10.50\nb2,2024-01-16,20.00\n", header="none", columns=names)
    assert transactions.ledger.rows == transactions.ledger.rows_used == 2


def test_unquoted_decimal_commas_in_a_comma_file_are_recognised(refusal):
    text = refusal("customer_id,date,amount\na,2024-01-15,10,50\nb,2024-01-16,20,00\n")
    assert "the header (line 1) has 3 columns, but most rows have 4 cells" in text
    assert "decimal" in text or "12,50" in text
    assert "semicolons" in text and "line 2" in text


@pytest.mark.parametrize(
    ("content", "phrases"),
    [
        (b"", ["the file is empty"]),
        (b"\xef\xbb\xbf", ["only blank lines"]),
        (b"\n\n  \n", ["only blank lines"]),
        (b"customer_id,date,amount\n", ["no rows below the header"]),
        (b"customer_id,date,amount\n\n,,\n", ["no rows below the header"]),
        (b"customer_id\na\nb\n", ["one column", "line 1", "--delimiter"]),
        (bytes(range(256)) * 20, ["no text"]),
        (b"PK\x03\x04" + bytes(range(256)) * 20, ["no text"]),
    ],
    ids=["empty", "only a mark", "blank lines", "only a header", "header and blanks", "one column",
         "binary junk", "a renamed workbook"],
)  # fmt: skip
def test_files_that_hold_no_table_are_refused_in_plain_words(content, phrases, refusal):
    text = refusal(content)
    assert "1 problem in orders.csv" in text
    for phrase in phrases:
        assert phrase in text


@pytest.mark.parametrize(
    ("settings", "phrases"),
    [
        ({"header": "99"}, ['"99" is no line', "1 to 4"]),
        ({"header": "first"}, ['"first" is no line']),
        ({"encoding": "klingon"}, ['"klingon" is no encoding', "utf-8"]),
        ({"delimiter": "~"}, ['"~" is no delimiter', "semicolon"]),
    ],
)
def test_reading_settings_that_cannot_be_are_named(settings, phrases, refusal):
    text = refusal(table(), **settings)
    assert all(phrase in text for phrase in phrases)


def test_a_missing_file_is_one_plain_sentence():
    from cvmlab.data.workspace import load
    from cvmlab.errors import DataProblem

    with pytest.raises(DataProblem, match='no file or folder "nowhere'):
        load("nowhere.csv").transactions  # noqa: B018


@pytest.mark.parametrize("name", ["orders.pdf", "orders", "orders.csv.gz", "orders.zip"])
def test_other_kinds_of_files_are_named(name, refusal):
    text = refusal(table(), name)
    assert "unpack" in text if name.endswith(("gz", "zip")) else ".csv" in text and ".xlsx" in text


def test_a_huge_cell_is_read_whole(read):
    text = "customer_id,date,amount,remark\na,2024-01-15,1.00," + "x" * 1_000_000 + "\n"
    assert read(text).frame()["remark"].str.len().iloc[0] == 1_000_000


def test_a_huge_quoted_cell_is_read_whole(read):
    text = 'customer_id,date,amount,remark\na,2024-01-15,1.00,"' + "x, " * 300_000 + '"\n'
    assert read(text).frame()["remark"].str.len().iloc[0] >= 899_999


def test_two_independent_problems_stand_in_one_message(refusal):
    text = refusal('customer_id,date,amount\na,05/06/2024,"1,234"\nb,07/08/2024,"5,678"\n')
    assert "2 problems in orders.csv" in text
    assert 'Column "date"' in text and "--dates dmy" in text and '"05/06/2024" in line 2' in text
    assert 'Column "amount"' in text and "--decimal comma" in text and '"1,234" in line 2' in text


def test_a_missing_column_does_not_hide_an_undecided_date(refusal):
    text = refusal("who,date,amount\na,05/06/2024,1.00\nb,07/08/2024,2.00\n")
    assert "no column is known to be the customer_id" in text and "--map customer_id=COLUMN" in text
    assert "--dates dmy" in text
