"""The next offer for every customer: by a pencil, nobody lost, the table of a reader."""

from __future__ import annotations

import pandas as pd
import pytest

from cvmlab.errors import DataProblem
from cvmlab.idic.customize.needs_to_offers import needs_to_offers
from cvmlab.idic.customize.next_offer import next_offers
from cvmlab.idic.customize.next_offer_result import ASK, AWAY, DO, OFFER
from tests.idic.customize.small_firm import NOTES, OFFERS, ORDERS, TwoCards, small_firm
from tests.sample import sample_company

MARY = "K0001514"


@pytest.fixture(scope="module")
def ws():
    return sample_company()


@pytest.fixture(scope="module")
def found(ws):
    return next_offers(ws)


# by a pencil


def test_four_customers_by_hand(tmp_path):
    found = next_offers(small_firm(tmp_path))
    rows = found.table.set_index("customer_id")
    assert rows["step"].to_dict() == {"A": OFFER, "B": OFFER, "C": AWAY, "D": ASK}
    # A: the unused note counts, not the later one that is used; three visits on three days
    assert rows.loc["A", ["preference", "offer", "visits", "uses"]].tolist() == [
        "gluten-free", "Low-salt swap", 3, 3
    ]  # fmt: skip
    assert rows.loc["A", "cost_a_year"] == pytest.approx(0.45)
    # B: covers are the cheapest for "help", paid at each delivery, and B had one by web
    assert rows.loc["B", ["offer", "uses"]].tolist() == ["Covers", 1]
    assert found.cost == pytest.approx(0.45 + 1.30)
    assert rows["by_message"].to_dict() == {"A": True, "B": False, "C": True, "D": True}
    assert "tell it at the counter" in found.of("B")
    assert found.of("A") == (
        'A: "Low-salt swap" (for "diet"). Why: said "gluten-free" on 13 Dec 2022 (service desk); '
        "it can be seen, and nobody used it. Cost: 0.15 × 3 uses = 0.45 a year at the most."
    )
    assert found.of("C").startswith("C did not come in a year")
    assert found.of("D").startswith("D: ask.")


def test_a_reader_decides_by_need_by_wish_and_against(tmp_path):
    firm = small_firm(tmp_path)
    found = next_offers(firm, {"diet": None, "gluten-free": "Free-from check", "help": "O5"})
    rows = found.table.set_index("customer_id")
    assert rows.loc["A", "offer"] == "Free-from check"  # the wish goes before its need
    assert rows.loc["A", "cost_a_year"] == pytest.approx(3 * 1.40)
    # a call back is paid when it fails: twice for B in the last year
    assert rows.loc["B", ["offer", "uses"]].tolist() == ["Call back", 2]
    nothing = next_offers(firm, {"diet": None}).table.set_index("customer_id")
    assert nothing.loc["A", "step"] == DO and nothing.loc["A", "cost_a_year"] == 0
    known = next_offers(firm, {"diet": "O3"}, uses={"Free-from check": 12}).table
    assert known.set_index("customer_id").loc["A", "cost_a_year"] == pytest.approx(12 * 1.40)


def test_one_person_with_two_cards_is_one_line(tmp_path):
    found = next_offers(small_firm(tmp_path), linkage=TwoCards())
    rows = found.table.set_index("customer_id")
    assert sorted(rows.index) == ["A", "B", "C"]
    assert rows.loc["A", "visits"] == 4


def test_needs_from_elsewhere_fill_in_and_do_not_overrule(tmp_path):
    more = pd.DataFrame({"customer_id": ["D", "A"], "need": ["less carrying", "help"],
                         "words": ["said so in the survey", "x"]})  # fmt: skip
    found = next_offers(small_firm(tmp_path), needs=more)
    rows = found.table.set_index("customer_id")
    assert rows.loc["D", ["step", "offer"]].tolist() == [OFFER, "Bags, not crates"]
    assert "Why: said so in the survey." in found.of("D")
    assert rows.loc["A", "need"] == "diet"
    with pytest.raises(DataProblem, match="customer_id"):
        next_offers(small_firm(tmp_path), needs=more.drop(columns="customer_id"))


# nothing is lost


