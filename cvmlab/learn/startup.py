"""Run as a working copy's kernels start: messages in sentences even before the set-up cell."""

from __future__ import annotations

from contextlib import suppress

with suppress(ImportError):  # any other Python started from there has nothing to watch over
    from cvmlab.learn.guard import watch

    watch()
