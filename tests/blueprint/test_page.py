"""The board page: what stands on it, that it is text and not markup, one screen, one sheet."""

from __future__ import annotations

import re
from dataclasses import replace
from html import unescape
from html.parser import HTMLParser

import pytest

from cvmlab.blueprint.page.below_tiles import MOST_DECISIONS, MOST_LINES
from cvmlab.blueprint.page.board_page import board_page
from cvmlab.blueprint.page.board_style import STYLE
from cvmlab.blueprint.page.interval_strip import Scale, interval_strip, strip_sentence
from cvmlab.blueprint.page.tile_card import since_said, tile_card
from cvmlab.blueprint.tiles.tile import NOBODY, Reading
from cvmlab.loyalty.relationship.four_marks import four_marks
from cvmlab.pages.brand import Brand, contrast_with_white
from cvmlab.pages.pdf import find_browser, write_pdf
from tests.blueprint.boards import (
    ARABIC,
    LONG,
    NASTY,
    bare_board,
    made_up_board,
    made_up_decisions,
    made_up_tiles,
)

BOARDS = {
    "whole": lambda: made_up_board(),
    "full to the brim": lambda: made_up_board("CHF", plan=9, decisions=9),
    "orders alone": bare_board,
}
LOGO = (
    "data:image/svg+xml;base64,PHN2ZyB4bWxucz0iaHR0cDovL3d3dy53My5vcmcvMjAwMC9zdmciIHdpZHRoPSIx"
    "MjAiIGhlaWdodD0iNjAiPjxyZWN0IHdpZHRoPSIxMjAiIGhlaWdodD0iNjAiIGZpbGw9InRlYWwiLz48L3N2Zz4="
)
TILES = {tile.key: tile for tile in made_up_tiles()}


def seen(markup: str) -> str:
    """What is read on a page."""
    bare = re.sub(r"<style>.*?</style>|<svg.*?</svg>|<[^>]+>", " ", markup, flags=re.DOTALL)
    return re.sub(r"\s+", " ", unescape(bare))


