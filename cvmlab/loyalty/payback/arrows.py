"""Arrows from causes to effects: what comes after what, and which paths stay open."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

Arrow = tuple[str, str]


def after(name: str, arrows: Iterable[Arrow]) -> set[str]:
    """Everything that a thing causes, directly or through others.

    Examples
    --------
    >>> sorted(after("rain", [("rain", "mud"), ("mud", "cleaning"), ("sun", "rain")]))
    ['cleaning', 'mud']
    """
    return _reached(name, set(arrows))


def before(name: str, arrows: Iterable[Arrow]) -> set[str]:
    """Everything that causes a thing, directly or through others."""
    return _reached(name, {(effect, cause) for cause, effect in arrows})


def closes(arrows: Sequence[Arrow], exposure: str, outcome: str, given: Iterable[str]) -> bool:
    """Whether nothing but the exposure links the two, once some things are held alike.

    Parameters
    ----------
    arrows : sequence of (str, str)
        From cause to effect, without circles.
    exposure, outcome : str
        What does something to what.
    given : iterable of str
        What is held alike.

    Notes
    -----
    The back-door criterion (Pearl 1995, "Causal diagrams for empirical research"): nothing given
    comes after the exposure; and with the arrows out of the exposure cut, what is given separates
    exposure and outcome in the moral graph of their ancestors (Lauritzen and others 1990,
    "Independence properties of directed Markov fields"), in which parents of one child are linked.

    Examples
    --------
    >>> story = [("age", "bond"), ("age", "stays"), ("bond", "stays")]
    >>> closes(story, "bond", "stays", []), closes(story, "bond", "stays", ["age"])
    (False, True)
    """
    held = set(given)
    if held & after(exposure, arrows):
        return False
    cut = [(cause, effect) for cause, effect in arrows if cause != exposure]
    kept = {exposure, outcome, *held}
    for name in tuple(kept):
        kept |= before(name, cut)
    near: dict[str, set[str]] = {name: set() for name in kept}
    for child in kept:
        parents = {cause for cause, effect in cut if effect == child}
        near[child] |= parents
        for one in parents:
            near[one] |= {child, *parents} - {one}
    seen, reach = {exposure}, [exposure]
    while reach:
        for name in near[reach.pop()] - held - seen:
            seen.add(name)
            reach.append(name)
    return outcome not in seen


def _reached(start: str, arrows: set[Arrow]) -> set[str]:
    found: set[str] = set()
    reach = [start]
    while reach:
        here = reach.pop()
        for one, other in arrows:
            if one == here and other not in found:
                found.add(other)
                reach.append(other)
    return found
