"""Numbers, tables and pictures look the same on every run, and say what they show."""

from __future__ import annotations

import datetime
import itertools
import math
import subprocess
import sys

import numpy as np
import pandas as pd
import pytest

from cvmlab.figures.formats import count, interval, money, number, percent
from cvmlab.figures.headline import Headline
from cvmlab.figures.pictures import Picture, format_axis, new_axes
from cvmlab.figures.style import COLOURS, palette
from cvmlab.figures.tables import Table


def a_picture(**kwargs):
    ax = new_axes(**kwargs)
    ax.plot([1, 2], [3, 4], label="$5 to $7 sales")
    ax.set_title(
        "Sales rose from $3,000 to $4,000 in the second of the two weeks that are shown here"
    )
    ax.legend()
    return Picture(ax, "Sales rose from 3 to 4.", name="sales")


# --- numbers


@pytest.mark.parametrize("missing", [None, math.nan, np.nan, pd.NA, pd.NaT])
def test_a_missing_number_is_a_dash_in_every_format(missing):
    assert {f(missing) for f in (number, count, percent, money)} == {"–"}
    assert money(missing, "EUR", short=True) == "–"
    assert interval(missing, missing) == "–"


@pytest.mark.parametrize(
    ("amount", "shown"),
    [
        (0, "€0"),
        (999.4, "€999"),
        (999.6, "€1k"),
        (1234, "€1.2k"),
        (999_960, "€1m"),
        (-2.5e9, "−€2.5bn"),
    ],
)
def test_short_money_changes_its_unit_where_it_rounds_over(amount, shown):
    assert money(amount, "EUR", short=True) == shown


def test_nothing_is_ever_minus_zero():
    assert number(-0.004) == "0.00"
    assert percent(-0.001) == "0%"
    assert money(-0.001, "EUR") == "€0.00"


def test_a_currency_without_a_sign_keeps_its_code_on_the_same_line():
    assert money(12, "chf", digits=0) == "CHF\N{NO-BREAK SPACE}12"


# --- pictures


def test_the_same_chart_gives_the_same_bytes_and_its_sentence():
    first, second = a_picture()._repr_mimebundle_(), a_picture()._repr_mimebundle_()
    assert first == second
    data, metadata = first
    assert data["text/plain"] == "Sales rose from 3 to 4."
    assert metadata["image/png"] == {
        "alt": "Sales rose from 3 to 4.",
        "width": 720,
        "height": 370,
        "name": "sales",
    }


def test_drawing_leaves_the_readers_own_settings_alone(tmp_path):
    import matplotlib

    before = dict(matplotlib.rcParams)
    saved = a_picture().save(tmp_path / "a.png")
    assert saved.read_bytes().startswith(b"\x89PNG")
    assert dict(matplotlib.rcParams) == before


def test_dollar_signs_are_money_and_long_titles_are_broken_evenly():
    picture = a_picture()
    assert picture.png
    title = picture.axes.get_title("left")
    lines = title.split("\n")
    assert len(lines) == 2
    assert min(map(len, lines)) > 0.6 * max(map(len, lines))
    assert not picture.axes.get_legend().get_texts()[0].get_parse_math()


def test_axes_that_are_given_are_used_and_not_shown_twice():
    import matplotlib.pyplot as plt

    _, ax = plt.subplots()
    assert new_axes(ax) is ax
    ax.plot([1, 2])
    Picture(ax, "A line.")._repr_mimebundle_()
    assert plt.get_fignums() == []


def test_an_axis_speaks_in_house_numbers():
    ax = new_axes(size="square")
    ax.plot([0, 1], [0, 1])
    format_axis(ax.yaxis, percent)
    assert Picture(ax, "A line.").png
    assert "100%" in [label.get_text() for label in ax.get_yticklabels()]


def test_the_brands_accent_comes_first(monkeypatch):
    assert palette() == COLOURS
    monkeypatch.setenv("CVMLAB_ACCENT", "#123456")
    assert palette() == ("#123456", *COLOURS[1:])


# Machado, Oliveira and Fernandes (2009), "A physiologically-based model for simulation of color
# vision deficiency": the matrices for complete protanopia and deuteranopia, on linear RGB.
_SEEN = {
    "usual": np.eye(3),
    "protanopia": np.array(
        [
            [0.152286, 1.052583, -0.204868],
            [0.114503, 0.786281, 0.099216],
            [-0.003882, -0.048116, 1.051998],
        ]
    ),
    "deuteranopia": np.array(
        [
            [0.367322, 0.860646, -0.227968],
            [0.280085, 0.672501, 0.047413],
            [-0.011820, 0.042940, 0.968881],
        ]
    ),
}


def _lab(colour, matrix):
    rgb = np.array([int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)])
    linear = np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)
    to_xyz = np.array(
        [[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]]
    )
    xyz = to_xyz @ np.clip(matrix @ linear, 0, 1) / np.array([0.9505, 1.0, 1.089])
    f = np.where(xyz > 0.008856, np.cbrt(xyz), 7.787 * xyz + 16 / 116)
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])


