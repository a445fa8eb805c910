"""Records of small companies whose people are known, linked once for all tests."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import pandas as pd

from cvmlab.idic.identify.link_records import link_records
from cvmlab.idic.identify.linkage_result import Linkage
from cvmlab.kestrel.block import Block
from cvmlab.kestrel.source_records import source_records, truth_record

SEEDS = (1, 2, 3, 4, 5)
PEOPLE = 2_000


@dataclass(frozen=True)
class Company:
    """What the systems wrote down, whose it is, and what was made of it."""

    records: pd.DataFrame
    truth: pd.DataFrame
    linkage: Linkage


@cache
def company(seed: int, people: int = PEOPLE) -> Company:
    """A company of its own seed."""
    block = Block(seed, 0, people)
    records = source_records(block)
    return Company(records, truth_record(block), link_records(records))


def duffys() -> pd.DataFrame:
    """Mary twice and Gerard once, who share all that a home shares."""
    return pd.DataFrame(
        {
            "record_id": ["R1", "R2", "R3"],
            "customer_id": ["K1", None, "K3"],
            "system": ["loyalty", "till", "loyalty"],
            "first_name": ["Mary", "MARY", "Gerard"],
            "surname": ["Duffy", "DUFFY", "Duffy"],
            "birth_date": ["1952-04-12", None, "1955-04-23"],
            "postcode": ["G80 KR45", "g80kr45", "G80KR45"],
            "phone": ["020 912 6218", "+44 20 912 6218", "020 914 1862"],
            "email": ["theduffys86@quaymail.example"] * 3,
            "created": pd.to_datetime(["2018-08-23", "2019-05-02", "2017-01-09"]),
        }
    )
