"""Whom each department takes for the best: by hand, with ties, and by sets."""

from __future__ import annotations

import pandas as pd
import pytest

from cvmlab.errors import DataProblem
from cvmlab.idic.identify.current_linkage import current_linkage
from cvmlab.idic.identify.lines_of_records import lines_of_records
from cvmlab.idic.identify.silo_views import _hypergeometric, _on_list, silo_views
from cvmlab.idic.identify.silo_views_picture import plot_silo_views
from tests.idic.identify.firm import anns_linkage, firm
from tests.sample import sample_company


@pytest.fixture(scope="module")
def kestrel():
    return sample_company()


def test_those_that_tie_share_what_is_left_of_the_list():
    chance = _on_list(pd.Series({"a": 9.0, "b": 5.0, "c": 5.0, "d": 5.0, "e": 1.0, "f": 0.0}), 3)
    assert chance.to_dict() == pytest.approx({"a": 1, "b": 2 / 3, "c": 2 / 3, "d": 2 / 3})
    assert _on_list(pd.Series({"a": 2.0, "b": 0.0}), 5).to_dict() == {"a": 1.0}


def test_chance_is_the_lot_without_replacement():
    """Two lists of 2 among 4: 0, 1, 2 in common with 1/6, 4/6, 1/6."""
    assert _hypergeometric(4, 2, 0.5) == (1, 1)
    assert _hypergeometric(4, 2, 0.95) == (0, 2)


def test_the_small_firm(tmp_path):
    """From all sides Cid leaves 18; Ann 24 less letters for 11; the web knows nobody but her."""
    found = silo_views(firm(tmp_path), anns_linkage(), best=1)
    assert found.whole.tolist() == ["K4"] and found.worth["K1"] == 24 - 11
    shared = found.table.set_index("department")["shared"].to_dict()
    assert shared == {"store": 1.0, "web": 0.0}
    assert found.by_chance == pytest.approx(1 / 3) and found.unnamed == 0
    assert "among the best of web" in found.of("K1")
    assert found.of("nobody").endswith("bought nothing in the last year.")


def test_too_few_customers_are_told_of(tmp_path):
    with pytest.raises(DataProblem, match="best="):
        silo_views(firm(tmp_path), anns_linkage(), best=100)


def test_the_store_of_the_company_by_sets(kestrel):
    found, linkage = silo_views(kestrel), current_linkage(kestrel)
    lines = lines_of_records(kestrel)
    rows = lines.filter(lines.channel == "store").to_pyarrow().to_pandas()
    rows = rows[pd.to_datetime(rows["date"]) > pd.Timestamp("2023-12-31")]
    sold = rows.groupby("key")["cents"].sum().sort_values(ascending=False)
    assert sold.iloc[99] > sold.iloc[100]  # no tie at the end of the list
    first = linkage.identity_of(pd.Series(sold.index[:100]))
    shared = len(set(first) & set(found.whole))
    row = found.table.set_index("department").loc["store"]
    assert row["shared"] == shared > 50
    assert found.table["shared"].max() < 90
    assert (found.table["shared"] > found.chance_range[1]).all()


def test_the_picture_says_chance(kestrel):
    alt = plot_silo_views(silo_views(kestrel)).alt
    assert "By chance it would be 1.1 (0 to 3)" in alt
