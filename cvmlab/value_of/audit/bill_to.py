"""Who pays for whom: places that are delivered to, rolled up to the account that pays.

A trust with six kitchens decides once. Counted as six customers it looks like six middling ones;
lost, it is lost six times at once. A customer is who decides and pays, so before anything is
counted the places are put together under their payer, and the money before and after is compared
to the cent.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import ibis
import ibis.expr.types as ir
import pandas as pd

from cvmlab.data.contracts.table import Column, Contract
from cvmlab.data.masking import mask
from cvmlab.data.tables import read_table
from cvmlab.errors import DataProblem, Problem
from cvmlab.figures.formats import count, money, percent

ACCOUNTS = Contract(
    name="accounts",
    one_row="one account, and the account that pays for it",
    columns=(
        Column("account_id", "id", "The account that orders.", required=True,
               known_as=("account", "account no", "customer_id", "customer", "customer no",
                         "ship to", "ship-to party", "site", "site id", "kundennummer")),
        Column("bill_to", "id", "The account that pays; its own number where it pays itself.",
               required=True,
               known_as=("bill-to party", "payer", "paid by", "invoice to", "parent",
                         "parent account", "rechnungsempfänger", "regulierer")),
        Column("since", "date", "Since when it has been a customer.",
               known_as=("acquired_on", "customer since", "opened on")),
    ),
)  # fmt: skip
_MOST_STRANGERS = 0.5  # of the accounts that order; beyond it the two files do not belong together


@dataclass(frozen=True, eq=False)
class BillTo:
    """Which account pays for which.

    Attributes
    ----------
    table : pandas.DataFrame
        ``account_id, customer_id`` (the account that pays in the end), ``since`` where it is
        known.
    chained : int
        Accounts whose payer is paid for by another one in turn.
    """

    table: pd.DataFrame
    chained: int = 0

    @property
    def acquired(self) -> pd.DataFrame | None:
        """``customer_id, acquired_on``: since when a payer has had a first account, where known."""
        if "since" not in self.table:
            return None
        known = self.table.dropna(subset=["since"])
        first = known.groupby("customer_id", as_index=False)["since"].min()
        return first.rename(columns={"since": "acquired_on"}) if len(first) else None


@dataclass(frozen=True, eq=False)
class RolledUp:
    """Lines of orders under the accounts that pay.

    Attributes
    ----------
    lines : ibis Table
        As before, with the payer as ``customer_id`` and the place as ``account_id``.
    accounts, customers : int
        Accounts that order, and those who pay for them.
    strangers : int
        Accounts that order and are not in the table of accounts; each pays for itself.
    groups : pandas.DataFrame
        Payers with several accounts: ``customer_id, accounts, cents``, the largest first.
    cents_before, cents_after : int
        The money of the lines, in cents.
    """

    lines: ir.Table
    accounts: int
    customers: int
    strangers: int
    strangers_cents: int
    groups: pd.DataFrame = field(repr=False)
    cents_before: int
    cents_after: int
    chained: int

    @property
    def sentence(self) -> str:
        """What was put together, in plain words."""
        return self.says()

    def says(self, currency: str | None = None) -> str:
        """The same with a currency."""

        def cash(cents: float) -> str:
            return money(cents / 100, currency, digits=2)

        text = (
            f"{count(self.accounts)} accounts order and {count(self.customers)} pay: "
            f"{count(len(self.groups))} of these pay for more than one account, together for "
            f"{count(self.groups['accounts'].sum())}. The money is the same before and after, "
            f"{cash(self.cents_after)}."
        )
        if self.chained:
            verb = "is paid for by an account that is" if self.chained == 1 else (
                "are paid for by accounts that are"
            )  # fmt: skip
            text += f" {count(self.chained)} {verb} paid for in turn: counted under the last payer."
        if self.strangers:
            one = self.strangers == 1
            text += (
                f" {count(self.strangers)} {'account that orders is' if one else 'that order are'} "
                f"not in the table of accounts ({cash(self.strangers_cents)}): "
                f"{'it counts' if one else 'each counts'} as its own payer."
            )
        return text


def read_bill_to(accounts: Any, mapping: Any = None) -> BillTo:
    """Read a table of accounts: who orders, and who pays.

    Parameters
    ----------
    accounts : str, Path, DataFrame or Ibis table
        ``account_id, bill_to`` and perhaps ``since``; well-known names of these are found.
    mapping : Mapping, dict or path, optional
        Which column is which.

    Raises
    ------
    DataProblem
        If the table cannot be read, and all that :func:`bill_to_of` refuses.
    """
    if isinstance(accounts, pd.DataFrame):
        return bill_to_of(accounts)
    relaxed = Contract(
        ACCOUNTS.name,
        ACCOUNTS.one_row,
        # Missing payers are told together with everything else that is wrong, by account.
        tuple(c if c.name != "bill_to" else _may_be_empty(c) for c in ACCOUNTS.columns),
    )
    read = read_table(accounts, relaxed, mapping)
    if "bill_to" not in read.columns:
        found = ", ".join(read.columns)
        raise DataProblem(
            [Problem("there is no column that says who pays",
                     f"give a table with account_id and bill_to; this one has: {found}.",
                     "bill_to")],
            read.ledger.source,
        )  # fmt: skip
    return bill_to_of(read.frame())


def bill_to_of(accounts: pd.DataFrame) -> BillTo:
    """The last payer of every account.

    Parameters
    ----------
    accounts : pandas.DataFrame
        ``account_id, bill_to`` and perhaps ``since``. An account that pays for itself says so with
        its own number.

    Raises
    ------
    DataProblem
        All at once: accounts or payers that are missing, accounts with two payers, and accounts
        that pay for each other in a circle, so that nobody pays in the end.

    Examples
    --------
    >>> kitchens = pd.DataFrame({"account_id": ["a", "b", "c"], "bill_to": ["b", "b", "c"]})
    >>> bill_to_of(kitchens).table["customer_id"].to_list()
    ['b', 'b', 'c']
    """
    if missing := [name for name in ("account_id", "bill_to") if name not in accounts]:
        have = ", ".join(map(str, accounts.columns))
        raise DataProblem(
            [Problem("there is no such column", f"there are: {have}.", name) for name in missing]
        )
    ids = {name: _text(accounts[name]) for name in ("account_id", "bill_to")}
    problems = []
    nobody = ids["account_id"].eq("")
    if nobody.any():
        problems.append(Problem("accounts without a number", "mend or drop these rows.",
                                "account_id", int(nobody.sum())))  # fmt: skip
    unpaid = ids["bill_to"].eq("") & ~nobody
    if unpaid.any():
        problems.append(
            Problem("nobody is said to pay for these accounts",
                    "name the account that pays; an account that pays itself has its own number.",
                    "bill_to", int(unpaid.sum()), _shown(ids["account_id"][unpaid]))
        )  # fmt: skip
    pairs = pd.DataFrame(ids)[~nobody & ~unpaid].drop_duplicates()
    twice = pairs["account_id"].duplicated(keep=False)
    if twice.any():
        problems.append(
            Problem("accounts with more than one payer", "keep the row that holds today.",
                    "account_id", int(twice.sum()), _shown(pairs["account_id"][twice]))
        )  # fmt: skip
    payer = dict(zip(pairs["account_id"], pairs["bill_to"], strict=True))
    last, circles = _followed(payer)
    if circles:
        problems.append(
            Problem("accounts that pay for each other in a circle, so that nobody pays in the end",
                    "let one of each circle pay for itself.", "bill_to", len(circles),
                    _shown(sorted(circles)))
        )  # fmt: skip
    if problems:
        raise DataProblem(problems, "the table of accounts")
    table = pairs[["account_id"]].assign(customer_id=pairs["account_id"].map(last))
    if "since" in accounts:
        days = accounts.assign(account_id=ids["account_id"], since=pd.to_datetime(accounts.since))
        table["since"] = table["account_id"].map(days.groupby("account_id")["since"].min())
    chained = sum(payer.get(paid, paid) != paid for paid in payer.values())
    return BillTo(table.reset_index(drop=True), chained)


def roll_up(lines: ir.Table, bill_to: BillTo) -> RolledUp:
    """Put the lines of all accounts under the account that pays.

    Parameters
    ----------
    lines : ibis Table
        ``customer_id`` (the account that ordered), ``cents`` and whatever else.
    bill_to : BillTo
        Who pays for whom.

    Raises
    ------
    DataProblem
        If most accounts that order are not in the table of accounts.
    """
    sums = lines.group_by("customer_id").agg(cents=lines.cents.sum()).to_pandas()
    known = bill_to.table.set_index("account_id")["customer_id"]
    payer = sums["customer_id"].map(known)
    strange = payer.isna()
    if strange.mean() > _MOST_STRANGERS:
        raise DataProblem(
            [Problem(f"{percent(strange.mean())} of the accounts that order are not in it",
                     "check that its account_id holds the numbers under which is ordered.",
                     "account_id", examples=_shown(sums["customer_id"][strange]))],
            "the table of accounts",
        )  # fmt: skip
    sums = sums.assign(payer=payer.fillna(sums["customer_id"]), cents=sums["cents"].astype("int64"))
    groups = sums.groupby("payer", as_index=False).agg(
        accounts=("customer_id", "size"), cents=("cents", "sum")
    )
    several = groups[groups["accounts"] > 1].rename(columns={"payer": "customer_id"})
    pairs = ibis.memtable(
        pd.DataFrame(
            {"account_id": sums["customer_id"].astype("str"), "_payer": sums["payer"].astype("str")}
        )
    )
    named = lines.rename(account_id="customer_id")
    rolled = named.join(pairs, "account_id").rename(customer_id="_payer").cache()
    return RolledUp(
        lines=rolled,
        accounts=len(sums),
        customers=len(groups),
        strangers=int(strange.sum()),
        strangers_cents=int(sums.loc[strange, "cents"].sum()),
        groups=several.sort_values(["cents", "customer_id"], ascending=[False, True]),
        cents_before=int(sums["cents"].sum()),
        cents_after=int(rolled.cents.sum().execute()),
        chained=bill_to.chained,
    )


def _followed(payer: dict[str, str]) -> tuple[dict[str, str], set[str]]:
    """Every account with its last payer; and the accounts from which no last one is reached."""
    last: dict[str, str] = {}
    circles: set[str] = set()
    for account in payer:
        seen = [account]
        while (paid := payer.get(seen[-1], seen[-1])) != seen[-1]:
            if paid in seen:
                circles.update(seen[seen.index(paid) :])
                break
            seen.append(paid)
        last[account] = seen[-1]
    return last, circles


def _may_be_empty(column: Column) -> Column:
    from dataclasses import replace

    return replace(column, required=False)


def _text(values: pd.Series) -> pd.Series:
    return values.astype("str").where(values.notna(), "").str.strip()


def _shown(ids: Any) -> tuple[str, ...]:
    return tuple(mask(each) for each in list(ids)[:3])
