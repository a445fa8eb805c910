"""How far a long command has come."""

from __future__ import annotations


class Steps:
    """A progress bar with the name of the part at work; only for a person, so on stderr.

    Parameters
    ----------
    last : str
        What is said when all parts are done and something is still to be finished.
    """

    def __init__(self, last: str = "Finishing") -> None:
        self._last = last
        from rich.console import Console
        from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

        columns = (BarColumn(bar_width=24), TextColumn("{task.description}"), TimeElapsedColumn())
        self._bar = Progress(*columns, console=Console(stderr=True), transient=True)
        self._task = self._bar.add_task("Starting", total=None)

    def __enter__(self) -> Steps:
        self._bar.start()
        return self

    def __exit__(self, *details: object) -> None:
        self._bar.stop()

    def __call__(self, done: int, total: int, label: str) -> None:
        """Show how far the work has come."""
        words = label if done < total else self._last
        self._bar.update(self._task, completed=done, total=total, description=words[:48])
