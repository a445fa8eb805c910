"""Days written in the ways of the world, and the cases in which only a person can know."""

from __future__ import annotations

import pytest


def orders(*texts: str) -> str:
    rows = "".join(f'c{i}\t"{t}"\t{i + 1}.00\n' for i, t in enumerate(texts))
    return "customer_id\tdate\tamount\n" + rows


WRITTEN = {
    "ISO": (["2024-02-03", "2024-2-4"], ["2024-02-03", "2024-02-04"]),
    "ISO with time": (["2024-02-03 23:59:59", "2024-02-03T23:59:59.123"], ["2024-02-03"] * 2),
    "ISO with a zone": (
        ["2024-02-03T23:59:59Z", "2024-02-03T00:30:00+09:00", "2024-02-03 23:00 -0500",
         "2024-02-03 10:00:00 UTC"],
        ["2024-02-03"] * 4,
    ),
    "compact": (["20240203", "20240203101500", "20240203T101500Z"], ["2024-02-03"] * 3),
    "year first": (["2024/02/03", "2024.2.4", "2024/02/05 10:00"],
                   ["2024-02-03", "2024-02-04", "2024-02-05"]),
    "points decide by a day above 12": (["03.02.2024", "31.01.2024"], ["2024-02-03", "2024-01-31"]),
    "strokes, day first": (["03/02/2024", "31/01/2024"], ["2024-02-03", "2024-01-31"]),
    "strokes, month first": (["02/03/2024", "01/31/2024"], ["2024-02-03", "2024-01-31"]),
    "American with time": (["2/3/2024 1:05:00 PM", "1/31/2024 11:00:00 AM"],
                           ["2024-02-03", "2024-01-31"]),
    "hyphens": (["03-02-2024", "31-01-2024"], ["2024-02-03", "2024-01-31"]),
    "two-digit years": (["03/02/24", "31/01/98", "15/06/68"],
                        ["2024-02-03", "1998-01-31", "2068-06-15"]),
    "named months": (["3 Feb 2024", "Feb 4, 2024", "5-FEB-2024", "06Feb2024", "February 7, 2024",
                      "8th February 2024", "9-Feb-24"],
                     [f"2024-02-0{i}" for i in range(3, 10)]),
    "named months with weekdays": (["Sat, 3 Feb 2024", "Sunday 4 February 2024"],
                                   ["2024-02-03", "2024-02-04"]),
    "named months with time": (["3 Feb 2024 10:15", "Feb 4 2024 10:15PM"],
                               ["2024-02-03", "2024-02-04"]),
    "German months": (["3. Februar 2024", "4. März 2024", "5. Okt. 2024", "6. Dez 2024"],
                      ["2024-02-03", "2024-03-04", "2024-10-05", "2024-12-06"]),
    "French months": (["3 février 2024", "4 août 2024", "5 déc. 2024"],
                      ["2024-02-03", "2024-08-04", "2024-12-05"]),
    "leap day": (["29.02.2024", "28.02.2023"], ["2024-02-29", "2023-02-28"]),
}  # fmt: skip


@pytest.mark.parametrize("name", WRITTEN)
def test_days_are_read_however_they_are_written(name, read, days, aside):
    texts, iso = WRITTEN[name]
    transactions = read(orders(*texts))
    assert aside(transactions) == {}
    assert days(transactions) == iso


@pytest.mark.parametrize(("order", "iso"), [("dmy", "2024-06-05"), ("mdy", "2024-05-06")])
def test_an_undecided_day_is_read_as_told(order, iso, read, days):
    assert days(read(orders("05/06/2024", "07/08/2024"), dates=order))[0] == iso


def test_an_undecided_day_is_asked_about(refusal):
    text = refusal(orders("05/06/2024", "07/08/2024", "2024-01-31"))
    assert 'Column "date"' in text and "which number is the day" in text and "(2 rows)" in text
    assert '"05/06/2024" in line 2' in text
    assert "--dates dmy" in text and "--dates mdy" in text


def test_the_same_number_twice_needs_no_decision(read, days):
    assert days(read(orders("05/05/2024", "07/07/2024"))) == ["2024-05-05", "2024-07-07"]


def test_a_short_year_with_hyphens_is_asked_about(refusal):
    text = refusal(orders("10-11-12", "11-10-12"))
    assert "which number is the day" in text and "ymd" in text


@pytest.mark.parametrize(
    ("order", "iso"), [("dmy", "2012-11-10"), ("mdy", "2012-10-11"), ("ymd", "2010-11-12")]
)
def test_a_short_year_is_read_as_told(order, iso, read, days):
    assert days(read(orders("10-11-12", "11-10-12"), dates=order))[0] == iso


def test_one_value_far_down_decides_for_all(read, days):
    assert days(read(orders(*["05/06/2024"] * 500, "31/12/2024")))[0] == "2024-06-05"


def test_contradicting_dates_are_refused_with_an_example_of_each(refusal):
    text = refusal(orders("31/01/2024", "01/31/2024", "01/30/2024"))
    assert "day first (1)" in text and "the month (2)" in text
    assert '"31/01/2024" in line 2' in text and '"01/31/2024" in line 3' in text
    assert "--dates dmy" in text


def test_contradicting_dates_are_set_aside_when_told_which_is_right(read, aside, days):
    transactions = read(orders("31/01/2024", "01/31/2024", "05/06/2024"), dates="dmy")
    assert days(transactions) == ["2024-01-31", "2024-06-05"]
    assert aside(transactions) == {"the date cannot be read": 1}


def test_impossible_dates_are_set_aside_with_their_lines(read, aside):
    bad = ["31.02.2024", "00.01.2024", "29.02.2023", "31.04.2024", "soon", "2024-13-01", "20240230"]
    transactions = read(orders(*["15.01.2024"] * 8, *bad))
    assert aside(transactions) == {"the date cannot be read": len(bad)}
    entry = next(e for e in transactions.ledger.entries if e.kind == "set aside")
    assert entry.examples[0].startswith("line 10") and "31.02.2024" in entry.examples[0]
    assert entry.cents == sum(range(9, 16)) * 100


def test_days_no_shop_was_open_are_set_aside(read, aside):
    transactions = read(orders("2024-01-15", "1753-01-01", "9999-12-31", "0001-01-01"))
    assert aside(transactions) == {"the date is before 1900 or after 2099": 3}


def test_missing_dates_are_counted(read, aside):
    assert aside(read(orders("2024-01-15", "", "  "))) == {"no date": 2}


def test_excel_serials_are_asked_about(refusal):
    text = refusal(orders("45306", "45307.5"))
    assert (
        "as Excel counts days" in text and "--dates excel" in text and '"45306" in line 2' in text
    )


def test_excel_serials_are_read_when_told_so(read, days):
    found = days(read(orders("45306", "45307.75", "2024-01-17"), dates="excel"))
    assert found == ["2024-01-15", "2024-01-16", "2024-01-17"]


@pytest.mark.parametrize(
    "texts", [("1705312800", "1705399200"), ("1705312800000", "1705399200000")]
)
def test_seconds_since_1970_are_named(texts, refusal):
    text = refusal(orders(*texts))
    assert "since 1970" in text and "(2 rows)" in text


def test_a_column_that_is_no_date_is_named(refusal):
    text = refusal(orders("red", "green", "2024-01-15"))
    assert "most values are no dates" in text and '"red" in line 2' in text
