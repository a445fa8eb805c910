"""Results of a workspace and a linkage, worked out once: a lesson and its checks ask often."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from inspect import signature
from typing import TYPE_CHECKING, Any, TypeVar
from weakref import WeakKeyDictionary

from cvmlab.idic.identify.current_linkage import current_linkage

if TYPE_CHECKING:
    from cvmlab.data.workspace import Workspace
    from cvmlab.idic.identify.linkage_result import Linkage

Result = TypeVar("Result")


def kept(function: Callable[..., Result]) -> Callable[..., Result]:
    """Keep what a function of a workspace and a linkage returns, as long as the workspace is there.

    Parameters
    ----------
    function : callable
        Of ``ws``, ``linkage`` and settings that can be keys. Without a linkage it is given
        :func:`cvmlab.current_linkage`.
    """
    known: WeakKeyDictionary[Workspace, dict[Any, Result]] = WeakKeyDictionary()

    @wraps(function)
    def asked(
        ws: Workspace, linkage: Linkage | None = None, *others: Any, **settings: Any
    ) -> Result:
        linkage = current_linkage(ws) if linkage is None else linkage
        mine = known.setdefault(ws, {})
        hashable = {k: tuple(v) if isinstance(v, list) else v for k, v in settings.items()}
        key = (linkage, others, tuple(sorted(hashable.items())))
        if key not in mine:
            mine[key] = function(ws, linkage, *others, **settings)
        return mine[key]

    # What help shows: that a linkage may be left out.
    own = signature(function)
    shown = [
        one.replace(default=None) if name == "linkage" else one
        for name, one in own.parameters.items()
    ]
    asked.__signature__ = own.replace(parameters=shown)  # type: ignore[attr-defined]
    return asked


_DECIDED: WeakKeyDictionary[Linkage, dict[float, Linkage]] = WeakKeyDictionary()


def decided(linkage: Linkage, threshold: float) -> Linkage:
    """The same linkage from another match probability, decided once."""
    if threshold == linkage.threshold:
        return linkage
    others = _DECIDED.setdefault(linkage, {})
    if threshold not in others:
        others[threshold] = linkage.at(threshold)
    return others[threshold]
