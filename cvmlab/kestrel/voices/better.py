"""Open comments in answer to "What could we do better?", by what they are about.

People stay inside the box of what a food shop does; what ties them shows through all the same.
"""

from __future__ import annotations

from cvmlab.kestrel.voices import shop, ties, wrongs

TEXTS: dict[str, tuple[str, ...]] = {
    "failure": wrongs.TEXTS["failure"],
    "late call-back": wrongs.TEXTS["late call-back"],
    "driver": wrongs.TEXTS["driver"],
    "queue": wrongs.TEXTS["queue"],
    "rude": wrongs.TEXTS["rude"],
    "website": shop.TEXTS["website"],
    "opening hours": shop.TEXTS["opening hours"],
    "price": shop.TEXTS["price"],
    "freshness": shop.TEXTS["freshness"],
    "range": shop.TEXTS["range"],
    "points": ties.TEXTS["points"],
    "convenience": ties.TEXTS["convenience"],
    "warm": ties.TEXTS["warm"],
    "discounter": ties.TEXTS["discounter"],
    "slots": shop.TEXTS["slots"],
    "letters": wrongs.TEXTS["letters"],
    "fine": ties.TEXTS["fine"],
}
