"""The four IDIC steps: identify, differentiate, interact, customize.

``identify`` (whose records these are, and one customer's whole story), ``differentiate`` (value
tiers with their chances, needs), ``interact`` (dialogue, experiments, contact pressure, charts),
``customize`` (next offers, whom a treatment changes, and what a rule is worth), ``scorecard`` (two
measured indicators a step, and the next best move).

Source: Peppers & Rogers, "The One to One Future" (1993); Peppers, Rogers & Dorf, "Is Your Company
Ready for One-to-One Marketing?", Harvard Business Review 77(1), 1999.
"""

import lazy_loader as _lazy

__getattr__, __dir__, __all__ = _lazy.attach(
    __name__,
    submodules=["customize", "differentiate", "identify", "interact", "scorecard"],
)