class Tags(HTMLParser):
    """Whether every element that opens is closed, in order."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.names: list[str] = []
        self.crossed: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        self.names.append(tag)
        self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.names.append(tag)

    def handle_endtag(self, tag):
        if not self.open or self.open.pop() != tag:
            self.crossed.append(tag)


@pytest.mark.parametrize("board", BOARDS.values(), ids=list(BOARDS))
def test_the_page_is_whole_and_fetches_and_runs_nothing(board):
    page = board_page(board()).html
    tags = Tags(page)
    assert tags.open == tags.crossed == []
    assert not {"script", "link", "img", "iframe"} & set(tags.names)
    assert tags.names.count("article") == 12
    assert tags.names.count("h1") == 1
    assert not re.search(r"https?:|url\(|@import|\son\w+=", page)
    assert len(page) < 40_000
    assert page == board_page(board()).html


def test_what_a_firm_writes_is_text_wherever_it_stands():
    page = board_page(made_up_board(), plan=[{"what": NASTY, "who": NASTY}], firm=NASTY)
    assert "<script" not in page.html
    assert seen(page.html).count(NASTY) >= 5
    assert f"<bdi>{ARABIC}</bdi>" in page.html


@pytest.mark.parametrize("key", [tile.key for tile in made_up_tiles() if tile.measured])
def test_a_tile_holds_all_a_board_would_ask(key):
    tile = TILES[key]
    read = seen(tile_card(tile))
    for said in (tile.name, tile.said, tile.range_said, tile.evidence, f"lesson {tile.lesson}",
                 tile.owned_by, tile.verdict, tile.change_said, tile.target_said or "no target",
                 tile.against_target):  # fmt: skip
        assert said in read
    assert tile.owner or NOBODY in read


def test_an_unmeasured_tile_is_small_and_says_what_is_missing():
    card = tile_card(TILES["value-for-money"])
    assert "needs the table brand_perceptions" in seen(card)
    assert "<svg" not in card and 'class="tile none"' in card
    assert "Not measured. Owner: Siobhán Treacy" in seen(tile_card(TILES["told-and-used"]))


def test_when_a_figure_is_of_another_time_than_the_page_it_says_when():
    tile = TILES["bond"]
    asked = replace(tile, now=replace(tile.now, period="wave of 1 Jul 2024"))
    of_the_year = replace(tile, now=replace(tile.now, period="year to 29 Dec 2024"))
    assert "wave of 1 Jul 2024" in seen(tile_card(asked))
    assert "year to" not in seen(tile_card(of_the_year))


@pytest.mark.parametrize(
    ("key", "said"),
    [
        ("equity", "↓ worse −€180k (−€310k to −€40k), from €3.39m"),
        ("acquisition-cost", "↑ worse +€5.20 (+€2.40 to +€8.00), from €36.00"),
        ("payback", "≈ no sure change +0.3 points (−2.0 to +3.0), from 40.9%"),
        ("newcomers", "no year before to compare with"),
        ("fit", "the year before: 87.4%"),
        ("kept", "↑ better +4.5 points (+3.4 to +5.6), from 80.0%"),
        ("margin-kept", "↓ worse −2.0 points, from 81.0%"),
    ],
)
def test_the_change_is_said_in_words_with_its_interval(key, said):
    assert seen(since_said(TILES[key])).strip() == said.replace("  ", " ")


def test_a_strip_shows_the_values_in_their_order_and_says_them():
    """Made by hand: on a strip from 34 to 43.5, 9 pixels from either end of 200."""
    tile = TILES["acquisition-cost"]
    at = Scale([34.0, 43.5], 200, 9)
    assert (at(34.0), at(43.5), at(38.75)) == (9, 191, 100)
    strip = interval_strip(tile)
    assert f'<circle class="is" cx="{at(41.2)}"' in strip
    assert f'<rect class="is" x="{at(39.0)}"' in strip
    assert f'<rect class="was" x="{at(34.0)}"' in strip
    assert f'd="M{at(35.0)} 5V31' in strip
    assert "← better" in strip and "better →" not in strip
    assert "better →" in interval_strip(TILES["kept"])
    assert strip_sentence(tile) == (
        "Cost of a customer won: €41.20 (€39.00 to €43.50) this year; €36.00 (€34.00 to €38.00) "
        "the year before; target at most €35.00; lower is better."
    )
    assert f'aria-label="{strip_sentence(tile)}"' in strip


def test_a_strip_of_a_single_value_stands_in_the_middle():
    alone = replace(TILES["margin-kept"], before=None, target=None, now=Reading(0.5))
    assert 'cx="100"' in interval_strip(alone)
    assert "nan" not in interval_strip(alone)


def test_decisions_stand_by_their_lower_end_and_what_is_not_shown_is_counted():
    board = made_up_board(decisions=9)
    order = board.decisions.table.sort_values("low", ascending=False)["decision"]
    html = board_page(board).html
    places = [html.index(f"{name}</bdi>") for name in order[:MOST_DECISIONS]]
    assert places == sorted(places)
    assert f"{9 - MOST_DECISIONS} more, less sure, are not shown" in seen(html)
    assert order.iloc[-1] not in html and order.iloc[-1] in str(board_page(board))


def test_a_decision_whose_interval_holds_zero_is_hollow_and_one_surely_below_is_not():
    board = made_up_board(decisions=5)
    table = board.decisions.table
    doubtful = (table["low"] <= 0) & (table["high"] >= 0)
    assert (table["high"] < 0).any() and 0 < doubtful.sum() < 5
    assert board_page(board).html.count('<circle class="open"') == doubtful.sum()


def test_decisions_that_may_exclude_each_other_are_not_added_up():
    several, one = (seen(board_page(made_up_board(decisions=n)).html) for n in (5, 1))
    assert "On €4.4m of customer equity without any of them. Not to be added up" in several
    assert "€400k" not in several and "added up" not in one


def test_without_decisions_or_marks_the_page_says_why():
    read = seen(board_page(bare_board()).html)
    assert "There is no decision." in read
    assert "The firm has not marked itself." in read
    assert "No plan yet" in read


def test_a_firm_of_one_voice_shows_its_own_marks():
    own = {"long_term_view": 4, "customer_decides": 5, "feelings_count": 3, "soft_measures": 2.5}
    nobody = replace(four_marks(own), leaders=0, own=own)
    read = seen(board_page(replace(made_up_board(), marks=nobody)).html)
    assert " Own " in read and "2.5 of 5" in read
    assert "Leaders" not in read


def test_promises_stand_before_the_agenda_and_none_is_lost():
    page = board_page(made_up_board(plan=6), plan=[{"what": "Mine first", "who": "Mary"}])
    assert page.plan[0].what == "Mine first" and len(page.plan) == 7
    assert f"{7 - MOST_LINES} more lines are in the plan" in seen(page.html)
    assert all(line.what in str(page) for line in page.plan)


def test_the_text_holds_the_whole_page():
    board = made_up_board()
    text = str(board_page(board))
    assert text.startswith("Kestrel Market Group: the blueprint\nYear to 29 Dec 2024, beside the")
    for tile in board.measured:
        assert tile.name in text and tile.said in text and tile.change_said in text
    for tile in board.tiles:
        assert tile.missing in text
    assert "All at once" not in text and "Four marks" in text and LONG in text
    shown = board_page(board)._repr_mimebundle_()
    assert shown["text/plain"] == text and set(shown) == {"text/html", "text/plain"}


def test_the_head_counts_what_is_measured_and_what_is_nobodys():
    assert (
        "10 of 12 measured, 1 without an owner; 95% intervals"
        in board_page(made_up_board()).standing
    )
    assert "3 of 12 measured, 3 without an owner" in board_page(bare_board()).standing


def test_small_letters_can_be_read_on_paper_and_on_the_grey_of_what_is_missing():
    colours = set(re.findall(r"(?<!-)color:(#[0-9A-Fa-f]{6})", STYLE))
    colours |= set(re.findall(r"--soft:(#[0-9A-Fa-f]{6})", STYLE))
    assert len(colours) >= 4
    grey = contrast_with_white("#F5F7FA")
    assert all(contrast_with_white(colour) / grey >= 4.5 for colour in colours - {"#fff"})


def test_a_written_page_stands_alone_and_is_the_same_every_time(tmp_path):
    page = board_page(made_up_board())
    first = page.write(tmp_path / "a.html").read_bytes()
    assert first == page.write(tmp_path / "b.html").read_bytes()
    text = first.decode()
    assert "default-src 'none'" in text and "size: A4 landscape" in text
    assert text.count("<h1") == 1 and "<title>Kestrel Market Group: the blueprint</title>" in text


@pytest.fixture(scope="module")
def browser():
    if find_browser() is None:
        pytest.skip("no Chromium on this machine: apt install chromium")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as play:
        running = play.chromium.launch(executable_path=find_browser(), args=["--no-sandbox"])
        yield running
        running.close()


@pytest.mark.parametrize("name", BOARDS)
def test_the_tiles_fit_one_screen_and_nothing_sticks_out(name, browser, tmp_path):
    file = board_page(BOARDS[name]()).write(tmp_path / "page.html")
    page = browser.new_page(viewport={"width": 1440, "height": 900})
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(file.as_uri())
    bottom = "q => document.querySelector(q).getBoundingClientRect().bottom"
    assert page.evaluate(bottom, ".areas") <= 640
    assert page.evaluate(bottom, ".below") <= (1000 if name == "full to the brim" else 900)
    assert page.evaluate("document.documentElement.scrollWidth") <= 1440
    out = """() => [...document.querySelectorAll('.tile, .below section')].filter(
        e => e.scrollHeight > e.clientHeight + 1 || e.scrollWidth > e.clientWidth + 1
    ).map(e => e.innerText)"""
    assert page.evaluate(out) == []
    assert asked == [file.as_uri()]
    page.close()


@pytest.mark.parametrize("name", BOARDS)
def test_it_prints_on_one_sheet(name, tmp_path):
    if find_browser() is None:
        pytest.skip("no Chromium on this machine: apt install chromium")
    brand = Brand("Kestrel Foods", LOGO, confidentiality="Confidential: for the board only")
    file = board_page(BOARDS[name]()).write(tmp_path / "page.html", brand=brand)
    assert write_pdf(file, tmp_path / "page.pdf") is None
    assert sheets((tmp_path / "page.pdf").read_bytes()) == [(842, 595)]


def sheets(pdf: bytes) -> list[tuple[int, int]]:
    """The sizes of a PDF's pages, in points."""
    pages = re.findall(rb"/Type\s*/Page\b(?!s)", pdf)
    boxes = re.findall(rb"/MediaBox\s*\[\s*0 0 ([\d.]+) ([\d.]+)", pdf)
    assert len(pages) == len(boxes)
    return [(round(float(width)), round(float(height))) for width, height in boxes]


def test_the_made_up_board_has_every_case_a_tile_can_be_in():
    """Else the tests above would say less than they seem to."""
    tiles = made_up_tiles()
    assert {tile.verdict for tile in tiles} == {"better", "worse", "no sure change", ""}
    assert {tile.against_target for tile in tiles} == {"met", "missed", "not decided", ""}
    assert made_up_decisions(9).table["low"].is_monotonic_decreasing is False
