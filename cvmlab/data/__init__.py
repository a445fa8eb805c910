"""Tables in, every row accounted for, one row a customer out."""

import lazy_loader as _lazy

__getattr__, __dir__, __all__ = _lazy.attach(
    __name__,
    submodules=["contracts"],
    submod_attrs={
        "customer_base": ["CustomerBase", "customer_base"],
        "ledger": ["Ledger"],
        "mapping": ["Mapping"],
        "occasions": ["occasions"],
        "reading": ["read_transactions"],
        "tables": ["FirmTable", "read_table"],
        "planted_truth": ["Truth", "truth"],
        "workspace": ["Workspace", "load"],
    },
)
