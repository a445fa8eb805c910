"""How a report can fail: on the data, or on anything else."""

from __future__ import annotations

from cvmlab.errors import DataProblem


class ReportFailed(RuntimeError):
    """A report stopped while running: which cell, and why, in one line."""

    def __init__(self, notebook: str, cell: int | None, heading: str, cause: str) -> None:
        self.notebook, self.cell, self.heading, self.cause = notebook, cell, heading, cause
        place = f" in code cell {cell}" if cell else ""
        under = f' under "{heading}"' if heading else ""
        super().__init__(f"{notebook} stopped{place}{under}: {cause}")


class ReportDataProblem(DataProblem):
    """A :class:`DataProblem` raised by a report's cell, with the text it had there."""

    def __init__(self, text: str) -> None:
        ValueError.__init__(self, text)
        self.problems, self.source = (), None
