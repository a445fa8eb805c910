"""What clients say decided, beside what did: stated and derived reasons of won and lost bids.

"Price" is the easiest answer. A reason that is given whatever decided says nothing about what to
change, so the shares of reasons stand beside how far each cause moves the chance of winning.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from cvmlab.errors import one_problem
from cvmlab.figures.formats import count, interval, number, percent
from cvmlab.insight.lost.attempts_log import share_by_key
from cvmlab.insight.lost.bid_causes import CANNOT, Bids, clustered_logit, read_bids

if TYPE_CHECKING:
    from cvmlab.figures.tables import Table

REASONS: dict[str, tuple[str, ...]] = {
    "price": ("price_index",),
    "delivery and accuracy": ("accuracy_promised",),
    "range and quality": (),
    "speed of the offer": ("response_days",),
    "knows our house": ("relationship", "incumbent"),
    "help with menus": ("menu_help_offered",),
}
NOT_THERE = "nothing in the table stands for it"
OVERSTATED, UNDERSTATED, IN_LINE = "said more than it decides", "decides more than said", "in line"


@dataclass(frozen=True, eq=False)
class StatedReasons:
    """Reasons clients gave, and how far the causes behind them move the chance.

    Attributes
    ----------
    table : pandas.DataFrame
        One row a reason: ``reason, stated_lost, stated_won`` (shares of the lost and won bids
        with a reason), ``stated_rank`` among the lost; ``cause`` (the columns that stand for it),
        ``swing`` (how far the chance moves from the worst to the best tenth of bids in it) with
        ``swing_low, swing_high`` and ``derived_rank``; for reasons that can be judged ``said`` and
        ``decides``, their shares of all that was said of these and of all their swings, each
        with ``…_low, …_high``; ``verdict``.
    cheaper_yet_price, cheaper_low, cheaper_high : float
        Of the bids lost below the rival's price, the share of clients who say "price".
    price_gap, gap_low, gap_high : float
        How much dearer the lost bids were whose client says "price", in points, against those of
        other reasons.
    lost, silent : int
        Lost bids, and bids without a reason.
    level : float
        Confidence level of the intervals.
    """

    table: pd.DataFrame
    cheaper_yet_price: float
    cheaper_low: float
    cheaper_high: float
    price_gap: float
    gap_low: float
    gap_high: float
    lost: int
    silent: int
    level: float

    @property
    def sentence(self) -> str:
        """The finding, in words."""
        said = self.table.loc[self.table["stated_lost"].idxmax()]
        text = f'In {percent(said.stated_lost)} of lost bids the client says "{said.reason}"'
        if self.table["swing"].notna().any():
            decides = self.table.loc[self.table["swing"].idxmax()]
            text += (
                f'; what moves the chance most is "{decides.reason}": '
                f"{number(100 * decides.swing, 0)} points from worst to best "
                f"({interval(100 * decides.swing_low, 100 * decides.swing_high, _whole)})"
            )
        if not np.isnan(self.cheaper_yet_price):
            text += (
                f'. Where we were cheaper than the rival it is "price" in '
                f"{percent(self.cheaper_yet_price)} of them "
                f"({interval(self.cheaper_low, self.cheaper_high, percent)})"
            )
        return text + "."

    def summary(self) -> Table:
        """Stated and derived reasons side by side, as a table to read."""
        from cvmlab.figures.tables import Table

        rows = list(self.table.itertuples())
        frame = pd.DataFrame(
            {
                "Reason": [row.reason for row in rows],
                "Said when lost": [percent(row.stated_lost) for row in rows],
                "Said when won": [percent(row.stated_won) for row in rows],
                "Moves the chance, points": [number(100 * row.swing, 0) for row in rows],
                f"{percent(self.level)} interval": [
                    interval(100 * row.swing_low, 100 * row.swing_high, _whole) for row in rows
                ],
                "Of what is said": [percent(row.said) for row in rows],
                "Of what decides": [percent(row.decides) for row in rows],
                "Verdict": [row.verdict.split(":")[0] for row in rows],
            }
        )
        return Table(frame, title="What clients say decided, and what did", note=self._note())

    def _note(self) -> str:
        text = "".join(
            f"{row.reason.capitalize()} {row.verdict}. "
            for row in self.table.itertuples()
            if row.verdict.startswith(CANNOT)
        )
        text += (
            '"Moves the chance" is the change from the worst to the best tenth of the bids, all '
            "else held: what decides among the bids that were made. The two shares are among the "
            "reasons that can be judged."
        )
        if not np.isnan(self.price_gap):
            way = "dearer" if self.price_gap > 0 else "cheaper"
            text += (
                f' Bids lost for "price" were {number(abs(self.price_gap), 1)} points {way} than '
                f"those lost for other reasons "
                f"(interval of the difference {interval(self.gap_low, self.gap_high, _one)})."
            )
        noun = "bid has" if self.silent == 1 else "bids have"
        return f"{text} {count(self.silent)} {noun} no reason."


def stated_reasons(
    bids: pd.DataFrame,
    *,
    reasons: Mapping[str, Sequence[str]] | None = None,
    level: float = 0.95,
) -> StatedReasons:
    """What clients say decided, beside what decided by the weights.

    Parameters
    ----------
    bids : pandas.DataFrame
        One row a bid: ``client, won, reason_stated`` and the causes.
    reasons : mapping of str to sequence of str, optional
        Which columns stand for which reason; an empty sequence where none does. Reasons that are
        not named here have none.
    level : float
        Confidence level of the intervals.

    Returns
    -------
    StatedReasons

    Raises
    ------
    DataProblem
        If columns are missing or nobody gave a reason.

    Notes
    -----
    The swing of a reason is the mean over bids of the chance with its columns at their better
    tenth minus that at their worse one (9th and 1st decile; yes and no for flags), by the
    logit of :func:`cvmlab.insight.lost.bids.bid_drivers`; interval by the delta method, clients
    clustered. Ranks and shares are given only to what can be judged; a reason is said more than it
    decides, or decides more than said, where the intervals of the two shares do not meet.
    """
    meant = {name: tuple(columns) for name, columns in (reasons or REASONS).items()}
    offers = read_bids(bids, needs=())
    if "reason_stated" not in bids or not bids["reason_stated"].notna().any():
        raise one_problem(
            "nobody's reason is written down",
            "map a column of stated reasons to it, or ask clients after every bid.",
            column="reason_stated",
        )
    rows = offers.rows
    said, won = rows["reason_stated"], rows["won"].astype(bool)
    shares = pd.DataFrame(
        {
            "stated_lost": said[~won].value_counts(normalize=True),
            "stated_won": said[won].value_counts(normalize=True),
        }
    )
    names = list(dict.fromkeys([*meant, *shares.index]))
    table = shares.reindex(names).fillna(0.0).rename_axis("reason").reset_index()
    table["stated_rank"] = table["stated_lost"].rank(ascending=False, method="min")
    params, covariance = clustered_logit(offers.design, offers.won, offers.client)
    swings = [_swing(offers, meant.get(name, ()), params, covariance, level) for name in names]
    table["cause"] = [", ".join(meant.get(name, ())) for name in names]
    table[["swing", "swing_low", "swing_high"]] = [swing[:3] for swing in swings]
    why = [swing[3] for swing in swings]
    judged = np.array([not one for one in why])
    table["derived_rank"] = table["swing"].where(judged).rank(ascending=False, method="min")
    table[["said", "said_low", "said_high"]] = _shares_said(
        said[~won], offers, names, judged, level
    )
    slopes = np.array([swing[4] for swing in swings])
    decides = _shares_decided(table["swing"].to_numpy(), slopes, covariance, judged, level)
    table[["decides", "decides_low", "decides_high"]] = decides
    table["verdict"] = [
        f"{CANNOT}: {one}" if one else _verdict(row)
        for one, row in zip(why, table.itertuples(), strict=True)
    ]
    cheaper = _cheaper(rows, won.to_numpy(), offers.client, level)
    gap = _gap(rows, won.to_numpy(), offers.client, level)
    return StatedReasons(
        table.sort_values("stated_lost", ascending=False, kind="stable", ignore_index=True),
        *cheaper,
        *gap,
        lost=int((~won).sum()),
        silent=int(said.isna().sum()),
        level=level,
    )


def _swing(
    offers: Bids, columns: Sequence[str], params: np.ndarray, covariance: np.ndarray, level: float
) -> tuple[float, float, float, str, np.ndarray]:
    """How far the chance moves from the worst to the best of these causes, with its interval; why
    that says nothing, if it does not; and the slope of the swing in the weights."""
    from scipy.special import ndtri

    there = [name for name in columns if name in offers.estimated]
    if not there:
        gone = next((offers.unjudged[n] for n in columns if n in offers.unjudged), NOT_THERE)
        return np.nan, np.nan, np.nan, gone, np.zeros(len(params))
    worst, best = offers.design.copy(), offers.design.copy()
    for name in there:
        place = 1 + offers.estimated.index(name)
        values = offers.rows[name].to_numpy(dtype=float)
        ends = (0.0, 1.0) if offers.is_flag(name) else tuple(np.quantile(values, [0.1, 0.9]))
        bad, good = ends if params[place] > 0 else ends[::-1]
        worst[:, place], best[:, place] = bad, good
    low, high = (1 / (1 + np.exp(-design @ params)) for design in (worst, best))
    slope = ((high * (1 - high)) @ best - (low * (1 - low)) @ worst) / len(low)
    swing = float((high - low).mean())
    half = ndtri(0.5 + level / 2) * float(np.sqrt(slope @ covariance @ slope))
    judged = [name for name in there if name not in offers.unjudged]
    return swing, swing - half, swing + half, "" if judged else offers.unjudged[there[0]], slope


def _shares_said(
    said: pd.Series, offers: Bids, names: Sequence[str], judged: np.ndarray, level: float
) -> np.ndarray:
    """Each reason's share of what clients said of those that can be judged, by client."""
    compared = said.isin([name for name, good in zip(names, judged, strict=True) if good])
    client = pd.factorize(offers.client[said.index])[0]
    found = [
        share_by_key((said == name).to_numpy(), compared.to_numpy(), client, level)
        for name in names
    ]
    return np.where(judged[:, None], np.array(found), np.nan)


