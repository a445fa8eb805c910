"""Do letters drive customers away? What one firm sees, why it misleads, and what it could see.

The firm writes most to those who come most, and who comes most stays longest. So letters seem to
keep people. A fairer question is asked of those alone whose silence is soon heard: is a month with
more letters than usual more often the last in which somebody came?
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from cvmlab.errors import one_problem
from cvmlab.idic.interact.pressure_models import log_rates, ratio_of
from cvmlab.idic.interact.recipients import recipients
from cvmlab.idic.interact.silence_by_letters_result import SilenceByLetters
from cvmlab.idic.interact.trips_before import purchase_days, trips_between

if TYPE_CHECKING:
    from cvmlab.data.workspace import Workspace
    from cvmlab.idic.identify.linkage_result import Linkage

MONTH = 28
_BEFORE = 182  # days
_FIRST_HALF = 6  # months, whose letters the plain comparison counts
_FEWEST = 20


def silence_by_letters(
    ws: Workspace,
    linkage: Linkage | None = None,
    *,
    borne: int = 3,
    frequent: int = 13,
    silence_days: int = 42,
    level: float = 0.95,
) -> SilenceByLetters:
    """Whether customers fall silent after many letters: compared plainly, and among alike months.

    Parameters
    ----------
    ws : Workspace
        With ``contacts`` and orders from half a year before the first contact on.
    linkage : Linkage, optional
        Which records are one person.
    borne : int
        Letters and messages in four weeks that are supposed to do no harm.
    frequent : int
        Days with a purchase in the half-year before the first contact from which on somebody
        counts as frequent: the silence of others is heard too late to be put to a month.
    silence_days : int
        Without a purchase for so long, up to the end of the orders, somebody counts as gone.
    level : float
        Confidence level.

    Returns
    -------
    SilenceByLetters

    Raises
    ------
    DataProblem
        When tables are missing, the contacts span less than half a year, or hardly anybody is
        frequent or fell silent.

    Notes
    -----
    *Plainly*: of all who bought in the half-year before the first contact, the factor on the share
    gone at the end for each letter a month more in the first six months; Poisson regression. *Among
    alike months*: of frequent customers, the factor on the chance that a four-week month is the
    last with a purchase, for each letter above `borne` in it, with a level for each month and
    (log) trips before; errors clustered by person. Both compare what was sent, not what was drawn;
    neither is an experiment. A last purchase is often in the month before somebody left, so the
    second figure lies nearer to 1 than the truth.
    """
    if missing := ws.missing("contacts", "date"):
        raise one_problem(missing, "bring the contact history.")
    return silence_of(
        recipients(ws.contacts.frame(), linkage, MONTH), purchase_days(ws, linkage), borne=borne,
        frequent=frequent, silence_days=silence_days, by_person=linkage is not None, level=level,
    )  # fmt: skip


def silence_of(
    rows: pd.DataFrame,
    days: pd.DataFrame,
    *,
    borne: int = 3,
    frequent: int = 13,
    silence_days: int = 42,
    by_person: bool = False,
    level: float = 0.95,
) -> SilenceByLetters:
    """The same for messages and purchases that were put together elsewhere.

    Parameters
    ----------
    rows : DataFrame
        ``who, date, month`` (four-week months from 0), one row a message.
    days : DataFrame
        ``who, date``, one row a day with a purchase.
    borne, frequent, silence_days, by_person, level
        As there.

    Raises
    ------
    DataProblem
        As there.
    """
    first, end = rows["date"].min().normalize(), days["date"].max()
    months = int((end - first).days + 1 - silence_days) // MONTH
    if months < _FIRST_HALF:
        raise one_problem(
            "the contacts span less than half a year and the silence after it",
            "bring a longer contact history, or a shorter silence_days.",
        )
    people = pd.Series(days["who"].unique(), dtype="str")
    fix = pd.Series(first, index=people.index)
    before = trips_between(days, people, fix - pd.Timedelta(days=_BEFORE), fix)
    active = people[before > 0].reset_index(drop=True)
    trips = before[before > 0]
    last = active.map(days.groupby("who")["date"].max())
    gone = ((end - last).dt.days >= silence_days).to_numpy()

    sent = rows[rows["month"] < months]
    letters = np.zeros((len(active), months))
    place = pd.Index(active).get_indexer(sent["who"])
    known = place >= 0
    np.add.at(letters, (place[known], sent["month"].to_numpy()[known]), 1)

    often = trips >= frequent
    if often.sum() < _FEWEST or gone[often].sum() < 2 or gone.sum() < _FEWEST:
        raise one_problem(
            f"only {int(often.sum())} customers came {frequent} times in half a year, and "
            f"{int(gone[often].sum())} of them fell silent",
            "lower `frequent`, or bring more customers.",
        )
    a_month = letters[:, :_FIRST_HALF].mean(axis=1)
    everybody = np.arange(len(active))
    plain = log_rates(
        gone.astype(float), np.column_stack([np.ones(len(active)), a_month]), everybody
    )
    # Of frequent customers each month up to the last one in which they came.
    last_month = ((last - first).dt.days // MONTH).to_numpy()
    person, month = np.nonzero(
        often[:, None] & (np.arange(months) <= np.minimum(last_month, months - 1)[:, None])
    )
    # Months end so early that a last purchase in one of them is followed by a long silence.
    ends = (last_month[person] == month).astype(float)
    excess = np.maximum(letters[person, month] - borne, 0)
    own = [(month == m).astype(float) for m in range(1, months) if ends[month == m].any()]
    x = np.column_stack([np.ones(len(person)), excess, np.log(trips[person]), *own])
    alike = log_rates(ends, x, pd.factorize(person)[0])
    return SilenceByLetters(
        plain=ratio_of(plain, 1, level),
        alike=ratio_of(alike, 1, level),
        error=float(np.sqrt(alike.covariance[1, 1])),
        customers=len(active),
        gone=int(gone.sum()),
        letters=float(a_month.mean()),
        frequent=int(often.sum()),
        months=len(person),
        silent=int(ends.sum()),
        baseline=float(ends[excess == 0].mean()) if (excess == 0).any() else float("nan"),
        borne=borne,
        at_least=frequent,
        silence_days=silence_days,
        by_person=by_person,
        level=level,
    )
