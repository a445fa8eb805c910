"""Writes the sample company that lies in this folder, and the page about it.

``python datasets/make_kestrel.py`` makes ``datasets/kestrel`` again from its seed: one Parquet file
a table, small tables as CSV as well, the truth apart; and ``datasets/README.md`` from the
contracts.
"""

from __future__ import annotations

import shutil

import pandas as pd

from cvmlab.data.contracts import datasets_page
from cvmlab.data.contracts.registry import KESTREL
from cvmlab.kestrel import write


def main() -> None:
    """Make it all anew."""
    folder = datasets_page.FOLDER
    shutil.rmtree(folder, ignore_errors=True)
    rows = write.write_company(folder)
    for name in KESTREL:
        if rows[name] <= datasets_page.SMALL:
            table = pd.read_parquet(write.path_of(folder, name, "parquet"))
            write.write_table(table, write.path_of(folder, name, "csv"), "csv")
    datasets_page.PAGE.write_text(datasets_page.page(), encoding="utf-8")
    size = sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())
    print(f"{len(rows)} tables, {size / 1e6:.1f} MB")


if __name__ == "__main__":
    main()
