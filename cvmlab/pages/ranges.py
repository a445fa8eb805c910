"""Settings of a report held against their sensible range, all at once and before any work."""

from __future__ import annotations

from cvmlab.errors import DataProblem, Problem


def check_ranges(**settings: tuple[float | None, float, float]) -> None:
    """Refuse settings outside their range.

    Parameters
    ----------
    **settings : (value, lowest, highest)
        By name; a value of None was left open and is fine.

    Raises
    ------
    DataProblem
        With every setting that is off.

    Examples
    --------
    >>> check_ranges(horizon_weeks=(52, 1, 520))
    """
    problems = [
        Problem(f"{name} = {value} is out of range", f"choose a number from {low:g} to {high:g}.")
        for name, (value, low, high) in settings.items()
        if value is not None and not (isinstance(value, int | float) and low <= value <= high)
    ]
    if problems:
        raise DataProblem(problems, "the settings of the report")
