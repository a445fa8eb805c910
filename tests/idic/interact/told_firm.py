"""A small firm whose customers talk: everybody is there for one reason, and the reason is known."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from cvmlab.data.workspace import Workspace, load

TODAY = "2024-12-30"

# Who is there for which rule of the next contact.
COMPLAINED, BROKEN, SAID, WISHED, HELD_OUT, OVER, LEFT, OFFERED, OPEN = (
    f"C{n}" for n in range(1, 10)
)
CANCELLED = "C10"  # has cancelled e-mail, and nothing else is open


def contacts() -> pd.DataFrame:
    """Messages: three in the last four weeks to OVER, one to most others."""
    rows = [
        (COMPLAINED, "2024-11-20", "letter", 1.0, "complaint"),
        (COMPLAINED, "2024-12-02", "letter", 1.0, "none"),
        (BROKEN, "2024-12-05", "letter", 1.0, "none"),
        (SAID, "2024-12-05", "letter", 1.0, "none"),
        (WISHED, "2024-12-05", "letter", 1.0, "none"),
        (OVER, "2024-12-04", "e-mail", 0.02, "none"),
        (OVER, "2024-12-10", "letter", 1.0, "none"),
        (OVER, "2024-12-20", "letter", 1.0, "none"),
        (OVER, "2024-12-22", "letter", 1.0, "none"),
        (LEFT, "2024-12-05", "letter", 1.0, "none"),
        (OFFERED, "2024-12-05", "letter", 1.0, "redeemed"),
        (OPEN, "2024-06-05", "e-mail", 0.02, "none"),
        (OPEN, "2024-12-05", "letter", 1.0, "none"),
        (CANCELLED, "2024-05-05", "e-mail", 0.02, "unsubscribed"),
        (CANCELLED, "2024-12-29", "letter", 1.0, "none"),
    ]
    frame = pd.DataFrame(rows, columns=["customer_id", "date", "channel", "cost", "outcome"])
    frame.insert(0, "contact_id", [f"N{n}" for n in range(len(frame))])
    return frame


def tables() -> dict[str, pd.DataFrame]:
    """All tables of the firm."""
    everybody = [f"C{n}" for n in range(1, 11)]
    orders = [(who, "2023-01-05" if who == LEFT else "2024-12-01", 20.0, 4.0) for who in everybody]
    failures = [
        (BROKEN, "2024-10-01", "store", "spoiled item", False, 2.0),
        (BROKEN, "2024-09-01", "phone", "kept on hold", True, 1.0),
        (OFFERED, "2024-08-01", "collection", "wrong item", True, 4.0),
        (OPEN, "2023-08-01", "store", "spoiled item", True, 6.0),
        (None, "2024-12-20", "web", "spoiled item", True, 8.0),
    ]
    columns = ["customer_id", "date", "touchpoint", "code", "recovered", "cost"]
    return {
        "transactions": pd.DataFrame(orders, columns=["customer_id", "date", "amount", "margin"]),
        "contacts": contacts(),
        "service_events": pd.DataFrame(failures, columns=columns).assign(
            record_id=[f"R{n}" for n in range(len(failures))]
        ),
        "survey": pd.DataFrame(
            {
                "customer_id": [SAID, OPEN, None],
                "date": ["2024-07-01"] * 3,
                "overall": [7, 9, 6],
                "comment_question": "What is hard in your life?",
                "comment": ["The stairs", "nothing", "Carrying it all home"],
            }
        ),
        "preferences": pd.DataFrame(
            {
                "customer_id": [WISHED, OPEN, SAID],
                "preference": ["green bananas", "no plastic", "call me Nan"],
                "recorded_on": ["2023-02-01", "2023-03-01", "2023-04-01"],
                "recorded_by": ["till", "app", "till"],
                "visible": [False, True, True],
                "used": [False, True, False],
                "asked_again": [3, 0, 1],
            }
        ),
        "offers": pd.DataFrame(
            {"offer_id": ["O1"], "name": ["Wrong item, no questions"],
             "need": ["help when it goes wrong"], "removes": ["wrong item"], "cost_per_use": [4.6],
             "price": [0.0]}
        ),
        "assignments": pd.DataFrame(
            {"customer_id": [HELD_OUT, OVER], "record_id": ["RA", "RB"],
             "experiment": "universal holdout", "arm": ["holdout", "written to"],
             "treated": [False, True], "propensity": 0.9, "assigned_on": "2024-01-01"}
        ),
        "customers": pd.DataFrame({"customer_id": everybody, "acquired_on": "2022-02-01"}),
    }  # fmt: skip


def firm(folder: Path, *only: str, **changed: pd.DataFrame) -> Workspace:
    """The firm as a workspace, with some of its tables, or with some changed."""
    found = tables() | changed
    for name in only or found:
        found[name].to_csv(folder / f"{name}.csv", index=False)
    return load(str(folder))
