"""Value *for* the customer: what the firm is worth to those who buy from it.

``brands`` (how people see the own brand and its rivals), ``equation`` (four forms of Shaun Smith's
value equation, and what turns), ``weights`` (what a point and a minute count for in money),
``rivals`` (the map, the leads, what to promise), ``choices`` (what people take, and why),
``hassle`` (what a minute is worth, and which to take away first), ``levels`` (of service: what they
are worth, and to whom), ``report`` (from a survey to the value map report).
"""

import lazy_loader as _lazy

__getattr__, __dir__, __all__ = _lazy.attach(
    __name__,
    submodules=[
        "brands", "choices", "equation", "hassle", "levels", "report", "rivals", "weights",
    ],
)  # fmt: skip
