"""Satisfaction, loyalty, relationship: who would come if they did not have to, and what it pays.

``satisfaction`` (satisfied with what, and what that does), ``called_loyal`` (by purchases, by the
firm's label, in their own words), ``segments`` (why people who come often come), ``relationship``
(an index of 0 to 100 that diagnoses), ``payback`` (what moving people along it pays, as an
association, adjusted, and by experiment), ``retention`` (failure, silence, winning back, and when
the world changed), ``report`` (from a survey to the loyalty report).
"""

import lazy_loader as _lazy

__getattr__, __dir__, __all__ = _lazy.attach(
    __name__,
    submodules=[
        "called_loyal",
        "payback",
        "relationship",
        "report",
        "retention",
        "satisfaction",
        "segments",
    ],
)
