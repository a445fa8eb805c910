"""Almost customers against churners: is more business lost before the first purchase or after?

"More business is lost through the almost customer phenomenon than through customer churn" (Barnes
2003, asserted). The claim is tested twice, because heads and money need not agree: an almost
customer might never have become a customer at all, while a churner was one.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from cvmlab.errors import one_problem
from cvmlab.figures.formats import Formatter, count, interval, money, number, percent
from cvmlab.insight.lost.almost_customers import AlmostCustomers, almost_customers
from cvmlab.insight.lost.attempts_log import PROSPECT, read_log
from cvmlab.insight.lost.capture_recapture import CountOfLost, count_the_lost
from cvmlab.insight.lost.churned import SILENCES, YEAR, churned, purchase_days
from cvmlab.insight.lost.lost_comparison import compare, one_line
from cvmlab.insight.lost.lost_value import number_of_almost, value_of_almost

if TYPE_CHECKING:
    import ibis.expr.types as ir
    from matplotlib.axes import Axes

    from cvmlab.figures.pictures import Picture
    from cvmlab.figures.tables import Table

CLAIM = "More business is lost through almost customers than through churn (Barnes 2003)"


@dataclass(frozen=True, eq=False)
class LostBusiness:
    """What was lost before the first purchase and after, in heads and in money.

    Attributes
    ----------
    table : pandas.DataFrame
        Two rows, ``measure`` "customers (heads)" and "sales in a year"; ``almost`` and
        ``churned`` with their intervals ``…_low, …_high``; their ``ratio`` with ``ratio_low,
        ratio_high``; the ``verdict`` on the claim that more is lost through almost customers.
    definitions : pandas.DataFrame
        The same two ratios and verdicts for shorter silences: ``quiet_days, churners, sales,
        returned`` (share that bought again later, and so had not left), ``heads_ratio,
        heads_verdict, euros_ratio, euros_verdict``.
    joins : float
        The share of prospects who bought and took a card.
    guest_value, full_value : float
        What a guest and a new customer bought in a year, in currency units.
    value_each, churner_each : float
        A year's sales of an almost customer, as guests and customers come; and of a churner.
    first_day, last_day : pandas.Timestamp
        The period of the log.
    quiet_days : int
        The silence after which a customer counts as gone.
    almost : AlmostCustomers
        The funnel behind the numbers.
    counted : CountOfLost or None
        Those on record and those not, where interviews were given.
    level : float
        Confidence level of the intervals.
    """

    table: pd.DataFrame
    definitions: pd.DataFrame
    joins: float
    guest_value: float
    full_value: float
    value_each: float
    churner_each: float
    first_day: pd.Timestamp
    last_day: pd.Timestamp
    quiet_days: int
    level: float
    almost: AlmostCustomers = field(repr=False)
    counted: CountOfLost | None = field(repr=False, default=None)

    @property
    def heads(self) -> float:
        """Almost customers for each churner."""
        return float(self.table["ratio"].iloc[0])

    @property
    def euros(self) -> float:
        """Sales lost through almost customers for each unit of money lost through churn."""
        return float(self.table["ratio"].iloc[1])

    def if_joined(self, share: float) -> float:
        """The ratio in money, had this share of almost customers become customers."""
        each = (1 - share) * self.guest_value + share * self.full_value
        return self.euros * each / self.value_each

    @property
    def tie(self) -> float:
        """The share that would have to become customers for both losses to weigh the same; NaN
        where no share does."""
        slope = self.full_value - self.guest_value
        share = (self.value_each / self.euros - self.guest_value) / slope if slope else np.nan
        return share if 0 <= share <= 1 else float("nan")

    @property
    def claim(self) -> pd.DataFrame:
        """The claim, its status by each measure, and how it was tested."""
        ratios = self.table.itertuples()
        said = [
            f"{number(row.ratio)} to 1 ({interval(row.ratio_low, row.ratio_high, number)})"
            for row in ratios
        ]
        return pd.DataFrame(
            {
                "claim": CLAIM,
                "measure": self.table["measure"],
                "status": self.table["verdict"],
                "almost customers to churners": said,
            }
        )

    @property
    def sentence(self) -> str:
        """The finding, in words."""
        heads, euros = self.table.itertuples()
        return (
            f"For each customer who left, {number(self.heads)} almost customers were lost "
            f"({interval(heads.ratio_low, heads.ratio_high, number)}); in a year's sales they cost "
            f"{number(self.euros)} times what churn cost "
            f"({interval(euros.ratio_low, euros.ratio_high, number)}). That more is lost through "
            f"almost customers is {heads.verdict} by heads and {euros.verdict} in money: "
            f"{percent(self.joins)} of the prospects who buy become customers.{self._otherwise()}"
        )

    def _otherwise(self) -> str:
        """That a verdict turns with the silence after which a customer counts as gone."""
        heads = self.definitions["heads_verdict"] != self.table["verdict"].iloc[0]
        euros = self.definitions["euros_verdict"] != self.table["verdict"].iloc[1]
        turns = self.definitions[heads | euros]
        if turns.empty:
            return ""
        weeks = " or ".join(f"{days // 7}" for days in turns["quiet_days"])
        measure = "by heads" if not euros.any() else "in money" if not heads.any() else "by both"
        return (
            f" Gone is who is silent for {self.quiet_days // 7} weeks; with {weeks} the verdict "
            f"{measure} is another."
        )

    def summary(self, currency: str | None = None) -> Table:
        """Both losses side by side, as a table to read."""
        from cvmlab.figures.tables import Table

        written: tuple[Formatter, ...] = (count, partial(money, currency=currency, digits=0))
        lines = []
        for row, form in zip(self.table.itertuples(), written, strict=True):
            lines.append(
                {
                    "Measure": row.measure,
                    "Almost customers": form(row.almost),
                    "their interval": interval(row.almost_low, row.almost_high, form),
                    "Churners": form(row.churned),
                    "Almost to churned": number(row.ratio),
                    f"{percent(self.level)} interval": interval(
                        row.ratio_low, row.ratio_high, number
                    ),
                    "More is lost through them": row.verdict,
                }
            )
        return Table(
            pd.DataFrame(lines),
            title="What was lost before the first purchase, and after",
            note=self._note(currency),
        )

    def _note(self, currency: str | None) -> str:
        cash = partial(money, currency=currency, digits=0)
        others = self.definitions[self.definitions["quiet_days"] != self.quiet_days]
        by_silence = "; ".join(
            f"{row.quiet_days // 7} weeks (after which {percent(row.returned)} came back): "
            f"{number(row.heads_ratio)} by heads, "
            f"{number(row.euros_ratio)} in money"
            for row in others.itertuples()
        )
        text = (
            f"Gone is who bought nothing for {self.quiet_days // 7} weeks. An almost customer is "
            f"worth {cash(self.value_each)} a year: {percent(self.joins)} would have become "
            f"customers at {cash(self.full_value)}, the others guests at {cash(self.guest_value)}, "
            f"as with the prospects who did buy. A churner had bought for "
            f"{cash(self.churner_each)} in the last year. Customers are counted by their numbers; "
            "who holds two cards or buys without one makes both sides look alike too small."
        )
        return f"{text} With shorter silences: {by_silence}." if by_silence else text


def lost_business(
    attempts: pd.DataFrame,
    occasions: pd.DataFrame | ir.Table,
    *,
    interviews: pd.DataFrame | None = None,
    recognised: float = 1.0,
    quiet_days: int = YEAR,
    joins: float | None = None,
    level: float = 0.95,
    seed: int = 0,
) -> LostBusiness:
    """Whether more was lost through almost customers than through churn, in heads and in money.

    Parameters
    ----------
    attempts : pandas.DataFrame
        The log of one year: ``date, visitor_id, who, outcome``, and for the money
        ``card_given`` (else say `joins`) and ``basket_intended``.
    occasions : pandas.DataFrame or ibis Table
        One row for each day a customer bought: ``customer_id, date, cents``; from a year before
        the log to `quiet_days` after it.
    interviews : pandas.DataFrame, optional
        A second list of the lost: adds those nobody wrote down, see
        :func:`cvmlab.insight.lost.capture_recapture.count_the_lost`.
    recognised : float
        See there.
    quiet_days : int
        The silence after which a customer counts as gone.
    joins : float, optional
        The share of almost customers who would have become customers; by default that of the
        prospects who bought.
    level : float
        Confidence level of the intervals.
    seed : int
        Makes the intervals reproducible.

    Returns
    -------
    LostBusiness

    Raises
    ------
    DataProblem
        If columns are missing or the purchases end too early.

    Notes
    -----
    An almost customer is valued like the prospects who did buy: with the share ``joins`` at a new
    customer's first 364 days, else at what guests bought in the period. A churner is valued at
    the last 364 days. Both are sales, not margins, and one year: neither is a lifetime value. The
    claim is supported where the interval of the ratio lies above 1, not supported where it lies
    below, else open. Intervals of ratios: delta method on the logarithm.
    """
    log = read_log(attempts, needs=["date"])
    funnel = almost_customers(attempts, level=level, seed=seed)
    counted = None
    if interviews is not None:
        counted = count_the_lost(attempts, interviews, recognised=recognised, level=level)
    heads = number_of_almost(funnel, counted, level)
    days = purchase_days(occasions)
    first_day, last_day = log.rows["date"].min(), log.rows["date"].max()
    prospects = log.rows[log.rows["who"] == PROSPECT]
    value = value_of_almost(prospects, days, joins)
    almost = np.array([heads[0], heads[0] * value.each])
    almost_error = np.array([heads[1], np.hypot(heads[1], value.error / value.each)])
    tables, returned = {}, {}
    for silence in sorted({quiet_days, *(one for one in SILENCES if one < quiet_days)}):
        left = churned(days, first_day, last_day, quiet_days=silence)
        if left.empty:
            raise one_problem(
                "no customer left in the period of the log",
                "there is no churn to compare with: check the purchases and their period.",
            )
        returned[silence] = float(left["returned"].mean())
        tables[silence] = compare(almost, almost_error, left["sales"].to_numpy(), level)
    table = tables[quiet_days]
    return LostBusiness(
        table=table,
        definitions=pd.DataFrame(
            [one_line(one, found, returned[one]) for one, found in tables.items()]
        ),
        joins=value.joins,
        guest_value=value.guest,
        full_value=value.full,
        value_each=value.each,
        churner_each=float(table["churned"].iloc[1] / table["churned"].iloc[0]),
        first_day=first_day,
        last_day=last_day,
        quiet_days=quiet_days,
        level=level,
        almost=funnel,
        counted=counted,
    )


def plot_lost_business(
    result: LostBusiness,
    *,
    joined: float | None = None,
    currency: str | None = None,
    ax: Axes | None = None,
) -> Picture:
    """Both losses as shares of what was lost in all, by heads and in money.

    Parameters
    ----------
    result : LostBusiness
        What :func:`lost_business` returned.
    joined : float, optional
        Show the money had this share of almost customers become customers.
    currency : str, optional
        ISO 4217 code.
    ax : matplotlib Axes, optional
        Where to draw.

    Returns
    -------
    Picture
    """
    from cvmlab.figures.pictures import Picture, format_axis, new_axes
    from cvmlab.figures.style import GREY, INK, palette

    ax = new_axes(ax)
    ratio = result.euros if joined is None else result.if_joined(joined)
    lines = []
    cash = partial(money, currency=currency, short=True)
    for name, row, form, times in (
        ("By heads", result.table.iloc[0], count, result.heads),
        ("In a year's sales", result.table.iloc[1], cash, ratio),
    ):
        lines.append((name, times / (1 + times), form(times * row.churned), form(row.churned)))
    for place, (_, share, almost, gone) in zip((1, 0), lines, strict=True):
        ax.barh(place, share, 0.56, color=palette()[1], hatch="//", edgecolor="white")
        ax.barh(place, 1 - share, 0.56, left=share, color=GREY)
        inside: dict[str, Any] = {"va": "center", "ha": "center", "color": INK}
        box = {"facecolor": "white", "edgecolor": "none", "pad": 2.5}
        ax.text(share / 2, place, f"almost customers\n{almost}", bbox=box, **inside)
        ax.text((1 + share) / 2, place, f"churners\n{gone}", bbox=box, **inside)
    ax.axvline(0.5, color=INK, linewidth=1, linestyle=":")
    ax.set_yticks((1, 0), [line[0] for line in lines])
    ax.set_xlim(0, 1)
    ax.set_ylim(-0.5, 1.5)
    ax.grid(visible=False)
    format_axis(ax.xaxis, percent)
    ax.set_xlabel("Share of what was lost in the period of the log (dotted: half)")
    heads, euros = (f"{percent(line[1])}" for line in lines)
    if_so = "" if joined is None else f", had {percent(joined)} become customers"
    title = f"Almost customers are {heads} of the lost by heads, {euros} in sales{if_so}"
    ax.set_title(title)
    listed = "; ".join(
        f"{name.lower()} {almost} almost customers and {gone} churners"
        for name, _, almost, gone in lines
    )
    return Picture(ax, f"{title}. Two bars: {listed}.", name="lost-business")
