"""The lessons: blanks that are checked, guesses, explorers and the action plan."""

import lazy_loader as _lazy

__getattr__, __dir__, __all__ = _lazy.attach_stub(__name__, __file__)
