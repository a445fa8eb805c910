from .blank import ____ as ____
from .explore import explorer as explorer
from .lesson import lesson as lesson
from .own_page import with_my_plan as with_my_plan
from .plan_lines import plan_lines as plan_lines
