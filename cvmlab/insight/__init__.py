"""From rows to understanding, in the four steps of Part 1, and what is lost before the first sale.

``recorded`` (data: what the firm writes down), ``counted`` (information: rows added up),
``asked`` (knowledge: surveys and what managers foretell), ``heard`` (insight: interviews), and
``lost`` (almost customers, bids).
"""

import lazy_loader as _lazy

__getattr__, __dir__, __all__ = _lazy.attach(
    __name__, submodules=["asked", "counted", "heard", "lost", "recorded"]
)
