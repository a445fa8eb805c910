"""A shop of four customers, small enough to be worked through with a pencil."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from cvmlab.data.workspace import Workspace, load

OFFERS = pd.DataFrame(
    [
        ("O1", "Loan trolley", "less carrying", 0.90, None, None),
        ("O2", "Bags, not crates", "less carrying", 0.70, None, None),
        ("O3", "Free-from check", "diet", 1.40, None, None),
        ("O4", "Low-salt swap", "diet", 0.15, None, None),
        ("O5", "Call back", "help", 2.10, "call-back not made", "when it fails"),
        ("O6", "Covers", "help", 1.30, "driver left mud", "every time"),
    ],
    columns=["offer_id", "name", "need", "cost_per_use", "removes", "paid"],
)
# A came three times (twice in the store, once by web) and twice too long ago; B once; C once, in
# the year before last; D once and said nothing.
ORDERS = pd.DataFrame(
    [
        ("A", "2023-01-05", 9.0, "store"),
        ("A", "2023-01-06", 9.0, "store"),
        ("A", "2024-05-01", 10.0, "store"),
        ("A", "2024-05-01", 3.0, "store"),
        ("A", "2024-06-01", 10.0, "store"),
        ("A", "2024-07-01", 10.0, "web"),
        ("B", "2024-08-01", 20.0, "web"),
        ("C", "2023-02-01", 20.0, "store"),
        ("D", "2024-12-29", 30.0, "store"),
    ],
    columns=["customer_id", "date", "amount", "channel"],
)
NOTES = pd.DataFrame(
    [
        ("W1", "A", "gluten-free", "diet", "2022-12-13", "service desk", True, "store", False, 2),
        ("W2", "A", "vegetarian", "diet", "2023-05-01", "app", True, "store", True, 0),
        ("W3", "B", "call me", "help", "2023-06-01", "till", False, None, False, 1),
        ("W4", "C", "in bags", "less carrying", "2023-07-01", "app", True, "driver", True, 0),
    ],
    columns=["preference_id", "customer_id", "preference", "need", "recorded_on", "recorded_by",
             "visible", "visible_to", "used", "asked_again"],
)  # fmt: skip
EVENTS = pd.DataFrame(
    [
        ("E1", "B", "2024-08-02", "driver", "driver left mud", False),
        ("E2", "B", "2024-08-03", "phone", "call-back not made", True),
        ("E3", "B", "2024-08-09", "phone", "call-back not made", True),
        ("E4", "A", "2023-03-01", "phone", "call-back not made", True),
    ],
    columns=["event_id", "customer_id", "date", "touchpoint", "code", "recovered"],
)
CONTACTS = pd.DataFrame(
    [("N1", "B", "2024-02-01", "e-mail", 0.1, "unsubscribed"),
     ("N2", "A", "2024-02-01", "e-mail", 0.1, "none")],
    columns=["contact_id", "customer_id", "date", "channel", "cost", "outcome"],
)  # fmt: skip


class TwoCards:
    """A stand-in for a linkage: the cards A and D are one person's."""

    def identity_of(self, ids: pd.Series) -> pd.Series:
        return ids.replace({"D": "A"})


def small_firm(folder: Path, **tables: pd.DataFrame | None) -> Workspace:
    """The shop as a workspace; a table may be given anew, or left out with None."""
    ours: dict[str, pd.DataFrame | None] = {
        "transactions": ORDERS, "offers": OFFERS, "preferences": NOTES,
        "service_events": EVENTS, "contacts": CONTACTS,
    }  # fmt: skip
    for name, frame in (ours | tables).items():
        if frame is not None:
            frame.to_csv(folder / f"{name}.csv", index=False)
    return load(str(folder))