def _shares_decided(
    swing: np.ndarray, slopes: np.ndarray, covariance: np.ndarray, judged: np.ndarray, level: float
) -> np.ndarray:
    """Each reason's share of the swings of all that can be judged; delta method."""
    from scipy.special import ndtri

    total = swing[judged].sum()
    share = np.where(judged, swing, np.nan) / total
    slope = (slopes - np.nan_to_num(share)[:, None] * slopes[judged].sum(axis=0)) / total
    half = ndtri(0.5 + level / 2) * np.sqrt(np.einsum("ij,jk,ik->i", slope, covariance, slope))
    return np.column_stack([share, share - half, share + half])


def _verdict(row: Any) -> str:
    """What is said against what decides; in line where the intervals overlap."""
    if row.said_low > row.decides_high:
        return OVERSTATED
    return UNDERSTATED if row.said_high < row.decides_low else IN_LINE


def _cheaper(
    rows: pd.DataFrame, won: np.ndarray, client: np.ndarray, level: float
) -> tuple[float, float, float]:
    """Share of clients who say price though we were cheaper."""
    if "price_index" not in rows or "price" not in set(rows["reason_stated"].dropna()):
        return np.nan, np.nan, np.nan
    of = (rows["price_index"] < 0).to_numpy() & ~won & rows["reason_stated"].notna().to_numpy()
    return share_by_key((rows["reason_stated"] == "price").to_numpy(), of, client, level)


def _gap(
    rows: pd.DataFrame, won: np.ndarray, client: np.ndarray, level: float
) -> tuple[float, float, float]:
    """How much dearer the lost bids are whose client says price."""
    from statsmodels.regression.linear_model import OLS

    of = ~won & rows["reason_stated"].notna().to_numpy()
    if "price_index" not in rows or not of.any():
        return np.nan, np.nan, np.nan
    says = (rows["reason_stated"] == "price").to_numpy(dtype=float)[of]
    if says.min() == says.max():
        return np.nan, np.nan, np.nan
    design = np.column_stack([np.ones(says.size), says])
    fit = OLS(rows["price_index"].to_numpy(dtype=float)[of], design).fit(
        cov_type="cluster", cov_kwds={"groups": pd.factorize(client[of])[0]}
    )
    low, high = np.asarray(fit.conf_int(1 - level))[1]
    return float(np.asarray(fit.params)[1]), float(low), float(high)


def _whole(value: float) -> str:
    return number(value, 0)


def _one(value: float) -> str:
    return number(value, 1)
