from .blank import ____ as ____
from .explore import explorer as explorer
from .lesson import lesson as lesson
