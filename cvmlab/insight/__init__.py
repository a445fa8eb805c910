"""From rows to understanding: who the customers are and where the money comes from."""

import lazy_loader as _lazy

__getattr__, __dir__, __all__ = _lazy.attach(
    __name__,
    submod_attrs={
        "cohorts": ["CohortSales", "plot_sales_by_cohort", "sales_by_cohort"],
        "concentration": ["Concentration", "concentration", "plot_concentration"],
        "lorenz": ["gini", "lorenz", "top_share"],
    },
)
