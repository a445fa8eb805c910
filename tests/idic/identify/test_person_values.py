"""Values of persons: not one cent more or less than the cards and the lines without one."""

from __future__ import annotations

import pandas as pd
import pytest

from cvmlab.data.ledger import NO_CUSTOMER
from cvmlab.data.workspace import load
from cvmlab.errors import DataProblem
from cvmlab.idic.identify.current_linkage import current_linkage
from cvmlab.idic.identify.lines_of_records import (
    last_day,
    lines_of_records,
    money_is,
    sums_of_records,
)
from cvmlab.idic.identify.person_values import acquired_of_persons, person_values
from cvmlab.value_of.lifetime.customer_values import current_values
from tests.idic.identify.firm import anns_linkage, firm
from tests.sample import sample_company


@pytest.fixture(scope="module")
def kestrel():
    return sample_company()


def test_every_line_that_names_somebody_is_there(kestrel):
    ledger = {e.reason: (e.rows, e.cents) for e in kestrel.transactions.ledger.entries}
    lines = lines_of_records(kestrel)
    found = lines.agg(n=lines.count(), cents=lines.cents.sum()).to_pyarrow().to_pylist()[0]
    assert found["n"] == sum(rows for rows, _ in ledger.values())
    assert found["cents"] == sum(cents for _, cents in ledger.values())
    assert ledger[NO_CUSTOMER][0] > 20_000
    assert int(sums_of_records(kestrel)["sales"].sum()) == found["cents"]


def test_years_go_back_by_364_days_from_the_last_day(tmp_path):
    ws = firm(tmp_path)
    sums = sums_of_records(ws)
    assert money_is(ws) == "margin"
    assert str(last_day(ws)) == "2024-12-29"
    ann = sums[sums["key"] == "R1"].set_index("year")["sales"].to_dict()
    assert ann == {0: 4_000, 2: 10_000}
    # The line of nobody at all is in no record's sum.
    assert sums["sales"].sum() == 42_000


def test_a_file_without_records_goes_by_card(tmp_path):
    path = tmp_path / "orders.csv"
    path.write_text("customer,date,amount\nC1,2024-01-01,5\n,2024-01-02,7\n", encoding="utf-8")
    ws = load(str(path))
    sums = sums_of_records(ws)
    assert sums[["key", "sales", "margin"]].values.tolist() == [["C1", 500, 500]]
    assert money_is(ws) == "sales"
    with pytest.raises(DataProblem, match="source_records"):
        person_values(ws)


def test_persons_bring_what_cards_and_the_rest_bring(kestrel):
    persons, cards = person_values(kestrel), current_values(kestrel)
    sums = sums_of_records(kestrel)
    without = int(sums.loc[sums["customer_id"].isna(), "margin"].sum())
    total = round(100 * persons.table["historic"].sum())
    assert total == round(100 * cards.table["historic"].sum()) + without
    assert total == int(sums["margin"].sum())
    assert len(persons.table) < len(cards.table) + sums["key"].nunique()
    assert person_values(kestrel) is persons
    assert person_values(kestrel, current_linkage(kestrel)) is persons


def test_mary_by_another_route(kestrel):
    one = person_values(kestrel).table.set_index("customer_id").loc["K0001514"]
    orders = kestrel.transactions.frame()
    hers = orders[orders["customer_id"].isin(["K0001514", "K0006972"])]
    assert one["historic"] == pytest.approx(hers["margin_cents"].sum() / 100)
    days = hers.loc[hers["cents"] >= 0, "date"].nunique()
    assert one["trips"] <= days  # a day returned in full is none
    assert one["last_purchase"] == pd.Timestamp(hers["date"].max())
    assert "K0006972" not in set(person_values(kestrel).table["customer_id"])


def test_acquired_is_the_earliest_of_all_cards(tmp_path):
    since = acquired_of_persons(firm(tmp_path), anns_linkage())
    assert since is not None
    found = since.set_index("customer_id")["acquired_on"].dt.strftime("%Y-%m-%d").to_dict()
    assert found == {"K1": "2021-05-01", "K3": "2022-08-01", "K4": "2022-09-01"}
