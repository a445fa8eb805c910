"""The short words people put when they do not want to answer, commonest first.

Unlike everything else said, these repeat: in real surveys the same ten words fill the field again
and again.
"""

from __future__ import annotations

# For any question.
ANY: tuple[str, ...] = (
    "nothing", "no", "-", "n/a", "none", "Nothing", "all fine", "No", "fine", "all good", "nope",
    "ok", "nothing to add", "no comment", "don't know", "all ok", "not really", ".", "N/A",
    "no idea", "nil", "?",
)  # fmt: skip
# For "What could we do better?".
BETTER: tuple[str, ...] = (
    "nothing", "no", "all fine", "keep it up", "-", "all good", "n/a", "Nothing", "No", "none",
    "ok", "no complaints", "fine", "happy with everything", "keep up the good work", "don't know",
    "grand", "everything is fine", "no comment", "can't think of anything", "all ok",
    "nothing comes to mind", "very satisfied", "good", ".", "no suggestions", "N/A", "thanks", "?",
)  # fmt: skip
