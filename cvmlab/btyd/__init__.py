"""Buy-till-you-die models: how often customers will buy, and whether they are still there."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
