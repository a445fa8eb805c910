"""What is known of a customer's needs, line by line: said, suffered, or answered when asked.

Three sources say something about needs. A *wish* was told and written down. A *failure* is what
went wrong, where an offer exists that takes it away: the offer's need is the one that was hurt. A
*motive* is the strongest of three in the survey. None of them is put into one score with another:
whether they agree is measured.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import pandas as pd

from cvmlab.data.workspace import Workspace
from cvmlab.errors import DataProblem, Problem

if TYPE_CHECKING:
    from cvmlab.idic.identify.linkage_result import Linkage

WISH, FAILURE, MOTIVE = "wish", "failure", "motive"
SOURCES = (WISH, FAILURE, MOTIVE)
# Our reading of the survey's three motives as needs: assumed, and to be argued over.
MOTIVES: Mapping[str, str] = MappingProxyType(
    {"enjoyment": "to be known", "convenience": "less time", "points": "less money"}
)
COLUMNS = ["customer_id", "source", "need", "words", "day"]


def need_evidence(
    ws: Workspace, linkage: Linkage | None = None, *, motives: Mapping[str, str] = MOTIVES
) -> pd.DataFrame:
    """Every record that speaks of a need, by whom and in which words.

    Parameters
    ----------
    ws : Workspace
        ``preferences`` (customer_id, need), ``service_events`` (customer_id, code) with ``offers``
        (need, removes), and ``survey`` (customer_id and three items a motive), as far as there.
    linkage : Linkage, optional
        Which cards are one person: customers are then persons, named as the linkage names them.
    motives : mapping of str to str
        The need behind each motive of the survey.

    Returns
    -------
    DataFrame
        ``customer_id, source, need, words, day``, in the order of days within a source. A wish
        that two cards of one person hold in the same words stands once.

    Raises
    ------
    DataProblem
        When none of the three sources is there, naming what each lacks.
    """
    parts = [_wishes(ws), _failures(ws), _motives(ws, motives)]
    found = [part for part in parts if isinstance(part, pd.DataFrame)]
    if not found:
        raise DataProblem(
            [Problem(str(part), "one of the three is enough.") for part in parts],
            "what customers need",
        )
    rows = pd.concat(found, ignore_index=True)
    if linkage is not None:
        rows["customer_id"] = linkage.identity_of(rows["customer_id"]).to_numpy()
    rows = rows.dropna(subset=["customer_id", "need"])
    twice = rows.duplicated(["customer_id", "words"]) & rows["source"].eq(WISH)
    order = rows["source"].map(SOURCES.index)
    rows = rows.assign(order=order)[~twice].sort_values(
        ["order", "day", "customer_id"], kind="stable", ignore_index=True
    )
    return rows[COLUMNS]


def _wishes(ws: Workspace) -> pd.DataFrame | str:
    needed = "customer_id", "need"
    table = ws.get("preferences", *needed)
    if table is None:
        return ws.missing("preferences", *needed)
    frame = table.frame()
    words = frame["preference"] if "preference" in frame else frame["need"]
    return _rows(frame["customer_id"], WISH, frame["need"], words, _day(frame, "recorded_on"))


def _failures(ws: Workspace) -> pd.DataFrame | str:
    events, offers = ws.get("service_events", "customer_id", "code"), ws.get("offers", "removes")
    if events is None:
        return ws.missing("service_events", "customer_id", "code")
    if offers is None:
        return ws.missing("offers", "need", "removes")
    known = offers.frame().dropna(subset=["removes"]).drop_duplicates("removes")
    frame = events.frame()
    hurt = frame["code"].map(known.set_index("removes")["need"])
    frame, hurt = frame[hurt.notna()], hurt.dropna()
    return _rows(frame["customer_id"], FAILURE, hurt, frame["code"], _day(frame, "date"))


def _motives(ws: Workspace, motives: Mapping[str, str]) -> pd.DataFrame | str:
    items = {name: [f"{name}_{i}" for i in (1, 2, 3)] for name in motives}
    needed = ["customer_id", *(column for columns in items.values() for column in columns)]
    table = ws.get("survey", *needed)
    if table is None:
        return ws.missing("survey", *needed)
    frame = table.frame()
    means = pd.DataFrame({name: frame[columns].mean(axis=1) for name, columns in items.items()})
    best = means.max(axis=1)
    # Whose strongest motive ties with another has none that leads.
    one = means.notna().all(axis=1) & means.eq(best, axis=0).sum(axis=1).eq(1)
    frame, leads = frame[one], means[one].idxmax(axis=1)
    return _rows(frame["customer_id"], MOTIVE, leads.map(motives), leads, _day(frame, "date"))


def _day(frame: pd.DataFrame, name: str) -> Any:
    return frame.get(name, pd.NaT)


def _rows(customer: Any, source: str, need: Any, words: Any, day: Any) -> pd.DataFrame:
    rows = pd.DataFrame({"customer_id": customer, "need": need, "words": words, "day": day})
    rows = rows.assign(source=source, day=pd.to_datetime(rows["day"]))
    return rows.dropna(subset=["customer_id"])[COLUMNS].reset_index(drop=True)
