"""One customer's segment worked out by hand: how common each is, times how well it fits."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from cvmlab.errors import one_problem
from cvmlab.figures.formats import number, percent
from cvmlab.loyalty.called_loyal.group_outcomes import check_columns
from cvmlab.loyalty.segments.motive_answers import answers_to
from cvmlab.loyalty.segments.segments_result import Segments

if TYPE_CHECKING:
    from cvmlab.figures.tables import Table


@dataclass(frozen=True, eq=False)
class OneCustomer:
    """The probability of every segment for one customer, with the steps to it.

    Attributes
    ----------
    table : pandas.DataFrame
        One row a segment: ``name, share`` (how common it is), ``fit`` (how often people of the
        segment answer like this, the best one 100), ``product``, and ``probability``.
    answers : dict of str to float
        The customer's answers.
    who : str
        The customer.
    """

    table: pd.DataFrame
    answers: dict[str, float]
    who: str

    @property
    def sentence(self) -> str:
        """The likeliest segment, in words."""
        top = self.table.loc[self.table["probability"].idxmax()]
        given = ", ".join(f"{name} {number(x, 1)}" for name, x in self.answers.items())
        return (
            f"{self.who} ({given}): {top['name']}, with a probability of "
            f"{_chance(top['probability'])}."
        )

    def summary(self) -> Table:
        """The sum as a table to check by hand."""
        from cvmlab.figures.tables import Table

        frame = pd.DataFrame(
            {
                "Segment": self.table["name"],
                "How common": self.table["share"],
                "How well the answers fit": self.table["fit"],
                "Product": self.table["product"],
                "Probability": [_chance(x) for x in self.table["probability"]],
            }
        )
        return Table(
            frame,
            title=f"{self.who}: which segment?",
            note="Fit: how often people of the segment answer like this, the best one set to 100. "
            "Each product over the sum of all products is the probability.",
            formats={
                "How common": partial(percent, digits=1),
                "How well the answers fit": partial(number, digits=1),
                "Product": partial(number, digits=1),
            },
        )


def one_customer(
    segments: Segments,
    frame: pd.DataFrame,
    customer: str | None = None,
    *,
    by: str = "customer_id",
    who: str | None = None,
) -> OneCustomer:
    """Work out one customer's segment step by step.

    Parameters
    ----------
    segments : Segments
        What ``loyalty_segments`` returned.
    frame : DataFrame
        One row a customer, with the answers to the motives.
    customer : str, optional
        Which one; without it, or where nobody has this id, the one whose segment is least sure.
    by : str
        The column with the ids.
    who : str, optional
        What the customer is called; the id.

    Returns
    -------
    OneCustomer

    Raises
    ------
    DataProblem
        When the customer answered none of the motives.

    Notes
    -----
    P(k | x) = π_k f_k(x) / Σ_j π_j f_j(x) (Bayes 1763): the share of segment k times how often its
    people answer x, over the same for all segments. Only the ratios of the f count, so the best
    one is set to 100.
    """
    check_columns(frame, segments.motives, [by])
    rows = frame[frame[by].astype(object).map(str) == str(customer)]
    if rows.empty:
        doubt = segments.assign(frame)["certainty"].astype(float)
        if doubt.notna().sum() == 0:
            raise one_problem("nobody answered the motives", "take other customers.")
        rows = frame.loc[[doubt.idxmin()]]
    row = rows.iloc[[0]]
    name = str(row[by].iloc[0]) if who is None else who
    values = answers_to(row, segments.motives)
    if not np.isfinite(values).any():
        raise one_problem(f"{name} answered none of the motives", "take another customer.")
    logs = (
        segments.model.features(values)[:, 1:]
        @ segments.model.weights(segments.classes.answers[0]).T
    )
    fit = 100 * np.exp(logs[0] - logs[0].max())
    share = segments.table["share"].to_numpy()
    product = share * fit
    table = pd.DataFrame(
        {
            "name": list(segments.names),
            "share": share,
            "fit": fit,
            "product": product,
            "probability": product / product.sum(),
        }
    )
    return OneCustomer(table, dict(zip(segments.motives, values[0].tolist(), strict=True)), name)


def _chance(x: float) -> str:
    return "over 99%" if 0.995 < x < 1 else "under 1%" if 0 < x < 0.005 else percent(x)
