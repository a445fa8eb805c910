"""One customer's account: read out line by line, as a table and as a picture."""

from __future__ import annotations

import pytest

from cvmlab.value_of.total import lines as of
from cvmlab.value_of.total.account import total_value
from cvmlab.value_of.total.account_picture import plot_account, plot_total_value
from tests.value_of.total import toy


@pytest.fixture(scope="module")
def found():
    return total_value(
        toy.values(), contributions=toy.contributions(), chains=toy.chains(),
        cost_to_serve=toy.cost(), assumptions={"positive talk": 2, "negative talk": 5},
        currency="EUR", horizon="next 5 years",
    )  # fmt: skip


def test_the_lines_of_one_account_add_up_to_its_total(found):
    for customer in toy.IDS:
        account = found.of(customer)
        assert account.table["euros"].sum() == pytest.approx(account.total, abs=1e-9)
        assert account.total == found.totals[customer]


def test_the_sentence_names_the_parts_the_interval_and_what_is_assumed(found):
    text = found.of("A").sentence
    assert text.startswith("A is worth €179.73 over the next 5 years")
    for part in (
        "€100.00 purchases to come", "−€10.00 cost to serve", "€6.40 positive talk",
        "€83.33 friends already here", "95% confidence interval", "up or down, is assumed",
        "Expected but not priced: 1.0 referred customers", "€5,000 of the past",
    ):  # fmt: skip
        assert part in text


def test_the_table_keeps_counts_and_euros_apart(found):
    table = found.of("A").summary()
    assert table.header[:4] == ["Line", "Noted so far", "Expected", "Worth"]
    rows = {row[0]: row for row in table.cells}
    assert rows["Positive talk"][1:4] == ["3", "4.0", "€6.40"]
    assert rows["Referred customers"][1:4] == ["2", "1.0", ""]
    assert rows["Referred customers"][5] == of.NOT_PRICED
    assert rows["Total"][3] == "€179.73"
    assert "Beside, never in: €5,000" in table.note


def test_every_line_can_be_defended_in_words(found):
    rows = {row[0]: row[1:] for row in found.of("A").why().cells}
    assert len(rows) == 12 and all(told for _, told in rows.values())
    assert rows["Positive talk"][0] == of.ASSUMPTION
    assert "positive talk €2.00: assumption" in rows["Positive talk"][1]
    assert rows["Purchases to come"] == [
        of.ESTIMATED, "purchases, spend and margin so far, by the lifetime model"
    ]  # fmt: skip
    assert [row[1:] for row in found.why().cells] == list(rows.values())


def test_the_waterfall_shows_every_line_and_says_what_it_rests_on(found):
    picture = plot_account(found.of("A"))
    bars = [patch for patch in picture.axes.patches if abs(patch.get_width()) > 0]
    assert len(bars) == 5  # purchases, cost, talk, friends, and the total
    ends = [bar.get_x() + bar.get_width() for bar in bars[:-1]]
    assert ends[-1] == pytest.approx(found.of("A").total)
    for part in ("positive talk €6.40 (assumption)", "Counted without a price", "Total €179.73"):
        assert part in picture.alt
    texts = {text.get_text() for text in picture.axes.texts}
    assert {"1.0 expected, no price", "+€6.40", "not given"} <= texts
    assert picture.png[:4] == b"\x89PNG"


def test_the_picture_of_all_carries_the_whole_and_the_unpriced_lines(found):
    picture = plot_total_value(found)
    assert "3 customers are worth" in picture.axes.get_title("left") + picture.alt
    assert "counted and not priced" in picture.alt
    assert picture.png[:4] == b"\x89PNG"


def test_an_account_of_nothing_is_said_plainly():
    empty = total_value(toy.values(value=0.0, low=0.0, high=0.0, outcome_high=0.0))
    assert "no line holds a cent" in empty.of("A").sentence
    assert plot_account(empty.of("A")).png[:4] == b"\x89PNG"
