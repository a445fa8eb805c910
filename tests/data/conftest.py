"""Files written as bytes, read, and looked at through their ledger."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from cvmlab.data.transactions import Transactions
from cvmlab.data.workspace import load
from cvmlab.errors import DataProblem


@pytest.fixture
def write(tmp_path: Path) -> Callable[..., Path]:
    """Write a file, as bytes or as UTF-8 text."""

    def written(content: bytes | str, name: str = "orders.csv") -> Path:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8"))
        return path

    return written


@pytest.fixture
def read(write: Callable[..., Path]) -> Callable[..., Transactions]:
    """Write a file and read it, with mapping settings as keywords."""

    def transactions(content: Any, name: str = "orders.csv", **settings: Any) -> Transactions:
        return load(write(content, name), settings).transactions

    return transactions


@pytest.fixture
def refusal(write: Callable[..., Path]) -> Callable[..., str]:
    """Write a file that must be refused; the message it is refused with."""

    def message(content: Any, name: str = "orders.csv", **settings: Any) -> str:
        path = write(content, name)
        with pytest.raises(DataProblem) as caught:
            load(path, settings).transactions  # noqa: B018 (reading happens on first use)
        text = str(caught.value)
        assert "What to do:" in text
        assert "Traceback" not in text and str(path.parent) not in text
        return text

    return message


@pytest.fixture
def aside() -> Callable[[Transactions], dict[str, int]]:
    """The rows set aside, by reason."""

    def counts(transactions: Transactions) -> dict[str, int]:
        entries = transactions.ledger.entries
        return {e.reason: e.rows for e in entries if e.kind == "set aside"}

    return counts


@pytest.fixture
def amounts() -> Callable[[Transactions], list[int]]:
    """The cents of the rows used, in the order of the file."""

    def cents(transactions: Transactions) -> list[int]:
        return [int(c) for c in transactions.frame().sort_values(["_part", "_line"])["cents"]]

    return cents


@pytest.fixture
def days() -> Callable[[Transactions], list[str]]:
    """The days of the rows used, in the order of the file."""

    def iso(transactions: Transactions) -> list[str]:
        frame = transactions.frame().sort_values(["_part", "_line"])
        return [str(day)[:10] for day in frame["date"]]

    return iso
