from .lifetime.contract_result import ContractValue as ContractValue
from .lifetime.contracts import contract_value as contract_value
from .lifetime.discounting import DiscountRate as DiscountRate
from .lifetime.discounting import discount_rate as discount_rate
from .lifetime.holdout_result import HoldoutCheck as HoldoutCheck
from .lifetime.lifetime_result import LifetimeValue as LifetimeValue
from .lifetime.lifetime_value import lifetime_value as lifetime_value
from .lifetime.ranking_result import Ranking as Ranking
