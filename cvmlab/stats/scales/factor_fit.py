"""Is a scale one thing, several things that go together, or one thing with facets?

Reliability cannot tell: a sum of five different things can be as repeatable as one. Three models
are fitted to the same answers, and what each leaves over says which picture the answers bear.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from cvmlab.errors import one_problem
from cvmlab.figures.formats import count, interval, number
from cvmlab.stats.scales.factor_models import (
    FEWEST_FACETS,
    correlated_facets,
    general_and_facets,
    one_factor,
)
from cvmlab.stats.scales.fit_indices import fit_indices
from cvmlab.stats.scales.item_answers import Facets, ItemAnswers, item_answers
from cvmlab.stats.scales.mean_structures import Fitted, Moments

if TYPE_CHECKING:
    from cvmlab.figures.tables import Table

ONE, APART, GENERAL = "one factor", "facets that correlate", "one factor beside facets"
# Conventions, no laws (Hu and Bentler 1999, "Cutoff criteria for fit indexes in covariance
# structure analysis"; Marsh, Hau and Wen 2004, "In search of golden rules").
GOOD_CFI, GOOD_RMSEA, GOOD_SRMR = 0.95, 0.06, 0.08
_ROWS_AN_ITEM = 5
_third = partial(number, digits=3)


@dataclass(frozen=True, eq=False)
class FactorFit:
    """What three pictures of a scale leave over.

    Attributes
    ----------
    table : pandas.DataFrame
        One row a ``model``: ``chi2``, ``df``, ``p``, ``cfi``, ``tli``, ``rmsea`` with its 90%
        interval ``rmsea_low``, ``rmsea_high``, ``srmr``, ``bic`` (less a constant), ``fits`` by
        the usual conventions, and ``proper`` (found, and no item's own variance forced to zero).
    loadings : pandas.DataFrame
        One row an item: ``item``, ``facet``, and its standardised loadings: on the ``one`` factor,
        on its ``own_facet`` where facets correlate, on the ``general`` factor and on its facet
        ``beside`` it.
    correlations : pandas.DataFrame or None
        Of the facets, freed of chance.
    rows, left_out : int
        Respondents used, and those left out because an answer is missing.
    """

    table: pd.DataFrame
    loadings: pd.DataFrame
    correlations: pd.DataFrame | None
    rows: int
    left_out: int = 0
    fitted: dict[str, Fitted] = field(default_factory=dict, repr=False)

    def _of(self, model: str) -> Any:
        return self.table.set_index("model").loc[model]

    @property
    def best(self) -> str:
        """The model with the smallest BIC, among those with a proper solution."""
        table = self.table[self.table["proper"]] if self.table["proper"].any() else self.table
        return str(table.loc[table["bic"].idxmin(), "model"])

    @property
    def sentence(self) -> str:
        """Whether one factor does, which picture the answers bear, and how alike facets are."""
        one = self._of(ONE)
        text = (
            f"One factor {'describes' if one.fits else 'does not describe'} these "
            f"{len(self.loadings)} items (CFI {_third(one.cfi)}, RMSEA {_third(one.rmsea)}, 90% "
            f"interval {interval(one.rmsea_low, one.rmsea_high, _third)}; "
            f"{count(self.rows)} respondents)."
        )
        if len(self.table) == 1:
            return f"{text} No facets were named to set against it."
        best = self._of(self.best)
        if self.best != ONE:
            how = "fits" if best.fits else "fits best, if not well"
            text += (
                f" The picture of {self.best} {how} (CFI {_third(best.cfi)}, RMSEA "
                f"{_third(best.rmsea)})."
            )
        if self.correlations is not None:
            low, high = self.facet_range
            text += f" Freed of chance, the facets correlate by {interval(low, high, number)}."
        return text

    @property
    def facet_range(self) -> tuple[float, float]:
        """The smallest and the largest correlation of two facets."""
        assert self.correlations is not None
        matrix = self.correlations.to_numpy()
        apart = matrix[np.tril_indices(len(matrix), -1)]
        return float(apart.min()), float(apart.max())

    def summary(self) -> Table:
        """The models as a table to read."""
        from cvmlab.figures.tables import Table

        table = self.table
        frame = pd.DataFrame(
            {
                "Picture of the scale": table["model"],
                "χ²": table["chi2"],
                "df": table["df"],
                "CFI": table["cfi"],
                "TLI": table["tli"],
                "RMSEA": table["rmsea"],
                "90% interval": [
                    interval(row.rmsea_low, row.rmsea_high, _third) for row in table.itertuples()
                ],
                "SRMR": table["srmr"],
                "BIC, above the best": table["bic"] - table["bic"].min(),
            }
        )
        return Table(
            frame,
            title="Is it one thing?",
            note=self._note(),
            formats={
                "χ²": partial(number, digits=1),
                "BIC, above the best": count,
                **dict.fromkeys(["CFI", "TLI", "RMSEA", "SRMR"], _third),
            },
        )

    def _note(self) -> str:
        left = f" ({count(self.left_out)} left out: an answer is missing)" if self.left_out else ""
        improper = [row.model for row in self.table.itertuples() if not row.proper]
        parts = [
            f"{count(self.rows)} respondents{left}. By convention CFI from {GOOD_CFI:.2f} up, "
            f"RMSEA up to {GOOD_RMSEA:.2f} and SRMR up to {GOOD_SRMR:.2f} count as good.",
            *(
                [f"To be read with care, for an item was left without a part of its own or the "
                 f"search found no end: {', '.join(improper)}."]
                if improper
                else []
            ),
            "Answers in steps are treated as numbers.",
        ]  # fmt: skip
        return " ".join(parts)


def factor_fit(items: pd.DataFrame, facets: Facets | None = None) -> FactorFit:
    """Set one factor against facets that correlate, and against one factor beside facets.

    Parameters
    ----------
    items : pandas.DataFrame
        One row a respondent, one numeric column an item.
    facets : mapping of str to sequence of str, optional
        The items of each facet; by default read off names such as trust_1, trust_2, care_1.
        Without facets only the one factor is fitted; without three of them no model has a factor
        beside them.

    Returns
    -------
    FactorFit

    Raises
    ------
    DataProblem
        If items are missing, not numbers, constant or copies, there are fewer than three, or fewer
        than five complete respondents an item.

    Notes
    -----
    Maximum likelihood (:func:`cvmlab.stats.scales.mean_structures.fit_structures`). Answers on
    five to ten steps may be treated as numbers; on fewer, loadings come out too small (Rhemtulla,
    Brosseau-Liard and Savalei 2012, "When can categorical variables be treated as continuous?").

    Examples
    --------
    >>> rng = np.random.default_rng(1)
    >>> felt = rng.normal(size=(500, 1))
    >>> answers = pd.DataFrame(felt + rng.normal(size=(500, 4)), columns=["a", "b", "c", "d"])
    >>> bool(factor_fit(answers).table["fits"].iloc[0])
    True
    """
    answers = item_answers(items, facets)
    rows, number_of_items = answers.values.shape
    if number_of_items < 3 or rows < _ROWS_AN_ITEM * number_of_items:
        raise one_problem(
            f"{count(rows)} respondents with complete answers to {number_of_items} items",
            f"a factor model takes three items, and {_ROWS_AN_ITEM} respondents an item.",
        )
    return _all_three(answers, Moments.of(answers.values), answers.left_out)


def factor_fit_of_matrix(covariance: pd.DataFrame, rows: int, facets: Facets) -> FactorFit:
    """The same from a published matrix of covariances or correlations.

    Parameters
    ----------
    covariance : pandas.DataFrame
        Items by items, symmetric; with the divisor `rows`.
    rows : int
        Respondents it comes from.
    facets : mapping of str to sequence of str
        The items of each facet.
    """
    matrix = covariance.to_numpy(dtype=float)
    names = tuple(str(name) for name in covariance.columns)
    if matrix.shape[0] != matrix.shape[1] or not np.allclose(matrix, matrix.T):
        raise one_problem("The matrix is not symmetric", "give items by items, both halves filled.")
    if np.linalg.eigvalsh(matrix)[0] <= 0:
        raise one_problem("The matrix is no matrix of covariances", "look for a slip in it.")
    grouped = {facet: tuple(items) for facet, items in facets.items()}
    answers = ItemAnswers(np.empty((0, len(names))), names, grouped, np.empty(0, dtype=bool))
    return _all_three(answers, Moments(rows, np.zeros(len(names)), matrix), 0)


def _all_three(answers: ItemAnswers, moments: Moments, left_out: int) -> FactorFit:
    models: dict[str, Callable[[ItemAnswers, Moments], Fitted]] = {ONE: one_factor}
    sizes = [len(items) for items in answers.facets.values()]
    if len(sizes) > 1 and min(sizes) > 1:
        models[APART] = correlated_facets
    if len(sizes) >= FEWEST_FACETS and min(sizes) > 1:
        models[GENERAL] = general_and_facets
    fitted = {name: fit(answers, moments) for name, fit in models.items()}
    lines = []
    for name, found in fitted.items():
        indices = fit_indices(found, [moments])
        lines.append(
            {
                "model": name,
                **asdict(indices),
                "fits": indices.cfi >= GOOD_CFI
                and indices.rmsea <= GOOD_RMSEA
                and indices.srmr <= GOOD_SRMR,
                "proper": found.converged and not found.bounded.any(),
            }
        )
    spread = np.sqrt(np.diag(moments.covariance))
    loadings = pd.DataFrame({"item": answers.names, "facet": answers.of_facet})
    loadings["one"] = fitted[ONE].groups[0].loadings[:, 0] / spread
    correlations = None
    if APART in fitted:
        model = fitted[APART].groups[0]
        loadings["own_facet"] = model.loadings.sum(axis=1) / spread  # one is free, others are zero
        correlations = _named(model.factors, list(answers.facets))
    if GENERAL in fitted:
        model = fitted[GENERAL].groups[0]
        loadings["general"] = model.loadings[:, 0] / spread
        loadings["beside"] = model.loadings[:, 1:].sum(axis=1) / spread
    return FactorFit(pd.DataFrame(lines), loadings, correlations, moments.rows, left_out, fitted)


def _named(matrix: np.ndarray, names: Sequence[str]) -> pd.DataFrame:
    return pd.DataFrame(matrix, index=list(names), columns=list(names))
