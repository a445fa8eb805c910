"""A Swedish food chain with every table: the sample company's kind, with nothing of it left.

It is made by ``cvmlab.kestrel`` from another seed and size, and then everything a firm chooses for
itself is another: the files' and columns' names, the ids, the currency and its size, the years and
the days of the week, the loyalty levels, the channels, the stores, towns and brands.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd

from cvmlab.data.contracts.registry import CONTRACTS
from cvmlab.data.contracts.table import Contract, plain_name
from cvmlab.data.folders import ALIASES
from cvmlab.kestrel.company import parts
from cvmlab.kestrel.places import TOWNS

MONEY = 11.4  # Swedish crowns for a euro
MONEY_NUMBERS = ("cost_per_contact", "cost")  # kept as numbers, to a tenth of a cent
EARLIER = np.timedelta64(1_153, "D")  # three years and some weeks, on another day of the week
IDS = {"K": "70", "F": "AB-", "R": "post-", "P": "art", "Q": "sv-", "H": "hem-", "I": "samtal "}
LARGE = 20_000  # rows above which a table is written as Parquet
WORDS = {
    "bronze": "Bas", "silver": "Plus", "gold": "Guldkant",
    "walk-in": "butik", "paid search": "sökannons", "door-drop": "reklamblad",
    "referral": "tipsad", "marketplace": "plattform",
}  # fmt: skip
OWN_WORDS = {
    "customers": ("tier", "previous_tier", "channel", "home_store"),
    "acquisition_costs": ("channel",),
}
IN_SWEDISH = {
    "transactions": {"customer_id": "Kundnr", "date": "Köpdatum", "amount": "Belopp exkl. moms",
                     "margin": "Täckningsbidrag", "order_id": "Kvittonr"},
    "kpi_catalogue": {"name": "Nyckeltal", "hardness": "Hårt eller mjukt"},
    "service_events": {"recovered": "Åtgärdat", "minutes_lost": "Förlorade minuter"},
}  # fmt: skip
FILES = {"transactions": "kvitton", "kpi_catalogue": "nyckeltal", "contacts": "mailings"}
TOWNS_THERE = [f"{first}{last}" for first in ("Norr", "Söder", "Öster", "Väster", "Mellan", "Ny")
               for last in ("hamn", "köping", "dal", "torp")]  # fmt: skip


def write_whole_firm(folder: Path, people: int = 2_500, seed: int = 4_711) -> Path:
    """Write every table, and a ``mapping.toml`` for the names that nobody knows by themselves."""
    made: dict[str, list[pd.DataFrame]] = {}
    for name, part in parts(people, seed):
        if not name.startswith("truth_"):
            made.setdefault(name, []).append(part)
    folder.mkdir(parents=True, exist_ok=True)
    lines = ["[reading]", 'currency = "SEK"', 'basis = "net"']
    for name, found in made.items():
        table, columns = _renamed(_another(pd.concat(found, ignore_index=True), CONTRACTS[name]),
                                  CONTRACTS[name])  # fmt: skip
        stem = FILES.get(name) or ALIASES.get(name, (name,))[0]
        ending = "parquet" if len(table) > LARGE else "csv"
        file = f"{stem}.{ending}"
        if ending == "parquet":
            table.to_parquet(folder / file, index=False)
        else:
            table.to_csv(folder / file, sep=";", index=False, encoding="utf-8")
        known = {plain_name(one) for one in (name, *ALIASES.get(name, ()))}
        if columns or plain_name(stem) not in known:
            lines += ["", f"[tables.{name}]", f'file = "{file}"']
        if columns:
            lines += [f"[tables.{name}.columns]", *(f'{k} = "{v}"' for k, v in columns.items())]
    (folder / "mapping.toml").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return folder


def _another(table: pd.DataFrame, contract: Contract) -> pd.DataFrame:
    """The same rows with other ids, days, money and words."""
    changed: dict[str, pd.Series] = {}
    for column in contract.columns:
        if column.name not in table:
            continue
        values = table[column.name]
        if column.kind == "id":
            changed[column.name] = _ids(values)
        elif column.kind == "date":
            changed[column.name] = values - EARLIER
        elif column.kind == "money" or column.name in MONEY_NUMBERS:
            changed[column.name] = (values * MONEY).round(2)
        elif column.name in OWN_WORDS.get(contract.name, ()):
            changed[column.name] = values.replace(WORDS)
        if column.kind == "text" and column.name not in ("code", "need"):
            changed[column.name] = _elsewhere(changed.get(column.name, values))
    for name in table.columns.difference(contract.names):  # the firm's own, beside the contract's
        if name.endswith("_id"):
            changed[name] = _ids(table[name])
        elif name == "discount":
            changed[name] = (table[name] * MONEY).round(2)
    return table.assign(**changed)


def _ids(values: pd.Series) -> pd.Series:
    letters = values.str.extract(r"^([A-Za-z]+)")[0]
    other = letters.map(lambda one: IDS.get(one, f"x{one}") if isinstance(one, str) else one)
    return values.where(values.isna(), other + values.str.replace(r"^[A-Za-z]+", "", regex=True))


def _elsewhere(values: pd.Series) -> pd.Series:
    """Texts with the towns and the firm's own name of another country."""
    known = dict(zip(TOWNS, TOWNS_THERE, strict=True))
    kept = pd.Series(values.unique()).dropna()
    said = kept.replace(known).str.replace("Kestrel", "Tornfalken")
    for town, there in known.items():
        said = said.str.replace(town, there, regex=False)
    return values.map(dict(zip(kept, said, strict=True)))


def _renamed(table: pd.DataFrame, contract: Contract) -> tuple[pd.DataFrame, dict[str, str]]:
    """Columns under names a firm uses; those that must be told, by their name in the contract."""
    told = IN_SWEDISH.get(contract.name, {})
    names: dict[str, str] = {}
    for column in contract.columns:
        others = [one for one in contract.columns if one is not column]
        free = [
            alias
            for alias in column.known_as
            if not any(one.is_known_as(alias) for one in others) and alias not in names.values()
        ]
        names[column.name] = told.get(column.name) or (
            free[0].capitalize() if free else column.name
        )
    return table.rename(columns=names), told
