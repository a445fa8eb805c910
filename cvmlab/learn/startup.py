"""Run as a working copy's kernels start: messages in sentences even before the set-up cell."""

from __future__ import annotations

from cvmlab.learn.guard import watch

watch()
