"""What customers told the firm: one row a thing told, gathered from every table that heard it.

A note at the service desk, a comment in a survey, a complaint about a letter, a message cancelled,
a failure reported: five departments, five lists, one person speaking. Here they become one list,
each row with two questions. Could anybody see it outside the system that heard it? And was it
acted upon?
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from cvmlab.idic.interact.after_messages import kept_silent, left_in_peace
from cvmlab.insight.asked.shop_words import says_nothing

if TYPE_CHECKING:
    from cvmlab.data.workspace import Workspace

WISH, COMMENT, FAILURE = "a wish", "a comment", "a failure"
COMPLAINT, CANCELLED = "a complaint about messages", "no more messages, please"
KINDS = (WISH, COMMENT, FAILURE, COMPLAINT, CANCELLED)
COLUMNS = ("who", "card", "record", "date", "kind", "words", "place", "seen_by", "remembered",
           "acted", "done", "again")  # fmt: skip
# The tables that hear customers, and the columns without which a row says nothing.
SOURCES = {
    WISH: ("preferences", "customer_id", "recorded_on", "visible", "used"),
    COMMENT: ("survey", "date", "comment"),
    FAILURE: ("service_events", "customer_id", "date", "code", "recovered"),
    COMPLAINT: ("contacts", "customer_id", "date", "channel", "outcome"),
    CANCELLED: ("contacts", "customer_id", "date", "channel", "outcome"),
}
BY_CARD = "whoever looks up the card"
NOBODY = "nobody else"


def who_is(frame: pd.DataFrame, linkage: Any = None) -> pd.Series:
    """Whose row it is: the person where records are linked, else the card, else the record.

    Parameters
    ----------
    frame : DataFrame
        With ``customer_id`` or ``record_id``, or both.
    linkage : Linkage, optional
        Which records are one person.

    Returns
    -------
    Series of str
        Missing where a row carries neither card nor record.
    """
    empty = pd.Series(pd.NA, index=frame.index, dtype="str")
    names = frame["customer_id"].astype("str") if "customer_id" in frame else empty
    if "record_id" in frame:
        names = names.fillna(frame["record_id"].astype("str"))
    if linkage is None:
        return names
    known = pd.Series(names.dropna().unique())
    person = pd.Series(linkage.identity_of(known).to_numpy(), index=known.to_numpy())
    # A card that stands in no record is still somebody: it keeps its own name.
    return names.map(person).fillna(names)


def things_told(
    ws: Workspace, messages: pd.DataFrame | None, linkage: Any = None, *, peace: int = 28
) -> tuple[pd.DataFrame, tuple[str, ...]]:
    """Everything customers told the firm, and what of it could not be heard.

    Parameters
    ----------
    ws : Workspace
    messages : DataFrame, optional
        From :func:`messages_of`.
    linkage : Linkage, optional
        Which records are one person.
    peace : int
        Days without a message after a complaint that count as a change of behaviour.

    Returns
    -------
    table : DataFrame
        One row a thing told, ``who, card, record, date, kind, words, place, seen_by, remembered,
        acted, done, again``. `remembered` and `acted` are missing where no table could say.
    missing : tuple of str
        A sentence for each table that is not there.
    """
    readers = {WISH: _wishes, COMMENT: _comments, FAILURE: _failures}
    parts, missing = [], []
    for kind in KINDS:
        table, *needed = SOURCES[kind]
        if not ws.has(table, *needed):
            missing.append(ws.missing(table, *needed))
        elif kind in readers:
            parts.append(readers[kind](columns_of(ws, table)))
    if messages is not None:
        parts += [_answers(messages, peace)]
    if not parts:
        return pd.DataFrame(columns=list(COLUMNS)), tuple(dict.fromkeys(missing))
    ids = {"card": "customer_id", "record": "record_id"}
    for part in parts:
        if "who" not in part:
            part["who"] = who_is(part.rename(columns=ids), linkage)
    told = pd.concat([part.reindex(columns=list(COLUMNS)) for part in parts], ignore_index=True)
    told = told.astype({"remembered": "boolean", "acted": "boolean", "again": "Int64"})
    order = {kind: place for place, kind in enumerate(KINDS)}
    told = told.sort_values(["date", "kind"], key=lambda s: s.map(order) if s.name == "kind" else s,
                            kind="stable", ignore_index=True)  # fmt: skip
    return told, tuple(dict.fromkeys(missing))


def messages_of(ws: Workspace, linkage: Any = None) -> pd.DataFrame | None:
    """All letters and messages with whose they are, in the order of days; None without them."""
    table, *needed = SOURCES[COMPLAINT]
    if not ws.has(table, *needed):
        return None
    messages = columns_of(ws, table)
    messages["who"] = who_is(messages, linkage)
    return messages.sort_values("date", kind="stable", ignore_index=True)


_WANTED = {
    "preferences": ("customer_id", "preference", "need", "recorded_on", "recorded_by", "visible",
                    "visible_to", "used", "asked_again"),
    "survey": ("customer_id", "date", "wave", "comment_question", "comment"),
    "service_events": ("customer_id", "record_id", "date", "touchpoint", "code", "recovered",
                       "cost"),
    "contacts": ("customer_id", "record_id", "date", "channel", "cost", "outcome"),
}  # fmt: skip


def columns_of(ws: Workspace, table: str) -> pd.DataFrame:
    """The columns of a table that a dialogue needs, as far as they are there."""
    source = getattr(ws, table).table
    names = [name for name in _WANTED[table] if name in source.columns]
    kept = source.select(**{n: _plain(source[n]) for n in names})
    frame: pd.DataFrame = kept.to_pyarrow().to_pandas()
    for name in ("date", "recorded_on"):
        if name in frame:
            frame[name] = pd.to_datetime(frame[name]).astype("datetime64[s]")
    return frame


def _plain(column: Any) -> Any:
    return column.cast("float64") if column.type().is_decimal() else column


def _wishes(frame: pd.DataFrame) -> pd.DataFrame:
    visible, used = frame["visible"].astype("boolean"), frame["used"].astype("boolean")
    words = frame.get("preference", frame.get("need", pd.Series("a wish", index=frame.index)))
    seen = frame.get("visible_to", pd.Series("others", index=frame.index))
    return pd.DataFrame(
        {
            "card": frame["customer_id"],
            "date": frame["recorded_on"],
            "kind": WISH,
            "words": words,
            "place": frame.get("recorded_by", "not written down"),
            "seen_by": seen.fillna("others").where(visible.fillna(False), NOBODY),
            "remembered": visible,
            "acted": used,
            "done": used.map({True: "used", False: "not used"}),
            "again": frame.get("asked_again"),
        }
    )


def _comments(frame: pd.DataFrame) -> pd.DataFrame:
    frame = frame[frame["comment"].notna()]
    frame = frame[~frame["comment"].map(says_nothing).astype(bool)]
    return pd.DataFrame(
        {
            "card": frame.get("customer_id"),
            "date": frame["date"],
            "kind": COMMENT,
            "words": frame["comment"],
            "place": "survey",
            # No table shows that anybody read it, passed it on or answered it.
            "seen_by": "no table says",
            "done": "no table says",
        }
    )


def _failures(frame: pd.DataFrame) -> pd.DataFrame:
    mended = frame["recovered"].astype("boolean")
    return pd.DataFrame(
        {
            "card": frame["customer_id"],
            "record": frame.get("record_id"),
            "date": frame["date"],
            "kind": FAILURE,
            "words": frame["code"],
            "place": frame.get("touchpoint", "not written down"),
            **_under_a_card(frame),
            "acted": mended,
            "done": mended.map({True: "put right", False: "not put right"}),
        }
    )


def _answers(messages: pd.DataFrame, peace: int) -> pd.DataFrame:
    """Complaints about messages and messages cancelled, with what went out afterwards."""
    quiet = left_in_peace(messages, peace).astype("boolean")
    silent = kept_silent(messages).astype("boolean")
    rows = messages[messages["outcome"].isin(["complaint", "unsubscribed"])]
    complained = rows["outcome"] == "complaint"
    acted = quiet[rows.index].where(complained, silent[rows.index])
    said = pd.Series("a complaint about this " + rows["channel"].astype("str"), index=rows.index)
    done = acted.map({True: f"no message for {peace} days", False: "written to again"})
    kept = acted.map({True: "none in this channel since", False: "written to there again"})
    return pd.DataFrame(
        {
            "who": rows["who"],
            "card": rows["customer_id"],
            "record": rows.get("record_id"),
            "date": rows["date"],
            "kind": complained.map({True: COMPLAINT, False: CANCELLED}),
            "words": said.where(complained, "no more by " + rows["channel"].astype("str")),
            "place": rows["channel"],
            **_under_a_card(rows),
            "acted": acted,
            "done": done.where(complained, kept).fillna("too early to say"),
        }
    )


def _under_a_card(frame: pd.DataFrame) -> dict[str, pd.Series]:
    """The card is the one key that systems share: without it nobody else finds the row."""
    carded = frame["customer_id"].notna()
    return {
        "remembered": carded.astype("boolean"),
        "seen_by": carded.map({True: BY_CARD, False: NOBODY}),
    }
