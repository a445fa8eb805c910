"""What all letters and messages together bring: some customers, drawn by lot, get none.

A response rate credits a letter with everybody who came after it, also with those who would have
come anyway. Customers who were drawn never to be written to show what would have happened: no
campaign has to be tested on its own for that.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from cvmlab.errors import DataProblem, Problem, one_problem
from cvmlab.idic.identify.lines_of_records import lines_of_records
from cvmlab.idic.interact.holdout_effect_result import HoldoutEffect
from cvmlab.idic.interact.told import who_is
from cvmlab.stats.experiments.covariate_adjusted import covariate_adjusted
from cvmlab.stats.experiments.randomised import randomised
from cvmlab.value_of.right.letters_by_lot import HOLDOUT

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from cvmlab.data.workspace import Workspace
    from cvmlab.idic.identify.linkage_result import Linkage

NAMES = ("being written to", "being left alone")
DAYS = 364


def holdout_effect(
    ws: Workspace,
    linkage: Linkage | None = None,
    *,
    experiment: str = HOLDOUT,
    level: float = 0.95,
) -> HoldoutEffect:
    """What a year of letters and messages brought and cost, by those drawn to get none.

    Parameters
    ----------
    ws : Workspace
        With ``assignments`` (experiment, treated, propensity, assigned_on; sales_26w_before where
        there is), ``contacts`` with their cost, and orders with their margin.
    linkage : Linkage, optional
        Which records are one person. Without it purchases on a second card are missed.
    experiment : str
        The lot's name.
    level : float
        Confidence level.

    Returns
    -------
    HoldoutEffect

    Raises
    ------
    DataProblem
        When a table or a column is missing, or there is no such lot.

    Notes
    -----
    Margin and cost from the day of the lot on, for a year at most. If records that a linkage joins
    were drawn for both arms, that person is in neither and is counted in ``set_aside``.
    """
    missing = [
        ws.missing("assignments", "experiment", "treated", "assigned_on"),
        ws.missing("contacts", "date", "cost"),
        ws.missing("transactions", "margin"),
    ]
    if any(missing):
        raise DataProblem(
            Problem(said.rstrip("."), "bring it: see ws.describe().") for said in missing if said
        )
    drawn = ws.assignments.frame()
    known = sorted(drawn["experiment"].dropna().unique())
    drawn = drawn[drawn["experiment"] == experiment]
    if drawn.empty:
        raise one_problem(f'no lot is called "{experiment}"', f"choose one of: {', '.join(known)}.")
    drawn = drawn.assign(who=_who(drawn, linkage))
    people, aside = _one_row_each(drawn)
    bought, end = _bought(ws, linkage)
    sent = ws.contacts.frame()
    sent = pd.DataFrame(
        {"who": _who(sent, linkage), "date": pd.to_datetime(sent["date"]), "amount": sent["cost"]}
    )
    since = people.set_index("who")["assigned_on"]
    frame = people.assign(
        margin=_since(bought, since).to_numpy(), spent=_since(sent, since).to_numpy(),
        letters=_since(sent.assign(amount=1.0), since).to_numpy(),
    )  # fmt: skip
    before = [c for c in ("sales_26w_before",) if c in frame and frame[c].notna().all()]
    weeks = min(float((end - since.min()).days + 1), DAYS) / 7
    return holdout_of(
        frame, before=before, weeks=weeks, set_aside=aside, by_person=linkage is not None,
        currency=ws.transactions.ledger.currency or "", level=level,
    )  # fmt: skip


def holdout_of(
    frame: pd.DataFrame,
    *,
    before: list[str] | None = None,
    weeks: float = 52.0,
    set_aside: int = 0,
    by_person: bool = False,
    currency: str = "",
    level: float = 0.95,
) -> HoldoutEffect:
    """The same for a table with a row for everybody drawn.

    Parameters
    ----------
    frame : DataFrame
        ``treated, margin, spent, letters`` (messages), and where logged ``propensity``; all who
        were drawn, written to or not.
    before : list of str, optional
        Columns known before the lot (the past takes noise out: CUPED).
    weeks : float
        How long the time after the lot is.
    set_aside, by_person, currency, level
        For the sentences.

    Raises
    ------
    DataProblem
        When columns are missing or an arm is too small.
    """
    lacking = [name for name in ("treated", "margin", "spent", "letters") if name not in frame]
    if lacking:
        raise DataProblem(
            [Problem("this column is not there", "add it.", column=name) for name in lacking]
        )
    frame = frame.assign(net=frame["margin"] - frame["spent"])
    propensity = "propensity" if "propensity" in frame else None
    outcomes = ["margin", "spent", "net"]
    sharpened = None
    if before:
        sharpened = covariate_adjusted(
            frame, "treated", outcomes, before, propensity=propensity, names=NAMES, level=level
        )
    trial = sharpened.adjusted if sharpened else randomised(
        frame, "treated", outcomes, propensity=propensity, names=NAMES, level=level
    )  # fmt: skip
    written = frame["treated"].to_numpy(dtype=bool)
    got = frame["letters"].to_numpy(dtype=float)
    return HoldoutEffect(
        trial=trial,
        sharpened=sharpened,
        letters=float(got[written].mean()),
        reached=float((got[written] > 0).mean()),
        leaked=int((got[~written] > 0).sum()),
        weeks=weeks,
        set_aside=set_aside,
        by_person=by_person,
        currency=currency,
    )


def _who(rows: pd.DataFrame, linkage: Linkage | None) -> pd.Series:
    """The person; or the card, to which alone purchases can be put without a linkage."""
    known = ("customer_id",) if linkage is None else ("customer_id", "record_id")
    return who_is(rows[[name for name in known if name in rows]], linkage)


def _one_row_each(drawn: pd.DataFrame) -> tuple[pd.DataFrame, int]:
    """One row a person; who is in both arms is in neither."""
    named = drawn[drawn["who"].notna()]
    arms = named.groupby("who")["treated"].nunique()
    both = set(arms.index[arms > 1])
    kept = named[~named["who"].isin(both)].sort_values("assigned_on", kind="stable")
    kept = kept.assign(assigned_on=pd.to_datetime(kept["assigned_on"]))
    if "sales_26w_before" in kept:
        total = kept.groupby("who")["sales_26w_before"].sum(min_count=1)
        kept = kept.assign(sales_26w_before=kept["who"].map(total))
    return kept.drop_duplicates("who"), len(both)


def _bought(ws: Workspace, linkage: Linkage | None) -> tuple[pd.DataFrame, pd.Timestamp]:
    """Margin by person and day, and the last day."""
    cards: ir.Table = ws.transactions.table
    lines = lines_of_records(ws) if linkage else cards.mutate(key=cards.customer_id)
    days = lines.group_by("key", "date").agg(cents=lines.margin_cents.sum())
    rows = days.to_pyarrow().to_pandas()
    key = rows["key"].astype("str")
    who = key if linkage is None else linkage.identity_of(key)
    date = pd.to_datetime(rows["date"])
    return pd.DataFrame({"who": who, "date": date, "amount": rows["cents"] / 100}), date.max()


def _since(rows: pd.DataFrame, since: pd.Series) -> pd.Series:
    """What each person had within a year from the lot on."""
    begin = rows["who"].map(since)
    gone = (rows["date"] - begin).dt.days
    inside = rows[(gone >= 0) & (gone < DAYS)]
    sums = inside.groupby("who")["amount"].sum()
    return sums.reindex(since.index).fillna(0.0).astype(float)