@pytest.mark.parametrize("eyes", _SEEN)
def test_the_colours_differ_for_colour_blind_eyes_too(eyes):
    seen = [_lab(colour, _SEEN[eyes]) for colour in COLOURS]
    nearest = min(np.linalg.norm(a - b) for a, b in itertools.combinations(seen, 2))
    assert nearest > 10  # about four times what is just noticeable


# --- tables and headlines

ODD = pd.DataFrame(
    {
        "Name <b>": ["<script>alert(1)</script>", "{{x}} **bold** `c`", "two\nlines"],
        "Rows": [1, 20, 1300],
        "Share": [0.1, np.nan, 0.25],
        "Since": [datetime.date(2024, 1, 2), None, pd.Timestamp("2024-03-04")],
    }
)


def test_a_table_escapes_what_comes_from_the_data():
    table = Table(ODD, title="<i>{{t}}</i>", note="a & b", formats={"Share": percent})
    page = table.html
    assert "<script" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert "&lt;i&gt;&#123;&#123;t}}&lt;/i&gt;" in page
    assert "{{x}} **bold** `c`" in page
    assert "a &amp; b" in page


def test_a_table_says_the_same_as_text_and_as_html():
    table = Table(ODD, formats={"Share": percent})
    assert str(table).splitlines()[0].split() == ["Name", "<b>", "Rows", "Share", "Since"]
    for text in ("1,300", "25%", "2024-01-02", "2024-03-04", "two lines"):
        assert text in str(table)
        assert text in table.html
    assert str(table).count("–") == 2


def test_a_table_is_the_same_on_every_run_and_its_id_follows_its_text():
    make = (
        "import pandas as pd; from cvmlab.figures.tables import Table;"
        "print(Table(pd.DataFrame({'a': [1.5], 'b': ['x']}), title='T')._repr_mimebundle_())"
    )
    runs = {
        subprocess.run([sys.executable, "-c", make], capture_output=True, check=True).stdout
        for _ in range(2)
    }
    assert len(runs) == 1
    one, other = Table(pd.DataFrame({"a": [1]})), Table(pd.DataFrame({"a": [2]}))
    assert one.html.split('"')[1] != other.html.split('"')[1]


def test_a_labelled_index_is_shown_and_a_plain_one_is_not():
    frame = pd.DataFrame({"n": [1, 2]}, index=pd.Index(["x", "y"], name="who"))
    assert Table(frame).header == ["who", "n"]
    assert Table(frame.reset_index(drop=True)).header == ["n"]


def test_numbers_line_up_on_the_right_also_when_they_came_as_text():
    frame = pd.DataFrame(
        {
            "id": ["007", "12"],
            "m": ["€5", "1.2k to 3%"],
            "n": ["−1,234.5", "–"],
            "d": ["2024-01-02", "1"],
        }
    )
    assert [line[:3] for line in str(Table(frame[["id"]])).splitlines()[2:]] == ["007", "12"]
    assert str(Table(frame[["m"]])).splitlines()[2] == "        €5"
    assert str(Table(frame[["n"]])).splitlines()[3] == "       –"
    assert str(Table(frame[["d"]])).splitlines()[3] == "1"


def test_a_title_spans_the_picture_beside_a_colour_bar_too():
    ax = new_axes(size="square")
    ax.figure.colorbar(ax.imshow([[0, 1]]))
    ax.set_title("After 52 quiet weeks 51% are active with 1 repeat purchase")
    picture = Picture(ax, "x")
    assert picture.png
    assert picture.axes.get_title("left").count("\n") == 1


def test_decimals_are_the_same_down_a_column():
    assert [row[0] for row in Table(pd.DataFrame({"a": [1.0, 2000.5]})).cells] == [
        "1.00",
        "2,000.50",
    ]
    assert [row[0] for row in Table(pd.DataFrame({"a": [1000.4, 2000]})).cells] == [
        "1,000",
        "2,000",
    ]


def test_a_format_for_an_unknown_column_is_an_error_at_once():
    with pytest.raises(ValueError, match="Shar"):
        Table(ODD, formats={"Shar": percent})


def test_an_empty_table_still_shows_its_headings():
    table = Table(ODD.head(0), title="Nothing was set aside", total_row=True)
    assert "Name <b>" in str(table)
    assert "Nothing was set aside" in table.html


def test_a_headline_escapes_and_says_the_same_as_text():
    headline = Headline([("1,000", "customers <b>"), ("€5", "each", "€4 to €6")])
    assert str(headline) == "1,000  customers <b>\n   €5  each (€4 to €6)"
    assert "<b>" not in headline.html
    assert "€4 to €6" in headline.html


def test_importing_the_figures_loads_no_heavy_library():
    check = (
        "import sys; from cvmlab.figures import Picture, Table, Headline, money, new_axes;"
        "print(sorted({'pandas', 'matplotlib', 'seaborn', 'great_tables'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", check], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
