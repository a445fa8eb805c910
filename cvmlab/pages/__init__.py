"""Reports and pages from notebooks: run with checked parameters, freeze, export."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
