"""Two more sample companies: what not knowing costs and misjudges, against their truth."""

from __future__ import annotations

from dataclasses import replace

import pytest

from cvmlab.data.planted_truth import truth
from cvmlab.data.workspace import load
from cvmlab.idic.identify.cost_of_not_knowing import cost_of_not_knowing
from cvmlab.idic.identify.current_linkage import current_linkage
from cvmlab.idic.identify.value_misjudged import value_misjudged
from cvmlab.idic.identify.value_misjudged_result import MERGED, WITH
from cvmlab.kestrel.write import write_company


@pytest.fixture(scope="module", params=[11, 12])
def company(request, tmp_path_factory):
    folder = tmp_path_factory.mktemp("company")
    write_company(folder, people=2_000, seed=request.param)
    return load(str(folder)), truth(str(folder)).record.frame()


def test_linked_money_stands_with_its_person(company):
    ws, known = company
    linkage = current_linkage(ws)
    cards = value_misjudged(ws, None, known)
    guarded = value_misjudged(ws, linkage, known)
    bare = value_misjudged(ws, linkage.at(guard=False), known)
    assert cards.whole == guarded.whole == bare.whole
    assert guarded.share(WITH)[0] > 0.995 > cards.share(WITH)[0]
    assert bare.euros(MERGED) > guarded.euros(MERGED)


def test_the_cost_is_near_what_it_truly_was(company):
    ws, known = company
    linkage = current_linkage(ws)
    person = known.set_index("record_id")["person_id"]
    table = linkage.table.assign(identity=linkage.table["record_id"].map(person))
    right = replace(linkage, table=table, identities=table.set_index("record_id")["identity"])
    found, true = cost_of_not_knowing(ws), cost_of_not_knowing(ws, right, thresholds=())
    assert found.a_year == pytest.approx(true.a_year, rel=0.03)
    assert 0.98 * found.low <= true.a_year <= 1.02 * found.high
