"""A brand file either dresses the page or says everything that is wrong with it."""

from __future__ import annotations

import pytest

from cvmlab.errors import DataProblem
from cvmlab.pages.brand import Brand, read_brand

PIXEL = bytes.fromhex("89504e470d0a1a0a")


def write(folder, text):
    path = folder / "brand.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_brand_is_read_with_its_logo_inside(tmp_path):
    (tmp_path / "logo.PNG").write_bytes(PIXEL)
    brand = read_brand(write(tmp_path, 'name = " K & Co "\nlogo = "logo.PNG"\naccent = "#0b6e4f"'))
    assert brand == Brand("K & Co", "data:image/png;base64,iVBORw0KGgo=", accent="#0b6e4f")
    assert brand.chart_accent == "#0b6e4f"


def test_a_pale_accent_dresses_the_page_but_not_the_charts():
    assert Brand(accent="#FFE066").chart_accent is None


def test_everything_wrong_is_said_at_once(tmp_path):
    text = 'nmae = "K"\nlogo = "logo.png"\naccent = "green"\nheading = "#FFFFEE"\nname = 3'
    with pytest.raises(DataProblem) as caught:
        read_brand(write(tmp_path, text))
    said = str(caught.value)
    assert len(caught.value.problems) == 5
    for words in (
        'Did you mean "name"?',
        'logo file "logo.png" does not exist',
        'not a colour: "green"',
        "too pale",
        '"name" is not text',
    ):
        assert words in said


@pytest.mark.parametrize("logo", ["logo.gif", "logo.exe"])
def test_a_logo_of_another_kind_is_refused(tmp_path, logo):
    (tmp_path / logo).write_bytes(b"x")
    with pytest.raises(DataProblem, match="no png, jpg or svg"):
        read_brand(write(tmp_path, f'logo = "{logo}"'))


def test_a_huge_logo_is_refused(tmp_path):
    (tmp_path / "logo.svg").write_bytes(b"x" * 500_001)
    with pytest.raises(DataProblem, match="smaller than 500 kB"):
        read_brand(write(tmp_path, 'logo = "logo.svg"'))


def test_a_missing_or_broken_file_is_one_plain_message(tmp_path):
    with pytest.raises(DataProblem, match="cannot be read"):
        read_brand(tmp_path / "none.toml")
    with pytest.raises(DataProblem, match="not valid TOML"):
        read_brand(write(tmp_path, "name = Kestrel"))
