"""Interviews as cards: what was said is shown whole, what others made of it is not."""

from __future__ import annotations

import pandas as pd
import pytest

from cvmlab.errors import DataProblem
from cvmlab.insight.heard.interviews import excerpt_cards, themes_of
from tests.sample import sample_company

SIX = ("I0003", "I0022", "I0020", "I0030", "I0041", "I0055")


@pytest.fixture(scope="module")
def talks():
    return sample_company().interviews.frame()


def test_every_word_of_an_excerpt_is_on_its_card(talks):
    cards = excerpt_cards(talks, SIX)
    shown = " ".join(str(cards).split())
    for said in cards.table["excerpt"]:
        assert " ".join(said.split()) in shown


def test_the_cards_show_no_readers_theme_and_no_card_number(talks):
    cards = excerpt_cards(talks, SIX)
    body = str(cards).rpartition("Themes to choose from")[0]
    for theme in ("menu planning", "deliveries and orders", "known by the staff"):
        assert theme not in body
    for number in [*cards.table["customer_id"].dropna(), *cards.table["account_id"].dropna()]:
        assert number not in str(cards) + cards.html


def test_themes_are_those_any_reader_used(talks):
    assert themes_of(talks) == tuple(sorted({*talks["coder_a"], *talks["coder_b"]}))
    assert len(excerpt_cards(talks).themes) == 11


def test_another_readers_themes_come_in_the_order_of_the_cards(talks):
    cards = excerpt_cards(talks, SIX)
    assert cards.coded_by("coder_b")[:2] == ("menu planning", "deliveries and orders")
    assert cards.coded_by("coder_b")[2] == "menu planning"
    with pytest.raises(DataProblem, match='Did you mean "coder_b"'):
        cards.coded_by("coder_c")


def test_text_from_outside_cannot_become_markup():
    wild = pd.DataFrame({"kind": ["shopper"], "excerpt": ["<script>alert(1)</script> & more"]})
    assert "<script>" not in excerpt_cards(wild).html
    assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp; more" in excerpt_cards(wild).html


def test_cards_look_the_same_on_every_run(talks):
    first, second = (excerpt_cards(talks, SIX)._repr_mimebundle_() for _ in range(2))
    assert first == second and set(first) == {"text/html", "text/plain"}


def test_a_lessons_choice_gives_way_where_it_is_not_there(talks):
    assert list(excerpt_cards(talks, prefer=SIX).table["interview_id"]) == list(SIX)
    elsewhere = talks[~talks["interview_id"].isin(SIX)]
    shown = excerpt_cards(elsewhere, prefer=SIX).table["interview_id"]
    assert list(shown) == list(elsewhere["interview_id"].head(6))


def test_unknown_interviews_are_named_with_the_nearest(talks):
    with pytest.raises(DataProblem) as told:
        excerpt_cards(talks, ["I003", "I9999"])
    assert '"I003"' in str(told.value) and '"I9999"' in str(told.value)


def test_without_excerpts_there_is_nothing_to_read(talks):
    with pytest.raises(DataProblem, match="what was said"):
        excerpt_cards(talks.assign(excerpt=None))
    with pytest.raises(DataProblem, match='"excerpt"'):
        excerpt_cards(talks[["kind"]])


def test_the_sentence_says_how_long_reading_takes(talks):
    assert excerpt_cards(talks, SIX).sentence == (
        "6 of 60 excerpts, about 790 words: 4 minutes of reading."
    )
