from .lifetime import lifetime_value as lifetime_value
from .lifetime import plot_value_by_decile as plot_value_by_decile
from .lifetime_result import LifetimeValue as LifetimeValue
