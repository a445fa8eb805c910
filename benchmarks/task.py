"""``python -m benchmarks.task MODULE FUNCTION …``: one piece of work, its result as JSON."""

from __future__ import annotations

import importlib
import json
import sys

if __name__ == "__main__":
    module, function, *arguments = sys.argv[1:]
    print(json.dumps(getattr(importlib.import_module(module), function)(*arguments)))
