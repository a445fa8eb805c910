"""How much of what we say of customers hangs on who is who: linkage uncertainty carried into value.

Two ways that share nothing: other thresholds, and draws by the pairs' match probabilities.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from cvmlab.idic.identify.changed_view import BEST
from cvmlab.idic.identify.kept import decided, kept
from cvmlab.idic.identify.lines_of_records import money_is, sums_of_records
from cvmlab.idic.identify.linkage_draws import linkage_draws
from cvmlab.idic.identify.linkage_in_value_result import LinkageInValue

if TYPE_CHECKING:
    from cvmlab.data.workspace import Workspace
    from cvmlab.idic.identify.linkage_result import Linkage

THRESHOLDS = (0.5, 0.9, 0.99, 0.999)


@kept
def linkage_in_value(
    ws: Workspace,
    linkage: Linkage,
    *,
    thresholds: tuple[float, ...] = THRESHOLDS,
    draws: int = 200,
    seed: int = 0,
    best: float = BEST,
    level: float = 0.95,
) -> LinkageInValue:
    """How far values move when who is who is decided otherwise.

    Parameters
    ----------
    ws : Workspace
        Orders.
    linkage : Linkage, optional
        By default :func:`cvmlab.current_linkage`.
    thresholds : tuple of float
        Match probabilities to decide by, instead.
    draws : int
        How often the pairs are drawn.
    seed : int
    best : float
        The share of persons who bought in the last year that makes the list of the best.
    level : float
        Of the intervals over draws.

    Returns
    -------
    LinkageInValue

    Notes
    -----
    Money is the margin of the last 364 days, as it stands in the orders: no forecast is in it, so
    that only the linkage moves. The interval takes the match probabilities at their word.
    """
    sums = sums_of_records(ws)
    last = sums[sums["year"] == 0].groupby("key")["margin"].sum()
    found = linkage_draws(linkage, draws=draws, seed=seed)
    # Cards that no record names stand for themselves, after the blocks.
    block = last.index.to_series().map(found.blocks)
    loose = block.isna().to_numpy()
    size = int(found.blocks.max()) + 1
    block = block.fillna(0).to_numpy(dtype="int64", copy=True)
    block[loose] = size + np.arange(int(loose.sum()))
    value = np.bincount(block, last.to_numpy(), minlength=size + int(loose.sum()))
    identity = _identities(linkage, found.blocks, last, block)
    now = pd.Series(value).groupby(identity).sum()
    length = max(1, round(best * int((now > 0).sum())))
    listed = now.sort_index().sort_values(ascending=False, kind="stable").index[:length]
    main = _main_blocks(identity, value, listed)
    on_list, total = np.zeros(len(main)), np.empty(draws)
    own = np.arange(len(value))
    kept = []
    for at, labels in enumerate(found.labels()):
        label = np.concatenate([labels, own[size:]])
        worth = np.bincount(label, value, minlength=len(value))
        cut = np.partition(worth, len(worth) - length)[len(worth) - length]
        on_list += worth[label[main]] >= cut
        total[at] = worth[worth >= cut].sum() / 100
        kept.append(worth[label][found.unsure] / 100)
    return LinkageInValue(
        linkage=linkage,
        blocks=pd.Series(identity, name="identity"),
        block_value=value / 100,
        unsure=found.unsure,
        unsure_value=np.array(kept).reshape(draws, len(found.unsure)),
        number=found.number,
        best_total=total,
        staying=pd.Series(on_list / draws, listed, name="chance"),
        table=_at_thresholds(linkage, thresholds, last, set(listed), length),
        level=level,
        money_is=money_is(ws),
        currency=ws.transactions.ledger.currency or "",
    )


def _identities(
    linkage: Linkage, blocks: pd.Series, last: pd.Series, block: np.ndarray
) -> np.ndarray:
    """The identity of each block as it is decided now."""
    size = max(int(block.max(initial=0)), int(blocks.max())) + 1
    names = np.empty(size, dtype=object)
    names[block] = last.index  # a card without a record: its own name
    names[blocks.to_numpy()] = linkage.identities.to_numpy()
    return names


def _main_blocks(identity: np.ndarray, value: np.ndarray, listed: pd.Index) -> np.ndarray:
    """The block that stands for each of the listed: the one with most of their money."""
    order = np.lexsort((np.arange(len(value)), -value))
    first = pd.Series(order, identity[order])
    return first[~first.index.duplicated()].loc[listed].to_numpy()


def _at_thresholds(
    linkage: Linkage, thresholds: tuple[float, ...], last: pd.Series, listed: set[str], length: int
) -> pd.DataFrame:
    rows = []
    for threshold in thresholds:
        other = decided(linkage, threshold)
        names = other.identity_of(pd.Series(last.index, index=last.index))
        worth = last.groupby(names).sum().sort_index()
        best = worth.sort_values(ascending=False, kind="stable").index[:length]
        rows.append(
            {
                "threshold": threshold,
                "identities": other.number,
                "best": worth.loc[best].sum() / 100,
                "other": len(set(best) - listed),
            }
        )
    return pd.DataFrame(rows)
