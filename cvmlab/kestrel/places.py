"""The invented county in which Kestrel trades: 24 towns, each with one store."""

from __future__ import annotations

TOWNS = (
    "Ardcarrig", "Ballinree", "Ballymore Quay", "Carrowbeg", "Castlewray", "Clonderry", "Coolavin",
    "Drumsallagh", "Dunmorran", "Fennagh Cross", "Glenbawn", "Inverscarr", "Kilbracken",
    "Kilmoyle", "Knockanure Hill", "Lisnagry", "Lough Eala", "Mullaghroe", "Newbridge Strand",
    "Portlacken", "Rathcullen", "Rossdara", "Tobernalt", "Woodford Green",
)  # fmt: skip
STORE_NAMES = tuple(f"Kestrel {town}" for town in TOWNS)
