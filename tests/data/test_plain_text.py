"""The quick reader of plain files and the careful one agree on every line."""

from __future__ import annotations

import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cvmlab.data import plain_text
from cvmlab.data.text_dialect import Dialect, detect_dialect
from cvmlab.data.text_rows import Row, read_rows

HEAD = "id;day;amount\n"
FILES = {
    "clean": HEAD + "a;1;2\nb;3;4\n",
    "no newline at the end": HEAD + "a;1;2\nb;3;4",
    "windows": (HEAD + "a;1;2\n\nb;3\n").replace("\n", "\r\n"),
    "preamble": "Report\n\n;;\n" + HEAD + "a;1;2\n",
    "ragged": HEAD + "a;1;2\nb;3\nc;1;2;3\nd\n;;;;\ne;1;2;;\nf;4;5\n",
    "blank": HEAD + "\n\na;1;2\n   \n;;\n ; ; \nb;1;2\n\n\n",
    "marks": HEAD + "a'b;\u00a0ö;−1\n",
    "mark at the start": "\ufeff" + HEAD + "a;1;2\n",
}


def both(path):
    content = path.read_text(encoding="utf-8")
    encoding = "utf-8-sig" if content.startswith("\ufeff") else "utf-8"
    header = next(i for i, line in enumerate(content.splitlines(), 1) if "id;" in line)
    dialect = Dialect(encoding, ";", header, ("id", "day", "amount"))
    careful = list(read_rows(path, dialect))
    rows = [(r.line, *r.cells) for r in careful if isinstance(r, Row)]
    bad = [(b.line, b.reason) for b in careful if not isinstance(b, Row)]
    assert plain_text.is_plain(path, dialect)
    out = path.with_suffix(".parquet")
    number, found = plain_text.write_plain(path, dialect, out)
    table = pq.read_table(out).to_pylist()
    quick = sorted(tuple(row.values()) for row in table)
    assert number == len(quick)
    return (rows, bad), (quick, [(b.line, b.reason) for b in found])


@pytest.mark.parametrize("name", FILES)
def test_both_readers_agree(name, write):
    careful, quick = both(write(FILES[name]))
    assert quick == careful


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    lines=st.lists(
        st.sampled_from(["a;1;2", "b;3", "", ";;", " ", "c;;;", "d;1;2;;", "e;1;2;x", "f;;9"]),
        max_size=40,
    ),
    block=st.sampled_from([16, 64, 1 << 20]),
)
def test_both_readers_agree_on_any_mix_of_lines_and_blocks(lines, block, write, monkeypatch):
    path = write(HEAD + "\n".join(["z;0;0", *lines]) + "\n")
    monkeypatch.setattr(plain_text, "_BLOCK", max(block, 16))
    careful, quick = both(path)
    assert quick == careful


def test_both_readers_agree_on_columns_aligned_with_blanks(write):
    text = "  id   day  amount \na  1\t2\n   b 3    4  \r\n\n   \nc 5\nd 6 7 8\ne 9 9"
    path = write(text)
    dialect = Dialect("utf-8", " ", 1, ("id", "day", "amount"))
    careful = list(read_rows(path, dialect))
    assert plain_text.is_plain(path, dialect)
    out = path.with_suffix(".parquet")
    _, bad = plain_text.write_plain(path, dialect, out)
    rows = [tuple(row.values()) for row in pq.read_table(out).to_pylist()]
    assert rows == [(r.line, *r.cells) for r in careful if isinstance(r, Row)]
    assert [(b.line, b.reason) for b in bad] == [
        (b.line, b.reason) for b in careful if not isinstance(b, Row)
    ]


@pytest.mark.parametrize("text", ['a;"1";2\n', "a;1;2\rb;1;2\n"])
def test_files_that_are_not_plain_are_left_to_the_careful_reader(text, write):
    path = write(HEAD + text)
    assert not plain_text.is_plain(path, detect_dialect(path))
