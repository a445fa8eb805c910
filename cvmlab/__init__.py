"""Customer value management: a course and a research toolkit.

``import cvmlab as cvm`` is instant: every name is loaded when it is first used.
"""

import lazy_loader as _lazy

__version__ = "0.1.0"
__getattr__, __dir__, __all__ = _lazy.attach_stub(__name__, __file__)
