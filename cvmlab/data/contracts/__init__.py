"""What each table must look like: one file a table family."""

import lazy_loader as _lazy

__getattr__, __dir__, __all__ = _lazy.attach(
    __name__,
    submod_attrs={
        "table": ["Column", "Contract"],
        "transactions": ["TRANSACTIONS"],
        "customers": ["CUSTOMERS"],
    },
)
