"""What is assumed: stated with a source, refused where it makes no sense, all problems at once."""

from __future__ import annotations

import pytest

from cvmlab.errors import DataProblem
from cvmlab.value_of.total.assumptions import account_assumptions


def test_nothing_is_priced_unless_somebody_says_so():
    said = account_assumptions()
    assert said.price("positive talk") is None and said.owed == 0
    assert "Counted without a price: positive talk" in said.sentence
    assert said.table.set_index("name").loc["positive talk", "source"] == "not priced"


def test_every_entry_carries_its_source_or_is_called_an_assumption():
    said = account_assumptions(
        {"positive talk": 2, "referred employees": {"euros": 900, "source": "agency fees 2023"}}
    )
    sources = said.table.set_index("name")["source"]
    assert sources["positive talk"] == "assumption"
    assert sources["referred employees"] == "agency fees 2023"
    assert "agency fees 2023" in str(said.summary())


def test_negative_talk_is_given_as_an_amount_and_counts_against():
    price = account_assumptions({"negative talk": {"euros": 20, "low": 5, "high": 50}}).price(
        "negative talk"
    )
    assert (price.value, price.low, price.high) == (-20, -50, -5)


def test_kinds_as_the_notes_name_them_and_underscores_are_understood():
    said = account_assumptions({"recommendation or reference": 30, "positive_talk": 1})
    assert said.price("recommendations and references").value == 30
    assert said.price("positive talk").value == 1


def test_the_same_can_be_read_from_a_file(tmp_path):
    path = tmp_path / "prices.toml"
    path.write_text(
        '["positive talk"]\neuros = 2.5\nsource = "survey"\n[owed]\nshare = 0.5\n', encoding="utf-8"
    )
    said = account_assumptions(path, currency="EUR")
    assert said.owed == 0.5
    assert "positive talk €2.50: survey" in said.sentence


def test_all_problems_are_said_at_once():
    with pytest.raises(DataProblem) as found:
        account_assumptions(
            {
                "positive tlak": 2,
                "owed": 1.4,
                "negative talk": -20,
                "introduced networks": {"euros": 5, "low": 7, "sorce": "x"},
                "referred employees": "many",
                "other contributions": {"source": "me"},
            }
        )
    text = str(found.value)
    assert len(found.value.problems) == 7
    for part in ('"positive talk"?', "1.4 is no share", "the account takes it off", "outside 7",
                 '"sorce"', "'many' is no number", "no figure is given"):  # fmt: skip
        assert part in text


def test_a_file_that_is_none_or_no_toml_is_refused_in_plain_words(tmp_path):
    with pytest.raises(DataProblem, match="cannot be read"):
        account_assumptions(tmp_path / "none.toml")
    path = tmp_path / "prices.toml"
    path.write_text("positive talk: 2", encoding="utf-8")
    with pytest.raises(DataProblem, match="not TOML"):
        account_assumptions(path)


def test_changes_leave_the_rest_as_it_was_and_none_takes_a_price_away():
    first = account_assumptions({"positive talk": 2, "owed": 0.5, "saved acquisition cost": 9})
    other = first.but({"positive talk": None, "negative talk": 4})
    assert other.price("positive talk") is None and other.price("negative talk").value == -4
    assert other.owed == 0.5 and other.saved.value == 9
    assert first.price("positive talk").value == 2
    assert first.but({"owed": None}).owed == 0