def test_every_customer_stands_on_one_line_and_money_adds_up(ws, found):
    table = found.table
    assert table["customer_id"].is_unique
    assert set(table["customer_id"]) == set(ws.customers.frame()["customer_id"])
    by_need = found.by_need()
    assert by_need["customers"].sum() == len(table)
    assert by_need["cost_a_year"].sum() == pytest.approx(table["cost_a_year"].sum(), abs=1e-6)
    assert by_need["offered"].sum() == (table["step"] == OFFER).sum()
    assert found.summary().cells[-1][2] == f"{len(table):,}"
    idle = table[table["step"] != OFFER]
    assert idle["offer"].isna().all() and (idle["cost_a_year"] == 0).all()
    told = set(ws.preferences.frame()["customer_id"])
    asked = table[table["step"] == ASK]["customer_id"]
    assert not told & set(asked)  # nobody who said something is asked as if they had not


def test_uses_are_days_with_a_purchase_counted_otherwise(ws, found):
    """The same count from the orders of the file, without a word of the module."""
    lines = ws.transactions.table.select("customer_id", "date", "cents", "channel")
    frame = lines.to_pyarrow().to_pandas()
    frame["date"] = pd.to_datetime(frame["date"])
    since = frame["date"].max() - pd.Timedelta(days=364)
    year = frame[(frame["date"] > since) & (frame["cents"] >= 0)]
    days = year.drop_duplicates(["customer_id", "date", "channel"]).groupby("customer_id").size()
    mine = found.table.set_index("customer_id")["visits"]
    assert (mine == days.reindex(mine.index).fillna(0).astype(int)).all()


def test_the_cheapest_offer_is_not_what_mary_duffy_asked_for(ws, found):
    assert '"Low-salt basket swap" (for "diet and health")' in found.of(MARY)
    assert "gluten-free, in a bag of its own" in found.of(MARY)
    better = next_offers(ws, {"diet and health": "Free-from shelf check"})
    assert "Cost: €1.40 × 6 uses = €8.40" in better.of(MARY)
    assert better.cost > found.cost
    cheap, dear = (x.by_need().set_index("need")["cost_a_year"] for x in (found, better))
    assert (dear - cheap).drop("diet and health").abs().max() < 1e-9


# wrong tables


def test_every_wrong_line_is_named_at_once(ws):
    with pytest.raises(DataProblem) as caught:
        next_offers(ws, {"diet": "Free-from shelf check", "to be known": "Namd contact",
                         "less time": "Loan trolley"})  # fmt: skip
    said = str(caught.value)
    assert len(caught.value.problems) == 3
    assert '"diet" is no need' in said
    assert 'Did you mean "Named contact"?' in said
    assert '"Loan trolley" answers "less carrying", not "less time"' in said


def test_wrong_uses_and_unknown_customers_are_said(tmp_path, found):
    with pytest.raises(DataProblem) as caught:
        next_offers(small_firm(tmp_path), uses={"Trolly": 2, "Loan trolley": -1})
    assert len(caught.value.problems) == 2
    with pytest.raises(DataProblem, match="no customer"):
        found.of("K9")


def test_missing_tables_are_said(tmp_path):
    for name in ("offers", "preferences"):
        folder = tmp_path / name
        folder.mkdir()
        with pytest.raises(DataProblem, match=name):
            next_offers(small_firm(folder, **{name: None}))


def test_a_firm_without_contacts_failures_or_channels(tmp_path):
    firm = small_firm(tmp_path, contacts=None, service_events=None,
                      transactions=ORDERS.drop(columns="channel"),
                      offers=OFFERS.drop(columns=["removes", "paid"]),
                      preferences=NOTES.drop(columns=["recorded_on", "recorded_by"]))  # fmt: skip
    found = next_offers(firm)
    assert found.table["by_message"].all()
    assert "on 13 Dec" not in found.of("A") and 'said "gluten-free"' in found.of("A")


def test_the_first_of_two_equally_cheap_offers_is_taken():
    menu = pd.DataFrame({"name": ["x", "y", "z"], "need": ["n", "n", "m"],
                         "cost_per_use": [1.0, 1.0, 2.0]})  # fmt: skip
    table = needs_to_offers(menu)
    assert table[["answers", "name"]].to_numpy().tolist() == [["n", "x"], ["m", "z"]]
    assert not table["decided"].any()
