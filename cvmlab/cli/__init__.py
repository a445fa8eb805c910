"""The command line: cvmlab report, check, map and lab."""

from cvmlab.cli.app import main

__all__ = ["main"]
