"""The library's own survival routines, by their own names, for use with the rows of ``lapses``.

Nothing is added to them: ``SurvfuncRight(exit, event, entry=entry)`` is the curve of Kaplan and
Meier (1958), ``survdiff`` the log-rank test, ``PHReg(exit, x, status=event, entry=entry)`` the
model of Cox (1972). See statsmodels' ``duration``.
"""

from __future__ import annotations

from statsmodels.duration.hazard_regression import PHReg
from statsmodels.duration.survfunc import SurvfuncRight, survdiff

__all__ = ["PHReg", "SurvfuncRight", "survdiff"]
